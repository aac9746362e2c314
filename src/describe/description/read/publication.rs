//! Publication, rights and series (`publicationStmt`, `seriesStmt`, TEI HD).

use super::super::{Description, Identifier, Moment, NoteKind, Right, Series, System, joined};
use super::{add_notes, attribute, children, filled};
use crate::tei::contributor::{named, named_in_statement};
use crate::tei::element::tei_name;
use crate::tei::header::body;
use crate::tei::header_words::{in_words, words_without};
use crate::tei::unsaid::is_unsaid;
use crate::xml::Element;

/// Reads the statement of publication.
pub fn read(statement: Element<'_>, description: &mut Description) {
    let publication = &mut description.publication;
    for element in statement.elements() {
        match tei_name(element) {
            Some("publisher") => publication.publishers.extend(bare(body(element))),
            Some("authority") => publication.authorities.extend(bare(body(element))),
            Some("distributor") => publication.distributors.extend(bare(body(element))),
            Some("pubPlace") => publication.places.extend(bare(in_words(element))),
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
    let prose: Vec<String> = prose.map(in_words).filter_map(filled).collect();
    add_notes(description, NoteKind::Publication, prose);
}

/// Words without the punctuation that headers take over from catalogues.
pub fn bare(words: String) -> Option<String> {
    let bare = words.trim_end_matches([' ', ':', ',', ';', '/']);
    filled(bare.to_owned())
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
    let Some(value) = filled(in_words(element)) else {
        return;
    };
    let identifier = Identifier::of(attribute(element, "type").as_deref(), &value);
    if !list.contains(&identifier) {
        list.push(identifier);
    }
}

/// Licences and other statements. A link to a licence within a statement is its
/// address, if it has none of its own.
fn read_rights(availability: Element<'_>, rights: &mut Vec<Right>) {
    let said = |target: Option<String>, words: String| Right {
        target,
        words,
        is_status: false,
    };
    for element in availability.elements().filter(|one| !is_unsaid(*one)) {
        let words = in_words(element);
        let own = attribute(element, "target").unwrap_or_default();
        let mut targets = addresses(&own);
        if targets.is_empty() {
            let links = element.find_all("ref").chain(element.find_all("ptr"));
            let mut linked = links.filter_map(|link| attribute(link, "target"));
            let linked =
                linked.find_map(|link| addresses(&link).into_iter().find(|one| is_licence(one)));
            targets.extend(linked);
        }
        let mut targets = targets.into_iter();
        let target = targets.next();
        if !words.is_empty() || target.is_some() {
            rights.push(said(target, words));
        }
        // Of several addresses (TEI att.pointing) each is one of a licence.
        rights.extend(targets.map(|target| said(Some(target), String::new())));
    }
    let direct = words_without(availability, &["licence", "p", "ab"]);
    if rights.is_empty() && !direct.is_empty() {
        rights.push(said(None, direct));
    }
    let status = attribute(availability, "status");
    let status = status.filter(|status| matches!(status.as_str(), "free" | "restricted"));
    if rights.is_empty()
        && let Some(status) = status
    {
        rights.push(Right {
            is_status: true,
            ..said(None, format!("Availability: {status}"))
        });
    }
}

/// The pointers that are addresses.
fn addresses(pointers: &str) -> Vec<String> {
    let addresses = pointers.split_whitespace().filter(|one| one.contains(':'));
    addresses.map(str::to_owned).collect()
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
            Some("title") if series.title.is_empty() => series.title = in_words(element),
            Some("title") if is_subtitle(element) => {
                let joint = if series.title.ends_with(':') {
                    " "
                } else {
                    ": "
                };
                series
                    .title
                    .extend(filled(in_words(element)).map(|words| joint.to_owned() + &words));
            }
            Some("editor") => prose.extend(edited_by(element, "Editor")),
            Some("respStmt") => {
                let roles = children(element, "resp").map(in_words).filter_map(filled);
                let role = joined(roles, "; ").unwrap_or_else(|| "Responsible".to_owned());
                prose.extend(edited_by(element, &role));
            }
            Some("biblScope") if series.volume.is_none() => {
                series.volume = filled(scope(element));
            }
            Some("idno") => {
                let mut found = Vec::new();
                identifiers(element, &mut found);
                let issn = found.into_iter().find(|one| one.system == System::Issn);
                series.issn = series.issn.take().or(issn.map(|one| one.value));
            }
            Some("p" | "ab") => prose.extend(filled(in_words(element))),
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

/// Who answers for the series: of it, not of what is in it.
fn edited_by(element: Element<'_>, role: &str) -> Option<String> {
    let role = match attribute(element, "role") {
        Some(own) => format!("{role} ({own})"),
        None => role.to_owned(),
    };
    let names: Vec<String> = match element.is("respStmt") {
        true => named_in_statement(element)
            .into_iter()
            .map(in_words)
            .collect(),
        false => named(element).names.into_iter().map(in_words).collect(),
    };
    let names = joined(names.into_iter().filter_map(filled), ", ")?;
    Some(format!("{role} of the series: {names}"))
}

/// Whether a title is a subtitle.
fn is_subtitle(element: Element<'_>) -> bool {
    let kind = attribute(element, "type");
    matches!(kind.as_deref(), Some("sub" | "subordinate"))
}

/// A scope in words, or in its numbers.
pub fn scope(element: Element<'_>) -> String {
    let words = in_words(element);
    if !words.is_empty() {
        return words;
    }
    match (attribute(element, "from"), attribute(element, "to")) {
        (Some(from), Some(to)) if from != to => format!("{from}–{to}"),
        (from, to) => from.or(to).or(attribute(element, "n")).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_have_their_addresses() {
        let licence = "https://creativecommons.org/licenses/by/4.0/";
        let link = format!("<ref target='{licence}'>CC BY</ref>");
        let say = |target: Option<&str>, words: &str| (target.map(str::to_owned), words.to_owned());
        for (xml, expected) in [
            (
                format!("<licence target='#terms'>{link}</licence>"),
                vec![say(Some(licence), "CC BY")],
            ),
            (
                format!("<licence target='{licence}&#10;https://example.org/b'>Either</licence>"),
                vec![
                    say(Some(licence), "Either"),
                    say(Some("https://example.org/b"), ""),
                ],
            ),
            (
                "<p>See <ref target='https://example.org/'>the press</ref></p>".to_owned(),
                vec![say(None, "See the press")],
            ),
            (String::new(), vec![say(None, "Availability: restricted")]),
        ] {
            let xml = format!("<availability status='restricted'>{xml}</availability>");
            let tree = crate::xml::read("a.xml", xml.as_bytes()).unwrap().value;
            let mut rights = Vec::new();
            read_rights(tree.root(), &mut rights);
            let told = rights.into_iter().map(|right| (right.target, right.words));
            assert_eq!(told.collect::<Vec<_>>(), expected, "{xml}");
        }
    }
}
