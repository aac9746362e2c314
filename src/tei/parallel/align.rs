//! Which passages belong together?

use rustc_hash::FxHashMap;

use super::AlignmentGround;
use crate::tei::Document;
use crate::tei::element::{is_division, tei_name};
use crate::tei::pointer::targets;
use crate::xml::{Element, NodeId, Tree};

/// Passages that belong together, in groups.
#[derive(Debug, Default)]
pub(super) struct Alignment {
    /// The groups, each in the order of the file.
    pub groups: Vec<Group>,
    /// The group in which an element is.
    pub group_of: FxHashMap<NodeId, usize>,
}

/// Passages that belong together.
#[derive(Debug)]
pub(super) struct Group {
    pub members: Vec<NodeId>,
    pub ground: AlignmentGround,
}

/// Elements that are passages; words and names are too small for a row.
const PASSAGES: &[&str] = &[
    "ab", "back", "body", "cell", "front", "head", "item", "l", "lg", "p", "q", "quote", "s",
    "seg", "sp", "text", "u",
];

/// What groups of links are called that say what belongs together.
const ALIGNMENTS: &[&str] = &[
    "translation",
    "translations",
    "alignment",
    "parallel",
    "parallels",
];

/// What belongs together in `document`.
pub(super) fn alignment(document: &Document) -> Alignment {
    let mut pairs = Pairs::default();
    let tree = document.tree();
    let texts: Vec<Element<'_>> = document.text().collect();
    stated(tree, &texts, &mut pairs);
    linked(tree, &texts, &mut pairs);
    translated(tree, &texts, &mut pairs);
    pairs.grouped()
}

/// By `@corresp` on passages.
fn stated(tree: &Tree, texts: &[Element<'_>], pairs: &mut Pairs) {
    for passage in passages(texts) {
        for partner in targets(tree, passage, "corresp") {
            if is_passage(partner) && is_within(texts, partner) {
                pairs.add(passage, partner, AlignmentGround::Stated);
            }
        }
    }
}

/// By `link` in groups of translations, wherever they stand.
fn linked(tree: &Tree, texts: &[Element<'_>], pairs: &mut Pairs) {
    if !tree.has_name("link") {
        return;
    }
    for link in tree.root().find_all("link") {
        let groups = link.ancestors().take_while(|above| above.is("linkGrp"));
        let aligns = std::iter::once(link).chain(groups).any(|element| {
            let kind = element.attribute("type");
            kind.is_some_and(|kind| ALIGNMENTS.contains(&kind.as_ref()))
        });
        let linked = targets(tree, link, "target");
        let fit = |element: &Element<'_>| is_passage(*element) && is_within(texts, *element);
        if !aligns || !linked.iter().all(fit) {
            continue;
        }
        for pair in linked.windows(2) {
            pairs.add(pair[0], pair[1], AlignmentGround::Stated);
        }
    }
}

/// Translations beside the edition that they translate, as EpiDoc has them: by the
/// numbers of their parts, unless the file aligns them itself.
fn translated(tree: &Tree, texts: &[Element<'_>], pairs: &mut Pairs) {
    let divisions = texts.iter().flat_map(|text| text.find_all("div"));
    let translations = divisions.filter(|div| is_of_kind(*div, "translation"));
    for translation in translations.collect::<Vec<_>>() {
        let Some(edition) = edition_of(tree, translation) else {
            continue;
        };
        if translation.text().trim().is_empty() || edition.text().trim().is_empty() {
            continue;
        }
        if pairs.connect(edition, translation) {
            continue;
        }
        let (left, right) = (numbered(edition), numbered(translation));
        let mut found = false;
        for (number, passage) in &left {
            if let (Some(passage), Some(Some(partner))) = (passage, right.get(number)) {
                pairs.add_by_id((*passage, *partner), AlignmentGround::Numbered);
                found = true;
            }
        }
        if !found {
            pairs.add(edition, translation, AlignmentGround::Whole);
        }
    }
}

fn is_of_kind(element: Element<'_>, kind: &str) -> bool {
    element.attribute("type").as_deref() == Some(kind)
}

/// What a translation translates: what it points at, else the edition before it.
fn edition_of<'t>(tree: &'t Tree, translation: Element<'t>) -> Option<Element<'t>> {
    let pointed = targets(tree, translation, "corresp").into_iter().next();
    let before = || {
        let siblings = translation.parent()?.elements();
        let before = siblings.take_while(|sibling| sibling.id() < translation.id());
        before.filter(|div| is_of_kind(*div, "edition")).last()
    };
    pointed.or_else(before)
}

/// The innermost passages of a division by the numbers on the way to them; none
/// in the place of one whose number is not its own.
fn numbered(division: Element<'_>) -> std::collections::BTreeMap<String, Option<NodeId>> {
    let mut found = std::collections::BTreeMap::new();
    // Numbered elements around the place, with their path.
    let mut around: Vec<(NodeId, String)> = Vec::new();
    for element in division.descendants().filter_map(|node| node.element()) {
        while around.pop_if(|(end, _)| *end <= element.id()).is_some() {}
        let number = element.attribute("n").filter(|_| is_passage(element));
        let Some(number) = number.as_deref().map(str::trim).filter(|n| !n.is_empty()) else {
            continue;
        };
        let path = match around.last() {
            Some((_, above)) => format!("{above}.{number}"),
            None => number.to_owned(),
        };
        let id = element.id();
        found
            .entry(path.clone())
            .and_modify(|at| *at = None)
            .or_insert(Some(id));
        around.push((element.end(), path));
    }
    found
}

fn passages<'t>(texts: &[Element<'t>]) -> impl Iterator<Item = Element<'t>> {
    let elements = texts.iter().flat_map(|text| {
        std::iter::once(*text).chain(text.descendants().filter_map(|node| node.element()))
    });
    elements.filter(|element| is_passage(*element))
}

/// Whether an element is large enough for a row.
pub(super) fn is_passage(element: Element<'_>) -> bool {
    tei_name(element).is_some_and(|name| is_division(name) || PASSAGES.binary_search(&name).is_ok())
}

fn is_within(texts: &[Element<'_>], element: Element<'_>) -> bool {
    let id = element.id();
    texts.iter().any(|text| text.id() <= id && id < text.end())
}

/// Pairs of passages.
#[derive(Default)]
struct Pairs {
    pairs: Vec<(NodeId, NodeId, AlignmentGround)>,
}

impl Pairs {
    /// Neither may hold the other.
    fn add(&mut self, one: Element<'_>, other: Element<'_>, ground: AlignmentGround) {
        let apart = one.end() <= other.id() || other.end() <= one.id();
        if apart {
            self.add_by_id((one.id(), other.id()), ground);
        }
    }

    fn add_by_id(&mut self, (one, other): (NodeId, NodeId), ground: AlignmentGround) {
        self.pairs.push((one.min(other), one.max(other), ground));
    }

    /// Whether a passage in the one belongs to a passage in the other.
    fn connect(&self, one: Element<'_>, other: Element<'_>) -> bool {
        let inside =
            |element: Element<'_>, node: NodeId| element.id() < node && node < element.end();
        self.pairs.iter().any(|&(first, second, _)| {
            (inside(one, first) && inside(other, second))
                || (inside(one, second) && inside(other, first))
        })
    }

    /// Everything that is connected, as groups in the order of the file.
    fn grouped(mut self) -> Alignment {
        self.pairs.sort();
        let mut lead: FxHashMap<NodeId, NodeId> = FxHashMap::default();
        for &(one, other, _) in &self.pairs {
            let (one, other) = (leader(&mut lead, one), leader(&mut lead, other));
            lead.insert(one.max(other), one.min(other));
            lead.entry(one.min(other)).or_insert(one.min(other));
        }
        let mut members: Vec<NodeId> = self
            .pairs
            .iter()
            .flat_map(|pair| [pair.0, pair.1])
            .collect();
        members.sort();
        members.dedup();
        let mut alignment = Alignment::default();
        let mut of_leader: FxHashMap<NodeId, usize> = FxHashMap::default();
        for member in members {
            let leader = leader(&mut lead, member);
            let at = *of_leader.entry(leader).or_insert_with(|| {
                alignment.groups.push(Group {
                    members: Vec::new(),
                    ground: AlignmentGround::Whole,
                });
                alignment.groups.len() - 1
            });
            alignment.groups[at].members.push(member);
            alignment.group_of.insert(member, at);
        }
        for (one, _, ground) in self.pairs {
            let group = &mut alignment.groups[alignment.group_of[&one]];
            group.ground = group.ground.min(ground);
        }
        alignment
    }
}

/// The first of all that a passage is connected with.
fn leader(lead: &mut FxHashMap<NodeId, NodeId>, of: NodeId) -> NodeId {
    let mut at = of;
    while let Some(&next) = lead.get(&at).filter(|&&next| next != at) {
        at = next;
    }
    let mut passed = of;
    while passed != at {
        passed = lead.insert(passed, at).unwrap_or(at);
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(PASSAGES.is_sorted());
    }
}
