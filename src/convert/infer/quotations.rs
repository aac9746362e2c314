//! Which words are quoted, with their source stated?
//!
//! Quotation marks alone are not enough: terms, titles and irony have them too.
//! A quotation here has at least [`SHORTEST`] words, and directly after it a
//! statement of its source that names something and a date or a page: in the
//! same brackets, in brackets of its own, or after a dash at the end of the
//! block.

use crate::convert::mark::What;
use crate::edition::Certainty;
use crate::source::Span;

use super::collect::Collected;
use super::passage::{Passage, is_capitalised};

/// Fewer words are a term or a title.
const SHORTEST: usize = 4;

/// The longest statement of a source, in bytes.
const LONGEST_SOURCE: usize = 200;

/// Opening and closing marks of six languages. The German closing mark is the
/// English opening one.
const PAIRS: [(char, char); 8] = [
    ('“', '”'),
    ('„', '“'),
    ('„', '”'),
    ('«', '»'),
    ('»', '«'),
    ('‘', '’'),
    ('‹', '›'),
    ('"', '"'),
];

/// Marks the quotations that state their source. Dates have been marked.
pub fn infer(passages: &[Passage<'_>], seen: &mut Collected) {
    let mut dates: Vec<Span> = seen
        .marks()
        .filter(|mark| matches!(mark.what, What::Date { .. }))
        .map(|mark| mark.span)
        .collect();
    dates.sort_unstable();
    for passage in passages {
        let mut after = passage.span.start;
        for quote in quoted(passage) {
            if quote.start < after {
                continue;
            }
            let Some(source) = source_after(passage, quote, &dates) else {
                continue;
            };
            after = source.span.end;
            mark(passage, quote, &source, seen);
        }
    }
}

/// A statement of a source, with the title in it if it is recognised.
struct Source {
    span: Span,
    title: Option<Span>,
    certainty: Certainty,
    reason: &'static str,
}

fn mark(passage: &Passage<'_>, quote: Span, source: &Source, seen: &mut Collected) {
    let span = Span {
        start: quote.start,
        end: source.span.end,
    };
    let stated = passage.text[source.span.range()].trim();
    seen.mark(
        span,
        What::Quotation {
            quote,
            source: source.span,
            title: source.title,
        },
        (source.certainty, "quotation-inferred"),
        format!("words are quoted and their source stated: `{stated}`"),
        source.reason.to_owned(),
    );
}

/// Stretches from an opening to its closing mark, both included, in order.
/// A mark that opens again before it is closed begins anew, an inner pair of
/// other marks is part of the outer.
fn quoted(passage: &Passage<'_>) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let base = passage.span.start as usize;
    let content = passage.content();
    for (at, character) in content.char_indices() {
        if let Some((from, opening)) = open {
            if closes(opening, character) && !is_apostrophe(content, at, character) {
                found.push(Span::new(base + from, base + at + character.len_utf8()));
                open = None;
            } else if character == opening {
                open = Some((at, character));
            }
        } else if opens(content, at, character) {
            open = Some((at, character));
        }
    }
    found
}

fn closes(opening: char, character: char) -> bool {
    PAIRS.contains(&(opening, character))
}

fn opens(content: &str, at: usize, character: char) -> bool {
    let follows_word = content[..at]
        .chars()
        .next_back()
        .is_some_and(char::is_alphanumeric);
    PAIRS.iter().any(|pair| pair.0 == character) && !follows_word
}

/// A single mark inside a word, or at the end of one when no source follows, is
/// an apostrophe.
fn is_apostrophe(content: &str, at: usize, character: char) -> bool {
    let rest = &content[at + character.len_utf8()..];
    character == '’' && !rest.trim_start().starts_with(['(', '—', '–'])
}

fn source_after(passage: &Passage<'_>, quote: Span, dates: &[Span]) -> Option<Source> {
    let words = passage.word_from(quote.end) - passage.word_from(quote.start);
    if words < SHORTEST {
        return None;
    }
    in_same_brackets(passage, quote, dates)
        .or_else(|| in_brackets(passage, quote, dates))
        .or_else(|| after_dash(passage, quote, dates))
}

/// `(“…”, La Primera, June 25, 2008)`: the brackets stay outside.
fn in_same_brackets(passage: &Passage<'_>, quote: Span, dates: &[Span]) -> Option<Source> {
    let bracket = passage.before(quote.start as usize)?;
    let close = match bracket {
        '(' => ')',
        '[' => ']',
        _ => return None,
    };
    let rest = passage.after(quote.end as usize);
    let sign = rest.chars().next()?;
    if !matches!(sign, ',' | ';' | ':' | ' ') {
        return None;
    }
    let end = find_near(rest, close)?;
    let span = Span::new(quote.end as usize, quote.end as usize + end);
    source(passage, span, 0, dates)
}

/// Where `sign` first stands in the reach of a statement of a source.
fn find_near(rest: &str, sign: char) -> Option<usize> {
    rest.char_indices()
        .take(LONGEST_SOURCE)
        .find_map(|(at, character)| (character == sign).then_some(at))
}

/// `“…” (Le Monde, 3 mai 1968)`: the brackets are part of the statement.
fn in_brackets(passage: &Passage<'_>, quote: Span, dates: &[Span]) -> Option<Source> {
    let rest = passage.after(quote.end as usize);
    let inner = rest.trim_start_matches([' ', '\u{a0}', ',', '.']);
    let close = match inner.chars().next()? {
        '(' => ')',
        '[' => ']',
        _ => return None,
    };
    let end = find_near(rest, close)?;
    let span = Span::new(quote.end as usize, quote.end as usize + end + 1);
    source(passage, span, 1, dates)
}

/// `«…» — Clarín, 3 de mayo de 1982` at the end of the block.
fn after_dash(passage: &Passage<'_>, quote: Span, dates: &[Span]) -> Option<Source> {
    let rest = passage.after(quote.end as usize);
    if rest.len() > LONGEST_SOURCE {
        return None;
    }
    let inner = rest.trim_start();
    let dash = inner.strip_prefix(['—', '–', '-'])?;
    let content = dash.trim();
    if content.is_empty() || content.contains(['.', '!', '?']) && !content.ends_with('.') {
        return None;
    }
    let end = quote.end as usize + rest.trim_end().len();
    source(passage, Span::new(quote.end as usize, end), 0, dates)
}

/// The statement in `span`, whose last `closing` bytes are a bracket, if it
/// names something and a date, a year or a page.
fn source(passage: &Passage<'_>, span: Span, closing: u32, dates: &[Span]) -> Option<Source> {
    if span.len() > LONGEST_SOURCE {
        return None;
    }
    let first = passage.word_from(span.start);
    let last = passage.word_from(span.end);
    if first == last || !is_capitalised(passage.word(first)) {
        return None;
    }
    let date = dates
        .get(dates.partition_point(|date| date.start < span.start))
        .filter(|date| date.end <= span.end);
    let year = (first..last).find(|&index| is_year(passage.word(index)));
    let page = (first..last).any(|index| is_page(passage, index));
    let name_ends = date
        .map(|date| date.start)
        .or(year.map(|index| passage.words[index].start))
        .unwrap_or(span.end - closing);
    if name_ends <= passage.words[first].start || (date.is_none() && year.is_none() && !page) {
        return None;
    }
    let title = date
        .filter(|date| is_to_the_day(passage, **date))
        .and_then(|_| only_name(passage, first, name_ends));
    let (certainty, reason) = match (date, year) {
        (Some(_), _) => (Certainty::High, "a name and a date follow the quotation"),
        (None, Some(_)) => (Certainty::Medium, "a name and a year follow the quotation"),
        _ => (Certainty::Medium, "a name and a page follow the quotation"),
    };
    Some(Source {
        span,
        title,
        certainty,
        reason,
    })
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && matches!(word.parse(), Ok(1000..=2099_u32))
}

fn is_page(passage: &Passage<'_>, index: usize) -> bool {
    let abbreviation = matches!(
        passage.word(index),
        "p" | "pp" | "pág" | "pag" | "S" | "vol" | "Bd"
    );
    let number = passage.word(index + 1);
    abbreviation
        && passage.gap(index + 1).starts_with('.')
        && number.starts_with(|c: char| c.is_ascii_digit())
}

/// Newspapers are cited to the day; a year alone can also follow an author, and
/// then nothing shows which of both the name is.
fn is_to_the_day(passage: &Passage<'_>, date: Span) -> bool {
    passage.word_from(date.end) - passage.word_from(date.start) >= 3
}

/// The one name before the date: two are author and title, or title and place.
fn only_name(passage: &Passage<'_>, first: usize, end: u32) -> Option<Span> {
    let start = passage.words[first].start;
    let name =
        passage.text[start as usize..end as usize].trim_end_matches([' ', '\u{a0}', '\n', '\r']);
    let name = name.trim_end_matches([',', ';', ':']).trim_end();
    let one = !name.is_empty() && !name.contains([',', ';', ':', '(', ')']);
    one.then(|| Span {
        start,
        end: start + name.len() as u32,
    })
}
