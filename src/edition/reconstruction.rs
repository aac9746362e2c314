//! What does one witness have, as far as the apparatus tells?

use serde::Serialize;

use super::apparatus::Absence;
use super::witness::Siglum;
use crate::said;
use crate::wording::Said;

/// Why words are given to a witness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Ground {
    /// An entry says that the witness has them.
    Attested,
    /// The apparatus is silent about the witness, and the text has them.
    Inferred,
}

/// Words that are given to the witness for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Words {
    /// The words, white space collapsed but for single spaces at either end.
    pub text: String,
    /// Why they are given to it.
    pub ground: Ground,
    /// The outermost entry in which they stand; only where witnesses are put side
    /// by side.
    #[serde(skip)]
    pub entry: Option<String>,
}

/// A part of a passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Words.
    Words(Words),
    /// From here to the next words the witness has no text.
    Absent(Absence),
}

/// A citable unit as the witness has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WitnessPassage {
    /// The unit; none for words outside all units.
    pub unit: Option<String>,
    /// Its number, if it has one.
    pub number: Option<String>,
    /// Whether it is a line of verse.
    pub verse: bool,
    /// What the witness has in it; empty if it omits all of it.
    pub parts: Vec<Part>,
}

impl WitnessPassage {
    /// The words of the passage.
    pub fn text(&self) -> String {
        let words = self.parts.iter().map(|part| match part {
            Part::Words(words) => words.text.as_str(),
            Part::Absent(_) => " […] ",
        });
        let text: String = words.collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// How much of the text of a witness is known, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Completeness {
    /// Words in readings that name the witness.
    pub words_attested: u32,
    /// Words of the text that it has as long as the apparatus is silent.
    pub words_inferred: u32,
    /// Entries that name it, or a group it belongs to.
    pub entries_attested: u32,
    /// Entries that do not.
    pub entries_silent: u32,
    /// Entries that name it for two readings: the first one is taken.
    pub entries_ambiguous: u32,
    /// Entries whose words could not be found in the text.
    pub entries_unplaced: u32,
    /// Stretches in which it has no text.
    pub lacunae: u32,
    /// Notes that stand by themselves, as behind the text: they are left out.
    pub notes_left_out: u32,
}

/// The text of a witness, put together from the text and its apparatus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reconstruction {
    /// The witness.
    pub witness: Siglum,
    /// What it is, in the words of the list of witnesses.
    pub description: String,
    /// Whether the edition declares it in its list of witnesses.
    pub declared: bool,
    /// Its passages, in the order of the text.
    pub passages: Vec<WitnessPassage>,
    /// How complete that is.
    pub completeness: Completeness,
}

impl Reconstruction {
    /// The statement of completeness, in a few sentences.
    pub fn statement(&self) -> Said {
        let siglum = self.witness.as_str();
        let mut sentences = vec![said!(
            "The text of {siglum} as far as the apparatus tells it; it is not a transcription.",
            siglum = siglum
        )];
        if !self.declared {
            sentences.push(said!(
                "The apparatus names {siglum}, but the edition does not declare it as a witness: it may be a hand, an edition, or a slip.",
                siglum = siglum
            ));
        }
        sentences.push(self.grounds());
        sentences.extend(self.reservations());
        let all = sentences.into_iter().reduce(|before, next| {
            Said::new(
                "{before} {next}",
                vec![("before", before.into()), ("next", next.into())],
            )
        });
        all.unwrap_or_else(|| "".into())
    }

    /// How many of its words are attested.
    fn grounds(&self) -> Said {
        let known = &self.completeness;
        let siglum = self.witness.as_str();
        let words = known.words_attested + known.words_inferred;
        match (known.words_inferred, known.entries_attested) {
            (0, 0) if words > 0 => said!(
                "Its {n} word is attested: {siglum} is the only witness.|All {n} words are attested: {siglum} is the only witness.",
                n = words,
                siglum = siglum
            ),
            (0, entries) if words > 0 => said!(
                "All words are attested; {n} entry names {siglum}.|All words are attested; {n} entries name {siglum}.",
                n = entries,
                siglum = siglum
            ),
            (inferred, entries) => said!(
                "{attested} of {words} words are attested: they stand in {n} entry that names {siglum}. The other {inferred} are inferred: the apparatus is silent about {siglum} there, and gives no variant.|{attested} of {words} words are attested: they stand in {n} entries that name {siglum}. The other {inferred} are inferred: the apparatus is silent about {siglum} there, and gives no variant.",
                attested = known.words_attested,
                words = words,
                n = entries,
                siglum = siglum,
                inferred = inferred
            ),
        }
    }

    /// What the text lacks, or may have wrongly.
    fn reservations(&self) -> Vec<Said> {
        let known = &self.completeness;
        let mut sentences = Vec::new();
        if known.lacunae > 0 {
            sentences.push(said!(
                "In {n} place it has no text.|In {n} places it has no text.",
                n = known.lacunae
            ));
        }
        if known.notes_left_out > 0 {
            sentences.push(said!(
                "{n} note that stands by itself is left out.|{n} notes that stand by themselves are left out.",
                n = known.notes_left_out
            ));
        }
        if known.entries_ambiguous > 0 {
            sentences.push(said!(
                "{n} entry names it for two readings; the first is given.|{n} entries name it for two readings; the first is given.",
                n = known.entries_ambiguous
            ));
        }
        if known.entries_unplaced > 0 {
            sentences.push(said!(
                "The words that {n} entry speaks of could not be found; what is said there is not in this text.|The words that {n} entries speak of could not be found; what is said there is not in this text.",
                n = known.entries_unplaced
            ));
        }
        sentences
    }
}

/// The text as edited and several witnesses, to be read side by side. Words that
/// stand in an entry name it, also where a witness has none there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SideBySide {
    /// The text as edited.
    pub text: Vec<WitnessPassage>,
    /// What each witness has.
    pub witnesses: Vec<Vec<WitnessPassage>>,
}

/// Passages as plain text: a line for each verse, an empty line between others.
pub fn plain_text(passages: &[WitnessPassage]) -> String {
    let mut text = String::new();
    let mut verse = true;
    for passage in passages {
        let words = passage.text();
        if words.is_empty() {
            continue;
        }
        let runs_on = verse && passage.verse;
        if !text.is_empty() && !runs_on {
            text.push('\n');
        }
        verse = passage.verse;
        text.push_str(&words);
        text.push('\n');
    }
    text
}
