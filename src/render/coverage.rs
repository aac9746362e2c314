//! What of a file is shown how, and what is not?
//!
//! Not a guess: the walk that makes the page writes down what it did with every
//! element. Readings that it leaves out of the text are looked for in the
//! apparatus of the page; what the header says, in the colophon. What is found
//! nowhere is not shown, and is listed with its place and the reason.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::behaviours::Behaviour;
use super::colophon::declared;
use super::edition::{EditionContext, edition_page, text};
use super::error::Error;
use super::extent::Extent;
use super::set::TemplateSet;
use super::tags::{Token, tokens};
use super::view::Asked;
use super::walk::{READING, Trace, Walk};
use crate::source::Position;
use crate::tei::Document;
use crate::xml::{Element, Kind, Node, NodeId};

/// What of a file is shown how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// For every name of an element, in alphabetical order.
    pub elements: Vec<ElementCoverage>,
    /// What is not shown, in the order of the file.
    pub not_shown: Vec<NotShown>,
    /// Letters and signs of the file, white space aside.
    pub characters: usize,
    /// Those of them that are not shown.
    pub characters_not_shown: usize,
    /// Comments, which are never shown.
    pub comments: Unread,
    /// Processing instructions, which are never shown.
    pub instructions: Unread,
}

/// How the elements of one name are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ElementCoverage {
    /// The name, as written.
    pub name: String,
    /// How many there are.
    pub count: usize,
    /// The ways in which they are shown, with how many each: `template p`,
    /// `statement`, `colophon`.
    pub shown: BTreeMap<String, usize>,
    /// The reasons for which they are not shown, with how many each.
    pub not_shown: BTreeMap<String, usize>,
    /// The lines of the first three, from 1.
    pub lines: Vec<usize>,
}

/// A stretch of the file that is not shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotShown {
    /// Its line, from 1.
    pub line: usize,
    /// Its column, from 1, in characters.
    pub column: usize,
    /// The element that is left out.
    pub element: String,
    /// Why.
    pub reason: String,
    /// Its letters and signs, white space aside.
    pub characters: usize,
    /// Its first words.
    pub words: String,
}

/// Parts of a file that are not for readers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// How many there are.
    pub count: usize,
    /// The lines of the first three, from 1.
    pub lines: Vec<usize>,
}

/// Lines that are named for each kind.
const MOST_LINES: usize = 3;

/// Characters that are quoted of what is not shown.
const LONGEST_QUOTATION: usize = 60;

/// What `set` shows of `document`.
///
/// # Errors
/// [`Error::Template`] if a template fails.
pub fn coverage(document: &Document, set: &TemplateSet) -> Result<Coverage, Error> {
    let about = text(document, set)?;
    let mut walk = Walk::within(Extent::whole(document), document, set, true);
    walk.trace = Some(Trace::default());
    walk.text(
        about.language.as_deref().unwrap_or_default(),
        about.direction,
    )?;
    let trace = walk.trace.take().unwrap_or_default();
    let page = edition_page(document, &EditionContext::default(), &Asked::default(), set)?;
    let told = [
        serde_json::to_value(&page.apparatus).unwrap_or_default(),
        serde_json::to_value(&page.series).unwrap_or_default(),
    ];
    let apparatus = strings(serde_json::Value::Array(told.into()));
    let mut survey = Survey {
        document,
        set,
        dressed: trace.dressed.into_iter().collect(),
        left_out: trace.left_out.into_iter().collect(),
        apparatus: Searched::new(apparatus),
        colophon: Searched::new(colophon(document, set, &about.plain_title)?),
        elements: BTreeMap::new(),
        coverage: Coverage::default(),
    };
    survey.run();
    Ok(survey.done())
}

/// Whether elements of this name have a family, so that one without a template
/// of its own is shown as that family is.
pub fn has_family(name: &str) -> bool {
    Behaviour::of_name(name).is_some()
}

/// A text in which pieces are looked for, mostly in their order.
struct Searched {
    text: String,
    from: usize,
}

impl Searched {
    fn new(text: String) -> Self {
        Self { text, from: 0 }
    }

    fn holds(&mut self, piece: &str) -> bool {
        let ahead = self.text.get(self.from..).and_then(|rest| rest.find(piece));
        match ahead {
            Some(at) => {
                self.from += at;
                true
            }
            None => self.text.contains(piece),
        }
    }
}

struct Survey<'a> {
    document: &'a Document,
    set: &'a TemplateSet,
    dressed: FxHashMap<NodeId, usize>,
    left_out: FxHashMap<NodeId, &'static str>,
    apparatus: Searched,
    colophon: Searched,
    elements: BTreeMap<String, ElementCoverage>,
    coverage: Coverage,
}

/// What became of a part of the file.
#[derive(Clone)]
enum Fate {
    Shown(String),
    LeftOut(String),
}

impl<'a> Survey<'a> {
    fn run(&mut self) {
        let mut around: Vec<(NodeId, Fate)> = Vec::new();
        for node in self.document.tree().nodes() {
            while around.pop_if(|(end, _)| *end <= node.id()).is_some() {}
            match node.element() {
                Some(element) => {
                    let fate = match around.last() {
                        Some((_, fate)) => fate.clone(),
                        None => self.fate(element),
                    };
                    if around.is_empty() && self.is_whole(element) {
                        if let Fate::LeftOut(reason) = &fate {
                            self.tell(element, reason.clone());
                        }
                        around.push((element.end(), fate.clone()));
                    }
                    self.count(element, fate);
                }
                None => self.count_other(node),
            }
        }
    }

    /// Whether everything in an element shares its fate.
    fn is_whole(&self, element: Element<'a>) -> bool {
        self.left_out.contains_key(&element.id()) || self.header_statement(element)
    }

    /// Whether an element is a part of the header that is told or not told as a
    /// whole: one that holds words of its own.
    fn header_statement(&self, element: Element<'a>) -> bool {
        let mut texts = element.children().filter(|node| node.element().is_none());
        is_in_header(element)
            && !self.dressed.contains_key(&element.id())
            && texts.any(|node| {
                matches!(node.kind(), Kind::Text | Kind::CData) && !node.text().trim().is_empty()
            })
    }

    fn fate(&mut self, element: Element<'a>) -> Fate {
        if let Some(&dress) = self.dressed.get(&element.id()) {
            let template = &self.set.dress(dress).template;
            if let Some(reason) = self.left_out.get(&element.id()) {
                return Fate::LeftOut((*reason).to_owned());
            }
            return Fate::Shown(way(template));
        }
        if let Some(reason) = self.left_out.get(&element.id()).copied() {
            let told = pieces(element)
                .iter()
                .all(|piece| self.apparatus.holds(piece));
            return match (reason == READING, told) {
                (true, true) => Fate::Shown("apparatus".to_owned()),
                (true, false) => {
                    Fate::LeftOut("a reading that the apparatus tells in other words".to_owned())
                }
                (false, _) => Fate::LeftOut(reason.to_owned()),
            };
        }
        if is_in_header(element) || element.is("teiHeader") {
            let told = !self.header_statement(element)
                || pieces(element)
                    .iter()
                    .all(|piece| self.colophon.holds(piece));
            return if told {
                Fate::Shown("colophon".to_owned())
            } else {
                Fate::LeftOut("the colophon does not tell it".to_owned())
            };
        }
        let frame = self
            .document
            .text()
            .any(|root| element.id() <= root.id() && root.id() < element.end());
        if frame {
            Fate::Shown("the page".to_owned())
        } else {
            self.elsewhere(element)
        }
    }

    /// What stands outside the text: a note that is called in it, a foreign
    /// element, pictures.
    fn elsewhere(&self, element: Element<'a>) -> Fate {
        let around = || element.ancestors();
        if self.document.note_at(element.id()).is_some() {
            Fate::Shown("note".to_owned())
        } else if !element.is_tei() {
            Fate::Shown("another vocabulary".to_owned())
        } else if element.is("facsimile") || around().any(|above| above.is("facsimile")) {
            Fate::Shown("links of the pages".to_owned())
        } else {
            Fate::Shown("with the element around it".to_owned())
        }
    }

    fn tell(&mut self, element: Element<'a>, reason: String) {
        let characters = pieces(element)
            .iter()
            .map(|piece| piece.chars().count())
            .sum();
        let Position { line, column } = self.document.tree().position(element.start_tag());
        let words = crate::tei::element::plain(element);
        let words = match words.char_indices().nth(LONGEST_QUOTATION) {
            Some((end, _)) => format!("{} …", &words[..end]),
            None => words,
        };
        self.coverage.characters_not_shown += characters;
        self.coverage.not_shown.push(NotShown {
            line: line as usize,
            column: column as usize,
            element: element.qualified_name().to_owned(),
            reason,
            characters,
            words,
        });
    }

    fn count(&mut self, element: Element<'a>, fate: Fate) {
        let line = self.document.tree().position(element.start_tag()).line as usize;
        let name = element.qualified_name();
        let counted = self.elements.entry(name.to_owned()).or_default();
        counted.count += 1;
        if counted.lines.len() < MOST_LINES {
            counted.lines.push(line);
        }
        let (ways, way) = match fate {
            Fate::Shown(way) => (&mut counted.shown, way),
            Fate::LeftOut(reason) => (&mut counted.not_shown, reason),
        };
        *ways.entry(way).or_default() += 1;
    }

    fn count_other(&mut self, node: Node<'a>) {
        let unread = match node.kind() {
            Kind::Text | Kind::CData | Kind::Reference => {
                self.coverage.characters += letters(&node.text()).chars().count();
                return;
            }
            Kind::Comment => &mut self.coverage.comments,
            Kind::Instruction => &mut self.coverage.instructions,
            _ => return,
        };
        unread.count += 1;
        if unread.lines.len() < MOST_LINES {
            unread
                .lines
                .push(self.document.tree().position(node.span()).line as usize);
        }
    }

    fn done(mut self) -> Coverage {
        self.coverage.elements = self
            .elements
            .into_iter()
            .map(|(name, counted)| ElementCoverage { name, ..counted })
            .collect();
        self.coverage
    }
}

fn is_in_header(element: Element<'_>) -> bool {
    element.ancestors().any(|above| above.is("teiHeader"))
}

/// A template as a way of showing: `template p`, or the family.
fn way(template: &str) -> String {
    let name = template
        .trim_start_matches("elements/")
        .trim_end_matches(".html");
    match name {
        "_block" => "block".to_owned(),
        "_note-in-note" => "note on a note".to_owned(),
        "_inline" => "within its line".to_owned(),
        "_plain" => "its content alone".to_owned(),
        "_milestone" => "place".to_owned(),
        "_field" => "statement with a label".to_owned(),
        "_register" => "register".to_owned(),
        "_record" => "record of a register".to_owned(),
        "_code" => "source".to_owned(),
        other => format!("template {other}"),
    }
}

/// The texts in an element, white space aside.
fn pieces(element: Element<'_>) -> Vec<String> {
    let texts = element
        .descendants()
        .filter(|node| node.element().is_none());
    texts
        .map(|node| letters(&node.text()))
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// What is compared: letters and signs, without white space and without the dots
/// that the page puts below letters in doubt.
fn letters(text: &str) -> String {
    let seen = |c: &char| !c.is_whitespace() && *c != DOUBTED;
    text.chars().filter(seen).collect()
}

/// The combining dot below a letter in doubt.
const DOUBTED: char = '\u{323}';

/// The letters of all strings of the apparatus, whatever its shape.
fn strings(value: serde_json::Value) -> String {
    let mut out = String::new();
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        match value {
            serde_json::Value::String(html) => {
                out.push_str(&letters_of_html(&html));
                out.push(' ');
            }
            serde_json::Value::Array(values) => waiting.extend(values.into_iter().rev()),
            serde_json::Value::Object(values) => {
                waiting.extend(values.into_iter().map(|(_, value)| value));
            }
            _ => {}
        }
    }
    out
}

/// The letters of HTML, references resolved.
fn letters_of_html(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    for token in tokens(html) {
        if let Token::Text { text, .. } = token {
            let text = text
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'");
            out.push_str(&letters(&text.replace("&amp;", "&")));
        }
    }
    out
}

/// The letters of everything that the colophon and the head of the page tell.
fn colophon(document: &Document, set: &TemplateSet, title: &str) -> Result<String, Error> {
    let mut told = letters(title);
    let header = document.header();
    told.extend(header.subtitle().map(|subtitle| letters(&subtitle.text)));
    for section in document.colophon() {
        for row in section.rows {
            told.push_str(&letters(&row.label));
            told.extend(row.pieces.iter().map(|piece| letters(&piece.text)));
        }
    }
    for row in declared(document, set)?
        .into_iter()
        .flat_map(|section| section.rows)
    {
        told.push_str(&letters_of_html(row.html.as_str()));
    }
    Ok(told)
}
