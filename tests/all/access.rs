//! Access tokens and the list of changes, as an operator uses them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use variorum::access::{Access, Act, Change};
use variorum::operations;
use variorum::store::{Expected, Store};

fn variorum(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_variorum"))
        .current_dir(folder)
        .env_remove("VARIORUM_STORE")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the program runs")
}

/// What it printed; it must have ended with `code`.
fn printed(folder: &Path, code: i32, arguments: &[&str]) -> String {
    let output = variorum(folder, arguments);
    let talk = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {talk}");
    String::from_utf8(output.stdout).expect("text")
}

fn access_of(store: &Path) -> Access {
    Access::of(&Store::open(store).expect("a store")).expect("on a disk")
}

const NEW: &[&str] = &[
    "token",
    "new",
    "--for",
    "Ada Editor",
    "--may",
    "publish,withdraw",
    "--editions",
    "leaflet-*,lamb",
];

#[test]
fn a_token_is_shown_once_and_only_its_hash_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let secret = printed(folder, 0, NEW);
    let secret = secret.trim_end();
    assert!(secret.starts_with("variorum_") && secret.len() == 9 + 8 + 1 + 64);
    let access = folder.join("data/store.access");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&access), 0o700);
    let kept = ["tokens", "changes"].map(|part| fs::read_dir(access.join(part)).unwrap());
    for file in kept.into_iter().flatten() {
        let path = file.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        let text = fs::read_to_string(&path).unwrap();
        let secret_part = secret.rsplit('_').next().unwrap();
        assert!(!text.contains(secret_part), "{text}");
    }
    let list = printed(folder, 0, &["token", "list"]);
    assert!(
        list.contains("Ada Editor: publish,withdraw leaflet-*,lamb\n"),
        "{list}"
    );
    assert!(!list.contains(secret));

    let known = access_of(&folder.join("data/store"));
    assert!(known.recognise(secret).unwrap().is_some());
    let other = format!("{}0", &secret[..secret.len() - 1]);
    let other = if other == secret {
        format!("{}1", &secret[..secret.len() - 1])
    } else {
        other
    };
    assert_eq!(known.recognise(&other).unwrap(), None);
    assert_eq!(known.recognise("").unwrap(), None);
}

#[test]
fn a_token_ends_on_its_day_or_when_it_is_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let with = |more: &[&str]| variorum(folder, &[NEW, more].concat());
    for (day, said) in [
        ("2020-02-30", "`2020-02-30` is no day"),
        ("tomorrow", "`tomorrow` is no day"),
        ("2020-01-01", "`2020-01-01` is over"),
    ] {
        let output = with(&["--until", day]);
        assert_eq!(output.status.code(), Some(2));
        let talk = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(talk.contains(said), "{talk}");
    }
    assert_eq!(printed(folder, 0, &["token", "list"]), "");
    printed(folder, 2, &["token", "list", "--store", "elsewhere"]);
    printed(folder, 0, &[NEW, &["--until", "2999-12-31"]].concat());
    let list = printed(folder, 0, &["token", "list", "--format", "json"]);
    let token: serde_json::Value = serde_json::from_str(&list).unwrap();
    assert_eq!(token["until"], "3000-01-01T00:00:00Z");
    assert_eq!(token["standing"], "good");
    let number = token["number"].as_str().unwrap();
    let revoked = printed(folder, 0, &["token", "revoke", number]);
    assert!(revoked.contains("revoked 2"), "{revoked}");
    let again = printed(folder, 0, &["token", "revoke", number]);
    assert_eq!(revoked, again, "what is revoked stays so from when it was");
    printed(folder, 2, &["token", "revoke", "00000000"]);
    for bad in [
        &["token", "new", "--for", " "][..],
        &["token", "new", "--for", "Ada", "--may", "rule"],
        &["token", "new", "--for", "Ada", "--editions", "A/B"],
    ] {
        printed(folder, 2, bad);
    }
    let audit = printed(folder, 0, &["audit"]);
    let acts: Vec<&str> = audit.lines().filter_map(|line| line.get(21..)).collect();
    let expected = [
        format!("token made by command line (token {number}): for Ada Editor"),
        format!("token revoked by command line (token {number}): of Ada Editor"),
    ];
    assert_eq!(acts, expected);
}

#[test]
fn tokens_made_at_once_are_all_kept() {
    let folder = tempfile::tempdir().unwrap();
    let running: Vec<_> = (0..8)
        .map(|_| {
            Command::new(env!("CARGO_BIN_EXE_variorum"))
                .current_dir(folder.path())
                .args(NEW)
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    let outputs = running
        .into_iter()
        .map(|one| one.wait_with_output().unwrap());
    let outputs: Vec<Output> = outputs.collect();
    let access = access_of(&folder.path().join("data/store"));
    for output in outputs {
        assert!(output.status.success());
        let secret = String::from_utf8(output.stdout).unwrap();
        assert!(access.recognise(secret.trim_end()).unwrap().is_some());
    }
    assert_eq!(access.tokens().unwrap().len(), 8);
    let log = access.changes().unwrap();
    assert_eq!((log.changes.len(), log.broken), (8, Vec::new()));
}

fn change(number: u32, note: &str) -> Change {
    Change {
        when: format!("2026-01-01T00:00:{number:02}Z"),
        who: "Ada".into(),
        token: Some("12345678".into()),
        act: Act::Published,
        edition: Some("lamb".parse().unwrap()),
        from: number.checked_sub(1).filter(|from| *from > 0),
        to: Some(number),
        sha256: None,
        note: Some(note.into()),
    }
}

#[test]
fn an_entry_that_was_changed_later_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("store");
    drop(Store::open_or_create(&root).unwrap());
    let access = access_of(&root);
    let all: Vec<Change> = (1..=5)
        .map(|number| change(number, &"Ünï \"note\" ".repeat(number as usize * 200)))
        .collect();
    for one in &all[..3] {
        access.record(one).unwrap();
    }
    access.record_all(&all[3..]).unwrap();
    let log = access.changes().unwrap();
    assert_eq!(log.changes, all);
    assert_eq!(log.broken, Vec::<String>::new());

    let entry = |number: u32| {
        folder
            .path()
            .join(format!("store.access/changes/{number:012}"))
    };
    let broken = || access_of(&root).changes().unwrap().broken;
    let whole = fs::read_to_string(entry(2)).unwrap();
    fs::write(entry(2), whole.replacen("Ada", "Eve", 1)).unwrap();
    assert_eq!(broken(), ["changes/000000000003"]);
    fs::write(entry(2), &whole[..whole.len() - 10]).unwrap();
    let named = ["changes/000000000002", "changes/000000000003"];
    assert_eq!(broken(), named, "it cannot be read");
    fs::remove_file(entry(2)).unwrap();
    assert_eq!(broken(), ["changes/000000000003"]);
    fs::write(entry(2), whole).unwrap();
    fs::remove_file(entry(1)).unwrap();
    assert_eq!(broken(), ["changes/000000000002"]);

    // Who has not looked since records behind what others have recorded.
    access_of(&root).record(&change(6, "of another")).unwrap();
    access.record(&change(7, "after")).unwrap();
    let log = access.changes().unwrap();
    assert_eq!(log.broken, ["changes/000000000002"]);
    let last: Vec<_> = log.changes.iter().rev().take(2).map(|one| one.to).collect();
    assert_eq!(last, [Some(7), Some(6)]);
}

/// The list tells also what nobody recorded.
#[test]
fn changes_made_without_the_record_are_told_by_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let tei = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader/><text><body><p>A</p></body></text></TEI>";
    fs::write(folder.join("lamb.xml"), tei).unwrap();
    let publish = |note| ["publish", "lamb.xml", "--by", "Ada", "--note", note];
    printed(folder, 0, &publish("First"));
    let long = "x".repeat(1001);
    for note in ["Second\nline", "\u{1b}[2J", "a\u{2028}b", &long] {
        let output = variorum(folder, &publish(note));
        assert_eq!(output.status.code(), Some(2), "{note:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("'--note <NOTE>'"), "{said}");
    }
    // As older programs took it.
    let store = Store::open(&folder.join("data/store")).unwrap();
    let facts = operations::Facts {
        publisher: "Ada".into(),
        address: String::new(),
        message: "Second\nline".into(),
        when: operations::now(),
        token: None,
    };
    let second = tei.replace('A', "B");
    let input = operations::Input {
        name: "lamb.xml",
        bytes: second.as_bytes(),
    };
    let id = "lamb".parse().unwrap();
    operations::publish(&store, &id, input, &facts, Expected::Any).unwrap();
    let versions = printed(folder, 0, &["versions", "lamb"]);
    assert_eq!(versions.lines().count(), 2, "{versions}");
    printed(
        folder,
        2,
        &["withdraw", "lamb", "2", "--by", "Bo", "--reason", "A\tslip"],
    );
    let withdraw = ["withdraw", "lamb", "2", "--by", "Bo", "--reason", "A slip"];
    printed(folder, 0, &withdraw);
    let audit = printed(folder, 0, &["audit", "lamb"]);
    let acts: Vec<&str> = audit.lines().filter_map(|line| line.get(21..)).collect();
    let expected = [
        "published lamb 1 by Ada: First",
        "published lamb 1 → 2 by Ada: Second line",
        "withdrawn lamb 2 by Bo: A slip",
    ];
    assert_eq!(acts, expected);
    assert_eq!(printed(folder, 0, &["audit", "leaflet"]), "");
    printed(folder, 2, &["audit", "--store", "elsewhere"]);
}

#[test]
fn the_end_of_the_record_cannot_be_cut_off_unnoticed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for _ in 0..3 {
        printed(folder, 0, NEW);
    }
    let beside = folder.join("data/store.access");
    let names = |of: &str| -> Vec<String> {
        let all = fs::read_dir(beside.join(of)).unwrap();
        let mut all: Vec<String> = all
            .map(|one| one.unwrap().file_name().into_string().unwrap())
            .collect();
        all.sort();
        all
    };
    let ends = names("ends");
    assert_eq!(ends.len(), 1, "{ends:?}");
    assert!(ends[0].starts_with("000000000003-"), "{ends:?}");
    let entry = |number: u32| beside.join(format!("changes/{number:012}"));
    let kept: Vec<Vec<u8>> = (1..=3).map(|n| fs::read(entry(n)).unwrap()).collect();
    let put_back = || {
        for (number, bytes) in (1..).zip(&kept) {
            fs::write(entry(number), bytes).unwrap();
        }
        fs::create_dir_all(beside.join("ends")).unwrap();
        fs::write(beside.join("ends").join(&ends[0]), "").unwrap();
    };
    let told = || {
        let output = variorum(folder, &["audit"]);
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    assert_eq!(told(), (Some(0), String::new()));

    let last = String::from_utf8(kept[2].clone()).unwrap();
    fs::write(entry(3), last.replace("Ada", "Eve")).unwrap();
    let (code, said) = told();
    assert_eq!((code, said.lines().count()), (Some(1), 1), "{said}");
    assert!(
        said.contains("changes/000000000003 is not what was written last"),
        "{said}"
    );
    put_back();
    assert_eq!(told().0, Some(0));

    fs::remove_file(entry(3)).unwrap();
    fs::remove_file(entry(2)).unwrap();
    let (code, said) = told();
    assert_eq!((code, said.lines().count()), (Some(1), 3), "{said}");
    fs::remove_file(beside.join("ends").join(&ends[0])).unwrap();
    let (code, said) = told();
    assert_eq!((code, said.lines().count()), (Some(1), 2), "{said}");
    assert!(said.contains("no entry tells that token"), "{said}");
    put_back();
    fs::remove_dir_all(beside.join("ends")).unwrap();
    assert_eq!(told().0, Some(1));

    // Older programs kept no ends; theirs are none that were cut off.
    for number in 1..=3 {
        fs::remove_file(entry(number)).unwrap();
    }
    let mut before: Option<String> = None;
    for (number, bytes) in (1..).zip(&kept) {
        let mut older: serde_json::Value = serde_json::from_slice(bytes).unwrap();
        let own = older.as_object_mut().unwrap();
        own.remove("ends");
        own.remove("before");
        own.extend(before.map(|before| ("before".to_owned(), before.into())));
        let older = serde_json::to_vec(&older).unwrap();
        fs::write(entry(number), &older).unwrap();
        before = Some(variorum::store::digest(&older).to_string());
    }
    assert_eq!(told(), (Some(0), String::new()));
    printed(folder, 0, NEW);
    assert_eq!(told(), (Some(0), String::new()));
    assert_eq!(names("ends").len(), 1);
}

/// A process may be killed after it published and before it recorded that.
#[test]
fn with_which_token_it_was_done_is_known_without_the_record() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("store");
    let store = Store::open_or_create(&root).unwrap();
    let facts = |token: Option<&str>| operations::Facts {
        publisher: "Ada".into(),
        address: String::new(),
        message: "why".into(),
        when: operations::now(),
        token: token.map(str::to_owned),
    };
    let id = "lamb".parse().unwrap();
    for (text, token) in [("A", None), ("B", Some("1c0ffee5"))] {
        let tei = format!(
            "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader/><text><body><p>{text}</p></body></text></TEI>"
        );
        let input = operations::Input {
            name: "lamb.xml",
            bytes: tei.as_bytes(),
        };
        operations::publish(&store, &id, input, &facts(token), Expected::Any).unwrap();
    }
    operations::withdraw(&store, &id, Some(1), &facts(Some("0ddba115"))).unwrap();
    let log = operations::audit(&access_of(&root), &store).unwrap();
    let told: Vec<_> = log
        .changes
        .into_iter()
        .map(|one| (one.act, one.to, one.token))
        .collect();
    let expected = [
        (Act::Published, Some(1), None),
        (Act::Published, Some(2), Some("1c0ffee5".to_owned())),
        (Act::Withdrawn, Some(1), Some("0ddba115".to_owned())),
    ];
    assert_eq!(told, expected);
    // What is given to readers has nothing of it.
    let object = store.object(&id).unwrap();
    for (path, _) in object.files.digests() {
        let bytes = object.files.get(path).unwrap().unwrap();
        assert!(
            !String::from_utf8_lossy(&bytes).contains("1c0ffee5"),
            "{path}"
        );
    }
}
