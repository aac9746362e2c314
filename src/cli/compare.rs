//! `variorum compare`: what has changed from one version to another?

use std::path::PathBuf;

use super::deposit::Opened;
use super::report::Format;
use super::{Ending, Outcome, report};
use crate::compare::say;
use crate::operations::{compare, survival};
use crate::source::Deposit;

/// Tell what has changed from one version of a text to another.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum compare edition-1.xml edition-2.xml
  variorum compare edition-1.xml edition-2.xml --format json
  variorum compare edition-1.xml edition-2.xml --survival --format json > survival.json
  variorum compare old/corpus.xml new/corpus.xml --with old/texts new/texts

Told are words of passages, entries of the apparatus, notes and the header. Line
breaks, indentation, prefixes and names of ids are no change. The exit code is 0 if
both have the same content, and 1 if they differ; docs/comparing.md has the rules.

Files that a version includes (xi:include) are read from its folder, never from
outside; with --with, only those that are named.")]
pub struct Arguments {
    /// The old version, a TEI file; `-` for standard input.
    old: PathBuf,

    /// The new version.
    new: PathBuf,

    /// Only what became of each citable passage of the old version: what `publish`
    /// stores as survival.json, byte for byte with --format json.
    #[arg(long)]
    survival: bool,

    /// Files that the versions include, or folders of them.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    with: Vec<PathBuf>,
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let old = Opened::new(&arguments.old, &arguments.with)?;
    let new = Opened::new(&arguments.new, &arguments.with)?;
    let (old, new) = (old.deposit(), new.deposit());
    if arguments.survival {
        return survived(&old, &new, format);
    }
    let comparison = compare(&old, &new).map_err(|rejected| report::reject(&rejected, format))?;
    let answer = match format {
        Format::Json => serde_json::to_string_pretty(&comparison)? + "\n",
        Format::Human | Format::Short => say::lines(&comparison).join("\n") + "\n",
    };
    report::answer(&answer)?;
    Ok(ending(comparison.is_same()))
}

fn survived(old: &Deposit<'_>, new: &Deposit<'_>, format: Format) -> Outcome {
    let found = survival(old, new).map_err(|rejected| report::reject(&rejected, format))?;
    let answer = match format {
        Format::Json => String::from_utf8_lossy(&found.to_bytes()?).into_owned(),
        Format::Human | Format::Short => say::fates(&found.survival).join("\n") + "\n",
    };
    report::answer(&answer)?;
    let counts = found.survival.counts();
    Ok(ending(counts.same == counts.units))
}

fn ending(same: bool) -> Ending {
    match same {
        true => Ending::Clean,
        false => Ending::Findings,
    }
}
