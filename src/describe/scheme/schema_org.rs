//! schema.org, as JSON-LD: for search engines and whoever else reads pages.

use serde_json::{Map, Value, json};

use super::Held;
use crate::describe::description::{
    Agent, AgentKind, Description, Identifier, Source, System, relator,
};

/// The record.
pub fn write(description: &Description, held: &Held) -> String {
    let mut text = format!("{:#}", Value::Object(object(description, held)));
    text.push('\n');
    text
}

fn object(description: &Description, held: &Held) -> Map<String, Value> {
    let mut object = Map::new();
    let mut say = |name: &str, value: Value| {
        let nothing = match &value {
            Value::Null => true,
            Value::Array(values) => values.is_empty(),
            Value::String(text) => text.is_empty(),
            _ => false,
        };
        if !nothing {
            object.insert(name.to_owned(), one_or_all(value));
        }
    };
    say("@context", json!("https://schema.org"));
    say("@type", json!("Book"));
    say("@id", json!(held.address));
    say("url", json!(held.address));
    say("name", json!(description.full_title()));
    let others = description
        .other_titles
        .iter()
        .map(|title| title.text.clone());
    say("alternateName", json!(others.collect::<Vec<_>>()));
    people(description, &mut say);
    publication(description, held, &mut say);
    contents(description, &mut say);
    say(
        "identifier",
        Value::Array(description.identifiers.iter().map(identifier).collect()),
    );
    let addresses = description
        .identifiers
        .iter()
        .filter_map(Identifier::address);
    say("sameAs", json!(addresses.collect::<Vec<_>>()));
    let right = description.identifiers.iter().filter(|one| !one.is_wrong());
    let isbn = right.filter(|one| one.system == System::Isbn);
    say(
        "isbn",
        json!(isbn.map(|one| &one.value).collect::<Vec<_>>()),
    );
    say("encoding", file(held));
    object
}

/// A list of one is its one.
fn one_or_all(value: Value) -> Value {
    match value {
        Value::Array(mut values) if values.len() == 1 => values.remove(0),
        other => other,
    }
}

fn people(description: &Description, say: &mut impl FnMut(&str, Value)) {
    let authors = description.authors.iter().map(agent);
    say("author", Value::Array(authors.collect()));
    let is = |code: &'static str| {
        move |agent: &&Agent| agent.relators.iter().any(|relator| relator.code == code)
    };
    let contributors = || description.contributors.iter();
    let known = |agent: &&Agent| is("edt")(agent) || is("trl")(agent);
    say(
        "editor",
        Value::Array(contributors().filter(is("edt")).map(agent).collect()),
    );
    say(
        "translator",
        Value::Array(contributors().filter(is("trl")).map(agent).collect()),
    );
    let others = contributors().filter(|agent| !known(agent));
    say("contributor", Value::Array(others.map(in_role).collect()));
    for (name, sponsor) in [("funder", false), ("sponsor", true)] {
        let funders = description.funders.iter();
        let funders = funders.filter(|funder| funder.sponsor == sponsor);
        let funders = funders.map(|funder| {
            let address = funder.identities.first().map(|identity| &identity.address);
            filled(json!({ "@type": "Organization", "name": funder.name, "sameAs": address }))
        });
        say(name, Value::Array(funders.collect()));
    }
}

fn agent(agent: &Agent) -> Value {
    let kind = match agent.kind {
        AgentKind::Body => "Organization",
        _ => "Person",
    };
    let addresses = agent
        .identities
        .iter()
        .map(|identity| identity.address.as_str());
    let addresses: Vec<&str> = addresses.collect();
    let (family, given) = agent.name.parts.clone().unzip();
    let affiliation = agent.affiliation.as_ref();
    let affiliation = affiliation.map(|name| json!({ "@type": "Organization", "name": name }));
    filled(json!({
        "@type": kind,
        "name": agent.name.direct(),
        "familyName": family,
        "givenName": given,
        "sameAs": one_or_all(json!(addresses)),
        "affiliation": affiliation,
    }))
}

/// Somebody whose part has no name in schema.org: with the words of the header.
fn in_role(contributor: &Agent) -> Value {
    let words = contributor.role();
    let term = contributor
        .relators
        .first()
        .unwrap_or(&relator::CONTRIBUTOR)
        .term;
    json!({
        "@type": "Role",
        "roleName": words.unwrap_or_else(|| term.to_owned()),
        "contributor": agent(contributor),
    })
}

fn publication(description: &Description, held: &Held, say: &mut impl FnMut(&str, Value)) {
    let publication = &description.publication;
    let issuers = match publication.issuers() {
        [] => &publication.distributors,
        issuers => issuers,
    };
    let publishers = issuers
        .iter()
        .map(|name| json!({ "@type": "Organization", "name": name }));
    say("publisher", Value::Array(publishers.collect()));
    let date = publication.date.as_ref();
    say(
        "datePublished",
        json!(date.and_then(|date| date.date().or(date.year()))),
    );
    // A number there, not a date.
    let copyright = publication.copyright.as_ref().and_then(|date| date.year());
    let copyright = copyright.and_then(|year| year.parse::<u16>().ok());
    say("copyrightYear", json!(copyright));
    say("dateModified", json!(held.published.as_deref()));
    say("version", json!(held.version));
    let editions = description.editions.iter();
    let editions = editions.map(|edition| match &edition.number {
        Some(number) if edition.words.is_empty() => number.clone(),
        _ => edition.words.clone(),
    });
    say(
        "bookEdition",
        json!(
            editions
                .filter(|words| !words.is_empty())
                .collect::<Vec<_>>()
        ),
    );
    let licences = description
        .rights
        .iter()
        .filter_map(|right| right.target.clone());
    say("license", json!(licences.collect::<Vec<_>>()));
    let statements = description
        .rights
        .iter()
        .filter(|right| right.target.is_none());
    let statements = statements.map(|right| right.words.clone());
    say("usageInfo", json!(statements.collect::<Vec<_>>()));
}

fn contents(description: &Description, say: &mut impl FnMut(&str, Value)) {
    let languages = description
        .languages
        .iter()
        .filter(|language| language.code.is_some());
    let languages = languages.map(|language| language.tag.clone());
    say("inLanguage", json!(languages.collect::<Vec<_>>()));
    let abstracts = description
        .abstracts
        .iter()
        .map(|passage| passage.text.clone());
    say("abstract", json!(abstracts.collect::<Vec<_>>()));
    let terms = |genre: bool| {
        let subjects = description
            .subjects
            .iter()
            .filter(move |one| one.genre == genre);
        subjects.map(|subject| match &subject.address {
            Some(address) => filled(json!({
                "@type": "DefinedTerm",
                "name": subject.term,
                "url": address,
                "inDefinedTermSet": subject.scheme,
            })),
            None => json!(subject.term),
        })
    };
    say("keywords", Value::Array(terms(false).collect()));
    say("genre", Value::Array(terms(true).collect()));
    let series = description.series.iter().map(|series| {
        filled(json!({ "@type": "BookSeries", "name": series.title, "issn": series.issn }))
    });
    let hosts = description
        .hosts
        .iter()
        .map(|host| json!({ "@type": "CreativeWork", "name": host.text }));
    say("isPartOf", Value::Array(series.chain(hosts).collect()));
    let sources = description.sources.iter().map(source);
    say("isBasedOn", Value::Array(sources.collect()));
    let created = description.created.iter().filter_map(|date| date.edtf());
    say("dateCreated", json!(created.collect::<Vec<_>>()));
}

fn source(source: &Source) -> Value {
    let authors: Vec<Value> = source.authors.iter().map(agent).collect();
    let addresses: Vec<&str> = source.links.iter().map(String::as_str).collect();
    filled(json!({
        "@type": "CreativeWork",
        "name": source.title.clone().unwrap_or_else(|| source.line()),
        "author": one_or_all(Value::Array(authors)),
        "description": source.title.as_ref().map(|_| source.line()),
        "url": one_or_all(json!(addresses)),
    }))
}

fn identifier(identifier: &Identifier) -> Value {
    let name = match &identifier.system {
        System::Doi => Some("DOI"),
        System::Isbn if identifier.is_wrong() => Some("ISBN (invalid)"),
        System::Issn if identifier.is_wrong() => Some("ISSN (invalid)"),
        System::Isbn => Some("ISBN"),
        System::Issn => Some("ISSN"),
        System::Url => Some("URL"),
        System::Urn => Some("URN"),
        System::Handle => Some("Handle"),
        System::Ark => Some("ARK"),
        System::Other(kind) => Some(kind.as_str()),
        System::Unstated => None,
    };
    filled(json!({ "@type": "PropertyValue", "propertyID": name, "value": identifier.value }))
}

fn file(held: &Held) -> Value {
    match &held.file {
        Some(file) => json!({
            "@type": "MediaObject",
            "contentUrl": file,
            "encodingFormat": "application/tei+xml",
            "sha256": held.digest.to_string(),
        }),
        None => Value::Null,
    }
}

/// An object without what is not known.
fn filled(value: Value) -> Value {
    let Value::Object(object) = value else {
        return value;
    };
    let known = object.into_iter().filter(|(_, value)| match value {
        Value::Null => false,
        Value::Array(values) => !values.is_empty(),
        _ => true,
    });
    Value::Object(known.collect())
}
