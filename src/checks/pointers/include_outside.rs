//! A part of the document is to be fetched from outside.
//!
//! Why: what is published here must be complete and must stay the same. Nothing
//! is fetched when a text is read, so that the place shows a gap.
//!
//! Example: `<xi:include href="https://example.org/taxonomy.xml"/>` or
//! `href="../../taxonomy.xml"` (warnings). A file beside this one
//! (`href="page1.xml"`) is information.
//!
//! What to do: put the part into this file, or hand it in together with it.
//! XInclude 1.1.

use super::super::group::Groups;
use super::super::survey::{Survey, place_of};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::xml::Node;

pub const CODE: Code = "include-outside";

/// The namespaces of XInclude.
const XINCLUDE: [&str; 2] = [
    "http://www.w3.org/2001/XInclude",
    "http://www.w3.org/2003/XInclude",
];

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    if !survey.tree().has_name("include") {
        return;
    }
    let mut groups = Groups::default();
    for element in survey.tree().nodes().filter_map(Node::element) {
        let included = element.name() == "include"
            && element
                .namespace()
                .is_some_and(|namespace| XINCLUDE.contains(&namespace));
        let Some(href) = element
            .attribute("href")
            .filter(|href| included && !href.is_empty())
        else {
            continue;
        };
        let severity = if leaves(&href) {
            Severity::Warning
        } else {
            Severity::Information
        };
        let message = format!("`{href}` is another file, and nothing is fetched");
        let finding = Diagnostic::new(severity, CODE, place_of(element, "href"), message);
        let finding = finding.hint("put it into this file, or hand it in together with it");
        groups.add(severity.to_string(), finding);
    }
    groups.report(findings);
}

/// Whether an address leads out of the folder of the file.
fn leaves(href: &str) -> bool {
    let scheme = href
        .split_once(':')
        .is_some_and(|(scheme, _)| !scheme.contains(['/', '.']));
    scheme || href.starts_with('/') || href.split('/').any(|part| part == "..")
}
