//! Where does something stand on the web?

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// An address with the scheme `http` or `https` (RFC 3986, RFC 9110 §4.2),
/// without fragment and without credentials.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// Whether the scheme is `https`.
    encrypted: bool,
    /// The host in lower case, with the port if one is given.
    authority: String,
    /// From the slash after the host, with the query.
    target: String,
}

/// Text that is no [`Address`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadAddress {
    text: String,
    why: &'static str,
}

impl fmt::Display for BadAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` cannot be asked: {}", self.text, self.why)
    }
}

impl std::error::Error for BadAddress {}

impl Address {
    /// Host and port, as they stand in the address: `example.org:8080`.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Path and query: `/editions/lamb?view=diplomatic`.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Path without query.
    pub fn path(&self) -> &str {
        let end = self.target.find('?').unwrap_or(self.target.len());
        &self.target[..end]
    }

    /// Whether it is asked by `https`.
    pub fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// Whether it is this very machine that is asked.
    pub fn is_loopback(&self) -> bool {
        let host = self.host();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let ip = bare.parse::<IpAddr>();
        host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
    }

    /// The same host with another path, which begins with a slash and is encoded
    /// already.
    pub fn at(&self, target: &str) -> Self {
        Self {
            target: target.to_owned(),
            ..self.clone()
        }
    }

    /// Where `reference` leads from here (RFC 3986 §5.2).
    ///
    /// # Errors
    /// [`BadAddress`] if that is nothing that can be asked.
    pub fn join(&self, reference: &str) -> Result<Self, BadAddress> {
        let reference = reference.trim();
        let end = reference.find('#').unwrap_or(reference.len());
        let reference = &reference[..end];
        if let Some(rest) = reference.strip_prefix("//") {
            let scheme = if self.encrypted { "https" } else { "http" };
            return format!("{scheme}://{rest}").parse();
        }
        if has_scheme(reference) {
            return reference.parse();
        }
        let target = match reference {
            "" => self.target.clone(),
            _ if reference.starts_with('/') => reference.to_owned(),
            _ if reference.starts_with('?') => format!("{}{reference}", self.path()),
            _ => {
                let folder = self.path().rfind('/').map_or(0, |at| at + 1);
                format!("{}{reference}", &self.path()[..folder])
            }
        };
        let joined = self.at(&without_dots(&target));
        joined.to_string().parse()
    }

    /// Whether what is sent on to `other` stays on this host: the same host and
    /// port, or the same host by `https` after `http`, each at its usual port.
    pub fn leads_within(&self, other: &Self) -> bool {
        let same = self.encrypted == other.encrypted && self.full() == other.full();
        let raised = !self.encrypted && other.encrypted;
        let usual = self.port() == 80 && other.port() == 443;
        same || (raised && usual && self.host() == other.host())
    }

    fn host(&self) -> &str {
        split_port(&self.authority).0
    }

    fn port(&self) -> u16 {
        let given = split_port(&self.authority).1;
        let usual = if self.encrypted { 443 } else { 80 };
        given.and_then(|port| port.parse().ok()).unwrap_or(usual)
    }

    fn full(&self) -> (&str, u16) {
        (self.host(), self.port())
    }
}

/// Host and port, of which the latter may be missing.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

fn has_scheme(reference: &str) -> bool {
    let Some((scheme, _)) = reference.split_once(':') else {
        return false;
    };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// A path with `.` and `..` followed; its query stays (RFC 3986 §5.2.4).
fn without_dots(target: &str) -> String {
    let (path, query) = match target.find('?') {
        Some(at) => target.split_at(at),
        None => (target, ""),
    };
    let mut kept: Vec<&str> = Vec::new();
    let mut names = path.split('/').skip(1).peekable();
    while let Some(name) = names.next() {
        let last = names.peek().is_none();
        match name {
            "." => {}
            ".." => {
                kept.pop();
            }
            _ => kept.push(name),
        }
        // What ends in dots is a folder.
        if last && (name == "." || name == "..") {
            kept.push("");
        }
    }
    format!("/{}{query}", kept.join("/"))
}

impl FromStr for Address {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let bad = |why| BadAddress {
            text: text.to_owned(),
            why,
        };
        let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
        let (encrypted, rest) = if lower.starts_with("https://") {
            (true, &text[8..])
        } else if lower.starts_with("http://") {
            (false, &text[7..])
        } else {
            return Err(bad("expected http:// or https://"));
        };
        let end = rest.find('#').unwrap_or(rest.len());
        let rest = &rest[..end];
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(end);
        if authority.contains('@') {
            return Err(bad(
                "it holds a name or password, which would be sent along",
            ));
        }
        let (host, port) = split_port(authority);
        let of_name = |c: char| c.is_ascii_alphanumeric() || "-._~%".contains(c);
        let six = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'));
        let good = match six {
            Some(six) => six.parse::<std::net::Ipv6Addr>().is_ok(),
            None => !host.is_empty() && host.chars().all(of_name),
        };
        if !good {
            return Err(bad("expected a host, in ASCII"));
        }
        if port.is_some_and(|port| port.parse::<u16>().is_err()) {
            return Err(bad("its port is no number up to 65535"));
        }
        if !target.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(bad("its path holds something that must be percent-encoded"));
        }
        let slash = if target.starts_with('/') { "" } else { "/" };
        Ok(Self {
            encrypted,
            authority: authority.to_ascii_lowercase(),
            target: format!("{slash}{target}"),
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.encrypted { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority, self.target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        text.parse().unwrap()
    }

    #[test]
    fn addresses_are_taken_apart() {
        let at = address("HTTPS://Example.org:8443/a%20b?x=1#y");
        assert_eq!(at.to_string(), "https://example.org:8443/a%20b?x=1");
        assert_eq!((at.authority(), at.path()), ("example.org:8443", "/a%20b"));
        assert_eq!(
            address("http://example.org").to_string(),
            "http://example.org/"
        );
        assert_eq!(
            address("http://[::1]:80?q").to_string(),
            "http://[::1]:80/?q"
        );
        for text in [
            "example.org",
            "ftp://example.org/",
            "https://",
            "https:///a",
            "https://a@b.org/",
            "https://b.org:99999/",
            "https://b.org:/",
            "https://[::1/",
            "https://b.org/a b",
            "https://b.org/\u{e9}",
            "https://b.org/a\r\nHost: c",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }

    #[test]
    fn references_lead_on() {
        let from = address("https://a.org/b/c/d?q");
        for (reference, to) in [
            ("g", "https://a.org/b/c/g"),
            ("./g?y", "https://a.org/b/c/g?y"),
            ("../g", "https://a.org/b/g"),
            ("../../../g", "https://a.org/g"),
            ("..", "https://a.org/b/"),
            (".", "https://a.org/b/c/"),
            ("/g/./h", "https://a.org/g/h"),
            ("?y", "https://a.org/b/c/d?y"),
            ("#s", "https://a.org/b/c/d?q"),
            ("//h.org/x", "https://h.org/x"),
            ("http://h.org", "http://h.org/"),
        ] {
            assert_eq!(from.join(reference).unwrap().to_string(), to, "{reference}");
        }
        assert!(from.join("mailto:a@b.org").is_err());
    }

    #[test]
    fn the_same_host_is_one_host() {
        let within = |one: &str, other: &str| address(one).leads_within(&address(other));
        assert!(within("http://a.org/x", "http://A.org:80/y"));
        assert!(within("http://a.org/x", "https://a.org/x"));
        assert!(!within("https://a.org/x", "http://a.org/x"));
        assert!(!within("http://a.org/x", "http://b.org/x"));
        assert!(!within("http://a.org/x", "http://a.org:81/x"));
        assert!(!within("http://a.org/x", "https://a.org:8443/x"));
    }

    #[test]
    fn this_machine_is_known() {
        for text in ["http://localhost:1/", "http://127.9.0.1/", "http://[::1]/"] {
            assert!(address(text).is_loopback(), "{text}");
        }
        for text in ["http://localhost.org/", "http://10.0.0.1/", "http://[::2]/"] {
            assert!(!address(text).is_loopback(), "{text}");
        }
    }
}
