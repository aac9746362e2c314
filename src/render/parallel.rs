//! What does the page of parallel texts show?

use serde::Serialize;

use super::citation::address;
use super::direction;
use super::edition::{EditionContext, text};
use super::error::Error;
use super::extent::Extent;
use super::html::Html;
use super::labels::numbered_label;
use super::language::valid_language;
use super::language_name::language_name;
use super::leaf::unit_label as cited_label;
use super::page::{EditionLink, Page, Site, Text, VersionFacts, Way};
use super::run::run;
use super::set::TemplateSet;
use super::walk::Walk;
use crate::tei::Document;
use crate::tei::parallel::{AlignmentGround, ParallelRow, ParallelSide};
use crate::tei::part::Part;
use crate::wording::{Said, Wording};
use crate::xml::NodeId;
use crate::{key, said};

/// One of the texts that stand side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SideView {
    /// What it is called: `Edition`, `Translation`, the name of its language.
    pub label: String,
    /// Its language (BCP 47), if it is known.
    pub language: Option<String>,
    /// The direction of its script.
    pub direction: &'static str,
}

/// What stands in one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowView {
    /// Its id on the page.
    pub id: String,
    /// The number that its first passage has in the file.
    pub number: Option<String>,
    /// What its first passage is called.
    pub label: Option<String>,
    /// Its reference, if it is a passage that can be cited.
    pub reference: Option<String>,
    /// Whether that is a count, not a number or a name that the file gives.
    pub counted: bool,
    /// Where it stands in the text.
    pub href: Option<String>,
    /// How it is known that its cells belong together: `stated`, `numbered`,
    /// `whole`; nothing where there is one cell alone.
    pub ground: Option<&'static str>,
    /// What each side has; nothing where it has nothing.
    pub cells: Vec<Option<Html>>,
}

/// `pages/parallel.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ParallelPage {
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
    /// The texts that stand side by side.
    pub sides: Vec<SideView>,
    /// The rows of this page.
    pub rows: Vec<RowView>,
    /// Whether rows were found by numbers alone.
    pub inferred: bool,
    /// The number of this page, from 1, and how many there are.
    pub number: usize,
    /// How many pages there are.
    pub count: usize,
    /// The page before.
    pub previous: Option<Way>,
    /// The page after.
    pub next: Option<Way>,
}

/// Makes the variables of page `at` of the parallel texts of a document; `base` is
/// the address of the first page.
///
/// # Errors
/// [`Error::Template`] if a template of an element fails.
pub fn parallel_page(
    document: &Document,
    context: &EditionContext,
    (at, base): (usize, &str),
    set: &TemplateSet,
) -> Result<ParallelPage, Error> {
    let parallels = document.parallels();
    let mut text = text(document, set)?;
    text.html = Html::default();
    let shown = parallels.pages.get(at).map(|page| page.rows.clone());
    // Everything but the notes lies on another page.
    let elsewhere = Part {
        notes: (0..document.notes().len()).collect(),
        ..Part::nothing(document.tree().root().id())
    };
    let extent = Extent::part(document, &elsewhere, &context.passages_href);
    let mut walk = Walk::within(extent, document, set, false);
    walk.has_apparatus = false;
    // A large initial would part the rows.
    walk.first_paragraph = None;
    walk.files_href = &context.files_href;
    let mut rows = Vec::new();
    for row in shown.into_iter().flatten() {
        rows.push(row_view(&mut walk, document, context, row)?);
    }
    let turn = |at: Option<usize>| {
        let page = parallels.pages.get(at?)?;
        Some(Way {
            href: page_href(base, &page.key),
            label: page.key.clone(),
        })
    };
    let numbered = |row: &ParallelRow| row.ground == Some(AlignmentGround::Numbered);
    Ok(ParallelPage {
        site: context.site.clone(),
        page: Page {
            title: set
                .wording
                .say(&said!("{text}, side by side", text = &text.plain_title)),
            description: set.wording.say(&said!(
                "“{text}” with its texts side by side.",
                text = &text.plain_title
            )),
            language: context.language.clone(),
            canonical: turn(Some(at)).map_or_else(|| base.to_owned(), |way| way.href),
        },
        edition: context.edition.clone(),
        version: context.version.clone(),
        text,
        sides: parallels
            .sides
            .iter()
            .map(|side| side_view(document, side, &set.wording))
            .collect(),
        rows,
        inferred: parallels.rows.iter().any(numbered),
        number: at + 1,
        count: parallels.pages.len(),
        previous: turn(at.checked_sub(1)),
        next: turn(Some(at + 1)),
    })
}

/// The address of a page of the parallel texts: the first has no key.
pub fn page_href(base: &str, key: &str) -> String {
    match key {
        "" => base.to_owned(),
        key => address(&format!("{base}/"), key),
    }
}

fn row_view<'a>(
    walk: &mut Walk<'a>,
    document: &'a Document,
    context: &EditionContext,
    at: usize,
) -> Result<RowView, Error> {
    let parallels = document.parallels();
    let row = &parallels.rows[at];
    let mut cells = Vec::with_capacity(row.cells.len());
    for (cell, side) in row.cells.iter().zip(&parallels.sides) {
        cells.push(match cell.is_empty() {
            true => None,
            false => Some(Html::new(cell_html(walk, document, cell, side)?)),
        });
    }
    Ok(RowView {
        id: format!("row-{}", at + 1),
        href: row
            .reference
            .as_ref()
            .map(|reference| address(&context.passages_href, reference)),
        number: number(document, row),
        counted: row.reference.as_ref().is_some_and(|reference| {
            let tree = document.citation().addresses();
            let first = tree.resolve(reference).map(|passage| passage.from);
            first.is_some_and(|unit| tree.units()[unit].counted)
        }),
        label: row
            .reference
            .as_ref()
            .and_then(|reference| label(document, reference))
            .map(|label| walk.set.wording.say(&label)),
        reference: row.reference.clone(),
        ground: row.ground.map(|ground| match ground {
            AlignmentGround::Stated => "stated",
            AlignmentGround::Numbered => "numbered",
            AlignmentGround::Whole => "whole",
        }),
        cells,
    })
}

/// The number of the first passage of a row that has one.
fn number(document: &Document, row: &ParallelRow) -> Option<String> {
    let starts = row.cells.iter().flatten().map(|&(start, _)| start);
    let elements = starts.filter_map(|start| document.tree().node(start).element());
    let mut numbers = elements.filter(|element| !element.is("pb") && !element.is("lb"));
    let number = numbers.find_map(|element| element.attribute("n"))?;
    let number = number.trim();
    (!number.is_empty()).then(|| number.to_owned())
}

/// What the first passage of a reference is called: its number within its text, since
/// each text stands in a column of its own.
fn label(document: &Document, reference: &str) -> Option<Said> {
    let addresses = document.citation().addresses();
    let cited = &addresses.units()[addresses.resolve(reference)?.from];
    Some(match document.unit_at(cited.node) {
        Some(at) => {
            let number = document.units()[at].unit.number.as_deref();
            numbered_label(document, at, number)
        }
        None => cited_label(document, cited),
    })
}

fn cell_html<'a>(
    walk: &mut Walk<'a>,
    document: &'a Document,
    cell: &[(NodeId, NodeId)],
    side: &ParallelSide,
) -> Result<String, Error> {
    let tag = language(side).unwrap_or_default();
    let direction = direction_of(document, side);
    let mut surroundings = run(&tag, direction);
    let nodes = cell
        .iter()
        .flat_map(|&(from, to)| document.tree().between(from, to));
    walk.nodes(nodes, &mut surroundings)?;
    Ok(surroundings.out)
}

fn language(side: &ParallelSide) -> Option<String> {
    side.language.as_deref().and_then(valid_language)
}

fn direction_of(document: &Document, side: &ParallelSide) -> &'static str {
    match language(side) {
        Some(tag) => direction::of_language(&tag),
        None => {
            let roots = side.roots.iter().map(|&root| document.tree().node(root));
            let elements = roots.filter_map(|root| root.element());
            let letters = elements.flat_map(|root| root.descendants());
            direction::of_letters(letters.map(|node| node.text()))
        }
    }
}

fn side_view(document: &Document, side: &ParallelSide, wording: &Wording) -> SideView {
    let tag = side.language.as_deref();
    let names = &document.header().languages;
    let named = names.iter().find(|name| Some(name.ident.as_str()) == tag);
    // Many a header repeats the code.
    let is_name =
        |name: &&str| !name.is_empty() && !tag.is_some_and(|tag| tag.eq_ignore_ascii_case(name));
    let name = named.map(|name| name.name.trim()).filter(is_name);
    let known = || {
        let valid = language(side)?;
        let name = language_name(valid.split('-').next()?)?;
        Some(wording.word(name))
    };
    let kind = match side.kind.as_deref() {
        Some("edition") => Some(wording.word(key!("Edition"))),
        Some("translation") => Some(wording.word(key!("Translation"))),
        _ => None,
    };
    let parts: Vec<&str> = kind
        .into_iter()
        .chain(name.or_else(known).or(tag))
        .collect();
    SideView {
        label: match parts.is_empty() {
            true => wording.word(key!("Text")).to_owned(),
            false => parts.join(", "),
        },
        language: language(side),
        direction: direction_of(document, side),
    }
}
