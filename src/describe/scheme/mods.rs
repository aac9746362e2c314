//! MODS, version 3.7: the last whose schema all validators read.

use super::dublin_core::tag;
use super::{Record, name_or_address};
use crate::describe::description::article::passed_over;
use crate::describe::description::language::library_code;
use crate::describe::description::{
    Agent, AgentKind, Authority, Identifier, Moment, NoteKind, Source, System, Title, TitleKind,
};

const NAMESPACES: &[(&str, &str)] = &[
    ("xmlns", "http://www.loc.gov/mods/v3"),
    ("xmlns:xlink", "http://www.w3.org/1999/xlink"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ("version", "3.7"),
    (
        "xsi:schemaLocation",
        "http://www.loc.gov/mods/v3 http://www.loc.gov/standards/mods/v3/mods-3-7.xsd",
    ),
];

/// The record.
pub fn write(record: &mut Record<'_>) {
    record.writer.open("mods", NAMESPACES);
    titles(record);
    for (at, author) in record.description.authors.iter().enumerate() {
        name(record, author, at == 0);
    }
    for contributor in &record.description.contributors {
        name(record, contributor, false);
    }
    record.say("typeOfResource", &[], "text");
    record.say("genre", &[("authority", Some("marcgt"))], "book");
    genres(record);
    origin(record);
    languages(record);
    physical(record);
    notes(record);
    subjects(record);
    related(record);
    for identifier in &record.description.identifiers {
        one_identifier(record, identifier);
    }
    places(record);
    rights(record);
    record_information(record);
    record.writer.close_on_line();
}

fn titles(record: &mut Record<'_>) {
    let description = record.description;
    if let Some(title) = &description.title {
        let subtitles = description
            .subtitles
            .iter()
            .map(|title| title.text.as_str());
        let subtitle = subtitles.collect::<Vec<_>>().join(" : ");
        title_information(record, title, None, &subtitle, Some("primary"));
    }
    for title in &description.other_titles {
        let kind = match title.kind {
            TitleKind::Parallel | TitleKind::Translated => "translated",
            TitleKind::Uniform => "uniform",
            TitleKind::Abbreviated => "abbreviated",
            _ => "alternative",
        };
        title_information(record, title, Some(kind), "", None);
    }
}

fn title_information(
    record: &mut Record<'_>,
    title: &Title,
    kind: Option<&str>,
    subtitle: &str,
    usage: Option<&str>,
) {
    let language = title.language.as_deref();
    let label = match &title.kind {
        TitleKind::Other(kind) => Some(kind.as_str()),
        _ => None,
    };
    let supplied = title.supplied.then_some("yes");
    let attributes = [
        ("type", kind),
        ("displayLabel", label),
        ("supplied", supplied),
        ("usage", usage),
        ("xml:lang", tag(language)),
    ];
    let code = language.and_then(library_code);
    let at = passed_over(&title.text, code, &record.description.title_codes());
    let (article, rest) = split_at_character(&title.text, at);
    record.hold("titleInfo", &attributes, |record| {
        if !article.is_empty() {
            record.say("nonSort", &[("xml:space", Some("preserve"))], article);
        }
        record.say("title", &[], rest);
        record.say("subTitle", &[], subtitle);
    });
}

fn split_at_character(text: &str, at: usize) -> (&str, &str) {
    let byte = text
        .char_indices()
        .nth(at)
        .map_or(text.len(), |(byte, _)| byte);
    text.split_at(byte)
}

fn name(record: &mut Record<'_>, agent: &Agent, primary: bool) {
    let kind = match agent.kind {
        AgentKind::Person => Some("personal"),
        AgentKind::Body => Some("corporate"),
        AgentKind::Unstated => None,
    };
    let known = agent
        .identities
        .iter()
        .find(|identity| identity.authority.is_some());
    let shown = known.or(agent.identities.first());
    let attributes = [
        ("type", kind),
        ("usage", primary.then_some("primary")),
        (
            "authority",
            known.and_then(|one| one.authority).map(Authority::code),
        ),
        ("valueURI", shown.map(|one| one.address.as_str())),
    ];
    record.hold("name", &attributes, |record| {
        name_parts(record, agent);
        for identity in &agent.identities {
            if let Some(authority) = identity.authority {
                let kind = [("type", Some(authority.code()))];
                record.say("nameIdentifier", &kind, identity.number());
            }
        }
        roles(record, agent);
        if let Some(affiliation) = &agent.affiliation {
            record.say("affiliation", &[], affiliation);
        }
    });
}

fn name_parts(record: &mut Record<'_>, agent: &Agent) {
    match &agent.name.parts {
        Some((family, given)) => {
            record.say("namePart", &[("type", Some("family"))], family);
            record.say("namePart", &[("type", Some("given"))], given);
        }
        None => record.say("namePart", &[], &agent.name.written),
    }
    if let (Some(_), Some(generation)) = (&agent.name.parts, &agent.name.generation) {
        record.say("namePart", &[("type", Some("termsOfAddress"))], generation);
    }
    if let Some(life) = &agent.life {
        record.say("namePart", &[("type", Some("date"))], life);
    }
}

/// Each part with code and term; the words of the header beside the first, if they
/// are others.
fn roles(record: &mut Record<'_>, agent: &Agent) {
    for (at, relator) in agent.relators.iter().enumerate() {
        record.hold("role", &[], |record| {
            let term = |kind| [("type", Some(kind)), ("authority", Some("marcrelator"))];
            record.say("roleTerm", &term("code"), relator.code);
            record.say("roleTerm", &term("text"), relator.term);
            let words = agent.role();
            let words = words
                .as_deref()
                .filter(|words| at == 0 && *words != relator.term);
            record.say(
                "roleTerm",
                &[("type", Some("text"))],
                words.unwrap_or_default(),
            );
        });
    }
}

fn genres(record: &mut Record<'_>) {
    for genre in record
        .description
        .subjects
        .iter()
        .filter(|subject| subject.genre)
    {
        let attributes = [
            ("authority", genre.authority),
            ("valueURI", genre.address.as_deref()),
        ];
        record.say("genre", &attributes, &genre.term);
    }
}

fn origin(record: &mut Record<'_>) {
    let description = record.description;
    let publication = &description.publication;
    record.hold(
        "originInfo",
        &[("eventType", Some("publication"))],
        |record| {
            for place in &publication.places {
                record.hold("place", &[], |record| {
                    record.say("placeTerm", &[("type", Some("text"))], place);
                });
            }
            for publisher in publication.issuers() {
                record.say("publisher", &[], publisher);
            }
            if let Some(date) = &publication.date {
                moment(record, "dateIssued", date, true);
            }
            if let Some(date) = &publication.copyright {
                moment(record, "copyrightDate", date, false);
            }
            for date in &description.created {
                moment(record, "dateCreated", date, false);
            }
            for edition in &description.editions {
                let words = match edition.words.is_empty() {
                    true => edition.number.as_deref().unwrap_or_default(),
                    false => &edition.words,
                };
                record.say("edition", &[], words);
            }
            record.say("issuance", &[], "monographic");
        },
    );
    if !publication.distributors.is_empty() {
        record.hold(
            "originInfo",
            &[("eventType", Some("distribution"))],
            |record| {
                for distributor in &publication.distributors {
                    record.say("publisher", &[], distributor);
                }
            },
        );
    }
}

/// A date in numbers, its ends apart if it is a span; in words, where it has no
/// numbers.
fn moment(record: &mut Record<'_>, element: &str, moment: &Moment, key: bool) {
    let qualifier = match (moment.uncertain, moment.approximate) {
        (true, _) => Some("questionable"),
        (false, true) => Some("approximate"),
        (false, false) => None,
    };
    let key_date = key.then_some("yes");
    let encoding = |date: &str| match date.starts_with('-') {
        true => Some("iso8601"),
        false => Some("w3cdtf"),
    };
    if let Some(date) = moment.date() {
        let attributes = [
            ("encoding", encoding(date)),
            ("qualifier", qualifier),
            ("keyDate", key_date),
        ];
        return record.say(element, &attributes, date);
    }
    if let Some(between) = moment.as_if_sure().edtf().filter(|_| moment.is_between()) {
        let attributes = [
            ("encoding", Some("edtf")),
            ("qualifier", qualifier),
            ("keyDate", key_date),
        ];
        return record.say(element, &attributes, &between);
    }
    let (from, to) = moment.ends();
    if from.is_none() && to.is_none() {
        return record.say(element, &[], moment.words());
    }
    let mut key_date = key_date;
    for (date, point) in [(from, "start"), (to, "end")] {
        let Some(date) = date else { continue };
        let attributes = [
            ("encoding", encoding(date)),
            ("point", Some(point)),
            ("qualifier", qualifier),
            ("keyDate", key_date.take()),
        ];
        record.say(element, &attributes, date);
    }
}

fn languages(record: &mut Record<'_>) {
    for language in &record.description.languages {
        record.hold("language", &[], |record| {
            let code = |authority| [("type", Some("code")), ("authority", Some(authority))];
            if let Some(known) = language.code.filter(|code| *code != "mis") {
                record.say("languageTerm", &code("iso639-2b"), known);
            }
            if library_code(&language.tag).is_some() && tag(Some(&language.tag)).is_some() {
                record.say("languageTerm", &code("rfc5646"), &language.tag);
            }
            let words = language
                .name
                .as_deref()
                .unwrap_or_else(|| match language.code {
                    None => &language.tag,
                    Some(_) => "",
                });
            record.say("languageTerm", &[("type", Some("text"))], words);
        });
    }
}

fn physical(record: &mut Record<'_>) {
    record.hold("physicalDescription", &[], |record| {
        record.say("form", &[("authority", Some("marcform"))], "electronic");
        record.say("internetMediaType", &[], "application/tei+xml");
        for extent in &record.description.extents {
            record.say("extent", &[], extent);
        }
    });
}

fn notes(record: &mut Record<'_>) {
    let description = record.description;
    for passage in &description.abstracts {
        let language = [("xml:lang", tag(passage.language.as_deref()))];
        record.say("abstract", &language, &passage.text);
    }
    for note in &description.notes {
        let label = match note.kind {
            NoteKind::General => None,
            NoteKind::Edition => Some("Edition"),
            NoteKind::Publication => Some("Publication"),
            NoteKind::Series => Some("Series"),
            NoteKind::Source => Some("Source"),
            NoteKind::Method => Some("Method"),
            NoteKind::Creation => Some("Creation"),
        };
        record.say("note", &[("displayLabel", label)], &note.text);
    }
    for funder in &description.funders {
        let label = funder.sponsor.then_some("Sponsor");
        let attributes = [("type", Some("funding")), ("displayLabel", label)];
        record.say("note", &attributes, &funder.name);
    }
}

fn subjects(record: &mut Record<'_>) {
    for subject in record
        .description
        .subjects
        .iter()
        .filter(|subject| !subject.genre)
    {
        let (_, uri) = name_or_address(subject.scheme.as_deref());
        let attributes = [
            ("authority", subject.authority),
            ("authorityURI", uri),
            ("valueURI", subject.address.as_deref()),
        ];
        record.hold("subject", &attributes, |record| {
            record.say("topic", &[], &subject.term)
        });
    }
    for class in &record.description.classes {
        let (name, uri) = name_or_address(class.scheme.as_deref());
        let attributes = [
            ("authority", class.authority.or(name)),
            ("authorityURI", uri),
        ];
        record.say("classification", &attributes, &class.code);
    }
}

fn related(record: &mut Record<'_>) {
    let description = record.description;
    for series in &description.series {
        record.hold("relatedItem", &[("type", Some("series"))], |record| {
            record.hold("titleInfo", &[], |record| {
                record.say("title", &[], &series.title);
                record.say(
                    "partNumber",
                    &[],
                    series.volume.as_deref().unwrap_or_default(),
                );
            });
            if let Some(issn) = &series.issn {
                record.say("identifier", &[("type", Some("issn"))], issn);
            }
        });
    }
    for host in &description.hosts {
        record.hold("relatedItem", &[("type", Some("host"))], |record| {
            title_information(record, host, None, "", None);
        });
    }
    for source in &description.sources {
        original(record, source);
    }
}

fn original(record: &mut Record<'_>, source: &Source) {
    let siglum = source
        .siglum
        .as_ref()
        .map(|siglum| format!("Witness {siglum}"));
    let label = siglum.as_deref().or(Some("Source"));
    let attributes = [("type", Some("original")), ("displayLabel", label)];
    record.hold("relatedItem", &attributes, |record| {
        if let Some(title) = &source.title {
            record.hold("titleInfo", &[], |record| record.say("title", &[], title));
        }
        for agent in source.authors.iter().chain(&source.contributors) {
            name(record, agent, false);
        }
        original_origin(record, source);
        if !source.scopes.is_empty() {
            record.hold("physicalDescription", &[], |record| {
                record.say("extent", &[], &source.scopes.join(", "));
            });
        }
        if !source.is_structured() {
            record.say("note", &[], &source.words);
        }
        for identifier in &source.identifiers {
            one_identifier(record, identifier);
        }
        original_place(record, source);
        wholes(record, source);
    });
}

fn original_origin(record: &mut Record<'_>, source: &Source) {
    let nothing = source.places.is_empty() && source.publishers.is_empty();
    if nothing && source.date.is_none() && source.edition.is_none() {
        return;
    }
    record.hold("originInfo", &[], |record| {
        for place in &source.places {
            record.hold("place", &[], |record| {
                record.say("placeTerm", &[("type", Some("text"))], place);
            });
        }
        for publisher in &source.publishers {
            record.say("publisher", &[], publisher);
        }
        let manuscript = !source.location.is_empty();
        let element = if manuscript {
            "dateCreated"
        } else {
            "dateIssued"
        };
        if let Some(date) = &source.date {
            moment(record, element, date, false);
        }
        record.say(
            "edition",
            &[],
            source.edition.as_deref().unwrap_or_default(),
        );
    });
}

/// Where a source lies, and where it can be seen.
fn original_place(record: &mut Record<'_>, source: &Source) {
    if !source.location.is_empty() {
        record.hold("location", &[], |record| {
            record.say("physicalLocation", &[], &source.location.join(", "));
        });
    }
    for link in &source.links {
        record.hold("location", &[], |record| record.say("url", &[], link));
    }
}

fn wholes(record: &mut Record<'_>, source: &Source) {
    let titled = |record: &mut Record<'_>, title: &str| {
        record.hold("titleInfo", &[], |record| record.say("title", &[], title));
    };
    if source.host.is_some() || !source.host_identifiers.is_empty() {
        record.hold("relatedItem", &[("type", Some("host"))], |record| {
            if let Some(title) = &source.host {
                titled(record, title);
            }
            for identifier in &source.host_identifiers {
                one_identifier(record, identifier);
            }
        });
    }
    for title in &source.series {
        record.hold("relatedItem", &[("type", Some("series"))], |record| {
            titled(record, title);
        });
    }
}

fn one_identifier(record: &mut Record<'_>, identifier: &Identifier) {
    let kind = match &identifier.system {
        System::Doi => Some("doi"),
        System::Isbn => Some("isbn"),
        System::Issn => Some("issn"),
        System::Url => Some("uri"),
        System::Urn => Some("urn"),
        System::Handle => Some("hdl"),
        System::Ark => Some("ark"),
        System::Other(kind) => Some(kind.as_str()),
        System::Unstated => None,
    };
    let invalid = identifier.is_wrong().then_some("yes");
    let attributes = [("type", kind), ("invalid", invalid)];
    record.say("identifier", &attributes, &identifier.value);
}

/// Where the edition is, and other addresses that the header gives.
fn places(record: &mut Record<'_>) {
    let (description, held) = (record.description, record.held);
    let page = held.address.iter().map(|address| {
        let attributes = [
            ("usage", Some("primary")),
            ("access", Some("object in context")),
        ];
        (address.as_str(), attributes)
    });
    let file = held.file.iter().map(|file| {
        (
            file.as_str(),
            [
                ("displayLabel", Some("TEI")),
                ("access", Some("raw object")),
            ],
        )
    });
    let others = description.identified(System::Url);
    let others = others.map(|url| (url, [("access", None), ("usage", None)]));
    let all: Vec<_> = page.chain(file).chain(others).collect();
    if all.is_empty() {
        return;
    }
    record.hold("location", &[], |record| {
        for (url, attributes) in &all {
            record.say("url", attributes, url);
        }
    });
}

fn rights(record: &mut Record<'_>) {
    for right in &record.description.rights {
        let attributes = [
            ("type", Some("use and reproduction")),
            (
                "xlink:href",
                right
                    .target
                    .as_deref()
                    .filter(|target| !target.contains(' ')),
            ),
        ];
        let words = match right.words.is_empty() {
            true => right.target.as_deref().unwrap_or_default(),
            false => &right.words,
        };
        record.say("accessCondition", &attributes, words);
    }
}

fn record_information(record: &mut Record<'_>) {
    let (description, held) = (record.description, record.held);
    record.hold("recordInfo", &[], |record| {
        let date = [("encoding", Some("w3cdtf"))];
        record.say("recordCreationDate", &date, &held.entered);
        record.say("recordChangeDate", &date, &held.changed);
        record.say("recordIdentifier", &[], &held.name);
        record.say(
            "recordOrigin",
            &[],
            "Made from the TEI header of the edition.",
        );
        let code = description
            .header_language
            .as_deref()
            .and_then(library_code);
        if let Some(code) = code.filter(|code| *code != "mis") {
            record.hold("languageOfCataloging", &[], |record| {
                let attributes = [("type", Some("code")), ("authority", Some("iso639-2b"))];
                record.say("languageTerm", &attributes, code);
            });
        }
    });
}
