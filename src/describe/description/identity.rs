//! Who is this, in the files of others?

/// A record about somebody or something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Which file has it; none of an address that is only an address.
    pub authority: Option<Authority>,
    /// Its address.
    pub address: String,
}

/// A file of records about persons and bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// Gemeinsame Normdatei.
    Gnd,
    /// Virtual International Authority File.
    Viaf,
    /// Wikidata.
    Wikidata,
    /// Open Researcher and Contributor ID.
    Orcid,
    /// International Standard Name Identifier.
    Isni,
    /// Research Organization Registry.
    Ror,
    /// Names of the Library of Congress.
    LibraryOfCongress,
}

/// Authority, its code as a source of names (MARC), how others write it, and
/// where its records stand: the first place is the one that is written.
type Known = (
    Authority,
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const KNOWN: &[Known] = &[
    (
        Authority::Gnd,
        "gnd",
        "GND",
        &["gnd", "pnd", "dnb"],
        &["https://d-nb.info/gnd/", "http://d-nb.info/gnd/"],
    ),
    (
        Authority::Viaf,
        "viaf",
        "VIAF",
        &["viaf"],
        &["http://viaf.org/viaf/", "https://viaf.org/viaf/"],
    ),
    (
        Authority::Wikidata,
        "wikidata",
        "Wikidata",
        &["wikidata", "wd"],
        &[
            "http://www.wikidata.org/entity/",
            "https://www.wikidata.org/entity/",
            "https://www.wikidata.org/wiki/",
            "http://www.wikidata.org/wiki/",
        ],
    ),
    (
        Authority::Orcid,
        "orcid",
        "ORCID",
        &["orcid"],
        &["https://orcid.org/", "http://orcid.org/"],
    ),
    (
        Authority::Isni,
        "isni",
        "ISNI",
        &["isni"],
        &[
            "https://isni.org/isni/",
            "http://isni.org/isni/",
            "http://www.isni.org/",
        ],
    ),
    (
        Authority::Ror,
        "ror",
        "ROR",
        &["ror"],
        &["https://ror.org/", "http://ror.org/"],
    ),
    (
        Authority::LibraryOfCongress,
        "naf",
        "LCNAF",
        &["lcnaf", "lccn", "naf"],
        &[
            "http://id.loc.gov/authorities/names/",
            "https://id.loc.gov/authorities/names/",
        ],
    ),
];

impl Authority {
    fn known(self) -> &'static Known {
        let found = KNOWN.iter().find(|known| known.0 == self);
        found.unwrap_or(&KNOWN[0])
    }

    /// Its code among the sources of names (MARC).
    pub fn code(self) -> &'static str {
        self.known().1
    }

    /// Its name.
    pub fn label(self) -> &'static str {
        self.known().2
    }

    /// Whether its addresses stand for the person or body itself, not for a
    /// record about it (MARC 21, subfields $1 and $0).
    pub fn names_the_thing(self) -> bool {
        matches!(
            self,
            Self::Wikidata | Self::Orcid | Self::Isni | Self::Ror | Self::Viaf
        )
    }
}

impl Identity {
    /// What an address stands for; none if it is not of the web.
    pub fn at(address: &str) -> Option<Self> {
        let address = address.trim();
        let web = address.starts_with("https://") || address.starts_with("http://");
        let plain = |c: char| !c.is_whitespace() && !c.is_control();
        if !web || !address.chars().all(plain) {
            return None;
        }
        let known = KNOWN.iter().find(|known| {
            let places = known.4.iter();
            let mut numbers = places.filter_map(|place| address.strip_prefix(place));
            numbers.any(|number| !number.is_empty())
        });
        Some(Self {
            authority: known.map(|known| known.0),
            address: address.to_owned(),
        })
    }

    /// What a number in a file means (`idno type="GND"`); none if nobody knows
    /// the file.
    pub fn numbered(kind: &str, value: &str) -> Option<Self> {
        let (kind, value) = (kind.trim().to_lowercase(), value.trim());
        if value.starts_with("http") {
            return Self::at(value);
        }
        if kind == "doi" && value.starts_with("10.") {
            return Self::at(&format!("https://doi.org/{value}"));
        }
        let known = KNOWN
            .iter()
            .find(|known| known.3.contains(&kind.as_str()))?;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let good = !value.is_empty() && value.chars().all(plain);
        good.then(|| Self {
            authority: Some(known.0),
            address: format!("{}{value}", known.4[0]),
        })
    }

    /// What stands for a name where none is known: `GND 118528661`, or the address.
    pub fn label(&self) -> String {
        match self.authority {
            Some(authority) => format!("{} {}", authority.label(), self.number()),
            None => self.address.clone(),
        }
    }

    /// The number in the file of its authority; the address, without one.
    pub fn number(&self) -> &str {
        let known = self.authority.map(Authority::known);
        let places = known.into_iter().flat_map(|known| known.4);
        let mut numbers = places.filter_map(|place| self.address.strip_prefix(place));
        numbers
            .next()
            .unwrap_or(&self.address)
            .trim_end_matches('/')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses_are_the_same_record() {
        let gnd = Identity::numbered("PND", "118528661").unwrap();
        assert_eq!(gnd.address, "https://d-nb.info/gnd/118528661");
        assert_eq!(gnd.number(), "118528661");
        let orcid = Identity::at("http://orcid.org/0000-0002-1825-0097").unwrap();
        assert_eq!(orcid.authority, Some(Authority::Orcid));
        assert_eq!(
            Identity::at("https://example.org/a").unwrap().authority,
            None
        );
        assert_eq!(Identity::at("#JP"), None);
        assert_eq!(Identity::numbered("filename", "x"), None);
    }
}
