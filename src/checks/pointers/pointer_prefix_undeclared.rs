//! A pointer uses a private prefix that the header does not explain.
//!
//! Why: `viaf:12345` is short for an address; only a `<prefixDef>` says for
//! which. Without it neither readers nor programs can follow it.
//!
//! Example: `<persName ref="viaf:12345">` without
//! `<prefixDef ident="viaf" matchPattern="(.+)"
//! replacementPattern="https://viaf.org/viaf/$1"/>`.
//!
//! What to do: add the `<prefixDef>` to `<listPrefixDef>` in the header, or
//! write the whole address. TEI: SAPU.

use std::collections::BTreeSet;

use super::super::group::Groups;
use super::super::reference::POINTERS;
use super::super::survey::{Survey, words};
use crate::diagnostic::{Code, Diagnostic};

pub const CODE: Code = "pointer-prefix-undeclared";

/// Schemes of addresses that need no explanation.
const KNOWN: &[&str] = &[
    "about", "ark", "cid", "data", "doi", "file", "ftp", "geo", "git", "gopher", "hdl", "http",
    "https", "info", "ipfs", "isbn", "mailto", "news", "ni", "sftp", "ssh", "tag", "tel", "urn",
    "ws", "wss",
];

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let declared: BTreeSet<String> = (survey.named("prefixDef"))
        .filter_map(|definition| definition.attribute("ident"))
        .map(|ident| ident.into_owned())
        .collect();
    let mut groups = Groups::default();
    for name in POINTERS {
        for (_, attribute) in survey.with(name) {
            if !attribute.value().contains(':') {
                continue;
            }
            for (span, pointer) in words(attribute) {
                let Some(prefix) = prefix(&pointer) else {
                    continue;
                };
                if KNOWN.contains(&&*prefix.to_ascii_lowercase()) || declared.contains(prefix) {
                    continue;
                }
                let message = format!("the prefix `{prefix}:` is not explained in the header");
                let hint = format!("add `<prefixDef ident=\"{prefix}\" …>` to the header");
                groups.add(
                    prefix,
                    Diagnostic::information(CODE, span, message).hint(hint),
                );
            }
        }
    }
    groups.report_once(findings);
}

/// The scheme of an absolute address (RFC 3986 §3.1), but for one that is
/// followed by `//`: that is an address of another sort, or a mistyped one.
fn prefix(pointer: &str) -> Option<&str> {
    let (prefix, rest) = pointer.split_once(':')?;
    let mut characters = prefix.chars();
    let named = characters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && characters.all(|c| c.is_ascii_alphanumeric() || "+-._".contains(c));
    (named && !rest.starts_with('/') && !rest.is_empty()).then_some(prefix)
}
