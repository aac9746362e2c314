//! A client of DTS 1.0.

use std::collections::BTreeSet;

use serde_json::Value;

use super::template::fill;
use super::{Found, Unharvested};
use crate::fetch::{Address, Client};

/// Collections that are looked into, texts that are taken, and how deep, at most.
const MOST_COLLECTIONS: usize = 100_000;
const MOST_DEPTH: usize = 64;

const JSON: &str = "application/ld+json, application/json";

/// Texts that are given on together.
const AT_ONCE: usize = 16;

/// Whether an answer is the entry point of a DTS server.
pub fn is_entry(bytes: &[u8]) -> bool {
    let value: Option<Value> = serde_json::from_slice(bytes).ok();
    value.is_some_and(|value| value["collection"].is_string() && value["document"].is_string())
}

/// Gives all texts to `take`, some at a time.
pub fn harvest(
    client: &Client,
    entry: &Address,
    take: &mut dyn FnMut(Vec<Found>) -> Result<(), Unharvested>,
) -> Result<(), Unharvested> {
    let walk = Walk { client, entry };
    let start = walk.json(entry)?;
    let templates = (member(&start, "collection"), member(&start, "document"));
    let (Some(collection), Some(document)) = templates else {
        let why = format!("{entry} names no collection and no document");
        return Err(Unharvested::Unreadable(why));
    };
    let mut waiting = vec![(String::new(), 0)];
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut found = Vec::new();
    while let Some((id, depth)) = waiting.pop() {
        if known.len() > MOST_COLLECTIONS || depth > MOST_DEPTH {
            let why = format!("{entry} comes to no end");
            return Err(Unharvested::Unreadable(why));
        }
        for member in walk.members(&collection, &id)? {
            if !known.insert(member.id.clone()) {
                continue;
            }
            if member.resource {
                let version_of = member.version.then(|| id.clone());
                found.push(walk.text(&document, member.id, version_of)?);
            } else {
                waiting.push((member.id, depth + 1));
            }
            if found.len() == AT_ONCE {
                take(std::mem::take(&mut found))?;
            }
        }
    }
    take(found)
}

/// What stands in a collection.
struct Member {
    id: String,
    /// Whether it is a text, and no collection.
    resource: bool,
    /// Whether the collection says that it is a version of it (`dcterms:hasVersion`).
    version: bool,
}

struct Walk<'a> {
    client: &'a Client,
    entry: &'a Address,
}

fn member(value: &Value, name: &str) -> Option<String> {
    value[name].as_str().map(str::to_owned)
}

impl Walk<'_> {
    fn json(&self, address: &Address) -> Result<Value, Unharvested> {
        let answer = self.client.get(address, JSON)?;
        let read = serde_json::from_slice(&answer.bytes);
        read.map_err(|_| Unharvested::Unreadable(format!("{address}: the answer is no JSON")))
    }

    /// The members of a collection, on however many pages.
    fn members(&self, template: &str, id: &str) -> Result<Vec<Member>, Unharvested> {
        let values: &[(&str, &str)] = match id {
            "" => &[],
            id => &[("id", id)],
        };
        let mut next = self.entry.join(&fill(template, values))?;
        let (mut members, mut pages) = (Vec::new(), BTreeSet::new());
        while pages.insert(next.to_string()) && pages.len() < MOST_COLLECTIONS {
            let page = self.json(&next)?;
            let versions = page["dublinCore"]["hasVersion"].as_array();
            let is_version = |id: &str| versions.is_some_and(|all| all.iter().any(|one| one == id));
            for one in page["member"].as_array().into_iter().flatten() {
                if let Some(id) = member(one, "@id") {
                    members.push(Member {
                        resource: one["@type"] == "Resource",
                        version: is_version(&id),
                        id,
                    });
                }
            }
            match page["view"]["next"].as_str() {
                None => break,
                Some(onward) => next = next.join(onward)?,
            }
        }
        Ok(members)
    }

    fn text(
        &self,
        template: &str,
        id: String,
        version_of: Option<String>,
    ) -> Result<Found, Unharvested> {
        let address = self.entry.join(&fill(template, &[("resource", &id)]))?;
        let answer = self
            .client
            .get(&address, "application/tei+xml, application/xml")?;
        Ok(Found {
            datestamp: answer.header("last-modified").map(str::to_owned),
            identifier: id,
            version_of,
            text: Some(answer.bytes),
        })
    }
}
