//! Who is cited, and how the entries look.

use serde::Serialize;

use super::words::{self, Reading, Words};
use super::{Counts, count, elements};
use crate::tei::element::tei_name;
use crate::xml::Element;

/// The forms of the entries of the apparatus (`app`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Entries {
    /// All of them.
    pub total: usize,
    /// Those with a lemma directly in them.
    pub with_lem: usize,
    /// Those that stand in another.
    pub nested: usize,
    /// The most readings below one of them.
    pub max_rdg: usize,
    /// Readings with nothing in them, counted for each entry around them.
    pub empty_rdg: usize,
}

pub(super) fn entries(root: Element<'_>) -> Entries {
    let mut entries = Entries::default();
    for entry in elements(root).filter(|element| element.is("app")) {
        let readings = || elements(entry).filter(|element| element.is("rdg"));
        let above = |element: Element<'_>| element.is("app");
        entries.total += 1;
        entries.with_lem += usize::from(entry.child("lem").is_some());
        entries.nested += usize::from(entry.ancestors().any(above));
        entries.max_rdg = entries.max_rdg.max(readings().count());
        entries.empty_rdg += readings().filter(is_empty).count();
    }
    entries
}

fn is_empty(reading: &Element<'_>) -> bool {
    reading.elements().next().is_none() && reading.text().trim().is_empty()
}

/// The sigla of the witnesses, in document order.
pub(super) fn witnesses(root: Element<'_>) -> Vec<String> {
    elements(root)
        .filter(|element| element.is("witness"))
        .map(siglum)
        .collect()
}

fn siglum(witness: Element<'_>) -> String {
    let named = |name| witness.attribute(name).map(|value| value.into_owned());
    let abbreviation = || elements(witness).find(|element| element.is("abbr"));
    named("xml:id")
        .or_else(|| named("n"))
        .or_else(|| abbreviation().map(|abbr| words::of(abbr, Reading::Whole).begin(usize::MAX)))
        .unwrap_or_default()
}

/// The sigla that `@wit` cites.
pub(super) fn sigla_cited(root: Element<'_>) -> Counts {
    let lists = elements(root)
        .filter(|element| tei_name(*element).is_some())
        .filter_map(|element| element.attribute("wit"));
    let mut sigla = Vec::new();
    for list in lists {
        let all = list.split_whitespace();
        sigla.extend(all.map(|siglum| siglum.trim_start_matches('#').to_owned()));
    }
    count(sigla.iter())
}
