//! What readers report is kept for the editor, and shown to nobody else.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use variorum::access::{Access, Permission};
use variorum::operations::{Grant, grant, resolve_report};
use variorum::server::{House, Options, Settings};
use variorum::store::{Expected, Publication, Store};

use super::{bytes, get, header, send};

const TEXT: &str = "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt>\
    <title>Lamb</title></titleStmt><publicationStmt><p/></publicationStmt><sourceDesc><p/>\
    </sourceDesc></fileDesc></teiHeader><text><body><p n=\"1\" xml:id=\"first\">Mary had a lamb.\
    </p></body></text></TEI>";

fn store(folder: &Path) -> Store {
    Store::open_or_create(&folder.join("store")).unwrap()
}

fn publish(folder: &Path, id: &str, text: &str) {
    let publication = Publication {
        publisher: "Ann Editor".to_owned(),
        address: String::new(),
        message: "As it is".to_owned(),
        when: "2026-01-10T12:00:00Z".to_owned(),
        token: None,
    };
    let id = id.parse().unwrap();
    let put = store(folder).put(&id, text.as_bytes(), &publication, Expected::Any);
    put.unwrap();
}

fn house(folder: &Path) -> Arc<House> {
    let options = Options {
        store: Some(folder.join("store")),
        refresh_seconds: Some(0),
        ..Options::default()
    };
    let store = Arc::new(store(folder));
    House::furnish(Settings::new(options).unwrap(), store).unwrap()
}

const FORM: &str = "/editions/lamb/1/report";

async fn page(house: &Arc<House>, path: &str) -> String {
    String::from_utf8(bytes(get(house, path, &[]).await).await).unwrap()
}

/// How many files below `folder` hold `words`, each of which nobody but the owner
/// can get at.
fn kept_for_the_owner_alone(folder: &Path, words: &str, open: bool) -> usize {
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        let open = open && mode & 0o077 != 0;
        if path.is_dir() {
            seen += kept_for_the_owner_alone(&path, words, open);
        } else if String::from_utf8_lossy(&std::fs::read(&path).unwrap()).contains(words) {
            assert!(!open, "others can read {}", path.display());
            seen += 1;
        }
    }
    seen
}

/// The seal of a form that was open for long enough.
async fn seal(house: &Arc<House>) -> String {
    let page = page(house, FORM).await;
    let (_, rest) = page.split_once("name=\"token\" value=\"").unwrap();
    let seal = rest.split('"').next().unwrap().to_owned();
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    seal
}

async fn post(house: &Arc<House>, path: &str, form: &str) -> Response {
    let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    send(house, request.body(Body::from(form.to_owned())).unwrap()).await
}

#[tokio::test]
async fn a_report_is_kept_and_resolved_and_nobody_else_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    publish(folder, "lamb", TEXT);
    let house = house(folder);
    let edition = page(&house, "/editions/lamb").await;
    assert!(edition.contains(&format!("href=\"{FORM}\"")), "{edition}");
    let form = page(&house, &format!("{FORM}?passage=1")).await;
    assert!(form.contains("Mary had a lamb."), "{form}");
    let by_id = page(&house, &format!("{FORM}?passage=~p1&words=a+lamb")).await;
    assert!(by_id.contains("\na lamb</textarea>"), "{by_id}");

    let seal = seal(&house).await;
    let sent = format!(
        "passage=1&words=a+lamb&message=It+is+a+%3Cgoat%3E.&contact=reader%40example.org\
         &website=&token={seal}"
    );
    let response = post(&house, FORM, &sent).await;
    assert_eq!(response.status(), 303);
    assert_eq!(header(&response, "location"), format!("{FORM}?kept=1"));
    assert!(
        page(&house, &format!("{FORM}?kept=1"))
            .await
            .contains("number 1")
    );

    let access = Access::of(&store(folder)).unwrap();
    let open = access.open_reports().unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].message, "It is a <goat>.");
    assert_eq!(open[0].passage.as_deref(), Some("1"));
    assert_eq!(open[0].contact.as_deref(), Some("reader@example.org"));
    assert!(kept_for_the_owner_alone(folder, "goat", true) > 0);

    let review = |editions: &str| {
        let grant_of = Grant {
            holder: "Ann Editor".to_owned(),
            address: String::new(),
            may: vec![Permission::Review],
            editions: vec![editions.parse().unwrap()],
            until: None,
        };
        format!("Bearer {}", grant(&access, "test", grant_of).unwrap().0)
    };
    let (editor, stranger) = (review("lamb"), review("other-*"));
    let listed = |token: String| {
        let house = house.clone();
        async move {
            let response = get(&house, "/api/reports", &[("authorization", token.as_str())]).await;
            assert_eq!(response.status(), 200);
            String::from_utf8(bytes(response).await).unwrap()
        }
    };
    let told = listed(editor.clone()).await;
    assert!(
        told.contains("<goat>") && told.contains("/editions/lamb/1/1"),
        "{told}"
    );
    assert!(!listed(stranger.clone()).await.contains("goat"));
    assert_eq!(get(&house, "/api/reports", &[]).await.status(), 401);
    for path in [
        "/",
        "/editions/lamb",
        "/editions/lamb/1",
        "/editions/lamb/versions",
        "/editions/lamb/versions.json",
        "/editions/lamb/1/version.json",
        FORM,
        "/search?q=goat",
        "/api/editions/lamb",
    ] {
        let page = page(&house, path).await;
        for private in ["goat", "reader@example.org"] {
            let form = page.replace("value=\"goat\"", "").replace("q=goat", "");
            let searched = path.starts_with("/search") && private == "goat";
            assert!(
                searched || !form.contains(private),
                "{path} shows {private}"
            );
        }
    }

    // A version that is there, and later; and the right edition for the token.
    let resolution = |token: String, query: &'static str| {
        let house = house.clone();
        async move {
            let request = Request::post(format!("/api/reports/1/resolution?{query}"));
            let request = request.header("authorization", token).body(Body::empty());
            send(&house, request.unwrap()).await.status().as_u16()
        }
    };
    assert_eq!(resolution(editor.clone(), "version=1").await, 400);
    assert_eq!(resolution(editor.clone(), "version=2").await, 400);
    publish(folder, "lamb", &TEXT.replace("lamb.", "goat."));
    assert_eq!(resolution(stranger, "version=2").await, 404);
    assert_eq!(resolution(editor.clone(), "version=2&note=true").await, 200);
    assert_eq!(resolution(editor, "version=2").await, 404);
    assert!(access.open_reports().unwrap().is_empty());
    let resolved = access.resolved_reports().unwrap();
    assert_eq!(resolved[0].contact, None, "forgotten");
    assert_eq!(resolved[0].resolved.as_ref().unwrap().version, Some(2));

    // Another process finds it so.
    let house = self::house(folder);
    let versions = page(&house, "/editions/lamb/versions").await;
    assert!(
        versions.contains("1 report of a reader led to this version."),
        "{versions}"
    );
    let json = page(&house, "/editions/lamb/versions.json").await;
    assert!(json.contains("\"reports\": 1"), "{json}");
}

#[tokio::test]
async fn what_cannot_be_kept_is_told_and_what_was_written_stays_in_the_form() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    publish(folder, "lamb", TEXT);
    publish(folder, "other", &TEXT.replace("Lamb", "Other"));
    let house = house(folder);
    let seal = seal(&house).await;
    let long = |letters: usize| "x".repeat(letters);
    let access = Access::of(&store(folder)).unwrap();
    for (form, status) in [
        (format!("message=&token={seal}"), 422),
        (format!("message=+%0A+&token={seal}"), 422),
        (format!("message={}&token={seal}", long(4_001)), 422),
        (format!("message=a&words={}&token={seal}", long(1_001)), 422),
        (format!("message=a&passage={}&token={seal}", long(201)), 422),
        (format!("message=a&contact=a%0Ab&token={seal}"), 422),
        (format!("message=a%00&token={seal}"), 422),
        ("message=kept+here&token=".to_owned(), 422),
        ("message=kept+here".to_owned(), 422),
        (format!("message=kept+here&token=0{seal}0"), 422),
        (
            format!("message=b&website=http%3A%2F%2Fspam.example&token={seal}"),
            303,
        ),
    ] {
        let response = post(&house, FORM, &form).await;
        assert_eq!(response.status(), status, "{form:.80}");
        assert_eq!(
            header(&response, "cache-control") == "no-store",
            status == 422
        );
        let page = String::from_utf8(bytes(response).await).unwrap();
        if form.contains("kept+here") {
            assert!(page.contains("\nkept here</textarea>"), "{page}");
        }
    }
    assert!(access.open_reports().unwrap().is_empty());
    let form = format!("message=a&token={seal}");
    let elsewhere = post(&house, "/editions/other/1/report", &form).await;
    assert_eq!(elsewhere.status(), 422, "a seal is for one edition");
    let giant = post(&house, FORM, &format!("message={}", long(70_000))).await;
    assert_eq!(giant.status(), 413);
    for path in ["/editions/lamb/9/report", "/editions/none/1/report"] {
        assert_eq!(
            post(&house, path, "message=a").await.status(),
            404,
            "{path}"
        );
        assert_eq!(get(&house, path, &[]).await.status(), 404, "{path}");
    }
    let json = Request::post(FORM).header("content-type", "application/json");
    let json = send(&house, json.body(Body::from("{}")).unwrap()).await;
    assert_eq!(json.status(), 415);
    let foreign = Request::post(FORM)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site");
    let foreign = send(&house, foreign.body(Body::from("message=a")).unwrap()).await;
    assert_eq!(foreign.status(), 400);
    for (origin, status) in [("https://evil.example", 400), ("http://example.org", 303)] {
        let sent = Request::post(FORM)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("host", "example.org")
            .header("origin", origin);
        let body = Body::from(format!("message=a&token={seal}&website=x"));
        let reply = send(&house, sent.body(body).unwrap()).await;
        assert_eq!(reply.status(), status, "{origin}");
    }

    // All readers together may send so many in a minute.
    let mut kept = 0;
    loop {
        let response = post(&house, FORM, &format!("message=again&token={seal}")).await;
        match response.status().as_u16() {
            303 => kept += 1,
            429 => {
                assert_eq!(header(&response, "retry-after"), "60");
                break;
            }
            other => panic!("{other}"),
        }
        assert!(kept < 40, "nobody stops it");
    }
    let numbers: Vec<u32> = access
        .open_reports()
        .unwrap()
        .iter()
        .map(|one| one.number)
        .collect();
    assert_eq!(numbers, (1..=kept).collect::<Vec<u32>>());
    let gone = resolve_report(
        (&access, &store(folder)),
        1,
        "Ann",
        (None, Some("no".into())),
    );
    assert!(gone.unwrap().resolved.unwrap().version.is_none());
    let left = page(&house, "/editions/lamb/versions").await;
    assert!(!left.contains("report of a reader"), "it led to nothing");
}

/// What comes with the program has no editor to tell.
#[tokio::test]
async fn without_a_store_on_disk_nothing_is_taken() {
    let house = House::furnish(
        Settings::new(Options::default()).unwrap(),
        Arc::new(Store::memory()),
    );
    assert_eq!(get(&house.unwrap(), FORM, &[]).await.status(), 403);
}
