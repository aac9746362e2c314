//! The parameters of a request.

use axum::http::Uri;

use super::misasked;
use crate::server::pages::passage::decoded;
use crate::server::refusal::Refusal;
use crate::source::percent::encode;

/// The parameters that an endpoint knows, each given once at most. Others are
/// passed over, as are those without a value: a template that is filled in with
/// nothing may leave such.
pub struct Asked {
    given: Vec<(&'static str, String)>,
}

impl Asked {
    /// Reads the query of `uri`.
    ///
    /// # Errors
    /// 400 if one of the parameters `known` is given twice.
    pub fn read(uri: &Uri, known: &[&'static str]) -> Result<Self, Refusal> {
        let mut given: Vec<(&'static str, String)> = Vec::new();
        for pair in uri.query().unwrap_or_default().split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decoded(name);
            let value = decoded(value);
            let Some(name) = known.iter().find(|known| **known == name) else {
                continue;
            };
            if value.is_empty() {
                continue;
            }
            if given.iter().any(|(other, _)| other == name) {
                return Err(misasked(format!("`{name}` is given twice.")));
            }
            given.push((name, value));
        }
        Ok(Self { given })
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut given = self.given.iter();
        let found = given.find(|(other, _)| *other == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The value of a parameter without which there is no answer.
    ///
    /// # Errors
    /// 400 if it is not given.
    pub fn required(&self, name: &str) -> Result<&str, Refusal> {
        let missing = || misasked(format!("The parameter `{name}` is missing."));
        self.get(name).ok_or_else(missing)
    }

    /// The value of a parameter that is a whole number.
    ///
    /// # Errors
    /// 400 if it is something else, or smaller than `least`.
    pub fn number(&self, name: &str, least: i64) -> Result<Option<i64>, Refusal> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let number = value.parse().ok().filter(|number| *number >= least);
        let bad = || misasked(format!("`{name}` must be a whole number from {least}."));
        number.map(Some).ok_or_else(bad)
    }

    /// All of them in one spelling, `page` left out if `without` says so.
    pub fn query(&self, without: &str) -> String {
        let pairs = self.given.iter().filter(|(name, _)| *name != without);
        let pairs: Vec<String> = pairs
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        pairs.join("&")
    }
}

/// A value as it stands in a query: what may stand there and is in every
/// identifier here is left as it is.
pub fn encoded(value: &str) -> String {
    encode(value, b"-._~:/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_as_they_were() {
        for value in ["1.2-3", "a&b=c d+e", "ἔ", "%41", "https://x.org/y?z#w"] {
            let uri: Uri = format!("/x?ref={}", encoded(value)).parse().unwrap();
            let asked = Asked::read(&uri, &["ref"]).ok().unwrap();
            assert_eq!(asked.get("ref"), Some(value));
        }
    }

    #[test]
    fn nothing_is_given_twice() {
        let read = |query: &str| {
            let uri: Uri = format!("/x?{query}").parse().unwrap();
            Asked::read(&uri, &["ref", "down"]).map(|asked| asked.query(""))
        };
        assert!(read("ref=1&ref=1").is_err() && read("ref=1&%72ef=2").is_err());
        assert_eq!(read("other=1&other=2&ref=&down=1").ok().unwrap(), "down=1");
    }
}
