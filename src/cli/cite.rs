//! `variorum cite`: a finished citation.

use clap::ValueEnum;

use super::named::Named;
use super::report::Format;
use super::{Ending, Failure, Outcome, report};
use crate::describe::citation::seal;
use crate::describe::{self, Style};
use crate::operations::Citable;

/// Cite an edition, a version or a passage, with the hash of exactly these bytes.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum cite edition.xml
  variorum cite leaflet-2008 1.17 --style apa --site https://editions.example.org
  variorum cite leaflet-2008 --version 1 --style bibtex

What is not the name of a file is looked up in the store. A citation of a file that is
not published has no address; its SHA-256 says which file it was.")]
pub struct Arguments {
    #[command(flatten)]
    named: Named,

    /// The passage, or a range of two with a hyphen: 1.2-1.5.
    reference: Option<String>,

    /// The style or the format.
    #[arg(long, value_enum, default_value_t = Kind::Chicago)]
    style: Kind,
}

/// A style for people or a format for programs.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    Chicago,
    Mla,
    Apa,
    Critical,
    Short,
    Bibtex,
    Ris,
    CslJson,
}

/// What a kind is.
enum Written {
    Style(Style),
    Format(describe::Format),
}

impl Kind {
    fn written(self) -> Written {
        match self {
            Self::Chicago => Written::Style(Style::Chicago),
            Self::Mla => Written::Style(Style::Mla),
            Self::Apa => Written::Style(Style::Apa),
            Self::Critical => Written::Style(Style::Critical),
            Self::Short => Written::Style(Style::Short),
            Self::Bibtex => Written::Format(describe::Format::BibTex),
            Self::Ris => Written::Format(describe::Format::Ris),
            Self::CslJson => Written::Format(describe::Format::CslJson),
        }
    }
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let mut citable = arguments
        .named
        .make(Citable::file, Citable::version, format)?;
    if let Some(reference) = &arguments.reference {
        citable = citable
            .at(reference)
            .map_err(|near| absent(reference, &near))?;
    }
    let Citable { record, cited, .. } = &citable;
    let text = match (format, arguments.style.written()) {
        (Format::Json, _) => json(&citable),
        (_, Written::Style(style)) => format!("{}\n", style.cite(record, cited).text()),
        (_, Written::Format(format)) => format.write(record, cited),
    };
    report::answer(&text)?;
    Ok(Ending::Clean)
}

fn absent(reference: &str, near: &[String]) -> Failure {
    let hint = match near {
        [] => String::new(),
        near => format!(" (near it: {})", near.join(", ")),
    };
    Failure(format!("there is no passage {reference}{hint}"))
}

/// Everything at once.
fn json(citable: &Citable) -> String {
    let Citable { record, cited, .. } = citable;
    let styles: serde_json::Map<String, serde_json::Value> = Style::ALL
        .iter()
        .map(|style| {
            (
                style.word().to_owned(),
                style.cite(record, cited).text().into(),
            )
        })
        .collect();
    let value = serde_json::json!({
        "edition": cited.edition,
        "version": cited.version.as_ref().map(|version| version.number),
        "sha256": cited.digest,
        "ni": seal::named_information(&cited.digest),
        "reference": cited.passage.as_ref().map(|passage| passage.reference()),
        "passage": cited.passage.as_ref().and_then(|passage| passage.hash).map(|hash| hash.short()),
        "address": cited.address(),
        "seal": seal::full(cited),
        "styles": styles,
    });
    format!("{value:#}\n")
}
