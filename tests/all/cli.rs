//! The program as it is used from a terminal.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

pub fn variorum(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_variorum"))
        .current_dir(folder)
        .env_remove("VARIORUM_STORE")
        .env_remove("VARIORUM_PUBLISHER")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the program runs")
}

pub fn said(output: &Output) -> (i32, String, String) {
    (
        output.status.code().expect("a code"),
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

pub fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("readable")
        .map(|entry| {
            entry
                .expect("entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

/// Bad input: what it is, and the place and code that the first line names.
#[test]
fn bad_input_is_refused_with_its_place_and_nothing_is_written() {
    let nested = "<a>".repeat(5_000);
    let laughs = "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'>\
        <!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>\
        <!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>\
        <!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'>\
        <!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'>]><a>&e;&e;&e;&e;&e;&e;&e;&e;&e;</a>";
    let cases: &[(&str, &[u8], &str)] = &[
        (
            "picture.xml",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            "picture.xml:1:1: error[not-text]",
        ),
        (
            "latin.xml",
            b"<a>\nCaf\xe9</a>",
            "latin.xml:2:4: error[not-text]",
        ),
        ("empty.xml", b"", "empty.xml:1:1: error[file-empty]"),
        (
            "words.xml",
            b"only words",
            "words.xml:1:1: error[content-before-root]",
        ),
        (
            "open.xml",
            b"<a>\n <b></a>",
            "open.xml:2:5: error[tag-mismatched]",
        ),
        (
            "deep.xml",
            nested.as_bytes(),
            "deep.xml:1:1537: error[nesting-too-deep]",
        ),
        ("laughs.xml", laughs.as_bytes(), "error[entity-too-large]"),
    ];
    for (name, bytes, expected) in cases {
        let folder = folder();
        fs::write(folder.path().join(name), bytes).expect("written");
        let check = variorum(folder.path(), &["check", name, "--format", "short"]);
        let (code, out, err) = said(&check);
        assert_eq!((code, out.as_str()), (2, ""), "{name}: {err}");
        assert!(err.contains(expected), "{name}: {err}");
        let publish = ["publish", name, "--by", "Ada", "--format", "short"];
        let (code, out, err) = said(&variorum(folder.path(), &publish));
        assert_eq!((code, out.as_str()), (2, ""), "{name}: {err}");
        let (_, out, _) = said(&variorum(folder.path(), &["versions"]));
        assert_eq!(out, "", "{name}: nothing is published");
    }
}

#[test]
fn bad_texts_are_not_converted() {
    let cases: &[(&str, &[u8], &str)] = &[
        (
            "picture.txt",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            "picture.txt:1:1: error[not-text]",
        ),
        (
            "latin.txt",
            b"Good.\nCaf\xe9",
            "latin.txt:2:4: error[not-text]",
        ),
        ("empty.txt", b"", "empty.txt:1:1: error["),
        ("blank.txt", b" \n\n ", "blank.txt:1:1: error["),
        ("bell.txt", b"Ring\nthe \x07 bell.", "bell.txt:2:5: error["),
    ];
    for (name, bytes, expected) in cases {
        let folder = folder();
        fs::write(folder.path().join(name), bytes).expect("written");
        let convert = ["convert", name, "-o", "out.xml", "--format", "short"];
        let (code, out, err) = said(&variorum(folder.path(), &convert));
        assert_eq!((code, out.as_str()), (2, ""), "{name}: {err}");
        assert!(err.contains(expected), "{name}: {err}");
        assert_eq!(names(folder.path()), [*name]);
    }
}

#[test]
fn a_file_that_is_too_large_is_refused_before_it_is_read() {
    let folder = folder();
    for name in ["large.xml", "large.txt"] {
        // 200 MB that take no room on disk.
        let file = File::create(folder.path().join(name)).expect("made");
        file.set_len(200_000_000).expect("lengthened");
    }
    for arguments in [
        &["check", "large.xml"][..],
        &["convert", "large.txt", "-o", "out.xml"],
        &["publish", "large.xml", "--by", "Ada"],
    ] {
        let (code, out, err) = said(&variorum(folder.path(), arguments));
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains("error[file-too-large]"), "{err}");
        assert!(!folder.path().join("out.xml").exists());
    }
}

#[test]
fn a_version_is_published_listed_and_verified() {
    let folder = folder();
    let path = folder.path();
    fs::write(path.join("The Lamb.xml"), "<TEI><text/></TEI>").expect("written");
    let (code, digest, _) = said(&variorum(path, &["digest", "The Lamb.xml"]));
    assert_eq!(code, 0);
    let digest = &digest[..64];
    let publish = ["publish", "The Lamb.xml", "--by", "Ada", "--note", "First."];
    let (code, out, err) = said(&variorum(path, &publish));
    assert_eq!(
        (code, out),
        (0, format!("the-lamb 1 {digest} published\n")),
        "{err}"
    );
    let (code, out, _) = said(&variorum(path, &publish));
    assert_eq!((code, out), (0, format!("the-lamb 1 {digest} unchanged\n")));
    let (code, out, _) = said(&variorum(
        path,
        &["versions", "the-lamb", "--format", "json"],
    ));
    assert_eq!(code, 0);
    let line: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(line["version"]["digest"], digest);
    assert_eq!(line["version"]["message"], "First.");
    let (code, out, err) = said(&variorum(path, &["verify"]));
    assert_eq!((code, out.as_str()), (0, ""), "{err}");

    let stored = walk(&path.join("data/store"), "edition.xml");
    let mut bytes = fs::read(&stored).expect("readable");
    bytes[0] ^= 1;
    fs::write(&stored, bytes).expect("written");
    let (code, out, _) = said(&variorum(path, &["verify"]));
    assert_eq!(code, 1);
    assert!(
        out.starts_with("the-lamb version 1: ") && out.contains("[E092]"),
        "{out}"
    );
}

fn walk(folder: &Path, name: &str) -> std::path::PathBuf {
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).expect("readable") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.ends_with(name) {
                return path;
            }
        }
    }
    panic!("no {name}")
}

#[test]
fn an_expectation_that_fails_is_a_conflict() {
    let folder = folder();
    let path = folder.path();
    fs::write(path.join("a.xml"), "<a/>").expect("written");
    let publish = |expect: &str| {
        said(&variorum(
            path,
            &["publish", "a.xml", "--by", "Ada", "--expect", expect],
        ))
    };
    assert_eq!(publish("none").0, 0);
    fs::write(path.join("a.xml"), "<a></a>").expect("written");
    let (code, _, err) = publish("none");
    assert_eq!(code, 2);
    assert!(err.contains("has changed in the meantime"), "{err}");
}

#[test]
fn unknown_words_are_answered_with_near_ones() {
    let folder = folder();
    let (code, _, err) = said(&variorum(folder.path(), &["convret"]));
    assert_eq!(code, 2);
    assert!(err.contains("convert"), "{err}");
    let (code, out, _) = said(&variorum(folder.path(), &["publish", "--help"]));
    assert_eq!(code, 0);
    assert!(out.contains("Examples:"), "{out}");
}

#[test]
fn text_can_come_from_standard_input() {
    let folder = folder();
    let mut child = Command::new(env!("CARGO_BIN_EXE_variorum"))
        .current_dir(folder.path())
        .args(["convert", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut input = child.stdin.take().expect("its input");
    input
        .write_all("A short text of one paragraph.\n".as_bytes())
        .expect("written");
    drop(input);
    let (code, out, err) = said(&child.wait_with_output().expect("it ends"));
    assert_eq!(code, 0, "{err}");
    assert!(out.contains(">A short text of one paragraph.</p>"), "{out}");
}

#[test]
fn a_conversion_never_takes_the_place_of_what_it_reads() {
    let folder = folder();
    let path = folder.path();
    fs::create_dir(path.join("sub")).expect("made");
    fs::write(path.join("a.txt"), "A text.\n").expect("written");
    for output in ["a.txt", "sub/../a.txt"] {
        let (code, _, err) = said(&variorum(path, &["convert", "a.txt", "-o", output]));
        assert_eq!(code, 2, "{err}");
        assert!(err.contains("would take the place of a.txt"), "{err}");
        let text = fs::read_to_string(path.join("a.txt")).expect("readable");
        assert_eq!(text, "A text.\n");
    }
    // An older conversion may be replaced.
    for _ in 0..2 {
        let (code, _, err) = said(&variorum(path, &["convert", "a.txt", "-o", "a.xml"]));
        assert_eq!(code, 0, "{err}");
    }
}

#[test]
fn files_of_like_names_are_not_made_one_edition() {
    let folder = folder();
    let path = folder.path();
    for name in ["The Lamb.xml", "the-lamb.xml", "vol.1.xml", "vol.2.xml"] {
        fs::write(path.join(name), format!("<a n='{name}'/>")).expect("written");
    }
    let publish = ["publish", "The Lamb.xml", "the-lamb.xml", "--by", "Ada"];
    let (code, out, err) = said(&variorum(path, &publish));
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("would both be `the-lamb`"), "{err}");
    assert!(!path.join("data").exists(), "nothing is written");
    let publish = ["publish", "vol.1.xml", "vol.2.xml", "--by", "Ada"];
    let (code, out, err) = said(&variorum(path, &publish));
    assert_eq!(code, 0, "{err}");
    assert!(
        out.starts_with("vol-1 1 ") && out.contains("\nvol-2 1 "),
        "{out}"
    );
}

#[test]
fn findings_are_explained_by_their_code() {
    let folder = folder();
    let (code, out, _) = said(&variorum(folder.path(), &["explain", "witness-undeclared"]));
    assert_eq!(code, 0);
    assert!(
        out.starts_with("witness-undeclared\n\nA reading cites"),
        "{out}"
    );
    assert!(out.contains("\nWhat to do: "), "{out}");
    let (code, out, _) = said(&variorum(folder.path(), &["explain", "--list"]));
    assert_eq!(code, 0);
    let codes: Vec<&str> = out
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(
        codes.is_sorted() && codes.contains(&"tag-mismatched"),
        "{out}"
    );
    let (code, _, err) = said(&variorum(folder.path(), &["explain", "witnes-undeclared"]));
    assert_eq!(code, 2);
    assert!(err.contains("did you mean `witness-undeclared`?"), "{err}");
}

#[test]
fn what_is_odd_is_shown_to_people_and_programs() {
    let folder = folder();
    let input = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body>\n\
        <p xml:id='a'>One</p><p xml:id='a'>two</p></body></text></TEI>";
    fs::write(folder.path().join("edition.xml"), input).expect("written");
    let (code, _, err) = said(&variorum(folder.path(), &["check", "edition.xml"]));
    assert_eq!(code, 1);
    assert!(err.contains("error[id-duplicate]"), "{err}");
    let json = ["check", "--format", "json", "edition.xml"];
    let (code, _, err) = said(&variorum(folder.path(), &json));
    assert_eq!(code, 1);
    let duplicate = err.lines().find(|line| line.contains("id-duplicate"));
    let found: serde_json::Value =
        serde_json::from_str(duplicate.expect("a finding")).expect("JSON");
    assert_eq!((&found["line"], &found["column"]), (&2.into(), &33.into()));
}

#[test]
fn a_deposit_of_several_files_is_checked_and_published_as_one_version() {
    let folder = folder();
    let path = folder.path();
    for name in ["texts", "pages", "pages/.git"] {
        fs::create_dir(path.join(name)).expect("made");
    }
    let xi = "xmlns:xi='http://www.w3.org/2001/XInclude'";
    let main =
        format!("<TEI {xi}><text><body><xi:include href='../pages/1.xml'/></body></text></TEI>");
    fs::write(path.join("texts/main.xml"), main).expect("written");
    fs::write(path.join("pages/1.xml"), "<p>\n  One <hi>broken</p>").expect("written");
    fs::write(path.join("pages/.git/secret"), "x").expect("written");
    let check = [
        "check",
        "texts/main.xml",
        "--with",
        "pages",
        "--format",
        "short",
    ];
    let (code, _, err) = said(&variorum(path, &check));
    assert_eq!(code, 1);
    assert!(
        err.contains("pages/1.xml:2:17: error[tag-mismatched]"),
        "{err}"
    );
    let (_, _, err) = said(&variorum(path, &["check", "texts/main.xml"]));
    assert!(
        !err.contains("[include"),
        "what is not handed in is no fault: {err}"
    );

    fs::write(path.join("pages/1.xml"), "<p>One</p>").expect("written");
    let publish = [
        "publish",
        "texts/main.xml",
        "--with",
        "pages",
        "--by",
        "Ada",
    ];
    let (code, out, err) = said(&variorum(path, &publish));
    assert_eq!(code, 0, "{err}");
    assert!(
        out.starts_with("main 1 ") && out.ends_with(" published\n"),
        "{out}"
    );
    fs::write(path.join("pages/1.xml"), "<p>Two</p>").expect("written");
    let (_, out, _) = said(&variorum(path, &publish));
    assert!(out.starts_with("main 2 "), "{out}");
    let (code, out, err) = said(&variorum(path, &["verify"]));
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    let inventory = fs::read_to_string(walk(&path.join("data/store"), "inventory.json"));
    let inventory = inventory.expect("readable");
    assert!(inventory.contains("\"texts/main.xml\"") && !inventory.contains("secret"));
}

#[test]
fn digests_are_printed_as_sha256sum_prints_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let names = [
        "plain.xml",
        "two\nlines.xml",
        "back\\slash.xml",
        "re\rturn.xml",
    ];
    for (name, bytes) in names.iter().zip(["a", "b", "c", ""]) {
        fs::write(path.join(name), bytes).unwrap();
    }
    let output = variorum(
        path,
        &[&["digest", "none.xml"][..], &names[..], &["."][..]].concat(),
    );
    let (code, out, err) = said(&output);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("cannot read none.xml: "), "{err}");
    assert_eq!(out.lines().count(), 4, "{out}");
    assert!(out.contains("  two\\nlines.xml\n\\"), "{out}");
    let theirs = Command::new("sha256sum")
        .current_dir(path)
        .args(names)
        .output();
    if let Ok(theirs) = theirs {
        assert_eq!(out, String::from_utf8(theirs.stdout).unwrap());
    }
}

/// The passages that the manuals cite are passages of the edition that comes with
/// the program.
#[test]
fn the_passages_of_the_manuals_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let edition = "tei/editions/moquegua-2008/edition.xml";
    let mut tried = 0;
    let mut texts = vec![fs::read_to_string(root.join("README.md")).expect("README")];
    texts.push(fs::read_to_string(root.join("docs/publishing.md")).expect("manual"));
    for command in ["cite", "pull", "verify"] {
        texts.push(said(&variorum(root, &[command, "--help"])).1);
    }
    for text in texts {
        let commands = text.split("variorum cite leaflet-2008 ").skip(1);
        let seals = text
            .split("[leaflet-2008, version 1, sha256:5f7a…; ")
            .skip(1);
        let references = commands.chain(seals).filter_map(|rest| {
            let end = rest.find([' ', ','])?;
            Some(&rest[..end]).filter(|reference| !reference.starts_with('-'))
        });
        for reference in references {
            let (code, _, error) = said(&variorum(root, &["cite", edition, reference]));
            assert_eq!((code, error.as_str()), (0, ""), "{reference}");
            tried += 1;
        }
    }
    assert!(tried >= 5, "only {tried}");
}
