//! `variorum versions`: what is published.

use super::report::Format;
use super::{Ending, Outcome, StoreFolder, report, tell_lagging};
use crate::edition::{EditionId, Version, Withdrawal};
use crate::store::{Standing, Store};

/// List published editions, or the versions of one.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum versions
  variorum versions leaflet-2008 --format json")]
pub struct Arguments {
    /// The edition; without it, all of them with their newest version.
    id: Option<EditionId>,

    #[command(flatten)]
    folder: StoreFolder,
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let store = Store::open(&arguments.folder.store)?;
    match arguments.id {
        Some(id) => {
            let Standing {
                versions,
                withdrawn,
            } = store.standing(&id)?;
            for version in versions {
                let gone = withdrawn.iter().find(|one| one.version == version.number);
                report::answer(&line(&id, &version, gone, format))?;
            }
        }
        None => {
            for (id, standing) in store.catalogue()? {
                let standing = standing?;
                if let Some(newest) = standing.versions.last() {
                    let gone = standing
                        .withdrawn
                        .iter()
                        .find(|one| one.version == newest.number);
                    report::answer(&line(&id, newest, gone, format))?;
                }
            }
        }
    }
    tell_lagging(&store);
    Ok(Ending::Clean)
}

fn line(
    id: &EditionId,
    version: &Version,
    withdrawn: Option<&Withdrawal>,
    format: Format,
) -> String {
    if format == Format::Json {
        let mut line = serde_json::json!({ "edition": id, "version": version });
        if let Some(withdrawn) = withdrawn {
            line["withdrawn"] = serde_json::json!(withdrawn);
        }
        return format!("{line}\n");
    }
    let Version {
        number,
        digest,
        published,
        publisher,
        message,
        ..
    } = version;
    let gone = withdrawn.map(
        |Withdrawal {
             when, by, reason, ..
         }| { format!(" (withdrawn {when} {by}: {reason})") },
    );
    let gone = gone.unwrap_or_default();
    let line = format!("{id} {number} {digest} {published} {publisher}: {message}{gone}");
    // A note of several lines must not look like several versions.
    format!("{}\n", report::in_one_line(&line))
}
