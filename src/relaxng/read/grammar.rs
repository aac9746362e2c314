//! Grammars: `define`, `start`, `div`, `include`, `ref`.

use std::collections::{BTreeSet, HashMap};

use super::super::RELAXNG;
use super::super::datatype::is_ncname;
use super::super::syntax::{Combine, Definition, Part, Pattern};
use super::{Context, Reader, Scope, place};
use crate::xml::Element;

/// Names that an `include` defines anew (`start` is the empty one), and
/// whether each was found in what is included.
type Overrides = Vec<HashMap<String, bool>>;

impl Reader<'_> {
    pub(super) fn grammar(&mut self, element: Element, context: &Context) -> Pattern {
        let scope = self.scopes.len();
        self.scopes.push(Scope {
            parent: context.scope,
            names: HashMap::new(),
        });
        let inner = Context {
            scope: Some(scope),
            ..context.clone()
        };
        self.components(element, &inner, &mut Vec::new());
        let start = self.definition(scope, "", element, &inner);
        Pattern::Reference(start, place(element, &inner))
    }

    /// What stands in a `grammar`, `div` or `include`.
    fn components(&mut self, element: Element, context: &Context, overrides: &mut Overrides) {
        self.depth += 1;
        if self.depth > super::DEEPEST {
            let message = "too many elements stand in each other";
            self.fault(context, element.start_tag(), "schema-deep", message);
        } else {
            for child in self.children(element, context) {
                self.component(child, context, overrides);
            }
        }
        self.depth -= 1;
    }

    fn component(&mut self, element: Element, context: &Context, overrides: &mut Overrides) {
        let allowed: &[&str] = match element.name() {
            "define" => &["name", "combine"],
            "start" => &["combine"],
            "include" => &["href"],
            _ => &[],
        };
        let inner = self.enter(element, context, allowed);
        match element.name() {
            "div" => self.components(element, &inner, overrides),
            "define" | "start" => self.define(element, &inner, overrides),
            "include" => self.include(element, &inner, overrides),
            other => {
                let message = format!("`{other}` stands in a grammar");
                self.fault(&inner, element.start_tag(), "schema-element", message);
            }
        }
    }

    fn define(&mut self, element: Element, context: &Context, overrides: &mut Overrides) {
        let name = if element.name() == "start" {
            String::new()
        } else {
            let Some(name) = self.required(element, context, "name") else {
                return;
            };
            self.check_name(&name, element, context);
            name
        };
        let mut overridden = false;
        for names in overrides.iter_mut() {
            if let Some(found) = names.get_mut(&name) {
                *found = true;
                overridden = true;
            }
        }
        let children = self.children(element, context);
        if let (true, Some(second)) = (element.name() == "start", children.get(1)) {
            let message = "`start` holds one pattern";
            self.fault(context, second.start_tag(), "schema-element", message);
        }
        // What is overridden is read all the same: it must be correct.
        let pattern = self.some(element, &children, context, Pattern::Group);
        let combine = self.combine(element, context);
        if overridden {
            return;
        }
        let Some(scope) = context.scope else { return };
        let at = self.definition(scope, &name, element, context);
        self.definitions[at].parts.push(Part {
            combine,
            pattern,
            place: place(element, context),
        });
    }

    fn combine(&mut self, element: Element, context: &Context) -> Option<Combine> {
        let written = element.attribute("combine")?;
        match super::trim(&written) {
            "choice" => Some(Combine::Choice),
            "interleave" => Some(Combine::Interleave),
            other => {
                let message =
                    format!("definitions are combined by choice or interleave, not `{other}`");
                self.fault(context, element.start_tag(), "schema-combine", message);
                None
            }
        }
    }

    fn include(&mut self, element: Element, context: &Context, overrides: &mut Overrides) {
        let mut names = BTreeSet::new();
        self.overrides_in(element, context, &mut names);
        overrides.push(names.iter().map(|name| (name.clone(), false)).collect());
        self.draw_in(element, context, |reader, root, inner| {
            let is_grammar = root.namespace() == Some(RELAXNG) && root.name() == "grammar";
            if is_grammar {
                let inner = reader.enter(root, inner, &[]);
                reader.components(root, &inner, overrides);
            } else {
                let message = "what is included is no grammar";
                reader.fault(inner, root.start_tag(), "schema-element", message);
            }
        });
        let found = overrides.pop().unwrap_or_default();
        for name in names.iter().filter(|name| found.get(*name) == Some(&false)) {
            let what = if name.is_empty() { "start" } else { name };
            let message = format!("`{what}` is defined anew, but what is included has none");
            self.fault(context, element.start_tag(), "schema-include", message);
        }
        self.components(element, context, overrides);
    }

    /// The names that are defined in an `include`.
    fn overrides_in(&mut self, element: Element, context: &Context, names: &mut BTreeSet<String>) {
        for child in self.children(element, context) {
            match child.name() {
                "start" => {
                    names.insert(String::new());
                }
                "define" => {
                    let name = child.attribute("name").unwrap_or_default();
                    names.insert(super::trim(&name).to_owned());
                }
                "div" => self.overrides_in(child, context, names),
                other => {
                    let message = format!("`{other}` stands in `include`");
                    self.fault(context, child.start_tag(), "schema-element", message);
                }
            }
        }
    }

    pub(super) fn reference(&mut self, element: Element, context: &Context) -> Pattern {
        self.nothing_in(element, context);
        let Some(name) = self.required(element, context, "name") else {
            return Pattern::NotAllowed;
        };
        self.check_name(&name, element, context);
        let scope = match element.name() {
            "ref" => context.scope,
            _ => context.scope.and_then(|scope| self.scopes[scope].parent),
        };
        match scope {
            Some(scope) => {
                let at = self.definition(scope, &name, element, context);
                Pattern::Reference(at, place(element, context))
            }
            None => {
                let message = format!("`{name}` is referred to outside any grammar");
                self.fault(context, element.start_tag(), "schema-reference", message)
            }
        }
    }

    fn check_name(&mut self, name: &str, element: Element, context: &Context) {
        if !is_ncname(name) {
            let message = format!("`{name}` is not a name");
            self.fault(context, element.start_tag(), "schema-name", message);
        }
    }

    /// The definition of `name` in a grammar, which is made when it is first
    /// spoken of.
    fn definition(
        &mut self,
        scope: usize,
        name: &str,
        element: Element,
        context: &Context,
    ) -> usize {
        if let Some(&known) = self.scopes[scope].names.get(name) {
            return known;
        }
        let at = self.definitions.len();
        self.definitions.push(Definition {
            name: name.to_owned(),
            place: place(element, context),
            parts: Vec::new(),
        });
        self.scopes[scope].names.insert(name.to_owned(), at);
        at
    }
}
