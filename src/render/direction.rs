//! In which script and direction is it written?
//!
//! Two thirds of published files do not name a language. What the letters are
//! is seen all the same: the blocks of Unicode tell the script, the script the
//! direction.

use std::borrow::Cow;

/// Languages that are written from right to left, unless the tag names another
/// script: the tags of BCP 47.
const RIGHT_TO_LEFT_LANGUAGES: &[&str] = &[
    "ar", "arc", "arb", "ckb", "dv", "fa", "hbo", "he", "iw", "ji", "jpa", "jpr", "jrb", "lad",
    "mid", "nqo", "ota", "phn", "ps", "sam", "sd", "syc", "syr", "tmr", "ug", "ur", "xpu", "yi",
    "ydd",
];

const RIGHT_TO_LEFT_SCRIPTS: &[&str] = &[
    "adlm", "arab", "armi", "aran", "hebr", "mand", "mani", "nkoo", "phnx", "rohg", "samr", "syrc",
    "syre", "syrj", "syrn", "thaa",
];

/// `rtl` or `ltr`, by the script or language of a tag (BCP 47).
pub fn of_language(tag: &str) -> &'static str {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    let is_script = |part: &&str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphabetic());
    let is_among =
        |tags: &[&str], part: &str| tags.iter().any(|tag| tag.eq_ignore_ascii_case(part));
    let right_to_left = match parts.find(is_script) {
        Some(script) => is_among(RIGHT_TO_LEFT_SCRIPTS, script),
        None => is_among(RIGHT_TO_LEFT_LANGUAGES, language),
    };
    if right_to_left { "rtl" } else { "ltr" }
}

/// `rtl` or `ltr`, by what most of the first letters of a text are. Many files
/// do not say in which language they are.
pub fn of_letters<'a>(texts: impl Iterator<Item = Cow<'a, str>>) -> &'static str {
    Script::of(texts, ENOUGH).map_or("ltr", |(script, _)| script.direction())
}

/// Letters that are looked at: more than a heading in another language.
const ENOUGH: u32 = 1_000;

/// A script that a browser should know of, because its direction, its fonts or
/// its way of breaking lines are its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Latin, and every script without a name here.
    Latin,
    Greek,
    Cyrillic,
    Hebrew,
    Arabic,
    Syriac,
    Devanagari,
    /// Chinese characters alone.
    Han,
    /// Chinese characters with kana.
    Japanese,
    Hangul,
    Coptic,
    Armenian,
    Georgian,
    Ethiopic,
    Thai,
    Samaritan,
    /// Another one that is written from right to left.
    OtherRightToLeft,
}

const SCRIPTS: usize = Script::OtherRightToLeft as usize + 1;

impl Script {
    /// The script of most of the first `enough` letters of a text, and how many in
    /// a hundred it has; none if there are no letters. Kana make a text Japanese, however many characters it has
    /// between them.
    pub fn of<'a>(texts: impl Iterator<Item = Cow<'a, str>>, enough: u32) -> Option<(Self, u32)> {
        let mut counts = [0_u32; SCRIPTS];
        let mut all = 0;
        for text in texts {
            if text.is_ascii() {
                let letters = ascii_letters(&text);
                counts[Self::Latin as usize] += letters;
                all += letters;
            } else {
                for script in text.chars().filter_map(Self::of_letter) {
                    counts[script as usize] += 1;
                    all += 1;
                }
            }
            if all >= enough {
                break;
            }
        }
        if counts[Self::Japanese as usize] * 20 > counts[Self::Han as usize] {
            counts[Self::Japanese as usize] += counts[Self::Han as usize];
        }
        let (most, count) = ALL
            .iter()
            .map(|script| (*script, counts[*script as usize]))
            .fold(
                (Self::Latin, 0),
                |best, next| if next.1 > best.1 { next } else { best },
            );
        (count > 0).then(|| (most, count * 100 / all))
    }

    /// The script of a letter; none for signs, digits and marks.
    fn of_letter(c: char) -> Option<Self> {
        if c.is_ascii() {
            return c.is_ascii_alphabetic().then_some(Self::Latin);
        }
        let script = match c {
            '\u{370}'..='\u{3e1}' | '\u{1f00}'..='\u{1fff}' => Self::Greek,
            '\u{400}'..='\u{52f}'
            | '\u{1c80}'..='\u{1c8f}'
            | '\u{2de0}'..='\u{2dff}'
            | '\u{a640}'..='\u{a69f}' => Self::Cyrillic,
            '\u{530}'..='\u{58f}' => Self::Armenian,
            '\u{590}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}' => Self::Hebrew,
            '\u{700}'..='\u{74f}' | '\u{860}'..='\u{86f}' => Self::Syriac,
            '\u{800}'..='\u{83f}' => Self::Samaritan,
            '\u{600}'..='\u{6ff}'
            | '\u{750}'..='\u{77f}'
            | '\u{870}'..='\u{8ff}'
            | '\u{fb50}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefe}' => Self::Arabic,
            '\u{780}'..='\u{7ff}'
            | '\u{840}'..='\u{85f}'
            | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}' => Self::OtherRightToLeft,
            '\u{900}'..='\u{97f}' | '\u{a8e0}'..='\u{a8ff}' => Self::Devanagari,
            '\u{e00}'..='\u{e7f}' => Self::Thai,
            '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}' | '\u{2d00}'..='\u{2d2f}' => {
                Self::Georgian
            }
            '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}' => Self::Hangul,
            '\u{1200}'..='\u{139f}' => Self::Ethiopic,
            '\u{2c80}'..='\u{2cff}' | '\u{3e2}'..='\u{3ef}' => Self::Coptic,
            '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' => Self::Japanese,
            '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{323af}' => Self::Han,
            _ => Self::Latin,
        };
        c.is_alphabetic().then_some(script)
    }

    /// `rtl` or `ltr`.
    pub fn direction(self) -> &'static str {
        match self {
            Self::Hebrew
            | Self::Arabic
            | Self::Syriac
            | Self::Samaritan
            | Self::OtherRightToLeft => "rtl",
            _ => "ltr",
        }
    }

    /// The script as the language of a text whose language nobody names; none
    /// where a browser would do nothing else with it.
    pub fn tag(self) -> Option<&'static str> {
        Some(match self {
            Self::Latin => "und-Latn",
            Self::Greek => "und-Grek",
            Self::Cyrillic => "und-Cyrl",
            Self::Hebrew => "und-Hebr",
            Self::Arabic => "und-Arab",
            Self::Syriac => "und-Syrc",
            Self::Devanagari => "und-Deva",
            Self::Han => "und-Hani",
            Self::Japanese => "und-Jpan",
            Self::Hangul => "und-Kore",
            Self::Coptic => "und-Copt",
            Self::Armenian => "und-Armn",
            Self::Georgian => "und-Geor",
            Self::Ethiopic => "und-Ethi",
            Self::Thai => "und-Thai",
            Self::Samaritan => "und-Samr",
            Self::OtherRightToLeft => return None,
        })
    }

    /// Whether a point below a letter marks it as uncertain.
    pub fn takes_points(c: char) -> bool {
        c.is_alphanumeric()
            && matches!(
                Self::of_letter(c),
                None | Some(
                    Self::Latin
                        | Self::Greek
                        | Self::Cyrillic
                        | Self::Coptic
                        | Self::Armenian
                        | Self::Georgian
                )
            )
            && !matches!(c, '\u{660}'..='\u{669}' | '\u{966}'..='\u{96f}')
    }
}

/// How many letters of ASCII a text has.
fn ascii_letters(text: &str) -> u32 {
    // A sum of so few fits a byte: this way it compiles to vector instructions.
    let pieces = text.as_bytes().chunks(255);
    let letters = pieces.map(|piece| {
        let letters = piece
            .iter()
            .map(|byte| u8::from(byte.is_ascii_alphabetic()));
        u32::from(letters.fold(0, u8::wrapping_add))
    });
    letters.sum()
}

const ALL: [Script; SCRIPTS] = [
    Script::Latin,
    Script::Greek,
    Script::Cyrillic,
    Script::Hebrew,
    Script::Arabic,
    Script::Syriac,
    Script::Devanagari,
    Script::Han,
    Script::Japanese,
    Script::Hangul,
    Script::Coptic,
    Script::Armenian,
    Script::Georgian,
    Script::Ethiopic,
    Script::Thai,
    Script::Samaritan,
    Script::OtherRightToLeft,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_decides_before_the_language() {
        assert_eq!(of_language("he"), "rtl");
        assert_eq!(of_language("he-Latn"), "ltr");
        assert_eq!(of_language("az-Arab"), "rtl");
        assert_eq!(of_language("es"), "ltr");
        assert_eq!(of_language("und-Syrc"), "rtl");
        assert_eq!(of_letters(["1. שלום abc".into()].into_iter()), "rtl");
    }

    #[test]
    fn letters_tell_the_script() {
        let of = |text: &'static str| {
            Script::of(std::iter::once(Cow::Borrowed(text)), 100).map(|(script, _)| script)
        };
        for (text, script) in [
            ("Μῆνιν ἄειδε (om. A)", Some(Script::Greek)),
            ("ܫܠܡܐ", Some(Script::Syriac)),
            ("吾輩は猫である", Some(Script::Japanese)),
            ("學而時習之", Some(Script::Han)),
            ("धर्मक्षेत्रे", Some(Script::Devanagari)),
            ("été", Some(Script::Latin)),
            ("12 ∴", None),
        ] {
            assert_eq!(of(text), script, "{text}");
        }
        assert!(
            ALL.iter()
                .enumerate()
                .all(|(at, script)| *script as usize == at)
        );
    }
}
