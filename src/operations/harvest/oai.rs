//! A harvester of OAI-PMH 2.0.

use std::collections::{BTreeMap, BTreeSet};

use super::{Content, Found, PLAIN, Unharvested};
use crate::fetch::{Address, Client, Trouble};
use crate::source::percent;
use crate::xml::{self, Element, Tree};

const NAMESPACE: &str = "http://www.openarchives.org/OAI/2.0/";

const XML: &str = "text/xml, application/xml";

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
    /// Records that are asked for one by one, whenever they were changed, unless
    /// they come anyway: those that were refused before.
    pub again: BTreeSet<String>,
    /// What was refused before: what it is called, and what it was and why
    /// ([`Came::refused`](super::Came::refused)).
    pub before: BTreeMap<String, String>,
}

/// How exactly a server says when a record was changed (OAI-PMH 2.0 §3.3.1); more
/// exactly it may not be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granularity {
    /// To the day.
    Day,
    /// To the second.
    Second,
}

impl Granularity {
    /// What the answer to `Identify` says; none if it is no answer of OAI-PMH. Days
    /// are understood by every server.
    pub fn of(identify: &[u8]) -> Option<Self> {
        let tree = xml::read("", identify).ok()?.value;
        let root = Some(tree.root()).filter(|root| root.namespace() == Some(NAMESPACE))?;
        let said = inner(root, "Identify").and_then(|said| text(said, "granularity"));
        Some(match said.as_deref() {
            Some("YYYY-MM-DDThh:mm:ssZ") => Self::Second,
            _ => Self::Day,
        })
    }
}

/// The day of a time as the protocol writes it: `2026-11-26` of
/// `2026-11-26T12:00:00Z`.
fn day(time: &str) -> &str {
    time.split('T').next().unwrap_or(time)
}

/// A question to a server whose base may have a query of its own.
pub fn question(base: &Address, query: &str) -> Address {
    let target = base.target().trim_end_matches(['?', '&']);
    let mark = if target.contains('?') { '&' } else { '?' };
    base.at(&format!("{target}{mark}{query}"))
}

impl Span {
    fn query(&self, granularity: Granularity) -> String {
        let (from, until) = (self.from.as_deref(), self.until.as_deref());
        // Both are to be equally exact; what is asked for by its day again is
        // unchanged.
        let is_day = |time: Option<&str>| time.is_some_and(|time| !time.contains('T'));
        let in_days = granularity == Granularity::Day || is_day(from) || is_day(until);
        let cut = |time| if in_days { day(time) } else { time };
        let mut query = format!(
            "verb=ListRecords&metadataPrefix={}",
            percent::encode(&self.prefix, PLAIN)
        );
        let more = [
            ("set", self.set.as_deref()),
            ("from", from.map(cut)),
            ("until", until.map(cut)),
        ];
        for (name, value) in more {
            if let Some(value) = value {
                query.push_str(&format!("&{name}={}", percent::encode(value, PLAIN)));
            }
        }
        query
    }
}

/// Gives the records of each page to `take`, and in the end the time at which the
/// other server began to answer: what changes after that is asked for next time.
pub fn harvest(
    client: &Client,
    (base, granularity): (&Address, Granularity),
    span: &Span,
    take: &mut dyn FnMut(Vec<Found>) -> Result<(), Unharvested>,
) -> Result<Option<String>, Unharvested> {
    let mut query = span.query(granularity);
    let (mut began, mut before) = (None, BTreeSet::new());
    for _ in 0..MOST_PAGES {
        let address = question(base, &query);
        let answer = client.get(&address, XML)?;
        let page = Page::read(&address, &answer.bytes, "ListRecords")?;
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

/// A single record, by its identifier.
///
/// # Errors
/// [`Trouble`], if it may be the whole server that cannot answer.
pub fn record(
    client: &Client,
    base: &Address,
    prefix: &str,
    identifier: &str,
) -> Result<Found, Trouble> {
    let address = question(
        base,
        &format!(
            "verb=GetRecord&metadataPrefix={}&identifier={}",
            percent::encode(prefix, PLAIN),
            percent::encode(identifier, PLAIN)
        ),
    );
    let without = |content| Found::without_text(identifier.to_owned(), content);
    let answer = match client.get(&address, XML) {
        Err(trouble) if trouble.may_pass() && !matches!(trouble, Trouble::Status { .. }) => {
            return Err(trouble);
        }
        Err(trouble) => return Ok(without(Content::Missing(trouble.to_string()))),
        Ok(answer) => answer,
    };
    Ok(match Page::read(&address, &answer.bytes, "GetRecord") {
        Err(why) => without(Content::Missing(why.to_string())),
        Ok(page) if page.unknown => without(Content::Deleted),
        Ok(page) => {
            let mut records = page.records.into_iter();
            let found = records.find(|found| found.identifier == identifier);
            let other = || without(Content::Missing(format!("{address}: another record came")));
            found.unwrap_or_else(other)
        }
    })
}

/// A page of an answer.
#[derive(Default)]
struct Page {
    records: Vec<Found>,
    token: Option<String>,
    when: Option<String>,
    /// Whether the record that was asked for is not known there.
    unknown: bool,
}

impl Page {
    fn read(address: &Address, bytes: &[u8], verb: &str) -> Result<Self, Unharvested> {
        let unreadable = |why: &str| Unharvested::Unreadable(format!("{address}: {why}"));
        let read = xml::read("the answer", bytes);
        let tree = read
            .map_err(|rejected| {
                let reason = rejected.reason();
                unreadable(&format!("the answer is not well-formed XML: {reason}"))
            })?
            .value;
        let root = tree.root();
        if root.namespace() != Some(NAMESPACE) {
            return Err(unreadable("the answer is none of OAI-PMH"));
        }
        let when = text(root, "responseDate").and_then(|when| moment(&when));
        if let Some(error) = inner(root, "error") {
            let code = error.attribute("code").unwrap_or_default();
            let empty = Self {
                when,
                ..Self::default()
            };
            return match &*code {
                "noRecordsMatch" => Ok(empty),
                "idDoesNotExist" => Ok(Self {
                    unknown: true,
                    ..empty
                }),
                code => {
                    let said = one_line(&error.text());
                    let remedy = remedy(address, code);
                    Err(unreadable(&format!("{code}: {said}{remedy}")))
                }
            };
        }
        let list = inner(root, verb);
        let list = list.ok_or_else(|| unreadable("there are no records in the answer"))?;
        let records = list
            .elements()
            .filter(|one| one.name() == "record" && one.namespace() == Some(NAMESPACE));
        let records = records.enumerate().map(|(at, record)| {
            found(&tree, record).unwrap_or_else(|| {
                let place = format!("record {} of {address}", at + 1);
                let why = "it has no identifier".to_owned();
                Found::without_text(place, Content::Nameless(why))
            })
        });
        Ok(Self {
            records: records.collect(),
            token: text(list, "resumptionToken"),
            when,
            unknown: false,
        })
    }
}

/// The time of an answer as it may be asked for: UTC, in whole seconds; whoever
/// gives a day alone is asked for that.
fn moment(text: &str) -> Option<String> {
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Some(moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    }
    let day: jiff::civil::Date = text.parse().ok()?;
    Some(day.to_string())
}

/// What whoever asks can do about an error of the protocol.
fn remedy(address: &Address, code: &str) -> &'static str {
    match code {
        "badResumptionToken" => "; the same command again begins at the first page",
        "cannotDisseminateFormat" => {
            "; the question `verb=ListMetadataFormats` tells which formats there are, and \
             `--prefix` chooses one"
        }
        "badArgument" if address.target().contains("&from=") => {
            "; with `--everything` it is asked for no time"
        }
        _ => "",
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
        content: match deleted {
            true => Content::Deleted,
            // An empty record is refused where it is looked at.
            false => Content::Text(content.map_or_else(Vec::new, |content| cut_out(tree, content))),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn query(granularity: Granularity, from: &str, until: &str) -> String {
        let time = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let span = Span {
            prefix: "tei".to_owned(),
            from: time(from),
            until: time(until),
            ..Span::default()
        };
        let query = span.query(granularity);
        let rest = query.strip_prefix("verb=ListRecords&metadataPrefix=tei");
        rest.unwrap().to_owned()
    }

    #[test]
    fn nobody_is_asked_more_exactly_than_they_say() {
        let (noon, day) = ("2026-03-01T12:00:00Z", "2026-03-01");
        let exact = "&from=2026-03-01T12%3A00%3A00Z";
        assert_eq!(query(Granularity::Second, noon, ""), exact);
        assert_eq!(query(Granularity::Second, day, ""), "&from=2026-03-01");
        assert_eq!(query(Granularity::Day, noon, ""), "&from=2026-03-01");
        let both = "&from=2026-03-01&until=2026-04-01";
        assert_eq!(query(Granularity::Day, noon, "2026-04-01T00:00:00Z"), both);
        // The two are to be alike.
        assert_eq!(query(Granularity::Second, noon, "2026-04-01"), both);
    }

    #[test]
    fn granularity_is_what_identify_says() {
        let said = |inner: &str| {
            let reply =
                format!("<OAI-PMH xmlns='{NAMESPACE}'><Identify>{inner}</Identify></OAI-PMH>");
            Granularity::of(reply.as_bytes())
        };
        let granularity = |text: &str| said(&format!("<granularity>{text}</granularity>"));
        assert_eq!(
            granularity("YYYY-MM-DDThh:mm:ssZ"),
            Some(Granularity::Second)
        );
        assert_eq!(granularity("YYYY-MM-DD"), Some(Granularity::Day));
        assert_eq!(said(""), Some(Granularity::Day));
        assert_eq!(Granularity::of(b"<html/>"), None);
    }

    #[test]
    fn times_are_written_as_they_may_be_asked_for() {
        for (said, written) in [
            ("2026-03-01T12:00:00Z", Some("2026-03-01T12:00:00Z")),
            ("2026-03-01T12:00:00.250Z", Some("2026-03-01T12:00:00Z")),
            ("2026-03-02T00:30:00+02:00", Some("2026-03-01T22:30:00Z")),
            ("2026-03-01", Some("2026-03-01")),
            ("yesterday", None),
        ] {
            assert_eq!(moment(said).as_deref(), written, "{said}");
        }
    }

    #[test]
    fn a_base_keeps_its_own_query() {
        let asked = |base: &str| {
            let base: Address = base.parse().unwrap();
            question(&base, "verb=Identify").target().to_owned()
        };
        assert_eq!(asked("http://a.org/oai"), "/oai?verb=Identify");
        assert_eq!(asked("http://a.org/oai?"), "/oai?verb=Identify");
        assert_eq!(
            asked("http://a.org/oai?repo=7"),
            "/oai?repo=7&verb=Identify"
        );
    }
}
