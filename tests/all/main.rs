//! All integration tests, as one program: one link, one place to look.

mod convert;
mod server;
mod xml;
