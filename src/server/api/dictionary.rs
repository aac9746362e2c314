//! A header that is a dictionary (Structured Field Values, RFC 8941 §3.2).
//!
//! Every member is read as its grammar says, so that one that is not known stands
//! in nobody's way; only byte sequences are kept.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Padding may be left out, and bits behind the last byte say nothing (§4.2.7).
pub const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The members of a dictionary, in their order: the bytes of a byte sequence,
/// `None` for what is something else. Parameters are passed over. `None` for what
/// is no dictionary.
pub fn members(value: &str) -> Option<Vec<(String, Option<Vec<u8>>)>> {
    let mut reading = Reading {
        rest: value.trim_matches(' '),
    };
    let mut members = Vec::new();
    while !reading.rest.is_empty() {
        let key = reading.key()?;
        let bytes = match reading.takes('=') {
            true => reading.item_or_list()?,
            false => None,
        };
        reading.parameters()?;
        members.push((key.to_owned(), bytes));
        reading.blanks();
        if reading.rest.is_empty() {
            break;
        }
        if !reading.takes(',') {
            return None;
        }
        reading.blanks();
        // A comma at the end.
        if reading.rest.is_empty() {
            return None;
        }
    }
    Some(members)
}

/// What is left to read.
struct Reading<'v> {
    rest: &'v str,
}

impl<'v> Reading<'v> {
    fn takes(&mut self, mark: char) -> bool {
        let rest = self.rest.strip_prefix(mark);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    /// As many characters as `fit`.
    fn run(&mut self, fit: impl Fn(char) -> bool) -> &'v str {
        let end = self.rest.find(|c| !fit(c)).unwrap_or(self.rest.len());
        let (run, rest) = self.rest.split_at(end);
        self.rest = rest;
        run
    }

    fn key(&mut self) -> Option<&'v str> {
        let begins = |c: char| c.is_ascii_lowercase() || c == '*';
        if !self.rest.starts_with(begins) {
            return None;
        }
        Some(self.run(|c| begins(c) || c.is_ascii_digit() || "_-.".contains(c)))
    }

    fn item_or_list(&mut self) -> Option<Option<Vec<u8>>> {
        if !self.takes('(') {
            return self.bare();
        }
        loop {
            self.rest = self.rest.trim_start_matches(' ');
            if self.takes(')') {
                return Some(None);
            }
            self.bare()?;
            self.parameters()?;
            if !self.rest.starts_with([' ', ')']) {
                return None;
            }
        }
    }

    /// An item without its parameters (§3.3); the outer `None` if it is none.
    fn bare(&mut self) -> Option<Option<Vec<u8>>> {
        let first = self.rest.chars().next()?;
        match first {
            ':' => {
                let (encoded, rest) = self.rest[1..].split_once(':')?;
                self.rest = rest;
                return LENIENT.decode(encoded).ok().map(Some);
            }
            '"' => self.string()?,
            '?' => {
                self.rest = self
                    .rest
                    .strip_prefix("?0")
                    .or(self.rest.strip_prefix("?1"))?;
            }
            '-' | '0'..='9' => self.number()?,
            'a'..='z' | 'A'..='Z' | '*' => {
                self.run(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~:/".contains(c));
            }
            _ => return None,
        }
        Some(None)
    }

    fn number(&mut self) -> Option<()> {
        self.takes('-');
        let whole = self.run(|c| c.is_ascii_digit()).len();
        let point = self.takes('.');
        let part = if point {
            self.run(|c| c.is_ascii_digit()).len()
        } else {
            0
        };
        let good = match point {
            true => (1..=12).contains(&whole) && (1..=3).contains(&part),
            false => (1..=15).contains(&whole),
        };
        good.then_some(())
    }

    fn string(&mut self) -> Option<()> {
        let mut characters = self.rest.char_indices().skip(1);
        loop {
            match characters.next()? {
                (at, '"') => {
                    self.rest = &self.rest[at + 1..];
                    return Some(());
                }
                (_, '\\') => {
                    characters.next().filter(|(_, c)| "\"\\".contains(*c))?;
                }
                (_, c) if !(' '..='~').contains(&c) => return None,
                _ => {}
            }
        }
    }

    fn parameters(&mut self) -> Option<()> {
        while self.takes(';') {
            self.rest = self.rest.trim_start_matches(' ');
            self.key()?;
            if self.takes('=') {
                self.bare()?;
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_read_whatever_they_are() {
        let value =
            "a=:AQI=:;x=1;y, b=:AQI:,\tc=?1, d=(1 \"x\\\"y\" tok;p);q=2.5, e, *f=-3;g=:AA==:";
        let found = members(value).unwrap();
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a", "b", "c", "d", "e", "*f"]);
        assert_eq!(found[0].1.as_deref(), Some([1, 2].as_slice()));
        assert_eq!(found[1].1, found[0].1);
        assert!(found[2..].iter().all(|(_, bytes)| bytes.is_none()));
        assert_eq!(members("  "), Some(Vec::new()));
    }

    #[test]
    fn what_is_no_dictionary_is_told() {
        for bad in [
            "A=1",
            "a=",
            "a=:AQI=",
            "a=:%:",
            "a=1,",
            "a=1 b=2",
            "a=\"x",
            "a=\"x\\y\"",
            "a=?2",
            "a=(1",
            "a=1.",
            "a=-",
            "a=1;",
            "a=1;B",
            ",a",
            "a=@1",
            "=1",
        ] {
            assert_eq!(members(bad), None, "{bad}");
        }
    }
}
