//! How does an edition get into the index, and out of it?

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tantivy::schema::document::TantivyDocument;
use tantivy::{IndexWriter, Term};

use super::frequent::Frequent;
use super::schema::{Columns, Shown, as_bytes};
use super::{FORM, Facet, Failure};
use crate::edition::{EditionId, Version};
use crate::search::about::About;
use crate::search::named::Named;
use crate::search::piece::{Field, Piece};

/// What a state of the index says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// The form of the index, and the program.
    pub form: String,
    /// The act of publishing as far as which it goes; none while it is being made.
    pub position: Option<u64>,
    /// The words of which what was put in says where two stand in a row.
    #[serde(default, skip_serializing_if = "Frequent::is_empty")]
    pub frequent: Frequent,
}

/// Changes the index. There is one at a time; nobody sees what it does before
/// [`Writer::commit`].
pub struct Writer {
    pub(super) writer: IndexWriter,
    pub(super) columns: Columns,
    pub(super) frequent: Arc<Frequent>,
}

impl Writer {
    /// Puts an edition in, in place of what was there of it.
    ///
    /// # Errors
    /// [`Failure`] if the index cannot be written.
    pub fn put(
        &self,
        edition: &EditionId,
        version: &Version,
        about: &About,
        (pieces, names): (Vec<Piece>, Vec<Named>),
    ) -> Result<(), Failure> {
        self.remove(edition);
        let mut state = TantivyDocument::default();
        state.add_text(self.columns.edition, edition.as_str());
        state.add_text(self.columns.state, state_of(edition, version));
        let shown = Shown {
            edition: edition.as_str().to_owned(),
            version: version.number,
            title: about.title.clone(),
            ..Shown::default()
        };
        state.add_bytes(self.columns.shown, &as_bytes(&shown).map_err(broken)?);
        self.writer.add_document(state)?;
        let common = Common::new(edition, version, about);
        for (piece, order) in pieces.into_iter().zip(0..) {
            let document = self.document(&common, piece, order)?;
            self.writer.add_document(document)?;
        }
        for name in names {
            let mut document = TantivyDocument::default();
            document.add_text(self.columns.edition, edition.as_str());
            document.add_text(self.columns.names, name.key());
            let bytes = serde_json::to_vec(&name).map_err(broken)?;
            document.add_bytes(self.columns.shown, &bytes);
            self.writer.add_document(document)?;
        }
        Ok(())
    }

    /// Takes an edition out.
    pub fn remove(&self, edition: &EditionId) {
        let term = Term::from_field_text(self.columns.edition, edition.as_str());
        self.writer.delete_term(term);
    }

    /// Lets readers see what was done: the index goes as far as the act of
    /// publishing with this number, or is not whole yet.
    ///
    /// # Errors
    /// [`Failure`] if the index cannot be written.
    pub fn commit(&mut self, position: Option<u64>) -> Result<(), Failure> {
        let payload = Payload {
            form: FORM.to_owned(),
            position,
            frequent: Frequent::clone(&self.frequent),
        };
        let payload = serde_json::to_string(&payload).unwrap_or_default();
        let mut prepared = self.writer.prepare_commit()?;
        prepared.set_payload(&payload);
        prepared.commit()?;
        Ok(())
    }

    /// Waits until segments that are being joined are.
    ///
    /// # Errors
    /// [`Failure`] if the index cannot be written.
    pub fn finish(self) -> Result<(), Failure> {
        self.writer.wait_merging_threads()?;
        Ok(())
    }

    fn document(
        &self,
        common: &Common<'_>,
        piece: Piece,
        order: u64,
    ) -> Result<TantivyDocument, Failure> {
        let columns = &self.columns;
        let mut document = TantivyDocument::default();
        document.add_text(columns.edition, common.edition);
        document.add_u64(columns.order, order);
        let own = [
            (Facet::Field, Some(piece.field.word())),
            (Facet::Language, piece.language.as_deref()),
        ];
        let own = own
            .into_iter()
            .filter_map(|(facet, value)| Some(facet.term(value?)));
        let mut witnesses = piece.witnesses.clone();
        witnesses.sort_unstable();
        witnesses.dedup();
        let witnesses = witnesses.iter().map(|siglum| Facet::Witness.term(siglum));
        for facet in own.chain(witnesses).chain(common.facets.iter().cloned()) {
            document.add_text(columns.facets, facet);
        }
        if let Some((from, to)) = common.about.years {
            document.add_i64(columns.years.0, i64::from(from));
            document.add_i64(columns.years.1, i64::from(to));
        }
        document.add_text(columns.of(piece.field), &piece.text);
        let field = Field::ALL.iter().position(|field| *field == piece.field);
        let shown = Shown {
            field: field.unwrap_or(0) as u8,
            edition: common.edition.to_owned(),
            version: common.version,
            title: common.about.title.clone(),
            years: common.about.years,
            text: piece.text,
            places: piece.places,
            id: piece.id,
            language: piece.language,
            witnesses: piece.witnesses,
            of: piece.of,
        };
        document.add_bytes(columns.shown, &as_bytes(&shown).map_err(broken)?);
        Ok(document)
    }
}

fn broken(error: serde_json::Error) -> Failure {
    Failure::Broken(error.to_string())
}

/// What all pieces of an edition have.
struct Common<'a> {
    edition: &'a str,
    version: u32,
    about: &'a About,
    facets: Vec<String>,
}

impl<'a> Common<'a> {
    fn new(edition: &'a EditionId, version: &Version, about: &'a About) -> Self {
        let authors = about
            .authors
            .iter()
            .map(|author| Facet::Author.term(author));
        let centuries = about.centuries().into_iter();
        let centuries = centuries.map(|century| Facet::Century.term(&century.to_string()));
        Self {
            edition: edition.as_str(),
            version: version.number,
            about,
            facets: authors.chain(centuries).collect(),
        }
    }
}

/// What says that a version of an edition is in the index.
pub fn state_of(edition: &EditionId, version: &Version) -> String {
    format!("{edition} {} {}", version.number, version.digest)
}
