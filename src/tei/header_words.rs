//! What does an element of the header say, in one line?
//!
//! Headers part with elements what a line of words has to part with a space: the
//! paragraphs of an abstract, the town and the country of a place, family name and
//! forename. [`in_words`] has the space; the words of the text itself are read by
//! [`super::text`], which knows nothing of that.

use super::element::{collapse, is_block, tei_name};
use super::gaiji::sign;
use super::parting::{is_unspaced, parts_are_parted, parts_words, said};
use super::text::{Side, is_rejected};
use super::traits::{Traits, traits};
use crate::xml::{Element, NodeId};

/// The words of an element, white space collapsed. Blocks and line breaks part
/// words (`lb break="no"` does not), and so do elements side by side that say
/// something of their own each.
pub fn in_words(element: Element<'_>) -> String {
    told(element, |_| None)
}

/// The same without the elements of these names in it.
pub fn words_without(element: Element<'_>, left_out: &[&str]) -> String {
    told(element, |inner| {
        let name = tei_name(inner)?;
        left_out.contains(&name).then(String::new)
    })
}

/// The same with other words for some of the elements in it: those for which
/// `instead` has any.
pub fn told(element: Element<'_>, instead: impl Fn(Element<'_>) -> Option<String>) -> String {
    let mut line = Line::default();
    let mut resume = element.id();
    for node in element.descendants() {
        if node.id() < resume {
            continue;
        }
        line.leave_until(node.id());
        let Some(inner) = node.element() else {
            line.say(&said(node));
            continue;
        };
        if is_rejected(inner, Side::Reading) {
            resume = inner.end();
            continue;
        }
        match instead(inner) {
            Some(words) if words.is_empty() => {
                line.part(Gap::LeftOut);
                resume = inner.end();
            }
            Some(words) => {
                line.part(Gap::Line);
                line.say(&words);
                line.part(Gap::Line);
                resume = inner.end();
            }
            None => line.enter(inner),
        }
    }
    collapse(&line.words)
}

/// What stands between two words, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    /// Something that is left out.
    LeftOut,
    /// Two elements with nothing between them.
    Part,
    /// The end of a line, or something that is said in other words.
    Line,
    /// The end of a block.
    Block,
}

/// Words that are being put together.
#[derive(Default)]
struct Line {
    words: String,
    gap: Option<Gap>,
    /// Where the blocks end that have begun.
    blocks: Vec<NodeId>,
    /// Where the elements end that say something of their own.
    parts: Vec<NodeId>,
    /// Where that of them ends which had the last words.
    said_in: Option<NodeId>,
}

impl Line {
    fn leave_until(&mut self, at: NodeId) {
        while self.blocks.pop_if(|end| *end <= at).is_some() {
            self.part(Gap::Block);
        }
        while self.parts.pop_if(|end| *end <= at).is_some() {}
    }

    fn enter(&mut self, element: Element<'_>) {
        if is_block(element) {
            self.part(Gap::Block);
            self.blocks.push(element.end());
        } else if parts_words(element) {
            self.part(Gap::Line);
        }
        if traits(element).has(Traits::PART) {
            if self.said_in.is_some_and(|end| end <= element.id()) {
                self.part(Gap::Part);
            }
            self.parts.push(element.end());
        }
        if let Some(sign) = sign(element) {
            self.say(&sign.text);
        }
    }

    fn part(&mut self, gap: Gap) {
        self.gap = self.gap.max(Some(gap));
    }

    fn say(&mut self, words: &str) {
        let Some(first) = words.chars().next() else {
            return;
        };
        if self.gap.take().is_some_and(|gap| self.is_open(gap, first)) {
            self.words.push(' ');
        }
        self.words.push_str(words);
        self.said_in = self.parts.last().copied();
    }

    /// Whether a gap before this sign is a space.
    fn is_open(&self, gap: Gap, first: char) -> bool {
        let Some(last) = self.words.chars().next_back() else {
            return false;
        };
        match gap {
            Gap::Block => true,
            // Where a note stands, a word may end; signs stay where they are.
            Gap::LeftOut => {
                last.is_alphanumeric() && first.is_alphanumeric() && !is_unspaced(first)
            }
            Gap::Part => parts_are_parted(last, first),
            Gap::Line if is_unspaced(last) && is_unspaced(first) => false,
            Gap::Line => !",.;:!?)]".contains(first) && !"-‐(".contains(last),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_elements_part_is_parted() {
        let table = [
            (
                "<abstract><p>One.</p><p>Two.</p><list><item>a</item><item>b</item></list></abstract>",
                "One. Two. a b",
            ),
            (
                "<pubPlace><settlement>Leith</settlement><country>UK</country></pubPlace>",
                "Leith UK",
            ),
            (
                "<pubPlace><settlement>Leith</settlement>, <country>UK</country></pubPlace>",
                "Leith, UK",
            ),
            ("<title>The title<lb/>goes on</title>", "The title goes on"),
            ("<title>The ti<lb break='no'/>tle</title>", "The title"),
            ("<title>The ti <lb break='no'/>\n tle</title>", "The title"),
            ("<title>Two<lb/> spaces</title>", "Two spaces"),
            (
                "<title>In <hi>F</hi>ull <hi>a</hi><hi>b</hi></title>",
                "In Full ab",
            ),
            (
                "<persName><nameLink>d’</nameLink><surname>Alembert</surname></persName>",
                "d’Alembert",
            ),
            (
                "<persName><forename>Jean</forename>-<forename>Paul</forename></persName>",
                "Jean-Paul",
            ),
            (
                "<persName><surname>夏目</surname><forename>漱石</forename></persName>",
                "夏目漱石",
            ),
            (
                "<author><persName><surname>Pope</surname></persName><persName>Roe</persName></author>",
                "Pope Roe",
            ),
        ];
        for (xml, words) in table {
            let tree = crate::xml::read("t.xml", xml.as_bytes()).unwrap().value;
            assert_eq!(in_words(tree.root()), words, "{xml}");
        }
    }

    #[test]
    fn what_is_left_out_parts_words() {
        let xml = b"<title>A <note>n</note><lb/>title<note>m</note>, again</title>";
        let tree = crate::xml::read("t.xml", xml).unwrap().value;
        assert_eq!(words_without(tree.root(), &["note"]), "A title, again");
    }
}
