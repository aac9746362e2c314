//! Dublin Core, unqualified, in the container of OAI-PMH (`oai_dc` 2.0).

use super::Record;
use crate::describe::description::{Identifier, System, TitleKind};

const NAMESPACES: &[(&str, &str)] = &[
    (
        "xmlns:oai_dc",
        "http://www.openarchives.org/OAI/2.0/oai_dc/",
    ),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    (
        "xsi:schemaLocation",
        "http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
    ),
];

/// The record.
pub fn write(record: &mut Record<'_>) {
    record.writer.open("oai_dc:dc", NAMESPACES);
    titles(record);
    people(record);
    for subject in &record.description.subjects {
        record.say("dc:subject", &[], &subject.term);
    }
    for class in &record.description.classes {
        record.say("dc:subject", &[], &class.code);
    }
    descriptions(record);
    publication(record);
    record.say("dc:type", &[], "Text");
    record.say("dc:format", &[], "application/tei+xml");
    identifiers(record);
    sources(record);
    for language in record
        .description
        .languages
        .iter()
        .filter(|one| !one.tag.is_empty())
    {
        record.say("dc:language", &[], &language.tag);
    }
    for series in &record.description.series {
        record.say("dc:relation", &[], &series.title);
    }
    for host in &record.description.hosts {
        record.say("dc:relation", &[], &host.text);
    }
    for created in &record.description.created {
        record.say("dc:coverage", &[], &created.shown());
    }
    for right in &record.description.rights {
        let words = right.target.as_deref().unwrap_or(&right.words);
        record.say("dc:rights", &[], words);
    }
    record.writer.close_on_line();
}

fn titles(record: &mut Record<'_>) {
    let description = record.description;
    if let (Some(full), Some(title)) = (description.full_title(), &description.title) {
        record.say(
            "dc:title",
            &[("xml:lang", tag(title.language.as_deref()))],
            &full,
        );
    }
    let known = |kind: &TitleKind| !matches!(kind, TitleKind::Other(_));
    for title in description
        .other_titles
        .iter()
        .filter(|title| known(&title.kind))
    {
        record.say(
            "dc:title",
            &[("xml:lang", tag(title.language.as_deref()))],
            &title.text,
        );
    }
}

fn people(record: &mut Record<'_>) {
    for author in &record.description.authors {
        record.say("dc:creator", &[], &author.name.inverted());
    }
    for contributor in &record.description.contributors {
        record.say("dc:contributor", &[], &contributor.name.inverted());
    }
}

fn descriptions(record: &mut Record<'_>) {
    for passage in &record.description.abstracts {
        let language = [("xml:lang", tag(passage.language.as_deref()))];
        record.say("dc:description", &language, &passage.text);
    }
    for note in &record.description.notes {
        record.say("dc:description", &[], &note.text);
    }
}

fn publication(record: &mut Record<'_>) {
    let publication = &record.description.publication;
    let issuers = match publication.issuers() {
        [] => &publication.distributors,
        issuers => issuers,
    };
    for issuer in issuers {
        record.say("dc:publisher", &[], issuer);
    }
    if let Some(date) = &publication.date {
        let date = date.date().map_or_else(|| date.shown(), str::to_owned);
        record.say("dc:date", &[], &date);
    }
}

/// Addresses first: whoever shows the record makes a link of the first one.
fn identifiers(record: &mut Record<'_>) {
    let (description, held) = (record.description, record.held);
    if let Some(address) = &held.address {
        record.say("dc:identifier", &[], address);
    }
    for address in description
        .identifiers
        .iter()
        .filter_map(Identifier::address)
    {
        record.say("dc:identifier", &[], &address);
    }
    for other in &description.identifiers {
        let marked = |name: &str| match other.is_wrong() {
            true => format!("{name} {} (invalid)", other.value),
            false => format!("{name} {}", other.value),
        };
        match &other.system {
            System::Doi | System::Handle | System::Url => {}
            System::Isbn => record.say("dc:identifier", &[], &marked("ISBN")),
            System::Issn => record.say("dc:identifier", &[], &marked("ISSN")),
            System::Other(kind) => {
                record.say("dc:identifier", &[], &format!("{kind}: {}", other.value));
            }
            _ => record.say("dc:identifier", &[], &other.value),
        }
    }
}

fn sources(record: &mut Record<'_>) {
    for source in &record.description.sources {
        record.say("dc:source", &[], &source.line());
    }
    for source in &record.description.sources {
        for link in &source.links {
            record.say("dc:relation", &[], link);
        }
    }
}

/// A language tag that may stand in `xml:lang` (BCP 47 in its widest form).
pub fn tag(language: Option<&str>) -> Option<&str> {
    language.filter(|tag| {
        let mut parts = tag.split('-');
        let first = parts.next().unwrap_or_default();
        let letters = first.bytes().all(|byte| byte.is_ascii_alphabetic());
        let part = |part: &str| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        letters && part(first) && parts.all(part)
    })
}
