//! Which file stands for an address?
//!
//! `catalog.xml` in a folder of schemas says so, in the words of OASIS XML
//! Catalogs 1.1: `uri`, `system`, `rewriteURI`, `rewriteSystem`, in `group`s or
//! not, with `xml:base` for folders below. Files outside the folder are never
//! given.

use std::fs;
use std::path::{Path, PathBuf};

use crate::xml::{self, Element, Node};

/// The name of the file.
pub const CATALOGUE: &str = "catalog.xml";

/// Namespace of OASIS XML Catalogs.
const NAMESPACE: &str = "urn:oasis:names:tc:entity:xmlns:xml:catalog";

/// A folder of schemas with its catalogue.
#[derive(Debug)]
pub struct Catalogue {
    folder: PathBuf,
    /// Addresses with the paths of their files, seen from the folder.
    exact: Vec<(String, String)>,
    /// Beginnings of addresses with what takes their place; longest first.
    rewritten: Vec<(String, String)>,
}

impl Catalogue {
    /// The catalogue of `folder`.
    ///
    /// # Errors
    /// A sentence, if there is none or it cannot be read.
    pub fn open(folder: &Path) -> Result<Self, String> {
        let path = folder.join(CATALOGUE);
        let name = path.display().to_string();
        let bytes = fs::read(&path).map_err(|error| format!("{name}: {error}"))?;
        let tree = xml::read(&name, &bytes).map_err(|rejected| {
            let why = rejected.findings.last().map(|f| f.message.clone());
            format!("{name} is not well formed: {}", why.unwrap_or_default())
        })?;
        let folder = fs::canonicalize(folder).map_err(|error| format!("{name}: {error}"))?;
        let mut catalogue = Self {
            folder,
            exact: Vec::new(),
            rewritten: Vec::new(),
        };
        let entries = tree.value.root().descendants().filter_map(Node::element);
        for entry in entries.filter(|entry| entry.namespace() == Some(NAMESPACE)) {
            catalogue.add(entry);
        }
        // The longest beginning that fits is meant (§7.1.2).
        catalogue
            .rewritten
            .sort_by_key(|(start, _)| std::cmp::Reverse(start.len()));
        Ok(catalogue)
    }

    fn add(&mut self, entry: Element) {
        let base = {
            let around = std::iter::once(entry).chain(entry.ancestors());
            let bases: Vec<_> = around.filter_map(|e| e.attribute("xml:base")).collect();
            let outermost_first = bases.iter().rev();
            outermost_first.fold(String::new(), |base, inner| resolved(&base, inner))
        };
        let pair = |from: &str, to: &str| {
            let from = entry.attribute(from)?.into_owned();
            Some((from, resolved(&base, &entry.attribute(to)?)))
        };
        match entry.name() {
            "uri" => self.exact.extend(pair("name", "uri")),
            "system" => self.exact.extend(pair("systemId", "uri")),
            "rewriteURI" => self
                .rewritten
                .extend(pair("uriStartString", "rewritePrefix")),
            "rewriteSystem" => {
                let pair = pair("systemIdStartString", "rewritePrefix");
                self.rewritten.extend(pair);
            }
            _ => {}
        }
    }

    /// The file for `address`, if there is one in the folder.
    pub fn file(&self, address: &str) -> Option<PathBuf> {
        let exact = self.exact.iter().find(|(from, _)| from == address);
        let path = match exact {
            Some((_, to)) => to.clone(),
            None => {
                let mut rules = self.rewritten.iter();
                let (start, to) = rules.find(|(start, _)| address.starts_with(start.as_str()))?;
                to.clone() + &address[start.len()..]
            }
        };
        inside(&self.folder, &self.folder.join(without_dots(&path)))
    }

    /// The folder, without links on the way.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// A reference in what it is relative to (RFC 3986 §5.2).
fn resolved(base: &str, reference: &str) -> String {
    let folder = base.rfind('/').map_or("", |end| &base[..=end]);
    match reference.starts_with('/') || reference.contains("://") {
        true => reference.to_owned(),
        false => folder.to_owned() + reference,
    }
}

/// A relative path without `.` and `..` that names lead back from: those folders need
/// not be there (RFC 3986 §5.2.4).
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "." => {}
            ".." if kept.last().is_some_and(|last| !matches!(*last, ".." | "")) => {
                kept.pop();
            }
            other => kept.push(other),
        }
    }
    kept.join("/")
}

/// `path` without links on the way, if it is a file in `folder` (which has
/// none on its way either).
pub fn inside(folder: &Path, path: &Path) -> Option<PathBuf> {
    let path = fs::canonicalize(path).ok()?;
    (path.starts_with(folder) && path.is_file()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_though_folders_are_not_there() {
        let of = |bases: &[&str], reference: &str| {
            let base = bases
                .iter()
                .fold(String::new(), |base, inner| resolved(&base, inner));
            without_dots(&resolved(&base, reference))
        };
        assert_eq!(of(&["sub/"], "../any.rng"), "any.rng");
        assert_eq!(of(&["sub/", "deep/"], "./any.rng"), "sub/deep/any.rng");
        assert_eq!(of(&["sub/one.xml"], "any.rng"), "sub/any.rng");
        assert_eq!(of(&[], "../any.rng"), "../any.rng");
        assert_eq!(of(&["sub/"], "/any.rng"), "/any.rng");
    }
}
