//! Which characters of which unit?

use std::fmt;

use crate::tei::apparatus::Entry;
use crate::tei::apparatus::characters::CharacterPlace;

/// A place in words: the value of `@loc` that this program writes. The unit by
/// the id it has on the page; then `ch.` and the characters of its reading text,
/// white space collapsed, from 0: the first, and the one after the last. `whole`
/// says that the unit is meant, or all from the first to the second one; `after`
/// that the place is behind it. A place within several characters of white space
/// says behind how many of them it is: `26+1` ([`CharacterPlace`]).
///
/// ```
/// use variorum::tei::apparatus::CharacterRange;
/// let range: CharacterRange = "p17 ch.12-20".parse().unwrap();
/// assert_eq!(range.characters, Some((12.into(), 20.into())));
/// assert_eq!(range.to_string(), "p17 ch.12-20");
/// assert!("3".parse::<CharacterRange>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CharacterRange {
    /// The unit; none for the whole text.
    pub unit: Option<String>,
    /// The last unit, if that is another one.
    pub until: Option<String>,
    /// Begin and end in characters; none for whole units and for places between them.
    pub characters: Option<(CharacterPlace, CharacterPlace)>,
    /// Whether whole units are meant.
    pub whole: bool,
}

impl CharacterRange {
    /// The place of an entry.
    pub fn of(entry: &Entry) -> Self {
        Self {
            unit: entry.entry.unit.clone(),
            until: entry.entry.until.clone(),
            characters: entry.stretch.filter(|_| !entry.whole),
            whole: entry.whole,
        }
    }
}

impl fmt::Display for CharacterRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(unit) = &self.unit else {
            return f.write_str("text");
        };
        f.write_str(unit)?;
        if let Some(until) = &self.until {
            write!(f, " {until}")?;
        }
        match self.characters {
            Some((first, end)) => write!(f, " ch.{first}-{end}"),
            None if self.whole => f.write_str(" whole"),
            None => f.write_str(" after"),
        }
    }
}

/// A `@loc` that is not of this form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherLocation;

impl std::str::FromStr for CharacterRange {
    type Err = OtherLocation;

    fn from_str(location: &str) -> Result<Self, OtherLocation> {
        let words: Vec<&str> = location.split_whitespace().collect();
        if words == ["text"] {
            return Ok(Self {
                unit: None,
                until: None,
                characters: None,
                whole: false,
            });
        }
        let (last, units) = words.split_last().ok_or(OtherLocation)?;
        let characters = last.strip_prefix("ch.").and_then(|range| {
            let (first, end) = range.split_once('-')?;
            let first: CharacterPlace = first.parse().ok()?;
            let end: CharacterPlace = end.parse().ok()?;
            (first.characters <= end.characters).then_some((first, end))
        });
        let known = characters.is_some() || matches!(*last, "whole" | "after");
        match units {
            [unit] | [unit, _] if known => Ok(Self {
                unit: Some((*unit).to_owned()),
                until: units.get(1).map(|until| (*until).to_owned()),
                characters,
                whole: *last == "whole",
            }),
            _ => Err(OtherLocation),
        }
    }
}
