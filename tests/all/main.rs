//! All integration tests, as one program: one link, one place to look.

mod server;
mod tidy;
mod xml;
