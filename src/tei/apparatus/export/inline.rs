//! From lists, and from elsewhere, into the text.
//!
//! The words that an entry is about become its lemma, where they stand; what it
//! says besides follows them. A list that is empty afterwards goes.

use std::cmp::Reverse;

use rustc_hash::FxHashSet;

use super::anchors::{Anchors, is_exact, is_ours};
use super::copy::plain_copy;
use super::edits::{Edits, bytes, content_bytes, start_tag};
use super::emptied::remove_emptied;
use super::header::declare;
use super::points::{points, silent_stretch, stretch};
use super::range::CharacterRange;
use crate::edition::Method;
use crate::tei::Document;
use crate::tei::apparatus::flow::{Flow, flow};
use crate::tei::apparatus::{Entry, marks_presence, padding};
use crate::tei::element::collapse;
use crate::tei::pointer::target;
use crate::tei::text::lemma_or_first_reading;
use crate::xml::{Element, NodeId, Tree};

/// What becomes of an entry whose words begin within those of another and end outside
/// them: tags cannot say that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crossing {
    /// It stays as it is written.
    Stays,
    /// It points at its words with anchors, so that they are known to the letter.
    IsAnchored,
    /// So does the other: what a witness has in both can be put together.
    AreAnchored,
}

/// The file with its entries in the text, and the ids of those that stayed.
pub fn inline(document: &Document, crossing: Crossing) -> (String, Vec<String>) {
    let mut mover = Mover {
        document,
        edits: Edits::default(),
        moved: FxHashSet::default(),
        flow: None,
        left: Vec::new(),
        anchors: Anchors::new(document.tree()),
    };
    let mut found = Vec::new();
    for (number, entry) in document.entries().iter().enumerate() {
        if entry.entry.method == Method::ParallelSegmentation || entry.entry.within.is_some() {
            continue;
        }
        match mover.find(entry) {
            Some(place) => found.push((entry, number as i64 + 1, place)),
            None => mover.left.push(entry.entry.id.clone()),
        }
    }
    let places = found.iter().map(|(_, _, place)| place);
    let crossed = crossing_words(places, crossing == Crossing::AreAnchored);
    let (mut crossed, mut at) = (crossed.into_iter().peekable(), 0);
    found.retain(|(entry, number, place)| {
        let crosses = crossed.next_if_eq(&at).is_some();
        at += 1;
        if crosses {
            mover.left.push(entry.entry.id.clone());
            if crossing != Crossing::Stays {
                mover.anchor(entry, *number, place);
            }
        }
        !crosses
    });
    let stretches = Stretches::of(found.iter().map(|(_, _, place)| place));
    for (entry, number, place) in found {
        let bytes = match place {
            Place::Words(start, end) => (start, end),
            Place::Point(places) => {
                let at = stretches.outermost(&places);
                (at, at)
            }
        };
        if mover.move_in(entry, number, bytes).is_none() {
            mover.left.push(entry.entry.id.clone());
        }
    }
    let moved = std::mem::take(&mut mover.moved);
    remove_emptied(document.tree(), moved, &mut mover.edits);
    declare(
        document.tree(),
        Method::ParallelSegmentation,
        &mut mover.edits,
    );
    let text = mover.edits.apply(document.tree().source().text());
    (text, mover.left)
}

/// Where in the file an entry is to stand, in bytes.
enum Place {
    /// Around these.
    Words(usize, usize),
    /// At one of these, which all have the same words before them; the innermost
    /// first.
    Point(Vec<usize>),
}

/// Which places hold words that begin within those of another and end outside them,
/// and, if `both` are asked for, which hold those others: by their indices, in order.
fn crossing_words<'p>(places: impl Iterator<Item = &'p Place>, both: bool) -> Vec<usize> {
    let words = places.enumerate().filter_map(|(at, place)| match place {
        Place::Words(start, end) => Some((*start, Reverse(*end), at)),
        Place::Point(_) => None,
    });
    let mut words: Vec<(usize, Reverse<usize>, usize)> = words.collect();
    words.sort_unstable();
    let mut around: Vec<(usize, usize)> = Vec::new();
    let mut crossing: Vec<usize> = Vec::new();
    for (start, Reverse(end), at) in words {
        around.retain(|(outer, _)| *outer > start);
        let crossed = around.iter().filter(|(outer, _)| *outer < end);
        let crossed: Vec<usize> = crossed.map(|(_, other)| *other).collect();
        if crossed.is_empty() || both {
            around.push((end, at));
        }
        if !crossed.is_empty() {
            crossing.push(at);
            crossing.extend(crossed.into_iter().filter(|_| both));
        }
    }
    crossing.sort_unstable();
    crossing.dedup();
    crossing
}

/// Where the words of entries begin and end, each in order.
struct Stretches {
    begins: Vec<usize>,
    ends: Vec<usize>,
}

impl Stretches {
    fn of<'p>(places: impl Iterator<Item = &'p Place>) -> Self {
        let words = places.filter_map(|place| match place {
            Place::Words(start, end) => Some((*start, *end)),
            Place::Point(_) => None,
        });
        let (mut begins, mut ends): (Vec<usize>, Vec<usize>) = words.unzip();
        begins.sort_unstable();
        ends.sort_unstable();
        Self { begins, ends }
    }

    /// Of some places the first that is within the fewest entries: what stands
    /// before the words of an entry is none of its readings, and who has another
    /// reading there has it all the same.
    fn outermost(&self, places: &[usize]) -> usize {
        let around = |at: &usize| {
            let begun = self.begins.partition_point(|begin| begin < at);
            begun - self.ends.partition_point(|end| end <= at).min(begun)
        };
        let place = places.iter().copied().min_by_key(around);
        place.unwrap_or_default()
    }
}

struct Mover<'a> {
    document: &'a Document,
    edits: Edits,
    /// Entries and anchors that are taken away.
    moved: FxHashSet<NodeId>,
    /// The words of the unit of the last entry.
    flow: Option<(NodeId, Flow<'a>)>,
    left: Vec<String>,
    anchors: Anchors<'a>,
}

impl<'a> Mover<'a> {
    fn tree(&self) -> &'a Tree {
        self.document.tree()
    }

    /// Where in the file an entry is to stand; none if that cannot be told.
    fn find(&mut self, entry: &Entry) -> Option<Place> {
        let app = self.tree().node(entry.node).element()?;
        bytes(app)?;
        match entry.entry.method {
            Method::DoubleEndPoint => {
                let (start, end) = self.between_points(app)?;
                Some(Place::Words(start, end))
            }
            _ => self.at_location(entry, app),
        }
    }

    /// Moves one entry; none if that cannot be done.
    fn move_in(&mut self, entry: &Entry, number: i64, (start, end): (usize, usize)) -> Option<()> {
        let app = self.tree().node(entry.node).element()?;
        let (app_start, app_end) = bytes(app)?;
        let words = self.tree().source().text().get(start..end)?;
        self.remove_anchors(app);
        let (before, after) = around(app, entry, words.trim().is_empty());
        if start == end {
            self.edits.insert(start, number, before + &after);
        } else {
            self.edits.insert(start, number, before);
            self.edits.insert(end, -number, after);
        }
        self.edits
            .replace(app_start, self.with_line_end(app_end), "");
        self.moved.insert(app.id());
        Some(())
    }

    /// Lets an entry point at its words, if it only says where they are.
    fn anchor(&mut self, entry: &Entry, number: i64, place: &Place) -> Option<()> {
        let Place::Words(start, end) = *place else {
            return None;
        };
        let app = self.tree().node(entry.node).element()?;
        let tag = app.start_tag();
        if entry.entry.method == Method::DoubleEndPoint {
            return None;
        }
        let (from, to) = self.anchors.pair();
        let prefix = super::edits::prefix(self.tree());
        let anchor = |id: &str| format!("<{prefix}anchor xml:id=\"{id}\"/>");
        self.edits.insert(start, number, anchor(&from));
        self.edits.insert(end, -number, anchor(&to));
        let place = [("from", format!("#{from}")), ("to", format!("#{to}"))];
        let pointing = start_tag(app, &["from", "to", "loc"], &place);
        self.edits
            .replace(tag.start as usize, tag.end as usize, pointing);
        Some(())
    }

    /// The line feed behind an entry of a list goes with it.
    fn with_line_end(&self, end: usize) -> usize {
        let rest = self.tree().source().text().get(end..).unwrap_or_default();
        end + usize::from(rest.starts_with('\n'))
    }

    fn between_points(&self, app: Element<'a>) -> Option<(usize, usize)> {
        let tree = self.tree();
        let from = target(tree, app, "from")?;
        let to = target(tree, app, "to");
        let start = if from.is("anchor") {
            bytes(from)?.1
        } else {
            bytes(from)?.0
        };
        let last = to.unwrap_or(if from.is("anchor") { app } else { from });
        let end = if to.is_some_and(|to| to.is("anchor")) || last == app {
            bytes(last)?.0
        } else {
            bytes(last)?.1
        };
        // One anchor for both is a place without words.
        let end = if last == from && from.is("anchor") {
            start
        } else {
            end
        };
        if from.parent() != last.parent() || start > end {
            return None;
        }
        if is_exact(app) {
            return Some((start, end));
        }
        // People put points beside the white space around the words they mean.
        let words = tree.source().text().get(start..end)?;
        match words.trim() {
            "" => Some((start, end)),
            trimmed => {
                let start = start + (words.len() - words.trim_start().len());
                Some((start, start + trimmed.len()))
            }
        }
    }

    /// Anchors that this program made go with the entry.
    fn remove_anchors(&mut self, app: Element<'a>) {
        let tree = self.tree();
        let anchors = ["from", "to"].map(|name| target(tree, app, name));
        for anchor in anchors.into_iter().flatten().filter(|at| is_ours(*at)) {
            if let Some((start, end)) = bytes(anchor) {
                self.edits.replace(start, end, "");
                self.moved.insert(anchor.id());
            }
        }
    }

    fn at_location(&mut self, entry: &Entry, app: Element<'a>) -> Option<Place> {
        let unit = self.node_of(entry.entry.unit.as_deref()?)?;
        if entry.whole {
            let last = match &entry.entry.until {
                Some(until) => self.node_of(until)?,
                None => unit,
            };
            let same = unit.parent() == last.parent();
            let units = Place::Words(bytes(unit)?.0, bytes(last)?.1);
            return Some(units).filter(|_| same);
        }
        let Some(places) = entry.stretch else {
            let location = app.attribute("loc")?;
            location.parse::<CharacterRange>().ok()?;
            return Some(Place::Point(vec![bytes(unit)?.1]));
        };
        let words = lemma_or_first_reading(app).map_or(String::new(), plain_copy);
        self.read_flow(unit);
        let (_, flow) = self.flow.as_ref()?;
        let (start, end) = flow.bytes(places)?;
        let tree = self.tree();
        let found = match flow.text.get(start..end)?.trim().is_empty() {
            true => silent_stretch(tree, unit, flow, end, &words),
            false => Some(stretch(tree, unit, flow, (start, end), &words)?),
        };
        match found {
            Some((start, end)) => Some(Place::Words(start, end)),
            None => points(tree, unit, flow, end).map(Place::Point),
        }
    }

    fn node_of(&self, unit: &str) -> Option<Element<'a>> {
        let units = self.document.units().iter();
        let unit_node = units.map(|unit| (&unit.unit.id, unit.node));
        let note_node = self
            .document
            .notes()
            .iter()
            .map(|note| (&note.note.id, note.node));
        let (_, node) = unit_node.chain(note_node).find(|(id, _)| *id == unit)?;
        self.tree().node(node).element()
    }

    fn read_flow(&mut self, unit: Element<'a>) {
        if self
            .flow
            .as_ref()
            .is_none_or(|(node, _)| *node != unit.id())
        {
            let document = self.document;
            let read = flow(unit, &FxHashSet::default(), |node| {
                document.unit_at(node).is_some()
            });
            self.flow = Some((unit.id(), read));
        }
    }
}

/// What is written before the words of an entry, and after them.
fn around(app: Element<'_>, entry: &Entry, empty: bool) -> (String, String) {
    let tag = start_tag(app, &["from", "to", "loc"], &series(app));
    let end = format!("</{}>", app.qualified_name());
    let prefix = super::edits::prefix(app.tree());
    let source = app.tree().source().text();
    let (inner_start, inner_end) = content_bytes(app).unwrap_or_default();
    let all = source.get(inner_start..inner_end).unwrap_or_default();
    let padded = empty.then(|| padded(app, padding(entry, app))).flatten();
    let all = padded.as_deref().unwrap_or(all);
    let taken = taken(app, entry);
    let Some((taken, (start, stop))) = taken.and_then(|taken| Some((taken, bytes(taken)?))) else {
        let marks_only = lemma_or_first_reading(app).is_none_or(marks_presence);
        if empty && marks_only {
            return (format!("{tag}{all}"), end);
        }
        return (
            format!("{tag}<{prefix}lem>"),
            format!("</{prefix}lem>{all}{end}"),
        );
    };
    let before = source.get(inner_start..start).unwrap_or_default();
    let after = source.get(stop..inner_end).unwrap_or_default();
    let reading = start_tag(taken, &[], &[]);
    let other = other_lemma(entry, taken, &prefix);
    let name = taken.qualified_name();
    (
        format!("{tag}{before}{reading}"),
        format!("</{name}>{other}{after}{end}"),
    )
}

/// What is in an entry whose readings are put between words, so that they do not run
/// together with these; none if they do not anyway.
fn padded(app: Element<'_>, (before, after): (bool, bool)) -> Option<String> {
    if !before && !after {
        return None;
    }
    let (inner_start, inner_end) = content_bytes(app)?;
    let source = app.tree().source().text();
    let mut edits = Edits::default();
    let mut groups = vec![app];
    let mut readings = Vec::new();
    while let Some(group) = groups.pop() {
        readings.extend(group.elements().filter(|inner| inner.is("rdg")));
        groups.extend(group.elements().filter(|inner| inner.is("rdgGrp")));
    }
    for reading in readings {
        let (start, end) = content_bytes(reading)?;
        let words = source.get(start..end)?;
        if words.trim().is_empty() {
            continue;
        }
        if before && !words.starts_with(char::is_whitespace) {
            edits.insert(start - inner_start, 0, " ");
        }
        if after && !words.ends_with(char::is_whitespace) {
            edits.insert(end - inner_start, 0, " ");
        }
    }
    Some(edits.apply(source.get(inner_start..inner_end)?))
}

/// The element whose words are those of the text.
fn taken<'t>(app: Element<'t>, entry: &Entry) -> Option<Element<'t>> {
    let node = entry.lemma_node?;
    app.tree().node(node).element()
}

/// A lemma that is worded otherwise than the text is kept as a remark.
fn other_lemma(entry: &Entry, taken: Element<'_>, prefix: &str) -> String {
    let words = entry.words.as_deref();
    let said = crate::tei::reading_text(taken);
    match words {
        Some(words) if taken.is("lem") && collapse(words) != said => {
            format!(
                "<{prefix}note type=\"lemma\">{}</{prefix}note>",
                super::edits::content(taken)
            )
        }
        _ => String::new(),
    }
}

/// The series of a list goes to its entries.
fn series(app: Element<'_>) -> Vec<(&'static str, String)> {
    let list = app.ancestors().find(|above| above.is("listApp"));
    let of_list = list.and_then(|list| list.attribute("type").map(|kind| kind.into_owned()));
    let series = of_list.filter(|_| app.attribute("type").is_none());
    series.map(|series| ("type", series)).into_iter().collect()
}
