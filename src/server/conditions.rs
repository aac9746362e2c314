//! Does the client have it already?
//!
//! RFC 9110 §13: preconditions, in the order of §13.2.2.

use std::time::SystemTime;

use axum::http::HeaderMap;
use axum::http::header::{
    HeaderName, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, IF_UNMODIFIED_SINCE,
};

/// What tells one state of a representation from another.
#[derive(Clone, Copy, Debug)]
pub struct Validators<'a> {
    /// The strong entity tag, with its quotation marks.
    pub tag: &'a str,
    /// When it was last modified, in whole seconds.
    pub modified: Option<SystemTime>,
}

/// What the conditions come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Answer as if there were none.
    Proceed,
    /// 304: the client has it.
    NotModified,
    /// 412: the client wanted another state.
    Failed,
}

/// Judges the conditions of a GET or HEAD request.
pub fn judge(headers: &HeaderMap, validators: Validators<'_>) -> Verdict {
    if headers.contains_key(IF_MATCH) {
        if !matches(headers, IF_MATCH, validators.tag, Comparison::Strong) {
            return Verdict::Failed;
        }
    } else if unchanged_since(headers, IF_UNMODIFIED_SINCE, validators) == Some(false) {
        return Verdict::Failed;
    }
    let not_modified = if headers.contains_key(IF_NONE_MATCH) {
        matches(headers, IF_NONE_MATCH, validators.tag, Comparison::Weak)
    } else {
        unchanged_since(headers, IF_MODIFIED_SINCE, validators) == Some(true)
    };
    if not_modified {
        Verdict::NotModified
    } else {
        Verdict::Proceed
    }
}

/// Whether a `Range` may be served: there is no `If-Range`, or it holds the
/// strong tag. A date is not taken: it is a strong validator only under
/// conditions (§8.8.2.2), and the whole file is always a right answer.
pub fn range_allowed(headers: &HeaderMap, validators: Validators<'_>) -> bool {
    match headers.get(IF_RANGE) {
        None => true,
        Some(value) => value.as_bytes() == validators.tag.as_bytes(),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Strong,
    Weak,
}

fn matches(headers: &HeaderMap, name: HeaderName, tag: &str, comparison: Comparison) -> bool {
    let lines = headers.get_all(name);
    let mut lines = lines.iter().filter_map(|line| line.to_str().ok());
    lines.any(|line| line.trim() == "*" || lists(line, tag, comparison))
}

/// Whether `tag` stands in a list of entity tags. Tags may contain commas; what
/// follows a fault is not read.
fn lists(line: &str, tag: &str, comparison: Comparison) -> bool {
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let weak = rest.starts_with("W/");
        let opaque = rest.strip_prefix("W/").unwrap_or(rest);
        let Some(inner) = opaque.strip_prefix('"') else {
            return false;
        };
        let Some(end) = inner.find('"') else {
            return false;
        };
        let found = &opaque[..end + 2];
        if found == tag && (comparison == Comparison::Weak || !weak) {
            return true;
        }
        rest = &inner[end + 1..];
    }
}

/// Whether nothing changed after the date in the header; `None` if there is no
/// such header, no readable date, or no date to compare with.
fn unchanged_since(
    headers: &HeaderMap,
    name: HeaderName,
    validators: Validators<'_>,
) -> Option<bool> {
    let date = headers.get(name)?.to_str().ok()?;
    let date = httpdate::parse_http_date(date).ok()?;
    Some(validators.modified? <= date)
}
