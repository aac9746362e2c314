//! What does the file contain, to the byte?

mod write;

pub use write::{Writer, is_character};
