//! What was found is published.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::{Content, Found, Granularity, ORIGIN_FORM, Origin, Span, Unharvested, dts, oai};
use crate::edition::{Digest, EditionId};
use crate::fetch::{Address, Client};
use crate::operations::batch::{Batch, Became, Holding, Meant, Row, Stopped, Told};
use crate::operations::publish::{Facts, now, suggest_known_id};
use crate::operations::schemas::Schemas;
use crate::operations::sort::foreign_root;
use crate::source::FilePath;
use crate::store::{Store, digest};
use crate::xml;

/// How another server is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// OAI-PMH 2.0, asked as exactly as the server says.
    Oai(Granularity),
    /// DTS 1.0.
    Dts,
}

impl Protocol {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Oai(_) => "OAI-PMH 2.0",
            Self::Dts => "DTS 1.0",
        }
    }

    /// What stands at an address.
    ///
    /// # Errors
    /// [`Unharvested`], if nothing is there, or something else.
    pub fn at(client: &Client, address: &Address) -> Result<Self, Unharvested> {
        let answer = client.get(
            address,
            "application/ld+json, application/json, text/xml;q=0.9",
        );
        if let Ok(answer) = &answer
            && dts::is_entry(&answer.bytes)
        {
            return Ok(Self::Dts);
        }
        let asks = |part: &str| part.starts_with("verb=");
        let query = address.target().split_once('?');
        if query.is_some_and(|(_, query)| query.split('&').any(asks)) {
            let base = address.at(address.path());
            return Err(Unharvested::Unreadable(format!(
                "{address} is a question, and not the base of an OAI-PMH server; that may be {base}"
            )));
        }
        let identify = oai::question(address, "verb=Identify");
        let answer = client.get(&identify, "text/xml, application/xml")?;
        let granularity = Granularity::of(&answer.bytes);
        granularity.map(Self::Oai).ok_or_else(|| {
            Unharvested::Unreadable(format!(
                "{address} is neither the base of an OAI-PMH server nor the entry of a DTS server"
            ))
        })
    }
}

/// Which editions are taken.
pub type Selection = Span;

/// Texts that are to be taken from another server.
pub struct Harvest<'a> {
    /// Who asks.
    pub client: &'a Client,
    /// Where.
    pub source: &'a Address,
    /// How.
    pub protocol: Protocol,
    /// Where they are published; a trial needs none.
    pub store: Option<&'a Store>,
    /// The schemas that they are held against.
    pub schemas: &'a Schemas,
    /// Who takes them, and why.
    pub facts: Facts,
    /// Whether nothing is to be written.
    pub trial: bool,
}

/// What came of a harvest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Came {
    /// From when on it is asked the next time, as the other server writes it.
    pub next: Option<String>,
    /// What was deleted there: what it is called. Here nothing is done about it.
    pub deleted: Vec<String>,
    /// What was refused, and can be asked for again by its name; with a hash of the
    /// text and of why it was refused, if a text came. As long as that stays the same,
    /// nothing has changed there that could be looked at.
    pub refused: BTreeMap<String, Option<String>>,
}

/// Single records that are asked for before they are looked at.
const AT_ONCE: usize = 16;

impl Harvest<'_> {
    /// Takes all that are selected, and tells of some after the other.
    ///
    /// # Errors
    /// [`Unharvested`]; what was told is published.
    pub fn work(
        &self,
        selection: &Selection,
        tell: &mut dyn FnMut(&[Told]) -> Result<(), String>,
    ) -> Result<Came, Unharvested> {
        let mut came = Came::default();
        let mut named: BTreeMap<EditionId, String> = BTreeMap::new();
        let open = RefCell::new(selection.again.clone());
        let mut nameless = BTreeSet::new();
        let texts: RefCell<BTreeMap<String, Digest>> = RefCell::default();
        let refused = &mut came.refused;
        let mut note = |told: &[Told]| {
            let mut told = told.to_vec();
            for line in &mut told {
                if line.outcome != Became::Refused {
                    refused.remove(&line.file);
                    continue;
                }
                let before = selection.before.get(&line.file);
                let now = (texts.borrow().get(&line.file)).map(|text| reason(text, line));
                line.refused_before = now.is_some() && now.as_ref() == before;
                // No text came this time: what is known of it is still true.
                refused.insert(line.file.clone(), now.or_else(|| before.cloned()));
            }
            tell(&told)
        };
        let mut take = |found: Vec<Found>| {
            for one in &found {
                open.borrow_mut().remove(&one.identifier);
                match one.content {
                    Content::Deleted => came.deleted.push(one.identifier.clone()),
                    Content::Nameless(_) => {
                        nameless.insert(one.identifier.clone());
                    }
                    Content::Text(ref text) => {
                        let mut texts = texts.borrow_mut();
                        texts.insert(one.identifier.clone(), digest(text));
                    }
                    Content::Missing(_) => {}
                }
            }
            self.publish(found, &mut named, &mut note)
        };
        match self.protocol {
            Protocol::Oai(granularity) => {
                let server = (self.source, granularity);
                came.next = oai::harvest(self.client, server, selection, &mut take)?;
                let open: Vec<String> = open.take().into_iter().collect();
                self.ask_again(&open, &selection.prefix, &mut take)?;
            }
            Protocol::Dts => dts::harvest(self.client, self.source, &mut take)?,
        }
        came.refused.retain(|one, _| !nameless.contains(one));
        Ok(came)
    }

    /// Asks for single records. As soon as the server gives no answer at all, it is
    /// left alone, and the others are refused once more.
    fn ask_again(
        &self,
        identifiers: &[String],
        prefix: &str,
        take: &mut dyn FnMut(Vec<Found>) -> Result<(), Unharvested>,
    ) -> Result<(), Unharvested> {
        let mut silent: Option<String> = None;
        for some in identifiers.chunks(AT_ONCE) {
            let mut found = Vec::with_capacity(some.len());
            for identifier in some {
                let asked = match &silent {
                    Some(why) => Err(why.clone()),
                    None => oai::record(self.client, self.source, prefix, identifier)
                        .map_err(|trouble| trouble.to_string()),
                };
                found.push(asked.unwrap_or_else(|why| {
                    silent.get_or_insert_with(|| why.clone());
                    Found::without_text(identifier.clone(), Content::Missing(why))
                }));
            }
            take(found)?;
        }
        Ok(())
    }

    fn publish(
        &self,
        found: Vec<Found>,
        named: &mut BTreeMap<EditionId, String>,
        tell: &mut dyn FnMut(&[Told]) -> Result<(), String>,
    ) -> Result<(), Unharvested> {
        let mut files: BTreeMap<FilePath, Vec<u8>> = BTreeMap::new();
        let (mut rows, mut known) = (Vec::new(), Vec::new());
        for one in found {
            let text = match &one.content {
                Content::Deleted => continue,
                Content::Text(text) => Ok(text),
                Content::Missing(why) | Content::Nameless(why) => Err(why.clone()),
            };
            let edition = text.and_then(|text| {
                let id = self.edition(&one, named)?;
                refuse_foreign(text)?;
                let path = FilePath::new(&format!("{}/{id}.xml", rows.len()));
                let path = path.map_err(|fault| fault.to_string())?;
                let with = BTreeSet::new();
                Ok((Meant { id, path, with }, text))
            });
            // A text that goes back to an older state is a new version; only where
            // each version is a text of its own are the older ones met again.
            let known_before = edition.as_ref().ok().filter(|_| one.version_of.is_some());
            if let Some(told) = known_before.and_then(|(meant, text)| self.here(meant, text)) {
                known.push(Told {
                    file: one.identifier.clone(),
                    ..told
                });
                continue;
            }
            let origin = edition.as_ref().ok().map(|(meant, text)| {
                files.insert(meant.path.clone(), (*text).clone());
                self.origin(&one, text).to_bytes()
            });
            rows.push(Row {
                edition: edition.map(|(meant, _)| meant),
                file: one.identifier,
                note: None,
                left: None,
                provenance: origin,
            });
        }
        let stopped = |why| Unharvested::Stopped(Stopped::Listener(why));
        if !known.is_empty() {
            tell(&known).map_err(stopped)?;
        }
        if rows.is_empty() {
            return Ok(());
        }
        let holding = Holding {
            files: Box::new(files),
            called: String::new(),
            unfit: Vec::new(),
            folder: None,
        };
        let batch = Batch {
            store: self.store,
            schemas: self.schemas,
            holding: &holding,
            facts: self.facts.clone(),
            trial: self.trial,
            permit: &|_| Ok(()),
            turns: None,
        };
        let worked = batch.work(&rows, tell);
        worked.map(drop).map_err(Unharvested::Stopped)
    }

    /// Whether a version has these bytes already, be it not the newest: where each
    /// version is a text of its own, all are met again each time.
    fn here(&self, meant: &Meant, text: &[u8]) -> Option<Told> {
        let versions = self.store?.versions(&meant.id).ok()?;
        let digest = digest(text);
        let version = versions.iter().find(|version| version.digest == digest)?;
        let became = match self.trial {
            true => Became::WouldChangeNothing,
            false => Became::Unchanged,
        };
        let mut told = Told::new("", became);
        told.edition = Some(meant.id.clone());
        told.version = Some(version.number);
        told.sha256 = Some(digest);
        told.bytes = Some(version.bytes);
        Some(told)
    }

    fn origin(&self, found: &Found, text: &[u8]) -> Origin {
        Origin {
            form: ORIGIN_FORM.to_owned(),
            protocol: self.protocol.name().to_owned(),
            source: self.source.to_string(),
            identifier: found.identifier.clone(),
            datestamp: found.datestamp.clone(),
            sha256: digest(text),
            taken: now(),
            by: self.facts.publisher.clone(),
        }
    }

    /// The edition that a text becomes: by the last part of what it is called
    /// there. One that did not come from the same place is left alone.
    fn edition(
        &self,
        found: &Found,
        named: &mut BTreeMap<EditionId, String>,
    ) -> Result<EditionId, String> {
        let text = found.version_of.as_ref().unwrap_or(&found.identifier);
        let exists = |id: &EditionId| {
            let standing = self.store.map(|store| store.standing(id));
            standing.is_some_and(|standing| standing.is_ok())
        };
        let id = name(text, exists);
        let id = id.ok_or_else(|| "no name for the edition can be made of this".to_owned())?;
        let other = named.entry(id.clone()).or_insert_with(|| text.clone());
        if other != text {
            return Err(format!("this and {other} would both be `{id}`"));
        }
        let Some(store) = self.store else {
            return Ok(id);
        };
        let known = Origin::of(store, &id).map_err(|error| error.to_string())?;
        match known {
            None => Ok(id),
            Some(Some(origin)) if self.same(&origin, found) => Ok(id),
            Some(_) => Err(format!(
                "there is an edition `{id}` that did not come from there; it is left as it is"
            )),
        }
    }

    fn same(&self, origin: &Origin, found: &Found) -> bool {
        let version = |of: &String| origin.identifier.strip_prefix(of.as_str()).is_some();
        origin.source == self.source.to_string()
            && (origin.identifier == found.identifier
                || found.version_of.as_ref().is_some_and(version))
    }
}

/// A hash of a text and of why it was refused.
fn reason(text: &Digest, told: &Told) -> String {
    let (code, detail) = (told.code.as_deref(), told.detail.as_deref());
    let why = format!(
        "{text}\n{}\n{}",
        code.unwrap_or_default(),
        detail.unwrap_or_default()
    );
    digest(why.as_bytes()).to_string()
}

/// What is well formed must be TEI: in this protocol or that, a format may be called
/// so and be another. What is not well formed is refused with the place, where it is
/// looked at.
fn refuse_foreign(text: &[u8]) -> Result<(), String> {
    let read = xml::read("", text).ok();
    let Some(read) = read else {
        return Ok(());
    };
    if let Some(root) = foreign_root(&read.value) {
        return Err(format!("it is not TEI: its root element is `{root}`"));
    }
    // Of long files some servers, ours too, send the header alone.
    match read.value.root().name() == "teiHeader" {
        false => Ok(()),
        true => Err(
            "only its header came, and not the text; take it by DTS or with `variorum pull`"
                .to_owned(),
        ),
    }
}

/// The name of an edition, by what its text is called: the last part of an
/// address or a name (`https://example.org/editions/lamb`, `oai:example.org:lamb`).
fn name(identifier: &str, exists: impl Fn(&EditionId) -> bool) -> Option<EditionId> {
    let mut parts = identifier.rsplit(['/', ':', '#']);
    suggest_known_id(parts.find(|part| !part.is_empty())?, exists)
}
