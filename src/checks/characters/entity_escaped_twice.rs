//! A reference was escaped twice, so that readers see its letters.
//!
//! Why: `&amp;amp;` is shown as `&amp;`, not as `&`. Some program escaped a text
//! that was escaped already.
//!
//! Example: `Bell &amp;amp; Sons`, `caf&amp;eacute;`.
//!
//! What to do: take away the second escape (`&amp;`, `é`). In a text about
//! markup it is right as it is. TEI: SG, XML 1.0 §4.6.

use memchr::memmem;

use super::super::group::Groups;
use super::super::survey::Survey;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::xml::Kind;

pub const CODE: Code = "entity-escaped-twice";

const ESCAPED: &str = "&amp;";

/// Elements that speak about markup.
const CODE_LIKE: &[&str] = &[
    "code", "eg", "egXML", "gi", "att", "val", "tag", "ident", "formula",
];

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let mut groups = Groups::default();
    let texts = survey.referring().iter();
    for text in texts.filter(|text| text.kind() == Kind::Text) {
        let (raw, span) = (text.raw(), text.span());
        for at in memmem::find_iter(raw.as_bytes(), ESCAPED) {
            let Some(name) = reference(&raw[at + ESCAPED.len()..]) else {
                continue;
            };
            let coded = text
                .parent()
                .is_some_and(|around| CODE_LIKE.contains(&around.name()));
            if coded || span.len() != raw.len() {
                continue;
            }
            let start = span.start as usize + at;
            let end = start + ESCAPED.len() + name.len() + 1;
            let message = format!("`&amp;{name};` is shown as `&{name};`");
            let finding = Diagnostic::warning(CODE, Span::new(start, end), message);
            groups.add(
                "",
                finding.hint(format!("write `&{name};`, or the character itself")),
            );
        }
    }
    groups.report(findings);
}

/// The name of a reference at the head of `text`, without `;`.
fn reference(text: &str) -> Option<&str> {
    const LONGEST: usize = 12;
    let end = text.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = text.get(..end)?;
    let digits = name.strip_prefix('#').unwrap_or(name);
    let plain = digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (plain && digits.len() > 1).then_some(name)
}
