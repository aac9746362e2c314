//! What did hands do on the page, and what is doubtful or lost?
//!
//! `add` and `addSpan`, `del` and `delSpan`, `subst`, `supplied`, `unclear`, `gap`, `space` and `choice` of
//! `orig` and `reg`, where they stand in the text itself: in an entry of the
//! apparatus they are signs of the reading. What makes an entry of its own
//! (`editorial`) is not told twice.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::flow::{Flow, flow};
use super::lines::Lines;
use super::{Neighbour, Sources, attribute, word_after, word_before};
use crate::edition::{Intervention, InterventionKind};
use crate::tei::Document;
use crate::tei::element::tei_name;
use crate::tei::history::certainty;
use crate::tei::name::NamesById;
use crate::tei::phrase::{Phrase, marked_phrase, phrase};
use crate::tei::pointer::target;
use crate::tei::text::{Side, is_left_out, text_between};
use crate::tei::unit::Unit;
use crate::xml::{Element, NodeId, Tree};

/// An intervention, its element, and its words with their signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedIntervention {
    /// The element: `add`, `gap` …
    pub node: NodeId,
    /// What is known about it.
    pub intervention: Intervention,
    /// The words that stand in the text.
    pub words: Phrase,
    /// What was there before, or stands for what is not there.
    pub earlier: Phrase,
    /// The word of the reading text before the place.
    pub before: Neighbour,
    /// The word after it.
    pub after: Neighbour,
}

/// The elements that are looked for.
const NAMES: [&str; 10] = [
    "add", "addSpan", "del", "delSpan", "subst", "supplied", "unclear", "gap", "space", "orig",
];

/// Whether a file may have interventions at all.
pub fn has_interventions(document: &Document) -> bool {
    NAMES.iter().any(|name| document.tree().has_name(name))
}

/// The interventions in some of the units, in the order of the text.
pub fn interventions(document: &Document, units: Range<usize>) -> Vec<PlacedIntervention> {
    if !has_interventions(document) {
        return Vec::new();
    }
    let tree = document.tree();
    let names = NamesById::new(tree, document.names());
    let roots: Vec<NodeId> = document.text().map(|root| root.id()).collect();
    let reporter = Reporter {
        document,
        sources: Sources {
            tree,
            sigla: document.sigla(),
            names: &names,
        },
        lines: Lines::new(tree, &roots),
    };
    let units = document.units().get(units).unwrap_or_default();
    units.iter().flat_map(|unit| reporter.unit(unit)).collect()
}

struct Reporter<'a> {
    document: &'a Document,
    sources: Sources<'a>,
    lines: Lines,
}

impl<'a> Reporter<'a> {
    fn unit(&self, unit: &Unit) -> Vec<PlacedIntervention> {
        let Some(element) = self.tree().node(unit.node).element() else {
            return Vec::new();
        };
        let found = self.elements(element);
        if found.is_empty() {
            return Vec::new();
        }
        let wanted: FxHashSet<NodeId> = found.iter().map(|(element, _)| element.id()).collect();
        let is_unit = |node| self.document.unit_at(node).is_some();
        let flow = flow(element, &wanted, |node| {
            node != element.id() && is_unit(node)
        });
        let told = found.into_iter();
        told.filter_map(|(element, kind)| self.tell(unit, &flow, element, kind))
            .collect()
    }

    fn tree(&self) -> &'a Tree {
        self.document.tree()
    }

    /// The elements of a unit that report something. What stands in one of them
    /// is a sign of it, but for what hands did in words that were added.
    fn elements(&self, unit: Element<'a>) -> Vec<(Element<'a>, InterventionKind)> {
        let mut found = Vec::new();
        let mut resume = unit.id();
        let mut added = unit.id();
        for element in unit.descendants().filter_map(|node| node.element()) {
            if element.id() < resume {
                continue;
            }
            let elsewhere = matches!(tei_name(element), Some("app" | "note" | "noteGrp" | "fw"));
            let other_unit = self.document.unit_at(element.id()).is_some();
            if elsewhere || (other_unit && element.id() != unit.id()) {
                resume = element.end();
                continue;
            }
            let Some(kind) = kind(element) else { continue };
            if self.document.entry_at(element.id()).is_some() {
                resume = element.end();
                continue;
            }
            match kind {
                InterventionKind::Addition | InterventionKind::Substitution => {
                    added = added.max(element.end());
                    found.push((element, kind));
                }
                _ => {
                    resume = element.end();
                    let is_sign = element.id() < added && kind != InterventionKind::Deletion;
                    let replaced = element.parent().is_some_and(|parent| parent.is("subst"));
                    if !is_sign && !replaced {
                        found.push((element, kind));
                    }
                }
            }
        }
        found.retain(|(element, _)| {
            let replaces = element.is("add") && is_in(*element, "subst");
            !replaces && (element.is("del") || !is_left_out(*element, Side::Reading))
        });
        found
    }

    fn tell(
        &self,
        unit: &Unit,
        flow: &Flow<'_>,
        element: Element<'a>,
        kind: InterventionKind,
    ) -> Option<PlacedIntervention> {
        let (start, end) = *flow.points.get(&element.id())?;
        let (words, earlier) = words_of(element, kind);
        if words.is_empty() && earlier.is_empty() {
            return None;
        }
        let numbered = unit.unit.number.is_some();
        let line = self.lines.at(element.id()).filter(|_| !numbered);
        let intervention = Intervention {
            unit: unit.unit.id.clone(),
            line: line.map(str::to_owned),
            characters: flow.characters(start, end),
            kind,
            words: words.plain(),
            earlier: Some(earlier.plain()).filter(|earlier| !earlier.is_empty()),
            hand: self.said(element, "hand"),
            place: stated(element, &["place"]),
            look: stated(element, &["rend", "rendition"]),
            reason: stated(element, &["reason", "agent"]),
            extent: extent(element),
            responsible: self.said(element, "resp"),
            source: self
                .said(element, "source")
                .or_else(|| stated(element, &["evidence"])),
            certainty: certainty(element),
        };
        Some(PlacedIntervention {
            node: element.id(),
            intervention,
            words,
            earlier,
            before: word_before(flow.text.get(..start)?),
            // The word after a milestone is one of its own.
            after: if is_span(element) {
                Neighbour::default()
            } else {
                word_after(flow.text.get(end..)?)
            },
        })
    }

    /// Whom an attribute of the element or of its parts names.
    fn said(&self, element: Element<'_>, attribute: &str) -> Option<String> {
        let mut parts = parts(element);
        parts.find_map(|part| self.sources.named_by(part, attribute))
    }
}

fn kind(element: Element<'_>) -> Option<InterventionKind> {
    Some(match tei_name(element)? {
        "add" | "addSpan" => InterventionKind::Addition,
        "del" | "delSpan" => InterventionKind::Deletion,
        "subst" => InterventionKind::Substitution,
        "supplied" => InterventionKind::Supply,
        "unclear" => InterventionKind::Doubt,
        "gap" => InterventionKind::Gap,
        "space" if !is_between_words(element) => InterventionKind::Space,
        "choice" if element.child("orig").is_some() && element.child("reg").is_some() => {
            InterventionKind::Regularisation
        }
        _ => return None,
    })
}

fn is_in(element: Element<'_>, name: &str) -> bool {
    element.parent().is_some_and(|parent| parent.is(name))
}

/// A space of a letter or two is nothing but the space between words.
fn is_between_words(space: Element<'_>) -> bool {
    let unit = space.attribute("unit").unwrap_or_default();
    let quantity = space.attribute("quantity").unwrap_or_default();
    unit.starts_with("char") && matches!(&*quantity, "1" | "2")
}

/// The words that stand in the text, and those before them or the sign that
/// stands for them.
fn words_of(element: Element<'_>, kind: InterventionKind) -> (Phrase, Phrase) {
    let joined = |name: &str| {
        let parts = element.elements().filter(|part| part.is(name));
        parts.fold(Phrase::default(), |all, part| all.and(phrase(part)))
    };
    match kind {
        _ if is_span(element) => (spanned(element), Phrase::default()),
        InterventionKind::Addition => (phrase(element), Phrase::default()),
        InterventionKind::Supply | InterventionKind::Doubt => {
            (marked_phrase(element), Phrase::default())
        }
        InterventionKind::Deletion | InterventionKind::Gap | InterventionKind::Space => {
            (Phrase::default(), marked_phrase(element))
        }
        InterventionKind::Substitution => {
            let cancelled = element.elements().filter(|part| part.is("del"));
            let earlier =
                cancelled.fold(Phrase::default(), |all, part| all.and(marked_phrase(part)));
            (joined("add"), earlier)
        }
        InterventionKind::Regularisation => (joined("reg"), joined("orig")),
    }
}

fn is_span(element: Element<'_>) -> bool {
    element.is("addSpan") || element.is("delSpan")
}

/// The words from a milestone to where its `@spanTo` leads.
fn spanned(milestone: Element<'_>) -> Phrase {
    let tree = milestone.tree();
    let end = target(tree, milestone, "spanTo").map(|end| end.id());
    let text = end.map(|end| text_between(tree, milestone.end(), end));
    Phrase::of(text.unwrap_or_default())
}

/// The element, and those of which a substitution or a choice is made.
fn parts(element: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    let made_of = |part: &Element<'_>| matches!(tei_name(*part), Some("add" | "del" | "reg"));
    let composed = matches!(tei_name(element), Some("subst" | "choice"));
    let inside = element
        .elements()
        .filter(move |part| composed && made_of(part));
    std::iter::once(element).chain(inside)
}

/// The first of some attributes that the element or one of its parts has.
fn stated(element: Element<'_>, names: &[&str]) -> Option<String> {
    let mut all = parts(element).flat_map(|part| names.iter().map(move |name| (part, name)));
    all.find_map(|(part, name)| attribute(part, name))
}

/// `3 lines`, `c. 12 characters`, `2–4 characters`, as far as the file says.
fn extent(element: Element<'_>) -> Option<String> {
    let said = |name: &str| attribute(element, name);
    let range = said("atLeast").zip(said("atMost"));
    let range = range.map(|(least, most)| format!("{least}–{most}"));
    let Some(quantity) = said("quantity").or(range) else {
        let unknown = |extent: String| match extent.as_str() {
            "unknown" => "of unknown extent".to_owned(),
            _ => extent,
        };
        return said("extent").map(unknown);
    };
    let about = match said("precision").as_deref() {
        Some("low") => "c. ",
        _ => "",
    };
    let Some(unit) = said("unit") else {
        return Some(format!("{about}{quantity}"));
    };
    let unit = match unit.as_str() {
        "char" | "chars" => "character",
        other => other.trim_end_matches('s'),
    };
    let plural = if quantity == "1" { "" } else { "s" };
    Some(format!("{about}{quantity} {unit}{plural}"))
}
