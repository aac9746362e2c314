//! Whatever is asked for, with whatever headers (a page, a passage, references by DTS
//! with any parameters, any wish for a type or a coding), is answered or refused in
//! the form that is promised; the server is never at fault.
//!
//! Input: the address; then a header on each line.
#![no_main]

use std::sync::{Arc, OnceLock};

use axum::body::{Body, to_bytes};
use axum::http::Request;
use libfuzzer_sys::fuzz_target;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;
use variorum::server::{House, Options, Settings, router};
use variorum::store::{Expected, Publication, Store};

const TEXT: &str = r##"<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>
<titleStmt><title>Psalter</title></titleStmt><publicationStmt><p>None</p></publicationStmt>
<sourceDesc><listWit><witness xml:id="B">B</witness></listWit></sourceDesc></fileDesc><encodingDesc>
<refsDecl n="canon" default="true"><citeStructure unit="book" match="//body/div" use="@n">
<citeStructure unit="verse" match="l" use="@n" delim=":"/></citeStructure></refsDecl>
<refsDecl n="pages"><citeStructure unit="page" match="//pb" use="@n"/></refsDecl>
</encodingDesc></teiHeader><text xml:lang="la"><body><div n="I"><head>Liber</head><pb n="1"/>
<l n="1">Beatus <app><lem>vir</lem><rdg wit="#B">homo</rdg></app></l><l n="2">Sed <pb n="2"/>in</l>
</div></body></text></TEI>"##;

fn site() -> &'static (Runtime, Arc<House>) {
    static SITE: OnceLock<(Runtime, Arc<House>)> = OnceLock::new();
    SITE.get_or_init(|| {
        let store = Store::memory();
        let publication = Publication {
            publisher: "Ann".into(),
            address: String::new(),
            message: "Published.".into(),
            when: "2026-01-01T00:00:00Z".into(),
            token: None,
        };
        let id = "psalter".parse().expect("a name");
        let put = store.put(&id, TEXT.as_bytes(), &publication, Expected::Any);
        put.expect("published");
        let settings = Settings::new(Options::default()).expect("settings");
        let house = House::furnish(settings, Arc::new(store)).expect("a house");
        let runtime = Builder::new_current_thread().enable_all().build();
        (runtime.expect("a runtime"), house)
    })
}

fuzz_target!(|input: &str| {
    let (runtime, house) = site();
    let mut lines = input.lines();
    let mut request = Request::get(lines.next().unwrap_or("/"));
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        request = request.header(name, value);
    }
    // What is no request never reaches the router.
    let Ok(request) = request.body(Body::empty()) else {
        return;
    };
    let (status, head, body) = runtime.block_on(async {
        let response = router(house.clone()).oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body");
        (parts.status.as_u16(), parts.headers, body)
    });
    assert!(status < 500, "{status} to {input:?}");
    let coded = head.contains_key("content-encoding") || status == 206;
    let kind = head.get("content-type").and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.contains("json")) && !coded && !body.is_empty() {
        let read: Result<serde_json::Value, _> = serde_json::from_slice(&body);
        assert!(read.is_ok(), "{}", String::from_utf8_lossy(&body));
    }
});
