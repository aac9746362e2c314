//! What does the header say, row by row?
//!
//! Any header, read as labels and statements: the Guidelines' own names of the
//! elements in plain English, what they hold beside them. What only a program
//! can use (`tagsDecl`, `charDecl`, `xenoData`) is left to the file.

use super::element::{is_block, tei_name};
use super::header::header_element;
use super::history::when;
use crate::key;
use crate::xml::{Element, Tree};

/// A part of the colophon: one of the main parts of the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its title.
    pub title: &'static str,
    /// Its rows, in the order of the header.
    pub rows: Vec<Row>,
}

/// A labelled statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is about; empty where the row before goes on.
    pub label: String,
    /// When it happened (ISO 8601): a change is labelled by its date.
    pub when: Option<String>,
    /// What is said, in pieces.
    pub pieces: Vec<Piece>,
}

/// A run of words in a row, white space collapsed to single spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Where they point (`@target`, as written), if they do.
    pub target: Option<String>,
    /// Whether they are a title, to be set apart.
    pub title: bool,
}

const SECTIONS: [(&str, &str); 4] = [
    ("fileDesc", key!("The edition")),
    ("encodingDesc", key!("How it was made")),
    ("profileDesc", key!("The text")),
    ("revisionDesc", key!("Changes")),
];

const LEFT_TO_THE_FILE: &[&str] = &[
    "tagsDecl",
    "charDecl",
    "xenoData",
    "schemaSpec",
    "schemaRef",
    "refsDecl",
    "listPrefixDef",
    "classDecl",
    "particDesc",
    "settingDesc",
    "calendarDesc",
];

/// The most rows of a section: catalogues describe a manuscript in under 200.
const MOST_ROWS: usize = 400;

/// The most texts of a corpus whose headers are told beside its own.
const MOST_TEXTS: usize = 200;

/// The colophon of a file; empty if it has no header. The headers of the texts
/// of a corpus follow its own, each as one section.
pub fn colophon(tree: &Tree) -> Vec<Section> {
    let Some(header) = header_element(tree) else {
        return Vec::new();
    };
    let own = parts(header).into_iter().filter_map(|(title, part)| {
        let rows = part.map(rows)?;
        (!rows.is_empty()).then_some(Section { title, rows })
    });
    let texts = tree
        .root()
        .find_all("teiHeader")
        .filter(|text| *text != header);
    let texts = texts.take(MOST_TEXTS).filter_map(|text| {
        let parts = parts(text).into_iter().filter_map(|(_, part)| part);
        let rows: Vec<Row> = parts.flat_map(rows).collect();
        let title = key!("A text of the corpus");
        (!rows.is_empty()).then_some(Section { title, rows })
    });
    own.chain(texts).collect()
}

/// The parts of a header that a colophon tells, each with its title.
fn parts(header: Element<'_>) -> [(&'static str, Option<Element<'_>>); SECTIONS.len()] {
    SECTIONS.map(|(name, title)| (title, header.child(name)))
}

/// A row for every element with words of its own.
fn rows(section: Element<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut resume = section.id();
    let mut last = None;
    for element in section.descendants().filter_map(|node| node.element()) {
        if element.id() < resume {
            continue;
        }
        let name = tei_name(element).unwrap_or_default();
        if LEFT_TO_THE_FILE.contains(&name) || rows.len() == MOST_ROWS {
            resume = element.end();
        } else if !only_groups(element) {
            resume = element.end();
            let pieces = pieces(element);
            if !pieces.is_empty() {
                let label = label(owner(element, section));
                let goes_on = last.as_ref() == Some(&label);
                let when = element.is("change").then(|| when(element)).flatten();
                let shown = if goes_on {
                    String::new()
                } else {
                    label.clone()
                };
                rows.push(Row {
                    label: shown,
                    when,
                    pieces,
                });
                last = Some(label);
            }
        }
    }
    rows
}

/// Whether an element has no words of its own, and parts that may have.
fn only_groups(element: Element<'_>) -> bool {
    let mut texts = element.children().filter(|node| node.element().is_none());
    let has_words = texts.any(|node| !node.text().trim().is_empty());
    !has_words && !stays_whole(element) && element.elements().next().is_some()
}

/// Elements whose parts make one statement.
fn stays_whole(element: Element<'_>) -> bool {
    let whole = [
        "application",
        "author",
        "authority",
        "bibl",
        "change",
        "date",
        "distributor",
        "editor",
        "idno",
        "item",
        "language",
        "licence",
        "name",
        "orgName",
        "p",
        "persName",
        "publisher",
        "resp",
        "respStmt",
        "term",
        "title",
        "witness",
    ];
    tei_name(element).is_some_and(|name| whole.contains(&name))
}

/// The element whose name labels a statement: the nearest that is more than a
/// paragraph, without leaving the section.
fn owner<'t>(element: Element<'t>, section: Element<'t>) -> Element<'t> {
    let plain =
        |e: &Element<'_>| matches!(tei_name(*e), Some("p" | "ab" | "desc" | "item" | "list"));
    let mut above = std::iter::once(element).chain(element.ancestors());
    above
        .find(|e| !plain(e))
        .filter(|e| *e != section)
        .unwrap_or(element)
}

fn label(element: Element<'_>) -> String {
    if let Some(role) = element.child("resp").filter(|_| element.is("respStmt")) {
        return capitalised(&super::element::plain(role));
    }
    let gloss = GLOSSES.iter().find(|(name, _)| *name == element.name());
    gloss.map_or_else(
        || spelled_out(element.name()),
        |(_, gloss)| (*gloss).to_owned(),
    )
}

/// What the elements are called in print, where their names do not say it.
const GLOSSES: &[(&str, &str)] = &[
    ("abstract", key!("Summary")),
    ("acquisition", key!("Acquisition")),
    ("additions", key!("Additions")),
    ("addrLine", key!("Address")),
    ("address", key!("Address")),
    ("altIdentifier", key!("Other shelf mark")),
    ("appInfo", key!("Software")),
    ("application", key!("Software")),
    ("author", key!("Author")),
    ("authority", key!("Published by")),
    ("availability", key!("Availability")),
    ("bibl", key!("Source")),
    ("biblScope", key!("Part of the source")),
    ("binding", key!("Binding")),
    ("bindingDesc", key!("Binding")),
    ("change", key!("Change")),
    ("citedRange", key!("Part of the source")),
    ("classCode", key!("Class")),
    ("collation", key!("Collation of leaves")),
    ("collection", key!("Collection")),
    ("condition", key!("Condition")),
    ("correction", key!("Corrections")),
    ("country", key!("Country")),
    ("creation", key!("Origin")),
    ("custodialHist", key!("Custody")),
    ("date", key!("Date")),
    ("decoDesc", key!("Decoration")),
    ("decoNote", key!("Decoration")),
    ("dimensions", key!("Dimensions")),
    ("distributor", key!("Distributed by")),
    ("district", key!("District")),
    ("edition", key!("Edition")),
    ("editionStmt", key!("Edition")),
    ("editor", key!("Editor")),
    ("editorialDecl", key!("Editorial principles")),
    ("email", key!("E-mail")),
    ("explicit", key!("Explicit")),
    ("extent", key!("Extent")),
    ("foliation", key!("Foliation")),
    ("funder", key!("Funded by")),
    ("handDesc", key!("Hands")),
    ("handNote", key!("Hand")),
    ("history", key!("History")),
    ("hyphenation", key!("Hyphenation")),
    ("idno", key!("Identifier")),
    ("incipit", key!("Incipit")),
    ("institution", key!("Institution")),
    ("interpretation", key!("Interpretation")),
    ("keywords", key!("Keywords")),
    ("language", key!("Language")),
    ("layout", key!("Layout")),
    ("layoutDesc", key!("Layout")),
    ("licence", key!("Licence")),
    ("locus", key!("Leaves")),
    ("material", key!("Material")),
    ("measure", key!("Extent")),
    ("msContents", key!("Contents")),
    ("msItem", key!("Contents")),
    ("msName", key!("Manuscript")),
    ("name", key!("Name")),
    ("normalization", key!("Regularisation")),
    ("note", key!("Note")),
    ("notesStmt", key!("Note")),
    ("objectDesc", key!("Object")),
    ("objectType", key!("Object")),
    ("orgName", key!("Organisation")),
    ("origDate", key!("Date of origin")),
    ("origPlace", key!("Place of origin")),
    ("origin", key!("Origin")),
    ("persName", key!("Person")),
    ("physDesc", key!("Physical description")),
    ("placeName", key!("Place")),
    ("postCode", key!("Postcode")),
    ("principal", key!("Led by")),
    ("projectDesc", key!("The project")),
    ("provenance", key!("Provenance")),
    ("pubPlace", key!("Place")),
    ("publicationStmt", key!("Publication")),
    ("publisher", key!("Publisher")),
    ("punctuation", key!("Punctuation")),
    ("quotation", key!("Quotations")),
    ("region", key!("Region")),
    ("repository", key!("Repository")),
    ("resp", key!("Responsibility")),
    ("rs", key!("Name")),
    ("rubric", key!("Rubric")),
    ("samplingDecl", key!("Selection")),
    ("scriptNote", key!("Script")),
    ("segmentation", key!("Segmentation")),
    ("seriesStmt", key!("Series")),
    ("settlement", key!("Settlement")),
    ("sourceDesc", key!("Source")),
    ("sponsor", key!("Sponsored by")),
    ("stdVals", key!("Standard values")),
    ("street", key!("Street")),
    ("summary", key!("Summary")),
    ("support", key!("Writing material")),
    ("supportDesc", key!("Writing material")),
    ("surrogates", key!("Reproductions")),
    ("term", key!("Term")),
    ("textLang", key!("Language")),
    ("title", key!("Title")),
    ("variantEncoding", key!("Apparatus")),
    ("witness", key!("Witness")),
];

/// `physDesc` → `Phys desc`: better than nothing for rare elements.
fn spelled_out(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    capitalised(&words)
}

fn capitalised(words: &str) -> String {
    let mut characters = words.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}

/// The words of a statement, cut where they point somewhere or are a title.
fn pieces(element: Element<'_>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut own_targets = pointers(element).into_iter();
    let own_target = own_targets.next();
    for node in element.descendants() {
        if node.element().is_some_and(parts_statements) {
            append(&mut pieces, " ", None, false);
        }
        let text = node.text();
        // The role of a statement of responsibility is its label.
        if text.is_empty() || node.parent().is_some_and(|parent| parent.is("resp")) {
            continue;
        }
        let around = || {
            let above = node
                .parent()
                .into_iter()
                .flat_map(|parent| std::iter::once(parent).chain(parent.ancestors()));
            above.take_while(|above| *above != element)
        };
        let target = around()
            .find_map(|above| pointers(above).into_iter().next())
            .or_else(|| own_target.clone());
        let title = around().any(|above| above.is("title"));
        append(&mut pieces, &text, target, title);
    }
    trim(&mut pieces);
    let is_unsaid = pieces.is_empty();
    // Each of several addresses leads to one of the things that are meant.
    for target in own_target
        .filter(|_| is_unsaid)
        .into_iter()
        .chain(own_targets)
    {
        if !pieces.is_empty() {
            append(&mut pieces, " ", None, false);
        }
        pieces.push(Piece {
            text: target.clone(),
            target: Some(target),
            title: false,
        });
    }
    pieces
}

/// Whether an element begins something else to be said.
fn parts_statements(element: Element<'_>) -> bool {
    let names = [
        "desc", "idno", "label", "name", "note", "orgName", "persName",
    ];
    is_block(element) || tei_name(element).is_some_and(|name| names.contains(&name))
}

/// Where an element points.
fn pointers(element: Element<'_>) -> Vec<String> {
    let points = matches!(tei_name(element), Some("ref" | "ptr" | "licence" | "idno"));
    let targets = points.then(|| element.attribute("target")).flatten();
    let targets = targets.unwrap_or_default();
    targets.split_whitespace().map(str::to_owned).collect()
}

/// Adds words, joined to the last piece if they are of the same sort; runs of
/// white space become one space.
fn append(pieces: &mut Vec<Piece>, text: &str, target: Option<String>, title: bool) {
    let same = |piece: &Piece| piece.target == target && piece.title == title;
    if !pieces.last().is_some_and(same) {
        let text = String::new();
        pieces.push(Piece {
            text,
            target,
            title,
        });
    }
    let begins = pieces.iter().all(|piece| piece.text.is_empty());
    let ends_with_space = |pieces: &[Piece]| {
        let filled = pieces.iter().rev().find(|piece| !piece.text.is_empty());
        filled.is_some_and(|piece| piece.text.ends_with(' '))
    };
    let mut spaced = begins || ends_with_space(pieces);
    let Some(last) = pieces.last_mut() else {
        return;
    };
    for c in text.chars() {
        if !c.is_whitespace() {
            last.text.push(c);
        } else if !spaced {
            last.text.push(' ');
        }
        spaced = c.is_whitespace();
    }
}

fn trim(pieces: &mut Vec<Piece>) {
    pieces.retain(|piece| !piece.text.is_empty());
    while let Some(last) = pieces.last_mut() {
        let length = last.text.trim_end().len();
        last.text.truncate(length);
        if !last.text.is_empty() {
            break;
        }
        pieces.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_of_a_licence_is_told() {
        for (xml, told) in [
            (
                "<licence target='http://a.org/ http://b.org/'>Either</licence>",
                "[Either](http://a.org/) [http://b.org/](http://b.org/)",
            ),
            (
                "<licence target='http://a.org/ http://b.org/'/>",
                "[http://a.org/](http://a.org/) [http://b.org/](http://b.org/)",
            ),
            (
                "<licence target='http://a.org/'>One</licence>",
                "[One](http://a.org/)",
            ),
        ] {
            let tree = crate::xml::read("a.xml", xml.as_bytes())
                .expect("well formed")
                .value;
            let link = |piece: Piece| match piece.target {
                Some(target) => format!("[{}]({target})", piece.text),
                None => piece.text,
            };
            let found: String = pieces(tree.root()).into_iter().map(link).collect();
            assert_eq!(found, told, "{xml}");
        }
    }
}
