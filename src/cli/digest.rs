//! `variorum digest`: the SHA-256 of files.

use std::path::PathBuf;

use super::{Ending, Outcome, files, report};
use crate::store;

/// Print the SHA-256 of files, as sha256sum does.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum digest edition.xml
  variorum digest - < edition.xml")]
pub struct Arguments {
    /// Files; - is standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

pub fn run(arguments: Arguments) -> Outcome {
    for file in &arguments.files {
        let digest = store::digest(&files::read(file)?);
        report::answer(&format!("{digest}  {}\n", file.display()))?;
    }
    Ok(Ending::Clean)
}
