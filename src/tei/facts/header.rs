//! What a file says of itself.

use serde::Serialize;

use super::words::{self, Reading, Words};
use super::{elements, value};
use crate::xml::{Element, Kind, Tree};

/// What the outermost header says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HeaderFacts {
    /// The first title of the `titleStmt`.
    pub title: Option<String>,
    /// All of them.
    pub titles: Vec<Title>,
    /// Authors of the `titleStmt`.
    pub authors: Vec<String>,
    /// Its editors.
    pub editors: Vec<String>,
    /// `@ident` of each `language`, in P4 its `@id`.
    pub languages: Vec<Option<String>>,
    /// `@target` of each `licence`.
    pub licences: Vec<Option<String>>,
    /// Changes in the `revisionDesc`.
    pub revision_changes: usize,
}

/// A title, white space collapsed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Title {
    /// Its `@type`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// What it says.
    pub text: String,
}

/// What the first header at or below `root` says, if there is one.
pub(super) fn header(root: Element<'_>) -> Option<HeaderFacts> {
    let header = elements(root).find(|element| element.is("teiHeader"))?;
    let all = |name| elements(header).filter(move |element| element.is(name));
    let statement = all("titleStmt").next();
    let parts = |name| {
        let children = statement.into_iter().flat_map(Element::elements);
        children.filter(move |element| element.is(name))
    };
    let titles: Vec<Title> = parts("title").map(title).collect();
    let is_revision = |element: Element<'_>| element.is("revisionDesc");
    let change = all("change").filter(|change| change.ancestors().any(is_revision));
    Some(HeaderFacts {
        title: titles.first().map(|title| title.text.clone()),
        titles,
        authors: parts("author").map(text).collect(),
        editors: parts("editor").map(text).collect(),
        languages: all("language").map(identifier).collect(),
        licences: all("licence").map(|at| value(at, "target")).collect(),
        revision_changes: change.count(),
    })
}

fn title(element: Element<'_>) -> Title {
    Title {
        kind: value(element, "type"),
        text: text(element),
    }
}

fn text(element: Element<'_>) -> String {
    words::of(element, Reading::Whole).begin(usize::MAX)
}

fn identifier(language: Element<'_>) -> Option<String> {
    value(language, "ident").or_else(|| value(language, "id"))
}

/// The document type declaration, written anew without its internal subset.
pub(super) fn doctype(tree: &Tree) -> Option<String> {
    let node = tree.top().find(|node| node.kind() == Kind::Doctype)?;
    let body = node.raw().strip_prefix("<!DOCTYPE")?;
    let (name, rest) = token(body);
    let (keyword, rest) = token(rest);
    let (first, rest) = literal(rest);
    let (second, _) = literal(rest);
    Some(match (keyword, first, second) {
        ("PUBLIC", Some(public), Some(system)) if !system.is_empty() => {
            format!("<!DOCTYPE {name} PUBLIC \"{public}\" {}>", quoted(system))
        }
        ("PUBLIC", Some(public), _) => format!("<!DOCTYPE {name} PUBLIC \"{public}\">"),
        ("SYSTEM", Some(system), _) => format!("<!DOCTYPE {name} SYSTEM {}>", quoted(system)),
        _ => format!("<!DOCTYPE {name}>"),
    })
}

fn quoted(text: &str) -> String {
    let quote = if text.contains('"') { '\'' } else { '"' };
    format!("{quote}{text}{quote}")
}

fn token(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let ends = |c: char| c.is_whitespace() || matches!(c, '[' | '>');
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

fn literal(text: &str) -> (Option<&str>, &str) {
    let text = text.trim_start();
    let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return (None, text);
    };
    match text[1..].split_once(quote) {
        Some((inside, after)) => (Some(inside), after),
        None => (None, text),
    }
}

/// The encoding that the file declares, as it is written there; else the one in
/// which it was read.
pub(super) fn encoding(tree: &Tree) -> String {
    let declaration = tree.top().find(|node| node.kind() == Kind::Declaration);
    let declared = declaration.and_then(|node| {
        let (_, after) = node.raw().split_once("encoding")?;
        literal(after.trim_start().strip_prefix('=')?).0
    });
    let found = tree.source().encoding().name();
    declared.unwrap_or(found).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_internal_subset_is_left_out() {
        let declared = |xml: &str| {
            let tree = crate::xml::read("a.xml", xml.as_bytes()).unwrap().value;
            doctype(&tree)
        };
        let given = "<!DOCTYPE a  PUBLIC 'p' 'x\"y' [<!ENTITY q \"w\">]><a/>";
        let wanted = "<!DOCTYPE a PUBLIC \"p\" 'x\"y'>";
        assert_eq!(declared(given).as_deref(), Some(wanted));
        let given = "<!DOCTYPE a[<!ENTITY q SYSTEM \"w\">]><a/>";
        assert_eq!(declared(given).as_deref(), Some("<!DOCTYPE a>"));
        assert_eq!(declared("<a/>"), None);
    }
}
