//! What does the request say in its address and its headers?

use axum::http::header::HeaderName;
use axum::http::{HeaderMap, Uri};

use crate::server::problems::{HEADER_UNFIT, QUERY_UNFIT};
use crate::server::refusal::Refusal;
use crate::source::percent::{decode_form, is_encoded};

/// The value of a header that may be there once.
///
/// # Errors
/// 400, if it is there twice, or is not ASCII.
pub fn one<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h str>, Refusal> {
    one_raw(headers, name)?
        .map(|bytes| ascii(bytes, name))
        .transpose()
}

/// The value of a header that is a list: its lines, with commas between (RFC 9110
/// §5.3).
///
/// # Errors
/// 400, if it is not ASCII.
pub fn all(headers: &HeaderMap, name: &HeaderName) -> Result<Option<String>, Refusal> {
    let lines = headers.get_all(name).iter();
    let lines = lines.map(|line| ascii(line.as_bytes(), name));
    let lines: Vec<&str> = lines.collect::<Result<_, _>>()?;
    Ok((!lines.is_empty()).then(|| lines.join(", ")))
}

fn ascii<'h>(bytes: &'h [u8], name: &HeaderName) -> Result<&'h str, Refusal> {
    let text = std::str::from_utf8(bytes).ok();
    let text = text.filter(|text| text.is_ascii());
    let message = || format!("`{name}` has characters beyond ASCII.");
    text.ok_or_else(|| Refusal::problem(&HEADER_UNFIT, message()))
}

/// The bytes of a header that may be there once.
///
/// # Errors
/// 400, if it is there twice.
pub fn one_raw<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h [u8]>, Refusal> {
    let mut values = headers.get_all(name).iter();
    let first = values.next();
    if values.next().is_some() {
        let message = format!("`{name}` is there twice.");
        return Err(Refusal::problem(&HEADER_UNFIT, message));
    }
    Ok(first.map(axum::http::HeaderValue::as_bytes))
}

/// What stands after the question mark. Every key must be known: a mistyped
/// `dry-run` must not publish.
#[derive(Debug, Default)]
pub struct Query {
    pairs: Vec<(String, String)>,
}

impl Query {
    /// The query of an address, in which only `known` keys may stand.
    ///
    /// # Errors
    /// 400.
    pub fn read(uri: &Uri, known: &[&str]) -> Result<Self, Refusal> {
        let refuse = |message: String| Refusal::problem(&QUERY_UNFIT, message);
        let mut pairs: Vec<(String, String)> = Vec::new();
        let query = uri.query().unwrap_or_default();
        if !is_encoded(query) {
            return Err(refuse("The query is cut off, or not encoded.".to_owned()));
        }
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decoded = (decode_form(key), decode_form(value));
            let (Some(key), Some(value)) = decoded else {
                return Err(refuse("The query is not UTF-8.".to_owned()));
            };
            if !known.contains(&key.as_str()) {
                let known = known.join("`, `");
                let message = match known.as_str() {
                    "" => "This address takes no query.".to_owned(),
                    known => format!("The query has a key that is not known; there are `{known}`."),
                };
                return Err(refuse(message));
            }
            if pairs.iter().any(|(other, _)| *other == key) {
                return Err(refuse(format!("`{key}` stands twice in the query.")));
            }
            pairs.push((key, value));
        }
        Ok(Self { pairs })
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(known, _)| known == key);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether something is wished: `key=1` or `key=true`; `0`, `false`, or
    /// nothing at all, if it is not.
    ///
    /// # Errors
    /// 400 for other values.
    pub fn wished(&self, key: &str) -> Result<bool, Refusal> {
        match self.get(key) {
            None | Some("0" | "false") => Ok(false),
            Some("1" | "true") => Ok(true),
            Some(_) => {
                let message = format!("`{key}` is 1 or 0.");
                Err(Refusal::problem(&QUERY_UNFIT, message))
            }
        }
    }

    /// A number, if the key is there.
    ///
    /// # Errors
    /// 400 for what is none, or is not between `least` and `most`.
    pub fn number(&self, key: &str, least: u32, most: u32) -> Result<Option<u32>, Refusal> {
        let Some(text) = self.get(key) else {
            return Ok(None);
        };
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|_| digits);
        match number.filter(|number| (least..=most).contains(number)) {
            Some(number) => Ok(Some(number)),
            None => {
                let message = format!("`{key}` is a number from {least} to {most}.");
                Err(Refusal::problem(&QUERY_UNFIT, message))
            }
        }
    }
}
