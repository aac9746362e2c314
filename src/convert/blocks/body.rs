//! Which short lines are headings, which slogans?

use std::ops::Range;

use crate::convert::block::BlockKind;
use crate::edition::Certainty;

use super::lines::Piece;
use super::{Judged, Verdict, looks, words};

/// What a piece is when nothing says otherwise.
pub const PROSE: Verdict = (BlockKind::Paragraph, Certainty::High, "prose");

/// Judges the pieces of the body: each run of displayed lines is one heading,
/// several, or slogans.
pub fn judge(pieces: &[Piece<'_>], inner: Range<usize>, verdicts: &mut [Option<Verdict>]) {
    let mut at = inner.start;
    while at < inner.end {
        let run = (pieces[at..inner.end].iter()).take_while(|piece| is_displayed(piece));
        let end = at + run.count();
        if end == at {
            at += 1;
            continue;
        }
        let prose_follows = end < inner.end;
        let verdict = judge_run(&pieces[at..end], prose_follows, at == inner.start);
        verdicts[at..end].fill(Some(verdict));
        at = end;
    }
}

fn is_displayed(piece: &Piece<'_>) -> bool {
    piece.single() && looks::is_displayed(piece.first())
}

fn judge_run(run: &[Piece<'_>], prose_follows: bool, first: bool) -> Verdict {
    let titles = (run.iter())
        .all(|piece| looks::is_capitals(piece.first()) || looks::is_numbered(piece.first()));
    let calls = run.iter().any(|piece| piece.first().ends_with('!'));
    match run {
        [line] if calls && !looks::is_numbered(line.first()) => (
            BlockKind::Slogan,
            Certainty::Medium,
            "a short line by itself that ends in an exclamation mark",
        ),
        [line] if prose_follows => {
            let sure = titles || line.gap() > 1;
            let certainty = if sure {
                Certainty::High
            } else {
                Certainty::Medium
            };
            (
                BlockKind::Heading,
                certainty,
                "a short line without a full stop, before prose",
            )
        }
        [_] => (
            BlockKind::Paragraph,
            Certainty::Low,
            "a short line by itself, with nothing after it",
        ),
        [number, _] if prose_follows && looks::is_numbered(number.first()) => (
            BlockKind::Heading,
            Certainty::High,
            "the number of a section, and its title",
        ),
        _ if titles && prose_follows && run.len() == 2 && !calls => (
            BlockKind::Heading,
            Certainty::Medium,
            "two lines in capitals, before prose",
        ),
        _ => {
            let certainty = if calls && !first {
                Certainty::High
            } else {
                Certainty::Medium
            };
            (
                BlockKind::Slogan,
                certainty,
                "several short lines in a row without full stops",
            )
        }
    }
}

/// Joins slogans that go on in the next line, and notes that go on in a
/// paragraph without a number where the first has one.
pub fn join_continued(judged: Vec<Judged<'_>>) -> Vec<Judged<'_>> {
    let mut joined: Vec<Judged<'_>> = Vec::with_capacity(judged.len());
    let mut numbered = false;
    for next in judged {
        let kind = next.verdict.0;
        let marked = looks::note_marker(next.piece.first()).is_some();
        numbered |= kind == BlockKind::Note && marked;
        let goes_on = (joined.last()).is_some_and(|before| {
            before.verdict.0 == kind
                && match kind {
                    BlockKind::Slogan => continues(before.piece.last(), next.piece.first()),
                    BlockKind::Note => numbered && !marked,
                    _ => false,
                }
        });
        match joined.last_mut() {
            Some(before) if goes_on => before.piece.lines.extend(next.piece.lines),
            _ => joined.push(next),
        }
    }
    joined
}

fn continues(before: &str, next: &str) -> bool {
    let lower = next.chars().next().is_some_and(char::is_lowercase);
    !before.ends_with('!') && (lower || words::ends_open(before))
}
