//! Which schemas does a document name? (Associating Schemas with XML documents
//! 1.0: `<?xml-model href="…" type="…" schematypens="…"?>`)

use crate::relaxng::RELAXNG;
use crate::source::Span;
use crate::xml::{Kind, Tree};

/// One schema that a document names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Its address, as it is written.
    pub href: String,
    /// What it is written in.
    pub language: Language,
    /// The instruction that names it.
    pub span: Span,
}

/// What a schema is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// RELAX NG, XML syntax.
    RelaxNg,
    /// RELAX NG, compact syntax.
    Compact,
    /// Schematron, XML Schema, a DTD.
    Other,
}

/// The schemas that `tree` names before its document element, in order.
pub fn models(tree: &Tree) -> Vec<Model> {
    let instructions = tree
        .top()
        .take_while(|node| node.kind() != Kind::Element)
        .filter(|node| node.kind() == Kind::Instruction);
    instructions
        .filter_map(|node| {
            let inside = node.raw().strip_prefix("<?xml-model")?.strip_suffix("?>")?;
            inside
                .starts_with(|c: char| c.is_ascii_whitespace())
                .then_some(())?;
            let href = attribute(inside, "href")?;
            let language = language(inside, &href);
            Some(Model {
                href,
                language,
                span: node.span(),
            })
        })
        .collect()
}

fn language(inside: &str, href: &str) -> Language {
    let kind = attribute(inside, "type").unwrap_or_default();
    let path = href.split(['?', '#']).next().unwrap_or_default();
    if kind == "application/relax-ng-compact-syntax" || path.ends_with(".rnc") {
        return Language::Compact;
    }
    match attribute(inside, "schematypens") {
        Some(namespace) if namespace == RELAXNG => Language::RelaxNg,
        None if path.ends_with(".rng") => Language::RelaxNg,
        _ => Language::Other,
    }
}

/// A pseudo-attribute of an instruction.
fn attribute(inside: &str, name: &str) -> Option<String> {
    let mut rest = inside;
    loop {
        rest = rest.trim_start();
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| "\"'".contains(*c))?;
        let (value, after) = after[1..].split_once(quote)?;
        if key.trim_end() == name {
            let plain = value.replace("&lt;", "<").replace("&gt;", ">");
            let plain = plain.replace("&quot;", "\"").replace("&apos;", "'");
            return Some(plain.replace("&amp;", "&"));
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_before_the_root_name_schemas() {
        let text = b"<?xml-model href=\"a.rng\" type='application/xml'?>\n\
            <?xml-model schematypens=\"http://purl.oclc.org/dsdl/schematron\" href=\"a.rng\"?>\n\
            <?xml-model href='b?x=1&amp;y=2' schematypens='http://relaxng.org/ns/structure/1.0'?>\n\
            <?xml-model href='c.rnc'?><?xml-models href='d.rng'?>\n\
            <a><?xml-model href='e.rng'?></a>";
        let tree = crate::xml::read("a.xml", text).unwrap().value;
        let found: Vec<(String, Language)> = models(&tree)
            .into_iter()
            .map(|model| (model.href, model.language))
            .collect();
        let expected = [
            ("a.rng", Language::RelaxNg),
            ("a.rng", Language::Other),
            ("b?x=1&y=2", Language::RelaxNg),
            ("c.rnc", Language::Compact),
        ];
        assert_eq!(
            found,
            expected.map(|(href, language)| (href.to_owned(), language))
        );
    }
}
