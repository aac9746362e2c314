//! Writers that are killed, and writers at the same time: real processes.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use variorum::edition::{Digest, EditionId, VersionReference};
use variorum::source::{Deposit, FilePath};
use variorum::store::{Expected, Store, Submission, digest};

use super::ocfl::rocfl;
use super::{files, id, publication};

/// Small numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

/// The editions that are published to.
const EDITIONS: u64 = 25;

/// Publishes until it is killed, one to eight versions in each act; writes down
/// what was acknowledged.
fn write_on(root: &Path, acknowledged: &Path, seed: u64) {
    let store = Store::open(root).expect("the store");
    let mut dice = Dice(seed);
    let mut log = fs::File::options()
        .append(true)
        .create(true)
        .open(acknowledged)
        .expect("a file");
    let (path, none) = (FilePath::edition(), BTreeMap::new());
    let publication = publication("a note");
    for act in 0_u64.. {
        let texts: Vec<(EditionId, Vec<u8>)> = (0..=dice.roll(8))
            .map(|part| {
                let edition = id(&format!("e-{}", dice.roll(EDITIONS)));
                (edition, format!("<a w='{seed}' n='{act}.{part}'/>").into())
            })
            .collect();
        let submissions: Vec<Submission<'_>> = texts
            .iter()
            .map(|(id, bytes)| Submission {
                id,
                deposit: Deposit {
                    name: "a",
                    bytes,
                    path: &path,
                    files: &none,
                }
                .into(),
                reports: &[],
                publication: &publication,
                expected: Expected::Any,
            })
            .collect();
        let results = store.put_all(&submissions).expect("published");
        let mut lines = String::new();
        for ((id, _), put) in texts.iter().zip(results) {
            let version = put.expect("published").version;
            lines += &format!("{id} {} {}\n", version.number, version.digest);
        }
        log.write_all(lines.as_bytes()).expect("written");
    }
}

/// Not a test: what the tests below start as a process of its own.
#[test]
#[ignore = "is started by other tests, and killed"]
fn writer() {
    let asked = std::env::var("VARIORUM_TEST_WRITER").unwrap_or_default();
    let mut parts = asked.split('\t');
    if let (Some(root), Some(log), Some(seed)) = (parts.next(), parts.next(), parts.next()) {
        write_on(
            Path::new(root),
            Path::new(log),
            seed.parse().expect("a number"),
        );
    }
}

fn start(root: &Path, log: &Path, seed: u64) -> Child {
    let asked = format!("{}\t{}\t{seed}", root.display(), log.display());
    Command::new(std::env::current_exe().expect("this program"))
        .args(["store::crash::writer", "--exact", "--ignored"])
        .env("VARIORUM_TEST_WRITER", asked)
        .stdout(fs::File::create(last_words(log)).expect("a file"))
        .stderr(Stdio::null())
        .spawn()
        .expect("started")
}

/// What a writer said, beside what was acknowledged.
fn last_words(log: &Path) -> PathBuf {
    log.with_extension("said")
}

/// What was acknowledged: whole lines, for a writer may have died in the last.
fn acknowledged(log: &Path) -> Vec<(EditionId, u32, Digest)> {
    let text = fs::read_to_string(log).unwrap_or_default();
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let line = |line: &str| {
        let mut parts = line.split(' ');
        let edition = id(parts.next()?);
        Some((
            edition,
            parts.next()?.parse().ok()?,
            parts.next()?.parse().ok()?,
        ))
    };
    whole.lines().map(|text| line(text).expect(text)).collect()
}

/// Where writers are killed.
pub enum Place<'a> {
    /// On a disk, in a new folder.
    Disk,
    /// In an object store.
    #[cfg_attr(not(feature = "s3"), expect(dead_code))]
    Far(&'a Path),
}

/// Kills two writers at a time, `kills` times and until `least` versions were
/// acknowledged, and looks at what is left.
pub fn kill_writers(place: &Place<'_>, kills: usize, least: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let (root, near, longest) = match place {
        Place::Disk => (folder.path().join("store"), true, 120),
        // It takes a while until the first publication is acknowledged there.
        Place::Far(place) => (place.to_path_buf(), false, 3_000),
    };
    drop(Store::open_or_create(&root).expect("a store"));
    let logs = [folder.path().join("one"), folder.path().join("other")];
    let mut dice = Dice(88_172_645_463_325_252);
    let mut killed = 0;
    loop {
        let seeds = [dice.roll(1 << 40) + 1, dice.roll(1 << 40) + 1];
        let writers: Vec<Child> = logs
            .iter()
            .zip(seeds)
            .map(|(log, seed)| start(&root, log, seed))
            .collect();
        std::thread::sleep(Duration::from_millis(dice.roll(longest)));
        for (mut writer, log) in writers.into_iter().zip(&logs) {
            writer.kill().expect("killed");
            let ending = writer.wait().expect("ended");
            assert!(
                ending.code().is_none(),
                "a writer ended by itself: {ending}: {}",
                fs::read_to_string(last_words(log)).unwrap_or_default()
            );
        }
        killed += 2;
        // Some kills in a row, so that recoveries are killed too.
        let all: usize = logs.iter().map(|log| acknowledged(log).len()).sum();
        if killed % 5 == 0 || killed >= kills {
            let store = Store::open(&root).expect("the store");
            store.settle().expect("settled");
            if near {
                check_with_rocfl(&root);
            }
            if killed >= kills && all >= least {
                break;
            }
        }
    }
    let mut known: BTreeMap<(EditionId, u32), Digest> = BTreeMap::new();
    let all: Vec<_> = logs.iter().flat_map(|log| acknowledged(log)).collect();
    println!(
        "{killed} writers killed, {} versions acknowledged",
        all.len()
    );
    assert!(all.len() >= least);
    let store = Store::open(&root).expect("the store");
    for (id, number, wanted) in all {
        let (version, bytes) = store
            .read(&id, VersionReference::Number(number))
            .expect("an acknowledged version");
        assert_eq!((version.digest, digest(&bytes)), (wanted, wanted));
        let before = known.insert((id, number), wanted);
        assert_eq!(before, None, "one version was given to two");
    }
    assert_eq!(store.verify(&mut |_| {}).expect("verified"), []);
    if near {
        check_with_python(&root);
    }
}

pub fn check_with_rocfl(root: &Path) {
    let Some(tool) = rocfl() else { return };
    let output = Command::new(tool)
        .arg("-r")
        .arg(root)
        .args(["validate", "-w", "W004"])
        .output()
        .expect("rocfl runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && !said.contains("[W"), "{said}");
}

/// Every object by itself: the program's own verdict on a root is not safe.
fn check_with_python(root: &Path) {
    let python = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/target/tools/python/bin/python"
    );
    let objects = files(root).into_iter();
    let objects = objects.filter(|path| path.ends_with("0=ocfl_object_1.1"));
    let objects = objects.map(|path| path.parent().expect("a folder").to_owned());
    let script = "import sys, ocfl.validator\n\
                  bad = [path for path in sys.argv[1:] if not ocfl.validator.Validator().validate_object(path)]\n\
                  sys.exit('\\n'.join(bad) or None)";
    let output = Command::new(python)
        .arg("-c")
        .arg(script)
        .args(objects)
        .output();
    match output {
        Err(_) => println!("skipped: no ocfl-py at {python} (`make tools` installs it)"),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{said}");
        }
    }
}

#[test]
fn what_was_acknowledged_survives_kills() {
    kill_writers(&Place::Disk, 24, 100);
}

/// `cargo test --release --test all -- --ignored two_hundred_kills --nocapture`
#[test]
#[ignore = "the long form of the test before, about a minute"]
fn what_was_acknowledged_survives_two_hundred_kills() {
    kill_writers(&Place::Disk, 200, 1_000);
}

#[test]
fn of_eight_processes_one_wins_each_version() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = |content: &str| format!("<TEI xmlns='http://www.tei-c.org/ns/1.0'>{content}</TEI>");
    let publish = |name: &str, expected: &str| {
        let file = folder.path().join(name);
        fs::write(&file, text(name)).expect("written");
        Command::new(env!("CARGO_BIN_EXE_variorum"))
            .current_dir(folder.path())
            .args([
                "publish", "--id", "lamb", "--by", "Ada", "--expect", expected,
            ])
            .arg(file)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("started")
    };
    let mut expected = "none".to_owned();
    for round in 1..=3 {
        let writers: Vec<Child> = (0..8)
            .map(|writer| publish(&format!("{round}-{writer}.xml"), &expected))
            .collect();
        let mut won = Vec::new();
        for writer in writers {
            let output = writer.wait_with_output().expect("ended");
            let said = String::from_utf8_lossy(&output.stdout);
            if let Some(line) = said.lines().find(|line| line.ends_with("published")) {
                won.push(line.to_owned());
            } else {
                let said = String::from_utf8_lossy(&output.stderr);
                assert!(said.contains("has changed in the meantime"), "{said}");
                assert_eq!(output.status.code(), Some(2), "{said}");
            }
        }
        assert_eq!(won.len(), 1, "{won:?}");
        let mut parts = won[0].split(' ').skip(1);
        assert_eq!(parts.next(), Some(round.to_string().as_str()));
        expected = parts.next().expect("a digest").to_owned();
    }
    let store = Store::open(&folder.path().join("data/store")).expect("the store");
    assert_eq!(store.versions(&id("lamb")).expect("versions").len(), 3);
    assert_eq!(store.verify(&mut |_| {}).expect("verified"), []);
}

#[test]
fn what_is_published_is_read_before_the_folders_follow() {
    let (_folder, root, store) = super::sample();
    let (path, none) = (FilePath::edition(), BTreeMap::new());
    let (publication, edition) = (publication("many"), id("lamb"));
    let texts: Vec<String> = (0..40).map(|number| format!("<a n='{number}'/>")).collect();
    let submissions: Vec<Submission<'_>> = texts
        .iter()
        .map(|text| Submission {
            id: &edition,
            deposit: Deposit {
                name: "a",
                bytes: text.as_bytes(),
                path: &path,
                files: &none,
            }
            .into(),
            reports: &[],
            publication: &publication,
            expected: Expected::Any,
        })
        .collect();
    let results = store.put_all(&submissions).expect("published");
    let other = Store::open(&root).expect("the store");
    for (text, put) in texts.iter().zip(results) {
        let number = put.expect("published").version.number;
        let read = other.read(&edition, VersionReference::Number(number));
        assert_eq!(read.expect("there").1, text.as_bytes());
    }
    assert_eq!(other.versions(&edition).expect("versions").len(), 43);
    assert_eq!(other.verify(&mut |_| {}).expect("verified"), []);
}

#[test]
fn everything_derived_can_be_deleted() {
    let (folder, root, store) = super::sample();
    let answers = |store: &Store| {
        let editions = store.editions().expect("editions");
        let versions = editions
            .iter()
            .map(|id| store.versions(id).expect("versions"));
        let versions: Vec<_> = versions.collect();
        let find = store.find(&digest(b"<b/>")).expect("looked for");
        (
            editions,
            versions,
            find,
            store.verify(&mut |_| {}).expect("verified"),
        )
    };
    let before = answers(&store);
    let work = folder.path().join("store.work");
    // Not even the journal is needed once the folders follow it.
    for derived in ["settled", "lock", "writing", "new", "packs", "journal", "."] {
        drop(fs::remove_file(work.join(derived)));
        drop(fs::remove_dir_all(work.join(derived)));
        let again = Store::open(&root).expect("the store");
        assert_eq!(answers(&again), before, "without {derived}");
    }
    // Elsewhere, from the root alone.
    let copy = folder.path().join("copy");
    let copied = Command::new("cp").arg("-r").arg(&root).arg(&copy).status();
    assert!(copied.expect("cp runs").success());
    let rebuilt = Store::open(&copy).expect("the copy");
    assert_eq!(answers(&rebuilt), before);
    assert_eq!(super::put(&rebuilt, "lamb", b"<d/>"), 4);
    assert_eq!(super::put(&store, "lamb", b"<d/>"), 4);
}
