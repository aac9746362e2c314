//! Name classes.

use super::super::names::NameClass;
use super::{Context, Reader, expanded_name, trim};
use crate::source::Span;
use crate::xml::Element;

/// What a name class stands in, as far as that narrows what it may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    /// Nothing that matters.
    Free,
    /// The exceptions of `anyName`.
    AnyName,
    /// The exceptions of `nsName`.
    Namespace,
}

impl Reader<'_> {
    /// The name class of an `element` or `attribute`, by its attribute `name`
    /// or its first child, and the children that remain.
    pub(super) fn class_of<'t>(
        &mut self,
        element: Element<'t>,
        context: &Context,
    ) -> (NameClass, Vec<Element<'t>>) {
        let mut children = self.children(element, context);
        if let Some(name) = element.attribute("name") {
            // An attribute without prefix is in no namespace, unless it is
            // said on the attribute itself.
            let inherits = element.name() == "element" || element.attribute("ns").is_some();
            let namespace = if inherits { &context.namespace } else { "" };
            let class = self.name(element, trim(&name), namespace, context);
            return (class, children);
        }
        if children.is_empty() {
            let message = format!("`{}` has no name", element.name());
            self.fault(context, element.start_tag(), "schema-name", message);
            return (NameClass::Choice(Vec::new()), children);
        }
        let first = children.remove(0);
        let class = self.class(first, context, Within::Free);
        (class, children)
    }

    fn name(
        &mut self,
        element: Element,
        written: &str,
        namespace: &str,
        context: &Context,
    ) -> NameClass {
        match expanded_name(element, written, namespace) {
            Ok((namespace, local)) => NameClass::Name(self.names.spell(&namespace, &local)),
            Err(message) => {
                self.fault(context, element.start_tag(), "schema-name", message);
                NameClass::Choice(Vec::new())
            }
        }
    }

    fn class(&mut self, element: Element, context: &Context, within: Within) -> NameClass {
        let inner = self.enter(element, context, &[]);
        match element.name() {
            "name" => {
                let text = self.text(element, &inner);
                self.name(element, trim(&text), &inner.namespace, &inner)
            }
            "anyName" => {
                if within != Within::Free {
                    self.not_within(element.start_tag(), &inner, "anyName");
                }
                NameClass::Any(self.exceptions(element, &inner, Within::AnyName))
            }
            "nsName" => {
                if within == Within::Namespace {
                    self.not_within(element.start_tag(), &inner, "nsName");
                }
                self.names.spell_namespace(&inner.namespace);
                let except = self.exceptions(element, &inner, Within::Namespace);
                NameClass::Namespace(inner.namespace.as_str().into(), except)
            }
            "choice" => {
                let children = self.children(element, &inner);
                if children.is_empty() {
                    let message = "`choice` offers nothing";
                    self.fault(&inner, element.start_tag(), "schema-element", message);
                }
                let choices = children.into_iter();
                NameClass::Choice(choices.map(|c| self.class(c, &inner, within)).collect())
            }
            other => {
                let message = format!("`{other}` is no name class");
                self.fault(&inner, element.start_tag(), "schema-element", message);
                NameClass::Choice(Vec::new())
            }
        }
    }

    fn not_within(&mut self, span: Span, context: &Context, name: &str) {
        let message = format!("`{name}` stands in an exception in which it may not stand");
        self.fault(context, span, "schema-name", message);
    }

    fn exceptions(
        &mut self,
        element: Element,
        context: &Context,
        within: Within,
    ) -> Option<Box<NameClass>> {
        let children = self.children(element, context);
        let except = match children.as_slice() {
            [] => return None,
            [except] if except.name() == "except" => *except,
            [other, ..] => {
                let message = format!("`{}` holds at most one `except`", element.name());
                self.fault(context, other.start_tag(), "schema-element", message);
                return None;
            }
        };
        let inner = self.enter(except, context, &[]);
        let children = self.children(except, &inner);
        if children.is_empty() {
            let message = "`except` leaves nothing out";
            self.fault(&inner, except.start_tag(), "schema-element", message);
        }
        let choices = children.into_iter();
        let choices = choices.map(|c| self.class(c, &inner, within)).collect();
        Some(Box::new(NameClass::Choice(choices)))
    }

    /// Refuses names for an attribute that would declare a namespace (§4.16).
    pub(super) fn check_attribute_class(
        &mut self,
        class: &NameClass,
        element: Element,
        context: &Context,
    ) {
        let declares = match class {
            NameClass::Name(name) => self.names.name(*name).is_some_and(|(namespace, local)| {
                is_xmlns(namespace) || (namespace.is_empty() && local == "xmlns")
            }),
            NameClass::Namespace(namespace, _) => is_xmlns(namespace),
            _ => false,
        };
        if declares {
            let message = "a declaration of a namespace is no attribute";
            self.fault(context, element.start_tag(), "schema-name", message);
        }
        let inner: Vec<&NameClass> = match class {
            NameClass::Namespace(_, Some(except)) | NameClass::Any(Some(except)) => vec![except],
            NameClass::Choice(choices) => choices.iter().collect(),
            _ => Vec::new(),
        };
        for class in inner {
            self.check_attribute_class(class, element, context);
        }
    }
}

fn is_xmlns(namespace: &str) -> bool {
    namespace.starts_with("http://www.w3.org/2000/xmlns")
}
