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
use crate::said;
use crate::server::ask::Ask;
use crate::server::contracts::{Fault, Line};
use crate::server::refusal::Refusal;
use crate::server::shelf::blocking;
use crate::server::state::House;
use crate::tei::Document;
use crate::wording::{Day, Said};

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
        let unread = said!(
            "No citation can be read in this: neither the name of an edition nor a SHA-256 stands in it."
        );
        check.say("unknown", house.wording.say(&unread));
        return Ok(check);
    };
    let Some(line) = line(house, &cited).await? else {
        let absent = match &cited.edition {
            None => said!(
                "What this cites is not published here. Whoever has the file can check it without a server."
            ),
            Some(id) => said!(
                "The edition “{id}” is not published here. Whoever has the file can check it without a server.",
                id = id.as_str()
            ),
        };
        check.say("unknown", house.wording.say(&absent));
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
        let ways = &mut check.ways;
        ways.push(self.way(
            addresses.version(self.line.id(), number),
            &said!("Version {number}", number = number),
        ));
        if number != self.line.latest().number {
            let href = addresses.edition(self.line.id());
            ways.push(self.way(href, &said!("The current version")));
        }
        let href = addresses.versions(self.line.id());
        ways.push(self.way(href, &said!("All versions")));
        let latest = self.line.latest();
        if let Some(reference) = &self.cited.reference {
            self.passage(reference, version, &mut check)?;
        } else if latest.digest == version.digest {
            self.tell(&mut check, "same", &said!("It is the current version."));
        } else {
            let newer = said!(
                "There is a newer one: version {number}, published {day}.",
                number = latest.number,
                day = Day(&latest.published)
            );
            self.tell(&mut check, "changed", &newer);
        }
        Ok(check)
    }

    fn tell(&self, check: &mut Check, state: &'static str, said: &Said) {
        check.say(state, self.house.wording.say(said));
    }

    fn way(&self, href: String, label: &Said) -> Way {
        let label = self.house.wording.say(label);
        Way { href, label }
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
            let withdrawn = said!(
                "Version {number} of “{id}” was withdrawn: {reason}",
                number = gone.version,
                id = id.as_str(),
                reason = &gone.reason
            );
            self.tell(check, "gone", &withdrawn);
            return None;
        }
        let by_number = reference.and_then(|reference| self.line.get(reference));
        let (version, (state, found)) = match (by_number, by_digest, &self.cited.digest) {
            (Some(version), _, Some(digest)) if digest.begins(&version.digest) => {
                (version, ("same", self.very_bytes(version)))
            }
            (_, Some(version), _) => (version, ("same", self.by_file(version))),
            (Some(version), None, Some(_)) => (version, ("changed", self.another_file(version))),
            (Some(version), _, None) => (version, ("unknown", self.without_hash(version))),
            (None, None, _) => {
                let absent = said!(
                    "“{id}” is published here, but not the version that is cited.",
                    id = id.as_str()
                );
                self.tell(check, "unknown", &absent);
                return None;
            }
        };
        self.tell(check, state, &found);
        Some(version)
    }

    fn very_bytes(&self, version: &Version) -> Said {
        said!(
            "Version {number} of “{id}”, published {day}, is here with the very bytes that were cited.",
            number = version.number,
            id = self.line.id().as_str(),
            day = Day(&version.published)
        )
    }

    fn by_file(&self, version: &Version) -> Said {
        said!(
            "The file that was cited is version {number} of “{id}”, published {day}.",
            number = version.number,
            id = self.line.id().as_str(),
            day = Day(&version.published)
        )
    }

    fn another_file(&self, version: &Version) -> Said {
        said!(
            "Version {number} of “{id}” has another SHA-256 here than the citation says: the citation is of another file, or was altered.",
            number = version.number,
            id = self.line.id().as_str()
        )
    }

    fn without_hash(&self, version: &Version) -> Said {
        said!(
            "Version {number} of “{id}”, published {day}, is here; the citation does not say its hash.",
            number = version.number,
            id = self.line.id().as_str(),
            day = Day(&version.published)
        )
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
                let none = said!(
                    "Version {number} has no passage “{reference}”.",
                    number = number,
                    reference = reference
                );
                self.tell(check, "unknown", &none);
                return Ok(());
            }
        };
        if self.cited.passage.is_some() {
            let (state, found) = match there.is_some_and(|there| claim.is_met(&there)) {
                true => (
                    "same",
                    said!(
                        "Passage {reference} of version {number} has the words that were cited.",
                        reference = reference,
                        number = number
                    ),
                ),
                false => (
                    "changed",
                    said!(
                        "Passage {reference} of version {number} is not what the citation says: it was altered, or is of another file.",
                        reference = reference,
                        number = number
                    ),
                ),
            };
            self.tell(check, state, &found);
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
            let wording = &self.house.wording;
            followed = compare::follow(&document, &current, &taken, reference, wording);
            if let Some(followed) = &followed {
                places.clone_from(&followed.fate.to);
                check.change = Some(self.change(followed, version, &current)?);
            } else {
                for shown in [version, latest] {
                    check.words.extend(self.words(reference, shown)?);
                }
            }
        }
        let (state, found) = fate(&verdict, followed.as_ref(), version, latest, until);
        let text = self.house.wording.say(&found);
        check.findings.insert(0, CheckFinding { state, text });
        for place in &places {
            let href = self
                .house
                .addresses()
                .passage(self.line.id(), latest.number, place);
            let label = said!(
                "{passage} in version {number}",
                passage = place,
                number = latest.number
            );
            check.ways.insert(0, self.way(href, &label));
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
        let label = said!(
            "{passage} in version {number}, {day}",
            passage = reference,
            number = number,
            day = Day(&version.published)
        );
        Ok(Some(CheckedWords {
            label: self.house.wording.say(&label),
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
) -> (&'static str, Said) {
    let now = latest.number;
    let known = followed.and_then(|followed| Some((followed, followed.became(verdict)?)));
    let (state, told) = match known {
        Some((followed, became)) => {
            let state = match followed.fate.fate {
                Fate::Gone => "gone",
                _ => "changed",
            };
            let told = said!(
                "In the current version, {number}: {became}.",
                number = now,
                became = became
            );
            (state, told)
        }
        None => by_hashes(verdict, cited, now, until.is_none()),
    };
    let tells = has_a_begin(verdict) || followed.is_some_and(|one| one.became(verdict).is_some());
    match until.filter(|_| tells) {
        Some(number) => (
            state,
            said!(
                "{sentence} It is different since version {number}.",
                sentence = told,
                number = number
            ),
        ),
        None => (state, told),
    }
}

/// Whether it says something to tell since when it is so.
fn has_a_begin(verdict: &Verdict) -> bool {
    matches!(
        verdict,
        Verdict::SameWords | Verdict::Changed | Verdict::Gone
    )
}

/// What hashes tell; `always` if no version between had it otherwise.
fn by_hashes(verdict: &Verdict, cited: &Version, now: u32, always: bool) -> (&'static str, Said) {
    match verdict {
        Verdict::Same if always => (
            "same",
            said!(
                "Unchanged since version {since} ({day}): the current version, {number}, has the passage as it was cited.",
                since = cited.number,
                day = Day(&cited.published),
                number = now
            ),
        ),
        Verdict::Same => (
            "same",
            said!(
                "The current version, {number}, has the passage as it was cited; versions between had it otherwise.",
                number = now
            ),
        ),
        Verdict::SameWords => (
            "changed",
            said!(
                "The words are the same in the current version, {number}; mark-up, notes, readings or numbers of passages pointed at have changed.",
                number = now
            ),
        ),
        Verdict::Moved { to } => (
            "changed",
            said!(
                "The passage is unchanged, but stands under {places} in the current version, {number}.",
                places = to.join(", "),
                number = now
            ),
        ),
        Verdict::MovedWords { to } => (
            "changed",
            said!(
                "The words stand under {places} in the current version, {number}; mark-up, notes, readings or numbers of passages pointed at have changed.",
                places = to.join(", "),
                number = now
            ),
        ),
        Verdict::Changed => (
            "changed",
            said!(
                "Other words stand there in the current version, {number}: the passage was edited, or is gone and another one has its reference.",
                number = now
            ),
        ),
        Verdict::Gone => (
            "gone",
            said!(
                "The current version, {number}, has neither the reference nor the words.",
                number = now
            ),
        ),
    }
}

fn places(verdict: &Verdict) -> &[String] {
    match verdict {
        Verdict::Moved { to } | Verdict::MovedWords { to } => to,
        _ => &[],
    }
}
