//! Which words of the text does an entry speak of?
//!
//! Entries that stand in the words of a unit are there. With double end-points
//! the places of `@from` and `@to` are looked up in the words of their units; an
//! entry in the text that has no `@to` ends where it stands. An entry that only
//! names a location is about the words of its lemma there, if they occur once.
//! An entry around units is about all of them; one in a reading has the place of
//! the entry around it.

mod lemma;
mod signs;

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use super::export::CharacterRange;
use super::flow::{Flow, flow};
use super::lines::Lines;
use super::location::Locations;
use super::reading::{Content, content};
use super::words::{only_place, stands_in};
use super::{
    Entry, Neighbour, Point, Sources, editorial, method, opens_entry, word_after, word_before,
    words,
};
use crate::edition::{ApparatusEntry, EntryKind, Lemma, Method};
use crate::tei::element::tei_name;
use crate::tei::identifier::{Identifiers, slug};
use crate::tei::note::PlacedNote;
use crate::tei::pointer::target;
use crate::tei::text::lemma_or_first_reading;
use crate::tei::unit::{Unit, UnitIndex};
use crate::xml::{Element, NodeId, Tree};

/// All entries: those about the whole text first, then in the order of the
/// text, at last those of notes.
pub fn entries(
    roots: &[NodeId],
    units: &[Unit],
    index: &UnitIndex,
    notes: &[PlacedNote],
    sources: &Sources<'_>,
    identifiers: &mut Identifiers,
) -> Vec<Entry> {
    let elements = elements(sources.tree, roots);
    if elements.is_empty() {
        return Vec::new();
    }
    let mut gatherer = Gatherer::new(roots, units, index, notes, sources, identifiers);
    gatherer.read_flows(&elements);
    for element in elements {
        gatherer.add(element);
    }
    gatherer.finish()
}

/// All elements that are entries, in the order of the file: those of the
/// text, and those of lists that stand elsewhere.
fn elements<'t>(tree: &'t Tree, roots: &[NodeId]) -> Vec<Element<'t>> {
    let mut elements = Vec::new();
    let within = |root: Element<'t>| {
        let below = root.descendants().filter_map(|node| node.element());
        below.filter(|element| opens_entry(*element))
    };
    for root in roots.iter().filter_map(|&root| tree.node(root).element()) {
        elements.extend(within(root));
    }
    if tree.has_name("listApp") {
        let in_text = |list: &Element<'_>| {
            let mut roots = roots.iter().filter_map(|&root| tree.node(root).element());
            roots.any(|root| root.id() <= list.id() && list.id() < root.end())
        };
        let lists = tree.root().find_all("listApp");
        let outermost = lists
            .filter(|list| !in_text(list) && !list.ancestors().any(|above| above.is("listApp")));
        elements.extend(outermost.flat_map(within));
    }
    elements.sort_by_key(|element| element.id());
    elements
}

/// What has words of its own: a unit or a note.
struct Home<'a> {
    node: NodeId,
    id: &'a str,
    /// Whether it is cited by a number.
    numbered: bool,
}

struct Gatherer<'a, 's> {
    sources: &'s Sources<'s>,
    identifiers: &'a mut Identifiers,
    index: &'a UnitIndex,
    /// The units, then the notes.
    homes: Vec<Home<'a>>,
    home_of_note: FxHashMap<NodeId, usize>,
    by_id: FxHashMap<&'a str, usize>,
    units: &'a [Unit],
    /// The units by their references, none where several share one; made when a
    /// location is no number of the file.
    by_reference: Option<FxHashMap<&'a str, Option<NodeId>>>,
    flows: FxHashMap<usize, Flow<'s>>,
    /// Where each entry that stands in words stands: home, begin, end.
    inline: FxHashMap<NodeId, (usize, usize, usize)>,
    locations: Option<Locations>,
    lines: Lines,
    roots: Vec<NodeId>,
    found: Vec<(Order, Entry)>,
    found_at: FxHashMap<NodeId, usize>,
    /// The entries around those that stand in a reading.
    outer: FxHashMap<NodeId, NodeId>,
}

/// Home (from 1; 0 for the whole text), byte in its words; of what begins at the
/// same place, places without words stand first, then longer stretches before
/// shorter ones, readings before what an editor did, entries in readings last;
/// then the place in the file.
type Order = (usize, usize, Reverse<usize>, u8, NodeId);

/// Where an entry is.
#[derive(Clone, Default)]
struct Found {
    home: Option<usize>,
    until: Option<usize>,
    bytes: Option<(usize, usize)>,
    /// Where in its home it is about, if its words are not found.
    near: Option<usize>,
    range: Option<(NodeId, NodeId)>,
    whole: bool,
    /// Whether it is a place without words, between units.
    between: bool,
    /// The id of the place, if it is not the entry's own or that of its unit.
    place: Option<String>,
}

impl<'a, 's> Gatherer<'a, 's> {
    fn new(
        roots: &[NodeId],
        units: &'a [Unit],
        index: &'a UnitIndex,
        notes: &'a [PlacedNote],
        sources: &'s Sources<'s>,
        identifiers: &'a mut Identifiers,
    ) -> Self {
        let of_units = units.iter().map(|unit| Home {
            node: unit.node,
            id: &unit.unit.id,
            numbered: unit.unit.number.is_some(),
        });
        let of_notes = notes.iter().map(|note| Home {
            node: note.node,
            id: &note.note.id,
            numbered: true,
        });
        let numbered = notes.iter().enumerate();
        let homes: Vec<Home<'a>> = of_units.chain(of_notes).collect();
        Self {
            sources,
            identifiers,
            index,
            by_id: homes
                .iter()
                .enumerate()
                .map(|(at, home)| (home.id, at))
                .collect(),
            homes,
            units,
            by_reference: None,
            home_of_note: numbered
                .map(|(at, note)| (note.node, units.len() + at))
                .collect(),
            flows: FxHashMap::default(),
            inline: FxHashMap::default(),
            locations: None,
            lines: Lines::new(sources.tree, roots),
            roots: roots.to_vec(),
            found: Vec::new(),
            found_at: FxHashMap::default(),
            outer: FxHashMap::default(),
        }
    }

    /// The unit or note around an element, or that it is.
    fn home(&self, element: Element<'_>) -> Option<usize> {
        let mut above = std::iter::once(element).chain(element.ancestors());
        above.find_map(|above| {
            let note = self.home_of_note.get(&above.id()).copied();
            note.or_else(|| self.index.at(above.id()))
        })
    }

    /// Reads the words of every unit and note in which an entry stands, or to
    /// which one points.
    fn read_flows(&mut self, elements: &[Element<'s>]) {
        let mut wanted = FxHashSet::default();
        let mut homes: Vec<usize> = Vec::new();
        for element in elements {
            homes.extend(self.home(*element));
            for at in self.pointed(*element) {
                wanted.insert(at.id());
                homes.extend(self.home(at));
            }
            homes.extend(self.named(*element));
            for at in self.located(*element) {
                wanted.insert(at.id());
                homes.extend(self.home(at));
            }
        }
        homes.sort_unstable();
        homes.dedup();
        for home in homes {
            self.read_flow(home, &wanted);
        }
    }

    fn read_flow(&mut self, home: usize, wanted: &FxHashSet<NodeId>) {
        let tree = self.sources.tree;
        let Some(element) = tree.node(self.homes[home].node).element() else {
            return;
        };
        let index = self.index;
        let read = flow(element, wanted, |node| index.at(node).is_some());
        for (entry, start, end) in &read.inline {
            self.inline
                .entry(entry.id())
                .or_insert((home, *start, *end));
        }
        self.flows.insert(home, read);
    }

    fn pointed(&self, element: Element<'_>) -> impl Iterator<Item = Element<'s>> {
        let tree = self.sources.tree;
        let of = |name| target(tree, element, name);
        [of("from"), of("to")].into_iter().flatten()
    }

    /// The unit that a location of our own form names.
    fn named(&self, element: Element<'_>) -> Option<usize> {
        let range: CharacterRange = element.attribute("loc")?.parse().ok()?;
        self.by_id.get(range.unit?.as_str()).copied()
    }

    /// The elements whose location an entry names: one, or the first and the last.
    fn located(&mut self, element: Element<'_>) -> Vec<Element<'s>> {
        let Some(location) = element.attribute("loc") else {
            return Vec::new();
        };
        let (tree, roots) = (self.sources.tree, &self.roots);
        let locations = self
            .locations
            .get_or_insert_with(|| Locations::new(tree, roots));
        let mut found = locations.find_all(&location);
        if found.is_empty() {
            found.extend(self.referred(location.trim()));
        }
        let found = found.into_iter();
        found.filter_map(|node| tree.node(node).element()).collect()
    }

    /// The unit that has no number in the file and is cited as `reference`, by its
    /// place (`1.p2`), if there is just one.
    fn referred(&mut self, reference: &str) -> Option<NodeId> {
        let units = self.units;
        let by_reference = self.by_reference.get_or_insert_with(|| {
            let mut all: FxHashMap<&str, Option<NodeId>> = FxHashMap::default();
            for unit in units.iter().filter(|unit| unit.unit.counted) {
                let one = all.entry(&unit.unit.reference);
                one.and_modify(|one| *one = None).or_insert(Some(unit.node));
            }
            all
        });
        by_reference.get(reference).copied().flatten()
    }

    /// What an entry without a location is about: in the text, the place where it
    /// stands; in a list below a unit of the same division, that unit.
    fn standing(&self, element: Element<'s>) -> Option<Element<'s>> {
        let list = element
            .ancestors()
            .filter(|above| above.is("listApp"))
            .last();
        let Some(list) = list else {
            return Some(element);
        };
        let division = list
            .parent()
            .filter(|_| element.attribute("loc").is_none())?;
        let before = &self.homes[self.unit_before(list)?];
        let together = division.id() < before.node && before.node < division.end();
        together.then_some(list)
    }

    fn add(&mut self, element: Element<'s>) {
        let Some((read, kind)) = self.read(element) else {
            return;
        };
        let around = self.entry_around(element);
        let found = match around {
            Some(_) => Found::default(),
            None => self.find(element, &read),
        };
        let (order, entry) = self.entry(element, read, kind, found, around);
        self.found_at.insert(element.id(), self.found.len());
        self.found.push((order, entry));
    }

    fn read(&self, element: Element<'s>) -> Option<(Content<'s>, EntryKind)> {
        if element.is("app") {
            return Some((content(element, self.sources), EntryKind::Variant));
        }
        let read = editorial::read(element, self.sources)?;
        let content = Content {
            lemma: read.lemma,
            readings: read.readings,
            ..Content::default()
        };
        Some((content, read.kind))
    }

    /// The entry in whose reading another one stands, outside the text.
    fn entry_around(&self, element: Element<'_>) -> Option<usize> {
        let elsewhere = method(element) != Method::ParallelSegmentation;
        if elsewhere || self.inline.contains_key(&element.id()) {
            return None;
        }
        let mut inside = false;
        for above in element.ancestors() {
            inside |= matches!(tei_name(above), Some("rdg" | "lem"));
            if above.is("app") && inside {
                return self.found_at.get(&above.id()).copied();
            }
        }
        None
    }

    fn find(&mut self, element: Element<'s>, read: &Content<'s>) -> Found {
        match method(element) {
            Method::DoubleEndPoint => self.between_points(element).unwrap_or_else(|| {
                let home = self.home(element);
                Found {
                    home,
                    ..Found::default()
                }
            }),
            Method::LocationReferenced => self.at_location(element, read),
            Method::ParallelSegmentation => match self.inline.get(&element.id()) {
                Some(&(home, start, end)) => Found {
                    home: Some(home),
                    bytes: Some((start, end)),
                    ..Found::default()
                },
                None => self.around_units(element),
            },
        }
    }

    fn between_points(&self, element: Element<'s>) -> Option<Found> {
        let tree = self.sources.tree;
        let from = target(tree, element, "from")?;
        let to = target(tree, element, "to");
        let first = self.home(from);
        let here = self.home(element).and_then(|home| self.flows.get(&home));
        let internal = here.is_some_and(|flow| flow.points.contains_key(&element.id()));
        let last_element = match to {
            Some(to) => to,
            None if internal && from.is("anchor") => element,
            None => from,
        };
        let last = self.home(last_element);
        if first.is_none() && last.is_none() {
            return Some(self.around_points(from, last_element));
        }
        let begin = first.and_then(|home| self.flows.get(&home)?.points.get(&from.id()));
        let end = last.and_then(|home| self.flows.get(&home)?.points.get(&last_element.id()));
        let bytes = begin.zip(end).map(|(begin, end)| (begin.0, end.1));
        Some(Found {
            home: first,
            until: last.filter(|_| last != first),
            bytes: bytes.filter(|(begin, end)| last != first || begin <= end),
            range: (from.id() < last_element.end()).then(|| (from.id(), last_element.end())),
            ..Found::default()
        })
    }

    /// Two points between units: all units between them are meant.
    fn around_points(&self, from: Element<'s>, to: Element<'s>) -> Found {
        let between = self.index.within(from.id(), to.end());
        Found {
            range: (from.id() < to.end()).then(|| (from.id(), to.end())),
            home: between.map_or_else(|| self.unit_before(from), |(first, _)| Some(first)),
            until: between.and_then(|(first, last)| (first != last).then_some(last)),
            whole: between.is_some(),
            between: between.is_none(),
            ..Found::default()
        }
    }

    /// The place that a location of our own form names.
    fn at_characters(&self, element: Element<'s>) -> Option<Found> {
        let location = element.attribute("loc")?;
        let range: CharacterRange = location.parse().ok()?;
        let home_of = |id: &String| self.by_id.get(id.as_str()).copied();
        let home = match &range.unit {
            Some(unit) => Some(home_of(unit)?),
            None => None,
        };
        let flow = home.and_then(|home| self.flows.get(&home));
        Some(Found {
            home,
            until: range.until.as_ref().and_then(home_of),
            bytes: flow
                .zip(range.characters)
                .and_then(|(flow, range)| flow.bytes(range)),
            whole: range.whole,
            between: !range.whole && range.characters.is_none(),
            ..Found::default()
        })
    }

    fn at_location(&mut self, element: Element<'s>, read: &Content<'s>) -> Found {
        if let Some(found) = self.at_characters(element) {
            return found;
        }
        let located = self.located(element);
        let here = located.first().copied().or_else(|| self.standing(element));
        let home = here.and_then(|at| self.home(at).or_else(|| self.unit_before(at)));
        let lemma = read.lemma.as_ref().map(|(lemma, _)| lemma.text.as_str());
        let bytes = home.and_then(|home| self.words_of(home, &located, lemma?));
        let first = located.first().copied();
        // What is about a whole unit stands after what is about words of it.
        let inside = first.filter(|at| self.index.at(at.id()).is_none());
        let place = inside.zip(home).map(|(at, home)| {
            let number = at.attribute("n").unwrap_or_default();
            let wanted = format!("{}.{}{}", self.homes[home].id, at.name(), slug(&number));
            self.identifiers.give(at, &wanted)
        });
        let point = |home: usize| Some(self.flows.get(&home)?.points.get(&inside?.id())?.0);
        Found {
            home,
            bytes,
            near: home.and_then(point),
            place,
            ..Found::default()
        }
    }

    /// Where the words of a lemma stand in what a location names; where they are
    /// not to be found there, in the unit.
    fn words_of(&self, home: usize, at: &[Element<'s>], lemma: &str) -> Option<(usize, usize)> {
        let flow = self.flows.get(&home)?;
        let stretch = at.first().zip(at.last());
        let stretch = stretch.and_then(|(first, last)| flow.stretch(first.id(), last.id()));
        if let Some((start, end)) = stretch {
            let text = flow.text.get(start..end)?;
            if stands_in(text, lemma) {
                let (from, to) = only_place(text, lemma)?;
                return Some((start + from, start + to));
            }
        }
        only_place(&flow.text, lemma)
    }

    /// The unit that begins last before an element.
    fn unit_before(&self, element: Element<'_>) -> Option<usize> {
        self.index.before(element.id())
    }

    /// An entry that holds whole units, or stands between them.
    fn around_units(&self, element: Element<'s>) -> Found {
        if let Some(home) = self.home(element) {
            return Found {
                home: Some(home),
                ..Found::default()
            };
        }
        let taken = lemma_or_first_reading(element);
        let inside = taken.and_then(|taken| self.index.within(taken.id(), taken.end()));
        match inside {
            Some((first, last)) => Found {
                home: Some(first),
                until: (last != first).then_some(last),
                whole: true,
                ..Found::default()
            },
            None => Found {
                home: self.unit_before(element),
                ..Found::default()
            },
        }
    }

    fn entry(
        &mut self,
        element: Element<'s>,
        read: Content<'s>,
        kind: EntryKind,
        found: Found,
        around: Option<usize>,
    ) -> (Order, Entry) {
        let stretch = self.counted(&found, Flow::places);
        let found = self.of_words(found);
        let flow = found.home.and_then(|home| self.flows.get(&home));
        let (before, after) = neighbours(flow, found.bytes.filter(|_| found.until.is_none()));
        let characters = self.counted(&found, Flow::characters);
        let elsewhere = method(element) != Method::ParallelSegmentation;
        let words_there = elsewhere.then(|| self.words_found(&found)).flatten();
        let (read, lemma, lemma_node) = self.lemma(element, read, &found);
        let readings = read.readings;
        let unit = found.home.map(|home| self.homes[home].id.to_owned());
        let outer = around.map(|at| &self.found[at]);
        let unit = unit.or_else(|| outer.and_then(|(_, outer)| outer.entry.unit.clone()));
        let node = element.id();
        let order = match (outer, found.home) {
            (Some((order, _)), _) => (order.0, order.1, order.2, 2, node),
            (None, Some(home)) => {
                let (start, end) = self.order(&found);
                let rank = u8::from(kind != EntryKind::Variant);
                (home + 1, start, Reverse(end), rank, node)
            }
            (None, None) => (0, 0, Reverse(0), 0, node),
        };
        let extent = outer.map_or_else(|| self.extent(&found), |_| None);
        let outer = outer.map(|(_, outer)| outer.node);
        if let Some(outer) = outer {
            self.outer.insert(element.id(), outer);
        }
        let entry = ApparatusEntry {
            id: String::new(),
            unit,
            until: found.until.map(|home| self.homes[home].id.to_owned()),
            characters,
            line: self.line(&found),
            method: method(element),
            location: location(element),
            series: series(element),
            within: None,
            kind,
            lemma,
            readings: readings
                .iter()
                .map(|(reading, _)| reading.clone())
                .collect(),
            groups: read.groups,
            details: read
                .details
                .iter()
                .map(|(detail, _)| detail.clone())
                .collect(),
            remarks: read
                .remarks
                .iter()
                .map(|(remark, _)| remark.clone())
                .collect(),
        };
        let place = found.place.clone().unwrap_or_default();
        let entry = Entry {
            node: element.id(),
            entry,
            place,
            range: found.range,
            stretch,
            extent,
            before,
            after,
            whole: found.whole,
            lemma_node,
            words: words_there,
            reading_nodes: readings.iter().map(|(_, at)| at.id()).collect(),
            detail_nodes: read.details.iter().map(|(_, at)| at.id()).collect(),
            remark_nodes: read.remarks.iter().map(|(_, at)| at.id()).collect(),
        };
        (order, entry)
    }

    /// A place in one home, counted in its characters.
    fn counted<P>(
        &self,
        found: &Found,
        count: impl Fn(&Flow<'s>, usize, usize) -> (P, P),
    ) -> Option<(P, P)> {
        let flow = found.home.and_then(|home| self.flows.get(&home));
        let (flow, (start, end)) = flow.zip(found.bytes)?;
        found.until.is_none().then(|| count(flow, start, end))
    }

    /// White space at the begin of a place is none of its words.
    fn of_words(&self, mut found: Found) -> Found {
        let flow = found.home.and_then(|home| self.flows.get(&home));
        if let Some((flow, (start, end))) = flow.zip(found.bytes)
            && found.until.is_none()
        {
            found.bytes = Some((flow.begin_of_words(start, end), end));
        }
        found
    }

    /// Between which points of the text words are, without the white space around them.
    fn extent(&self, found: &Found) -> Option<(Point, Point)> {
        let first = found.home?;
        let last = found.until.unwrap_or(first);
        if found.whole {
            return Some(((first, 0), (last, usize::MAX)));
        }
        let (start, end) = found.bytes?;
        let text = |home: usize| Some(self.flows.get(&home)?.text.as_str());
        let words = text(first)?.get(start..)?;
        let begin = start + (words.len() - words.trim_start().len());
        let end = text(last)?.get(..end)?.trim_end().len();
        match first == last && end <= begin {
            true => Some(((first, start), (first, start))),
            false => Some(((first, begin), (last, end))),
        }
    }

    /// Where in its home something begins, and where it ends.
    fn order(&self, found: &Found) -> (usize, usize) {
        let flow = found.home.and_then(|home| self.flows.get(&home));
        let words = found.bytes.and_then(|(start, end)| {
            let text = flow?.text.get(start..end)?;
            Some((start, start + text.trim_end().len()))
        });
        let start = words.map(|(start, _)| start).or(found.near);
        let start = start.or(found.bytes.map(|(start, _)| start));
        let start = if found.whole {
            0
        } else {
            start.unwrap_or(usize::MAX)
        };
        match (found.until, words) {
            (None, Some((begin, end))) if begin < end => (start, end),
            _ => (start, usize::MAX),
        }
    }

    /// The line of the stone or page in which the words stand, where their unit
    /// has no number to cite them by; of words in two lines both.
    fn line(&self, found: &Found) -> Option<String> {
        let home = found.home.filter(|home| !self.homes[*home].numbered)?;
        let (start, end) = found.bytes?;
        let flow = self.flows.get(&home)?;
        let last = self.flows.get(&found.until.unwrap_or(home))?;
        let first_line = self.lines.at(flow.node_at(start)?)?;
        let last_line = last.node_at(end.saturating_sub(1).max(start));
        let last_line = last_line.and_then(|node| self.lines.at(node));
        Some(match last_line.filter(|last| *last != first_line) {
            Some(last_line) if start < end => format!("{first_line}–{last_line}"),
            _ => first_line.to_owned(),
        })
    }

    /// Gives every entry its id, in the order of the text, so that an entry has
    /// the same id in whatever method it is written; then that of its place.
    fn name(&mut self) {
        let mut found = std::mem::take(&mut self.found);
        let tree = self.sources.tree;
        let mut named: FxHashMap<NodeId, (String, String)> = FxHashMap::default();
        for (_, entry) in &mut found {
            let Some(element) = tree.node(entry.node).element() else {
                continue;
            };
            let of = &mut entry.entry;
            let wanted = wanted_id(of.unit.as_deref(), of.kind, of.lemma.as_ref());
            of.id = self.identifiers.give(element, &wanted);
            let outer = self
                .outer
                .get(&entry.node)
                .and_then(|outer| named.get(outer));
            if let Some((id, place)) = outer {
                entry.entry.within = Some(id.clone());
                entry.place = place.clone();
            } else if entry.place.is_empty() {
                entry.place = self.place(entry);
            }
            named.insert(entry.node, (entry.entry.id.clone(), entry.place.clone()));
        }
        self.found = found;
    }

    /// The id of the place: of words in the text one of their own, of what is
    /// only known to be in a unit that of the unit.
    fn place(&mut self, entry: &Entry) -> String {
        let marked = match entry.entry.method {
            Method::ParallelSegmentation => true,
            Method::DoubleEndPoint => entry.range.is_some() && entry.words.is_some(),
            Method::LocationReferenced => false,
        };
        match &entry.entry.unit {
            _ if marked => self.identifiers.reserve(&format!("at-{}", entry.entry.id)),
            Some(unit) => unit.clone(),
            None => "text".to_owned(),
        }
    }

    fn finish(mut self) -> Vec<Entry> {
        self.drop_signs_of_lemmas();
        self.found.sort_by_key(|(order, _)| *order);
        self.name();
        self.found.into_iter().map(|(_, entry)| entry).collect()
    }
}

fn neighbours(flow: Option<&Flow<'_>>, bytes: Option<(usize, usize)>) -> (Neighbour, Neighbour) {
    let Some((flow, (start, end))) = flow.zip(bytes) else {
        return Default::default();
    };
    let text = |from: usize, to: usize| flow.text.get(from..to).unwrap_or_default();
    let (mut before, mut after) = (
        word_before(text(0, start)),
        word_after(text(end, flow.text.len())),
    );
    // White space may be the end of the words themselves.
    after.spaced |= text(start, end).ends_with(char::is_whitespace);
    // Entries that end in the word before, or begin in the word after.
    let (first, last) = (start - before.word.len().min(start), end + after.word.len());
    for (_, from, to) in &flow.inline {
        before.varies |= first < *to && *to <= start && from < to;
        after.varies |= end <= *from && *from < last && from < to;
    }
    (before, after)
}

/// The place as people cite it.
fn location(element: Element<'_>) -> Option<String> {
    let location = element.attribute("loc").filter(|_| element.is("app"))?;
    let ours = location.parse::<CharacterRange>().is_ok();
    (!ours).then(|| words(&location))
}

/// Which apparatus an entry belongs to: as its list says, else as it says.
fn series(element: Element<'_>) -> Option<String> {
    let list = element.ancestors().find(|above| above.is("listApp"));
    let of_list =
        list.and_then(|list| list.attribute("type").or_else(|| list.attribute("subtype")));
    let of_entry = || element.attribute("type").filter(|_| element.is("app"));
    let series = of_list.or_else(of_entry)?;
    let series = series.trim();
    (!series.is_empty()).then(|| series.to_owned())
}

/// The unit and the first words of the lemma: an entry keeps its id when others
/// are added to the unit, unless they say the same.
fn wanted_id(unit: Option<&str>, kind: EntryKind, lemma: Option<&Lemma>) -> String {
    let first = |text: &str| {
        let first: Vec<&str> = text.split_whitespace().take(3).collect();
        slug(&first.join(" "))
    };
    let words = lemma.map(|lemma| first(&lemma.text));
    let words = words.filter(|words| !words.is_empty());
    let words = words.unwrap_or_else(|| kind.as_str().to_owned());
    match unit {
        Some(unit) => format!("{unit}.{words}"),
        None => format!("entry.{words}"),
    }
}
