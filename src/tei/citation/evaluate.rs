//! Which nodes does an expression of the header select?
//!
//! Every node that is looked at is paid for from a [`Budget`].

use std::cell::Cell;

use super::xpath::{Axis, Expression, Function, Operator, Path, Step, Test, needs_position};
use crate::tei::element::collapse;
use crate::tei::text::reading_text;
use crate::xml::{Element, Node, NodeId, Tree};

/// How many nodes may still be looked at.
#[derive(Debug)]
pub struct Budget(Cell<u64>);

/// More nodes would have to be looked at than the budget allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exhausted;

impl Budget {
    /// Enough for 64 walks through a document of `nodes` nodes.
    pub fn new(nodes: usize) -> Self {
        Self(Cell::new(nodes as u64 * 64 + 100_000))
    }

    fn spend(&self) -> Result<(), Exhausted> {
        let left = self.0.get().checked_sub(1).ok_or(Exhausted)?;
        self.0.set(left);
        Ok(())
    }
}

/// Where an expression is evaluated.
#[derive(Clone, Copy, Debug)]
pub struct Context<'t> {
    /// The document.
    pub tree: &'t Tree,
    /// Where one stands; `None` is the root above the document element.
    pub node: Option<Element<'t>>,
    /// Its place among those selected with it, from 1.
    pub position: usize,
    /// How many were selected.
    pub size: usize,
    /// What may be spent.
    pub budget: &'t Budget,
}

/// What a path selects.
#[derive(Clone, Debug)]
enum Item<'t> {
    Root,
    Node(Node<'t>),
    Attribute(String),
}

#[derive(Clone, Debug)]
enum Value<'t> {
    Items(Vec<Item<'t>>),
    Words(String),
    Number(f64),
    Truth(bool),
}

/// The elements that `expression` selects, in document order.
///
/// # Errors
/// [`Exhausted`] if that takes more than the budget.
pub fn select<'t>(
    expression: &Expression,
    context: Context<'t>,
) -> Result<Vec<Element<'t>>, Exhausted> {
    let Value::Items(items) = evaluate(expression, context)? else {
        return Ok(Vec::new());
    };
    let elements = items.into_iter().filter_map(|item| match item {
        Item::Node(node) => node.element(),
        _ => None,
    });
    Ok(elements.collect())
}

/// The words that `expression` means: of an element its reading text, white
/// space collapsed.
///
/// # Errors
/// As [`select`].
pub fn words(expression: &Expression, context: Context<'_>) -> Result<String, Exhausted> {
    Ok(collapse(&evaluate(expression, context)?.words()))
}

/// In which language the words of `expression` are (`@xml:lang` of the nodes that it
/// takes them from, or around them); none if nobody says, or they are in several.
///
/// # Errors
/// As [`select`].
pub fn language(
    expression: &Expression,
    context: Context<'_>,
) -> Result<Option<String>, Exhausted> {
    Ok(match languages(expression, context)?.as_slice() {
        [first, others @ ..] if others.iter().all(|other| other == first) => first.clone(),
        _ => None,
    })
}

/// The languages of the nodes that words are taken from.
fn languages(
    expression: &Expression,
    context: Context<'_>,
) -> Result<Vec<Option<String>>, Exhausted> {
    let of = |element: Option<Element<'_>>| {
        let language = element.and_then(Element::language);
        language.map(|language| language.into_owned())
    };
    Ok(match expression {
        Expression::Path(_) => {
            let Value::Items(items) = evaluate(expression, context)? else {
                return Ok(Vec::new());
            };
            match items.first() {
                Some(Item::Node(node)) => vec![of(node.element().or_else(|| node.parent()))],
                // Numbers and names are in none.
                _ => Vec::new(),
            }
        }
        Expression::Call(
            Function::NormalizeSpace | Function::String | Function::LowerCase,
            own,
        ) if own.is_empty() => {
            vec![of(context.node)]
        }
        Expression::Call(
            Function::Concat
            | Function::NormalizeSpace
            | Function::String
            | Function::SubstringAfter
            | Function::SubstringBefore
            | Function::LowerCase,
            arguments,
        ) => {
            let mut found = Vec::new();
            for argument in arguments {
                found.extend(languages(argument, context)?);
            }
            found
        }
        _ => Vec::new(),
    })
}

impl Value<'_> {
    fn words(&self) -> String {
        match self {
            Self::Items(items) => items.first().map(Item::words).unwrap_or_default(),
            Self::Words(words) => words.clone(),
            Self::Number(number) => number.to_string(),
            Self::Truth(truth) => truth.to_string(),
        }
    }

    fn number(&self) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Truth(truth) => f64::from(u8::from(*truth)),
            other => other.words().trim().parse().unwrap_or(f64::NAN),
        }
    }

    fn truth(&self) -> bool {
        match self {
            Self::Items(items) => !items.is_empty(),
            Self::Words(words) => !words.is_empty(),
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Truth(truth) => *truth,
        }
    }
}

impl Item<'_> {
    fn words(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Attribute(value) => value.clone(),
            Self::Node(node) => match node.element() {
                Some(element) => reading_text(element),
                None => node.text().into_owned(),
            },
        }
    }
}

fn evaluate<'t>(expression: &Expression, context: Context<'t>) -> Result<Value<'t>, Exhausted> {
    context.budget.spend()?;
    Ok(match expression {
        Expression::Literal(words) => Value::Words(words.clone()),
        Expression::Number(number) => Value::Number(*number),
        Expression::Path(paths) => {
            let mut items = Vec::new();
            for path in paths {
                items.extend(follow(path, context)?);
            }
            if paths.len() > 1 {
                in_order(&mut items);
            }
            Value::Items(items)
        }
        Expression::Call(function, arguments) => call(*function, arguments, context)?,
        Expression::Operation(operator, left, right) => {
            let left = evaluate(left, context)?;
            match operator {
                Operator::Or if left.truth() => Value::Truth(true),
                Operator::And if !left.truth() => Value::Truth(false),
                Operator::Or | Operator::And => Value::Truth(evaluate(right, context)?.truth()),
                _ => Value::Truth(compare(*operator, &left, &evaluate(right, context)?)),
            }
        }
    })
}

fn call<'t>(
    function: Function,
    arguments: &[Expression],
    context: Context<'t>,
) -> Result<Value<'t>, Exhausted> {
    let mut values = Vec::with_capacity(arguments.len());
    for argument in arguments {
        values.push(evaluate(argument, context)?);
    }
    let own = || context.node.map(reading_text).unwrap_or_default();
    let first = || values.first().map_or_else(own, Value::words);
    let second = || values.get(1).map(Value::words).unwrap_or_default();
    let part = |found: Option<(&str, &str)>, after: bool| match found {
        Some((_, rest)) if after => rest.to_owned(),
        Some((start, _)) => start.to_owned(),
        None => String::new(),
    };
    Ok(match function {
        Function::Position => Value::Number(context.position as f64),
        Function::Last => Value::Number(context.size as f64),
        Function::Not => Value::Truth(!values.iter().any(Value::truth)),
        Function::Concat => Value::Words(values.iter().map(Value::words).collect()),
        Function::Contains => Value::Truth(first().contains(&second())),
        Function::StartsWith => Value::Truth(first().starts_with(&second())),
        Function::EndsWith => Value::Truth(first().ends_with(&second())),
        Function::NormalizeSpace => Value::Words(collapse(&first())),
        Function::String => Value::Words(first()),
        Function::Number => Value::Number(Value::Words(first()).number()),
        Function::Count => Value::Number(match values.first() {
            Some(Value::Items(items)) => items.len() as f64,
            _ => f64::NAN,
        }),
        Function::SubstringAfter => Value::Words(part(first().split_once(&second()), true)),
        Function::SubstringBefore => Value::Words(part(first().split_once(&second()), false)),
        Function::LowerCase => Value::Words(first().to_lowercase()),
        Function::Name => {
            Value::Words(context.node.map_or("", |element| element.name()).to_owned())
        }
    })
}

/// Of several nodes it is enough that one compares so.
fn compare(operator: Operator, left: &Value<'_>, right: &Value<'_>) -> bool {
    if let Value::Items(items) = left {
        let one = |item: &Item<'_>| compare(operator, &Value::Words(item.words()), right);
        return items.iter().any(one);
    }
    if let Value::Items(items) = right {
        let one = |item: &Item<'_>| compare(operator, left, &Value::Words(item.words()));
        return items.iter().any(one);
    }
    let numbers = matches!(left, Value::Number(_)) || matches!(right, Value::Number(_));
    let (a, b) = (left.number(), right.number());
    match operator {
        Operator::Equal if numbers => a == b,
        Operator::Unequal if numbers => a != b,
        Operator::Equal => left.words() == right.words(),
        Operator::Unequal => left.words() != right.words(),
        Operator::Less => a < b,
        Operator::LessOrEqual => a <= b,
        Operator::Greater => a > b,
        Operator::GreaterOrEqual => a >= b,
        Operator::Or | Operator::And => false,
    }
}

fn follow<'t>(path: &Path, context: Context<'t>) -> Result<Vec<Item<'t>>, Exhausted> {
    let start = match context.node {
        Some(element) if !path.absolute => Item::Node(element.node()),
        _ => Item::Root,
    };
    let mut items = vec![start];
    for step in &path.steps {
        let mut next = Vec::new();
        // What lies below one of the nodes was found from there already.
        let mut covered: Option<NodeId> = None;
        let deep = matches!(step.axis, Axis::Descendant | Axis::DescendantOrSelf)
            && !step.predicates.iter().any(needs_position);
        for item in &items {
            if let (Item::Node(node), true) = (item, deep) {
                if covered.is_some_and(|end| node.id() < end) {
                    continue;
                }
                covered = node.element().map(Element::end);
            }
            next.extend(take(step, item, context)?);
        }
        if items.len() > 1 {
            in_order(&mut next);
        }
        items = next;
    }
    Ok(items)
}

/// The nodes of one step from one node.
fn take<'t>(
    step: &Step,
    from: &Item<'t>,
    context: Context<'t>,
) -> Result<Vec<Item<'t>>, Exhausted> {
    let element = match from {
        Item::Node(node) => node.element(),
        _ => None,
    };
    let root = context.tree.root();
    let mut found = Vec::new();
    let mut look = |node: Node<'t>| -> Result<(), Exhausted> {
        context.budget.spend()?;
        let fits = match (&step.test, node.element()) {
            (Test::Name(name), Some(element)) => element.is(name),
            (Test::Any, Some(_)) => true,
            (Test::Text, None) => !node.text().is_empty(),
            _ => false,
        };
        if fits {
            found.push(Item::Node(node));
        }
        Ok(())
    };
    match (step.axis, element) {
        (Axis::Child, Some(element)) => element.children().try_for_each(&mut look)?,
        (Axis::Child, None) if matches!(from, Item::Root) => look(root.node())?,
        (Axis::Descendant, Some(element)) => element.descendants().try_for_each(&mut look)?,
        (Axis::DescendantOrSelf, Some(element)) => std::iter::once(element.node())
            .chain(element.descendants())
            .try_for_each(&mut look)?,
        (Axis::Descendant | Axis::DescendantOrSelf, None) if matches!(from, Item::Root) => {
            std::iter::once(root.node())
                .chain(root.descendants())
                .try_for_each(&mut look)?;
        }
        (Axis::Own, Some(element)) => look(element.node())?,
        (Axis::Parent, Some(element)) => {
            element
                .parent()
                .map(Element::node)
                .into_iter()
                .try_for_each(&mut look)?;
        }
        (Axis::Attribute, Some(element)) => {
            for attribute in element.attributes() {
                let fits = match &step.test {
                    Test::Name(name) => attribute.written() == name,
                    Test::Any => !attribute.written().starts_with("xmlns"),
                    Test::Text => false,
                };
                if fits {
                    found.push(Item::Attribute(attribute.value().into_owned()));
                }
            }
        }
        _ => {}
    }
    if step.axis == Axis::DescendantOrSelf && matches!(from, Item::Root) && step.test == Test::Any {
        found.insert(0, Item::Root);
    }
    for predicate in &step.predicates {
        found = filter(predicate, found, context)?;
    }
    Ok(found)
}

fn filter<'t>(
    predicate: &Expression,
    items: Vec<Item<'t>>,
    context: Context<'t>,
) -> Result<Vec<Item<'t>>, Exhausted> {
    let size = items.len();
    let mut kept = Vec::new();
    for (at, item) in items.into_iter().enumerate() {
        let node = match &item {
            Item::Node(node) => node.element(),
            _ => None,
        };
        let position = at + 1;
        let holds = match evaluate(
            predicate,
            Context {
                node,
                position,
                size,
                ..context
            },
        )? {
            Value::Number(number) => number == position as f64,
            value => value.truth(),
        };
        if holds {
            kept.push(item);
        }
    }
    Ok(kept)
}

fn in_order(items: &mut Vec<Item<'_>>) {
    let place = |item: &Item<'_>| match item {
        Item::Root => None,
        Item::Node(node) => Some(node.id()),
        Item::Attribute(_) => None,
    };
    if items.iter().any(|item| matches!(item, Item::Attribute(_))) {
        return;
    }
    items.sort_by_key(place);
    items.dedup_by_key(|item| place(item));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml;

    fn tree() -> Tree {
        let text = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body>\
            <div type='edition' n='urn:x'><div n='1' xml:id='a'><head>One <note>x</note></head>\
            <l n='1'>a</l><l n='2'>b</l></div><div n='2'><lg><l n='1'>c</l></lg></div></div>\
            <div type='translation'><p>t</p></div></body></text></TEI>";
        match xml::read("t.xml", text.as_bytes()) {
            Ok(read) => read.value,
            Err(rejected) => panic!("{:?}", rejected.findings),
        }
    }

    fn found(text: &str) -> Vec<String> {
        let (tree, budget) = (tree(), Budget::new(1_000));
        let context = Context {
            tree: &tree,
            node: None,
            position: 1,
            size: 1,
            budget: &budget,
        };
        let expression = Expression::new(text).unwrap();
        let elements = select(&expression, context).unwrap();
        let said = elements.into_iter().map(|element| {
            format!(
                "{}{}",
                element.name(),
                element.attribute("n").unwrap_or_default()
            )
        });
        said.collect()
    }

    #[test]
    fn paths_select() {
        assert_eq!(
            found("/tei:TEI/tei:text/tei:body/tei:div/tei:div[@n='1']"),
            ["div1"]
        );
        assert_eq!(found("//div[@type='edition']//l"), ["l1", "l2", "l1"]);
        assert_eq!(found("//l[1]"), ["l1", "l1"]);
        assert_eq!(found("//l[position() = last()]"), ["l2", "l1"]);
        assert_eq!(found("//div[@n and not(lg)]"), ["divurn:x", "div1"]);
        assert_eq!(
            found("//div[starts-with(@n, 'urn')] | //lg/l"),
            ["divurn:x", "l1"]
        );
        assert_eq!(found("//div[@xml:id=\"a\"]/*[self::l][2]"), ["l2"]);
        assert_eq!(found("//l/.."), ["div1", "lg"]);
        assert_eq!(found("//div[head='One']"), ["div1"]);
        assert_eq!(found("//*[@n=2]"), ["l2", "div2"]);
    }

    #[test]
    fn words_are_those_of_the_reading_text() {
        let (tree, budget) = (tree(), Budget::new(1_000));
        let node = tree.by_id("a");
        let context = Context {
            tree: &tree,
            node,
            position: 7,
            size: 9,
            budget: &budget,
        };
        let said = |text: &str| words(&Expression::new(text).unwrap(), context).unwrap();
        assert_eq!(said("head"), "One");
        assert_eq!(said("@n"), "1");
        assert_eq!(said("position()"), "7");
        assert_eq!(said("concat('§ ', @n)"), "§ 1");
        assert_eq!(said("substring-after(../@n, ':')"), "x");
        assert_eq!(said("'toc-entry'"), "toc-entry");
    }

    #[test]
    fn words_have_the_language_of_their_nodes() {
        let text = "<TEI xml:lang='en'><div xml:id='a' n='1'><head xml:lang='de'>Kap</head>\
            <p>one</p></div></TEI>";
        let tree = xml::read("t.xml", text.as_bytes()).unwrap().value;
        let budget = Budget::new(1_000);
        let node = tree.by_id("a");
        let context = Context {
            tree: &tree,
            node,
            position: 1,
            size: 1,
            budget: &budget,
        };
        let said = |text: &str| language(&Expression::new(text).unwrap(), context).unwrap();
        let (german, english) = (Some("de".to_owned()), Some("en".to_owned()));
        assert_eq!(said("head"), german);
        assert_eq!(said("head/text()"), german);
        assert_eq!(said("concat('§ ', @n, normalize-space(head))"), german);
        assert_eq!(said("p"), english);
        assert_eq!(said("string()"), english);
        for nobody in ["concat(head, p)", "@n", "position()", "'Kap'", "l"] {
            assert_eq!(said(nobody), None, "{nobody}");
        }
    }

    #[test]
    fn work_is_bounded() {
        let (tree, budget) = (tree(), Budget(Cell::new(20)));
        let context = Context {
            tree: &tree,
            node: None,
            position: 1,
            size: 1,
            budget: &budget,
        };
        let expression = Expression::new("//div[.//l[..//l]]").unwrap();
        assert_eq!(select(&expression, context).err(), Some(Exhausted));
    }
}
