//! A text within a reply: the file, or of a long one its header.

use crate::tei::header::header_element;
use crate::xml::{Element, Kind, Tree, Writer};

/// The longest text that is sent whole, in bytes; of longer ones the header is.
pub const LONGEST_WHOLE: usize = 2 << 20;

/// Writes the text of a file, with the namespaces that hold for it.
pub fn write(writer: &mut Writer, tree: &Tree) {
    let long = tree.source().text().len() > LONGEST_WHOLE;
    match header_element(tree).filter(|_| long) {
        Some(header) => copy(writer, header, &declared_around(header)),
        None => copy(writer, tree.root(), &[]),
    }
}

/// The namespaces that are declared around an element and not on it, the nearest
/// first.
fn declared_around(element: Element<'_>) -> Vec<(String, String)> {
    let mut declared: Vec<(String, String)> = Vec::new();
    for above in element.ancestors() {
        for attribute in above.attributes() {
            let name = attribute.written();
            let is_namespace = name == "xmlns" || name.starts_with("xmlns:");
            let own = element.attributes().any(|own| own.written() == name);
            let known = declared.iter().any(|(known, _)| known == name);
            if is_namespace && !own && !known {
                declared.push((name.to_owned(), attribute.value().into_owned()));
            }
        }
    }
    declared
}

/// Copies an element with all that it holds: what entities stand for is written
/// out, comments and instructions stay.
fn copy(writer: &mut Writer, element: Element<'_>, more: &[(String, String)]) {
    start(writer, element, more);
    let mut open = Vec::new();
    for node in element.descendants() {
        while open.pop_if(|end| *end <= node.id()).is_some() {
            writer.close();
        }
        match node.element() {
            Some(inner) => {
                start(writer, inner, &[]);
                open.push(inner.end());
            }
            None if matches!(node.kind(), Kind::Comment | Kind::Instruction) => {
                writer.verbatim(node.raw());
            }
            None => writer.text(&node.text()),
        }
    }
    for _ in open {
        writer.close();
    }
    writer.close();
}

fn start(writer: &mut Writer, element: Element<'_>, more: &[(String, String)]) {
    let own = element.attributes().map(|attribute| {
        let value = attribute.value().into_owned();
        (attribute.written().to_owned(), value)
    });
    let all: Vec<(String, String)> = own.chain(more.iter().cloned()).collect();
    let all: Vec<(&str, &str)> = all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    writer.open(element.qualified_name(), &all);
}
