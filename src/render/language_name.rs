//! What is a language called?

use crate::key;

/// The English name of a language, the key of others, by the first part of its tag (BCP 47): the
/// languages that are edited most. None of others: their tags are shown.
pub fn language_name(tag: &str) -> Option<&'static str> {
    let at = NAMES.binary_search_by_key(&tag, |(tag, _)| tag).ok()?;
    Some(NAMES[at].1)
}

/// Sorted by tag; ISO 639-2 codes stand beside the shorter ones, because files have
/// both.
const NAMES: &[(&str, &str)] = &[
    ("akk", key!("Akkadian")),
    ("ang", key!("Old English")),
    ("ar", key!("Arabic")),
    ("ara", key!("Arabic")),
    ("arc", key!("Aramaic")),
    ("ca", key!("Catalan")),
    ("chu", key!("Church Slavonic")),
    ("cop", key!("Coptic")),
    ("cs", key!("Czech")),
    ("cu", key!("Church Slavonic")),
    ("da", key!("Danish")),
    ("de", key!("German")),
    ("deu", key!("German")),
    ("egy", key!("Egyptian")),
    ("el", key!("Greek")),
    ("en", key!("English")),
    ("eng", key!("English")),
    ("enm", key!("Middle English")),
    ("es", key!("Spanish")),
    ("fa", key!("Persian")),
    ("fr", key!("French")),
    ("fra", key!("French")),
    ("frm", key!("Middle French")),
    ("fro", key!("Old French")),
    ("ger", key!("German")),
    ("gez", key!("Geʽez")),
    ("gmh", key!("Middle High German")),
    ("goh", key!("Old High German")),
    ("got", key!("Gothic")),
    ("gr", key!("Greek")),
    ("grc", key!("Ancient Greek")),
    ("he", key!("Hebrew")),
    ("heb", key!("Hebrew")),
    ("hu", key!("Hungarian")),
    ("hy", key!("Armenian")),
    ("it", key!("Italian")),
    ("ita", key!("Italian")),
    ("ja", key!("Japanese")),
    ("ka", key!("Georgian")),
    ("la", key!("Latin")),
    ("lat", key!("Latin")),
    ("nl", key!("Dutch")),
    ("non", key!("Old Norse")),
    ("pl", key!("Polish")),
    ("pro", key!("Old Occitan")),
    ("pt", key!("Portuguese")),
    ("ru", key!("Russian")),
    ("sa", key!("Sanskrit")),
    ("spa", key!("Spanish")),
    ("sux", key!("Sumerian")),
    ("sv", key!("Swedish")),
    ("syr", key!("Syriac")),
    ("tr", key!("Turkish")),
    ("yi", key!("Yiddish")),
    ("zh", key!("Chinese")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_by_tag() {
        assert!(NAMES.is_sorted());
        assert_eq!(language_name("grc"), Some("Ancient Greek"));
        assert_eq!(language_name("xx"), None);
    }
}
