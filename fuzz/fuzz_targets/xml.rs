//! Any bytes: read or refused, and if read, given back byte for byte.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(read) = variorum::xml::read("fuzz.xml", bytes) {
        assert_eq!(read.value.to_bytes(), bytes);
        let _ = read.value.root().text();
    }
});
