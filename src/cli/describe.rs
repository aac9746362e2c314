//! `variorum describe`: a record for a library.

use clap::ValueEnum;

use super::named::Named;
use super::report::Format;
use super::{Ending, Outcome, report};
use crate::describe::Scheme;
use crate::describe::reading::{Gap, Row, gaps, rows};
use crate::operations::Described;

/// Describe an edition for a library, or say how its header is read.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum describe edition.xml                        how the header is read, and what is wanting
  variorum describe edition.xml --as marc
  variorum describe leaflet-2008 --as mods --site https://editions.example.org

What is not the name of a file is looked up in the store.")]
pub struct Arguments {
    #[command(flatten)]
    named: Named,

    /// The scheme of the record.
    #[arg(long = "as", value_enum, value_name = "SCHEME")]
    scheme: Option<Kind>,
}

/// A scheme, as it is named on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    /// Dublin Core (oai_dc)
    Dc,
    /// MODS 3.7
    Mods,
    /// MARC 21 in XML
    Marc,
    /// DataCite 4.7
    Datacite,
    /// schema.org, as JSON-LD
    SchemaOrg,
}

impl Kind {
    fn scheme(self) -> Scheme {
        match self {
            Self::Dc => Scheme::DublinCore,
            Self::Mods => Scheme::Mods,
            Self::Marc => Scheme::Marc,
            Self::Datacite => Scheme::DataCite,
            Self::SchemaOrg => Scheme::SchemaOrg,
        }
    }
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let described = arguments
        .named
        .make(Described::file, Described::version, format)?;
    let description = &described.description;
    let Some(kind) = arguments.scheme else {
        let (rows, gaps) = (rows(description), gaps(description));
        let text = match format {
            Format::Json => json(&rows, &gaps),
            _ => for_people(&rows, &gaps),
        };
        report::answer(&text)?;
        return Ok(if gaps.is_empty() {
            Ending::Clean
        } else {
            Ending::Findings
        });
    };
    let record = kind.scheme().write(description, &described.held)?;
    report::answer(&record)?;
    Ok(Ending::Clean)
}

/// Every field with what was read, then what is wanting.
fn for_people(rows: &[Row], gaps: &[Gap]) -> String {
    let mut text = String::new();
    for row in rows {
        text.push_str(&format!(
            "{} ({}; MARC {})\n",
            row.label, row.element, row.marc
        ));
        for value in &row.values {
            let reading = match value.reading.is_empty() {
                true => String::new(),
                false => format!("  [{}]", value.reading),
            };
            text.push_str(&format!("  {}{reading}\n", value.text));
        }
    }
    if !gaps.is_empty() {
        text.push_str("\nWhat a cataloguer would miss\n");
    }
    for gap in gaps {
        text.push_str(&format!(
            "  {} {}\n    {}\n",
            gap.what, gap.consequence, gap.remedy
        ));
    }
    text
}

fn json(rows: &[Row], gaps: &[Gap]) -> String {
    let rows = rows.iter().map(|row| {
        let values = row.values.iter().map(|value| {
            serde_json::json!({
                "text": value.text,
                "reading": value.reading,
                "address": value.address,
            })
        });
        serde_json::json!({
            "label": row.label,
            "element": row.element,
            "marc": row.marc,
            "dublin_core": row.dublin_core,
            "values": values.collect::<Vec<_>>(),
        })
    });
    let gaps = gaps.iter().map(|gap| {
        serde_json::json!({
            "what": gap.what,
            "consequence": gap.consequence,
            "remedy": gap.remedy,
        })
    });
    let value = serde_json::json!({
        "fields": rows.collect::<Vec<_>>(),
        "gaps": gaps.collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}
