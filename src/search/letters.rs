//! What is known of a letter before any word is read?
//!
//! Most words are of letters that stand for themselves: how such a letter is folded does
//! not depend on those beside it. For Latin, Greek, Cyrillic and Armenian it is looked up
//! in a table, which is filled by the rules that hold for all letters.

use std::sync::LazyLock;

use super::alike::{fold, stand};
use super::word::Kind;

/// Latin, Greek, Cyrillic, Armenian.
const FIRST: u32 = 0x590;

/// Latin and Greek with marks.
const MARKED: std::ops::Range<u32> = 0x1e00..0x2000;

static LETTERS: LazyLock<Box<[Letter]>> = LazyLock::new(|| {
    let letters = (0..FIRST).chain(MARKED).filter_map(char::from_u32);
    letters.map(Letter::new).collect()
});

/// The most bytes of the loosest form of a letter in the table.
const MOST: usize = 7;

/// What is known of a letter.
#[derive(Clone, Copy, Debug)]
pub struct Letter {
    /// What it is in a word.
    pub kind: Kind,
    /// Whether it is in normalization form C, whatever stands beside it.
    pub is_settled: bool,
    /// Its loosest form, whatever stands beside it: so many bytes. None, if it depends
    /// on what stands beside it.
    folded: [u8; MOST],
    length: u8,
}

impl Letter {
    /// What is known of `letter`; nothing, if it is of another script.
    pub fn of(letter: char) -> Option<&'static Self> {
        let code = u32::from(letter);
        let at = match code {
            _ if code < FIRST => code,
            _ if MARKED.contains(&code) => code - MARKED.start + FIRST,
            _ => return None,
        };
        LETTERS.get(at as usize)
    }

    fn new(letter: char) -> Self {
        let kind = Kind::of_any(letter);
        let alone = letter.to_string();
        let (mut folded, mut length) = ([0; MOST], 0);
        let form = fold(&alone);
        // What is joined to the letter before it has no form of its own.
        if !kind.is_mark
            && let Some(room) = folded.get_mut(..form.len())
        {
            room.copy_from_slice(form.as_bytes());
            length = form.len() as u8;
        }
        Self {
            kind,
            is_settled: !kind.is_mark && stand(&alone) == alone,
            folded,
            length,
        }
    }

    /// Its loosest form; none if that depends on the letters beside it.
    pub fn folded(&self) -> Option<&str> {
        let folded = self.folded.get(..usize::from(self.length))?;
        let folded = std::str::from_utf8(folded).ok()?;
        Some(folded).filter(|folded| !folded.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::alike::{as_it_stands, folded};
    use crate::search::word::Kind;

    #[test]
    fn what_is_looked_up_is_what_the_rules_say() {
        let letters = (0..FIRST).chain(MARKED).filter_map(char::from_u32);
        for letter in letters {
            let known = Letter::of(letter).expect("in the table");
            assert_eq!(known.kind, Kind::of_any(letter), "{letter}");
            let alone = letter.to_string();
            assert_eq!(folded(&alone), fold(&alone), "{letter}");
            assert_eq!(as_it_stands(&alone), stand(&alone), "{letter}");
        }
        assert!(
            Letter::of('é')
                .is_some_and(|letter| { letter.folded().is_some_and(|form| form == "e") })
        );
        assert!(Letter::of('\u{301}').is_some_and(|letter| letter.folded().is_none()));
        assert!(Letter::of('漢').is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        /// Letters beside each other do not change each other, unless the table
        /// leaves it to the rules.
        #[test]
        fn words_are_folded_as_the_rules_say(word in "[a-zA-Zſßæœé\u{c0}-\u{58f}\u{1e00}-\u{1fff}\u{300}-\u{345}\u{ad}\u{200d}אب漢]{0,6}") {
            prop_assert_eq!(folded(&word), fold(&word));
            prop_assert_eq!(as_it_stands(&word), stand(&word));
        }
    }
}
