//! Which spaces and dashes are irregular?
//!
//! Two spaces in a row, a no-break space beside a space or at the head or end
//! of a line, a space before a comma, and dashes closed up on one side. French
//! keeps its spaces before `;` `:` `!` `?`, Spanish its dashes closed up around
//! a parenthesis, and words that leave out a part their hyphen (*pre- and
//! post-war*).

use crate::convert::mark::What;
use crate::edition::Certainty;
use crate::source::Span;

use super::collect::Collected;
use super::is_closed;
use super::passage::Passage;
use super::tongue::Tongue;

const CODE: &str = "spacing";

/// The longest parenthesis between two dashes, in bytes.
const LONGEST_PARENTHESIS: usize = 400;

/// Marks irregular spaces and dashes outside the stretches `closed`.
pub fn infer(passages: &[Passage<'_>], own: Option<Tongue>, closed: &[Span], seen: &mut Collected) {
    for passage in passages {
        for line in &passage.block.lines {
            let changes = spaces(passage.text, *line, own).into_iter().chain(dashes(
                passage.text,
                *line,
                own,
            ));
            for change in changes.filter(|change| !is_closed(closed, change.span)) {
                mark(change, seen);
            }
        }
    }
}

/// Characters that are irregular, and what would be regular.
struct Change {
    span: Span,
    read: &'static str,
    certainty: Certainty,
    what: &'static str,
}

fn mark(change: Change, seen: &mut Collected) {
    seen.mark(
        change.span,
        What::Regularization {
            read: change.read.to_owned(),
        },
        (change.certainty, CODE),
        "spacing is irregular".to_owned(),
        change.what.to_owned(),
    );
}

/// Runs of spaces that are irregular in `line`.
fn spaces(text: &str, line: Span, own: Option<Tongue>) -> Vec<Change> {
    let content = &text[line.range()];
    let mut changes = Vec::new();
    let mut start = None;
    let ends = content.char_indices().chain([(content.len(), 'x')]);
    for (at, character) in ends {
        match (is_blank(character), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                start = None;
                let run = (&content[..from], &content[from..at], &content[at..]);
                if let Some((read, what)) = judge_spaces(run, own) {
                    changes.push(Change {
                        span: Span::new(line.start as usize + from, line.start as usize + at),
                        read,
                        certainty: Certainty::High,
                        what,
                    });
                }
            }
            _ => {}
        }
    }
    changes
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// What should stand for the blank characters `run` between `before` and
/// `after`, if it is something else, and why.
fn judge_spaces(
    (before, run, after): (&str, &str, &str),
    own: Option<Tongue>,
) -> Option<(&'static str, &'static str)> {
    if before.is_empty() {
        // A tab or spaces at the head of a line indent it: layout, not text.
        let no_break = run.contains('\u{a0}');
        return no_break.then_some(("", "a no-break space at the head of the line"));
    }
    if after.is_empty() {
        return Some(("", "a space at the end of the line"));
    }
    let french = own == Some(Tongue::French);
    if french && after.starts_with([';', ':', '!', '?', '»']) {
        return (run.chars().count() > 1).then_some(("\u{a0}", "more than one space"));
    }
    if let Some(what) = before_a_sign(before, after, french) {
        return Some(("", what));
    }
    (run.chars().count() > 1).then_some((
        " ",
        if run.contains('\u{a0}') {
            "a no-break space beside another space"
        } else {
            "more than one space"
        },
    ))
}

/// Whether the space stands before a sign that closes up to the word before.
fn before_a_sign(before: &str, after: &str, french: bool) -> Option<&'static str> {
    let mut characters = after.chars();
    let sign = characters.next()?;
    let next = characters.next();
    let ends = next.is_none_or(|c| c.is_whitespace() || "”»\")’".contains(c));
    let follows_word = before
        .chars()
        .next_back()
        .is_some_and(|c| c.is_alphanumeric() || "”»\")’’%".contains(c));
    match sign {
        ',' if ends => Some("a space before a comma"),
        '.' if ends && follows_word => Some("a space before a full stop"),
        ';' | ':' | '!' | '?' if ends && follows_word && !french => {
            Some("a space before a mark of punctuation")
        }
        ')' if follows_word => Some("a space before a closing bracket"),
        _ => None,
    }
}

/// A dash that is closed up on one side only.
#[derive(Clone, Copy)]
struct Dash {
    at: usize,
    length: usize,
    /// Before a parenthesis: closed up to the word after it.
    opens: bool,
    hyphen: bool,
}

/// Dashes closed up on one side in `line`: two make a parenthesis; a dash alone
/// is less sure, a hyphen alone still less, and a hyphen after a word may stand
/// for what is left out and is let alone.
fn dashes(text: &str, line: Span, own: Option<Tongue>) -> Vec<Change> {
    if own == Some(Tongue::Spanish) {
        return Vec::new();
    }
    let content = &text[line.range()];
    let mut changes = Vec::new();
    let mut open: Option<Dash> = None;
    for dash in one_sided(content) {
        match (dash.opens, open) {
            (true, before) => {
                changes.extend(before.and_then(|before| alone(before, line, own)));
                open = Some(dash);
            }
            (false, Some(opening)) if dash.at - opening.at <= LONGEST_PARENTHESIS => {
                changes.push(change(opening, line, Certainty::High, PAIR));
                changes.push(change(dash, line, Certainty::High, PAIR));
                open = None;
            }
            (false, Some(opening)) => {
                changes.extend(alone(opening, line, own));
                changes.extend(alone(dash, line, own));
                open = None;
            }
            (false, None) => changes.extend(alone(dash, line, own)),
        }
    }
    changes.extend(open.and_then(|opening| alone(opening, line, own)));
    changes
}

const PAIR: &str = "two dashes around a parenthesis, each closed up on one side";

fn alone(dash: Dash, line: Span, own: Option<Tongue>) -> Option<Change> {
    let german = own == Some(Tongue::German);
    if dash.hyphen && (!dash.opens || german) {
        return None;
    }
    let certainty = if dash.hyphen {
        Certainty::Low
    } else {
        Certainty::Medium
    };
    Some(change(
        dash,
        line,
        certainty,
        "a dash closed up on one side",
    ))
}

fn change(dash: Dash, line: Span, certainty: Certainty, what: &'static str) -> Change {
    let start = line.start as usize + dash.at;
    Change {
        span: Span::new(start, start + dash.length),
        read: if dash.opens { "– " } else { " –" },
        certainty,
        what,
    }
}

/// Hyphens and dashes with white space on one side and a word on the other.
fn one_sided(content: &str) -> impl Iterator<Item = Dash> {
    content
        .match_indices(['-', '–', '—'])
        .filter_map(|(at, dash)| {
            let before = content[..at].chars().next_back()?;
            let rest = &content[at + dash.len()..];
            let after = rest.chars().next()?;
            let word =
                |character: char| character.is_alphabetic() || "“”«»\"’)(".contains(character);
            // `-b` is more likely an option or a sign than a parenthesis.
            let letter = dash == "-" && !rest.chars().nth(1).is_some_and(char::is_alphabetic);
            let opens = before.is_whitespace() && word(after) && !letter;
            let closes = word(before)
                && (after.is_whitespace() || matches!(after, ',' | ';'))
                && !leaves_out(rest);
            (opens || closes).then_some(Dash {
                at,
                length: dash.len(),
                opens,
                hyphen: dash == "-",
            })
        })
}

/// Whether the word after a hyphen shows that it stands for a part left out:
/// *pre- and post-war*, *Ein- und Ausgang*. (*To* can follow a parenthesis as
/// well, and is no such sign.)
fn leaves_out(rest: &str) -> bool {
    let next = rest.split_whitespace().next().unwrap_or("");
    matches!(
        next,
        "and" | "or" | "und" | "oder" | "bzw." | "bis" | "y" | "o" | "u" | "e" | "ou" | "et"
    )
}
