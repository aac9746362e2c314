//! Which words may be slips?
//!
//! Only ever proposed. Without a dictionary the text itself is the witness: a
//! word that occurs once and differs by one letter from a word that occurs at
//! least [`FREQUENT`] times and is no inflection of it; a function word written
//! twice; an inverted mark inside a word's end; quotation marks and brackets
//! that do not balance (said, with no proposal). Never in a quotation, in words
//! of another language, in names or numbers.

mod balance;
mod near;

use crate::convert::mark::What;
use crate::edition::Certainty;
use crate::source::Span;

use super::collect::Collected;
use super::is_closed;
use super::passage::{Passage, is_space};
use super::tongue::{Tongue, function_word};

pub use near::FREQUENT;

const CODE: &str = "fault-proposed";

/// Function words that are rightly written twice: *that that*, *nous nous*.
const RIGHTLY_DOUBLED: &str = "\
    that had is so no not very in on nous vous die der das sie si lo le la se es que muy \
    den dem ich ja non sì più molto muito";

/// Proposes corrections outside the stretches `closed`.
pub fn infer(passages: &[Passage<'_>], own: Option<Tongue>, closed: &[Span], seen: &mut Collected) {
    for passage in passages {
        doubled(passage, own, closed, seen);
        inverted(passage, closed, seen);
    }
    for slip in near::slips(passages, closed) {
        let word = &slip.passage.text[slip.span.range()];
        let (read, count) = (slip.read, slip.count);
        propose(
            slip.passage,
            slip.span,
            read.clone(),
            Certainty::Low,
            format!("`{word}` occurs once, `{read}` {count} times"),
            seen,
        );
    }
    balance::infer(passages, seen);
}

fn propose(
    passage: &Passage<'_>,
    span: Span,
    read: String,
    certainty: Certainty,
    reason: String,
    seen: &mut Collected,
) {
    let words = &passage.text[span.range()];
    let message = if read.is_empty() {
        format!("`{words}` may be a slip; it might be left out")
    } else {
        format!("`{words}` may be a slip for `{read}`")
    };
    let what = What::Proposal { read };
    seen.mark(span, what, (certainty, CODE), message, reason);
}

/// Function words of the text's language written twice on one line.
fn doubled(passage: &Passage<'_>, own: Option<Tongue>, closed: &[Span], seen: &mut Collected) {
    for index in 1..passage.words.len() {
        let (first, second) = (passage.word(index - 1), passage.word(index));
        let gap = passage.gap(index);
        if !first.eq_ignore_ascii_case(second) || !is_space(gap) || gap.contains(['\n', '\r']) {
            continue;
        }
        let small = second.to_lowercase();
        let known = own.is_some_and(|own| function_word(&small).has(own));
        let rightly = RIGHTLY_DOUBLED.split_whitespace().any(|word| word == small);
        let span = Span {
            start: passage.words[index - 1].start,
            end: passage.words[index].end,
        };
        if known && !rightly && second == small && !is_closed(closed, span) {
            let reason = "a function word written twice".to_owned();
            propose(
                passage,
                span,
                first.to_owned(),
                Certainty::Medium,
                reason,
                seen,
            );
        }
    }
}

/// `¡` and `¿` directly after a letter: they open, and nothing opens there.
fn inverted(passage: &Passage<'_>, closed: &[Span], seen: &mut Collected) {
    for (at, mark) in passage.content().match_indices(['¡', '¿']) {
        let start = passage.span.start as usize + at;
        let span = Span::new(start, start + mark.len());
        let in_word = passage.before(start).is_some_and(char::is_alphanumeric);
        if in_word && !is_closed(closed, span) {
            let reason = "a mark that opens, after a letter".to_owned();
            propose(
                passage,
                span,
                String::new(),
                Certainty::Medium,
                reason,
                seen,
            );
        }
    }
}
