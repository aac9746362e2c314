//! Are the bytes those that were promised? (OCFL 1.1 §3.4, §3.5.4)

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::algorithm::{Algorithm, hash_file};
use super::entries::{Kind, entries};
use super::findings::Findings;
use super::object::link;
use super::record::{Record, version_of};
use crate::store::{Error, at};

/// Hashes the contents of an object once, and compares them with every promise
/// that an inventory makes of them.
pub fn check_contents(
    object: &Path,
    older: &BTreeMap<u32, Record>,
    record: &Record,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    let found = contents(object, record, findings)?;
    let known = |path: &str| found.contains(path);
    let records = older.iter().map(|(number, own)| (*number, own));
    for (number, own) in records.chain([(record.head.number, record)]) {
        for path in own.manifest.keys().filter(|path| !known(path)) {
            let place = object.join(path);
            findings.blame(version_of(path), &place, "E092", "the file is missing");
        }
        for (_, path, _) in own.fixity.iter().filter(|(_, path, _)| !known(path)) {
            let place = object.join(path);
            findings.blame(version_of(path), &place, "E093", "the file is missing");
        }
        let seen = found.iter().filter(|path| version_of(path) <= Some(number));
        for path in seen.filter(|path| !own.manifest.contains_key(*path)) {
            let message = match number == record.head.number {
                true => "a file that no version has".to_owned(),
                false => format!("the inventory of version {number} does not know this file"),
            };
            findings.blame(version_of(path), &object.join(path), "E023", message);
        }
    }
    for path in &found {
        let promises = promises(path, older, record);
        hash(object, path, &promises, findings)?;
    }
    Ok(())
}

/// A digest that a file must have, and the code to cite if it has not.
type Promise<'a> = (Algorithm, &'a str, &'static str);

fn promises<'a>(
    path: &str,
    older: &'a BTreeMap<u32, Record>,
    record: &'a Record,
) -> BTreeSet<Promise<'a>> {
    let mut promises = BTreeSet::new();
    for own in older.values().chain([record]) {
        if let Some(digest) = own.manifest.get(path) {
            promises.insert((own.algorithm, digest.as_str(), "E092"));
        }
        let fixity = own.fixity.iter().filter(|(_, of, _)| of == path);
        promises.extend(fixity.map(|(kind, _, digest)| (*kind, digest.as_str(), "E093")));
    }
    promises
}

fn hash(
    object: &Path,
    path: &str,
    promises: &BTreeSet<Promise<'_>>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    let place = object.join(path);
    let kinds: BTreeSet<Algorithm> = promises.iter().map(|(kind, ..)| *kind).collect();
    let kinds: Vec<Algorithm> = kinds.into_iter().collect();
    let digests = hash_file(&place, &kinds).map_err(at(&place))?;
    for (kind, wanted, code) in promises {
        let found = kinds.iter().zip(&digests).find(|(other, _)| *other == kind);
        if found.is_some_and(|(_, digest)| digest != wanted) {
            let message = format!("its {} is not {wanted}", kind.name());
            findings.blame(version_of(path), &place, code, message);
        }
    }
    Ok(())
}

/// The paths of all files of contents, as a manifest writes them.
fn contents(
    object: &Path,
    record: &Record,
    findings: &mut Findings<'_>,
) -> Result<BTreeSet<String>, Error> {
    let mut found = BTreeSet::new();
    for statement in record.versions.values() {
        let start = format!("{}/{}", statement.name.text, record.folder());
        if !object.join(&start).is_dir() {
            continue;
        }
        let number = Some(statement.name.number);
        let mut waiting = vec![start.clone()];
        while let Some(folder) = waiting.pop() {
            let place = object.join(&folder);
            let listed = entries(&place)?;
            if listed.is_empty() && folder != start {
                findings.blame(number, &place, "E024", "an empty folder");
            }
            for entry in listed {
                let path = format!("{folder}/{}", entry.name);
                match entry.kind {
                    Kind::File => drop(found.insert(path)),
                    Kind::Folder => waiting.push(path),
                    Kind::Other => link(number, &entry.path, findings),
                }
            }
        }
    }
    Ok(found)
}
