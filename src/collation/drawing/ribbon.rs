//! The alignment ribbon (Birnbaum 2024): the text from the top down, a line for
//! each witness; lines run together where witnesses agree and part where not.

use std::borrow::Cow;

use super::{LINES, MARGIN, Picture, Setting, class_of, shown, sigla, summary, told, width_of};
use crate::collate::AlignmentTable;
use crate::collation::segments::{Reading, Segment};
use crate::wording::Wording;

/// From line to line.
const LANE: f64 = 9.0;
/// Height of a reading, and of the space between two in which lines cross.
const HEIGHT: f64 = 40.0;
const BETWEEN: f64 = 30.0;
/// Between readings of one place.
const GAP: f64 = 22.0;

/// Draws segments of a table.
pub fn ribbon(
    table: &AlignmentTable,
    segments: &[Segment],
    title: &str,
    setting: Setting<'_>,
) -> String {
    let words = setting.words();
    let mut drawing = Ribbon {
        table,
        words: words.clone(),
        picture: Picture::new(),
        lines: vec![Vec::new(); table.witnesses.len()],
    };
    let mut y = MARGIN;
    let rows: Vec<Row<'_>> = segments.iter().map(|one| Row::new(table, one)).collect();
    for (row, segment) in rows.iter().zip(segments) {
        drawing.place(row, segment, y);
        y += HEIGHT + BETWEEN;
    }
    let mut picture = drawing.picture;
    for (witness, line) in drawing.lines.iter().enumerate() {
        let class = format!("l{}", witness % LINES);
        picture.element("path", &format!("d=\"{}\" class=\"{class}\"", path(line)));
    }
    let told = summary(table, segments, &words);
    picture.finish((y - BETWEEN).max(MARGIN), "ribbon", (title, &told), setting)
}

/// The readings of one place, each with its words and its width.
struct Row<'s> {
    readings: Vec<(&'s Reading, String, f64)>,
}

impl<'s> Row<'s> {
    fn new(table: &AlignmentTable, segment: &'s Segment) -> Self {
        let reading = |one: &'s Reading| {
            let text = shown(table, one);
            let sigla = sigla(table, &one.witnesses);
            let lanes = one.witnesses.len() as f64 * LANE + 8.0;
            let width = width_of(&text).max(width_of(&sigla) * 0.85) + lanes + 18.0;
            (one, text, width)
        };
        Self {
            readings: segment.readings.iter().map(reading).collect(),
        }
    }
}

struct Ribbon<'t> {
    table: &'t AlignmentTable,
    words: Cow<'t, Wording>,
    picture: Picture,
    /// The points through which the line of each witness goes.
    lines: Vec<Vec<(f64, f64)>>,
}

impl Ribbon<'_> {
    fn place(&mut self, row: &Row<'_>, segment: &Segment, y: f64) {
        let mut x = MARGIN;
        for (reading, text, width) in &row.readings {
            let class = class_of(segment, reading);
            self.picture
                .group("reading", &told(self.table, reading, &self.words));
            self.picture.frame((x, y), (*width, HEIGHT), class);
            let mut lane = x + 8.0;
            for witness in &reading.witnesses {
                self.lines[*witness].extend([(lane, y), (lane, y + HEIGHT)]);
                lane += LANE;
            }
            self.picture.text((lane + 6.0, y + 18.0), "words", text);
            let sigla = sigla(self.table, &reading.witnesses);
            self.picture.text((lane + 6.0, y + 34.0), "sigla", &sigla);
            self.picture.end();
            x += width + GAP;
        }
    }
}

/// Straight through readings, curved between them.
fn path(points: &[(f64, f64)]) -> String {
    let mut path = String::new();
    for (at, &(x, y)) in points.iter().enumerate() {
        match at.checked_sub(1).map(|before| points[before]) {
            None => path.push_str(&format!("M{x:.0} {y:.0}")),
            Some((from, above)) if at % 2 == 0 && from != x => {
                let middle = (above + y) / 2.0;
                path.push_str(&format!(
                    "C{from:.0} {middle:.0} {x:.0} {middle:.0} {x:.0} {y:.0}"
                ));
            }
            Some(_) => path.push_str(&format!("L{x:.0} {y:.0}")),
        }
    }
    path
}
