//! Many files at once, over the web.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use variorum::access::Permission;
use variorum::package::{Item, Zip};
use variorum::server::{House, Options, Settings};
use variorum::store::Store;

use super::{Reply, Site, tei};

const PATH: &str = "/api/batches";

/// A form with these files.
fn form(files: &[(&str, &str)]) -> String {
    let mut body = String::new();
    for (name, text) in files {
        body.push_str(&format!(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; \
             filename=\"{name}\"\r\n\r\n{text}\r\n"
        ));
    }
    body + "--x--\r\n"
}

const TYPE: (&str, &str) = ("content-type", "multipart/form-data; boundary=x");

async fn post(site: &Site, query: &str, body: impl Into<axum::body::Body>) -> Reply {
    let path = format!("{PATH}{query}");
    site.ask("POST", &path, &[TYPE], body).await
}

/// The batch when it is done.
async fn done(site: &Site, address: &str) -> Value {
    for _ in 0..400 {
        let told = site.ask("GET", address, &[], "").await;
        assert_eq!(told.status, 200, "{}", told.text());
        let told = told.json();
        if !told["ended"].is_null() {
            return told;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the batch does not end");
}

fn outcomes(told: &Value) -> Vec<(String, String)> {
    let rows = told["rows"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    rows.map(|row| (text(&row["file"]), text(&row["outcome"])))
        .collect()
}

fn pair(file: &str, outcome: &str) -> (String, String) {
    (file.to_owned(), outcome.to_owned())
}

/// Every status that batches answer.
pub async fn what_a_batch_answers(site: &Site) {
    let files = [("lamb-1.xml", tei("One")), ("lamb-2.xml", tei("Two"))];
    let files: Vec<(&str, &str)> = (files.iter())
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let taken = post(site, "", form(&files)).await;
    assert_eq!(taken.status, 202, "{}", taken.text());
    let address = taken.header("location").to_owned();
    done(site, &address).await;
    let listed = site.ask("GET", PATH, &[], "").await.json();
    assert_eq!(listed["batches"][0]["links"]["self"], address.as_str());
    let report = format!("{address}/report.csv");
    let table = site.ask("GET", &report, &[], "").await.text();
    assert_eq!(table.lines().count(), 3, "{table}");
    let before = site.everything();
    for (method, path) in [
        ("POST", PATH),
        ("GET", PATH),
        ("GET", &address),
        ("GET", &report),
    ] {
        let anonymous = site.ask_plainly(method, path, &[TYPE], form(&files)).await;
        assert_eq!(anonymous.code(), "token-missing");
        let path = format!("{path}?unknown=0");
        let strange = site.ask(method, &path, &[TYPE], form(&files)).await;
        assert_eq!(strange.code(), "query-unfit");
    }
    for other in [
        "none".to_owned(),
        "..%2F..%2Ftokens.json".to_owned(),
        "0".repeat(32),
    ] {
        for end in ["", "/report.csv"] {
            let path = format!("{PATH}/{other}{end}");
            let reply = site.ask("GET", &path, &[], "").await;
            assert_eq!(
                (reply.status.as_u16(), reply.code()),
                (404, "no-such-batch".into())
            );
        }
    }
    let unfit = [
        form(&[("picture.png", "x")]),
        form(&[("batch.csv", "id\n"), ("a.xml", "<a/>")]),
        form(&[("batch.csv", "\"file"), ("a.xml", "<a/>")]),
        form(&[]),
    ];
    for body in unfit {
        let reply = post(site, "", body.clone()).await;
        assert_eq!(
            (reply.status.as_u16(), reply.code()),
            (400, "batch-unfit".into()),
            "{body}"
        );
    }
    let parts = [
        form(&[("../up.xml", "<a/>")]),
        form(&[("a.xml", "<a/>"), ("a.xml", "<a/>")]),
        form(&files)[..200].to_owned(),
    ];
    for body in parts {
        assert_eq!(
            post(site, "", body.clone()).await.code(),
            "parts-unfit",
            "{body}"
        );
    }
    for kind in ["application/x-tar", "application/zip"] {
        let kind = [("content-type", kind)];
        for body in ["PK\u{3}\u{4}", "no archive", "", "\u{1f}\u{8b}"] {
            let reply = site.ask("POST", PATH, &kind, body).await;
            assert_eq!(reply.code(), "batch-unfit", "{body}");
        }
        let squeezed = [kind[0], ("content-encoding", "gzip")];
        assert_eq!(site.ask("POST", PATH, &squeezed, "x").await.status, 415);
    }
    let kind = [("content-type", "text/csv")];
    assert_eq!(site.ask("POST", PATH, &kind, "x").await.status, 415);
    let wrong = [TYPE, ("digest", "md5=1B2M2Y8AsgTpgAmY7PhCfg==")];
    assert_eq!(
        site.ask("POST", PATH, &wrong, form(&files)).await.status,
        409
    );
    let large = [
        ("content-type", "application/zip"),
        ("content-length", "99999999999"),
    ];
    assert_eq!(
        site.ask("POST", PATH, &large, form(&files)).await.status,
        413
    );
    assert!(site.everything() == before, "nothing of them was taken in");
    let preview = site.grant(&[Permission::Preview], "lamb*", None).unwrap();
    let bearer = format!("Bearer {preview}");
    let shown = [TYPE, ("authorization", bearer.as_str())];
    let reply = site.ask_plainly("POST", PATH, &shown, form(&files)).await;
    assert_eq!(reply.code(), "not-allowed");
    // A batch is told to who sent it, and to nobody else.
    let other = site.ask_plainly("GET", &address, &shown, "").await;
    assert_eq!(other.code(), "no-such-batch");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_file_is_told_of_and_the_same_batch_again_changes_nothing() {
    let site = Site::new();
    let (one, two) = (tei("One"), tei("Two"));
    let table = "id,file,with,note\nlamb-one,a/one.xml,a/1.png,Its own note\nwolf,two.xml,,\n\
                 lamb-bad,bad.xml,,\nlamb-text,lamb.txt,,\nlamb-two,two.xml,,\n,missing.xml,,\n";
    let files = [
        ("batch.csv", table),
        ("a/one.xml", one.as_str()),
        ("a/1.png", "picture"),
        ("bad.xml", "<TEI><a></TEI>"),
        ("lamb.txt", "The Lamb\n\nLittle Lamb\n"),
        ("two.xml", two.as_str()),
    ];
    let expected = |done: &str| {
        vec![
            pair("a/one.xml", done),
            pair("two.xml", "refused"),
            pair("bad.xml", "refused"),
            pair("lamb.txt", done),
            pair("two.xml", done),
            pair("missing.xml", "refused"),
        ]
    };
    let trial = post(&site, "?dry-run=1", form(&files)).await;
    let trial = done(&site, trial.header("location")).await;
    assert_eq!(outcomes(&trial), expected("would-create"), "{trial:#}");
    let lamb = "/api/editions/lamb-one";
    assert_eq!(site.ask_plainly("GET", lamb, &[], "").await.status, 404);

    let told = post(&site, "?note=All%20of%20them", form(&files)).await;
    let told = done(&site, told.header("location")).await;
    assert_eq!(outcomes(&told), expected("created"), "{told:#}");
    assert_eq!(told["total"], 6);
    let counts = serde_json::json!({ "created": 3, "refused": 3 });
    assert_eq!(told["outcomes"], counts);
    let code = |row: usize| told["rows"][row]["code"].as_str().unwrap().to_owned();
    assert_eq!(
        [code(1), code(2), code(5)],
        ["not-allowed", "not-well-formed", "batch-row"]
    );
    assert_eq!(told["rows"][2]["findings"][0]["line"], 1);
    for (id, note) in [("lamb-one", "Its own note"), ("lamb-two", "All of them")] {
        let path = format!("/api/editions/{id}/1");
        let read = site.ask_plainly("GET", &path, &[], "").await.json();
        assert_eq!(read["version"]["note"], note);
    }
    let picture = "/editions/lamb-one/1/files/1.png";
    let picture = site.ask_plainly("GET", picture, &[], "").await;
    assert_eq!(picture.body, b"picture");

    let again = post(&site, "", form(&files)).await;
    let again = done(&site, again.header("location")).await;
    assert_eq!(outcomes(&again), expected("unchanged"), "{again:#}");
    // Who did it stands in the record, once for each version.
    let log = site.access().changes().unwrap();
    assert_eq!((log.changes.len(), log.broken), (1 + 3, vec![]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_that_was_interrupted_goes_on() {
    let site = Site::new();
    let texts: Vec<(String, String)> = (0..20)
        .map(|number| {
            (
                format!("lamb-{number:02}.xml"),
                tei(&format!("Text {number}")),
            )
        })
        .collect();
    let items = texts.iter();
    let items = items.map(|(name, text)| Item::made(name, text.clone().into_bytes()));
    let zip = Zip::new("folder", items.collect());
    let mut bytes = Vec::new();
    zip.write(0, zip.size(), &mut bytes).unwrap();
    let kind = [("content-type", "application/zip")];
    let taken = site.ask("POST", PATH, &kind, bytes.clone()).await;
    let address = taken.header("location").to_owned();
    let whole = done(&site, &address).await;
    // As if it had been killed behind the seventh file, within the eighth line.
    let name = address.rsplit('/').next().unwrap();
    let place = site.path().join("store.access/batches").join(name);
    // It is told before it is tidied.
    for _ in 0..200 {
        if !place.join("body").exists() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(!place.join("body").exists(), "what was sent is not kept");
    let rows = fs::read_to_string(place.join("rows.jsonl")).unwrap();
    let end = rows.match_indices('\n').nth(6).unwrap().0 + 9;
    fs::write(place.join("rows.jsonl"), &rows[..end]).unwrap();
    fs::write(place.join("body"), bytes).unwrap();
    fs::write(place.join("progress.json"), "{\"total\":20}").unwrap();
    let told = site.ask("GET", &address, &[], "").await.json();
    assert_eq!(
        (&told["state"], &told["done"]),
        (&"working".into(), &7.into())
    );

    let options = Options {
        store: Some(site.path().join("store")),
        ..Options::default()
    };
    let store = Store::open(&site.path().join("store")).unwrap();
    let _started = House::furnish(Settings::new(options).unwrap(), Arc::new(store)).unwrap();
    let told = done(&site, &address).await;
    let left = outcomes(&told).split_off(7);
    let first = |told: &Value| told["rows"].as_array().unwrap()[..7].to_vec();
    assert_eq!(first(&told), first(&whole));
    assert_eq!(left.len(), 13);
    let unchanged = left.iter().all(|(_, outcome)| outcome == "unchanged");
    assert!(unchanged, "{left:?}");
    for number in 0..20 {
        let path = format!("/api/editions/lamb-{number:02}");
        let state = site.ask_plainly("GET", &path, &[], "").await.json();
        assert_eq!(state["version"]["number"], 1, "once, and not twice");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_whose_token_is_revoked_publishes_nothing_more() {
    let site = Site::new();
    let token = site.grant(&Permission::ALL, "*", None).unwrap();
    let bearer = format!("Bearer {token}");
    let text = tei("One");
    let path = format!("{PATH}?dry-run=0");
    let headers = [TYPE, ("authorization", bearer.as_str())];
    let number = token.split('_').nth(1).unwrap();
    // Another batch is worked off first: this one waits until the token is gone.
    let many: Vec<(String, String)> = (0..60)
        .map(|number| {
            (
                format!("lamb-{number:02}.xml"),
                tei(&format!("Text {number}")),
            )
        })
        .collect();
    let many: Vec<(&str, &str)> = (many.iter())
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let first = post(&site, "", form(&many)).await;
    let body = form(&[("wolf.xml", &text)]);
    let second = site.ask_plainly("POST", &path, &headers, body).await;
    assert_eq!(second.status, 202);
    variorum::operations::revoke(&site.access(), "a test", number).unwrap();
    done(&site, first.header("location")).await;
    let name = second
        .header("location")
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let page = format!("/hand-in/batches/{name}");
    for _ in 0..200 {
        if site
            .ask_plainly("GET", &page, &[], "")
            .await
            .text()
            .contains("All 1 files")
        {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let told = site.ask_plainly("GET", &page, &[], "").await.text();
    assert!(told.contains("not taken any more"), "{told}");
    assert_eq!(
        site.ask_plainly("GET", "/api/editions/wolf", &[], "")
            .await
            .status,
        404
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_hand_in_many_files_with_a_form() {
    let site = Site::new();
    let page = site.ask_plainly("GET", "/hand-in/batches", &[], "").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let field = |name: &str, value: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let filled = |token: &str, act: &str, files: &[(&str, &str)]| {
        [
            field("token", token),
            field("note", "By hand"),
            field("act", act),
            form(files),
        ]
        .concat()
    };
    let (good, bad) = (tei("Little Lamb"), "<TEI><p></TEI>");
    let files = [("lamb-1.xml", good.as_str()), ("lamb-2.xml", bad)];
    let send = async |body: String| {
        site.ask_plainly("POST", "/hand-in/batches", &[TYPE], body)
            .await
    };
    let stranger = send(filled("variorum_no", "publish", &files)).await;
    assert_eq!(stranger.status, 403);
    let none = send(filled(&site.token, "publish", &[])).await;
    assert!(
        none.text().contains("No file was chosen"),
        "{}",
        none.text()
    );
    let taken = send(filled(&site.token, "publish", &files)).await;
    assert_eq!(taken.status, 303, "{}", taken.text());
    let address = taken.header("location").to_owned();
    let mut told = String::new();
    for _ in 0..200 {
        told = site.ask_plainly("GET", &address, &[], "").await.text();
        if told.contains("All 2 files are done") {
            break;
        }
        assert!(told.contains("Look again"), "a way to look again: {told}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(!told.contains("Look again"), "{told}");
    assert!(told.contains("1 new edition, 1 refused"), "{told}");
    assert!(told.contains("line 1, column"), "{told}");
    let report = format!("{address}/report.csv");
    let table = site.ask_plainly("GET", &report, &[], "").await.text();
    assert!(table.contains("lamb-1.xml,lamb-1,created,1,"), "{table}");
}
