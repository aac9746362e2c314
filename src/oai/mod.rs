//! How does a harvester take everything, and hear of what has changed?
//!
//! The Open Archives Initiative Protocol for Metadata Harvesting, version 2.0
//! (<http://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm>), as far as it
//! does not depend on the web:
//! 1. [`arguments`] takes a query apart, [`request`] says what is asked and what
//!    is wrong with it, [`datestamp`] reads and orders moments;
//! 2. [`ledger`] has all records in the order in which they changed, so that a
//!    page of a list is found by bisection, however long the list is;
//! 3. [`token`] says where a list goes on, signed, so that nothing has to be
//!    remembered;
//! 4. [`reply`] writes the answer; [`sets`] says in which sets a record is,
//!    [`mod@text`] gives the text itself.
//!
//! Knows no clock, no store and no connection: [`Repository`] has what is shown.

pub mod arguments;
pub mod datestamp;
pub mod error;
pub mod ledger;
pub mod reply;
pub mod request;
pub mod sets;
pub mod text;
pub mod token;

use crate::describe::{Description, Held, Scheme};
use crate::edition::EditionId;
use crate::tei::Document;

pub use datestamp::Datestamp;
pub use error::{Code, Problem};
pub use ledger::{Entry, Ledger};
pub use reply::{answer, write};
pub use request::Request;
pub use token::Key;

/// A metadata format (§3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MetadataFormat {
    /// A scheme of libraries.
    Scheme(Scheme),
    /// The TEI file.
    Tei,
}

impl MetadataFormat {
    /// All formats that are offered.
    pub const ALL: [Self; 4] = [
        Self::Scheme(Scheme::DublinCore),
        Self::Scheme(Scheme::Marc),
        Self::Scheme(Scheme::Mods),
        Self::Tei,
    ];

    /// The format of that prefix.
    pub fn of(prefix: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|format| format.prefix() == prefix)
    }

    /// Its prefix.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Scheme(Scheme::Marc) => "marc21",
            Self::Scheme(Scheme::Mods) => "mods",
            Self::Scheme(_) => "oai_dc",
            Self::Tei => "tei",
        }
    }

    /// Where its schema is.
    pub fn schema(self) -> &'static str {
        match self {
            Self::Scheme(Scheme::Marc) => {
                "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd"
            }
            Self::Scheme(Scheme::Mods) => "http://www.loc.gov/standards/mods/v3/mods-3-7.xsd",
            Self::Scheme(_) => "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
            Self::Tei => "http://www.tei-c.org/release/xml/tei/custom/schema/xsd/tei_all.xsd",
        }
    }

    /// Its namespace.
    pub fn namespace(self) -> &'static str {
        match self {
            Self::Scheme(Scheme::Marc) => "http://www.loc.gov/MARC21/slim",
            Self::Scheme(Scheme::Mods) => "http://www.loc.gov/mods/v3",
            Self::Scheme(_) => "http://www.openarchives.org/OAI/2.0/oai_dc/",
            Self::Tei => "http://www.tei-c.org/ns/1.0",
        }
    }

    /// The most records on a page of a list: whole texts are long.
    pub fn most_records(self) -> usize {
        match self {
            Self::Scheme(_) => 100,
            Self::Tei => 10,
        }
    }
}

/// What the repository says of itself (§4.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Its name for people.
    pub name: String,
    /// The address under which it is asked.
    pub base_url: String,
    /// Whom to write to.
    pub admin_email: String,
    /// What stands in all identifiers: a domain.
    pub namespace: String,
}

impl Identity {
    /// The identifier of the record of an edition (OAI Identifier Format 2.0).
    pub fn identifier(&self, id: &EditionId) -> String {
        format!("oai:{}:{id}", self.namespace)
    }

    /// The edition that an identifier names; none if it is not one of ours.
    pub fn edition(&self, identifier: &str) -> Option<EditionId> {
        let rest = identifier.strip_prefix("oai:")?;
        let (namespace, id) = rest.split_once(':')?;
        // Domains do not care about case.
        let ours = namespace.eq_ignore_ascii_case(&self.namespace);
        ours.then(|| id.parse().ok()).flatten()
    }
}

/// What a record is made of.
pub struct Material {
    /// What the header says.
    pub description: Description,
    /// What the store knows.
    pub held: Held,
    /// The text, if it was asked for and can be read.
    pub document: Option<Document>,
}

/// Why a record cannot be had at the moment; for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unavailable(pub String);

/// Where the records are.
pub trait Repository {
    /// What it says of itself.
    fn identity(&self) -> &Identity;

    /// All records.
    fn ledger(&self) -> &Ledger;

    /// With what tokens are signed.
    fn key(&self) -> &Key;

    /// What the record of an entry that is not deleted is made of; with the text,
    /// if that is wanted.
    ///
    /// # Errors
    /// [`Unavailable`], if the store cannot give it.
    fn material(&self, entry: &Entry, with_text: bool) -> Result<Material, Unavailable>;
}
