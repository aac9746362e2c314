//! How does another text become TEI?

pub mod block;
pub mod mark;
