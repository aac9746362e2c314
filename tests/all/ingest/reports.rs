//! What the editor does with reports of readers over the web.

use variorum::access::{Permission, Report};

use super::{Site, tei};

/// Everything that the addresses of reports answer.
pub async fn what_readers_report(site: &Site) {
    assert_eq!(site.publish("lamb", &tei("one")).await.status, 201);
    let next = [("content-type", "application/tei+xml"), ("if-match", "*")];
    let published = site
        .ask("PUT", "/api/editions/lamb", &next, tei("two"))
        .await;
    assert_eq!(published.status, 200, "{}", published.text());
    let state = site
        .ask_plainly("GET", "/api/editions/lamb/1", &[], "")
        .await;
    let version = state.json();
    let report = |message: &str| Report {
        number: 0,
        when: "2026-01-01T00:00:00Z".to_owned(),
        edition: "lamb".parse().unwrap(),
        version: 1,
        sha256: version["version"]["sha256"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap(),
        passage: None,
        words: None,
        message: message.to_owned(),
        contact: Some("reader@example.org".to_owned()),
        resolved: None,
    };
    for message in ["It is two.", "It is three."] {
        site.access().keep_report(report(message)).unwrap();
    }
    let listed = site.ask("GET", "/api/reports", &[], "").await;
    let listed = listed.json();
    assert_eq!(listed["reports"].as_array().unwrap().len(), 2);
    assert_eq!(listed["reports"][0]["href"], "/editions/lamb/1");
    assert_eq!(listed["reports"][0]["contact"], "reader@example.org");

    let none = site.grant(&[Permission::Publish], "lamb*", None).unwrap();
    let other = site.grant(&[Permission::Review], "goat", None).unwrap();
    let as_holder = |token: &str| format!("Bearer {token}");
    let (none, other) = (as_holder(&none), as_holder(&other));
    const ONE: &str = "/api/reports/1/resolution";
    for (method, path, token, status) in [
        ("GET", "/api/reports", None, 401),
        ("GET", "/api/reports", Some(&none), 403),
        ("GET", "/api/reports", Some(&other), 200),
        ("POST", ONE, None, 401),
        ("POST", ONE, Some(&none), 403),
        // Whoever may not read it does not learn that it is there.
        ("POST", ONE, Some(&other), 404),
    ] {
        let headers: Vec<(&str, &str)> = token
            .map(|token| ("authorization", token.as_str()))
            .into_iter()
            .collect();
        let reply = site.ask_plainly(method, path, &headers, "").await;
        assert_eq!(reply.status, status, "{method} {path}: {}", reply.text());
        assert!(!reply.text().contains("It is two."), "{}", reply.text());
    }
    for (method, path, status) in [
        ("GET", "/api/reports?state=lost", 400),
        ("GET", "/api/reports?x=1", 400),
        ("POST", "/api/reports/1/resolution?version=1", 400),
        ("POST", "/api/reports/1/resolution?version=9", 400),
        ("POST", "/api/reports/1/resolution?version=x", 400),
        ("POST", "/api/reports/1/resolution?note=%07x", 400),
        ("POST", "/api/reports/1/resolution?note=a%0Ab", 400),
        ("POST", "/api/reports/9/resolution?version=2", 404),
        ("POST", "/api/reports/one/resolution", 404),
    ] {
        let reply = site.ask(method, path, &[], "").await;
        assert_eq!(reply.status, status, "{method} {path}: {}", reply.text());
    }
    let to_second = format!("{ONE}?version=2&note=Mended");
    let resolved = site.ask("POST", &to_second, &[], "").await.json();
    assert_eq!(resolved["resolved"]["version"], 2);
    assert_eq!(resolved["resolved"]["note"], "Mended");
    assert!(resolved.get("contact").is_none(), "{resolved}");
    assert_eq!(
        site.ask("POST", ONE, &[], "").await.status,
        404,
        "only once"
    );
    let open = site
        .ask("GET", "/api/reports?state=open", &[], "")
        .await
        .json();
    assert_eq!(open["reports"][0]["number"], 2);
    let old = site
        .ask("GET", "/api/reports?state=resolved", &[], "")
        .await
        .json();
    assert_eq!(old["reports"][0]["number"], 1);
    let history = site
        .ask_plainly("GET", "/editions/lamb/versions.json", &[], "")
        .await;
    assert!(history.text().contains("\"reports\""), "{}", history.text());
}

#[tokio::test]
async fn the_editor_reads_and_resolves_what_readers_report() {
    what_readers_report(&Site::new()).await;
}
