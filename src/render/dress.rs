//! What does a template read, and can its content stream through it?
//!
//! A template that only prints `content` is filled in once with a mark in the
//! place of the content, and cut there: what comes before and after is kept for
//! all elements that look alike to it. One that inspects its content gets it as
//! a string. The pages do not differ.

use super::engine::Engine;

/// The mark that stands for the content: no XML document contains it.
pub const CONTENT: &str = "\u{1}";

/// What a template reads.
#[derive(Debug, Default)]
pub struct Dress {
    /// The template's name.
    pub template: String,
    /// Whether it prints `content` and does nothing else with it.
    pub streams: bool,
    /// Names of the attributes it reads.
    pub attributes: Attributes,
    /// Which variables it reads.
    pub name: bool,
    pub id: bool,
    pub language: bool,
    pub marks: bool,
    pub classes: bool,
    pub parent: bool,
    pub index: bool,
    pub text: bool,
    pub blocks: bool,
    pub level: bool,
    pub quoted: bool,
    pub ends: bool,
    pub headed: bool,
    pub points: bool,
    pub unit: bool,
    pub unit_notes: bool,
    pub parts: bool,
    pub entry: bool,
    pub note: bool,
    pub figure: bool,
    pub href: bool,
}

/// The attributes that a template reads.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum Attributes {
    /// None.
    #[default]
    None,
    /// Those with these names.
    Named(Vec<String>),
    /// Any.
    All,
}

impl Dress {
    /// Finds out what the template `name` with this text reads.
    pub fn new(engine: &Engine, name: &str, text: &str) -> Self {
        let variables = engine.variables(name);
        let opaque = is_opaque(text);
        let reads = |variable: &str| {
            let within = |read: &String| {
                read == variable
                    || read
                        .strip_prefix(variable)
                        .is_some_and(|rest| rest.starts_with('.'))
                    || variable
                        .strip_prefix(read.as_str())
                        .is_some_and(|r| r.starts_with('.'))
            };
            opaque || variables.iter().any(within)
        };
        Self {
            template: name.to_owned(),
            streams: !opaque && only_prints_content(text),
            attributes: attributes(&variables, opaque),
            name: reads("element.name"),
            id: reads("element.id"),
            language: reads("element.language") || reads("element.direction"),
            marks: reads("element.marks"),
            classes: reads("element.classes"),
            parent: reads("element.parent"),
            index: reads("element.index"),
            text: reads("element.text"),
            blocks: reads("element.blocks"),
            level: reads("element.level"),
            quoted: reads("element.quoted"),
            ends: reads("element.ends"),
            headed: reads("element.headed"),
            points: reads("points"),
            unit: reads("unit"),
            unit_notes: reads("unit.notes") || reads("unit.margin"),
            parts: reads("parts"),
            entry: reads("entry"),
            note: reads("note"),
            figure: reads("figure"),
            href: reads("href"),
        }
    }
}

fn attributes(variables: &[String], opaque: bool) -> Attributes {
    let whole = ["element", "element.attributes"];
    if opaque || variables.iter().any(|read| whole.contains(&read.as_str())) {
        return Attributes::All;
    }
    let named = variables
        .iter()
        .filter_map(|read| read.strip_prefix("element.attributes."));
    let named: Vec<String> = named
        .map(|name| name.split('.').next().unwrap_or(name).to_owned())
        .collect();
    if named.is_empty() {
        Attributes::None
    } else {
        Attributes::Named(named)
    }
}

/// Whether a template has parts that cannot be seen through: what another file
/// or a macro reads is not known here.
fn is_opaque(text: &str) -> bool {
    let hides = ["include", "import", "from", "extends", "macro", "call"];
    let ours = [
        "content", "element", "unit", "parts", "entry", "note", "figure", "href", "points",
    ];
    tags(text).filter(|tag| tag.starts_with("{%")).any(|tag| {
        let mut words = inside(tag).split(|c: char| !c.is_alphanumeric() && c != '_');
        match words.next() {
            Some("set" | "with" | "for") => words.next().is_some_and(|name| ours.contains(&name)),
            Some(word) => hides.contains(&word),
            None => false,
        }
    })
}

/// Whether every tag that names `content` does nothing but print it.
fn only_prints_content(text: &str) -> bool {
    tags(text).filter(|tag| !tag.starts_with("{#")).all(|tag| {
        let inside = inside(tag);
        let word = |word: &str| word == "content";
        let named = inside
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .any(word);
        !named || (tag.starts_with("{{") && inside == "content")
    })
}

/// The words of a tag without its braces and white-space signs.
fn inside(tag: &str) -> &str {
    let inner = tag.get(2..tag.len().saturating_sub(2)).unwrap_or_default();
    inner.trim_matches(['-', '+']).trim()
}

/// The tags of a template: `{{ … }}`, `{% … %}`, `{# … #}`.
fn tags(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (start, end) = rest.match_indices('{').find_map(|(at, _)| {
            let end = match rest.as_bytes().get(at + 1)? {
                b'{' => "}}",
                b'%' => "%}",
                b'#' => "#}",
                _ => return None,
            };
            Some((at, end))
        })?;
        let length = rest[start + 2..]
            .find(end)
            .map_or(rest.len() - start, |at| at + 4);
        let tag = &rest[start..start + length];
        rest = &rest[start + length..];
        Some(tag)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_that_is_only_printed_streams() {
        for streams in [
            "<p>{{ content }}</p>",
            "{# content #}<p content>{{- content -}}</p>",
            "{% if element.id %}<a>{{ content }}</a>{% else %}{{ content }}{% endif %}",
            "",
        ] {
            assert!(only_prints_content(streams), "{streams}");
        }
        for inspects in [
            "{% if content %}{{ content }}{% endif %}",
            "{{ content|trim }}",
            "{% set x = content %}{{ x }}",
        ] {
            assert!(!only_prints_content(inspects), "{inspects}");
        }
        assert!(is_opaque("{% from \"parts/x.html\" import y %}") && !is_opaque("{# include #}"));
    }
}
