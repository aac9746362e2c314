//! What of a pasted text is noise?
//!
//! Line ends, spaces of all widths, dashes, ligatures, the escapes of file
//! formats: everything becomes one of few characters. A hyphen at the end of a
//! line stays apart as [`BREAK`], because it may be the hyphen of a name or one
//! that the typesetter put there.

/// A hyphen with white space after it.
pub const BREAK: char = '\u{1}';

/// The most characters of a pasted text that are read.
const LONGEST: usize = 20_000;

/// The text as a list of characters: white space is one space, or nothing after
/// a hyphen, which is then [`BREAK`].
pub fn clean(text: &str) -> Vec<char> {
    let text: String = text.chars().take(LONGEST).collect();
    let text = text.replace("\\textasciitilde", "~");
    let mut clean: Vec<char> = Vec::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    let mut line_began = false;
    while let Some(c) = characters.next() {
        match c {
            // A soft hyphen shows only at the end of a line.
            '\u{AD}' if characters.peek().is_some_and(|next| next.is_whitespace()) => {
                clean.push('-');
            }
            _ if is_nothing(c) => {}
            // Mail is quoted with this at the beginning of a line.
            '>' if line_began => {}
            _ if c.is_whitespace() => {
                line_began |= c == '\n' || c == '\r';
                add_space(&mut clean);
            }
            _ => {
                line_began = false;
                add(&mut clean, c);
            }
        }
    }
    clean
}

fn add_space(clean: &mut Vec<char>) {
    match clean.last_mut() {
        Some(last) if *last == '-' => *last = BREAK,
        Some(' ' | &mut BREAK) | None => {}
        Some(_) => clean.push(' '),
    }
}

/// Signs without width, and those with which BibTeX and JSON escape.
fn is_nothing(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\\' | '{' | '}'
    ) || (c.is_control() && !c.is_whitespace())
}

fn add(clean: &mut Vec<char>, c: char) {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => {
            clean.push('-');
        }
        'ﬀ' => clean.extend("ff".chars()),
        'ﬁ' => clean.extend("fi".chars()),
        'ﬂ' => clean.extend("fl".chars()),
        'ﬃ' => clean.extend("ffi".chars()),
        'ﬄ' => clean.extend("ffl".chars()),
        'ﬅ' | 'ﬆ' => clean.extend("st".chars()),
        _ => clean.push(c),
    }
}

/// Whether a character says nothing inside an address or a hash.
pub fn is_noise(c: char) -> bool {
    matches!(c, ' ' | BREAK)
}

/// Where `word` ends, if it stands at `at`, in whatever case and however
/// broken.
pub fn word_at(text: &[char], at: usize, word: &str) -> Option<usize> {
    let mut here = at;
    for (index, expected) in word.chars().enumerate() {
        while index > 0 && text.get(here).is_some_and(|c| is_noise(*c)) {
            here += 1;
        }
        let found = text.get(here)?;
        if !found.eq_ignore_ascii_case(&expected) {
            return None;
        }
        here += 1;
    }
    Some(here)
}

/// Where what is not noise goes on.
pub fn past_noise(text: &[char], at: usize) -> usize {
    let noise = text.get(at..).unwrap_or_default();
    at + noise.iter().take_while(|c| is_noise(**c)).count()
}

/// Breaks of which both readings are tried.
const MOST_BREAKS: usize = 4;

/// What `text` may have been: spaces go, hyphens at line ends stay or go. All
/// of them stay in the first reading.
pub fn readings(text: &[char]) -> Vec<String> {
    let mut readings = vec![String::new()];
    let mut breaks = 0;
    for &c in text.iter().filter(|c| **c != ' ') {
        if c != BREAK {
            readings.iter_mut().for_each(|reading| reading.push(c));
            continue;
        }
        breaks += 1;
        let without = readings.clone();
        readings.iter_mut().for_each(|reading| reading.push('-'));
        if breaks <= MOST_BREAKS {
            readings.extend(without);
        }
    }
    readings
}
