//! `variorum passages`: which fingerprints do the passages of a text have?

use std::fmt::Write;
use std::path::PathBuf;

use clap::ValueEnum;

use super::deposit::Opened;
use super::report::Format;
use super::{Ending, Failure, Outcome, report};
use crate::operations::{PassageList, Passages};

/// Print the SHA-256 of every citable passage, or of one.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum passages edition.xml
  variorum passages edition.xml 1.2.14
  variorum passages edition.xml 1.2.14-1.2.16 --format json
  variorum passages edition.xml 1.2.14 --hashed words | sha256sum
  variorum passages edition.xml 1.2.14 --hashed content

Two hashes are given: of the words of the reading text, and of the content, which
is everything in the passage that means something. Line breaks, indentation,
prefixes and names of ids change neither; docs/passages.md specifies both.")]
pub struct Arguments {
    /// The TEI file; `-` for standard input.
    file: PathBuf,

    /// A reference or a range: 1.2.14, p3-p5.
    reference: Option<String>,

    /// What is hashed, to the byte, instead of the hashes.
    #[arg(long, value_enum, requires = "reference")]
    hashed: Option<Hashed>,
}

/// One of the two forms that are hashed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Hashed {
    Words,
    Content,
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let opened = Opened::new(&arguments.file, &[])?;
    let passages = Passages::read(&opened.deposit());
    let passages = passages.map_err(|rejected| report::reject(&rejected, format))?;
    let answer = match (&arguments.reference, arguments.hashed) {
        (None, _) => all(&passages.list(), format)?,
        (Some(reference), None) => one(&passages, reference, format)?,
        (Some(reference), Some(form)) => {
            let found = passages.hashed(reference);
            let (words, content) = found.ok_or_else(|| absent(&passages, reference))?;
            match form {
                Hashed::Words => words,
                Hashed::Content => content,
            }
        }
    };
    report::answer(&answer)?;
    Ok(Ending::Clean)
}

fn all(list: &PassageList, format: Format) -> Result<String, Failure> {
    if format == Format::Json {
        return Ok(serde_json::to_string_pretty(list)? + "\n");
    }
    let fingerprints = &list.fingerprints;
    let mut out = format!("{}  {}\n", fingerprints.root, fingerprints.form);
    for unit in &fingerprints.units {
        let (reference, short) = (&unit.reference, unit.fingerprint.short());
        let _ = writeln!(out, "{short}  {reference}");
    }
    Ok(out)
}

fn one(passages: &Passages, reference: &str, format: Format) -> Result<String, Failure> {
    let found = passages.fingerprint(reference);
    let fingerprint = found.ok_or_else(|| absent(passages, reference))?;
    if format == Format::Json {
        let named = serde_json::json!({
            "form": crate::operations::PASSAGE_FORM,
            "sha256": passages.file(),
            "reference": reference,
            "text": fingerprint.text,
            "content": fingerprint.content,
            "short": fingerprint.short(),
        });
        return Ok(format!("{named:#}\n"));
    }
    let (text, content) = (fingerprint.text, fingerprint.content);
    let short = fingerprint.short();
    Ok(format!(
        "short    {short}\ntext     {text}\ncontent  {content}\n"
    ))
}

fn absent(passages: &Passages, reference: &str) -> Failure {
    let near = passages.near(reference);
    let hint = match near.is_empty() {
        true => "; `variorum passages FILE` lists them all".to_owned(),
        false => format!("; near it: {}", near.join(", ")),
    };
    Failure(format!("there is no passage `{reference}`{hint}"))
}
