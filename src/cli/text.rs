//! `variorum text`: the text without its apparatus.

use std::path::PathBuf;

use super::deposit::Opened;
use super::report::Format;
use super::{Ending, Failure, Outcome, files, report};
use crate::diagnostic::Severity;
use crate::edition::plain_text;
use crate::operations::Exports;

/// Write the text of a TEI file as plain text, or that of one of its witnesses.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum text edition.xml > edition.txt
  variorum text edition.xml --witness B
  variorum text edition.xml --witness B --tei -o witness-b.xml

The text of a witness is put together from the apparatus: what its entries say about it, and
the words of the text where they are silent. A statement says how much is attested; it is
shown on standard error, and stands in the header of the TEI.")]
pub struct Arguments {
    /// A TEI file; - is standard input.
    file: PathBuf,

    /// The witness, by its siglum or by its xml:id.
    #[arg(long, value_name = "SIGLUM")]
    witness: Option<String>,

    /// Write TEI instead of plain text.
    #[arg(long, requires = "witness")]
    tei: bool,

    /// Where to write; without it, standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
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
    let text = match &arguments.witness {
        None => exports.text(),
        Some(siglum) => {
            let witness = exports.witness(siglum)?;
            report::say(&witness.statement().to_string());
            match (arguments.tei, format) {
                (true, _) => exports.witness_tei(&witness),
                (false, Format::Json) => json(&witness)?,
                (false, _) => plain_text(&witness.passages),
            }
        }
    };
    match &arguments.output {
        Some(path) => files::write(path, text.as_bytes())?,
        None => report::answer(&text)?,
    }
    Ok(Ending::Clean)
}

fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(text)
}
