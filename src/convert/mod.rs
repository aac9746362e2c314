//! How does another text become TEI?

pub mod block;
pub mod infer;
pub mod mark;
