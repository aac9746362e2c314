//! Under which number or name, and in which system?

use crate::source::percent;

/// A number or name in some system (`idno`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    /// The system.
    pub system: System,
    /// The identifier: of a DOI or a handle without resolver, of an ISBN or ISSN the
    /// number alone.
    pub value: String,
    /// What it is the number of, in brackets after it: `pbk.` Only of ISBN and ISSN.
    pub qualifier: Option<String>,
}

/// The system of an identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum System {
    /// DOI.
    Doi,
    /// ISBN.
    Isbn,
    /// ISSN.
    Issn,
    /// An address.
    Url,
    /// URN.
    Urn,
    /// Handle.
    Handle,
    /// ARK.
    Ark,
    /// Another one, as `@type` names it.
    Other(String),
    /// None is named.
    Unstated,
}

/// What stands as it is in the path of an address, besides letters and figures
/// (RFC 3986 §3.3). All else of a DOI or a handle is encoded.
const PLAIN_IN_PATHS: &[u8] = b"-._~!$&'()*+,;=:@/";

impl Identifier {
    /// An identifier by what it says it is (`@type`), or by its form.
    pub fn of(kind: Option<&str>, value: &str) -> Self {
        let (system, value) = identified(kind, value);
        let (value, qualifier) = match system {
            System::Isbn => qualified(&value, &["urn:isbn:", "isbn-13", "isbn-10", "isbn"]),
            System::Issn => qualified(&value, &["urn:issn:", "issn-l", "issn"]),
            _ => (value, None),
        };
        Self {
            system,
            value,
            qualifier,
        }
    }

    /// Where it leads: an address, or that of the resolver of a DOI or a handle.
    pub fn address(&self) -> Option<String> {
        let encoded = || percent::encode(&self.value, PLAIN_IN_PATHS);
        match self.system {
            System::Doi => Some(format!("https://doi.org/{}", encoded())),
            System::Handle => Some(format!("https://hdl.handle.net/{}", encoded())),
            System::Url => Some(self.value.clone()),
            _ => None,
        }
    }

    /// Whether it is an ISBN or ISSN whose last figure is not right: a number of nothing,
    /// or of something else.
    pub fn is_wrong(&self) -> bool {
        matches!(self.system, System::Isbn | System::Issn) && !self.is_right()
    }

    /// Figures and letters alone.
    pub fn digits(&self) -> String {
        let digits = self.value.chars();
        digits.filter(|c| c.is_ascii_alphanumeric()).collect()
    }

    /// Whether the last figure of an ISBN (ISO 2108) or ISSN (ISO 3297) is right.
    pub fn is_right(&self) -> bool {
        let digits = self.digits();
        let last = digits.len().saturating_sub(1);
        let values: Option<Vec<u32>> = digits
            .char_indices()
            .map(|(at, c)| match c {
                'X' | 'x' if at == last && last != 12 => Some(10),
                c => c.to_digit(10),
            })
            .collect();
        let Some(values) = values else { return false };
        let numbered = values.iter().zip(0..);
        match (&self.system, values.len()) {
            (System::Isbn, 13) => {
                let weighed = numbered.map(|(value, at)| value * if at % 2 == 0 { 1 } else { 3 });
                weighed.sum::<u32>().is_multiple_of(10)
            }
            (System::Isbn, length @ 10) | (System::Issn, length @ 8) => {
                let weights = (1..=length as u32).rev();
                let weighed = values.iter().zip(weights).map(|(value, by)| value * by);
                weighed.sum::<u32>().is_multiple_of(11)
            }
            _ => false,
        }
    }
}

/// The number alone, and what stands in brackets after it: `0-306-40615-2 (pbk.)`.
fn qualified(value: &str, prefixes: &[&str]) -> (String, Option<String>) {
    let lower = value.to_ascii_lowercase();
    let before = prefixes.iter().find(|prefix| lower.starts_with(**prefix));
    let number = &value[before.map_or(0, |prefix| prefix.len())..];
    let number = number.trim_start_matches([':', ' ']);
    let parted = number.split_once('(').and_then(|(number, rest)| {
        let (words, after) = rest.rsplit_once(')')?;
        let words = words.trim();
        let good = after.trim().is_empty() && !words.is_empty() && !number.trim().is_empty();
        good.then(|| (number.trim().to_owned(), Some(words.to_owned())))
    });
    parted.unwrap_or_else(|| (number.to_owned(), None))
}

/// The system of an identifier, by what it says it is or by its form.
fn identified(kind: Option<&str>, value: &str) -> (System, String) {
    let lower = kind.map(str::to_lowercase);
    let web = value.starts_with("https://") || value.starts_with("http://");
    let whole = || value.to_owned();
    match (lower.as_deref(), doi(value), handle(value)) {
        (Some("doi"), Some(doi), _) => (System::Doi, doi),
        (None | Some("uri" | "url"), Some(doi), _) if web => (System::Doi, doi),
        (Some("handle" | "hdl" | "uri" | "url") | None, _, Some(handle)) => {
            (System::Handle, handle)
        }
        (Some("isbn" | "isbn-13" | "isbn-10"), ..) => (System::Isbn, whole()),
        (Some("issn" | "eissn" | "e-issn" | "pissn" | "p-issn"), ..) => (System::Issn, whole()),
        (Some("handle" | "hdl"), ..) => (System::Handle, whole()),
        (Some("urn"), ..) => (System::Urn, whole()),
        (Some("ark"), ..) => (System::Ark, whole()),
        _ if value.starts_with("urn:") => (System::Urn, whole()),
        _ if web => (System::Url, whole()),
        (Some(_), ..) => (System::Other(kind.unwrap_or_default().to_owned()), whole()),
        (None, ..) => (System::Unstated, whole()),
    }
}

/// A handle without its resolver; none if it has none. Of an address what is
/// encoded is decoded.
fn handle(value: &str) -> Option<String> {
    let resolvers = ["https://hdl.handle.net/", "http://hdl.handle.net/"];
    let mut resolved = resolvers.iter();
    match resolved.find_map(|resolver| value.strip_prefix(resolver)) {
        Some(handle) => percent::decode(handle),
        None => value.strip_prefix("hdl:").map(str::to_owned),
    }
}

/// A DOI without resolver or prefix; none if it is not one. Of an address what is
/// encoded is decoded.
fn doi(value: &str) -> Option<String> {
    let lower = value.to_lowercase();
    let prefixes = [
        "https://doi.org/",
        "http://doi.org/",
        "https://dx.doi.org/",
        "http://dx.doi.org/",
        "https://www.doi.org/",
        "http://www.doi.org/",
        "doi:",
        "",
    ];
    let bare = prefixes.iter().find_map(|prefix| {
        let rest = lower.strip_prefix(prefix)?;
        value.get(value.len() - rest.len()..)
    })?;
    let bare = match lower.starts_with("http") {
        true => percent::decode(bare)?,
        false => bare.to_owned(),
    };
    let bare = bare.trim();
    let (registrant, suffix) = bare.strip_prefix("10.")?.split_once('/')?;
    let figures = registrant.chars().all(|c| c.is_ascii_digit() || c == '.');
    let good = figures && !registrant.is_empty() && !suffix.is_empty() && !suffix.contains(' ');
    good.then(|| bare.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_resolvers_are_encoded_once() {
        let table = [
            (
                "DOI",
                "10.1234/AB<c>;2-#",
                "https://doi.org/10.1234/AB%3Cc%3E;2-%23",
            ),
            (
                "DOI",
                "doi:10.1234/a%b?c\"",
                "https://doi.org/10.1234/a%25b%3Fc%22",
            ),
            (
                "DOI",
                "https://doi.org/10.1234/AB%3Cc%3E",
                "https://doi.org/10.1234/AB%3Cc%3E",
            ),
            (
                "DOI",
                "10.1002/(SICI)1097:1<1::AID-X>3.0",
                "https://doi.org/10.1002/(SICI)1097:1%3C1::AID-X%3E3.0",
            ),
            ("hdl", "11234/1-1#x", "https://hdl.handle.net/11234/1-1%23x"),
            (
                "URI",
                "https://hdl.handle.net/11234/1%231",
                "https://hdl.handle.net/11234/1%231",
            ),
        ];
        for (kind, value, address) in table {
            let identifier = Identifier::of(Some(kind), value);
            assert_eq!(identifier.address().as_deref(), Some(address), "{value}");
        }
        let bare = Identifier::of(Some("DOI"), "https://doi.org/10.1234/AB%3Cc%3E");
        assert_eq!(bare.value, "10.1234/AB<c>");
    }

    #[test]
    fn numbers_stand_apart_from_what_qualifies_them() {
        let table = [
            (
                "ISBN",
                "978-3-16-148410-0 (pbk.)",
                "978-3-16-148410-0",
                Some("pbk."),
                true,
            ),
            (
                "isbn-13",
                "ISBN-13: 9783161484100",
                "9783161484100",
                None,
                true,
            ),
            (
                "ISBN",
                "080442957X (Bd. 1 (2))",
                "080442957X",
                Some("Bd. 1 (2)"),
                true,
            ),
            (
                "ISBN",
                "978-3-16-148410-1",
                "978-3-16-148410-1",
                None,
                false,
            ),
            ("ISBN", "(none)", "(none)", None, false),
            ("ISSN", "2049-3630", "2049-3630", None, true),
            (
                "eISSN",
                "ISSN 2434-561X (online)",
                "2434-561X",
                Some("online"),
                true,
            ),
            ("ISSN", "1234-5678", "1234-5678", None, false),
        ];
        for (kind, written, value, qualifier, right) in table {
            let identifier = Identifier::of(Some(kind), written);
            assert_eq!(identifier.value, value, "{written}");
            assert_eq!(identifier.qualifier.as_deref(), qualifier, "{written}");
            assert_eq!(identifier.is_right(), right, "{written}");
        }
    }
}
