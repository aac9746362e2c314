//! The ledger of records, as the store has it now.
//!
//! It is drawn up when the server begins to listen, behind the back of its readers:
//! every text is read, as far as its outline. Then it follows what the journal says has
//! changed. A copy of it is kept beside the store ([`kept`]), so that a server that is
//! started again need not read them all; it is held against the editions behind the back
//! of the first harvester. A record has the datestamp of the act that made the change
//! known ([`Changed`]), not of what a version says of itself: one that
//! comes from another store may be years old, and no harvester would hear of it. A
//! record that turns up after an answer was given that it should have been in
//! (publishing takes a moment) has the datestamp of now, not of a moment that
//! harvesters have already passed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::kept;
use crate::cores::on_all_cores;
use crate::describe::{Cited, Description, Held};
use crate::edition::{EditionId, Version, VersionReference};
use crate::oai::{
    Datestamp, Entry, Identity, Key, Ledger, Material, Repository, Unavailable, answer, sets,
};
use crate::server::contracts::{Editions, Fault};
use crate::store::{Changed, Derived, Standing, fresh_secret};
use crate::tei::{self, Outline};
use crate::xml::TEI;

/// What harvesters are answered from.
pub struct Harvest {
    state: Mutex<State>,
    described: Mutex<BTreeMap<(EditionId, u32), Arc<Known>>>,
    /// Records that must have changed before a copy is kept.
    least: usize,
}

impl Default for Harvest {
    fn default() -> Self {
        Self {
            state: Mutex::default(),
            described: Mutex::default(),
            least: LEAST,
        }
    }
}

/// So few texts are read again sooner than a copy is written.
const LEAST: usize = 256;

/// A copy is kept anew when one in so many records has changed: then what is written
/// in all stays within that many times what is published.
const SHARE: usize = 16;

#[derive(Default)]
struct State {
    ledger: Arc<Ledger>,
    key: Option<Key>,
    /// What was found of each edition, to see what has changed.
    found: BTreeMap<EditionId, Event>,
    /// Those that could not be read when they were last asked for, and those of which
    /// the copy says something else than the store: they are asked for again.
    doubtful: BTreeSet<EditionId>,
    position: u64,
    /// The latest datestamp that an act gave.
    latest: Option<Datestamp>,
    /// Whether the ledger was drawn up.
    drawn: bool,
    /// Whether it was taken from a copy that was not held against the editions yet.
    unproven: bool,
    /// Records that changed since a copy was kept.
    unkept: usize,
    /// The latest time at which an answer was given.
    answered: Option<Datestamp>,
}

/// The last thing that happened to an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub when: Datestamp,
    pub version: Option<u32>,
}

/// What is known of a version.
struct Known {
    description: Description,
    entered: String,
}

/// Descriptions that are kept: some kilobytes each.
const MOST_DESCRIBED: usize = 4_000;

impl Harvest {
    /// Draws the ledger up before the first harvester comes, who would have to wait
    /// for it.
    ///
    /// # Errors
    /// What the store says; it is tried again when a harvester comes.
    pub fn draw_up(&self, editions: &dyn Editions, now: &str) -> Result<(), Fault> {
        let mut state = lock(&self.state);
        self.drawn(&mut state, editions, &moment(now)?)
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
        let now = moment(now)?;
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
        self.drawn(&mut state, editions, now)?;
        let key = state
            .key
            .get_or_insert_with(|| Key::new(editions.secret().unwrap_or_else(|_| fresh_secret())));
        let key = key.clone();
        state.answered = state.answered.take().max(Some(now.clone()));
        Ok((state.ledger.clone(), key))
    }

    /// Makes the ledger what the store has now.
    fn drawn(
        &self,
        state: &mut State,
        editions: &dyn Editions,
        now: &Datestamp,
    ) -> Result<(), Fault> {
        if !state.drawn {
            state.restore(editions)?;
        }
        self.follow(state, editions, now)?;
        self.keep_ledger(state, editions);
        Ok(())
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
        // Where acts are counted, their number says whether there is anything new.
        if state.drawn && position > 0 && position == state.position && state.doubtful.is_empty() {
            return Ok(());
        }
        let changed = editions.changed_since(state.position)?;
        let asked: Vec<(EditionId, Result<Standing, Fault>)> = match &changed {
            Some(changed) if state.drawn => {
                let again = std::mem::take(&mut state.doubtful);
                let asked = changed.keys().cloned().chain(again);
                let asked: BTreeSet<EditionId> = asked.collect();
                let standing = |id: EditionId| (id.clone(), editions.standing(&id));
                asked.into_iter().map(standing).collect()
            }
            _ => {
                let all = editions.catalogue()?;
                state.doubtful.clear();
                let there: BTreeSet<EditionId> = all.iter().map(|(id, _)| id.clone()).collect();
                let gone = state.found.keys().filter(|id| !there.contains(id));
                let gone: Vec<EditionId> = gone.cloned().collect();
                gone.iter().for_each(|id| state.remove(id));
                all
            }
        };
        let known = Moments::new(changed.unwrap_or_default(), state.latest.take());
        let mut fresh = Vec::new();
        for (id, standing) in asked {
            let standing = match standing {
                Ok(standing) => standing,
                Err(Fault::Absent) => {
                    state.remove(&id);
                    continue;
                }
                Err(_) => {
                    // A damaged edition must not hide the others.
                    state.doubtful.insert(id);
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
            fresh.push((id, event, before));
        }
        // When the ledger is drawn up, every edition is read.
        let mut entries = on_all_cores(&fresh, |(id, event, before)| {
            self.entry(editions, id, event, before.as_deref())
        });
        for (entry, (id, event, _)) in entries.iter_mut().zip(fresh) {
            if let Some(moment) = known.of(&id) {
                entry.datestamp = moment;
            }
            // The clock may have gone back since.
            if let Some(answered) = &state.answered
                && entry.datestamp <= *answered
            {
                entry.datestamp = now.max(answered).clone();
            }
            state.found.insert(id, event);
        }
        state.latest = known.latest;
        state.unkept += entries.len();
        if !std::mem::replace(&mut state.drawn, true) {
            state.ledger = Arc::new(Ledger::new(entries));
        } else if !entries.is_empty() {
            let ledger = Arc::make_mut(&mut state.ledger);
            entries.into_iter().for_each(|entry| ledger.put(entry));
        }
        state.position = position;
        Ok(())
    }

    /// Keeps a copy of the ledger beside the store, if that would save enough. It
    /// matters to nobody whether that succeeds: without one the texts are read.
    fn keep_ledger(&self, state: &mut State, editions: &dyn Editions) {
        let wanted = self.least.max(state.found.len() / SHARE);
        if state.unkept < wanted || state.position == 0 {
            return;
        }
        state.unkept = 0;
        let kept = match editions.mark(state.position) {
            Ok(Some(mark)) => {
                let bytes = kept::write(
                    &kept::Head {
                        position: state.position,
                        mark,
                        latest: state.latest.as_ref().map(Datestamp::to_string),
                    },
                    state.records(),
                );
                editions.keep_derived(Derived::Ledger, &bytes)
            }
            Ok(None) => Ok(()),
            Err(fault) => Err(fault),
        };
        if let Err(fault) = kept {
            tracing::warn!(target: "variorum::oai", %fault, "the ledger of records cannot be kept");
        }
    }

    /// Holds a ledger that was taken from a copy against the editions, once: where the
    /// store was changed behind the back of its journal, records are drawn anew when
    /// the next harvester comes. Reads what is known of every edition, but no text.
    ///
    /// # Errors
    /// What the store says; it is tried again then.
    pub fn prove(&self, editions: &dyn Editions) -> Result<(), Fault> {
        if !std::mem::take(&mut lock(&self.state).unproven) {
            return Ok(());
        }
        let all = editions
            .catalogue()
            .inspect_err(|_| lock(&self.state).unproven = true)?;
        let mut state = lock(&self.state);
        let mut doubtful: BTreeSet<EditionId> = state.found.keys().cloned().collect();
        for (id, standing) in all {
            let event = standing.ok().and_then(|standing| event(&standing));
            if event.as_ref() == state.found.get(&id) {
                doubtful.remove(&id);
            } else {
                // It may have changed since it was asked for; then that is told again.
                doubtful.insert(id);
            }
        }
        state.doubtful.append(&mut doubtful);
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
                        let read = Outline::read(&stored.deposit(id.as_str()));
                        let sets = read.map(|read| sets::of(&Description::of_outline(&read)));
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
        let Ok(outline) = Outline::read(deposit) else {
            return Default::default();
        };
        let description = Description::of_outline(&outline);
        let root = outline.tree().root();
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

impl State {
    /// Takes over the copy that is kept beside the store, if it fits: if the act as
    /// far as which it goes is the one that the journal has under that number.
    fn restore(&mut self, editions: &dyn Editions) -> Result<(), Fault> {
        let bytes = match editions.derived(Derived::Ledger) {
            Ok(bytes) => bytes,
            Err(fault @ Fault::Away(_)) => return Err(fault),
            Err(_) => None,
        };
        let Some((head, records)) = bytes.as_deref().and_then(kept::read) else {
            return Ok(());
        };
        if editions.mark(head.position)?.as_ref() != Some(&head.mark) {
            return Ok(());
        }
        let (mut found, mut entries) = (BTreeMap::new(), Vec::with_capacity(records.len()));
        for (entry, when) in records {
            let version = entry.version;
            found.insert(entry.id.clone(), Event { when, version });
            entries.push(entry);
        }
        *self = Self {
            ledger: Arc::new(Ledger::new(entries)),
            found,
            position: head.position,
            latest: head.latest.as_deref().and_then(Datestamp::read),
            drawn: true,
            unproven: true,
            ..std::mem::take(self)
        };
        Ok(())
    }

    /// Every record, with when its edition says that it changed.
    fn records(&self) -> impl Iterator<Item = (&Entry, &Datestamp)> {
        self.found
            .iter()
            .filter_map(|(id, event)| Some((&**self.ledger.get(id)?, &event.when)))
    }

    /// Takes the record of an edition out, as if it had never been.
    fn remove(&mut self, id: &EditionId) {
        if self.found.remove(id).is_some() {
            Arc::make_mut(&mut self.ledger).remove(id);
            self.unkept += 1;
        }
    }
}

/// When changes became known, as acts of publishing tell; never earlier than what
/// was known before.
struct Moments {
    changed: Changed,
    before: Option<Datestamp>,
    latest: Option<Datestamp>,
}

impl Moments {
    fn new(changed: Changed, before: Option<Datestamp>) -> Self {
        let last = changed.values().max().and_then(|second| datestamp(*second));
        Self {
            latest: before.clone().max(last),
            changed,
            before,
        }
    }

    fn of(&self, id: &EditionId) -> Option<Datestamp> {
        let moment = datestamp(*self.changed.get(id)?);
        moment.max(self.before.clone())
    }
}

/// A second since 1970, UTC.
fn datestamp(second: i64) -> Option<Datestamp> {
    let moment = jiff::Timestamp::from_second(second).ok()?;
    Datestamp::stored(&moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

fn moment(now: &str) -> Result<Datestamp, Fault> {
    Datestamp::stored(now).ok_or_else(|| Fault::Broken(format!("`{now}` is no time")))
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
                let deposit = stored.deposit(id.as_str());
                let (description, document) = if with_text {
                    let document = tei::read_deposit(&deposit).ok().map(|read| read.value);
                    (document.as_ref().map(Description::of), document)
                } else {
                    let outline = Outline::read(&deposit).ok();
                    (outline.as_ref().map(Description::of_outline), None)
                };
                let description = description.unwrap_or_default();
                let known = self.harvest.keep(id, number, description, &versions);
                (known, document)
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

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use proptest::prelude::*;

    use super::*;

    /// Editions of which each act of publishing made a version, and the second in
    /// which it did. The versions themselves say that they are old.
    #[derive(Default)]
    struct Acts(Mutex<Vec<(EditionId, i64)>>, Mutex<Option<Vec<u8>>>);

    impl Acts {
        fn of(&self, id: &EditionId) -> usize {
            let acts = self.0.lock().unwrap();
            acts.iter().filter(|(of, _)| of == id).count()
        }
    }

    /// A server that keeps a copy of its ledger after every change.
    fn keeping() -> Harvest {
        Harvest {
            least: 1,
            ..Harvest::default()
        }
    }

    impl Editions for Acts {
        fn editions(&self) -> Result<Vec<EditionId>, Fault> {
            let acts = self.0.lock().unwrap();
            let all: BTreeSet<_> = acts.iter().map(|(id, _)| id.clone()).collect();
            Ok(all.into_iter().collect())
        }

        fn position(&self) -> Result<u64, Fault> {
            Ok(self.0.lock().unwrap().len() as u64)
        }

        fn changed_since(&self, position: u64) -> Result<Option<Changed>, Fault> {
            let acts = self.0.lock().unwrap();
            let mut latest = i64::MIN;
            let since = acts.iter().skip(usize::try_from(position).unwrap());
            let dated = since.map(|(id, second)| {
                latest = latest.max(*second);
                (id.clone(), latest)
            });
            Ok(Some(dated.collect()))
        }

        fn mark(&self, position: u64) -> Result<Option<String>, Fault> {
            let there = position as usize <= self.0.lock().unwrap().len();
            Ok(there.then(|| format!("act {position}")))
        }

        fn derived(&self, _: Derived) -> Result<Option<Vec<u8>>, Fault> {
            Ok(self.1.lock().unwrap().clone())
        }

        fn keep_derived(&self, _: Derived, bytes: &[u8]) -> Result<(), Fault> {
            *self.1.lock().unwrap() = Some(bytes.to_vec());
            Ok(())
        }

        fn versions(&self, id: &EditionId) -> Result<Vec<Version>, Fault> {
            let version = |number: usize| Version {
                number: u32::try_from(number).unwrap(),
                digest: crate::store::digest(&number.to_le_bytes()),
                bytes: 0,
                published: format!("2001-01-01T00:00:{:02}Z", number % 60),
                publisher: "Ann".to_owned(),
                message: String::new(),
            };
            Ok((1..=self.of(id)).map(version).collect())
        }

        fn read(&self, id: &EditionId, _: VersionReference) -> Result<(Version, Vec<u8>), Fault> {
            let version = self.versions(id)?.pop().ok_or(Fault::Absent)?;
            let text = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text/></TEI>";
            Ok((version, text.as_bytes().to_vec()))
        }

        fn find(&self, _: &crate::edition::Digest) -> Result<Option<(EditionId, Version)>, Fault> {
            Ok(None)
        }
    }

    #[derive(Clone, Debug)]
    enum Event {
        /// One of a few editions gets a version, by an act that began so many
        /// seconds ago.
        Publish(usize, i64),
        /// The clock goes on, or back.
        Clock(i64),
        /// The harvester asks what has changed since its last answer.
        Ask,
        /// The server is started again, and draws the ledger up or waits.
        Restart(bool),
    }

    /// Whatever happens, who asks from the date of the last answer on hears of
    /// every change.
    fn nothing_is_missed(events: &[Event]) -> Result<(), TestCaseError> {
        let (acts, mut harvest, mut clock) = (Acts::default(), keeping(), 2_000_000_000);
        let (mut heard, mut from) = (BTreeMap::new(), String::new());
        for event in events {
            match event {
                Event::Publish(edition, ago) => {
                    let id = format!("e-{edition}").parse().unwrap();
                    acts.0.lock().unwrap().push((id, clock - ago));
                }
                Event::Clock(seconds) => clock += seconds,
                Event::Restart(at_once) => {
                    harvest = keeping();
                    if *at_once {
                        let now = datestamp(clock).unwrap().to_string();
                        harvest.draw_up(&acts, &now).unwrap();
                        prop_assert!(lock(&harvest.state).drawn);
                    }
                }
                Event::Ask => {
                    let identity = Identity {
                        name: "Letters".to_owned(),
                        base_url: "https://example.org/oai".to_owned(),
                        admin_email: "ann@example.org".to_owned(),
                        namespace: "example.org".to_owned(),
                    };
                    let query = format!("verb=ListIdentifiers&metadataPrefix=oai_dc{from}");
                    let now = datestamp(clock).unwrap().to_string();
                    let told = harvest.answer(&acts, identity, &query, &now).unwrap();
                    for part in told.split("<identifier>oai:example.org:").skip(1) {
                        let id: EditionId = part.split('<').next().unwrap().parse().unwrap();
                        let count = acts.of(&id);
                        heard.insert(id, count);
                    }
                    harvest.prove(&acts).unwrap();
                    prop_assert!(lock(&harvest.state).doubtful.is_empty());
                    for id in acts.editions().unwrap() {
                        prop_assert_eq!(heard.get(&id), Some(&acts.of(&id)), "{}", told);
                    }
                    from = format!("&from={now}");
                }
            }
        }
        Ok(())
    }

    fn publishing(most: i64) -> impl Strategy<Value = Event> {
        (0..4usize, 0..=most).prop_map(|(edition, ago)| Event::Publish(edition, ago))
    }

    proptest! {
        #[test]
        fn a_clock_that_goes_back_and_slow_acts_hide_nothing(
            events in prop::collection::vec(
                prop_oneof![
                    publishing(30),
                    (-50..50i64).prop_map(Event::Clock),
                    Just(Event::Ask),
                ],
                0..60,
            )
        ) {
            nothing_is_missed(&events)?;
        }

        #[test]
        fn a_restart_hides_nothing(
            events in prop::collection::vec(
                prop_oneof![
                    publishing(0),
                    (0..3i64).prop_map(Event::Clock),
                    Just(Event::Ask),
                    any::<bool>().prop_map(Event::Restart),
                ],
                0..60,
            )
        ) {
            nothing_is_missed(&events)?;
        }
    }
}
