//! Patterns.

use super::super::RELAXNG;
use super::super::syntax::Pattern;
use super::{Context, DEEPEST, Reader, place};
use crate::xml::Element;

impl Reader<'_> {
    /// The pattern that `element` writes.
    pub(super) fn pattern(&mut self, element: Element, context: &Context) -> Pattern {
        self.depth += 1;
        let pattern = if self.depth > DEEPEST {
            let message = format!("more than {DEEPEST} elements stand in each other");
            self.fault(context, element.start_tag(), "schema-deep", message)
        } else if element.namespace() == Some(RELAXNG) {
            self.known_pattern(element, context)
        } else {
            let message = format!(
                "`{}` is no element of RELAX NG ({RELAXNG})",
                element.qualified_name()
            );
            self.fault(context, element.start_tag(), "schema-element", message)
        };
        self.depth -= 1;
        pattern
    }

    fn known_pattern(&mut self, element: Element, context: &Context) -> Pattern {
        let allowed: &[&str] = match element.name() {
            "element" | "attribute" | "ref" | "parentRef" => &["name"],
            "data" | "value" => &["type"],
            "externalRef" => &["href"],
            _ => &[],
        };
        let inner = self.enter(element, context, allowed);
        let context = &inner;
        match element.name() {
            "element" => {
                let (class, children) = self.class_of(element, context);
                let content = self.some(element, &children, context, Pattern::Group);
                Pattern::Element(class, Box::new(content), place(element, context))
            }
            "attribute" => self.attribute(element, context),
            "group" => self.inside(element, context, Pattern::Group),
            "interleave" => self.inside(element, context, Pattern::Interleave),
            "choice" => self.inside(element, context, Pattern::Choice),
            "oneOrMore" => Pattern::OneOrMore(Box::new(self.one(element, context))),
            "zeroOrMore" => {
                let one = Pattern::OneOrMore(Box::new(self.one(element, context)));
                Pattern::Choice(vec![one, Pattern::Empty])
            }
            "optional" => Pattern::Choice(vec![self.one(element, context), Pattern::Empty]),
            "mixed" => Pattern::Interleave(vec![self.one(element, context), Pattern::Text]),
            "list" => Pattern::List(Box::new(self.one(element, context))),
            "ref" | "parentRef" => self.reference(element, context),
            "empty" => self.leaf(element, context, Pattern::Empty),
            "text" => self.leaf(element, context, Pattern::Text),
            "notAllowed" => self.leaf(element, context, Pattern::NotAllowed),
            "data" => self.data(element, context),
            "value" => self.value(element, context),
            "externalRef" => {
                self.nothing_in(element, context);
                // What is drawn in takes the place of the reference: its names are
                // those of the grammar around.
                let drawn = self.draw_in(element, context, Self::pattern);
                drawn.unwrap_or(Pattern::NotAllowed)
            }
            "grammar" => self.grammar(element, context),
            other => {
                let message = format!("`{other}` is no pattern");
                self.fault(context, element.start_tag(), "schema-element", message)
            }
        }
    }

    fn attribute(&mut self, element: Element, context: &Context) -> Pattern {
        let (class, children) = self.class_of(element, context);
        self.check_attribute_class(&class, element, context);
        let value = match children.as_slice() {
            [] => Pattern::Text,
            [value] => self.pattern(*value, context),
            [_, second, ..] => {
                let message = "an attribute has one pattern for its value";
                self.fault(context, second.start_tag(), "schema-element", message)
            }
        };
        Pattern::Attribute(class, Box::new(value))
    }

    /// All patterns in `element`, joined.
    fn inside(
        &mut self,
        element: Element,
        context: &Context,
        join: fn(Vec<Pattern>) -> Pattern,
    ) -> Pattern {
        let children = self.children(element, context);
        self.some(element, &children, context, join)
    }

    /// All patterns in `element`, one after the other.
    pub(super) fn one(&mut self, element: Element, context: &Context) -> Pattern {
        self.inside(element, context, Pattern::Group)
    }

    pub(super) fn some(
        &mut self,
        element: Element,
        children: &[Element],
        context: &Context,
        join: fn(Vec<Pattern>) -> Pattern,
    ) -> Pattern {
        match children {
            [] => {
                let message = format!("`{}` holds no pattern", element.name());
                self.fault(context, element.start_tag(), "schema-element", message)
            }
            [only] => self.pattern(*only, context),
            several => join(several.iter().map(|c| self.pattern(*c, context)).collect()),
        }
    }

    fn leaf(&mut self, element: Element, context: &Context, pattern: Pattern) -> Pattern {
        self.nothing_in(element, context);
        pattern
    }
}
