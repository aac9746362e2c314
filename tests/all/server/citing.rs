//! Citations, dates and links, with real pages: exchanges in
//! `tests/cases/citing`, and programs of other people on a real connection.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use tokio::net::TcpListener;
use variorum::describe::citation::parse;
use variorum::server::{House, Options, Settings, serve_until};
use variorum::store::{Expected, Publication, Store, digest};

use crate::describe::clients;

use super::{answer_cases, bytes, get, header};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text that is published, in three versions a month apart.
fn texts() -> [String; 3] {
    let case = root().join("tests/cases/describe/essays-by-an-author-with-an-editor");
    let first = std::fs::read_to_string(case.join("input.xml")).unwrap();
    let second = first.replace("Two.", "Two and more.");
    let third = first.replace("Two.", "Three.");
    [first, second, third]
}

fn house_at(base_url: &str) -> Arc<House> {
    let store = Store::memory();
    let id = "walks".parse().unwrap();
    for (text, month) in texts().iter().zip(["01", "02", "03"]) {
        let publication = Publication {
            publisher: "Ann Editor".to_owned(),
            address: "mailto:ann@example.org".to_owned(),
            message: format!("In month {month}"),
            when: format!("2026-{month}-10T12:00:00Z"),
            token: None,
        };
        let put = store.put(&id, text.as_bytes(), &publication, Expected::Any);
        put.unwrap();
    }
    let options = Options {
        base_url: Some(base_url.to_owned()),
        ..Options::default()
    };
    House::furnish(Settings::new(options).unwrap(), store.into()).unwrap()
}

#[tokio::test]
async fn every_case_of_citing_is_answered_as_written() {
    let folder = root().join("tests/cases/citing");
    let seen = answer_cases(&folder, &house_at("https://example.org/texts")).await;
    assert!(seen >= 20, "only {seen} cases were found");
}

/// Each citation on the page is read back as what it was asked for.
#[tokio::test]
async fn what_the_page_says_is_read_back() {
    let house = house_at("https://example.org/texts");
    let texts = texts();
    for (path, version, reference) in [
        ("/editions/walks/cite", 3, None),
        ("/editions/walks/1/cite", 1, None),
        ("/editions/walks/2/cite/1.2", 2, Some("1.2")),
        ("/editions/walks/2/cite/1.1-1.2", 2, Some("1.1-1.2")),
    ] {
        let page = String::from_utf8(bytes(get(&house, path, &[]).await).await).unwrap();
        let expected = digest(texts[version as usize - 1].as_bytes());
        for style in ["chicago", "mla", "apa", "critical", "short"] {
            let begin = page
                .find(&format!("<p id=\"{style}\" lang=\"en\">"))
                .expect(style);
            let end = begin + page[begin..].find("</p>").unwrap();
            let read = parse(&without_tags(&page[begin..end])).expect(style);
            assert_eq!(read.edition.unwrap().as_str(), "walks");
            assert_eq!(read.version, Some(version), "{path} {style}");
            assert_eq!(read.reference.as_deref(), reference, "{path} {style}");
            assert!(read.digest.unwrap().begins(&expected), "{path} {style}");
            assert_eq!(read.passage.is_some(), reference.is_some());
        }
    }
}

fn without_tags(html: &str) -> String {
    let pieces = html.split('<').map(|piece| match piece.split_once('>') {
        Some((_, words)) => words,
        None => piece,
    });
    pieces.collect()
}

#[tokio::test]
async fn a_citation_page_is_kept_and_changes_with_the_versions() {
    let house = house_at("https://example.org/texts");
    let path = "/editions/walks/2/cite/1.2";
    let tag = header(&get(&house, path, &[]).await, "etag").to_owned();
    let again = get(&house, path, &[("if-none-match", &tag)]).await;
    assert_eq!(again.status(), 304);
    let other = get(&house, "/editions/walks/2/cite/1.1", &[]).await;
    assert_ne!(header(&other, "etag"), tag);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_of_others_understand_what_is_served() {
    let Some(python) = clients() else { return };
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let (address, server) = serve_walks(async {
        let _ = stopped.await;
    })
    .await;
    let run = tokio::task::spawn_blocking(move || {
        Command::new(python)
            .arg(root().join("tests/clients/citing.py"))
            .args([&format!("http://{address}"), "walks"])
            .output()
            .expect("Python runs")
    });
    let run = run.await.unwrap();
    stop.send(()).unwrap();
    server.await.unwrap();
    let said = [run.stdout, run.stderr].concat();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&said));
}

type Serving = tokio::task::JoinHandle<()>;

async fn serve_walks(until: impl Future<Output = ()> + Send + 'static) -> (SocketAddr, Serving) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let house = house_at(&format!("http://{address}"));
    (address, tokio::spawn(serve_until(listener, house, until)))
}
