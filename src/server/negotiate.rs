//! Which form does the client want?
//!
//! RFC 9110 §12.5. Qualities are thousandths, so that they compare exactly.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, ACCEPT_ENCODING, HeaderName};

/// The quality that `Accept` gives to `media_type` (`text/html`): the most
/// specific range decides; without the header everything is as good.
pub fn media_quality(headers: &HeaderMap, media_type: &str) -> u16 {
    let family = media_type.split('/').next().unwrap_or_default();
    let specific = |range: &str| {
        if range.eq_ignore_ascii_case(media_type) {
            Some(3)
        } else if range == "*/*" {
            Some(1)
        } else {
            let named = range.strip_suffix("/*")?;
            named.eq_ignore_ascii_case(family).then_some(2)
        }
    };
    quality(headers, ACCEPT, specific).unwrap_or(1000)
}

/// How a body is coded on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// As it is.
    Identity,
    /// Gzip (RFC 1952).
    Gzip,
    /// Brotli (RFC 7932).
    Brotli,
}

/// The codings that the client accepts, best first; as it is is always possible.
pub fn codings(headers: &HeaderMap) -> [Coding; 3] {
    if !headers.contains_key(ACCEPT_ENCODING) {
        return [Coding::Identity; 3];
    }
    let brotli = coding_quality(headers, "br");
    let gzip = coding_quality(headers, "gzip");
    let or_identity = |quality: u16, coding| {
        if quality > 0 {
            coding
        } else {
            Coding::Identity
        }
    };
    let (first, second) = if brotli >= gzip {
        (
            or_identity(brotli, Coding::Brotli),
            or_identity(gzip, Coding::Gzip),
        )
    } else {
        (Coding::Gzip, or_identity(brotli, Coding::Brotli))
    };
    [first, second, Coding::Identity]
}

fn coding_quality(headers: &HeaderMap, name: &str) -> u16 {
    let specific = |coding: &str| {
        if coding.eq_ignore_ascii_case(name) {
            Some(2)
        } else {
            (coding == "*").then_some(1)
        }
    };
    quality(headers, ACCEPT_ENCODING, specific).unwrap_or(0)
}

/// The quality of the most specific element of a list header; 0 if none fits,
/// `None` if the header is not there or empty.
fn quality(
    headers: &HeaderMap,
    name: HeaderName,
    specific: impl Fn(&str) -> Option<u8>,
) -> Option<u16> {
    let mut found = None;
    let mut best = 0;
    for (range, weight) in weighed(headers, name) {
        let specificity = specific(range).unwrap_or(0);
        found = found.or(Some(0));
        if specificity > best {
            best = specificity;
            found = Some(weight);
        }
    }
    found
}

/// The elements of a list header as they stand, each with its quality in
/// thousandths.
pub fn weighed(headers: &HeaderMap, name: HeaderName) -> Vec<(&str, u16)> {
    let lines = headers.get_all(name).into_iter();
    let lines = lines.filter_map(|line| line.to_str().ok());
    let elements = lines.flat_map(|line| line.split(',')).map(str::trim);
    let elements = elements.filter(|element| !element.is_empty());
    let weighed = elements.map(|element| {
        let (range, parameters) = element.split_once(';').unwrap_or((element, ""));
        (range.trim(), weight(parameters))
    });
    weighed.collect()
}

/// The parameter `q` in thousandths; one that cannot be read is taken as no.
fn weight(parameters: &str) -> u16 {
    let q = parameters.split(';').map(str::trim).find_map(|parameter| {
        parameter
            .strip_prefix("q=")
            .or(parameter.strip_prefix("Q="))
    });
    let Some(q) = q else { return 1000 };
    match q.parse::<f32>() {
        Ok(q) if (0.0..=1.0).contains(&q) => (q * 1000.0).round() as u16,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn the_most_specific_range_decides() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        let table = [
            (browser, "text/html", 1000),
            (browser, "application/tei+xml", 800),
            ("application/tei+xml", "application/tei+xml", 1000),
            ("application/tei+xml", "text/html", 0),
            ("application/*;q=0.5, */*;q=0.1", "application/tei+xml", 500),
            ("*/*, text/html;q=0", "text/html", 0),
            ("text/html;q=banana", "text/html", 0),
            ("", "text/html", 1000),
            ("TEXT/HTML; charset=utf-8; q=0.25", "text/html", 250),
        ];
        for (value, media_type, expected) in table {
            let headers = accept(ACCEPT, value);
            assert_eq!(
                media_quality(&headers, media_type),
                expected,
                "{value} {media_type}"
            );
        }
        assert_eq!(media_quality(&HeaderMap::new(), "text/html"), 1000);
    }

    #[test]
    fn brotli_is_preferred_and_refusals_are_heeded() {
        use Coding::{Brotli, Gzip, Identity};
        let table = [
            ("gzip, deflate, br", [Brotli, Gzip, Identity]),
            ("gzip", [Identity, Gzip, Identity]),
            ("br;q=0.1, gzip", [Gzip, Brotli, Identity]),
            ("*", [Brotli, Gzip, Identity]),
            ("*;q=0", [Identity, Identity, Identity]),
            ("br;q=0, *", [Gzip, Identity, Identity]),
        ];
        for (value, expected) in table {
            let mut found = codings(&accept(ACCEPT_ENCODING, value));
            // Identity in front of an accepted coding is passed over when sent.
            found.sort_by_key(|coding| *coding == Identity);
            let mut expected = expected;
            expected.sort_by_key(|coding| *coding == Identity);
            assert_eq!(found, expected, "{value}");
        }
    }
}
