//! How is an edition cited?
//!
//! Author, title, version with the digest of its file, date of publication,
//! address: the version is part of the citation, because another one may read
//! differently.

use super::edition::EditionContext;
use super::html::Html;
use super::page::{Cite, Text};
use super::safety::escape;
use crate::edition::reference::{Place, to_segment};

/// The address of a passage: `base` is that of the version, with a slash.
pub fn address(base: &str, reference: &str) -> String {
    [base, &to_segment(reference, Place::AfterVersion)].concat()
}

/// The citation of the version shown.
pub fn cite(text: &Text, context: &EditionContext) -> Cite {
    let authors = text.authors.join(", ");
    let title = if text.supplied {
        format!("[‘{}’]", text.plain_title)
    } else {
        format!("‘{}’", text.plain_title)
    };
    let version = &context.version;
    let head = [authors, title].into_iter().filter(|part| !part.is_empty());
    let head = head.collect::<Vec<_>>().join(", ");
    let tail = [
        context.site.name.as_str(),
        &version.published_date,
        &context.canonical,
    ];
    let tail = tail.into_iter().filter(|part| !part.is_empty());
    let tail: String = tail.map(|part| format!(", {part}")).collect();
    let (number, short) = (version.number, &version.short);
    Cite {
        plain: format!("{head}, version {number} (SHA-256 {short}){tail}."),
        html: Html::new(format!(
            "{}, version {number} (SHA-256 <code class=\"hash\">{}</code>){}.",
            escape(&head),
            escape(short),
            escape(&tail)
        )),
    }
}
