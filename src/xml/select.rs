//! Which elements does a rule mean?
//!
//! A part of CSS selectors, compiled: `hi[rend~=italic]`, `div > head`,
//! `note[place=foot] p`, `*:not([n])`, `list:has(> label)`, `p:first-child, ab`. Names are local
//! names of TEI elements; `*` is any TEI element.

use super::tree::Element;

/// A compiled selector: any of several chains of compounds.
#[derive(Clone, Debug)]
pub struct Selector {
    alternatives: Vec<Chain>,
}

/// How specific a selector is, as in CSS: tests of attributes and positions
/// count before names. The greater wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Specificity {
    tests: u16,
    names: u16,
}

/// The last compound is the element itself; those before it are around it.
#[derive(Clone, Debug)]
struct Chain {
    subject: Compound,
    /// Nearest first.
    around: Vec<(Combinator, Compound)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Combinator {
    Child,
    Descendant,
}

#[derive(Clone, Debug, Default)]
struct Compound {
    name: Option<String>,
    tests: Vec<Test>,
}

#[derive(Clone, Debug)]
enum Test {
    Present(String),
    Equals(String, String),
    Word(String, String),
    Prefix(String, String),
    Suffix(String, String),
    Contains(String, String),
    FirstChild,
    LastChild,
    Empty,
    Not(Compound),
    /// It has a child like this.
    Has(Compound),
}

impl Selector {
    /// Compiles `text`.
    ///
    /// ```
    /// use variorum::xml::{Selector, read};
    /// let italic = Selector::parse("p > hi[rend~=italic]").unwrap();
    /// let read = read("a.xml", b"<p><hi rend='bold italic'>x</hi></p>").unwrap();
    /// assert!(italic.matches(read.value.root().child("hi").unwrap()));
    /// assert_eq!(Selector::parse("p >").unwrap_err(), "a selector ends with `>`");
    /// ```
    ///
    /// # Errors
    /// A sentence saying what is not understood.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser { rest: text };
        let mut alternatives = Vec::new();
        loop {
            alternatives.push(parser.chain()?);
            parser.blanks();
            if parser.rest.is_empty() {
                return Ok(Self { alternatives });
            }
            if !parser.take(",") {
                return Err(format!("`{}` is not understood in a selector", parser.rest));
            }
        }
    }

    /// Whether it means `element`.
    pub fn matches(&self, element: Element<'_>) -> bool {
        self.alternatives.iter().any(|chain| chain.matches(element))
    }

    /// The specificity of its most specific alternative.
    pub fn specificity(&self) -> Specificity {
        let each = self.alternatives.iter().map(Chain::specificity);
        each.max().unwrap_or_default()
    }

    /// The element names it can mean, or `None` if it can mean any: so that a
    /// table of rules is asked only about elements that may fit.
    pub fn names(&self) -> Option<Vec<&str>> {
        self.alternatives
            .iter()
            .map(|chain| chain.subject.name.as_deref())
            .collect()
    }
}

impl Chain {
    fn matches(&self, element: Element<'_>) -> bool {
        self.subject.matches(element) && fits_around(element, &self.around)
    }

    fn specificity(&self) -> Specificity {
        let around = self.around.iter().map(|(_, compound)| compound);
        around
            .chain([&self.subject])
            .map(Compound::specificity)
            .fold(Specificity::default(), |a, b| Specificity {
                tests: a.tests + b.tests,
                names: a.names + b.names,
            })
    }
}

/// Whether what is around `element` fits the rest of a chain. Tries each
/// ancestor for a descendant combinator; chains are a few compounds long.
fn fits_around(element: Element<'_>, around: &[(Combinator, Compound)]) -> bool {
    let Some(((combinator, compound), rest)) = around.split_first() else {
        return true;
    };
    let reach = match combinator {
        Combinator::Child => 1,
        Combinator::Descendant => usize::MAX,
    };
    element
        .ancestors()
        .take(reach)
        .any(|outer| compound.matches(outer) && fits_around(outer, rest))
}

impl Compound {
    fn matches(&self, element: Element<'_>) -> bool {
        element.is_tei()
            && self
                .name
                .as_deref()
                .is_none_or(|name| element.name() == name)
            && self.tests.iter().all(|test| test.holds(element))
    }

    fn specificity(&self) -> Specificity {
        let own = Specificity {
            tests: 0,
            names: u16::from(self.name.is_some()),
        };
        self.tests.iter().fold(own, |sum, test| match test {
            Test::Not(inner) | Test::Has(inner) => {
                let inner = inner.specificity();
                Specificity {
                    tests: sum.tests + inner.tests,
                    names: sum.names + inner.names,
                }
            }
            _ => Specificity {
                tests: sum.tests + 1,
                ..sum
            },
        })
    }
}

impl Test {
    fn holds(&self, element: Element<'_>) -> bool {
        let value = |name: &str, good: &dyn Fn(&str) -> bool| {
            element.attribute(name).is_some_and(|value| good(&value))
        };
        match self {
            Self::Present(name) => element.attribute(name).is_some(),
            Self::Equals(name, wanted) => value(name, &|value| value == wanted),
            Self::Word(name, wanted) => value(name, &|value| {
                value.split_ascii_whitespace().any(|word| word == wanted)
            }),
            Self::Prefix(name, wanted) => value(name, &|value| value.starts_with(&**wanted)),
            Self::Suffix(name, wanted) => value(name, &|value| value.ends_with(&**wanted)),
            Self::Contains(name, wanted) => value(name, &|value| value.contains(&**wanted)),
            Self::FirstChild => element
                .parent()
                .is_none_or(|parent| parent.elements().next() == Some(element)),
            Self::LastChild => element
                .parent()
                .is_none_or(|parent| parent.elements().last() == Some(element)),
            Self::Empty => element
                .children()
                .all(|node| node.element().is_none() && node.text().is_empty()),
            Self::Not(compound) => !compound.matches(element),
            Self::Has(compound) => element.elements().any(|child| compound.matches(child)),
        }
    }
}

struct Parser<'t> {
    rest: &'t str,
}

impl<'t> Parser<'t> {
    fn blanks(&mut self) -> bool {
        let trimmed = self.rest.trim_ascii_start();
        let any = trimmed.len() < self.rest.len();
        self.rest = trimmed;
        any
    }

    fn take(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn chain(&mut self) -> Result<Chain, String> {
        self.blanks();
        let mut subject = self.compound()?;
        let mut around = Vec::new();
        loop {
            let blank = self.blanks();
            let combinator = if self.take(">") {
                self.blanks();
                if self.rest.is_empty() {
                    return Err("a selector ends with `>`".to_owned());
                }
                Combinator::Child
            } else if blank && !self.rest.is_empty() && !self.rest.starts_with(',') {
                Combinator::Descendant
            } else {
                return Ok(Chain { subject, around });
            };
            let inner = self.compound()?;
            around.insert(0, (combinator, std::mem::replace(&mut subject, inner)));
        }
    }

    fn compound(&mut self) -> Result<Compound, String> {
        let mut compound = Compound::default();
        let start = self.rest;
        if !self.take("*") {
            let name = self.name();
            compound.name = (!name.is_empty()).then(|| name.to_owned());
        }
        loop {
            if self.take("[") {
                compound.tests.push(self.attribute()?);
            } else if self.take(":") {
                compound.tests.push(self.position()?);
            } else if self.rest.len() == start.len() {
                return Err(format!("`{start}` begins no selector"));
            } else {
                return Ok(compound);
            }
        }
    }

    fn name(&mut self) -> &'t str {
        let inside = |c: char| c.is_alphanumeric() || "_-.".contains(c);
        let end = self.rest.find(|c| !inside(c)).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        name
    }

    fn attribute(&mut self) -> Result<Test, String> {
        let mut name = self.name().to_owned();
        if self.take(":") {
            name = format!("{name}:{}", self.name());
        }
        if name.is_empty() {
            return Err(format!("`[{}` names no attribute", self.rest));
        }
        if self.take("]") {
            return Ok(Test::Present(name));
        }
        let test: fn(String, String) -> Test = if self.take("=") {
            Test::Equals
        } else if self.take("~=") {
            Test::Word
        } else if self.take("^=") {
            Test::Prefix
        } else if self.take("$=") {
            Test::Suffix
        } else if self.take("*=") {
            Test::Contains
        } else {
            return Err(format!("`{}` compares nothing with `{name}`", self.rest));
        };
        let value = self.value()?;
        if self.take("]") {
            Ok(test(name, value))
        } else {
            Err(format!("`[{name}` is not closed by `]`"))
        }
    }

    fn value(&mut self) -> Result<String, String> {
        let quote = self.rest.chars().next().filter(|c| "\"'".contains(*c));
        let end = match quote {
            Some(quote) => self.rest[1..].find(quote).map(|end| end + 1),
            None => self.rest.find(']'),
        };
        let end = end.ok_or_else(|| format!("`{}` is not closed", self.rest))?;
        let from = usize::from(quote.is_some());
        let value = self.rest[from..end].to_owned();
        self.rest = &self.rest[end + from..];
        Ok(value)
    }

    fn position(&mut self) -> Result<Test, String> {
        if self.take("not(") {
            self.blanks();
            let inner = self.compound()?;
            self.blanks();
            if !self.take(")") {
                return Err("`:not(` is not closed by `)`".to_owned());
            }
            return Ok(Test::Not(inner));
        }
        if self.take("has(") {
            self.blanks();
            if !self.take(">") {
                return Err("`:has(` looks at children alone: `:has(> child)`".to_owned());
            }
            self.blanks();
            let inner = self.compound()?;
            self.blanks();
            if !self.take(")") {
                return Err("`:has(` is not closed by `)`".to_owned());
            }
            return Ok(Test::Has(inner));
        }
        match self.name() {
            "first-child" => Ok(Test::FirstChild),
            "last-child" => Ok(Test::LastChild),
            "empty" => Ok(Test::Empty),
            other => Err(format!("`:{other}` is not understood in a selector")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::read;

    fn matches(selector: &str, xml: &str, name: &str) -> bool {
        let read = read("a.xml", xml.as_bytes()).unwrap();
        let element = read.value.root().find(name).unwrap();
        Selector::parse(selector).unwrap().matches(element)
    }

    #[test]
    fn elements_are_chosen_by_what_they_are_and_where_they_stand() {
        let xml = "<div><head>a</head><p rend='x italic' n='12'><hi/>b</p></div>";
        for selector in [
            "hi",
            "*",
            "p > hi",
            "div hi",
            "div > p > hi",
            "q, hi",
            "p[n] hi:first-child",
            "hi:not([rend])",
            "p[rend~=italic] > hi",
            "p[n='12'] hi",
            "p[n^=1][n$=2][n*='12'] > hi:empty",
            "p:has(> hi) > hi",
            "div:has( > head:not([n])) hi",
        ] {
            assert!(matches(selector, xml, "hi"), "{selector}");
        }
        for selector in [
            "p",
            "div > hi",
            "head hi",
            "hi[rend]",
            "p[rend=italic] hi",
            "p:first-child > hi",
            "div:has(> hi) hi",
        ] {
            assert!(!matches(selector, xml, "hi"), "{selector}");
        }
    }

    #[test]
    fn what_is_not_a_selector_is_said_so() {
        for selector in [
            "",
            ">",
            "p[",
            "p[n",
            "p[n=a",
            "p:hover",
            "p:not(q",
            "p,,q",
            "p!",
            "p:has(hi)",
            "p:has(> hi",
        ] {
            assert!(Selector::parse(selector).is_err(), "{selector}");
        }
    }

    #[test]
    fn tests_count_before_names() {
        let specificity = |text| Selector::parse(text).unwrap().specificity();
        assert!(specificity("p[n]") > specificity("div p"));
        assert!(specificity("div > p") > specificity("p"));
    }
}
