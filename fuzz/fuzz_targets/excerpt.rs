//! Passages cut out of a text, and the whole of it: well formed, with the words
//! that they had.

#![no_main]

use libfuzzer_sys::fuzz_target;
use variorum::tei;
use variorum::tei::excerpt::{excerpt, whole};
use variorum::tei::facsimile;
use variorum::tei::text::text_between;

const WRAPPER: (&str, &str) = ("<w:wrapper xmlns:w=\"urn:fuzz\">", "</w:wrapper>");

fuzz_target!(|bytes: &[u8]| {
    let Ok(read) = tei::read("fuzz.xml", bytes) else {
        return;
    };
    let document = read.value;
    let _ = facsimile::surfaces(&document);
    let all = whole(&document);
    assert!(
        tei::read("whole.xml", all.as_bytes()).is_ok(),
        "the whole is not well formed"
    );
    for tree in document.citation().trees() {
        let units = tree.units();
        let step = (units.len() / 4).max(1);
        for unit in units.iter().step_by(step) {
            let text = excerpt(&document, unit.node, unit.end, WRAPPER);
            let cut = tei::read("cut.xml", text.as_bytes());
            let cut = cut.unwrap_or_else(|_| panic!("a passage is not well formed"));
            let nodes = cut.value.tree().root().descendants();
            let mut elements = nodes.filter_map(|node| node.element());
            let wrapper = elements.find(|element| element.namespace() == Some("urn:fuzz"));
            let wrapper = wrapper.expect("a wrapper");
            let words = text_between(cut.value.tree(), wrapper.id().after(), wrapper.end());
            let expected = text_between(document.tree(), unit.node, unit.end);
            // Where a block ends in which the passage began, only the cut one knows.
            let letters = |words: &str| words.split_whitespace().collect::<String>();
            assert_eq!(letters(&words), letters(&expected), "the words of a passage");
        }
    }
});
