//! Strings, tokens and names.

use std::borrow::Cow;

use super::{Prefixes, Value, letters};

/// White space of XML.
pub(super) fn is_white_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Every tab and line end becomes a space.
pub(super) fn replace_white_space(text: &str) -> Cow<'_, str> {
    if text.contains(['\t', '\n', '\r']) {
        text.replace(['\t', '\n', '\r'], " ").into()
    } else {
        text.into()
    }
}

/// One space between words, none around them.
pub(super) fn collapse_white_space(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    let needed = bytes.first().is_some_and(space)
        || bytes.last().is_some_and(space)
        || bytes
            .iter()
            .any(|byte| matches!(byte, b'\t' | b'\n' | b'\r'))
        || bytes.windows(2).any(|pair| pair == b"  ");
    if !needed {
        return text.into();
    }
    let mut collapsed = String::with_capacity(text.len());
    for word in text.split(is_white_space).filter(|word| !word.is_empty()) {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed.into()
}

/// Namespace and local name of a `QName`; one without prefix is in the default
/// namespace.
pub(super) fn qualified_name(text: &str, prefixes: Prefixes) -> Option<(String, String)> {
    let (prefix, local) = text.split_once(':').unwrap_or(("", text));
    if !letters::is_ncname(local) || (text.contains(':') && !letters::is_ncname(prefix)) {
        return None;
    }
    let namespace = match prefix {
        "" => prefixes("").unwrap_or_default(),
        prefix => prefixes(prefix)?,
    };
    Some((namespace, local.to_owned()))
}

/// Whether `text` has the shape of a language tag (RFC 3066).
pub(super) fn is_language(text: &str) -> bool {
    let part = |part: &str| (1..=8).contains(&part.len());
    let mut parts = text.split('-');
    parts
        .next()
        .is_some_and(|first| part(first) && first.bytes().all(|byte| byte.is_ascii_alphabetic()))
        && parts.all(|rest| part(rest) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// The length of a value: characters, bytes of binary data, items of a list.
pub(super) fn length(text: &str, value: &Value) -> usize {
    match value {
        Value::Bytes(bytes) => bytes.len(),
        Value::Names(names) => names.len(),
        _ => text.chars().count(),
    }
}
