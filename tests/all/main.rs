//! All integration tests, as one program: one link, one place to look.

mod server;
mod store;
mod tidy;
mod xml;
