//! The bytes that were published.

use super::double::{cases, house};
use super::{bytes, get, header, send};
use axum::body::Body;
use axum::http::Request;

#[tokio::test]
async fn files_are_sent_byte_for_byte_whatever_their_encoding() {
    let house = house();
    for (path, file) in [
        ("/editions/lamb/1/edition.xml", "lamb/1.xml"),
        ("/editions/lamb/edition.xml", "lamb/2.xml"),
        ("/editions/latin/1/edition.xml", "latin/1.xml"),
    ] {
        let expected = std::fs::read(cases().join("editions").join(file)).unwrap();
        let response = get(&house, path, &[("accept-encoding", "gzip, br")]).await;
        assert_eq!(header(&response, "content-encoding"), "", "{path}");
        assert_eq!(
            header(&response, "content-length"),
            expected.len().to_string()
        );
        assert_eq!(bytes(response).await, expected, "{path}");
    }
}

#[tokio::test]
async fn ranges_give_the_bytes_they_name() {
    let house = house();
    let path = "/editions/lamb/1/edition.xml";
    let whole = bytes(get(&house, path, &[]).await).await;
    let length = whole.len();
    let tag = header(&get(&house, path, &[]).await, "etag").to_owned();
    let weak = format!("W/{tag}");
    let date = header(&get(&house, path, &[]).await, "last-modified").to_owned();
    // Range, If-Range, status, bytes.
    let table: &[(&str, &str, u16, std::ops::Range<usize>)] = &[
        ("bytes=0-0", "", 206, 0..1),
        ("bytes=5-9", "", 206, 5..10),
        ("bytes=20-", "", 206, 20..length),
        ("bytes=-7", "", 206, length - 7..length),
        ("bytes=-99999", "", 206, 0..length),
        ("bytes=10-99999", "", 206, 10..length),
        ("bytes=5-9", &tag, 206, 5..10),
        ("bytes=5-9", &weak, 200, 0..length),
        ("bytes=5-9", "\"another\"", 200, 0..length),
        ("bytes=5-9", &date, 200, 0..length),
        ("bytes=0-1,4-5", "", 200, 0..length),
        ("lines=1-2", "", 200, 0..length),
        ("bytes=9-5", "", 200, 0..length),
        ("bytes=99999-", "", 416, 0..0),
        ("bytes=-0", "", 416, 0..0),
        ("bytes=99999-", "\"another\"", 200, 0..length),
    ];
    let digest = header(&get(&house, path, &[]).await, "repr-digest").to_owned();
    assert!(digest.starts_with("sha-256=:"));
    for (range, if_range, status, expected) in table {
        let mut headers = vec![("range", *range)];
        if !if_range.is_empty() {
            headers.push(("if-range", *if_range));
        }
        let response = get(&house, path, &headers).await;
        let case = format!("{range} {if_range}");
        assert_eq!(response.status().as_u16(), *status, "{case}");
        match status {
            206 => {
                let place = format!("bytes {}-{}/{length}", expected.start, expected.end - 1);
                assert_eq!(header(&response, "content-range"), place, "{case}");
                assert_eq!(
                    header(&response, "content-length"),
                    expected.len().to_string()
                );
                assert_eq!(header(&response, "content-digest"), "", "{case}");
            }
            416 => {
                assert_eq!(
                    header(&response, "content-range"),
                    format!("bytes */{length}")
                );
                continue;
            }
            _ => assert_eq!(header(&response, "content-digest"), digest, "{case}"),
        }
        assert_eq!(header(&response, "repr-digest"), digest, "{case}");
        assert_eq!(header(&response, "etag"), tag, "{case}");
        assert_eq!(bytes(response).await, whole[expected.clone()], "{case}");
    }
}

#[tokio::test]
async fn conditions_are_judged_in_their_order() {
    let house = house();
    let path = "/editions/lamb/1/edition.xml";
    let tag = header(&get(&house, path, &[]).await, "etag").to_owned();
    let (weak, list) = (format!("W/{tag}"), format!("\"a,b\", W/\"c\" ,{tag}"));
    let (none, some, date) = ("if-none-match", "if-match", "Mon, 02 Nov 2026 10:00:00 GMT");
    let (since, unless) = ("if-modified-since", "if-unmodified-since");
    let before = "Sun, 01 Nov 2026 10:00:00 GMT";
    let old_form = "Monday, 02-Nov-26 10:00:00 GMT";
    let table: &[(&[(&str, &str)], u16)] = &[
        (&[(none, &tag)], 304),
        (&[(none, &weak)], 304),
        (&[(none, &list)], 304),
        (&[(none, "*")], 304),
        (&[(none, "\"another\"")], 200),
        (&[(none, "another")], 200),
        (&[(none, "\"unclosed")], 200),
        (&[(since, date)], 304),
        (&[(since, old_form)], 304),
        (&[(since, before)], 200),
        (&[(since, "yesterday")], 200),
        (&[(none, "\"another\""), (since, date)], 200),
        (&[(none, &tag), (since, before)], 304),
        (&[(some, &tag)], 200),
        (&[(some, "*")], 200),
        (&[(some, &weak)], 412),
        (&[(some, "\"another\"")], 412),
        (&[(some, &tag), (none, &tag)], 304),
        (&[(unless, date)], 200),
        (&[(unless, before)], 412),
        (&[(some, &tag), (unless, before)], 200),
        (&[(none, &tag), ("range", "bytes=0-1")], 304),
    ];
    for (headers, status) in table {
        let response = get(&house, path, headers).await;
        assert_eq!(response.status().as_u16(), *status, "{headers:?}");
        if *status == 304 {
            assert_eq!(header(&response, "etag"), tag);
            assert!(header(&response, "repr-digest").starts_with("sha-256=:"));
            assert!(header(&response, "cache-control").contains("immutable"));
            assert_eq!(header(&response, "content-digest"), "");
            assert!(bytes(response).await.is_empty());
        }
    }
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let house = house();
    for path in [
        "/",
        "/editions/lamb",
        "/editions/lamb/1/edition.xml",
        "/editions/none",
        "/robots.txt",
    ] {
        let got = get(&house, path, &[]).await;
        let request = Request::head(path).body(Body::empty()).unwrap();
        let head = send(&house, request).await;
        assert_eq!(got.status(), head.status(), "{path}");
        for name in [
            "content-type",
            "etag",
            "repr-digest",
            "cache-control",
            "vary",
        ] {
            assert_eq!(header(&got, name), header(&head, name), "{path}: {name}");
        }
        let length = header(&head, "content-length").to_owned();
        assert!(bytes(head).await.is_empty());
        assert_eq!(bytes(got).await.len().to_string(), length, "{path}");
    }
}

/// A house over a real store with one edition of several files, in two versions
/// that differ in an included file alone.
fn house_of_files() -> std::sync::Arc<variorum::server::House> {
    use variorum::source::{Deposit, FilePath};
    use variorum::store::{Expected, Publication, Store};
    let path = |path| FilePath::new(path).unwrap();
    let main = "<TEI xmlns='http://www.tei-c.org/ns/1.0' \
                xmlns:xi='http://www.w3.org/2001/XInclude'><text><body><p>Mainwords</p>\
                <xi:include href='../pages/one.xml'/></body></text></TEI>";
    let one = "<div xmlns='http://www.tei-c.org/ns/1.0'><p>Includedwords \
               <figure><graphic url='img/leaf 1.png'/></figure></p></div>";
    let mut files = std::collections::BTreeMap::from([
        (path("pages/one.xml"), one.into()),
        (path("pages/img/leaf 1.png"), b"\x89PNG".to_vec()),
        (
            path("pages/img/evil.svg"),
            b"<svg onload='alert(1)'/>".to_vec(),
        ),
        (
            path("pages/evil.html"),
            b"<script>alert(1)</script>".to_vec(),
        ),
    ]);
    let publication = Publication {
        publisher: "An Editor".into(),
        address: String::new(),
        message: "First.".into(),
        when: "2026-11-25T10:00:00Z".into(),
        token: None,
    };
    let store = Store::memory();
    let id = "notebook".parse().unwrap();
    let publish = |files: &std::collections::BTreeMap<FilePath, Vec<u8>>| {
        let deposit = Deposit {
            name: "main.xml",
            bytes: main.as_bytes(),
            path: &path("texts/main.xml"),
            files,
        };
        store
            .put_deposit(&id, &deposit, &[], &publication, Expected::Any)
            .unwrap();
    };
    publish(&files);
    let two = one.replace("Includedwords", "Otherwords");
    files.insert(path("pages/one.xml"), two.into());
    publish(&files);
    variorum::server::House::furnish(super::defaults(), store.into()).unwrap()
}

#[tokio::test]
async fn pages_show_what_is_included_and_files_are_found_below_the_version() {
    let house = house_of_files();
    let page =
        String::from_utf8(bytes(get(&house, "/editions/notebook/1", &[]).await).await).unwrap();
    assert!(
        page.contains("Mainwords") && page.contains("Includedwords"),
        "{page}"
    );
    assert!(
        page.contains("href=\"/editions/notebook/1/files/pages/img/leaf%201.png\""),
        "{page}"
    );
    let second = get(&house, "/editions/notebook/2", &[]).await;
    let second = String::from_utf8(bytes(second).await).unwrap();
    assert!(
        second.contains("Mainwords") && second.contains("Otherwords"),
        "the same file with another beside it is another text: {second}"
    );
    // Path, status, media type, disposition, bytes.
    let table: &[(&str, u16, &str, &str, &[u8])] = &[
        ("pages/img/leaf%201.png", 200, "image/png", "", b"\x89PNG"),
        (
            "pages/img/evil.svg",
            200,
            "image/svg+xml",
            "",
            b"<svg onload='alert(1)'/>",
        ),
        (
            "pages/evil.html",
            200,
            "application/octet-stream",
            "attachment",
            b"<script>alert(1)</script>",
        ),
    ];
    for (path, status, media_type, disposition, expected) in table {
        let response = get(&house, &format!("/editions/notebook/1/files/{path}"), &[]).await;
        assert_eq!(response.status().as_u16(), *status, "{path}");
        assert_eq!(header(&response, "content-type"), *media_type, "{path}");
        assert_eq!(
            header(&response, "content-disposition"),
            *disposition,
            "{path}"
        );
        assert!(
            header(&response, "content-security-policy").contains("sandbox"),
            "{path}"
        );
        assert_eq!(
            header(&response, "x-content-type-options"),
            "nosniff",
            "{path}"
        );
        assert!(
            header(&response, "repr-digest").starts_with("sha-256=:"),
            "{path}"
        );
        assert_eq!(bytes(response).await, *expected, "{path}");
    }
    let main = get(&house, "/editions/notebook/1/files/texts/main.xml", &[]).await;
    let same = get(&house, "/editions/notebook/1/edition.xml", &[]).await;
    assert_eq!(bytes(main).await, bytes(same).await);
    for absent in [
        "none.xml",
        "..%2f..%2fsecret",
        "../edition.xml",
        "pages",
        "%2fetc%2fpasswd",
    ] {
        let response = get(&house, &format!("/editions/notebook/1/files/{absent}"), &[]).await;
        assert_eq!(response.status().as_u16(), 404, "{absent}");
    }
    assert_eq!(
        get(&house, "/editions/notebook/3/files/pages/one.xml", &[])
            .await
            .status(),
        404
    );
}
