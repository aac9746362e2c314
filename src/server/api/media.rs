//! What is in the body?

use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_RANGE, CONTENT_TYPE};

use super::query::one;
use crate::server::problems::{HEADER_UNFIT, TYPE_UNKNOWN};
use crate::server::refusal::Refusal;
use crate::source::Encoding;

/// The types that are taken, as `Accept` lists them (RFC 9110 §12.5.1).
pub const TAKEN: &str =
    "application/tei+xml, application/xml, text/xml, text/plain, multipart/form-data";

/// What a body is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A TEI file. What the type says of its encoding must be so.
    Tei(Option<Charset>),
    /// A text to be converted, in an encoding if the type says so.
    Plain(Option<Charset>),
    /// Parts, between lines of this.
    Parts(String),
}

/// What a type says of the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// It is this.
    Is(Encoding),
    /// UTF-16, in the order that the byte-order mark says (RFC 7303 §3.3).
    Utf16,
}

impl Charset {
    /// As types spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Is(encoding) => encoding.name(),
            Self::Utf16 => "UTF-16",
        }
    }

    /// The encoding in which these bytes are then; without a mark the high byte is
    /// first (RFC 2781 §4.3).
    pub fn of(self, bytes: &[u8]) -> Encoding {
        match self {
            Self::Is(encoding) => encoding,
            Self::Utf16 if bytes.starts_with(b"\xff\xfe") => Encoding::Utf16Le,
            Self::Utf16 => Encoding::Utf16Be,
        }
    }
}

impl Kind {
    /// What the headers of a request say.
    ///
    /// # Errors
    /// 415 for everything else, and for bodies that are compressed; 400 for parts
    /// of a file.
    pub fn of(headers: &HeaderMap) -> Result<Self, Refusal> {
        Self::whole(headers)?;
        let Some(value) = one(headers, &CONTENT_TYPE)? else {
            return Err(refuse(
                "The request does not say what its body is (`Content-Type`).",
            ));
        };
        Self::named(value)
    }

    /// Whether a body is sent whole, and as it is.
    ///
    /// # Errors
    /// 415 for bodies that are compressed; 400 for parts of a file.
    pub fn whole(headers: &HeaderMap) -> Result<(), Refusal> {
        if headers.contains_key(CONTENT_RANGE) {
            let message = "A file is handed in whole (RFC 9110 §14.5).";
            return Err(Refusal::problem(&HEADER_UNFIT, message));
        }
        let coding = one(headers, &CONTENT_ENCODING)?;
        if coding.is_some_and(|coding| !coding.trim().eq_ignore_ascii_case("identity")) {
            let message = "The body is compressed; send it as it is.";
            let refusal = Refusal::problem(&TYPE_UNKNOWN, message);
            return Err(refusal.header("accept-encoding", "identity"));
        }
        Ok(())
    }

    /// What a media type says.
    ///
    /// # Errors
    /// 415.
    pub fn named(value: &str) -> Result<Self, Refusal> {
        let (essence, parameters) = parameters(value)
            .ok_or_else(|| refuse("The media type of the body cannot be read."))?;
        let parameter = |name: &str| {
            let found = parameters.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.as_str())
        };
        let charset = || match parameter("charset") {
            None => Ok(None),
            Some(name) => charset_called(name)
                .map(Some)
                .ok_or_else(|| refuse("The charset of the body is not one that is read.")),
        };
        match essence.as_str() {
            "application/tei+xml" | "application/xml" | "text/xml" => Ok(Self::Tei(charset()?)),
            "text/plain" => Ok(Self::Plain(charset()?)),
            "multipart/form-data" => match parameter("boundary") {
                Some(boundary) if (1..=70).contains(&boundary.len()) => {
                    Ok(Self::Parts(boundary.to_owned()))
                }
                _ => Err(refuse(
                    "The type of the body names no boundary of its parts.",
                )),
            },
            _ => Err(refuse("The body is of a type that is not taken.")),
        }
    }
}

fn refuse(message: &str) -> Refusal {
    Refusal::problem(&TYPE_UNKNOWN, message).header("accept", TAKEN)
}

/// Encodings by the names that types use.
fn charset_called(name: &str) -> Option<Charset> {
    match name.to_ascii_lowercase().as_str() {
        "utf-16" => Some(Charset::Utf16),
        _ => Encoding::from_name(name).map(Charset::Is),
    }
}

/// A value with parameters (RFC 9110 §5.6.6): both names in lower case.
pub fn parameters(value: &str) -> Option<(String, Vec<(String, String)>)> {
    let (essence, mut rest) = value.split_once(';').unwrap_or((value, ""));
    let essence = essence.trim().to_ascii_lowercase();
    let mut parameters: Vec<(String, String)> = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', '\t', ';']);
        if rest.is_empty() {
            return Some((essence, parameters));
        }
        let (name, after) = rest.split_once('=')?;
        let name = name.trim().to_ascii_lowercase();
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted_string(quoted)?,
            None => {
                let end = after.find(';').unwrap_or(after.len());
                (after[..end].trim().to_owned(), &after[end..])
            }
        };
        if name.is_empty() || parameters.iter().any(|(known, _)| *known == name) {
            return None;
        }
        parameters.push((name, value));
        rest = after;
    }
}

/// What stands before the closing quotation mark, and what comes after it.
fn quoted_string(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => value.push(characters.next()?.1),
            other => value.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_as_they_are_written() {
        let table = [
            ("application/tei+xml", Kind::Tei(None)),
            (
                "Text/XML; Charset=\"utf-8\"",
                Kind::Tei(Some(Charset::Is(Encoding::Utf8))),
            ),
            (
                "application/xml; charset=UTF-16",
                Kind::Tei(Some(Charset::Utf16)),
            ),
            (
                "text/plain;charset=iso-8859-1",
                Kind::Plain(Some(Charset::Is(Encoding::Latin1))),
            ),
            (
                "multipart/form-data; boundary=\"a;\\\"b\"",
                Kind::Parts("a;\"b".into()),
            ),
            (
                "multipart/form-data; boundary=--x",
                Kind::Parts("--x".into()),
            ),
        ];
        for (value, expected) in table {
            assert_eq!(Kind::named(value).unwrap(), expected, "{value}");
        }
        for bad in [
            "",
            "application/json",
            "text/plain; charset=shift_jis",
            "text/plain; charset",
            "text/plain; charset=utf-8; charset=utf-8",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=\"open",
            "application/x-www-form-urlencoded",
        ] {
            assert_eq!(Kind::named(bad).unwrap_err().status.as_u16(), 415, "{bad}");
        }
    }
}
