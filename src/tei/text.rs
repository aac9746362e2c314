//! Which words does a side of the text have?
//!
//! Two sides are encoded in one file (docs/encoding.md): the *reading* side
//! takes `corr`, `reg`, `expan` and the lemma, and leaves out what does not
//! belong to the text; the *witness* side takes `sic`, `orig`, `abbr`, and
//! leaves out what the editor supplied. Notes belong to neither.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::element::{collapse, is_block, tei_name};
use super::pointer::target;
use crate::xml::{Element, Node, NodeId, Tree};

/// A side of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The text as edited.
    Reading,
    /// The text as the witness has it.
    Witness,
}

/// The words of the reading side of `element`, white space collapsed. A block
/// or a line break parts words, unless it says `break="no"`.
pub fn reading_text(element: Element<'_>) -> String {
    side_text(element, Side::Reading)
}

/// The first words of the reading side of `element`: at least `least` bytes of
/// them, if there are as many. For what is asked of each element around a page,
/// the largest of which is the whole text.
pub fn first_words(element: Element<'_>, least: usize) -> String {
    words(element, Side::Reading, least)
}

/// The first letter or sign of the reading side of `element`.
pub fn first_letter(element: Element<'_>) -> Option<char> {
    let mut resume = element.id();
    for node in element.descendants() {
        if node.id() < resume {
            continue;
        }
        match node.element() {
            None if stands_between_alternatives(node) => {}
            None => {
                let letter = node.text().trim_start().chars().next();
                if letter.is_some() {
                    return letter;
                }
            }
            Some(inner) if is_left_out(inner, Side::Reading) => resume = inner.end(),
            Some(_) => {}
        }
    }
    None
}

/// The words of a side of `element`, white space collapsed; see
/// [`reading_text`].
pub fn side_text(element: Element<'_>, side: Side) -> String {
    words(element, side, usize::MAX)
}

fn words(element: Element<'_>, side: Side, least: usize) -> String {
    let mut reader = Reader::new(side);
    let mut resume = element.id();
    for node in element.descendants() {
        if node.id() < resume {
            continue;
        }
        if reader.len() >= least {
            break;
        }
        reader.leave_until(node.id());
        match node.element() {
            None => reader.read(node),
            Some(inner) if reader.enter(inner) => {}
            Some(inner) => resume = inner.end(),
        }
    }
    collapse(&reader.into_text())
}

/// The words of the reading side of the nodes from `first` to before `end`, white
/// space collapsed.
pub fn text_between(tree: &Tree, first: NodeId, end: NodeId) -> String {
    text_until(tree, (first, end), usize::MAX)
}

/// The first of these words, at most so many.
pub fn begin_between(tree: &Tree, nodes: (NodeId, NodeId), most: usize) -> String {
    // Words of the languages of editions seldom have more bytes, with white space.
    let text = text_until(tree, nodes, most.saturating_mul(64));
    let words: Vec<&str> = text.split(' ').take(most).collect();
    words.join(" ")
}

/// The words of the nodes from the first to before the second, until there are
/// `enough` bytes of them.
fn text_until(tree: &Tree, (first, end): (NodeId, NodeId), enough: usize) -> String {
    let mut reader = Reader::new(Side::Reading);
    let mut resume = first;
    let mut at = first;
    while at < end && at.index() < tree.len() && reader.len() < enough {
        let node = tree.node(at);
        at = at.after();
        if node.id() < resume {
            continue;
        }
        reader.leave_until(node.id());
        match node.element() {
            None => reader.read(node),
            Some(inner) if reader.enter(inner) => {}
            Some(inner) => resume = inner.end(),
        }
    }
    collapse(&reader.into_text())
}

/// `text` in Unicode normalization form C: every character composed as far as
/// can be, so that the same letters are the same bytes (UAX #15).
pub fn composed(text: &str) -> Cow<'_, str> {
    // Below U+0300 nothing combines.
    let plain = text.bytes().all(|byte| byte < 0xCC);
    if plain || is_nfc(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Takes down the words of a side, node by node in the order of the file.
pub struct Reader {
    side: Side,
    raw: String,
    blocks: Vec<NodeId>,
}

impl Reader {
    /// Nothing read yet.
    pub fn new(side: Side) -> Self {
        Self {
            side,
            raw: String::new(),
            blocks: Vec::new(),
        }
    }

    /// Bytes taken down so far.
    pub fn len(&self) -> usize {
        self.raw.len()
    }

    /// Whether nothing was taken down.
    pub fn is_empty(&self) -> bool {
        self.raw.is_empty()
    }

    /// What was taken down, white space as it stands.
    pub fn into_text(self) -> String {
        self.raw
    }

    /// Ends the blocks that end before `node`.
    pub fn leave_until(&mut self, node: NodeId) {
        while self.blocks.pop_if(|end| *end <= node).is_some() {
            self.raw.push(' ');
        }
    }

    /// Enters an element; false if the side leaves it out.
    pub fn enter(&mut self, element: Element<'_>) -> bool {
        if is_left_out(element, self.side) {
            return false;
        }
        self.open(element);
        true
    }

    /// Enters an element that is not left out, whatever the side would do.
    pub fn open(&mut self, element: Element<'_>) {
        if parts_words(element) {
            self.raw.push(' ');
            self.blocks.push(element.end());
        }
    }

    /// Takes down character data.
    pub fn read(&mut self, node: Node<'_>) {
        if !stands_between_alternatives(node) {
            self.raw.push_str(&node.text());
        }
    }
}

/// The characters of the witness side of `element`, white space as it stands.
/// An `lb` is the line end that it stands for: one line feed, together with a
/// line feed just before it in the file.
pub fn witness_text(element: Element<'_>) -> String {
    let mut raw = String::new();
    flow(element, Side::Witness, |node| match node.element() {
        None => raw.push_str(&node.text()),
        Some(inner) if inner.is("lb") => {
            if raw.ends_with('\n') {
                raw.pop();
            }
            raw.push('\n');
        }
        Some(_) => {}
    });
    raw
}

/// Words of a text: runs between white space that have a letter or digit.
pub fn count_words(text: &str) -> u32 {
    let is_word = |run: &&str| run.chars().any(char::is_alphanumeric);
    text.split_whitespace().filter(is_word).count() as u32
}

/// Visits the nodes of one side below `element`, in the order of the text.
fn flow<'t>(element: Element<'t>, side: Side, mut visit: impl FnMut(Node<'t>)) {
    let mut resume = element.id();
    for node in element.descendants() {
        if node.id() < resume {
            continue;
        }
        match node.element() {
            Some(inner) if is_left_out(inner, side) => resume = inner.end(),
            None if stands_between_alternatives(node) => {}
            _ => visit(node),
        }
    }
}

/// Whether a side leaves `element` out where it stands.
pub fn is_left_out(element: Element<'_>, side: Side) -> bool {
    let Some(name) = tei_name(element) else {
        return false;
    };
    let left_out = match name {
        "note" | "noteGrp" | "teiHeader" | "witDetail" | "listApp" => true,
        "app" => speaks_of_elsewhere(element),
        "fw" | "surplus" | "del" => side == Side::Reading,
        "supplied" => side == Side::Witness,
        _ => false,
    };
    left_out || is_rejected(element, side)
}

/// Whether `element` is an alternative that the side does not take.
fn is_rejected(element: Element<'_>, side: Side) -> bool {
    let Some(parent) = element.parent() else {
        return false;
    };
    match tei_name(parent) {
        Some("choice") => chosen(parent, side) != Some(element),
        Some("app" | "rdgGrp") if tei_name(element) != Some("rdgGrp") => {
            let app = element.ancestors().find(|above| above.is("app"));
            app.and_then(lemma_or_first_reading) != Some(element)
        }
        _ => false,
    }
}

/// Whether an `app` is about words that stand elsewhere: with double end-points
/// it has `@from`; what refers to a place stands in a list, or in a division that
/// is an apparatus (as inscriptions are edited), or the header says that entries
/// of this file are of that kind (TEI TCAPLK).
pub fn speaks_of_elsewhere(app: Element<'_>) -> bool {
    if app.attribute("from").is_some() {
        return true;
    }
    let is_list = |above: Element<'_>| above.is("listApp") || is_division_of_entries(above);
    let mut above = app.ancestors();
    match above.find(|above| above.is("rdg") || above.is("lem") || is_list(*above)) {
        Some(found) => is_list(found),
        None => app.tree().has_name("variantEncoding") && refers_to_locations(app),
    }
}

/// Whether an element is a division that holds an apparatus and no text.
fn is_division_of_entries(element: Element<'_>) -> bool {
    element.is("div") && element.attribute("type").as_deref() == Some("apparatus")
}

/// Whether the header says that entries in the text refer to locations.
fn refers_to_locations(app: Element<'_>) -> bool {
    let header = app.tree().root().find("encodingDesc");
    let encoding = header.and_then(|header| header.find("variantEncoding"));
    let says = |name, value| {
        let said = encoding.and_then(|encoding| encoding.attribute(name));
        said.is_some_and(|said| said == value)
    };
    says("method", "location-referenced") && !says("location", "external")
}

/// The element of this file whose words an empty element repeats (`@copyOf`, TEI
/// SAVE); none of one that it stands in.
pub fn copied(element: Element<'_>) -> Option<Element<'_>> {
    if element.attribute("copyOf").is_none() || element.children().next().is_some() {
        return None;
    }
    let original = target(element.tree(), element, "copyOf")?;
    let holds_it = original.id() <= element.id() && element.id() < original.end();
    (!holds_it).then_some(original)
}

/// White space between the alternatives of a `choice` or an `app`.
pub fn stands_between_alternatives(node: Node<'_>) -> bool {
    node.parent()
        .is_some_and(|parent| parent.is("choice") || parent.is("app") || parent.is("rdgGrp"))
}

/// The child of a `choice` that a side takes (TEI COED).
pub fn chosen<'t>(choice: Element<'t>, side: Side) -> Option<Element<'t>> {
    let edited = |child: &Element<'_>| match tei_name(*child) {
        Some("corr") => !is_proposal(*child),
        Some("reg" | "expan") => true,
        _ => false,
    };
    let found = |child: &Element<'_>| child.is("sic") || child.is("orig") || child.is("abbr");
    let first = choice.elements().next();
    match side {
        Side::Reading => (choice.elements().find(edited))
            .or_else(|| choice.elements().find(found))
            .or(first),
        Side::Witness => choice.elements().find(found).or(first),
    }
}

/// The `lem` of an `app`, or its first `rdg` (TEI TCAPLR), in whatever groups
/// they stand.
pub fn lemma_or_first_reading(app: Element<'_>) -> Option<Element<'_>> {
    let mut first = None;
    let mut resume = app.id();
    for element in app.descendants().filter_map(Node::element) {
        if element.id() < resume {
            continue;
        }
        match tei_name(element) {
            Some("rdgGrp") => continue,
            Some("lem") => return Some(element),
            Some("rdg") => first = first.or(Some(element)),
            _ => {}
        }
        resume = element.end();
    }
    first
}

/// Whether a `corr` only proposes: the reading text keeps the `sic`.
pub fn is_proposal(corr: Element<'_>) -> bool {
    corr.attribute("type").as_deref() == Some("proposal")
}

/// Whether an element parts the words before it from those after it.
pub fn parts_words(element: Element<'_>) -> bool {
    match tei_name(element) {
        Some("lb" | "pb" | "cb" | "gb" | "milestone") => {
            element.attribute("break").as_deref() != Some("no")
        }
        _ => is_block(element),
    }
}
