//! Rules about what may stand in what: paragraphs, verses, divisions.

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::rule::{Place, Rule};
use super::super::survey::{Survey, name_of};
use super::{directly_in, has_child, is, named, rule, within};
use crate::xml::{Element, Node, NodeId};

pub const RULES: &[Rule] = &[
    rule(
        "tei-paragraph-in-paragraph",
        "p-abstractModel-structure-p-in-ab-or-p",
        paragraph_in_paragraph,
        "end the outer paragraph first, or use `<seg>`, `<quote>` or `<floatingText>`",
        "A paragraph stands inside another one.

Why: paragraphs follow each other. One within another has no place in the order of the \
text, and readers cannot tell where the outer one ends.

Example: `<p>He said: <p>Come.</p></p>`. Right inside notes, quotations, items, cells, \
stage directions, figures and floating texts.

What to do: end the outer paragraph first, or wrap the inner one in `<quote>`, `<q>` or \
`<floatingText>`.",
    ),
    rule(
        "tei-paragraph-in-line",
        "p-abstractModel-structure-p-in-l",
        |survey| in_line(survey, "p", &["figure", "note"]),
        "put the paragraph outside the verse, or into a note",
        "A paragraph stands inside a verse.

Why: a verse is a part of something larger, never the place of a paragraph.

Example: `<l>Little lamb <p>who made thee</p></l>`. Right directly in a note or figure, \
and anywhere in a floating text.

What to do: put the paragraph outside the verse, or use `<seg>`.",
    ),
    rule(
        "tei-block-in-line",
        "ab-abstractModel-structure-ab-in-l",
        |survey| in_line(survey, "ab", &["figure", "note"]),
        "put the block outside the verse, or into a note",
        "An anonymous block (`ab`) stands inside a verse.

Why: a verse is a part of something larger, never the place of a block.

Example: `<l>Little lamb <ab>who made thee</ab></l>`. Right directly in a note or figure, \
and anywhere in a floating text.

What to do: put the block outside the verse, or use `<seg>`.",
    ),
    rule(
        "tei-division-in-line",
        "div-abstractModel-structure-div-in-l",
        |survey| in_line(survey, "div", &[]),
        "put the division outside the verse",
        "A division stands inside a verse.

Why: divisions hold verses, verses hold no divisions.

Example: `<l><div>…</div></l>`. Right in a floating text.

What to do: close the verse, or make the division a `<floatingText>`.",
    ),
    rule(
        "tei-division-in-paragraph",
        "div-abstractModel-structure-div-in-ab-or-p",
        division_in_paragraph,
        "end the paragraph before the division",
        "A division stands inside a paragraph or block.

Why: divisions hold paragraphs, paragraphs hold no divisions.

Example: `<p>Here follows: <div>…</div></p>`. Right in a floating text.

What to do: end the paragraph before it, or make the division a `<floatingText>`.",
    ),
    rule(
        "tei-line-in-line",
        "l-abstractModel-structure-l-in-l",
        |survey| verse_in_line(survey, "l"),
        "end the outer verse first",
        "A verse stands inside another one.

Why: verses follow each other. Counted together, all that come after would have wrong \
numbers.

Example: `<l>Little lamb, <l>who made thee</l></l>`. Right in a note on the verse.

What to do: end the first verse before the second, or use `<seg>` for a part of one.",
    ),
    rule(
        "tei-line-group-in-line",
        "lg-abstractModel-structure-lg-in-l",
        |survey| verse_in_line(survey, "lg"),
        "end the verse before the group",
        "A group of verses stands inside a verse.

Why: groups hold verses, verses hold no groups.

Example: `<l>Little lamb <lg><l>who</l></lg></l>`. Right in a note on the verse.

What to do: end the verse before the group.",
    ),
    rule(
        "tei-line-group-empty",
        "lg-atleast1oflggapl",
        line_group_empty,
        "put the verses in, or `<gap/>` where they are lost",
        "A group of verses holds no verse.

Why: a stanza is made of verses; something else stands here, or the verses were \
forgotten.

Example: `<lg><head>Song</head></lg>`. A smaller group or a gap will do.

What to do: put the verses in, mark lost ones with `<gap/>`, or use another element.",
    ),
    rule(
        "tei-sentence-in-sentence",
        "s-noNestedS",
        sentence_in_sentence,
        "use `<seg>` for the inner one",
        "A sentence (`s`) holds another one.

Why: `<s>` divides a text into sentences from end to end; they do not nest.

Example: `<s>He said: <s>Come.</s></s>`.

What to do: use `<seg>` for the inner or the outer one.",
    ),
    rule(
        "tei-gloss-list-without-labels",
        "list-gloss-list-must-have-labels",
        gloss_list_without_labels,
        "put a `<label>` before each item, or take the type out",
        "A list of glosses has no labels.

Why: in such a list each item explains the label before it.

Example: `<list type=\"gloss\"><item>a lamb</item></list>`.

What to do: `<label>agnus</label><item>a lamb</item>`, or another type of list.",
    ),
];

fn paragraph_in_paragraph(survey: &Survey<'_>) -> Vec<Place> {
    const RIGHT: &[&str] = &[
        "exemplum", "item", "note", "q", "quote", "remarks", "said", "sp", "stage", "cell",
        "figure",
    ];
    named(survey, "p")
        .filter(|p| !directly_in(*p, RIGHT))
        .filter(|p| within(*p, "ab") || within(*p, "p"))
        .filter(|p| !within(*p, "floatingText"))
        .map(|p| {
            (
                name_of(p),
                "a paragraph inside a paragraph or block".to_owned(),
            )
        })
        .collect()
}

fn in_line(survey: &Survey<'_>, name: &str, right: &[&str]) -> Vec<Place> {
    if !survey.has("l") {
        return Vec::new();
    }
    named(survey, name)
        .filter(|inner| within(*inner, "l"))
        .filter(|inner| !directly_in(*inner, right) && !within(*inner, "floatingText"))
        .map(|inner| (name_of(inner), format!("`{name}` inside a verse")))
        .collect()
}

fn division_in_paragraph(survey: &Survey<'_>) -> Vec<Place> {
    named(survey, "div")
        .filter(|div| within(*div, "p") || within(*div, "ab"))
        .filter(|div| !within(*div, "floatingText"))
        .map(|div| {
            (
                name_of(div),
                "a division inside a paragraph or block".to_owned(),
            )
        })
        .collect()
}

fn verse_in_line(survey: &Survey<'_>, name: &str) -> Vec<Place> {
    // What notes within a verse quote, gathered once for each verse.
    let mut quoted: FxHashMap<NodeId, FxHashSet<String>> = FxHashMap::default();
    let mut places = Vec::new();
    for inner in named(survey, name) {
        let mut around = inner
            .ancestors()
            .filter(|around| is(*around, "l"))
            .peekable();
        if around.peek().is_none() {
            continue;
        }
        let words = inner.text();
        let is_loose = |line: Element<'_>| {
            let quoted = quoted.entry(line.id());
            !quoted
                .or_insert_with(|| quoted_in_notes(line, name))
                .contains(&words)
        };
        if around.any(is_loose) {
            places.push((name_of(inner), format!("`{name}` inside a verse")));
        }
    }
    places
}

/// The words of all elements `name` in notes within `line`: by their words the
/// constraint of the schema tells verses in notes from others.
fn quoted_in_notes(line: Element<'_>, name: &str) -> FxHashSet<String> {
    let mut words = FxHashSet::default();
    let mut end = line.id();
    for inner in line.descendants().filter_map(Node::element) {
        if is(inner, "note") && inner.end() > end {
            end = inner.end();
        } else if is(inner, name) && inner.id() < end {
            words.insert(inner.text());
        }
    }
    words
}

fn line_group_empty(survey: &Survey<'_>) -> Vec<Place> {
    let verses = ["lg", "l", "gap"];
    named(survey, "lg")
        .filter(|group| {
            let mut inner = group.descendants().filter_map(Node::element);
            !inner.any(|inner| verses.iter().any(|name| is(inner, name)))
        })
        .map(|group| {
            (
                name_of(group),
                "a group of verses without a verse".to_owned(),
            )
        })
        .collect()
}

fn sentence_in_sentence(survey: &Survey<'_>) -> Vec<Place> {
    named(survey, "s")
        .filter(|sentence| has_child(*sentence, "s"))
        .map(|sentence| {
            (
                name_of(sentence),
                "a sentence that holds another one".to_owned(),
            )
        })
        .collect()
}

fn gloss_list_without_labels(survey: &Survey<'_>) -> Vec<Place> {
    named(survey, "list")
        .filter(|list| list.attribute("type").as_deref() == Some("gloss"))
        .filter(|list| !has_child(*list, "label"))
        .map(|list| (name_of(list), "a list of glosses without labels".to_owned()))
        .collect()
}
