//! Letters and words of a text.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::source::Span;
use crate::tei::element::tei_name;
use crate::xml::{Element, Kind, Node, NodeId};

/// Which of several readings is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Everything.
    Whole,
    /// Everything but notes.
    All,
    /// One: the lemma, or the first reading where there is none; of a `choice`
    /// the corrected, regularised or expanded form; nothing deleted, no
    /// running titles, nothing the editor thinks superfluous, no notes.
    One,
}

/// Text in which white space stands between words.
#[derive(Debug, Default)]
pub(super) struct Text(String);

pub(super) trait Words {
    /// Characters of Unicode's general categories L*.
    fn letters(&self) -> usize;
    /// Runs of anything but white space.
    fn words(&self) -> usize;
    /// The first characters, white space collapsed.
    fn begin(&self, length: usize) -> String;
    /// The last characters, white space collapsed.
    fn end(&self, length: usize) -> String;
}

impl Words for Text {
    fn letters(&self) -> usize {
        self.0.chars().filter(|c| is_letter(*c)).count()
    }

    fn words(&self) -> usize {
        self.0.split_whitespace().count()
    }

    fn begin(&self, length: usize) -> String {
        collapsed(&self.0).chars().take(length).collect()
    }

    fn end(&self, length: usize) -> String {
        let collapsed = collapsed(&self.0);
        let all = collapsed.chars().count();
        collapsed.chars().skip(all.saturating_sub(length)).collect()
    }
}

fn collapsed(text: &str) -> String {
    crate::tei::element::collapse(text)
}

fn is_letter(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphabetic();
    }
    character.general_category_group() == GeneralCategoryGroup::Letter
}

/// Elements at whose tags a word goes on, sorted: the phrases of the
/// Guidelines (model.phrase) that hold parts of words or single words. At the
/// tags of all others a word ends.
const WITHIN_WORDS: &[&str] = &[
    "abbr",
    "add",
    "addName",
    "addSpan",
    "alt",
    "am",
    "anchor",
    "app",
    "att",
    "bloc",
    "c",
    "caesura",
    "choice",
    "cl",
    "code",
    "corr",
    "country",
    "damage",
    "damageSpan",
    "date",
    "del",
    "delSpan",
    "distinct",
    "district",
    "emph",
    "ex",
    "expan",
    "foreign",
    "forename",
    "formula",
    "fw",
    "g",
    "gap",
    "genName",
    "geogFeat",
    "geogName",
    "gi",
    "gloss",
    "handShift",
    "hi",
    "ident",
    "index",
    "lacunaEnd",
    "lacunaStart",
    "lem",
    "link",
    "m",
    "measure",
    "mentioned",
    "metamark",
    "mod",
    "name",
    "nameLink",
    "note",
    "num",
    "offset",
    "orgName",
    "orig",
    "pc",
    "persName",
    "phr",
    "placeName",
    "ptr",
    "q",
    "rdg",
    "rdgGrp",
    "redo",
    "ref",
    "reg",
    "region",
    "restore",
    "retrace",
    "rhyme",
    "roleName",
    "rs",
    "s",
    "said",
    "secl",
    "seg",
    "sic",
    "soCalled",
    "space",
    "span",
    "subst",
    "supplied",
    "surname",
    "surplus",
    "tag",
    "term",
    "time",
    "title",
    "unclear",
    "undo",
    "val",
    "w",
    "witDetail",
    "witEnd",
    "witStart",
];

/// Breaks inside which a word may go on, if they say `break="no"`.
const BREAKS: &[&str] = &["cb", "gb", "lb", "milestone", "pb"];

fn divides_words(element: Element<'_>) -> bool {
    let Some(name) = tei_name(element) else {
        return true;
    };
    if BREAKS.contains(&name) {
        return element.attribute("break").as_deref() != Some("no");
    }
    WITHIN_WORDS.binary_search(&name).is_err()
}

fn is_left_out(element: Element<'_>, reading: Reading) -> bool {
    match tei_name(element) {
        Some("note") => reading != Reading::Whole,
        Some("del" | "fw" | "surplus") => reading == Reading::One,
        _ => false,
    }
}

/// The text of an element.
pub(super) fn of(element: Element<'_>, reading: Reading) -> Text {
    of_all(&[element], reading)
}

/// The text of some elements, one after the other.
pub(super) fn of_all(elements: &[Element<'_>], reading: Reading) -> Text {
    let mut text = String::new();
    for element in elements {
        gather(*element, reading, &mut text);
        text.push(' ');
    }
    Text(text)
}

/// Nodes that are yet to be read.
struct Range {
    next: NodeId,
    end: NodeId,
    /// A word ends behind it.
    divides: bool,
}

/// Appends the text of `element`. What is open is kept on a stack of its own,
/// for elements may stand as deep in each other as the reader allows.
fn gather(element: Element<'_>, reading: Reading, text: &mut String) {
    let tree = element.tree();
    let mut open = vec![inside(element, false)];
    let mut reference = Span::default();
    while let Some(range) = open.last_mut() {
        if range.next >= range.end {
            if range.divides {
                text.push(' ');
            }
            open.pop();
            continue;
        }
        let node = tree.node(range.next);
        let child = node.element();
        range.next = child.map_or(node.id().after(), Element::end);
        // What an entity holds stands where its reference stands.
        if (reference.range()).contains(&(node.span().start as usize)) {
            continue;
        }
        match (node.kind(), child) {
            (Kind::Reference, _) => reference = node.span(),
            (Kind::Text | Kind::CData, _) => push_unexpanded(node, text),
            (_, Some(child)) if !is_left_out(child, reading) => {
                let divides = divides_words(child);
                if divides {
                    text.push(' ');
                }
                open.push(followed(child, divides, reading));
            }
            _ => {}
        }
    }
}

/// All that is in `element`.
fn inside(element: Element<'_>, divides: bool) -> Range {
    Range {
        next: element.id().after(),
        end: element.end(),
        divides,
    }
}

/// Of `element` what is read: of alternatives only the one that is chosen, and
/// not the white space between them either.
fn followed(element: Element<'_>, divides: bool, reading: Reading) -> Range {
    let chosen = match tei_name(element) {
        Some("app") if reading == Reading::One => chosen_reading(element),
        Some("choice") if reading == Reading::One => chosen_form(element),
        _ => return inside(element, divides),
    };
    match chosen {
        Some(chosen) => Range {
            next: chosen.id(),
            end: chosen.end(),
            divides,
        },
        None => Range {
            next: element.end(),
            end: element.end(),
            divides,
        },
    }
}

/// The lemma of an entry, or its first reading; also where readings are grouped.
fn chosen_reading(entry: Element<'_>) -> Option<Element<'_>> {
    let mut first = None;
    let mut resume = entry.id();
    for element in entry.descendants().filter_map(Node::element) {
        if element.id() < resume {
            continue;
        }
        match tei_name(element) {
            Some("lem") => return Some(element),
            Some("rdg") => first = first.or(Some(element)),
            Some("rdgGrp") => continue,
            _ => {}
        }
        resume = element.end();
    }
    first
}

fn chosen_form(choice: Element<'_>) -> Option<Element<'_>> {
    let preferred = |form: &Element<'_>| matches!(tei_name(*form), Some("corr" | "reg" | "expan"));
    let first = || choice.elements().next();
    choice.elements().find(preferred).or_else(first)
}

/// Appends character data with what is escaped in it, but without entities
/// that are declared in the file.
fn push_unexpanded(node: Node<'_>, text: &mut String) {
    let raw = node.raw();
    if node.kind() == Kind::CData || !raw.contains('&') {
        text.push_str(&node.text());
        return;
    }
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        let Some((name, after)) = after.split_once(';') else {
            break;
        };
        text.extend(character(name));
        rest = after;
    }
    text.push_str(rest);
}

/// What a reference stands for without any declaration (XML 1.0 §4.1, §4.6).
fn character(name: &str) -> Option<char> {
    let code = match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => name.strip_prefix('#')?,
    };
    let number = match code.strip_prefix('x') {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
        None => code.parse(),
    };
    char::from_u32(number.ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(xml: &str, reading: Reading) -> String {
        let tree = crate::xml::read("a.xml", xml.as_bytes()).unwrap().value;
        of(tree.root(), reading).begin(1000)
    }

    #[test]
    fn the_list_is_sorted() {
        assert!(WITHIN_WORDS.is_sorted());
    }

    #[test]
    fn letters_are_those_of_unicode() {
        // A combining vowel sign is alphabetic, but no letter; ª is a letter.
        let text = Text("aé\u{5b0}ª1\u{2160}漢'".to_owned());
        assert_eq!(text.letters(), 4);
    }

    #[test]
    fn words_go_on_at_phrases_and_marked_breaks() {
        let xml = "<p>un<hi>d</hi>e<lb break=\"no\"/>cim<pb/>us<stage>x</stage>y</p>";
        assert_eq!(read(xml, Reading::All), "undecim us x y");
    }

    #[test]
    fn one_reading_is_followed() {
        let xml = "<p>a <app> <rdgGrp> <lem>b</lem> <rdg>c</rdg></rdgGrp> </app><app><rdg>d</rdg>\
            <rdg>e</rdg></app> <choice><sic>f</sic><corr>g</corr></choice><del>h</del></p>";
        assert_eq!(read(xml, Reading::One), "a bd g");
        assert_eq!(read(xml, Reading::All), "a b c de fgh");
    }

    #[test]
    fn entities_are_not_expanded() {
        let xml = "<!DOCTYPE p [<!ENTITY e 'two'><!ENTITY m '<hi>three</hi>'>]>\
            <p>one &e;&m; &amp; f&#x6f;ur</p>";
        assert_eq!(read(xml, Reading::All), "one & four");
    }
}
