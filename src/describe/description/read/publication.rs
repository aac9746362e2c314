//! Publication, rights and series (`publicationStmt`, `seriesStmt`, TEI HD).

use super::super::{Description, Identifier, Moment, NoteKind, Right, Series, System};
use super::{add_notes, attribute, children, filled};
use crate::tei::element::{plain, tei_name, words_without};
use crate::xml::Element;

/// Reads the statement of publication.
pub fn read(statement: Element<'_>, description: &mut Description) {
    let publication = &mut description.publication;
    for element in statement.elements() {
        match tei_name(element) {
            Some("publisher") => publication.publishers.extend(bare(body(element))),
            Some("authority") => publication.authorities.extend(bare(body(element))),
            Some("distributor") => publication.distributors.extend(bare(body(element))),
            Some("pubPlace") => publication.places.extend(bare(plain(element))),
            Some("date") => {
                let copyright = attribute(element, "type").as_deref() == Some("copyright");
                let place = match copyright {
                    true => &mut publication.copyright,
                    false => &mut publication.date,
                };
                *place = place.take().or_else(|| Moment::of(element));
            }
            Some("idno") => identifiers(element, &mut description.identifiers),
            Some("availability") => read_rights(element, &mut description.rights),
            _ => {}
        }
    }
    let prose = statement
        .elements()
        .filter(|child| child.is("p") || child.is("ab"));
    let prose: Vec<String> = prose.map(plain).filter_map(filled).collect();
    add_notes(description, NoteKind::Publication, prose);
}

/// Words without the punctuation that headers take over from catalogues.
pub fn bare(words: String) -> Option<String> {
    let bare = words.trim_end_matches([' ', ':', ',', ';', '/']);
    filled(bare.to_owned())
}

/// The names of a body, without its address.
pub fn body(element: Element<'_>) -> String {
    let names = element
        .elements()
        .filter(|child| matches!(tei_name(*child), Some("orgName" | "persName" | "name")));
    let names: Vec<String> = names.map(plain).filter_map(filled).collect();
    match names.is_empty() {
        true => words_without(element, &["address", "email", "idno"]),
        false => names.join(", "),
    }
}

/// One identifier, or those that stand in it. An empty one is none.
pub fn identifiers(element: Element<'_>, list: &mut Vec<Identifier>) {
    let inner: Vec<Element<'_>> = children(element, "idno").collect();
    for child in &inner {
        identifiers(*child, list);
    }
    if !inner.is_empty() {
        return;
    }
    let Some(value) = filled(plain(element)) else {
        return;
    };
    let (system, value) = identified(attribute(element, "type").as_deref(), value);
    let identifier = Identifier { system, value };
    if !list.contains(&identifier) {
        list.push(identifier);
    }
}

/// The system of an identifier, by what it says it is or by its form.
fn identified(kind: Option<&str>, value: String) -> (System, String) {
    let lower = kind.map(str::to_lowercase);
    let web = value.starts_with("https://") || value.starts_with("http://");
    let doi = doi(&value);
    match (lower.as_deref(), doi) {
        (Some("doi"), Some(doi)) => (System::Doi, doi),
        (None | Some("uri" | "url"), Some(doi)) if web => (System::Doi, doi),
        (Some("handle" | "hdl" | "uri" | "url") | None, _) if handle(&value).is_some() => (
            System::Handle,
            handle(&value).unwrap_or_default().to_owned(),
        ),
        (Some("isbn" | "isbn-13" | "isbn-10"), _) => (System::Isbn, value),
        (Some("issn"), _) => (System::Issn, value),
        (Some("handle" | "hdl"), _) => (System::Handle, value),
        (Some("urn"), _) => (System::Urn, value),
        (Some("ark"), _) => (System::Ark, value),
        (_, _) if value.starts_with("urn:") => (System::Urn, value),
        (_, _) if web => (System::Url, value),
        (Some(_), _) => (System::Other(kind.unwrap_or_default().to_owned()), value),
        (None, _) => (System::Unstated, value),
    }
}

/// A handle without its resolver; none if it has none.
fn handle(value: &str) -> Option<&str> {
    let resolvers = ["https://hdl.handle.net/", "http://hdl.handle.net/", "hdl:"];
    resolvers
        .iter()
        .find_map(|resolver| value.strip_prefix(resolver))
}

/// A DOI without resolver or prefix; none if it is not one.
fn doi(value: &str) -> Option<String> {
    let lower = value.to_lowercase();
    let prefixes = [
        "https://doi.org/",
        "http://doi.org/",
        "https://dx.doi.org/",
        "http://dx.doi.org/",
        "doi:",
        "",
    ];
    let bare = prefixes.iter().find_map(|prefix| {
        let rest = lower.strip_prefix(prefix)?;
        value.get(value.len() - rest.len()..)
    })?;
    let bare = bare.trim();
    let (registrant, suffix) = bare.strip_prefix("10.")?.split_once('/')?;
    let figures = registrant.chars().all(|c| c.is_ascii_digit() || c == '.');
    let good = figures && !registrant.is_empty() && !suffix.is_empty() && !suffix.contains(' ');
    good.then(|| bare.to_owned())
}

/// Licences and other statements. A link to a licence within a statement is its
/// address.
fn read_rights(availability: Element<'_>, rights: &mut Vec<Right>) {
    for element in availability.elements() {
        let words = plain(element);
        let own = attribute(element, "target");
        let linked = || {
            let mut links = element.find_all("ref").chain(element.find_all("ptr"));
            links.find_map(|link| attribute(link, "target").filter(|target| is_licence(target)))
        };
        let target = own.or_else(linked).filter(|target| is_address(target));
        if !words.is_empty() || target.is_some() {
            rights.push(Right { target, words });
        }
    }
    let direct = words_without(availability, &["licence", "p", "ab"]);
    if rights.is_empty() && !direct.is_empty() {
        rights.push(Right {
            target: None,
            words: direct,
        });
    }
}

fn is_address(target: &str) -> bool {
    target.contains(':') && !target.contains(' ')
}

/// Whether an address is that of a licence, not of something else that is named
/// beside it.
fn is_licence(target: &str) -> bool {
    let known = [
        "creativecommons.org/",
        "opensource.org/licenses",
        "rightsstatements.org/",
        "gnu.org/licenses",
    ];
    known.iter().any(|place| target.contains(place))
}

/// Reads a statement of the series.
pub fn read_series(statement: Element<'_>, description: &mut Description) {
    let mut series = Series::default();
    let mut prose = Vec::new();
    for element in statement.elements() {
        match tei_name(element) {
            Some("title") if series.title.is_empty() => series.title = plain(element),
            Some("biblScope") if series.volume.is_none() => {
                series.volume = filled(scope(element));
            }
            Some("idno") => {
                let mut found = Vec::new();
                identifiers(element, &mut found);
                let issn = found.into_iter().find(|one| one.system == System::Issn);
                series.issn = series.issn.take().or(issn.map(|one| one.value));
            }
            Some("p" | "ab") => prose.extend(filled(plain(element))),
            _ => {}
        }
    }
    if !series.title.is_empty() {
        let known = description
            .series
            .iter_mut()
            .find(|known| known.title == series.title);
        match known {
            Some(known) => *known = series,
            None => description.series.push(series),
        }
    }
    add_notes(description, NoteKind::Series, prose);
}

/// A scope in words, or in its numbers.
pub fn scope(element: Element<'_>) -> String {
    let words = plain(element);
    if !words.is_empty() {
        return words;
    }
    match (attribute(element, "from"), attribute(element, "to")) {
        (Some(from), Some(to)) if from != to => format!("{from}–{to}"),
        (from, to) => from.or(to).or(attribute(element, "n")).unwrap_or_default(),
    }
}
