//! Is this a TEI document, and all of one?
//!
//! A TEI document is a `TEI` or a `teiCorpus`: a header, and behind it at least one
//! thing that it is the header of (TEI DS, §4). Parts of one are read, shown and
//! published all the same.

use super::element::{name_of, tei_name};
use crate::diagnostic::{Code, Diagnostic, Explanation};
use crate::xml::Tree;

const PARTIAL: Code = "document-partial";
const EMPTY: Code = "text-missing";

/// What these findings mean.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation::new(
        PARTIAL,
        "The root of the file is the text or the body of a TEI document, without the document \
around it.

Why: without a header nobody can tell what the text is, who made it, and on which terms it may be \
used; records for libraries are empty.

Example: `<text><body>…</body></text>` as a file.

What to do: put it into a `<TEI>`, behind a `<teiHeader>`. A file that another one includes \
(XInclude) is published with that one, and may stay as it is. TEI: DS.",
    ),
    Explanation::new(
        EMPTY,
        "The document has nothing but a header.

Why: there is nothing to read, to cite or to search. A catalogue may keep its records so; an \
edition is what the record speaks of.

Example: `<TEI><teiHeader>…</teiHeader></TEI>`.

What to do: add what the header describes: `<text>`, `<facsimile>`, `<sourceDoc>` or `<standOff>`. \
TEI: DS.",
    ),
];

/// What is wanting, if something is, at the name of the root. Other parts (a `div`, a
/// `surface`) are published as such on purpose, page by page, and are not asked.
pub fn incomplete(tree: &Tree) -> Option<Diagnostic> {
    let root = tree.root();
    match tei_name(root)? {
        name @ ("text" | "group" | "body") => {
            let message = format!(
                "this is the `{name}` of a TEI document, without the document: it does not say \
                 what it is"
            );
            let finding = Diagnostic::warning(PARTIAL, name_of(root), message);
            Some(finding.hint("put it into a `<TEI>`, behind a `<teiHeader>`"))
        }
        "TEI" | "TEI.2" | "teiCorpus" | "teiCorpus.2" | "teiHeader" => {
            let is_header = |name: Option<&str>| name == Some("teiHeader");
            let alone = is_header(tei_name(root))
                || root.elements().all(|child| is_header(tei_name(child)));
            let message = "this document has no text, only a header";
            let finding = Diagnostic::warning(EMPTY, name_of(root), message);
            let remedy = "add what it describes: `<text>`, `<facsimile>`, `<sourceDoc>` or \
                          `<standOff>`";
            alone.then(|| finding.hint(remedy))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::incomplete;

    #[test]
    fn documents_that_are_not_all_there_are_told_so() {
        let table = [
            ("<text><body/></text>", Some("document-partial")),
            ("\n<body><p/></body>", Some("document-partial")),
            ("<TEI><teiHeader/></TEI>", Some("text-missing")),
            ("<teiHeader/>", Some("text-missing")),
            ("<teiCorpus><teiHeader/></teiCorpus>", Some("text-missing")),
            ("<TEI><teiHeader/><text/></TEI>", None),
            ("<TEI><teiHeader/><standOff/></TEI>", None),
            ("<teiCorpus><teiHeader/><TEI/></teiCorpus>", None),
            (
                "<TEI><teiHeader/><include xmlns='http://www.w3.org/2001/XInclude' href='b.xml'/></TEI>",
                None,
            ),
            ("<TEI><text/></TEI>", None),
            ("<div/>", None),
            ("<surface/>", None),
        ];
        for (xml, code) in table {
            let xml = match xml.trim_start().split_once(['>', '/']) {
                Some((tag, _)) => xml.replacen(
                    tag,
                    &format!("{tag} xmlns='http://www.tei-c.org/ns/1.0'"),
                    1,
                ),
                None => xml.to_owned(),
            };
            let tree = crate::xml::read("t.xml", xml.as_bytes()).unwrap().value;
            let found = incomplete(&tree);
            assert_eq!(found.as_ref().map(|one| one.code), code, "{xml}");
        }
    }
}
