//! Which runs of words belong together, and how is each of them cited?
//!
//! The reading text in stretches: a paragraph, a heading, some lines of verse, a
//! few entries of a list. Together they are all of it, whether or not it stands
//! in something that can be cited by itself. Each knows the references of the
//! units that begin in it, so that a word leads to the line in which it stands.

use super::Document;
use super::element::{is_block, is_division, is_example, tei_name};
use super::gaiji::sign;
use super::parting::{is_parted, parts_words, said};
use super::text::{Side, is_left_out, stands_between_alternatives};
use super::white;
use crate::xml::{Element, Node, NodeId};

/// What a stretch has before a line, an entry of a list, a cell begins the next
/// one: some ten lines of verse, in bytes.
const ENOUGH: usize = 400;

/// What a stretch has before it ends where a sentence does, in bytes: longer
/// paragraphs than this are cut.
const MUCH: usize = 6_000;

/// What a stretch has before it ends between any two words, in bytes.
const TOO_MUCH: usize = 12_000;

/// A run of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The node with its first words.
    pub node: NodeId,
    /// Its words, white space collapsed.
    pub text: String,
    /// From which byte on it is cited as which unit of
    /// [`Citation::addresses`](super::citation::Citation::addresses); none where
    /// nothing citable is around.
    pub places: Vec<(usize, Option<usize>)>,
}

/// The reading text of `document`, in its order.
pub fn stretches(document: &Document) -> Vec<Stretch> {
    let mut cutter = Cutter {
        document,
        found: Vec::new(),
        stretch: None,
        apart: false,
        ends: Vec::new(),
        around: Vec::new(),
    };
    for root in document.text() {
        let mut resume = root.id();
        for node in std::iter::once(root.node()).chain(root.descendants()) {
            if node.id() < resume {
                continue;
            }
            cutter.leave_until(node.id());
            match node.element() {
                None => cutter.read(node),
                Some(inner) if is_left_out(inner, Side::Reading) => resume = inner.end(),
                Some(inner) if is_example(inner) => {
                    cutter.source(inner);
                    resume = inner.end();
                }
                Some(inner) => cutter.enter(inner),
            }
        }
        cutter.leave_until(root.end());
        cutter.cut();
    }
    cutter.found
}

/// How a stretch ends at an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    /// Always.
    Always,
    /// If it has enough words.
    IfLong,
    /// Not at all, but words do.
    Never,
}

struct Cutter<'d> {
    document: &'d Document,
    found: Vec<Stretch>,
    stretch: Option<Stretch>,
    /// Whether a space belongs before the next word.
    apart: bool,
    /// Blocks that are open: the first node after each, and what happens there.
    ends: Vec<(NodeId, Cut)>,
    /// Units that are open: the first node after each, and the unit.
    around: Vec<(NodeId, usize)>,
}

impl Cutter<'_> {
    fn leave_until(&mut self, node: NodeId) {
        while let Some((_, cut)) = self.ends.pop_if(|(end, _)| *end <= node) {
            self.apart = true;
            self.cut_at(cut);
        }
        if self.around.iter().any(|(end, _)| *end <= node) {
            self.around.retain(|(end, _)| *end > node);
            self.place();
        }
    }

    fn enter(&mut self, element: Element<'_>) {
        let cut = cut(element);
        if parts_words(element) {
            self.apart = true;
            self.cut_at(cut);
            self.ends.push((element.end(), cut));
        } else {
            let last = (self.stretch.as_ref()).and_then(|stretch| stretch.text.chars().next_back());
            self.apart |= is_parted(element, last);
        }
        if let Some(sign) = sign(element).filter(|sign| !sign.text.is_empty()) {
            self.put(element.node(), &sign.text);
            self.apart = false;
        }
        if let Some(at) = self.document.citation().at(element.id()) {
            let end = self.document.citation().addresses().units()[at].end;
            self.around.push((end, at));
            self.place();
        }
    }

    /// An element as its source.
    fn source(&mut self, element: Element<'_>) {
        self.apart = true;
        self.words(element.node(), element.node().raw());
        self.apart = true;
    }

    fn read(&mut self, node: Node<'_>) {
        if stands_between_alternatives(node) {
            return;
        }
        self.words(node, &said(node));
    }

    fn words(&mut self, node: Node<'_>, text: &str) {
        self.apart |= text.starts_with(char::is_whitespace);
        for run in white::runs(text) {
            let length = self.stretch.as_ref().map_or(0, |s| s.text.len());
            if length + run.len() < MUCH {
                self.put(node, run);
            } else {
                run.split(' ').for_each(|word| self.put(node, word));
            }
        }
        if !text.is_empty() {
            self.apart = text.ends_with(char::is_whitespace);
        }
    }

    /// Puts words of a node after those that are there; what follows them in the node
    /// are other words.
    fn put(&mut self, node: Node<'_>, words: &str) {
        if self.apart {
            self.between();
        }
        let place = self.around.last().map(|(_, at)| *at);
        let stretch = self.stretch.get_or_insert_with(|| Stretch {
            node: node.id(),
            text: String::new(),
            places: vec![(0, place)],
        });
        stretch.text.push_str(words);
        self.apart = true;
    }

    /// Between two words.
    fn between(&mut self) {
        self.apart = false;
        let Some(stretch) = &mut self.stretch else {
            return;
        };
        let sentence = || stretch.text.ends_with(['.', '!', '?', ';', '·', '。', '।']);
        let length = stretch.text.len();
        if length > TOO_MUCH || (length > MUCH && sentence()) {
            self.cut();
        } else {
            stretch.text.push(' ');
        }
    }

    /// What follows is cited otherwise.
    fn place(&mut self) {
        let place = self.around.last().map(|(_, at)| *at);
        let Some(stretch) = &mut self.stretch else {
            return;
        };
        let at = stretch.text.len();
        match stretch.places.last_mut() {
            Some(last) if last.0 == at => last.1 = place,
            Some(last) if last.1 == place => {}
            _ => stretch.places.push((at, place)),
        }
    }

    fn cut_at(&mut self, cut: Cut) {
        let long = || {
            self.stretch
                .as_ref()
                .is_some_and(|s| s.text.len() >= ENOUGH)
        };
        if cut == Cut::Always || (cut == Cut::IfLong && long()) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.apart = false;
        self.found.extend(self.stretch.take());
    }
}

fn cut(element: Element<'_>) -> Cut {
    match tei_name(element) {
        Some("p" | "ab" | "head" | "text" | "body" | "front" | "back" | "entry" | "entryFree") => {
            Cut::Always
        }
        Some(name) if is_division(name) => Cut::Always,
        _ if is_block(element) => Cut::IfLong,
        _ => Cut::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tei;

    fn told(xml: &str) -> Vec<String> {
        let document = tei::read("t.xml", xml.as_bytes())
            .expect("well formed")
            .value;
        let units = document.citation().addresses().units();
        let place = |(at, unit): &(usize, Option<usize>)| {
            format!(
                "{at}={}",
                unit.map_or("", |unit| units[unit].reference.as_str())
            )
        };
        let told = stretches(&document).into_iter().map(|stretch| {
            let places: Vec<String> = stretch.places.iter().map(place).collect();
            format!("{} [{}]", stretch.text, places.join(" "))
        });
        told.collect()
    }

    #[test]
    fn all_words_are_in_a_stretch_and_know_their_place() {
        let told = told(
            "<TEI><text><body><div n='1'><head>A head</head><p>One <note>no</note>two\
             <lb break='no'/>s</p><list><item>x</item><item>y</item></list>\
             <lg><l n='1'>arma</l><l n='2'>cano</l></lg></div></body></text></TEI>",
        );
        assert_eq!(
            told,
            [
                "A head [0=1.head1]",
                "One twos [0=1.p1]",
                "x y arma cano [0=1 3=1.1 8=1.2]"
            ]
        );
    }

    #[test]
    fn where_it_is_cut_does_not_depend_on_white_space() {
        let sentences = "Arma virumque cano. ".repeat(40);
        let paragraph = |text: &str| {
            // Nodes of many lengths, so that cuts fall within and between them.
            let parts = (1..60).map(|length| format!("<hi>{}</hi> ", &text[..length * 10]));
            let parts: String = parts.collect();
            told(&format!(
                "<TEI><text><body><p>{parts}</p></body></text></TEI>"
            ))
        };
        let once = paragraph(&sentences);
        assert!(once.len() > 2, "{}", once.len());
        assert_eq!(once, paragraph(&sentences.replace(' ', "\n")));
    }

    #[test]
    fn what_is_long_is_cut_between_words() {
        let long = "word ".repeat(4_000);
        let lengths: Vec<usize> = told(&format!(
            "<TEI><text><body><p>{long}</p></body></text></TEI>"
        ))
        .iter()
        .map(String::len)
        .collect();
        assert_eq!(lengths.len(), 2);
        let all: usize = lengths.iter().sum();
        assert!(all > 19_990, "{lengths:?}");
    }
}
