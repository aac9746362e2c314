//! All integration tests, as one program: one link, one place to look.

// A test that could not look says so, and reads where tools are.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

mod access;
mod apparatus;
mod apparatus_formats;
mod batch;
mod checks;
mod citation;
mod cli;
mod clock;
mod collate;
mod compare;
mod convert;
mod crosswalk;
mod describe;
mod elements;
mod excerpt;
mod explain;
mod facts;
mod fetch;
mod folders;
mod harvest;
mod include;
mod infer;
mod ingest;
mod leaves;
mod nodes;
mod oai;
mod odd;
mod packages;
mod parallel;
mod passage;
mod pulling;
mod register;
mod relaxng;
mod render;
mod reports;
mod search;
mod server;
mod store;
mod survival;
mod tei;
mod tidy;
mod wording;
mod xml;
