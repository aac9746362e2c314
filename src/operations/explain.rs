//! Telling what a page shows of a file.

use std::path::Path;

use crate::diagnostic::Reported;
use crate::render::{self, AssetAddresses, Coverage, Renderer};
use crate::source::Deposit;
use crate::tei;
use crate::xml::Rejected;

/// What stops a file from being explained.
#[derive(Debug)]
pub enum Unexplained {
    /// It is not well-formed.
    Rejected(Box<Rejected>),
    /// The templates cannot be used.
    Templates(render::Error),
}

/// What of a TEI file is shown how, with the built-in templates or those of
/// `theme` laid over them.
///
/// # Errors
/// [`Unexplained`], with the first fault of the file or of a template.
pub fn explain(
    file: &Deposit<'_>,
    theme: Option<&Path>,
) -> Result<Reported<Coverage>, Unexplained> {
    let rejected = |rejected| Unexplained::Rejected(Box::new(rejected));
    let read = tei::read_deposit(file).map_err(rejected)?;
    let renderer = Renderer::new(theme, AssetAddresses::default(), false);
    let coverage = renderer.and_then(|renderer| renderer.coverage(&read.value));
    let coverage = coverage.map_err(Unexplained::Templates)?;
    Ok(Reported::new(coverage, read.findings))
}
