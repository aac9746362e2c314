//! Where do line ends mean no space, because the script has none?
//!
//! Chinese and Japanese do not part words, nor do Thai, Khmer, Tibetan and their
//! neighbours. A line that begins between two of their signs (`lb`, `pb` …) parts none,
//! whatever white space stands beside it; nor does the end of a line of the file
//! between two of Chinese or Japanese (CSS Text 3, *segment breaks*). In the others a space
//! ends a sentence, and a file is wrapped there.

use std::borrow::Cow;
use std::ops::Range;

use super::element::is_block;
use super::gaiji;
use super::text::{Side, is_left_out};
use super::traits::{Traits, traits};
use crate::edition::word::{is_unspaced, is_wide};
use crate::xml::{Element, Kind, Node, NodeId};

/// Nodes that are looked at on either side of a place, at most.
const MOST_NODES: usize = 24;

/// Elements without words that show something, or stand for a space: no sign of the
/// script stands beside what stands beside them. Sorted.
const SHOWN: &[&str] = &[
    "binaryObject",
    "formula",
    "g",
    "gap",
    "graphic",
    "media",
    "notatedMusic",
    "ptr",
    "space",
];

/// Whether a line, a column or a page begins between two signs of scripts without spaces.
pub fn goes_on_over(element: Element<'_>) -> bool {
    let beside = |side| sign_beside(element.node(), side);
    traits(element).has(Traits::BREAK)
        && beside(Beside::Before).is_some_and(|found| is_unspaced(found.sign))
        && beside(Beside::After).is_some_and(|found| is_unspaced(found.sign))
}

/// The text of a node without the white space that its script does not have.
pub fn unspaced<'t>(node: Node<'_>, text: Cow<'t, str>) -> Cow<'t, str> {
    let gaps = gaps(node, &text);
    if gaps.is_empty() {
        return text;
    }
    let mut said = String::with_capacity(text.len());
    let mut from = 0;
    for gap in gaps {
        said.push_str(&text[from..gap.start]);
        from = gap.end;
    }
    said.push_str(&text[from..]);
    Cow::Owned(said)
}

/// The runs of white space in the text of a node that its script does not have.
pub fn gaps(node: Node<'_>, text: &str) -> Vec<Range<usize>> {
    let begin = text.len() - text.trim_start().len();
    let end = text.trim_end().len();
    let mut gaps = Vec::new();
    if begin > end {
        // Nothing but white space.
        let is_gap = !text.is_empty() && {
            let before = sign_beside(node, Beside::Before);
            before.is_some_and(|before| {
                is_unspaced(before.sign)
                    && sign_beside(node, Beside::After)
                        .is_some_and(|after| joins(before, after, text))
            })
        };
        gaps.extend(is_gap.then_some(0..text.len()));
        return gaps;
    }
    if text.bytes().all(|byte| byte < 0xe0) {
        // The first sign of these scripts is U+0E00.
        return gaps;
    }
    let own = |sign: Option<char>| {
        let sign = sign.filter(|sign| is_unspaced(*sign))?;
        Some(Sign { sign, line: false })
    };
    if let Some(first) = own(text[begin..].chars().next()).filter(|_| begin > 0) {
        let before = sign_beside(node, Beside::Before);
        if before.is_some_and(|before| joins(before, first, &text[..begin])) {
            gaps.push(0..begin);
        }
    }
    let within = &text[begin..end];
    for (at, _) in within.match_indices('\n') {
        let (before, after) = (within[..at].trim_end(), within[at..].trim_start());
        let gap = begin + before.len()..end - after.len();
        let last = before.chars().next_back();
        let is_gap = last.is_some_and(is_wide) && after.chars().next().is_some_and(is_wide);
        if is_gap && gaps.last() != Some(&gap) {
            gaps.push(gap);
        }
    }
    if let Some(last) = own(text[..end].chars().next_back()).filter(|_| end < text.len()) {
        let after = sign_beside(node, Beside::After);
        if after.is_some_and(|after| joins(last, after, &text[end..])) {
            gaps.push(end..text.len());
        }
    }
    gaps
}

/// Whether white space between two signs is none.
fn joins(before: Sign, after: Sign, white: &str) -> bool {
    let line = before.line || after.line;
    let all = |is: fn(char) -> bool| is(before.sign) && is(after.sign);
    (line && all(is_unspaced)) || (white.contains('\n') && all(is_wide))
}

#[derive(Clone, Copy)]
enum Beside {
    Before,
    After,
}

/// A sign that stands beside a place.
#[derive(Clone, Copy)]
struct Sign {
    sign: char,
    /// Whether a line, a column or a page begins between the two.
    line: bool,
}

/// The sign of the reading text that stands nearest to a node in the same block, if it is
/// of a script without spaces.
fn sign_beside(node: Node<'_>, side: Beside) -> Option<Sign> {
    let tree = node.tree();
    let mut at = node.id();
    let mut line = false;
    for _ in 0..MOST_NODES {
        let from = at;
        at = match side {
            Beside::Before => at.before(),
            Beside::After => at.after(),
        };
        if at == from || at.index() >= tree.len() {
            return None;
        }
        let beside = tree.node(at);
        let element = beside.element();
        if element.is_none() && !is_text(beside) {
            continue;
        }
        if let Some(out) = left_out_around(beside, node) {
            at = match side {
                Beside::Before => out.id(),
                Beside::After => out.end().before(),
            };
            continue;
        }
        if !stand_in_one_block(beside, node) {
            return None;
        }
        let told = |sign, line| {
            let is_sure = is_unspaced(sign) && !is_of_many_scripts(beside, node);
            is_sure.then_some(Sign { sign, line })
        };
        match element {
            Some(element) if traits(element).has(Traits::BREAK) => line = true,
            Some(element) if shows_itself(element) => {
                let sign = gaiji::sign(element)?;
                let sign = match side {
                    Beside::Before => sign.text.chars().next_back(),
                    Beside::After => sign.text.chars().next(),
                };
                return sign.and_then(|sign| told(sign, line));
            }
            Some(_) => {}
            None => {
                let text = beside.text();
                let sign = match side {
                    Beside::Before => text.trim_end().chars().next_back(),
                    Beside::After => text.trim_start().chars().next(),
                };
                if let Some(sign) = sign {
                    return told(sign, line);
                }
            }
        }
    }
    None
}

/// Whether an element without words shows something.
fn shows_itself(element: Element<'_>) -> bool {
    element.id().after() == element.end() && SHOWN.binary_search(&element.name()).is_ok()
}

/// The outermost element that the text leaves out, of those in which one node stands and
/// not the other.
fn left_out_around<'t>(beside: Node<'t>, node: Node<'_>) -> Option<Element<'t>> {
    let around = around_alone(beside, node.id());
    around.filter(|one| is_left_out(*one, Side::Reading)).last()
}

/// Whether one node stands in an entry of the apparatus, and the other not, of which some
/// reading begins or ends with a sign of a script with spaces: which words stand there
/// depends on whose text is read.
fn is_of_many_scripts(beside: Node<'_>, node: Node<'_>) -> bool {
    let mut entries = around_alone(beside, node.id()).filter(|one| one.is("app"));
    entries.any(|entry| {
        let readings = entry.descendants().filter_map(|node| node.element());
        let mut readings = readings.filter(|one| one.is("lem") || one.is("rdg"));
        readings.any(|reading| {
            let words = reading.text();
            let words = words.trim();
            let mut edges = words
                .chars()
                .next()
                .into_iter()
                .chain(words.chars().next_back());
            edges.any(|sign| !is_unspaced(sign))
        })
    })
}

/// Whether nothing on lines of its own, or apart from the words around it, holds one node
/// and not the other.
fn stand_in_one_block(beside: Node<'_>, node: Node<'_>) -> bool {
    let parts = |one: Element<'_>| is_block(one) || traits(one).has(Traits::APART);
    !around_alone(beside, node.id()).any(parts) && !around_alone(node, beside.id()).any(parts)
}

/// The elements that are a node, or in which it stands, and not another; innermost first.
fn around_alone<'t>(node: Node<'t>, other: NodeId) -> impl Iterator<Item = Element<'t>> {
    let own = node.element().or_else(|| node.parent());
    std::iter::successors(own, |element| element.parent())
        .take_while(move |element| !(element.id() <= other && other < element.end()))
}

fn is_text(node: Node<'_>) -> bool {
    matches!(node.kind(), Kind::Text | Kind::CData | Kind::Reference)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tei::reading_text;
    use crate::tei::text::hashed_between;

    #[test]
    fn the_list_is_sorted() {
        assert!(SHOWN.is_sorted());
    }

    #[test]
    fn lines_part_nothing_in_scripts_without_spaces() {
        for (xml, words) in [
            ("<p>胡<lb/>至</p>", "胡至"),
            ("<p>胡 \n <pb/>\n<lb/> 至</p>", "胡至"),
            ("<p>道可道\n  非常道</p>", "道可道非常道"),
            ("<p>道<hi>可\n</hi>道</p>", "道可道"),
            ("<p>道<hi>可</hi>\n<hi>道</hi></p>", "道可道"),
            ("<p>道 <hi>可</hi></p>", "道 可"),
            ("<p>道<note>n\n</note>\n可<fw>x</fw><lb/>道</p>", "道可道"),
            ("<p>道\n<stage>可</stage>\n道</p>", "道 可 道"),
            ("<div><p>道</p>\n<p>可</p></div>", "道 可"),
            ("<p>は<lb/>な、\nはな</p>", "はな、はな"),
            ("<p>ภา<lb/>ษา\nไทย</p>", "ภาษา ไทย"),
            ("<p>한국\n말<lb/>이</p>", "한국 말 이"),
            ("<p>道<lb/>tao\n可</p>", "道 tao 可"),
            ("<p>道<lb/><gap/>\n可</p>", "道 可"),
            (
                "<p>道\n<app><lem>可</lem><rdg>名</rdg><rdg/></app>\n道</p>",
                "道可道",
            ),
            // Of whoever has “tao” the words are parted.
            (
                "<p>道\n<app><lem>可</lem><rdg>tao</rdg></app><lb/>道</p>",
                "道 可 道",
            ),
            (
                "<p>道\n<g ref='#g'/>\n可<char xml:id='g'><mapping>名</mapping></char></p>",
                "道名可名",
            ),
            (
                "<p>道\n<choice><sic>ke</sic><corr>可</corr></choice><lb/>道</p>",
                "道可道",
            ),
        ] {
            let tree = crate::xml::read("t.xml", xml.as_bytes()).unwrap().value;
            assert_eq!(reading_text(tree.root()), words, "{xml}");
        }
    }

    #[test]
    fn what_is_hashed_keeps_its_spaces() {
        let tree = crate::xml::read("t.xml", "<p>胡<lb/>至\n道</p>".as_bytes());
        let tree = tree.unwrap().value;
        let root = tree.root();
        assert_eq!(hashed_between(&tree, root.id(), root.end()), "胡 至 道");
    }
}
