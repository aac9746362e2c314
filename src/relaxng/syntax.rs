//! A schema as it is written, without abbreviations: what reading makes and
//! compiling takes.

use super::datatype::{Datatype, Value};
use super::names::{NameClass, Names};
use crate::source::Span;
use crate::xml::Tree;

/// A place in one of the files of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Index into [`Syntax::files`].
    pub file: usize,
    pub span: Span,
}

/// A pattern (RELAX NG §3 after simplification up to 4.15).
#[derive(Clone, Debug)]
pub(super) enum Pattern {
    Empty,
    NotAllowed,
    Text,
    Choice(Vec<Pattern>),
    Group(Vec<Pattern>),
    Interleave(Vec<Pattern>),
    OneOrMore(Box<Pattern>),
    List(Box<Pattern>),
    Data(Datatype, Option<Box<Pattern>>),
    Value(Datatype, Value, String),
    Attribute(NameClass, Box<Pattern>),
    Element(NameClass, Box<Pattern>, Place),
    /// Index into [`Syntax::definitions`].
    Reference(usize, Place),
}

/// What one name of one grammar stands for.
#[derive(Debug)]
pub(super) struct Definition {
    /// As it is written; empty for `start`.
    pub name: String,
    /// The first place where it is defined or referred to.
    pub place: Place,
    pub parts: Vec<Part>,
}

/// One `define` or `start`.
#[derive(Debug)]
pub(super) struct Part {
    pub combine: Option<Combine>,
    pub pattern: Pattern,
    pub place: Place,
}

/// How definitions of the same name are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Combine {
    Choice,
    Interleave,
}

/// A schema that has been read.
#[derive(Debug)]
pub(super) struct Syntax {
    pub files: Vec<Tree>,
    pub names: Names,
    pub definitions: Vec<Definition>,
    pub start: Pattern,
}
