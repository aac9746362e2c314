//! Findings in words.
//!
//! What may stand in a state, and which name is nearest to one that may not, takes
//! longer to find out than a fault to find. It is remembered with the state.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::arena::{Arena, Id};
use super::expected::{self, Possible};
use super::grammar::Grammar;
use super::names::Class;
use super::near::near;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::xml::{Attribute, Element, NodeId, TEI, Tree, XML};

/// How many names a finding lists.
const MOST_NAMES: usize = 12;

/// How many of them are remembered.
const MOST_ADVICES: usize = 1024;

/// What is said besides that something is wrong: the same for the same fault in the
/// same state.
#[derive(Clone, Debug, Default)]
struct Advice {
    label: String,
    hint: Option<String>,
}

/// State, kind of fault, and what it is about as it is written, with the namespace
/// and the prefix in which names are then written.
type Fault = (Id, &'static str, Box<str>);

/// What was said of faults, and what was missing.
#[derive(Debug, Default)]
pub(super) struct Advices {
    given: RefCell<FxHashMap<Fault, Advice>>,
    required: RefCell<FxHashMap<(Id, bool), Vec<Class>>>,
}

/// What is remembered for `key`, else what `make` makes of it, which is remembered
/// then.
fn remembered<K: std::hash::Hash + Eq, V: Clone>(
    known: &RefCell<FxHashMap<K, V>>,
    key: K,
    make: impl FnOnce() -> V,
) -> V {
    if let Some(known) = known.borrow().get(&key) {
        return known.clone();
    }
    let made = make();
    let mut known = known.borrow_mut();
    if known.len() >= MOST_ADVICES {
        known.clear();
    }
    known.insert(key, made.clone());
    made
}

/// What a finding is about: the state in which it was met, and how names are
/// written there.
pub(super) struct Scene<'a> {
    pub grammar: &'a Grammar,
    pub arena: &'a Arena,
    pub advice: &'a Advices,
    pub state: Id,
    /// Label and hints are left out: few will read that far.
    pub brief: bool,
    /// Namespace and prefix of the element concerned.
    pub namespace: &'a str,
    pub prefix: &'a str,
}

impl Scene<'_> {
    /// A name of the schema as it would be written here.
    fn name(&self, class: Class) -> Option<String> {
        let (namespace, local) = self.grammar.names.name(class)?;
        Some(match namespace {
            XML => format!("xml:{local}"),
            "" => local.to_owned(),
            same if same == self.namespace && self.prefix.is_empty() => local.to_owned(),
            same if same == self.namespace => format!("{}:{local}", self.prefix),
            TEI => local.to_owned(),
            other => format!("{{{other}}}{local}"),
        })
    }

    fn names(&self, classes: &[Class]) -> Vec<String> {
        let mut names: Vec<String> = classes.iter().filter_map(|&c| self.name(c)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The names without which the state cannot end.
    fn required(&self, attributes: bool) -> Vec<String> {
        let (grammar, arena) = (self.grammar, self.arena);
        let required = remembered(&self.advice.required, (self.state, attributes), || {
            expected::required(grammar, arena, self.state, attributes)
        });
        self.names(&required)
    }

    /// A finding with what is to be said of it besides; nothing, if few will read
    /// that far.
    fn advise(
        &self,
        finding: Diagnostic,
        about: &str,
        make: impl FnOnce() -> Advice,
    ) -> Diagnostic {
        if self.brief {
            return finding;
        }
        let written = [self.namespace, self.prefix, about].join(" ");
        let key = (self.state, finding.code, written.into());
        let advice = remembered(&self.advice.given, key, make);
        let finding = finding.label(advice.label);
        match advice.hint {
            Some(hint) => finding.hint(hint),
            None => finding,
        }
    }

    fn possible_elements(&self) -> Possible {
        expected::elements(self.grammar, self.arena, self.state)
    }

    /// What may stand in this state, in words; `near_to` first.
    fn content(&self, near_to: Option<&str>) -> String {
        let possible = self.possible_elements();
        self.listed(self.names(&possible.names), possible.others, near_to)
    }

    /// The same, where the names are known.
    fn listed(&self, mut names: Vec<String>, others: bool, near_to: Option<&str>) -> String {
        bring_forward(&mut names, near_to);
        let mut words: Vec<String> = names.iter().map(|name| format!("<{name}>")).collect();
        if others {
            words.push("elements of other vocabularies".to_owned());
        }
        if self.arena.traits(self.state).text {
            words.insert(0, "text".to_owned());
        }
        if self.arena.traits(self.state).data {
            let (values, types) = expected::values(self.grammar, self.arena, self.state);
            words.extend(values.into_iter().chain(types));
        }
        if self.arena.is_nullable(self.state) {
            words.push("the end of the element".to_owned());
        }
        list(&words)
    }
}

/// An element that may stand nowhere.
pub(super) fn unknown(scene: &Scene, element: Element, class: Class) -> Diagnostic {
    let name = element.qualified_name();
    let span = element.start_tag();
    let message = format!("the schema knows no element `<{name}>`");
    let finding = Diagnostic::error("element-unknown", span, message);
    scene.advise(finding, name, || advise_unknown(scene, element, class))
}

fn advise_unknown(scene: &Scene, element: Element, class: Class) -> Advice {
    let namespace = element.namespace().unwrap_or("");
    let spelled = scene.grammar.reachable.iter().flat_map(|&at| {
        let names = scene.grammar.element_names(at).classes();
        names.unwrap_or_default().iter()
    });
    let known: Vec<(&str, &str)> = spelled
        .filter(|known| **known != class)
        .filter_map(|&known| scene.grammar.names.name(known))
        .collect();
    let same_name = known.iter().find(|(_, local)| *local == element.name());
    if let Some((other, _)) = same_name {
        let hint = match *other {
            "" => "the schema has this name in no namespace: write xmlns=\"\"".to_owned(),
            other => format!("the schema has this name elsewhere: write xmlns=\"{other}\""),
        };
        return Advice {
            label: match namespace {
                "" => "it is in no namespace".to_owned(),
                namespace => format!("it is in the namespace {namespace}"),
            },
            hint: Some(hint),
        };
    }
    let locals = known.iter().filter(|(other, _)| *other == namespace);
    let near = near(element.name(), locals.map(|(_, local)| *local));
    let content = scene.content(near.first().copied());
    Advice {
        label: format!("allowed here: {content}"),
        hint: meant(&near, |name| format!("<{name}>")),
    }
}

/// An element that stands where it may not.
pub(super) fn misplaced(scene: &Scene, element: Element) -> Diagnostic {
    let name = element.qualified_name();
    let span = element.start_tag();
    let message = match element.parent() {
        Some(parent) => format!(
            "`<{name}>` may not stand here in `<{}>`",
            parent.qualified_name()
        ),
        None => format!("a document may not begin with `<{name}>`"),
    };
    let finding = Diagnostic::error("element-misplaced", span, message);
    scene.advise(finding, name, || {
        let possible = scene.possible_elements();
        let names = scene.names(&possible.names);
        let near = near(element.name(), names.iter().map(String::as_str));
        let allowed = scene.listed(names.clone(), possible.others, near.first().copied());
        Advice {
            label: format!("allowed here: {allowed}"),
            hint: meant(&near, |name| format!("<{name}>")),
        }
    })
}

/// An element before which something is missing.
pub(super) fn early(scene: &Scene, element: Element) -> Diagnostic {
    let name = element.qualified_name();
    let span = element.start_tag();
    let missing = scene.required(false);
    let message = if missing.is_empty() {
        format!("`<{name}>` comes too early: something is missing before it")
    } else {
        format!("{} is missing before `<{name}>`", tags(&missing))
    };
    let finding = Diagnostic::error("element-early", span, message);
    scene.advise(finding, "", || Advice {
        label: format!("allowed here: {}", scene.content(None)),
        hint: missing
            .first()
            .map(|first| format!("put <{first}> before it")),
    })
}

/// An element that ends before it is complete.
pub(super) fn incomplete(scene: &Scene, element: Element) -> Diagnostic {
    let name = element.qualified_name();
    let span = end_tag(element);
    let missing = scene.required(false);
    let message = if missing.is_empty() {
        format!("`<{name}>` is not complete")
    } else {
        format!("`<{name}>` ends without {}", tags(&missing))
    };
    let finding = Diagnostic::error("element-incomplete", span, message);
    scene.advise(finding, "", || Advice {
        label: format!("expected before the end: {}", scene.content(None)),
        hint: None,
    })
}

/// Text where none may be.
pub(super) fn text(scene: &Scene, element: Element, span: Span) -> Diagnostic {
    let name = element.qualified_name();
    let message = format!("text may not stand directly in `<{name}>`");
    let finding = Diagnostic::error("text-misplaced", span, message);
    scene.advise(finding, "", || Advice {
        label: format!("allowed here: {}", scene.content(None)),
        hint: None,
    })
}

/// Text of an element that does not fit its datatype.
pub(super) fn content(scene: &Scene, element: Element, text: &str, span: Span) -> Diagnostic {
    let name = element.qualified_name();
    let text = shortened(text.trim_ascii());
    let message = match text.as_str() {
        "" => format!("`<{name}>` is empty"),
        text => format!("`{text}` may not be the content of `<{name}>`"),
    };
    let finding = Diagnostic::error("content-invalid", span, message);
    if scene.brief {
        return finding;
    }
    label_values(scene, finding, scene.state, &text)
}

/// An attribute that may not stand here.
pub(super) fn unknown_attribute(
    scene: &Scene,
    element: Element,
    attribute: Attribute,
) -> Diagnostic {
    let (name, written) = (element.qualified_name(), attribute.written());
    let message = format!("`<{name}>` has no attribute `{written}`");
    let finding = Diagnostic::error("attribute-unknown", whole(attribute), message);
    scene.advise(finding, written, || {
        let possible = expected::attributes(scene.grammar, scene.arena, scene.state);
        let names = scene.names(&possible.names);
        let near = near(written, names.iter().map(String::as_str));
        let mut shown = names.clone();
        bring_forward(&mut shown, near.first().copied());
        Advice {
            label: match shown.as_slice() {
                [] => "no attribute is allowed here".to_owned(),
                shown => format!("allowed: {}", list(shown)),
            },
            hint: meant(&near, |name| format!("@{name}")),
        }
    })
}

/// A value that an attribute may not have.
pub(super) fn value(
    scene: &Scene,
    element: Element,
    attribute: Attribute,
    pattern: Id,
) -> Diagnostic {
    let (name, written) = (element.qualified_name(), attribute.written());
    let value = attribute.value();
    let shown = shortened(&value);
    let message = match shown.trim_ascii() {
        "" => format!("the attribute `{written}` of `<{name}>` is empty"),
        _ => format!("`{shown}` may not be the value of `{written}` of `<{name}>`"),
    };
    let finding = Diagnostic::error("attribute-value", attribute.span(), message);
    if scene.brief {
        return finding;
    }
    label_values(scene, finding, pattern, &value)
}

/// Attributes that are missing.
pub(super) fn missing_attribute(scene: &Scene, element: Element) -> Diagnostic {
    let name = element.qualified_name();
    let missing = scene.required(true);
    let message = if missing.is_empty() {
        format!("`<{name}>` lacks attributes")
    } else {
        let quoted: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
        format!("`<{name}>` lacks {}", list(&quoted))
    };
    let finding = Diagnostic::error("attribute-missing", element.start_tag(), message);
    if scene.brief {
        return finding;
    }
    if let Some(first) = missing.first() {
        return finding.hint(format!("write <{name} {first}=\"…\">"));
    }
    let possible = expected::attributes(scene.grammar, scene.arena, scene.state);
    finding.label(format!("expected: {}", list(&scene.names(&possible.names))))
}

/// An attribute of another vocabulary.
pub(super) fn foreign_attribute(element: Element, attribute: Attribute) -> Diagnostic {
    let (name, written) = (element.qualified_name(), attribute.written());
    let message = format!("`{written}` on `<{name}>` belongs to another vocabulary");
    Diagnostic::warning("attribute-foreign", whole(attribute), message)
}

/// An element of another vocabulary.
pub(super) fn foreign_element(element: Element) -> Diagnostic {
    let name = element.qualified_name();
    let message = format!("`<{name}>` belongs to another vocabulary");
    Diagnostic::warning("element-foreign", element.start_tag(), message)
}

/// A file that should be drawn in.
pub(super) fn inclusion(element: Element) -> Diagnostic {
    let href = element.attribute("href").unwrap_or_default();
    let message = format!("`{href}` is not drawn in: this place is not checked");
    Diagnostic::warning("inclusion-unresolved", element.start_tag(), message)
}

/// An id that another element has.
pub(super) fn duplicate_id(
    tree: &Tree,
    id: &str,
    first: NodeId,
    attribute: Attribute,
) -> Diagnostic {
    let line = tree.position(tree.node(first).span()).line;
    let message = format!("the id `{id}` is taken");
    Diagnostic::error("id-duplicate", attribute.span(), message)
        .label(format!("line {line} has it already"))
        .hint("give one of the two another id, and change the references to it")
}

fn label_values(scene: &Scene, finding: Diagnostic, pattern: Id, found: &str) -> Diagnostic {
    let (values, types) = expected::values(scene.grammar, scene.arena, pattern);
    let near = near(found.trim_ascii(), values.iter().map(String::as_str));
    let mut shown = values.clone();
    bring_forward(&mut shown, near.first().copied());
    shown.extend(types);
    let finding = match shown.as_slice() {
        [] => finding,
        shown => finding.label(format!("expected: {}", list(shown))),
    };
    match meant(&near, |value| format!("`{value}`")) {
        Some(hint) => finding.hint(hint),
        None => finding,
    }
}

fn meant(near: &[&str], write: impl Fn(&str) -> String) -> Option<String> {
    let words: Vec<String> = near.iter().map(|name| write(name)).collect();
    (!words.is_empty()).then(|| format!("perhaps {} is meant", words.join(" or ")))
}

fn bring_forward(names: &mut [String], first: Option<&str>) {
    let at = first.and_then(|first| names.iter().position(|name| name == first));
    if let Some(at) = at {
        names[..=at].rotate_right(1);
    }
}

/// Some words, and how many more there are.
fn list(words: &[String]) -> String {
    match words {
        [] => "nothing".to_owned(),
        words if words.len() <= MOST_NAMES + 1 => words.join(", "),
        words => {
            let more = words.len() - MOST_NAMES;
            format!("{} and {more} more", words[..MOST_NAMES].join(", "))
        }
    }
}

fn tags(names: &[String]) -> String {
    let tags: Vec<String> = names.iter().map(|name| format!("`<{name}>`")).collect();
    list(&tags)
}

/// Text short enough for a sentence.
fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST {
        return text.replace(['\n', '\r', '\t'], " ");
    }
    let cut: String = text.chars().take(MOST).collect();
    cut.replace(['\n', '\r', '\t'], " ") + "…"
}

/// Name, equals sign and value.
fn whole(attribute: Attribute) -> Span {
    attribute.whole()
}

/// The end tag; for an empty element the whole.
fn end_tag(element: Element) -> Span {
    let (span, start) = (element.span(), element.start_tag());
    if span.end == start.end {
        return start;
    }
    let written = element.qualified_name().len() + "</>".len();
    Span {
        start: span.end.saturating_sub(written as u32).max(start.end),
        end: span.end,
    }
}
