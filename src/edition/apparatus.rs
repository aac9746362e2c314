//! Where do the witnesses differ from the text, and from each other?
//!
//! One model for whatever way an apparatus is written: in parallel
//! segmentation, with double end-points, or referring to places (TEI TCAPLK);
//! and for what an editor corrects, supplies or leaves out (TEI COED, PHCO).

use serde::Serialize;

use super::intervention::Intervention;
use super::responsibility::Certainty;
use super::witness::Siglum;
use super::word::movable;

/// What an entry reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// Readings of witnesses (`app`).
    Variant,
    /// A fault of the witness, corrected in the text (`choice` with `corr`).
    Emendation,
    /// A fault that is left, with a correction proposed (`choice` whose `corr`
    /// is marked as a proposal, or `sic` alone).
    Proposal,
    /// Words of the witness that the text leaves out (`surplus`).
    Deletion,
    /// Words of the text that no witness has (`supplied`).
    Addition,
}

impl EntryKind {
    /// In one word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Variant => "variant",
            Self::Emendation => "emendation",
            Self::Proposal => "proposal",
            Self::Deletion => "deletion",
            Self::Addition => "addition",
        }
    }
}

/// How a file says where an entry belongs (TEI TCAPLK).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// The readings stand in the text (TCAPPS); so do `choice` and its like.
    #[default]
    ParallelSegmentation,
    /// The begin and the end of the words are pointed at (TCAPDE).
    DoubleEndPoint,
    /// The place is named as one cites it (TCAPLO).
    LocationReferenced,
}

impl Method {
    /// The value of `variantEncoding/@method`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ParallelSegmentation => "parallel-segmentation",
            Self::DoubleEndPoint => "double-end-point",
            Self::LocationReferenced => "location-referenced",
        }
    }
}

/// What a reading does to the words of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Alteration {
    /// It has none of them, or the same with some left out.
    Omission,
    /// It has all of them in their order, and more.
    Addition,
    /// It has the same in another order.
    Transposition,
    /// It has others.
    Substitution,
}

impl Alteration {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Omission,
        Self::Addition,
        Self::Transposition,
        Self::Substitution,
    ];

    /// In one word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Omission => "omission",
            Self::Addition => "addition",
            Self::Transposition => "transposition",
            Self::Substitution => "substitution",
        }
    }

    /// What `reading` does to `lemma`; none if it does nothing.
    pub fn of(lemma: &str, reading: &str) -> Option<Self> {
        let lemma: Vec<&str> = movable(lemma).collect();
        let reading: Vec<&str> = movable(reading).collect();
        let sorted = |words: &[&str]| {
            let mut words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
            words.sort();
            words
        };
        if lemma == reading {
            None
        } else if is_within(&reading, &lemma) {
            Some(Self::Omission)
        } else if is_within(&lemma, &reading) {
            Some(Self::Addition)
        } else if sorted(&lemma) == sorted(&reading) {
            Some(Self::Transposition)
        } else {
            Some(Self::Substitution)
        }
    }
}

/// Whether `all` has the words of `some` in their order.
fn is_within(some: &[&str], all: &[&str]) -> bool {
    let mut all = all.iter();
    some.iter().all(|word| all.any(|other| other == word))
}

/// Who has or proposes some words, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Support {
    /// Witnesses that have them (`@wit`), in the order of the list of
    /// witnesses; empty for a conjecture.
    pub witnesses: Vec<Siglum>,
    /// Who answers for them (`@resp`), by name where the file gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsible: Option<String>,
    /// Where they were found (`@source`), as the file names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The hand that wrote them (`@hand`), as the file names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hand: Option<String>,
    /// How sure they are (`@cert`).
    pub certainty: Certainty,
    /// What kind of reading they are (`@type`): `orthographic`, `conjecture`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// How they came about (`@cause`): `homoeoteleuton`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// Their place in a succession (`@varSeq`), from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u32>,
}

impl Support {
    /// Words that nobody is said to have.
    pub fn none() -> Self {
        Self::of_witnesses(Vec::new())
    }

    /// Words that these witnesses have.
    pub fn of_witnesses(witnesses: Vec<Siglum>) -> Self {
        Self {
            witnesses,
            responsible: None,
            source: None,
            hand: None,
            certainty: Certainty::Unknown,
            kind: None,
            cause: None,
            sequence: None,
        }
    }

    /// The scholar or the edition that is named beside words without witness.
    pub fn scholar(&self) -> Option<&str> {
        let named = self.source.as_deref().or(self.responsible.as_deref());
        named.filter(|_| self.witnesses.is_empty())
    }
}

/// The words of the text to which an entry refers (`lem`, TEI TCAPLR).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lemma {
    /// The words, white space collapsed, without markup; empty where the text
    /// has nothing and a witness has something.
    pub text: String,
    /// Whether the file gives a lemma; without one these are the words that
    /// stand at the place.
    pub given: bool,
    /// Who has them.
    #[serde(flatten)]
    pub support: Support,
    /// Index of the group it is in, in [`ApparatusEntry::groups`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<usize>,
    /// Its `xml:id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// What a witness has, or a scholar proposes, at a place (`rdg`, TEI TCAPLR).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// The words, white space collapsed, without markup; empty for an omission.
    pub text: String,
    /// Who has them.
    #[serde(flatten)]
    pub support: Support,
    /// Index of the group it is in, in [`ApparatusEntry::groups`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<usize>,
    /// Its `xml:id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What is noted inside it, each white space collapsed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// Readings that belong together (`rdgGrp`, TEI TCAPSU). What it says of its
/// readings is given to each of them as well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReadingGroup {
    /// Index of the group it stands in, in [`ApparatusEntry::groups`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<usize>,
    /// What it says itself.
    #[serde(flatten)]
    pub support: Support,
}

/// Which part of an entry something is told about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum About {
    /// The whole of it.
    Entry,
    /// The words of the text.
    Lemma,
    /// A reading: its index in [`ApparatusEntry::readings`].
    Reading(usize),
}

/// What is told about a witness at a place (`witDetail`, TEI TCAPWD).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WitnessDetail {
    /// The witnesses it is about.
    pub witnesses: Vec<Siglum>,
    /// What is told, white space collapsed.
    pub text: String,
    /// What it is about.
    pub about: About,
    /// `@type`: `correction-original`, `correction-altered`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// `@place`: `above`, `margin`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// A remark in an entry (`note` in `app`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// Its words, white space collapsed.
    pub text: String,
    /// What it is about.
    pub about: About,
}

/// One place where something differs (`app`, TEI TCAPEN).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApparatusEntry {
    /// `xml:id`, or a generated one that does not depend on other entries of
    /// other units.
    pub id: String,
    /// The citable unit it stands in; none if it is about the whole text, or
    /// its place could not be found.
    pub unit: Option<String>,
    /// The unit in which it ends, if that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// The characters of the reading text of its unit (white space collapsed)
    /// to which it refers: the first, and the one after the last, from 0. None
    /// if only the unit is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub characters: Option<(u32, u32)>,
    /// The line of the stone or page in which it begins (`lb/@n`), of words in
    /// several lines also that in which they end, where the unit has no number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// How its place is given.
    pub method: Method,
    /// The place as the file names it (`@loc`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Which apparatus it belongs to (`listApp/@type`, or `app/@type`):
    /// `variants`, `sources`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// The entry in one of whose readings it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// What it reports.
    pub kind: EntryKind,
    /// The words of the text; TEI allows none.
    pub lemma: Option<Lemma>,
    /// The other readings, in the order of the source.
    pub readings: Vec<Reading>,
    /// The groups of readings, outer ones before those within them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<ReadingGroup>,
    /// What is told about witnesses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<WitnessDetail>,
    /// What is remarked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Remark>,
}

impl ApparatusEntry {
    /// The sigla that it names, those of the lemma first.
    pub fn cited(&self) -> impl Iterator<Item = &Siglum> {
        let lemma = self.lemma.iter().map(|lemma| &lemma.support);
        let readings = self.readings.iter().map(|reading| &reading.support);
        lemma.chain(readings).flat_map(|support| &support.witnesses)
    }
}

/// Why a witness has no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Absence {
    /// It lost what it had (`lacunaStart`, `lacunaEnd`).
    Lacuna,
    /// It never had it: a fragment (`witStart`, `witEnd`).
    Outside,
}

/// A stretch in which a witness has no text (TEI TCAPMI).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lacuna {
    /// The witness.
    pub witness: Siglum,
    /// Why it has no text there.
    pub absence: Absence,
    /// The unit in which it begins; none if it has none from the begin.
    pub from: Option<String>,
    /// The unit in which it ends; none if it has none to the end.
    pub to: Option<String>,
}

/// All entries, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Apparatus {
    /// The entries.
    pub entries: Vec<ApparatusEntry>,
    /// Where witnesses have no text.
    pub lacunae: Vec<Lacuna>,
    /// What hands did outside entries, and what is doubtful or lost; only where
    /// it is asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub interventions: Vec<Intervention>,
}

#[cfg(test)]
mod tests {
    use super::Alteration;

    #[test]
    fn what_a_reading_does_is_told_by_its_words() {
        let cases = [
            ("magna domus", "", Some(Alteration::Omission)),
            ("in magna domo", "in domo", Some(Alteration::Omission)),
            ("", "rex", Some(Alteration::Addition)),
            ("dixit", "rex dixit ei", Some(Alteration::Addition)),
            (
                "magna domus",
                "domus magna",
                Some(Alteration::Transposition),
            ),
            ("magna domus", "domus parva", Some(Alteration::Substitution)),
            ("常有欲", "常有", Some(Alteration::Omission)),
            ("常有", "常有欲", Some(Alteration::Addition)),
            ("名可", "可名", Some(Alteration::Transposition)),
            ("常", "恆", Some(Alteration::Substitution)),
            ("magna  domus", "magna domus", None),
            ("", "", None),
        ];
        for (lemma, reading, does) in cases {
            assert_eq!(Alteration::of(lemma, reading), does, "{lemma} → {reading}");
        }
    }
}
