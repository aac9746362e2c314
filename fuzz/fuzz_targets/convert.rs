//! Any text becomes well-formed TEI, or is refused.
#![no_main]

use variorum::convert::{self, Origin};
use variorum::source::SourceText;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(source) = SourceText::decode("fuzz.txt", bytes, None) else { return };
    let origin = Origin {
        file: "fuzz.txt".to_owned(),
        digest: variorum::store::digest(bytes),
        program: "fuzz".to_owned(),
    };
    if let Ok(converted) = convert::plain(&source, None, &origin) {
        let tei = converted.value.tei;
        assert!(variorum::xml::read("fuzz.xml", tei.as_bytes()).is_ok());
    }
});
