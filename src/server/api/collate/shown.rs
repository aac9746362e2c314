//! The table, the entries and the pictures, as the page shows them.

use std::ops::Range;

use crate::collation::{self, Segment, Setting};
use crate::diagnostic::Finding;
use crate::key;
use crate::operations::Collation;
use crate::render::page::{
    CollatedColumn, CollatedEntry, CollatedPage, CollatedReading, CollatedWord,
};
use crate::server::state::House;
use crate::source::SourceText;

/// Columns on one page.
const COLUMNS: usize = 240;

/// The part of a collation that begins with a column, counted from 1.
pub fn shown(house: &House, collation: &Collation, decisions: &str, from: usize) -> CollatedPage {
    let table = collation.table();
    let width = table.width();
    let from = from.clamp(1, width.max(1));
    let start = (from - 1) / COLUMNS * COLUMNS;
    let range = start..width.min(start + COLUMNS);
    let here: Vec<Segment> = collation
        .segments()
        .iter()
        .filter(|one| one.columns.start < range.end && one.columns.end > range.start)
        .cloned()
        .collect();
    let title = key!("What the witnesses have, in the part that is shown");
    let title = house.wording.word(title);
    let page = Setting::Page(&house.wording);
    CollatedPage {
        sigla: table
            .witnesses
            .iter()
            .map(|one| one.siglum.clone())
            .collect(),
        columns: columns(collation, range.clone()),
        entries: here
            .iter()
            .filter(|one| one.is_variant())
            .map(|one| entry(collation, one))
            .collect(),
        ribbon: collation::ribbon(table, &here, title, page),
        graph: collation::graph(table, &here, title, page),
        width,
        places: collation
            .segments()
            .iter()
            .filter(|one| one.is_variant())
            .count(),
        moves: table.moves.len(),
        shown: (range.start + 1, range.end),
        earlier: (start > 0).then(|| start + 1 - COLUMNS),
        later: (range.end < width).then(|| range.end + 1),
        findings: findings(collation, decisions),
    }
}

fn columns(collation: &Collation, range: Range<usize>) -> Vec<CollatedColumn> {
    let table = collation.table();
    let column = |number: usize| {
        let words = table.witnesses.iter().enumerate().map(|(at, witness)| {
            let token = table.token(at, number);
            CollatedWord {
                words: token.map(|token| witness.words(token).to_owned()),
                lost: table.is_lost(at, number),
            }
        });
        let words: Vec<CollatedWord> = words.collect();
        let mut attested = words.iter().filter(|word| !word.lost);
        let first = attested.next().map(|word| &word.words);
        CollatedColumn {
            number: number + 1,
            differs: attested.any(|word| Some(&word.words) != first),
            words,
        }
    };
    range.map(column).collect()
}

fn entry(collation: &Collation, segment: &Segment) -> CollatedEntry {
    let table = collation.table();
    let lemma = collation.lemma_of(segment);
    let reading = |(number, reading): (usize, &collation::Reading)| {
        let sigla = reading.witnesses.iter();
        let sigla: Vec<&str> = sigla
            .map(|one| table.witnesses[*one].siglum.as_str())
            .collect();
        let inferred = lemma.filter(|lemma| *lemma != number && !reading.lost);
        let inferred = inferred.map(|lemma| {
            let kind = collation::kind(table, &segment.readings[lemma], reading);
            kind.as_str().to_owned()
        });
        CollatedReading {
            words: reading.text(table),
            lost: reading.lost,
            sigla: sigla.join(" "),
            kind: reading.class.clone().or(inferred),
            lemma: lemma == Some(number),
        }
    };
    CollatedEntry {
        columns: (segment.columns.start + 1, segment.columns.end),
        readings: segment.readings.iter().enumerate().map(reading).collect(),
    }
}

/// What is said of decisions that do not apply.
fn findings(collation: &Collation, decisions: &str) -> Vec<Finding> {
    let source = SourceText::decode("decisions.toml", decisions.as_bytes(), None);
    let Ok(source) = source else {
        return Vec::new();
    };
    let findings = collation.findings().iter();
    findings
        .map(|finding| Finding::new(finding, &source))
        .collect()
}
