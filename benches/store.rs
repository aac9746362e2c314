//! Publishing and verifying: `cargo bench --bench store`.
//!
//! Ten thousand small editions are published, beside as many plain files that are
//! waited for one by one, in the same run; then a store with large files is
//! verified, beside SHA-256 of the same bytes in memory.

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use variorum::edition::EditionId;
use variorum::source::{Deposit, FilePath};
use variorum::store::{Expected, Publication, Store, Submission, digest};

/// Editions that are published.
const EDITIONS: usize = 10_000;
/// Plain files that are waited for: fewer, for each takes long.
const PLAIN: usize = 1_000;
/// Publications in one act.
const GROUP: usize = 256;

fn main() {
    let folder = tempfile::tempdir_in(".").expect("a folder");
    for _ in 0..3 {
        plain(folder.path());
        publish(folder.path());
    }
    verify(folder.path());
}

fn text(number: usize) -> String {
    let words = "sing, goddess, the anger of Achilles ".repeat(100);
    format!(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text n='{number}'><p>{words}</p></text></TEI>"
    )
}

fn plain(folder: &Path) {
    let folder = folder.join("plain");
    fs::create_dir(&folder).expect("a folder");
    let texts: Vec<String> = (0..PLAIN).map(text).collect();
    let start = Instant::now();
    for (number, text) in texts.iter().enumerate() {
        let mut file = File::create_new(folder.join(number.to_string())).expect("a file");
        file.write_all(text.as_bytes()).expect("written");
        file.sync_all().expect("on disk");
    }
    File::open(&folder)
        .and_then(|folder| folder.sync_all())
        .expect("on disk");
    rate("plain files, each waited for", PLAIN, start);
    fs::remove_dir_all(&folder).expect("removed");
}

fn publish(folder: &Path) {
    let root = folder.join("small");
    let store = Store::open_or_create(&root).expect("a store");
    let (path, none) = (FilePath::edition(), BTreeMap::new());
    let publication = publication();
    let name = |number| format!("edition-{number}").parse().expect("a name");
    let texts: Vec<(EditionId, String)> = (0..EDITIONS).map(|n| (name(n), text(n))).collect();
    let start = Instant::now();
    for group in texts.chunks(GROUP) {
        let submissions: Vec<Submission<'_>> = group
            .iter()
            .map(|(id, text)| Submission {
                id,
                deposit: Deposit {
                    name: "edition.xml",
                    bytes: text.as_bytes(),
                    path: &path,
                    files: &none,
                }
                .into(),
                reports: &[],
                publication: &publication,
                expected: Expected::Head(None),
            })
            .collect();
        for put in store.put_all(&submissions).expect("published") {
            assert!(put.expect("published").new);
        }
    }
    rate("editions published for good", EDITIONS, start);
    store.settle().expect("settled");
    rate("editions in their folders, verifiable", EDITIONS, start);
    drop(store);
    fs::remove_dir_all(&root).expect("removed");
    fs::remove_dir_all(folder.join("small.work")).expect("removed");
}

fn verify(folder: &Path) {
    let store = Store::open_or_create(&folder.join("large")).expect("a store");
    let bytes = vec![b'x'; 32 << 20];
    let mut all = 0;
    for number in 0..8_u8 {
        let mut bytes = bytes.clone();
        bytes[0] = number;
        let id = format!("large-{number}").parse().expect("a name");
        store
            .put(&id, &bytes, &publication(), Expected::Any)
            .expect("published");
        all += bytes.len();
    }
    for _ in 0..3 {
        let start = Instant::now();
        for _ in 0..all / bytes.len() {
            std::hint::black_box(digest(&bytes));
        }
        let hashing = megabytes("SHA-256 in memory, one core", all, start);
        let start = Instant::now();
        let damages = store.verify(&mut |_| {}).expect("verified");
        assert!(damages.is_empty());
        let verifying = megabytes("verify", all, start);
        println!(
            "verify as a share of SHA-256: {:.0} %",
            100.0 * verifying / hashing
        );
    }
}

fn publication() -> Publication {
    Publication {
        publisher: "Ada Editor".to_owned(),
        address: "mailto:ada@example.org".to_owned(),
        message: "A benchmark".to_owned(),
        when: "2026-11-25T10:00:00Z".to_owned(),
        token: None,
    }
}

fn rate(what: &str, number: usize, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{what}: {number} in {seconds:.2} s, {:.0}/s",
        number as f64 / seconds
    );
}

fn megabytes(what: &str, bytes: usize, start: Instant) -> f64 {
    let rate = bytes as f64 / 1e6 / start.elapsed().as_secs_f64();
    println!("{what}: {rate:.0} MB/s");
    rate
}
