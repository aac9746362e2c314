//! The page with the form.

use super::{Reply, Site, tag, tei};
use variorum::access::Permission;

/// A form filled in; the file is called `lamb.xml`.
fn form(token: &str, fields: &[(&str, &str)], file: &str) -> String {
    let mut body = String::new();
    let all = [("token", token)];
    for (name, value) in all.iter().chain(fields) {
        body.push_str(&format!(
            "--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    body.push_str(&format!(
        "--x\r\nContent-Disposition: form-data; name=\"edition\"; filename=\"lamb.xml\"\r\n\
         Content-Type: text/xml\r\n\r\n{file}\r\n--x\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--x--\r\n"
    ));
    body
}

async fn send(site: &Site, body: String, headers: &[(&str, &str)]) -> Reply {
    let typed = ("content-type", "multipart/form-data; boundary=x");
    let headers = [&[typed], headers].concat();
    site.ask_plainly("POST", "/hand-in", &headers, body).await
}

#[tokio::test]
async fn a_file_is_tried_and_published() {
    let site = Site::new();
    let page = site.ask_plainly("GET", "/hand-in", &[], "").await;
    assert!(page.status == 200 && page.text().contains("type=\"password\""));
    let (one, two) = (tei("One"), tei("Two"));
    let fields = |act| {
        [
            ("name", "lamb"),
            ("expects", "new"),
            ("note", "First <ü>"),
            ("act", act),
        ]
    };
    let before = site.everything();
    let tried = send(&site, form(&site.token, &fields("try"), &one), &[]).await;
    assert_eq!(tried.status, 200, "{}", tried.text());
    assert!(
        tried.text().contains("This would be a new edition, “lamb”"),
        "{}",
        tried.text()
    );
    assert!(
        tried.text().contains("value=\"First &lt;ü&gt;\""),
        "{}",
        tried.text()
    );
    assert!(
        !tried.text().contains(&site.token),
        "the token is not on the page"
    );
    assert_eq!(tried.header("cache-control"), "no-store");
    assert!(site.everything() == before);

    let done = send(&site, form(&site.token, &fields("publish"), &one), &[]).await;
    assert_eq!(done.status, 201, "{}", done.text());
    assert!(done.text().contains("“lamb” is published"));
    let state = site.ask_plainly("GET", "/api/editions/lamb", &[], "").await;
    assert_eq!(
        state.header("etag"),
        tag(&one),
        "as if it were sent by itself"
    );
    assert_eq!(state.json()["version"]["note"], "First <ü>");

    // Upon what the page showed, and not upon anything else.
    let next = |upon| {
        [
            ("name", "lamb"),
            ("expects", "next"),
            ("upon", upon),
            ("act", "publish"),
        ]
    };
    let stale = send(&site, form(&site.token, &next("\"x\""), &two), &[]).await;
    assert_eq!(stale.status, 412);
    let shown = format!("value=\"&quot;{}&quot;\"", tag(&one).trim_matches('"'));
    let page = stale.text().replace("&#34;", "&quot;");
    assert!(page.contains(&shown), "{page}");
    let current = tag(&one);
    let done = send(&site, form(&site.token, &next(&current), &two), &[]).await;
    assert!(done.status == 200 && done.text().contains("Version 2 of “lamb” is published"));
    let told = "Of the version before, 1 citable passage: 1 changed.";
    assert!(done.text().contains(told), "{}", done.text());
    let any = send(&site, form(&site.token, &next(""), &one), &[]).await;
    assert!(
        any.text().contains("Version 3 of “lamb” is published"),
        "{}",
        any.text()
    );
    assert_eq!(site.access().changes().unwrap().changes.len(), 4);
}

#[tokio::test]
async fn what_was_found_stands_at_its_line() {
    let site = Site::new();
    let file = "<TEI>\n<text>\n<body>\n<p>One &amp; <b>two</p>\n</body>\n</text>\n</TEI>";
    let fields = [("name", "lamb"), ("act", "try")];
    let refused = send(&site, form(&site.token, &fields, file), &[]).await;
    assert_eq!(refused.status, 422);
    let page = refused.text();
    let line =
        "<span class=\"number\">4</span><code>&lt;p&gt;One &amp;amp; &lt;b&gt;two&lt;/p&gt;</code>";
    let found = page.split(line).nth(1).unwrap_or_else(|| panic!("{page}"));
    assert!(
        found
            .trim_start()
            .starts_with("<p class=\"finding error\">"),
        "{found}"
    );
    assert!(found.contains("tag-mismatched, line 4"), "{found}");
}

#[tokio::test]
async fn strangers_and_other_sites_change_nothing() {
    let site = Site::new();
    let preview = site.grant(&[Permission::Preview], "lamb*", None).unwrap();
    let before = site.everything();
    let fields = [("name", "lamb"), ("expects", "new"), ("act", "publish")];
    let good = form(&site.token, &fields, &tei("One"));
    let elsewhere = form(
        &site.token,
        &[("name", "wolf"), ("act", "publish")],
        &tei("One"),
    );
    let unnamed = form(
        &site.token,
        &[("name", "No Name"), ("act", "publish")],
        &tei("One"),
    );
    let table = [
        ("from another site", good.clone(), "cross-site", 400),
        ("from a neighbour", good.clone(), "same-site", 400),
        (
            "no token",
            form("", &fields, &tei("One")),
            "same-origin",
            403,
        ),
        (
            "no token of ours",
            form("secret", &fields, &tei("One")),
            "same-origin",
            403,
        ),
        (
            "a token that may not",
            form(&preview, &fields, &tei("One")),
            "same-origin",
            403,
        ),
        ("an edition of others", elsewhere, "same-origin", 403),
        ("no name", unnamed, "same-origin", 400),
        (
            "cut off",
            good[..good.len() - 40].to_owned(),
            "same-origin",
            400,
        ),
        (
            "the token is not the first",
            good.replacen("token", "later", 1),
            "same-origin",
            400,
        ),
        ("nothing", String::new(), "same-origin", 400),
    ];
    for (what, body, from, status) in table {
        let reply = send(
            &site,
            body,
            &[("sec-fetch-site", from), ("accept", "text/html")],
        )
        .await;
        assert_eq!(reply.status.as_u16(), status, "{what}: {}", reply.text());
        assert!(reply.text().contains("<!doctype html>"), "{what}");
        assert!(
            !reply.headers.contains_key("www-authenticate"),
            "{what}: no dialogue"
        );
        assert!(site.everything() == before, "{what}");
    }
    let plain = [("content-type", "application/x-www-form-urlencoded")];
    let reply = site
        .ask_plainly("POST", "/hand-in", &plain, "token=x")
        .await;
    assert_eq!(reply.status, 415);
}
