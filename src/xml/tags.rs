//! Start tags and end tags: names, attributes, namespaces.
//!
//! A part of the reader: [`Builder`] calls it for each tag.

use memchr::memchr;

use super::names::{TooManyNames, XML, XMLNS, is_qualified_name};
use super::read::{Builder, DEEPEST, LONGEST_NAME, MOST_ATTRIBUTES, Outcome, describe};
use super::tree::{AttributeData, Kind};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

impl Builder<'_, '_> {
    pub(super) fn start(&mut self, raw: &str, span: Span, empty: bool) -> Outcome {
        if self.open.is_empty() && self.root.is_some() {
            let message = "a second document element";
            return Err(Diagnostic::error("content-after-root", span, message)
                .hint("put both into one element, for example <teiCorpus>"));
        }
        if self.open.len() >= DEEPEST {
            let message = format!("elements stand more than {DEEPEST} deep in each other");
            return Err(Diagnostic::error("nesting-too-deep", span, message));
        }
        let id = self.nodes.len() as u32;
        let inside = &raw[1..raw.len() - if empty { 2 } else { 1 }];
        let name_end = inside
            .find(|c: char| c.is_ascii_whitespace())
            .unwrap_or(inside.len());
        let name = &inside[..name_end];
        let mark = self.scopes.len();
        let first_attribute = self.attributes.len();
        let list_start = span.start + 1 + name_end as u32;
        if self.attribute_list(&inside[name_end..], list_start)? {
            self.declare_namespaces(first_attribute, raw, span.start)?;
        }
        self.leaf(Kind::Element, span);
        let name_span = Span::new(span.start as usize + 1, span.start as usize + 1 + name_end);
        let index = self.element_name(name, name_span)?;
        self.name_attributes(first_attribute, raw, span.start)?;
        let count = self.attributes.len() - first_attribute;
        let node = &mut self.nodes[id as usize];
        node.name = index;
        node.first_attribute = first_attribute as u32;
        node.attributes = count as u16;
        if self.open.is_empty() {
            self.root = Some(id);
        }
        let includes = self.begin_inclusion(id);
        if empty {
            self.leave_scope(mark);
        } else {
            self.open.push(id);
            self.scope_marks.push(mark);
        }
        if empty && includes {
            self.end_inclusion(id);
        }
        Ok(())
    }

    /// Cuts `list`, the part of a start tag behind the name, into attributes.
    /// Names are left as their place: what they mean depends on the whole tag.
    /// Says whether any of them declares a namespace.
    fn attribute_list(&mut self, list: &str, base: u32) -> Outcome<bool> {
        let bytes = list.as_bytes();
        let first = self.attributes.len();
        let mut at = 0;
        let mut declares = false;
        loop {
            let blank = at;
            while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            if at == bytes.len() {
                return Ok(declares);
            }
            let fault = |from: usize, to: usize, message: &str| {
                let span = Span::new(base as usize + from, base as usize + to);
                Diagnostic::error("attribute-malformed", span, message)
            };
            if at == blank {
                return Err(fault(at, at + 1, "there is no space before this attribute"));
            }
            let start = at;
            while bytes
                .get(at)
                .is_some_and(|b| !b.is_ascii_whitespace() && *b != b'=')
            {
                at += 1;
            }
            let name_end = at;
            if name_end - start > LONGEST_NAME {
                return Err(fault(
                    start,
                    start,
                    "the name of this attribute is too long",
                ));
            }
            while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            if bytes.get(at) != Some(&b'=') {
                let message = format!("the attribute `{}` has no value", &list[start..name_end]);
                return Err(fault(start, name_end, &message));
            }
            at += 1;
            while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            let quote = bytes
                .get(at)
                .copied()
                .filter(|quote| b"\"'".contains(quote));
            let Some(quote) = quote else {
                let message = format!("the value of `{}` is not in quotes", &list[start..name_end]);
                return Err(fault(start, name_end, &message));
            };
            let value_start = at + 1;
            let Some(length) = memchr(quote, &bytes[value_start..]) else {
                return Err(fault(
                    start,
                    name_end,
                    "the value of this attribute never ends",
                ));
            };
            let value_end = value_start + length;
            at = value_end + 1;
            declares |= bytes[start..].starts_with(b"xmlns");
            let value = &list[value_start..value_end];
            let indirect = self.check_value(value, base as usize + value_start)?;
            self.attributes.push(AttributeData {
                start: base + start as u32,
                value_start: base + value_start as u32,
                value_end: base + value_end as u32,
                name: (name_end - start) as u16,
                indirect,
            });
            if self.attributes.len() - first > MOST_ATTRIBUTES {
                let message = format!("more than {MOST_ATTRIBUTES} attributes on one element");
                return Err(fault(start, name_end, &message));
            }
        }
    }

    /// Whether `value` reads differently from how it is written.
    fn check_value(&mut self, value: &str, at: usize) -> Outcome<bool> {
        let bytes = value.as_bytes();
        let special = bytes
            .iter()
            .any(|&byte| matches!(byte, b'<' | b'&' | b'\n' | b'\t' | b'\r'));
        if !special {
            return Ok(false);
        }
        let span = Span::new(at, at + value.len());
        if let Some(bracket) = memchr(b'<', bytes) {
            let span = Span::new(at + bracket, at + bracket + 1);
            let message = "`<` in the value of an attribute";
            return Err(Diagnostic::error("attribute-malformed", span, message)
                .hint("write `&lt;`; or is a quotation mark missing?"));
        }
        match self.expand(value) {
            Ok(outside) => {
                for name in outside {
                    self.outside(&name, span);
                }
            }
            Err(fault) => return Err(describe(&fault, span)),
        }
        Ok(true)
    }

    /// The index of an element's name, after its declarations were read.
    fn element_name(&mut self, name: &str, span: Span) -> Outcome<u16> {
        if let Some(known) = self.known_name(name, self.default_namespace) {
            return Ok(known);
        }
        self.check_name(name, span)?;
        let namespace = match name.split_once(':') {
            None => self.default_namespace,
            Some((prefix, _)) => self.prefix(prefix, span)?,
        };
        self.names
            .intern(name, namespace)
            .map_err(|TooManyNames| too_many_names(span))
    }

    /// A name without prefix that has occurred, and so has been checked.
    fn known_name(&self, name: &str, namespace: u16) -> Option<u16> {
        let known = self.names.find(name, namespace)?;
        (self.names.get(known).local == 0).then_some(known)
    }

    fn check_name(&self, name: &str, span: Span) -> Outcome {
        if is_qualified_name(name) && name.len() <= LONGEST_NAME {
            return Ok(());
        }
        let shown: String = name.chars().take(40).collect();
        let message = format!("`{shown}` is not a name");
        Err(Diagnostic::error("name-malformed", span, message))
    }

    fn prefix(&self, prefix: &str, span: Span) -> Outcome<u16> {
        if prefix == "xml" {
            return Ok(1);
        }
        let known = self
            .scopes
            .iter()
            .rev()
            .find(|(known, _)| &**known == prefix);
        known.map(|&(_, namespace)| namespace).ok_or_else(|| {
            let message = format!("the prefix `{prefix}` is not declared");
            Diagnostic::error("prefix-undeclared", span, message).hint(format!(
                "add xmlns:{prefix}=\"…\" to this element or one around it"
            ))
        })
    }

    /// Gives the attributes of a tag their names, and checks that none stands
    /// twice.
    fn name_attributes(&mut self, first: usize, raw: &str, tag_start: u32) -> Outcome {
        for index in first..self.attributes.len() {
            let attribute = &self.attributes[index];
            let start = attribute.start - tag_start;
            let name = &raw[start as usize..start as usize + attribute.name as usize];
            let span = Span::new(
                attribute.start as usize,
                attribute.start as usize + name.len(),
            );
            let name = match self.known_name(name, 0) {
                Some(known) => known,
                None => self.attribute_name(name, span)?,
            };
            if (first..index).any(|other| self.same_attribute(other, name)) {
                let written = &self.names.get(name).qualified;
                let message = format!("the attribute `{written}` stands twice");
                return Err(Diagnostic::error("attribute-duplicate", span, message));
            }
            self.attributes[index].name = name;
        }
        Ok(())
    }

    fn attribute_name(&mut self, name: &str, span: Span) -> Outcome<u16> {
        self.check_name(name, span)?;
        let namespace = match name.split_once(':') {
            None if name == "xmlns" => 2,
            None => 0,
            Some(("xmlns", _)) => 2,
            Some((prefix, _)) => self.prefix(prefix, span)?,
        };
        self.names
            .intern(name, namespace)
            .map_err(|TooManyNames| too_many_names(span))
    }

    /// Whether attribute `index` has the expanded name of `name`.
    fn same_attribute(&self, index: usize, name: u16) -> bool {
        let other = self.attributes[index].name;
        let (a, b) = (self.names.get(name), self.names.get(other));
        other == name
            || a.namespace > 2
                && a.namespace == b.namespace
                && a.qualified[a.local as usize..] == b.qualified[b.local as usize..]
    }

    fn leave_scope(&mut self, mark: usize) {
        if self.scopes.len() > mark {
            self.scopes.truncate(mark);
            let default = self
                .scopes
                .iter()
                .rev()
                .find(|(prefix, _)| prefix.is_empty());
            self.default_namespace = default.map_or(0, |&(_, namespace)| namespace);
        }
    }

    pub(super) fn end(&mut self, raw: &str, span: Span, outer: usize) -> Outcome {
        let name = raw[2..raw.len() - 1].trim_ascii_end();
        let inside = self.open.len() > outer;
        let Some(id) = self.open.last().copied().filter(|_| inside) else {
            let message = format!("`</{name}>` closes nothing");
            return Err(Diagnostic::error("tag-mismatched", span, message));
        };
        let count = self.nodes.len() as u32;
        let node = &mut self.nodes[id as usize];
        let opened = &*self.names.get(node.name).qualified;
        if opened != name {
            let message = format!("`</{name}>` closes `<{opened}>`, which is still open");
            let hint = format!("close it first, with `</{opened}>`");
            return Err(Diagnostic::error("tag-mismatched", span, message).hint(hint));
        }
        node.end = span.end;
        node.after = count;
        self.open.pop();
        let mark = self.scope_marks.pop().unwrap_or_default();
        self.leave_scope(mark);
        self.end_inclusion(id);
        Ok(())
    }
}

/// Declarations of namespaces on a tag take effect on the tag itself.
impl Builder<'_, '_> {
    /// Reads `xmlns` and `xmlns:…` among the attributes from `first` on.
    fn declare_namespaces(&mut self, first: usize, raw: &str, tag_start: u32) -> Outcome {
        for index in first..self.attributes.len() {
            let attribute = &self.attributes[index];
            let start = (attribute.start - tag_start) as usize;
            let name = &raw[start..start + attribute.name as usize];
            let prefix = match name.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) if rest.starts_with(':') => &rest[1..],
                _ => continue,
            };
            let value = (attribute.value_start - tag_start) as usize
                ..(attribute.value_end - tag_start) as usize;
            let span = Span {
                start: attribute.start,
                end: attribute.value_end,
            };
            let mut uri = String::new();
            // Faults were found when the value was read.
            let _ = self.entities.resolve(&raw[value], true, &mut uri);
            self.declare(prefix, &uri, span)?;
        }
        Ok(())
    }

    fn declare(&mut self, prefix: &str, uri: &str, span: Span) -> Outcome {
        let reserved = (prefix == "xml") != (uri == XML) || prefix == "xmlns" || uri == XMLNS;
        if reserved || (!prefix.is_empty() && uri.is_empty()) {
            let message = format!("`{prefix}` cannot stand for the namespace `{uri}`");
            return Err(Diagnostic::error("namespace-malformed", span, message));
        }
        let namespace = if uri.is_empty() {
            Ok(0)
        } else {
            self.names.intern_namespace(uri)
        };
        let namespace = namespace.map_err(|TooManyNames| too_many_names(span))?;
        if prefix.is_empty() {
            self.default_namespace = namespace;
        }
        self.scopes.push((prefix.into(), namespace));
        Ok(())
    }
}

fn too_many_names(span: Span) -> Diagnostic {
    let message = "more than 65,535 different names in one file";
    Diagnostic::error("too-many-names", span, message)
}
