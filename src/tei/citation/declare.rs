//! What does the header say about references?

use super::xpath::{Expression, Path};
use super::{NOT_UNDERSTOOD, Origin};
use crate::diagnostic::Diagnostic;
use crate::tei::element::plain;
use crate::xml::{Element, Tree};

/// One way of citing, as it is declared.
#[derive(Debug)]
pub struct Declared {
    /// Its name.
    pub name: Option<String>,
    /// From what it was read.
    pub origin: Origin,
    /// Where the declaration stands.
    pub span: crate::source::Span,
    /// The outermost levels.
    pub top: Vec<u16>,
    /// All levels.
    pub structures: Vec<Structure>,
}

/// A level of references.
#[derive(Clone, Debug)]
pub struct Structure {
    /// Which nodes are at it.
    pub matches: Expression,
    /// The number of a node.
    pub number: Expression,
    /// What stands before the number.
    pub delimiter: String,
    /// What it is called.
    pub kind: String,
    /// Whether it is cited; else it only holds what is.
    pub cited: bool,
    /// The levels in it.
    pub children: Vec<u16>,
    /// Properties and the expressions of their values (`citeData`).
    pub data: Vec<(String, Expression)>,
}

/// Levels of one declaration: far more than any text has.
const MOST_STRUCTURES: usize = 500;

/// Nesting of levels.
const DEEPEST: u32 = 16;

/// The ways of citing that the header declares: from `citeStructure` if there
/// is one, else from `cRefPattern`; the default one first.
pub fn declarations(tree: &Tree, findings: &mut Vec<Diagnostic>) -> Vec<Declared> {
    let Some(header) = tree.root().find("teiHeader") else {
        return Vec::new();
    };
    if !tree.has_name("citeStructure") && !tree.has_name("cRefPattern") {
        return Vec::new();
    }
    let mut declarations: Vec<Element<'_>> = header.find_all("refsDecl").collect();
    let is_default = |element: &Element<'_>| {
        let default = element.attribute("default");
        default.is_some_and(|value| matches!(&*value, "true" | "1"))
    };
    declarations.sort_by_key(|element| !is_default(element));
    let mut read = |from: fn(Element<'_>) -> Result<Option<Declared>, Trouble>| {
        let mut found = Vec::new();
        for &element in &declarations {
            match from(element) {
                Ok(declared) => found.extend(declared),
                Err(trouble) => findings.push(trouble.finding()),
            }
        }
        found
    };
    let structures = read(from_structures);
    if structures.is_empty() {
        read(from_patterns)
    } else {
        structures
    }
}

/// What is not understood, and where.
struct Trouble {
    span: crate::source::Span,
    message: String,
}

impl Trouble {
    fn finding(self) -> Diagnostic {
        Diagnostic::warning(NOT_UNDERSTOOD, self.span, self.message)
            .hint("references are made from divisions, numbers and ids instead")
    }
}

fn trouble(element: Element<'_>, message: String) -> Trouble {
    Trouble {
        span: element.start_tag(),
        message,
    }
}

fn name(element: Element<'_>) -> Option<String> {
    let name = element.attribute("n").or(element.xml_id())?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

fn from_structures(element: Element<'_>) -> Result<Option<Declared>, Trouble> {
    let mut declared = Declared {
        name: name(element),
        origin: Origin::Structure,
        span: element.start_tag(),
        top: Vec::new(),
        structures: Vec::new(),
    };
    for structure in element.elements().filter(|child| child.is("citeStructure")) {
        let at = structure_at(structure, &mut declared.structures, 1)?;
        declared.top.push(at);
    }
    let has_unit = declared.structures.iter().any(|structure| structure.cited);
    for structure in &mut declared.structures {
        // Where no level has a unit, all are meant; else only those that have.
        structure.cited |= !has_unit;
    }
    Ok((!declared.top.is_empty()).then_some(declared))
}

fn structure_at(
    element: Element<'_>,
    structures: &mut Vec<Structure>,
    depth: u32,
) -> Result<u16, Trouble> {
    if depth > DEEPEST || structures.len() >= MOST_STRUCTURES {
        return Err(trouble(
            element,
            "more levels of `citeStructure` than any text has".into(),
        ));
    }
    let at = structures.len() as u16;
    let unit = element.attribute("unit").map(|unit| unit.trim().to_owned());
    let unit = unit.filter(|unit| !unit.is_empty());
    structures.push(Structure {
        matches: expression(element, "match")?,
        number: expression(element, "use")?,
        delimiter: element
            .attribute("delim")
            .map(|delim| delim.into_owned())
            .unwrap_or_default(),
        cited: unit.is_some(),
        kind: unit.unwrap_or_else(|| "unit".to_owned()),
        children: Vec::new(),
        data: data(element)?,
    });
    let mut children = Vec::new();
    for child in element.elements().filter(|child| child.is("citeStructure")) {
        children.push(structure_at(child, structures, depth + 1)?);
    }
    structures[usize::from(at)].children = children;
    Ok(at)
}

fn data(element: Element<'_>) -> Result<Vec<(String, Expression)>, Trouble> {
    let data = element.elements().filter(|child| child.is("citeData"));
    data.filter_map(|datum| {
        let property = datum.attribute("property")?.trim().to_owned();
        // What is told about a unit does not change how it is cited.
        let value = expression(datum, "use").ok()?;
        (!property.is_empty()).then_some(Ok((property, value)))
    })
    .collect()
}

fn expression(element: Element<'_>, attribute: &str) -> Result<Expression, Trouble> {
    let name = element.name();
    let Some(value) = element.attribute(attribute) else {
        return Err(trouble(element, format!("`{name}` has no `{attribute}`")));
    };
    Expression::new(&value).map_err(|rest| {
        let message = format!("`{value}` is not understood from `{}` on", rest.0);
        trouble(element, message)
    })
}

/// `cRefPattern`s that lead to places in this file by `#xpath(…)`: each `$1`,
/// `$2` in `[@n='$1']` is a level.
fn from_patterns(element: Element<'_>) -> Result<Option<Declared>, Trouble> {
    let mut declared = Declared {
        name: name(element),
        origin: Origin::Pattern,
        span: element.start_tag(),
        top: Vec::new(),
        structures: Vec::new(),
    };
    let patterns = element.elements().filter(|child| child.is("cRefPattern"));
    let mut patterns: Vec<Pattern> = patterns
        .filter_map(|pattern| Pattern::new(pattern).transpose())
        .collect::<Result<_, _>>()?;
    // The longest say where the others lie.
    patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.levels.len()));
    for pattern in patterns {
        pattern.add_to(&mut declared);
    }
    Ok((!declared.top.is_empty()).then_some(declared))
}

struct Pattern {
    /// What its last level is called.
    kind: Option<String>,
    levels: Vec<Structure>,
}

impl Pattern {
    /// None if it does not lead into this file by its numbers.
    fn new(element: Element<'_>) -> Result<Option<Self>, Trouble> {
        let replacement = element.attribute("replacementPattern").unwrap_or_default();
        let replacement = replacement.trim();
        let inner = ["#xpath(", "#xpath1(", "xpath("].iter();
        let mut inner = inner.filter_map(|start| replacement.strip_prefix(start));
        let Some(path) = inner.next().and_then(|path| path.strip_suffix(')')) else {
            return Ok(None);
        };
        let refuse = |what: &str| {
            trouble(
                element,
                format!("`{replacement}` is not understood: {what}"),
            )
        };
        // `$` is a variable to XPath; as words of its own it can be read.
        let Ok(expression) = Expression::new(path) else {
            return Err(refuse("it uses more of XPath than is known here"));
        };
        let Some(path) = expression.path() else {
            return Err(refuse("it is no single path"));
        };
        let matching = element.attribute("matchPattern").unwrap_or_default();
        let levels = levels(path).map_err(refuse)?;
        let Some(delimiters) = delimiters(&matching, levels.len()) else {
            let message = format!("the delimiters of `{matching}` are not understood");
            return Err(trouble(element, message));
        };
        let kind = element.attribute("n").map(|n| n.trim().to_owned());
        let kind = kind.or_else(|| {
            let told = plain(element);
            let word = told.strip_prefix("This pointer pattern extracts ")?;
            Some(word.trim_end_matches('.').to_owned())
        });
        let levels = levels
            .into_iter()
            .zip(delimiters)
            .map(|(level, delimiter)| Structure { delimiter, ..level })
            .collect();
        Ok(Some(Self {
            kind: kind.filter(|kind| !kind.is_empty()),
            levels,
        }))
    }

    /// Adds its levels; those that are there already get their name from it.
    fn add_to(self, declared: &mut Declared) {
        let last = self.levels.len() - 1;
        let mut around: Option<u16> = None;
        for (depth, mut level) in self.levels.into_iter().enumerate() {
            let siblings = match around {
                Some(at) => &declared.structures[usize::from(at)].children,
                None => &declared.top,
            };
            let same = siblings.iter().copied().find(|&at| {
                let other = &declared.structures[usize::from(at)];
                other.matches == level.matches && other.number == level.number
            });
            let own = (depth == last).then(|| self.kind.clone()).flatten();
            let at = match same {
                Some(at) => at,
                None => {
                    let at = declared.structures.len() as u16;
                    level.kind = "unit".to_owned();
                    declared.structures.push(level);
                    match around {
                        Some(around) => {
                            declared.structures[usize::from(around)].children.push(at);
                        }
                        None => declared.top.push(at),
                    }
                    at
                }
            };
            if let Some(own) = own {
                declared.structures[usize::from(at)].kind = own;
            }
            around = Some(at);
        }
    }
}

/// Cuts a path behind each step with a `[@n='$1']`.
fn levels(path: &Path) -> Result<Vec<Structure>, &'static str> {
    let mut levels = Vec::new();
    let mut steps = Vec::new();
    for step in &path.steps {
        let mut step = step.clone();
        let mut number = None;
        let mut kept = Vec::new();
        for predicate in std::mem::take(&mut step.predicates) {
            let parameter = predicate.attribute_is().and_then(|(name, value)| {
                Some((name.to_owned(), value.strip_prefix('$')?.to_owned()))
            });
            match parameter {
                Some((name, place)) => {
                    if place != (levels.len() + 1).to_string() || number.is_some() {
                        return Err("its numbers are in another order");
                    }
                    number = Some(name);
                }
                None => kept.push(predicate),
            }
        }
        step.predicates = kept;
        steps.push(step);
        if let Some(name) = number {
            let absolute = path.absolute && levels.is_empty();
            let steps = std::mem::take(&mut steps);
            levels.push(Structure {
                matches: Expression::Path(vec![Path { absolute, steps }]),
                number: Expression::attribute(&name),
                delimiter: String::new(),
                kind: String::new(),
                cited: true,
                children: Vec::new(),
                data: Vec::new(),
            });
        }
    }
    match (levels.is_empty(), steps.is_empty()) {
        (true, _) => Err("it holds no `$1`"),
        (_, false) => Err("it goes on after its last number"),
        _ => Ok(levels),
    }
}

/// The words between the groups of a pattern; the first group has none before
/// it. A lone `.` means a full stop: so it is used.
fn delimiters(pattern: &str, groups: usize) -> Option<Vec<String>> {
    let mut delimiters = Vec::new();
    let mut between = String::new();
    let mut depth = 0;
    let mut characters = pattern.trim().chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => {
                let escaped = characters.next()?;
                if depth == 0 {
                    between.push(escaped);
                }
            }
            '(' if depth == 0 => {
                delimiters.push(std::mem::take(&mut between));
                depth = 1;
            }
            '(' => depth += 1,
            ')' => depth -= 1,
            '^' | '$' if depth == 0 => {}
            _ if depth == 0 && "[]{}*+?|".contains(c) => return None,
            _ if depth == 0 => between.push(c),
            _ => {}
        }
    }
    let fits = delimiters.len() == groups && depth == 0 && between.is_empty();
    let plain = delimiters.first().is_none_or(String::is_empty)
        && delimiters
            .iter()
            .skip(1)
            .all(|delimiter| !delimiter.is_empty());
    (fits && plain).then_some(delimiters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_stand_between_groups() {
        let found = |pattern, groups| delimiters(pattern, groups);
        let words = |words: &[&str]| Some(words.iter().map(|&w| w.to_owned()).collect::<Vec<_>>());
        assert_eq!(found("(\\w+).(\\w+)", 2), words(&["", "."]));
        assert_eq!(found("^([^:]+):(.+)$", 2), words(&["", ":"]));
        assert_eq!(found("(\\w+)\\.(\\w+)", 2), words(&["", "."]));
        assert_eq!(found("(\\w+)", 1), words(&[""]));
        for (pattern, groups) in [
            ("(a)", 2),
            ("(a)+(b)", 2),
            ("(a)(b)", 2),
            ("x(a)", 1),
            ("(a", 1),
        ] {
            assert_eq!(found(pattern, groups), None, "{pattern}");
        }
    }
}
