//! `variorum audit`: who changed what, and when.

use super::report::Format;
use super::{Ending, Outcome, StoreFolder, report, tell_lagging};
use crate::access::{Access, Act, Change};
use crate::edition::EditionId;
use crate::operations::audit;
use crate::store::Store;

/// Show who changed what, and when.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum audit
  variorum audit leaflet-2008 --format json

Shown are all changes: those recorded with the token they were made with, and what the history
of the store tells besides. Each entry of the record holds the SHA-256 of the one before, and that
of the last one is kept apart; what was changed or taken out later is reported, and the exit code
is 1.")]
pub struct Arguments {
    /// Only changes of this edition.
    id: Option<EditionId>,

    #[command(flatten)]
    folder: StoreFolder,
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let store = Store::open(&arguments.folder.store)?;
    let log = audit(&Access::of(&store)?, &store)?;
    let wanted = |change: &&Change| arguments.id.is_none() || change.edition == arguments.id;
    for change in log.changes.iter().filter(wanted) {
        report::answer(&line(change, format))?;
    }
    tell_lagging(&store);
    for entry in &log.broken {
        report::say(&format!(
            "{entry} does not follow upon the entry before it: one of them was changed or taken out"
        ));
    }
    for entry in &log.cut {
        report::say(&format!(
            "{entry} is not what was written last: the end of the record was changed or taken out"
        ));
    }
    for token in &log.untold {
        report::say(&format!(
            "no entry tells that token {token} was made: one was taken out, or `token new` was \
             killed"
        ));
    }
    let whole = log.broken.is_empty() && log.cut.is_empty() && log.untold.is_empty();
    Ok(match whole {
        true => Ending::Clean,
        false => Ending::Findings,
    })
}

fn line(change: &Change, format: Format) -> String {
    if format == Format::Json {
        let change = serde_json::to_string(change).unwrap_or_default();
        return format!("{change}\n");
    }
    let mut line = format!("{} {}", change.when, change.act.words());
    if let Some(edition) = &change.edition {
        line.push_str(&format!(" {edition}"));
    }
    let from = change.from.filter(|_| change.act == Act::Published);
    match (from, change.to) {
        (Some(from), Some(to)) => line.push_str(&format!(" {from} → {to}")),
        (None, Some(to)) => line.push_str(&format!(" {to}")),
        _ => {}
    }
    line.push_str(&format!(" by {}", change.who));
    if let Some(token) = &change.token {
        line.push_str(&format!(" (token {token})"));
    }
    if let Some(note) = change.note.as_ref().filter(|note| !note.is_empty()) {
        line.push_str(&format!(": {note}"));
    }
    // A note of several lines must not look like several changes.
    format!("{}\n", report::in_one_line(&line))
}
