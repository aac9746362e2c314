//! Is this the tag of a language (BCP 47, RFC 5646)?

/// Names and longer codes that are often written for the tag of a language.
const MEANT: &[(&str, &str)] = &[
    ("ara", "ar"),
    ("arabic", "ar"),
    ("chi", "zh"),
    ("chinese", "zh"),
    ("deu", "de"),
    ("deutsch", "de"),
    ("dutch", "nl"),
    ("ell", "el"),
    ("eng", "en"),
    ("english", "en"),
    ("fra", "fr"),
    ("francais", "fr"),
    ("fre", "fr"),
    ("french", "fr"),
    ("ger", "de"),
    ("german", "de"),
    ("gre", "el"),
    ("greek", "grc"),
    ("heb", "he"),
    ("hebrew", "he"),
    ("ita", "it"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("jpn", "ja"),
    ("lat", "la"),
    ("latin", "la"),
    ("nld", "nl"),
    ("por", "pt"),
    ("rus", "ru"),
    ("russian", "ru"),
    ("san", "sa"),
    ("sanskrit", "sa"),
    ("spa", "es"),
    ("spanish", "es"),
    ("syriac", "syc"),
    ("yid", "yi"),
    ("zho", "zh"),
];

/// The tag that was probably meant by a name or by a code of three letters for
/// a language that has one of two.
pub fn meant(tag: &str) -> Option<String> {
    let (primary, rest) = match tag.split_once(['-', '_']) {
        Some((primary, rest)) => (primary, Some(rest)),
        None => (tag, None),
    };
    let primary = primary.to_ascii_lowercase();
    let known = MEANT.binary_search_by_key(&primary.as_str(), |(written, _)| written);
    let right = match known {
        Ok(at) => MEANT[at].1,
        Err(_) if tag.contains('_') => &primary,
        Err(_) => return None,
    };
    let rest = rest.map(|rest| format!("-{}", rest.replace('_', "-")));
    let meant = format!("{right}{}", rest.unwrap_or_default());
    fault(&meant).is_none().then_some(meant)
}

/// Why a tag is none; `None` if it is well formed (RFC 5646 §2.1). A language
/// of four letters or more is none: the standard keeps them for the future.
pub fn fault(tag: &str) -> Option<&'static str> {
    let subtags: Vec<&str> = tag.split('-').collect();
    if tag.contains('_') {
        return Some("subtags are joined by hyphens");
    }
    if subtags.iter().any(|subtag| !is_subtag(subtag)) {
        return Some("a tag is made of 1 to 8 letters and digits, joined by hyphens");
    }
    let primary = subtags[0].to_ascii_lowercase();
    match primary.as_str() {
        // Private tags, and those that were registered before the present rules.
        "x" | "i" if subtags.len() > 1 => return None,
        _ => {}
    }
    if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|byte| byte.is_ascii_alphabetic())
    {
        return Some("a tag begins with the code of a language, of 2 or 3 letters");
    }
    order_fault(&subtags[1..])
}

fn is_subtag(subtag: &str) -> bool {
    (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// What follows the language: extended languages, script, region, variants,
/// extensions, private use, in this order.
fn order_fault(subtags: &[&str]) -> Option<&'static str> {
    let mut rank = 0;
    let mut extended = 0;
    let mut at = 0;
    while let Some(subtag) = subtags.get(at) {
        let alphabetic = subtag.bytes().all(|byte| byte.is_ascii_alphabetic());
        let digit_first = subtag.as_bytes()[0].is_ascii_digit();
        let next = match subtag.len() {
            1 => return singleton_fault(&subtags[at..]),
            3 if alphabetic && rank == 0 && extended < 3 => {
                extended += 1;
                0
            }
            4 if alphabetic => 1,
            2 if alphabetic => 2,
            3 if subtag.bytes().all(|byte| byte.is_ascii_digit()) => 2,
            4 if digit_first => 3,
            5.. => 3,
            _ => return Some("this subtag is neither script, region nor variant"),
        };
        let repeats = next == rank && (next == 1 || next == 2);
        if next < rank || repeats {
            return Some("subtags stand in the order language, script, region, variant");
        }
        rank = next;
        at += 1;
    }
    None
}

/// Extensions (`u-…`) and private use (`x-…`): each needs something after it.
fn singleton_fault(subtags: &[&str]) -> Option<&'static str> {
    let mut open = false;
    for subtag in subtags {
        if subtag.eq_ignore_ascii_case("x") {
            let alone = subtag == subtags.last().unwrap_or(subtag);
            return alone.then_some("something must follow `x`");
        }
        if subtag.len() == 1 && open {
            break;
        }
        open = subtag.len() == 1;
    }
    open.then_some("something must follow the letter of an extension")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_well_formed_or_not() {
        for right in [
            "en",
            "grc",
            "la-VA",
            "de-1901",
            "zh-Hant-TW",
            "grc-Latn",
            "x-old",
            "en-x-middle",
            "sl-rozaj-biske",
            "de-Latn-DE-1996",
            "es-419",
            "zh-cmn-Hans",
            "i-klingon",
            "en-u-co-phonebk",
            "syr-Syrj",
            "und",
            "mul",
        ] {
            assert_eq!(fault(right), None, "{right}");
        }
        for wrong in [
            "greek",
            "en_GB",
            "e",
            "en-",
            "x",
            "la-GB-Latn",
            "a1",
            "en-x",
            "en-u",
            "grc Latn",
            "la-Latn-Grek",
            "deutsch",
        ] {
            assert!(fault(wrong).is_some(), "{wrong}");
        }
        assert!(MEANT.is_sorted());
        assert_eq!(meant("eng-GB").as_deref(), Some("en-GB"));
        assert_eq!(meant("en_gb").as_deref(), Some("en-gb"));
        assert_eq!(meant("grc"), None);
    }
}
