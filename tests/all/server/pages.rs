//! Pages, their states and their copies.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::response::Response;
use variorum::server::Options;

use super::double::{Memory, Plain, house, house_of};
use super::{bytes, get, header};

#[tokio::test]
async fn pages_are_compressed_with_tags_of_their_own() {
    let house = house();
    let mut tags = Vec::new();
    let plain = bytes(get(&house, "/editions/lamb", &[]).await).await;
    for (accept, coding) in [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, br", "br"),
        ("br;q=0", ""),
    ] {
        let headers: &[_] = if accept.is_empty() {
            &[]
        } else {
            &[("accept-encoding", accept)]
        };
        let response = get(&house, "/editions/lamb", headers).await;
        assert_eq!(header(&response, "content-encoding"), coding, "{accept}");
        let varies: Vec<_> = response.headers().get_all("vary").iter().collect();
        let spoken = "Accept-Language, Cookie";
        assert_eq!(varies, ["Accept", "Accept-Encoding", spoken]);
        let tag = header(&response, "etag").to_owned();
        let again = [headers, &[("if-none-match", tag.as_str())]].concat();
        assert_eq!(
            get(&house, "/editions/lamb", &again).await.status(),
            304,
            "{accept}"
        );
        let sent = bytes(response).await;
        let decoded = match coding {
            "gzip" => read_all(flate2::read::GzDecoder::new(&sent[..])),
            "br" => read_all(brotli::Decompressor::new(&sent[..], 4096)),
            _ => sent.clone(),
        };
        assert_eq!(decoded, plain, "{accept}");
        tags.push(tag);
    }
    assert!(
        tags[0] != tags[1] && tags[1] != tags[2] && tags[0] == tags[3],
        "{tags:?}"
    );
}

fn read_all(mut reader: impl std::io::Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).unwrap();
    bytes
}

#[tokio::test]
async fn a_page_is_made_once_for_each_state_and_again_when_something_changed() {
    let (memory, pages) = (Memory::with_fixtures(), Arc::<Plain>::default());
    let house = house_of(memory.clone(), pages.clone(), Options::default());
    let made = || pages.made.load(Ordering::SeqCst);
    let tag = |response: Response| header(&response, "etag").to_owned();

    let first = tag(get(&house, "/editions/lamb", &[]).await);
    assert_eq!(first, tag(get(&house, "/editions/lamb/2", &[]).await));
    assert_eq!(
        first,
        tag(get(&house, "/editions/lamb?view=sideways&utm=1", &[]).await)
    );
    assert_eq!(made(), 1, "the same page under three addresses");

    let diplomatic = tag(get(&house, "/editions/lamb?view=diplomatic", &[]).await);
    assert_ne!(first, diplomatic);
    assert_eq!(made(), 2);

    pages.stamp.store(1, Ordering::SeqCst);
    let dressed = tag(get(&house, "/editions/lamb", &[]).await);
    assert_ne!(first, dressed, "other templates");
    assert_eq!(made(), 3);

    memory.publish("lamb", b"<TEI>third</TEI>".to_vec());
    let older = get(&house, "/editions/lamb/2", &[]).await;
    assert!(
        String::from_utf8(bytes(older).await)
            .unwrap()
            .contains("lamb 2 of 3")
    );
    let newest = get(&house, "/editions/lamb", &[]).await;
    assert!(
        String::from_utf8(bytes(newest).await)
            .unwrap()
            .contains("lamb 3 of 3")
    );
}

#[tokio::test]
async fn the_same_bytes_in_two_editions_stay_apart() {
    let memory = Memory::with_fixtures();
    memory.publish("one", b"<TEI/>".to_vec());
    memory.publish("two", b"<TEI/>".to_vec());
    let house = house_of(memory, Arc::default(), Options::default());
    for id in ["one", "two"] {
        let page = bytes(get(&house, &format!("/editions/{id}"), &[]).await).await;
        assert!(
            String::from_utf8(page)
                .unwrap()
                .contains(&format!("<title>{id} 1"))
        );
        let file = get(&house, &format!("/editions/{id}/1/edition.xml"), &[]).await;
        assert!(header(&file, "content-disposition").contains(id));
    }
}

#[tokio::test]
async fn addresses_are_absolute_behind_a_proxy() {
    let options = Options {
        base_url: Some("https://example.org/texts/".into()),
        ..Options::default()
    };
    let house = house_of(Memory::with_fixtures(), Arc::default(), options);
    let page = get(&house, "/editions/lamb", &[]).await;
    let links = header(&page, "link");
    assert!(links.starts_with("<https://example.org/texts/editions/lamb/2>; rel=\"canonical\""));
    assert_eq!(
        header(&page, "strict-transport-security"),
        "max-age=31536000"
    );
    let slash = get(&house, "/about/", &[]).await;
    assert_eq!(
        header(&slash, "location"),
        "https://example.org/texts/about"
    );
    let file = get(
        &house,
        "/editions/lamb",
        &[("accept", "application/tei+xml")],
    )
    .await;
    let expected = "https://example.org/texts/editions/lamb/edition.xml";
    assert_eq!(header(&file, "location"), expected);
}

#[tokio::test]
async fn a_sitemap_names_canonical_pages_and_needs_to_know_where_it_is() {
    let none = get(&house(), "/sitemap.xml", &[]).await;
    assert_eq!(none.status(), 404);
    let options = Options {
        base_url: Some("https://example.org/texts".into()),
        ..Options::default()
    };
    let house = house_of(Memory::with_fixtures(), Arc::default(), options);
    let robots = bytes(get(&house, "/robots.txt", &[]).await).await;
    let robots = String::from_utf8(robots).unwrap();
    assert!(robots.ends_with("\nSitemap: https://example.org/texts/sitemap.xml\n"));
    let whole = bytes(get(&house, "/sitemap.xml", &[]).await).await;
    let whole = String::from_utf8(whole).unwrap();
    let lamb = "<url><loc>https://example.org/texts/editions/lamb/2</loc>\
                <lastmod>2026-11-03T10:00:00Z</lastmod></url>";
    assert!(whole.contains(lamb), "{whole}");
    for (path, status) in [
        ("/sitemap/1", 200),
        ("/sitemap/2", 404),
        ("/sitemap/x", 400),
    ] {
        assert_eq!(get(&house, path, &[]).await.status(), status, "{path}");
    }
}

#[tokio::test]
async fn a_long_list_comes_in_pages() {
    let memory = Memory::with_fixtures();
    for number in 0..250 {
        let text =
            "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body><p>W</p></body></text></TEI>";
        memory.publish(&format!("book-{number:03}"), text.into());
    }
    let house = house_of(memory, Arc::default(), Options::default());
    let page = async |path: &str| {
        let response = get(&house, path, &[]).await;
        assert_eq!(response.status(), 200, "{path}");
        String::from_utf8(bytes(response).await).unwrap()
    };
    let first = page("/").await;
    assert!(
        first.contains("1–100 of 252") && first.contains("book-099"),
        "{first}"
    );
    assert!(!first.contains("book-100"));
    let last = page("/?page=3").await;
    assert!(
        last.contains("201–252 of 252") && last.contains("latin"),
        "{last}"
    );
    assert_eq!(first, page("/?page=1&utm=x").await);
    for bad in ["0", "4", "x", "-1", "99999999999999999999"] {
        let path = format!("/?page={bad}");
        assert_eq!(get(&house, &path, &[]).await.status(), 404, "{path}");
    }
}
