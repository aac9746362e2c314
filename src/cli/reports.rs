//! `variorum reports`: what readers say is wrong, and what became of it.

use clap::Subcommand;

use super::report::{self, Format};
use super::{Ending, Outcome, StoreFolder, one_line};
use crate::access::{Access, Report};
use crate::edition::EditionId;
use crate::operations::resolve_report;
use crate::store::Store;

/// List what readers say is wrong, and mark it as resolved.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum reports list
  variorum reports list --edition leaflet-2008 --resolved
  variorum reports resolve 12 --version 3 --by \"Ada Editor\"
  variorum reports resolve 13 --by \"Ada Editor\" --note \"The witness has it so.\"

Readers send them from the page of an edition; nobody else sees them. What is resolved by a version
is counted in the history of the edition, without anything that the reader said. `variorum publish
--resolves 12` does it while publishing. The reader's address is deleted then.")]
pub struct Arguments {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// List the reports that wait.
    List(List),
    /// Say what became of a report.
    Resolve(Resolve),
}

#[derive(clap::Args)]
struct List {
    /// Only those about this edition.
    #[arg(long, value_name = "ID")]
    edition: Option<EditionId>,

    /// Those that are resolved.
    #[arg(long)]
    resolved: bool,

    #[command(flatten)]
    folder: StoreFolder,
}

#[derive(clap::Args)]
struct Resolve {
    /// The number of the report, as the list has it.
    number: u32,

    /// The version that it led to; without it, it led to nothing.
    #[arg(long, value_name = "NUMBER")]
    version: Option<u32>,

    /// Who says so.
    #[arg(long, value_name = "NAME", env = "VARIORUM_PUBLISHER", value_parser = one_line)]
    by: String,

    /// What is to be remembered of it.
    #[arg(long, value_parser = one_line)]
    note: Option<String>,

    #[command(flatten)]
    folder: StoreFolder,
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    match arguments.act {
        Act::List(list) => {
            let access = Access::of(&Store::open(&list.folder.store)?)?;
            let told = match list.resolved {
                true => access.resolved_reports()?,
                false => access.open_reports()?,
            };
            let meant =
                |report: &Report| list.edition.as_ref().is_none_or(|id| *id == report.edition);
            for report in told.iter().filter(|report| meant(report)) {
                report::answer(&shown(report, format))?;
            }
        }
        Act::Resolve(one) => {
            let store = Store::open(&one.folder.store)?;
            let access = Access::of(&store)?;
            let became = (one.version, one.note);
            let report = resolve_report((&access, &store), one.number, &one.by, became)?;
            report::answer(&shown(&report, format))?;
        }
    }
    Ok(Ending::Clean)
}

/// A report in a few lines, or as JSON in one.
fn shown(report: &Report, format: Format) -> String {
    if format == Format::Json {
        return format!("{}\n", serde_json::json!(report));
    }
    let Report {
        number,
        when,
        edition,
        version,
        ..
    } = report;
    let place = report
        .passage
        .as_ref()
        .map_or(String::new(), |place| format!(", {place}"));
    let mut lines = vec![format!("{number}  {when}  {edition} {version}{place}")];
    let mut add = |name: &str, text: &Option<String>| {
        let text = text
            .iter()
            .map(|text| format!("    {name}: {}", text.replace('\n', "\n      ")));
        lines.extend(text);
    };
    add("words", &report.words);
    add("wrong", &Some(report.message.clone()));
    add("reader", &report.contact);
    if let Some(resolved) = &report.resolved {
        let by = match resolved.version {
            Some(version) => format!("by version {version}, {}", resolved.by),
            None => format!("without a version, {}", resolved.by),
        };
        add("resolved", &Some(by));
        add("note", &resolved.note);
    }
    format!("{}\n", lines.join("\n"))
}
