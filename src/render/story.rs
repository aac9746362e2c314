//! What happened to an edition, in one line: what the store knows of versions,
//! and what the edition records of itself.

use serde::Serialize;

use super::page::{ChangeLine, VersionFacts};
use crate::edition::Withdrawal;

/// That a version is withdrawn, for people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WithdrawalFacts {
    /// The number of the version.
    pub version: u32,
    /// When: RFC 3339.
    pub when: String,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
}

impl WithdrawalFacts {
    /// Of a withdrawal.
    pub fn new(withdrawal: &Withdrawal) -> Self {
        Self {
            version: withdrawal.version,
            when: withdrawal.when.clone(),
            by: withdrawal.by.clone(),
            reason: withdrawal.reason.clone(),
        }
    }
}

/// Something that happened to an edition: just one of the three.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Event {
    /// A version was published.
    pub version: Option<VersionFacts>,
    /// A version was withdrawn.
    pub withdrawal: Option<WithdrawalFacts>,
    /// The edition records a change (`revisionDesc`).
    pub change: Option<ChangeLine>,
}

/// All of it, newest first. On one day changes come before the version that has
/// them; changes without a day keep their place among the others.
pub fn story(versions: &[VersionFacts], changes: &[ChangeLine]) -> Vec<Event> {
    let mut events: Vec<((String, u8), Event)> = Vec::new();
    let mut oldest_first: Vec<&ChangeLine> = changes.iter().collect();
    let when = |change: &ChangeLine| change.when.clone().unwrap_or_default();
    // Headers list them either way round (TEI HD6 prefers the newest first).
    if oldest_first.first().map(|c| when(c)) > oldest_first.last().map(|c| when(c)) {
        oldest_first.reverse();
    }
    let mut day = String::new();
    for change in oldest_first {
        if let Some(when) = &change.when {
            day = day.max(when.clone());
        }
        let event = Event {
            change: Some(change.clone()),
            ..Event::default()
        };
        events.push(((day.clone(), 0), event));
    }
    for version in versions {
        let event = Event {
            version: Some(version.clone()),
            ..Event::default()
        };
        events.push(((version.published.clone(), 1), event));
        let withdrawn = version.withdrawn.clone();
        events.extend(withdrawn.map(|withdrawal| {
            let when = withdrawal.when.clone();
            let event = Event {
                withdrawal: Some(withdrawal),
                ..Event::default()
            };
            ((when, 2), event)
        }));
    }
    events.sort_by(|(one, _), (other, _)| one.cmp(other));
    events.into_iter().rev().map(|(_, event)| event).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_stand_before_the_version_that_has_them() {
        let change = |when: Option<&str>, what: &str| ChangeLine {
            when: when.map(str::to_owned),
            what: what.to_owned(),
            ..ChangeLine::default()
        };
        let version = |number, published: &str, withdrawn: Option<&str>| VersionFacts {
            number,
            published: published.to_owned(),
            withdrawn: withdrawn.map(|when| WithdrawalFacts {
                version: number,
                when: when.to_owned(),
                ..WithdrawalFacts::default()
            }),
            ..VersionFacts::default()
        };
        let versions = [
            version(1, "2026-01-02T10:00:00Z", Some("2026-03-01T00:00:00Z")),
            version(2, "2026-02-02T10:00:00Z", None),
        ];
        let changes = [
            change(Some("2026-02-02"), "corrected"),
            change(None, "collated"),
            change(Some("2026-01-01"), "transcribed"),
        ];
        let told: Vec<String> = story(&versions, &changes)
            .into_iter()
            .map(|event| match event {
                Event {
                    version: Some(version),
                    ..
                } => version.number.to_string(),
                Event {
                    withdrawal: Some(gone),
                    ..
                } => format!("-{}", gone.version),
                Event { change, .. } => change.map(|change| change.what).unwrap_or_default(),
            })
            .collect();
        assert_eq!(
            told,
            ["-1", "2", "corrected", "1", "collated", "transcribed"]
        );
    }
}
