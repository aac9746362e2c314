//! In which state does the client expect the edition?
//!
//! RFC 9110 §13, for requests that change something.

use axum::http::HeaderMap;
use axum::http::header::{HeaderName, IF_MATCH, IF_NONE_MATCH};

use crate::server::problems::{CONDITION_MISSING, HEADER_UNFIT};
use crate::server::refusal::Refusal;

/// What the client expects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Of `If-Match`.
    is: Option<Tags>,
    /// Of `If-None-Match`.
    is_not: Option<Tags>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Tags {
    /// `*`: whatever is there.
    Any,
    /// Entity tags, with their quotation marks; weak ones with `W/`.
    List(Vec<String>),
}

impl Conditions {
    /// Something new: `If-None-Match: *`.
    pub fn new() -> Self {
        Self {
            is: None,
            is_not: Some(Tags::Any),
        }
    }

    /// Something that is there, whatever it is: `If-Match: *`.
    pub fn any() -> Self {
        Self {
            is: Some(Tags::Any),
            is_not: None,
        }
    }

    /// Something in this state: `If-Match: "…"`.
    pub fn tag(tag: &str) -> Self {
        Self {
            is: Some(Tags::List(vec![tag.to_owned()])),
            is_not: None,
        }
    }

    /// Those of a request.
    ///
    /// # Errors
    /// 400, if one cannot be read.
    pub fn read(headers: &HeaderMap) -> Result<Self, Refusal> {
        Ok(Self {
            is: tags(headers, &IF_MATCH)?,
            is_not: tags(headers, &IF_NONE_MATCH)?,
        })
    }

    /// The same, if there is one.
    ///
    /// # Errors
    /// 428, if there is none.
    pub fn required(self) -> Result<Self, Refusal> {
        if self.is.is_none() && self.is_not.is_none() {
            let message = "Say in which state you expect the edition: `If-None-Match: *` for a \
                           new one, `If-Match` with its entity tag for one that is there.";
            return Err(Refusal::problem(&CONDITION_MISSING, message));
        }
        Ok(self)
    }

    /// Whether they hold for what has this entity tag; `None` if there is nothing.
    pub fn hold(&self, tag: Option<&str>) -> bool {
        let is = self.is.as_ref().is_none_or(|tags| match (tags, tag) {
            (_, None) => false,
            (Tags::Any, Some(_)) => true,
            // Only strong tags are compared here (§13.1.1).
            (Tags::List(list), Some(tag)) => list.iter().any(|one| one == tag),
        });
        let is_not = self.is_not.as_ref().is_none_or(|tags| match (tags, tag) {
            (_, None) => true,
            (Tags::Any, Some(_)) => false,
            (Tags::List(list), Some(tag)) => {
                let strong = |one: &String| one.strip_prefix("W/").unwrap_or(one) == tag;
                !list.iter().any(strong)
            }
        });
        is && is_not
    }

    /// Whether only something new is wanted, so that nothing else can be right.
    pub fn wants_new(&self) -> bool {
        self.is_not == Some(Tags::Any)
    }
}

fn tags(headers: &HeaderMap, name: &HeaderName) -> Result<Option<Tags>, Refusal> {
    if !headers.contains_key(name) {
        return Ok(None);
    }
    let unfit = || {
        let message = format!("`{name}` is neither `*` nor entity tags in quotation marks.");
        Refusal::problem(&HEADER_UNFIT, message)
    };
    let mut list = Vec::new();
    let mut any = false;
    for line in headers.get_all(name) {
        let line = line.to_str().map_err(|_| unfit())?.trim();
        if line == "*" {
            any = true;
        } else {
            list.extend(entity_tags(line).ok_or_else(unfit)?);
        }
    }
    match (any, list.is_empty()) {
        (true, true) => Ok(Some(Tags::Any)),
        (false, false) => Ok(Some(Tags::List(list))),
        _ => Err(unfit()),
    }
}

/// A list of entity tags (§8.8.3), which may contain commas.
fn entity_tags(line: &str) -> Option<Vec<String>> {
    let mut tags = Vec::new();
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            return Some(tags);
        }
        let weak = if rest.starts_with("W/") { 2 } else { 0 };
        let inner = rest[weak..].strip_prefix('"')?;
        let end = inner.find('"')?;
        let length = weak + end + 2;
        let after = rest[length..].trim_start_matches([' ', '\t']);
        if !after.is_empty() && !after.starts_with(',') {
            return None;
        }
        tags.push(rest[..length].to_owned());
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[(&'static str, &str)]) -> Result<Conditions, Refusal> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(HeaderName::from_static(name), value.parse().unwrap());
        }
        Conditions::read(&headers)
    }

    #[test]
    fn they_hold_or_not() {
        let (now, nothing) = (Some("\"b\""), None);
        let table: [(&[(&'static str, &str)], _, _); 8] = [
            (&[("if-none-match", "*")], false, true),
            (&[("if-match", "*")], true, false),
            (&[("if-match", "\"b\"")], true, false),
            (&[("if-match", "\"a\", \"b\"")], true, false),
            (&[("if-match", "\"a\""), ("if-match", "\"b\"")], true, false),
            (&[("if-match", "W/\"b\"")], false, false),
            (&[("if-none-match", "W/\"b\"")], false, true),
            (
                &[("if-match", "\"b\""), ("if-none-match", "\"c\"")],
                true,
                false,
            ),
        ];
        for (lines, with, without) in table {
            let conditions = read(lines).unwrap();
            let found = (conditions.hold(now), conditions.hold(nothing));
            assert_eq!(found, (with, without), "{lines:?}");
            assert!(conditions.required().is_ok());
        }
        assert!(read(&[]).unwrap().required().is_err());
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for bad in [
            "b",
            "\"b",
            "b\"",
            "\"a\" \"b\"",
            "*, \"b\"",
            "",
            ",",
            "w/\"b\"",
            "'b'",
        ] {
            assert!(read(&[("if-match", bad)]).is_err(), "{bad}");
        }
        assert!(read(&[("if-match", "*"), ("if-match", "\"b\"")]).is_err());
    }
}
