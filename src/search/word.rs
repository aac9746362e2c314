//! What is a word?
//!
//! A run of letters, digits and the marks on them. An apostrophe and a hyphen part
//! words, so that both halves of *l'homme* are found. Scripts that are written
//! without spaces have a word for each sign: a run of them is then a phrase, and
//! every part of it can be found.

use std::ops::Range;

use super::letters::Letter;
use crate::collate::is_combining;
use crate::edition::word::stands_alone;

/// The most letters of a word. What is longer (a hash, a run without spaces) is
/// several words; whoever looks for it has it parted in the same way.
const MOST_LETTERS: usize = 64;

/// The words of a text, as ranges of its bytes.
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0 }
}

/// The words of a text; see [`words`].
#[derive(Clone, Debug)]
pub struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        let mut start = self.at;
        // Most letters are ASCII, and what they are is seen from one byte.
        let first = loop {
            match bytes.get(start)? {
                byte if byte.is_ascii_alphanumeric() => break char::from(*byte),
                byte if byte.is_ascii() => start += 1,
                _ => match self.text[start..].chars().next()? {
                    letter if Kind::of(letter).is_alphanumeric => break letter,
                    letter => start += letter.len_utf8(),
                },
            }
        };
        let (mut count, mut end) = (1, start + first.len_utf8());
        let joins = first.is_ascii() || !Kind::of(first).stands_alone;
        loop {
            if joins {
                let rest = &bytes[end..bytes.len().min(end + MOST_LETTERS - count)];
                let run = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric());
                let run = run.count();
                count += run;
                end += run;
            }
            if bytes.get(end).is_none_or(u8::is_ascii) {
                break;
            }
            let Some(letter) = self.text[end..].chars().next() else {
                break;
            };
            let kind = Kind::of(letter);
            if !kind.is_mark {
                count += 1;
                let joins = joins && !kind.stands_alone;
                if !kind.is_alphanumeric || !joins || count > MOST_LETTERS {
                    break;
                }
            }
            end += letter.len_utf8();
        }
        self.at = end;
        Some(start..end)
    }
}

/// What a sign is in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// A word may begin with it.
    pub is_alphanumeric: bool,
    /// It belongs to the letter before it.
    pub is_mark: bool,
    /// It is a word by itself.
    pub stands_alone: bool,
}

impl Kind {
    /// What `letter` is.
    pub fn of(letter: char) -> Self {
        Letter::of(letter).map_or_else(|| Self::of_any(letter), |letter| letter.kind)
    }

    /// What `letter` is, by rules that hold for all.
    pub fn of_any(letter: char) -> Self {
        Self {
            is_alphanumeric: letter.is_alphanumeric() && !is_passed_over(letter),
            is_mark: is_combining(letter) || is_passed_over(letter),
            stands_alone: stands_alone(letter),
        }
    }
}

/// Signs in a word that nobody reads: the soft hyphen, joiners, selectors of a form of
/// a letter and whatever else is not seen (Unicode: Default_Ignorable_Code_Point), and
/// the stroke that draws out an Arabic word.
pub fn is_passed_over(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{640}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_readers_look_for() {
        for (text, expected) in [
            ("Arma virumque, cano", "Arma|virumque|cano"),
            ("l’homme d'Aubigné", "l|homme|d|Aubigné"),
            (
                "e\u{301}te\u{301} wor\u{323}d",
                "e\u{301}te\u{301}|wor\u{323}d",
            ),
            ("co\u{ad}operate", "co\u{ad}operate"),
            ("§ 12, 1.2 – (b)", "12|1|2|b"),
            ("كتـــاب ــ", "كتـــاب"),
            ("葛\u{e0100}飾", "葛\u{e0100}|飾"),
            ("漢字かな ab", "漢|字|か|な|ab"),
            ("\u{301}", ""),
            ("", ""),
        ] {
            let found: Vec<&str> = words(text).map(|range| &text[range]).collect();
            assert_eq!(found.join("|"), expected);
        }
        let long = "a".repeat(150);
        let lengths: Vec<usize> = words(&long).map(|range| range.len()).collect();
        assert_eq!(lengths, [64, 64, 22]);
    }
}
