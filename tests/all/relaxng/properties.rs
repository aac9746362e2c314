//! What holds of any schema and any document: the verdict is that of a matcher
//! that knows nothing of derivatives, and does not depend on how much is
//! remembered.

use proptest::prelude::*;
use variorum::operations::tei_all;
use variorum::relaxng::Schema;
use variorum::xml::{Tree, read};

/// A pattern over the names `a`, `b`, `c` and the attributes `x`, `y`.
#[derive(Clone, Debug)]
enum Pattern {
    Empty,
    Text,
    NotAllowed,
    Element(char, Box<Pattern>),
    Attribute(char),
    Choice(Box<Pattern>, Box<Pattern>),
    Group(Box<Pattern>, Box<Pattern>),
    Interleave(Box<Pattern>, Box<Pattern>),
    OneOrMore(Box<Pattern>),
}

/// What stands in an element.
#[derive(Clone, Debug)]
enum Item {
    Text,
    Element(Element),
}

#[derive(Clone, Debug)]
struct Element {
    name: char,
    attributes: Vec<char>,
    items: Vec<Item>,
}

fn pattern() -> impl Strategy<Value = Pattern> {
    let leaf = prop_oneof![
        Just(Pattern::Empty),
        Just(Pattern::Text),
        Just(Pattern::NotAllowed),
        prop::sample::select(vec!['x', 'y']).prop_map(Pattern::Attribute),
        prop::sample::select(vec!['a', 'b', 'c'])
            .prop_map(|name| Pattern::Element(name, Box::new(Pattern::Empty))),
    ];
    leaf.prop_recursive(5, 24, 2, |inner| {
        let pair = (inner.clone(), inner.clone());
        let boxed = |(one, other)| (Box::new(one), Box::new(other));
        prop_oneof![
            3 => (prop::sample::select(vec!['a', 'b', 'c']), inner.clone())
                .prop_map(|(name, content)| Pattern::Element(name, Box::new(content))),
            2 => pair.clone().prop_map(boxed).prop_map(|(a, b)| Pattern::Choice(a, b)),
            3 => pair.clone().prop_map(boxed).prop_map(|(a, b)| Pattern::Group(a, b)),
            2 => pair.prop_map(boxed).prop_map(|(a, b)| Pattern::Interleave(a, b)),
            2 => inner.prop_map(|one| Pattern::OneOrMore(Box::new(one))),
        ]
    })
}

fn element() -> impl Strategy<Value = Element> {
    let name = || prop::sample::select(vec!['a', 'b', 'c']);
    let attributes = || prop::sample::subsequence(vec!['x', 'y'], 0..=2);
    let leaf = (name(), attributes()).prop_map(|(name, attributes)| Element {
        name,
        attributes,
        items: Vec::new(),
    });
    leaf.prop_recursive(3, 10, 4, move |inner| {
        let item = prop_oneof![1 => Just(Item::Text), 3 => inner.prop_map(Item::Element)];
        let items = prop::collection::vec(item, 0..4);
        (name(), attributes(), items).prop_map(|(name, attributes, mut items)| {
            // Two texts side by side are one.
            items.dedup_by(|one, other| matches!((one, other), (Item::Text, Item::Text)));
            Element {
                name,
                attributes,
                items,
            }
        })
    })
}

fn schema_text(pattern: &Pattern) -> String {
    let two = |tag: &str, one: &Pattern, other: &Pattern| {
        format!("<{tag}>{}{}</{tag}>", schema_text(one), schema_text(other))
    };
    match pattern {
        Pattern::Empty => "<empty/>".to_owned(),
        Pattern::Text => "<text/>".to_owned(),
        Pattern::NotAllowed => "<notAllowed/>".to_owned(),
        Pattern::Attribute(name) => format!("<attribute name='{name}'/>"),
        Pattern::Element(name, content) => {
            format!("<element name='{name}'>{}</element>", schema_text(content))
        }
        Pattern::Choice(one, other) => two("choice", one, other),
        Pattern::Group(one, other) => two("group", one, other),
        Pattern::Interleave(one, other) => two("interleave", one, other),
        Pattern::OneOrMore(one) => format!("<oneOrMore>{}</oneOrMore>", schema_text(one)),
    }
}

fn document_text(element: &Element) -> String {
    let name = element.name;
    let mut text = format!("<{name}");
    for attribute in &element.attributes {
        text.push_str(&format!(" {attribute}='v'"));
    }
    text.push('>');
    for item in &element.items {
        match item {
            Item::Text => text.push('t'),
            Item::Element(child) => text.push_str(&document_text(child)),
        }
    }
    text + &format!("</{name}>")
}

/// All ways to divide a few things in two.
fn divisions<T: Clone>(things: &[T]) -> Vec<(Vec<T>, Vec<T>)> {
    (0..1_u32 << things.len())
        .map(|mask| {
            let part = |wanted: bool| {
                let chosen = things.iter().enumerate();
                let chosen = chosen.filter(|(at, _)| (mask >> at & 1 == 1) == wanted);
                chosen.map(|(_, thing)| thing.clone()).collect()
            };
            (part(true), part(false))
        })
        .collect()
}

/// Whether `pattern` matches, by trying everything (RELAX NG §6.2).
fn matches(pattern: &Pattern, attributes: &[char], items: &[Item]) -> bool {
    let nothing = attributes.is_empty() && items.is_empty();
    match pattern {
        Pattern::Empty => nothing,
        Pattern::NotAllowed => false,
        Pattern::Text => {
            attributes.is_empty() && items.iter().all(|item| matches!(item, Item::Text))
        }
        Pattern::Attribute(name) => attributes == [*name] && items.is_empty(),
        Pattern::Element(name, content) => match items {
            [Item::Element(element)] => {
                attributes.is_empty()
                    && element.name == *name
                    && matches(content, &element.attributes, &element.items)
            }
            _ => false,
        },
        Pattern::Choice(one, other) => {
            matches(one, attributes, items) || matches(other, attributes, items)
        }
        Pattern::Group(one, other) => divisions(attributes).iter().any(|(first, second)| {
            (0..=items.len())
                .any(|at| matches(one, first, &items[..at]) && matches(other, second, &items[at..]))
        }),
        Pattern::Interleave(one, other) => divisions(attributes).iter().any(|(first, second)| {
            divisions(items)
                .iter()
                .any(|(here, there)| matches(one, first, here) && matches(other, second, there))
        }),
        Pattern::OneOrMore(one) => {
            matches(one, attributes, items)
                || divisions(attributes).iter().any(|(first, second)| {
                    (0..=items.len()).any(|at| {
                        let progress = !first.is_empty() || at > 0;
                        progress
                            && matches(one, first, &items[..at])
                            && matches(pattern, second, &items[at..])
                    })
                })
        }
    }
}

fn tree(text: &str) -> Tree {
    match read("document.xml", text.as_bytes()) {
        Ok(read) => read.value,
        Err(rejected) => panic!("{:?}", rejected.findings),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, max_global_rejects: 200_000, ..ProptestConfig::default() })]

    #[test]
    fn the_verdict_is_that_of_trying_everything(pattern in pattern(), elements in prop::collection::vec(element(), 1..6)) {
        let text = format!(
            "<element name='r' xmlns='http://relaxng.org/ns/structure/1.0'>{}</element>",
            schema_text(&pattern)
        );
        let read = Schema::read("schema.rng", text.as_bytes(), &|_| Err(String::new()));
        // What the specification forbids proves nothing.
        prop_assume!(read.is_ok());
        let Ok(read) = read else { return Ok(()) };
        let forgetful = Schema::read("schema.rng", text.as_bytes(), &|_| Err(String::new()));
        let Ok(forgetful) = forgetful.map(|read| read.value.remembering(0)) else { return Ok(()) };
        // Documents that fit half by chance: what stands in one is also tried
        // alone.
        for element in &elements {
            let root = Element { name: 'r', ..element.clone() };
            let document = tree(&document_text(&root));
            let report = read.value.validate(&document);
            let expected = matches(&pattern, &root.attributes, &root.items);
            prop_assert_eq!(report.is_valid(), expected, "{} {}", text, document_text(&root));
            prop_assert_eq!(&report, &forgetful.validate(&document));
        }
    }
}

/// As many names as a document may have, none of them in the schema.
#[test]
fn names_that_the_schema_does_not_know_cost_nothing() {
    let start = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body>";
    let end = "</body></text></TEI>";
    let element = |n: usize| {
        let attributes: String = (0..20).map(|a| format!(" z{n}_{a}='v'")).collect();
        format!("<y{n}{attributes}/><p y{n}='v'>t</p>")
    };
    let document = |most: usize| -> Tree {
        let inside: String = (0..most).map(element).collect();
        tree(&format!("{start}{inside}{end}"))
    };
    let schema = tei_all();
    schema.validate(&document(1));
    let before = schema.remembered();
    let report = schema.validate(&document(2_500));
    let after = schema.remembered();
    assert!(
        !report.is_valid() && report.errors > 5_000,
        "{}",
        report.errors
    );
    let (before, after) = (before.0 / before.1.max(1), after.0 / after.1.max(1));
    // Other tests use the same schema; names are 55,000.
    assert!(after < before + 20_000, "{before} then {after}");
}

/// Forty optional attributes in every combination: as many states as there are
/// subsets.
#[test]
fn states_that_explode_are_forgotten_and_the_verdict_stays() {
    let attributes: String = (0..40)
        .map(|n| format!("<optional><attribute name='a{n}'/></optional>"))
        .collect();
    let text = format!(
        "<element name='r' xmlns='http://relaxng.org/ns/structure/1.0'><zeroOrMore><element name='e'>{attributes}</element></zeroOrMore></element>"
    );
    let bound = 5_000;
    let bounded = super::schema(&text).remembering(bound);
    let free = super::schema(&text).remembering(usize::MAX / 2);
    let mut seed = 1_u64;
    let mut elements = String::from("<r>");
    for _ in 0..2_000 {
        elements.push_str("<e");
        for n in 0..40 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            if seed >> 62 == 0 {
                elements.push_str(&format!(" a{n}='v'"));
            }
        }
        elements.push_str("/>");
    }
    let good = tree(&format!("{elements}</r>"));
    let bad = tree(&format!("{elements}<e b='v'/></r>"));
    for document in [&good, &bad] {
        assert_eq!(bounded.validate(document), free.validate(document));
    }
    assert!(free.validate(&good).is_valid() && !bounded.validate(&bad).is_valid());
    let own = bounded.size().0;
    assert!(free.remembered().0 > 4 * bound, "{:?}", free.remembered());
    assert!(
        bounded.remembered().0 <= own + bound,
        "{:?}",
        bounded.remembered()
    );
}

/// A schema that no automaton of this size can follow is given up, not answered
/// wrongly: each of six elements may be any of twelve, in any order, so that
/// their ends leave twelve times as many possibilities as there were.
#[test]
fn a_schema_that_is_too_ambiguous_is_undecided() {
    let element = |part: usize| -> String {
        let one = |n: usize| {
            format!(
                "<group><element name='a{part}'><optional><attribute name='x{n}'/></optional></element><optional><element name='b{part}.{n}'><empty/></element></optional></group>"
            )
        };
        let all: String = (0..12).map(one).collect();
        format!("<choice>{all}</choice>")
    };
    let parts: String = (0..6).map(element).collect();
    let text = format!(
        "<element name='r' xmlns='http://relaxng.org/ns/structure/1.0'><interleave>{parts}</interleave></element>"
    );
    let all: String = (0..6).map(|part| format!("<a{part}/>")).collect();
    let small = super::schema(&text).remembering(100);
    for document in [format!("<r>{all}</r>"), format!("<r>{all}<c/></r>")] {
        let report = small.validate(&tree(&document));
        assert!(report.undecided, "{report:?}");
        assert_eq!(report.errors, 0, "nothing is held against the document");
        assert!(!report.is_valid());
    }
    // What is certain before is said.
    let report = small.validate(&tree(&format!("<r q='1'>{all}</r>")));
    assert!(report.undecided && report.errors == 1, "{report:?}");
    // A document that asks less is decided.
    assert!(!small.validate(&tree("<r><a0/></r>")).undecided);
}

/// Threads share what was found out, and all say the same.
#[test]
fn threads_share_a_schema() {
    let schema = tei_all();
    let document = tree("<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader/><text/></TEI>");
    let expected = schema.validate(&document);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..5 {
                    assert_eq!(schema.validate(&document), expected);
                }
            });
        }
    });
}
