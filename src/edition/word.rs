//! Which signs are words by themselves?
//!
//! White space parts words. In scripts that are written without spaces every sign
//! is one: so words are counted, compared, searched and quoted alike.

use unicode_normalization::char::is_combining_mark;

/// Whether a sign is a word by itself: of scripts without spaces between words.
pub fn stands_alone(letter: char) -> bool {
    let spells = matches!(letter,
        '\u{e00}'..='\u{eff}'          // Thai, Lao
        | '\u{1000}'..='\u{109f}'      // Myanmar
        | '\u{1780}'..='\u{17ff}'      // Khmer
        | '\u{3040}'..='\u{30ff}'      // kana
        | '\u{31f0}'..='\u{31ff}');
    spells || is_han(letter)
}

/// Whether a sign is of Chinese or Japanese, a stop of theirs among them: neither parts
/// words.
pub fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{30ff}' | '\u{31a0}'..='\u{31bf}' | '\u{31c0}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{323af}')
}

/// Whether a sign is of a script that does not part words: Chinese, Japanese, and those of
/// South-East Asia and Tibet, which part sentences alone.
pub fn is_unspaced(c: char) -> bool {
    let spells = matches!(c,
        '\u{e00}'..='\u{fff}'          // Thai, Lao, Tibetan
        | '\u{1000}'..='\u{109f}'      // Myanmar
        | '\u{1780}'..='\u{17ff}'      // Khmer
        | '\u{1950}'..='\u{19ff}'      // Tai Le, New Tai Lue
        | '\u{1a20}'..='\u{1aaf}'      // Tai Tham
        | '\u{1b00}'..='\u{1b7f}'      // Balinese
        | '\u{a980}'..='\u{a9ff}'      // Javanese
        | '\u{aa60}'..='\u{aadf}'); // Myanmar, Tai Viet
    spells || is_wide(c)
}

/// Whether a letter can be one of several of a word.
pub fn is_part_of_word(letter: char) -> bool {
    letter.is_alphanumeric() && !stands_alone(letter)
}

/// Whether a sign says a word: Han. Those of kana, Thai and the like spell one.
fn is_han(letter: char) -> bool {
    matches!(letter,
        '\u{3005}'..='\u{3007}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// The words of `text` that can be left out or change places: a run of signs that spell
/// words is one, for where these end is not known.
pub fn movable(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().flat_map(|run| {
        let spells = run.chars().any(|c| stands_alone(c) && !is_han(c));
        let (whole, signs) = match spells {
            true => (Some(run), ""),
            false => (None, run),
        };
        whole.into_iter().chain(parts(signs))
    })
}

/// The words of `text` as they stand, with the marks and stops on them: what is
/// between white space, parted before and after each sign that stands alone.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().flat_map(parts)
}

/// The words of a run without white space. Stops belong to the word before them.
pub fn parts(run: &str) -> impl Iterator<Item = &str> {
    let mut rest = run;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (word, after) = rest.split_at(end_of_word(rest));
        rest = after;
        Some(word)
    })
}

fn end_of_word(run: &str) -> usize {
    // The first sign that stands alone is U+0E00, whose first byte is 0xE0; most words
    // have none, and all of them are looked at.
    if run.bytes().all(|byte| byte < 0xe0) || !run.chars().any(stands_alone) {
        return run.len();
    }
    let mut letter_alone = None;
    for (at, letter) in run.char_indices() {
        if !letter.is_alphanumeric() || is_combining_mark(letter) {
            continue;
        }
        let alone = stands_alone(letter);
        match letter_alone {
            Some(before) if before || alone => return at,
            _ => letter_alone = Some(alone),
        }
    }
    run.len()
}

#[cfg(test)]
mod tests {
    use super::{movable, words};

    #[test]
    fn signs_that_spell_words_do_not_change_places() {
        let found = |text| movable(text).collect::<Vec<_>>();
        assert_eq!(found("はな 常有"), ["はな", "常", "有"]);
        assert_eq!(found("นก arma"), ["นก", "arma"]);
    }

    #[test]
    fn signs_of_scripts_without_spaces_are_words() {
        for (text, expected) in [
            ("arma virumque, cano", "arma|virumque,|cano"),
            ("l’homme été", "l’homme|été"),
            ("「道可」。名 ab漢c", "「道|可」。|名|ab|漢|c"),
            ("กิน", "กิ|น"),
            (" 。 ", "。"),
            ("", ""),
        ] {
            let found: Vec<&str> = words(text).collect();
            assert_eq!(found.join("|"), expected);
        }
    }
}
