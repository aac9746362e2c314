//! What does the decisions file say?
//!
//! The file as it is written, key by key; `docs/decisions.md` describes it.
//! Values that are looked for in the text keep their places in the file.

use serde::Deserialize;
use toml::Spanned;

use crate::convert::mark::NameKind;
use crate::edition::Certainty;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each field is a table described in docs/decisions.md"
)]
pub struct File {
    pub edition: Edition,
    #[serde(default)]
    pub title: Title,
    #[serde(default)]
    pub author: Vec<Author>,
    #[serde(default)]
    pub responsibility: Vec<Responsibility>,
    pub publication: Option<Publication>,
    #[serde(default)]
    pub language: Vec<Language>,
    #[serde(default)]
    pub witness: Vec<Witness>,
    #[serde(default)]
    pub unseen: Vec<Unseen>,
    #[serde(default)]
    pub history: Vec<State>,
    #[serde(default)]
    pub change: Vec<Change>,
    #[serde(default)]
    pub method: Vec<Method>,
    #[serde(default)]
    pub emendation: Vec<Emendation>,
    #[serde(default)]
    pub accept: Vec<Judgement>,
    #[serde(default)]
    pub refuse: Vec<Judgement>,
    #[serde(default)]
    pub date: Vec<Date>,
    #[serde(default)]
    pub note: Vec<Note>,
    #[serde(default)]
    pub comment: Vec<Comment>,
    #[serde(default)]
    pub slogan: Vec<Slogan>,
    #[serde(default)]
    pub foreign: Vec<Foreign>,
    #[serde(default)]
    pub quotation: Vec<Quotation>,
    #[serde(default)]
    pub name: Vec<Name>,
}

impl File {
    /// Whether something is decided by an editor whom no `by` names: by `#editor`.
    pub fn has_unnamed_editor(&self) -> bool {
        let unnamed = |by: Option<&Spanned<String>>| by.is_none_or(|by| by.get_ref() == "editor");
        !self.author.is_empty()
            || !self.history.is_empty()
            || !self.slogan.is_empty()
            || self.by().any(unnamed)
    }

    /// By whom each decision is, as far as it says so.
    pub fn by(&self) -> impl Iterator<Item = Option<&Spanned<String>>> {
        (self.change.iter().map(|one| &one.by))
            .chain(self.emendation.iter().map(|one| &one.by))
            .chain(self.accept.iter().map(|one| &one.by))
            .chain(self.refuse.iter().map(|one| &one.by))
            .chain(self.date.iter().map(|one| &one.by))
            .chain(self.note.iter().map(|one| &one.by))
            .chain(self.comment.iter().map(|one| &one.by))
            .chain(self.foreign.iter().map(|one| &one.by))
            .chain(self.quotation.iter().map(|one| &one.by))
            .chain(self.name.iter().map(|one| &one.by))
            .map(Option::as_ref)
    }
}

/// Declares tables of the file: each field is a key of the same name.
macro_rules! tables {
    ($($(#[$about:meta])* $table:ident { $($(#[$key:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$about])*
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(missing_docs, reason = "each field is a key described in docs/decisions.md")]
        pub struct $table { $($(#[$key])* pub $field: $kind,)* }
    )*};
}

tables! {
    /// `[edition]`: what is decided about.
    Edition {
        id: Spanned<String>,
        language: Spanned<String>,
        source: Option<String>,
        sha256: Option<Spanned<String>>,
        encoded: Option<Spanned<String>>,
    }
    /// `[[author]]`
    Author {
        name: String,
        evidence: Option<String>,
        #[serde(default = "high")]
        certainty: Certainty,
    }
    /// `[[responsibility]]`
    Responsibility {
        id: Spanned<String>,
        name: String,
        kind: Option<NameKind>,
        role: String,
    }
    /// `[publication]`
    Publication {
        authority: String,
        date: Option<Spanned<String>>,
        #[serde(default)]
        availability: Availability,
        #[serde(default)]
        rights: Vec<String>,
    }
    /// `[[language]]`
    Language { tag: Spanned<String>, name: String, }
    /// `[[witness]]`
    Witness {
        id: Spanned<String>,
        siglum: Option<String>,
        description: String,
    }
    /// `[[unseen]]`
    Unseen {
        id: Spanned<String>,
        description: String,
        evidence: Option<String>,
    }
    /// `[[history]]`
    State {
        id: Spanned<String>,
        #[serde(rename = "type")]
        kind: String,
        when: Option<Spanned<String>>,
        label: String,
        evidence: Option<String>,
        #[serde(default)]
        seen: bool,
        #[serde(default = "high")]
        certainty: Certainty,
        witness: Option<Spanned<String>>,
    }
    /// `[[change]]`
    Change {
        when: Option<Spanned<String>>,
        by: Option<Spanned<String>>,
        what: String,
    }
    /// `[[method]]`
    Method { topic: Topic, text: String, }
    /// `[[emendation]]`
    Emendation {
        #[serde(rename = "in")]
        unit: Spanned<String>,
        find: Spanned<String>,
        nth: Option<Nth>,
        read: Option<String>,
        kind: EmendationKind,
        #[serde(default = "high")]
        certainty: Certainty,
        reason: Option<String>,
        by: Option<Spanned<String>>,
    }
    /// `[[accept]]` and `[[refuse]]`
    Judgement {
        code: Spanned<String>,
        #[serde(rename = "in")]
        unit: Option<Spanned<String>>,
        find: Option<Spanned<String>>,
        nth: Option<Nth>,
        reason: Option<String>,
        by: Option<Spanned<String>>,
    }
    /// `[[date]]`
    Date {
        #[serde(rename = "in")]
        unit: Spanned<String>,
        find: Spanned<String>,
        nth: Option<Nth>,
        when: Spanned<String>,
        #[serde(default = "high")]
        certainty: Certainty,
        reason: Option<String>,
        by: Option<Spanned<String>>,
    }
    /// `[[note]]`
    Note {
        n: Spanned<usize>,
        #[serde(rename = "in")]
        unit: Option<Spanned<String>>,
        after: Option<Spanned<String>>,
        nth: Option<Nth>,
        #[serde(default = "high")]
        certainty: Certainty,
        reason: Option<String>,
        alternative: Option<Alternative>,
        #[serde(default)]
        kind: NoteKind,
        by: Option<Spanned<String>>,
    }
    /// `alternative` of a `[[note]]`
    Alternative {
        #[serde(rename = "in")]
        unit: Spanned<String>,
        after: Spanned<String>,
        nth: Option<Nth>,
        #[serde(default = "low")]
        certainty: Certainty,
        reason: Option<String>,
    }
    /// `[[comment]]`
    Comment {
        #[serde(rename = "in")]
        unit: Spanned<String>,
        after: Spanned<String>,
        nth: Option<Nth>,
        text: String,
        by: Option<Spanned<String>>,
    }
    /// `[[slogan]]`
    Slogan { first: Spanned<String>, last: Spanned<String>, }
    /// `[[foreign]]`
    Foreign {
        #[serde(rename = "in")]
        unit: Spanned<String>,
        find: Spanned<String>,
        nth: Option<Nth>,
        language: Spanned<String>,
        by: Option<Spanned<String>>,
    }
    /// `[[quotation]]`
    Quotation {
        #[serde(rename = "in")]
        unit: Spanned<String>,
        find: Spanned<String>,
        nth: Option<Nth>,
        source: Option<Spanned<String>>,
        date: Option<Spanned<String>>,
        by: Option<Spanned<String>>,
    }
    /// `[[name]]`
    Name {
        id: Spanned<String>,
        kind: NameKind,
        name: String,
        #[serde(default)]
        forms: Vec<Form>,
        said: Option<String>,
        #[serde(default = "high")]
        certainty: Certainty,
        by: Option<Spanned<String>>,
    }
    /// One of the `forms` of a `[[name]]`
    Form {
        #[serde(rename = "in")]
        unit: Spanned<String>,
        find: Spanned<String>,
        nth: Option<Nth>,
    }
}

/// `[title]`
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each field is a key described in docs/decisions.md"
)]
pub struct Title {
    pub main: Option<String>,
    pub incipit_words: Option<usize>,
    pub sub: Option<String>,
}

/// Which occurrence in the unit.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Nth {
    /// From 1.
    Number(usize),
    /// `all`: each of them.
    Word(All),
}

/// The one word that stands for every occurrence.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum All {
    /// Each occurrence.
    All,
}

/// Rights in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the words of TEI's @status")]
pub enum Availability {
    Free,
    Restricted,
    #[default]
    Unknown,
}

impl Availability {
    /// The value of `availability/@status`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Restricted => "restricted",
            Self::Unknown => "unknown",
        }
    }
}

/// What an emendation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EmendationKind {
    /// A fault, corrected in the reading text.
    Correction,
    /// Spacing, dashes, hyphens made regular.
    Regularization,
    /// A fault that is left, with what might be read.
    Proposal,
    /// Words that do not belong to the text.
    Deletion,
}

/// Whose note it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the words say it")]
pub enum NoteKind {
    #[default]
    Source,
    Editor,
    Translator,
}

/// What a statement of method is about; the element of `editorialDecl`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names of TEI elements")]
pub enum Topic {
    Correction,
    Normalization,
    Punctuation,
    Quotation,
    Hyphenation,
    Interpretation,
    Segmentation,
}

impl Topic {
    /// The element.
    pub fn element(self) -> &'static str {
        match self {
            Self::Correction => "correction",
            Self::Normalization => "normalization",
            Self::Punctuation => "punctuation",
            Self::Quotation => "quotation",
            Self::Hyphenation => "hyphenation",
            Self::Interpretation => "interpretation",
            Self::Segmentation => "segmentation",
        }
    }
}

fn high() -> Certainty {
    Certainty::High
}

fn low() -> Certainty {
    Certainty::Low
}
