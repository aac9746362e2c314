//! The life of an edition, as a program sees it.

use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::Value;
use variorum::access::Act;
use variorum::store::digest;

use super::{Reply, Site, TEI, tag, tei};

const LAMB: &str = "/api/editions/lamb";

#[tokio::test]
async fn an_edition_lives() {
    the_life_of_an_edition(&Site::new()).await;
}

/// Published, corrected, sent twice, withdrawn; nothing else than what was sent
/// is ever shown.
pub async fn the_life_of_an_edition(site: &Site) {
    let (one, two) = (tei("One"), tei("Two"));
    let typed = ("content-type", TEI);

    // On trial first: nothing is written.
    let before = site.everything();
    let trial = site
        .ask("PUT", "/api/editions/lamb?dry-run=1", &[typed], one.clone())
        .await;
    assert_eq!(
        (trial.status.as_u16(), said(&trial)),
        (200, "would-create".into())
    );
    assert_eq!(trial.json()["sha256"], digest(one.as_bytes()).to_string());
    assert_eq!(site.everything(), before);

    let created = site
        .ask(
            "PUT",
            LAMB,
            &[
                typed,
                ("if-none-match", "*"),
                ("change-note", "Erste Ausgabe ✓"),
            ],
            one.clone(),
        )
        .await;
    assert_eq!(created.status, 201, "{}", created.text());
    assert_eq!(created.header("location"), "/editions/lamb/1");
    assert_eq!(created.header("etag"), tag(&one));
    assert_eq!(created.header("cache-control"), "no-store");
    assert!(!created.headers.contains_key("access-control-allow-origin"));
    let told = created.json();
    assert_eq!(told["outcome"], "created");
    assert_eq!(told["version"]["number"], 1);
    assert_eq!(told["version"]["publisher"], "Ada Editor");
    assert_eq!(told["version"]["note"], "Erste Ausgabe ✓");
    assert_eq!(
        told["version"]["sha256"],
        digest(one.as_bytes()).to_string()
    );
    assert_eq!(told["validation"]["verdict"], "valid", "{told:#}");
    assert_eq!(told["previous"], Value::Null);
    assert_eq!(told["survival"], Value::Null, "there was nothing to cite");

    // It can be read at once, to the byte.
    let file = site
        .ask_plainly("GET", "/editions/lamb/1/edition.xml", &[], "")
        .await;
    assert_eq!(file.body, one.as_bytes());
    assert_eq!(file.header("etag"), tag(&one));
    let page = site.ask_plainly("GET", "/editions/lamb", &[], "").await;
    assert!(page.text().contains("Erste Ausgabe ✓"));

    // A second one of that name, whatever its bytes.
    for file in [&one, &two] {
        let taken = site.publish("lamb", file).await;
        assert_eq!(
            (taken.status.as_u16(), taken.code()),
            (412, "another-version".into())
        );
        assert_eq!(taken.json()["current"]["number"], 1);
        assert_eq!(taken.header("etag"), tag(&one));
    }

    // Tried, it says what would become of citations; published, what has.
    let fates = |units, changed| {
        serde_json::json!({
            "units": units, "same": units - changed, "same_words": 0,
            "moved": 0, "changed": changed, "gone": 0,
        })
    };
    let tried = async |file: &str| {
        let headers = [typed];
        let path = "/api/editions/lamb?dry-run=1";
        let reply = site.ask("PUT", path, &headers, file.to_owned());
        reply.await.json()
    };
    let trial = tried(&two).await;
    assert_eq!(trial["outcome"], "would-make-new-version");
    assert_eq!(trial["survival"], fates(1, 1));
    assert_eq!(tried(&one).await["survival"], Value::Null);

    let matches = tag(&one);
    let upon_one = [typed, ("if-match", matches.as_str())];
    let next = site
        .ask(
            "PUT",
            "/api/editions/lamb?note=Two%20%C3%BC",
            &upon_one,
            two.clone(),
        )
        .await;
    assert_eq!(next.status, 200, "{}", next.text());
    assert_eq!(
        (said(&next), next.json()["previous"].clone()),
        ("new-version".into(), 1.into())
    );
    assert_eq!(next.json()["version"]["note"], "Two ü");
    assert_eq!(next.json()["survival"], fates(1, 1));
    assert_eq!(
        (next.header("location"), next.header("etag")),
        ("/editions/lamb/2", tag(&two).as_str())
    );

    // The answer was lost, and the request is sent again: nothing happens twice.
    let before = site.everything();
    let again = site.ask("PUT", LAMB, &upon_one, two.clone()).await;
    assert_eq!(
        (again.status.as_u16(), said(&again)),
        (200, "unchanged".into())
    );
    let same = site
        .ask("PUT", LAMB, &[typed, ("if-match", "*")], two.clone())
        .await;
    assert_eq!(
        (same.status.as_u16(), said(&same)),
        (200, "unchanged".into())
    );
    assert_eq!(same.json()["version"]["number"], 2);
    // Somebody else's work is not overwritten.
    let stale = site.ask("PUT", LAMB, &upon_one, tei("Three")).await;
    assert_eq!(
        (stale.status.as_u16(), stale.code()),
        (412, "another-version".into())
    );
    assert_eq!(stale.json()["current"]["etag"], tag(&two));
    assert_eq!(site.everything(), before);

    withdraw_and_return(site, &two).await;

    let acts: Vec<_> = site.access().changes().unwrap().changes;
    let acts: Vec<_> = acts
        .iter()
        .map(|change| (change.act, change.from, change.to))
        .collect();
    let expected = [
        (Act::TokenMade, None, None),
        (Act::Published, None, Some(1)),
        (Act::Published, Some(1), Some(2)),
        (Act::Withdrawn, Some(2), Some(2)),
        (Act::Withdrawn, Some(2), Some(1)),
        (Act::Published, Some(2), Some(5)),
    ];
    assert_eq!(acts, expected);
}

async fn withdraw_and_return(site: &Site, two: &str) {
    let reason = ("change-note", "The wrong witness");
    let (any, version) = (("if-match", "*"), "/api/editions/lamb/2");
    let before = site.everything();
    let trial = site
        .ask(
            "DELETE",
            "/api/editions/lamb/2?dry-run=1",
            &[any, reason],
            "",
        )
        .await;
    assert_eq!(
        (trial.status.as_u16(), said(&trial)),
        (200, "would-withdraw".into())
    );
    assert_eq!(site.everything(), before);
    let gone = site.ask("DELETE", version, &[any, reason], "").await;
    assert_eq!(
        (gone.status.as_u16(), said(&gone)),
        (200, "withdrawn".into())
    );
    assert_eq!(gone.json()["withdrawn"][0]["reason"], "The wrong witness");
    let again = site.ask("DELETE", version, &[any, reason], "").await;
    assert_eq!(
        (again.status.as_u16(), said(&again)),
        (200, "unchanged".into())
    );
    let page = site.ask_plainly("GET", "/editions/lamb/2", &[], "").await;
    assert_eq!(page.status, 410);
    assert!(page.text().contains("The wrong witness"));
    let read = site.ask_plainly("GET", version, &[], "").await;
    assert_eq!(
        (read.status.as_u16(), read.code()),
        (410, "withdrawn".into())
    );
    assert_eq!(read.json()["withdrawn"]["by"], "Ada Editor");
    let state = site.ask_plainly("GET", LAMB, &[], "").await;
    assert_eq!(state.json()["withdrawn"]["version"], 2);
    let withdrawn_tag = state.header("etag").to_owned();
    assert_ne!(withdrawn_tag, tag(two), "it is another state");
    let all = site
        .ask("DELETE", LAMB, &[("if-match", &withdrawn_tag), reason], "")
        .await;
    assert_eq!(
        all.json()["withdrawn"].as_array().unwrap().len(),
        1,
        "version 1 stood"
    );
    // Bytes that were withdrawn may be published again, as a version of their own.
    let back = site
        .ask("PUT", LAMB, &[("content-type", TEI), any], two.to_owned())
        .await;
    assert_eq!(
        (back.status.as_u16(), said(&back)),
        (200, "new-version".into()),
        "{}",
        back.text()
    );
    let read = site
        .ask_plainly("GET", "/api/editions/lamb/latest", &[], "")
        .await;
    assert_eq!(read.json()["version"]["number"], 5);
}

fn said(reply: &Reply) -> String {
    reply.json()["outcome"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[tokio::test]
async fn what_there_is_can_be_read_without_a_token() {
    what_can_be_read(&Site::new()).await;
}

/// All that needs no token, and what a token says of itself; drafts.
pub async fn what_can_be_read(site: &Site) {
    for name in ["lamb-a", "lamb-b", "lamb-c"] {
        assert_eq!(site.publish(name, &tei(name)).await.status, 201);
    }
    let get = async |path: &str| site.ask_plainly("GET", path, &[], "").await;
    let page = get("/api/editions?limit=2").await;
    assert_eq!(page.header("access-control-allow-origin"), "*");
    let page = page.json();
    assert_eq!(
        (&page["count"], &page["next"]),
        (&3.into(), &"/api/editions?limit=2&after=lamb-b".into())
    );
    let rest = get("/api/editions?limit=2&after=lamb-b").await.json();
    assert_eq!(
        (&rest["editions"][0]["edition"], &rest["next"]),
        (&"lamb-c".into(), &Value::Null)
    );

    let state = get("/api/editions/lamb-a").await;
    assert_eq!(state.header("etag"), tag(&tei("lamb-a")));
    assert_eq!(state.header("access-control-allow-origin"), "*");
    let known = [("if-none-match", state.header("etag"))];
    let not_modified = site
        .ask_plainly("GET", "/api/editions/lamb-a", &known, "")
        .await;
    assert_eq!(
        (not_modified.status.as_u16(), not_modified.body.len()),
        (304, 0)
    );
    let other = site
        .ask_plainly("GET", "/api/editions/lamb-a", &[("if-match", "\"x\"")], "")
        .await;
    assert_eq!(other.status, 412);
    let head = site
        .ask_plainly("HEAD", "/api/editions/lamb-a", &[], "")
        .await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
    assert_eq!(head.header("etag"), state.header("etag"));
    for (path, status) in [
        ("/api/editions/lamb-x", 404),
        ("/api/editions/No_Name", 404),
        ("/api/editions/lamb-a/1", 200),
        ("/api/editions/lamb-a/2", 404),
        ("/api/editions/lamb-a/one", 404),
        ("/api/editions/lamb-a/1?x", 400),
        ("/api/editions/lamb-a?x=1", 400),
        ("/api/editions?limit=0", 400),
        ("/api", 200),
        ("/api/openapi.json", 200),
        ("/api/problems/too-many", 200),
        ("/api/problems/none", 404),
        ("/api/nothing", 404),
    ] {
        let reply = get(path).await;
        assert_eq!(reply.status.as_u16(), status, "{path}: {}", reply.text());
        if status >= 400 {
            assert_eq!(
                reply.header("content-type"),
                "application/problem+json",
                "{path}"
            );
        }
    }

    assert_eq!(get("/api/token").await.code(), "token-missing");
    let token = site.ask("GET", "/api/token", &[], "").await;
    assert_eq!(token.json()["holder"], "Ada Editor");
    assert!(
        !token.text().contains(&site.token[18..]),
        "not the token itself"
    );
    assert_eq!(site.ask("GET", "/api/token?x", &[], "").await.status, 400);
    let basic = BASE64_STANDARD.encode(format!("anybody:{}", site.token));
    let basic = format!("Basic {basic}");
    let same = site
        .ask_plainly("GET", "/api/token", &[("authorization", &basic)], "")
        .await;
    assert_eq!(same.json(), token.json());

    let drafts = "/api/editions/lamb-draft/drafts?hours=2";
    let draft = site
        .ask("POST", drafts, &[("content-type", TEI)], tei("Soon"))
        .await;
    assert_eq!(draft.status, 201, "{}", draft.text());
    let page = get(draft.header("location")).await;
    assert!(page.status == 200 && page.text().contains("Soon"));
    assert_eq!(get("/api/editions/lamb-draft").await.status, 404);
}

/// A text is converted, and stays beside the edition; files come in a form.
#[tokio::test]
async fn texts_and_files_are_taken_too() {
    let site = Site::new();
    let text = "The Lamb\n\nLittle Lamb, who made thee?\nDost thou know who made thee?\n";
    let headers = [
        ("content-type", "text/plain; charset=utf-8"),
        ("if-none-match", "*"),
    ];
    let created = site.ask("PUT", LAMB, &headers, text).await;
    assert_eq!(created.status, 201, "{}", created.text());
    assert!(
        !created.headers.contains_key("etag"),
        "what was sent is not what is kept"
    );
    let source = site
        .ask_plainly("GET", "/editions/lamb/1/files/source.txt", &[], "")
        .await;
    assert_eq!(source.body, text.as_bytes());
    let file = site
        .ask_plainly("GET", "/editions/lamb/edition.xml", &[], "")
        .await;
    assert!(file.text().contains("Little Lamb, who made thee?"));
    let etag = created.json()["etag"].as_str().unwrap().to_owned();
    let again = site
        .ask("PUT", LAMB, &[headers[0], ("if-match", &etag)], text)
        .await;
    assert_eq!(said(&again), "unchanged");
    let latin = [
        ("content-type", "text/plain; charset=iso-8859-1"),
        ("if-match", &etag),
    ];
    let latin = site
        .ask("PUT", LAMB, &latin, b"Caf\xe9\n\nau lait\n".to_vec())
        .await;
    assert_eq!(said(&latin), "new-version", "{}", latin.text());
    let file = site
        .ask_plainly("GET", "/editions/lamb/edition.xml", &[], "")
        .await;
    assert!(file.text().contains("Café"));

    let main = tei("Part: <ref target=\"a.txt\">a</ref> <graphic url=\"p/1.png\"/>");
    let form = |picture: &str| {
        format!(
            "--x\r\nContent-Disposition: form-data; name=\"edition\"; filename=\"lamb.xml\"\r\n\
             Content-Type: application/tei+xml\r\n\r\n{main}\r\n--x\r\nContent-Disposition: \
             form-data; name=\"file\"; filename=\"p/1.png\"\r\n\r\n{picture}\r\n--x--\r\n"
        )
    };
    let path = "/api/editions/lamb-form";
    let typed = ("content-type", "multipart/form-data; boundary=x");
    let one = site
        .ask("PUT", path, &[typed, ("if-none-match", "*")], form("one"))
        .await;
    assert_eq!(one.status, 201, "{}", one.text());
    let kept = site
        .ask_plainly("GET", "/editions/lamb-form/1/files/p/1.png", &[], "")
        .await;
    assert_eq!(kept.body, b"one");
    let etag = one.json()["etag"].as_str().unwrap().to_owned();
    let get = site.ask_plainly("GET", path, &[], "").await;
    assert_eq!(get.header("etag"), etag);
    // The same TEI file with another picture is another state.
    let two = site
        .ask("PUT", path, &[typed, ("if-match", &etag)], form("two"))
        .await;
    assert_eq!(said(&two), "new-version");
    let stale = site
        .ask("PUT", path, &[typed, ("if-match", &etag)], form("three"))
        .await;
    assert_eq!(stale.status, 412);
}

#[tokio::test]
async fn digests_are_checked_whichever_header_names_them() {
    let site = Site::new();
    let file = tei("Digest");
    let sha = BASE64_STANDARD.encode(digest(file.as_bytes()).0);
    let wrong = BASE64_STANDARD.encode(digest(b"other").0);
    let (structured, plain) = (format!("sha-256=:{sha}:"), format!("sha-256={sha}"));
    let headers = [
        ("content-type", TEI),
        ("if-none-match", "*"),
        ("content-digest", &structured),
        ("repr-digest", &structured),
        ("digest", &plain),
    ];
    assert_eq!(
        site.ask("PUT", LAMB, &headers, file.clone()).await.status,
        201
    );
    let wrong = format!("sha-256=:{wrong}:");
    for name in ["content-digest", "repr-digest"] {
        let headers = [headers[0], ("if-match", "*"), (name, wrong.as_str())];
        let reply = site.ask("PUT", LAMB, &headers, file.clone()).await;
        assert_eq!(
            (reply.status.as_u16(), reply.code()),
            (409, "digest-mismatch".into())
        );
        assert_eq!(reply.json()["found"], structured);
    }
}

#[tokio::test]
async fn only_valid_files_if_that_is_required() {
    let site = Site::new();
    let file = tei("<nonsense/>");
    let headers = [("content-type", TEI), ("if-none-match", "*")];
    let refused = site
        .ask(
            "PUT",
            "/api/editions/lamb?require=valid",
            &headers,
            file.clone(),
        )
        .await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (422, "not-valid".into())
    );
    let finding = &refused.json()["findings"][0];
    assert!(
        finding["line"].is_u64() && finding["code"].is_string(),
        "{finding:#}"
    );
    let taken = site.ask("PUT", LAMB, &headers, file).await;
    assert_eq!(taken.status, 201);
    assert_eq!(taken.json()["validation"]["verdict"], "invalid");
    assert_eq!(taken.json()["findings"][0], *finding);
}

/// A token is taken from the moment it is made until it is revoked, by whichever
/// process; and never more often than it may be used.
#[tokio::test]
async fn tokens_end_and_tire() {
    let options = variorum::server::Options {
        requests_per_minute: Some(3),
        ..Default::default()
    };
    let site = Site::with(options);
    for _ in 0..3 {
        assert_eq!(site.ask("GET", "/api/token", &[], "").await.status, 200);
    }
    let tired = site.ask("GET", "/api/token", &[], "").await;
    assert_eq!(
        (tired.status.as_u16(), tired.code()),
        (429, "too-many".into())
    );
    let wait: u64 = tired.header("retry-after").parse().unwrap();
    assert!((1..=20).contains(&wait), "{wait}");

    let site = Site::new();
    assert_eq!(site.publish("lamb", &tei("One")).await.status, 201);
    let number = variorum::access::secret::number(&site.token).unwrap();
    variorum::operations::revoke(&site.access(), "a test", number).unwrap();
    let revoked = site.publish("lamb-2", &tei("Two")).await;
    assert_eq!(
        (revoked.status.as_u16(), revoked.code()),
        (401, "token-revoked".into())
    );
    let challenges: Vec<_> = revoked.headers.get_all("www-authenticate").iter().collect();
    assert_eq!(challenges.len(), 2);
}

#[tokio::test]
async fn no_two_states_have_the_same_entity_tag() {
    let site = Site::new();
    let (one, other) = (tei("A"), tei("C"));
    let put = async |text: &str, condition: (&str, &str)| {
        let headers = [("content-type", TEI), condition];
        site.ask("PUT", LAMB, &headers, text.to_owned()).await
    };
    assert_eq!(put(&one, ("if-none-match", "*")).await.status, 201);
    let first = site.ask_plainly("GET", LAMB, &[], "").await;
    assert_eq!(first.header("etag"), tag(&one));
    assert_eq!(put(&other, ("if-match", "*")).await.status, 200);
    let back = put(&one, ("if-match", "*")).await;
    let third = site.ask_plainly("GET", LAMB, &[], "").await;
    assert_eq!(back.header("etag"), third.header("etag"));
    assert_eq!(third.json()["etag"], third.header("etag"));
    assert_ne!(third.header("etag"), first.header("etag"));
    let known = [("if-none-match", first.header("etag"))];
    let again = site.ask_plainly("GET", LAMB, &known, "").await;
    assert_eq!(again.status, 200, "it is another body");
    // Who knows the first state only may not change the third.
    assert_eq!(put(&tei("D"), ("if-match", &tag(&one))).await.status, 412);
    let state = site.ask_plainly("GET", LAMB, &[], "").await;
    let next = put(&other, ("if-match", state.header("etag"))).await;
    assert_eq!(next.status, 200, "{}", next.text());
    assert_eq!(
        put(&one, ("if-match", third.header("etag"))).await.status,
        412
    );
}
