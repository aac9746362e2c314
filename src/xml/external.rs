//! What stands in the file of an external entity?
//!
//! Before XInclude, editions were put together by `<!ENTITY chapter SYSTEM
//! "chapter.xml">` and `&chapter;` (XML 1.0 §4.2.2, §4.4.3). Where the file was
//! handed in with the document, it is read in the place of the reference; nothing
//! is ever fetched.

use super::entities::DEEPEST_ENTITY;
use super::read::{self, Builder, check_characters};
use crate::diagnostic::Diagnostic;
use crate::source::{FilePath, Span};

impl Builder<'_, '_> {
    /// Reads the files that a reference to `name` leads to, so that they stand for
    /// their entities from now on.
    ///
    /// # Errors
    /// A file was handed in and is no text of XML.
    pub(super) fn look_for_files(&mut self, name: &str, span: Span) -> Result<(), Diagnostic> {
        if !self.entities.in_files {
            return Ok(());
        }
        // What is deeper is refused where it is resolved.
        for _ in 0..=DEEPEST_ENTITY {
            let wanted = self.entities.wanted(name);
            if wanted.is_empty() {
                return Ok(());
            }
            for (entity, place) in wanted {
                let file = self.entity_file(&place).transpose();
                let file = file.map_err(|why| unreadable(&entity, &place, &why, span))?;
                let supplied = self.entities.supply(&entity, file);
                supplied.map_err(|fault| read::describe(&fault, span))?;
            }
        }
        Ok(())
    }

    /// The replacement text of the entity in the file that a system identifier
    /// names: all but the text declaration (XML 1.0 §4.3.1). `None` if it was not
    /// handed in.
    ///
    /// # Errors
    /// A sentence, if it cannot be read.
    pub(super) fn entity_file(&self, place: &str) -> Option<Result<String, String>> {
        let own = self.path.cloned().unwrap_or_else(FilePath::edition);
        let path = own.resolve(place.trim()).ok()?;
        let deposit = self.includer.deposit()?;
        let bytes = match deposit.files.read(&path) {
            Ok(found) => found?,
            Err(why) => return Some(Err(why)),
        };
        let decoded = read::decode(path.as_str(), &bytes);
        let checked = decoded.and_then(|source| match check_characters(source.text()) {
            Ok(()) => Ok(source.text().to_owned()),
            Err(fault) => Err(read::Rejected {
                source,
                findings: vec![fault],
            }),
        });
        let text = checked.map(without_declaration);
        Some(text.map_err(|rejected| first_sentence(&rejected)))
    }
}

/// A text without the text declaration at its head.
fn without_declaration(mut text: String) -> String {
    let declared = text
        .strip_prefix("<?xml")
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_whitespace()));
    if let Some(end) = declared.and_then(|rest| rest.find("?>")) {
        text.drain(.."<?xml".len() + end + "?>".len());
    }
    text
}

fn first_sentence(rejected: &read::Rejected) -> String {
    let first = rejected.findings.first();
    first
        .map(|finding| finding.message.clone())
        .unwrap_or_default()
}

fn unreadable(entity: &str, place: &str, why: &str, span: Span) -> Diagnostic {
    let message = format!("`{place}`, for which `&{entity};` stands, cannot be read: {why}");
    Diagnostic::error("include-unreadable", span, message)
}
