//! All integration tests, as one program: one link, one place to look.

mod infer;
mod server;
mod xml;
