//! Which schema is meant, and where is it?
//!
//! Documents name their schemas by address, in `<?xml-model?>`. Nothing is
//! ever fetched: an address leads to a file through the catalogue of a folder
//! of schemas, or to a file beside the document, or to the schema that comes
//! with the program.

use std::sync::OnceLock;

use crate::relaxng::Schema;

/// What the schema that comes with the program is called.
pub const TEI_ALL: &str = "TEI All 4.12.0";

/// TEI All, compact: see `tei/schema/README.md`.
const TEI_ALL_FILE: &str = include_str!("../../tei/schema/tei_all.rng");

/// The schema that comes with the program, read when it is first asked for.
pub fn tei_all() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let load = |_: &str| Err("it stands alone".to_owned());
        match Schema::read(TEI_ALL, TEI_ALL_FILE.as_bytes(), &load) {
            Ok(read) => read.value,
            // Part of the program: the tests of the program read it.
            Err(rejected) => unreachable!("{:?}", rejected.findings),
        }
    })
}
