//! Whatever is pasted as a citation is read or not; what was read can be read
//! again from what it says; what a header says can be cited and read back.

#![no_main]

use libfuzzer_sys::fuzz_target;
use variorum::describe::citation::parse;
use variorum::describe::{Cited, Format, Record, Style};
use variorum::{store, tei};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    if let Some(cited) = parse(&text) {
        assert!(cited.edition.is_some() || cited.digest.is_some());
    }
    let Ok(read) = tei::read("fuzz.xml", bytes) else {
        return;
    };
    let record = Record::of(&read.value);
    let digest = store::digest(bytes);
    let cited = Cited::file(digest);
    for style in Style::ALL {
        let _ = style.cite(&record, &cited).text();
    }
    for format in Format::ALL {
        assert!(format.write(&record, &cited).contains(&digest.to_string()));
    }
});
