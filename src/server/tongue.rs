//! In which language does the site speak to this reader?
//!
//! In the one that the reader chose (a cookie, set by a link at the foot of every
//! page and by nothing else), else in the best of those that the browser asks for,
//! else in that of the site. Addresses name texts, not readers, so no address tells
//! it. Only pages are spoken: formats for programs are the same for all.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, COOKIE, LOCATION, REFERER, SET_COOKIE, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use super::ask::Ask;
use super::negotiate::weighed;
use super::prepared::set;
use super::refusal::Refusal;
use super::state::House;

/// The cookie that keeps what a reader chose. It tells the language and nothing
/// else, and no reader has it who has not asked for it.
const CHOICE: &str = "language";

/// For how long it is kept, in seconds: a year.
const KEPT: u32 = 31_536_000;

/// What a page depends on besides its address.
const DEPENDS: &str = "Accept-Language, Cookie";

/// Which of the languages `offered` the reader wants, by its index.
pub fn wanted(headers: &HeaderMap, offered: &[&str]) -> Option<usize> {
    let at = |tag: &str| {
        offered
            .iter()
            .position(|known| known.eq_ignore_ascii_case(tag))
    };
    let mut asked = weighed(headers, ACCEPT_LANGUAGE);
    // As they stand where the weights are equal: readers list their best first.
    asked.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    let asked = asked.iter().filter(|(_, weight)| *weight > 0);
    // A range is cut at its hyphens until it fits (RFC 4647 §3.4).
    let looked_up = |range: &&str| {
        let mut range = *range;
        loop {
            match (at(range), range.rsplit_once('-')) {
                (Some(at), _) => return Some(at),
                (None, Some((shorter, _))) => range = shorter,
                (None, None) => return None,
            }
        }
    };
    chosen(headers).and_then(at).or_else(|| {
        asked
            .map(|(range, _)| *range)
            .find_map(|range| looked_up(&range))
    })
}

/// What the reader chose.
fn chosen(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(COOKIE).iter();
    let lines = lines.filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';'));
    pairs.find_map(|pair| match pair.trim().split_once('=') {
        Some((CHOICE, value)) => Some(value),
        _ => None,
    })
}

/// Whether a reply of this media type speaks to readers.
pub fn is_spoken(media_type: &str) -> bool {
    media_type.starts_with("text/html")
}

/// Says of a page, once, that other readers may get it in another language.
pub fn vary(headers: &mut HeaderMap) {
    if !headers.get_all(VARY).iter().any(|value| value == DEPENDS) {
        headers.append(VARY, HeaderValue::from_static(DEPENDS));
    }
}

/// `/language/{tag}`: the reader chooses, and goes on where he was.
pub async fn choose(
    State(house): State<Arc<House>>,
    Path(tag): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    let languages = house.languages();
    let language = languages
        .iter()
        .find(|known| known.eq_ignore_ascii_case(&tag));
    let language = language.ok_or_else(Refusal::no_page)?;
    let secure = if house.addresses().are_https() {
        "; Secure"
    } else {
        ""
    };
    let cookie =
        format!("{CHOICE}={language}; Path=/; Max-Age={KEPT}; SameSite=Lax; HttpOnly{secure}");
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    set(headers, SET_COOKIE, &cookie);
    set(headers, CACHE_CONTROL, "no-store");
    set(headers, LOCATION, &origin(&house, &request));
    Ok(response)
}

/// The page of this site from which a reader comes; the first page if that is not
/// told.
fn origin(house: &House, request: &Ask) -> String {
    let home = || house.addresses().home();
    let referer = request.headers().get(REFERER);
    let referer = referer.and_then(|value| value.to_str().ok());
    let Some(uri) = referer.and_then(|value| value.parse::<Uri>().ok()) else {
        return home();
    };
    let here = request
        .headers()
        .get("host")
        .and_then(|host| host.to_str().ok());
    let site = house.addresses().site();
    let ours = match site {
        "" => uri.authority().map(|authority| authority.as_str()) == here,
        site => referer.is_some_and(|referer| {
            let rest = referer.strip_prefix(site);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
        }),
    };
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    // Two slashes would name another host; browsers read a backslash as one.
    if !ours || names_host(path) || path.contains("/language/") {
        return home();
    }
    path.to_owned()
}

/// Whether a browser takes the beginning of a path for the name of a host.
fn names_host(path: &str) -> bool {
    let slash = |byte: &u8| matches!(byte, b'/' | b'\\');
    path.bytes().take(2).filter(|byte| slash(byte)).count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_takes_for_a_host_is_no_path() {
        for path in ["//evil/x", "/\\evil/x", "\\\\evil"] {
            assert!(names_host(path), "{path}");
        }
        for path in ["/", "/a//b", "/a\\b", "/?x=//"] {
            assert!(!names_host(path), "{path}");
        }
    }

    #[test]
    fn the_choice_comes_first_then_what_the_browser_asks_for() {
        let offered = ["en", "de", "es", "pt-br"];
        for (cookie, accept, expected) in [
            ("", "", None),
            ("", "de", Some("de")),
            ("", "de-AT, en;q=0.9", Some("de")),
            ("", "fr, es;q=0.8, en;q=0.9", Some("en")),
            ("", "es, de", Some("es")),
            ("", "pt-BR", Some("pt-br")),
            ("", "pt", None),
            ("", "*", None),
            ("", "de;q=0, en;q=0.1", Some("en")),
            ("", "de;q=x, nl", None),
            ("language=es", "de", Some("es")),
            ("a=b; language=de ; c", "es", Some("de")),
            ("language=xx", "es", Some("es")),
            ("languages=de", "es", Some("es")),
        ] {
            let mut headers = HeaderMap::new();
            set(&mut headers, COOKIE, cookie);
            set(&mut headers, ACCEPT_LANGUAGE, accept);
            let found = wanted(&headers, &offered).map(|at| offered[at]);
            assert_eq!(found, expected, "{cookie} / {accept}");
        }
    }
}
