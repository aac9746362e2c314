//! Any texts that can be read are put side by side, and the edition gives every
//! witness back word for word, in all of TEI's methods.
//!
//! Input: a byte of choices; the witnesses, plain or TEI, parted by zeros.

#![no_main]

use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use variorum::collate::AlignmentTable;
use variorum::collation::{Manner, Side};
use variorum::edition::{Method, plain_text};
use variorum::operations::{ChosenLemma, CollationManner, Input, collate};
use variorum::tei::{self, apparatus};

const NAMES: [&str; 5] = ["A.xml", "B.xml", "C.xml", "D.xml", "E.xml"];

fn manner(choices: u8) -> CollationManner {
    let is_chosen = |bit: u32| choices & (1 << bit) != 0;
    CollationManner {
        transcriptions: Manner {
            side: if is_chosen(0) { Side::Witness } else { Side::Reading },
            layers: is_chosen(1),
        },
        lemma: if is_chosen(2) { ChosenLemma::Majority } else { ChosenLemma::None },
        fragments: if is_chosen(3) { vec!["A".to_owned()] } else { Vec::new() },
        ..CollationManner::default()
    }
}

/// The words of a witness, without spaces and the sign of what is lost.
fn bare(text: &str) -> String {
    text.replace("[…]", "").split_whitespace().collect()
}

fn words(table: &AlignmentTable, witness: usize) -> String {
    let one = &table.witnesses[witness];
    let columns: Vec<usize> = (0..one.len()).map(|token| table.column(witness, token)).collect();
    assert!(columns.is_sorted_by(|before, after| before < after), "in the order of the witness");
    let words: Vec<&str> = (0..one.len()).map(|token| one.words(token)).collect();
    bare(&words.concat())
}

fuzz_target!(|bytes: &[u8]| {
    let Some((choices, bytes)) = bytes.split_first() else {
        return;
    };
    let files = NAMES.iter().zip(bytes.split(|byte| *byte == 0));
    let files: Vec<Input<'_>> = files.map(|(name, bytes)| Input { name, bytes }).collect();
    let Ok(collation) = collate(&files, &manner(*choices), |_| ControlFlow::Continue(())) else {
        return;
    };
    let table = collation.table();
    for method in [Method::ParallelSegmentation, Method::DoubleEndPoint, Method::LocationReferenced] {
        let exported = collation.tei(method);
        assert!(exported.left.is_empty(), "{:?}", exported.left);
        let read = tei::read("edition.xml", exported.text.as_bytes());
        let document = read.expect("what is written is well formed").value;
        for (at, witness) in table.witnesses.iter().enumerate() {
            let made = apparatus::reconstruct(&document, &witness.siglum).expect("a witness");
            let back = bare(&plain_text(&made.passages));
            assert_eq!(back, words(table, at), "{} by {method:?}:\n{}", witness.siglum, exported.text);
        }
    }
});
