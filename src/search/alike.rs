//! Which words are the same?

use std::borrow::Cow;

use super::letters::Letter;
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
            return folded(word);
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
        let word = as_it_stands(word);
        let word = if self.case { word } else { capital(word) };
        settled(&folding, word.into_owned())
    }
}

/// The loosest form of a word: two words that are the same in any way have the
/// same one.
pub fn folded(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    fold_into(word, &mut folded);
    folded
}

/// Puts the loosest form of a word after what is there.
pub fn fold_into(word: &str, into: &mut String) {
    let before = into.len();
    if fold_letters(word, into).is_none() {
        into.truncate(before);
        into.push_str(&fold(word));
    }
}

/// The loosest forms of the letters of ASCII.
const FOLDED: [u8; 128] = {
    let mut folded = [0; 128];
    let mut at = 0;
    while at < folded.len() {
        folded[at] = match (at as u8).to_ascii_lowercase() {
            b'v' => b'u',
            b'j' => b'i',
            other => other,
        };
        at += 1;
    }
    folded
};

/// Puts the loosest form of a word after what is there, letter by letter; none, with
/// the form unfinished, if a letter is not folded by itself. Says whether the word is
/// as [`as_it_stands`] has it.
pub fn fold_letters(word: &str, into: &mut String) -> Option<bool> {
    let (mut rest, mut is_settled) = (word, true);
    while !rest.is_empty() {
        // As many letters of ASCII as there are, and at a time are folded.
        let mut some = [0; 32];
        let letters = rest.bytes().take_while(u8::is_ascii);
        let run = some.iter_mut().zip(letters);
        let run = run.map(|(to, letter)| *to = FOLDED[usize::from(letter)]);
        let run = run.count();
        into.push_str(std::str::from_utf8(&some[..run]).unwrap_or_default());
        rest = &rest[run..];
        let Some(letter) = rest.chars().next().filter(|letter| !letter.is_ascii()) else {
            continue;
        };
        let known = Letter::of(letter)?;
        into.push_str(known.folded()?);
        is_settled &= known.is_settled;
        rest = &rest[letter.len_utf8()..];
    }
    Some(is_settled)
}

/// The loosest form of a word, by rules that hold for all letters.
pub(super) fn fold(word: &str) -> String {
    let folding = Folding {
        diacritics: true,
        u_v: true,
        i_j: true,
        ..Folding::default()
    };
    settled(&folding, capital(Cow::Owned(stand(word))).into_owned())
}

/// A word whose capitals do not count: what has none of its own is the letters that
/// capitals write for it (Unicode: full case folding). But the iota that stands below
/// a vowel stays a mark: `ᾠδή` is found without it.
fn capital(word: Cow<'_, str>) -> Cow<'_, str> {
    let written = |letter| match letter {
        'ß' => Some("ss"),
        'ẞ' => Some("SS"),
        'ŉ' => Some("ʼn"),
        'և' => Some("եւ"),
        _ => None,
    };
    if word.is_ascii() || !word.chars().any(|letter| written(letter).is_some()) {
        return word;
    }
    let mut folded = String::with_capacity(word.len() + 2);
    for letter in word.chars() {
        match written(letter) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(letter),
        }
    }
    Cow::Owned(folded)
}

/// A word in normalization form C, without signs that nobody reads.
pub fn as_it_stands(word: &str) -> Cow<'_, str> {
    let is_settled = |letter| Letter::of(letter).is_some_and(|known| known.is_settled);
    match word
        .chars()
        .all(|letter| letter.is_ascii() || is_settled(letter))
    {
        true => Cow::Borrowed(word),
        false => Cow::Owned(stand(word)),
    }
}

/// A word as it stands, by rules that hold for all letters.
pub(super) fn stand(word: &str) -> String {
    let read: String = word.chars().filter(|c| !is_passed_over(*c)).collect();
    Folding::none().form(&read)
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
        let alike =
            |one: &str, other: &str| Alike::default().form(one) == Alike::default().form(other);
        assert!(alike("Straße", "STRASSE") && alike("STRAẞE", "strasse"));
        assert!(alike("كتـــاب", "كتاب") && alike("ᾠδῆς", "ωδης"));
        assert!(alike("a\u{fe0f}b\u{2066}c", "abc"));
        let case = Alike {
            case: true,
            ..Alike::default()
        };
        assert_ne!(case.form("Straße"), case.form("Strasse"));
        let marks = Alike {
            marks: true,
            spelling: true,
            case: false,
        };
        assert_eq!(marks.form("Straße"), marks.form("STRASSE"));
    }
}
