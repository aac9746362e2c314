//! `data` and `value`: what strings are allowed.

use super::super::datatype::Datatype;
use super::super::prefixes;
use super::super::syntax::Pattern;
use super::{Context, Reader, trim};
use crate::xml::Element;

impl Reader<'_> {
    pub(super) fn data(&mut self, element: Element, context: &Context) -> Pattern {
        let Some(name) = self.required(element, context, "type") else {
            return Pattern::NotAllowed;
        };
        let mut datatype = match Datatype::new(&context.library, &name) {
            Ok(datatype) => datatype,
            Err(message) => {
                return self.fault(context, element.start_tag(), "schema-datatype", message);
            }
        };
        let mut except = None;
        for child in self.children(element, context) {
            match child.name() {
                "param" if except.is_none() => self.parameter(child, context, &mut datatype),
                "except" if except.is_none() => {
                    let inner = self.enter(child, context, &[]);
                    let children = self.children(child, &inner);
                    let choice = self.some(child, &children, &inner, Pattern::Choice);
                    except = Some(Box::new(choice));
                }
                other => {
                    let message =
                        format!("`{other}` stands in `data`, which holds `param`, then `except`");
                    self.fault(context, child.start_tag(), "schema-element", message);
                }
            }
        }
        Pattern::Data(datatype, except)
    }

    fn parameter(&mut self, element: Element, context: &Context, datatype: &mut Datatype) {
        let inner = self.enter(element, context, &["name"]);
        let Some(name) = self.required(element, &inner, "name") else {
            return;
        };
        let value = self.text(element, &inner);
        let lookup = |prefix: &str| prefixes::namespace(element, prefix);
        if let Err(message) = datatype.restrict(&name, &value, &lookup, &mut self.patterns) {
            self.fault(&inner, element.start_tag(), "schema-datatype", message);
        }
    }

    pub(super) fn value(&mut self, element: Element, context: &Context) -> Pattern {
        let written = self.text(element, context);
        let (library, name) = match element.attribute("type") {
            Some(name) => (context.library.as_str(), trim(&name).to_owned()),
            // §4.4: without a type it is the token of RELAX NG itself.
            None => ("", "token".to_owned()),
        };
        let datatype = match Datatype::new(library, &name) {
            Ok(datatype) => datatype,
            Err(message) => {
                return self.fault(context, element.start_tag(), "schema-datatype", message);
            }
        };
        let lookup = |prefix: &str| match prefix {
            "" => Some(context.namespace.clone()),
            prefix => prefixes::namespace(element, prefix),
        };
        match datatype.value(&written, &lookup) {
            Some(value) => Pattern::Value(datatype, value, trim(&written).to_owned()),
            None => {
                let message = format!("`{written}` is no value of `{name}`");
                self.fault(context, element.start_tag(), "schema-datatype", message)
            }
        }
    }
}
