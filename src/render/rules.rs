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
        let Some(mut names) = rule.selector.names() else {
            self.of_any_name.push(rule);
            return Ok(());
        };
        names.sort_unstable();
        names.dedup();
        for name in names {
            let of_name = self.by_name.entry(name.to_owned()).or_default();
            of_name.push(rule.clone());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_tried_for_the_names_that_it_has() {
        let file = "[[rule]]\nmatch = \"div > hi[rend~='a, b'], seg:empty, hi\"\ntemplate = \"x\"\n\
                    [[rule]]\nmatch = \"p [rend], *\"\ntemplate = \"x\"\n";
        let rules = Rules::new(&[file.to_owned()], |_| true).expect("rules");
        let count = |name| rules.of(name).len();
        assert_eq!(["hi", "seg", "div", "p"].map(count), [2, 2, 1, 1]);
    }
}
