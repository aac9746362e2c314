//! `variorum convert`: plain text becomes TEI.

use std::path::PathBuf;

use super::report::Format;
use super::{Ending, Outcome, files, report};
use crate::diagnostic::Severity;
use crate::operations::{Converted, Input, convert, read_decisions};
use crate::source::Encoding;

/// Convert a plain text to TEI.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum convert leaflet.txt > edition.xml
  variorum convert leaflet.txt --decisions decisions.toml -o edition.xml --explain

What the converter infers is marked in the TEI (@resp=\"#converter\", @cert) and can be
accepted or refused in the decisions file. It never changes the text silently: the witness
can be restored from the TEI, character for character.")]
pub struct Arguments {
    /// The text; - is standard input.
    text: PathBuf,

    /// The editor's decisions (TOML).
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,

    /// Where to write the TEI; without it, standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// How the bytes stand for characters, if not UTF-8: ISO-8859-1, UTF-16LE, UTF-16BE.
    #[arg(long, value_parser = encoding)]
    encoding: Option<Encoding>,

    /// Show every inference with its place and its evidence, not only what is odd.
    #[arg(long)]
    explain: bool,
}

fn encoding(name: &str) -> Result<Encoding, String> {
    Encoding::from_name(name)
        .ok_or_else(|| format!("`{name}` is not read; convert it first: iconv -f {name} -t UTF-8"))
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    if let Some(output) = &arguments.output {
        let inputs = [Some(&arguments.text), arguments.decisions.as_ref()];
        files::keep(inputs.into_iter().flatten(), output)?;
    }
    let bytes = files::read(&arguments.text)?;
    let name = arguments.text.to_string_lossy();
    let text = Input {
        name: &name,
        bytes: &bytes,
    };
    let decisions = match &arguments.decisions {
        None => None,
        Some(path) => {
            let bytes = files::read(path)?;
            let name = path.to_string_lossy();
            let read = read_decisions(Input {
                name: &name,
                bytes: &bytes,
            });
            Some(read.map_err(|rejected| report::reject(&rejected, format))?)
        }
    };
    let editor = decisions.as_ref().map(|(_, decisions)| decisions);
    let converted = convert(text, arguments.encoding, editor)
        .map_err(|rejected| report::reject(&rejected, format))?;
    match &arguments.output {
        Some(path) => files::write(path, converted.tei.as_bytes())?,
        None => report::answer(&converted.tei)?,
    }
    let least = if arguments.explain {
        Severity::Information
    } else {
        Severity::Warning
    };
    report::show(&converted.findings, &converted.source, least, format);
    if let Some((source, _)) = &decisions {
        report::show(&converted.decision_findings, source, least, format);
    }
    if format == Format::Human {
        report::say(&summary(&converted, arguments.explain));
    }
    let unapplied = converted
        .decision_findings
        .iter()
        .chain(&converted.findings)
        .any(|finding| finding.severity == Severity::Error);
    if unapplied {
        return Ok(Ending::Findings);
    }
    Ok(Ending::Clean)
}

fn summary(converted: &Converted, explained: bool) -> String {
    let count = |severity| {
        let all = converted
            .findings
            .iter()
            .chain(&converted.decision_findings);
        all.filter(|finding| finding.severity == severity).count()
    };
    let inferences = count(Severity::Information);
    let odd = count(Severity::Warning);
    let wrong = count(Severity::Error);
    let mut said = format!("{inferences} inferences, {odd} warnings, {wrong} errors");
    if inferences > 0 && !explained {
        said.push_str("; --explain shows the inferences");
    }
    said
}
