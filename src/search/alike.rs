//! Which words are the same?

use std::borrow::Cow;

use super::word::is_passed_over;
use crate::collate::Folding;

/// What has to be the same in two words, beside their letters. Nothing, if the
/// reader does not say otherwise: `Virtus`, `uirtus` and `vírtus` are one word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Alike {
    /// Capitals and small letters.
    pub case: bool,
    /// Accents, breathings, dots.
    pub marks: bool,
    /// u and v, i and j, long s and s, æ and ae.
    pub spelling: bool,
}

impl Alike {
    /// All that readers can ask for, from the loosest to the strictest.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..8).map(|bits| Self {
            case: bits & 1 != 0,
            marks: bits & 2 != 0,
            spelling: bits & 4 != 0,
        })
    }

    /// The form of a word in which only what counts is left.
    pub fn form(self, word: &str) -> String {
        if self == Self::default() {
            return folded(word).into_owned();
        }
        let folding = Folding {
            case: !self.case,
            diacritics: !self.marks,
            u_v: !self.spelling,
            i_j: !self.spelling,
            long_s: !self.spelling,
            ligatures: !self.spelling,
            replace: Default::default(),
        };
        settled(&folding, as_it_stands(word).into_owned())
    }
}

/// The loosest form of a word: two words that are the same in any way have the
/// same one.
pub fn folded(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        let settled = |byte: u8| !matches!(byte, b'A'..=b'Z' | b'v' | b'j');
        if word.bytes().all(settled) {
            return Cow::Borrowed(word);
        }
        let mut folded = word.to_ascii_lowercase();
        if folded.bytes().any(|byte| matches!(byte, b'v' | b'j')) {
            folded = folded.replace('v', "u").replace('j', "i");
        }
        return Cow::Owned(folded);
    }
    let folding = Folding {
        diacritics: true,
        u_v: true,
        i_j: true,
        ..Folding::default()
    };
    Cow::Owned(settled(&folding, as_it_stands(word).into_owned()))
}

/// A word in normalization form C, without signs that nobody reads.
pub fn as_it_stands(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let read: String = word.chars().filter(|c| !is_passed_over(*c)).collect();
    Cow::Owned(Folding::none().form(&read))
}

/// Folded until nothing changes: `ǰ` without its mark is `j`, and that is `i`.
fn settled(folding: &Folding, mut word: String) -> String {
    for _ in 0..4 {
        let next = folding.form(&word);
        if next == word {
            break;
        }
        word = next;
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_is_what_the_reader_says() {
        let strict = Alike {
            case: true,
            marks: true,
            spelling: true,
        };
        assert_eq!(strict.form("Vírtus"), "Vírtus");
        assert_eq!(
            Alike {
                marks: true,
                ..Alike::default()
            }
            .form("Vírtus"),
            "uírtus"
        );
        assert_eq!(
            Alike {
                case: true,
                ..Alike::default()
            }
            .form("Vírtus"),
            "Uirtus"
        );
        assert_eq!(Alike::default().form("co\u{ad}njunx"), "coniunx");
        assert_eq!(
            Alike::default().form("λόγος"),
            Alike::default().form("ΛΟΓΟΣ")
        );
        assert_eq!(folded("ǰ"), "i");
    }
}
