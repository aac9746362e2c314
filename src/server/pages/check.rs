//! Is what was cited still what it was?
//!
//! A citation is pasted; the page says which version it means, whether that is
//! here with these bytes and these words, and what became of the passage since.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::passage::field;
use crate::compare::{self, Fate, Followed, Sides};
use crate::describe::citation::{ParsedCitation, parse};
use crate::edition::{EditionId, Version, VersionReference};
use crate::passage::{self, Claim, Verdict};
use crate::render::{Check, CheckFinding, CheckedChange, CheckedWords, Way, direction_of_letters};
use crate::server::ask::Ask;
use crate::server::contracts::{Fault, Line};
use crate::server::refusal::Refusal;
use crate::server::shelf::blocking;
use crate::server::state::House;
use crate::tei::Document;

/// Later versions that are looked through, to say since when a passage differs.
const MOST_LOOKED_THROUGH: usize = 64;

/// Characters of a passage that are shown.
const MOST_SHOWN: usize = 4_000;

/// `/check`, with the citation in the query, so that the answer can be linked.
pub async fn page(State(house): State<Arc<House>>, request: Ask) -> Result<Response, Refusal> {
    let citation = field(request.uri(), "citation").unwrap_or_default();
    let check = match citation.trim() {
        "" => Check::default(),
        text => examine(&house, text).await?,
    };
    let html = house.pages.check(house.addresses(), check)?;
    let headers = [(CONTENT_TYPE, super::HTML), (CACHE_CONTROL, "no-store")];
    Ok((headers, html).into_response())
}

async fn examine(house: &Arc<House>, text: &str) -> Result<Check, Refusal> {
    let mut check = Check {
        citation: text.to_owned(),
        ..Check::default()
    };
    let Some(cited) = parse(text) else {
        check.say("unknown", "No citation can be read in this: neither the name of an edition nor a SHA-256 stands in it.");
        return Ok(check);
    };
    let Some(line) = line(house, &cited).await? else {
        let what = cited.edition.as_ref().map_or_else(
            || "What this cites".to_owned(),
            |id| format!("The edition “{id}”"),
        );
        check.say(
            "unknown",
            format!(
                "{what} is not published here. Whoever has the file can check it without a server."
            ),
        );
        return Ok(check);
    };
    let at_work = house.clone();
    Ok(blocking(move || {
        Examination {
            house: &at_work,
            line: &line,
            cited: &cited,
        }
        .of_line(check)
    })
    .await?)
}

/// The edition that is meant: by its name, else by the hash of one of its files.
async fn line(house: &House, cited: &ParsedCitation) -> Result<Option<Arc<Line>>, Refusal> {
    let id = match (&cited.edition, &cited.digest) {
        (Some(id), _) => Some(id.clone()),
        (None, Some(digest)) => found(house, digest.as_str())?,
        (None, None) => None,
    };
    let Some(id) = id else { return Ok(None) };
    match house.shelf.line(&id).await {
        Ok(line) => Ok(Some(line)),
        Err(Fault::Absent) => Ok(None),
        Err(fault) => Err(fault.into()),
    }
}

fn found(house: &House, digest: &str) -> Result<Option<EditionId>, Fault> {
    let Ok(digest) = digest.parse() else {
        return Ok(None);
    };
    Ok(house.editions.find(&digest)?.map(|(id, _)| id))
}

/// A citation that is held against the versions of an edition.
struct Examination<'a> {
    house: &'a House,
    line: &'a Line,
    cited: &'a ParsedCitation,
}

impl Examination<'_> {
    fn of_line(&self, mut check: Check) -> Result<Check, Fault> {
        let Some(version) = self.version(&mut check) else {
            return Ok(check);
        };
        let number = version.number;
        let addresses = self.house.addresses();
        let way = |href, label: &str| Way {
            href,
            label: label.to_owned(),
        };
        check.ways.push(way(
            addresses.version(self.line.id(), number),
            &format!("Version {number}"),
        ));
        if number != self.line.latest().number {
            check.ways.push(way(
                addresses.edition(self.line.id()),
                "The current version",
            ));
        }
        check
            .ways
            .push(way(addresses.versions(self.line.id()), "All versions"));
        if let Some(reference) = &self.cited.reference {
            self.passage(reference, version, &mut check)?;
        } else if self.line.latest().digest == version.digest {
            check.say("same", "It is the current version.");
        } else {
            let latest = self.line.latest();
            check.say(
                "changed",
                format!(
                    "There is a newer one: version {}, published {}.",
                    latest.number,
                    day(latest)
                ),
            );
        }
        Ok(check)
    }

    /// The version that is meant, and whether its bytes are those that were
    /// cited.
    fn version(&self, check: &mut Check) -> Option<&Version> {
        let id = self.line.id();
        let begins = |version: &&Version| {
            self.cited
                .digest
                .as_ref()
                .is_some_and(|digest| digest.begins(&version.digest))
        };
        let by_digest = self.line.versions().find(begins);
        let reference = self.cited.version.map(VersionReference::Number);
        if let Some(gone) = reference.and_then(|reference| self.line.gone(reference)) {
            check.say(
                "gone",
                format!(
                    "Version {} of “{id}” was withdrawn: {}",
                    gone.version, gone.reason
                ),
            );
            return None;
        }
        let by_number = reference.and_then(|reference| self.line.get(reference));
        match (by_number, by_digest, &self.cited.digest) {
            (Some(version), _, Some(digest)) if digest.begins(&version.digest) => {
                let (number, day) = (version.number, day(version));
                check.say("same", format!("Version {number} of “{id}”, published {day}, is here with the very bytes that were cited."));
                Some(version)
            }
            (_, Some(version), _) => {
                let (number, day) = (version.number, day(version));
                check.say(
                    "same",
                    format!(
                        "The file that was cited is version {number} of “{id}”, published {day}."
                    ),
                );
                Some(version)
            }
            (Some(version), None, Some(_)) => {
                let number = version.number;
                check.say("changed", format!("Version {number} of “{id}” has another SHA-256 here than the citation says: the citation is of another file, or was altered."));
                Some(version)
            }
            (Some(version), _, None) => {
                let (number, day) = (version.number, day(version));
                check.say("unknown", format!("Version {number} of “{id}”, published {day}, is here; the citation does not say its hash."));
                Some(version)
            }
            (None, None, _) => {
                check.say(
                    "unknown",
                    format!("“{id}” is published here, but not the version that is cited."),
                );
                None
            }
        }
    }

    fn passage(&self, reference: &str, version: &Version, check: &mut Check) -> Result<(), Fault> {
        let number = version.number;
        let document = self.house.library.document(self.line.id(), version)?;
        let there = passage::fingerprint(&document, reference);
        let claim = match (&self.cited.passage, there) {
            (Some(start), _) => Claim {
                reference: reference.to_owned(),
                text: start.text.clone(),
                content: Some(start.content.clone()),
            },
            (None, Some(there)) => Claim::of(reference, there),
            (None, None) => {
                check.say(
                    "unknown",
                    format!("Version {number} has no passage “{reference}”."),
                );
                return Ok(());
            }
        };
        if self.cited.passage.is_some() {
            let proved = there.is_some_and(|there| claim.is_met(&there));
            if proved {
                check.say(
                    "same",
                    format!(
                        "Passage {reference} of version {number} has the words that were cited."
                    ),
                );
            } else {
                check.say("changed", format!("Passage {reference} of version {number} is not what the citation says: it was altered, or is of another file."));
            }
        }
        let latest = self.line.latest();
        if latest.number == number {
            return Ok(());
        }
        let current = self.house.library.document(self.line.id(), latest)?;
        let all = self.house.library.fingerprints(self.line.id(), latest)?;
        let verdict = passage::check(&current, &all, &claim);
        let until = self.first_difference(version, &claim)?;
        let mut places = places(&verdict).to_vec();
        // Both versions are here, so more can be told than by hashes alone.
        let proved = there.is_some_and(|there| claim.is_met(&there));
        let mut followed = None;
        if proved && verdict != Verdict::Same {
            let was = self.house.library.fingerprints(self.line.id(), version)?;
            let taken = Sides {
                old: &*was,
                new: &*all,
            };
            followed = compare::follow(&document, &current, &taken, reference);
            if let Some(followed) = &followed {
                places.clone_from(&followed.fate.to);
                check.change = Some(self.change(followed, version, &current)?);
            } else {
                for shown in [version, latest] {
                    check.words.extend(self.words(reference, shown)?);
                }
            }
        }
        let found = fate(&verdict, followed.as_ref(), version, latest, until);
        check.findings.insert(0, found);
        for place in &places {
            let href = self
                .house
                .addresses()
                .passage(self.line.id(), latest.number, place);
            let label = format!("{place} in version {}", latest.number);
            check.ways.insert(0, Way { href, label });
        }
        Ok(())
    }

    /// The first later version in which the passage is not what was cited.
    fn first_difference(&self, version: &Version, claim: &Claim) -> Result<Option<u32>, Fault> {
        let later = self
            .line
            .versions()
            .filter(|later| later.number > version.number);
        for later in later.take(MOST_LOOKED_THROUGH) {
            let document = self.house.library.document(self.line.id(), later)?;
            let there = passage::fingerprint(&document, &claim.reference);
            if !there.is_some_and(|there| claim.is_met(&there)) {
                return Ok(Some(later.number));
            }
        }
        Ok(None)
    }

    /// The change as the page shows it.
    fn change(
        &self,
        followed: &Followed,
        version: &Version,
        current: &Document,
    ) -> Result<CheckedChange, Fault> {
        let latest = self.line.latest().number;
        let language = current.text().next().and_then(|text| text.language());
        let letters = followed
            .words
            .iter()
            .map(|run| Cow::Borrowed(run.text.as_str()));
        let told = serde_json::to_value(followed);
        let href = self
            .house
            .addresses()
            .comparison(self.line.id(), version.number, latest);
        Ok(CheckedChange {
            old: version.number,
            new: latest,
            href,
            direction: direction_of_letters(letters),
            language: language.map(Cow::into_owned),
            told: told.map_err(|error| Fault::Broken(error.to_string()))?,
        })
    }

    fn words(&self, reference: &str, version: &Version) -> Result<Option<CheckedWords>, Fault> {
        let (id, number) = (self.line.id(), version.number);
        let document = self.house.library.document(id, version)?;
        let Some((words, _)) = passage::hashed(&document, reference) else {
            return Ok(None);
        };
        let language = document.text().next().and_then(|text| text.language());
        let mut shown: String = words.chars().take(MOST_SHOWN).collect();
        if shown.len() < words.len() {
            shown.push('…');
        }
        Ok(Some(CheckedWords {
            label: format!("{reference} in version {number}, {}", day(version)),
            href: self.house.addresses().passage(id, number, reference),
            direction: direction_of_letters(std::iter::once(Cow::Borrowed(shown.as_str()))),
            language: language.map(Cow::into_owned),
            words: shown,
        }))
    }
}

/// What became of a passage since it was cited, in a sentence. One that is not
/// found by its hashes may have been `followed`.
fn fate(
    verdict: &Verdict,
    followed: Option<&Followed>,
    cited: &Version,
    latest: &Version,
    until: Option<u32>,
) -> CheckFinding {
    let (since, day, now) = (cited.number, day(cited), latest.number);
    let differs = until.map(|number| format!(" It is different since version {number}."));
    let differs = differs.unwrap_or_default();
    let known = followed.and_then(|followed| Some((followed, followed.became(verdict)?)));
    if let Some((followed, became)) = known {
        return CheckFinding {
            state: match followed.fate.fate {
                Fate::Gone => "gone",
                _ => "changed",
            },
            text: format!("In the current version, {now}: {became}.{differs}"),
        };
    }
    let (state, text) = match verdict {
        Verdict::Same if until.is_none() => (
            "same",
            format!(
                "Unchanged since version {since} ({day}): the current version, {now}, has the passage as it was cited."
            ),
        ),
        Verdict::Same => (
            "same",
            format!(
                "The current version, {now}, has the passage as it was cited; versions between had it otherwise."
            ),
        ),
        Verdict::SameWords => (
            "changed",
            format!(
                "The words are the same in the current version, {now}; mark-up, notes or readings have changed.{differs}"
            ),
        ),
        Verdict::Moved { to } => (
            "changed",
            format!(
                "The passage is unchanged, but stands under {} in the current version, {now}.",
                to.join(", ")
            ),
        ),
        Verdict::MovedWords { to } => (
            "changed",
            format!(
                "The words stand under {} in the current version, {now}; mark-up, notes or readings have changed.",
                to.join(", ")
            ),
        ),
        Verdict::Changed => (
            "changed",
            format!(
                "Other words stand there in the current version, {now}: the passage was edited, or is gone and another one has its reference.{differs}"
            ),
        ),
        Verdict::Gone => (
            "gone",
            format!(
                "The current version, {now}, has neither the reference nor the words.{differs}"
            ),
        ),
    };
    CheckFinding { state, text }
}

fn places(verdict: &Verdict) -> &[String] {
    match verdict {
        Verdict::Moved { to } | Verdict::MovedWords { to } => to,
        _ => &[],
    }
}

fn day(version: &Version) -> &str {
    version.published.split('T').next().unwrap_or_default()
}
