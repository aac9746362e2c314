//! How is a template filled in?
//!
//! The only place that knows the template engine. Templates named `….html`
//! escape what they print; what is already HTML comes as a safe string.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, escape_formatter};

use super::error::Error;
use super::safety::escape;
use super::say::{GLOBALS, speak};
use super::sources::AssetAddresses;
use crate::wording::Wording;

/// Steps that a template of one element may take. The longest built-in one takes
/// under a hundred, but 64 bytes of content count as one more, and an element may
/// hold a text of 100 MB.
const ELEMENT_FUEL: u64 = 2_000_000;

/// Steps that a page may take: an apparatus of 10,000 entries takes about two
/// million.
const PAGE_FUEL: u64 = 20_000_000;

/// Compiled templates.
#[derive(Clone, Debug)]
pub struct Engine {
    elements: Environment<'static>,
    pages: Environment<'static>,
}

impl Engine {
    /// Compiles `templates`; `strict` makes printing what is not there an error.
    /// They call `asset(path)` for the address of a style sheet, script or font.
    ///
    /// # Errors
    /// [`Error::Template`] for the first that does not compile.
    pub fn new(
        templates: &BTreeMap<String, String>,
        assets: &AssetAddresses,
        strict: bool,
    ) -> Result<Self, Error> {
        let mut elements = environment(strict);
        elements.add_test("count", is_count);
        elements.add_test("iso_date", is_iso_date);
        let assets = assets.clone();
        elements.add_function("asset", move |path: String| assets.of(&path));
        for (name, text) in templates {
            let added = elements.add_template_owned(name.clone(), text.clone());
            added.map_err(|error| failed(name, &error))?;
        }
        let mut pages = elements.clone();
        elements.set_fuel(Some(ELEMENT_FUEL));
        pages.set_fuel(Some(PAGE_FUEL));
        Ok(Self { elements, pages })
    }

    /// The same templates, speaking as `wording`; `languages` are all there are.
    pub fn speaking(&self, wording: &Arc<Wording>, languages: &Value) -> Self {
        let mut engine = self.clone();
        for environment in [&mut engine.elements, &mut engine.pages] {
            speak(environment, wording, languages);
        }
        engine
    }

    /// Fills in the template of an element.
    ///
    /// # Errors
    /// [`Error::Template`] if it fails or takes too many steps.
    pub fn element(&self, name: &str, context: Value) -> Result<String, Error> {
        fill(&self.elements, name, context)
    }

    /// Fills in the template of a page.
    ///
    /// # Errors
    /// [`Error::Template`] if it fails or takes too many steps.
    pub fn page(&self, name: &str, context: Value) -> Result<String, Error> {
        fill(&self.pages, name, context)
    }

    /// The variables that a template receives and may look up, with the attributes that it
    /// names: `content`, `element.attributes.rend`.
    pub fn variables(&self, name: &str) -> Vec<String> {
        let template = self.elements.get_template(name);
        let found = template.map(|template| template.undeclared_variables(true));
        let is_global = |variable: &String| {
            let first = variable.split('.').next().unwrap_or_default();
            GLOBALS.contains(&first)
        };
        let mut variables: Vec<String> = found.into_iter().flatten().collect();
        variables.retain(|variable| !is_global(variable));
        variables.sort();
        variables
    }
}

fn environment(strict: bool) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(if strict {
        UndefinedBehavior::SemiStrict
    } else {
        UndefinedBehavior::Chainable
    });
    environment.set_formatter(|out, state, value| {
        let text = value.as_str().filter(|_| !value.is_safe());
        match text {
            // What is known to be absent prints nothing, not `None`.
            None if value.is_none() => Ok(()),
            // The engine's own escape also hides every slash of an address.
            // Themes may put attributes into single quotes.
            Some(text) if *state.auto_escape() == AutoEscape::Html => {
                Ok(out.write_str(&escape(text).replace('\'', "&#39;"))?)
            }
            _ => escape_formatter(out, state, value),
        }
    });
    environment
}

/// `is count`: a number of rows or columns, 1 to 1,000.
fn is_count(value: &Value) -> bool {
    let number = value.as_str().and_then(|text| text.parse::<u32>().ok());
    number.is_some_and(|number| (1..=1_000).contains(&number))
}

/// `is iso_date`: a year, a month or a day as HTML knows them.
fn is_iso_date(value: &Value) -> bool {
    let Some(text) = value.as_str() else {
        return false;
    };
    if !text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-')
    {
        return false;
    }
    let mut parts = text.split('-');
    let mut number = |length: usize| {
        let part = parts.next()?;
        Some(part.parse::<u32>().ok().filter(|_| part.len() == length))
    };
    let (year, month, day) = (number(4), number(2), number(2));
    let days = match (year, month) {
        (Some(Some(year)), Some(Some(2)))
            if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) =>
        {
            29
        }
        (_, Some(Some(2))) => 28,
        (_, Some(Some(4 | 6 | 9 | 11))) => 30,
        _ => 31,
    };
    let within = |part: Option<Option<u32>>, last: u32| {
        part.is_none_or(|part| part.is_some_and(|number| (1..=last).contains(&number)))
    };
    year.is_some()
        && within(year, 9_999)
        && within(month, 12)
        && within(day, days)
        && parts.next().is_none()
}

fn fill(environment: &Environment<'_>, name: &str, context: Value) -> Result<String, Error> {
    let template = environment
        .get_template(name)
        .map_err(|error| failed(name, &error))?;
    template
        .render(context)
        .map_err(|error| failed(name, &error))
}

fn failed(name: &str, error: &minijinja::Error) -> Error {
    let mut message = match error.kind() {
        ErrorKind::OutOfFuel => "takes too many steps; does a loop never end?".to_owned(),
        _ => error.to_string(),
    };
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        message = format!("{message}: {inner}");
        cause = inner.source();
    }
    Error::Template {
        name: name.to_owned(),
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dates_of_the_calendar_are_dates() {
        for date in ["1900", "1900-02", "1904-02-29", "2000-12-31", "0001"] {
            assert!(is_iso_date(&Value::from(date)), "{date}");
        }
        for other in [
            "",
            "190",
            "0000",
            "1900-02-29",
            "1900-13",
            "1900-1-1",
            "-500",
            "1900-01-01-01",
            "abcd",
            "+190",
        ] {
            assert!(!is_iso_date(&Value::from(other)), "{other}");
        }
        assert!(
            is_count(&Value::from("3"))
                && !is_count(&Value::from("0"))
                && !is_count(&Value::from("x"))
        );
    }
}
