//! Variorum: a digital-edition server that follows the conventions of the
//! Text Encoding Initiative (TEI).
//!
//! Bytes become source text, source text a tree, the tree a document, a
//! document a published version, a version a page: each stage looks only
//! backwards. The modules stand in reading order, and each answers one
//! question; `ARCHITECTURE.md` tells which may use which.

pub mod collate;
pub mod cores;
pub mod fetch;
pub mod source;
pub mod wording;

pub mod diagnostic;
pub mod edition;

pub mod store;
pub mod xml;

pub mod package;

pub mod access;
pub mod relaxng;
pub mod tei;

pub mod checks;
pub mod convert;
pub mod passage;

pub mod collation;
pub mod compare;
pub mod describe;
pub mod oai;
pub mod render;
pub mod search;

pub mod operations;

pub mod server;

pub mod cli;
