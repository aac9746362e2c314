//! `variorum check`: can these TEI files be read, and what is odd in them?

use std::path::PathBuf;

use super::deposit::Gathered;
use super::report::Format;
use super::{Ending, Outcome, files, report};
use crate::checks;
use crate::diagnostic::Severity;
use crate::operations::read_tei;
use crate::source::Deposit;

/// Read TEI files and say what is wrong with them.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum check edition.xml
  variorum check --format json tei/

Checked are well-formedness, what a careful colleague would ask about, and the
rules of the TEI that no grammar holds; not validity against a schema.
`variorum explain CODE` says what a finding means.")]
pub struct Arguments {
    /// Files, or folders of .xml files.
    #[arg(required = true)]
    paths: Vec<PathBuf>,

    /// Files, or folders of them, that are included (xi:include) and read as well.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    with: Vec<PathBuf>,
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let mut ending = Ending::Clean;
    let mut refused = 0;
    let files = files::xml_files(&arguments.paths)?;
    for file in &files {
        let bytes = files::read(file)?;
        let name = file.to_string_lossy();
        let gathered = Gathered::new(file, &arguments.with)?;
        match read_tei(&Deposit {
            name: &name,
            bytes: &bytes,
            path: &gathered.path,
            files: gathered.files(),
        }) {
            Ok(mut read) => {
                read.findings.extend(checks::check_tree(&read.value));
                report::show(
                    &read.findings,
                    read.value.source(),
                    Severity::Warning,
                    format,
                );
                if let Ending::Findings = report::ending(&read.findings) {
                    ending = Ending::Findings;
                }
            }
            Err(rejected) => {
                report::reject(&rejected, format);
                refused += 1;
            }
        }
    }
    if refused == 0 {
        return Ok(ending);
    }
    let all = files.len();
    let message = format!("{refused} of {all} files cannot be read");
    Err(super::Failure(if all > 1 {
        message
    } else {
        String::new()
    }))
}
