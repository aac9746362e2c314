//! Which template dresses an element?
//!
//! `rules.toml` lists selectors with templates. The most specific selector that
//! matches wins, the later one among equals; without any, the template that is
//! called as the element, else a plain behaviour. Rules are sorted by the name
//! of the element they are for, so that most elements cost one look-up.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::error::Error;
use crate::xml::Element;
use crate::xml::select::{Selector, Specificity};

/// The rules of all layers.
#[derive(Debug, Default)]
pub struct Rules {
    by_name: BTreeMap<String, Vec<Rule>>,
    of_any_name: Vec<Rule>,
}

/// A compiled rule.
#[derive(Clone, Debug)]
pub struct Rule {
    selector: Selector,
    specificity: Specificity,
    order: usize,
    /// The name of its template: `elements/hi-italic.html`.
    pub template: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rule: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    r#match: String,
    template: String,
}

impl Rules {
    /// Compiles the texts of `rules.toml`, the built-in one first. `exists` says
    /// whether there is a template.
    ///
    /// # Errors
    /// [`Error::Rules`] names the rule that cannot be used.
    pub fn new(texts: &[String], exists: impl Fn(&str) -> bool) -> Result<Self, Error> {
        let mut rules = Self::default();
        let mut order = 0;
        for text in texts {
            let file: File = toml::from_str(text).map_err(|error| unusable(error.to_string()))?;
            for written in file.rule {
                let template = format!("elements/{}.html", written.template);
                if !exists(&template) {
                    let (selector, name) = (&written.r#match, &template);
                    return Err(unusable(format!(
                        "`{selector}`: there is no template `{name}`"
                    )));
                }
                rules.add(&written.r#match, template, order)?;
                order += 1;
            }
        }
        rules.sort();
        Ok(rules)
    }

    /// The rules that may match an element of this name, in the order in which
    /// they are to be tried.
    pub fn of(&self, name: &str) -> &[Rule] {
        self.by_name
            .get(name)
            .map_or(&self.of_any_name, Vec::as_slice)
    }

    fn add(&mut self, text: &str, template: String, order: usize) -> Result<(), Error> {
        let selector = Selector::parse(text);
        let selector = selector.map_err(|error| unusable(format!("`{text}`: {error}")))?;
        let specificity = selector.specificity();
        let rule = Rule {
            selector,
            specificity,
            order,
            template,
        };
        match subject(text) {
            Some(name) => self.by_name.entry(name.to_owned()).or_default().push(rule),
            None => self.of_any_name.push(rule),
        }
        Ok(())
    }

    /// Brings the rule to be tried first to the front, with those of any name
    /// in every list.
    fn sort(&mut self) {
        let first = |rule: &Rule| std::cmp::Reverse((rule.specificity, rule.order));
        for rules in self.by_name.values_mut() {
            rules.extend(self.of_any_name.iter().cloned());
            rules.sort_by_key(first);
        }
        self.of_any_name.sort_by_key(first);
    }
}

impl Rule {
    /// Whether it is for this element.
    pub fn matches(&self, element: Element<'_>) -> bool {
        self.selector.matches(element)
    }
}

fn unusable(message: String) -> Error {
    Error::Rules { message }
}

/// The name of the element that a selector is for: `title` of
/// `div > head[type=main] title:first-child`; none for `*` and `[rend]`.
fn subject(selector: &str) -> Option<&str> {
    let mut depth = 0_u32;
    let mut quote = None;
    let mut start = 0;
    let selector = selector.trim();
    if selector.contains(',') {
        return None;
    }
    for (at, c) in selector.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth = depth.saturating_sub(1),
            (None, ' ' | '\t' | '\n' | '>' | '+' | '~') if depth == 0 => start = at + 1,
            _ => {}
        }
    }
    let last = &selector[start..];
    let name = &last[..last.find(['[', ':', '.', '#', '*']).unwrap_or(last.len())];
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::subject;

    #[test]
    fn the_last_name_is_the_subject() {
        assert_eq!(
            subject("div > head[type=main] title:first-child"),
            Some("title")
        );
        assert_eq!(subject("hi[rend~='a b > c']"), Some("hi"));
        assert_eq!(subject("p:not(div > p)"), Some("p"));
        for any in ["*", "[rend]", "div > [rend]", "p, q"] {
            assert_eq!(subject(any), None, "{any}");
        }
    }
}
