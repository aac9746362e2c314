//! Which entries does a reader ask for?
//!
//! A question names witnesses, kinds, causes … Of one name any value will do; what
//! is asked under several names must be true of the same reading: omissions, in B,
//! by homoeoteleuton.

use super::standing::{alteration, standing};
use super::{Entry, find_witness};
use crate::edition::{Alteration, Siglum, Support};
use crate::tei::Document;

/// A question to the apparatus; each list is empty where nothing is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Filter {
    /// Witnesses that have a reading: sigla.
    pub witnesses: Vec<String>,
    /// What a reading does to the words of the text.
    pub alterations: Vec<Alteration>,
    /// `@type` of a reading, or of the lemma.
    pub kinds: Vec<String>,
    /// `@cause`.
    pub causes: Vec<String>,
    /// `@hand`, as it is printed.
    pub hands: Vec<String>,
    /// Who answers for it, or where it was found (`@resp`, `@source`), as printed.
    pub responsible: Vec<String>,
    /// `@cert`.
    pub certainties: Vec<String>,
    /// Witnesses that all have the same; with nobody against them, something else
    /// than the text.
    pub agreeing: Vec<String>,
    /// Witnesses that all have something else than those; with nobody who agrees,
    /// than the text.
    pub against: Vec<String>,
}

impl Filter {
    /// Whether nothing is asked: all entries are meant.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A question put to a document: its witnesses are found once.
pub struct Sieve<'a> {
    document: &'a Document,
    filter: &'a Filter,
    /// None for a siglum that the edition does not have.
    agreeing: Vec<Option<Siglum>>,
    against: Vec<Option<Siglum>>,
    witnesses: Vec<Siglum>,
}

impl<'a> Sieve<'a> {
    /// For the entries of `document`.
    pub fn new(document: &'a Document, filter: &'a Filter) -> Self {
        let find = |siglum: &String| find_witness(document, siglum);
        Self {
            document,
            filter,
            agreeing: filter.agreeing.iter().map(find).collect(),
            against: filter.against.iter().map(find).collect(),
            witnesses: filter.witnesses.iter().filter_map(find).collect(),
        }
    }

    /// Whether the question is about this entry.
    pub fn keeps(&self, entry: &Entry) -> bool {
        self.filter.is_empty() || (self.has_such_words(entry) && self.divides_so(entry))
    }

    /// Whether a reading is what is asked for.
    pub fn keeps_reading(&self, entry: &Entry, at: usize) -> bool {
        let filter = self.filter;
        let Some(reading) = entry.entry.readings.get(at) else {
            return false;
        };
        let altered = || alteration(self.document, entry, at);
        let does = filter.alterations.is_empty()
            || altered().is_some_and(|does| filter.alterations.contains(&does));
        let is_of = filter.witnesses.is_empty() || self.is_of_witness(&reading.support);
        is_of && self.is_said(&reading.support) && does
    }

    fn has_such_words(&self, entry: &Entry) -> bool {
        let filter = self.filter;
        let of_lemma = filter.witnesses.is_empty() && filter.alterations.is_empty();
        let lemma = entry.entry.lemma.as_ref().filter(|_| of_lemma);
        lemma.is_some_and(|lemma| self.is_said(&lemma.support))
            || (0..entry.entry.readings.len()).any(|at| self.keeps_reading(entry, at))
    }

    /// A witness has what is said of it, or of a family in which it is declared.
    fn is_of_witness(&self, support: &Support) -> bool {
        let sigla = self.document.sigla();
        let has = |siglum: &Siglum| support.witnesses.contains(siglum);
        let mut witnesses = self.witnesses.iter();
        witnesses.any(|siglum| has(siglum) || sigla.around(siglum).iter().any(has))
    }

    fn is_said(&self, support: &Support) -> bool {
        let filter = self.filter;
        let is = |asked: &[String], value: Option<&str>| {
            asked.is_empty() || value.is_some_and(|value| asked.iter().any(|one| one == value))
        };
        let [resp, source] = [&support.responsible, &support.source].map(Option::as_deref);
        let certainty = Some(support.certainty.as_str());
        is(&filter.kinds, support.kind.as_deref())
            && is(&filter.causes, support.cause.as_deref())
            && is(&filter.hands, support.hand.as_deref())
            && (is(&filter.responsible, resp) || is(&filter.responsible, source))
            && is(&filter.certainties, certainty)
    }

    /// Whether some witnesses have the same, and others something else.
    fn divides_so(&self, entry: &Entry) -> bool {
        let (agreeing, against) = (&self.agreeing, &self.against);
        if agreeing.is_empty() && against.is_empty() {
            return true;
        }
        let states = |sigla: &[Option<Siglum>]| -> Option<Vec<usize>> {
            let sigla = sigla.iter();
            let state =
                |siglum: &Option<Siglum>| standing(self.document, entry, siglum.as_ref()?).state();
            sigla.map(state).collect()
        };
        let (Some(agreeing), Some(against)) = (states(agreeing), states(against)) else {
            return false;
        };
        // Where one side is not named, it is the text.
        let shared = agreeing.first().copied().unwrap_or_default();
        agreeing.iter().all(|state| *state == shared)
            && against.iter().all(|state| *state != shared)
            && !(against.is_empty() && shared == 0)
    }
}
