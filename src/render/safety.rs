//! What of a stranger's file may stand in HTML?
//!
//! Text is escaped; ids, languages and classes come from small alphabets;
//! addresses from three schemes. Nothing else of a file reaches a page.

use std::borrow::Cow;

use memchr::{memchr, memchr3};

use crate::source::FilePath;
use crate::source::percent::encode;

/// `text` as HTML, for content and for attributes in double quotes.
pub fn escape(text: &str) -> Cow<'_, str> {
    if next_sign(text.as_bytes()).is_some() {
        let mut escaped = String::with_capacity(text.len() + 16);
        push_escaped(&mut escaped, text);
        Cow::Owned(escaped)
    } else {
        Cow::Borrowed(text)
    }
}

/// Where the next sign is that stands for something else in HTML.
fn next_sign(bytes: &[u8]) -> Option<usize> {
    if bytes.len() < SHORT {
        let is_sign = |byte: &u8| matches!(byte, b'&' | b'<' | b'>' | b'"');
        return bytes.iter().position(is_sign);
    }
    let sign = memchr3(b'&', b'<', b'>', bytes);
    let before = &bytes[..sign.unwrap_or(bytes.len())];
    memchr(b'"', before).or(sign)
}

/// Bytes that are sooner looked at one by one.
const SHORT: usize = 16;

/// Appends `text` as HTML.
pub fn push_escaped(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = next_sign(rest.as_bytes()) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// Appends `text` as templates print it: they may put attributes into single
/// quotes.
pub fn push_printed(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = memchr(b'\'', rest.as_bytes()) {
        push_escaped(out, &rest[..at]);
        out.push_str("&#39;");
        rest = &rest[at + 1..];
    }
    push_escaped(out, rest);
}

/// The text that [`escape`] made HTML of.
pub fn unescape(html: &str) -> String {
    html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// An address that a link may have: `http`, `https` or `mailto`, without white
/// space or control characters. Everything else is none, `javascript:` first.
/// Signs of ASCII that no address may have are encoded (RFC 3986, 2.1).
pub fn safe_address(address: &str) -> Option<Cow<'_, str>> {
    let address = address.trim();
    let plain = !address.chars().any(|c| c.is_whitespace() || c.is_control());
    let schemes = ["https://", "http://", "mailto:"];
    let known = schemes.iter().any(|scheme| {
        address.len() > scheme.len()
            && address.is_char_boundary(scheme.len())
            && address[..scheme.len()].eq_ignore_ascii_case(scheme)
    });
    (plain && known).then(|| encoded(address))
}

/// An address from which an image may be loaded: `http` or `https`.
pub fn safe_image(address: &str) -> Option<Cow<'_, str>> {
    safe_address(address).filter(|address| !address[..1].eq_ignore_ascii_case("m"))
}

/// `address` with `%XX` for what RFC 3986 gives no place, and for a percent sign
/// that encodes nothing.
fn encoded(address: &str) -> Cow<'_, str> {
    let stray = |at: usize, c: char| match c {
        '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => true,
        '%' => {
            let next = address.as_bytes().get(at + 1..at + 3);
            !next.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        }
        _ => false,
    };
    if !address.char_indices().any(|(at, c)| stray(at, c)) {
        return Cow::Borrowed(address);
    }
    let mut out = String::with_capacity(address.len() + 8);
    for (at, c) in address.char_indices() {
        match stray(at, c) {
            true => out.push_str(&format!("%{:02X}", u32::from(c))),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// The address of a picture that was handed in with the edition: its path with
/// everything encoded that is not plain, behind `folder`. None for files that a
/// browser does not show as pictures.
pub fn file_address(path: &FilePath, folder: &str) -> Option<String> {
    let shown = ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"];
    let ending = path.ending()?;
    if folder.is_empty() || !shown.contains(&ending.as_str()) {
        return None;
    }
    Some(folder.to_owned() + &encode(path.as_str(), b"-._~/"))
}

/// `word` as a class: letters, digits and hyphens of ASCII, everything else as
/// a hyphen; none if nothing is left.
pub fn class_name(word: &str) -> Option<String> {
    let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let name: String = word.chars().take(40).map(safe).collect();
    let name = name.trim_matches('-');
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_lead_to_pages_are_safe() {
        assert_eq!(
            safe_address(" HTTPS://a.example/ü "),
            Some("HTTPS://a.example/ü".into())
        );
        assert_eq!(
            safe_address("mailto:a@b.example"),
            Some("mailto:a@b.example".into())
        );
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "//host",
            "/path",
            "file:///etc",
            "http://a b",
            "https://",
            "\u{1}http://a",
            "hhttps://a",
            "éttp://a",
        ] {
            assert_eq!(safe_address(bad), None, "{bad}");
        }
        assert_eq!(safe_image("mailto:a@b"), None);
        let odd = safe_address("http://a/{x}|50%?q=%C3%A9").unwrap();
        assert_eq!(odd, "http://a/%7Bx%7D%7C50%25?q=%C3%A9");
    }

    #[test]
    fn files_are_found_under_encoded_paths() {
        let address = |path| file_address(&FilePath::new(path).unwrap(), "/f/");
        assert_eq!(
            address("img/校 \"1\".PNG").as_deref(),
            Some("/f/img/%E6%A0%A1%20%221%22.PNG")
        );
        assert_eq!(address("a.html"), None);
        assert_eq!(address("png"), None);
    }

    #[test]
    fn classes_come_from_a_small_alphabet() {
        assert_eq!(
            class_name("small caps\"><script>").as_deref(),
            Some("small-caps---script")
        );
        assert_eq!(class_name("—"), None);
    }

    #[test]
    fn escaping_leaves_no_markup() {
        assert_eq!(
            escape("<a href=\"x\">&"),
            "&lt;a href=&quot;x&quot;&gt;&amp;"
        );
        assert_eq!(escape("l’été"), "l’été");
    }
}
