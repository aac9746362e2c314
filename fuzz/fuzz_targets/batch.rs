//! Any tar archive, any table of a batch: read or refused; what is read leads out
//! of no folder, and no edition is named twice.
#![no_main]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use variorum::operations::{Holding, TABLE, plan};
use variorum::package::Untarred;
use variorum::source::{FilePath, Files};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(archive) = Untarred::open(Cursor::new(bytes), bytes.len() as u64) {
        for path in archive.paths() {
            assert_eq!(FilePath::new(path.as_str()).as_ref(), Ok(&path));
            let read = archive.read(&path).unwrap().unwrap();
            assert_eq!(archive.size(&path), Ok(Some(read.len() as u64)));
        }
    }
    let file = |name: &str, bytes: &[u8]| (FilePath::new(name).unwrap(), bytes.to_vec());
    let holding = Holding {
        files: Box::new(BTreeMap::from([
            file(TABLE, bytes),
            file("a.xml", b"<a/>"),
            file("b/b.txt", b"b"),
        ])),
        called: String::new(),
        unfit: Vec::new(),
        folder: None,
    };
    if let Ok(rows) = plan(&holding, None, &mut |_, _| {}) {
        let mut known = BTreeSet::new();
        for meant in rows.iter().filter_map(|row| row.edition.as_ref().ok()) {
            assert!(known.insert(&meant.id), "{} twice", meant.id);
            assert!(holding.files.size(&meant.path).unwrap().is_some());
        }
    }
});
