//! `variorum withdraw`: a version is not shown any more, and everybody is told why.

use super::report::Format;
use super::{Ending, Outcome, StoreFolder, one_line, report, settled};
use crate::edition::EditionId;
use crate::operations::{Facts, now, withdraw};
use crate::store::Store;

/// Withdraw a version of an edition, or all of them.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum withdraw leaflet-2008 2 --by \"Ada Editor\" --reason \"The wrong witness was transcribed.\"
  variorum withdraw leaflet-2008 --by \"Ada Editor\" --reason \"Rights in the photographs ended.\"

Its addresses answer 410 from then on, with the reason, the day and the name. Its number is not
given again, its bytes stay in the store, and the history shows both. A version published later
stands by itself.")]
pub struct Arguments {
    /// The edition.
    id: EditionId,

    /// The number of the version; without it, all that stand.
    version: Option<u32>,

    /// Why: readers see it.
    #[arg(long, value_parser = one_line)]
    reason: String,

    /// Who withdraws: readers see it.
    #[arg(long, value_name = "NAME", env = "VARIORUM_PUBLISHER", value_parser = one_line)]
    by: String,

    /// How to reach them: mailto:… or an address on the web.
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "",
        hide_default_value = true
    )]
    address: String,

    #[command(flatten)]
    folder: StoreFolder,
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let store = Store::open(&arguments.folder.store)?;
    let facts = Facts {
        publisher: arguments.by,
        address: arguments.address,
        message: arguments.reason,
        when: now(),
        token: None,
    };
    let id = arguments.id;
    let withdrawn = withdraw(&store, &id, arguments.version, &facts)?;
    for withdrawal in &withdrawn {
        let line = match format {
            Format::Json => {
                serde_json::json!({ "edition": id, "withdrawn": withdrawal }).to_string()
            }
            _ => format!("{id} {} withdrawn", withdrawal.version),
        };
        report::answer(&format!("{line}\n"))?;
    }
    if withdrawn.is_empty() && format != Format::Json {
        report::say("nothing of it stood");
    }
    settled(&store).map(|()| Ending::Clean)
}
