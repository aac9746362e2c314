//! The variant graph (Schmidt and Colomb 2009): readings, and arrows that say
//! with which witnesses one goes on to which. Set in lines, as music is.

use std::borrow::Cow;

use super::{MARGIN, Picture, Setting, class_of, shown, sigla, summary, told, width_of};
use crate::collate::AlignmentTable;
use crate::collation::segments::{Reading, Segment};
use crate::wording::Wording;

/// Where a line of the picture ends.
const LINE_WIDTH: f64 = 1080.0;
const HEIGHT: f64 = 24.0;
/// From reading to reading of one place.
const ROW: f64 = 46.0;
/// Room for the sigla on an arrow, at least.
const ARROW: f64 = 44.0;
/// Between two lines.
const LEADING: f64 = 26.0;

/// Draws segments of a table.
pub fn graph(
    table: &AlignmentTable,
    segments: &[Segment],
    title: &str,
    setting: Setting<'_>,
) -> String {
    let words = setting.words();
    let mut drawing = Graph {
        table,
        words: words.clone(),
        picture: Picture::new(),
        at: (MARGIN, MARGIN),
        tall: 0.0,
        before: Vec::new(),
    };
    for segment in segments {
        drawing.segment(segment);
    }
    let height = drawing.at.1 + drawing.tall;
    let told = summary(table, segments, &words);
    drawing
        .picture
        .finish(height, "graph", (title, &told), setting)
}

/// A reading that has been drawn: its witnesses, and where arrows leave it.
struct Drawn {
    witnesses: Vec<usize>,
    x: f64,
    y: f64,
}

struct Graph<'t> {
    table: &'t AlignmentTable,
    words: Cow<'t, Wording>,
    picture: Picture,
    /// The upper left corner of the next place.
    at: (f64, f64),
    /// The height of the line.
    tall: f64,
    before: Vec<Drawn>,
}

impl Graph<'_> {
    fn segment(&mut self, segment: &Segment) {
        let words: Vec<String> = segment
            .readings
            .iter()
            .map(|one| shown(self.table, one))
            .collect();
        let width = words.iter().map(|text| width_of(text)).fold(0.0, f64::max) + 16.0;
        let arrow = self.arrow(&segment.readings);
        if self.at.0 + arrow + width > LINE_WIDTH && self.at.0 > MARGIN {
            self.turn();
        }
        let left = match self.before.is_empty() {
            true => self.at.0,
            false => self.at.0 + self.arrow(&segment.readings),
        };
        let mut drawn = Vec::with_capacity(words.len());
        for (row, (reading, text)) in segment.readings.iter().zip(&words).enumerate() {
            let y = self.at.1 + row as f64 * ROW;
            let width = width_of(text) + 16.0;
            self.reading(reading, text, (left, y, width), class_of(segment, reading));
            let middle = y + HEIGHT / 2.0;
            self.arrows(reading, (left, middle));
            drawn.push(Drawn {
                witnesses: reading.witnesses.clone(),
                x: left + width,
                y: middle,
            });
        }
        self.tall = self.tall.max(words.len() as f64 * ROW);
        self.at.0 = left + width;
        self.before = drawn;
    }

    /// How much room arrows to these readings need.
    fn arrow(&self, readings: &[Reading]) -> f64 {
        let labels = readings.iter().flat_map(|reading| {
            let from = self.before.iter();
            from.map(|drawn| width_of(&self.label(drawn, reading)) * 0.8 + 16.0)
        });
        labels.fold(ARROW, f64::max)
    }

    /// The witnesses that go on from one reading to another; nothing where all
    /// do.
    fn label(&self, drawn: &Drawn, reading: &Reading) -> String {
        let both = drawn.witnesses.iter().copied();
        let both: Vec<usize> = both.filter(|one| reading.witnesses.contains(one)).collect();
        if both.len() == self.table.witnesses.len() {
            return String::new();
        }
        sigla(self.table, &both)
    }

    fn reading(
        &mut self,
        reading: &Reading,
        text: &str,
        (x, y, width): (f64, f64, f64),
        class: &str,
    ) {
        self.picture
            .group("reading", &told(self.table, reading, &self.words));
        self.picture.frame((x, y), (width, HEIGHT), class);
        self.picture.text((x + 8.0, y + 17.0), "words", text);
        self.picture.end();
    }

    /// The arrows that lead to a reading.
    fn arrows(&mut self, reading: &Reading, (x, y): (f64, f64)) {
        for drawn in &self.before {
            let goes_on = drawn
                .witnesses
                .iter()
                .any(|one| reading.witnesses.contains(one));
            if !goes_on {
                continue;
            }
            let label = self.label(drawn, reading);
            let (from, middle) = (drawn, (drawn.x + x) / 2.0);
            let curve = format!(
                "M{:.0} {:.0}C{middle:.0} {:.0} {middle:.0} {y:.0} {x:.0} {y:.0}m-6 -4l6 4l-6 4",
                from.x, from.y, from.y
            );
            self.picture
                .element("path", &format!("d=\"{curve}\" class=\"arrow\""));
            // Beside the end of the arrow: there no two cross.
            let place = (
                x - width_of(&label) * 0.8 - 8.0,
                y + if from.y > y { 16.0 } else { -5.0 },
            );
            let place = (place.0.max(drawn.x + 2.0), place.1);
            if !label.is_empty() {
                self.picture.text(place, "sigla", &label);
            }
        }
    }

    /// Begins a new line; arrows go on from its left edge.
    fn turn(&mut self) {
        let below = self.tall + LEADING;
        for drawn in &mut self.before {
            let end = format!("M{:.0} {:.0}h14m-6 -4l6 4l-6 4", drawn.x, drawn.y);
            self.picture
                .element("path", &format!("d=\"{end}\" class=\"arrow\""));
            self.picture.width = self.picture.width.max(drawn.x + 14.0 + MARGIN);
            drawn.x = MARGIN;
            drawn.y += below;
        }
        self.at = (MARGIN, self.at.1 + below);
        self.tall = 0.0;
    }
}
