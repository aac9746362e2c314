//! The apparatus in every form: read, worded, written in each method and read
//! again, each witness put together.

#![no_main]

use libfuzzer_sys::fuzz_target;
use variorum::edition::Method;
use variorum::render::{Manner, apparatus_lines};
use variorum::tei::{self, apparatus};

fuzz_target!(|bytes: &[u8]| {
    let Ok(read) = tei::read("fuzz.xml", bytes) else {
        return;
    };
    let document = read.value;
    let _ = apparatus_lines(&document, Manner::default());
    for method in [
        Method::ParallelSegmentation,
        Method::DoubleEndPoint,
        Method::LocationReferenced,
    ] {
        let exported = apparatus::export(&document, method);
        assert!(
            tei::read("exported.xml", exported.text.as_bytes()).is_ok(),
            "what was well formed is not any more"
        );
    }
    let sigla: Vec<String> = document
        .witnesses()
        .take(3)
        .map(|witness| witness.siglum.as_str().to_owned())
        .collect();
    for siglum in sigla {
        if let Some(witness) = apparatus::reconstruct(&document, &siglum) {
            let text = apparatus::witness_tei(&document, &witness);
            let again = text.map(|text| tei::read("witness.xml", text.as_bytes()).is_ok());
            assert!(again.is_none_or(|again| again), "a witness is not well formed");
        }
    }
});
