//! `variorum preview`: an edition is looked at before it is published.

use std::path::PathBuf;

use super::deposit::Gathered;
use super::report::Format;
use super::{Failure, Outcome, StoreFolder, files, one_line, report};
use crate::diagnostic::Severity;
use crate::edition::EditionId;
use crate::operations::{NoPreview, preview, suggest_id};
use crate::source::Deposit;
use crate::store::Store;

/// Look at an edition on the server before it is published.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum preview edition.xml --id leaflet-2008 --by \"Ada Editor\"
  variorum preview corpus.xml --with texts/ --by \"Ada Editor\" --hours 2

Prints the path under which the running server shows the draft. Nobody can guess it, no list has
it, and it is gone after the given time. A draft is no version and has no number.")]
pub struct Arguments {
    /// The TEI file.
    path: PathBuf,

    /// Files that belong to the edition, or folders of them.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    with: Vec<PathBuf>,

    /// The edition that it may become a version of; without it, taken from the name of the file.
    #[arg(long)]
    id: Option<EditionId>,

    /// Who hands it in: the draft says so.
    #[arg(long, value_name = "NAME", env = "VARIORUM_PUBLISHER", value_parser = one_line)]
    by: String,

    /// How long the draft can be read.
    #[arg(long, default_value_t = 48)]
    hours: u32,

    #[command(flatten)]
    folder: StoreFolder,
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let name = arguments.path.to_string_lossy();
    let id = arguments.id.or_else(|| suggest_id(&name));
    let id =
        id.ok_or_else(|| Failure(format!("{name}: no name can be made of this; give --id")))?;
    let bytes = files::read(&arguments.path)?;
    let gathered = Gathered::new(&arguments.path, &arguments.with)?;
    let deposit = Deposit {
        name: &name,
        bytes: &bytes,
        path: &gathered.path,
        files: gathered.files(),
    };
    let store = Store::open_or_create(&arguments.folder.store)?;
    match preview(&store, &id, &deposit, &arguments.by, arguments.hours) {
        Ok(previewed) => {
            let (read, token) = (&previewed.read, &previewed.token);
            report::show(
                &read.findings,
                read.value.source(),
                Severity::Warning,
                format,
            );
            let expires = &previewed.expires;
            report::answer(&match format {
                Format::Json => format!(
                    "{}\n",
                    serde_json::json!({ "path": format!("/drafts/{token}"), "expires": expires })
                ),
                _ => format!("/drafts/{token} until {expires}\n"),
            })?;
            Ok(report::ending(&read.findings))
        }
        Err(NoPreview::File(rejected)) => Err(report::reject(&rejected, format)),
        Err(NoPreview::Store(error)) => Err(error.into()),
    }
}
