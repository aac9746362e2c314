//! All integration tests, as one program: one link, one place to look.

// A test that could not look says so, and reads where tools are.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

mod cli;
mod convert;
mod include;
mod infer;
mod odd;
mod render;
mod server;
mod store;
mod tei;
mod tidy;
mod xml;
