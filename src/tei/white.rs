//! Where does white space part the words of a text?
//!
//! Every word of an edition is asked for several times; so text is looked at byte by
//! byte, and characters are put together only where one may be white space.

/// Bytes with which a character of white space may begin (Unicode: `White_Space`).
const MAY_BE_WHITE: [bool; 256] = {
    let mut may = [false; 256];
    let begin = [b' ', 9, 10, 11, 12, 13, 0xc2, 0xe1, 0xe2, 0xe3];
    let mut at = 0;
    while at < begin.len() {
        may[begin[at] as usize] = true;
        at += 1;
    }
    may
};

/// How many bytes the character of white space at `at` has; 0 if there is none.
fn white(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    match rest {
        [b' ' | 9..=13, ..] => 1,
        [0xc2, 0x85 | 0xa0, ..] => 2,
        [0xe1, 0x9a, 0x80, ..]
        | [0xe2, 0x80, 0x80..=0x8a | 0xa8 | 0xa9 | 0xaf, ..]
        | [0xe2, 0x81, 0x9f, ..]
        | [0xe3, 0x80, 0x80, ..] => 3,
        _ => 0,
    }
}

/// Where the white space that begins at `at` ends.
fn after_white(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match white(bytes, at) {
            0 => return at,
            length => at += length,
        }
    }
}

/// Where the word that begins at `at` ends.
fn after_word(bytes: &[u8], mut at: usize) -> usize {
    while let Some(rest) = bytes.get(at..) {
        let may_be_white = |byte: &u8| MAY_BE_WHITE[usize::from(*byte)];
        let Some(next) = rest.iter().position(may_be_white) else {
            return bytes.len();
        };
        at += next;
        if white(bytes, at) > 0 {
            break;
        }
        at += 1;
    }
    at
}

/// The words of `text`: what stands between white space, as
/// [`str::split_whitespace`] finds it.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let begin = after_white(bytes, at);
        at = after_word(bytes, begin);
        (begin < at).then(|| &text[begin..at])
    })
}

/// The words of `text`, in runs in which a single space stands between them.
pub fn runs(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let mut next = after_white(bytes, 0);
    std::iter::from_fn(move || {
        let begin = next;
        let mut end = after_word(bytes, begin);
        next = after_white(bytes, end);
        while next < bytes.len() && next == end + 1 && bytes[end] == b' ' {
            end = after_word(bytes, next);
            next = after_white(bytes, end);
        }
        (begin < end).then(|| &text[begin..end])
    })
}

/// `text` with every run of white space as one space, and none at its ends.
pub fn collapse(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for run in runs(text) {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(run);
    }
    collapsed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_that_of_unicode() {
        for c in (0..=0x3_ffff).filter_map(char::from_u32) {
            let text = format!(" a{c}b{c} {c}");
            assert!(words(&text).eq(text.split_whitespace()), "{c:?}");
            let joined: Vec<&str> = text.split_whitespace().collect();
            assert_eq!(collapse(&text), joined.join(" "), "{c:?}");
        }
    }

    #[test]
    fn runs_of_white_space_become_one_space() {
        for (text, collapsed) in [
            ("", ""),
            (" \n", ""),
            ("arma virumque cano", "arma virumque cano"),
            (
                "  arma  virumque\ncano\u{a0}Troiae ",
                "arma virumque cano Troiae",
            ),
            ("a\tb c", "a b c"),
        ] {
            assert_eq!(collapse(text), collapsed);
        }
    }
}
