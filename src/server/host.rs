//! Which host is asked?

use axum::http::header::{HOST, HeaderValue, ORIGIN};
use axum::http::{HeaderMap, HeaderName, Version};

use super::state::House;

/// Whether a request says which host it asks (RFC 9112 §3.2): not twice, nothing that
/// can be no host, and in HTTP/1.1 not without. `wired`: it came over a connection;
/// a service that is called within the program needs no host.
pub fn is_named(headers: &HeaderMap, version: Version, wired: bool) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) => !wired || version != Version::HTTP_11,
        (Some(host), None) => is_host(host.as_bytes()),
        (Some(_), Some(_)) => false,
    }
}

/// Whether this can be a host with its port (RFC 3986 §3.2.2); nothing at all is the
/// host of an address that has none.
fn is_host(value: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(value) else {
        return false;
    };
    let (port, good) = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((number, port)) => (port, !number.is_empty() && number.chars().all(in_number)),
            None => return false,
        },
        None => {
            let end = text.find(':').unwrap_or(text.len());
            (&text[end..], text[..end].chars().all(in_name))
        }
    };
    let port = port.is_empty() || port.strip_prefix(':').is_some_and(digits);
    good && port
}

fn in_number(c: char) -> bool {
    c.is_ascii_alphanumeric() || ":.".contains(c)
}

fn in_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~%!$&'()*+,;=".contains(c)
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Where the site stands, for addresses that must be absolute: as it is configured, or
/// else as it was asked.
pub fn site(house: &House, headers: &HeaderMap) -> String {
    let configured = house.addresses().site();
    if !configured.is_empty() {
        return configured.to_owned();
    }
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
    let host = host.filter(|host| !host.is_empty() && host.chars().all(plain));
    let address = || house.settings.address.to_string();
    format!("http://{}", host.map_or_else(address, str::to_owned))
}

/// What browsers say of where a request comes from (Fetch Metadata), over connections
/// that nobody can read.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether a page of this site sent a request, as far as the browser says: else by the
/// origin of the page (RFC 6454 §7). Programs say neither. `base` is the address of the
/// site as it is configured, or nothing.
pub fn sent_from_here(base: &str, headers: &HeaderMap) -> bool {
    if let Some(from) = headers.get(FETCH_SITE) {
        return [&b"same-origin"[..], b"none"].contains(&from.as_bytes());
    }
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let ours = [authority(base), host];
    let from_here = |origin: &HeaderValue| {
        let origin = origin.to_str().ok().and_then(authority);
        origin.is_some_and(|origin| ours.iter().flatten().any(|own| is_same(origin, own)))
    };
    headers.get_all(ORIGIN).iter().all(from_here)
}

/// Host and port of an address; none of `null`, which is the origin of pages that have
/// none.
fn authority(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    rest.split('/').next()
}

/// Whether two hosts are the same. A proxy may pass on the host without its port.
fn is_same(origin: &str, own: &str) -> bool {
    let port = origin.rfind(':').filter(|at| digits(&origin[at + 1..]));
    let alone = port.map_or(origin, |at| &origin[..at]);
    origin.eq_ignore_ascii_case(own) || alone.eq_ignore_ascii_case(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_of_another_site_is_known_by_what_the_browser_says() {
        let sent = |base: &str, said: &[(&'static str, &str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in said {
                headers.append(*name, value.parse().unwrap());
            }
            sent_from_here(base, &headers)
        };
        let (base, host) = ("https://example.org/texts", ("host", "127.0.0.1:8080"));
        for (said, good) in [
            (&[][..], true),
            (&[host], true),
            (&[host, ("origin", "https://example.org")], true),
            (&[host, ("origin", "http://127.0.0.1:8080")], true),
            (&[host, ("origin", "http://127.0.0.1:8081")], false),
            (&[host, ("origin", "http://127.0.0.1")], false),
            (
                &[
                    ("host", "Example.com"),
                    ("origin", "https://example.com:8443"),
                ],
                true,
            ),
            (&[host, ("origin", "https://evil.example")], false),
            (
                &[host, ("origin", "https://example.org.evil.example")],
                false,
            ),
            (&[host, ("origin", "null")], false),
            (&[host, ("origin", "")], false),
            (
                &[host, ("origin", "https://example.org"), ("origin", "null")],
                false,
            ),
            (
                &[
                    ("sec-fetch-site", "same-origin"),
                    ("origin", "https://x.example"),
                ],
                true,
            ),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "cross-site"), host], false),
            (
                &[
                    ("sec-fetch-site", "same-site"),
                    ("origin", "https://example.org"),
                ],
                false,
            ),
        ] {
            assert_eq!(sent(base, said), good, "{said:?}");
        }
        assert!(sent("", &[host, ("origin", "https://127.0.0.1:8080")]));
        assert!(!sent("", &[("origin", "https://example.org")]));
    }

    #[test]
    fn a_request_names_one_host() {
        let named = |hosts: &[&str], version| {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append(HOST, host.parse().unwrap());
            }
            is_named(&headers, version, true)
        };
        let new = Version::HTTP_11;
        for good in [
            "x",
            "example.org:8080",
            "127.0.0.1",
            "[::1]:80",
            "",
            "a:",
            "a_b",
        ] {
            assert!(named(&[good], new), "{good}");
        }
        for bad in ["a b/@", "a@b", "a/b", "a:b", "[::1", "[]", "x,y z", "a?b"] {
            assert!(!named(&[bad], new), "{bad}");
        }
        assert!(!named(&[], new) && !named(&["a", "a"], new));
        assert!(named(&[], Version::HTTP_10));
        assert!(is_named(&HeaderMap::new(), new, false));
    }
}
