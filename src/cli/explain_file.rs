//! `variorum explain FILE`: what of a file is shown how, and what is not?

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use super::deposit::Opened;
use super::report::Format;
use super::{Ending, Failure, Outcome, report};
use crate::diagnostic::Severity;
use crate::operations::{Unexplained, explain};
use crate::render::Coverage;
use crate::render::coverage::{ElementCoverage, Unread};

/// Passages that are named for each reason; the rest is counted.
const MOST_PASSAGES: usize = 10;

/// Tells what the page of the file at `path` shows how, and what it does not
/// show: a table for people, one JSON object for programs.
pub fn run(path: &Path, format: Format) -> Outcome {
    let opened = Opened::new(path, &[])?;
    let explained = match explain(&opened.deposit(), None) {
        Ok(explained) => explained,
        Err(Unexplained::Rejected(rejected)) => return Err(report::reject(&rejected, format)),
        Err(Unexplained::Templates(error)) => return Err(error.into()),
    };
    let source = explained.document.tree().source();
    report::show(&explained.findings, source, Severity::Warning, format);
    let coverage = &explained.coverage;
    let answer = match format {
        Format::Json => serde_json::to_string(coverage)? + "\n",
        Format::Human | Format::Short => table(coverage)?,
    };
    report::answer(&answer)?;
    Ok(Ending::Clean)
}

/// The coverage as text.
fn table(coverage: &Coverage) -> Result<String, Failure> {
    let mut out = String::new();
    let widest = coverage
        .elements
        .iter()
        .map(|element| element.name.chars().count());
    let width = widest.max().unwrap_or_default().max("element".len());
    writeln!(out, "{:width$}  {:>7}  shown as", "element", "count")?;
    for element in &coverage.elements {
        let ways = ways(element);
        writeln!(out, "{:width$}  {:>7}  {ways}", element.name, element.count)?;
    }
    unread(&mut out, "comments", &coverage.comments)?;
    unread(&mut out, "processing instructions", &coverage.instructions)?;
    let (all, hidden) = (coverage.characters, coverage.characters_not_shown);
    writeln!(
        out,
        "\n{} of {all} characters are shown.",
        all - hidden.min(all)
    )?;
    passages(&mut out, coverage)?;
    Ok(out)
}

fn ways(element: &ElementCoverage) -> String {
    let only = element.shown.len() + element.not_shown.len() == 1;
    let told = |(way, count): (&String, &usize)| match only {
        true => way.clone(),
        false => format!("{way} ({count})"),
    };
    let shown = element.shown.iter().map(told);
    let hidden = element
        .not_shown
        .iter()
        .map(told)
        .map(|way| format!("not shown: {way}"));
    shown.chain(hidden).collect::<Vec<_>>().join("; ")
}

fn unread(out: &mut String, what: &str, unread: &Unread) -> Result<(), Failure> {
    if unread.count > 0 {
        let lines: Vec<String> = unread.lines.iter().map(usize::to_string).collect();
        let (count, lines) = (unread.count, lines.join(", "));
        writeln!(out, "\n{count} {what} are not shown (from line {lines}).")?;
    }
    Ok(())
}

fn passages(out: &mut String, coverage: &Coverage) -> Result<(), Failure> {
    let mut by_reason: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for passage in &coverage.not_shown {
        by_reason.entry(&passage.reason).or_default().push(passage);
    }
    for (reason, passages) in by_reason {
        writeln!(out, "\nNot shown: {reason}")?;
        for passage in passages.iter().take(MOST_PASSAGES) {
            let (line, column, element) = (passage.line, passage.column, &passage.element);
            writeln!(out, "  {line}:{column} {element}: {}", passage.words)?;
        }
        if passages.len() > MOST_PASSAGES {
            writeln!(out, "  and {} more", passages.len() - MOST_PASSAGES)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Deposit, FilePath};

    #[test]
    fn the_table_tells_what_is_not_shown() -> Result<(), String> {
        let xml =
            "<TEI><text><body><!-- x --><p>a <index><term>b</term></index></p></body></text></TEI>";
        let file = Deposit {
            name: "a.xml",
            bytes: xml.as_bytes(),
            path: &FilePath::edition(),
            files: &(),
        };
        let read = explain(&file, None).map_err(|error| format!("{error:?}"))?;
        let table = table(&read.coverage).map_err(|failure| failure.0)?;
        for expected in [
            "p              1  template p",
            "index          1  not shown: an entry of an index, not of the text",
            "1 of 2 characters are shown.",
            "1 comments are not shown (from line 1).",
            "1:33 index: b",
        ] {
            assert!(
                table.contains(expected),
                "`{expected}` is missing in:\n{table}"
            );
        }
        Ok(())
    }
}
