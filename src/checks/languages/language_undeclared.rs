//! A language is used that the header does not list.
//!
//! Why: `<langUsage>` tells readers and catalogues which languages to expect.
//! If it lists some, it should list all.
//!
//! Example: `xml:lang="grc"` where `<langUsage>` has only `la` and `en`. A
//! listed `grc` also covers `grc-Latn`. Headers without `<langUsage>` are not
//! asked.
//!
//! What to do: add `<language ident="grc">` to `<langUsage>`. TEI: HD41.

use std::collections::BTreeSet;

use super::super::group::Groups;
use super::super::survey::Survey;
use crate::diagnostic::{Code, Diagnostic};

pub const CODE: Code = "language-undeclared";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let declared: BTreeSet<String> = (survey.named("language"))
        .filter_map(|language| language.attribute("ident"))
        .map(|ident| ident.to_ascii_lowercase())
        .collect();
    if declared.is_empty() {
        return;
    }
    let mut groups = Groups::default();
    for (_, attribute) in survey.with("xml:lang") {
        let tag = attribute.value();
        if !tag.is_empty() && !is_covered(&tag.to_ascii_lowercase(), &declared) {
            let message = format!("the language `{tag}` is not listed in the header");
            let finding = Diagnostic::information(CODE, attribute.span(), message);
            let hint = format!("add `<language ident=\"{tag}\">` to `<langUsage>`");
            groups.add(tag, finding.hint(hint));
        }
    }
    groups.report_once(findings);
}

fn is_covered(tag: &str, declared: &BTreeSet<String>) -> bool {
    let covers = |known: &String| {
        tag.strip_prefix(known.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    declared.iter().any(covers)
}
