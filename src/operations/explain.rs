//! Telling what a page shows of a file.

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::render::{self, AssetAddresses, Coverage, Renderer};
use crate::source::Deposit;
use crate::tei::{self, Document};
use crate::xml::Rejected;

/// What stops a file from being explained.
#[derive(Debug)]
pub enum Unexplained {
    /// It is not well-formed.
    Rejected(Box<Rejected>),
    /// The templates cannot be used.
    Templates(render::Error),
}

/// What a page shows of a file.
pub struct Explained {
    /// The file.
    pub document: Document,
    /// What was noticed in reading it.
    pub findings: Vec<Diagnostic>,
    /// What of it is shown how.
    pub coverage: Coverage,
}

/// What of a TEI file is shown how, with the built-in templates or those of
/// `theme` laid over them.
///
/// # Errors
/// [`Unexplained`], with the first fault of the file or of a template.
pub fn explain(file: &Deposit<'_>, theme: Option<&Path>) -> Result<Explained, Unexplained> {
    let rejected = |rejected| Unexplained::Rejected(Box::new(rejected));
    let read = tei::read_deposit(file).map_err(rejected)?;
    let renderer = Renderer::new(theme, AssetAddresses::default(), false);
    let coverage = renderer.and_then(|renderer| renderer.coverage(&read.value));
    let coverage = coverage.map_err(Unexplained::Templates)?;
    Ok(Explained {
        document: read.value,
        findings: read.findings,
        coverage,
    })
}
