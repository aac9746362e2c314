//! Any two files can be compared; a file is the same as itself, and what goes in
//! one direction comes back in the other.

#![no_main]

use libfuzzer_sys::fuzz_target;
use variorum::{collate, compare, tei};

fuzz_target!(|bytes: &[u8]| {
    let middle = bytes.len() / 2;
    let (one, other) = bytes.split_at(middle);
    let there = collate::changes(one, other);
    let back = collate::changes(other, one);
    assert_eq!(there.len(), back.len());
    let text = bytes.iter().position(|&byte| byte == 0);
    let (old, new) = bytes.split_at(text.unwrap_or(middle));
    let new = new.strip_prefix(&[0]).unwrap_or(new);
    let Ok(old) = tei::read("old.xml", old) else {
        return;
    };
    let same = compare::compare(&old.value, &old.value);
    assert!(same.is_same() && same.passages.iter().all(compare::Passage::is_same));
    if let Ok(new) = tei::read("new.xml", new) {
        let there = compare::compare(&old.value, &new.value);
        let _ = compare::say::lines(&there);
        let _ = compare::told(&there, &variorum::wording::Wording::default());
    }
});
