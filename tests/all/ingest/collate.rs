//! Witnesses handed in are handed out side by side: to programs and to people.

use super::{Reply, Site};

const JSON: &str = r#"{"witnesses": [{"id": "A", "content": "the old mill"}, {"id": "B", "content": "the new mill"}]}"#;

/// A form with these parts: name, name of the file, what is in it.
fn form(parts: &[(&str, &str, &str)]) -> String {
    let part = |(name, file, text): &(&str, &str, &str)| {
        let file = match *file {
            "" => String::new(),
            file => format!("; filename=\"{file}\""),
        };
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{text}\r\n")
    };
    parts.iter().map(part).collect::<String>() + "--x--\r\n"
}

const FORM: (&str, &str) = ("content-type", "multipart/form-data; boundary=x");

async fn post(site: &Site, path: &str, parts: &[(&str, &str, &str)]) -> Reply {
    site.ask_plainly("POST", path, &[FORM], form(parts)).await
}

const TWO: [(&str, &str, &str); 2] = [
    ("witness", "A.txt", "She took the boat past the reef."),
    ("witness", "B.txt", "She took the ship past the reef."),
];

/// Every status that is documented for `/api/collate`.
pub async fn collate_all(site: &Site) {
    let reply = post(site, "/api/collate", &TWO).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("decisions-left"), "0");
    let entry = "<app><rdg wit=\"#A\">boat</rdg><rdg wit=\"#B\">ship</rdg></app>";
    assert!(reply.text().contains(entry), "{}", reply.text());
    let json = [("content-type", "application/json")];
    let csv = site
        .ask_plainly("POST", "/api/collate?to=csv", &json, JSON)
        .await;
    assert_eq!(csv.text(), "A,B\r\nthe,the\r\nold,new\r\nmill,mill\r\n");
    assert!(csv.header("content-type").starts_with("text/csv"));
    for (word, begin) in [
        ("svg-graph", "<?xml"),
        ("svg-ribbon", "<?xml"),
        ("nexus", "#NEXUS"),
        ("phylip", "2\n"),
        ("agreement", "witness,"),
        ("html", "<!doctype"),
        ("tsv", "A\tB\n"),
        ("json", "{"),
    ] {
        let path = format!("/api/collate?to={word}&lemma=majority&title=X");
        let reply = post(site, &path, &TWO).await;
        assert!(reply.text().starts_with(begin), "{word}");
    }
    for (path, parts, status, code) in [
        ("/api/collate?to=pdf", &TWO[..], 400, "query-unfit"),
        ("/api/collate?x=1", &TWO[..], 400, "query-unfit"),
        ("/api/collate?words=spoken", &TWO[..], 400, "query-unfit"),
        ("/api/collate?layers=2", &TWO[..], 400, "query-unfit"),
        ("/api/collate?fragments=Z", &TWO[..], 422, "witnesses-unfit"),
        (
            "/api/collate",
            &[("other", "A.txt", "x")][..],
            400,
            "parts-unfit",
        ),
        (
            "/api/collate",
            &[("witness", "", "x")][..],
            400,
            "parts-unfit",
        ),
        ("/api/collate", &TWO[..1], 422, "witnesses-unfit"),
        (
            "/api/collate",
            &[TWO[0], TWO[0]][..],
            422,
            "witnesses-unfit",
        ),
        ("/api/collate?lemma=Z", &TWO[..], 422, "witnesses-unfit"),
        (
            "/api/collate",
            &[TWO[0], ("witness", "B.xml", "<TEI>")][..],
            422,
            "not-well-formed",
        ),
        (
            "/api/collate",
            &[TWO[0], TWO[1], ("decisions", "", "x = 1")][..],
            422,
            "decisions-unfit",
        ),
        (
            "/api/collate",
            &[TWO[0], TWO[1], ("folding", "", "caps = 1")][..],
            422,
            "decisions-unfit",
        ),
    ] {
        let reply = post(site, path, parts).await;
        assert_eq!(reply.status.as_u16(), status, "{path}: {}", reply.text());
        assert_eq!(reply.code(), code, "{path}");
    }
    let plain = site
        .ask_plainly(
            "POST",
            "/api/collate",
            &[("content-type", "text/plain")],
            "x",
        )
        .await;
    assert_eq!(plain.code(), "type-unknown");
    let large = [FORM, ("content-length", "99999999999")];
    let large = site.ask_plainly("POST", "/api/collate", &large, "x").await;
    assert_eq!(large.code(), "body-too-large");
}

#[tokio::test]
async fn states_and_fragments_are_asked_for_in_the_address_and_in_the_form() {
    let site = Site::new();
    let corrected = "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><text><body><p>She took the \
        <del>ship</del> <add>boat</add> past the reef.</p></body></text></TEI>";
    let parts = [
        ("witness", "A.xml", corrected),
        ("witness", "B.txt", "the boat past"),
    ];
    let path = "/api/collate?to=csv&layers=yes&words=written&fragments=B";
    let table = post(&site, path, &parts).await;
    assert!(table.text().starts_with("A,A.ac,B\r\n"), "{}", table.text());
    let form = [
        ("siglum", "", "A"),
        ("text", "", corrected),
        ("siglum", "", "B"),
        ("text", "", "the boat past"),
        ("layers", "", "yes"),
        ("fragments", "", "B"),
        ("act", "", "show"),
    ];
    let page = post(&site, "/collate", &form).await;
    let page = page.text();
    assert!(
        page.contains(">A.ac</th>") && page.contains("<span class=\"vh\">lacuna</span>"),
        "{page}"
    );
    assert!(page.contains("value=\"yes\" checked"), "{page}");
}

#[tokio::test]
async fn decisions_that_no_longer_apply_are_counted() {
    let site = Site::new();
    let decisions = "[[decision]]\ndo = \"lemma\"\nin = \"A\"\nwords = \"bark\"\n";
    let parts = [TWO[0], TWO[1], ("decisions", "", decisions)];
    let reply = post(&site, "/api/collate", &parts).await;
    assert_eq!(reply.header("decisions-left"), "1");
}

/// The form of the page, filled in by hand.
fn filled<'a>(
    act: &'a str,
    more: &[(&'a str, &'a str, &'a str)],
) -> Vec<(&'a str, &'a str, &'a str)> {
    let mut parts = vec![
        ("siglum", "", "A"),
        ("text", "", "She took the boat past the reef."),
        ("file", "B.txt", "She took the ship past the <reef>."),
        ("fold", "", "case"),
        ("lemma", "", "none"),
        ("act", "", act),
    ];
    parts.extend_from_slice(more);
    parts
}

#[tokio::test]
async fn people_collate_without_a_script_and_nothing_is_kept() {
    let site = Site::new();
    let empty = site.ask_plainly("GET", "/collate", &[], "").await;
    assert_eq!(empty.status, 200);
    assert!(empty.text().contains("name=\"siglum\"") && !empty.text().contains("<script"));
    let shown = post(&site, "/collate", &filled("show", &[])).await;
    let page = shown.text();
    assert_eq!(shown.status, 200, "{page}");
    assert_eq!(shown.header("cache-control"), "no-store");
    for part in [
        "<td>boat</td><td>ship</td>",
        "class=\"collation ribbon\"",
        "class=\"collation graph\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(
        page.contains("past the &lt;reef&gt;."),
        "what was sent stands in the form again"
    );
    let decide = [
        ("do", "", "lemma"),
        ("in", "", "B"),
        ("columns", "", "4"),
        ("reason", "", "it sank"),
    ];
    let decided = post(&site, "/collate", &filled("decide", &decide)).await;
    let page = decided.text();
    assert!(
        page.contains("do = &quot;lemma&quot;") || page.contains("do = \"lemma\""),
        "{page}"
    );
    assert!(page.contains("class=\"reading lemma\">ship"), "{page}");
    let nowhere = post(
        &site,
        "/collate",
        &filled(
            "decide",
            &[("do", "", "join"), ("in", "", "A"), ("columns", "", "99")],
        ),
    )
    .await;
    assert!(nowhere.text().contains("A has nothing in these columns."));
    let edition = post(&site, "/collate", &filled("edition", &[])).await;
    assert!(
        edition.text().contains("Just collated"),
        "{}",
        edition.text()
    );
    let file = post(&site, "/collate", &filled("tei", &[])).await;
    assert!(file.header("content-disposition").contains("edition.xml"));
    let publish = post(&site, "/collate", &filled("publish", &[])).await;
    assert!(
        publish.text().contains("name=\"edition\"") && publish.text().contains("name=\"token\"")
    );
    let alone = post(
        &site,
        "/collate",
        &[("siglum", "", "A"), ("text", "", "x"), ("act", "", "show")],
    )
    .await;
    assert_eq!(alone.status, 422);
    let foreign = [FORM, ("sec-fetch-site", "cross-site")];
    let foreign = site
        .ask_plainly("POST", "/collate", &foreign, form(&filled("show", &[])))
        .await;
    assert_eq!(foreign.status, 400);
}
