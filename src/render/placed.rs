//! Where do the entries stand, and which readings stand in the text?
//!
//! Mostly entries stand after the text, and the text has its own words. A reader may
//! want entries in it or beside it, only some of them, or a reading in its place: what
//! of that the walk has to know is gathered here.

use rustc_hash::{FxHashMap, FxHashSet};

use super::apparatus::{Series, beside, inline};
use super::error::Error;
use super::ranges::Range;
use super::safety::escape;
use super::set::TemplateSet;
use super::view::ApparatusPlace;
use super::walk::{Run, Walk, is_reading_elsewhere};
use crate::tei::Document;
use crate::tei::apparatus::Entry;
use crate::xml::{Element, NodeId};

/// What of the apparatus is written with the text.
#[derive(Debug, Default)]
pub struct Placed<'a> {
    /// Readings that stand in the text, by the nodes of their entries.
    readings: FxHashMap<NodeId, PutIn>,
    /// The entries that are shown, and how many are in each unit; none if all are.
    shown: Option<Shown<'a>>,
    /// What follows the words of an entry, by its node.
    inline: FxHashMap<NodeId, String>,
    /// What stands beside a unit, by its id.
    beside: FxHashMap<String, String>,
    /// Entries that were written: their nodes.
    told: FxHashSet<NodeId>,
    /// Units whose entries were written: their ids.
    told_units: FxHashSet<String>,
}

/// Some of the entries.
#[derive(Debug, Default)]
pub struct Shown<'a> {
    entries: FxHashSet<NodeId>,
    in_unit: FxHashMap<&'a str, u32>,
}

impl<'a> Shown<'a> {
    /// These, by their indices.
    pub fn of(document: &'a Document, entries: &[usize]) -> Self {
        let mut shown = Self::default();
        for entry in entries.iter().filter_map(|&at| document.entries().get(at)) {
            shown.entries.insert(entry.node);
            let unit = entry.entry.unit.as_deref().unwrap_or_default();
            *shown.in_unit.entry(unit).or_default() += 1;
        }
        shown
    }
}

/// A reading that stands in the text.
#[derive(Debug)]
pub struct PutIn {
    /// The element of the reading; none if it is the other side of what an editor did.
    pub reading: Option<NodeId>,
    /// Whether it has no words.
    pub omits: bool,
    /// The way back, as HTML.
    pub back: String,
}

impl<'a> Placed<'a> {
    /// With these readings in the text, and these of the entries.
    pub fn new(readings: FxHashMap<NodeId, PutIn>, shown: Option<Shown<'a>>) -> Self {
        Self {
            readings,
            shown,
            ..Self::default()
        }
    }

    /// The reading that stands in the text of an entry.
    pub fn reading_of(&self, entry: NodeId) -> Option<&PutIn> {
        self.readings.get(&entry)
    }

    /// Takes the entries that are to stand in the text, or beside it.
    ///
    /// # Errors
    /// [`Error::Template`] if a template of an entry fails.
    pub fn take(
        &mut self,
        document: &Document,
        series: &mut [Series],
        (place, set): (ApparatusPlace, &TemplateSet),
    ) -> Result<(), Error> {
        match place {
            ApparatusPlace::Inline => self.inline = inline(document, series),
            ApparatusPlace::Beside => self.beside = beside(series, set)?,
            _ => {}
        }
        Ok(())
    }

    /// Leaves in the lists what was not written, and says how many entries were.
    pub fn leave(&self, document: &Document, series: &mut Vec<Series>) -> usize {
        let told = self.told.iter().filter_map(|&node| document.entry_at(node));
        let told: FxHashSet<&str> = told.map(|entry| entry.entry.id.as_str()).collect();
        let mut placed = 0;
        for series in series.iter_mut() {
            for group in &mut series.groups {
                let before = group.entries.len();
                let beside = self.told_units.contains(&group.unit.id);
                group
                    .entries
                    .retain(|entry| !beside && !told.contains(entry.id.as_str()));
                placed += before - group.entries.len();
            }
            series.groups.retain(|group| !group.entries.is_empty());
        }
        series.retain(|series| !series.groups.is_empty());
        placed
    }

    /// How many entries of a unit are shown; `all` if none is left out.
    pub fn entries_of(&self, unit: &str, all: u32) -> u32 {
        let shown = self.shown.as_ref();
        shown.map_or(all, |shown| shown.in_unit.get(unit).copied().unwrap_or(0))
    }

    /// What stands beside a unit, once.
    pub fn beside(&mut self, unit: &str) -> Option<&str> {
        let html = self.beside.get(unit)?;
        self.told_units.insert(unit.to_owned());
        Some(html)
    }
}

impl<'a> Walk<'a> {
    /// Whether an entry is one that is shown.
    pub(super) fn is_marked(&self, entry: &Entry) -> bool {
        let shown = self.placed.shown.as_ref();
        self.mark && shown.is_none_or(|shown| shown.entries.contains(&entry.node))
    }

    /// Whether stretches that entries point at have to be looked for.
    pub(super) fn marks_ranges(&self) -> bool {
        self.mark || !self.placed.readings.is_empty()
    }

    /// Whether an element stands in the apparatus and not in the text.
    pub(super) fn is_elsewhere(&self, element: Element<'a>) -> bool {
        let readings = &self.placed.readings;
        is_reading_elsewhere(self.document, element, |entry| {
            readings.get(&entry).and_then(|put_in| put_in.reading)
        })
    }

    /// Whether the words at this place gave way to a reading.
    pub(super) fn is_replaced(&self, run: &Run) -> bool {
        run.ranges.iter().any(|range: &Range| range.replaced)
    }

    /// Begins a reading that stands in the text, if `element` is its entry.
    pub(super) fn open_reading(&mut self, run: &mut Run, element: Element<'a>) {
        let Some(put_in) = self.placed.readings.get(&element.id()) else {
            return;
        };
        let Some(entry) = self.document.entry_at(element.id()) else {
            return;
        };
        if run.copying || entry.range.is_some() {
            return;
        }
        run.write_pending();
        let tag = if self.holds_blocks(element) {
            "div"
        } else {
            "span"
        };
        let side = if put_in.reading.is_none() {
            " other"
        } else {
            ""
        };
        let place = escape(&entry.place);
        let sign = if put_in.omits { OMITTED } else { "" };
        let start = format!("<{tag} class=\"put{side}\" id=\"{place}\">{sign}");
        run.out.push_str(&start);
    }

    /// Writes a reading in the place of words that its entry points at.
    pub(super) fn put_in(&mut self, run: &mut Run, entry: &'a Entry) -> Result<(), Error> {
        let put_in = self.placed.readings.get(&entry.node);
        let element = put_in
            .and_then(|put_in| put_in.reading)
            .and_then(|node| self.document.tree().node(node).element());
        let Some((put_in, element)) = put_in.zip(element) else {
            return Ok(());
        };
        let (sign, back) = (put_in.omits, put_in.back.clone());
        let inner = Run {
            languages: run.languages.clone(),
            ..Run::default()
        };
        let words = self.inside(element, inner)?;
        run.write_pending();
        let place = escape(&entry.place);
        let sign = if sign { OMITTED } else { "" };
        let html = format!("<span class=\"put\" id=\"{place}\">{sign}{words}</span>{back}");
        run.out.push_str(&html);
        Ok(())
    }

    /// Ends an entry: what stands after its words is written.
    pub(super) fn close_entry(&mut self, run: &mut Run, node: NodeId) {
        let placed = &self.placed;
        if run.copying || (placed.readings.is_empty() && placed.inline.is_empty()) {
            return;
        }
        let Some(entry) = self.document.entry_at(node) else {
            return;
        };
        if let Some(put_in) = placed.readings.get(&node).filter(|_| entry.range.is_none()) {
            let element = self.document.tree().node(node).element();
            let blocks = element.is_some_and(|element| self.holds_blocks(element));
            run.out.push_str(if blocks { "</div>" } else { "</span>" });
            run.out.push_str(&put_in.back);
        }
        let html = placed.inline.get(&node);
        if let Some(html) = html.filter(|_| entry.has_place_of_its_own()) {
            run.out.push_str(html);
            self.placed.told.insert(node);
        }
    }
}

/// What stands where a reading has nothing.
const OMITTED: &str = "<span aria-hidden=\"true\">°</span>";
