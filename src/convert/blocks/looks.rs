//! What does a line look like?

use super::words::{ends_or_directs, names_month, navigates};

/// Longest displayed line, in characters, and in words.
const DISPLAYED: (usize, usize) = (120, 20);

fn count_words(line: &str) -> usize {
    line.split_whitespace().count()
}

/// Whether `line` could stand by itself: short, and without the stop that ends
/// a sentence.
pub fn is_displayed(line: &str) -> bool {
    let line = line.trim();
    line.chars().count() <= DISPLAYED.0
        && count_words(line) <= DISPLAYED.1
        && (!line.ends_with(['.', ',', ';', ':', '…'])
            || is_numbered(line) && count_words(line) == 1)
        && line.chars().any(char::is_alphanumeric)
}

/// Whether all letters are capitals, and there are several.
pub fn is_capitals(line: &str) -> bool {
    line.chars().filter(|c| c.is_alphabetic()).count() > 2 && !line.chars().any(char::is_lowercase)
}

/// Whether `line` begins with the number of a section: `3. `, `IV. `, `Chapter 2`.
pub fn is_numbered(line: &str) -> bool {
    let mut parts = line.split_whitespace();
    let first = parts.next().unwrap_or("");
    let number = first.trim_end_matches(['.', ')']);
    let numeral = |text: &str| {
        let roman = !text.is_empty() && text.chars().all(|c| "IVXLC".contains(c));
        let arabic = text.len() <= 6 && text.starts_with(|c: char| c.is_ascii_digit());
        roman || arabic && text.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    let part = [
        "chapter",
        "part",
        "section",
        "capítulo",
        "parte",
        "chapitre",
        "partie",
        "kapitel",
        "teil",
        "capitolo",
    ];
    numeral(number) && first.len() > number.len()
        || numeral(number) && parts.clone().next().is_none() && number.len() < 6
        || part.contains(&first.to_lowercase().as_str())
            && parts
                .next()
                .is_some_and(|next| numeral(next.trim_end_matches(['.', ':'])))
}

/// A line of verse or of a list: short, but more than a name.
pub fn is_verse_line(line: &str) -> bool {
    let words = count_words(line);
    (2..=12).contains(&words) && !line.trim_end().ends_with('!') && !is_capitals(line)
}

/// Whether `line` belongs to the carrier: a page number, an address, a short
/// line in brackets, a way to another page. Gives whether that is sure.
pub fn paratext(line: &str) -> Option<(bool, &'static str)> {
    let line = line.trim();
    if line.chars().count() > 60 || count_words(line) > 8 {
        let address = line.starts_with("http") && count_words(line) == 1;
        return address.then_some((true, "an address"));
    }
    let inner = line.trim_matches(|c: char| !c.is_alphanumeric());
    let digits = !inner.is_empty() && inner.chars().all(|c| c.is_ascii_digit());
    let lower = inner.to_lowercase();
    let page = ["page ", "p. ", "página ", "seite ", "pagina "];
    let page = page.iter().any(|word| {
        (lower.strip_prefix(word))
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()) && rest.len() < 12)
    });
    if digits && inner.len() <= 4 || page {
        Some((true, "a page number"))
    } else if ["http://", "https://", "www."]
        .iter()
        .any(|start| line.starts_with(start))
    {
        Some((true, "an address"))
    } else if line.starts_with('(') && line.ends_with(')') && line.matches('(').count() == 1 {
        Some((
            navigates(line),
            "a short line in brackets at the edge of the text",
        ))
    } else if ["<", "«", "»", "←", "→", "↑"]
        .iter()
        .any(|arrow| line.starts_with(arrow))
        && navigates(line)
    {
        Some((true, "a way to another page"))
    } else {
        None
    }
}

/// Whether a year, 1000 to 2099, stands in `line`.
pub fn names_year(line: &str) -> bool {
    line.split(|c: char| !c.is_ascii_digit()).any(|number| {
        number.len() == 4 && matches!(number.as_bytes()[0], b'1' | b'2') && number < "2100"
    })
}

/// Whether `line` is a place and a date, or a date.
pub fn is_dateline(line: &str) -> bool {
    let line = line.trim();
    let digit = line.chars().any(|c| c.is_ascii_digit());
    line.chars().count() <= 70
        && count_words(line) <= 9
        && digit
        && (names_month(line) || names_year(line) && line.matches(['/', '-', '.']).count() >= 2)
}

/// Whether `line` could be the name of who signs. A full stop at its end must be
/// that of an initial or a title (`J. S.`, `John Smith Jr.`): however short, what
/// ends in one else is a sentence (`Exeunt.`, `Burn this.`).
pub fn is_name_like(line: &str) -> bool {
    let line = line.trim().trim_start_matches(['–', '—', '-', ' ']);
    let words: Vec<&str> = line.split_whitespace().collect();
    let capitals = (words.iter())
        .filter(|word| word.chars().next().is_some_and(char::is_uppercase))
        .count();
    (1..=6).contains(&words.len())
        && !line.ends_with(['!', '?', ';', ':'])
        && (!line.ends_with('.')
            || words.len() <= 4 && words.last().is_some_and(|word| is_shortened(word)))
        && !line.chars().any(|c| c.is_ascii_digit())
        && capitals * 2 > words.len()
        && !begins_a_postscript(line)
        && !ends_or_directs(line)
}

/// Whether a line that looks like a name is one word, as other short lines are:
/// `Lenin`, but also `Selah`.
pub fn is_one_word(line: &str) -> bool {
    let line = line.trim().trim_start_matches(['–', '—', '-', ' ']);
    count_words(line) == 1 && !is_shortened(line)
}

/// Whether the full stop of `word` is that of initials or of a title after a name.
fn is_shortened(word: &str) -> bool {
    const TITLES: [&str; 12] = [
        "jr", "jun", "junr", "sr", "sen", "senr", "esq", "esqr", "bart", "kt", "ph.d", "hijo",
    ];
    let Some(stem) = word.strip_suffix('.') else {
        return false;
    };
    let mut parts = stem.split(['.', '-']);
    TITLES.contains(&stem.to_lowercase().as_str())
        || parts.all(|part| {
            let mut letters = part.chars();
            letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
        })
}

/// Whether `line` begins with the letters of a postscript or of a formula.
fn begins_a_postscript(line: &str) -> bool {
    const LETTERS: [&str; 8] = ["ps", "pps", "ppps", "pd", "nb", "qed", "rip", "amdg"];
    // `P.S.`, `P. S.` and `PS` are the same; `P. S. Allen` is somebody's name.
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let first = line.split_whitespace().next().unwrap_or_default();
    let spaced = line.len() <= 12 && LETTERS.contains(&letters(line).as_str());
    spaced || first.len() > 1 && LETTERS.contains(&letters(first).as_str())
}

/// The mark that a note begins with, and its number if it has one: `1.`,
/// `[1]`, `(1)`, `*`.
pub fn note_marker(line: &str) -> Option<(bool, usize)> {
    let first = line.split_whitespace().next()?;
    if first.chars().all(|c| matches!(c, '*' | '†' | '‡')) {
        return Some((true, 0));
    }
    let digits: String = first.chars().filter(char::is_ascii_digit).collect();
    let number = digits.parse().ok().filter(|_| digits.len() <= 3)?;
    let bracketed = first == format!("[{digits}]") || first == format!("({digits})");
    let stopped = first == format!("{digits}.") || first == format!("{digits})");
    let more = line.split_whitespace().nth(1).is_some();
    ((bracketed || stopped) && more).then_some((bracketed, number))
}
