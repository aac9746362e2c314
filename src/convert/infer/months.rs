//! The names of months and weekdays in six languages.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::tongue::{ALL, Tongue, Tongues};

/// A month, as a word names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// 1 to 12.
    pub number: u32,
    /// The languages that call it so.
    pub tongues: Tongues,
    /// Whether the word is a short form, as `Sept` is.
    pub short: bool,
}

impl Month {
    /// Whether small letters are right for it: not in English and German.
    pub fn may_be_small(self) -> bool {
        self.tongues.0 & !(Tongue::English.bit() | Tongue::German.bit()) != 0
    }
}

/// Month names by language, January first; variants divided by `/`.
const MONTHS: [&str; 6] = [
    "january february march april may june july august september october november december",
    "enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre \
     diciembre",
    "janvier février/fevrier mars avril mai juin juillet août/aout septembre octobre novembre \
     décembre/decembre",
    "januar/jänner februar/feber märz/maerz april mai juni juli august september oktober november \
     dezember",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março/marco abril maio junho julho agosto setembro outubro novembro dezembro",
];

/// Short forms, `-` for a month without one; they count only beside day and year.
const SHORT: [&str; 6] = [
    "jan feb mar apr - jun jul aug sep/sept oct nov dec",
    "ene feb mar abr may jun jul ago sep/sept/set oct nov dic",
    "janv févr/fev/fév - avr - - juil - sept oct nov déc/dec",
    "jan feb mrz apr - jun jul aug sep/sept okt nov dez",
    "gen feb mar apr mag giu lug ago set/sett ott nov dic",
    "jan fev mar abr mai jun jul ago set out nov dez",
];

/// Weekdays by language, Sunday first.
const WEEKDAYS: [&str; 6] = [
    "sunday monday tuesday wednesday thursday friday saturday",
    "domingo lunes martes miércoles/miercoles jueves viernes sábado/sabado",
    "dimanche lundi mardi mercredi jeudi vendredi samedi",
    "sonntag montag dienstag mittwoch donnerstag freitag samstag/sonnabend",
    "domenica lunedì/lunedi martedì/martedi mercoledì/mercoledi giovedì/giovedi venerdì/venerdi \
     sabato",
    "domingo segunda terça/terca quarta quinta sexta sábado/sabado",
];

/// The longest name, in bytes: longer words need not be looked up.
const LONGEST: usize = 12;

/// The month that `word` names, in whatever letters.
pub fn month(word: &str) -> Option<Month> {
    static NAMES: OnceLock<FxHashMap<&'static str, Month>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let mut names = FxHashMap::default();
        for (table, short) in [(MONTHS, false), (SHORT, true)] {
            for (name, index, tongue) in entries(table) {
                let month = names.entry(name).or_insert(Month {
                    number: index + 1,
                    tongues: Tongues::default(),
                    short,
                });
                // A full name in one language can be a short form in another
                // (`mai`, `may`): the full name prevails.
                if month.short == short && month.number == index + 1 {
                    month.tongues.0 |= tongue.bit();
                }
            }
        }
        names
    });
    look_up(names, word)
}

/// The weekday that `word` names: 0 is Sunday.
pub fn weekday(word: &str) -> Option<u32> {
    static NAMES: OnceLock<FxHashMap<&'static str, u32>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        entries(WEEKDAYS)
            .map(|(name, index, _)| (name, index))
            .collect()
    });
    look_up(names, word)
}

fn entries(table: [&'static str; 6]) -> impl Iterator<Item = (&'static str, u32, Tongue)> {
    table.into_iter().zip(ALL).flat_map(|(names, tongue)| {
        names
            .split_whitespace()
            .zip(0..)
            .flat_map(move |(variants, index)| {
                variants
                    .split('/')
                    .filter(|name| *name != "-")
                    .map(move |name| (name, index, tongue))
            })
    })
}

fn look_up<T: Copy>(names: &FxHashMap<&'static str, T>, word: &str) -> Option<T> {
    let first = word.chars().next()?;
    if word.len() > LONGEST || word.len() < 3 || !first.is_alphabetic() {
        return None;
    }
    if let Some(found) = names.get(word) {
        return Some(*found);
    }
    names.get(word.to_lowercase().as_str()).copied()
}
