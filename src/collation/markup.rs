//! What does the transcription of a witness say besides its words?
//!
//! Elements keep their places in the text of the witness, so that they can be
//! written again wherever its words go. They are kept as they are to stand in an
//! edition of several witnesses: there, an element speaks of its own witness
//! alone (`@source`; breaks have `@edRef`), and no mark-up may change which words
//! the edition is read to have. So words of this witness that other readers would
//! leave out (`supplied`, `surplus`, `del`, `sic`) are a `seg` of that type; what is
//! none of its words (a deletion, the other member of a `choice`) is a note of
//! type `transcription`. Pointers into the file lead there from outside.

use crate::source::percent;
use crate::tei::element::tei_name;
use crate::xml::{Element, Tree, Writer};

/// The mark-up of a witness, in the order of its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup {
    /// The file it was taken from.
    pub file: String,
    /// Elements around words; those around others first.
    pub spans: Vec<Span>,
    /// What stands between words, or within one.
    pub points: Vec<Point>,
}

/// An element around words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where it begins in the text of the witness, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Name and attributes.
    pub tag: Tag,
}

/// Something without words of the witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Where it stands in the text of the witness, in bytes.
    pub at: usize,
    /// Whether it belongs to what is before it, as a note does.
    pub follows: bool,
    /// What it is.
    pub piece: Piece,
}

/// Name and attributes of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// Its attributes, without those that say where it is from.
    pub attributes: Vec<(String, String)>,
}

/// An element with all that is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// An element.
    Element(Tag, Vec<Piece>),
    /// Character data.
    Text(String),
}

/// Elements around words, as they are.
const AROUND: &[&str] = &[
    "abbr",
    "add",
    "addName",
    "am",
    "c",
    "corr",
    "damage",
    "date",
    "distinct",
    "emph",
    "ex",
    "expan",
    "foreign",
    "forename",
    "g",
    "genName",
    "geogName",
    "gloss",
    "hi",
    "measure",
    "mentioned",
    "name",
    "nameLink",
    "num",
    "orgName",
    "orig",
    "pc",
    "persName",
    "placeName",
    "q",
    "quote",
    "redo",
    "ref",
    "reg",
    "retrace",
    "roleName",
    "rs",
    "said",
    "seg",
    "soCalled",
    "surname",
    "term",
    "time",
    "title",
    "unclear",
    "w",
];

/// Elements around words that one side of an edition leaves out, or of which it
/// makes an entry of its own.
const SIDED: &[&str] = &["del", "sic", "supplied", "surplus"];

/// Elements without words.
const BETWEEN: &[&str] = &[
    "anchor",
    "cb",
    "gap",
    "gb",
    "handShift",
    "lb",
    "metamark",
    "milestone",
    "pb",
    "space",
];

/// Elements whose content is no text of the witness, as they are.
const BESIDE: &[&str] = &["note", "noteGrp"];

/// Elements whose words are not those that are collated.
const OTHER: &[&str] = &[
    "abbr", "add", "corr", "del", "expan", "fw", "orig", "reg", "sic", "supplied", "surplus",
];

/// The tag of an element around words; none if it is not carried.
pub fn around(element: Element<'_>, file: &str) -> Option<Tag> {
    let name = tei_name(element)?;
    if AROUND.contains(&name) {
        return Some(tag(element, file));
    }
    if !SIDED.contains(&name) {
        return None;
    }
    let mut attributes = vec![("type".to_owned(), name.to_owned())];
    for (key, value) in tag(element, file).attributes {
        match key.as_str() {
            "reason" => attributes.push(("subtype".to_owned(), value.replace(' ', "-"))),
            "hand" | "rend" | "rendition" | "resp" | "cert" | "n" | "xml:lang" | "source" => {
                attributes.push((key, value));
            }
            _ => {}
        }
    }
    Some(Tag {
        name: "seg".to_owned(),
        attributes,
    })
}

/// A point for an element that has no words of the text that is collated; none
/// if it is not carried.
pub fn aside(element: Element<'_>, file: &str, at: usize) -> Option<Point> {
    let name = tei_name(element)?;
    if BETWEEN.contains(&name) {
        // Words in it, a description, would be taken for words of the text.
        let piece = Piece::Element(tag(element, file), Vec::new());
        let follows = false;
        return Some(Point { at, follows, piece });
    }
    if BESIDE.contains(&name) {
        let (piece, follows) = (piece(element, file), true);
        return Some(Point { at, follows, piece });
    }
    if !OTHER.contains(&name) {
        return None;
    }
    // A `sic` in a note would be taken for a fault of the note.
    let told = match around(element, file).filter(|_| SIDED.contains(&name) && name != "del") {
        Some(tag) => Piece::Element(tag, content(element, file)),
        None => piece(element, file),
    };
    let note = Tag {
        name: "note".to_owned(),
        attributes: vec![("type".to_owned(), "transcription".to_owned())],
    };
    Some(Point {
        at,
        follows: !has_instead(element),
        piece: Piece::Element(note, vec![told]),
    })
}

/// Whether what stands instead of an element follows it.
fn has_instead(element: Element<'_>) -> bool {
    let around = element.parent();
    let around = around.filter(|above| matches!(tei_name(*above), Some("choice" | "subst")));
    let last = around.and_then(|around| around.elements().last());
    last.is_some_and(|last| last != element)
}

fn piece(element: Element<'_>, file: &str) -> Piece {
    Piece::Element(tag(element, file), content(element, file))
}

/// What is in an element that is carried. Where a witness breaks off within it (a
/// note that the loss interrupts) is no break of the reading that carries it.
fn content(element: Element<'_>, file: &str) -> Vec<Piece> {
    let children = element.children();
    let stays = |name: &&str| !BREAKS_OFF.contains(name);
    let pieces = children.filter_map(|child| match child.element() {
        Some(inner) => tei_name(inner).filter(stays).map(|_| piece(inner, file)),
        None => Some(Piece::Text(child.text().into_owned())).filter(|_| !child.text().is_empty()),
    });
    pieces.collect()
}

fn tag(element: Element<'_>, file: &str) -> Tag {
    let attributes = element.attributes().filter_map(|attribute| {
        let name = attribute.written();
        let is_known = attribute.namespace().is_none() || name == "xml:lang" || name == "xml:space";
        let is_kept = is_known && name != "xmlns" && !name.starts_with("xmlns:");
        let value = pointing(element.tree(), &attribute.value(), file);
        is_kept.then(|| (name.to_owned(), value))
    });
    Tag {
        name: element.name().to_owned(),
        attributes: attributes.collect(),
    }
}

/// Pointers into the file, as they are written from outside.
fn pointing(tree: &Tree, value: &str, file: &str) -> String {
    let is_pointer = |word: &str| {
        let id = word.strip_prefix('#');
        id.is_some_and(|id| tree.by_id(id).is_some())
    };
    if !value.split_whitespace().any(is_pointer) {
        return value.to_owned();
    }
    let file = percent::encode(file, b"-._~");
    let words = value.split_whitespace().map(|word| match is_pointer(word) {
        true => format!("{file}{word}"),
        false => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Where the text of a witness is lost or begins (TEI P5, 12.1.5).
const BREAKS_OFF: &[&str] = &["lacunaEnd", "lacunaStart", "witEnd", "witStart"];

/// Breaks name their witness with `@edRef`, all else with `@source`.
const BREAKS: &[&str] = &["cb", "gb", "lb", "milestone", "pb"];

impl Tag {
    /// Name and attributes of a tag that speaks of a witness, named by a pointer,
    /// with others before them.
    fn written<'a>(
        &'a self,
        witness: &'a str,
        more: &'a [(&'a str, String)],
    ) -> Vec<(&'a str, std::borrow::Cow<'a, str>)> {
        let own = if BREAKS.contains(&self.name.as_str()) {
            "edRef"
        } else {
            "source"
        };
        let mut attributes: Vec<(&str, std::borrow::Cow<'_, str>)> = Vec::new();
        attributes.extend(
            more.iter()
                .map(|(key, value)| (*key, value.as_str().into())),
        );
        let known = |name: &str| more.iter().any(|(key, _)| *key == name) || name == own;
        let mut sources = witness.to_owned();
        for (key, value) in &self.attributes {
            match key == own {
                true => sources.extend([" ", value]),
                false if known(key) => {}
                false => attributes.push((key, value.as_str().into())),
            }
        }
        attributes.push((own, sources.into()));
        attributes
    }

    /// Writes a start tag, or an empty element.
    pub fn open(
        &self,
        writer: &mut Writer,
        witness: &str,
        more: &[(&str, String)],
        is_empty: bool,
    ) {
        let attributes = self.written(witness, more);
        let attributes: Vec<(&str, &str)> = attributes
            .iter()
            .map(|(key, value)| (*key, &**value))
            .collect();
        match is_empty {
            true => writer.empty(&self.name, &attributes),
            false => writer.open(&self.name, &attributes),
        }
    }
}

impl Piece {
    /// Whether it says that something is not there to be read.
    pub fn is_gap(&self) -> bool {
        matches!(self, Self::Element(tag, _) if tag.name == "gap")
    }

    /// Writes the piece, which speaks of a witness, named by a pointer.
    pub fn write(&self, writer: &mut Writer, witness: &str) {
        match self {
            Self::Text(text) => writer.text(text),
            Self::Element(tag, content) => {
                tag.open(writer, witness, &[], content.is_empty());
                content.iter().for_each(|inner| inner.write_inner(writer));
                if !content.is_empty() {
                    writer.close();
                }
            }
        }
    }

    /// Writes what is within a piece: that need not say again whose it is.
    fn write_inner(&self, writer: &mut Writer) {
        let (tag, content) = match self {
            Self::Text(text) => return writer.text(text),
            Self::Element(tag, content) => (tag, content),
        };
        let attributes = tag.attributes.iter();
        let attributes: Vec<(&str, &str)> = attributes
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        if content.is_empty() {
            return writer.empty(&tag.name, &attributes);
        }
        writer.open(&tag.name, &attributes);
        content.iter().for_each(|inner| inner.write_inner(writer));
        writer.close();
    }
}
