//! Any files can be collated; every witness comes back from the table word for
//! word, and from the edition too; the order of the files changes no byte.
//!
//! Files are parted by the byte 0. One that begins with `<` is TEI, one that
//! begins with `{` is for CollateX, one that begins with 1 is decisions, the rest
//! is plain.

#![no_main]

use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use variorum::collation::{Decisions, Manner, Side};
use variorum::edition::{Method, plain_text};
use variorum::operations::{CollationManner, Input, collate};
use variorum::source::SourceText;
use variorum::tei::{self, apparatus};

fuzz_target!(|bytes: &[u8]| {
    let mut manner = CollationManner::default();
    let mut files: Vec<(String, &[u8])> = Vec::new();
    for (at, part) in bytes.split(|byte| *byte == 0).take(6).enumerate() {
        match part.first() {
            Some(1) => {
                let Ok(source) = SourceText::decode("d.toml", &part[1..], None) else {
                    return;
                };
                manner.decisions = Decisions::parse(&source).ok();
            }
            Some(b'<') => files.push((format!("F{at}.xml"), part)),
            Some(b'{') => files.push((format!("F{at}.json"), part)),
            _ => files.push((format!("F{at}.txt"), part)),
        }
    }
    manner.transcriptions = Manner {
        side: if bytes.len() % 2 == 0 { Side::Reading } else { Side::Witness },
        layers: bytes.len() % 3 > 0,
    };
    let mut inputs: Vec<Input<'_>> = files
        .iter()
        .map(|(name, bytes)| Input { name, bytes })
        .collect();
    let Ok(collation) = collate(&inputs, &manner, |_| ControlFlow::Continue(())) else {
        return;
    };
    let table = collation.table();
    let mut next = vec![0; table.witnesses.len()];
    for cells in table.cells() {
        assert!(cells.iter().any(Option::is_some));
        for (next, cell) in next.iter_mut().zip(cells) {
            assert!(cell.is_none_or(|token| token == *next));
            *next += usize::from(cell.is_some());
        }
    }
    let text = collation.tei(Method::ParallelSegmentation).text;
    let read = tei::read("edition.xml", text.as_bytes()).expect("well-formed");
    for (witness, next) in table.witnesses.iter().zip(next) {
        assert_eq!(next, witness.len());
        let words: String = (0..next).map(|token| witness.words(token)).collect();
        let Some(back) = apparatus::reconstruct(&read.value, &witness.siglum) else {
            continue;
        };
        let back = plain_text(&back.passages);
        // Characters that XML forbids, and white space within a word.
        let bare = |text: &str| -> String {
            let kept = text.chars().filter(|c| !c.is_whitespace());
            kept.map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
        };
        if !words.contains(['\u{fffe}', '\u{ffff}']) && !witness.siglum.contains(' ') {
            assert_eq!(bare(&back), bare(&words), "{}:\n{text}", witness.siglum);
        }
    }
    inputs.reverse();
    let again = collate(&inputs, &manner, |_| ControlFlow::Continue(())).expect("collated");
    assert_eq!(again.tei(Method::ParallelSegmentation).text, text);
});
