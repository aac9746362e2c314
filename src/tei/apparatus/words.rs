//! Where in a text do the words of a lemma stand?
//!
//! An entry that only names a line gives its words as they are to be found
//! there. They are looked for as whole words; white space and the signs around a
//! word may differ, and a hyphen at the begin or end of a lemma stands for the
//! rest of the word.

/// The only place at which `lemma` stands in `text`, in bytes; none if there is
/// no such place, or several.
pub fn only_place(text: &str, lemma: &str) -> Option<(usize, usize)> {
    let mut places = Places::new(text, lemma);
    let place = places.next()?;
    places.next().is_none().then_some(place)
}

/// Whether `lemma` stands in `text`, once or more.
pub fn stands_in(text: &str, lemma: &str) -> bool {
    Places::new(text, lemma).next().is_some()
}

struct Places<'a> {
    words: Vec<(usize, &'a str)>,
    wanted: Vec<&'a str>,
    next: usize,
}

impl<'a> Places<'a> {
    fn new(text: &'a str, lemma: &'a str) -> Self {
        let words = text.split_whitespace();
        let place = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
        Self {
            words: words.map(|word| (place(word), word)).collect(),
            wanted: lemma.split_whitespace().collect(),
            next: 0,
        }
    }

    /// The words from `at` on, if they are those of the lemma.
    fn at(&self, at: usize) -> Option<(usize, usize)> {
        let stretch = self.words.get(at..at + self.wanted.len())?;
        let last = self.wanted.len() - 1;
        let mut place: Option<(usize, usize)> = None;
        for (index, ((begin, word), wanted)) in stretch.iter().zip(&self.wanted).enumerate() {
            let wanted = Wanted::new(wanted, index == 0, index == last);
            let (start, end) = wanted.within(word)?;
            let first = place.map_or(begin + start, |(first, _)| first);
            place = Some((first, begin + end));
        }
        place
    }
}

impl Iterator for Places<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        while !self.wanted.is_empty() && self.next + self.wanted.len() <= self.words.len() {
            self.next += 1;
            if let Some(place) = self.at(self.next - 1) {
                return Some(place);
            }
        }
        None
    }
}

/// A word of a lemma.
struct Wanted<'a> {
    written: &'a str,
    /// Whether other letters may stand before it, or after it.
    open: (bool, bool),
}

impl<'a> Wanted<'a> {
    fn new(written: &'a str, first: bool, last: bool) -> Self {
        let open = (
            first && written.starts_with(HYPHENS),
            last && written.ends_with(HYPHENS),
        );
        Self { written, open }
    }

    /// The bytes of `word` that are this word.
    fn within(&self, word: &str) -> Option<(usize, usize)> {
        let (lead, letters, trail) = parts(word);
        let (wanted_lead, wanted, wanted_trail) = parts(self.written);
        if wanted.is_empty() {
            return (word == self.written).then_some((0, word.len()));
        }
        let begin = match self.open {
            (false, false) => (letters == wanted).then_some(0),
            (true, false) => letters
                .ends_with(wanted)
                .then(|| letters.len() - wanted.len()),
            (false, true) => letters.starts_with(wanted).then_some(0),
            (true, true) => letters.find(wanted),
        }?;
        let start = lead.len() + begin;
        let end = start + wanted.len();
        let before = shared_end(lead, wanted_lead);
        let after = shared_begin(trail, wanted_trail);
        let touches = (begin == 0, begin + wanted.len() == letters.len());
        Some((
            start - if touches.0 { before } else { 0 },
            end + if touches.1 { after } else { 0 },
        ))
    }
}

const HYPHENS: [char; 3] = ['-', '\u{2010}', '\u{2011}'];

/// The signs before a word, its letters, and the signs behind it.
fn parts(word: &str) -> (&str, &str, &str) {
    let rest = word.trim_start_matches(is_sign);
    let letters = rest.trim_end_matches(is_sign);
    let lead = &word[..word.len() - rest.len()];
    (lead, letters, &rest[letters.len()..])
}

fn is_sign(c: char) -> bool {
    !c.is_alphanumeric() && !is_mark(c)
}

/// Marks that belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{730}'..='\u{74a}')
}

/// How many bytes two texts share at their begin.
fn shared_begin(one: &str, other: &str) -> usize {
    let pairs = one.chars().zip(other.chars());
    let shared = pairs.take_while(|(one, other)| one == other);
    shared.map(|(c, _)| c.len_utf8()).sum()
}

/// How many bytes two texts share at their end.
fn shared_end(one: &str, other: &str) -> usize {
    let pairs = one.chars().rev().zip(other.chars().rev());
    let shared = pairs.take_while(|(one, other)| one == other);
    shared.map(|(c, _)| c.len_utf8()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(text: &'t str, lemma: &str) -> Option<&'t str> {
        only_place(text, lemma).map(|(start, end)| &text[start..end])
    }

    #[test]
    fn words_are_found_once_or_not_at_all() {
        assert_eq!(found("rex dixit, rex fecit", "dixit"), Some("dixit"));
        assert_eq!(found("rex dixit, rex fecit", "rex"), None);
        assert_eq!(found("rex dixit, rex fecit", "re"), None);
        assert_eq!(
            found("rex  dixit,\nrex fecit", "dixit rex"),
            Some("dixit,\nrex")
        );
    }

    #[test]
    fn signs_belong_to_a_word_if_the_lemma_has_them() {
        assert_eq!(found("kiṇḍayut· tavḍak·", "tavḍak·"), Some("tavḍak·"));
        assert_eq!(found("kiṇḍayut· tavḍak·,", "tavḍak"), Some("tavḍak"));
        assert_eq!(found("a | b || c", "||"), Some("||"));
    }

    #[test]
    fn a_hyphen_stands_for_the_rest_of_the_word() {
        assert_eq!(found("yathepsitārthadāyī vaṁśaḥ", "-dāyī"), Some("dāyī"));
        assert_eq!(found("yathepsitārthadāyī vaṁśaḥ", "yathepsita-"), None);
        assert_eq!(
            found("yathepsitārthadāyī vaṁśaḥ", "yathepsitārtha-"),
            Some("yathepsitārtha")
        );
        assert_eq!(found("magnanimus rex", "-nimus rex"), Some("nimus rex"));
    }
}
