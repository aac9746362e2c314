//! How many characters of a text stand before a place, white space collapsed?
//!
//! Entries are placed by characters. A paragraph of a long edition has thousands
//! of entries: the count is kept at every thousandth byte, so that none of them
//! counts from the begin.

/// Bytes between two places at which the count is kept.
const STEP: usize = 1_024;

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

    /// The characters with a space just before the place.
    fn with_space(self) -> u32 {
        self.characters + u32::from(self.space && self.characters > 0)
    }
}

impl Characters {
    /// Counts the characters of `text`.
    pub fn of(text: &str) -> Self {
        let mut counts = vec![Count::default()];
        let mut count = Count::default();
        for c in text.chars() {
            if count.byte >= counts.len() * STEP {
                counts.push(count);
            }
            count.add(c);
        }
        Self(counts)
    }

    /// How many characters stand before the byte `at`; a space just before it
    /// counts.
    pub fn before(&self, text: &str, at: usize) -> u32 {
        let mut count = self.last(|count| count.byte <= at);
        let rest = text.get(count.byte..at).unwrap_or_default();
        rest.chars().for_each(|c| {
            count.add(c);
        });
        count.with_space()
    }

    /// The byte at which the first character with this index, or a higher one,
    /// begins.
    pub fn begin_of(&self, text: &str, index: u32) -> Option<usize> {
        let mut count = self.last(|count| count.characters <= index);
        let rest = text.get(count.byte..)?;
        rest.chars().find_map(|c| {
            let at = count.byte;
            count.add(c).filter(|found| *found >= index).map(|_| at)
        })
    }

    /// The byte at which the characters before this index end, if one of them is
    /// the last.
    pub fn end_of(&self, text: &str, index: u32) -> Option<usize> {
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
        assert_eq!(characters.begin_of(&text, 1_000_000), None);
    }
}
