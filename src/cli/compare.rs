//! `variorum compare`: what has changed from one version to another?

use std::path::PathBuf;

use super::report::Format;
use super::{Ending, Outcome, files, report};
use crate::compare::say;
use crate::operations::{Input, compare};

/// Tell what has changed from one version of a text to another.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum compare edition-1.xml edition-2.xml
  variorum compare edition-1.xml edition-2.xml --format json

Told are words of passages, entries of the apparatus, notes and the header. Line
breaks, indentation, prefixes and names of ids are no change. The exit code is 0 if
both have the same content, and 1 if they differ; docs/comparing.md has the rules.")]
pub struct Arguments {
    /// The old version, a TEI file; `-` for standard input.
    old: PathBuf,

    /// The new version.
    new: PathBuf,
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let (old, new) = (files::read(&arguments.old)?, files::read(&arguments.new)?);
    let (old_name, new_name) = (
        arguments.old.to_string_lossy(),
        arguments.new.to_string_lossy(),
    );
    let comparison = compare(
        Input {
            name: &old_name,
            bytes: &old,
        },
        Input {
            name: &new_name,
            bytes: &new,
        },
    )
    .map_err(|rejected| report::reject(&rejected, format))?;
    let answer = match format {
        Format::Json => serde_json::to_string_pretty(&comparison)? + "\n",
        Format::Human | Format::Short => say::lines(&comparison).join("\n") + "\n",
    };
    report::answer(&answer)?;
    Ok(match comparison.is_same() {
        true => Ending::Clean,
        false => Ending::Findings,
    })
}
