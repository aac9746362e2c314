//! What is each line or paragraph of a plain text?
//!
//! 1. [`lines`] cuts the text and joins what was wrapped by hand;
//! 2. [`edges`] takes off paratext, and finds statements, title and greeting at
//!    the head, the closer and the notes at the end;
//! 3. [`body`] tells headings and slogans from paragraphs;
//! 4. [`number`] gives each block its name as a unit.
//!
//! The rules are described in `docs/plain-text.md`. Every line that is not blank
//! is in exactly one block; none is changed. Time is linear in the text.

mod body;
mod edges;
mod lines;
mod looks;
pub mod words;

use super::block::{Block, BlockKind};
use crate::edition::Certainty;

use lines::Piece;

/// What a piece is taken for.
type Verdict = (BlockKind, Certainty, &'static str);

/// A piece with its verdict, on the way to a block.
struct Judged<'t> {
    piece: Piece<'t>,
    verdict: Verdict,
}

/// The blocks of `text`, in its order, numbered. Blank text has none.
pub fn find(text: &str) -> Vec<Block> {
    let pieces = lines::join(lines::cut(text));
    let verdicts = edges::judge(&pieces);
    let judged = (pieces.into_iter().zip(verdicts)).map(|(piece, verdict)| match verdict {
        Some(verdict) => Judged { piece, verdict },
        None => Judged {
            piece,
            verdict: body::PROSE,
        },
    });
    let judged = body::join_continued(judged.collect());
    let mut blocks: Vec<Block> = judged.into_iter().map(block).collect();
    number(&mut blocks);
    blocks
}

fn block(judged: Judged<'_>) -> Block {
    let (kind, certainty, reason) = judged.verdict;
    Block {
        kind,
        unit: String::new(),
        lines: judged.piece.lines.iter().map(|line| line.span).collect(),
        certainty,
        reason: reason.to_owned(),
    }
}

/// Names the blocks as units, each kind counted through the whole text. The
/// parts of the opener share one name, and so do those of the closer.
pub fn number(blocks: &mut [Block]) {
    let mut counts = std::collections::BTreeMap::new();
    for block in blocks {
        let (stem, counted) = match block.kind {
            BlockKind::Paratext => ("nav", true),
            BlockKind::Statement => ("imprint", true),
            BlockKind::Title if block.unit == BY_LINE || block.reason == edges::BY_LINE => {
                (BY_LINE, false)
            }
            BlockKind::Title => ("title", true),
            BlockKind::Heading => ("h", true),
            BlockKind::Slogan => ("s", true),
            BlockKind::Paragraph => ("p", true),
            BlockKind::Opener => ("opener", false),
            BlockKind::Dateline | BlockKind::Signature | BlockKind::Affiliation => {
                ("closer", false)
            }
            BlockKind::Note => ("n", true),
        };
        let count = counts.entry(stem).or_insert(0);
        *count += 1;
        block.unit = if counted {
            format!("{stem}{count}")
        } else {
            stem.to_owned()
        };
    }
}

pub use looks::is_dateline;

/// The unit of the line that names the author below the title.
pub const BY_LINE: &str = "byline";

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str) -> Vec<String> {
        find(text).into_iter().map(|block| block.unit).collect()
    }

    const PROSE: &str = "The river rose in the night and stood at the mill before anyone in the \
        town had noticed it, and the watchman, who slept, was asked about it for years.";

    #[test]
    fn a_heading_stands_before_prose() {
        let text = format!("{PROSE}\n\nThe second flood\n\n{PROSE}\n");
        assert_eq!(units(&text), ["p1", "h1", "p2"]);
    }

    #[test]
    fn slogans_that_go_on_are_joined() {
        let text = format!(
            "{PROSE}\n\nOpen the gates of the\n\nGreat Mill\n\nBread for all!\n\n{PROSE}\n"
        );
        let blocks = find(&text);
        assert_eq!(units(&text), ["p1", "s1", "s2", "p2"]);
        assert_eq!(blocks[1].lines.len(), 2);
    }

    #[test]
    fn wrapped_prose_is_joined_and_carriage_returns_are_line_ends() {
        let line = "The river rose in the night and stood at the mill before";
        let text = format!("{line}\r\n{line}\r\nthe end of it.\r\n\r\n{line}\r\nagain.\r\n");
        let blocks = find(&text);
        assert_eq!(units(&text), ["p1", "p2"]);
        assert_eq!(blocks[0].lines.len(), 3);
    }

    #[test]
    fn a_letter_has_an_opener_and_a_closer() {
        let text = format!("Millbrook, 3 May 1890\n\nDear Ana,\n\n{PROSE}\n\nJohn Miller\n");
        assert_eq!(units(&text), ["opener", "opener", "p1", "closer"]);
    }

    #[test]
    fn notes_follow_the_closer_or_their_heading() {
        let text = format!("{PROSE}\n\nNotes\n\n1. The mill.\n\n2. The town.\n\nof old.\n");
        let blocks = find(&text);
        assert_eq!(units(&text), ["p1", "h1", "n1", "n2"]);
        assert_eq!(blocks[3].lines.len(), 2);
    }
}
