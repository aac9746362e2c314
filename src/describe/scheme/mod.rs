//! How is an edition described to a library?
//!
//! One file for each metadata scheme. All write a [`Description`]; what the store
//! knows of the published edition ([`Held`]) is added where a scheme has a place
//! for it. What is not known has no element: never an empty one.

mod datacite;
mod dublin_core;
mod licence;
mod marc;
mod mods;
mod schema_org;

pub use dublin_core::tag;
pub use licence::{licence_address, spdx};

use super::citation::Cited;
use super::description::Description;
use crate::edition::Digest;
use crate::xml::Writer;

/// What the store knows of an edition beside its header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The name of the edition, or of the file.
    pub name: String,
    /// Where it is read.
    pub address: Option<String>,
    /// Where its TEI file is.
    pub file: Option<String>,
    /// The number of the version.
    pub version: Option<u32>,
    /// When that was published: RFC 3339.
    pub published: Option<String>,
    /// When the record was made for the first time: RFC 3339.
    pub entered: String,
    /// When it last changed: RFC 3339.
    pub changed: String,
    /// SHA-256 of the TEI file.
    pub digest: Digest,
}

impl Held {
    /// What is known of what is cited; `entered` is when the record was made for
    /// the first time.
    pub fn of(cited: &Cited, entered: &str) -> Self {
        let published = cited
            .version
            .as_ref()
            .map(|version| version.published.clone());
        let address = cited.address();
        Self {
            name: cited
                .edition
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            file: address
                .as_ref()
                .map(|address| format!("{address}/edition.xml")),
            address,
            version: cited.version.as_ref().map(|version| version.number),
            entered: entered.to_owned(),
            changed: published.clone().unwrap_or_else(|| entered.to_owned()),
            published,
            digest: cited.digest,
        }
    }
}

/// A metadata scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// Dublin Core, as OAI-PMH wants it (`oai_dc`).
    DublinCore,
    /// MODS 3.7 (Library of Congress).
    Mods,
    /// MARC 21 in XML.
    Marc,
    /// DataCite 4.7.
    DataCite,
    /// schema.org, as JSON-LD.
    SchemaOrg,
}

/// Why a record cannot be written in a scheme: a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanting(pub String);

impl std::fmt::Display for Wanting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Wanting {}

impl Scheme {
    /// All schemes, in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::DublinCore,
        Self::Mods,
        Self::Marc,
        Self::DataCite,
        Self::SchemaOrg,
    ];

    /// Its name in addresses and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::DublinCore => "dc",
            Self::Mods => "mods",
            Self::Marc => "marc",
            Self::DataCite => "datacite",
            Self::SchemaOrg => "schema-org",
        }
    }

    /// Its name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::DublinCore => "Dublin Core",
            Self::Mods => "MODS",
            Self::Marc => "MARCXML",
            Self::DataCite => "DataCite",
            Self::SchemaOrg => "schema.org",
        }
    }

    /// How names of its files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::DublinCore => "dc.xml",
            Self::Mods => "mods.xml",
            Self::Marc => "marc.xml",
            Self::DataCite => "datacite.xml",
            Self::SchemaOrg => "jsonld",
        }
    }

    /// Its media type. Dublin Core in XML has none of its own.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::DublinCore => "application/xml",
            Self::Mods => "application/mods+xml",
            Self::Marc => "application/marcxml+xml",
            Self::DataCite => "application/vnd.datacite.datacite+xml",
            Self::SchemaOrg => "application/ld+json",
        }
    }

    /// The record as a file.
    ///
    /// # Errors
    /// [`Wanting`] if the scheme demands what is not known.
    pub fn write(self, description: &Description, held: &Held) -> Result<String, Wanting> {
        if self == Self::SchemaOrg {
            return Ok(schema_org::write(description, held));
        }
        let mut writer = Writer::new();
        self.write_into(&mut writer, description, held)?;
        Ok(writer.finish())
    }

    /// The record as an element; of schema.org, which is no XML, nothing.
    ///
    /// # Errors
    /// As [`Scheme::write`].
    pub fn write_into(
        self,
        writer: &mut Writer,
        description: &Description,
        held: &Held,
    ) -> Result<(), Wanting> {
        let mut record = Record {
            writer,
            description,
            held,
        };
        match self {
            Self::DublinCore => dublin_core::write(&mut record),
            Self::Mods => mods::write(&mut record),
            Self::Marc => marc::write(&mut record),
            Self::DataCite => datacite::write(&mut record)?,
            Self::SchemaOrg => {}
        }
        Ok(())
    }
}

/// A record that is being written.
struct Record<'a> {
    writer: &'a mut Writer,
    description: &'a Description,
    held: &'a Held,
}

/// Attributes of an element: those without a value are left out.
type Attributes<'a> = &'a [(&'a str, Option<&'a str>)];

impl Record<'_> {
    /// An element with words on a line of its own; nothing without words.
    fn say(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        if text.is_empty() {
            return;
        }
        self.writer.line();
        self.writer.open(name, &stated(attributes));
        self.writer.text(text);
        self.writer.close();
    }

    /// An element with what `inner` writes in it.
    fn hold(&mut self, name: &str, attributes: Attributes<'_>, inner: impl FnOnce(&mut Self)) {
        self.writer.line();
        self.writer.open(name, &stated(attributes));
        inner(self);
        self.writer.close_on_line();
    }
}

/// The name of a vocabulary, or the address that it has instead: schemes have a place
/// for each.
fn name_or_address(scheme: Option<&str>) -> (Option<&str>, Option<&str>) {
    match scheme {
        Some(address) if address.starts_with("http://") || address.starts_with("https://") => {
            (None, Some(address))
        }
        name => (name, None),
    }
}

fn stated<'a>(attributes: Attributes<'a>) -> Vec<(&'a str, &'a str)> {
    let stated = attributes.iter();
    stated
        .filter_map(|(name, value)| Some((*name, (*value)?)))
        .collect()
}
