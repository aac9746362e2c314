//! What the edition was made from (`sourceDesc`, TEI HD7).

use super::super::{Agent, Description, Identifier, Moment, NoteKind, Source, System};
use super::agents::Agents;
use super::publication::{bare, identifiers, scope};
use super::{add_notes, attribute, children, filled};
use crate::tei::Outline;
use crate::tei::element::tei_name;
use crate::tei::header::body;
use crate::tei::header_words::{in_words, words_without};
use crate::xml::Element;

/// Elements that describe a book, an article, a manuscript.
const ITEMS: &[&str] = &["bibl", "biblStruct", "biblFull", "msDesc"];

/// Reads a description of the source.
pub fn read<'t>(
    agents: &Agents<'t, '_>,
    outline: &Outline,
    sources: Element<'t>,
    description: &mut Description,
) {
    for element in sources.elements() {
        match tei_name(element) {
            Some(name) if ITEMS.contains(&name) => items(agents, element, &mut description.sources),
            Some("listBibl") => {
                let all = element.descendants().filter_map(|node| node.element());
                let own = all.filter(|inner| {
                    let above = inner.parent().and_then(tei_name);
                    above == Some("listBibl")
                        && tei_name(*inner).is_some_and(|name| ITEMS.contains(&name))
                });
                own.for_each(|inner| items(agents, inner, &mut description.sources));
            }
            Some("p" | "ab") => add_notes(description, NoteKind::Source, filled(in_words(element))),
            Some("recordingStmt" | "scriptStmt") => {
                add_notes(description, NoteKind::Source, filled(in_words(element)));
            }
            _ => {}
        }
    }
    witnesses(agents, outline, sources, description);
}

/// The witnesses of the lists that stand here.
fn witnesses<'t>(
    agents: &Agents<'t, '_>,
    outline: &Outline,
    sources: Element<'t>,
    description: &mut Description,
) {
    for witness in sources.find_all("witness") {
        let id = witness.xml_id();
        let known = id.and_then(|id| {
            let mut all = outline.witnesses();
            all.find(|known| known.id.as_deref() == Some(&*id))
        });
        let item = witness
            .elements()
            .find(|child| tei_name(*child).is_some_and(|name| ITEMS.contains(&name)));
        let mut source = item.map(|item| source(agents, item)).unwrap_or_default();
        if let Some(identifier) = witness.child("msIdentifier") {
            source.location = location(identifier);
        }
        for child in witness.elements() {
            read_link(child, &mut source);
        }
        source.siglum = known.map(|known| known.siglum.to_string());
        source.words = known.map_or_else(|| in_words(witness), |known| known.description.clone());
        if !source.words.is_empty() || source.is_structured() || !source.links.is_empty() {
            description.sources.push(source);
        }
    }
}

/// An item; and each that it holds in turn: a copy names what it is a copy of.
fn items<'t>(agents: &Agents<'t, '_>, element: Element<'t>, list: &mut Vec<Source>) {
    let own = source(agents, element);
    if !own.words.is_empty() || own.is_structured() || !own.identifiers.is_empty() {
        list.push(own);
    }
    let inner = element.elements().filter(|child| {
        tei_name(*child).is_some_and(|name| ITEMS.contains(&name)) && !element.is("msDesc")
    });
    inner.for_each(|child| items(agents, child, list));
}

fn source<'t>(agents: &Agents<'t, '_>, element: Element<'t>) -> Source {
    let mut source = Source {
        words: words_without(
            element,
            &[
                "bibl",
                "biblStruct",
                "biblFull",
                "msDesc",
                "availability",
                "idno",
            ],
        ),
        ..Source::default()
    };
    if element.is("msDesc") {
        read_manuscript(element, &mut source);
        return source;
    }
    read_levels(agents, element, &mut source);
    if source.host.is_some() {
        // Neither is ever the number of a part: a serial and a book have them.
        let whole = |one: &mut Identifier| matches!(one.system, System::Issn | System::Isbn);
        let moved: Vec<Identifier> = source.identifiers.extract_if(.., whole).collect();
        source.host_identifiers.extend(moved);
    }
    source
}

/// A description as it is divided: article, book and series of a `biblStruct`, the
/// file of a `biblFull`, all at once in a `bibl`.
fn read_levels<'t>(agents: &Agents<'t, '_>, element: Element<'t>, source: &mut Source) {
    let around = element.parent().filter(|_| element.is("monogr"));
    let of_whole = around.is_some_and(|around| around.child("analytic").is_some());
    for child in element.elements() {
        match tei_name(child) {
            Some(
                "analytic" | "monogr" | "imprint" | "titleStmt" | "publicationStmt" | "editionStmt",
            ) => {
                read_levels(agents, child, source);
            }
            Some("series" | "seriesStmt") => {
                source
                    .series
                    .extend(child.child("title").map(in_words).and_then(filled));
            }
            Some("title") => read_title(child, source),
            Some("author") => add(&mut source.authors, agents.authors(child)),
            Some("editor") => add(&mut source.contributors, agents.editors(child)),
            Some("respStmt") => add(&mut source.contributors, agents.responsible(child)),
            Some("publisher") => source.publishers.extend(bare(body(child))),
            Some("pubPlace") => source.places.extend(bare(in_words(child))),
            Some("date") => source.date = source.date.take().or_else(|| Moment::of(child)),
            Some("edition") => source.edition = source.edition.take().or(filled(in_words(child))),
            Some("biblScope" | "citedRange" | "extent") => {
                source.scopes.extend(filled(scope(child)))
            }
            Some("idno") => {
                let list = match of_whole {
                    true => &mut source.host_identifiers,
                    false => &mut source.identifiers,
                };
                identifiers(child, list);
            }
            _ => read_link(child, source),
        }
    }
}

/// Addresses of a copy or of pictures.
fn read_link(element: Element<'_>, source: &mut Source) {
    if !matches!(tei_name(element), Some("ref" | "ptr")) {
        return;
    }
    let all = attribute(element, "target").unwrap_or_default();
    let addresses = all.split(' ').filter(|target| target.starts_with("http"));
    for address in addresses.map(str::to_owned) {
        if !source.links.contains(&address) {
            source.links.push(address);
        }
    }
}

/// The first title is that of the item; one of a book beside one of an article is
/// that of the whole.
fn read_title(element: Element<'_>, source: &mut Source) {
    let Some(title) = filled(in_words(element)) else {
        return;
    };
    let level = attribute(element, "level");
    let within = |name: &str| element.parent().is_some_and(|parent| parent.is(name));
    let wider = matches!(level.as_deref(), Some("m" | "j")) || within("monogr");
    let sub = matches!(
        attribute(element, "type").as_deref(),
        Some("sub" | "subordinate")
    );
    match (level.as_deref(), &mut source.title) {
        (Some("s"), Some(_)) => source.series.push(title),
        (_, Some(known)) if sub => {
            let joint = if known.ends_with(':') { " " } else { ": " };
            known.push_str(joint);
            known.push_str(&title);
        }
        (_, None) => source.title = Some(title),
        (_, Some(known)) if wider && source.host.is_none() && *known != title => {
            source.host = Some(title)
        }
        _ => {}
    }
}

fn add(list: &mut Vec<Agent>, agents: Vec<Agent>) {
    for agent in agents {
        if !list.iter().any(|known| known.name == agent.name) {
            list.push(agent);
        }
    }
}

/// Place and shelfmark of a manuscript, its title and its date.
fn read_manuscript(element: Element<'_>, source: &mut Source) {
    if let Some(identifier) = element.child("msIdentifier") {
        source.location = location(identifier);
    }
    let head = element
        .child("head")
        .or_else(|| element.child("msContents"));
    source.title = head
        .and_then(|head| head.find("title"))
        .map(in_words)
        .and_then(filled);
    source.date = element.find("origDate").and_then(Moment::of);
    source.words = source.location.join(", ");
    let links = element
        .find_all("graphic")
        .filter_map(|graphic| attribute(graphic, "url"));
    source
        .links
        .extend(links.filter(|url| url.starts_with("http")).take(1));
}

/// Where a manuscript lies, from the country to the shelfmark.
fn location(identifier: Element<'_>) -> Vec<String> {
    let order = [
        "country",
        "region",
        "district",
        "settlement",
        "geogName",
        "institution",
        "repository",
        "collection",
        "idno",
        "msName",
    ];
    let mut found = Vec::new();
    for name in order {
        let parts = children(identifier, name).map(|part| match part.child("idno") {
            Some(inner) => in_words(inner),
            None => in_words(part),
        });
        found.extend(parts.filter_map(filled));
    }
    found
}
