//! In which language a reader is spoken to, and what stays as it is.

use std::sync::Arc;

use variorum::server::{House, Options, Settings};
use variorum::store::{Expected, Publication, Store};

use super::{bytes, get, header};

/// A house with a Spanish text, which speaks as `options` say.
fn house(options: Options) -> Arc<House> {
    let store = Store::memory();
    let text = "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\" xml:lang=\"es\"><teiHeader><fileDesc>\
        <titleStmt><title>Volante</title></titleStmt><publicationStmt><p>Lima</p>\
        </publicationStmt><sourceDesc><p>Hoja</p></sourceDesc></fileDesc></teiHeader><text><body>\
        <p n=\"1\">Los obreros<note>nota</note> marchan.</p></body></text></TEI>";
    let publication = Publication {
        publisher: "Ann Editor".to_owned(),
        address: "mailto:ann@example.org".to_owned(),
        message: "First".to_owned(),
        when: "2026-01-10T12:00:00Z".to_owned(),
        token: None,
    };
    let id = "volante".parse().unwrap();
    let put = store.put(&id, text.as_bytes(), &publication, Expected::Any);
    put.unwrap();
    House::furnish(Settings::new(options).unwrap(), store.into()).unwrap()
}

async fn page(house: &Arc<House>, path: &str, headers: &[(&str, &str)]) -> String {
    String::from_utf8(bytes(get(house, path, headers).await).await).unwrap()
}

#[tokio::test]
async fn readers_are_spoken_to_in_their_language_and_the_text_keeps_its_own() {
    let house = house(Options::default());
    for (headers, language, search) in [
        (vec![], "en", "Search all editions"),
        (
            vec![("accept-language", "de-AT,de;q=0.9,en;q=0.8")],
            "de",
            "Alle Editionen durchsuchen",
        ),
        (
            vec![("accept-language", "nl, fr;q=0.5")],
            "fr",
            "Chercher dans toutes les éditions",
        ),
        (
            vec![("cookie", "language=it"), ("accept-language", "de")],
            "it",
            "Cercare in tutte le edizioni",
        ),
        (
            vec![("accept-language", "pt-BR")],
            "pt",
            "Procurar em todas as edições",
        ),
        (
            vec![("accept-language", "es")],
            "es",
            "Buscar en todas las ediciones",
        ),
        (vec![("accept-language", "eo")], "en", "Search all editions"),
    ] {
        let home = page(&house, "/", &headers).await;
        assert!(
            home.contains(&format!("<html lang=\"{language}\"")),
            "{language}"
        );
        assert!(home.contains(search), "{language}");
        let text = page(&house, "/editions/volante", &headers).await;
        assert!(
            text.contains(&format!("<html lang=\"{language}\"")),
            "{language}"
        );
        assert!(text.contains("id=\"text\" lang=\"es\""), "{language}");
        for (tag, name) in [("de", "Deutsch"), ("pt", "Português"), ("es", "Español")] {
            let way = match tag == language {
                true => format!("<span lang=\"{tag}\" aria-current=\"true\">{name}</span>"),
                false => format!("lang=\"{tag}\" hreflang=\"{tag}\" rel=\"nofollow\">{name}</a>"),
            };
            assert!(text.contains(&way), "{language}: {way}");
        }
    }
}

#[tokio::test]
async fn caches_can_tell_pages_apart_and_programs_get_the_same() {
    let house = house(Options::default());
    let german = [("accept-language", "de")];
    for path in [
        "/",
        "/about",
        "/editions/volante",
        "/editions/volante/1/colophon",
        "/search?q=x",
    ] {
        let here = get(&house, path, &[]).await;
        let there = get(&house, path, &german).await;
        assert_ne!(header(&here, "etag"), header(&there, "etag"), "{path}");
        let tag = header(&there, "etag").to_owned();
        let again = get(&house, path, &[german[0], ("if-none-match", tag.as_str())]).await;
        assert_eq!(again.status(), 304, "{path}");
        for response in [here, there, again] {
            let mut varies = response.headers().get_all("vary").iter();
            let spoken = varies.any(|value| value == "Accept-Language, Cookie");
            assert!(spoken, "{path}: {:?}", response.headers());
        }
    }
    for path in [
        "/editions/volante/1/edition.xml",
        "/editions/volante/1/passages.json",
        "/editions/volante/1/cite.bib",
        "/editions/volante/versions.json",
        "/search.json?q=x",
        "/dts",
        "/nowhere.json",
    ] {
        let here = get(&house, path, &[]).await;
        let there = get(&house, path, &german).await;
        assert_eq!(header(&here, "etag"), header(&there, "etag"), "{path}");
        let vary = there.headers().get_all("vary").iter();
        let vary: Vec<_> = vary
            .filter(|value| value.as_bytes().starts_with(b"Accept-L"))
            .collect();
        assert!(vary.is_empty(), "{path}: {vary:?}");
        assert!(bytes(here).await == bytes(there).await, "{path}");
    }
}

#[tokio::test]
async fn a_reader_chooses_and_goes_on_where_he_was() {
    let house = house(Options::default());
    let chosen = |referer: &'static str| {
        let house = house.clone();
        async move {
            let headers = [("referer", referer), ("host", "editions.example")];
            get(&house, "/language/de", &headers).await
        }
    };
    for (referer, location) in [
        (
            "http://editions.example/search?q=a&in=text",
            "/search?q=a&in=text",
        ),
        ("http://editions.example/", "/"),
        ("http://elsewhere.example/search", "/"),
        ("http://editions.example//elsewhere.example/", "/"),
        ("http://editions.example/language/fr", "/"),
        ("mailto:x", "/"),
        ("", "/"),
    ] {
        let response = chosen(referer).await;
        assert_eq!(response.status(), 303, "{referer}");
        assert_eq!(header(&response, "location"), location, "{referer}");
        assert_eq!(header(&response, "cache-control"), "no-store");
        let cookie = header(&response, "set-cookie");
        assert!(
            cookie.starts_with("language=de; Path=/; Max-Age=31536000;"),
            "{cookie}"
        );
        assert!(cookie.ends_with("SameSite=Lax; HttpOnly"), "{cookie}");
    }
    for unknown in ["xx", "d", "de%0d%0aa:b", "..", "en-us"] {
        let response = get(&house, &format!("/language/{unknown}"), &[]).await;
        assert_eq!(response.status(), 404, "{unknown}");
        assert!(response.headers().get("set-cookie").is_none());
    }
    // Nobody has a cookie who did not ask for it.
    let page = get(&house, "/", &[("accept-language", "de")]).await;
    assert!(page.headers().get("set-cookie").is_none());
}

#[tokio::test]
async fn the_site_has_a_language_of_its_own() {
    let speaking = |language: &str| Options {
        language: Some(language.to_owned()),
        base_url: Some("https://editions.example/texts".to_owned()),
        ..Options::default()
    };
    let house = house(speaking("fr"));
    assert!(page(&house, "/", &[]).await.contains("<html lang=\"fr\""));
    assert!(
        page(&house, "/", &[("accept-language", "en")])
            .await
            .contains("<html lang=\"en\"")
    );
    let headers = [("referer", "https://editions.example/texts/about")];
    let response = get(&house, "/language/de", &headers).await;
    assert_eq!(header(&response, "location"), "/texts/about");
    assert!(header(&response, "set-cookie").ends_with("; Secure"));
    let store = Arc::new(Store::memory());
    let settings = Settings::new(speaking("tlh")).unwrap();
    let refused = House::furnish(settings, store).err().unwrap();
    assert!(
        refused.contains("setting `language`") && refused.contains("de, en, es"),
        "{refused}"
    );
}
