//! Which lines belong together?

use crate::source::Span;

use super::looks;
use super::words::ends_open;

/// One line that is not blank.
#[derive(Clone, Copy, Debug)]
pub struct Line<'t> {
    /// Where, without its line ending.
    pub span: Span,
    /// Its characters, spaces around them included.
    pub text: &'t str,
    /// Blank lines before it.
    pub gap: usize,
    /// Its length in characters, without the spaces around it.
    pub length: usize,
}

/// Lines that are read as one: a paragraph, a stanza, or one displayed line.
#[derive(Clone, Debug)]
pub struct Piece<'t> {
    /// Its lines; never empty.
    pub lines: Vec<Line<'t>>,
}

impl<'t> Piece<'t> {
    /// Its first line, without spaces around it.
    pub fn first(&self) -> &'t str {
        self.lines.first().map_or("", |line| line.text.trim())
    }

    /// Its last line, without spaces around it.
    pub fn last(&self) -> &'t str {
        self.lines.last().map_or("", |line| line.text.trim())
    }

    /// Its length in characters.
    pub fn length(&self) -> usize {
        self.lines.iter().map(|line| line.length).sum()
    }

    /// Blank lines before it.
    pub fn gap(&self) -> usize {
        self.lines.first().map_or(0, |line| line.gap)
    }

    /// Whether it is a single line.
    pub fn single(&self) -> bool {
        self.lines.len() == 1
    }
}

/// The lines of `text` that are not blank. LF, CR LF and CR end a line.
pub fn cut(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let (mut start, mut gap) = (0, 0);
    let bytes = text.as_bytes();
    while start < bytes.len() {
        let rest = &bytes[start..];
        let length = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let end = start + length.unwrap_or(rest.len());
        let line = &text[start..end];
        let trimmed = line.trim();
        if trimmed.is_empty() {
            gap += 1;
        } else {
            lines.push(Line {
                span: Span::new(start, end),
                text: line,
                gap,
                length: trimmed.chars().count(),
            });
            gap = 0;
        }
        let both = bytes.get(end) == Some(&b'\r') && bytes.get(end + 1) == Some(&b'\n');
        start = end + if both { 2 } else { 1 };
    }
    lines
}

/// Longer lines are whole paragraphs: nobody wraps text so wide by hand.
const WIDEST: usize = 120;

/// Narrower lines are verse or a list, not wrapped prose.
const NARROWEST: usize = 40;

/// Joins lines that follow each other without a blank line: wrapped prose to
/// paragraphs, verse to stanzas. In a text with lines wider than any wrapped
/// prose each line stands alone.
pub fn join(lines: Vec<Line<'_>>) -> Vec<Piece<'_>> {
    let alone = lines.iter().any(|line| line.length > WIDEST);
    let width = if alone { 0 } else { wrap_width(&lines) };
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    for line in lines {
        let joined = !alone
            && line.gap == 0
            && (pieces.last()).is_some_and(|piece| continues(piece, &line, width));
        match pieces.last_mut() {
            Some(piece) if joined => piece.lines.push(line),
            _ => pieces.push(Piece { lines: vec![line] }),
        }
    }
    pieces
}

/// The width that prose was wrapped at: nine tenths of the lines that touch
/// another are not longer.
fn wrap_width(lines: &[Line<'_>]) -> usize {
    let mut touching: Vec<usize> = (lines.windows(2))
        .filter(|pair| pair[1].gap == 0)
        .map(|pair| pair[0].length)
        .collect();
    touching.sort_unstable();
    touching.get(touching.len() * 9 / 10).copied().unwrap_or(0)
}

fn continues(piece: &Piece<'_>, line: &Line<'_>, width: usize) -> bool {
    let Some(before) = piece.lines.last() else {
        return false;
    };
    if looks::note_marker(line.text).is_some() {
        return false;
    }
    // Verse has indented lines within a stanza: only in prose they begin anew.
    if width < NARROWEST {
        // Where two lines are verse, the third may exclaim; alone it is a slogan.
        let exclaims = piece.lines.len() > 1;
        let verse = |text: &str| {
            let text = text.trim_end();
            let text = if exclaims {
                text.trim_end_matches('!')
            } else {
                text
            };
            looks::is_verse_line(text)
        };
        return verse(before.text) && verse(line.text);
    }
    if indent(line.text) > indent(before.text) + 1 {
        return false;
    }
    let next = line.text.split_whitespace().next().unwrap_or("");
    let full = before.length + 1 + next.chars().count() > width * 4 / 5;
    let lower = next.chars().next().is_some_and(char::is_lowercase);
    full || lower || ends_open(before.text)
}

fn indent(text: &str) -> usize {
    let space = text.chars().take_while(|c| c.is_whitespace());
    space.map(|c| if c == '\t' { 4 } else { 1 }).sum()
}
