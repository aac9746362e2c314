//! `variorum apparatus`: the entries of a TEI file, or the file in another method.

use std::path::PathBuf;

use clap::ValueEnum;

use super::deposit::Opened;
use super::report::Format;
use super::{Ending, Outcome, files, report};
use crate::diagnostic::Severity;
use crate::edition;
use crate::operations::Exports;
use crate::render::{Manner, Tongue};

/// Print the apparatus of a TEI file, or write it in another of TEI's methods.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum apparatus edition.xml
  variorum apparatus edition.xml --words en --negative
  variorum apparatus letter.xml --interventions
  variorum apparatus edition.xml --format json
  variorum apparatus edition.xml --method double-end-point -o external.xml

Entries in all three methods of TEI are read (parallel segmentation, double end-points,
referring to locations), and the file can be written in each of them. Words that begin in one
paragraph and end in another cannot stand in parallel segmentation: such entries stay as
they are, and are named.")]
pub struct Arguments {
    /// A TEI file; - is standard input.
    file: PathBuf,

    /// Write the whole file, with its apparatus in this method.
    #[arg(long, value_enum)]
    method: Option<Method>,

    /// Name only the witnesses that differ from the text.
    #[arg(long)]
    negative: bool,

    /// Tell as well what hands did outside entries (add, del, subst), and what is
    /// doubtful, lost, supplied or made regular.
    #[arg(long)]
    interventions: bool,

    /// The language of om., add. and the like: la, en, de, fr, es, it, pt.
    #[arg(long, value_name = "LANGUAGE", default_value = "la", value_parser = tongue)]
    words: Tongue,

    /// Where to write; without it, standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Method {
    ParallelSegmentation,
    DoubleEndPoint,
    LocationReferenced,
}

fn tongue(tag: &str) -> Result<Tongue, String> {
    Tongue::from_tag(tag).ok_or_else(|| {
        let known: Vec<&str> = Tongue::ALL.iter().map(|tongue| tongue.tag()).collect();
        format!(
            "there are no words in `{tag}`; there are {}",
            known.join(", ")
        )
    })
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    if let Some(output) = &arguments.output {
        files::keep(std::iter::once(&arguments.file), output)?;
    }
    let opened = Opened::new(&arguments.file, &[])?;
    let read = Exports::read(&opened.deposit());
    let read = read.map_err(|rejected| report::reject(&rejected, format))?;
    report::show(
        &read.findings,
        read.value.source(),
        Severity::Warning,
        format,
    );
    let exports = read.value;
    let mut ending = Ending::Clean;
    let text = match (arguments.method, format) {
        (Some(method), _) => {
            let exported = exports.in_method(method.meant());
            if !exported.left.is_empty() {
                ending = Ending::Findings;
                report::say(&format!("left as they were: {}", exported.left.join(", ")));
            }
            exported.text
        }
        (None, Format::Json) => {
            let apparatus = exports.apparatus(arguments.interventions);
            serde_json::to_string_pretty(&apparatus)? + "\n"
        }
        (None, _) => {
            let manner = Manner {
                positive: !arguments.negative,
                tongue: arguments.words,
                interventions: arguments.interventions,
            };
            let lines = exports.apparatus_lines(manner);
            lines.iter().map(|line| format!("{line}\n")).collect()
        }
    };
    match &arguments.output {
        Some(path) => files::write(path, text.as_bytes())?,
        None => report::answer(&text)?,
    }
    Ok(ending)
}

impl Method {
    pub(super) fn meant(self) -> edition::Method {
        match self {
            Self::ParallelSegmentation => edition::Method::ParallelSegmentation,
            Self::DoubleEndPoint => edition::Method::DoubleEndPoint,
            Self::LocationReferenced => edition::Method::LocationReferenced,
        }
    }
}
