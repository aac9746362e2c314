//! Somebody is allowed to change something, and everybody sees what was changed.

use std::collections::BTreeSet;

use super::publish::now;
use crate::access::{self, Access, Act, Change, Log, Pattern, Permission, Standing, Token};
use crate::edition::{Digest, EditionId};
use crate::store::{self, Store};

/// Days for which a token is good, if nothing is said.
const USUAL_DAYS: i64 = 365;

/// What a new token is to allow.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Whose it is.
    pub holder: String,
    /// How to reach them: `mailto:…` or an address on the web; may be empty.
    pub address: String,
    /// What it allows.
    pub may: Vec<Permission>,
    /// For which editions.
    pub editions: Vec<Pattern>,
    /// The last day on which it is good (UTC), as `2027-01-01`; without it, a
    /// year from now.
    pub until: Option<String>,
}

/// Makes a token, and records that. Gives the token itself, to be shown once.
///
/// # Errors
/// As [`Access::issue`]; [`access::Error::Unfit`] for a day that is none, or is
/// over.
pub fn grant(access: &Access, by: &str, grant: Grant) -> Result<(String, Token), access::Error> {
    let now = now();
    let until = until(&now, grant.until.as_deref())?;
    let wish = Token {
        number: String::new(),
        sha256: Digest([0; 32]),
        holder: grant.holder,
        address: grant.address,
        may: grant.may,
        editions: grant.editions,
        made: now.clone(),
        until,
        revoked: None,
    };
    let (secret, token) = access.issue(wish)?;
    let note = format!("for {}", token.holder);
    access.record(&about_token(&now, by, Act::TokenMade, &token, note))?;
    Ok((secret, token))
}

/// Revokes a token, and records that.
///
/// # Errors
/// As [`Access::revoke`].
pub fn revoke(access: &Access, by: &str, number: &str) -> Result<Token, access::Error> {
    let now = now();
    let (token, stood) = access.revoke(number, &now)?;
    if stood {
        let note = format!("of {}", token.holder);
        access.record(&about_token(&now, by, Act::TokenRevoked, &token, note))?;
    }
    Ok(token)
}

fn about_token(now: &str, by: &str, act: Act, token: &Token, note: String) -> Change {
    Change {
        when: now.to_owned(),
        who: by.to_owned(),
        token: Some(token.number.clone()),
        act,
        edition: None,
        from: None,
        to: None,
        sha256: None,
        note: Some(note),
    }
}

/// The tokens that there are, each with how it stands now.
///
/// # Errors
/// As [`Access::tokens`].
pub fn tokens(access: &Access) -> Result<Vec<(Token, Standing)>, access::Error> {
    let now = now();
    let tokens = access.tokens()?.into_iter();
    let standing = |token: Token| {
        let standing = token.standing(&now);
        (token, standing)
    };
    Ok(tokens.map(standing).collect())
}

/// What is known of a token that somebody shows, and how it stands now.
///
/// # Errors
/// As [`Access::recognise`].
pub fn recognise(access: &Access, shown: &str) -> Result<Option<(Token, Standing)>, access::Error> {
    let now = now();
    let token = access.recognise(shown)?;
    Ok(token.map(|token| {
        let standing = token.standing(&now);
        (token, standing)
    }))
}

/// The moment after the last day.
fn until(now: &str, day: Option<&str>) -> Result<String, access::Error> {
    let unfit = |message: String| access::Error::Unfit(message);
    let Some(day) = day else {
        let span = jiff::SignedDuration::from_hours(24 * USUAL_DAYS);
        let moment = now.parse::<jiff::Timestamp>().ok();
        let moment = moment.and_then(|moment| moment.checked_add(span).ok());
        let moment = moment.ok_or_else(|| unfit("the clock is wrong".to_owned()))?;
        return Ok(moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    };
    let next = day
        .parse::<jiff::civil::Date>()
        .ok()
        .and_then(|date| date.tomorrow().ok());
    let next = next.ok_or_else(|| unfit(format!("`{day}` is no day: write it as 2027-01-01")))?;
    let until = format!("{next}T00:00:00Z");
    if until.as_str() <= now {
        return Err(unfit(format!(
            "`{day}` is over: a token until then is of no use"
        )));
    }
    Ok(until)
}

/// All changes of a store: those that were recorded, and those that its own
/// history tells and the record does not, because they were made before there
/// was a record, or with the command line, or by a process that was killed
/// between publishing and recording; with which token, the journal knows then.
/// Oldest first.
///
/// # Errors
/// What the record or the store meets.
pub fn audit(access: &Access, store: &Store) -> Result<Log, access::Error> {
    let mut log = access.changes()?;
    let key = |change: &Change| (change.act, change.edition.clone(), change.to);
    let known: BTreeSet<_> = log.changes.iter().map(key).collect();
    let mut missing = Vec::new();
    for id in store.editions()? {
        let unknown = |change: &Change| !known.contains(&key(change));
        missing.extend(history(store, &id)?.into_iter().filter(unknown));
    }
    if !missing.is_empty() {
        let tokens = store.tokens()?;
        for change in &mut missing {
            let of = change.edition.clone().zip(change.to);
            let known = match change.act {
                Act::Withdrawn => &tokens.withdrawn,
                _ => &tokens.published,
            };
            change.token = of.and_then(|of| known.get(&of).cloned());
        }
    }
    missing.sort_by(|one, other| one.when.cmp(&other.when));
    log.changes = merged(log.changes, missing);
    Ok(log)
}

/// What was recorded, in the order in which it was; between that, by time, what
/// was not.
fn merged(recorded: Vec<Change>, missing: Vec<Change>) -> Vec<Change> {
    let mut merged = Vec::with_capacity(recorded.len() + missing.len());
    let mut missing = missing.into_iter().peekable();
    for change in recorded {
        while let Some(earlier) = missing.next_if(|one| one.when < change.when) {
            merged.push(earlier);
        }
        merged.push(change);
    }
    merged.extend(missing);
    merged
}

/// What the store itself tells of an edition.
fn history(store: &Store, id: &EditionId) -> Result<Vec<Change>, store::Error> {
    let mut told = Vec::new();
    let mut before = None;
    for version in store.versions(id)? {
        told.push(Change {
            when: version.published,
            who: version.publisher,
            token: None,
            act: Act::Published,
            edition: Some(id.clone()),
            from: before,
            to: Some(version.number),
            sha256: Some(version.digest),
            note: Some(version.message),
        });
        before = Some(version.number);
    }
    for withdrawal in store.withdrawals(id)? {
        told.push(Change {
            when: withdrawal.when,
            who: withdrawal.by,
            token: None,
            act: Act::Withdrawn,
            edition: Some(id.clone()),
            from: None,
            to: Some(withdrawal.version),
            sha256: None,
            note: Some(withdrawal.reason),
        });
    }
    Ok(told)
}
