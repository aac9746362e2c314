//! The answer (§3.2).

use super::arguments::Arguments;
use super::datestamp::Datestamp;
use super::error::{Code, Problem};
use super::ledger::{Entry, Page};
use super::request::{Request, Selection, Verb};
use super::token::Position;
use super::{Identity, Material, MetadataFormat, Repository, Unavailable, text};
use crate::edition::EditionId;
use crate::xml::Writer;

const NAMESPACES: &[(&str, &str)] = &[
    ("xmlns", "http://www.openarchives.org/OAI/2.0/"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    (
        "xsi:schemaLocation",
        "http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd",
    ),
];

/// Answers a query, as forms are coded, at a moment.
///
/// # Errors
/// [`Unavailable`], if the store cannot give what is asked for.
pub fn answer(
    repository: &dyn Repository,
    query: &str,
    now: &Datestamp,
) -> Result<String, Unavailable> {
    write(repository, &Arguments::read(query), now)
}

/// Answers a request at a moment.
///
/// # Errors
/// As [`answer`].
pub fn write(
    repository: &dyn Repository,
    arguments: &Arguments,
    now: &Datestamp,
) -> Result<String, Unavailable> {
    let found = match Request::read(arguments, repository.key()) {
        Ok(request) => find(repository, request)?,
        Err(problems) => Err(problems),
    };
    let mut writer = Writer::new();
    writer.open("OAI-PMH", NAMESPACES);
    say(&mut writer, "responseDate", &[], now.as_str());
    let base = &repository.identity().base_url;
    say(&mut writer, "request", &repeated(arguments, &found), base);
    match found {
        Err(problems) => {
            for problem in problems {
                say(
                    &mut writer,
                    "error",
                    &[("code", problem.code.as_str())],
                    &problem.message,
                );
            }
        }
        Ok(found) => found.write(repository, &mut writer)?,
    }
    writer.close_on_line();
    Ok(writer.finish())
}

/// The arguments, as attributes of the request; none if they are what is wrong.
fn repeated<'a>(
    arguments: &'a Arguments,
    found: &Result<Found, Vec<Problem>>,
) -> Vec<(&'a str, &'a str)> {
    let wrong = |problem: &Problem| matches!(problem.code, Code::BadVerb | Code::BadArgument);
    match found {
        Err(problems) if problems.iter().any(wrong) => Vec::new(),
        _ => {
            let pairs = arguments.pairs.iter();
            pairs
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect()
        }
    }
}

/// What is said.
enum Found {
    Identify,
    Formats(Vec<MetadataFormat>),
    Sets,
    Record(MetadataFormat, std::sync::Arc<Entry>),
    List {
        verb: Verb,
        format: MetadataFormat,
        page: Page,
        selection: Selection,
    },
}

fn find(
    repository: &dyn Repository,
    request: Request,
) -> Result<Result<Found, Vec<Problem>>, Unavailable> {
    Ok(match request {
        Request::Identify => Ok(Found::Identify),
        Request::ListSets => sets(repository),
        Request::ListMetadataFormats(None) => Ok(Found::Formats(MetadataFormat::ALL.to_vec())),
        Request::ListMetadataFormats(Some(identifier)) => {
            entry(repository, &identifier).map(|entry| Found::Formats(formats_of(&entry)))
        }
        Request::GetRecord(identifier, prefix) => record(repository, &identifier, &prefix),
        Request::List {
            verb,
            selection,
            after,
        } => list(repository, verb, selection, after),
    })
}

fn sets(repository: &dyn Repository) -> Result<Found, Vec<Problem>> {
    match repository.ledger().sets().next() {
        Some(_) => Ok(Found::Sets),
        None => Err(vec![no_sets()]),
    }
}

fn no_sets() -> Problem {
    Problem::new(Code::NoSetHierarchy, "There are no sets here.")
}

fn entry(
    repository: &dyn Repository,
    identifier: &str,
) -> Result<std::sync::Arc<Entry>, Vec<Problem>> {
    let id = repository.identity().edition(identifier);
    let found = id.and_then(|id: EditionId| repository.ledger().get(&id).cloned());
    found.ok_or_else(|| {
        let message = "There is no record with that identifier.";
        vec![Problem::new(Code::IdDoesNotExist, message)]
    })
}

fn formats_of(entry: &Entry) -> Vec<MetadataFormat> {
    let all = MetadataFormat::ALL.into_iter();
    all.filter(|format| *format != MetadataFormat::Tei || entry.tei || entry.deleted())
        .collect()
}

fn no_format() -> Problem {
    let known = MetadataFormat::ALL.map(MetadataFormat::prefix).join(", ");
    let message = format!("That format is not offered; there are {known}.");
    Problem::new(Code::CannotDisseminateFormat, message)
}

fn record(
    repository: &dyn Repository,
    identifier: &str,
    prefix: &str,
) -> Result<Found, Vec<Problem>> {
    let format = MetadataFormat::of(prefix);
    let entry = entry(repository, identifier).map_err(|mut problems| {
        if format.is_none() {
            problems.push(no_format());
        }
        problems
    })?;
    let format = format.ok_or_else(|| vec![no_format()])?;
    if !formats_of(&entry).contains(&format) {
        let message = "This record cannot be had in that format.";
        return Err(vec![Problem::new(Code::CannotDisseminateFormat, message)]);
    }
    Ok(Found::Record(format, entry))
}

fn list(
    repository: &dyn Repository,
    verb: Verb,
    selection: Selection,
    after: Option<Position>,
) -> Result<Found, Vec<Problem>> {
    let ledger = repository.ledger();
    let Some(format) = MetadataFormat::of(&selection.prefix) else {
        return Err(vec![no_format()]);
    };
    if selection.set.is_some() && ledger.sets().next().is_none() {
        return Err(vec![no_sets()]);
    }
    let most = match verb {
        Verb::ListRecords => format.most_records(),
        _ => MOST_HEADERS,
    };
    let page = ledger.page(
        &selection,
        format == MetadataFormat::Tei,
        after.as_ref(),
        most,
    );
    // The rest of a list may have gone while its beginning was read.
    if page.entries.is_empty() && after.is_none() {
        let message = "No record fits what is asked.";
        return Err(vec![Problem::new(Code::NoRecordsMatch, message)]);
    }
    Ok(Found::List {
        verb,
        format,
        page,
        selection,
    })
}

/// The most headers on a page of a list.
const MOST_HEADERS: usize = 100;

impl Found {
    fn write(self, repository: &dyn Repository, writer: &mut Writer) -> Result<(), Unavailable> {
        match self {
            Self::Identify => identify(repository, writer),
            Self::Formats(formats) => list_formats(&formats, writer),
            Self::Sets => list_sets(repository, writer),
            Self::Record(format, entry) => {
                open(writer, "GetRecord");
                write_record(repository, writer, format, &entry)?;
                writer.close_on_line();
            }
            Self::List {
                verb,
                format,
                page,
                selection,
            } => {
                open(writer, verb.as_str());
                for entry in &page.entries {
                    match verb {
                        Verb::ListRecords => write_record(repository, writer, format, entry)?,
                        _ => header(repository.identity(), writer, entry),
                    }
                }
                resume(repository, writer, verb, &page, &selection);
                writer.close_on_line();
            }
        }
        Ok(())
    }
}

fn open(writer: &mut Writer, name: &str) {
    writer.line();
    writer.open(name, &[]);
}

fn say(writer: &mut Writer, name: &str, attributes: &[(&str, &str)], text: &str) {
    writer.line();
    writer.open(name, attributes);
    writer.text(text);
    writer.close();
}

/// Where the list goes on; at the end of a list that was parted, an empty token
/// (§3.5).
fn resume(
    repository: &dyn Repository,
    writer: &mut Writer,
    verb: Verb,
    page: &Page,
    selection: &Selection,
) {
    let last = page.entries.last().filter(|_| page.more);
    if last.is_none() && page.given == 0 {
        return;
    }
    let token = last.map(|entry| {
        let position = Position {
            datestamp: entry.datestamp.clone(),
            id: entry.id.clone(),
            given: page.given + page.entries.len() as u64,
        };
        repository.key().write(verb, selection, &position)
    });
    let (cursor, total) = (page.given.to_string(), page.total.to_string());
    let mut attributes = vec![("cursor", cursor.as_str())];
    if page.total > 0 {
        attributes.insert(0, ("completeListSize", total.as_str()));
    }
    match token {
        Some(token) => say(writer, "resumptionToken", &attributes, &token),
        None => {
            writer.line();
            writer.empty("resumptionToken", &attributes);
        }
    }
}

fn header(identity: &Identity, writer: &mut Writer, entry: &Entry) {
    writer.line();
    let deleted = entry.deleted().then_some(("status", "deleted"));
    writer.open("header", deleted.as_slice());
    say(writer, "identifier", &[], &identity.identifier(&entry.id));
    say(writer, "datestamp", &[], entry.datestamp.as_str());
    for set in &entry.sets {
        say(writer, "setSpec", &[], set);
    }
    writer.close_on_line();
}

fn write_record(
    repository: &dyn Repository,
    writer: &mut Writer,
    format: MetadataFormat,
    entry: &Entry,
) -> Result<(), Unavailable> {
    open(writer, "record");
    header(repository.identity(), writer, entry);
    if !entry.deleted() {
        let material = repository.material(entry, format == MetadataFormat::Tei)?;
        open(writer, "metadata");
        writer.line();
        metadata(writer, format, &material)?;
        writer.close_on_line();
    }
    writer.close_on_line();
    Ok(())
}

fn metadata(
    writer: &mut Writer,
    format: MetadataFormat,
    material: &Material,
) -> Result<(), Unavailable> {
    match format {
        MetadataFormat::Scheme(scheme) => scheme
            .write_into(writer, &material.description, &material.held)
            .map_err(|wanting| Unavailable(wanting.0)),
        MetadataFormat::Tei => {
            let document = material.document.as_ref();
            let document = document.ok_or_else(|| Unavailable("a text is wanting".to_owned()))?;
            text::write(writer, document.tree());
            Ok(())
        }
    }
}

fn identify(repository: &dyn Repository, writer: &mut Writer) {
    let identity = repository.identity();
    let earliest = repository.ledger().earliest().cloned();
    let earliest = earliest.unwrap_or_else(Datestamp::earliest);
    open(writer, "Identify");
    say(writer, "repositoryName", &[], &identity.name);
    say(writer, "baseURL", &[], &identity.base_url);
    say(writer, "protocolVersion", &[], "2.0");
    say(writer, "adminEmail", &[], &identity.admin_email);
    say(writer, "earliestDatestamp", &[], earliest.as_str());
    say(writer, "deletedRecord", &[], "persistent");
    say(writer, "granularity", &[], "YYYY-MM-DDThh:mm:ssZ");
    open(writer, "description");
    writer.line();
    writer.open("oai-identifier", IDENTIFIER_NAMESPACES);
    say(writer, "scheme", &[], "oai");
    say(writer, "repositoryIdentifier", &[], &identity.namespace);
    say(writer, "delimiter", &[], ":");
    let sample = format!("oai:{}:sample-edition", identity.namespace);
    say(writer, "sampleIdentifier", &[], &sample);
    writer.close_on_line();
    writer.close_on_line();
    writer.close_on_line();
}

const IDENTIFIER_NAMESPACES: &[(&str, &str)] = &[
    (
        "xmlns",
        "http://www.openarchives.org/OAI/2.0/oai-identifier",
    ),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    (
        "xsi:schemaLocation",
        "http://www.openarchives.org/OAI/2.0/oai-identifier http://www.openarchives.org/OAI/2.0/oai-identifier.xsd",
    ),
];

fn list_formats(formats: &[MetadataFormat], writer: &mut Writer) {
    open(writer, "ListMetadataFormats");
    for format in formats {
        open(writer, "metadataFormat");
        say(writer, "metadataPrefix", &[], format.prefix());
        say(writer, "schema", &[], format.schema());
        say(writer, "metadataNamespace", &[], format.namespace());
        writer.close_on_line();
    }
    writer.close_on_line();
}

fn list_sets(repository: &dyn Repository, writer: &mut Writer) {
    open(writer, "ListSets");
    for set in repository.ledger().sets() {
        open(writer, "set");
        say(writer, "setSpec", &[], set);
        say(writer, "setName", &[], &super::sets::name(set));
        writer.close_on_line();
    }
    writer.close_on_line();
}
