//! What stands before the text, and what after it?

use std::ops::Range;

use crate::convert::block::BlockKind;
use crate::edition::Certainty;

use super::lines::Piece;
use super::{Verdict, body, looks, words};

/// The reason by which a line naming the author is known.
pub const BY_LINE: &str = "a line below the title that names the author";

/// A verdict for every piece; `None` is prose of the body.
pub fn judge(pieces: &[Piece<'_>]) -> Vec<Option<Verdict>> {
    let mut verdicts = vec![None; pieces.len()];
    let middle = paratext(pieces, &mut verdicts);
    let start = head(pieces, middle.clone(), &mut verdicts);
    let end = tail(pieces, start..middle.end, &mut verdicts);
    body::judge(pieces, start..end, &mut verdicts);
    verdicts
}

/// Takes off lines of the carrier at both edges; gives what is left. Something
/// is always left.
fn paratext(pieces: &[Piece<'_>], verdicts: &mut [Option<Verdict>]) -> Range<usize> {
    let (mut start, mut end) = (0, pieces.len());
    while start + 1 < end && mark_paratext(&pieces[start], &mut verdicts[start]) {
        start += 1;
    }
    while start + 1 < end && mark_paratext(&pieces[end - 1], &mut verdicts[end - 1]) {
        end -= 1;
    }
    start..end
}

fn mark_paratext(piece: &Piece<'_>, verdict: &mut Option<Verdict>) -> bool {
    let found = looks::paratext(piece.first()).filter(|_| piece.single());
    if let Some((sure, reason)) = found {
        let certainty = if sure {
            Certainty::High
        } else {
            Certainty::Medium
        };
        *verdict = Some((BlockKind::Paratext, certainty, reason));
    }
    found.is_some()
}

/// Statements, title, author's line and opener at the head; gives where the
/// body begins. At least one piece is left for it.
fn head(pieces: &[Piece<'_>], middle: Range<usize>, verdicts: &mut [Option<Verdict>]) -> usize {
    let mut titled = false;
    let mut at = middle.start;
    while at + 1 < middle.end {
        let verdict = match head_line(&pieces[at], titled) {
            Some(verdict) => verdict,
            None if !titled && is_title(&pieces[at..middle.end]) => (
                BlockKind::Title,
                Certainty::Medium,
                "a short line without a full stop above the text",
            ),
            None => break,
        };
        titled |= matches!(verdict.0, BlockKind::Title | BlockKind::Opener);
        verdicts[at] = Some(verdict);
        at += 1;
    }
    at
}

fn head_line(piece: &Piece<'_>, titled: bool) -> Option<Verdict> {
    let line = piece.first();
    if !piece.single() || line.chars().count() > 160 {
        return None;
    }
    let year = looks::names_year(line);
    if words::statement(line).is_some() && (year || line.contains(':')) && !line.ends_with(':') {
        let certainty = if year {
            Certainty::High
        } else {
            Certainty::Medium
        };
        let reason = "a line above the text about its publication or translation";
        return Some((BlockKind::Statement, certainty, reason));
    }
    if looks::is_dateline(line) {
        return Some((
            BlockKind::Opener,
            Certainty::Medium,
            "a short line with a date above the text",
        ));
    }
    let greeting = line.ends_with([',', ':', '!']) && line.chars().count() <= 80;
    if greeting && words::greets(line) {
        return Some((BlockKind::Opener, Certainty::High, "a greeting"));
    }
    let by = titled && words::by_line(line).is_some() && looks::is_displayed(line);
    by.then_some((BlockKind::Title, Certainty::High, BY_LINE))
}

/// Whether the first of `pieces` is the title: displayed, not the number of a
/// section, and followed by prose within a few lines.
fn is_title(pieces: &[Piece<'_>]) -> bool {
    const LINES: usize = 4;
    let Some(first) = pieces.first() else {
        return false;
    };
    let line = first.first();
    let displayed = first.lines.len() <= 2
        && first
            .lines
            .iter()
            .all(|line| looks::is_displayed(line.text))
        && !looks::is_numbered(line)
        && !line.ends_with('!');
    let next = pieces.iter().skip(1).take(LINES);
    displayed
        && next
            .clone()
            .any(|piece| !looks::is_displayed(piece.first()) || !piece.single())
}

/// Closer and notes at the end of `inner`; gives where the body ends.
fn tail(pieces: &[Piece<'_>], inner: Range<usize>, verdicts: &mut [Option<Verdict>]) -> usize {
    if let Some(heading) = notes_heading(pieces, &inner) {
        let reason = "the heading of the notes";
        verdicts[heading] = Some((BlockKind::Heading, Certainty::High, reason));
        let reason = "below the heading of the notes";
        mark(
            verdicts,
            heading + 1..inner.end,
            (BlockKind::Note, Certainty::High, reason),
        );
        return closer(pieces, inner.start..heading, true, verdicts);
    }
    let notes = numbered_notes(pieces, &inner);
    if notes < inner.end {
        let reason = "numbered, at the end of the text";
        mark(
            verdicts,
            notes..inner.end,
            (BlockKind::Note, Certainty::High, reason),
        );
        return closer(pieces, inner.start..notes, true, verdicts);
    }
    closer(pieces, inner, false, verdicts)
}

fn mark(verdicts: &mut [Option<Verdict>], range: Range<usize>, verdict: Verdict) {
    verdicts[range].fill(Some(verdict));
}

fn notes_heading(pieces: &[Piece<'_>], inner: &Range<usize>) -> Option<usize> {
    let found = (inner.start + 1..inner.end)
        .rev()
        .find(|&at| pieces[at].single() && words::is_notes_heading(pieces[at].first()))?;
    (found + 1 < inner.end).then_some(found)
}

/// Where a run of notes in brackets, numbered from 1 or starred, begins that
/// ends the text; the end when there is none.
fn numbered_notes(pieces: &[Piece<'_>], inner: &Range<usize>) -> usize {
    let mut at = inner.end;
    while at > inner.start + 1
        && looks::note_marker(pieces[at - 1].first()).is_some_and(|(bracketed, _)| bracketed)
    {
        at -= 1;
    }
    let number = (pieces.get(at)).and_then(|piece| looks::note_marker(piece.first()));
    if at < inner.end && number.is_some_and(|(_, number)| number <= 1) {
        at
    } else {
        inner.end
    }
}

/// Lines of a signature and of what the signatory belongs to, at most.
const LONGEST_CLOSER: usize = 6;

/// The closer at the end of `inner`, and notes after it unless those are
/// already found; gives where the body ends.
fn closer(
    pieces: &[Piece<'_>],
    inner: Range<usize>,
    notes_found: bool,
    verdicts: &mut [Option<Verdict>],
) -> usize {
    let Some(start) = closer_start(pieces, &inner) else {
        return inner.end;
    };
    let mut at = start;
    let mut signed = false;
    while at < inner.end && at < start + LONGEST_CLOSER {
        let Some(verdict) = closer_line(&pieces[at], signed) else {
            break;
        };
        signed |= verdict.0 == BlockKind::Signature;
        verdicts[at] = Some(verdict);
        at += 1;
    }
    if at < inner.end && notes_found {
        // Prose goes on after it: it was no closer.
        verdicts[start..at].fill(None);
        return inner.end;
    }
    // Neither a date nor a line such as `Yours faithfully,` says that it is one.
    let dated = verdicts[start..at]
        .iter()
        .flatten()
        .any(|verdict| verdict.0 == BlockKind::Dateline);
    if !dated && !pieces[start - 1].last().ends_with(',') {
        let signature = verdicts[start..at].iter_mut().flatten();
        for verdict in signature.filter(|verdict| verdict.0 == BlockKind::Signature) {
            verdict.1 = Certainty::Medium;
        }
    }
    let reason = "after the closer of the text";
    mark(
        verdicts,
        at..inner.end,
        (BlockKind::Note, Certainty::Medium, reason),
    );
    start
}

fn closer_line(piece: &Piece<'_>, signed: bool) -> Option<Verdict> {
    let line = piece.first();
    if !piece.single() || looks::note_marker(line).is_some() {
        return None;
    }
    if looks::is_dateline(line) {
        return Some((
            BlockKind::Dateline,
            Certainty::High,
            "a short line with a date after the text",
        ));
    }
    if !signed {
        let name = looks::is_name_like(line);
        return name.then_some((
            BlockKind::Signature,
            Certainty::High,
            "a name after the text",
        ));
    }
    let short = line.chars().count() <= 80 && !line.ends_with(['.', '!', '?']);
    let capital = line.chars().next().is_some_and(char::is_uppercase);
    let reason = "a short line after the signature";
    (short && capital).then_some((BlockKind::Affiliation, Certainty::Medium, reason))
}

/// Where the closer begins: at a date-line after prose that a signature or the
/// end follows, or at short lines that end the text. What stands after it may
/// be two fifths of the text.
fn closer_start(pieces: &[Piece<'_>], inner: &Range<usize>) -> Option<usize> {
    let total: usize = pieces[inner.clone()].iter().map(Piece::length).sum();
    let mut after = 0;
    for at in (inner.start + 1..inner.end).rev() {
        let piece = &pieces[at];
        if after * 5 > total * 2 {
            return trailing_names(pieces, inner);
        }
        let ended = at + 1 == inner.end || looks::is_name_like(pieces[at + 1].first());
        if piece.single() && looks::is_dateline(piece.first()) && ended {
            return Some(with_signature_before(pieces, inner, at));
        }
        after += piece.length();
    }
    trailing_names(pieces, inner)
}

/// A signature may stand before its date.
fn with_signature_before(pieces: &[Piece<'_>], inner: &Range<usize>, at: usize) -> usize {
    let last = at + 1 == pieces.len().min(inner.end);
    let before = at - 1;
    let name = before > inner.start
        && pieces[before].single()
        && looks::is_name_like(pieces[before].first())
        && pieces[before].length() <= 60;
    if last && name { before } else { at }
}

fn trailing_names(pieces: &[Piece<'_>], inner: &Range<usize>) -> Option<usize> {
    let mut at = inner.end;
    while at > inner.start + 1 && inner.end - at < 3 {
        let piece = &pieces[at - 1];
        let line = piece.first();
        let short =
            piece.single() && line.chars().count() <= 80 && !line.ends_with(['!', '?', ':']);
        if !short || !(looks::is_name_like(line) || line.ends_with(',')) {
            break;
        }
        at -= 1;
    }
    let prose = at > inner.start
        && pieces[at - 1]
            .last()
            .ends_with(['.', '!', '?', '”', '»', '…', ',']);
    // One word alone is as likely something else, unless a line leads to it.
    let lonely = at + 1 == inner.end && looks::is_one_word(pieces[at].first());
    let name = at < inner.end && looks::is_name_like(pieces[inner.end - 1].first());
    (prose && name && !lonely).then(|| {
        // A line such as `Yours faithfully,` goes before the name only if it looks like one.
        (at..inner.end)
            .find(|&at| looks::is_name_like(pieces[at].first()))
            .unwrap_or(at)
    })
}
