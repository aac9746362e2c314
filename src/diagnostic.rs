//! What do we tell the editor?
//!
//! What is odd in a scholar's text is a *finding*: a [`Diagnostic`], collected
//! beside the value in a [`Reported`]; it never stops the work. What stops us
//! (a full disk, an edition that does not exist) is an `Error` of the module
//! concerned. One finding has three faces: [`terminal`] (an excerpt with
//! carets), the page (the fields themselves, in a template) and [`Finding`]
//! (JSON).

mod near;

use std::borrow::Cow;
use std::fmt;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::{Deserialize, Serialize};

use crate::source::{SourceText, Span};

pub use near::nearest;

/// The name of a kind of finding, in words: it names the pattern, not the
/// remedy (`witness-undeclared`). At once the key of fixtures, of the manual
/// and of `@type` in machine-made notes.
pub type Code = &'static str;

/// What a kind of finding means, for whoever asks (`variorum explain CODE`):
/// what is found, why it matters, an example, what to do. Every module that
/// makes findings keeps a table of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Which kind of finding.
    pub code: Code,
    /// Paragraphs of plain text, parted by empty lines; the first is the
    /// pattern in one sentence.
    pub text: Cow<'static, str>,
}

impl Explanation {
    /// The meaning of `code`, in paragraphs.
    pub const fn new(code: Code, text: &'static str) -> Self {
        Self {
            code,
            text: Cow::Borrowed(text),
        }
    }

    /// The pattern in one sentence: the first paragraph, on one line.
    pub fn summary(&self) -> String {
        let first = self.text.split("\n\n").next().unwrap_or_default();
        first.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Said for the record: an inference that was made, a place left alone.
    Information,
    /// A careful colleague would ask about it.
    Warning,
    /// The text cannot be used as it is.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Information => "information",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One finding about one place.
///
/// The message stands alone: lower case, no full stop, the user's own words in
/// backticks, what was found before what was expected. A hint is something to
/// do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of finding.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// Where: bytes of the decoded text, or of one that it includes.
    pub span: Span,
    /// What was found.
    pub message: String,
    /// What the marked place should have been, or is: shown beside the carets.
    pub label: Option<String>,
    /// What to do about it.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// A finding of this severity at `span`.
    pub fn new(severity: Severity, code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            span,
            message: message.into(),
            label: None,
            hints: Vec::new(),
        }
    }

    /// What stops the text from being used.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span, message)
    }

    /// What a careful colleague would ask about.
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span, message)
    }

    /// What is said for the record.
    pub fn information(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Information, code, span, message)
    }

    /// Adds words beside the carets.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds something to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

/// A value and what was noticed while making it, in the order of the text.
#[derive(Clone, Debug)]
pub struct Reported<T> {
    /// The value.
    pub value: T,
    /// The findings.
    pub findings: Vec<Diagnostic>,
}

impl<T> Reported<T> {
    /// The value with its findings.
    pub fn new(value: T, findings: Vec<Diagnostic>) -> Self {
        Self { value, findings }
    }
}

/// The face of a finding for programs: JSON with line and column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// [`Diagnostic::code`].
    pub code: String,
    /// [`Diagnostic::severity`].
    pub severity: Severity,
    /// The name of the file.
    pub file: String,
    /// Line of the first character, from 1.
    pub line: u32,
    /// Column of the first character, from 1, in characters.
    pub column: u32,
    /// Line of the end, from 1.
    pub end_line: u32,
    /// Column after the last character.
    pub end_column: u32,
    /// [`Diagnostic::message`].
    pub message: String,
    /// [`Diagnostic::label`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// [`Diagnostic::hints`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// The line of the text on which the place begins, at most
    /// [`EXCERPT`] characters around it.
    pub excerpt: String,
}

/// Characters of a line shown around a place, on the page and in JSON.
/// Paragraphs of prose are often a single line of thousands.
pub const EXCERPT: usize = 100;

impl Finding {
    /// `diagnostic` with its place in `source` made readable.
    pub fn new(diagnostic: &Diagnostic, source: &SourceText) -> Self {
        let (source, span) = source.locate(diagnostic.span);
        let start = source.position(span.start);
        let end = source.position(span.end);
        Self {
            code: diagnostic.code.to_owned(),
            severity: diagnostic.severity,
            file: source.name().to_owned(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            message: diagnostic.message.clone(),
            label: diagnostic.label.clone(),
            hints: diagnostic.hints.clone(),
            excerpt: source.excerpt(span.start, EXCERPT),
        }
    }
}

/// The face of a finding for the terminal: what, where, an excerpt with the
/// place underlined, and what to do. `colour` adds terminal colours.
pub fn terminal(diagnostic: &Diagnostic, source: &SourceText, colour: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO,
    };
    let (source, span) = source.locate(diagnostic.span);
    let first = source.position(span.start);
    let line = source.line(first.line);
    let mut annotation = AnnotationKind::Primary.span(marked_range(span, source));
    if let Some(label) = &diagnostic.label {
        annotation = annotation.label(label);
    }
    let snippet = Snippet::source(line)
        .line_start(first.line as usize)
        .path(source.name())
        .annotation(annotation);
    let mut group = level
        .primary_title(&diagnostic.message)
        .id(diagnostic.code)
        .element(snippet);
    for hint in &diagnostic.hints {
        group = group.element(Level::HELP.with_name("hint").message(hint));
    }
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    // Long lines are cut around the place.
    renderer.term_width(EXCERPT + 20).render(&[group])
}

/// The bytes of its first line that `span` marks.
fn marked_range(span: Span, source: &SourceText) -> std::ops::Range<usize> {
    let first = source.position(span.start);
    let line = source.line(first.line);
    let before = source.line_start(first.line);
    let start = line.floor_char_boundary((span.start as usize).saturating_sub(before));
    let covered = source.slice(span).lines().next().unwrap_or("");
    start..(start + covered.len()).min(line.len())
}
