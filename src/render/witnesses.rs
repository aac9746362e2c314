//! What does the page of witnesses side by side show?

use rustc_hash::{FxHashMap, FxHashSet};

use super::apparatus::PrintedSiglum;
use super::edition::EditionContext;
use super::extent::Extent;
use super::html::Html;
use super::labels::unit_label;
use super::leaf::label as part_label;
use super::page::{
    PartFacts, Subject, Way, WitnessCell, WitnessChoice, WitnessChoices, WitnessColumn,
    WitnessPiece, WitnessRow, WitnessesPage,
};
use super::passage::{Pages, passage_href};
use super::place_language::language_of_unit;
use crate::edition::{Absence, Ground, Part, SideBySide, Siglum, WitnessPassage};
use crate::source::percent::encode;
use crate::tei::Document;
use crate::tei::apparatus::{carriers, find_witness, side_by_side};
use crate::wording::{Said, Wording};
use crate::{key, said};

/// Witnesses that stand beside the text at once.
pub const MOST_WITNESSES: usize = 8;

/// Witnesses that are shown where nobody chooses.
const FIRST_WITNESSES: usize = 3;

/// Which witnesses are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WitnessesAsked {
    /// Their sigla, as the reader writes them.
    pub witnesses: Vec<String>,
    /// The part of a divided text, by its index.
    pub part: usize,
    /// The witness that a narrow page shows.
    pub one: Option<String>,
}

/// Whether there are witnesses that can be put side by side.
pub fn has_witnesses(document: &Document) -> bool {
    !carriers(document).is_empty() && !document.entries().is_empty()
}

/// Makes the variables of the page; `base` is its address without a choice.
pub fn witnesses_page(
    document: &Document,
    context: &EditionContext,
    subject: Subject,
    asked: &WitnessesAsked,
    (base, wording): (&str, &Wording),
) -> WitnessesPage {
    let mut remarks = Vec::new();
    let chosen = chosen(document, &asked.witnesses, &mut remarks);
    let texts = side_by_side(document, &chosen);
    let parts = document.parts().all();
    let divided = document.parts().is_divided();
    let part = parts.get(asked.part).filter(|_| divided);
    let units = match part {
        Some(part) => Extent::part(document, part, "").units(),
        None => 0..document.units().len(),
    };
    let query = Query {
        base,
        chosen: &chosen,
        wording,
    };
    let text = &subject.text;
    let whole = (text.language.as_deref().unwrap_or_default(), text.direction);
    let table = Table::new(document, &texts, whole);
    let rows = table.rows(context, &query, (asked.part, units));
    let columns = columns(document, context, &query, asked.one.as_deref());
    WitnessesPage {
        choices: choices(document, &query),
        action: base.to_owned(),
        columns,
        rows,
        most: MOST_WITNESSES,
        remarks: remarks.iter().map(|said| wording.say(said)).collect(),
        part: part.map(|_| part_facts(document, context, &query, asked.part)),
        subject,
    }
}

/// The witnesses that are shown: those asked for, or the first that have text.
fn chosen(document: &Document, asked: &[String], remarks: &mut Vec<Said>) -> Vec<Siglum> {
    let sigla = document.sigla();
    let mut chosen: Vec<Siglum> = Vec::new();
    let mut add = |siglum: Siglum| {
        if !chosen.contains(&siglum) {
            chosen.push(siglum);
        }
    };
    let cited: FxHashSet<&Siglum> = document
        .entries()
        .iter()
        .flat_map(|entry| entry.entry.cited())
        .collect();
    for word in asked {
        match find_witness(document, word) {
            Some(siglum) if !cited.contains(&siglum) && sigla.stands_for_others(&siglum) => {
                sigla.members(&siglum).iter().cloned().for_each(&mut add);
            }
            Some(siglum) => add(siglum),
            None => {
                let shown: String = word.chars().take(80).collect();
                remarks.push(said!(
                    "This edition has no witness “{shown}”.",
                    shown = shown
                ));
            }
        }
    }
    if chosen.is_empty() {
        let first = carriers(document).into_iter().take(FIRST_WITNESSES);
        return first.collect();
    }
    if chosen.len() > MOST_WITNESSES {
        let count = chosen.len();
        remarks.push(said!(
            "{most} of the {count} witnesses asked for are shown: more do not fit beside each other.",
            most = MOST_WITNESSES,
            count = count
        ));
        chosen.truncate(MOST_WITNESSES);
    }
    chosen
}

/// How the state of the page is written in its address.
struct Query<'a> {
    base: &'a str,
    chosen: &'a [Siglum],
    wording: &'a Wording,
}

impl Query<'_> {
    fn of(&self, sigla: &[Siglum], part: Option<&str>) -> String {
        let word = |name: &str, value: &str| format!("{name}={}", encode(value, b"-._~"));
        let mut words: Vec<String> = sigla.iter().map(|s| word("w", s.as_str())).collect();
        words.extend(part.map(|part| word("part", part)));
        match words.is_empty() {
            true => self.base.to_owned(),
            false => format!("{}?{}", self.base, words.join("&")),
        }
    }

    fn part(&self, document: &Document, at: usize) -> String {
        let part = document.parts().all().get(at);
        let part = part.filter(|_| document.parts().is_divided());
        self.of(self.chosen, part.map(|part| part.address.as_str()))
    }
}

fn part_facts(
    document: &Document,
    context: &EditionContext,
    query: &Query<'_>,
    at: usize,
) -> PartFacts {
    let parts = document.parts().all();
    let turn = |at: Option<usize>| {
        let (at, part) = at.and_then(|at| Some((at, parts.get(at)?)))?;
        Some(Way {
            href: query.part(document, at),
            label: query.wording.say(&part_label(document, part)),
        })
    };
    PartFacts {
        reference: parts[at].address.clone(),
        label: query.wording.say(&part_label(document, &parts[at])),
        around: Vec::new(),
        number: at + 1,
        count: parts.len(),
        previous: turn(at.checked_sub(1)),
        next: turn(Some(at + 1)),
        contents_href: context.version.href.clone(),
    }
}

fn columns(
    document: &Document,
    context: &EditionContext,
    query: &Query<'_>,
    one: Option<&str>,
) -> Vec<WitnessColumn> {
    let witnesses = format!("{}/", query.base);
    let sigla = document.sigla();
    let shown = query
        .chosen
        .iter()
        .position(|siglum| Some(siglum.as_str()) == one)
        .map_or(usize::from(!query.chosen.is_empty()), |at| at + 1);
    let mut columns = vec![WitnessColumn {
        siglum: Html::text(query.wording.word(key!("Text"))),
        plain: "Text".to_owned(),
        href: context.version.href.clone(),
        unfold_href: None,
        shown: shown == 0 || one == Some("Text"),
    }];
    for (at, siglum) in query.chosen.iter().enumerate() {
        let family = sigla.stands_for_others(siglum);
        let unfold = family.then(|| {
            let mut unfolded = query.chosen.to_vec();
            let members = sigla.members(siglum).iter().cloned();
            unfolded.splice(at..=at, members);
            query.of(&unfolded, None)
        });
        let alone = super::citation::address(&witnesses, siglum.as_str()).replace("/~", "/");
        columns.push(WitnessColumn {
            siglum: PrintedSiglum::new(siglum).html,
            plain: siglum.to_string(),
            href: if family { String::new() } else { alone },
            unfold_href: unfold,
            shown: at + 1 == shown && one != Some("Text"),
        });
    }
    columns
}

fn choices(document: &Document, query: &Query<'_>) -> Vec<WitnessChoices> {
    let sigla = document.sigla();
    let choice = |siglum: &Siglum, description: &str| WitnessChoice {
        siglum: PrintedSiglum::new(siglum).html,
        plain: siglum.as_str().to_owned(),
        description: description.to_owned(),
        chosen: query.chosen.contains(siglum),
    };
    let cited: FxHashSet<&Siglum> = document
        .entries()
        .iter()
        .flat_map(|entry| entry.entry.cited())
        .collect();
    let all = |sigla: Vec<Siglum>| {
        let fits = (2..=MOST_WITNESSES).contains(&sigla.len());
        fits.then(|| query.of(&sigla, None))
    };
    let mut groups: Vec<WitnessChoices> = Vec::new();
    for group in document.witness_groups() {
        let id = group.id.as_deref();
        let of = group
            .siglum
            .as_ref()
            .or_else(|| id.and_then(|id| sigla.of(id)));
        let cited_whole = of.filter(|siglum| cited.contains(siglum));
        let own = group.witnesses.iter();
        groups.push(WitnessChoices {
            heading: match (&group.heading, of) {
                (Some(heading), _) => heading.clone(),
                (None, Some(siglum)) => query
                    .wording
                    .say(&said!("Group {siglum}", siglum = siglum.as_str())),
                (None, None) => query.wording.word(key!("Witnesses")).to_owned(),
            },
            family: cited_whole.map(|siglum| choice(siglum, query.wording.word(key!("as one")))),
            all_href: all(own.clone().map(|witness| witness.siglum.clone()).collect()),
            witnesses: own
                .map(|witness| choice(&witness.siglum, &witness.description))
                .collect(),
        });
    }
    let undeclared = document.undeclared_witnesses().iter();
    let cited_only: Vec<WitnessChoice> = undeclared
        .map(|witness| choice(&witness.siglum, &witness.description))
        .collect();
    if !cited_only.is_empty() {
        groups.push(WitnessChoices {
            heading: query
                .wording
                .word(key!("Cited and not declared as witnesses"))
                .to_owned(),
            family: None,
            all_href: None,
            witnesses: cited_only,
        });
    }
    groups.retain(|group| !group.witnesses.is_empty());
    groups
}

/// A passage in the order of all texts: a unit, or one of those after a unit that
/// are none themselves, by its number among them.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Key<'a> {
    Unit(&'a str),
    After(&'a str, usize),
}

/// The passages of all texts in one order.
struct Table<'a> {
    document: &'a Document,
    order: Vec<Key<'a>>,
    columns: Vec<FxHashMap<Key<'a>, &'a WitnessPassage>>,
    /// For each text and entry the first row that the text has beyond those of the
    /// edition: there stands what it has instead of them, or in another order.
    beyond: Vec<FxHashMap<&'a str, usize>>,
    /// The entries that have an id in the edition.
    entries: FxHashSet<&'a str>,
    /// The language and the direction of the text.
    whole: (&'a str, &'static str),
    pages: Pages<'a>,
}

impl<'a> Table<'a> {
    fn new(document: &'a Document, texts: &'a SideBySide, whole: (&'a str, &'static str)) -> Self {
        let mut order: Vec<Key<'a>> = Vec::new();
        let mut known: FxHashSet<Key<'a>> = FxHashSet::default();
        let mut columns = Vec::new();
        let counterparts = Counterparts::new(&texts.text);
        for text in std::iter::once(&texts.text).chain(&texts.witnesses) {
            let keyed = counterparts.keyed(text);
            let mut at = 0;
            for (key, _) in &keyed {
                if known.insert(key.clone()) {
                    order.insert(at, key.clone());
                    at += 1;
                } else if let Some(found) = order.iter().skip(at).position(|other| other == key) {
                    at += found + 1;
                }
            }
            columns.push(keyed.into_iter().collect());
        }
        let entries = document.entries().iter();
        let mut table = Self {
            document,
            order,
            columns,
            beyond: Vec::new(),
            entries: entries.map(|entry| entry.entry.id.as_str()).collect(),
            whole,
            pages: Pages::new(document),
        };
        let said: Vec<bool> = (0..table.order.len()).map(|at| table.is_said(at)).collect();
        let mut said = said.into_iter();
        table.order.retain(|_| said.next().unwrap_or_default());
        table.beyond = (0..table.columns.len())
            .map(|at| table.beyond(at))
            .collect();
        table
    }

    fn beyond(&self, column: usize) -> FxHashMap<&'a str, usize> {
        let mut beyond = FxHashMap::default();
        for (row, key) in self.order.iter().enumerate() {
            let passage = self.columns[column].get(key);
            let passage = passage.filter(|_| matches!(key, Key::After(..)));
            for entry in passage.into_iter().copied().flat_map(entries_of) {
                if self.has_words(column, row) {
                    beyond.entry(entry).or_insert(row);
                }
            }
        }
        beyond
    }

    /// The row in which a text that has no words here has those that an entry gives
    /// it for what the edition has here.
    fn instead(&self, column: usize, row: usize) -> Option<usize> {
        let base = self.columns[0].get(&self.order[row]).copied()?;
        let mut entries = entries_of(base);
        let found = entries.find_map(|entry| self.beyond[column].get(entry));
        found.copied().filter(|other| *other != row)
    }

    /// Whether any text has something in a row.
    fn is_said(&self, row: usize) -> bool {
        let key = &self.order[row];
        let mut passages = self.columns.iter().filter_map(|column| column.get(key));
        passages.any(|passage| !passage.text().is_empty())
    }

    fn has_words(&self, column: usize, row: usize) -> bool {
        let passage = self.columns[column].get(&self.order[row]);
        let mut parts = passage.into_iter().flat_map(|passage| &passage.parts);
        parts.any(|part| matches!(part, Part::Words(words) if !words.text.trim().is_empty()))
    }

    /// The unit that a row is, or follows.
    fn unit(&self, row: usize) -> Option<usize> {
        let (Key::Unit(id) | Key::After(id, _)) = &self.order[row];
        self.document.unit_by_id(id)
    }

    fn rows(
        &self,
        context: &EditionContext,
        query: &Query<'_>,
        (part, shown): (usize, std::ops::Range<usize>),
    ) -> Vec<WitnessRow> {
        let mut last = 0;
        let mut units: Vec<usize> = Vec::with_capacity(self.order.len());
        for row in 0..self.order.len() {
            // What is nowhere in the edition goes with what stands before it.
            last = self.unit(row).unwrap_or(last);
            units.push(last);
        }
        let next = self.next_with_words();
        let way = |to: Option<usize>| {
            let to = to?;
            let label = query.wording.say(&self.label(to));
            let (id, unit) = (self.id(to), units[to]);
            let page = match shown.contains(&unit) {
                true => String::new(),
                false => {
                    let node = self.document.units().get(unit)?.node;
                    let at = self.document.parts().of(node).unwrap_or(part);
                    query.part(self.document, at)
                }
            };
            let href = format!("{page}#{id}");
            Some(Way { href, label })
        };
        let on_page = (0..self.order.len()).filter(|&row| shown.contains(&units[row]));
        on_page
            .map(|row| {
                let (id, unit) = (self.id(row), self.unit(row));
                let place = unit.map(|at| self.document.units()[at].unit.id.as_str());
                let numbers = self.places(row);
                let (language, direction) = language_of_unit(self.document, unit, self.whole);
                let of_column = self.columns.first().and_then(|c| c.get(&self.order[row]));
                WitnessRow {
                    number: match &self.order[row] {
                        Key::Unit(_) => of_column.and_then(|passage| passage.number.clone()),
                        Key::After(..) => None,
                    },
                    label: query.wording.say(&self.label(row)),
                    href: passage_href(self.document, &context.version.href, unit, place),
                    verse: of_column.is_some_and(|passage| passage.verse),
                    language,
                    direction,
                    cells: (0..self.columns.len())
                        .map(|column| {
                            let mut cell = self.cell(context, column, row, &numbers);
                            cell.next = way(match cell.kind {
                                "text" => None,
                                "otherwise" => self.instead(column, row),
                                _ => next[column][row],
                            });
                            cell
                        })
                        .collect(),
                    id,
                }
            })
            .collect()
    }

    /// For each column and row the next row in which it has words.
    fn next_with_words(&self) -> Vec<Vec<Option<usize>>> {
        (0..self.columns.len())
            .map(|column| {
                let mut next = vec![None; self.order.len()];
                let mut after = None;
                for row in (0..self.order.len()).rev() {
                    next[row] = after;
                    if self.has_words(column, row) {
                        after = Some(row);
                    }
                }
                next
            })
            .collect()
    }

    fn id(&self, row: usize) -> String {
        match &self.order[row] {
            Key::Unit(id) => format!("row-{id}"),
            Key::After("", 0) => "row-first".to_owned(),
            Key::After(id, 0) => format!("row-after-{id}"),
            Key::After(id, number) => format!("row-{}-after-{id}", number + 1),
        }
    }

    fn label(&self, row: usize) -> Said {
        match (&self.order[row], self.unit(row)) {
            (Key::Unit(_), Some(unit)) => unit_label(self.document, unit),
            (Key::After(..), Some(unit)) => {
                said!("After {unit}", unit = unit_label(self.document, unit))
            }
            _ => said!("Passage"),
        }
    }

    /// The numbers of the places in a row at which a witness differs.
    fn places(&self, row: usize) -> FxHashMap<&'a str, usize> {
        let key = &self.order[row];
        let mut ids: Vec<&'a str> = Vec::new();
        for column in &self.columns {
            let parts = column.get(key).into_iter().flat_map(|p| &p.parts);
            for part in parts {
                if let Part::Words(words) = part
                    && let Some(id) = words.entry.as_deref()
                    && !ids.contains(&id)
                {
                    ids.push(id);
                }
            }
        }
        let text = |column: usize, id: &str| words_of(self.columns[column].get(key).copied(), id);
        let differs = |id: &&str| {
            let base = text(0, id).unwrap_or_default();
            let mut witnesses = (1..self.columns.len()).filter_map(|column| text(column, id));
            witnesses.any(|words| words != base)
        };
        let mut numbers = FxHashMap::default();
        for id in ids.into_iter().filter(differs) {
            numbers.insert(id, numbers.len() + 1);
        }
        numbers
    }

    fn cell(
        &self,
        context: &EditionContext,
        column: usize,
        row: usize,
        numbers: &FxHashMap<&str, usize>,
    ) -> WitnessCell {
        let key = &self.order[row];
        let passage = self.columns[column].get(key).copied();
        let base = self.columns[0].get(key).copied();
        let parts = passage.map_or(&[][..], |passage| &passage.parts);
        let mut pieces: Vec<WitnessPiece> = Vec::new();
        let mut last: Option<&str> = None;
        for part in parts {
            let words = match part {
                Part::Absent(absence) => {
                    let kind = match absence {
                        Absence::Lacuna => "lacuna",
                        Absence::Outside => "outside",
                    };
                    pieces.push(WitnessPiece {
                        kind,
                        ..WitnessPiece::of_words("", false)
                    });
                    continue;
                }
                Part::Words(words) => words,
            };
            let entry = words.entry.as_deref();
            let number = entry.and_then(|id| numbers.get(id).copied());
            let attested = words.ground == Ground::Attested;
            let plain = WitnessPiece::of_words(&words.text, attested);
            let (Some(id), Some(number)) = (entry, number) else {
                pieces.push(plain);
                continue;
            };
            let whole = words_of(passage, id).unwrap_or_default();
            let text = words_of(base, id).unwrap_or_default();
            let kind = match (column, whole == text) {
                (0, _) => "place",
                (_, true) => "words",
                _ if whole.is_empty() => "omits",
                _ if text.is_empty() => "adds",
                _ => "differs",
            };
            // Words of one place are one variant, and its number stands at its end.
            let again = last == Some(id);
            last = Some(id);
            if again && let Some(before) = pieces.last_mut() {
                before.closes = false;
            }
            pieces.push(WitnessPiece {
                kind,
                opens: !again,
                number: Some(number),
                href: (column == 0)
                    .then(|| self.entry_href(context, row, id))
                    .flatten(),
                text: match kind {
                    "omits" => text,
                    _ => plain.text.clone(),
                },
                ..plain
            });
        }
        WitnessCell {
            kind: self.kind(column, row, &pieces),
            breaks_off: pieces
                .iter()
                .rposition(|piece| matches!(piece.kind, "lacuna" | "outside"))
                .is_some_and(|at| at + 1 == pieces.len())
                && self.has_words(column, row),
            pieces,
            next: None,
        }
    }

    fn kind(&self, column: usize, row: usize, pieces: &[WitnessPiece]) -> &'static str {
        if self.has_words(column, row) {
            return "text";
        }
        let absent = pieces
            .iter()
            .find(|piece| matches!(piece.kind, "lacuna" | "outside"));
        match absent {
            Some(piece) => piece.kind,
            None if column == 0 => "none",
            None if self.instead(column, row).is_some() => "otherwise",
            None => "omitted",
        }
    }

    /// Where an entry stands in the edition.
    fn entry_href(&self, context: &EditionContext, row: usize, id: &str) -> Option<String> {
        let known = self.entries.contains(id);
        let unit = || self.pages.of_unit(self.unit(row)?);
        known.then(|| {
            let page = self.pages.of_place(id).or_else(unit);
            self.pages.href(&context.version.href, page, Some(id))
        })
    }
}

impl WitnessPiece {
    fn of_words(text: &str, attested: bool) -> Self {
        Self {
            kind: "words",
            text: text.to_owned(),
            attested,
            opens: true,
            closes: true,
            number: None,
            href: None,
        }
    }
}

/// The units of the edition that stand in entries, by entry and number, with their
/// places in the text: a line that a reading has under the number of one of them
/// stands beside that one.
struct Counterparts<'a>(FxHashMap<(&'a str, &'a str), (usize, &'a str)>);

impl<'a> Counterparts<'a> {
    fn new(text: &'a [WitnessPassage]) -> Self {
        let mut found = FxHashMap::default();
        for (at, passage) in text.iter().enumerate() {
            let named = passage.unit.as_deref().zip(passage.number.as_deref());
            let Some((unit, number)) = named else {
                continue;
            };
            for entry in entries_of(passage) {
                found.entry((entry, number)).or_insert((at, unit));
            }
        }
        Self(found)
    }

    /// The passages of a text, each with its place among those of all texts.
    fn keyed(&self, passages: &'a [WitnessPassage]) -> Vec<(Key<'a>, &'a WitnessPassage)> {
        let own: FxHashSet<&str> = passages.iter().filter_map(|p| p.unit.as_deref()).collect();
        let (mut before, mut number, mut last) = ("", 0, None);
        let mut keyed = Vec::with_capacity(passages.len());
        for passage in passages {
            let counterpart = entries_of(passage).find_map(|entry| {
                let found = self.0.get(&(entry, passage.number.as_deref()?));
                // What stands in another order cannot stand beside what it is like.
                found.filter(|(at, unit)| Some(*at) > last && !own.contains(unit))
            });
            let unit = passage.unit.as_deref();
            let unit = unit.or(counterpart.map(|(_, unit)| *unit));
            last = counterpart.map_or(last, |(at, _)| Some(*at));
            let key = match unit {
                Some(unit) => {
                    (before, number) = (unit, 0);
                    Key::Unit(unit)
                }
                None => {
                    number += 1;
                    Key::After(before, number - 1)
                }
            };
            keyed.push((key, passage));
        }
        keyed
    }
}

/// The entries in which words of a passage stand.
fn entries_of(passage: &WitnessPassage) -> impl Iterator<Item = &str> {
    passage.parts.iter().filter_map(|part| match part {
        Part::Words(words) => words.entry.as_deref(),
        Part::Absent(_) => None,
    })
}

/// The words that a passage has at an entry; none if it has no such place.
fn words_of(passage: Option<&WitnessPassage>, id: &str) -> Option<String> {
    let mut found = None;
    for part in &passage?.parts {
        if let Part::Words(words) = part
            && words.entry.as_deref() == Some(id)
        {
            let text: &mut String = found.get_or_insert_default();
            text.push_str(&words.text);
        }
    }
    let collapse = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    found.map(collapse)
}
