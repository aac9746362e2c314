//! `variorum explain`: what does a finding mean, or what does a page show?

use std::path::Path;

use super::report::Format;
use super::{Ending, Failure, Outcome, explain_file, report};
use crate::diagnostic::{Explanation, nearest};
use crate::{operations, server};

/// Say what a finding means, or what of a TEI file is shown how and what is not.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum explain witness-undeclared
  variorum explain --list
  variorum explain edition.xml

The code of a finding stands in brackets before its message.")]
pub struct Arguments {
    /// The code of a finding, or a TEI file.
    #[arg(required_unless_present = "list", value_name = "CODE|FILE")]
    code: Option<String>,

    /// List all codes, one on a line.
    #[arg(long)]
    list: bool,
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    match arguments.code {
        Some(file) if Path::new(&file).is_file() => explain_file::run(Path::new(&file), format),
        Some(code) => explain(&code),
        None => list(),
    }
}

/// Every kind of finding that the program can make, by code.
fn registry() -> Vec<Explanation> {
    let mut all = operations::explanations();
    all.extend(server::EXPLANATIONS.iter().cloned());
    all.sort_by_key(|explanation| explanation.code);
    all
}

fn explain(code: &str) -> Outcome {
    let registry = registry();
    let asked = code.trim_matches(['[', ']', '`']);
    if let Some(found) = registry.iter().find(|known| known.code == asked) {
        report::answer(&format!("{}\n\n{}\n", found.code, found.text))?;
        return Ok(Ending::Clean);
    }
    let near = nearest(asked, registry.iter().map(|known| known.code));
    let message = format!("no finding has the code `{code}`");
    Err(Failure(match near {
        Some(near) => format!("{message}: did you mean `{near}`?"),
        None => format!("{message} (--list shows all codes)"),
    }))
}

fn list() -> Outcome {
    let registry = registry();
    let width = registry.iter().map(|known| known.code.len()).max();
    let width = width.unwrap_or(0);
    let line = |known: &Explanation| format!("{:width$}  {}\n", known.code, known.summary());
    report::answer(&registry.iter().map(line).collect::<String>())?;
    Ok(Ending::Clean)
}
