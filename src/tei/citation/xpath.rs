//! What does an expression of the header mean?
//!
//! The part of XPath that citation structures are written in: steps along
//! `child`, `descendant`, `attribute`, `self` and `parent`, `//`, names with any
//! prefix and `*`, predicates with positions, comparisons, `and`, `or`, `not`,
//! and the functions named in [`Parser::function`]. Anything else is not
//! understood, and says so: it is never half understood.
//!
//! Names are those of the TEI, whatever their prefix. [`super::evaluate`] follows
//! what is read here.

/// An expression: alternatives of values.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// Nodes.
    Path(Vec<Path>),
    /// Words.
    Literal(String),
    /// A number.
    Number(f64),
    /// A function of expressions.
    Call(Function, Vec<Expression>),
    /// Two expressions and what stands between them.
    Operation(Operator, Box<Expression>, Box<Expression>),
}

/// Steps from the root of the document, or from where one stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Whether it begins at the root.
    pub absolute: bool,
    /// The steps.
    pub steps: Vec<Step>,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub(super) axis: Axis,
    pub(super) test: Test,
    /// What must hold.
    pub predicates: Vec<Expression>,
}

/// In which direction a step goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Axis {
    Child,
    Descendant,
    DescendantOrSelf,
    Attribute,
    Own,
    Parent,
}

/// Which nodes a step takes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    Name(String),
    Any,
    Text,
}

/// A function of XPath.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Function {
    Position,
    Last,
    Not,
    Concat,
    Contains,
    StartsWith,
    EndsWith,
    NormalizeSpace,
    String,
    Number,
    Count,
    SubstringAfter,
    SubstringBefore,
    LowerCase,
    Name,
}

/// An operator of XPath.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Operator {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// An expression that is not understood: what was found, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotUnderstood(pub String);

/// Expressions longer than this are not understood; real ones have under 200
/// characters.
const LONGEST: usize = 2_000;

/// Nesting of predicates and functions.
const DEEPEST: u32 = 16;

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// [`NotUnderstood`] with the rest of the expression where reading stopped.
    pub fn new(text: &str) -> Result<Self, NotUnderstood> {
        let stopped = |rest: &str| NotUnderstood(rest.chars().take(60).collect());
        if text.len() > LONGEST {
            return Err(stopped(text));
        }
        let mut parser = Parser {
            rest: text.trim(),
            depth: 0,
        };
        match parser.or() {
            Some(expression) if parser.rest.is_empty() => Ok(expression),
            _ if parser.rest.is_empty() => Err(stopped(text.trim())),
            _ => Err(stopped(parser.rest)),
        }
    }

    /// Its only path, if it is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Path(paths) if paths.len() == 1 => paths.first(),
            _ => None,
        }
    }

    /// The attribute and the words that it says are equal: `@n='x'`.
    pub fn attribute_is(&self) -> Option<(&str, &str)> {
        let Self::Operation(Operator::Equal, left, right) = self else {
            return None;
        };
        let (Some(path), Self::Literal(value)) = (left.path(), &**right) else {
            return None;
        };
        match path.steps.as_slice() {
            [
                Step {
                    axis: Axis::Attribute,
                    test: Test::Name(name),
                    predicates,
                },
            ] if predicates.is_empty() && !path.absolute => Some((name, value)),
            _ => None,
        }
    }

    /// The attribute `name` of where one stands.
    pub fn attribute(name: &str) -> Self {
        let (axis, test) = (Axis::Attribute, Test::Name(name.to_owned()));
        let step = Step {
            axis,
            test,
            predicates: Vec::new(),
        };
        Self::Path(vec![Path {
            absolute: false,
            steps: vec![step],
        }])
    }
}

struct Parser<'t> {
    rest: &'t str,
    depth: u32,
}

impl Parser<'_> {
    fn take(&mut self, word: &str) -> bool {
        let found = self.rest.trim_start().strip_prefix(word);
        if let Some(rest) = found {
            self.rest = rest;
        }
        found.is_some()
    }

    /// Takes an operator that is a word.
    fn take_word(&mut self, word: &str) -> bool {
        let found = self.rest.trim_start().strip_prefix(word);
        let found = found.filter(|rest| !rest.starts_with(is_name_character));
        if let Some(rest) = found {
            self.rest = rest;
        }
        found.is_some()
    }

    fn or(&mut self) -> Option<Expression> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut left = self.and()?;
        while self.take_word("or") {
            left = joined(Operator::Or, left, self.and()?);
        }
        self.depth -= 1;
        Some(left)
    }

    fn and(&mut self) -> Option<Expression> {
        let mut left = self.comparison()?;
        while self.take_word("and") {
            left = joined(Operator::And, left, self.comparison()?);
        }
        Some(left)
    }

    fn comparison(&mut self) -> Option<Expression> {
        let left = self.value()?;
        let operators = [
            ("!=", Operator::Unequal),
            ("<=", Operator::LessOrEqual),
            (">=", Operator::GreaterOrEqual),
            ("=", Operator::Equal),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        for (sign, operator) in operators {
            if self.take(sign) {
                return Some(joined(operator, left, self.value()?));
            }
        }
        Some(left)
    }

    fn value(&mut self) -> Option<Expression> {
        self.rest = self.rest.trim_start();
        let first = self.rest.chars().next()?;
        if matches!(first, '\'' | '"') {
            return self.literal(first);
        }
        if first.is_ascii_digit() {
            let end = self.rest.find(|c: char| !(c.is_ascii_digit() || c == '.'));
            let (number, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
            self.rest = rest;
            return number.parse().ok().map(Expression::Number);
        }
        if let Some(call) = self.function() {
            return call;
        }
        let mut paths = vec![self.path()?];
        while self.take("|") {
            paths.push(self.path()?);
        }
        Some(Expression::Path(paths))
    }

    fn literal(&mut self, quote: char) -> Option<Expression> {
        let (words, rest) = self.rest[1..].split_once(quote)?;
        self.rest = rest;
        Some(Expression::Literal(words.to_owned()))
    }

    /// A call of a function; none if no name of a function stands here.
    fn function(&mut self) -> Option<Option<Expression>> {
        let (name, rest) = self.rest.split_once('(')?;
        let name = name.trim();
        let (function, fewest, most) = match name.strip_prefix("fn:").unwrap_or(name) {
            "position" => (Function::Position, 0, 0),
            "last" => (Function::Last, 0, 0),
            "not" => (Function::Not, 1, 1),
            "concat" => (Function::Concat, 2, 16),
            "contains" => (Function::Contains, 2, 2),
            "starts-with" => (Function::StartsWith, 2, 2),
            "ends-with" => (Function::EndsWith, 2, 2),
            "normalize-space" => (Function::NormalizeSpace, 0, 1),
            "string" => (Function::String, 0, 1),
            "number" => (Function::Number, 0, 1),
            "count" => (Function::Count, 1, 1),
            "substring-after" => (Function::SubstringAfter, 2, 2),
            "substring-before" => (Function::SubstringBefore, 2, 2),
            "lower-case" => (Function::LowerCase, 1, 1),
            "name" | "local-name" => (Function::Name, 0, 0),
            _ => return None,
        };
        self.rest = rest;
        let arguments = self.arguments();
        let fits = |all: &Vec<Expression>| (fewest..=most).contains(&all.len());
        Some(
            arguments
                .filter(fits)
                .map(|all| Expression::Call(function, all)),
        )
    }

    fn arguments(&mut self) -> Option<Vec<Expression>> {
        let mut arguments = Vec::new();
        if self.take(")") {
            return Some(arguments);
        }
        loop {
            arguments.push(self.or()?);
            if self.take(")") {
                return Some(arguments);
            }
            if !self.take(",") {
                return None;
            }
        }
    }

    fn path(&mut self) -> Option<Path> {
        let mut steps = Vec::new();
        let absolute = self.rest.trim_start().starts_with('/');
        if !absolute {
            self.step(&mut steps, false)?;
        } else if self.rest.trim() == "/" {
            self.rest = "";
        }
        loop {
            if self.take("//") {
                self.step(&mut steps, true)?;
            } else if self.take("/") {
                self.step(&mut steps, false)?;
            } else {
                return Some(Path { absolute, steps });
            }
        }
    }

    fn step(&mut self, steps: &mut Vec<Step>, any_depth: bool) -> Option<()> {
        let (mut axis, test) = self.axis_and_test()?;
        let mut predicates = Vec::new();
        while self.take("[") {
            predicates.push(self.or()?);
            self.take("]").then_some(())?;
        }
        if any_depth {
            // `//x[1]` is the first `x` of every parent; without positions the
            // descendants are the same, and need one step.
            if axis == Axis::Child && !predicates.iter().any(needs_position) {
                axis = Axis::Descendant;
            } else {
                let (axis, test) = (Axis::DescendantOrSelf, Test::Any);
                steps.push(Step {
                    axis,
                    test,
                    predicates: Vec::new(),
                });
            }
        }
        steps.push(Step {
            axis,
            test,
            predicates,
        });
        Some(())
    }

    fn axis_and_test(&mut self) -> Option<(Axis, Test)> {
        self.rest = self.rest.trim_start();
        if self.take("..") {
            return Some((Axis::Parent, Test::Any));
        }
        if self.take(".") {
            return Some((Axis::Own, Test::Any));
        }
        if self.take("@") {
            return Some((Axis::Attribute, self.name(true)?));
        }
        let axes = [
            ("child::", Axis::Child),
            ("descendant::", Axis::Descendant),
            ("descendant-or-self::", Axis::DescendantOrSelf),
            ("attribute::", Axis::Attribute),
            ("self::", Axis::Own),
            ("parent::", Axis::Parent),
        ];
        let axis = axes.into_iter().find(|(word, _)| self.take(word));
        let axis = axis.map_or(Axis::Child, |(_, axis)| axis);
        if self.take("text()") {
            return Some((axis, Test::Text));
        }
        if self.take("node()") {
            return matches!(axis, Axis::Own | Axis::Parent | Axis::DescendantOrSelf)
                .then_some((axis, Test::Any));
        }
        Some((axis, self.name(axis == Axis::Attribute)?))
    }

    fn name(&mut self, of_attribute: bool) -> Option<Test> {
        if self.take("*") {
            return Some(Test::Any);
        }
        let whole = self.rest.trim_start();
        let end = whole.find(|c: char| !(is_name_character(c) || c == ':'));
        let (name, rest) = whole.split_at(end.unwrap_or(whole.len()));
        let name = if rest.starts_with('*') && name.ends_with(':') {
            self.rest = &rest[1..];
            return Some(Test::Any);
        } else {
            name
        };
        let local = match name.split_once(':') {
            Some(("xml", _)) if of_attribute => name,
            Some((_, local)) => local,
            None => name,
        };
        let begins = local.starts_with(|c: char| c.is_alphabetic() || c == '_');
        if !begins || local.contains("::") || rest.trim_start().starts_with('(') {
            return None;
        }
        self.rest = rest;
        Some(Test::Name(local.to_owned()))
    }
}

fn is_name_character(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

fn joined(operator: Operator, left: Expression, right: Expression) -> Expression {
    Expression::Operation(operator, Box::new(left), Box::new(right))
}

/// Whether the value of `predicate` depends on how many nodes stand before.
pub(super) fn needs_position(predicate: &Expression) -> bool {
    match predicate {
        Expression::Number(_) => true,
        Expression::Call(function, arguments) => {
            matches!(
                function,
                Function::Position | Function::Last | Function::Count
            ) || matches!(function, Function::Number)
                || arguments.iter().any(needs_position)
        }
        Expression::Operation(_, left, right) => needs_position(left) || needs_position(right),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_says_so() {
        for text in [
            "",
            "//div[",
            "for $d in //div return $d",
            "//div[@n = $1]",
            "preceding::l",
            "//div[matches(@n, 'x')]",
            "id('a')",
            "(//div)[1]",
            "//div/following-sibling::div",
            "//l[@n mod 5 = 0]",
            "//",
            "@",
            "a b",
        ] {
            assert!(Expression::new(text).is_err(), "{text}");
        }
        let deep = format!("//a{}", "[b".repeat(40));
        assert!(Expression::new(&deep).is_err());
    }
}
