//! Which words does a side of the text have?
//!
//! Two sides are encoded in one file (docs/encoding.md): the *reading* side
//! takes `corr`, `reg`, `expan` and the lemma, and leaves out what does not
//! belong to the text; the *witness* side takes `sic`, `orig`, `abbr`, and
//! leaves out what the editor supplied. Of a substitution on the page the
//! reading side has the last state, the witness side the first. Notes, and how signs are
//! read (`rt` in `ruby`), belong to neither.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::element::{collapse, is_example, tei_name};
use super::gaiji::sign;
use super::parting::{is_parted, parts_hashed_words, parts_words, said};
use super::pointer::target;
use super::traits::{Traits, traits};
use super::white;
use crate::edition::word;
use crate::xml::{Element, Node, NodeId, Tree};

/// A side of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The text as edited.
    Reading,
    /// The text as the witness has it.
    Witness,
}

/// The words of the reading side of `element`, white space collapsed; what parts
/// them says [`super::parting`].
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
            Some(inner) if is_example(inner) => return Some('<'),
            Some(inner) => {
                let letter = sign(inner).and_then(|sign| sign.text.chars().next());
                if letter.is_some() {
                    return letter;
                }
            }
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
    collapse(&read(element, side, least).into_text())
}

/// How many words the reading side of `element` has: see [`count_words`].
pub fn count_words_of(element: Element<'_>) -> u32 {
    count_words(&read(element, Side::Reading, usize::MAX).into_text())
}

fn read(element: Element<'_>, side: Side, least: usize) -> Reader {
    let mut reader = Reader::with_room_for(side, element);
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
    reader
}

/// The words of the reading side of the nodes from `first` to before `end`, white
/// space collapsed.
pub fn text_between(tree: &Tree, first: NodeId, end: NodeId) -> String {
    text_until(tree, (first, end), usize::MAX)
}

/// The same as docs/passages.md has it, with the reading aids of `ruby`: what is
/// cited by its hash must not change.
pub fn hashed_between(tree: &Tree, first: NodeId, end: NodeId) -> String {
    let reader = Reader {
        is_hashed: true,
        ..Reader::new(Side::Reading)
    };
    read_until(reader, tree, (first, end), usize::MAX)
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
fn text_until(tree: &Tree, nodes: (NodeId, NodeId), enough: usize) -> String {
    read_until(Reader::new(Side::Reading), tree, nodes, enough)
}

fn read_until(
    mut reader: Reader,
    tree: &Tree,
    (first, end): (NodeId, NodeId),
    enough: usize,
) -> String {
    reader.begin_within(tree.node(first));
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

/// Bytes that are set aside for the words of an element: a paragraph has fewer.
const LARGEST_ROOM: usize = 1_024;

/// Takes down the words of a side, node by node in the order of the file.
pub struct Reader {
    side: Side,
    raw: String,
    blocks: Vec<NodeId>,
    /// Whether it takes down what is hashed: how signs are read, too, and words
    /// parted as docs/passages.md has it.
    is_hashed: bool,
}

impl Reader {
    /// Nothing read yet.
    pub fn new(side: Side) -> Self {
        Self {
            side,
            raw: String::new(),
            blocks: Vec::new(),
            is_hashed: false,
        }
    }

    /// Nothing read yet of `element`, with room for its words, if they are few.
    pub fn with_room_for(side: Side, element: Element<'_>) -> Self {
        Self {
            raw: String::with_capacity(element.node().raw().len().min(LARGEST_ROOM)),
            ..Self::new(side)
        }
    }

    /// Begins at `node`: the blocks around it end as well.
    fn begin_within(&mut self, node: Node<'_>) {
        let around = std::iter::successors(node.parent(), |element| element.parent());
        let blocks = around.filter(|element| self.parts(*element));
        self.blocks = blocks.map(|block| block.end()).collect();
        self.blocks.reverse();
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
        let is_left_out = match self.is_hashed {
            true => is_left_out_of_hashed(element, self.side),
            false => is_left_out(element, self.side),
        };
        if is_left_out {
            return false;
        }
        if is_example(element) && !self.is_hashed {
            self.raw.extend([" ", element.node().raw(), " "]);
            return false;
        }
        self.open(element);
        true
    }

    /// Enters an element that is not left out, whatever the side would do.
    pub fn open(&mut self, element: Element<'_>) {
        if self.parts(element) {
            self.raw.push(' ');
            self.blocks.push(element.end());
        } else if !self.is_hashed && is_parted(element, self.raw.chars().next_back()) {
            self.raw.push(' ');
        }
        if let Some(sign) = sign(element).filter(|_| !self.is_hashed) {
            self.raw.push_str(&sign.text);
        }
    }

    fn parts(&self, element: Element<'_>) -> bool {
        match self.is_hashed {
            true => parts_hashed_words(element),
            false => parts_words(element),
        }
    }

    /// Takes down a sign that is not in the file.
    pub fn write(&mut self, sign: &str) {
        self.raw.push_str(sign);
    }

    /// Takes down character data.
    pub fn read(&mut self, node: Node<'_>) {
        if stands_between_alternatives(node) {
            return;
        }
        let text = match self.is_hashed {
            true => node.text(),
            false => said(node),
        };
        self.raw.push_str(&text);
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

/// Words of a text: those that have a letter or digit. What stands between white
/// space is one, in scripts without spaces every sign.
pub fn count_words(text: &str) -> u32 {
    let is_word = |run: &&str| run.chars().any(char::is_alphanumeric);
    let words = white::words(text).flat_map(word::parts);
    words.filter(is_word).count() as u32
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
    if side == Side::Reading && is_restored(element) {
        return false;
    }
    let own = traits(element);
    let is_foreign_alternative = || {
        let parent = element.parent();
        parent.is_some_and(|parent| traits(parent).has(Traits::CHOICE))
            && is_rejected(element, side)
    };
    own.has(Traits::READING_AID.and(Traits::ASIDE))
        || leaves_out(element, side)
        || is_foreign_alternative()
        || (!own.has(Traits::TEI) && acts(element))
}

/// Whether an element of another vocabulary holds instructions for programs.
fn acts(element: Element<'_>) -> bool {
    matches!(element.name(), "script" | "style")
}

/// The same as docs/passages.md has it: how signs are read is kept; what is restored, marks
/// of the scribe and what is special in other vocabularies are not known.
fn is_left_out_of_hashed(element: Element<'_>, side: Side) -> bool {
    !traits(element).has(Traits::READING_AID) && leaves_out(element, side)
}

/// Whether words are struck out of which the striking out was taken back (`restore`, TEI
/// PHCD): they are read.
fn is_restored(del: Element<'_>) -> bool {
    del.is("del") && del.parent().is_some_and(|parent| parent.is("restore"))
}

fn leaves_out(element: Element<'_>, side: Side) -> bool {
    let own = traits(element);
    let never = match side {
        Side::Reading => Traits::BESIDE.and(Traits::NOT_READ),
        Side::Witness => Traits::BESIDE.and(Traits::NOT_WRITTEN),
    };
    own.has(never)
        || (side == Side::Witness && own.has(Traits::ADD) && replaces(element))
        || (own.has(Traits::APP) && speaks_of_elsewhere(element))
        || (own.has(Traits::TEI) && is_rejected(element, side))
}

/// Whether an `add` stands for what was struck out: in the same `subst`, or just
/// beside it.
fn replaces(add: Element<'_>) -> bool {
    let Some(parent) = add.parent() else {
        return false;
    };
    if parent.is("subst") {
        return parent.child("del").is_some();
    }
    is_del(add.node().before().find(|node| !is_blank(*node))) || is_del(after(add, parent))
}

fn is_del(node: Option<Node<'_>>) -> bool {
    node.and_then(Node::element)
        .is_some_and(|element| element.is("del"))
}

/// The node after an element in its parent, white space passed over.
fn after<'t>(element: Element<'t>, parent: Element<'t>) -> Option<Node<'t>> {
    let following = parent.tree().between(element.end(), parent.end());
    following.into_iter().find(|node| !is_blank(*node))
}

fn is_blank(node: Node<'_>) -> bool {
    node.element().is_none() && node.text().trim().is_empty()
}

/// Whether `element` is an alternative that the side does not take.
pub fn is_rejected(element: Element<'_>, side: Side) -> bool {
    let own = traits(element);
    let Some(parent) = element.parent() else {
        return false;
    };
    let around = traits(parent);
    if around.has(Traits::CHOICE) {
        return chosen(parent, side) != Some(element);
    }
    if !around.has(Traits::APP.and(Traits::GROUP)) || own.has(Traits::GROUP) {
        return false;
    }
    let app = match around.has(Traits::APP) {
        true => Some(parent),
        false => (parent.ancestors()).find(|above| traits(*above).has(Traits::APP)),
    };
    app.and_then(lemma_or_first_reading) != Some(element)
}

/// Whether an `app` is about words that stand elsewhere: with double end-points
/// it has `@from`; what refers to a place stands in a list, or in a division that
/// is an apparatus (as inscriptions are edited), or the header says that entries
/// of this file are of that kind (TEI TCAPLK).
pub fn speaks_of_elsewhere(app: Element<'_>) -> bool {
    if app.attribute("from").is_some() {
        return true;
    }
    let is_list =
        |above: Element<'_>| traits(above).has(Traits::LIST_APP) || is_division_of_entries(above);
    let mut above = app.ancestors();
    match above.find(|above| traits(*above).has(Traits::READING) || is_list(*above)) {
        Some(found) => is_list(found),
        None => app.tree().has_name("variantEncoding") && refers_to_locations(app),
    }
}

/// Whether an element is a division that holds an apparatus and no text.
fn is_division_of_entries(element: Element<'_>) -> bool {
    traits(element).has(Traits::HOLDS_PARAGRAPHS)
        && element.is("div")
        && element.attribute("type").as_deref() == Some("apparatus")
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
    let alternatives = Traits::APP.and(Traits::GROUP).and(Traits::CHOICE);
    (node.parent()).is_some_and(|parent| traits(parent).has(alternatives))
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
    let mut at = app.id().after();
    while at < app.end() {
        let node = app.tree().node(at);
        at = at.after();
        let Some(element) = node.element() else {
            continue;
        };
        let own = traits(element);
        if own.has(Traits::GROUP) {
            continue;
        }
        at = element.end();
        if own.has(Traits::READING) {
            if element.name() == "lem" {
                return Some(element);
            }
            first = first.or(Some(element));
        }
    }
    first
}

/// Whether a `corr` only proposes: the reading text keeps the `sic`.
pub fn is_proposal(corr: Element<'_>) -> bool {
    corr.attribute("type").as_deref() == Some("proposal")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_scripts_without_spaces_are_counted() {
        for (text, count) in [("arma virumque – cano", 3), ("道可道，非常道。 x", 7)] {
            assert_eq!(count_words(text), count, "{text}");
        }
    }

    #[test]
    fn of_corrections_each_side_has_one_state() {
        let read = |xml: &str| {
            let tree = crate::xml::read("t.xml", xml.as_bytes())
                .expect("well formed")
                .value;
            [Side::Reading, Side::Witness].map(|side| side_text(tree.root(), side))
        };
        for (xml, reading, witness) in [
            (
                "<p>The <subst><del>old</del><add>new</add></subst> king</p>",
                "The new king",
                "The old king",
            ),
            (
                "<p>He <del>was</del> <add>is</add> here</p>",
                "He is here",
                "He was here",
            ),
            ("<p>owe<add>n</add>d</p>", "owend", "owend"),
            (
                "<app><rdg wit='#C'><add>wort</add></rdg></app>",
                "wort",
                "wort",
            ),
            (
                "<app><lem>the <add>red</add> <subst><add>b</add><del>c</del></subst></lem></app>",
                "the red b",
                "the red c",
            ),
            ("<p>a<surplus><add>b</add></surplus></p>", "a", "ab"),
            (
                "<p>Juristerey und <restore><del>Medizin</del></restore>, <del>leider</del></p>",
                "Juristerey und Medizin,",
                "Juristerey und Medizin, leider",
            ),
            (
                "<p><choice><m:facs xmlns:m='urn:m'>H\u{a75b}</m:facs><m:norm xmlns:m='urn:m'>Hér</m:norm></choice> er</p>",
                "H\u{a75b} er",
                "H\u{a75b} er",
            ),
        ] {
            let expected = [reading, witness].map(str::to_owned);
            assert_eq!(read(xml), expected, "{xml}");
        }
    }

    #[test]
    fn how_signs_are_read_belongs_to_neither_side_but_to_what_is_hashed() {
        let xml = "<p><ruby><rb>御時</rb><rt>おほむとき</rt></ruby>にか</p>";
        let tree = crate::xml::read("t.xml", xml.as_bytes())
            .expect("well formed")
            .value;
        let root = tree.root();
        assert_eq!(reading_text(root), "御時にか");
        assert_eq!(side_text(root, Side::Witness), "御時にか");
        let hashed = hashed_between(&tree, root.id(), root.end());
        assert_eq!(hashed, "御時おほむときにか");
    }

    #[test]
    fn examples_are_read_as_their_source() {
        let xml = "<p>as in<egXML xmlns='http://www.tei-c.org/ns/Examples'><p>a &amp; b</p>\n</egXML>here</p>";
        let tree = crate::xml::read("t.xml", xml.as_bytes())
            .expect("well formed")
            .value;
        let root = tree.root();
        let words =
            "as in <egXML xmlns='http://www.tei-c.org/ns/Examples'><p>a &amp; b</p> </egXML> here";
        assert_eq!(reading_text(root), words);
        let hashed = hashed_between(&tree, root.id(), root.end());
        assert_eq!(hashed, "as ina & b here");
    }

    #[test]
    fn what_is_no_text_is_not_read() {
        let xml = "<p>one<metamark>✗</metamark> two<svg xmlns='http://www.w3.org/2000/svg'>\
            <style>x{fill:red}</style><script>go()</script><text>three</text></svg></p>";
        let tree = crate::xml::read("t.xml", xml.as_bytes())
            .expect("well formed")
            .value;
        let root = tree.root();
        assert_eq!(reading_text(root), "one twothree");
        assert_eq!(side_text(root, Side::Witness), "one twothree");
        let hashed = hashed_between(&tree, root.id(), root.end());
        assert_eq!(hashed, "one✗ twox{fill:red}go()three");
    }

    #[test]
    fn a_block_that_ends_within_a_passage_parts_words() {
        let xml = b"<div><q><p>arma <hi>virumque</hi></p>cano</q><p>Troiae</p></div>";
        let tree = crate::xml::read("t.xml", xml).expect("well formed").value;
        let first = tree.root().find("hi").expect("hi").id();
        let between = |end| text_between(&tree, first, end);
        assert_eq!(between(tree.root().end()), "virumque cano Troiae");
        let whole = tree.root().id();
        assert_eq!(text_between(&tree, whole, first), "arma");
    }
}
