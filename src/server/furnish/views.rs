//! Views of the text and its apparatus that a reader chooses.

use super::{Templates, broken};
use crate::render::WitnessesAsked;
use crate::render::questions::Question;
use crate::server::contracts::{Fault, Shown};
use crate::server::pages::questions::Answer;
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

    /// What the apparatus answers.
    pub(super) fn answered(
        &self,
        shown: &Shown<'_>,
        document: &Document,
        question: &Question,
    ) -> Result<String, Fault> {
        let (id, number) = (shown.line.id(), shown.version.number);
        let base = shown.addresses.answer(id, number, Answer::Entries);
        let context = self.context(shown, base.clone());
        self.renderer
            .questions_page(document, &context, (question, &base))
            .map_err(broken)
    }

    /// The witnesses in figures.
    pub(super) fn in_figures(
        &self,
        shown: &Shown<'_>,
        document: &Document,
    ) -> Result<String, Fault> {
        let (id, number) = (shown.line.id(), shown.version.number);
        let address = shown.addresses.answer(id, number, Answer::Figures);
        let context = self.context(shown, address);
        self.renderer
            .statistics_page(document, &context)
            .map_err(broken)
    }
}
