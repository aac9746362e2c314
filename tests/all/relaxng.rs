//! The validator: the specification's cases, and the same answers as jing.

mod datatypes;
mod jing;
mod messages;
mod mutate;
mod properties;
mod stored;
mod suite;
mod verb;

use std::path::{Path, PathBuf};

use variorum::relaxng::Schema;

/// Folder of the cases.
fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/relaxng")
}

/// A schema that draws in nothing.
fn schema(text: &str) -> Schema {
    let read = Schema::read("schema.rng", text.as_bytes(), &|_| Err("no".to_owned()));
    match read {
        Ok(read) => read.value,
        Err(rejected) => panic!("{:?}", rejected.findings),
    }
}
