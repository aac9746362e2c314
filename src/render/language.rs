//! Which language is that, for a browser?
//!
//! Published files write `lat`, `deu`, `greek`, `en_GB`, `braj-Deva`. A tag in
//! HTML is one of BCP 47 with subtags that are registered: the shortest code of
//! a language, then script, region, variants. What is no language is dropped.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// The registered subtags (IANA): languages, scripts, regions, variants, each on
/// a line of its own.
const REGISTERED: &str = include_str!("subtags.txt");

/// Codes of ISO 639-2 and 639-3 with the shorter one of ISO 639-1, and codes and
/// English names that stand for them in published files.
const SHORTER: &[(&str, &str)] = &[
    ("aa", "aar"),
    ("ab", "abk"),
    ("ae", "ave"),
    ("af", "afr"),
    ("ak", "aka"),
    ("am", "amh"),
    ("an", "arg"),
    ("ar", "ara arabic"),
    ("as", "asm"),
    ("av", "ava"),
    ("ay", "aym"),
    ("az", "aze"),
    ("ba", "bak"),
    ("be", "bel"),
    ("bg", "bul"),
    ("bi", "bis"),
    ("bm", "bam"),
    ("bn", "ben"),
    ("bo", "bod tib"),
    ("br", "bre"),
    ("bs", "bos"),
    ("ca", "cat"),
    ("ce", "che"),
    ("ch", "cha"),
    ("co", "cos"),
    ("cr", "cre"),
    ("cs", "ces cze"),
    ("cu", "chu"),
    ("cv", "chv"),
    ("cy", "cym wel"),
    ("da", "dan"),
    ("de", "deu ger german"),
    ("dv", "div"),
    ("dz", "dzo"),
    ("ee", "ewe"),
    ("el", "ell gre"),
    ("en", "eng english"),
    ("eo", "epo"),
    ("es", "spa spanish"),
    ("et", "est"),
    ("eu", "eus baq"),
    ("fa", "fas per persian"),
    ("ff", "ful"),
    ("fi", "fin"),
    ("fj", "fij"),
    ("fo", "fao"),
    ("fr", "fra fre french"),
    ("fy", "fry"),
    ("ga", "gle"),
    ("gd", "gla"),
    ("gl", "glg"),
    ("gn", "grn"),
    ("gu", "guj"),
    ("gv", "glv"),
    ("ha", "hau"),
    ("he", "heb iw hebrew"),
    ("hi", "hin"),
    ("ho", "hmo"),
    ("hr", "hrv"),
    ("ht", "hat"),
    ("hu", "hun"),
    ("hy", "hye arm"),
    ("hz", "her"),
    ("ia", "ina"),
    ("id", "ind in"),
    ("ie", "ile"),
    ("ig", "ibo"),
    ("ii", "iii"),
    ("ik", "ipk"),
    ("io", "ido"),
    ("is", "isl ice"),
    ("it", "ita italian"),
    ("iu", "iku"),
    ("ja", "jpn"),
    ("jv", "jav"),
    ("ka", "kat geo"),
    ("kg", "kon"),
    ("ki", "kik"),
    ("kj", "kua"),
    ("kk", "kaz"),
    ("kl", "kal"),
    ("km", "khm"),
    ("kn", "kan"),
    ("ko", "kor"),
    ("kr", "kau"),
    ("ks", "kas"),
    ("ku", "kur"),
    ("kv", "kom"),
    ("kw", "cor"),
    ("ky", "kir"),
    ("la", "lat latin"),
    ("lb", "ltz"),
    ("lg", "lug"),
    ("li", "lim"),
    ("ln", "lin"),
    ("lo", "lao"),
    ("lt", "lit"),
    ("lu", "lub"),
    ("lv", "lav"),
    ("mg", "mlg"),
    ("mh", "mah"),
    ("mi", "mri mao"),
    ("mk", "mkd mac"),
    ("ml", "mal"),
    ("mn", "mon"),
    ("mr", "mar"),
    ("ms", "msa may"),
    ("mt", "mlt"),
    ("my", "mya bur"),
    ("na", "nau"),
    ("nb", "nob"),
    ("nd", "nde"),
    ("ne", "nep"),
    ("ng", "ndo"),
    ("nl", "nld dut dutch"),
    ("nn", "nno"),
    ("no", "nor"),
    ("nr", "nbl"),
    ("nv", "nav"),
    ("ny", "nya"),
    ("oc", "oci"),
    ("oj", "oji"),
    ("om", "orm"),
    ("or", "ori"),
    ("os", "oss"),
    ("pa", "pan"),
    ("pi", "pli"),
    ("pl", "pol"),
    ("ps", "pus"),
    ("pt", "por portuguese"),
    ("qu", "que"),
    ("rm", "roh"),
    ("rn", "run"),
    ("ro", "ron rum"),
    ("ru", "rus russian"),
    ("rw", "kin"),
    ("sa", "san"),
    ("sc", "srd"),
    ("sd", "snd"),
    ("se", "sme"),
    ("sg", "sag"),
    ("sh", "hbs"),
    ("si", "sin"),
    ("sk", "slk slo"),
    ("sl", "slv"),
    ("sm", "smo"),
    ("sn", "sna"),
    ("so", "som"),
    ("sq", "sqi alb"),
    ("sr", "srp"),
    ("ss", "ssw"),
    ("st", "sot"),
    ("su", "sun"),
    ("sv", "swe"),
    ("sw", "swa"),
    ("ta", "tam"),
    ("te", "tel"),
    ("tg", "tgk"),
    ("th", "tha"),
    ("ti", "tir"),
    ("tk", "tuk"),
    ("tl", "tgl"),
    ("tn", "tsn"),
    ("to", "ton"),
    ("tr", "tur"),
    ("ts", "tso"),
    ("tt", "tat"),
    ("tw", "twi"),
    ("ty", "tah"),
    ("ug", "uig"),
    ("uk", "ukr"),
    ("ur", "urd"),
    ("uz", "uzb"),
    ("ve", "ven"),
    ("vi", "vie"),
    ("vo", "vol"),
    ("wa", "wln"),
    ("wo", "wol"),
    ("xh", "xho"),
    ("yi", "yid ji"),
    ("yo", "yor"),
    ("za", "zha"),
    ("zh", "zho chi"),
    ("zu", "zul"),
];

struct Registry {
    shorter: FxHashMap<&'static str, &'static str>,
    languages: FxHashSet<&'static str>,
    scripts: FxHashSet<&'static str>,
    regions: FxHashSet<&'static str>,
    variants: FxHashSet<&'static str>,
}

fn registry() -> &'static Registry {
    static REGISTRY: OnceLock<Registry> = OnceLock::new();
    REGISTRY.get_or_init(|| {
        let mut lines = REGISTERED.lines();
        let mut next = || lines.next().unwrap_or_default().split(' ').collect();
        let shorter = SHORTER
            .iter()
            .flat_map(|(language, others)| others.split(' ').map(move |other| (other, *language)));
        Registry {
            shorter: shorter.collect(),
            languages: next(),
            scripts: next(),
            regions: next(),
            variants: next(),
        }
    })
}

/// The tag of BCP 47 that a tag of a file means: `lat` gives `la`, `en_GB`
/// `en-GB`, `greek` nothing. Subtags that are not registered are left out.
pub fn valid_language(tag: &str) -> Option<String> {
    let tag = tag.trim().replace('_', "-").to_ascii_lowercase();
    let mut parts = tag.split('-');
    let first = parts.next()?;
    let registry = registry();
    let language = registry.shorter.get(first).copied().unwrap_or(first);
    if !registry.languages.contains(language) {
        return None;
    }
    let mut valid = language.to_owned();
    let mut last = 0;
    for part in parts {
        let Some((order, written)) = subtag(part, registry) else {
            // Everything after a private or extended part belongs to it.
            if part.len() == 1 { break } else { continue }
        };
        if order > last || (order == last && order == VARIANT && !valid.contains(&written)) {
            valid.push('-');
            valid.push_str(&written);
            last = order;
        }
    }
    Some(valid)
}

const VARIANT: u8 = 3;

/// A subtag with its place in the order of a tag, in its usual case.
fn subtag(part: &str, registry: &Registry) -> Option<(u8, String)> {
    if registry.scripts.contains(part) {
        let (first, rest) = part.split_at(1);
        return Some((1, format!("{}{rest}", first.to_ascii_uppercase())));
    }
    if registry.regions.contains(part) {
        return Some((2, part.to_ascii_uppercase()));
    }
    registry
        .variants
        .contains(part)
        .then(|| (VARIANT, part.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_files_become_tags_of_html() {
        for (given, meant) in [
            ("la", "la"),
            ("lat", "la"),
            ("deu", "de"),
            ("ger", "de"),
            ("grc", "grc"),
            ("heb", "he"),
            ("yid", "yi"),
            ("syr-Syrj", "syr-Syrj"),
            ("en_GB", "en-GB"),
            ("de-latn-1996", "de-Latn-1996"),
            ("Latin", "la"),
            ("sa-Latn-x-iast", "sa-Latn"),
            ("bra-Deva", "bra-Deva"),
            ("zh-Hant-TW", "zh-Hant-TW"),
            ("en-GB-GB", "en-GB"),
            ("es-419", "es-419"),
            ("gsw-zuerich", "gsw"),
            ("und", "und"),
        ] {
            assert_eq!(valid_language(given).as_deref(), Some(meant), "{given}");
        }
        for none in [
            "",
            "xx",
            "greek",
            "braj-Deva",
            "1a",
            "en\" onclick=",
            "x-private",
            "-",
            "d",
        ] {
            assert_eq!(valid_language(none), None, "{none}");
        }
    }
}
