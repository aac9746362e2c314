//! How many characters of a text stand before a place, white space collapsed?
//!
//! Entries are placed by characters. A paragraph of a long edition has thousands
//! of entries: the count is kept at every sixty-fourth byte, so that none of them
//! counts from the begin.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

/// Bytes between two places at which the count is kept.
const STEP: usize = 64;

/// A place between two characters of a text, white space collapsed.
///
/// ```
/// use variorum::tei::apparatus::CharacterPlace;
/// let place: CharacterPlace = "26+1".parse().unwrap();
/// assert_eq!((place.characters, place.space), (26, Some(1)));
/// assert_eq!(place.to_string(), "26+1");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CharacterPlace {
    /// The characters before it.
    pub characters: u32,
    /// Where it lies within white space of several characters: how many of these,
    /// not collapsed, stand between those characters and the place. None at either
    /// end of the white space; at the begin and the end of the text, beside a word.
    pub space: Option<u32>,
}

impl From<u32> for CharacterPlace {
    fn from(characters: u32) -> Self {
        Self {
            characters,
            space: None,
        }
    }
}

impl fmt::Display for CharacterPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.characters)?;
        self.space.map_or(Ok(()), |space| write!(f, "+{space}"))
    }
}

impl FromStr for CharacterPlace {
    type Err = ParseIntError;

    fn from_str(written: &str) -> Result<Self, ParseIntError> {
        let (characters, space) = match written.split_once('+') {
            None => (written, None),
            Some((characters, space)) => (characters, Some(space.parse()?)),
        };
        Ok(Self {
            characters: characters.parse()?,
            space,
        })
    }
}

/// Counts of characters at some places of a text.
#[derive(Debug, Default)]
pub struct Characters(Vec<Count>);

/// What was counted up to a place.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    byte: usize,
    /// Characters, a run of white space between two of them as one.
    characters: u32,
    /// Whether white space stands just before the place.
    space: bool,
}

impl Count {
    /// Counts a character; gives its index, if it is not white space.
    fn add(&mut self, c: char) -> Option<u32> {
        self.byte += c.len_utf8();
        if c.is_whitespace() {
            self.space = true;
            return None;
        }
        let index = self.with_space();
        (self.characters, self.space) = (index + 1, false);
        Some(index)
    }

    /// Counts on up to the byte `end`.
    fn go_on(&mut self, text: &str, end: usize) {
        while self.byte < end {
            let rest = text.get(self.byte..end).unwrap_or_default();
            let mut count = *self;
            for byte in rest.bytes().take_while(u8::is_ascii) {
                let white = matches!(byte, b' ' | 9..=13);
                let next = count.with_space() + 1;
                count.characters = if white { count.characters } else { next };
                count.space = white;
                count.byte += 1;
            }
            *self = count;
            let next = text
                .get(self.byte..end)
                .and_then(|rest| rest.chars().next());
            let Some(next) = next else {
                return;
            };
            self.add(next);
        }
    }

    /// The characters with a space just before the place.
    fn with_space(self) -> u32 {
        self.characters + u32::from(self.space && self.characters > 0)
    }
}

impl Characters {
    /// Counts the characters of `text`.
    pub fn of(text: &str) -> Self {
        let mut counts = Vec::with_capacity(text.len() / STEP + 1);
        let mut count = Count::default();
        counts.push(count);
        while counts.len() * STEP < text.len() {
            count.go_on(text, text.ceil_char_boundary(counts.len() * STEP));
            counts.push(count);
        }
        Self(counts)
    }

    /// How many characters a text has.
    pub fn count(text: &str) -> u32 {
        let mut count = Count::default();
        count.go_on(text, text.len());
        count.characters
    }

    /// How many characters stand before the byte `at`; a space just before it
    /// counts.
    pub fn before(&self, text: &str, at: usize) -> u32 {
        let mut count = self.last(|count| count.byte <= at);
        count.go_on(text, at);
        count.with_space()
    }

    /// The place at the byte `at`.
    pub fn place(&self, text: &str, at: usize) -> CharacterPlace {
        let (head, tail) = text.split_at_checked(at).unwrap_or((text, ""));
        let word = head.trim_end().len();
        let within = tail.starts_with(char::is_whitespace) && word < at;
        // At the begin of the text, and at its end, white space is not collapsed to
        // a character.
        let edge = (word == 0 && tail.starts_with(char::is_whitespace))
            || (word < at && tail.trim_start().is_empty());
        if within || edge {
            return CharacterPlace {
                characters: self.before(text, word),
                space: Some(head[word..].chars().count() as u32),
            };
        }
        self.before(text, at).into()
    }

    /// The byte of a place; none if the text has fewer characters. Of more white
    /// space than there is, the end.
    pub fn byte(&self, text: &str, place: CharacterPlace) -> Option<usize> {
        let word = || self.end_of(text, place.characters);
        let Some(space) = place.space else {
            // Behind a word; or behind white space, where the next one begins.
            let place_of_word = word().or_else(|| self.begin_of(text, place.characters));
            // A text without words has one place all the same.
            let only = place.characters == 0 && text.trim().is_empty();
            return place_of_word.or_else(|| only.then_some(0));
        };
        let word = if place.characters == 0 { 0 } else { word()? };
        let white = text[word..].chars().take(space as usize);
        let white = white.take_while(|c| c.is_whitespace());
        Some(word + white.map(char::len_utf8).sum::<usize>())
    }

    /// The byte at which the character with this index begins, if it is no white
    /// space.
    fn begin_of(&self, text: &str, index: u32) -> Option<usize> {
        let mut count = self.last(|count| count.characters <= index);
        let rest = text.get(count.byte..)?;
        let begin = rest.chars().find_map(|c| {
            let at = count.byte;
            count
                .add(c)
                .filter(|found| *found >= index)
                .map(|found| (at, found))
        });
        begin.filter(|(_, found)| *found == index).map(|(at, _)| at)
    }

    /// The byte at which the characters before this index end, if one of them is
    /// the last.
    fn end_of(&self, text: &str, index: u32) -> Option<usize> {
        let mut count = self.last(|count| count.characters < index);
        let rest = text.get(count.byte..)?;
        rest.chars().find_map(|c| {
            let found = count.add(c).filter(|found| found + 1 == index);
            found.map(|_| count.byte)
        })
    }

    /// The last count of which `fits` is true; the first without one.
    fn last(&self, fits: impl Fn(&Count) -> bool) -> Count {
        let after = self.0.partition_point(fits);
        let at = after.saturating_sub(1);
        self.0.get(at).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_from_a_place_is_counting_from_the_begin() {
        let text = "  arma  vir\u{fb}mque\ncano ".repeat(300);
        let collapsed: Vec<char> = crate::tei::element::collapse(&text).chars().collect();
        let characters = Characters::of(&text);
        let from_begin = Characters(vec![Count::default()]);
        for (at, _) in text.char_indices() {
            assert_eq!(characters.before(&text, at), from_begin.before(&text, at));
        }
        for (index, c) in (0..).zip(collapsed).filter(|(_, c)| *c != ' ') {
            let begin = characters.begin_of(&text, index).unwrap();
            assert_eq!(text[begin..].chars().next(), Some(c), "{index}");
            assert_eq!(
                characters.end_of(&text, index + 1),
                Some(begin + c.len_utf8())
            );
        }
        assert_eq!(characters.byte(&text, 1_000_000.into()), None);
    }

    #[test]
    fn every_place_has_a_name_of_its_own() {
        for text in [
            "",
            " ",
            "  a",
            "a  ",
            " \u{e9}\n\t b c   d, \u{3000} ",
            "  \n ",
        ] {
            let characters = Characters::of(text);
            let places = (0..=text.len()).filter(|at| text.is_char_boundary(*at));
            for at in places {
                let place = characters.place(text, at);
                let written: CharacterPlace = place.to_string().parse().unwrap();
                assert_eq!(characters.byte(text, written), Some(at), "{text:?} {place}");
            }
        }
        let text = "arma  virumque cano";
        let characters = Characters::of(text);
        let named = |at| characters.place(text, at).to_string();
        assert_eq!([4, 5, 6, 14].map(named), ["4", "4+1", "5", "13"]);
    }
}
