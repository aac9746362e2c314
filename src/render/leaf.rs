//! What is on a page of a text that is divided?
//!
//! The first page has title, history and contents; each part its stretch of
//! the text with its notes and its apparatus.

use super::citation::address;
use super::edition::{EditionContext, extent_page, witnesses_href};
use super::error::Error;
use super::extent::Extent;
use super::page::{ContentsLine, EditionPage, PartFacts, Way};
use super::selection::of_other_part;
use super::set::TemplateSet;
use super::view::Asked;
use crate::tei::citation::CitedUnit;
use crate::tei::element::{is_division, tei_name};
use crate::tei::part::{Continued, Part};
use crate::tei::text::begin_between;
use crate::tei::{Document, reading_text};
use crate::wording::{Said, Wording};
use crate::xml::Element;
use crate::{key, said};

/// A page of a divided text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leaf {
    /// Title, history, contents.
    Title,
    /// A part, by its index.
    Part(u32),
}

/// Divisions that the contents name besides the parts, at most.
const MOST_SECTIONS: usize = 400;

/// Parts that each page lists; of more only the first page has the list.
const MOST_LISTED: usize = 100;

/// Words that tell apart pieces of one unit in the contents.
const WORDS_OF_BEGIN: usize = 7;

/// Characters of a heading in the contents.
const LONGEST_LABEL: usize = 80;

/// Makes the variables of a page of a divided text.
///
/// # Errors
/// [`Error::Template`] if a template of an element fails.
pub fn leaf_page(
    document: &Document,
    context: &EditionContext,
    asked: &Asked,
    set: &TemplateSet,
    leaf: Leaf,
) -> Result<EditionPage, Error> {
    let parts = document.parts().all();
    let shown = match leaf {
        Leaf::Title => None,
        Leaf::Part(at) => parts.get(at as usize).map(|part| (at as usize, part)),
    };
    let nothing = Part::nothing(document.tree().root().id());
    let base = context.passages_href.as_str();
    let on_page = shown.map_or(&nothing, |(_, part)| part);
    let extent = Extent::part(document, on_page, base);
    let mut page = extent_page(document, context, asked, set, extent)?;
    let query = of_other_part(asked);
    let wording = &*set.wording;
    let here = shown.map(|(at, _)| at);
    page.contents = contents((document, wording), (base, &query), here);
    if let Some((at, part)) = shown {
        let facts = facts((document, wording), (context, &query), at, part);
        page.page.title = format!("{} · {}", facts.label, page.page.title);
        page.page.description = format!("{}: {}", facts.label, page.page.description);
        page.page.canonical = address(base, &part.address);
        page.witnesses_href = witnesses_href(document, context, &[("part", &part.address)]);
        page.part = Some(facts);
    }
    Ok(page)
}

fn facts(
    (document, wording): (&Document, &Wording),
    (context, query): (&EditionContext, &str),
    at: usize,
    part: &Part,
) -> PartFacts {
    let parts = document.parts().all();
    let base = context.passages_href.as_str();
    let turn = |at: Option<usize>| {
        let part = parts.get(at?)?;
        let href = address(base, &part.address) + query;
        let label = wording.say(&label(document, part));
        Some(Way { href, label })
    };
    PartFacts {
        reference: part.address.clone(),
        label: wording.say(&label(document, part)),
        around: around((document, wording), base, part),
        number: at + 1,
        count: parts.len(),
        previous: turn(at.checked_sub(1)),
        next: turn(Some(at + 1)),
        contents_href: format!("{}{query}", base.trim_end_matches('/')),
    }
}

/// The divisions around the first node of a part.
fn around((document, wording): (&Document, &Wording), base: &str, part: &Part) -> Vec<Way> {
    let citation = document.citation();
    let units = citation.addresses().units();
    let above = |at: usize| units.get(at)?.parent.map(|parent| parent as usize);
    let continued = part.continues.and_then(|continued| continued.unit);
    let nearest = continued.or_else(|| part.span.and_then(|(from, _)| above(from)));
    let begins_before = |at: &usize| units[*at].node < part.start();
    let mut ways: Vec<Way> = std::iter::successors(nearest, |&at| above(at))
        .filter(begins_before)
        .map(|at| Way {
            href: address(base, &units[at].reference),
            label: wording.say(&unit_label(document, &units[at])),
        })
        .collect();
    ways.reverse();
    ways
}

fn contents(
    (document, wording): (&Document, &Wording),
    (base, query): (&str, &str),
    here: Option<usize>,
) -> Vec<ContentsLine> {
    let parts = document.parts().all();
    if here.is_some() && parts.len() > MOST_LISTED {
        return Vec::new();
    }
    // Each part lists its own divisions; the first page those of all, if they
    // are not too many.
    let listed = |at: usize| here.is_none_or(|here| here == at);
    let mut of_part: Vec<Vec<usize>> = Vec::with_capacity(parts.len());
    for (at, part) in parts.iter().enumerate() {
        of_part.push(if listed(at) {
            sections(document, part)
        } else {
            Vec::new()
        });
    }
    let few = of_part.iter().map(Vec::len).sum::<usize>() <= MOST_SECTIONS;
    let units = document.citation().addresses().units();
    let way = |&unit: &usize| Way {
        href: address(base, &units[unit].reference),
        label: wording.say(&unit_label(document, &units[unit])),
    };
    let goes_on = |part: Option<&Part>| part.is_some_and(|part| part.continues.is_some());
    let is_piece = |at: usize| goes_on(parts.get(at)) || goes_on(parts.get(at + 1));
    let line = |(at, part): (usize, &Part)| ContentsLine {
        href: address(base, &part.address) + query,
        label: wording.say(&label(document, part)),
        begins: is_piece(at).then(|| begin(document, part)),
        here: here == Some(at),
        sections: of_part[at].iter().filter(|_| few).map(way).collect(),
    };
    parts.iter().enumerate().map(line).collect()
}

/// The first words of a part.
fn begin(document: &Document, part: &Part) -> String {
    begin_between(document.tree(), (part.start(), part.end), WORDS_OF_BEGIN)
}

/// The divisions that begin in a part, down to those directly in its
/// outermost ones; none where they are the part itself.
fn sections(document: &Document, part: &Part) -> Vec<usize> {
    let units = document.citation().addresses().units();
    let divisions = (part.cited.0..part.cited.1).filter(|&at| {
        let element = document.tree().node(units[at].node).element();
        element.and_then(tei_name).is_some_and(|name| {
            is_division(name) || matches!(name, "text" | "front" | "back" | "surface")
        })
    });
    let divisions: Vec<usize> = divisions.collect();
    let Some(least) = divisions.iter().map(|&at| units[at].level).min() else {
        return Vec::new();
    };
    let alone = part.span.is_some_and(|(from, to)| from == to);
    let depth = if alone { 1 } else { 0 };
    let near = |at: &usize| {
        units[*at].level <= least + depth && !(alone && Some(*at) == part.span.map(|s| s.0))
    };
    divisions.into_iter().filter(near).collect()
}

/// What a part is called: as its unit, or as the first and the last of them; a
/// further piece of a unit by that and its number.
pub(super) fn label(document: &Document, part: &Part) -> Said {
    let units = document.citation().addresses().units();
    if let Some(Continued { unit, number }) = part.continues {
        let unit = match unit {
            None => said!("Text"),
            Some(at) => unit_label(document, &units[at]),
        };
        return said!("{unit}, part {number}", unit = unit, number = number);
    }
    match part.span {
        Some((from, to)) if from == to => unit_label(document, &units[from]),
        Some((from, to)) => {
            let (first, last) = (&units[from], &units[to]);
            Said::new(
                "{first} – {last}",
                vec![
                    ("first", unit_label(document, first).into()),
                    ("last", unit_label(document, last).into()),
                ],
            )
        }
        None => plain(&part.address),
    }
}

/// Number and heading: `2 The Clod`; what was counted is called by its kind.
pub(super) fn unit_label(document: &Document, unit: &CitedUnit) -> Said {
    let element = document.tree().node(unit.node).element();
    let heading = element.and_then(heading);
    let own = own_step(document, unit);
    let numbered = own.starts_with(|c: char| c.is_ascii_digit());
    match heading {
        // A heading that begins with its number needs no other.
        Some(heading) if !numbered || heading.starts_with(&own) => plain(&heading),
        Some(heading) => plain(&format!("{} {heading}", unit.reference)),
        None if unit.counted => counted_label(&own, &unit.kind),
        None => plain(&unit.reference),
    }
}

/// Words of the text: the same in every language.
fn plain(words: &str) -> Said {
    Said::new("{words}", vec![("words", words.into())])
}

/// What a reference adds to that of the unit around.
fn own_step(document: &Document, unit: &CitedUnit) -> String {
    let units = document.citation().addresses().units();
    let around = unit
        .parent
        .map(|parent| units[parent as usize].reference.as_str());
    let rest = around.and_then(|around| unit.reference.strip_prefix(around));
    let rest = rest.unwrap_or(&unit.reference);
    rest.trim_start_matches(|c: char| !c.is_alphanumeric())
        .to_owned()
}

/// `chapter3` as `Chapter 3`.
fn counted_label(own: &str, kind: &str) -> Said {
    let Some(number) = own.strip_prefix(kind) else {
        return plain(own);
    };
    let kind = match kind {
        "p" | "ab" => "paragraph",
        "lg" => "stanza",
        "div" => "section",
        "head" => "heading",
        other => other,
    };
    let mut letters = kind.chars();
    let first = letters
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default();
    let kind = format!("{first}{}", letters.as_str().replace('-', " "));
    let known = KINDS.iter().find(|known| **known == kind);
    said!(
        "{kind} {number}",
        kind = known.map_or_else(|| plain(&kind), |known| Said::from(*known)),
        number = number.trim_start_matches('-')
    )
}

/// What divisions are called most often: whatever else a file calls them stands as it
/// is.
const KINDS: [&str; 18] = [
    key!("Act"),
    key!("Appendix"),
    key!("Book"),
    key!("Chapter"),
    key!("Fragment"),
    key!("Heading"),
    key!("Letter"),
    key!("Line"),
    key!("Page"),
    key!("Paragraph"),
    key!("Part"),
    key!("Poem"),
    key!("Preface"),
    key!("Scene"),
    key!("Section"),
    key!("Stanza"),
    key!("Translation"),
    key!("Verse"),
];

fn heading(element: Element<'_>) -> Option<String> {
    let heading = element.child("head").map(reading_text)?;
    if heading.is_empty() {
        return None;
    }
    Some(match heading.char_indices().nth(LONGEST_LABEL) {
        Some((end, _)) => format!("{}…", heading[..end].trim_end()),
        None => heading,
    })
}
