//! Any manifest, any labels, any archive: read or refused; what is read leads out
//! of no folder.
#![no_main]

use std::collections::BTreeMap;
use std::io::Cursor;

use variorum::package::{Unzipped, check, read_labels, read_manifest};
use variorum::source::{FilePath, Files};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = read_labels(text);
        for line in read_manifest(text).into_iter().flatten() {
            let again = FilePath::new(line.path.as_str());
            assert_eq!(again.as_ref(), Ok(&line.path));
        }
        let file = |name: &str, bytes: &[u8]| (FilePath::new(name).unwrap(), bytes.to_vec());
        let files = BTreeMap::from([
            file("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
            file("manifest-sha256.txt", bytes),
            file("data/a", b""),
        ]);
        let _ = check(&files);
    }
    if let Ok(archive) = Unzipped::open(Cursor::new(bytes), bytes.len() as u64) {
        for path in archive.paths() {
            let _ = archive.read(&path);
        }
    }
});
