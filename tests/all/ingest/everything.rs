//! Everything is taken out again, in one file.

use std::io::Cursor;

use variorum::package::Unzipped;
use variorum::source::{FilePath, Files};
use variorum::store::digest;

use super::{Site, TEI, tei};

const ALL: &str = "/editions.zip?versions=all";

async fn publish(site: &Site, id: &str, words: &str) {
    let condition = match words {
        "Second" => ("if-match", "*"),
        _ => ("if-none-match", "*"),
    };
    let path = format!("/api/editions/{id}");
    let headers = [("content-type", TEI), condition];
    let reply = site.ask("PUT", &path, &headers, tei(words)).await;
    assert!(reply.status.is_success(), "{}", reply.text());
}

/// The paths in an archive; each file is held against the list of digests.
fn paths(bytes: &[u8]) -> Vec<String> {
    let files = Unzipped::open(Cursor::new(bytes), bytes.len() as u64).unwrap();
    let read = |path: &str| {
        let path = FilePath::new(path).unwrap();
        files.read(&path).unwrap().unwrap().into_owned()
    };
    let manifest = String::from_utf8(read("manifest-sha256.txt")).unwrap();
    for line in manifest.lines() {
        let (wanted, path) = line.split_once("  ").unwrap();
        assert_eq!(digest(&read(path)).to_string(), wanted);
    }
    let paths: Vec<String> = files.paths().iter().map(ToString::to_string).collect();
    assert_eq!(paths.len(), manifest.lines().count() + 1);
    paths
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_comes_in_one_file_from_any_byte() {
    let site = Site::new();
    publish(&site, "lamb-a", "First").await;
    publish(&site, "lamb-a", "Second").await;
    publish(&site, "lamb-b", "Other").await;
    let latest = site.ask_plainly("GET", "/editions.zip", &[], "").await;
    assert_eq!(latest.status, 200);
    let expected = [
        "lamb-a/edition.xml",
        "lamb-b/edition.xml",
        "manifest-sha256.txt",
    ];
    assert_eq!(paths(&latest.body), expected);
    let whole = site.ask_plainly("GET", ALL, &[], "").await;
    assert_eq!(whole.header("content-type"), "application/zip");
    assert_eq!(whole.header("content-length"), whole.body.len().to_string());
    let expected = [
        "lamb-a/1/edition.xml",
        "lamb-a/2/edition.xml",
        "lamb-b/1/edition.xml",
        "manifest-sha256.txt",
    ];
    assert_eq!(paths(&whole.body), expected);

    let (tag, length) = (whole.header("etag").to_owned(), whole.body.len());
    assert_eq!(
        site.ask_plainly("GET", ALL, &[("if-none-match", &tag)], "")
            .await
            .status,
        304
    );
    let head = site.ask_plainly("HEAD", ALL, &[], "").await;
    assert_eq!((head.body.len(), head.header("etag")), (0, tag.as_str()));
    for cut in [1, 100, length / 2, length - 1] {
        let rest = format!("bytes={cut}-");
        let asked = [("range", rest.as_str()), ("if-range", tag.as_str())];
        let part = site.ask_plainly("GET", ALL, &asked, "").await;
        assert_eq!(part.status, 206);
        assert_eq!(part.body, whole.body[cut..]);
        let range = format!("bytes {cut}-{}/{length}", length - 1);
        assert_eq!(part.header("content-range"), range);
    }
    let beyond = [("range", "bytes=99999999-")];
    assert_eq!(site.ask_plainly("GET", ALL, &beyond, "").await.status, 416);
    // Once something is published, it is another file: all of it is sent.
    publish(&site, "lamb-c", "Third").await;
    let asked = [("range", "bytes=5-"), ("if-range", tag.as_str())];
    let anew = site.ask_plainly("GET", ALL, &asked, "").await;
    assert_eq!(anew.status, 200);
    assert_eq!(paths(&anew.body).len(), 5);
    // What is withdrawn is not in it.
    let headers = [("if-match", "*"), ("change-note", "A mistake")];
    let gone = site
        .ask("DELETE", "/api/editions/lamb-b", &headers, "")
        .await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    let left = site.ask_plainly("GET", "/editions.zip", &[], "").await;
    let expected = [
        "lamb-a/edition.xml",
        "lamb-c/edition.xml",
        "manifest-sha256.txt",
    ];
    assert_eq!(paths(&left.body), expected);
    let strange = "/editions.zip?versions=some";
    assert_eq!(site.ask_plainly("GET", strange, &[], "").await.status, 404);
    let page = site.ask_plainly("GET", "/", &[], "").await.text();
    assert!(page.contains("editions.zip?versions=all"), "{page}");
}
