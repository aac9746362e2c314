//! Who and what is named in the text, and where?
//!
//! A register lists what an edition names: under a headword the forms as they
//! stand and every passage.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::witness::Siglum;

/// What a register lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RegisterKind {
    /// Persons, groups of them, and the figures of a play.
    People,
    /// Places of any size, real or not.
    Places,
    /// Organisations, peoples and institutions.
    Organisations,
    /// Works: books, poems, periodicals.
    Works,
    /// Events.
    Events,
}

impl RegisterKind {
    /// All kinds, in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::People,
        Self::Places,
        Self::Organisations,
        Self::Works,
        Self::Events,
    ];

    /// Its name in addresses, files and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Places => "places",
            Self::Organisations => "organisations",
            Self::Works => "works",
            Self::Events => "events",
        }
    }
}

/// All that an edition names of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Register {
    /// What is listed.
    pub kind: RegisterKind,
    /// The entries, in the order of their headwords.
    pub entries: Vec<RegisterEntry>,
}

/// What says that two names mean the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "by", content = "value", rename_all = "lowercase")]
pub enum Identity {
    /// A declaration in the file: its `xml:id`.
    Declared(String),
    /// A pointer within the edition (`#p17`) that leads nowhere in this file.
    Pointer(String),
    /// An address of an authority file, as the edition writes it.
    Authority(String),
    /// A key that only the makers of the edition can resolve.
    Key(String),
    /// Nothing but the form: whether two places mean the same is not known.
    Form,
}

/// A record about the same in an authority file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuthorityLink {
    /// The name of the authority (`GND`), if it is a known one.
    pub authority: Option<String>,
    /// The number of the record there, or the address without its scheme.
    pub record: String,
    /// The address: `http` or `https`.
    pub href: String,
}

/// What the file says about one side of an entry, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// What it is about: `Born`, `Occupation`.
    pub label: String,
    /// The words of the file, each once, white space collapsed.
    pub texts: Vec<String>,
}

/// A place on the globe (WGS84), to a millionth of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coordinates {
    /// Millionths of a degree north of the equator.
    latitude: i32,
    /// Millionths of a degree east of Greenwich.
    longitude: i32,
}

impl Coordinates {
    /// From degrees; none beyond the poles, or further round than once.
    pub fn of_degrees(latitude: f64, longitude: f64) -> Option<Self> {
        let millionths = |degrees: f64, most: f64| {
            let fits = (-most..=most).contains(&degrees);
            fits.then(|| (degrees * 1e6).round() as i32)
        };
        Some(Self {
            latitude: millionths(latitude, 90.0)?,
            longitude: millionths(longitude, 180.0)?,
        })
    }

    /// Degrees north of the equator.
    pub fn latitude(self) -> f64 {
        f64::from(self.latitude) / 1e6
    }

    /// Degrees east of Greenwich.
    pub fn longitude(self) -> f64 {
        f64::from(self.longitude) / 1e6
    }
}

impl Serialize for Coordinates {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Coordinates", 2)?;
        object.serialize_field("latitude", &self.latitude())?;
        object.serialize_field("longitude", &self.longitude())?;
        object.end()
    }
}

/// A form in which something is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Form {
    /// The words of the text, white space collapsed, case kept.
    pub text: String,
    /// How often it stands.
    pub count: u32,
}

/// In which part of the edition a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// In the reading text.
    Text,
    /// In a note.
    Note,
    /// In a reading that the text does not take.
    Reading,
    /// In words of the witness that the reading text leaves out: deleted,
    /// faulty, abbreviated, a running head.
    Witness,
    /// In the description of a letter: who wrote, who received, from where.
    Letter,
    /// As the speaker of a speech.
    Speech,
}

/// One place where something is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Occurrence {
    /// The form as it stands; empty where the edition points without words.
    pub form: String,
    /// The part of the edition.
    pub standing: Standing,
    /// The witnesses of the reading that holds the name.
    pub witnesses: Vec<Siglum>,
    /// Who answers for that reading, if no witness has it.
    pub responsible: Option<String>,
    /// The part played in the correspondence (`sent`, `received`).
    pub role: Option<String>,
    /// The citable unit, by its index among those of the document.
    pub unit: Option<usize>,
    /// The part of a divided text in which its words stand, by its index.
    #[serde(skip)]
    pub part: Option<usize>,
    /// The id in HTML of the passage: of the unit, note or entry.
    pub place: Option<String>,
    /// What the place is called in the file, where no unit has a name: the
    /// heading of the division, or the label of the note.
    pub heading: Option<String>,
    /// Words before, in the text that the name stands in.
    pub before: String,
    /// Words after.
    pub after: String,
}

/// One person, place, organisation, work or event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegisterEntry {
    /// Its id within the register, for HTML and addresses.
    pub id: String,
    /// Under which it stands.
    pub headword: String,
    /// Whether the headword is the commonest form, because the file declares
    /// no name.
    pub inferred: bool,
    /// The letter, or the script, under which it is sorted.
    pub letter: String,
    /// What makes its places belong together.
    pub identity: Identity,
    /// What it is in the words of the file (`type` of the declaration).
    pub category: Option<String>,
    /// Other names that the file declares.
    pub names: Vec<String>,
    /// Authority files.
    pub authorities: Vec<AuthorityLink>,
    /// What the file says about it.
    pub statements: Vec<Statement>,
    /// Where it is, if it is a place of which the file says so.
    pub coordinates: Option<Coordinates>,
    /// Forms in the text, the commonest first.
    pub forms: Vec<Form>,
    /// Places, in the order of the text.
    pub occurrences: Vec<Occurrence>,
}
