//! `variorum verify`: are all published bytes what they were?

use super::publish::progress;
use super::report::Format;
use super::{Ending, Outcome, StoreFolder, report};
use crate::store::{Damage, Progress, Store};

/// Hash everything that is published again, and say what is damaged.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum verify
  variorum verify --store /srv/editions --format json

Exit code 1 if anything is damaged. Nothing is repaired: take the file from a copy.")]
pub struct Arguments {
    #[command(flatten)]
    folder: StoreFolder,
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let store = Store::open(&arguments.folder.store)?;
    let bar = progress(0, "editions");
    let mut checked = Progress::default();
    let damages = store.verify(&mut |now: Progress| {
        bar.set_length(now.total as u64);
        bar.set_position(now.done as u64);
        checked = now;
    })?;
    bar.finish_and_clear();
    for damage in &damages {
        report::answer(&line(damage, format))?;
    }
    if !damages.is_empty() {
        return Ok(Ending::Findings);
    }
    if format != Format::Json {
        report::say(&format!(
            "{} editions, every byte as published",
            checked.done
        ));
    }
    Ok(Ending::Clean)
}

fn line(damage: &Damage, format: Format) -> String {
    match format {
        Format::Json => format!("{}\n", serde_json::json!(damage)),
        _ => format!("{damage}\n"),
    }
}
