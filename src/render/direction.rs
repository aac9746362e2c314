//! In which direction is it written?

/// Languages that are written from right to left, unless the tag names another
/// script: ISO 639 codes, those of published TEI first.
const RIGHT_TO_LEFT_LANGUAGES: &[&str] = &[
    "ar", "ara", "arc", "arb", "ckb", "dv", "div", "fa", "fas", "per", "he", "heb", "iw", "ji",
    "yi", "yid", "jpr", "jrb", "lad", "nqo", "ota", "ps", "pus", "sam", "sd", "syc", "syr", "ug",
    "uig", "ur", "urd", "hbo", "xpu", "phn", "mid",
];

const RIGHT_TO_LEFT_SCRIPTS: &[&str] = &[
    "adlm", "arab", "armi", "aran", "hebr", "mand", "mani", "nkoo", "phnx", "rohg", "samr", "syrc",
    "syre", "syrj", "syrn", "thaa",
];

/// `rtl` or `ltr`, by the script or language of a tag (BCP 47).
pub fn of_language(tag: &str) -> &'static str {
    let tag = tag.to_ascii_lowercase();
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    let is_script = |part: &&str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphabetic());
    let right_to_left = match parts.find(is_script) {
        Some(script) => RIGHT_TO_LEFT_SCRIPTS.contains(&script),
        None => RIGHT_TO_LEFT_LANGUAGES.contains(&language),
    };
    if right_to_left { "rtl" } else { "ltr" }
}

/// `rtl` or `ltr`, by what most of the first letters of a text are. Many files
/// do not say in which language they are.
pub fn of_letters<'a>(texts: impl Iterator<Item = std::borrow::Cow<'a, str>>) -> &'static str {
    let (mut right, mut left) = (0, 0);
    for text in texts {
        for c in text.chars().filter(|c| c.is_alphabetic()) {
            if is_right_to_left(c) {
                right += 1
            } else {
                left += 1
            }
        }
        if right + left > ENOUGH {
            break;
        }
    }
    if right > left { "rtl" } else { "ltr" }
}

/// Letters that are looked at: more than a heading in another language.
const ENOUGH: u32 = 1_000;

/// Blocks of scripts with the bidirectional classes R and AL.
fn is_right_to_left(c: char) -> bool {
    matches!(
        c,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_decides_before_the_language() {
        assert_eq!(of_language("he"), "rtl");
        assert_eq!(of_language("he-Latn"), "ltr");
        assert_eq!(of_language("az-Arab"), "rtl");
        assert_eq!(of_language("es"), "ltr");
        assert_eq!(of_letters(["1. שלום abc".into()].into_iter()), "rtl");
    }
}
