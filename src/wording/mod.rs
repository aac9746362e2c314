//! In which words does the program speak to its reader?
//!
//! What is said is English in the code and in the templates, and that English is
//! the key of its translations: [`Said`] holds it with its values, a [`Wording`]
//! says it in one language. Texts, citations and formats for programs are never
//! said through here.

mod date;
mod message;
mod plural;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;

pub use self::date::Day;
use self::message::{Piece, names, pieces};
use self::plural::{Category, MILLIONS, category};

/// The language of the keys.
pub const ENGLISH: &str = "en";

/// The name of the value that decides between the forms of a message.
const NUMBER: &str = "n";

/// Makes a [`Said`]: `said!("Version {number} of {text}", number = 2, text = title)`.
///
/// The key is plain text. Where a number decides, it is called `n`, and the key
/// has two forms: `said!("{n} passage|{n} passages", n = count)`.
#[macro_export]
macro_rules! said {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::wording::Said::new(
            $key,
            vec![$((stringify!($name), $crate::wording::Given::from($value))),*],
        )
    };
}

/// Marks words that are looked up when they are shown, so that tests find them:
/// `key!("Provenance")` is `"Provenance"`.
#[macro_export]
macro_rules! key {
    ($key:literal) => {
        $key
    };
}

/// A sentence, or a few words, that can be said in every language. As a string it
/// is English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    key: &'static str,
    values: Box<[(&'static str, Given)]>,
}

/// A value of a [`Said`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// As it is, in every language.
    Plain(String),
    /// To be said itself.
    Said(Said),
    /// Words that may be a key; if not, as they are.
    Word(String),
}

impl Said {
    /// Use [`said!`], which tests can find.
    pub fn new(key: &'static str, values: Vec<(&'static str, Given)>) -> Self {
        Self {
            key,
            values: values.into_boxed_slice(),
        }
    }

    fn number(&self) -> Option<u64> {
        let (_, given) = self.values.iter().find(|(name, _)| *name == NUMBER)?;
        match given {
            Given::Plain(number) => number.parse().ok(),
            Given::Said(_) | Given::Word(_) => None,
        }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        static IN_ENGLISH: LazyLock<Wording> = LazyLock::new(Wording::default);
        f.write_str(&IN_ENGLISH.say(self))
    }
}

macro_rules! given {
    ($($kind:ty),*) => {$(
        impl From<$kind> for Given {
            fn from(value: $kind) -> Self {
                Self::Plain(value.to_string())
            }
        }
    )*};
}
given!(&str, String, &String, Cow<'_, str>, u16, u32, u64, usize);

/// Words that are made elsewhere: they are translated if they are a key.
impl From<String> for Said {
    fn from(words: String) -> Self {
        Self::new("{words}", vec![("words", Given::Word(words))])
    }
}

impl From<&str> for Said {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}

impl From<&String> for Said {
    fn from(words: &String) -> Self {
        words.clone().into()
    }
}

impl From<Said> for Given {
    fn from(said: Said) -> Self {
        Self::Said(said)
    }
}

/// The words of the interface in one language; by default English.
#[derive(Clone, Debug)]
pub struct Wording {
    /// BCP 47.
    pub language: String,
    /// What the language is called in itself.
    pub name: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    messages: BTreeMap<String, Translation>,
}

impl Default for Wording {
    fn default() -> Self {
        Self {
            language: ENGLISH.to_owned(),
            name: "English".to_owned(),
            direction: "ltr",
            messages: BTreeMap::new(),
        }
    }
}

/// Languages that write decimals with a point; the others write a comma (CLDR).
const DECIMAL_POINT: [&str; 9] = ["en", "ga", "he", "hi", "ja", "ko", "mt", "th", "zh"];

/// How a key is said: in one form, or in one for each category of numbers.
#[derive(Clone, Debug)]
enum Translation {
    One(String),
    Forms(BTreeMap<Category, String>),
}

/// A file of messages as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Option<String>,
    direction: Option<String>,
    #[serde(default)]
    say: BTreeMap<String, Written>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    One(String),
    Forms(BTreeMap<Category, String>),
}

impl Wording {
    /// The words of `language` from files of messages; a later one wins, message
    /// by message.
    ///
    /// # Errors
    /// A sentence that names the message: what its key has must be in it, and
    /// nothing else; a key with two forms wants those of the language.
    pub fn new(language: &str, files: &[String]) -> Result<Self, String> {
        let mut wording = Self {
            language: language.to_owned(),
            name: language.to_owned(),
            ..Self::default()
        };
        for file in files {
            let file: File = toml::from_str(file).map_err(|error| error.to_string())?;
            wording.name = file.name.unwrap_or(wording.name);
            wording.direction = match file.direction.as_deref() {
                None => wording.direction,
                Some("ltr") => "ltr",
                Some("rtl") => "rtl",
                Some(other) => return Err(format!("direction `{other}` is not `ltr` or `rtl`")),
            };
            for (key, written) in file.say {
                let translation = translation(language, &key, written)
                    .map_err(|what| format!("the message for \"{key}\" {what}"))?;
                wording.messages.insert(key, translation);
            }
        }
        Ok(wording)
    }

    /// Says it, as plain text.
    pub fn say(&self, said: &Said) -> String {
        let mut words = String::with_capacity(32);
        self.say_into(&mut words, said);
        words
    }

    fn say_into(&self, words: &mut String, said: &Said) {
        for piece in pieces(self.message(said.key, said.number())) {
            match piece {
                Piece::Words(text) => words.push_str(text),
                Piece::Place(name) => {
                    let given = said.values.iter().find(|(known, _)| *known == name);
                    match given.map(|(_, given)| given) {
                        Some(Given::Plain(text)) => words.push_str(text),
                        Some(Given::Said(said)) => self.say_into(words, said),
                        Some(Given::Word(word)) => words.push_str(self.word(word)),
                        None => {}
                    }
                }
                Piece::Opens(_) | Piece::Closes(_) => {}
            }
        }
    }

    /// Words of the program as plain text, if they are a key without values; other
    /// words stand as they are.
    pub fn word<'w>(&'w self, words: &'w str) -> &'w str {
        let Some(Translation::One(message)) = self.messages.get(words) else {
            return words;
        };
        let mut pieces = pieces(message);
        match (pieces.next(), pieces.next()) {
            (Some(Piece::Words(said)), None) => said,
            _ => words,
        }
    }

    /// Says `key` as HTML: `value` writes what stands for a name, `tag` what a tag
    /// of the message becomes (name, whether it opens).
    pub fn say_html(
        &self,
        key: &str,
        number: Option<u64>,
        mut value: impl FnMut(&str, &mut String),
        mut tag: impl FnMut(&str, bool, &mut String),
    ) -> String {
        let mut html = String::new();
        for piece in pieces(self.message(key, number)) {
            match piece {
                Piece::Words(text) => html.push_str(text),
                Piece::Place(name) => value(name, &mut html),
                Piece::Opens(name) => tag(name, true, &mut html),
                Piece::Closes(name) => tag(name, false, &mut html),
            }
        }
        html
    }

    /// A number with so many decimal places, with the decimal sign of the language.
    pub fn decimal(&self, value: f64, places: usize) -> String {
        let written = format!("{value:.places$}");
        match DECIMAL_POINT.contains(&self.language.split('-').next().unwrap_or_default()) {
            true => written,
            false => written.replace('.', ","),
        }
    }

    /// The keys that it can say otherwise than in English.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.messages.keys().map(String::as_str)
    }

    fn message<'w>(&'w self, key: &'w str, number: Option<u64>) -> &'w str {
        match self.messages.get(key) {
            Some(Translation::One(message)) => message,
            Some(Translation::Forms(forms)) => {
                let category = number.map_or(Category::Other, |n| category(&self.language, n));
                let form = forms.get(&category).or(forms.get(&Category::Other));
                form.map_or("", String::as_str)
            }
            None => english(key, number),
        }
    }
}

/// The form of an English key that fits the number.
fn english(key: &str, number: Option<u64>) -> &str {
    match key.split_once('|') {
        Some((one, _)) if number == Some(1) => one,
        Some((_, other)) => other,
        None => key,
    }
}

fn translation(language: &str, key: &str, written: Written) -> Result<Translation, String> {
    let wanted = names(english(key, None));
    let checked = |text: String| match names(&text) == wanted {
        true => Ok(text),
        false => Err(format!(
            "should have {wanted:?}, and nothing else in braces"
        )),
    };
    match (written, key.contains('|')) {
        (Written::One(text), false) => Ok(Translation::One(checked(text)?)),
        (Written::Forms(forms), true) => {
            let of_language = plural::categories(language);
            if let Some(other) = forms.keys().find(|form| !of_language.contains(form)) {
                return Err(format!("has a form {other:?}, which {language} has not"));
            }
            let missing = of_language.iter().find(|form| !forms.contains_key(form));
            // Languages in which a million is a noun of its own; few counts get there.
            let can_miss = |form: &Category| *form == Category::Many && of_language == MILLIONS;
            match missing {
                Some(form) if !can_miss(form) => Err(format!("has no form {form:?}")),
                _ => {
                    let forms = forms.into_iter();
                    let forms = forms.map(|(form, text)| Ok((form, checked(text)?)));
                    Ok(Translation::Forms(forms.collect::<Result<_, String>>()?))
                }
            }
        }
        (Written::One(_), true) => Err("needs its forms, as `{ one = …, other = … }`".into()),
        (Written::Forms(_), false) => Err("has forms, but its key has none".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn german(say: &str) -> Result<Wording, String> {
        Wording::new("de", &[format!("name = \"Deutsch\"\n[say]\n{say}")])
    }

    #[test]
    fn what_is_said_is_english_until_it_is_translated() {
        let count = |n: u32| said!("{n} entry|{n} entries", n = n);
        assert_eq!(count(1).to_string(), "1 entry");
        assert_eq!(count(0).to_string(), "0 entries");
        let whole = said!("{what} in {place}", what = count(2), place = "§ <3>");
        assert_eq!(whole.to_string(), "2 entries in § <3>");
        let german = german(
            "\"{n} entry|{n} entries\" = { one = \"{n} Eintrag\", other = \"{n} Einträge\" }\n\
             \"{what} in {place}\" = \"in {place}: {what}\"",
        );
        let german = german.unwrap();
        assert_eq!(german.say(&whole), "in § <3>: 2 Einträge");
        assert_eq!(
            german.say(&said!("Nobody translated this")),
            "Nobody translated this"
        );
        assert_eq!((german.name.as_str(), german.direction), ("Deutsch", "ltr"));
        assert_eq!(german.word("{what} in {place}"), "{what} in {place}");
        assert_eq!(german.say(&Said::from("{what} <a>")), "{what} <a>");
    }

    #[test]
    fn html_has_its_tags_and_its_values() {
        let html = Wording::default().say_html(
            "See <a>version {number}</a>, <b>now</b>",
            None,
            |name, html| html.push_str(&format!("[{name}]")),
            |name, opens, html| html.push_str(&format!("({name} {opens})")),
        );
        assert_eq!(
            html,
            "See (a true)version [number](a false), (b true)now(b false)"
        );
    }

    #[test]
    fn a_message_that_loses_something_is_refused() {
        for bad in [
            "\"Version {n}\" = \"Fassung\"",
            "\"Version {n}\" = \"Fassung {m}\"",
            "\"See <a>it</a>\" = \"Siehe es\"",
            "\"See <a>it</a>\" = \"Siehe <a>es\"",
            "\"One\" = \"Eins {zwei}\"",
            "\"{n} line|{n} lines\" = \"{n} Zeilen\"",
            "\"{n} line|{n} lines\" = { other = \"{n} Zeilen\" }",
            "\"{n} line|{n} lines\" = { one = \"{n} Zeile\", few = \"{n} Zeilen\", other = \"{n}\" }",
            "\"One\" = { one = \"Eins\", other = \"Eins\" }",
            "\"One\" = 1",
        ] {
            assert!(german(bad).is_err(), "{bad}");
        }
        assert!(Wording::new("ar", &["direction = \"up\"".into()]).is_err());
        assert!(Wording::new("ar", &["colour = \"red\"".into()]).is_err());
    }

    #[test]
    fn a_later_file_wins_message_by_message() {
        let files = [
            "[say]\nA = \"1\"\nB = \"2\"".into(),
            "[say]\nB = \"3\"".into(),
        ];
        let wording = Wording::new("de", &files).unwrap();
        assert_eq!(wording.say(&said!("A")) + &wording.say(&said!("B")), "13");
    }
}
