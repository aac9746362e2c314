//! Harvesting over HTTP, with a real store: changes, withdrawals, restarts, and
//! harvesters of other people.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use tokio::net::TcpListener;
use variorum::operations::{Facts, withdraw};
use variorum::server::{House, Options, Settings, serve_until};
use variorum::source::{Deposit, FilePath};
use variorum::store::{Expected, Publication, Store, Submission};

use super::{bytes, get, header, send};

fn tei(number: usize, language: &str) -> String {
    format!(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt>\
         <title>Letter {number} &amp; more</title><author>Weir, Ann</author></titleStmt>\
         <publicationStmt><publisher>River Press</publisher><date when='2020'/><availability>\
         <licence target='https://creativecommons.org/licenses/by/4.0/'>CC BY</licence></availability>\
         </publicationStmt><sourceDesc><p>Paper.</p></sourceDesc></fileDesc></teiHeader>\
         <text xml:lang='{language}'><body><p>Dear &lt;Ann&gt;.</p></body></text></TEI>"
    )
}

fn publication(when: &str) -> Publication {
    Publication {
        publisher: "Ann Editor".into(),
        address: "mailto:ann@example.org".into(),
        message: "Published.".into(),
        when: when.into(),
        token: None,
    }
}

fn put(store: &Store, id: &str, text: &str, when: &str) {
    let id = id.parse().unwrap();
    store
        .put(&id, text.as_bytes(), &publication(when), Expected::Any)
        .unwrap();
}

/// As many letters as are wanted, seven of them at each second.
fn letters(store: &Store, count: usize) {
    let ids: Vec<_> = (0..count)
        .map(|at| format!("letter-{at:04}").parse().unwrap())
        .collect();
    let texts: Vec<String> = (0..count)
        .map(|at| tei(at, ["en", "la", "grc"][at % 3]))
        .collect();
    let times = (0..count).map(|at| {
        publication(&format!(
            "2026-02-01T00:{:02}:{:02}Z",
            at / 420,
            at / 7 % 60
        ))
    });
    let times: Vec<Publication> = times.collect();
    let path = FilePath::edition();
    let files = Default::default();
    let none: std::collections::BTreeMap<FilePath, Vec<u8>> = files;
    let submissions: Vec<Submission<'_>> = (0..count)
        .map(|at| Submission {
            id: &ids[at],
            deposit: Deposit {
                name: "edition.xml",
                bytes: texts[at].as_bytes(),
                path: &path,
                files: &none,
            }
            .into(),
            reports: Default::default(),
            publication: &times[at],
            expected: Expected::Any,
        })
        .collect();
    for put in store.put_all(&submissions).unwrap() {
        put.unwrap();
    }
    store.settle().unwrap();
}

fn house(store: &Arc<Store>, base_url: &str) -> Arc<House> {
    let options = Options {
        base_url: Some(base_url.to_owned()),
        contact: Some("library@example.org".to_owned()),
        refresh_seconds: Some(0),
        ..Options::default()
    };
    House::furnish(Settings::new(options).unwrap(), store.clone()).unwrap()
}

const BASE: &str = "https://example.org/texts";

async fn text(response: Response) -> String {
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "content-type"), "text/xml; charset=utf-8");
    String::from_utf8(bytes(response).await).unwrap()
}

async fn ask(house: &Arc<House>, query: &str) -> String {
    text(get(house, &format!("/oai?{query}"), &[]).await).await
}

async fn post(house: &Arc<House>, path: &str, media_type: &str, body: &str) -> Response {
    let request = Request::post(path).header("content-type", media_type);
    send(house, request.body(Body::from(body.to_owned())).unwrap()).await
}

/// Names in the list, each with `-` before it if it is deleted.
fn listed(text: &str) -> Vec<String> {
    let tree = roxmltree::Document::parse(text).expect("well formed");
    let headers = tree
        .descendants()
        .filter(|node| node.tag_name().name() == "header");
    let names = headers.map(|header| {
        let name = header
            .first_element_child()
            .and_then(|node| node.text())
            .unwrap();
        let mark = if header.attribute("status").is_some() {
            "-"
        } else {
            ""
        };
        format!("{mark}{}", name.rsplit(':').next().unwrap())
    });
    names.collect()
}

#[tokio::test]
async fn get_and_post_are_answered_alike_and_errors_with_200() {
    let store = Arc::new(Store::memory());
    put(&store, "lamb", &tei(1, "en"), "2026-01-10T12:00:00Z");
    let house = house(&store, BASE);
    let form = "application/x-www-form-urlencoded";
    let without_date = |text: String| {
        let begin = text.find("<responseDate>").unwrap();
        format!("{}{}", &text[..begin], &text[begin + 49..])
    };
    for query in [
        "verb=Identify",
        "verb=Nothing",
        "verb=ListRecords&metadataPrefix=oai_dc",
        "",
    ] {
        let got = ask(&house, query).await;
        let posted = text(post(&house, "/oai", form, query).await).await;
        assert_eq!(without_date(got), without_date(posted), "{query}");
    }
    let half = text(post(&house, "/oai?verb=Identify", form, "verb=Identify").await).await;
    assert!(half.contains("code=\"badVerb\""), "{half}");
    let other = text(post(&house, "/oai", "text/plain", "verb=Identify").await).await;
    assert!(other.contains("code=\"badVerb\""), "{other}");
    let zipped = get(&house, "/oai?verb=Identify", &[("accept-encoding", "gzip")]).await;
    assert_eq!(header(&zipped, "content-encoding"), "gzip");
    let identify = ask(&house, "verb=Identify").await;
    for said in [
        "<baseURL>https://example.org/texts/oai</baseURL>",
        "<adminEmail>library@example.org</adminEmail>",
        "<earliestDatestamp>2026-01-10T12:00:00Z</earliestDatestamp>",
        "<repositoryIdentifier>example.org</repositoryIdentifier>",
    ] {
        assert!(identify.contains(said), "{identify}");
    }
}

#[tokio::test]
async fn what_is_withdrawn_is_deleted_in_its_sets_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::open_or_create(&folder.path().join("store")).unwrap());
    put(&store, "lamb", &tei(1, "la"), "2026-01-10T12:00:00Z");
    put(&store, "lamb", &tei(2, "la"), "2026-01-11T12:00:00Z");
    put(&store, "tyger", &tei(3, "la"), "2026-01-12T12:00:00Z");
    let list = "verb=ListIdentifiers&metadataPrefix=marc21&set=language:lat";
    let before = house(&store, BASE);
    assert_eq!(listed(&ask(&before, list).await), ["lamb", "tyger"]);
    let reason = |when: &str| Facts {
        publisher: "Ann Editor".into(),
        address: String::new(),
        message: "The wrong letter.".into(),
        when: when.into(),
        token: None,
    };
    let (lamb, tyger) = ("lamb".parse().unwrap(), "tyger".parse().unwrap());
    withdraw(&store, &tyger, None, &reason("2026-02-01T00:00:00Z")).unwrap();
    withdraw(&store, &lamb, Some(2), &reason("2026-02-02T00:00:00Z")).unwrap();
    for house in [before, house(&store, BASE)] {
        let mut names = listed(&ask(&house, list).await);
        names.sort();
        assert_eq!(names, ["-tyger", "lamb"]);
        let record = "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:example.org:";
        let gone = ask(&house, &format!("{record}tyger")).await;
        assert!(
            gone.contains("<header status=\"deleted\">") && !gone.contains("<metadata>"),
            "{gone}"
        );
        let older = ask(&house, &format!("{record}lamb")).await;
        assert!(older.contains("Letter 1 &amp; more"), "{older}");
    }
}

/// Publishing takes a moment: what turns up behind the back of a harvester has a
/// datestamp that it has not passed yet.
#[tokio::test]
async fn what_turns_up_late_is_not_lost() {
    let store = Arc::new(Store::memory());
    put(&store, "lamb", &tei(1, "en"), "2026-01-10T12:00:00Z");
    let house = house(&store, BASE);
    let list = "verb=ListIdentifiers&metadataPrefix=oai_dc";
    let first = ask(&house, list).await;
    let begin = first.find("<responseDate>").unwrap() + 14;
    let answered = first[begin..begin + 20].to_owned();
    put(&store, "late", &tei(2, "en"), "2026-01-11T12:00:00Z");
    let next = ask(&house, &format!("{list}&from={answered}")).await;
    assert_eq!(listed(&next), ["late"]);
}

/// A token goes on after a restart: it says everything, and the store knows its key.
#[tokio::test]
async fn a_list_goes_on_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("store");
    let store = Arc::new(Store::open_or_create(&place).unwrap());
    letters(&store, 130);
    let first = ask(
        &house(&store, BASE),
        "verb=ListIdentifiers&metadataPrefix=oai_dc",
    )
    .await;
    let tree = roxmltree::Document::parse(&first).unwrap();
    let token = tree
        .descendants()
        .find(|node| node.tag_name().name() == "resumptionToken");
    let token = token
        .and_then(|node| node.text())
        .expect("a token")
        .to_owned();
    drop(store);
    let store = Arc::new(Store::open(&place).unwrap());
    let query = format!("verb=ListIdentifiers&resumptionToken={token}");
    let rest = ask(&house(&store, BASE), &query).await;
    assert_eq!(listed(&rest).len(), 30, "{rest}");
    assert!(
        rest.contains("<resumptionToken completeListSize=\"130\" cursor=\"100\"/>"),
        "{rest}"
    );
    let other = Arc::new(Store::memory());
    let refused = ask(&house(&other, BASE), &query).await;
    assert!(refused.contains("badResumptionToken"), "{refused}");
}

/// Every text of a store on disk becomes unreadable: who still answers has not read
/// one.
fn spoil_texts(place: &Path) {
    let mut waiting = vec![place.to_owned()];
    let mut spoilt = 0;
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.ends_with("edition.xml") {
                std::fs::write(path, "spoilt").unwrap();
                spoilt += 1;
            }
        }
    }
    assert!(spoilt > 0);
}

const LATIN: &str = "verb=ListIdentifiers&metadataPrefix=tei&set=language:lat";

/// Many letters, and the ledger that a first harvester left of them.
async fn kept(folder: &Path) -> (PathBuf, PathBuf, Vec<String>) {
    let place = folder.join("store");
    let store = Arc::new(Store::open_or_create(&place).unwrap());
    letters(&store, 270);
    let listed = listed(&ask(&house(&store, BASE), LATIN).await);
    assert_eq!(listed.len(), 90);
    let ledger = folder.join("store.work/ledger");
    assert!(ledger.is_file());
    (place, ledger, listed)
}

async fn asked_again(place: &Path, query: &str) -> Vec<String> {
    let store = Arc::new(Store::open(place).unwrap());
    listed(&ask(&house(&store, BASE), query).await)
}

#[tokio::test]
async fn a_server_that_is_started_again_reads_no_text() {
    let folder = tempfile::tempdir().unwrap();
    let (place, ledger, before) = kept(folder.path()).await;
    spoil_texts(&place);
    assert_eq!(asked_again(&place, LATIN).await, before);
    // That it was the ledger: without it nothing is known of texts that cannot be read.
    std::fs::remove_file(ledger).unwrap();
    let without = asked_again(&place, "verb=ListIdentifiers&metadataPrefix=oai_dc").await;
    assert_eq!(without.len(), 100);
    assert_eq!(asked_again(&place, LATIN).await, [""; 0]);
}

#[tokio::test]
async fn a_ledger_that_is_gone_damaged_or_of_elsewhere_is_drawn_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (place, ledger, before) = kept(folder.path()).await;
    let whole = std::fs::read(&ledger).unwrap();
    std::fs::remove_file(&ledger).unwrap();
    assert_eq!(asked_again(&place, LATIN).await, before);
    assert_eq!(std::fs::read(&ledger).unwrap(), whole);
    let text = String::from_utf8(whole.clone()).unwrap();
    let other = text.replacen("language:lat", "language:eng", 1);
    for damaged in [&whole[..whole.len() / 2], other.as_bytes(), b"", b"\xff"] {
        std::fs::write(&ledger, damaged).unwrap();
        assert_eq!(asked_again(&place, LATIN).await, before);
        assert_eq!(std::fs::read(&ledger).unwrap(), whole);
    }
    // Of another store with as many acts.
    let elsewhere = tempfile::tempdir().unwrap();
    let (_, foreign, _) = kept(elsewhere.path()).await;
    std::fs::copy(foreign, &ledger).unwrap();
    assert_eq!(asked_again(&place, LATIN).await, before);
    assert_eq!(std::fs::read(&ledger).unwrap(), whole);
    // Copied without the times of its files, the store says other datestamps.
    let entry = folder.path().join("store.work/journal/000000000001");
    let file = std::fs::File::options().append(true).open(entry).unwrap();
    let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    file.set_modified(long_ago).unwrap();
    let dated = "verb=ListIdentifiers&metadataPrefix=tei&set=language:lat&until=2001-12-31";
    assert_eq!(asked_again(&place, dated).await, before);
}

#[tokio::test]
async fn what_happened_since_a_ledger_was_kept_shows() {
    let folder = tempfile::tempdir().unwrap();
    let (place, ledger, before) = kept(folder.path()).await;
    let old = std::fs::read(&ledger).unwrap();
    let store = Store::open(&place).unwrap();
    // Every third letter is Latin, from the second on.
    put(
        &store,
        "letter-0001",
        &tei(1, "grc"),
        "2026-03-01T00:00:00Z",
    );
    put(&store, "letter-0000", &tei(0, "la"), "2026-03-01T00:00:00Z");
    put(&store, "a-new-one", &tei(0, "la"), "2026-03-01T00:00:00Z");
    let reason = Facts {
        publisher: "Ann Editor".into(),
        address: String::new(),
        message: "The wrong letter.".into(),
        when: "2026-03-02T00:00:00Z".into(),
        token: None,
    };
    withdraw(&store, &"letter-0004".parse().unwrap(), None, &reason).unwrap();
    drop(store);
    assert_eq!(std::fs::read(&ledger).unwrap(), old);
    let query = format!("{LATIN}&from=2001-01-01");
    let mut after = asked_again(&place, &query).await;
    after.sort();
    let mut expected: Vec<String> = before
        .into_iter()
        .filter(|name| !["letter-0001", "letter-0004"].contains(&name.as_str()))
        .chain(["letter-0000", "a-new-one", "-letter-0004"].map(str::to_owned))
        .collect();
    expected.sort();
    assert_eq!(after, expected);
}

/// Somebody takes an edition away by hand, and the journal does not know.
#[tokio::test]
async fn a_ledger_is_held_against_the_editions() {
    let folder = tempfile::tempdir().unwrap();
    let (place, _, before) = kept(folder.path()).await;
    let mut waiting = vec![place.clone()];
    let object = loop {
        let next = waiting.pop().expect("the object of the letter");
        if next.to_string_lossy().ends_with("letter-0001") {
            break next;
        }
        let entries = std::fs::read_dir(next).unwrap();
        let folders = entries.map(|entry| entry.unwrap().path());
        waiting.extend(folders.filter(|path| path.is_dir()));
    };
    std::fs::remove_dir_all(object).unwrap();
    let store = Arc::new(Store::open(&place).unwrap());
    let house = house(&store, BASE);
    for _ in 0..500 {
        let found = listed(&ask(&house, LATIN).await);
        if found == before[1..] {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the record is still there");
}

/// Where `tests/tools.sh` put Python with programs of other people; or another one,
/// if the environment names it.
fn harvesters() -> Option<PathBuf> {
    let named = std::env::var_os("CLIENTS_PYTHON").map(PathBuf::from);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/python");
    let python = named.unwrap_or_else(|| folder.join("bin/python"));
    let tried = Command::new(&python)
        .args(["-c", "import sickle, oaipmh_scythe"])
        .output();
    if tried.is_ok_and(|tried| tried.status.success()) {
        return Some(python);
    }
    println!("skipped: the harvesters are not in {}", python.display());
    None
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_of_others_harvest_everything() {
    let Some(python) = harvesters() else { return };
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::open_or_create(&folder.path().join("store")).unwrap());
    letters(&store, 230);
    let reason = Facts {
        publisher: "Ann Editor".into(),
        address: String::new(),
        message: "The wrong letter.".into(),
        when: "2026-03-01T00:00:00Z".into(),
        token: None,
    };
    withdraw(&store, &"letter-0007".parse().unwrap(), None, &reason).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let served = serve_until(listener, house(&store, &base), async {
        let _ = stopped.await;
    });
    let server = tokio::spawn(served);
    let run = tokio::task::spawn_blocking(move || {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/harvest.py");
        let run = Command::new(python)
            .arg(script)
            .args([&format!("{base}/oai"), "230", "1"])
            .output();
        run.expect("Python runs")
    });
    let run = run.await.unwrap();
    stop.send(()).unwrap();
    server.await.unwrap();
    let said = [run.stdout, run.stderr].concat();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&said));
}
