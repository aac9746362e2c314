//! `variorum cite`: a finished citation.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::report::Format;
use super::{Ending, Failure, Outcome, StoreFolder, files, report};
use crate::describe::citation::seal;
use crate::describe::{self, Style};
use crate::edition::{EditionId, VersionReference};
use crate::operations::{Citable, Input, Uncitable};
use crate::store::Store;

/// Cite an edition, a version or a passage, with the hash of exactly these bytes.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum cite edition.xml
  variorum cite leaflet-2008 17 --style apa --site https://editions.example.org
  variorum cite leaflet-2008 --version 1 --style bibtex

What is not the name of a file is looked up in the store. A citation of a file that is
not published has no address; its SHA-256 says which file it was.")]
pub struct Arguments {
    /// A TEI file, or a published edition; - is standard input.
    #[arg(value_name = "FILE|ID")]
    what: PathBuf,

    /// The passage, or a range of two with a hyphen: 1.2-1.5.
    reference: Option<String>,

    /// The style or the format.
    #[arg(long, value_enum, default_value_t = Kind::Chicago)]
    style: Kind,

    /// The version of a published edition: number, SHA-256 or latest.
    #[arg(long, default_value = "latest")]
    version: VersionReference,

    /// Under which address the store is served.
    #[arg(long, value_name = "URL", env = "VARIORUM_BASE_URL")]
    site: Option<String>,

    #[command(flatten)]
    folder: StoreFolder,
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
    let mut citable = citable(&arguments, format)?;
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

fn citable(arguments: &Arguments, format: Format) -> Result<Citable, Failure> {
    let what = arguments.what.as_path();
    let name = arguments.what.to_string_lossy();
    if what == Path::new("-") || what.is_file() {
        let bytes = files::read(what)?;
        let input = Input {
            name: &name,
            bytes: &bytes,
        };
        return Citable::file(input).map_err(|rejected| report::reject(&rejected, format));
    }
    let Ok(id) = name.parse::<EditionId>() else {
        return Err(Failure(format!(
            "{name} is neither a file nor the name of an edition"
        )));
    };
    let store = Store::open(&arguments.folder.store)?;
    let site = arguments
        .site
        .as_deref()
        .map(|site| site.trim_end_matches('/'));
    let found = Citable::version(&store, &id, arguments.version, site);
    found.map_err(|uncitable| match uncitable {
        Uncitable::Store(error) => error.into(),
        Uncitable::Rejected(rejected) => report::reject(&rejected, format),
    })
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
