//! The ledger of records, as the store has it now.
//!
//! It is drawn up when a harvester comes for the first time, and then follows what
//! the journal says has changed. A record that turns up after an answer was given
//! that it should have been in (publishing takes a moment) has the datestamp of
//! now, not of a moment that harvesters have already passed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::describe::{Cited, Description, Held};
use crate::edition::{EditionId, Version, VersionReference};
use crate::oai::{
    Datestamp, Entry, Identity, Key, Ledger, Material, Repository, Unavailable, answer, sets,
};
use crate::server::contracts::{Editions, Fault};
use crate::store::{Standing, fresh_secret};
use crate::tei;
use crate::xml::TEI;

/// What harvesters are answered from.
pub struct Harvest {
    refresh: Duration,
    state: Mutex<State>,
    described: Mutex<BTreeMap<(EditionId, u32), Arc<Known>>>,
}

#[derive(Default)]
struct State {
    ledger: Arc<Ledger>,
    key: Option<Key>,
    /// What was found of each edition, to see what has changed.
    found: BTreeMap<EditionId, Event>,
    /// Those that could not be read when they were last asked for.
    failed: BTreeSet<EditionId>,
    position: u64,
    asked: Option<Instant>,
    /// When the last answer was given.
    answered: Option<Datestamp>,
}

/// The last thing that happened to an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Event {
    when: Datestamp,
    version: Option<u32>,
}

/// What is known of a version.
struct Known {
    description: Description,
    entered: String,
}

/// Descriptions that are kept: some kilobytes each.
const MOST_DESCRIBED: usize = 4_000;

impl Harvest {
    /// Nothing known yet; the store is asked again after `refresh`.
    pub fn new(refresh: Duration) -> Self {
        Self {
            refresh,
            state: Mutex::default(),
            described: Mutex::default(),
        }
    }

    /// Answers a query at a moment (RFC 3339, UTC).
    ///
    /// # Errors
    /// What the store says.
    pub fn answer(
        &self,
        editions: &dyn Editions,
        identity: Identity,
        query: &str,
        now: &str,
    ) -> Result<String, Fault> {
        let now =
            Datestamp::stored(now).ok_or_else(|| Fault::Broken(format!("`{now}` is no time")))?;
        let (ledger, key) = self.up_to_date(editions, &now)?;
        let records = Records {
            harvest: self,
            editions,
            identity,
            ledger,
            key,
        };
        answer(&records, query, &now).map_err(|unavailable| Fault::Broken(unavailable.0))
    }

    fn up_to_date(
        &self,
        editions: &dyn Editions,
        now: &Datestamp,
    ) -> Result<(Arc<Ledger>, Key), Fault> {
        let mut state = lock(&self.state);
        let fresh = state
            .asked
            .is_some_and(|asked| asked.elapsed() < self.refresh);
        if !fresh {
            self.follow(&mut state, editions, now)?;
            state.asked = Some(Instant::now());
        }
        let key = state
            .key
            .get_or_insert_with(|| Key::new(editions.secret().unwrap_or_else(|_| fresh_secret())));
        let key = key.clone();
        state.answered = state.answered.take().max(Some(now.clone()));
        Ok((state.ledger.clone(), key))
    }

    /// Takes over what has changed since the store was last asked.
    fn follow(
        &self,
        state: &mut State,
        editions: &dyn Editions,
        now: &Datestamp,
    ) -> Result<(), Fault> {
        // Taken first: what is published meanwhile is looked at again.
        let position = editions.position()?;
        let changed = match state.asked {
            Some(_) => editions.changed_since(state.position)?,
            None => None,
        };
        let first = state.asked.is_none();
        let asked: Vec<(EditionId, Result<Standing, Fault>)> = match changed {
            None => editions.catalogue()?.into_iter().collect(),
            Some(changed) => {
                let again = std::mem::take(&mut state.failed);
                let asked: BTreeSet<EditionId> = changed.into_iter().chain(again).collect();
                let standing = |id: EditionId| (id.clone(), editions.standing(&id));
                asked.into_iter().map(standing).collect()
            }
        };
        let mut entries = Vec::new();
        for (id, standing) in asked {
            let standing = match standing {
                Ok(standing) => standing,
                Err(Fault::Absent) => continue,
                Err(_) => {
                    // A damaged edition must not hide the others.
                    state.failed.insert(id);
                    continue;
                }
            };
            let Some(event) = event(&standing) else {
                continue;
            };
            if state.found.get(&id) == Some(&event) {
                continue;
            }
            let before = state.ledger.get(&id).cloned();
            let mut entry = self.entry(editions, &id, &event, before.as_deref());
            let passed = state
                .answered
                .as_ref()
                .filter(|answered| event.when <= **answered);
            if passed.is_some() {
                entry.datestamp = now.clone();
            }
            state.found.insert(id, event);
            entries.push(entry);
        }
        if first {
            state.ledger = Arc::new(Ledger::new(entries));
        } else if !entries.is_empty() {
            let ledger = Arc::make_mut(&mut state.ledger);
            entries.into_iter().for_each(|entry| ledger.put(entry));
        }
        state.position = position;
        Ok(())
    }

    /// The record of an edition. What cannot be read has no sets and no text.
    fn entry(
        &self,
        editions: &dyn Editions,
        id: &EditionId,
        event: &Event,
        before: Option<&Entry>,
    ) -> Entry {
        let (sets, tei) = match (event.version, before) {
            (Some(number), _) => {
                let reference = VersionReference::Number(number);
                editions.stored(id, reference).map_or_else(
                    |_| Default::default(),
                    |stored| self.look_at(editions, id, number, &stored.deposit(id.as_str())),
                )
            }
            // A deleted record stays in the sets that it was in.
            (None, Some(before)) => (before.sets.clone(), false),
            (None, None) => {
                let kept = editions.last_withdrawn(id);
                kept.map_or_else(
                    |_| Default::default(),
                    |stored| {
                        let read = tei::read_deposit(&stored.deposit(id.as_str()));
                        let sets = read.map(|read| sets::of(&Description::of(&read.value)));
                        (sets.unwrap_or_default(), false)
                    },
                )
            }
        };
        Entry {
            datestamp: event.when.clone(),
            id: id.clone(),
            version: event.version,
            sets,
            tei,
        }
    }

    /// The sets of a version, and whether it is TEI; its description is kept.
    fn look_at(
        &self,
        editions: &dyn Editions,
        id: &EditionId,
        number: u32,
        deposit: &crate::source::Deposit<'_>,
    ) -> (Vec<String>, bool) {
        let Ok(read) = tei::read_deposit(deposit) else {
            return Default::default();
        };
        let description = Description::of(&read.value);
        let root = read.value.tree().root();
        let named = root.is("TEI") || root.is("teiCorpus");
        let found = (
            sets::of(&description),
            named && root.namespace() == Some(TEI),
        );
        if let Ok(versions) = editions.versions(id) {
            self.keep(id, number, description, &versions);
        }
        found
    }

    fn keep(
        &self,
        id: &EditionId,
        number: u32,
        description: Description,
        versions: &[Version],
    ) -> Arc<Known> {
        let entered = versions.first().map(|version| version.published.clone());
        let known = Arc::new(Known {
            description,
            entered: entered.unwrap_or_default(),
        });
        let mut described = lock(&self.described);
        if described.len() >= MOST_DESCRIBED {
            described.clear();
        }
        described.insert((id.clone(), number), known.clone());
        known
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The last thing that happened to an edition; none if it has no versions.
fn event(standing: &Standing) -> Option<Event> {
    let Standing {
        versions,
        withdrawn: withdrawals,
    } = standing;
    let stands = |version: &&Version| !withdrawals.iter().any(|one| one.version == version.number);
    let standing = versions.iter().rev().find(stands);
    let published = versions.iter().map(|version| version.published.as_str());
    let withdrawn = withdrawals
        .iter()
        .map(|withdrawal| withdrawal.when.as_str());
    let when = published
        .chain(withdrawn)
        .filter_map(Datestamp::stored)
        .max();
    when.map(|when| Event {
        when,
        version: standing.map(|version| version.number),
    })
}

/// The records for one answer.
struct Records<'a> {
    harvest: &'a Harvest,
    editions: &'a dyn Editions,
    identity: Identity,
    ledger: Arc<Ledger>,
    key: Key,
}

impl Repository for Records<'_> {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn key(&self) -> &Key {
        &self.key
    }

    fn material(&self, entry: &Entry, with_text: bool) -> Result<Material, Unavailable> {
        let unavailable = |fault: Fault| Unavailable(fault.to_string());
        let (id, number) = (&entry.id, entry.version.unwrap_or_default());
        let versions = self.editions.versions(id).map_err(unavailable)?;
        let version = versions.iter().find(|version| version.number == number);
        let version =
            version.ok_or_else(|| Unavailable(format!("{id} has no version {number}")))?;
        let known = lock(&self.harvest.described)
            .get(&(id.clone(), number))
            .cloned();
        let (known, document) = match known.filter(|_| !with_text) {
            Some(known) => (known, None),
            None => {
                let reference = VersionReference::Number(number);
                let stored = self.editions.stored(id, reference).map_err(unavailable)?;
                let read = tei::read_deposit(&stored.deposit(id.as_str())).ok();
                let document = read.map(|read| read.value);
                let description = document.as_ref().map(Description::of).unwrap_or_default();
                (
                    self.harvest.keep(id, number, description, &versions),
                    document,
                )
            }
        };
        let site = self.identity.base_url.strip_suffix("/oai");
        let cited = Cited::version(site, id, version).of_edition();
        Ok(Material {
            description: known.description.clone(),
            held: Held {
                changed: entry.datestamp.to_string(),
                ..Held::of(&cited, &known.entered)
            },
            document,
        })
    }
}
