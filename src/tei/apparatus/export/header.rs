//! Where does the header say which method is used?

use super::edits::{Edits, bytes, content_bytes, prefix, start_tag};
use crate::edition::Method;
use crate::tei::header::header_element;
use crate::xml::{Element, Tree};

/// Says in the header which method is used (`variantEncoding`, TEI TCAPLK).
pub fn declare(tree: &Tree, method: Method, edits: &mut Edits) {
    let Some(header) = header_element(tree) else {
        return;
    };
    let location = match method {
        Method::ParallelSegmentation => "internal",
        Method::DoubleEndPoint | Method::LocationReferenced => "external",
    };
    let attributes = [
        ("method", method.as_str().to_owned()),
        ("location", location.to_owned()),
    ];
    match header.find("variantEncoding") {
        Some(declared) => replace_tag(declared, &attributes, edits),
        None => add(tree, header, &attributes, edits),
    }
}

fn replace_tag(declared: Element<'_>, attributes: &[(&str, String)], edits: &mut Edits) {
    let tag = declared.start_tag();
    let (start, end) = (tag.start as usize, tag.end as usize);
    let mut written = start_tag(declared, &["method", "location"], attributes);
    if bytes(declared).is_some_and(|(_, whole)| whole == end) {
        written.pop();
        written.push_str("/>");
    }
    edits.replace(start, end, written);
}

fn add(tree: &Tree, header: Element<'_>, attributes: &[(&str, String)], edits: &mut Edits) {
    let tei = prefix(tree);
    let mut declared = format!("<{tei}variantEncoding");
    for (name, value) in attributes {
        declared.push_str(&format!(" {name}=\"{value}\""));
    }
    declared.push_str("/>");
    let encoding = header.child("encodingDesc");
    if let Some((_, end)) = encoding.and_then(content_bytes) {
        edits.insert(end, 0, declared);
        return;
    }
    let description = header.child("fileDesc").and_then(bytes);
    if let Some((_, end)) = description {
        edits.insert(
            end,
            0,
            format!("<{tei}encodingDesc>{declared}</{tei}encodingDesc>"),
        );
    }
}
