//! Views of the text and its apparatus that a reader chooses.

use super::{Templates, broken};
use crate::render::WitnessesAsked;
use crate::server::contracts::{Fault, Shown};
use crate::tei::Document;

impl Templates {
    /// Witnesses side by side.
    pub(super) fn side_by_side(
        &self,
        shown: &Shown<'_>,
        document: &Document,
        asked: &WitnessesAsked,
    ) -> Result<String, Fault> {
        let base = shown
            .addresses
            .witnesses(shown.line.id(), shown.version.number);
        let context = self.context(shown, base.clone());
        self.renderer
            .witnesses_page(document, &context, (asked, &base))
            .map_err(broken)
    }
}
