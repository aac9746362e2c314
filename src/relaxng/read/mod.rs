//! From the XML syntax of RELAX NG to [`Syntax`] (specification §3 and §4.1 to
//! §4.15, §4.18).

mod class;
mod data;
mod grammar;
mod pattern;

use std::collections::HashMap;

use super::datatype::{Patterns, is_ncname, is_reference};
use super::prefixes;
use super::syntax::{Definition, Pattern, Place, Syntax};
use super::{RELAXNG, names::Names};
use crate::diagnostic::Diagnostic;
use crate::source::{SourceText, Span};
use crate::xml::{self, Element, Kind, Rejected, Tree};

/// Gives the bytes of the file at an address, or says why it does not.
pub type Load<'l> = &'l dyn Fn(&str) -> Result<Vec<u8>, String>;

/// How many elements, of all files together, may stand in each other.
const DEEPEST: usize = 400;

/// How many files may be drawn in, each time they are.
const MOST_FILES: usize = 1000;

/// Reads a schema and all files that it includes.
pub(super) fn read(name: &str, bytes: &[u8], load: Load) -> Result<Syntax, Rejected> {
    let tree = xml::read(name, bytes)?.value;
    let mut reader = Reader {
        load,
        names: Names::new(),
        scopes: Vec::new(),
        definitions: Vec::new(),
        findings: Vec::new(),
        open: vec![name.to_owned()],
        seen: 0,
        files: vec![None],
        depth: 0,
        patterns: Patterns::new(),
    };
    let context = Context {
        namespace: String::new(),
        library: String::new(),
        file: 0,
        base: name.to_owned(),
        scope: None,
    };
    let start = reader.pattern(tree.root(), &context);
    reader.files[0] = Some(tree);
    let files: Vec<Tree> = reader.files.into_iter().flatten().collect();
    reject(&files, reader.findings)?;
    Ok(Syntax {
        files,
        names: reader.names,
        definitions: reader.definitions,
        start,
    })
}

/// Refuses a schema in which something was found, with the findings of the
/// first file concerned.
pub(super) fn reject(files: &[Tree], findings: Vec<(usize, Diagnostic)>) -> Result<(), Rejected> {
    let Some(&(file, _)) = findings.first() else {
        return Ok(());
    };
    let source = files.get(file).map(|tree| {
        let source = tree.source();
        SourceText::new(source.name(), source.text())
    });
    let findings = findings.into_iter().filter(|(at, _)| *at == file);
    Err(Rejected {
        source: source.unwrap_or_else(|| SourceText::new("", "")),
        findings: findings.map(|(_, finding)| finding).collect(),
    })
}

/// What is inherited from the elements around.
#[derive(Clone)]
struct Context {
    namespace: String,
    library: String,
    file: usize,
    /// Address of the file, and what `xml:base` makes of it.
    base: String,
    /// The grammar around, by index.
    scope: Option<usize>,
}

/// One `grammar`: its names.
struct Scope {
    parent: Option<usize>,
    names: HashMap<String, usize>,
}

struct Reader<'l> {
    load: Load<'l>,
    names: Names,
    scopes: Vec<Scope>,
    definitions: Vec<Definition>,
    findings: Vec<(usize, Diagnostic)>,
    /// Addresses of the files that are being read.
    open: Vec<String>,
    seen: usize,
    /// Files that were read, by index; the one that is being read is absent.
    files: Vec<Option<Tree>>,
    depth: usize,
    patterns: Patterns,
}

impl Reader<'_> {
    fn fault(
        &mut self,
        context: &Context,
        span: Span,
        code: &'static str,
        message: impl Into<String>,
    ) -> Pattern {
        let finding = Diagnostic::error(code, span, message);
        self.findings.push((context.file, finding));
        Pattern::NotAllowed
    }

    /// The context inside `element`: its attributes are checked against those
    /// it may have.
    fn enter(&mut self, element: Element, context: &Context, allowed: &[&str]) -> Context {
        let mut inner = context.clone();
        for attribute in element.attributes() {
            let value = attribute.value();
            match (attribute.namespace(), attribute.written()) {
                (None, "ns") => inner.namespace = value.into_owned(),
                (None, "datatypeLibrary") => {
                    if !is_library(&value) {
                        let message = format!("`{value}` is no absolute address without fragment");
                        self.fault(context, attribute.span(), "schema-address", message);
                    }
                    inner.library = value.into_owned();
                }
                (None, name) if allowed.contains(&name) => {}
                (None, name) => {
                    let message =
                        format!("`{}` has no attribute `{name}` in RELAX NG", element.name());
                    self.fault(context, attribute.span(), "schema-attribute", message);
                }
                (Some(xml::XML), _) if attribute.local() == "base" => {
                    inner.base = resolve(&context.base, &value);
                }
                (Some(RELAXNG), name) => {
                    let message = format!("attributes of RELAX NG have no prefix: `{name}`");
                    self.fault(context, attribute.span(), "schema-attribute", message);
                }
                _ => {}
            }
        }
        inner
    }

    /// The elements of RELAX NG in `element`; text is no part of it.
    fn children<'t>(&mut self, element: Element<'t>, context: &Context) -> Vec<Element<'t>> {
        let mut children = Vec::new();
        for node in element.children() {
            match node.element() {
                Some(child) if child.namespace() == Some(RELAXNG) => children.push(child),
                Some(_) => {}
                None => {
                    let blank = node.text().chars().all(is_white_space);
                    if !blank || matches!(node.kind(), Kind::Reference) {
                        let message = format!("text stands in `{}`", element.name());
                        self.fault(context, node.span(), "schema-text", message);
                    }
                }
            }
        }
        children
    }

    /// The text of an element that holds nothing else.
    fn text(&mut self, element: Element, context: &Context) -> String {
        for child in element.elements() {
            let message = format!("`{}` holds only text", element.name());
            self.fault(context, child.start_tag(), "schema-element", message);
        }
        element.text()
    }

    /// An attribute that must be there, without white space around it.
    fn required(&mut self, element: Element, context: &Context, name: &str) -> Option<String> {
        let value = element.attribute(name).map(|value| trim(&value).to_owned());
        if value.is_none() {
            let message = format!("`{}` has no attribute `{name}`", element.name());
            self.fault(context, element.start_tag(), "schema-attribute", message);
        }
        value
    }

    fn nothing_in(&mut self, element: Element, context: &Context) {
        for child in self.children(element, context) {
            let message = format!("`{}` is empty", element.name());
            self.fault(context, child.start_tag(), "schema-element", message);
        }
    }

    /// Reads another file that `element` names, with `then`.
    fn draw_in<T>(
        &mut self,
        element: Element,
        context: &Context,
        then: impl FnOnce(&mut Self, Element, &Context) -> T,
    ) -> Option<T> {
        let href = self.required(element, context, "href")?;
        let span = element.start_tag();
        if href.contains('#') {
            let message = format!("`{href}` has a fragment; whole files are meant");
            self.fault(context, span, "schema-address", message);
            return None;
        }
        let address = resolve(&context.base, &href);
        self.seen += 1;
        if self.open.contains(&address) || self.seen > MOST_FILES {
            let message = format!("`{href}` draws itself in, or there are too many files");
            self.fault(context, span, "schema-loop", message);
            return None;
        }
        let tree = match (self.load)(&address).map(|bytes| xml::read(&address, &bytes)) {
            Ok(Ok(read)) => read.value,
            Ok(Err(rejected)) => {
                let why = rejected.findings.last().map(|f| f.message.clone());
                let message = format!("`{href}` is not well formed: {}", why.unwrap_or_default());
                self.fault(context, span, "schema-unreadable", message);
                return None;
            }
            Err(why) => {
                let message = format!("`{href}` cannot be read: {why}");
                self.fault(context, span, "schema-unreadable", message);
                return None;
            }
        };
        let inner = Context {
            library: String::new(),
            file: self.files.len(),
            base: address.clone(),
            ..context.clone()
        };
        self.files.push(None);
        self.open.push(address);
        let value = then(self, tree.root(), &inner);
        self.open.pop();
        self.files[inner.file] = Some(tree);
        Some(value)
    }
}

fn place(element: Element, context: &Context) -> Place {
    Place {
        file: context.file,
        span: element.start_tag(),
    }
}

fn is_white_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

fn trim(text: &str) -> &str {
    text.trim_matches(is_white_space)
}

/// Whether a datatype library may be named so (§4.3): an absolute address
/// without fragment, or nothing.
fn is_library(address: &str) -> bool {
    let scheme = address.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
            && !rest.is_empty()
    });
    address.is_empty() || (scheme && !address.contains('#') && is_reference(address))
}

/// `reference` as seen from the file at `base`.
pub(super) fn resolve(base: &str, reference: &str) -> String {
    if reference.contains("://") || reference.starts_with('/') {
        return reference.to_owned();
    }
    let folder = base.rfind('/').map_or("", |slash| &base[..=slash]);
    let (root, path) = match folder.find("://") {
        Some(at) => {
            let host = folder[at + 3..]
                .find('/')
                .map_or(folder.len(), |to| at + 4 + to);
            folder.split_at(host)
        }
        None => folder.split_at(usize::from(folder.starts_with('/'))),
    };
    let mut parts: Vec<&str> = Vec::new();
    let joined = format!("{path}{reference}");
    for part in joined.split('/') {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("{root}{}", parts.join("/"))
}

/// Splits a `QName` and finds what its prefix stands for; an unprefixed one is
/// in `otherwise`.
fn expanded_name(
    element: Element,
    written: &str,
    otherwise: &str,
) -> Result<(String, String), String> {
    let (namespace, local) = match written.split_once(':') {
        None => (otherwise.to_owned(), written),
        Some((prefix, local)) => {
            let namespace = prefixes::namespace(element, prefix)
                .ok_or_else(|| format!("the prefix `{prefix}` is not declared"))?;
            (namespace, local)
        }
    };
    if !is_ncname(local) {
        return Err(format!("`{written}` is not a name"));
    }
    Ok((namespace, local.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn references_are_seen_from_their_file() {
        assert_eq!(resolve("a/b.rng", "c.rng"), "a/c.rng");
        assert_eq!(resolve("a/b/c.rng", "../d.rng"), "a/d.rng");
        assert_eq!(resolve("b.rng", "./x/../c.rng"), "c.rng");
        assert_eq!(
            resolve("http://h/a/b.rng", "../../c.rng"),
            "http://h/../c.rng"
        );
        assert_eq!(resolve("/a/b.rng", "c.rng"), "/a/c.rng");
        assert_eq!(resolve("a/b.rng", "http://x/y"), "http://x/y");
    }
}
