//! Any two documents can be compared, both ways: nothing is lost, and a document
//! is the same as itself. The bytes are two files with a zero byte between them;
//! without one, a file and what is left when its first half is taken away.

#![no_main]

use libfuzzer_sys::fuzz_target;
use variorum::compare::{self, Passage, say};
use variorum::tei::{self, Document};

fn document(bytes: &[u8]) -> Option<Document> {
    tei::read("fuzz.xml", bytes).ok().map(|read| read.value)
}

fuzz_target!(|bytes: &[u8]| {
    let between = bytes.iter().position(|byte| *byte == 0);
    let (first, second) = match between {
        Some(at) => (&bytes[..at], &bytes[at + 1..]),
        None => (bytes, &bytes[bytes.len() / 2..]),
    };
    let Some(old) = document(first) else {
        return;
    };
    let itself = compare::compare(&old, &old);
    assert!(itself.is_same() && itself.passages.iter().all(Passage::is_same));
    assert!(itself.apparatus.is_empty() && itself.notes.is_empty() && itself.header.is_empty());
    let Some(new) = document(second) else {
        return;
    };
    let there = compare::compare(&old, &new);
    let back = compare::compare(&new, &old);
    assert_eq!(there.is_same(), back.is_same());
    for one in [&there, &back] {
        let survival = &one.survival;
        let fates = survival.same + survival.same_words + survival.moved;
        assert_eq!(survival.units, fates + survival.changed + survival.gone);
        let _ = say::lines(one);
    }
});
