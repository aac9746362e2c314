//! Where in the text are these words?

use std::borrow::Cow;
use std::collections::BTreeMap;

use toml::Spanned;

use super::file::Nth;
use super::place_of;
use crate::convert::block::Block;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceText, Span};

/// The units of a text, to look for words in.
pub struct Units<'t> {
    units: BTreeMap<&'t str, Unit<'t>>,
}

/// One unit: its lines, joined by a line feed each.
struct Unit<'t> {
    text: Cow<'t, str>,
    lines: Vec<Span>,
}

impl<'t> Units<'t> {
    /// The units that `blocks` of `source` make.
    pub fn new(source: &'t SourceText, blocks: &'t [Block]) -> Self {
        let mut lines: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
        for block in blocks {
            (lines.entry(&block.unit).or_default()).extend(&block.lines);
        }
        let unit = |lines: Vec<Span>| Unit {
            text: match lines.as_slice() {
                [line] => source.slice(*line).into(),
                lines => {
                    let lines: Vec<&str> = lines.iter().map(|line| source.slice(*line)).collect();
                    lines.join("\n").into()
                }
            },
            lines,
        };
        Self {
            units: lines
                .into_iter()
                .map(|(name, lines)| (name, unit(lines)))
                .collect(),
        }
    }

    /// The places where `words` stand in `unit`: one, or several for `all`.
    ///
    /// # Errors
    /// A finding in the decisions file: `decision-unit` when there is no such
    /// unit, `decision-place` when the words do not stand there as often,
    /// `decision-ambiguous` when they stand there several times and `nth` does
    /// not say which is meant.
    pub fn find(
        &self,
        unit: &Spanned<String>,
        words: &Spanned<String>,
        nth: Option<&Nth>,
    ) -> Result<Vec<Span>, Diagnostic> {
        let name = unit.get_ref().as_str();
        let Some(found) = self.units.get(name) else {
            let message = format!("the text has no unit `{name}`");
            let last = self.last_like(name);
            let error = Diagnostic::error("decision-unit", place_of(unit), message);
            return Err(error.hint(last));
        };
        let sought = words.get_ref().as_str();
        let places: Vec<Span> = if sought.is_empty() {
            Vec::new()
        } else {
            found
                .text
                .match_indices(sought)
                .map(|(at, _)| found.in_source(at, at + sought.len()))
                .collect()
        };
        let error = |code, message: String| Err(Diagnostic::error(code, place_of(words), message));
        match (nth, places.len()) {
            (_, 0) => error(
                "decision-place",
                format!("`{sought}` does not stand in `{name}`"),
            ),
            (None, 1) | (Some(Nth::Word(_)), _) => Ok(places),
            (None, count) => error(
                "decision-ambiguous",
                format!(
                    "`{sought}` stands {count} times in `{name}`; `nth` must say which is meant"
                ),
            ),
            (Some(Nth::Number(number)), count) => match places.get(number.wrapping_sub(1)) {
                Some(place) => Ok(vec![*place]),
                None => error(
                    "decision-place",
                    format!("`{sought}` stands {count} times in `{name}`, not {number}"),
                ),
            },
        }
    }

    /// The end of the line of `unit` that byte `offset` of the source stands in.
    pub fn line_end(&self, unit: &str, offset: u32) -> Option<u32> {
        let lines = &self.units.get(unit)?.lines;
        let line = lines
            .iter()
            .find(|line| line.start <= offset && offset <= line.end)?;
        Some(line.end)
    }

    /// How many lines `unit` has; none when there is no such unit.
    pub fn line_count(&self, unit: &str) -> usize {
        self.units.get(unit).map_or(0, |unit| unit.lines.len())
    }

    fn last_like(&self, name: &str) -> String {
        let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let like = self.units.keys().filter(|unit| {
            unit.strip_prefix(stem)
                .is_some_and(|rest| rest.parse::<usize>().is_ok())
        });
        match like.count() {
            0 => {
                let names: Vec<&str> = self.units.keys().copied().take(40).collect();
                format!("units are: {}", names.join(", "))
            }
            count => format!("`{stem}` goes from 1 to {count}"),
        }
    }
}

impl Unit<'_> {
    /// The place in the source of the bytes `start..end` of the unit's text.
    fn in_source(&self, start: usize, end: usize) -> Span {
        Span::new(self.offset(start, false), self.offset(end, true))
    }

    /// The byte of the source for byte `at` of the unit's text. At a line break
    /// the end of a span stays on the earlier line.
    fn offset(&self, at: usize, end: bool) -> usize {
        let mut passed = 0;
        for line in &self.lines {
            let after = passed + line.len();
            if at < after || at == after && end {
                return line.start as usize + at - passed;
            }
            if at == after {
                return line.end as usize;
            }
            passed = after + 1;
        }
        self.lines.last().map_or(0, |line| line.end as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::blocks;

    fn spanned(text: &str) -> Spanned<String> {
        Spanned::new(0..1, text.to_owned())
    }

    #[test]
    fn words_are_counted_and_ambiguity_is_an_error() {
        let source = SourceText::new(
            "t",
            "One rose is a rose, and it is a rose for ever. \
            It was always so, and it will be so for as long as there are people to say it.",
        );
        let blocks = blocks::find(source.text());
        let units = Units::new(&source, &blocks);
        let find = |words: &str, nth| units.find(&spanned("p1"), &spanned(words), nth);
        assert_eq!(find("One", None).unwrap(), [Span::new(0, 3)]);
        assert_eq!(find("rose", None).unwrap_err().code, "decision-ambiguous");
        assert_eq!(
            find("rose", Some(&Nth::Number(2))).unwrap(),
            [Span::new(14, 18)]
        );
        assert_eq!(
            find("rose", Some(&Nth::Number(4))).unwrap_err().code,
            "decision-place"
        );
        assert_eq!(find("tulip", None).unwrap_err().code, "decision-place");
        let other = units
            .find(&spanned("p9"), &spanned("One"), None)
            .unwrap_err();
        assert_eq!(
            (other.code, other.hints[0].as_str()),
            ("decision-unit", "`p` goes from 1 to 1")
        );
    }
}
