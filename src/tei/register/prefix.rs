//! What does a private prefix stand for?
//!
//! `gnd:118540238` is a pointer by a scheme that the header explains
//! (`prefixDef`, TEI HD, SA private URI schemes). Without an explanation it
//! stays as it is written.

use regex::{Regex, RegexBuilder};

use crate::xml::Tree;

/// The prefixes that a file explains.
#[derive(Debug, Default)]
pub struct Prefixes(Vec<Prefix>);

#[derive(Debug)]
struct Prefix {
    ident: String,
    pattern: Regex,
    replacement: String,
}

/// The largest compiled pattern, in bytes: real ones have some hundreds.
const LARGEST_PATTERN: usize = 1 << 16;

/// Explanations that are read: real headers have under twenty.
const MOST_PREFIXES: usize = 200;

impl Prefixes {
    /// The explanations of the header. A pattern that cannot be read explains
    /// nothing.
    pub fn new(tree: &Tree) -> Self {
        if !tree.has_name("prefixDef") {
            return Self::default();
        }
        let definitions = tree.root().find_all("prefixDef").take(MOST_PREFIXES);
        let read = definitions.filter_map(|element| {
            let pattern = element.attribute("matchPattern")?;
            Some(Prefix {
                ident: element.attribute("ident")?.trim().to_owned(),
                // Patterns of XML Schema hold for the whole value.
                pattern: RegexBuilder::new(&format!("^(?:{pattern})$"))
                    .size_limit(LARGEST_PATTERN)
                    .build()
                    .ok()?,
                replacement: element.attribute("replacementPattern")?.into_owned(),
            })
        });
        Self(read.collect())
    }

    /// What `pointer` stands for: by the first explanation that fits.
    pub fn resolve(&self, pointer: &str) -> Option<String> {
        let (ident, value) = pointer.split_once(':')?;
        let named = self.0.iter().filter(|prefix| prefix.ident == ident);
        named
            .filter_map(|prefix| Some((prefix, prefix.pattern.captures(value)?)))
            .map(|(prefix, found)| {
                let group = |number| found.get(number).map_or("", |group| group.as_str());
                fill(&prefix.replacement, group)
            })
            .next()
    }
}

/// `$1` … `$9` of a replacement, one digit each (TEI SA).
fn fill<'g>(replacement: &str, group: impl Fn(usize) -> &'g str) -> String {
    let mut filled = String::new();
    let mut rest = replacement.chars().peekable();
    while let Some(c) = rest.next() {
        let digit = rest.peek().and_then(|digit| digit.to_digit(10));
        match (c, digit) {
            ('$', Some(digit)) => {
                filled.push_str(group(digit as usize));
                rest.next();
            }
            (c, _) => filled.push(c),
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefixes(definitions: &str) -> Prefixes {
        let xml = format!("<TEI><teiHeader>{definitions}</teiHeader></TEI>");
        Prefixes::new(&crate::xml::read("test.xml", xml.as_bytes()).unwrap().value)
    }

    #[test]
    fn a_prefix_is_replaced_as_the_header_says() {
        let prefixes = prefixes(
            "<prefixDef ident='gnd' matchPattern='([0-9X\\-]+)' \
               replacementPattern='https://d-nb.info/gnd/$1'/>\
             <prefixDef ident='psn' matchPattern='([a-z]+)([0-9]+)' \
               replacementPattern='persons.xml#$2-$1'/>\
             <prefixDef ident='bad' matchPattern='(' replacementPattern='x'/>",
        );
        let table = [
            ("gnd:118540238", Some("https://d-nb.info/gnd/118540238")),
            ("gnd:none", None),
            ("psn:ab12", Some("persons.xml#12-ab")),
            ("bad:x", None),
            ("viaf:7", None),
            ("plain", None),
        ];
        for (pointer, expected) in table {
            assert_eq!(prefixes.resolve(pointer).as_deref(), expected, "{pointer}");
        }
    }

    #[test]
    fn a_pattern_that_grows_without_end_is_passed_over() {
        let prefixes = prefixes(
            "<prefixDef ident='x' matchPattern='((a{1,999}){1,999}){1,999}' replacementPattern='y'/>",
        );
        assert_eq!(prefixes.resolve("x:a"), None);
    }
}
