//! An address is mistyped.
//!
//! Why: no program can open it.
//!
//! Example: `hhttps://example.org`, `ttp://…`, `http:/example.org`,
//! `https//…`, `http://http://…`.
//!
//! What to do: correct the address. TEI: SAPT, RFC 3986.

use super::super::reference::POINTERS;
use super::super::survey::{Survey, words};
use crate::diagnostic::{Code, Diagnostic};

pub const CODE: Code = "pointer-malformed";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    for name in POINTERS {
        for (_, attribute) in survey.with(name) {
            for (span, pointer) in words(attribute) {
                if let Some(meant) = meant(&pointer) {
                    let message = format!("`{pointer}` is no address");
                    let finding = Diagnostic::warning(CODE, span, message);
                    findings.push(finding.hint(format!("did you mean `{meant}`?")));
                }
            }
        }
    }
}

/// The address that was probably meant by a mistyped one.
fn meant(pointer: &str) -> Option<String> {
    if pointer.starts_with('#') {
        return None;
    }
    let lower = pointer.to_ascii_lowercase();
    let is_web = |address: &str| address.starts_with("http://") || address.starts_with("https://");
    if is_web(&lower) {
        let rest = pointer.split_once("://").map_or("", |(_, rest)| rest);
        return is_web(rest).then(|| rest.to_owned());
    }
    let end = lower.find('/')?;
    let scheme = lower[..end].trim_end_matches([':', ';', '.']);
    let rest = pointer[end..].trim_start_matches('/');
    let slashes = pointer[end..].len() - rest.len();
    let colon = lower[..end].ends_with([':', ';', '.']);
    let right = match scheme {
        "http" | "https" if colon || slashes > 1 => scheme,
        "hhttps" | "htttps" | "httpss" | "ttps" | "htps" | "httsp" | "htpps" | "hhtps" => "https",
        "hhttp" | "htttp" | "ttp" | "htp" | "hhtp" | "htpp" => "http",
        _ => return None,
    };
    // `http/x.xml` may be a folder of that name; `http:/x` is not.
    (colon || slashes > 1).then(|| format!("{right}://{rest}"))
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn mistyped_schemes_are_known() {
        let of = |pointer| meant(pointer).unwrap_or_default();
        assert_eq!(of("hhttps://a.org/b"), "https://a.org/b");
        assert_eq!(of("ttp://a.org"), "http://a.org");
        assert_eq!(of("http:/a.org"), "http://a.org");
        assert_eq!(of("https//a.org"), "https://a.org");
        assert_eq!(of("http://https://a.org"), "https://a.org");
        for right in [
            "http://a.org",
            "HTTPS://a.org",
            "a/b.xml",
            "#a",
            "http/a.xml",
            "viaf:7",
            "../a",
        ] {
            assert_eq!(meant(right), None, "{right}");
        }
    }
}
