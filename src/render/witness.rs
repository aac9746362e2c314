//! What does the page of one witness show?

use serde::Serialize;

use super::apparatus::PrintedSiglum;
use super::edition::{EditionContext, witnesses_href};
use super::html::Html;
use super::page::{Download, EditionLink, Page, Site, Text, VersionFacts};
use super::passage::passage_href;
use super::place_language::language_of_unit;
use crate::edition::{Absence, Ground, Part, Reconstruction, WitnessPassage};
use crate::tei::Document;
use crate::wording::Wording;

/// A witness with the address of its text.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct WitnessLink {
    /// Its siglum.
    pub siglum: Html,
    /// What it is.
    pub description: String,
    /// The address of its page.
    pub href: String,
    /// Whether it is the one shown.
    pub here: bool,
}

/// A passage as the witness has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PassageText {
    /// The number of its unit, if it has one.
    pub number: Option<String>,
    /// Where it stands in the edition.
    pub href: String,
    /// Whether it is a line of verse.
    pub verse: bool,
    /// The language of its words (BCP 47); empty if it is not known.
    pub language: String,
    /// The direction of their script.
    pub direction: &'static str,
    /// Its words; empty if the witness omits all of it.
    pub pieces: Vec<PieceText>,
}

/// Words, and why they are given to the witness.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PieceText {
    /// The words; empty where the witness has no text.
    pub text: String,
    /// `attested`, `inferred`, `lacuna` (it lost its text) or `outside` (it
    /// never had it).
    pub ground: &'static str,
}

/// `pages/witness.html`.
#[derive(Clone, Debug, Serialize)]
pub struct WitnessPage {
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// The edition.
    pub edition: EditionLink,
    /// The version shown.
    pub version: VersionFacts,
    /// The text, without its HTML.
    pub text: Text,
    /// The witness.
    pub siglum: Html,
    /// What it is.
    pub description: String,
    /// How much of its text is known, and how.
    pub statement: String,
    /// The passages.
    pub passages: Vec<PassageText>,
    /// Where it stands beside the text of the edition.
    pub witnesses_href: Option<String>,
    /// All witnesses.
    pub witnesses: Vec<WitnessLink>,
    /// Its text as files.
    pub downloads: Vec<Download>,
}

/// Makes the variables of the page; `addresses` are those of the witnesses in
/// the order of the edition, `downloads` the text as files.
pub fn witness_page(
    document: &Document,
    context: &EditionContext,
    reconstruction: &Reconstruction,
    (page, text): (Page, Text),
    (addresses, downloads, wording): (&[String], Vec<Download>, &Wording),
) -> WitnessPage {
    let passages = reconstruction.passages.iter();
    let witnesses = document.all_witnesses().zip(addresses);
    WitnessPage {
        site: context.site.clone(),
        page,
        edition: context.edition.clone(),
        version: context.version.clone(),
        siglum: PrintedSiglum::new(&reconstruction.witness).html,
        description: reconstruction.description.clone(),
        statement: wording.say(&reconstruction.statement()),
        witnesses_href: witnesses_href(
            document,
            context,
            &[("w", reconstruction.witness.as_str())],
        ),
        passages: passages
            .map(|passage| passage_text(document, context, &text, passage))
            .collect(),
        witnesses: witnesses
            .map(|(witness, href)| WitnessLink {
                siglum: PrintedSiglum::new(&witness.siglum).html,
                description: witness.description.clone(),
                href: href.clone(),
                here: witness.siglum == reconstruction.witness,
            })
            .collect(),
        text,
        downloads,
    }
}

fn passage_text(
    document: &Document,
    context: &EditionContext,
    text: &Text,
    passage: &WitnessPassage,
) -> PassageText {
    let unit = passage.unit.as_deref();
    let at = unit.and_then(|unit| document.unit_by_id(unit));
    let whole = (text.language.as_deref().unwrap_or_default(), text.direction);
    let (language, direction) = language_of_unit(document, at, whole);
    PassageText {
        language,
        direction,
        number: passage.number.clone(),
        href: passage_href(document, &context.version.href, at, unit),
        verse: passage.verse,
        pieces: passage.parts.iter().map(piece).collect(),
    }
}

fn piece(part: &Part) -> PieceText {
    match part {
        Part::Words(words) => PieceText {
            text: words.text.clone(),
            ground: match words.ground {
                Ground::Attested => "attested",
                Ground::Inferred => "inferred",
            },
        },
        Part::Absent(absence) => PieceText {
            text: String::new(),
            ground: match absence {
                Absence::Lacuna => "lacuna",
                Absence::Outside => "outside",
            },
        },
    }
}
