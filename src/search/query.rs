//! What is looked for?
//!
//! `arma virum` both words; `arma OR virum` one of them; `"arma virumque"` one
//! after the other; `vir*` what begins so; `virum~` what is written nearly so
//! (`~2`: two letters amiss); `-virum` without it; round brackets group. Whatever
//! is written is understood as something, and what was not understood is said.

use super::alike::as_it_stands;
use super::word::words;
use crate::said;
use crate::wording::Said;

/// The most words of a query; more are passed over.
pub const MOST_WORDS: usize = 32;

/// How deep brackets may stand in brackets.
const DEEPEST: usize = 8;

/// A word that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// Its letters, in normalization form C.
    pub word: String,
    /// How like it a word of the text must be.
    pub how: How,
}

/// How like a word of the text must be to one that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The whole word.
    Whole,
    /// It begins so.
    Begins,
    /// So many letters may be amiss: one or two.
    Near(u8),
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Want {
    /// A word.
    Word(Sought),
    /// Words one after the other.
    Phrase(Vec<Sought>),
    /// All of these, and none of those.
    All(Vec<Want>, Vec<Want>),
    /// One of these.
    Any(Vec<Want>),
}

impl Want {
    /// The words and phrases that are to be marked: not what must be absent.
    pub fn shown(&self) -> Vec<&Want> {
        match self {
            Self::Word(_) | Self::Phrase(_) => vec![self],
            Self::All(all, _) | Self::Any(all) => all.iter().flat_map(Self::shown).collect(),
        }
    }

    /// The words that are looked for.
    pub fn words(&self) -> Vec<&Sought> {
        let of = |want: &'_ &Want| -> bool { matches!(want, Self::Word(_) | Self::Phrase(_)) };
        let mut found = Vec::new();
        for want in self.shown().iter().filter(|want| of(want)) {
            match want {
                Self::Word(sought) => found.push(sought),
                Self::Phrase(phrase) => found.extend(phrase),
                _ => {}
            }
        }
        found
    }
}

/// What was understood of a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// What is looked for; none if nothing can be.
    pub want: Option<Want>,
    /// What was not understood, or otherwise than it was written, in sentences.
    pub remarks: Vec<Said>,
}

/// Reads what somebody typed.
pub fn parse(text: &str) -> Parsed {
    let mut reader = Reader {
        text,
        at: 0,
        words: 0,
        remarks: Vec::new(),
    };
    let mut all = Vec::new();
    loop {
        all.push(reader.group(0));
        if reader.peek().is_none() {
            break;
        }
        // A bracket that closes nothing.
        reader.bump();
        reader.say(said!(
            "A closing bracket has no opening one and is passed over."
        ));
    }
    let groups: Vec<Group> = all;
    let (mut these, mut not) = (Vec::new(), Vec::new());
    for group in groups {
        these.extend(group.these);
        not.extend(group.not);
    }
    let negative = !not.is_empty();
    let want = (Group { these, not }).want();
    if want.is_none() && negative {
        reader.say(said!(
            "This says only what should not be there. Say also what should be."
        ));
    } else if want.is_none() && !text.trim().is_empty() && reader.remarks.is_empty() {
        reader.say(said!("There is no word in this."));
    }
    Parsed {
        want,
        remarks: reader.remarks,
    }
}

/// What stands in a bracket.
#[derive(Default)]
struct Group {
    these: Vec<Want>,
    not: Vec<Want>,
}

impl Group {
    /// What is wanted; none if it says only what is not.
    fn want(mut self) -> Option<Want> {
        match (self.these.len(), self.not.is_empty()) {
            (0, _) => None,
            (1, true) => self.these.pop(),
            _ => Some(Want::All(self.these, self.not)),
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    words: usize,
    remarks: Vec<Said>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn say(&mut self, remark: Said) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }

    /// Reads up to the end or a closing bracket.
    fn group(&mut self, depth: usize) -> Group {
        let mut group = Group::default();
        let mut either = false;
        loop {
            while self.peek().is_some_and(char::is_whitespace) {
                self.bump();
            }
            let Some(next) = self.peek().filter(|next| *next != ')') else {
                break;
            };
            if self.takes_word("OR") || next == '|' {
                if next == '|' {
                    self.bump();
                }
                either = !group.these.is_empty();
                if !either {
                    self.say(said!("OR has nothing before it and is passed over."));
                }
                continue;
            }
            if self.takes_word("AND") {
                continue;
            }
            let negative = self.negative();
            let Some(want) = self.item(depth) else {
                continue;
            };
            match (negative, either, group.these.last_mut()) {
                (true, joined, _) => {
                    if joined {
                        self.say(said!(
                            "What is left out cannot be one of two: OR is passed over."
                        ));
                    }
                    group.not.push(want);
                }
                (false, true, Some(Want::Any(any))) => any.push(want),
                (false, true, Some(last)) => {
                    let before = std::mem::replace(last, Want::Any(Vec::new()));
                    *last = Want::Any(vec![before, want]);
                }
                (false, ..) => group.these.push(want),
            }
            either = false;
        }
        if either {
            self.say(said!("OR has nothing after it and is passed over."));
        }
        group
    }

    /// Whether this word stands here by itself; then it is read.
    fn takes_word(&mut self, word: &str) -> bool {
        let Some(rest) = self.text[self.at..].strip_prefix(word) else {
            return false;
        };
        let alone = rest
            .chars()
            .next()
            .is_none_or(|c| c.is_whitespace() || "()\"".contains(c));
        if alone {
            self.at += word.len();
        }
        alone
    }

    fn negative(&mut self) -> bool {
        if self.takes_word("NOT") {
            while self.peek().is_some_and(char::is_whitespace) {
                self.bump();
            }
            return true;
        }
        let mut rest = self.text[self.at..].chars();
        let negative = rest.next() == Some('-')
            && rest
                .next()
                .is_some_and(|c| c.is_alphanumeric() || c == '(' || is_quote(c));
        if negative {
            self.bump();
        }
        negative
    }

    fn item(&mut self, depth: usize) -> Option<Want> {
        match self.peek()? {
            '(' if depth < DEEPEST => {
                self.bump();
                let group = self.group(depth + 1);
                if self.bump().is_none() {
                    self.say(said!(
                        "A bracket is not closed; it is read as closed at the end."
                    ));
                }
                let negative = !group.not.is_empty();
                let want = group.want();
                if want.is_none() && negative {
                    self.say(said!(
                        "A bracket says only what should not be there and is passed over."
                    ));
                }
                want
            }
            '(' => {
                self.bump();
                self.say(said!(
                    "Brackets stand in each other at most {deepest} deep; more are passed over.",
                    deepest = DEEPEST
                ));
                None
            }
            next if is_quote(next) => self.quoted(),
            _ => self.unquoted(),
        }
    }

    /// A word, or what stands between two spaces.
    fn unquoted(&mut self) -> Option<Want> {
        let rest = &self.text[self.at..];
        let ends = |c: char| c.is_whitespace() || c == '(' || c == ')' || c == '|' || is_quote(c);
        let end = rest.find(ends).unwrap_or(rest.len());
        let chunk = &rest[..end];
        self.at += end;
        let mut sought = Vec::new();
        self.chunk(chunk, &mut sought);
        self.wanted(sought)
    }

    /// What stands between quotation marks.
    fn quoted(&mut self) -> Option<Want> {
        self.bump();
        let rest = &self.text[self.at..];
        let end = rest.find(is_quote).unwrap_or(rest.len());
        let closed = end < rest.len();
        let inside = &rest[..end];
        self.at += end;
        if closed {
            self.bump();
        } else {
            self.say(said!(
                "A quotation mark is not closed; it is read as closed at the end."
            ));
        }
        if self.peek() == Some('~') {
            while self.peek().is_some_and(|c| c == '~' || c.is_ascii_digit()) {
                self.bump();
            }
            self.say(said!("How far words of a phrase may stand apart cannot be said; “~” after it is passed over."));
        }
        let mut sought = Vec::new();
        for chunk in inside.split_whitespace() {
            self.chunk(chunk, &mut sought);
        }
        if sought.is_empty() && inside.trim().is_empty() {
            self.say(said!("There is nothing between two quotation marks."));
        }
        self.wanted(sought)
    }

    fn wanted(&mut self, mut sought: Vec<Sought>) -> Option<Want> {
        let room = MOST_WORDS - self.words.min(MOST_WORDS);
        if sought.len() > room {
            self.say(said!(
                "Only the first {most} words are looked for.",
                most = MOST_WORDS
            ));
            sought.truncate(room);
        }
        self.words += sought.len();
        match sought.len() {
            0 => None,
            1 => sought.pop().map(Want::Word),
            _ => Some(Want::Phrase(sought)),
        }
    }

    /// The words of what stands between two spaces; the last one has its sign.
    fn chunk(&mut self, chunk: &str, sought: &mut Vec<Sought>) {
        let (letters, how) = self.sign(chunk);
        let found: Vec<String> = words(letters)
            .map(|range| as_it_stands(&letters[range]).into_owned())
            .collect();
        if found.is_empty() {
            self.say(said!(
                "“{word}” has no letter and is passed over.",
                word = shortened(chunk)
            ));
            return;
        }
        if letters.contains('*') {
            self.say(said!(
                "A star stands at the end of a word: in “{word}” it parts words.",
                word = shortened(chunk)
            ));
        }
        let last = found.len() - 1;
        for (at, word) in found.into_iter().enumerate() {
            let how = if at == last { how } else { How::Whole };
            let how = match how {
                How::Near(_) if word.chars().count() < 3 => {
                    self.say(said!(
                        "“{word}” is too short for “~”; it is looked for as it stands.",
                        word = &word
                    ));
                    How::Whole
                }
                how => how,
            };
            sought.push(Sought { word, how });
        }
    }

    /// A chunk without the sign at its end, and what that means.
    fn sign<'c>(&mut self, chunk: &'c str) -> (&'c str, How) {
        let chunk = chunk.trim_end_matches([',', ';', '.', ':', '!', '?']);
        if let Some(letters) = chunk.strip_suffix('*') {
            return (letters.trim_end_matches('*'), How::Begins);
        }
        let Some((letters, amount)) = chunk.rsplit_once('~') else {
            return (chunk, How::Whole);
        };
        let many = letters.chars().count() > 5;
        match amount {
            "" => (letters, How::Near(if many { 2 } else { 1 })),
            "0" => (letters, How::Whole),
            "1" => (letters, How::Near(1)),
            "2" => (letters, How::Near(2)),
            _ if !amount.is_empty() && amount.bytes().all(|c| c.is_ascii_digit()) => {
                self.say(said!("At most two letters may be amiss: “~2”."));
                (letters, How::Near(2))
            }
            _ => (chunk, How::Whole),
        }
    }
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '“' | '”' | '„' | '«' | '»')
}

fn shortened(chunk: &str) -> String {
    match chunk.char_indices().nth(24) {
        Some((end, _)) => format!("{}…", &chunk[..end]),
        None => chunk.to_owned(),
    }
}
