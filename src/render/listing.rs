//! Which lines of a file are shown, with what was found in them?

use serde::Serialize;

use crate::diagnostic::{EXCERPT, Finding};
use crate::source::SourceText;

/// Lines shown before and after one in which something was found.
const AROUND: u32 = 2;

/// A longer line is shown only around what was found in it, in characters.
const LONGEST: usize = 4 * EXCERPT;

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Its number, from 1.
    pub number: u32,
    /// Its characters; of a very long one, those around the first finding.
    pub text: String,
    /// Lines before it that are not shown.
    pub skipped: u32,
    /// What was found in it.
    pub findings: Vec<Finding>,
}

/// The lines of `source` in which something was found, with some around them.
/// Findings of other files are left out.
pub fn listing(source: &SourceText, findings: &[Finding]) -> Vec<Line> {
    let last = source
        .position(u32::try_from(source.text().len()).unwrap_or(u32::MAX))
        .line;
    let mut here: Vec<&Finding> = (findings.iter())
        .filter(|finding| finding.file == source.name() && finding.line <= last)
        .collect();
    here.sort_by_key(|finding| (finding.line, finding.column));
    let mut lines: Vec<Line> = Vec::new();
    for finding in here {
        let mut from = finding.line.saturating_sub(AROUND).max(1);
        let to = finding.line.saturating_add(AROUND).min(last);
        // One line more is shorter than saying that there is one.
        if lines.last().map_or(0, |line| line.number) + 2 == from {
            from -= 1;
        }
        for number in from..=to {
            let before = lines.last().map_or(0, |line| line.number);
            if number > before {
                lines.push(Line {
                    number,
                    text: cut(source.line(number)),
                    skipped: number - before - 1,
                    findings: Vec::new(),
                });
            }
        }
        let found = lines.iter_mut().rfind(|line| line.number == finding.line);
        if let Some(line) = found {
            if line.findings.is_empty() && source.line(line.number).chars().count() > LONGEST {
                line.text.clone_from(&finding.excerpt);
            }
            line.findings.push(finding.clone());
        }
    }
    lines
}

fn cut(line: &str) -> String {
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::source::Span;

    #[test]
    fn lines_stand_around_what_was_found() {
        let text: String = (1..=20).map(|n| format!("line {n}\n")).collect();
        let source = SourceText::new("a.xml", text.as_str());
        let at = |line: &str| {
            let start = text.find(&format!("{line}\n")).unwrap();
            let found = Diagnostic::warning("odd", Span::new(start, start + 4), line);
            Finding::new(&found, &source)
        };
        let elsewhere = Finding {
            file: "b.xml".into(),
            ..at("line 12")
        };
        let found = [
            at("line 9"),
            at("line 1"),
            at("line 8"),
            elsewhere,
            at("line 8"),
        ];
        let lines = listing(&source, &found);
        let shown: Vec<_> = lines
            .iter()
            .map(|line| (line.number, line.skipped, line.findings.len()))
            .collect();
        let expected = [
            (1, 0, 1),
            (2, 0, 0),
            (3, 0, 0),
            (6, 2, 0),
            (7, 0, 0),
            (8, 0, 2),
            (9, 0, 1),
            (10, 0, 0),
            (11, 0, 0),
        ];
        assert_eq!(shown, expected);
        assert_eq!(lines[0].text, "line 1");
    }

    #[test]
    fn a_very_long_line_is_cut_around_what_was_found() {
        let text = "word ".repeat(2_000) + "here";
        let source = SourceText::new("a.xml", text.as_str());
        let found = Diagnostic::warning("odd", Span::new(text.len() - 4, text.len()), "x");
        let lines = listing(&source, &[Finding::new(&found, &source)]);
        assert_eq!(lines.len(), 1);
        assert!(lines[0].text.starts_with('…') && lines[0].text.ends_with("here"));
    }
}
