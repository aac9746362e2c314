//! Which file does an element include?
//!
//! XInclude 1.1, as far as published TEI uses it: whole files, elements of them
//! by `xpointer` (a bare id, or the `element()` scheme), texts, and what stands
//! in the place of a file that cannot be had. A file is read before its place
//! in the tree is made; `graft` makes it.
//!
//! Only files that were handed in together are ever read.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::graft::depth;
use super::read::{self, Builder, DEEPEST, MOST_FINDINGS, check_characters};
use super::tree::{Element, Kind, NodeId, Tree};
use super::{is_name, names};
use crate::diagnostic::{Diagnostic, Reported, Severity};
use crate::source::{Deposit, Encoding, FilePath, PathFault, SourceText, Span};

/// The namespace of `xi:include` and `xi:fallback`.
pub const XINCLUDE: &str = "http://www.w3.org/2001/XInclude";

/// How deep files may include files.
pub const DEEPEST_INCLUSION: usize = 32;

/// How much a document may include altogether: 128 MiB of text, a node counted
/// as [`NODE`] bytes.
pub const LARGEST_INCLUSION: usize = 128 << 20;

/// What a node of an included file costs.
const NODE: usize = 16;

/// Reads the files that documents include.
pub(super) struct Includer<'d> {
    deposit: Option<&'d Deposit<'d>>,
    /// The files that are being read, outermost first.
    open: Vec<FilePath>,
    /// Files that have been read, to be included again.
    read: BTreeMap<FilePath, Rc<Reported<Tree>>>,
    /// How much has been included.
    spent: usize,
    /// Whether inclusions are followed at all.
    follows: bool,
}

/// What stands in the place of an element that includes a file.
pub(super) enum Included {
    /// A file as text.
    Text(FilePath, SourceText),
    /// Nodes of another document.
    Nodes {
        /// Where it lies.
        path: Option<FilePath>,
        /// The document.
        file: Rc<Reported<Tree>>,
        /// One element of it; all of it without.
        target: Option<NodeId>,
        /// What the names of the document are called in ours.
        names: Vec<u16>,
    },
}

/// Why there is nothing to include.
enum Fault {
    /// A finding at the element that includes.
    Finding(Box<Diagnostic>),
    /// The file is there and is no XML.
    Rejected(Box<Unreadable>),
}

/// A file that was handed in and cannot be read.
struct Unreadable {
    /// The finding at the element that includes it.
    finding: Diagnostic,
    path: FilePath,
    /// The findings in the file.
    rejected: read::Rejected,
}

impl From<Diagnostic> for Fault {
    fn from(finding: Diagnostic) -> Self {
        Self::Finding(Box::new(finding))
    }
}

impl<'d> Includer<'d> {
    /// The files that were handed in together, if inclusions are followed.
    pub fn deposit(&self) -> Option<&'d Deposit<'d>> {
        self.deposit.filter(|_| self.follows)
    }

    /// An includer of the files of `deposit`; without one, nothing can be had.
    pub fn new(deposit: Option<&'d Deposit<'d>>) -> Self {
        Self {
            deposit,
            open: deposit
                .map(|deposit| deposit.path.clone())
                .into_iter()
                .collect(),
            read: BTreeMap::new(),
            spent: 0,
            follows: true,
        }
    }
}

impl Builder<'_, '_> {
    /// Called at the start tag of node `id`: if it includes a file, that is read
    /// now, so that nothing inside the element has to be included in vain. Says
    /// whether a file will take the place of the element.
    pub(super) fn begin_inclusion(&mut self, id: u32) -> bool {
        let name = self.nodes[id as usize].name;
        if !self.includes_file(name) || self.pending.is_some() || !self.includer.follows {
            return false;
        }
        match self.load(id) {
            Ok(included) => {
                self.pending = Some((id, included));
                true
            }
            Err(Fault::Finding(finding)) => {
                self.note(*finding);
                false
            }
            Err(Fault::Rejected(unreadable)) => {
                let Unreadable {
                    finding,
                    path,
                    rejected,
                } = *unreadable;
                self.note(finding);
                let base = self.append(rejected.source.text()) as u32;
                self.grafted.paths.push((base, path));
                for mut finding in rejected.findings {
                    finding.span = shifted(finding.span, base);
                    self.note(finding);
                }
                self.files.push((base, rejected.source));
                false
            }
        }
    }

    /// Whether elements of this name are `xi:include`.
    fn includes_file(&mut self, name: u16) -> bool {
        if self.include_names.contains(&name) {
            return true;
        }
        let found = self.names.get(name);
        let is = &found.qualified[found.local as usize..] == "include"
            && self.names.namespace(found.namespace) == Some(XINCLUDE);
        if is {
            self.include_names.push(name);
        }
        is
    }

    /// The value of an attribute of node `id`, which has no namespace.
    fn attribute(&self, id: u32, name: &str) -> Option<String> {
        let node = &self.nodes[id as usize];
        let first = node.first_attribute as usize;
        let attributes = &self.attributes[first..first + usize::from(node.attributes)];
        let found = attributes
            .iter()
            .find(|attribute| &*self.names.get(attribute.name).qualified == name)?;
        let raw = self.raw(found.value_start, found.value_end);
        let mut value = String::new();
        // Faults were found when the value was read.
        let _ = self.entities.resolve(raw, true, &mut value);
        Some(value)
    }

    fn raw(&self, start: u32, end: u32) -> &str {
        let (start, end) = (start as usize, end as usize);
        match start.checked_sub(self.source_length) {
            Some(start) if start > 0 => &self.extra[start..end - self.source_length],
            _ => &self.text[start..end],
        }
    }

    /// Reads what the element `id` includes.
    fn load(&mut self, id: u32) -> Result<Included, Fault> {
        let node = &self.nodes[id as usize];
        let span = Span {
            start: node.start,
            end: node.head,
        };
        let href = self.attribute(id, "href").unwrap_or_default();
        let pointer = self.attribute(id, "xpointer");
        let path = self.path_of(id, href.trim(), span)?;
        match self.attribute(id, "parse").as_deref() {
            Some("text" | "text/plain") => {
                let encoding = self.attribute(id, "encoding");
                self.load_text(path, &href, encoding.as_deref(), span)
            }
            None | Some("xml" | "text/xml" | "application/xml") => {
                self.load_nodes(id, path, &href, pointer.as_deref(), span)
            }
            Some(other) => {
                let message = format!("`parse=\"{other}\"` is neither `xml` nor `text`");
                Err(gap(Severity::Warning, "include-malformed", span, message).into())
            }
        }
    }

    /// The file that is meant; none for the document itself.
    fn path_of(&self, id: u32, href: &str, span: Span) -> Result<Option<FilePath>, Fault> {
        if href.is_empty() || href.starts_with('#') {
            return Ok(None);
        }
        let own = self.path.cloned().unwrap_or_else(FilePath::edition);
        let base = self.base(id, own);
        let resolved = base.map_or(Err(PathFault::Elsewhere), |base| base.resolve(href));
        // Of a file that was handed in alone it is not known where it lay.
        let alone = || (self.includer.deposit).is_none_or(|one| one.files.paths().is_empty());
        resolved.map(Some).map_err(|fault| {
            let (severity, message) = match fault {
                PathFault::Outside if href.starts_with('.') && alone() => {
                    return absent(href, span).into();
                }
                PathFault::Elsewhere => (
                    Severity::Information,
                    format!("`{href}` lies elsewhere, and is never fetched"),
                ),
                PathFault::Outside => (
                    Severity::Warning,
                    format!("`{href}` leads out of the folder that was handed in"),
                ),
                PathFault::Malformed => (
                    Severity::Warning,
                    format!("`{href}` is not the path of a file"),
                ),
            };
            gap(severity, "include-outside", span, message).into()
        })
    }

    /// The file from which references on element `id` are followed: that of the
    /// document, as `xml:base` on the elements around changes it.
    fn base(&self, id: u32, own: FilePath) -> Option<FilePath> {
        let around = self.open.iter().copied().chain([id]);
        let mut bases = around.filter_map(|id| self.attribute(id, "xml:base"));
        bases.try_fold(own, |base, value| rebased(base, &value))
    }

    fn load_text(
        &mut self,
        path: Option<FilePath>,
        href: &str,
        encoding: Option<&str>,
        span: Span,
    ) -> Result<Included, Fault> {
        let path = path.ok_or_else(|| {
            let message = "a document cannot include itself as text";
            gap(Severity::Warning, "include-circular", span, message)
        })?;
        let bytes = self.bytes(&path, href, span)?;
        let encoding = match encoding.map(str::trim) {
            Some(label) => stated_encoding(label, &bytes, href, span)?,
            None => None,
        };
        let name = self.name_of(&path);
        let source = SourceText::decode(name.as_str(), &bytes, encoding)
            .map_err(|error| read::undecodable(&name, &bytes, error));
        let checked = source.and_then(|source| match check_characters(source.text()) {
            Ok(()) => Ok(source),
            Err(fault) => Err(read::Rejected {
                source,
                findings: vec![fault],
            }),
        });
        let source = checked.map_err(|rejected| unreadable(path.clone(), href, rejected, span))?;
        self.spend(source.text().len() + NODE, span)?;
        Ok(Included::Text(path, source))
    }

    fn load_nodes(
        &mut self,
        id: u32,
        path: Option<FilePath>,
        href: &str,
        pointer: Option<&str>,
        span: Span,
    ) -> Result<Included, Fault> {
        let file = match &path {
            Some(path) if self.path != Some(path) => self.file(path, href, span)?,
            _ if pointer.is_some() => self.itself(span)?,
            _ => return Err(circular(href, span).into()),
        };
        let tree = &file.value;
        let target = match pointer {
            None => None,
            Some(pointer) => Some(target(tree, pointer).ok_or_else(|| {
                let message = format!("`{pointer}` names no element of `{href}`");
                let message = match &path {
                    Some(_) => message,
                    None => format!("`{pointer}` names no element of this file"),
                };
                gap(Severity::Warning, "include-pointer", span, message)
                    .hint("write an xml:id, or element(id/1/2) with numbers of children")
            })?),
        };
        if path.is_none() || self.path == path.as_ref() {
            self.refuse_circle(id, target, span)?;
        }
        let range = match target {
            Some(target) => target.id().index()..target.end().index(),
            None => 0..tree.len(),
        };
        if self.open.len() + depth(tree, range.clone()) > DEEPEST {
            let message = format!("what it includes stands more than {DEEPEST} deep");
            return Err(gap(Severity::Error, "include-too-large", span, message).into());
        }
        self.spend(tree.whole_text().len() + range.len() * NODE, span)?;
        let names = self.adopt_names(tree, span)?;
        let target = target.map(Element::id);
        Ok(Included::Nodes {
            path,
            file,
            target,
            names,
        })
    }

    /// The document at `path`, with all that it includes itself.
    fn file(
        &mut self,
        path: &FilePath,
        href: &str,
        span: Span,
    ) -> Result<Rc<Reported<Tree>>, Fault> {
        if let Some(known) = self.includer.read.get(path) {
            return Ok(known.clone());
        }
        if self.includer.open.contains(path) {
            return Err(circular(href, span).into());
        }
        if self.includer.open.len() > DEEPEST_INCLUSION {
            let message = format!("files include files more than {DEEPEST_INCLUSION} deep");
            return Err(gap(Severity::Error, "include-too-large", span, message).into());
        }
        let bytes = self.bytes(path, href, span)?;
        let name = self.name_of(path);
        self.includer.open.push(path.clone());
        let read = read::decode(&name, &bytes)
            .and_then(|source| read::read_with(source, self.includer, Some(path)));
        self.includer.open.pop();
        let read = read.map_err(|rejected| unreadable(path.clone(), href, rejected, span))?;
        let read = Rc::new(read);
        // In another place what is a circle here may be none.
        let circles = |finding: &Diagnostic| finding.code == "include-circular";
        if !read.findings.iter().any(circles) {
            self.includer.read.insert(path.clone(), read.clone());
        }
        Ok(read)
    }

    /// The document that is being read, without what it includes.
    fn itself(&mut self, span: Span) -> Result<Rc<Reported<Tree>>, Fault> {
        let name = self.path.map(|path| self.name_of(path)).unwrap_or_default();
        self.spend(self.text.len(), span)?;
        let mut includer = Includer::new(None);
        includer.follows = false;
        let source = SourceText::new(name, self.text);
        let read = read::read_with(source, &mut includer, None);
        read.map(Rc::new).map_err(|_| {
            let message = "this file cannot be read twice, as the pointer into it asks";
            gap(Severity::Warning, "include-malformed", span, message).into()
        })
    }

    /// Refuses to include an element of this file that holds an inclusion: it
    /// may be the very one.
    fn refuse_circle(&self, id: u32, target: Option<Element<'_>>, span: Span) -> Result<(), Fault> {
        let start = self.nodes[id as usize].start;
        let encloses = target.is_some_and(|target| {
            let inner = target.span();
            let includes = |element: Element<'_>| {
                element.name() == "include" && element.namespace() == Some(XINCLUDE)
            };
            let below = target.descendants().filter_map(|node| node.element());
            (inner.start <= start && start < inner.end)
                || std::iter::once(target).chain(below).any(includes)
        });
        if encloses {
            return Err(circular("", span).into());
        }
        Ok(())
    }

    /// The bytes of a file that was handed in.
    fn bytes(&self, path: &FilePath, href: &str, span: Span) -> Result<Vec<u8>, Fault> {
        let deposit = self.includer.deposit;
        let found = match deposit {
            Some(deposit) if deposit.path == path => Ok(Some(deposit.bytes.to_vec())),
            Some(deposit) => deposit
                .files
                .read(path)
                .map(|found| found.map(|b| b.into_owned())),
            None => Ok(None),
        };
        match found {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => Err(absent(href, span).into()),
            Err(cause) => {
                let message = format!("`{href}` cannot be read: {cause}");
                Err(gap(Severity::Error, "include-unreadable", span, message).into())
            }
        }
    }

    fn name_of(&self, path: &FilePath) -> String {
        let deposit = self.includer.deposit;
        deposit.map_or_else(|| path.to_string(), |deposit| deposit.name_of(path))
    }

    fn spend(&mut self, cost: usize, span: Span) -> Result<(), Fault> {
        self.includer.spent = self.includer.spent.saturating_add(cost);
        if self.includer.spent > LARGEST_INCLUSION {
            let message = format!("more than {LARGEST_INCLUSION} bytes are included");
            return Err(gap(Severity::Error, "include-too-large", span, message).into());
        }
        Ok(())
    }

    /// What the names of `tree` are called here.
    fn adopt_names(&mut self, tree: &Tree, span: Span) -> Result<Vec<u16>, Fault> {
        let mut adopted = Vec::new();
        for name in tree.names.iter() {
            let namespace = tree.names.namespace(name.namespace);
            let namespace = match namespace {
                Some(uri) => self.names.intern_namespace(uri),
                None => Ok(0),
            };
            let index = namespace.and_then(|n| self.names.intern(&name.qualified, n));
            adopted.push(index.map_err(|names::TooManyNames| {
                let message = "there are more than 65,535 different names with what it includes";
                gap(Severity::Error, "include-too-large", span, message)
            })?);
        }
        Ok(adopted)
    }

    fn note(&mut self, finding: Diagnostic) {
        let same = self
            .findings
            .iter()
            .filter(|other| other.code == finding.code);
        if same.count() < MOST_FINDINGS {
            self.findings.push(finding);
        }
    }
}

/// The file from which references are followed where `xml:base` has this value.
pub(super) fn rebased(base: FilePath, value: &str) -> Option<FilePath> {
    match value.trim() {
        "" => Some(base),
        // A folder: any file in it will do.
        folder if folder.ends_with('/') => base.resolve(&format!("{folder}_")).ok(),
        file => base.resolve(file).ok(),
    }
}

/// `span` in a text that stands at `base`.
pub(super) fn shifted(span: Span, base: u32) -> Span {
    Span {
        start: span.start + base,
        end: span.end + base,
    }
}

/// The element that `pointer` names: an id, or a part of the `element()` scheme
/// (XPointer element() Scheme).
fn target<'t>(tree: &'t Tree, pointer: &str) -> Option<Element<'t>> {
    let pointer = pointer.trim();
    if is_name(pointer) {
        return by_id(tree, pointer);
    }
    let inside = pointer.strip_prefix("element(")?.strip_suffix(')')?;
    let mut steps = inside.split('/');
    let first = steps.next()?;
    let mut found = match first {
        "" => (steps.next()? == "1").then(|| tree.root())?,
        id => by_id(tree, id)?,
    };
    for step in steps {
        let number: usize = step.parse().ok()?;
        found = found.elements().nth(number.checked_sub(1)?)?;
    }
    Some(found)
}

/// The element with this `xml:id`; in files of TEI P4, which have none, with
/// this `id`.
fn by_id<'t>(tree: &'t Tree, id: &str) -> Option<Element<'t>> {
    tree.by_id(id).or_else(|| {
        let elements = tree.nodes().filter_map(|node| node.element());
        let mut unnamed = elements.filter(|element| element.namespace().is_none());
        unnamed.find(|element| element.attribute("id").as_deref() == Some(id))
    })
}

fn gap(
    severity: Severity,
    code: &'static str,
    span: Span,
    message: impl Into<String>,
) -> Diagnostic {
    Diagnostic::new(severity, code, span, message)
        .label("a gap in the text, unless there is a fallback")
}

fn absent(href: &str, span: Span) -> Diagnostic {
    let message = format!("`{href}` is not among the files that were handed in");
    gap(Severity::Information, "include-absent", span, message)
        .hint("hand it in with this file: --with FOLDER")
}

/// The encoding in which a text is to be read (XInclude §4.3); none if its own
/// byte-order mark says in which form of UTF-16.
fn stated_encoding(
    label: &str,
    bytes: &[u8],
    href: &str,
    span: Span,
) -> Result<Option<Encoding>, Diagnostic> {
    let unreadable = |why: String, remedy: &'static str| {
        let message = format!("`{href}` was handed in, but cannot be read: {why}");
        gap(Severity::Error, "include-unreadable", span, message).hint(remedy)
    };
    if label.eq_ignore_ascii_case("UTF-16") {
        let marked = bytes.starts_with(&[0xfe, 0xff]) || bytes.starts_with(&[0xff, 0xfe]);
        let why = || "`encoding` says UTF-16, and it has no byte-order mark".to_owned();
        let remedy = "write UTF-16BE or UTF-16LE, whichever it is";
        return match marked {
            true => Ok(None),
            false => Err(unreadable(why(), remedy)),
        };
    }
    let why = || format!("`encoding=\"{label}\"` is none that is read here");
    let remedy = "save it as UTF-8 and leave the attribute out; UTF-8, UTF-16, ISO-8859-1 and \
                  US-ASCII are read";
    let known = Encoding::from_name(label).map(Some);
    known.ok_or_else(|| unreadable(why(), remedy))
}

fn circular(href: &str, span: Span) -> Diagnostic {
    let message = match href {
        "" => "this file would include itself".to_owned(),
        href => format!("`{href}` would include itself"),
    };
    gap(Severity::Warning, "include-circular", span, message)
}

fn unreadable(path: FilePath, href: &str, rejected: read::Rejected, span: Span) -> Fault {
    let message = format!("`{href}` was handed in, but cannot be read");
    let finding = gap(Severity::Error, "include-unreadable", span, message);
    Fault::Rejected(Box::new(Unreadable {
        finding,
        path,
        rejected,
    }))
}

/// Whether a node of an included document stands in ours: its declarations do
/// not.
pub(super) fn is_included(kind: Kind) -> bool {
    !matches!(kind, Kind::Declaration | Kind::Doctype)
}
