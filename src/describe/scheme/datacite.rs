//! DataCite Metadata Schema 4.7, as XML.
//!
//! For libraries that register a DOI. What the schema demands and the header does
//! not give has the values of its Appendix (`:unav`, `:unas`, `:tba`); a year
//! cannot be wanting.

use super::dublin_core::tag;
use super::{Record, Wanting, name_or_address, spdx};
use crate::describe::description::{
    Agent, AgentKind, Authority, Funder, Identifier, Moment, NoteKind, Source, System, TitleKind,
};

const NAMESPACES: &[(&str, &str)] = &[
    ("xmlns", "http://datacite.org/schema/kernel-4"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    (
        "xsi:schemaLocation",
        "http://datacite.org/schema/kernel-4 http://schema.datacite.org/meta/kernel-4.7/metadata.xsd",
    ),
];

/// Not available.
const UNAVAILABLE: &str = ":unav";
/// Without a title.
const UNASSIGNED: &str = ":unas";
/// To be assigned.
const TO_BE_ASSIGNED: &str = ":tba";

/// The record.
pub fn write(record: &mut Record<'_>) -> Result<(), Wanting> {
    let year = year(record)?;
    let doi = record.description.identified(System::Doi).next();
    let doi = doi.unwrap_or(TO_BE_ASSIGNED).to_owned();
    record.writer.open("resource", NAMESPACES);
    record.say("identifier", &[("identifierType", Some("DOI"))], &doi);
    record.hold("creators", &[], creators);
    record.hold("titles", &[], titles);
    let issuer = record
        .description
        .publication
        .issuer()
        .unwrap_or(UNAVAILABLE);
    record.say("publisher", &[], issuer);
    record.say("publicationYear", &[], &year);
    record.say(
        "resourceType",
        &[("resourceTypeGeneral", Some("Text"))],
        "Edition",
    );
    subjects(record);
    contributors(record);
    dates(record);
    let languages = record.description.languages.iter();
    let language = languages
        .filter_map(|language| tag(Some(&language.tag)))
        .next();
    record.say("language", &[], language.unwrap_or_default());
    alternate_identifiers(record);
    related_identifiers(record);
    sizes(record);
    record.hold("formats", &[], |record| {
        record.say("format", &[], "application/tei+xml")
    });
    version(record);
    rights(record);
    descriptions(record);
    funding(record);
    related_items(record);
    record.writer.close_on_line();
    Ok(())
}

/// The year of the header, if need be that of copyright; else that in which the
/// version was published here.
fn year(record: &Record<'_>) -> Result<String, Wanting> {
    let publication = &record.description.publication;
    let stated = [&publication.date, &publication.copyright].into_iter();
    let stated = stated.flatten().find_map(Moment::year);
    let published = record
        .held
        .published
        .as_deref()
        .and_then(|date| date.get(..4));
    let year = stated.or(published).map(str::to_owned);
    year.ok_or_else(|| {
        let reason = "DataCite demands a year of publication; the header gives none, and the file is not published";
        Wanting(reason.to_owned())
    })
}

fn creators(record: &mut Record<'_>) {
    let authors = &record.description.authors;
    for author in authors {
        record.hold("creator", &[], |record| {
            person(record, author, "creatorName")
        });
    }
    if authors.is_empty() {
        record.hold("creator", &[], |record| {
            record.say("creatorName", &[], UNAVAILABLE)
        });
    }
}

/// Name, parts, numbers and affiliation of an agent.
fn person(record: &mut Record<'_>, agent: &Agent, element: &str) {
    let kind = match agent.kind {
        AgentKind::Person => Some("Personal"),
        AgentKind::Body => Some("Organizational"),
        AgentKind::Unstated => None,
    };
    record.say(element, &[("nameType", kind)], &agent.name.inverted());
    if let Some((family, given)) = &agent.name.parts {
        record.say("givenName", &[], given);
        record.say("familyName", &[], family);
    }
    for identity in &agent.identities {
        let Some(authority) = identity.authority else {
            continue;
        };
        let attributes = [
            ("nameIdentifierScheme", Some(authority.label())),
            ("schemeURI", scheme_address(authority)),
        ];
        let number = match authority {
            Authority::Orcid | Authority::Isni => identity.number(),
            _ => &identity.address,
        };
        record.say("nameIdentifier", &attributes, number);
    }
    record.say(
        "affiliation",
        &[],
        agent.affiliation.as_deref().unwrap_or_default(),
    );
}

fn scheme_address(authority: Authority) -> Option<&'static str> {
    match authority {
        Authority::Orcid => Some("https://orcid.org/"),
        Authority::Isni => Some("https://isni.org/"),
        Authority::Viaf => Some("http://viaf.org/"),
        Authority::Gnd => Some("https://d-nb.info/gnd/"),
        Authority::Ror => Some("https://ror.org/"),
        Authority::Wikidata => Some("https://www.wikidata.org/"),
        Authority::LibraryOfCongress => Some("http://id.loc.gov/authorities/names/"),
    }
}

fn titles(record: &mut Record<'_>) {
    let description = record.description;
    let Some(title) = &description.title else {
        return record.say("title", &[], UNASSIGNED);
    };
    let language = |tagged: &Option<String>| tag(tagged.as_deref()).map(str::to_owned);
    record.say(
        "title",
        &[("xml:lang", language(&title.language).as_deref())],
        &title.text,
    );
    let subtitles = description
        .subtitles
        .iter()
        .map(|title| (title, "Subtitle"));
    let others = description
        .other_titles
        .iter()
        .map(|title| match title.kind {
            TitleKind::Translated | TitleKind::Parallel => (title, "TranslatedTitle"),
            TitleKind::Other(_) => (title, "Other"),
            _ => (title, "AlternativeTitle"),
        });
    for (title, kind) in subtitles.chain(others) {
        let language = language(&title.language);
        let attributes = [("titleType", Some(kind)), ("xml:lang", language.as_deref())];
        record.say("title", &attributes, &title.text);
    }
}

fn subjects(record: &mut Record<'_>) {
    let description = record.description;
    if description.subjects.is_empty() && description.classes.is_empty() {
        return;
    }
    record.hold("subjects", &[], |record| {
        for subject in &description.subjects {
            let (name, address) = name_or_address(subject.scheme.as_deref());
            let attributes = [
                ("subjectScheme", name),
                ("schemeURI", address),
                ("valueURI", subject.address.as_deref()),
            ];
            record.say("subject", &attributes, &subject.term);
        }
        for class in &description.classes {
            let (name, address) = name_or_address(class.scheme.as_deref());
            let attributes = [("subjectScheme", name), ("schemeURI", address)];
            record.say("subject", &attributes, &class.code);
        }
    });
}

fn contributors(record: &mut Record<'_>) {
    let description = record.description;
    let publication = &description.publication;
    if description.contributors.is_empty() && publication.distributors.is_empty() {
        return;
    }
    record.hold("contributors", &[], |record| {
        for agent in &description.contributors {
            for kind in contributor_types(agent) {
                let kind = [("contributorType", Some(kind))];
                record.hold("contributor", &kind, |record| {
                    person(record, agent, "contributorName")
                });
            }
        }
        for distributor in &publication.distributors {
            let kind = [("contributorType", Some("Distributor"))];
            record.hold("contributor", &kind, |record| {
                record.say("contributorName", &[], distributor);
            });
        }
    });
}

/// One for each part that DataCite has a type for: who edited and translated is both.
fn contributor_types(agent: &Agent) -> Vec<&'static str> {
    let types = agent.relators.iter().filter_map(|one| match one.code {
        "edt" => Some("Editor"),
        "trl" => Some("Translator"),
        "dtm" => Some("DataManager"),
        "rth" => Some("ProjectLeader"),
        _ => None,
    });
    let types: Vec<&str> = types.collect();
    match types.is_empty() {
        true => vec!["Other"],
        false => types,
    }
}

fn dates(record: &mut Record<'_>) {
    let description = record.description;
    let publication = &description.publication;
    let issued = publication.date.as_ref().map(|date| ("Issued", date));
    let copyright = publication
        .copyright
        .as_ref()
        .map(|date| ("Copyrighted", date));
    let created = description.created.iter().map(|date| ("Created", date));
    let updated = description.revised.as_ref().map(|date| ("Updated", date));
    let all = issued
        .into_iter()
        .chain(copyright)
        .chain(created)
        .chain(updated);
    let written: Vec<(&str, String, Option<String>)> = all
        .filter_map(|(kind, date)| {
            // RKMS-ISO8601 has spans, and no sign for *about*, *perhaps* or *between*.
            let written = date.as_if_sure().interval()?;
            let is_vague = date.is_between() || !date.sign().is_empty();
            let information = is_vague.then(|| date.told());
            Some((kind, written, information))
        })
        .collect();
    if written.is_empty() {
        return;
    }
    record.hold("dates", &[], |record| {
        for (kind, date, information) in written {
            let information = ("dateInformation", information.as_deref());
            let attributes = [("dateType", Some(kind)), information];
            record.say("date", &attributes, &date);
        }
    });
}

fn alternate_identifiers(record: &mut Record<'_>) {
    let (description, held) = (record.description, record.held);
    let others: Vec<&Identifier> = description
        .identifiers
        .iter()
        .filter(|one| one.system != System::Doi)
        .collect();
    if others.is_empty() && held.address.is_none() {
        return;
    }
    record.hold("alternateIdentifiers", &[], |record| {
        let kind = |kind| [("alternateIdentifierType", Some(kind))];
        let address = held.address.as_deref().unwrap_or_default();
        record.say("alternateIdentifier", &kind("URL"), address);
        for identifier in others {
            let name = match &identifier.system {
                System::Isbn if identifier.is_wrong() => "ISBN (invalid)",
                System::Issn if identifier.is_wrong() => "ISSN (invalid)",
                System::Isbn => "ISBN",
                System::Issn => "ISSN",
                System::Url => "URL",
                System::Urn => "URN",
                System::Handle => "Handle",
                System::Ark => "ARK",
                System::Other(kind) => kind,
                System::Doi | System::Unstated => "local",
            };
            record.say("alternateIdentifier", &kind(name), &identifier.value);
        }
    });
}

/// Pictures of the sources, and sources that have a DOI, an ISBN or an address.
fn related_identifiers(record: &mut Record<'_>) {
    let mut related: Vec<(&str, &str)> = Vec::new();
    for source in &record.description.sources {
        // What is not right leads nowhere, or to something else.
        let leading = |one: &&Identifier| !one.is_wrong();
        for identifier in source.identifiers.iter().filter(leading) {
            let kind = match identifier.system {
                System::Doi => "DOI",
                System::Isbn => "ISBN",
                System::Issn => "ISSN",
                System::Url => "URL",
                System::Urn => "URN",
                System::Handle => "Handle",
                System::Ark => "ARK",
                System::Other(_) | System::Unstated => continue,
            };
            related.push((kind, &identifier.value));
        }
        related.extend(source.links.iter().map(|link| ("URL", link.as_str())));
    }
    if related.is_empty() {
        return;
    }
    record.hold("relatedIdentifiers", &[], |record| {
        for (kind, value) in related {
            let attributes = [
                ("relatedIdentifierType", Some(kind)),
                ("relationType", Some("IsDerivedFrom")),
            ];
            record.say("relatedIdentifier", &attributes, value);
        }
    });
}

fn sizes(record: &mut Record<'_>) {
    let extents = &record.description.extents;
    if extents.is_empty() {
        return;
    }
    record.hold("sizes", &[], |record| {
        for extent in extents {
            record.say("size", &[], extent);
        }
    });
}

/// The number that the header gives its edition; else that of the version here.
fn version(record: &mut Record<'_>) {
    let mut numbers = record
        .description
        .editions
        .iter()
        .filter_map(|one| one.number.clone());
    let here = record.held.version.map(|number| number.to_string());
    let version = numbers.next().or(here).unwrap_or_default();
    record.say("version", &[], &version);
}

fn rights(record: &mut Record<'_>) {
    let rights = &record.description.rights;
    if rights.is_empty() {
        return;
    }
    record.hold("rightsList", &[], |record| {
        for right in rights {
            let target = right.target.as_deref();
            let code = target.and_then(spdx);
            let scheme = code.as_ref().map(|_| "SPDX");
            let place = code.as_ref().map(|_| "https://spdx.org/licenses/");
            let attributes = [
                ("rightsURI", target.filter(|target| !target.contains(' '))),
                ("rightsIdentifier", code.as_deref()),
                ("rightsIdentifierScheme", scheme),
                ("schemeURI", place),
            ];
            let words = match right.words.is_empty() {
                true => target.unwrap_or_default(),
                false => &right.words,
            };
            record.say("rights", &attributes, words);
        }
    });
}

fn descriptions(record: &mut Record<'_>) {
    let description = record.description;
    if description.abstracts.is_empty() && description.notes.is_empty() {
        return;
    }
    record.hold("descriptions", &[], |record| {
        for passage in &description.abstracts {
            let language = tag(passage.language.as_deref());
            let attributes = [
                ("descriptionType", Some("Abstract")),
                ("xml:lang", language),
            ];
            record.say("description", &attributes, &passage.text);
        }
        for note in &description.notes {
            let kind = match note.kind {
                NoteKind::Method => "Methods",
                _ => "Other",
            };
            record.say(
                "description",
                &[("descriptionType", Some(kind))],
                &note.text,
            );
        }
    });
}

fn funding(record: &mut Record<'_>) {
    let funders = &record.description.funders;
    if funders.is_empty() {
        return;
    }
    record.hold("fundingReferences", &[], |record| {
        for funder in funders {
            record.hold("fundingReference", &[], |record| one_funder(record, funder));
        }
    });
}

/// Registries of funders alone: what their addresses have in them, and how DataCite
/// calls them.
const REGISTRIES_OF_FUNDERS: &[(&str, &str)] = &[
    ("doi.org/10.13039/", "Crossref Funder ID"),
    ("grid.ac/institutes/", "GRID"),
];

fn one_funder(record: &mut Record<'_>, funder: &Funder) {
    record.say("funderName", &[], &funder.name);
    for identity in &funder.identities {
        let registry = || {
            let mut known = REGISTRIES_OF_FUNDERS.iter();
            known.find(|(place, _)| identity.address.contains(place))
        };
        let kind = match (identity.authority, registry()) {
            (Some(Authority::Ror), _) => "ROR",
            (Some(Authority::Isni), _) => "ISNI",
            (Some(_), _) => "Other",
            (None, Some((_, kind))) => kind,
            (None, None) => continue,
        };
        let attributes = [("funderIdentifierType", Some(kind))];
        return record.say("funderIdentifier", &attributes, &identity.address);
    }
}

/// Series, hosts and sources that have a title.
fn related_items(record: &mut Record<'_>) {
    let description = record.description;
    let sources: Vec<&Source> = description
        .sources
        .iter()
        .filter(|one| one.title.is_some())
        .collect();
    if description.series.is_empty() && description.hosts.is_empty() && sources.is_empty() {
        return;
    }
    record.hold("relatedItems", &[], |record| {
        let kind = |item, relation| {
            [
                ("relatedItemType", Some(item)),
                ("relationType", Some(relation)),
            ]
        };
        let title = |record: &mut Record<'_>, title: &str| {
            record.hold("titles", &[], |record| record.say("title", &[], title));
        };
        for series in &description.series {
            record.hold(
                "relatedItem",
                &kind("Collection", "IsPublishedIn"),
                |record| {
                    let kind = [("relatedItemIdentifierType", Some("ISSN"))];
                    let issn = series.issn.as_deref().unwrap_or_default();
                    record.say("relatedItemIdentifier", &kind, issn);
                    title(record, &series.title);
                    record.say("volume", &[], series.volume.as_deref().unwrap_or_default());
                },
            );
        }
        for host in &description.hosts {
            record.hold("relatedItem", &kind("Text", "IsPartOf"), |record| {
                title(record, &host.text)
            });
        }
        for source in sources {
            record.hold("relatedItem", &kind("Text", "IsDerivedFrom"), |record| {
                related_source(record, source);
            });
        }
    });
}

fn related_source(record: &mut Record<'_>, source: &Source) {
    if !source.authors.is_empty() {
        record.hold("creators", &[], |record| {
            for author in &source.authors {
                record.hold("creator", &[], |record| {
                    let name = author.name.inverted();
                    record.say("creatorName", &[], &name);
                });
            }
        });
    }
    let title = source.title.as_deref().unwrap_or_default();
    record.hold("titles", &[], |record| record.say("title", &[], title));
    let year = source
        .date
        .as_ref()
        .and_then(Moment::year)
        .unwrap_or_default();
    record.say("publicationYear", &[], year);
    record.say("publisher", &[], &source.publishers.join("; "));
}
