//! Any two files that include each other: the main one is given back, every node
//! lies in its file.
#![no_main]

use std::collections::BTreeMap;

use variorum::source::{Deposit, FilePath};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let at = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let (main, other) = bytes.split_at(at);
    let path = FilePath::edition();
    let Ok(name) = FilePath::new("b.xml") else { return };
    let other = other.get(1..).unwrap_or_default().to_vec();
    let files = BTreeMap::from([(name, other)]);
    let deposit = Deposit { name: "edition.xml", bytes: main, path: &path, files: &files };
    if let Ok(read) = variorum::xml::read_deposit(&deposit) {
        let tree = read.value;
        assert_eq!(tree.to_bytes(), main);
        let _ = tree.root().text();
        for node in tree.nodes() {
            let (file, span) = tree.source().locate(node.span());
            assert!(file.text().get(span.range()).is_some());
        }
        for finding in &read.findings {
            let _ = variorum::diagnostic::terminal(finding, tree.source(), false);
        }
    }
});
