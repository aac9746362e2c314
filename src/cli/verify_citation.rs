//! `variorum verify CITATION FILE`: is this what was cited?

use std::fmt::Write;
use std::path::Path;

use super::report::Format;
use super::{Ending, Failure, Outcome, files, report};
use crate::describe::citation::{ParsedCitation, parse};
use crate::operations::{CheckedCitation, CheckedPassage, Input, check_citation};
use crate::passage::Verdict;

/// Holds a pasted citation against a file.
pub fn run(citation: &str, file: &Path, format: Format) -> Outcome {
    let cited = parse(citation).filter(says_something).ok_or_else(|| {
        Failure(
            "this is no citation that can be checked: it needs a SHA-256, as in \
             [leaflet-2008, version 1, sha256:…; 17, ….…]"
                .to_owned(),
        )
    })?;
    let bytes = files::read(file)?;
    let name = file.to_string_lossy();
    let input = Input {
        name: &name,
        bytes: &bytes,
    };
    let checked =
        check_citation(&cited, input).map_err(|rejected| report::reject(&rejected, format))?;
    let answer = match format {
        Format::Json => {
            let whole = serde_json::json!({
                "cited": &cited, "found": &checked, "holds": checked.holds(),
            });
            format!("{whole:#}\n")
        }
        _ => told(&cited, &checked),
    };
    report::answer(&answer)?;
    match checked.holds() {
        true => Ok(Ending::Clean),
        false => Ok(Ending::Findings),
    }
}

/// An address alone proves nothing offline.
fn says_something(cited: &ParsedCitation) -> bool {
    cited.digest.is_some() || cited.passage.is_some()
}

fn told(cited: &ParsedCitation, checked: &CheckedCitation) -> String {
    let mut out = format!("cited    {}\n", name(cited));
    let file = match checked.same_file {
        Some(true) => "the very file that was cited, byte for byte".to_owned(),
        Some(false) => format!("not the file that was cited: sha256:{}", checked.sha256),
        None => format!(
            "sha256:{}; the citation does not say its own",
            checked.sha256
        ),
    };
    let _ = writeln!(out, "file     {file}");
    if let Some(passage) = &checked.passage {
        let _ = writeln!(out, "passage  {}: {}", passage.reference, fate(passage));
    }
    out
}

fn name(cited: &ParsedCitation) -> String {
    let edition = cited.edition.as_ref().map(ToString::to_string);
    let version = cited.version.map(|number| format!("version {number}"));
    let digest = cited
        .digest
        .as_ref()
        .map(|digest| format!("sha256:{digest}"));
    let passage = cited.passage.as_ref().map(|start| start.short());
    let reference = cited.reference.as_ref().map(|reference| match passage {
        Some(passage) => format!("{reference} ({passage})"),
        None => reference.clone(),
    });
    let parts = [edition, version, digest, reference];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What became of a passage, in words.
fn fate(passage: &CheckedPassage) -> String {
    match &passage.verdict {
        Some(Verdict::Same) => "unchanged, the words and what is said of them".to_owned(),
        Some(Verdict::SameWords) => {
            "the words are the same; mark-up, notes or readings have changed".to_owned()
        }
        Some(Verdict::Moved { to }) => format!("unchanged, but stands under {} now", list(to)),
        Some(Verdict::MovedWords { to }) => format!(
            "the words stand under {} now; mark-up, notes or readings have changed",
            list(to)
        ),
        Some(Verdict::Changed) => "the words have changed".to_owned(),
        Some(Verdict::Gone) => "gone: neither the reference nor the words are there".to_owned(),
        None if passage.present => {
            "is there; the citation has no fingerprint to hold it against".to_owned()
        }
        None => "is not there".to_owned(),
    }
}

fn list(references: &[String]) -> String {
    references.join(", ")
}
