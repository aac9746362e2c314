//! A client of DTS 1.0.

use std::collections::BTreeSet;

use serde_json::Value;

use super::template::fill;
use super::{Content, Found, Unharvested};
use crate::fetch::{Address, Answer, Client, Trouble};

/// Collections that are looked into, texts that are taken, and how deep, at most.
const MOST_COLLECTIONS: usize = 100_000;
const MOST_DEPTH: usize = 64;

const JSON: &str = "application/ld+json, application/json";
const TEI: &str = "application/tei+xml, application/xml";

/// Texts that are given on together.
const AT_ONCE: usize = 16;

/// Takes what was found.
type Take<'a> = dyn FnMut(Vec<Found>) -> Result<(), Unharvested> + 'a;

/// Whether an answer is the entry point of a DTS server.
pub fn is_entry(bytes: &[u8]) -> bool {
    let value: Option<Value> = serde_json::from_slice(bytes).ok();
    value.is_some_and(|value| value["collection"].is_string() && value["document"].is_string())
}

/// Gives all texts to `take`, some at a time. A text or a collection that cannot
/// be had is told in its place, and the others follow.
///
/// # Errors
/// [`Unharvested`], if the server as a whole gives no answer; what came before is
/// given on.
pub fn harvest(client: &Client, entry: &Address, take: &mut Take<'_>) -> Result<(), Unharvested> {
    let start = json(client, entry)?;
    let templates = (
        string(&start.value, "collection"),
        string(&start.value, "document"),
    );
    let (Some(collection), Some(document)) = templates else {
        let why = format!("{entry} names no collection and no document");
        return Err(Unharvested::Unreadable(why));
    };
    let mut walk = Walk {
        client,
        entry: start.address,
        collection,
        document,
        found: Vec::new(),
        take,
    };
    let walked = walk.all();
    let given = walk.give();
    walked.and(given)
}

/// An answer in JSON, and where it stood in the end: what is relative in it is so
/// to that (RFC 3986 §5.1.3).
struct Page {
    value: Value,
    address: Address,
}

fn json(client: &Client, address: &Address) -> Result<Page, Unharvested> {
    let answer = client.get(address, JSON)?;
    let read = serde_json::from_slice(&answer.bytes);
    let value = read.map_err(|error| {
        Unharvested::Unreadable(format!("{address}: the answer is no JSON: {error}"))
    })?;
    Ok(Page {
        value,
        address: answer.address,
    })
}

/// A page of a collection, and nothing else.
fn collection(client: &Client, address: &Address) -> Result<Page, Unharvested> {
    let page = json(client, address)?;
    let kinds = &page.value["@type"];
    let fits = |kind: &Value| {
        kind.as_str()
            .is_some_and(|kind| kind.ends_with("Collection"))
    };
    match kinds.is_null() || each(kinds).any(fits) {
        true => Ok(page),
        false => Err(Unharvested::Unreadable(format!(
            "{address}: the answer is no collection"
        ))),
    }
}

/// What stands in a collection.
struct Member {
    id: String,
    /// Whether it is a text, and no collection.
    resource: bool,
    /// Whether the collection says that it is a version of it (`dcterms:hasVersion`).
    version: bool,
    /// Where its text is, if it says so itself.
    document: Option<Address>,
}

struct Walk<'a, 't> {
    client: &'a Client,
    /// Where the entry stood in the end.
    entry: Address,
    /// The templates of the entry.
    collection: String,
    document: String,
    /// What is not given on yet.
    found: Vec<Found>,
    take: &'a mut Take<'t>,
}

impl Walk<'_, '_> {
    fn all(&mut self) -> Result<(), Unharvested> {
        let mut waiting = vec![(String::new(), 0)];
        let mut known: BTreeSet<String> = BTreeSet::new();
        while let Some((id, depth)) = waiting.pop() {
            if known.len() > MOST_COLLECTIONS || depth > MOST_DEPTH {
                let why = format!("{} comes to no end", self.entry);
                return Err(Unharvested::Unreadable(why));
            }
            for member in self.members(&id)? {
                if !known.insert(member.id.clone()) {
                    continue;
                }
                if member.resource {
                    let found = self.text(&member, &id)?;
                    self.push(found)?;
                } else {
                    waiting.push((member.id, depth + 1));
                }
            }
        }
        Ok(())
    }

    fn push(&mut self, found: Found) -> Result<(), Unharvested> {
        self.found.push(found);
        match self.found.len() < AT_ONCE {
            true => Ok(()),
            false => self.give(),
        }
    }

    fn give(&mut self) -> Result<(), Unharvested> {
        match std::mem::take(&mut self.found) {
            found if found.is_empty() => Ok(()),
            found => (self.take)(found),
        }
    }

    /// Tells that something is missing.
    fn miss(&mut self, what: &str, why: String) -> Result<(), Unharvested> {
        let content = Content::Missing(why);
        self.push(Found::without_text(what.to_owned(), content))
    }

    /// The members of a collection, on however many pages. Of one that cannot be
    /// read to its end, those that came.
    fn members(&mut self, id: &str) -> Result<Vec<Member>, Unharvested> {
        let values: &[(&str, &str)] = match id {
            "" => &[],
            id => &[("id", id)],
        };
        let first = self.entry.join(&fill(&self.collection, values));
        // That of the whole site has no name here.
        let named = match (&first, id) {
            (Ok(address), "") => address.to_string(),
            _ => id.to_owned(),
        };
        let mut next = match first {
            Ok(first) => Some(first),
            Err(bad) => {
                self.miss(&named, bad.to_string())?;
                None
            }
        };
        let (mut members, mut pages) = (Vec::new(), BTreeSet::new());
        while let Some(address) = next.take() {
            if pages.len() == MOST_COLLECTIONS || !pages.insert(address.to_string()) {
                let why = format!("the pages of this collection come to no end: {address}");
                self.miss(&named, why)?;
                break;
            }
            let page = match collection(self.client, &address) {
                Ok(page) => page,
                // Without its first page there is nothing at all.
                Err(why) if id.is_empty() && pages.len() == 1 => return Err(why),
                Err(why) => {
                    self.pass(&why)?;
                    self.miss(&named, format!("this collection cannot be read: {why}"))?;
                    break;
                }
            };
            for one in each(&page.value["member"]) {
                match member(&page, one) {
                    Some(member) => members.push(member),
                    None => {
                        let why = "a member has no identifier (@id)".to_owned();
                        let content = Content::Nameless(why);
                        self.push(Found::without_text(named.clone(), content))?;
                    }
                }
            }
            next = match page.value["view"]["next"].as_str() {
                None => None,
                Some(onward) => match page.address.join(onward) {
                    Ok(next) => Some(next),
                    Err(bad) => {
                        self.miss(&named, bad.to_string())?;
                        None
                    }
                },
            };
        }
        Ok(members)
    }

    fn text(&mut self, member: &Member, collection: &str) -> Result<Found, Unharvested> {
        let (datestamp, content) = match self.document(member) {
            Ok(answer) => {
                let datestamp = answer.header("last-modified").map(str::to_owned);
                (datestamp, Content::Text(answer.bytes))
            }
            Err(trouble) => {
                let why = Unharvested::Trouble(trouble);
                self.pass(&why)?;
                (None, Content::Missing(why.to_string()))
            }
        };
        Ok(Found {
            identifier: member.id.clone(),
            version_of: member.version.then(|| collection.to_owned()),
            datestamp,
            content,
        })
    }

    /// The text where the resource itself says that it is; else, or if no text is
    /// there, where the entry says.
    fn document(&self, member: &Member) -> Result<Answer, Trouble> {
        let filled = fill(&self.document, &[("resource", &member.id)]);
        let general = self.entry.join(&filled).map_err(Trouble::from);
        let Some(own) = &member.document else {
            return self.client.get(&general?, TEI);
        };
        let answer = self.client.get(own, TEI);
        let is_text = |answer: &Answer| !answer.media_type().ends_with("json");
        match general {
            Ok(general) if general != *own && !answer.as_ref().is_ok_and(is_text) => {
                self.client.get(&general, TEI).or(answer)
            }
            _ => answer,
        }
    }

    /// Passes over what one text or collection has. If it may be the whole server
    /// that cannot answer, its entry is asked.
    fn pass(&self, why: &Unharvested) -> Result<(), Unharvested> {
        match why {
            Unharvested::Trouble(trouble) if trouble.may_pass() => {
                let entry = self.client.get(&self.entry, JSON);
                entry.map(drop).map_err(Unharvested::Trouble)
            }
            _ => Ok(()),
        }
    }
}

/// A member of a collection; none if it has no identifier.
fn member(page: &Page, value: &Value) -> Option<Member> {
    let id = string(value, "@id")?;
    let document = string(value, "document")
        .map(|template| fill(&template, &[("resource", &id)]))
        .and_then(|filled| page.address.join(&filled).ok());
    Some(Member {
        resource: each(&value["@type"]).any(|kind| kind == "Resource"),
        version: each(&page.value["dublinCore"]["hasVersion"]).any(|one| *one == *id),
        document,
        id,
    })
}

fn string(value: &Value, name: &str) -> Option<String> {
    value[name].as_str().map(str::to_owned)
}

/// The values of a property: in JSON-LD a single one need not stand in an array.
fn each(value: &Value) -> impl Iterator<Item = &Value> {
    let (many, one) = match value {
        Value::Array(values) => (values.as_slice(), None),
        Value::Null => (&[][..], None),
        one => (&[][..], Some(one)),
    };
    many.iter().chain(one)
}
