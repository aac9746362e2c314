//! Which words of the index are like the one that is looked for?

use std::sync::LazyLock;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use tantivy::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::termdict::TermDictionary;
use tantivy_fst::Automaton;

use super::schema::{BETWEEN, PAIR, parted};
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

/// A word that is looked for, made ready once for all segments and fields.
pub struct Ready {
    /// Its loosest form.
    pub folded: String,
    /// How like it a word must be.
    pub how: How,
    /// What has to be the same beside its letters, and its form in which that is
    /// left; none if nothing has to.
    strict: Option<(Alike, String)>,
    near: Option<Near>,
}

impl Ready {
    /// Makes a word ready.
    pub fn new(sought: &Sought, alike: Alike) -> Self {
        let folded = folded(&sought.word);
        Self {
            how: sought.how,
            strict: (alike != Alike::default()).then(|| (alike, alike.form(&sought.word))),
            near: match sought.how {
                How::Near(amiss) => Some(Near::new(&folded, amiss)),
                How::Whole | How::Begins => None,
            },
            folded,
        }
    }

    /// Whether a word is meant whose loosest form is.
    fn is_meant(&self, stands: &str) -> bool {
        let strict = self.strict.as_ref();
        strict.is_none_or(|(alike, form)| is_like(form, &alike.form(stands), self.how))
    }
}

/// What is kept under all forms of a word.
pub fn forms(index: &InvertedIndexReader, ready: &Ready) -> Result<Vec<TermInfo>, Trouble> {
    let mut found: Vec<TermInfo> = Vec::new();
    let mut take = |info: &TermInfo| {
        found.push(info.clone());
        found.len() <= MOST_FORMS
    };
    if ready.strict.is_none() {
        // Every term that is visited is meant.
        visit(index.terms(), ready, |_, info| take(info))?;
    } else {
        each(index.terms(), ready, |_, _, info| take(info))?;
    }
    match found.len() <= MOST_FORMS {
        true => Ok(found),
        false => Err(Trouble::TooMany),
    }
}

/// Visits the forms of a word, with the loosest form, the word as it stands and
/// what is kept under it, as long as `look` says so.
pub fn each(
    terms: &TermDictionary,
    ready: &Ready,
    mut look: impl FnMut(&str, &str, &TermInfo) -> bool,
) -> Result<(), Trouble> {
    visit(terms, ready, |key, info| {
        let Some((folded, stands)) = parted(key) else {
            return true;
        };
        !ready.is_meant(stands) || look(folded, stands, info)
    })
}

/// Visits the terms whose loosest form is meant, as long as `look` says so.
fn visit(
    terms: &TermDictionary,
    ready: &Ready,
    mut look: impl FnMut(&[u8], &TermInfo) -> bool,
) -> Result<(), Trouble> {
    if let Some(near) = &ready.near {
        let mut stream = terms.search(near).into_stream()?;
        while let Some((key, info)) = stream.next() {
            if !look(key, info) {
                break;
            }
        }
        return Ok(());
    }
    let (mut from, mut to) = (
        ready.folded.clone().into_bytes(),
        ready.folded.clone().into_bytes(),
    );
    if ready.how == How::Whole {
        from.push(BETWEEN);
        to.push(BETWEEN + 1);
    } else {
        // UTF-8 never has this byte.
        to.push(0xff);
    }
    let mut stream = terms.range().ge(from).lt(to).into_stream()?;
    while let Some((key, info)) = stream.next() {
        if !look(key, info) {
            break;
        }
    }
    Ok(())
}

/// Takes terms whose loosest form is nearly a word.
pub struct Near(DFA);

impl Near {
    /// Nearly `word`: at most so many letters are amiss.
    pub fn new(word: &str, amiss: u8) -> Self {
        // Milliseconds to make, and the same for all words.
        static BUILDERS: LazyLock<[LevenshteinAutomatonBuilder; 3]> =
            LazyLock::new(|| [0, 1, 2].map(|amiss| LevenshteinAutomatonBuilder::new(amiss, true)));
        Self(BUILDERS[usize::from(amiss.min(2))].build_dfa(word))
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
            At::Form(_) if byte == PAIR => At::Lost,
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
