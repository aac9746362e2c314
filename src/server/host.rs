//! Which host is asked?

use axum::http::header::HOST;
use axum::http::{HeaderMap, Version};

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

#[cfg(test)]
mod tests {
    use super::*;

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
