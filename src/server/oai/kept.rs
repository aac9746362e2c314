//! The ledger of records as it is kept beside the store.

use serde::{Deserialize, Serialize};

use crate::edition::EditionId;
use crate::oai::{Datestamp, Entry};
use crate::server::kept;

/// The form, and the program: another one may find other sets.
const FORM: &str = concat!("variorum-ledger-2 ", env!("CARGO_PKG_VERSION"));

/// As far as where it goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The number of the last act of publishing that it has.
    pub position: u64,
    /// What tells that act from any other.
    pub mark: String,
    /// The latest datestamp that an act gave.
    pub latest: Option<String>,
}

/// Edition, datestamp, when it says itself that it changed, version, whether it is
/// TEI, sets.
type Line<'a> = (
    &'a EditionId,
    &'a str,
    &'a str,
    Option<u32>,
    bool,
    &'a [String],
);

/// The same, read.
type OwnLine = (EditionId, String, String, Option<u32>, bool, Vec<String>);

/// The copy of a ledger: each record with when its edition says that it changed.
pub fn write<'a>(
    head: &Head,
    records: impl Iterator<Item = (&'a Entry, &'a Datestamp)>,
) -> Vec<u8> {
    let line = |(entry, when): (&'a Entry, &'a Datestamp)| -> Line<'a> {
        (
            &entry.id,
            entry.datestamp.as_str(),
            when.as_str(),
            entry.version,
            entry.tei,
            &entry.sets,
        )
    };
    kept::write(FORM, head, records.map(line))
}

/// What a copy says; none if it is of another form, or not whole.
pub fn read(bytes: &[u8]) -> Option<(Head, Vec<(Entry, Datestamp)>)> {
    let (head, lines) = kept::read::<Head, OwnLine>(FORM, bytes)?;
    let record = |(id, datestamp, when, version, tei, sets): OwnLine| {
        let entry = Entry {
            datestamp: Datestamp::read(&datestamp)?,
            id,
            version,
            sets,
            tei,
        };
        Some((entry, Datestamp::read(&when)?))
    };
    Some((head, lines.into_iter().map(record).collect::<Option<_>>()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy() -> (Head, Vec<(Entry, Datestamp)>) {
        let moment = |text| Datestamp::read(text).unwrap();
        let entry = |id: &str, version, sets: &[&str]| Entry {
            datestamp: moment("2026-03-02T00:00:00Z"),
            id: id.parse().unwrap(),
            version,
            sets: sets.iter().map(|set| (*set).to_owned()).collect(),
            tei: version.is_some(),
        };
        let head = Head {
            position: 7,
            mark: "a b 3".to_owned(),
            latest: Some("2026-03-02T00:00:00Z".to_owned()),
        };
        let when = moment("2001-01-01T00:00:00Z");
        let lamb = entry("lamb", Some(2), &["language", "language:eng"]);
        (
            head,
            vec![(lamb, when.clone()), (entry("tyger", None, &[]), when)],
        )
    }

    fn written((head, records): &(Head, Vec<(Entry, Datestamp)>)) -> Vec<u8> {
        write(head, records.iter().map(|(entry, when)| (entry, when)))
    }

    #[test]
    fn a_copy_says_what_was_written() {
        assert_eq!(read(&written(&copy())), Some(copy()));
    }

    #[test]
    fn a_copy_that_was_touched_says_nothing() {
        let whole = written(&copy());
        for at in 0..whole.len() {
            let mut touched = whole.clone();
            touched[at] ^= 1;
            assert_eq!(read(&touched), None, "byte {at}");
            assert_eq!(read(&whole[..at]), None, "cut at {at}");
        }
    }
}
