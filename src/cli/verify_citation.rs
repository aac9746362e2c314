//! `variorum verify CITATION FILE`: is this what was cited?

use std::fmt::Write;
use std::path::Path;

use super::deposit::Opened;
use super::report::Format;
use super::{Ending, Failure, Outcome, report};
use crate::compare::Followed;
use crate::describe::citation::{ParsedCitation, parse};
use crate::edition::{Digest, VersionReference};
use crate::operations::{CheckedCitation, CheckedPassage, check_citation};
use crate::passage::Verdict;
use crate::store::{Store, Stored};

/// Holds a pasted citation against a file. The file that was cited is `was`, if
/// it is given, else looked for in the store, if there is one: only to tell what
/// changed.
pub fn run(
    citation: &str,
    file: &Path,
    was: Option<&Path>,
    store: &Path,
    format: Format,
) -> Outcome {
    let cited = parse(citation).filter(says_something).ok_or_else(|| {
        Failure(
            "this is no citation that can be checked: it needs a SHA-256, as in \
             [leaflet-2008, version 1, sha256:…; 1.17, ….…]"
                .to_owned(),
        )
    })?;
    let file = Opened::new(file, &[])?;
    let given = was.map(|path| Opened::new(path, &[])).transpose()?;
    let stored = match given {
        Some(_) => None,
        None => in_store(&cited, store),
    };
    let given = given.as_ref().map(Opened::deposit);
    let was = given.or_else(|| stored.as_ref().map(|stored| stored.deposit("the store")));
    let checked = check_citation(&cited, &file.deposit(), was.as_ref())
        .map_err(|rejected| report::reject(&rejected, format))?;
    if checked.same_cited == Some(false) {
        let message = "the file that --cited names is not the one that was cited: \
                       its SHA-256 is another";
        return Err(Failure(message.to_owned()));
    }
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

/// The version that was cited, if there is a store that has it.
fn in_store(cited: &ParsedCitation, store: &Path) -> Option<Stored> {
    let digest: Digest = cited.digest.as_ref()?.as_str().parse().ok()?;
    let store = Store::open(store).ok()?;
    let (id, _) = store.find(&digest).ok()??;
    store.stored(&id, VersionReference::Digest(digest)).ok()
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
        match &passage.followed {
            Some(followed) => tell(followed, &mut out),
            None if may_be_followed(passage) => {
                out.push_str(
                    "         --cited FILE, the file that was cited, shows what changed\n",
                );
            }
            None => {}
        }
    }
    out
}

fn may_be_followed(passage: &CheckedPassage) -> bool {
    matches!(
        passage.verdict,
        Some(Verdict::SameWords | Verdict::MovedWords { .. } | Verdict::Changed | Verdict::Gone)
    )
}

/// What changed, one line for each place.
fn tell(followed: &Followed, out: &mut String) {
    let _ = writeln!(out, "was and is\n  {}", followed.sentence);
    for edit in &followed.edits {
        let _ = writeln!(out, "      {edit}");
    }
    if followed.more {
        out.push_str("      and more: `variorum compare` tells all of it\n");
    }
    for change in followed.parts.iter().flat_map(|part| &part.changes) {
        let _ = writeln!(out, "  {}", change.sentence);
    }
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
    let known = passage.followed.as_ref().zip(passage.verdict.as_ref());
    if let Some(became) = known.and_then(|(followed, verdict)| followed.became(verdict)) {
        return became.to_string();
    }
    match &passage.verdict {
        Some(Verdict::Same) => "unchanged, the words and what is said of them".to_owned(),
        Some(Verdict::SameWords) => {
            "the words are the same; mark-up, notes, readings or numbers of passages pointed at \
             have changed"
                .to_owned()
        }
        Some(Verdict::Moved { to }) => format!("unchanged, but stands under {} now", list(to)),
        Some(Verdict::MovedWords { to }) => format!(
            "the words stand under {} now; mark-up, notes, readings or numbers of passages \
             pointed at have changed",
            list(to)
        ),
        Some(Verdict::Changed) => {
            "other words stand there: it was edited, or is gone and another passage has its \
             reference"
                .to_owned()
        }
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
