//! Our verdict on OCFL objects of whatever origin, beside that of another
//! program.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use variorum::store::verify_object;

use super::{files, sample};

/// The archive of example objects of the specification: 12 good ones, 13 with
/// warnings, 55 bad ones, named by the codes they deserve.
fn examples() -> Option<TempDir> {
    let archive =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/protocols/ocfl-1.1-fixtures.tar.xz");
    if !archive.exists() {
        println!("skipped: no {}", archive.display());
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let unpacked = Command::new("tar")
        .arg("-xJf")
        .arg(&archive)
        .arg("-C")
        .arg(folder.path())
        .status();
    assert!(unpacked.expect("tar runs").success());
    Some(folder)
}

pub fn rocfl() -> Option<String> {
    let tool = std::env::var("ROCFL").unwrap_or_else(|_| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/target/tools/bin/rocfl").to_owned()
    });
    let there = Command::new(&tool).arg("--version").output().is_ok();
    if !there {
        println!("skipped: no rocfl at {tool} (`make tools` builds it)");
    }
    there.then_some(tool)
}

/// The codes that rocfl finds for an object.
fn theirs(tool: &str, object: &Path) -> BTreeSet<String> {
    let parent = object.parent().expect("a folder");
    let name = object.file_name().expect("a name");
    let output = Command::new(tool)
        .arg("-r")
        .arg(parent)
        .args(["validate", "-p"])
        .arg(name)
        .output()
        .expect("rocfl runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let codes = said.split('[').skip(1).filter_map(|part| part.get(..4));
    let codes: BTreeSet<String> = codes
        .filter(|code| is_code(code))
        .map(str::to_owned)
        .collect();
    let invalid = codes.iter().any(|code| code.starts_with('E'));
    assert_eq!(
        output.status.code(),
        Some(if invalid { 2 } else { 0 }),
        "{said}"
    );
    codes
}

fn is_code(text: &str) -> bool {
    text.len() == 4 && text.starts_with(['E', 'W']) && text[1..].parse::<u16>().is_ok()
}

fn ours(object: &Path) -> BTreeSet<String> {
    let damages = verify_object(object).expect("looked at");
    let codes = damages.iter().filter_map(|damage| damage.code);
    codes.map(str::to_owned).collect()
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("readable");
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.expect("entry").path()).collect();
    found.sort();
    found
}

#[test]
fn the_examples_of_the_specification_are_judged_as_they_deserve() {
    let Some(folder) = examples() else { return };
    let (mut looked, mut faults, tool) = (0, Vec::new(), rocfl());
    for (kind, verdict) in [("good", None), ("warn", Some("W")), ("bad", Some("E"))] {
        for object in folders(&folder.path().join(format!("{kind}-objects"))) {
            let name = object.file_name().expect("a name").to_string_lossy();
            let found = ours(&object);
            let named = name.split('_').filter(|part| is_code(part));
            let named: BTreeSet<String> = named.map(str::to_owned).collect();
            let theirs = tool.as_deref().map(|tool| theirs(tool, &object));
            // The worst of what is found is the verdict.
            let worst = found.iter().map(|code| &code[..1]).min();
            let agreed = theirs.iter().any(|theirs| theirs.is_subset(&found));
            // What an object is named for was settled for version 1.0: there an
            // id that changes is E037, in 1.1 it is E110.
            let right = found.contains("E110") || named.is_subset(&found) || agreed;
            if worst != verdict || !right {
                faults.push(format!("{name}: ours {found:?}, rocfl {theirs:?}"));
            }
            looked += 1;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(looked, 80);
}

/// Something that may happen to an object: what becomes of its files.
type Mishap = (&'static str, fn(&Path) -> bool);

/// Changes text in the inventory of the object and writes its digest anew, so
/// that only what it says is wrong. Whether there was such a text.
fn rewrite(object: &Path, from: &str, to: &str) -> bool {
    let path = object.join("inventory.json");
    let text = fs::read_to_string(&path).expect("readable");
    let changed = text.replacen(from, to, 1);
    fs::write(&path, &changed).expect("written");
    let (program, ending) = match object.join("inventory.json.sha256").exists() {
        true => ("sha256sum", "sha256"),
        false => ("sha512sum", "sha512"),
    };
    let output = Command::new(program).arg(&path).output().expect("it runs");
    let digest = String::from_utf8_lossy(&output.stdout);
    let digest = digest.split(' ').next().expect("a digest");
    let sidecar = object.join(format!("inventory.json.{ending}"));
    fs::write(sidecar, format!("{digest} inventory.json\n")).expect("written");
    text != changed
}

const MISHAPS: &[Mishap] = &[
    ("an empty folder", |object| {
        fs::create_dir_all(object.join("v1/content/empty")).is_ok()
    }),
    ("a link", |object| {
        std::os::unix::fs::symlink("/etc/hostname", object.join("v1/content/link")).is_ok()
    }),
    ("a second declaration", |object| {
        fs::write(object.join("0=ocfl_object_1.0"), "ocfl_object_1.0\n").is_ok()
    }),
    ("no last line end", |object| {
        fs::write(object.join("0=ocfl_object_1.1"), "ocfl_object_1.1").is_ok()
    }),
    ("an unknown key", |object| {
        rewrite(object, "\"head\"", "\"hed\": 1, \"head\"")
    }),
    ("a key twice", |object| {
        rewrite(object, "\"head\"", "\"head\": \"v1\", \"head\"")
    }),
    ("another type", |object| {
        rewrite(object, "ocfl.io/1.1/", "ocfl.io/1.0/")
    }),
    ("an odd type", |object| {
        rewrite(object, "ocfl.io/1.1/", "ocfl.io/2.0/")
    }),
    ("no date", |object| {
        rewrite(object, "\"created\"", "\"creatd\"")
    }),
    ("an odd date", |object| {
        rewrite(object, "\"created\" : \"2", "\"created\" : \"x")
            || rewrite(object, "\"created\": \"2", "\"created\": \"x")
    }),
    ("another id", |object| {
        rewrite(object, "\"id\" : \"", "\"id\" : \"urn:x")
            || rewrite(object, "\"id\": \"", "\"id\": \"urn:x")
    }),
    ("no manifest", |object| {
        rewrite(object, "\"manifest\"", "\"manifst\"")
    }),
    ("a number for a message", |object| {
        rewrite(object, "\"message\"", "\"message\": 1, \"messag\"")
    }),
    ("no JSON", |object| rewrite(object, "{", "{{")),
    ("a comma too many", |object| {
        rewrite(object, "\"head\"", ", \"head\"")
    }),
    ("a trailing slash", |object| {
        rewrite(object, ".txt\"", ".txt/\"")
    }),
    ("an odd part", |object| {
        rewrite(object, "content/", "content/../")
    }),
    ("another folder", |object| {
        rewrite(object, "/content/", "/contents/")
    }),
    ("a name", |object| rewrite(object, "\"name\"", "\"nam\"")),
    ("a file in a version", |object| {
        fs::write(object.join("v1/stray"), "").is_ok()
    }),
    ("a version more", |object| {
        fs::create_dir(object.join("v9")).is_ok()
    }),
    ("an empty sidecar", |object| {
        files(object)
            .iter()
            .filter(|path| path.to_string_lossy().contains("inventory.json.sha"))
            .all(|path| fs::write(path, "").is_ok())
    }),
];

#[test]
fn mishaps_are_judged_as_another_program_judges_them() {
    let Some(tool) = rocfl() else { return };
    let mut objects = Vec::new();
    let (_kept, root, _store) = sample();
    let declarations = files(&root).into_iter();
    let declarations = declarations.filter(|path| path.ends_with("0=ocfl_object_1.1"));
    objects.extend(declarations.map(|path| path.parent().expect("a folder").to_owned()));
    let examples = examples();
    if let Some(folder) = &examples {
        for name in [
            "spec-ex-full",
            "minimal_one_version_one_file",
            "updates_all_actions",
        ] {
            objects.push(folder.path().join("good-objects").join(name));
        }
    }
    let (mut faults, mut happened) = (Vec::new(), 0);
    for object in &objects {
        let mishaps = files(object).into_iter().map(|path| (path, None));
        let mishaps = mishaps.chain(MISHAPS.iter().map(|mishap| (object.clone(), Some(mishap))));
        for (path, mishap) in mishaps {
            let folder = tempfile::tempdir().expect("a folder");
            let copy = folder.path().join("object");
            let copied = Command::new("cp").arg("-r").arg(object).arg(&copy).status();
            assert!(copied.expect("cp runs").success());
            let what = match mishap {
                Some((what, happen)) => {
                    if !happen(&copy) {
                        continue;
                    }
                    (*what).to_owned()
                }
                None => {
                    let below = path.strip_prefix(object).expect("below");
                    fs::remove_file(copy.join(below)).expect("removed");
                    format!("without {}", below.display())
                }
            };
            happened += 1;
            let (ours, theirs) = (ours(&copy), theirs(&tool, &copy));
            let verdict =
                |codes: &BTreeSet<String>| codes.iter().map(|code| code[..1].to_owned()).min();
            if verdict(&ours) != verdict(&theirs) {
                faults.push(format!(
                    "{} {what}: ours {ours:?}, rocfl {theirs:?}",
                    object.display()
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(happened > 50, "{happened} mishaps");
}
