//! Pictures of witnesses side by side, as SVG.
//!
//! A picture can be read without colours: every line is dashed in its own way,
//! and every reading names its witnesses. It has a title, a description, and for
//! every reading a text, for those who do not see it. Alone in a file it brings
//! its style along; on a page it takes that of the page.

mod graph;
mod ribbon;

pub use graph::graph;
pub use ribbon::ribbon;

use std::borrow::Cow;

use super::segments::{Reading, Segment};
use crate::collate::AlignmentTable;
use crate::said;
use crate::wording::{Said, Wording};
use crate::xml::escape;

/// Where a picture is to stand.
#[derive(Clone, Copy, Debug)]
pub enum Setting<'w> {
    /// In a file of its own, which is told in English.
    File,
    /// In a page, whose style sheet knows the classes, and which speaks so.
    Page(&'w Wording),
}

impl<'w> Setting<'w> {
    /// The words in which a picture is told.
    fn words(self) -> Cow<'w, Wording> {
        match self {
            Self::File => Cow::Owned(Wording::default()),
            Self::Page(wording) => Cow::Borrowed(wording),
        }
    }
}

/// Letters of a reading that are shown; its title has all.
const LETTERS_SHOWN: usize = 34;
/// Width of a letter of about the middle, in pixels.
const LETTER: f64 = 8.4;
/// Ways in which lines are dashed, and colours they have.
const LINES: usize = 8;

/// The style of a picture in a file of its own.
const STYLE: &str = include_str!("style.css");

/// A picture that is being drawn: from the top down, so that its height is
/// known at the end.
struct Picture {
    out: String,
    width: f64,
}

impl Picture {
    fn new() -> Self {
        Self {
            out: String::new(),
            width: 0.0,
        }
    }

    /// An element with attributes that are known to need no escaping.
    fn element(&mut self, name: &str, attributes: &str) {
        self.out.push_str(&format!("<{name} {attributes}/>\n"));
    }

    /// Begins a group that is read out as a whole.
    fn group(&mut self, class: &str, told: &str) {
        self.out.push_str(&format!("<g class=\"{class}\"><title>"));
        escape(told, false, &mut self.out);
        self.out.push_str("</title>\n");
    }

    fn end(&mut self) {
        self.out.push_str("</g>\n");
    }

    fn text(&mut self, (x, y): (f64, f64), class: &str, text: &str) {
        self.out.push_str(&format!(
            "<text x=\"{x:.0}\" y=\"{y:.0}\" class=\"{class}\">"
        ));
        escape(text, false, &mut self.out);
        self.out.push_str("</text>\n");
    }

    fn frame(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), class: &str) {
        self.width = self.width.max(x + width + MARGIN);
        let size = format!("width=\"{width:.0}\" height=\"{height:.0}\" rx=\"3\"");
        self.element(
            "rect",
            &format!("x=\"{x:.0}\" y=\"{y:.0}\" {size} class=\"{class}\""),
        );
    }

    /// The whole, with its title and what it is.
    fn finish(
        self,
        height: f64,
        class: &str,
        (title, told): (&str, &str),
        setting: Setting<'_>,
    ) -> String {
        let mut out = String::new();
        if matches!(setting, Setting::File) {
            out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        }
        let (width, height) = (self.width.max(10.0 * MARGIN), height + MARGIN);
        out.push_str(&format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"collation {class}\" \
             viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" \
             role=\"img\" aria-labelledby=\"{class}-title {class}-told\">\n"
        ));
        for (name, text) in [("title", title), ("desc", told)] {
            let id = if name == "title" { "title" } else { "told" };
            out.push_str(&format!("<{name} id=\"{class}-{id}\">"));
            escape(text, false, &mut out);
            out.push_str(&format!("</{name}>\n"));
        }
        if matches!(setting, Setting::File) {
            out.push_str(&format!("<style>\n{STYLE}</style>\n"));
            out.push_str("<rect width=\"100%\" height=\"100%\" class=\"paper\"/>\n");
        }
        out.push_str(&self.out);
        out.push_str("</svg>\n");
        out
    }
}

/// White at the edges.
const MARGIN: f64 = 12.0;

/// The sigla of some witnesses.
fn sigla(table: &AlignmentTable, witnesses: &[usize]) -> String {
    let sigla = witnesses
        .iter()
        .map(|one| table.witnesses[*one].siglum.as_str());
    sigla.collect::<Vec<_>>().join(" ")
}

/// What a reading is for those who do not see the picture: who has what.
fn told(table: &AlignmentTable, reading: &Reading, wording: &Wording) -> String {
    let text = reading.text(table);
    let words = match (text.is_empty(), reading.lost) {
        (false, _) => Said::new("{words}", vec![("words", text.into())]),
        (true, false) => said!("nothing"),
        (true, true) => said!("lacuna"),
    };
    let who = Said::new(
        "{sigla}",
        vec![("sigla", sigla(table, &reading.witnesses).into())],
    );
    wording.say(&said!("{label}: {what}", label = who, what = words))
}

/// A reading as it is shown: long ones lose their middle; where there are no words
/// a sign stands for them.
fn shown(table: &AlignmentTable, reading: &Reading) -> String {
    let text = match (reading.tokens.is_empty(), reading.lost) {
        (false, _) => reading.text(table),
        (true, false) => "–".to_owned(),
        (true, true) => "[…]".to_owned(),
    };
    if text.chars().count() <= LETTERS_SHOWN {
        return text;
    }
    let half = LETTERS_SHOWN / 2 - 1;
    let begin = words_within(&text, half);
    let last: String = text.chars().rev().collect();
    let end: String = words_within(&last, half).chars().rev().collect();
    format!("{begin} … {end}")
}

/// As many words from the begin of a text as there is room for; of a first one
/// that is longer, its begin.
fn words_within(text: &str, most: usize) -> &str {
    let (end, next) = text.char_indices().nth(most).unwrap_or((text.len(), ' '));
    let begin = &text[..end];
    match begin.rfind(char::is_whitespace) {
        Some(space) if !next.is_whitespace() => begin[..space].trim_end(),
        _ => begin.trim_end(),
    }
}

/// The class of a reading.
fn class_of(segment: &Segment, reading: &Reading) -> &'static str {
    match (segment.is_variant(), reading.tokens.is_empty()) {
        (_, true) => "nothing",
        (false, false) => "same",
        (true, false) => "differs",
    }
}

fn width_of(text: &str) -> f64 {
    // Letters of East Asian scripts are about twice as wide.
    let wide = |letter: char| if letter as u32 >= 0x1100 { 2.0 } else { 1.0 };
    text.chars().map(wide).sum::<f64>() * LETTER
}

/// How a picture is told to those who do not see it.
fn summary(table: &AlignmentTable, segments: &[Segment], wording: &Wording) -> String {
    let variant = segments.iter().filter(|one| one.is_variant()).count();
    let all: Vec<usize> = (0..table.witnesses.len()).collect();
    wording.say(&said!(
        "{count} witnesses ({sigla}), {n} place where they differ. Every reading has its witnesses and words as its title.|{count} witnesses ({sigla}), {n} places where they differ. Every reading has its witnesses and words as its title.",
        count = all.len(),
        sigla = sigla(table, &all),
        n = variant
    ))
}
