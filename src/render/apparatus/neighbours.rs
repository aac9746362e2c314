//! Which words beside a place go with its lemma and readings?

use crate::edition::EntryKind;
use crate::edition::word::{is_part_of_word, stands_alone};
use crate::render::safety::escape;
use crate::tei::apparatus::{Entry, Neighbour, rest_of_word};

/// What goes with lemma and readings: a neighbouring word, where the lemma is
/// nothing, a sign or a single letter; the rest of a word of which an editor
/// changed some letters.
pub struct Neighbours<'a> {
    /// The word before the place, or the letters.
    pub before: Option<Beside<'a>>,
    /// The word after it, or the letters.
    pub after: Option<Beside<'a>>,
}

/// A word beside a place, or the rest of the word within which that is.
#[derive(Clone, Copy)]
pub struct Beside<'a> {
    word: &'a str,
    spaced: bool,
}

impl<'a> From<&'a Neighbour> for Beside<'a> {
    fn from(neighbour: &'a Neighbour) -> Self {
        Self {
            word: &neighbour.word,
            spaced: neighbour.spaced,
        }
    }
}

impl<'a> Neighbours<'a> {
    /// What goes with the lemma of `entry`, which is worded so.
    pub fn new(entry: &'a Entry, lemma: &str) -> Self {
        let given = entry.entry.lemma.is_some();
        let letters = lemma.chars().filter(|c| c.is_alphanumeric()).count();
        let [before, after] = [&entry.before, &entry.after];
        let is_letter = lemma.chars().count() == 1 && !lemma.chars().all(stands_alone);
        let is_thin = given && (letters == 0 || is_letter);
        // A word of one letter that witnesses lack is said to be omitted: with
        // its neighbour, both would seem to be.
        let is_word = letters > 0 && before.spaced && after.spaced;
        let readings = &entry.entry.readings;
        let is_only_omitted = !readings.is_empty() && readings.iter().all(|r| r.text.is_empty());
        let is_thin = is_thin && !(is_word && is_only_omitted);
        // What an editor does to letters of a word is told of the whole word.
        let of_editor = given && letters > 0 && entry.entry.kind != EntryKind::Variant;
        let whole_word = of_editor || (is_thin && letters > 0);
        // Witnesses have words, too, though an entry may be about letters in them.
        let of_variant = entry.entry.kind == EntryKind::Variant && given;
        let rest = match of_variant && (letters > 0 || lemma.is_empty()) {
            true => rest_of_word(entry, lemma),
            false => ("", ""),
        };
        let goes_on = |neighbour: &Neighbour, letter: Option<char>, own: Option<char>| {
            let joins = letter.is_some_and(is_part_of_word) && !own.is_some_and(stands_alone);
            whole_word && !neighbour.spaced && joins
        };
        let (first, last) = (lemma.chars().next(), lemma.chars().next_back());
        if rest != ("", "") {
            let beside = |word: &'a str| {
                let spaced = false;
                (!word.is_empty()).then_some(Beside { word, spaced })
            };
            return Self {
                before: beside(rest.0),
                after: beside(rest.1),
            };
        }
        // Of a word in which witnesses differ nobody can say that they have it.
        let is_sure = |neighbour: &Neighbour| !neighbour.word.is_empty() && !neighbour.varies;
        let [thin_before, thin_after] = [before, after].map(|one| is_thin && is_sure(one));
        // An opening bracket belongs to the word before which it stands.
        let is_opening = letters == 0 && before.spaced && !after.spaced;
        let is_closer = is_opening && thin_after && after.word.contains(char::is_alphanumeric);
        let takes_before =
            (thin_before && !is_closer) || goes_on(before, before.word.chars().next_back(), first);
        let takes_after =
            (thin_after && !takes_before) || goes_on(after, after.word.chars().next(), last);
        Self {
            before: takes_before.then(|| before.into()),
            after: takes_after.then(|| after.into()),
        }
    }

    /// Whether anything does.
    pub fn is_used(&self) -> bool {
        self.before.is_some() || self.after.is_some()
    }

    /// `html` with the neighbour; `text` is the same without mark-up.
    pub fn around(&self, html: &str, text: &str) -> String {
        self.around_spaced(html, text, false)
    }

    /// The same of a reading that may have a space of its own at its begin.
    pub fn around_spaced(&self, html: &str, text: &str, own_space: bool) -> String {
        let joined = |neighbour: Beside<'_>| neighbour.spaced && !text.is_empty();
        let mut out = String::new();
        if let Some(before) = self.before {
            out.push_str(&escape(before.word));
            let is_joined = joined(before) || (own_space && !text.is_empty());
            out.push_str(if is_joined { " " } else { "" });
        }
        out.push_str(html);
        if let Some(after) = self.after {
            out.push_str(if joined(after) { " " } else { "" });
            out.push_str(&escape(after.word));
        }
        out
    }
}
