//! Is an object of OCFL what its inventory says? (OCFL 1.1 §3)

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::algorithm::Algorithm;
use super::contents::check_contents;
use super::entries::{Entry, Kind, entries};
use super::findings::Findings;
use super::history::{check_history, check_older};
use super::names::VersionName;
use super::record::{Reading, Record};
use crate::store::{Error, at, layout};

/// Everything that is wrong with the object in `folder`. Its edition is told to
/// `findings`, if it is one of ours.
pub fn examine(folder: &Path, findings: &mut Findings<'_>) -> Result<(), Error> {
    let listed = entries(folder)?;
    let declared = declaration(folder, &listed, findings)?;
    let Some((record, bytes)) = inventory(folder, None, findings)? else {
        return top(&listed, None, findings);
    };
    findings.edition = layout::edition(&record.id);
    if declared.is_some_and(|minor| minor != record.minor) {
        let path = folder.join("inventory.json");
        findings.blame(None, &path, "E038", "its `type` is not what is declared");
    }
    top(&listed, Some(&record), findings)?;
    missing(folder, &record, findings);
    let mut older = BTreeMap::new();
    for (number, statement) in &record.versions {
        let path = folder.join(&statement.name.text);
        if !path.is_dir() {
            continue;
        }
        version_folder(&path, *number, &record, findings)?;
        if *number == record.head.number {
            newest(&path, *number, &bytes, record.algorithm, findings)?;
        } else if let Some((own, _)) = inventory(&path, Some(*number), findings)? {
            check_older(&path, *number, &own, &record, findings);
            older.insert(*number, own);
        }
    }
    check_history(folder, &older, &record, findings);
    check_contents(folder, &older, &record, findings)
}

/// The second number of the specification that an object declares.
fn declaration(
    folder: &Path,
    listed: &[Entry],
    findings: &mut Findings<'_>,
) -> Result<Option<u8>, Error> {
    let named = |entry: &&Entry| entry.name.starts_with("0=") && entry.kind == Kind::File;
    let mut found = listed.iter().filter(named);
    let (Some(first), None) = (found.next(), found.next()) else {
        let message = "there must be one declaration of an object";
        findings.blame(None, folder, "E003", message);
        return Ok(None);
    };
    let minor = match first.name.as_str() {
        "0=ocfl_object_1.0" => 0,
        "0=ocfl_object_1.1" => 1,
        _ => {
            let message = "it declares nothing that OCFL 1.1 knows";
            findings.blame(None, &first.path, "E006", message);
            return Ok(None);
        }
    };
    let wanted = format!("{}\n", &first.name[2..]);
    if fs::read(&first.path).map_err(at(&first.path))? != wanted.as_bytes() {
        let message = "this declaration was changed";
        findings.blame(None, &first.path, "E007", message);
    }
    Ok(Some(minor))
}

/// The inventory in a folder with its bytes, if it is sound, the one whose digest
/// lies beside it, and not only where it may be left out.
fn inventory(
    folder: &Path,
    version: Option<u32>,
    findings: &mut Findings<'_>,
) -> Result<Option<(Record, Vec<u8>)>, Error> {
    let path = folder.join("inventory.json");
    let Some(bytes) = read_if_there(&path)? else {
        let code = if version.is_some() { "W010" } else { "E063" };
        findings.blame(version, &path, code, "the inventory is missing");
        return Ok(None);
    };
    let reading = Reading::of(&bytes);
    for (code, message) in reading.complaints {
        findings.blame(version, &path, code, message);
    }
    let whole = match reading.algorithm {
        Some(algorithm) => sidecar(folder, version, &bytes, algorithm, findings)?,
        None => false,
    };
    let record = reading.record.filter(|_| whole);
    Ok(record.map(|record| (record, bytes)))
}

/// Whether the digest beside an inventory is its digest.
fn sidecar(
    folder: &Path,
    version: Option<u32>,
    bytes: &[u8],
    algorithm: Algorithm,
    findings: &mut Findings<'_>,
) -> Result<bool, Error> {
    let path = folder.join(beside(algorithm));
    let Some(found) = read_if_there(&path)? else {
        let message = "the digest of the inventory is missing";
        findings.blame(version, &path, "E058", message);
        return Ok(false);
    };
    let text = String::from_utf8_lossy(&found);
    let parts: Vec<&str> = text.split_ascii_whitespace().collect();
    let [digest, "inventory.json"] = parts[..] else {
        let message = "it does not hold the digest of `inventory.json`";
        findings.blame(version, &path, "E061", message);
        return Ok(false);
    };
    let same = digest.eq_ignore_ascii_case(&algorithm.of(bytes));
    if !same {
        let message = format!(
            "the inventory is not the one whose {} lies beside it",
            algorithm.name()
        );
        let path = folder.join("inventory.json");
        findings.blame(version, &path, "E060", message);
    }
    Ok(same)
}

/// The name of the file with the digest of an inventory.
fn beside(algorithm: Algorithm) -> String {
    format!("inventory.json.{}", algorithm.name())
}

fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at(path)(error)),
    }
}

/// That nothing else lies in the folder of an object (§3.1), as far as that can
/// be said without a sound inventory.
fn top(
    listed: &[Entry],
    record: Option<&Record>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    let sidecar = record.map(|record| beside(record.algorithm));
    for entry in listed {
        let version = VersionName::parse(&entry.name);
        let known = version.as_ref().is_some_and(|version| {
            let known = record.and_then(|record| record.versions.get(&version.number));
            record.is_none() || known.is_some_and(|known| known.name == *version)
        });
        match (entry.kind, entry.name.as_str()) {
            (Kind::File, "inventory.json") => {}
            (Kind::File, name) if name.starts_with("0=") => {}
            (Kind::File, name) if sidecar.as_deref().is_none_or(|known| known == name) => {}
            (Kind::Folder, "logs") => {}
            (Kind::Folder, "extensions") => extensions(&entry.path, findings)?,
            (Kind::Folder, _) if known => {}
            (Kind::Folder, _) if version.is_some() => {
                let message = "the inventory knows nothing of this version";
                findings.blame(None, &entry.path, "E046", message);
            }
            (Kind::Other, _) => link(None, &entry.path, findings),
            _ => {
                let message = "nothing of this name belongs into an object";
                findings.blame(None, &entry.path, "E001", message);
            }
        }
    }
    Ok(())
}

/// That every version has its folder.
fn missing(folder: &Path, record: &Record, findings: &mut Findings<'_>) {
    for statement in record.versions.values() {
        let path = folder.join(&statement.name.text);
        if !path.is_dir() {
            let number = Some(statement.name.number);
            findings.blame(
                number,
                &path,
                "E010",
                "the folder of the version is missing",
            );
        }
    }
}

/// A link, which cannot be kept.
pub fn link(version: Option<u32>, path: &Path, findings: &mut Findings<'_>) {
    findings.blame(version, path, "E090", "neither a file nor a folder");
}

/// Extensions registered with OCFL (<https://ocfl.github.io/extensions/>).
const EXTENSIONS: [&str; 13] = [
    "0001-digest-algorithms",
    "0002-flat-direct-storage-layout",
    "0003-hash-and-id-n-tuple-storage-layout",
    "0004-hashed-n-tuple-storage-layout",
    "0005-mutable-head",
    "0006-flat-omit-prefix-storage-layout",
    "0007-n-tuple-omit-prefix-storage-layout",
    "0008-schema-registry",
    "0009-digest-algorithms",
    "0010-differential-n-tuple-omit-prefix-storage-layout",
    "0011-direct-clean-path-layout",
    "0012-time-segments-layout",
    "initial",
];

fn extensions(folder: &Path, findings: &mut Findings<'_>) -> Result<(), Error> {
    for entry in entries(folder)? {
        match entry.kind {
            Kind::Folder if EXTENSIONS.contains(&entry.name.as_str()) => {}
            Kind::Folder => {
                let message = "no extension of this name is registered";
                findings.blame(None, &entry.path, "W013", message);
            }
            _ => {
                let message = "a file between the extensions";
                findings.blame(None, &entry.path, "E067", message);
            }
        }
    }
    Ok(())
}

/// That nothing else lies in the folder of a version (§3.3).
fn version_folder(
    folder: &Path,
    number: u32,
    record: &Record,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    let number = Some(number);
    for entry in entries(folder)? {
        let name = entry.name.as_str();
        match entry.kind {
            Kind::File if name == "inventory.json" => {}
            // Its own inventory says which (E058).
            Kind::File if name == "inventory.json.sha256" || name == "inventory.json.sha512" => {}
            Kind::File => {
                let message = "a file outside the folder of contents";
                findings.blame(number, &entry.path, "E015", message);
            }
            Kind::Folder if name == record.folder() => {
                if entries(&entry.path)?.is_empty() {
                    let message = "the folder of contents is empty";
                    findings.blame(number, &entry.path, "W003", message);
                }
            }
            Kind::Folder => {
                let message = "a folder besides that of contents";
                findings.blame(number, &entry.path, "W002", message);
            }
            Kind::Other => link(number, &entry.path, findings),
        }
    }
    Ok(())
}

/// That the newest version has the inventory of the object (§3.5).
fn newest(
    folder: &Path,
    number: u32,
    bytes: &[u8],
    algorithm: Algorithm,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    let path = folder.join("inventory.json");
    let number = Some(number);
    match read_if_there(&path)? {
        None => findings.blame(number, &path, "W010", "the inventory is missing"),
        Some(own) if own == bytes => {
            sidecar(folder, number, bytes, algorithm, findings)?;
        }
        Some(_) => {
            let message = "it is not the same as the inventory of the object";
            findings.blame(number, &path, "E064", message);
        }
    }
    Ok(())
}
