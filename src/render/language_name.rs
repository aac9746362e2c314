//! What is a language called?

/// The English name of a language, by the first part of its tag (BCP 47): the
/// languages that are edited most. None of others: their tags are shown.
pub fn language_name(tag: &str) -> Option<&'static str> {
    let at = NAMES.binary_search_by_key(&tag, |(tag, _)| tag).ok()?;
    Some(NAMES[at].1)
}

/// Sorted by tag; ISO 639-2 codes stand beside the shorter ones, because files have
/// both.
const NAMES: &[(&str, &str)] = &[
    ("akk", "Akkadian"),
    ("ang", "Old English"),
    ("ar", "Arabic"),
    ("ara", "Arabic"),
    ("arc", "Aramaic"),
    ("ca", "Catalan"),
    ("chu", "Church Slavonic"),
    ("cop", "Coptic"),
    ("cs", "Czech"),
    ("cu", "Church Slavonic"),
    ("da", "Danish"),
    ("de", "German"),
    ("deu", "German"),
    ("egy", "Egyptian"),
    ("el", "Greek"),
    ("en", "English"),
    ("eng", "English"),
    ("enm", "Middle English"),
    ("es", "Spanish"),
    ("fa", "Persian"),
    ("fr", "French"),
    ("fra", "French"),
    ("frm", "Middle French"),
    ("fro", "Old French"),
    ("ger", "German"),
    ("gez", "Geʽez"),
    ("gmh", "Middle High German"),
    ("goh", "Old High German"),
    ("got", "Gothic"),
    ("gr", "Greek"),
    ("grc", "Ancient Greek"),
    ("he", "Hebrew"),
    ("heb", "Hebrew"),
    ("hu", "Hungarian"),
    ("hy", "Armenian"),
    ("it", "Italian"),
    ("ita", "Italian"),
    ("ja", "Japanese"),
    ("ka", "Georgian"),
    ("la", "Latin"),
    ("lat", "Latin"),
    ("nl", "Dutch"),
    ("non", "Old Norse"),
    ("pl", "Polish"),
    ("pro", "Old Occitan"),
    ("pt", "Portuguese"),
    ("ru", "Russian"),
    ("sa", "Sanskrit"),
    ("spa", "Spanish"),
    ("sux", "Sumerian"),
    ("sv", "Swedish"),
    ("syr", "Syriac"),
    ("tr", "Turkish"),
    ("yi", "Yiddish"),
    ("zh", "Chinese"),
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
