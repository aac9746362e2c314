//! Any well-formed document has every view of TEI.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(read) = variorum::tei::read("fuzz.xml", bytes) {
        let document = read.value;
        let _ = (document.header(), document.history(), document.units());
        let _ = (document.notes(), document.apparatus(), document.witnesses());
        let _ = variorum::tei::register::registers(&document);
    }
});
