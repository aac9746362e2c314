//! In which order do headwords stand?
//!
//! By letters alone: case, diacritics, spaces and punctuation only decide
//! between equals. Latin comes first, then every other script by itself, in the
//! order of Unicode; Han characters stand by their code points, because their
//! readings are not in the file; what begins with no letter stands last. No
//! particle or article is moved: the headword stands as the edition gives it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A place in the order: script, letters, numbers; then the headword itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SortKey {
    class: u8,
    letters: String,
    headword: String,
}

impl SortKey {
    /// It as text that stands in the same order; without the headword.
    pub fn text(&self) -> String {
        format!("{}{}", self.class, self.letters)
    }
}

/// The place of `headword`.
pub fn sort_key(headword: &str) -> SortKey {
    let letters = folded(headword);
    let class = match letters.chars().next() {
        Some(c) if c.is_ascii_lowercase() => 0,
        Some(c) if c.is_alphabetic() => 1,
        _ => 2,
    };
    SortKey {
        class,
        letters,
        headword: headword.to_owned(),
    }
}

/// Under which letter `headword` stands: `A`, `Ω`, `Ж`; `漢` for all Han
/// characters; `#` for what begins with no letter.
pub fn letter(headword: &str) -> String {
    match folded(headword).chars().next() {
        Some(c) if is_han(c) => "漢".to_owned(),
        // Letters without case, and those whose capital is two letters, stay.
        Some(c) if c.is_alphabetic() => c.to_uppercase().next().unwrap_or(c).to_string(),
        _ => "#".to_owned(),
    }
}

/// Letters and digits without case and diacritics; spaces as they part words.
fn folded(text: &str) -> String {
    let decomposed = text.nfkd().filter(|c| !is_combining_mark(*c));
    let mut folded = String::with_capacity(text.len());
    for c in decomposed.flat_map(char::to_lowercase) {
        match plain_letters(c) {
            Some(plain) => folded.push_str(plain),
            None if c.is_alphanumeric() && !is_modifier(c) => folded.push(hiragana(c)),
            None if c.is_whitespace() && !folded.is_empty() && !folded.ends_with(' ') => {
                folded.push(' ');
            }
            None => {}
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Letters that are written as others but do not decompose.
fn plain_letters(c: char) -> Option<&'static str> {
    Some(match c {
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ŧ' => "t",
        'ſ' => "s",
        'ς' => "σ",
        'א'..='ת' => final_form(c)?,
        _ => return None,
    })
}

/// Final forms of Hebrew letters are the same letters.
fn final_form(c: char) -> Option<&'static str> {
    Some(match c {
        'ך' => "כ",
        'ם' => "מ",
        'ן' => "נ",
        'ף' => "פ",
        'ץ' => "צ",
        _ => return None,
    })
}

/// Katakana as hiragana: ア and あ are one letter.
fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' => char::from_u32(c as u32 - 0x60).unwrap_or(c),
        _ => c,
    }
}

/// Signs that modify a letter and are none: ʿ and ʾ of transliterations.
fn is_modifier(c: char) -> bool {
    matches!(c, '\u{2b0}'..='\u{2ff}')
}

fn is_han(c: char) -> bool {
    matches!(c,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' | '々' | '〆')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_diacritics_decide_only_between_equals() {
        let mut names = [
            "Ödön",
            "odin",
            "Zürich",
            "Æsop",
            "Adam",
            "āb",
            "Ἀδάμ",
            "Ωρος",
            "12 Apostel",
            "ʿAlī",
            "משה",
            "Петр",
            "湧川",
            "メロス",
            "ディオニス",
        ];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(
            names,
            [
                "āb",
                "Adam",
                "Æsop",
                "ʿAlī",
                "odin",
                "Ödön",
                "Zürich",
                "Ἀδάμ",
                "Ωρος",
                "Петр",
                "משה",
                "ディオニス",
                "メロス",
                "湧川",
                "12 Apostel",
            ]
        );
    }

    #[test]
    fn letters_are_those_that_readers_look_for() {
        let table = [
            ("Éloi", "E"),
            ("ʿAlī", "A"),
            ("“Quoted”", "Q"),
            ("ἀπόστολοι", "Α"),
            ("Ёлка", "Е"),
            ("ßharp", "S"),
            ("メロス", "め"),
            ("湧川", "漢"),
            ("가나", "ᄀ"),
            ("7", "#"),
            ("", "#"),
            ("—", "#"),
        ];
        for (name, expected) in table {
            assert_eq!(letter(name), expected, "{name}");
        }
    }
}
