//! `variorum versions`: what is published.

use super::report::Format;
use super::{Ending, Outcome, StoreFolder, report};
use crate::edition::{EditionId, Version};
use crate::store::Store;

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
            for version in store.versions(&id)? {
                report::answer(&line(&id, &version, format))?;
            }
        }
        None => {
            for id in store.editions()? {
                if let Some(newest) = store.versions(&id)?.last() {
                    report::answer(&line(&id, newest, format))?;
                }
            }
        }
    }
    Ok(Ending::Clean)
}

fn line(id: &EditionId, version: &Version, format: Format) -> String {
    if format == Format::Json {
        let line = serde_json::json!({ "edition": id, "version": version });
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
    format!("{id} {number} {digest} {published} {publisher}: {message}\n")
}
