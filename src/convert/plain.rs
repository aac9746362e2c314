//! From a plain text to TEI, from start to end.

use super::answered::Proposed;
use super::assemble::assemble;
use super::block::{Block, BlockKind};
use super::blocks;
use super::decisions::place::Units;
use super::decisions::place_of;
use super::decisions::settle::settle;
use super::decisions::{Decisions, file::Slogan};
use super::infer::infer;
use super::write::{Material, document};
use crate::diagnostic::{Diagnostic, Reported};
use crate::edition::{Certainty, Digest};
use crate::source::{SourceText, Span};
use crate::xml::is_character;

/// Where a text comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The name of the file, without its folders.
    pub file: String,
    /// The SHA-256 of its bytes.
    pub digest: Digest,
    /// What converts it: name, space, version.
    pub program: String,
}

/// A text as TEI.
#[derive(Clone, Debug)]
pub struct Conversion {
    /// The document.
    pub tei: String,
    /// What is wrong in the decisions file; places are those of that file.
    pub decision_findings: Vec<Diagnostic>,
}

/// `source` as TEI P5, with an editor's decisions about it. The findings say
/// what was inferred.
///
/// # Errors
/// `text-empty`: nothing but space; `text-character`: characters that XML 1.0
/// forbids (§2.2), each with its place; `decisions-other-text`: the decisions
/// are about a file with another SHA-256.
pub fn plain(
    source: &SourceText,
    decisions: Option<&Decisions>,
    origin: &Origin,
) -> Result<Reported<Conversion>, Vec<Diagnostic>> {
    check_characters(source)?;
    check_text(decisions, origin)?;
    let mut blocks = blocks::find(source.text());
    if blocks.is_empty() {
        let message = "the text is empty";
        return Err(vec![Diagnostic::error(
            "text-empty",
            Span::default(),
            message,
        )]);
    }
    let slogans = decisions.map_or(&[][..], |decisions| &decisions.file.slogan);
    let mut decision_findings = group_slogans(source, &mut blocks, slogans);
    let language = match decisions {
        Some(decisions) => decisions.file.edition.language.get_ref().as_str(),
        None => blocks::words::language(source.text()),
    };
    let mut inferred = infer(source, &blocks, language);
    let mut findings = block_findings(&blocks);
    findings.append(&mut inferred.findings);
    findings.sort_by_key(|finding| finding.span);
    let units = Units::new(source, &blocks);
    let proposed = Proposed::new(&inferred.marks);
    let mut settled = settle(source, &units, inferred, decisions);
    if decisions.is_some() {
        proposed.take_answered(&mut findings, &blocks, &settled);
    }
    let mut assembled = assemble(&blocks, &settled);
    decision_findings.append(&mut settled.findings);
    decision_findings.append(&mut assembled.findings);
    decision_findings.sort_by_key(|finding| finding.span);
    let tei = document(&Material {
        source,
        origin,
        language,
        blocks: &blocks,
        settled: &settled,
        assembled: &assembled,
        decisions,
    });
    Ok(Reported::new(
        Conversion {
            tei,
            decision_findings,
        },
        findings,
    ))
}

/// More places of one fault help nobody.
const MOST_CHARACTERS: usize = 20;

/// Refuses characters that XML does not have.
///
/// # Errors
/// A finding for each of the first of them.
pub(crate) fn check_characters(source: &SourceText) -> Result<(), Vec<Diagnostic>> {
    let forbidden = source
        .text()
        .char_indices()
        .filter(|(_, c)| !is_character(*c));
    let findings: Vec<Diagnostic> = forbidden
        .take(MOST_CHARACTERS)
        .map(|(at, c)| {
            let message = format!("the character U+{:04X} cannot stand in XML", u32::from(c));
            let span = Span::new(at, at + c.len_utf8());
            Diagnostic::error("text-character", span, message).hint("take it out of the file")
        })
        .collect();
    if findings.is_empty() {
        Ok(())
    } else {
        Err(findings)
    }
}

fn check_text(decisions: Option<&Decisions>, origin: &Origin) -> Result<(), Vec<Diagnostic>> {
    let stated = decisions.and_then(Decisions::digest);
    match stated.filter(|digest| *digest != origin.digest) {
        None => Ok(()),
        Some(stated) => {
            let message = format!(
                "the decisions are about a text with SHA-256 {stated}, this one has {}",
                origin.digest
            );
            let error = Diagnostic::error("decisions-other-text", Span::default(), message);
            Err(vec![error.hint(
                "compare the texts; then change `sha256` under [edition]",
            )])
        }
    }
}

/// What was taken for more than a paragraph, for the record.
fn block_findings(blocks: &[Block]) -> Vec<Diagnostic> {
    let told = blocks
        .iter()
        .filter(|block| block.kind != BlockKind::Paragraph || block.certainty < Certainty::Medium);
    told.map(|block| {
        let (code, kind) = match block.kind {
            BlockKind::Paratext => ("paratext", "paratext"),
            BlockKind::Statement => ("statement", "a statement about the text"),
            BlockKind::Title => ("title", "the title"),
            BlockKind::Heading => ("heading", "a heading"),
            BlockKind::Slogan => ("slogan", "a slogan"),
            BlockKind::Paragraph => ("paragraph", "a paragraph"),
            BlockKind::Opener => ("opener", "the opener"),
            BlockKind::Dateline => ("closer", "the date-line"),
            BlockKind::Signature => ("closer", "the signature"),
            BlockKind::Affiliation => ("closer", "an affiliation"),
            BlockKind::Note => ("note", "a note"),
        };
        let message = format!("`{}` is taken for {kind}: {}", block.unit, block.reason);
        let certainty = format!("certainty {}", block.certainty.as_str());
        Diagnostic::information(code, block.span(), message).label(certainty)
    })
    .collect()
}

/// The reason of a slogan that the decisions file makes.
pub const GROUPED_BY_EDITOR: &str = "grouped by the editor";

/// Displayed lines as the editor groups them: each `slogan` of the file is one
/// block, from the line that begins with `first` to the one that begins with
/// `last`.
fn group_slogans(
    source: &SourceText,
    blocks: &mut Vec<Block>,
    slogans: &[Slogan],
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    if slogans.is_empty() {
        return findings;
    }
    let mut lines: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks.drain(..) {
        if block.kind == BlockKind::Slogan {
            lines.extend(block.lines.iter().map(|line| Block {
                lines: vec![*line],
                ..block.clone()
            }));
        } else {
            lines.push(block);
        }
    }
    let mut from = 0;
    for slogan in slogans {
        let begins = |words: &str, from: usize| {
            (lines.iter().enumerate().skip(from))
                .find(|(_, block)| source.slice(block.span()).trim_start().starts_with(words))
                .map(|(at, _)| at)
        };
        let first = begins(slogan.first.get_ref(), from);
        let last = first.and_then(|first| begins(slogan.last.get_ref(), first));
        let (Some(first), Some(last)) = (first, last) else {
            let sought = if first.is_none() {
                &slogan.first
            } else {
                &slogan.last
            };
            let message = format!(
                "no line after the slogan before begins with `{}`",
                sought.get_ref()
            );
            findings.push(Diagnostic::error(
                "decision-place",
                place_of(sought),
                message,
            ));
            continue;
        };
        let body = |block: &Block| {
            matches!(
                block.kind,
                BlockKind::Slogan | BlockKind::Heading | BlockKind::Paragraph
            )
        };
        if !lines[first..=last].iter().all(body) {
            let message = "these lines do not all belong to the body of the text";
            findings.push(Diagnostic::error(
                "decision-place",
                place_of(&slogan.first),
                message,
            ));
            continue;
        }
        let together: Vec<Block> = lines.drain(first..=last).collect();
        let block = Block {
            kind: BlockKind::Slogan,
            unit: String::new(),
            lines: together.into_iter().flat_map(|block| block.lines).collect(),
            certainty: Certainty::High,
            reason: GROUPED_BY_EDITOR.to_owned(),
        };
        lines.insert(first, block);
        from = first + 1;
    }
    *blocks = lines;
    blocks::number(blocks);
    findings
}
