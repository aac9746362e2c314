//! Several transcriptions of one text become an apparatus.

mod forms;

pub use forms::CollationForm;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::ControlFlow;

use super::{Input, PROGRAM};

use crate::collate::{self, AlignmentTable, Folding, Progress, Witness};
use crate::collation::{
    self, Decided, Decisions, Lemma, Manner, Markup, Origin, Segment, Setting, Source,
    ToldDecisions, Unreadable,
};
use crate::convert::check_characters;
use crate::diagnostic::Diagnostic;
use crate::edition::Method;
use crate::source::SourceText;
use crate::store;
use crate::tei;
use crate::tei::apparatus::{Exported, export};
use crate::xml::{Rejected, undecodable};

/// What a collation is to be like.
#[derive(Clone, Debug, Default)]
pub struct CollationManner {
    /// The title of the edition.
    pub title: Option<String>,
    /// What does not count as a difference.
    pub folding: Folding,
    /// Which reading is the lemma.
    pub lemma: ChosenLemma,
    /// What an editor decided.
    pub decisions: Option<Decisions>,
    /// How transcriptions in TEI are read.
    pub transcriptions: Manner,
    /// The sigla of fragments: what they lack before their first word and behind
    /// their last they do not omit.
    pub fragments: Vec<String>,
}

/// Which reading is the lemma.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ChosenLemma {
    /// None.
    #[default]
    None,
    /// That of most witnesses.
    Majority,
    /// That of the witness with this siglum.
    Of(String),
}

/// Why witnesses were not collated.
#[derive(Debug)]
pub enum Uncollated {
    /// A file is not text, or not well-formed XML.
    File(Rejected),
    /// A file of words one by one is not understood.
    Words(String, Unreadable),
    /// Two witnesses have the same siglum.
    Siglum(String),
    /// Whoever waited for it did not want it any more.
    Stopped,
    /// No witness has the siglum that was to give the lemma.
    Lemma(String),
    /// No witness has the siglum of a fragment.
    Fragment(String),
}

impl fmt::Display for Uncollated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(_) => f.write_str("a witness cannot be read"),
            Self::Words(name, error) => write!(f, "cannot read {name}: {error}"),
            Self::Siglum(siglum) => {
                write!(
                    f,
                    "two witnesses are called `{siglum}`: sigla are taken from the names of files"
                )
            }
            Self::Stopped => f.write_str("the collation was stopped"),
            Self::Lemma(siglum) => write!(f, "there is no witness `{siglum}` to give the lemma"),
            Self::Fragment(siglum) => {
                write!(f, "there is no witness `{siglum}` that could be a fragment")
            }
        }
    }
}

impl std::error::Error for Uncollated {}

/// Witnesses side by side, and what an edition says of them.
#[derive(Debug)]
pub struct Collation {
    table: AlignmentTable,
    segments: Vec<Segment>,
    origin: Origin,
    findings: Vec<Diagnostic>,
}

/// Reads witnesses and puts them side by side: TEI, plain text in UTF-8, or JSON
/// as CollateX takes it. Their order does not matter. `progress` is told of every
/// step, and may stop it there.
///
/// # Errors
/// [`Uncollated`], if a file cannot be read or a siglum is there twice.
pub fn collate(
    files: &[Input<'_>],
    manner: &CollationManner,
    progress: impl FnMut(Progress) -> ControlFlow<()>,
) -> Result<Collation, Uncollated> {
    let mut witnesses = Vec::new();
    let mut sources = BTreeMap::new();
    for file in files {
        let read = read(*file, manner)?;
        let base = file.name.rsplit(['/', '\\']).next().unwrap_or(file.name);
        let digest = store::digest(file.bytes).to_string();
        for (witness, markup) in read {
            let siglum = witness.siglum.clone();
            let source = Source {
                file: base.to_owned(),
                digest: digest.clone(),
                markup,
            };
            if sources.insert(siglum.clone(), source).is_some() {
                return Err(Uncollated::Siglum(siglum));
            }
            witnesses.push(witness);
        }
    }
    for siglum in &manner.fragments {
        let fragment = witnesses.iter_mut().find(|one| one.siglum == *siglum);
        let fragment = fragment.ok_or_else(|| Uncollated::Fragment(siglum.clone()))?;
        fragment.lose_both_ends();
    }
    let table = collate::collate_telling(witnesses, progress);
    let mut table = table.ok_or(Uncollated::Stopped)?;
    let decisions = manner.decisions.as_ref();
    let Decided {
        segments,
        applied,
        reasons,
        findings,
    } = match decisions {
        Some(decisions) => collation::apply(&mut table, decisions, &manner.folding),
        None => Decided {
            segments: collation::segments(&table),
            ..Decided::default()
        },
    };
    let lemma = match &manner.lemma {
        ChosenLemma::None => Lemma::None,
        ChosenLemma::Majority => Lemma::Majority,
        ChosenLemma::Of(siglum) => {
            let found = table
                .witnesses
                .iter()
                .position(|witness| witness.siglum == *siglum);
            Lemma::Witness(found.ok_or_else(|| Uncollated::Lemma(siglum.clone()))?)
        }
    };
    let origin = Origin {
        title: manner.title.clone(),
        program: PROGRAM.to_owned(),
        sources,
        folding: manner.folding.clone(),
        lemma,
        decisions: decisions.map(|decisions| ToldDecisions {
            editor: decisions.editor.clone(),
            applied,
            reasons,
        }),
    };
    Ok(Collation {
        table,
        segments,
        origin,
        findings,
    })
}

/// Whether a text begins with a tag, a declaration or a comment (XML 1.0 §2.1), and
/// not with a sign that is one of its words.
pub fn is_markup(text: &str) -> bool {
    let mut signs = text.trim_start().chars();
    let begins = |c: char| c.is_alphabetic() || matches!(c, '_' | ':' | '!' | '?');
    signs.next() == Some('<') && signs.next().is_some_and(begins)
}

/// The witnesses of a file, with their mark-up. The siglum of a text is the name
/// of its file.
fn read(file: Input<'_>, manner: &CollationManner) -> Result<Vec<(Witness, Markup)>, Uncollated> {
    let folding = &manner.folding;
    let source = SourceText::decode(file.name, file.bytes, None)
        .map_err(|error| Uncollated::File(undecodable(file.name, file.bytes, error)))?;
    let text = source.text();
    let base = file.name.rsplit(['/', '\\']).next().unwrap_or(file.name);
    let siglum = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
    let plain = match text.trim_start().chars().next() {
        Some(_) if is_markup(text) => {
            let read = tei::read(file.name, file.bytes).map_err(Uncollated::File)?;
            let (document, manner) = (&read.value, manner.transcriptions);
            return Ok(collation::read_tei(siglum, base, document, manner, folding));
        }
        Some('{') if base.ends_with(".json") || base == "-" => {
            let read = collation::read_collatex(text, folding);
            read.map_err(|error| Uncollated::Words(file.name.to_owned(), error))?
        }
        _ => {
            if let Err(findings) = check_characters(&source) {
                return Err(Uncollated::File(Rejected { source, findings }));
            }
            vec![collation::read_plain(siglum, source.text(), folding)]
        }
    };
    let without = plain
        .into_iter()
        .map(|witness| (witness, Markup::default()));
    Ok(without.collect())
}

impl Collation {
    /// The witnesses side by side.
    pub fn table(&self) -> &AlignmentTable {
        &self.table
    }

    /// What is one entry, and what all witnesses have alike.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Decisions that do not apply, with their places in the decisions file.
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// Which reading of a segment is the lemma.
    pub fn lemma_of(&self, segment: &Segment) -> Option<usize> {
        collation::lemma_of(segment, &self.origin.lemma)
    }

    /// The edition, as TEI with its apparatus in `method`.
    pub fn tei(&self, method: Method) -> Exported {
        let text = collation::tei(&self.table, &self.segments, &self.origin);
        if method == Method::ParallelSegmentation {
            return Exported {
                text,
                left: Vec::new(),
            };
        }
        match tei::read("collation.xml", text.as_bytes()) {
            Ok(read) => export(&read.value, method),
            // What the program writes is well formed.
            Err(_) => Exported {
                text,
                left: Vec::new(),
            },
        }
    }

    /// What witnesses have where, as a variant graph (SVG).
    pub fn graph(&self, setting: Setting<'_>) -> String {
        collation::graph(&self.table, &self.segments, &self.title(), setting)
    }

    /// The same as an alignment ribbon (SVG).
    pub fn ribbon(&self, setting: Setting<'_>) -> String {
        collation::ribbon(&self.table, &self.segments, &self.title(), setting)
    }

    /// The table as a page of its own.
    pub fn html(&self) -> String {
        collation::html(&self.table, &self.title())
    }

    fn title(&self) -> String {
        let sigla = self
            .table
            .witnesses
            .iter()
            .map(|witness| witness.siglum.as_str());
        let title = self.origin.title.clone();
        title.unwrap_or_else(|| sigla.collect::<Vec<_>>().join(", "))
    }
}
