//! A harvester of OAI-PMH 2.0.

use std::collections::BTreeSet;

use super::{Found, PLAIN, Unharvested};
use crate::fetch::{Address, Client};
use crate::source::percent;
use crate::xml::{self, Element, Tree};

const NAMESPACE: &str = "http://www.openarchives.org/OAI/2.0/";

/// Pages that are read at most: whoever sends us on for ever is not followed.
const MOST_PAGES: usize = 100_000;

/// Which records are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The format: `tei`.
    pub prefix: String,
    /// The set; all records without it.
    pub set: Option<String>,
    /// Changed since, as OAI-PMH writes it.
    pub from: Option<String>,
    /// Changed until.
    pub until: Option<String>,
}

/// Gives the records of each page to `take`, and in the end the time at which the
/// other server began to answer: what changes after that is asked for next time.
pub fn harvest(
    client: &Client,
    base: &Address,
    span: &Span,
    take: &mut dyn FnMut(Vec<Found>) -> Result<(), Unharvested>,
) -> Result<Option<String>, Unharvested> {
    let mut query = format!(
        "verb=ListRecords&metadataPrefix={}",
        percent::encode(&span.prefix, PLAIN)
    );
    let more = [
        ("set", &span.set),
        ("from", &span.from),
        ("until", &span.until),
    ];
    for (name, value) in more {
        if let Some(value) = value {
            query.push_str(&format!("&{name}={}", percent::encode(value, PLAIN)));
        }
    }
    let (mut began, mut before) = (None, BTreeSet::new());
    for _ in 0..MOST_PAGES {
        let address = base.at(&format!("{}?{query}", base.path()));
        let answer = client.get(&address, "text/xml, application/xml")?;
        let page = Page::read(&address, &answer.bytes)?;
        began = began.or(page.when);
        take(page.records)?;
        match page.token {
            None => return Ok(began),
            Some(token) if before.contains(&token) => {
                let why = format!("{base} gives the same resumption token again and again");
                return Err(Unharvested::Unreadable(why));
            }
            Some(token) => {
                let value = percent::encode(&token, PLAIN);
                query = format!("verb=ListRecords&resumptionToken={value}");
                before.insert(token);
            }
        }
    }
    Err(Unharvested::Unreadable(format!("{base} comes to no end")))
}

/// Whether an answer is one of OAI-PMH.
pub fn is_reply(bytes: &[u8]) -> bool {
    let read = xml::read("", bytes);
    read.is_ok_and(|read| read.value.root().namespace() == Some(NAMESPACE))
}

/// A page of an answer.
struct Page {
    records: Vec<Found>,
    token: Option<String>,
    when: Option<String>,
}

impl Page {
    fn read(address: &Address, bytes: &[u8]) -> Result<Self, Unharvested> {
        let unreadable = |why: &str| Unharvested::Unreadable(format!("{address}: {why}"));
        let read = xml::read("the answer", bytes);
        let tree = read
            .map_err(|_| unreadable("the answer is not well-formed XML"))?
            .value;
        let root = tree.root();
        if root.namespace() != Some(NAMESPACE) {
            return Err(unreadable("the answer is none of OAI-PMH"));
        }
        if let Some(error) = inner(root, "error") {
            let code = error.attribute("code").unwrap_or_default();
            return match &*code {
                "noRecordsMatch" => Ok(Self {
                    records: Vec::new(),
                    token: None,
                    when: text(root, "responseDate"),
                }),
                code => Err(unreadable(&format!("{code}: {}", one_line(&error.text())))),
            };
        }
        let list = inner(root, "ListRecords");
        let list = list.ok_or_else(|| unreadable("there are no records in the answer"))?;
        let records = list
            .elements()
            .filter(|one| one.name() == "record" && one.namespace() == Some(NAMESPACE));
        Ok(Self {
            records: records.filter_map(|record| found(&tree, record)).collect(),
            token: text(list, "resumptionToken"),
            when: text(root, "responseDate"),
        })
    }
}

fn text(element: Element<'_>, name: &str) -> Option<String> {
    let text = inner(element, name)?.text().trim().to_owned();
    Some(text).filter(|text| !text.is_empty())
}

/// Foreign words for a terminal.
fn one_line(text: &str) -> String {
    let calm = text.chars().filter(|c| !c.is_control());
    calm.take(300).collect()
}

fn found(tree: &Tree, record: Element<'_>) -> Option<Found> {
    let header = inner(record, "header")?;
    let deleted = header.attribute("status").as_deref() == Some("deleted");
    let content = inner(record, "metadata").and_then(|data| data.elements().next());
    Some(Found {
        version_of: None,
        identifier: text(header, "identifier")?,
        datestamp: text(header, "datestamp"),
        text: match deleted {
            true => None,
            // An empty record is refused where it is looked at.
            false => Some(content.map_or_else(Vec::new, |content| cut_out(tree, content))),
        },
    })
}

/// An element as a document of its own: as it is written, with the declarations
/// of namespaces that hold for it from outside.
fn cut_out(tree: &Tree, element: Element<'_>) -> Vec<u8> {
    let written = tree.source().slice(element.span());
    let mut declared = String::new();
    let mut known: Vec<String> = Vec::new();
    for above in element.ancestors() {
        for attribute in above.attributes() {
            let name = attribute.written();
            let prefix = name.strip_prefix("xmlns:");
            let used = match prefix {
                Some(prefix) => written.contains(&format!("{prefix}:")),
                // The names of the answer itself are none of the text.
                None => name == "xmlns" && element.namespace() == Some(&*attribute.value()),
            };
            let own = element.attributes().any(|own| own.written() == name);
            if used && !own && !known.iter().any(|known| known == name) {
                let mut value = String::new();
                xml::escape(&attribute.value(), true, &mut value);
                declared.push_str(&format!(" {name}=\"{value}\""));
                known.push(name.to_owned());
            }
        }
    }
    let name = 1 + element.qualified_name().len();
    let (start, rest) = written.split_at(name.min(written.len()));
    format!("{start}{declared}{rest}\n").into_bytes()
}

/// An element of the answer itself, within another.
fn inner<'t>(outer: Element<'t>, name: &str) -> Option<Element<'t>> {
    let own = |one: &Element<'t>| one.name() == name && one.namespace() == Some(NAMESPACE);
    outer.elements().find(own)
}
