//! Do the inventories of all versions tell one story? (OCFL 1.1 §3.5, §3.6)

use std::collections::BTreeMap;
use std::path::Path;

use super::findings::Findings;
use super::record::{Record, Statement};

/// That the inventory of an older version is one that could have been the
/// object's once.
pub fn check_older(
    folder: &Path,
    number: u32,
    own: &Record,
    record: &Record,
    findings: &mut Findings<'_>,
) {
    let path = folder.join("inventory.json");
    let mut blame = |code, message: String| {
        findings.blame(Some(number), &path, code, message);
    };
    if own.id != record.id {
        blame("E110", format!("its id is {}, not {}", own.id, record.id));
    }
    if own.folder() != record.folder() {
        let message = format!(
            "contents lie in `{}`, not `{}`",
            own.folder(),
            record.folder()
        );
        blame("E019", message);
    }
    if own.head.number != number {
        let message = format!("its `head` is {}", own.head.text);
        blame("E040", message);
    }
    for (at, statement) in &own.versions {
        let Some(now) = record.versions.get(at) else {
            if *at <= number {
                blame("E066", format!("the object has no version {at}"));
            }
            continue;
        };
        if let Some(message) = differs(*at, (statement, own), (now, record)) {
            blame("E066", message);
        }
        for (what, same) in [
            ("message", statement.message == now.message),
            ("created", statement.created == now.created),
            ("user", statement.user == now.user),
        ] {
            if !same {
                let message = format!("`{what}` of version {at} is not what the object has");
                blame("W011", message);
            }
        }
    }
}

/// In what two states of one version differ. Digests are compared where both are
/// of one kind, else the places they stand for.
fn differs(
    number: u32,
    (old, own): (&Statement, &Record),
    (now, record): (&Statement, &Record),
) -> Option<String> {
    for (name, digest) in &old.state {
        let Some(wanted) = now.state.get(name) else {
            return Some(format!(
                "`{name}` of version {number} is gone from the object"
            ));
        };
        let same = if own.algorithm == record.algorithm {
            digest == wanted
        } else {
            own.places(digest, number) == record.places(wanted, number)
        };
        if !same {
            let message = format!("`{name}` of version {number} is another file in the object");
            return Some(message);
        }
    }
    let new = now.state.keys().find(|name| !old.state.contains_key(*name));
    new.map(|name| format!("version {number} has no `{name}`, but has one in the object"))
}

/// That no older inventory follows a newer specification (E103).
pub fn check_history(
    folder: &Path,
    older: &BTreeMap<u32, Record>,
    record: &Record,
    findings: &mut Findings<'_>,
) {
    let mut most = record.minor;
    for (number, own) in older.iter().rev() {
        if own.minor > most {
            let name = &own.head.text;
            let path = folder.join(name).join("inventory.json");
            let message = "it follows a newer specification than the version after it";
            findings.blame(Some(*number), &path, "E103", message);
        }
        most = most.min(own.minor);
    }
}
