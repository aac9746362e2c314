//! In which script is this written, and in which would we expect it?

/// A script, as ISO 15924 names it.
pub type Script = &'static str;

/// Ranges of letters with their script, sorted: those that editions have.
/// Letters outside, and Latin ones, count as Latin.
const LETTERS: &[(u32, u32, Script)] = &[
    (0x0370, 0x03e1, "Grek"),
    (0x03e2, 0x03ef, "Copt"),
    (0x03f0, 0x03ff, "Grek"),
    (0x0400, 0x052f, "Cyrl"),
    (0x0531, 0x0587, "Armn"),
    (0x05d0, 0x05f2, "Hebr"),
    (0x0620, 0x06ff, "Arab"),
    (0x0710, 0x074f, "Syrc"),
    (0x0750, 0x077f, "Arab"),
    (0x0900, 0x097f, "Deva"),
    (0x0980, 0x09ff, "Beng"),
    (0x0b80, 0x0bff, "Taml"),
    (0x0e01, 0x0e5b, "Thai"),
    (0x0f00, 0x0fff, "Tibt"),
    (0x10a0, 0x10ff, "Geor"),
    (0x1100, 0x11ff, "Hang"),
    (0x1200, 0x137f, "Ethi"),
    (0x1f00, 0x1fff, "Grek"),
    (0x2c00, 0x2c5f, "Glag"),
    (0x2c80, 0x2cff, "Copt"),
    (0x3041, 0x30ff, "Jpan"),
    (0x3400, 0x9fff, "Hani"),
    (0xac00, 0xd7a3, "Hang"),
    (0xf900, 0xfaff, "Hani"),
    (0xfb1d, 0xfb4f, "Hebr"),
    (0xfb50, 0xfdff, "Arab"),
    (0xfe70, 0xfefc, "Arab"),
    (0x10330, 0x1034f, "Goth"),
    (0x12000, 0x123ff, "Xsux"),
    (0x13000, 0x1342f, "Egyp"),
    (0x20000, 0x323af, "Hani"),
];

/// Languages with the script in which they are written when nothing else is
/// said, sorted. Others are not judged.
const LANGUAGES: &[(&str, Script)] = &[
    ("af", "Latn"),
    ("ang", "Latn"),
    ("ar", "Arab"),
    ("bg", "Cyrl"),
    ("ca", "Latn"),
    ("chu", "Cyrl"),
    ("cop", "Copt"),
    ("cs", "Latn"),
    ("cu", "Cyrl"),
    ("cy", "Latn"),
    ("da", "Latn"),
    ("de", "Latn"),
    ("el", "Grek"),
    ("en", "Latn"),
    ("enm", "Latn"),
    ("eo", "Latn"),
    ("es", "Latn"),
    ("et", "Latn"),
    ("eu", "Latn"),
    ("fa", "Arab"),
    ("fi", "Latn"),
    ("fr", "Latn"),
    ("fro", "Latn"),
    ("ga", "Latn"),
    ("gd", "Latn"),
    ("gez", "Ethi"),
    ("gl", "Latn"),
    ("gmh", "Latn"),
    ("goh", "Latn"),
    ("grc", "Grek"),
    ("he", "Hebr"),
    ("hi", "Deva"),
    ("hr", "Latn"),
    ("hu", "Latn"),
    ("hy", "Armn"),
    ("is", "Latn"),
    ("it", "Latn"),
    ("ja", "Jpan"),
    ("ka", "Geor"),
    ("ko", "Hang"),
    ("la", "Latn"),
    ("lt", "Latn"),
    ("lv", "Latn"),
    ("nl", "Latn"),
    ("nn", "Latn"),
    ("no", "Latn"),
    ("non", "Latn"),
    ("pl", "Latn"),
    ("pro", "Latn"),
    ("pt", "Latn"),
    ("ro", "Latn"),
    ("ru", "Cyrl"),
    ("sk", "Latn"),
    ("sl", "Latn"),
    ("sv", "Latn"),
    ("syc", "Syrc"),
    ("syr", "Syrc"),
    ("tr", "Latn"),
    ("uk", "Cyrl"),
    ("yi", "Hebr"),
    ("zh", "Hani"),
];

/// The script that has characters like this one; `None` if it counts as Latin,
/// should it be a letter.
fn script(character: char) -> Option<Script> {
    let code = u32::from(character);
    let at = LETTERS.partition_point(|(_, last, _)| *last < code);
    let (first, _, script) = LETTERS.get(at)?;
    (*first <= code).then_some(*script)
}

/// The one script of all letters of `text` (Japanese is both kana and Han), if
/// there are at least `least` letters, no other, and it is not Latin.
pub fn foreign_script(text: &str, least: usize) -> Option<Script> {
    let mut only = None;
    let mut letters = 0;
    for character in text.chars() {
        let found = match character.is_ascii() {
            true => None,
            false => script(character),
        };
        // Whether one more of the same is a letter decides nothing any more.
        if found.is_some() && found == only && letters >= least {
            continue;
        }
        if !character.is_alphabetic() {
            continue;
        }
        let found = found?;
        only = match only {
            None => Some(found),
            Some(known) if known == found => only,
            Some("Jpan" | "Hani") if matches!(found, "Jpan" | "Hani") => Some("Jpan"),
            Some(_) => return None,
        };
        letters += 1;
    }
    only.filter(|_| letters >= least)
}

/// The script in which a language is written: that of its tag (`grc-Latn`), or
/// the usual one. `None` if nobody can tell.
pub fn expected(tag: &str) -> Option<Script> {
    let mut subtags = tag.split('-');
    let language = subtags.next()?.to_ascii_lowercase();
    // A tag that names a script has thought about it.
    if subtags.any(|subtag| subtag.len() == 4 && !subtag.as_bytes()[0].is_ascii_digit()) {
        return None;
    }
    let at = LANGUAGES
        .binary_search_by_key(&language.as_str(), |(code, _)| code)
        .ok()?;
    Some(LANGUAGES[at].1)
}

/// The name of a script in a sentence.
pub fn name(script: Script) -> &'static str {
    match script {
        "Arab" => "Arabic",
        "Armn" => "Armenian",
        "Beng" => "Bengali",
        "Copt" => "Coptic",
        "Cyrl" => "Cyrillic",
        "Deva" => "Devanagari",
        "Egyp" => "Egyptian",
        "Ethi" => "Ethiopic",
        "Geor" => "Georgian",
        "Glag" => "Glagolitic",
        "Goth" => "Gothic",
        "Grek" => "Greek",
        "Hang" => "Korean",
        "Hani" => "Chinese",
        "Hebr" => "Hebrew",
        "Jpan" => "Japanese",
        "Syrc" => "Syriac",
        "Taml" => "Tamil",
        "Thai" => "Thai",
        "Tibt" => "Tibetan",
        "Xsux" => "cuneiform",
        _ => "Latin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_apart() {
        assert!(LETTERS.is_sorted() && LANGUAGES.is_sorted());
        assert_eq!(foreign_script("μῆνιν ἄειδε · 1", 4), Some("Grek"));
        assert_eq!(foreign_script("μῆ", 4), None);
        assert_eq!(foreign_script("μῆνιν ἄειδε (A)", 4), None);
        assert_eq!(foreign_script("μῆνιν ἄειδε é", 4), None);
        assert_eq!(foreign_script("μῆνιν ἄειδε Ж", 4), None);
        assert_eq!(foreign_script("源氏物語の", 4), Some("Jpan"));
        assert_eq!(foreign_script("1234 – 5", 1), None);
        assert_eq!(expected("grc"), Some("Grek"));
        assert_eq!(expected("grc-Latn"), None);
        assert_eq!(expected("tlh"), None);
    }
}
