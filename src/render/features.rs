//! What do the surroundings of an element tell its template?

use minijinja::Value;

use super::context::{Named, html};
use super::safety::{escape, safe_address};
use super::walk::{Run, Walk};
use crate::tei::element::{collapse, is_division, tei_name};
use crate::tei::text;
use crate::xml::Element;

/// Attributes that point at places, persons or things (att.pointing and others).
const POINTERS: &[&str] = &[
    "active", "corresp", "end", "from", "hand", "mutual", "new", "passive", "ref", "since",
    "start", "target", "to", "who",
];

/// Letters of a name that stands for what is pointed at.
const LONGEST_NAME: usize = 60;

impl<'a> Walk<'a> {
    /// `points`: for every attribute that points, what it points at, as links
    /// where they lead somewhere.
    pub(super) fn points(&self, element: Element<'a>) -> Value {
        let mut values = Vec::new();
        for name in POINTERS {
            let Some(value) = element.attribute(name) else {
                continue;
            };
            let links: Vec<String> = value.split_whitespace().map(|at| self.link(at)).collect();
            values.push(((*name).to_owned(), html(links.join(", "))));
        }
        Named::open(values)
    }

    /// A pointer as a link with the name of what it points at.
    fn link(&self, pointer: &str) -> String {
        let Some(id) = pointer.strip_prefix('#') else {
            let words = escape(pointer);
            return match safe_address(pointer) {
                Some(address) => {
                    let address = escape(&address);
                    format!("<a href=\"{address}\" rel=\"external noopener\">{words}</a>")
                }
                None => words.into_owned(),
            };
        };
        let found = self.document.tree().by_id(id);
        let name = found.map(name_of).filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| id.to_owned());
        match self.shown_fragment(id) {
            Some(fragment) => format!("<a href=\"#{}\">{}</a>", escape(fragment), escape(&name)),
            None => escape(&name).into_owned(),
        }
    }

    /// The id in HTML of the element with this `xml:id`, if that is shown.
    pub(super) fn shown_fragment(&self, id: &str) -> Option<&'a str> {
        let found = self.document.tree().by_id(id)?;
        self.is_shown(found.id())
            .then(|| self.document.html_id(found.id()))?
    }

    /// The name of the element whose stretch of text ends here: `addSpan` and
    /// its like say with `@spanTo` how far they reach.
    pub(super) fn ends(&self, element: Element<'a>) -> Option<&'static str> {
        self.span_ends.get(&element.id()).copied()
    }
}

impl Run {
    /// Whether a quotation carries its own marks, or is introduced by a dash.
    pub(super) fn is_quoted(&self, quote: Element<'_>) -> bool {
        let mut texts = quote.descendants().filter(|node| node.element().is_none());
        let first = texts.find_map(|node| node.text().trim_start().chars().next());
        self.last.is_some_and(opens_quotation) || first.is_none_or(opens_quotation)
    }
}

fn opens_quotation(c: char) -> bool {
    "“”„‟‘’‚‛«»‹›\"'「『〈《〝—–⸗״".contains(c)
}

/// The level of a heading, from 2: the title of the page is the first.
pub fn level(element: Element<'_>) -> u32 {
    let divides = |above: &Element<'_>| {
        tei_name(*above).is_some_and(|name| {
            is_division(name)
                || matches!(
                    name,
                    "lg" | "list"
                        | "listBibl"
                        | "castList"
                        | "floatingText"
                        | "sp"
                        | "msDesc"
                        | "standOff"
                        | "register"
                )
        })
    };
    let depth = element.ancestors().filter(divides).count() as u32;
    (1 + depth.max(1)).min(6)
}

/// Whether an element has a heading of its own.
pub fn is_headed(element: Element<'_>) -> bool {
    element.child("head").is_some()
}

/// What an element is called: its name, label or heading, else its number or its
/// first words.
fn name_of(element: Element<'_>) -> String {
    let names = [
        "persName",
        "placeName",
        "orgName",
        "objectName",
        "name",
        "label",
        "head",
        "title",
        "form",
    ];
    let named = names.iter().find_map(|name| element.child(name));
    let words = first_words(named.unwrap_or(element));
    if !words.is_empty() {
        return words;
    }
    let numbers = ["n", "absolute", "interval"];
    let says = numbers.iter().find_map(|name| element.attribute(name));
    says.map(|says| collapse(&says)).unwrap_or_default()
}

/// The begin of the words of an element: no more of it is read than is shown.
fn first_words(element: Element<'_>) -> String {
    let words = text::first_words(element, LONGEST_NAME * 8);
    match words.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{} …", words[..end].trim_end()),
        None => words,
    }
}

/// Whether an element has an attribute that points.
pub fn has_pointers(element: Element<'_>) -> bool {
    POINTERS
        .iter()
        .any(|name| element.attribute(name).is_some())
}
