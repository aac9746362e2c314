//! Whatever is typed is read, and found or not found in whatever text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use variorum::search::{Alike, Finder, lines::lines, parse};

fuzz_target!(|data: &str| {
    let (query, text) = data.split_once('\n').unwrap_or((data, data));
    let parsed = parse(query);
    let Some(want) = parsed.want else { return };
    for alike in Alike::all() {
        let found = Finder::new(&want, alike).find(text);
        assert!(found.windows(2).all(|two| two[0].end <= two[1].start));
        assert_eq!(lines(text, &found).len(), found.len());
    }
});
