//! From bytes to a [`Tree`], or to the reason why not.
//!
//! quick-xml cuts the text into tags, text and comments; what it leaves
//! unchecked of XML 1.0 and of Namespaces in XML 1.0 is checked here. Nothing
//! outside the file is ever read.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::OnceLock;

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::events::Event;

use super::characters::{Standard, as_references, standard};
use super::entities::{
    Entities, Entity, EntityFault, LARGEST_EXPANSION, WITHIN, character_reference,
};
use super::graft::Grafted;
use super::include::{Included, Includer};
use super::long_text::first_piece;
use super::names::{Names, is_name};
use super::tree::{AttributeData, Expansion, Kind, NONE, NodeData, Tree};
use super::write::is_character;
use crate::diagnostic::{Diagnostic, Reported, Severity};
use crate::source::{DecodeError, Deposit, Encoding, FilePath, LARGEST_FILE, SourceText, Span};

/// How deep elements may stand in elements. Published TEI stays below 20;
/// browsers flatten what is deeper than 512.
pub const DEEPEST: usize = 512;

/// How many attributes an element may have. Published TEI stays below 40.
pub const MOST_ATTRIBUTES: usize = 256;

/// How long a name may be, in bytes.
pub const LONGEST_NAME: usize = 1024;

/// How often findings of one kind are repeated; the rest is only counted.
pub(super) const MOST_FINDINGS: usize = 50;

/// Bytes that are not a well-formed XML document, and why.
#[derive(Debug)]
pub struct Rejected {
    /// As much of the text as is needed to show the place.
    pub source: SourceText,
    /// The first fault, and whatever was noticed before it.
    pub findings: Vec<Diagnostic>,
}

impl Rejected {
    /// The fault that stopped the reading, in a sentence with its place.
    pub fn reason(&self) -> String {
        let mut faults = self.findings.iter().rev();
        match faults.find(|one| one.severity == Severity::Error) {
            Some(fault) => {
                let place = self.source.position(fault.span.start);
                let (line, column) = (place.line, place.column);
                format!("line {line}, column {column}: {}", fault.message)
            }
            None => "the file cannot be read".to_owned(),
        }
    }
}

/// Reads a document. `name` is what people call the file.
///
/// ```
/// let read = variorum::xml::read("a.xml", b"<p>one <hi>two</hi></p>").unwrap();
/// let paragraph = read.value.root();
/// assert_eq!(paragraph.text(), "one two");
/// assert_eq!(read.value.to_bytes(), b"<p>one <hi>two</hi></p>");
///
/// let rejected = variorum::xml::read("b.xml", b"<p>one <hi>two</p>").unwrap_err();
/// assert_eq!(rejected.findings[0].message, "`</p>` closes `<hi>`, which is still open");
/// ```
///
/// # Errors
/// [`Rejected`] if the bytes cannot be decoded, exceed a limit, or are not well
/// formed (XML 1.0 §2.1, Namespaces in XML 1.0 §7).
pub fn read(name: &str, bytes: &[u8]) -> Result<Reported<Tree>, Rejected> {
    decode(name, bytes).and_then(read_text)
}

/// Reads a document with the files that were handed in with it: where it
/// includes one of them (XInclude 1.1), its elements stand in the tree.
///
/// # Errors
/// As [`read`]. A file that cannot be included is a finding; a gap, or what the
/// document has for this case, stays in its place.
pub fn read_deposit(deposit: &Deposit<'_>) -> Result<Reported<Tree>, Rejected> {
    let source = decode(deposit.name, deposit.bytes)?;
    let mut includer = Includer::new(Some(deposit));
    read_with(source, &mut includer, Some(deposit.path))
}

/// The text of a file, decoded as it says itself.
pub(super) fn decode(name: &str, bytes: &[u8]) -> Result<SourceText, Rejected> {
    let declared = declared_encoding(bytes).map_err(|wrong| wrong.rejected(name, bytes))?;
    SourceText::decode(name, bytes, declared).map_err(|error| undecodable(name, bytes, error))
}

/// Reads a document that is already text.
///
/// # Errors
/// As [`read`].
pub fn read_text(source: SourceText) -> Result<Reported<Tree>, Rejected> {
    read_with(source, &mut Includer::new(None), None)
}

/// Reads the file at `path` of a deposit; what it includes comes from
/// `includer`.
pub(super) fn read_with(
    source: SourceText,
    includer: &mut Includer<'_>,
    path: Option<&FilePath>,
) -> Result<Reported<Tree>, Rejected> {
    let mut builder = Builder::new(source.text(), includer, path);
    match builder.document(source.text()) {
        Ok(()) => {
            let parts = builder.finish();
            Ok(parts.into_tree(source))
        }
        Err(fault) => {
            let (mut findings, files) = (builder.findings, builder.files);
            findings.push(fault);
            let source = source.with_included(files);
            Err(Rejected { source, findings })
        }
    }
}

/// Why bytes could not be decoded, shown in as much text as can be.
pub fn undecodable(name: &str, bytes: &[u8], error: DecodeError) -> Rejected {
    if error.too_large {
        let message = format!(
            "the file has {} bytes; at most {LARGEST_FILE} are read",
            bytes.len()
        );
        let finding = Diagnostic::error("file-too-large", Span::at(0), message)
            .hint("divide it into several files");
        let source = SourceText::new(name, "");
        return Rejected {
            source,
            findings: vec![finding],
        };
    }
    let end = bytes.len().min(error.offset + 100);
    let shown = match error.encoding {
        Encoding::Utf8 | Encoding::Ascii => String::from_utf8_lossy(&bytes[..end]).into_owned(),
        // The broken unit is at the end of what can be shown.
        _ => SourceText::decode(name, &bytes[..error.offset], Some(error.encoding))
            .map(|source| source.text().to_owned())
            .unwrap_or_default(),
    };
    let shown = shown.trim_start_matches('\u{feff}');
    let source = SourceText::new(name, shown);
    let mark = if bytes.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    };
    let at = match error.encoding {
        Encoding::Utf8 | Encoding::Ascii => (error.offset - mark).min(source.text().len()),
        _ => source.text().len(),
    };
    let byte = bytes.get(error.offset).copied().unwrap_or_default();
    let message = if memchr::memchr(0, &bytes[..bytes.len().min(1024)]).is_some() {
        "this is not a text file".to_owned()
    } else {
        let encoding = error.encoding.name();
        format!("not {encoding}: the byte 0x{byte:02X} does not belong here")
    };
    let hint = match error.encoding {
        Encoding::Ascii => "if it is UTF-8, say so: encoding=\"UTF-8\"",
        _ => "save it as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8",
    };
    let finding = Diagnostic::error("not-text", Span::at(at), message).hint(hint);
    Rejected {
        source,
        findings: vec![finding],
    }
}

/// The encoding as which the bytes of an XML file are read: that of their byte-order
/// mark, else the one that they declare, else UTF-8 (XML 1.0 §4.3.3, appendix F).
pub fn encoding_of(bytes: &[u8]) -> Encoding {
    let marked = match bytes {
        [0xfe, 0xff, ..] => Some(Encoding::Utf16Be),
        [0xff, 0xfe, ..] => Some(Encoding::Utf16Le),
        _ => None,
    };
    let declared = || declared_encoding(bytes).ok().flatten();
    marked.or_else(declared).unwrap_or(Encoding::Utf8)
}

/// A declaration of an encoding that cannot be followed, by its label.
enum Misdeclared<'b> {
    /// An encoding that is not read.
    Unknown(&'b str),
    /// UTF-16, where each character of the declaration is a single byte: the file is
    /// not in it, which is a fatal error (XML 1.0 §4.3.3).
    Otherwise(&'b str),
}

impl Misdeclared<'_> {
    fn rejected(&self, name: &str, bytes: &[u8]) -> Rejected {
        let source = SourceText::new(
            name,
            String::from_utf8_lossy(&bytes[..bytes.len().min(200)]),
        );
        let (Self::Unknown(label) | Self::Otherwise(label)) = self;
        let at = source.text().find(label).unwrap_or(0);
        let (code, message, hint) = match self {
            Self::Unknown(_) => (
                "encoding-unknown",
                format!("the encoding `{label}` is not read; UTF-8, UTF-16 and ISO-8859-1 are"),
                format!("convert it first: iconv -f {label} -t UTF-8"),
            ),
            Self::Otherwise(_) => (
                "not-text",
                format!("the file declares the encoding `{label}`, and is not in it"),
                "declare the encoding that it has: encoding=\"UTF-8\"".to_owned(),
            ),
        };
        let finding = Diagnostic::error(code, Span::new(at, at + label.len()), message);
        Rejected {
            source,
            findings: vec![finding.hint(hint)],
        }
    }
}

/// The encoding that the bytes declare.
fn declared_encoding(bytes: &[u8]) -> Result<Option<Encoding>, Misdeclared<'_>> {
    match bytes {
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] | [0xef, 0xbb, 0xbf, ..] => return Ok(None),
        [0, b'<', 0, ..] => return Ok(Some(Encoding::Utf16Be)),
        [b'<', 0, _, 0, ..] => return Ok(Some(Encoding::Utf16Le)),
        _ => {}
    }
    let head = &bytes[..bytes.len().min(256)];
    let declaration = head
        .starts_with(b"<?xml")
        .then(|| memmem::find(head, b"?>").map(|end| &head[..end]))
        .flatten()
        .and_then(|declaration| std::str::from_utf8(declaration).ok());
    let Some(label) = declaration.and_then(|text| pseudo_attribute(text, "encoding")) else {
        return Ok(None);
    };
    let wide = ["UTF-16", "UTF-16BE", "UTF-16LE"];
    if wide.iter().any(|name| label.eq_ignore_ascii_case(name)) {
        return Err(Misdeclared::Otherwise(label));
    }
    let known = Encoding::from_name(label).map(Some);
    known.ok_or(Misdeclared::Unknown(label))
}

fn pseudo_attribute<'t>(declaration: &'t str, name: &str) -> Option<&'t str> {
    let rest = &declaration[declaration.find(name)? + name.len()..];
    let rest = rest
        .trim_ascii_start()
        .strip_prefix('=')?
        .trim_ascii_start();
    let quote = rest.chars().next().filter(|c| "\"'".contains(*c))?;
    rest[1..].split(quote).next()
}

pub(super) type Outcome<T = ()> = Result<T, Diagnostic>;

/// A tree that has grown, and waits for its source.
struct Grown {
    nodes: Vec<NodeData>,
    attributes: Vec<AttributeData>,
    names: Names,
    entities: Entities,
    extra: String,
    expansions: Vec<Expansion>,
    graft: Grafted,
    files: Vec<(u32, SourceText)>,
    root: u32,
    findings: Vec<Diagnostic>,
}

impl Grown {
    fn into_tree(self, source: SourceText) -> Reported<Tree> {
        let expanded =
            (!self.extra.is_empty()).then(|| [source.text(), self.extra.as_str()].concat());
        let tree = Tree {
            source: source.with_included(self.files),
            expanded,
            expansions: self.expansions,
            nodes: self.nodes,
            attributes: self.attributes,
            names: self.names,
            entities: self.entities,
            grafted: self.graft,
            spellings: Vec::new(),
            root: self.root,
            ids: OnceLock::new(),
            traits: OnceLock::new(),
        };
        let mut findings = self.findings;
        for finding in &mut findings {
            finding.span = tree.in_source(finding.span);
        }
        Reported::new(tree, findings)
    }
}

/// The tree while it grows.
pub(super) struct Builder<'i, 'd> {
    pub(super) includer: &'i mut Includer<'d>,
    /// Where the file lies in its deposit.
    pub(super) path: Option<&'i FilePath>,
    /// The text of the file.
    pub(super) text: &'i str,
    /// Names of the elements that include a file.
    pub(super) include_names: Vec<u16>,
    /// The element that includes a file, while it is open.
    pub(super) pending: Option<(u32, Included)>,
    /// What has been included.
    pub(super) grafted: Grafted,
    /// The documents whose texts stand behind ours, and where.
    pub(super) attached: Vec<(Rc<Reported<Tree>>, u32)>,
    /// The included files, with the place where their texts begin.
    pub(super) files: Vec<(u32, SourceText)>,
    /// Names of entities that were reported.
    pub(super) reported: BTreeSet<String>,
    pub(super) nodes: Vec<NodeData>,
    pub(super) attributes: Vec<AttributeData>,
    pub(super) names: Names,
    pub(super) entities: Entities,
    pub(super) open: Vec<u32>,
    /// Prefixes in scope with their namespaces, innermost last.
    pub(super) scopes: Vec<(Box<str>, u16)>,
    /// For each open element, how many of `scopes` are outside it.
    pub(super) scope_marks: Vec<usize>,
    pub(super) default_namespace: u16,
    pub(super) root: Option<u32>,
    pub(super) findings: Vec<Diagnostic>,
    pub(super) source_length: usize,
    /// Replacement texts that hold markup, in the order they were met.
    pub(super) extra: String,
    pub(super) expansions: Vec<Expansion>,
    pub(super) expanded: usize,
    pub(super) entity_stack: Vec<String>,
    pub(super) has_section_end: bool,
}

impl<'i, 'd> Builder<'i, 'd> {
    fn new(text: &'i str, includer: &'i mut Includer<'d>, path: Option<&'i FilePath>) -> Self {
        // Bounds that are cheap to find save copying while the tree grows:
        // a tag and the text behind it for every `<`, a value for every `=`.
        let tags = memchr::memchr_iter(b'<', text.as_bytes()).count();
        let values = memchr::memchr_iter(b'=', text.as_bytes()).count();
        let source_length = text.len();
        Self {
            includer,
            path,
            text,
            include_names: Vec::new(),
            pending: None,
            grafted: Grafted::default(),
            attached: Vec::new(),
            files: Vec::new(),
            reported: BTreeSet::new(),
            nodes: Vec::with_capacity(tags + tags / 2 + 8),
            attributes: Vec::with_capacity(values),
            names: Names::new(),
            entities: Entities::default(),
            open: Vec::new(),
            scopes: Vec::new(),
            scope_marks: Vec::new(),
            default_namespace: 0,
            root: None,
            findings: Vec::new(),
            source_length,
            extra: String::new(),
            expansions: Vec::new(),
            expanded: 0,
            entity_stack: Vec::new(),
            has_section_end: false,
        }
    }

    fn finish(self) -> Grown {
        Grown {
            nodes: self.nodes,
            attributes: self.attributes,
            names: self.names,
            entities: self.entities,
            extra: self.extra,
            expansions: self.expansions,
            graft: self.grafted,
            files: self.files,
            root: self.root.unwrap_or_default(),
            findings: self.findings,
        }
    }

    fn document(&mut self, text: &str) -> Outcome {
        check_characters(text)?;
        if text.trim_ascii().is_empty() {
            let message = "the file is empty: there is no XML document in it";
            return Err(Diagnostic::error("file-empty", Span::at(0), message));
        }
        self.has_section_end = memmem::find(text.as_bytes(), b"]]>").is_some();
        self.content(text, 0)?;
        if let Some(&id) = self.open.last() {
            let node = &self.nodes[id as usize];
            let name = &self.names.get(node.name).qualified;
            let message = format!("`<{name}>` is never closed");
            let span = Span {
                start: node.start,
                end: node.head,
            };
            let hint = format!("add `</{name}>`");
            return Err(Diagnostic::error("tag-not-closed", span, message).hint(hint));
        }
        if self.root.is_none() {
            let message = "there is no element in this file";
            return Err(Diagnostic::error("root-missing", Span::at(0), message)
                .hint("a TEI file begins with <TEI xmlns=\"http://www.tei-c.org/ns/1.0\">"));
        }
        Ok(())
    }

    /// Reads `text`, which stands at `base` in the text of the tree: the file
    /// itself, or what an entity stands for.
    fn content(&mut self, text: &str, base: u32) -> Outcome {
        // A byte-order mark that is none is text; the reader below would drop it.
        let marks = text.len() - text.trim_start_matches('\u{feff}').len();
        let mut run = self.marks(&text[..marks], base)?;
        let (text, base) = (&text[marks..], base + marks as u32);
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_comments = true;
        // End tags are checked here, against the names that are open anyway.
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        let outer = self.open.len();
        loop {
            let start = reader.buffer_position() as u32;
            let event = reader.read_event();
            let end = reader.buffer_position() as u32;
            let span = Span {
                start: base + start,
                end: base + end,
            };
            match event {
                Ok(Event::Text(_)) => {
                    let raw = &text[start as usize..end as usize];
                    let run = run.get_or_insert(Run {
                        start: span.start,
                        end: 0,
                        indirect: false,
                    });
                    run.end = span.end;
                    run.indirect |= memchr::memchr(b'\r', raw.as_bytes()).is_some();
                    self.check_text(raw, span)?;
                    continue;
                }
                Ok(Event::GeneralRef(_)) => {
                    let raw = &text[start as usize..end as usize];
                    if self.reference(raw, span, &mut run)? {
                        continue;
                    }
                    let raw = &raw[1..raw.len() - 1];
                    self.markup_entity(raw, span)?;
                    continue;
                }
                _ => self.flush(&mut run),
            }
            let raw = &text[start as usize..end as usize];
            match event {
                Ok(Event::Start(_)) => self.start(raw, span, false)?,
                Ok(Event::Empty(_)) => self.start(raw, span, true)?,
                Ok(Event::End(_)) => self.end(raw, span, outer)?,
                Ok(Event::CData(_)) => self.section(span)?,
                Ok(Event::Comment(_)) => self.leaf(Kind::Comment, span),
                Ok(Event::PI(_)) => self.instruction(raw, span)?,
                Ok(Event::Decl(_)) => self.declaration(raw, span)?,
                Ok(Event::DocType(_)) => self.doctype(raw, span)?,
                Ok(Event::Eof) => break,
                Ok(Event::Text(_) | Event::GeneralRef(_)) => {}
                Err(error) => return Err(self.syntax(&error, &reader, base, text)),
            }
        }
        if self.open.len() != outer {
            // Only an entity can get here: the document checks its own end.
            if base > 0 {
                let span = Span::at(base as usize);
                let message = "what an entity stands for opens an element and does not close it";
                return Err(Diagnostic::error("entity-unbalanced", span, message));
            }
        }
        Ok(())
    }

    /// The run of text that begins with `marks`, if there are any.
    fn marks(&self, marks: &str, base: u32) -> Outcome<Option<Run>> {
        let (start, end) = (base, base + marks.len() as u32);
        self.check_text(marks, Span { start, end })?;
        let run = Run {
            start,
            end,
            indirect: false,
        };
        Ok((!marks.is_empty()).then_some(run))
    }

    /// Ends a run of character data.
    fn flush(&mut self, run: &mut Option<Run>) {
        let Some(mut run) = run.take() else {
            return;
        };
        while run.start < run.end {
            let rest = match run.start as usize {
                at if at < self.source_length => &self.text[at..run.end as usize],
                at => &self.extra[at - self.source_length..run.end as usize - self.source_length],
            };
            let (start, end) = (run.start, run.start + first_piece(rest) as u32);
            self.leaf(Kind::Text, Span { start, end });
            if let Some(node) = self.nodes.last_mut() {
                node.indirect = run.indirect;
            }
            run.start = end;
        }
    }

    pub(super) fn leaf(&mut self, kind: Kind, span: Span) {
        let id = self.nodes.len() as u32;
        self.nodes.push(NodeData {
            start: span.start,
            head: span.end,
            end: span.end,
            parent: self.open.last().copied().unwrap_or(NONE),
            after: id + 1,
            first_attribute: 0,
            name: 0,
            attributes: 0,
            kind,
            indirect: false,
        });
    }

    fn check_text(&self, raw: &str, span: Span) -> Outcome {
        if self.has_section_end
            && let Some(at) = memmem::find(raw.as_bytes(), b"]]>")
        {
            let at = span.start as usize + at;
            let message = "`]]>` may not stand in text";
            return Err(
                Diagnostic::error("text-malformed", Span::new(at, at + 3), message)
                    .hint("write `]]&gt;`"),
            );
        }
        if self.open.is_empty() && !raw.trim_ascii().is_empty() {
            let lead = raw.len() - raw.trim_ascii_start().len();
            let start = span.start as usize + lead;
            let span = Span::new(start, start + raw.trim_ascii().len());
            let (code, message) = if self.root.is_some() {
                (
                    "content-after-root",
                    "text after the end of the document element",
                )
            } else {
                (
                    "content-before-root",
                    "text before the document element: this is not XML",
                )
            };
            return Err(Diagnostic::error(code, span, message));
        }
        Ok(())
    }

    /// A reference in text. True if it is dealt with; false if what it stands
    /// for holds markup.
    fn reference(&mut self, raw: &str, span: Span, run: &mut Option<Run>) -> Outcome<bool> {
        let name = raw.trim_start_matches('&').trim_end_matches(';');
        if self.open.is_empty() {
            let message = "a reference outside the document element";
            return Err(Diagnostic::error("content-before-root", span, message));
        }
        let mut text = |start: u32, end: u32| {
            let run = run.get_or_insert(Run {
                start,
                end,
                indirect: true,
            });
            run.end = end;
            run.indirect = true;
        };
        if character_reference(name)
            .map_err(|fault| describe(&fault, span))?
            .is_some()
        {
            text(span.start, span.end);
            return Ok(true);
        }
        self.look_for_files(name, span)?;
        if self.entities.holds_markup(name) {
            self.flush(run);
            return Ok(false);
        }
        let outside = self.expand(raw).map_err(|fault| describe(&fault, span))?;
        if self.entities.is_outside(name) {
            self.flush(run);
            self.leaf(Kind::Reference, span);
        } else {
            text(span.start, span.end);
        }
        for name in outside {
            self.outside(&name, span);
        }
        Ok(true)
    }

    /// Checks that a raw text or value resolves, within what is left of the
    /// expansion that a document is allowed. Gives the names that only a DTD
    /// elsewhere explains.
    pub(super) fn expand(&mut self, raw: &str) -> Result<Vec<String>, EntityFault> {
        let mut out = String::new();
        let resolved = self.entities.resolve(raw, false, &mut out)?;
        self.expanded += out.len() + resolved.cost;
        if self.expanded > LARGEST_EXPANSION + self.source_length {
            return Err(EntityFault::TooLarge);
        }
        Ok(resolved.outside)
    }

    /// Reports, once for each name, an entity that only a DTD elsewhere
    /// explains, and which character was taken for it.
    pub(super) fn outside(&mut self, name: &str, span: Span) {
        if self.reported.len() >= MOST_FINDINGS || !self.reported.insert(name.to_owned()) {
            return;
        }
        let known = standard(name).filter(|_| !self.entities.is_external(name));
        let finding = match known {
            Some(known) => known_entity(name, &known, span),
            None => Diagnostic::warning(
                "entity-outside",
                span,
                format!("`&{name};` is declared outside this file, which is never fetched"),
            )
            .hint(match self.entities.is_external(name) {
                true => "hand its file in with this one: --with FOLDER",
                false => "declare it in the file, or write the character itself",
            }),
        };
        self.findings.push(finding);
    }

    /// `&name;` whose replacement holds markup: what it stands for is read as
    /// nodes that follow it.
    fn markup_entity(&mut self, name: &str, span: Span) -> Outcome {
        self.leaf(Kind::Reference, span);
        if let Some(node) = self.nodes.last_mut() {
            node.indirect = true;
        }
        let Some(Entity::Internal(replacement)) = self.entities.get(name).cloned() else {
            return Err(describe(&EntityFault::Undeclared(name.to_owned()), span));
        };
        let within = !self.entity_stack.is_empty();
        self.expanded += replacement.len() + if within { WITHIN } else { 0 };
        let deep = self.entity_stack.len() >= super::entities::DEEPEST_ENTITY;
        if deep || self.entity_stack.iter().any(|outer| outer == name) {
            return Err(describe(&EntityFault::Recursive(name.to_owned()), span));
        }
        if self.expanded > LARGEST_EXPANSION {
            return Err(describe(&EntityFault::TooLarge, span));
        }
        let base = self.append(&replacement);
        let expansion = Span::new(base, base + replacement.len());
        self.expansions.push(Expansion {
            start: expansion.start,
            end: expansion.end,
            reference: span,
        });
        self.has_section_end |= replacement.contains("]]>");
        self.entity_stack.push(name.to_owned());
        self.content(&replacement, expansion.start)
            .map_err(|mut fault| {
                fault.hints.push(format!("it came from `&{name};`"));
                fault.span = span;
                fault
            })?;
        self.entity_stack.pop();
        Ok(())
    }

    /// Puts a text behind the source; gives its place.
    pub(super) fn append(&mut self, text: &str) -> usize {
        // So that the end of one text and the beginning of the next differ.
        self.extra.push('\n');
        let base = self.source_length + self.extra.len();
        self.extra.push_str(text);
        base
    }

    fn section(&mut self, span: Span) -> Outcome {
        if self.open.is_empty() {
            let message = "a CDATA section outside the document element";
            return Err(Diagnostic::error("content-before-root", span, message));
        }
        self.leaf(Kind::CData, span);
        Ok(())
    }

    fn instruction(&mut self, raw: &str, span: Span) -> Outcome {
        let inside = &raw[2..raw.len() - 2];
        let target = inside
            .split(|c: char| c.is_ascii_whitespace())
            .next()
            .unwrap_or("");
        if !is_name(target) || target.eq_ignore_ascii_case("xml") {
            let message = format!("`{target}` cannot be the target of a processing instruction");
            return Err(Diagnostic::error("instruction-malformed", span, message));
        }
        self.leaf(Kind::Instruction, span);
        Ok(())
    }

    fn declaration(&mut self, raw: &str, span: Span) -> Outcome {
        let fault = |message: &str| Err(Diagnostic::error("declaration-malformed", span, message));
        if span.start > 0 {
            return fault("an XML declaration that is not at the very beginning of the file");
        }
        if !is_declaration(&raw[5..raw.len() - 2]) {
            return fault(
                "this XML declaration is not like <?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            );
        }
        self.leaf(Kind::Declaration, span);
        Ok(())
    }

    fn doctype(&mut self, raw: &str, span: Span) -> Outcome {
        let fault = |at: usize, message: &str| {
            let at = span.start as usize + at;
            Err(Diagnostic::error(
                "doctype-malformed",
                Span::at(at),
                message,
            ))
        };
        if self.root.is_some() || self.nodes.iter().any(|node| node.kind == Kind::Doctype) {
            return fault(
                0,
                "a document type declaration that is not before the document element",
            );
        }
        if !raw.starts_with("<!DOCTYPE") {
            return fault(0, "`<!DOCTYPE` is written in capitals");
        }
        let supply = |place: &str| self.entity_file(place)?.ok();
        match Entities::read(raw, &supply) {
            Ok(entities) => self.entities = entities,
            Err((at, message)) => return fault(at, &message),
        }
        self.leaf(Kind::Doctype, span);
        Ok(())
    }

    /// What quick-xml found wrong, in our words.
    fn syntax(&self, error: &Error, reader: &Reader<&[u8]>, base: u32, text: &str) -> Diagnostic {
        let at = (reader.error_position() as usize).min(text.len());
        let at = (0..=at)
            .rev()
            .find(|&at| text.is_char_boundary(at))
            .unwrap_or(0);
        let span = Span::at(base as usize + at);
        match error {
            Error::IllFormed(IllFormedError::UnclosedReference) => {
                Diagnostic::error("reference-malformed", span, "`&` begins no reference")
                    .hint("write `&amp;` for the sign itself")
            }
            Error::IllFormed(IllFormedError::DoubleHyphenInComment) => {
                Diagnostic::error("comment-malformed", span, "`--` inside a comment")
            }
            Error::Syntax(SyntaxError::InvalidBangMarkup) => {
                let message = "`<!` begins neither a comment, a CDATA section nor a DOCTYPE";
                Diagnostic::error("markup-malformed", span, message)
            }
            Error::Syntax(other) => Diagnostic::error("markup-not-closed", span, other.to_string()),
            other => Diagnostic::error("markup-malformed", span, other.to_string()),
        }
    }
}

/// A reference to an entity that only a DTD elsewhere declares, and that the
/// public entity sets have.
fn known_entity(name: &str, known: &Standard, span: Span) -> Diagnostic {
    let Standard { text, otherwise } = known;
    let message = format!("`&{name};` is declared outside this file; `{text}` is taken for it");
    let mut label = "as in the public sets of character entities".to_owned();
    if let Some(other) = otherwise {
        label.push_str(&format!("; some tables have `{other}`"));
    }
    let declaration = format!("<!ENTITY {name} \"{}\">", as_references(text));
    Diagnostic::warning("entity-standard", span, message)
        .label(label)
        .hint(format!(
            "declare it between `[` and `]` of the DOCTYPE: {declaration}"
        ))
}

/// A run of character data.
struct Run {
    start: u32,
    end: u32,
    indirect: bool,
}

pub(super) fn describe(fault: &EntityFault, span: Span) -> Diagnostic {
    match fault {
        EntityFault::Undeclared(name) => {
            let message = format!("the entity `&{name};` is not declared");
            let known = standard(name).map(|known| format!("write `{}`", known.text));
            Diagnostic::error("entity-undeclared", span, message).hint(known.unwrap_or_else(|| {
                "XML itself knows only &amp; &lt; &gt; &quot; &apos;: write the character"
                    .to_owned()
            }))
        }
        EntityFault::Recursive(name) => {
            let message = format!("the entity `&{name};` contains itself, or too many others");
            Diagnostic::error("entity-recursive", span, message)
        }
        EntityFault::TooLarge => {
            let message = format!(
                "entities stand for more than {LARGEST_EXPANSION} bytes, where each reference within \
                 one counts for {WITHIN} more"
            );
            Diagnostic::error("entity-too-large", span, message)
        }
        EntityFault::NotACharacter(name) => {
            let message = format!("`&{name};` is no character of XML");
            Diagnostic::error("reference-malformed", span, message)
        }
        EntityFault::Malformed => {
            Diagnostic::error("reference-malformed", span, "`&` begins no reference")
                .hint("write `&amp;` for the sign itself")
        }
    }
}

/// Refuses characters that XML 1.0 does not have (production 2).
pub(super) fn check_characters(text: &str) -> Outcome {
    let bytes = text.as_bytes();
    let control = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r');
    // U+FFFE and U+FFFF begin with 0xEF, which few texts have.
    let suspicious = bytes.chunks(128).any(|chunk| {
        // No early exit inside: this way it compiles to vector instructions.
        chunk
            .iter()
            .fold(false, |any, &byte| any | control(byte) | (byte == 0xef))
    });
    if !suspicious {
        return Ok(());
    }
    match text.char_indices().find(|&(_, c)| !is_character(c)) {
        None => Ok(()),
        Some((at, character)) => {
            let message = format!(
                "the control character U+{:04X} cannot stand in XML",
                character as u32
            );
            let span = Span::new(at, at + character.len_utf8());
            Err(Diagnostic::error("character-forbidden", span, message).hint("delete it"))
        }
    }
}

/// Whether `inside` (between `<?xml` and `?>`) is a declaration: version, then
/// perhaps encoding, then perhaps standalone (XML 1.0 production 23).
fn is_declaration(inside: &str) -> bool {
    let mut rest = inside;
    let mut take = |name: &str, good: &dyn Fn(&str) -> bool| -> Option<bool> {
        let trimmed = rest.trim_ascii_start();
        let blank = trimmed.len() < rest.len();
        let after = trimmed.strip_prefix(name)?;
        let after = after
            .trim_ascii_start()
            .strip_prefix('=')?
            .trim_ascii_start();
        let quote = after.chars().next().filter(|c| "\"'".contains(*c))?;
        let end = after[1..].find(quote)? + 1;
        rest = &after[end + 1..];
        Some(blank && good(&after[1..end]))
    };
    let version = take("version", &|value| {
        value.strip_prefix("1.").is_some_and(|minor| {
            !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit())
        })
    });
    let encoding = take("encoding", &|value| {
        value.starts_with(|c: char| c.is_ascii_alphabetic())
            && value
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
    });
    let standalone = take("standalone", &|value| value == "yes" || value == "no");
    version == Some(true)
        && encoding != Some(false)
        && standalone != Some(false)
        && rest.trim_ascii().is_empty()
}
