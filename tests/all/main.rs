//! All integration tests, as one program: one link, one place to look.

mod cli;
mod convert;
mod infer;
mod render;
mod server;
mod store;
mod tei;
mod tidy;
mod xml;
