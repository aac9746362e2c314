//! The text, its apparatus and its witnesses in other forms.

use std::fmt;

use crate::diagnostic::Reported;
use crate::edition::{Apparatus, Method, Reconstruction, plain_text};
use crate::render::{Manner, apparatus_lines};
use crate::source::{Deposit, SourceText};
use crate::tei::apparatus::{Exported, export, interventions, reconstruct, witness_tei};
use crate::tei::{self, Document};
use crate::xml::Rejected;

/// A TEI file, read to be given in other forms.
#[derive(Debug)]
pub struct Exports(Document);

/// No witness of this name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What was asked for.
    pub siglum: String,
    /// The sigla that there are.
    pub known: Vec<String>,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { siglum, known } = self;
        if known.is_empty() {
            return write!(f, "there is no witness `{siglum}`: the file declares none");
        }
        write!(
            f,
            "there is no witness `{siglum}`; there are {}",
            known.join(", ")
        )
    }
}

impl std::error::Error for Unknown {}

impl Exports {
    /// Reads a TEI file, with what it includes.
    ///
    /// # Errors
    /// [`Rejected`] if it is not well-formed XML.
    pub fn read(file: &Deposit<'_>) -> Result<Reported<Self>, Rejected> {
        let read = tei::read_deposit(file)?;
        Ok(Reported::new(Self(read.value), read.findings))
    }

    /// The file, for the places of findings.
    pub fn source(&self) -> &SourceText {
        self.0.tree().source()
    }

    /// The text as edited, without notes and apparatus.
    pub fn text(&self) -> String {
        plain_text(&tei::apparatus::reading(&self.0))
    }

    /// The text of a witness, as far as the apparatus tells it.
    ///
    /// # Errors
    /// [`Unknown`] if there is no such witness.
    pub fn witness(&self, siglum: &str) -> Result<Reconstruction, Unknown> {
        reconstruct(&self.0, siglum).ok_or_else(|| Unknown {
            siglum: siglum.to_owned(),
            known: self.sigla(),
        })
    }

    /// The same as TEI.
    pub fn witness_tei(&self, reconstruction: &Reconstruction) -> String {
        witness_tei(&self.0, reconstruction).unwrap_or_default()
    }

    /// The entries of the apparatus; with what hands did outside entries, if
    /// that is asked for.
    pub fn apparatus(&self, with_interventions: bool) -> Apparatus {
        let mut apparatus = self.0.apparatus();
        if with_interventions {
            let placed = interventions(&self.0, 0..self.0.units().len());
            let told = placed.into_iter().map(|placed| placed.intervention);
            apparatus.interventions = told.collect();
        }
        apparatus
    }

    /// The entries as they are printed, a line for each.
    pub fn apparatus_lines(&self, manner: Manner) -> Vec<String> {
        apparatus_lines(&self.0, manner)
    }

    /// The file with its apparatus in another method.
    pub fn in_method(&self, method: Method) -> Exported {
        export(&self.0, method)
    }

    fn sigla(&self) -> Vec<String> {
        let witnesses = self.0.all_witnesses();
        witnesses
            .map(|witness| witness.siglum.to_string())
            .collect()
    }
}
