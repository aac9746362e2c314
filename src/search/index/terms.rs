//! Which words of the index are like the one that is looked for?

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use tantivy::InvertedIndexReader;
use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermDictionary;
use tantivy_fst::Automaton;

use super::schema::{BETWEEN, parted};
use crate::search::alike::{Alike, folded};
use crate::search::occurrences::is_like;
use crate::search::query::{How, Sought};

/// The most forms that a word may have in a segment. Each is a list to be read.
pub const MOST_FORMS: usize = 10_000;

/// Why a word cannot be looked for.
#[derive(Debug)]
pub enum Trouble {
    /// It has more than [`MOST_FORMS`] forms.
    TooMany,
    /// The index cannot be read.
    Broken(String),
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

/// The lists of all forms of a word.
pub fn lists(
    index: &InvertedIndexReader,
    sought: &Sought,
    alike: Alike,
    option: IndexRecordOption,
) -> Result<Vec<SegmentPostings>, Trouble> {
    let mut found: Vec<TermInfo> = Vec::new();
    each(index.terms(), sought, alike, |_, _, info| {
        found.push(info.clone());
        found.len() <= MOST_FORMS
    })?;
    if found.len() > MOST_FORMS {
        return Err(Trouble::TooMany);
    }
    let list = |info: &TermInfo| index.read_postings_from_terminfo(info, option);
    Ok(found.iter().map(list).collect::<Result<_, _>>()?)
}

/// Visits the forms of a word, with the loosest form, the word as it stands and
/// what is kept under it, as long as `visit` says so.
pub fn each(
    terms: &TermDictionary,
    sought: &Sought,
    alike: Alike,
    mut visit: impl FnMut(&str, &str, &TermInfo) -> bool,
) -> Result<(), Trouble> {
    let wanted = folded(&sought.word).into_owned();
    let strict = (alike != Alike::default()).then(|| alike.form(&sought.word));
    let is_meant = |stands: &str| match &strict {
        Some(strict) => is_like(strict, &alike.form(stands), sought.how),
        None => true,
    };
    let mut look = |key: &[u8], info: &TermInfo| -> bool {
        let Some((folded, stands)) = parted(key) else {
            return true;
        };
        !is_meant(stands) || visit(folded, stands, info)
    };
    match sought.how {
        How::Whole | How::Begins => {
            let (mut from, mut to) = (wanted.clone().into_bytes(), wanted.into_bytes());
            match sought.how {
                How::Whole => {
                    from.push(BETWEEN);
                    to.push(BETWEEN + 1);
                }
                // UTF-8 never has this byte.
                _ => to.push(0xff),
            }
            let mut stream = terms.range().ge(from).lt(to).into_stream()?;
            while let Some((key, info)) = stream.next() {
                if !look(key, info) {
                    break;
                }
            }
        }
        How::Near(amiss) => {
            let near = Near::new(&wanted, amiss);
            let mut stream = terms.search(&near).into_stream()?;
            while let Some((key, info)) = stream.next() {
                if !look(key, info) {
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Takes terms whose loosest form is nearly a word.
pub struct Near(DFA);

impl Near {
    /// Nearly `word`: at most so many letters are amiss.
    pub fn new(word: &str, amiss: u8) -> Self {
        let builder = LevenshteinAutomatonBuilder::new(amiss.min(2), true);
        Self(builder.build_dfa(word))
    }
}

/// Where we are in a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// In its loosest form.
    Form(u32),
    /// After it: it is meant.
    Meant,
    /// It cannot be meant.
    Lost,
}

impl Automaton for Near {
    type State = At;

    fn start(&self) -> At {
        At::Form(self.0.initial_state())
    }

    fn is_match(&self, state: &At) -> bool {
        *state == At::Meant
    }

    fn can_match(&self, state: &At) -> bool {
        *state != At::Lost
    }

    fn accept(&self, state: &At, byte: u8) -> At {
        match *state {
            At::Form(form) if byte == BETWEEN => match self.0.distance(form) {
                Distance::Exact(_) => At::Meant,
                Distance::AtLeast(_) => At::Lost,
            },
            At::Form(form) => match self.0.transition(form, byte) {
                SINK_STATE => At::Lost,
                next => At::Form(next),
            },
            other => other,
        }
    }
}
