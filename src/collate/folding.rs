//! What does not count as a difference?

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How the form that is compared is made from the words as they stand. The words
/// themselves are never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Folding {
    /// Capitals are small letters.
    pub case: bool,
    /// Letters with accents, breathings, dots are the letters without.
    pub diacritics: bool,
    /// v is u.
    pub u_v: bool,
    /// j is i.
    pub i_j: bool,
    /// Long s is s.
    pub long_s: bool,
    /// Letters written together (æ, œ, ﬁ, ﬆ) are single letters.
    pub ligatures: bool,
    /// What else is replaced, before anything else; of several that begin at one
    /// place the longest.
    pub replace: BTreeMap<String, String>,
}

/// Capitals, long s and ligatures do not count.
impl Default for Folding {
    fn default() -> Self {
        Self {
            case: true,
            diacritics: false,
            u_v: false,
            i_j: false,
            long_s: true,
            ligatures: true,
            replace: BTreeMap::new(),
        }
    }
}

impl Folding {
    /// What a file says (TOML).
    ///
    /// # Errors
    /// What is wrong in it, in a sentence without its full stop.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error: toml::de::Error| error.to_string().trim().to_owned())
    }

    /// Every difference counts, but for how Unicode composes a letter.
    pub fn none() -> Self {
        Self {
            case: false,
            long_s: false,
            ligatures: false,
            ..Self::default()
        }
    }

    /// The form of some words that is compared, in normalization form C. Words of
    /// which nothing would be left stay as they are.
    pub fn form(&self, words: &str) -> String {
        let mut form = String::with_capacity(words.len());
        let mut rest = words;
        while let Some(letter) = rest.chars().next() {
            let rules = self.replace.iter().filter(|(from, _)| !from.is_empty());
            let rule = rules.filter(|(from, _)| rest.starts_with(from.as_str()));
            match rule.max_by_key(|(from, _)| from.len()) {
                Some((from, to)) => {
                    form.push_str(to);
                    rest = &rest[from.len()..];
                }
                None => {
                    self.letter(letter, &mut form);
                    rest = &rest[letter.len_utf8()..];
                }
            }
        }
        if self.diacritics {
            form = form
                .nfd()
                .filter(|letter| !is_combining_mark(*letter))
                .collect();
        }
        let form: String = form.nfc().collect();
        if form.is_empty() {
            return words.to_owned();
        }
        form
    }

    fn letter(&self, letter: char, form: &mut String) {
        let lower = letter.to_lowercase().next().unwrap_or(letter);
        let folded = match lower {
            'ſ' if self.long_s => Some('s'),
            'v' if self.u_v => Some('u'),
            'j' if self.i_j => Some('i'),
            _ => None,
        };
        if let Some(folded) = folded {
            let is_capital = !self.case && letter != lower;
            let folded = if is_capital {
                folded.to_ascii_uppercase()
            } else {
                folded
            };
            return form.push(folded);
        }
        if self.ligatures
            && let Some(letters) = parted(letter)
        {
            return match self.case {
                true => form.extend(letters.chars().flat_map(char::to_lowercase)),
                false => form.push_str(letters),
            };
        }
        match self.case {
            // The two small sigmas are one letter.
            true if lower == 'ς' => form.push('σ'),
            true => form.extend(letter.to_lowercase()),
            false => form.push(letter),
        }
    }
}

/// Whether a character only changes the letter before it: an accent, a breathing.
pub fn is_combining(letter: char) -> bool {
    is_combining_mark(letter)
}

/// The letters that are written together.
fn parted(letter: char) -> Option<&'static str> {
    Some(match letter {
        'æ' | 'ǽ' => "ae",
        'Æ' | 'Ǽ' => "AE",
        'œ' => "oe",
        'Œ' => "OE",
        'ĳ' => "ij",
        'Ĳ' => "IJ",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_declared_is_folded_and_nothing_else() {
        let all = Folding {
            diacritics: true,
            u_v: true,
            i_j: true,
            replace: [("ß", "ss"), ("sz", "ss"), ("&", "et")]
                .map(|(from, to)| (from.to_owned(), to.to_owned()))
                .into(),
            ..Folding::default()
        };
        for (words, by_default, by_all, by_none) in [
            ("Virtus", "virtus", "uirtus", "Virtus"),
            ("Iuſtus", "iustus", "iustus", "Iuſtus"),
            ("Cæſar", "caesar", "caesar", "Cæſar"),
            ("é", "é", "e", "é"),
            ("λόγος", "λόγοσ", "λογοσ", "λόγος"),
            ("Straße", "straße", "strasse", "Straße"),
            ("&", "&", "et", "&"),
            ("´", "´", "´", "´"),
        ] {
            assert_eq!(Folding::default().form(words), by_default);
            assert_eq!(all.form(words), by_all);
            assert_eq!(Folding::none().form(words), by_none);
        }
    }
}
