//! `variorum register`: who and what does a text name?

use std::fmt::Write;
use std::path::PathBuf;

use clap::ValueEnum;

use super::deposit::Opened;
use super::report::Format;
use super::{Ending, Outcome, report};
use crate::edition::RegisterKind;
use crate::operations::{read_registers, registers_as_csv};
use crate::render::register::{RegisterFile, title};

/// List the people, places, organisations, works and events that a text names.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum register edition.xml --kind people
  variorum register edition.xml --format json
  variorum register edition.xml --csv > names.csv

Two names are one entry only if the file says so, by @ref, @key, @corresp or
@sameAs; all others are listed by their form and marked as not identified.")]
pub struct Arguments {
    /// The TEI file; `-` for standard input.
    file: PathBuf,

    /// Only this register.
    #[arg(long, value_enum)]
    kind: Option<Kind>,

    /// As a table, one row for each passage (RFC 4180).
    #[arg(long)]
    csv: bool,
}

/// What is listed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    People,
    Places,
    Organisations,
    Works,
    Events,
}

impl From<Kind> for RegisterKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::People => Self::People,
            Kind::Places => Self::Places,
            Kind::Organisations => Self::Organisations,
            Kind::Works => Self::Works,
            Kind::Events => Self::Events,
        }
    }
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let opened = Opened::new(&arguments.file, &[])?;
    let registers = read_registers(&opened.deposit(), arguments.kind.map(RegisterKind::from))
        .map_err(|rejected| report::reject(&rejected, format))?;
    if arguments.csv {
        report::answer(&registers_as_csv(&registers))?;
    } else if format == Format::Json {
        let json = serde_json::to_string_pretty(&registers)?;
        report::answer(&format!("{json}\n"))?;
    } else {
        for register in &registers {
            report::answer(&list(register))?;
        }
    }
    Ok(Ending::Clean)
}

/// For people: a headword on each line, with its passages.
fn list(register: &RegisterFile) -> String {
    let mut list = format!("{} ({})\n", title(register.kind), register.entries.len());
    for entry in &register.entries {
        let doubt = if entry.identified {
            ""
        } else {
            " (not identified)"
        };
        let _ = write!(list, "  {}{doubt}:", entry.headword);
        let mut passages: Vec<(&str, usize)> = Vec::new();
        for passage in &entry.passages {
            match passages.last_mut() {
                Some((label, count)) if *label == passage.label => *count += 1,
                _ => passages.push((&passage.label, 1)),
            }
        }
        for (at, (label, count)) in passages.iter().enumerate() {
            let times = if *count > 1 {
                format!(" (×{count})")
            } else {
                String::new()
            };
            let _ = write!(list, "{} {label}{times}", if at > 0 { ";" } else { "" });
        }
        list.push('\n');
    }
    list
}
