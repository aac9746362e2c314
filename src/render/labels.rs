//! What is a unit called on the page?

use unicode_segmentation::UnicodeSegmentation;

use crate::edition::UnitKind;
use crate::said;
use crate::tei::{Document, text};
use crate::wording::Said;

/// Words of a unit without a number that stand for it in its label.
const WORDS: usize = 5;

/// Letters of them at most: where scripts have no spaces a word may be a paragraph.
const LETTERS: usize = 60;

/// Bytes in which so many words are: a unit may be as long as the text.
const ENOUGH: usize = 2_000;

/// `Paragraph 3`, where numbers begin anew in each division `Paragraph 1.3`; without a number its first words: `Heading “We need a party”`.
pub fn unit_label(document: &Document, at: usize) -> Said {
    numbered_label(document, at, document.locus(at))
}

/// The same with another number, or without one.
pub fn numbered_label(document: &Document, at: usize, number: Option<&str>) -> Said {
    let unit = &document.units()[at];
    let kind = match (unit.unit.kind, unit.name.as_str()) {
        (UnitKind::Paragraph, _) => said!("Paragraph"),
        (UnitKind::Heading, _) => said!("Heading"),
        (UnitKind::Verse, "lg") => said!("Stanza"),
        (UnitKind::Verse, _) => said!("Line"),
        (UnitKind::Block, _) => said!("Slogan"),
        (UnitKind::Formal, "opener") => said!("Opening"),
        (UnitKind::Formal, "closer") => said!("Closing"),
        _ => said!("Passage"),
    };
    if let Some(number) = number {
        return said!("{kind} {number}", kind = kind, number = number);
    }
    let element = document.tree().node(unit.node).element();
    let text = element.map(|element| text::first_words(element, ENOUGH));
    match first_words(&text.unwrap_or_default()) {
        words if words.is_empty() => kind,
        words => said!("{kind} “{words}”", kind = kind, words = words),
    }
}

fn first_words(text: &str) -> String {
    let mut words = text.split(' ');
    let first: Vec<&str> = words.by_ref().take(WORDS).collect();
    let first = first.join(" ");
    if let Some((end, _)) = first.grapheme_indices(true).nth(LETTERS) {
        return format!("{} …", first[..end].trim_end());
    }
    let more = if words.next().is_some() { " …" } else { "" };
    format!("{first}{more}")
}
