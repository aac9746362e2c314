//! A version goes from one server to another, and is the same there; or something
//! is not as it should be, and nothing is written.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;
use variorum::edition::{EditionId, VersionReference};
use variorum::fetch::{Client, Limits};
use variorum::operations::{Provenance, Unpulled, Wanted, now, prove};
use variorum::server::{House, Options, Settings, serve_until};
use variorum::source::{Deposit, FilePath};
use variorum::store::{Expected, Publication, Report, Store};

use super::cli::{folder, said, variorum};

fn path(name: &str) -> FilePath {
    FilePath::new(name).expect("a path")
}

fn id(name: &str) -> EditionId {
    name.parse().expect("a name")
}

fn main_file(note: &str) -> String {
    format!(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0' xmlns:xi='http://www.w3.org/2001/XInclude'>\
         <teiHeader><fileDesc><titleStmt><title>The Mill</title></titleStmt></fileDesc></teiHeader>\
         <text><body><div n='1'><p n='1'>The mill stood {note}.</p></div>\
         <xi:include href='two words/b.xml'/></body></text></TEI>"
    )
}

const INCLUDED: &str = "<div xmlns='http://www.tei-c.org/ns/1.0' n='2'><p n='1'>Πέτρα.</p></div>";

/// Publishes a version of `id` with an included file and a picture.
fn publish(store: &Store, name: &str, note: &str, when: &str) -> String {
    let (text, main) = (main_file(note), path("texts/mill.xml"));
    let files = BTreeMap::from([
        (path("texts/two words/b.xml"), INCLUDED.as_bytes().to_vec()),
        (path("pictures/seal \u{e9}#1.png"), vec![0x89, 0, 1, 2]),
    ]);
    let deposit = Deposit {
        name: "mill.xml",
        bytes: text.as_bytes(),
        path: &main,
        files: &files,
    };
    let publication = Publication {
        publisher: "Ada Editor".to_owned(),
        address: "mailto:ada@example.org".to_owned(),
        message: note.to_owned(),
        when: when.to_owned(),
        token: None,
    };
    let put = store.put_deposit(&id(name), &deposit, &[], &publication, Expected::Any);
    put.expect("published").version.digest.to_string()
}

/// Serves a store on this machine; its address.
fn serve(store: Store) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async move {
            listener.set_nonblocking(true).expect("a socket");
            let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
            let settings = Settings::new(Options::default()).expect("settings");
            let house = House::furnish(settings, Arc::new(store)).expect("a house");
            serve_until(listener, house, std::future::pending()).await;
        });
    });
    format!("http://127.0.0.1:{port}")
}

/// What a forger makes of an answer: of the target that was asked for, and the
/// true body.
type Forgery = fn(&str, String) -> String;

/// A server that says what another one says, but for what it forges.
fn forger(truth: &str, forgery: Forgery) -> String {
    let truth: variorum::fetch::Address = truth.parse().expect("an address");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        let client = Client::new("forger", Limits::default());
        for stream in listener.incoming().flatten() {
            let _ = forge(&client, &truth, stream, forgery);
        }
    });
    format!("http://127.0.0.1:{port}")
}

fn forge(
    client: &Client,
    truth: &variorum::fetch::Address,
    mut stream: TcpStream,
    forgery: Forgery,
) -> std::io::Result<()> {
    let mut head = String::new();
    let mut reader = BufReader::new(stream.try_clone()?);
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Ok(());
        }
    }
    let target = head.split(' ').nth(1).unwrap_or("/").to_owned();
    let answer = client.look(&truth.at(&target)).expect("the truth");
    let place = answer.header("location").unwrap_or_default().to_owned();
    // Latin-1 and back, so that any bytes can be forged as text.
    let body: String = answer.bytes.iter().map(|byte| char::from(*byte)).collect();
    let body: Vec<u8> = forgery(&target, body).chars().map(|c| c as u8).collect();
    let (status, length) = (answer.status, body.len());
    write!(
        stream,
        "HTTP/1.1 {status} X\r\nLocation: {place}\r\nContent-Length: {length}\r\n\
         Content-Type: {}\r\nConnection: close\r\n\r\n",
        answer.header("content-type").unwrap_or("text/plain")
    )?;
    stream.write_all(&body)
}

/// Two versions of `mill`, served.
fn source() -> (TempDir, String, [String; 2]) {
    let place = folder();
    let store = Store::open_or_create(&place.path().join("source")).expect("a store");
    let one = publish(&store, "mill", "in the valley", "2020-03-01T10:00:00Z");
    let two = publish(&store, "mill", "on the hill", "2021-03-01T10:00:00Z");
    let site = serve(store);
    (place, site, [one, two])
}

fn client() -> Client {
    Client::new("test", Limits::default())
}

fn taken(place: &Path, what: &str, from: Option<&str>, name: &str) -> Result<bool, Unpulled> {
    let proven = prove(&client(), &Wanted::read(what, from)?)?;
    let store = Store::open_or_create(&place.join("mirror"))?;
    let kept = proven.keep(&store, &id(name), "A Library", &now())?;
    Ok(kept.new)
}

#[test]
fn a_version_is_taken_with_all_its_files_and_says_where_it_is_from() {
    let (place, site, [one, two]) = source();
    let place = place.path();
    let address = format!("{site}/editions/mill/1");
    assert!(taken(place, &address, None, "mill").expect("taken"));
    assert!(!taken(place, &address, None, "mill").expect("identical"));
    // Without a number it is the newest; the history stays that of the source.
    assert!(taken(place, &format!("{site}/editions/mill"), None, "mill").expect("taken"));
    let (here, there) = (place.join("mirror"), place.join("source"));
    let (here, there) = (Store::open(&here).unwrap(), Store::open(&there).unwrap());
    assert_eq!(
        here.versions(&id("mill")).unwrap(),
        there.versions(&id("mill")).unwrap()
    );
    for (number, digest) in [(1, one), (2, two)] {
        let number = VersionReference::Number(number);
        let one = here.stored(&id("mill"), number).unwrap();
        let other = there.stored(&id("mill"), number).unwrap();
        assert_eq!((&one.bytes, &one.path), (&other.bytes, &other.path));
        assert!(one.files.digests().eq(other.files.digests()));
        assert_eq!(one.files.digests().count(), 2);
        let report = here
            .report(&id("mill"), number, Report::Provenance)
            .unwrap();
        let from = Provenance::read(&report.expect("a provenance")).expect("readable");
        assert_eq!(from.sha256.to_string(), digest);
        assert_eq!(
            (from.by.as_str(), from.files, from.units),
            ("A Library", 2, 4)
        );
        assert_eq!(from.source.publisher, "Ada Editor");
        assert!(
            from.source
                .address
                .starts_with(&format!("{site}/editions/mill/"))
        );
        assert!(!from.cited);
        let none = there
            .report(&id("mill"), number, Report::Provenance)
            .unwrap();
        assert!(none.is_none(), "the source was not taken from anywhere");
    }
    let survival = here.report(&id("mill"), VersionReference::Number(2), Report::Survival);
    assert!(
        survival.unwrap().is_some(),
        "what became of citations is told here too"
    );
}

#[test]
fn a_copy_tells_readers_and_programs_where_it_is_from() {
    let (place, site, [one, _]) = source();
    taken(
        place.path(),
        &format!("{site}/editions/mill/1"),
        None,
        "water-mill",
    )
    .expect("taken");
    let mirror = serve(Store::open(&place.path().join("mirror")).unwrap());
    let read = |path: &str| {
        let address = format!("{mirror}{path}").parse().expect("an address");
        let answer = client().ask(&address, &[]).expect("an answer");
        (
            answer.status,
            String::from_utf8(answer.bytes).expect("text"),
        )
    };
    let (_, page) = read("/editions/water-mill/versions");
    assert!(
        page.contains(&format!("href=\"{site}/editions/mill/1\"")),
        "{page}"
    );
    assert!(
        page.contains("every byte, 2 other files, 4 passages"),
        "{page}"
    );
    let (_, listed) = read("/editions/water-mill/versions.json");
    assert!(
        listed.contains(&format!("\"taken_from\": \"{site}/editions/mill/1\"")),
        "{listed}"
    );
    let (status, record) = read("/editions/water-mill/1/provenance.json");
    assert!(status == 200 && record.contains(&one), "{record}");
    let address = format!("{site}/editions/mill/1/provenance.json")
        .parse()
        .unwrap();
    let own = client().ask(&address, &[]).expect("an answer");
    assert_eq!(
        own.status, 404,
        "what is published here is from nowhere else"
    );
    // And a third server can take it from the second, by its hash, under its own name.
    assert!(taken(&place.path().join("third"), &one, Some(&mirror), "mill").expect("taken"));
}

#[test]
fn what_was_cited_is_what_comes() {
    let (place, site, [one, two]) = source();
    let place = place.path();
    let (_, cited, _) = said(&variorum(
        place,
        &[
            "cite",
            "mill",
            "1.1",
            "--version",
            "1",
            "--store",
            "source",
            "--site",
            &site,
        ],
    ));
    let wanted = Wanted::read(&cited, None).expect("a citation");
    let proven = prove(&client(), &wanted).expect("proven");
    assert!(proven.cited && proven.sha256.to_string() == one);
    assert_eq!(proven.passage.expect("a passage").reference, "1.1");
    for (what, why) in [
        // The address of one version with the hash of another.
        (cited.replace(&one, &two), "was cited"),
        (format!("{site}/editions/mill/1 sha256:{two}"), "was cited"),
    ] {
        let differs = prove(&client(), &Wanted::read(&what, None).unwrap()).expect_err(&what);
        let message = differs.to_string();
        assert!(
            matches!(differs, Unpulled::Differs(_)) && message.contains(why),
            "{message}"
        );
    }
    // A passage that has other hashes than were cited.
    let (start, fingerprint) = cited.rsplit_once(", ").expect("a fingerprint");
    let other = fingerprint.replace(['a', 'b', 'c', '1', '2', '3'], "0");
    let what = format!("{start}, {other}");
    let differs = prove(&client(), &Wanted::read(&what, None).unwrap()).expect_err("another");
    assert!(
        differs.to_string().contains("passage 1.1 has other hashes"),
        "{differs}"
    );
    let nowhere = Wanted::read(&"0".repeat(64), Some(&site)).unwrap();
    let trouble = prove(&client(), &nowhere).expect_err("no such hash");
    assert!(trouble.to_string().contains("404"), "{trouble}");
}

#[test]
fn nothing_forged_is_kept() {
    let (place, site, _) = source();
    let forgeries: &[(Forgery, &str)] = &[
        (
            |at, body| swap(at, body, "/edition.xml", "valley", "Valley"),
            "TEI file",
        ),
        (
            |at, body| swap(at, body, "/edition.xml", "</TEI>", "</TEI> "),
            "TEI file",
        ),
        (
            |at, body| swap(at, body, "b.xml", "n='1'", "n='3'"),
            "two words/b.xml",
        ),
        (|at, body| swap(at, body, ".png", "\u{1}", "\u{2}"), "seal"),
        (
            |at, body| swap(at, body, "version.json", "\"bytes\": 4", "\"bytes\": 5"),
            "seal",
        ),
        (
            |at, body| {
                swap(
                    at,
                    body,
                    "version.json",
                    "texts/two words/b.xml",
                    "texts/../../b.xml",
                )
            },
            "404",
        ),
        (
            |at, body| swap(at, body, "version.json", "version-1", "version-9"),
            "not known",
        ),
        (
            |at, body| swap(at, body, "version.json", "\"version\": 1", "\"version\": 2"),
            "another",
        ),
        (
            |at, body| {
                swap(
                    at,
                    body,
                    "passages.json",
                    "\"reference\": \"2.1\"",
                    "\"reference\": \"2.2\"",
                )
            },
            "`2.1` here, `2.2` there",
        ),
        (
            |at, body| change_hash(at, body, "\"text\": \""),
            "passage 1 has other hashes",
        ),
        (
            |at, body| change_hash(at, body, "\"content\": \""),
            "passage 1 has other hashes",
        ),
        (|at, body| change_hash(at, body, "\"root\": \""), "the root"),
        (
            |at, body| change_hash(at, body, "\"header\": \""),
            "the header",
        ),
        (
            |at, body| swap(at, body, "passages.json", "passage-1", "passage-2"),
            "cannot be compared",
        ),
        (
            |at, body| swap(at, body, "passages.json", "{", ""),
            "passages.json",
        ),
    ];
    for (forgery, why) in forgeries {
        let liar = forger(&site, *forgery);
        let refused = taken(
            place.path(),
            &format!("{liar}/editions/mill/1"),
            None,
            "mill",
        );
        let message = refused.expect_err(why).to_string();
        assert!(message.contains(why), "{why}: {message}");
        assert!(!place.path().join("mirror").exists(), "{why}");
    }
    // The same server, when it does not lie.
    let honest = forger(&site, |_, body| body);
    assert!(
        taken(
            place.path(),
            &format!("{honest}/editions/mill/1"),
            None,
            "mill"
        )
        .unwrap()
    );
    // And when it lies about what is here already.
    let liar = forger(&site, |at, body| {
        swap(at, body, "version.json", "pictures/", "figures/")
    });
    let differs = taken(
        place.path(),
        &format!("{liar}/editions/mill/1"),
        None,
        "mill",
    );
    let message = differs.expect_err("other names").to_string();
    assert!(message.contains("404"), "{message}");
}

/// `body`, with `old` replaced by `new` once if `target` ends so.
fn swap(target: &str, body: String, end: &str, old: &str, new: &str) -> String {
    match target.ends_with(end) {
        true => {
            assert!(body.contains(old), "{target} has no {old}");
            body.replacen(old, new, 1)
        }
        false => body,
    }
}

/// `passages.json`, with another digit in the first hash of that name.
fn change_hash(target: &str, body: String, name: &str) -> String {
    if !target.ends_with("passages.json") {
        return body;
    }
    let at = body.find(name).expect("a hash") + name.len();
    let other = if &body[at..=at] == "0" { "1" } else { "0" };
    format!("{}{other}{}", &body[..at], &body[at + 1..])
}

#[test]
fn a_line_of_versions_only_grows() {
    let (place, site, _) = source();
    let place = place.path();
    let (one, two) = (
        format!("{site}/editions/mill/1"),
        format!("{site}/editions/mill/2"),
    );
    assert!(taken(place, &two, None, "mill").expect("taken"));
    let older = taken(place, &one, None, "mill").expect_err("older than what is here");
    assert!(matches!(older, Unpulled::OtherLine(..)), "{older}");
    // Another edition that happens to have the same name.
    let mirror = Store::open(&place.join("mirror")).unwrap();
    publish(&mirror, "windmill", "in the wind", "2019-01-01T00:00:00Z");
    let other = taken(place, &one, None, "windmill").expect_err("another edition");
    assert!(
        other.to_string().contains("is none of those before"),
        "{other}"
    );
    assert_eq!(mirror.versions(&id("windmill")).unwrap().len(), 1);
    assert!(taken(place, &one, None, "mill-1").expect("under another name"));
}

#[test]
fn what_is_withdrawn_there_or_here_does_not_come() {
    let (place, site, _) = source();
    let place = place.path();
    let one = format!("{site}/editions/mill/1");
    let notice = |reason: &str| Publication {
        publisher: "Ada Editor".to_owned(),
        address: String::new(),
        message: reason.to_owned(),
        when: now(),
        token: None,
    };
    taken(place, &one, None, "mill").expect("taken");
    let mirror = Store::open(&place.join("mirror")).unwrap();
    mirror
        .withdraw(&id("mill"), Some(1), &notice("Not ours."))
        .unwrap();
    let here = taken(place, &one, None, "mill").expect_err("withdrawn here");
    assert!(here.to_string().contains("Not ours."), "{here}");
    let there = Store::open(&place.join("source")).unwrap();
    there
        .withdraw(&id("mill"), Some(1), &notice("A leaf is missing."))
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1200));
    let gone = taken(&place.join("other"), &one, None, "mill").expect_err("withdrawn there");
    assert!(gone.to_string().contains("A leaf is missing."), "{gone}");
}

#[test]
fn the_verb_says_what_is_the_same_and_ends_with_a_code() {
    let (place, site, [one, two]) = source();
    let place = place.path();
    let pull = |arguments: &[&str]| {
        let all: Vec<&str> = ["pull"].iter().chain(arguments).copied().collect();
        said(&variorum(place, &all))
    };
    let address = format!("{site}/editions/mill/1");
    let (code, out, _) = pull(&[&address, "--dry-run", "--store", "new"]);
    assert!(code == 0 && out.contains("would be kept"), "{out}");
    assert!(!place.join("new").exists());
    let (code, _, err) = pull(&[&address, "--store", "new"]);
    assert!(code == 2 && err.contains("--by is missing"), "{err}");
    let (code, out, err) = pull(&[&address, "--by", "A Library", "--store", "new"]);
    assert!(code == 0 && out.contains("mill 1, kept"), "{out}{err}");
    let arguments = [
        &one,
        "--from",
        &site,
        "--dry-run",
        "--store",
        "new",
        "--format",
        "json",
    ];
    let (code, out, _) = pull(&arguments);
    assert!(
        code == 0 && out.contains("\"cited\":true") && out.contains("\"new\":false"),
        "{out}"
    );
    let cited = format!("{address} sha256:{two}");
    let (code, out, _) = pull(&[&cited, "--by", "A Library", "--store", "new"]);
    assert!(code == 1 && out.ends_with("nothing was written\n"), "{out}");
    let (code, _, err) = pull(&["http://192.0.2.7/editions/mill/1", "--dry-run"]);
    assert!(code == 2 && err.contains("without encryption"), "{err}");
    let (code, out, _) = said(&variorum(place, &["verify", "--store", "new"]));
    assert_eq!(code, 0, "{out}");
}
