//! Many files are taken in at once, from the command line.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use variorum::edition::EditionId;
use variorum::store::Store;

use super::cli::{folder, said, variorum};
use super::ingest::tei;

/// A folder in which files are written and taken in.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(folder())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn ingest(&self, arguments: &[&str]) -> (i32, String, String) {
        let all = [&["ingest", "--by", "Ada", "--store", "store"], arguments].concat();
        said(&variorum(self.path(), &all))
    }

    /// The outcome of each file, as the report tells it.
    fn outcomes(&self, arguments: &[&str]) -> Vec<String> {
        let all = [arguments, &["--report", "report.csv"]].concat();
        let (code, _, err) = self.ingest(&all);
        assert!((0..=2).contains(&code), "{err}");
        let report = fs::read_to_string(self.path().join("report.csv")).unwrap();
        let lines = report.lines().skip(1);
        lines
            .map(|line| {
                let cells: Vec<&str> = line.split(',').collect();
                format!("{} {} {}", cells[0], cells[1], cells[2])
            })
            .collect()
    }

    fn versions(&self, id: &str) -> usize {
        let store = Store::open(&self.path().join("store")).unwrap();
        let id: EditionId = id.parse().unwrap();
        store.versions(&id).map_or(0, |versions| versions.len())
    }

    /// A tar archive of the folder `name`, as GNU tar makes it.
    fn tar(&self, name: &str) {
        let archive = format!("{name}.tar");
        let made = Command::new("tar")
            .args(["--create", "--file", &archive, name])
            .current_dir(self.path())
            .status();
        assert!(made.unwrap().success());
    }
}

#[test]
fn a_folder_an_archive_and_a_bag_give_the_same_editions() {
    let desk = Desk::new();
    desk.write("tei/lamb.xml", tei("Little Lamb"));
    let named = tei("Tyger").replace(
        "<p>Tyger",
        "<figure><graphic url='img/1.png'/></figure><p>T",
    );
    desk.write("tei/tyger.xml", named);
    desk.write("tei/img/1.png", b"picture");
    desk.write("tei/catalog.xml", "<catalog/>");
    desk.write("tei/broken.xml", "<TEI><a></TEI>");
    let expected = |done: &str| {
        vec![
            "broken.xml broken refused".to_owned(),
            "catalog.xml  left-out".to_owned(),
            format!("lamb.xml lamb {done}"),
            format!("tyger.xml tyger {done}"),
        ]
    };
    assert_eq!(
        desk.outcomes(&["tei", "--dry-run"]),
        expected("would-create")
    );
    assert!(
        !desk.path().join("store").exists(),
        "a trial writes nothing"
    );
    assert_eq!(desk.outcomes(&["tei"]), expected("created"));
    // The same bytes, in whatever they lie, make nothing new.
    assert_eq!(desk.outcomes(&["tei"]), expected("unchanged"));
    desk.tar("tei");
    assert_eq!(desk.outcomes(&["tei.tar"]), expected("unchanged"));
    let published = variorum(
        desk.path(),
        &["publish", "tei", "--by", "Ada", "--store", "store"],
    );
    assert!(
        said(&published)
            .1
            .lines()
            .all(|line| line.ends_with("unchanged"))
    );
    desk.write(
        "bag/bagit.txt",
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
    );
    fs::rename(desk.path().join("tei"), desk.path().join("bag/data")).unwrap();
    let mut manifest = String::new();
    for name in [
        "broken.xml",
        "catalog.xml",
        "img/1.png",
        "lamb.xml",
        "tyger.xml",
    ] {
        let bytes = fs::read(desk.path().join("bag/data").join(name)).unwrap();
        manifest.push_str(&format!(
            "{} data/{name}\n",
            variorum::store::digest(&bytes)
        ));
    }
    desk.write("bag/manifest-sha256.txt", &manifest);
    assert_eq!(desk.outcomes(&["bag"]), expected("unchanged"));
    // A bag that is not whole is refused, whatever is in it.
    desk.write("bag/data/lamb.xml", tei("Another"));
    let (code, _, err) = desk.ingest(&["bag"]);
    assert_eq!(code, 2);
    assert!(err.contains("the bag is not whole"), "{err}");
    assert_eq!(desk.versions("lamb"), 1);
}

#[test]
fn a_table_says_which_file_is_which_edition() {
    let desk = Desk::new();
    desk.write(
        "in/batch.csv",
        "id,file,with,note\nlamb-one,a/one.xml,a/1.png,Its own note\nlamb-two,two.xml,,\n\
         lamb-text,lamb.txt,,\nlamb-three,missing.xml,,\nlamb-two,two.xml,,\n",
    );
    desk.write("in/a/one.xml", tei("One"));
    desk.write("in/a/1.png", b"picture");
    desk.write("in/two.xml", tei("Two"));
    desk.write("in/lamb.txt", "The Lamb\n\nLittle Lamb\n");
    let outcomes = desk.outcomes(&["in", "--note", "All of them"]);
    let expected = [
        "a/one.xml lamb-one created",
        "two.xml  refused",
        "lamb.txt lamb-text created",
        "missing.xml  refused",
        "two.xml  refused",
    ];
    assert_eq!(outcomes, expected);
    let store = Store::open(&desk.path().join("store")).unwrap();
    let note = |id: &str| {
        store.versions(&id.parse().unwrap()).unwrap()[0]
            .message
            .clone()
    };
    assert_eq!(
        (note("lamb-one"), note("lamb-text")),
        ("Its own note".into(), "All of them".into())
    );
    let latest = variorum::edition::VersionReference::Latest;
    let stored = store.stored(&"lamb-one".parse().unwrap(), latest).unwrap();
    let files: Vec<_> = stored
        .files
        .digests()
        .map(|(path, _)| path.to_string())
        .collect();
    assert_eq!(files, ["1.png"]);
    let stored = store.stored(&"lamb-text".parse().unwrap(), latest).unwrap();
    let files: Vec<_> = stored
        .files
        .digests()
        .map(|(path, _)| path.to_string())
        .collect();
    assert_eq!(files, ["lamb.txt"]);
}

#[test]
fn what_is_hostile_is_refused_and_nothing_is_written() {
    let desk = Desk::new();
    let laughs = "<!DOCTYPE TEI [<!ENTITY a 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'>\
        <!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>\
        <!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>\
        <!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'>\
        <!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'>]>\
        <TEI>&e;&e;&e;&e;&e;&e;&e;&e;&e;</TEI>";
    desk.write("bomb/laughs.xml", laughs);
    desk.write("bomb/lamb.xml", tei("Little Lamb"));
    desk.write("secret.xml", tei("Not in the folder"));
    std::os::unix::fs::symlink("../secret.xml", desk.path().join("bomb/link.xml")).unwrap();
    let outcomes = desk.outcomes(&["bomb"]);
    let expected = [
        "lamb.xml lamb created",
        "laughs.xml laughs refused",
        "link.xml  refused",
    ];
    assert_eq!(outcomes, expected);
    assert_eq!((desk.versions("laughs"), desk.versions("link")), (0, 0));
    // An archive is refused whole.
    desk.tar("bomb");
    let mut zip = zip_of(&[("a.xml", &vec![b' '; 64 << 20])]);
    desk.write("bomb.zip", &zip);
    zip.truncate(zip.len() / 2);
    desk.write("cut.zip", &zip);
    desk.write("up.zip", zip_of(&[("../up.xml", tei("Up").as_bytes())]));
    desk.write("none.tar", b"no archive");
    for (name, why) in [
        ("bomb.tar", "no plain file"),
        ("bomb.zip", "100 times"),
        ("cut.zip", "cannot be read as a ZIP archive"),
        ("up.zip", "a path out of the folder"),
        ("none.tar", "neither a ZIP nor a tar archive"),
    ] {
        let before = walk(desk.path());
        let (code, out, err) = desk.ingest(&[name]);
        assert_eq!((code, out.as_str()), (2, ""), "{name}");
        assert!(err.contains(why), "{name}: {err}");
        assert_eq!(walk(desk.path()), before, "{name}: nothing is written");
    }
}

#[test]
fn a_damaged_archive_is_refused_whole() {
    let desk = Desk::new();
    let (a, b) = (tei("One"), tei("Two"));
    let mut zip = zip_of(&[("a.xml", a.as_bytes()), ("b.xml", b.as_bytes())]);
    // The CRC of the second file, in its own head and in the list.
    let mut crc = flate2::Crc::new();
    crc.update(b.as_bytes());
    let sum = crc.sum().to_le_bytes();
    while let Some(at) = zip.windows(4).position(|window| window == sum) {
        zip[at] ^= 1;
    }
    desk.write("damaged.zip", zip);
    let (code, out, err) = desk.ingest(&["damaged.zip"]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("it is damaged: `b.xml`"), "{err}");
    assert!(!desk.path().join("store").exists(), "nothing is written");
}

/// Programs that read an archive from its beginning, and others that go by its list,
/// find the same files in an honest one.
#[test]
fn an_archive_that_can_be_read_in_two_ways_is_refused() {
    let desk = Desk::new();
    let (a, b) = (tei("One"), tei("Two"));
    let zip = zip_of(&[("a.xml", a.as_bytes()), ("b.xml", b.as_bytes())]);
    let marks = |mark: &'static [u8]| {
        let found = zip.windows(4).enumerate();
        let found = found.filter(move |(_, window)| *window == mark);
        found.map(|(at, _)| at).collect::<Vec<_>>()
    };
    let (heads, list) = (marks(b"PK\x03\x04"), marks(b"PK\x01\x02"));
    let with = |at: usize, bytes: &[u8]| {
        let mut zip = zip.clone();
        zip[at..at + bytes.len()].copy_from_slice(bytes);
        zip
    };
    // Of Unix, with this mode.
    let of_mode = |mode: u32| {
        let mut zip = with(list[1] + 38, &(mode << 16).to_le_bytes());
        zip[list[1] + 5] = 3;
        zip
    };
    let first = (heads[0] as u32).to_le_bytes();
    let behind = (zip.len() as u32 - 70).to_le_bytes();
    for (name, zip, why) in [
        ("overlap", with(list[1] + 42, &first), "share bytes"),
        (
            "another",
            with(heads[1] + 30, b"c.xml"),
            "is called `c.xml` in the head",
        ),
        (
            "longer",
            with(list[1] + 20, &behind),
            "reaches into the list",
        ),
        (
            "device",
            of_mode(0o020_666),
            "`b.xml` is neither a file nor a folder",
        ),
        ("block", of_mode(0o060_666), "neither a file nor a folder"),
        ("pipe", of_mode(0o010_666), "neither a file nor a folder"),
        ("socket", of_mode(0o140_666), "neither a file nor a folder"),
        ("folder", of_mode(0o040_777), "neither a file nor a folder"),
        ("link", of_mode(0o120_777), "is a link"),
    ] {
        let file = format!("{name}.zip");
        desk.write(&file, zip);
        let (code, out, err) = desk.ingest(&[&file]);
        assert_eq!((code, out.as_str()), (2, ""), "{name}: {err}");
        assert!(err.contains(why), "{name}: {err}");
    }
    desk.write("good.zip", of_mode(0o100_644));
    assert_eq!(desk.outcomes(&["good.zip"]).len(), 2);
}

#[test]
fn every_file_is_told_of_but_what_is_hidden() {
    let desk = Desk::new();
    let text = tei("One");
    let files: [(&str, &[u8]); 8] = [
        ("in/A.XML", text.as_bytes()),
        ("in/u.tei", text.as_bytes()),
        ("in/lamb.txt", b"Little Lamb"),
        ("in/read.me", b"x"),
        ("in/.hidden.xml", text.as_bytes()),
        ("in/sub/.x/c.xml", text.as_bytes()),
        ("__MACOSX/in/._A.XML", b"\0\x05"),
        (".DS_Store", b"x"),
    ];
    desk.write("mac.zip", zip_of(&files));
    for (name, bytes) in files {
        desk.write(&format!("folder/{name}"), bytes);
    }
    let expected = |folder: &str, done: &str| {
        let told = [
            format!("A.XML a {done}"),
            "lamb.txt  left-out".to_owned(),
            "read.me  left-out".to_owned(),
            "u.tei  left-out".to_owned(),
        ];
        told.map(|line| format!("{folder}{line}"))
    };
    assert_eq!(desk.outcomes(&["mac.zip"]), expected("", "created"));
    assert_eq!(desk.outcomes(&["folder"]), expected("in/", "unchanged"));
    desk.write("table/batch.csv", "file,id\nu.tei,u\n");
    desk.write("table/u.tei", tei("Named"));
    desk.write("table/other.xml", tei("Not named"));
    let outcomes = desk.outcomes(&["table"]);
    assert_eq!(outcomes, ["u.tei u created", "other.xml  left-out"]);
}

#[test]
fn a_batch_that_is_handed_in_again_undoes_no_withdrawal() {
    let desk = Desk::new();
    desk.write("in/a.xml", tei("One"));
    desk.write("in/b.xml", tei("Two"));
    assert_eq!(
        desk.outcomes(&["in"]),
        ["a.xml a created", "b.xml b created"]
    );
    let withdraw = |id: &str, version: &str| {
        let all = [
            "withdraw",
            id,
            version,
            "--by",
            "Ada",
            "--reason",
            "A mistake",
            "--store",
            "store",
        ];
        let done = said(&variorum(desk.path(), &all));
        assert_eq!(done.0, 0, "{done:?}");
    };
    withdraw("a", "1");
    let again = ["a.xml a refused", "b.xml b unchanged"];
    assert_eq!(desk.outcomes(&["in", "--dry-run"])[0], again[0]);
    assert_eq!(desk.outcomes(&["in"]), again);
    let report = fs::read_to_string(desk.path().join("report.csv")).unwrap();
    assert!(report.contains(",withdrawn,"), "{report}");
    assert!(report.contains("A mistake"), "{report}");
    assert_eq!(desk.versions("a"), 1);
    // Other bytes are a new version; then the withdrawn ones are still refused.
    desk.write("in/a.xml", tei("Mended"));
    assert_eq!(desk.outcomes(&["in"])[0], "a.xml a new-version");
    desk.write("in/a.xml", tei("One"));
    assert_eq!(desk.outcomes(&["in"])[0], "a.xml a refused");
    // Who means it publishes it by itself.
    let publish = [
        "publish", "in/a.xml", "--id", "a", "--by", "Ada", "--store", "store",
    ];
    assert!(said(&variorum(desk.path(), &publish)).0 < 2);
    assert_eq!(desk.versions("a"), 3);
    assert_eq!(desk.outcomes(&["in"])[0], "a.xml a unchanged");
    // Once more withdrawn: what is shown then is unchanged, the other refused.
    withdraw("a", "4");
    assert_eq!(desk.outcomes(&["in"])[0], "a.xml a refused");
    desk.write("in/a.xml", tei("Mended"));
    assert_eq!(desk.outcomes(&["in"])[0], "a.xml a unchanged");
}

#[test]
fn an_archive_that_cannot_be_unpacked_here_is_not_called_damaged() {
    let desk = Desk::new();
    let mut zip = zip_of(&[("a.xml", tei("One").as_bytes())]);
    // The method of compression, in the head of the file and in the list: bzip2.
    for mark in [&b"PK\x03\x04"[..], b"PK\x01\x02"] {
        let at = zip.windows(4).position(|four| four == mark).unwrap();
        let method = at + if mark[2] == 3 { 8 } else { 10 };
        zip[method] = 12;
    }
    fs::write(desk.path().join("bz.zip"), zip).unwrap();
    let told = said(&variorum(
        desk.path(),
        &["ingest", "bz.zip", "--by", "Ada", "--store", "store"],
    ));
    assert!(
        told.2.contains("compressed in a way") && !told.2.contains("damaged"),
        "{told:?}"
    );
}

/// A ZIP archive in which everything is compressed as well as can be.
pub fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut central = Vec::new();
    for (name, content) in files {
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let mut encoder =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(content).unwrap();
        let packed = encoder.finish().unwrap();
        let mut about = vec![20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0];
        about.extend(crc.sum().to_le_bytes());
        about.extend((packed.len() as u32).to_le_bytes());
        about.extend((content.len() as u32).to_le_bytes());
        about.extend((name.len() as u16).to_le_bytes());
        about.extend([0, 0]);
        central.extend([b"PK\x01\x02\x14\0".as_slice(), &about, &[0; 10]].concat());
        central.extend((bytes.len() as u32).to_le_bytes());
        central.extend(name.as_bytes());
        bytes.extend([b"PK\x03\x04".as_slice(), &about, name.as_bytes(), &packed].concat());
    }
    let (at, length, count) = (bytes.len() as u32, central.len() as u32, files.len() as u16);
    bytes.extend(central);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    bytes.extend([length.to_le_bytes(), at.to_le_bytes()].concat());
    bytes.extend([0, 0]);
    bytes
}

/// All files below a folder, with their sizes.
fn walk(folder: &Path) -> Vec<(std::path::PathBuf, u64)> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let facts = path.symlink_metadata().unwrap();
            match facts.is_dir() {
                true => waiting.push(path),
                false => found.push((path, facts.len())),
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_batch_that_is_killed_is_gone_on_with_without_loss_or_doubles() {
    let desk = Desk::new();
    const FILES: usize = 600;
    for number in 0..FILES {
        desk.write(
            &format!("in/text-{number:04}.xml"),
            tei(&format!("Text {number}")),
        );
    }
    let arguments = [
        "ingest", "in", "--by", "Ada", "--store", "store", "--format", "json",
    ];
    let mut killed = 0;
    for round in 0..2 {
        let mut running = Command::new(env!("CARGO_BIN_EXE_variorum"))
            .current_dir(desk.path())
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Killed at another moment each time: while acts are written.
        let journal = desk.path().join("store.work/journal");
        let entries = || fs::read_dir(&journal).map_or(0, Iterator::count);
        let (start, before) = (Instant::now(), entries());
        while start.elapsed() < Duration::from_secs(20)
            && entries() <= before
            && running.try_wait().unwrap().is_none()
        {
            std::thread::sleep(Duration::from_millis(2));
        }
        std::thread::sleep(Duration::from_millis(20 * round));
        killed += usize::from(running.try_wait().unwrap().is_none());
        running.kill().unwrap();
        running.wait().unwrap();
    }
    assert!(killed > 0, "none was killed in the middle");
    let (code, out, err) = said(&variorum(desk.path(), &arguments));
    assert!(code < 2, "{err}");
    let told: Vec<serde_json::Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(told.len(), FILES);
    let unchanged = told
        .iter()
        .filter(|line| line["outcome"] == "unchanged")
        .count();
    assert!(unchanged > 0, "what was published is found again");
    for number in 0..FILES {
        assert_eq!(desk.versions(&format!("text-{number:04}")), 1);
    }
    let verified = variorum(desk.path(), &["verify", "--store", "store"]);
    assert_eq!(said(&verified).0, 0, "{:?}", said(&verified));
}
