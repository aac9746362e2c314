//! The decisions file, as it is written.

use serde::Deserialize;
use toml::Spanned;

use super::place::Anchor;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceText, Span};

/// Decisions of editors about one collation, in the order of the file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// Who decided.
    pub editor: Option<String>,
    /// The decisions.
    #[serde(default)]
    pub decision: Vec<Spanned<Decision>>,
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// What is done.
    #[serde(rename = "do")]
    pub act: Act,
    /// With words of which witness.
    #[serde(rename = "in")]
    pub witness: String,
    /// With which words.
    pub words: String,
    /// Words that go before them.
    pub after: Option<String>,
    /// Words that follow.
    pub before: Option<String>,
    /// `move`: the words of another witness beside which they belong.
    pub beside: Option<Anchor>,
    /// `lemma` and `class`: the witness whose reading is meant, if it is not that
    /// of the words.
    pub of: Option<String>,
    /// `class`: what the reading is.
    #[serde(rename = "as")]
    pub class: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// What an editor can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    /// Words stand beside others.
    Move,
    /// Words stand beside none.
    Part,
    /// The place of the words is one entry.
    Join,
    /// A new entry begins with the words.
    Split,
    /// A reading is the lemma.
    Lemma,
    /// A reading differs in this way.
    Class,
}

impl Act {
    /// As it stands in a file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Move => "move",
            Self::Part => "part",
            Self::Join => "join",
            Self::Split => "split",
            Self::Lemma => "lemma",
            Self::Class => "class",
        }
    }

    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Lemma,
        Self::Class,
        Self::Join,
        Self::Split,
        Self::Move,
        Self::Part,
    ];
}

impl Decisions {
    /// Reads a decisions file (TOML).
    ///
    /// # Errors
    /// `collation-decisions-syntax`: not TOML, an unknown key, a missing or
    /// superfluous value.
    pub fn parse(source: &SourceText) -> Result<Self, Vec<Diagnostic>> {
        let fault = |span: std::ops::Range<usize>, message: &str| {
            Diagnostic::error(
                "collation-decisions-syntax",
                Span::new(span.start, span.end),
                message,
            )
        };
        let read: Result<Self, _> = toml::from_str(source.text());
        let read = read
            .map_err(|error| vec![fault(error.span().unwrap_or(0..0), error.message().trim())])?;
        let unfit = read.decision.iter();
        let unfit = unfit.filter_map(|one| Some(fault(one.span(), one.get_ref().unfit()?)));
        let unfit: Vec<Diagnostic> = unfit.collect();
        if unfit.is_empty() {
            Ok(read)
        } else {
            Err(unfit)
        }
    }
}

impl Decision {
    /// A decision about some words.
    pub fn new(act: Act, anchor: Anchor) -> Self {
        let Anchor {
            witness,
            words,
            after,
            before,
        } = anchor;
        Self {
            act,
            witness,
            words,
            after,
            before,
            beside: None,
            of: None,
            class: None,
            reason: None,
        }
    }

    /// The words that it is about.
    pub(super) fn anchor(&self) -> Anchor {
        Anchor {
            witness: self.witness.clone(),
            words: self.words.clone(),
            after: self.after.clone(),
            before: self.before.clone(),
        }
    }

    /// What is missing or too much.
    fn unfit(&self) -> Option<&'static str> {
        let (beside, of, class) = (
            self.beside.is_some(),
            self.of.is_some(),
            self.class.as_deref(),
        );
        match self.act {
            Act::Move if !beside => {
                Some("`move` needs `beside`: the words beside which these belong")
            }
            Act::Class if class.is_none() => Some("`class` needs `as`: what the reading is"),
            Act::Class if !class.is_some_and(is_word) => {
                Some("the value of `as` must be one word: letters, digits, `-`, `_`, `.`")
            }
            act if beside && act != Act::Move => Some("only `move` takes `beside`"),
            act if class.is_some() && act != Act::Class => Some("only `class` takes `as`"),
            act if of && !matches!(act, Act::Class | Act::Lemma) => {
                Some("only `lemma` and `class` take `of`")
            }
            _ => None,
        }
    }
}

/// Whether something can be the value of `rdg/@type` (TEI's `teidata.enumerated`).
fn is_word(class: &str) -> bool {
    let good = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    class.starts_with(char::is_alphabetic) && class.chars().all(good)
}
