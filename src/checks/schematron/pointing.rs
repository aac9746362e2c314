//! Rules about pointers and what they tie together.

use super::super::reference::local_id;
use super::super::rule::{Place, Rule};
use super::super::survey::{Survey, name_of, place_of};
use super::{has, has_several_words, named, rule, with};
use crate::xml::Element;

pub const RULES: &[Rule] = &[
    rule(
        "tei-target-lang-without-target",
        "att.pointing-targetLang-targetLang",
        target_lang_without_target,
        "add `@target`, or take `@targetLang` out",
        "The language of a target is given, but no target.

Why: `@targetLang` tells in which language the text is that `@target` points at.

Example: `<ref targetLang=\"de\">`.

What to do: add `@target`; for the language of the words themselves use `xml:lang`.",
    ),
    rule(
        "tei-span-to-backwards",
        "att.spanning-spanTo-spanTo-points-to-following",
        span_to_backwards,
        "point at an `<anchor>` further on in the text",
        "A stretch of text ends before it begins, or nowhere.

Why: `@spanTo` names the element at which a stretch ends that began here; it must come \
later in the file.

Example: `<delSpan spanTo=\"#a1\"/>`, where `a1` stands before it or does not exist.

What to do: put `<anchor xml:id=\"…\"/>` at the end, and point at it.",
    ),
    rule(
        "tei-add-span-open",
        "addSpan-addSpan-requires-spanTo",
        |survey| open(survey, "addSpan"),
        "add `@spanTo`, with an `<anchor>` where the addition ends",
        "An added stretch of text has no end.

Why: `<addSpan>` only marks where an addition begins; `@spanTo` says where it ends.

Example: `<addSpan hand=\"#h2\"/>`.

What to do: put `<anchor xml:id=\"…\"/>` at the end and point at it with `@spanTo`.",
    ),
    rule(
        "tei-damage-span-open",
        "damageSpan-damageSpan-requires-spanTo",
        |survey| open(survey, "damageSpan"),
        "add `@spanTo`, with an `<anchor>` where the damage ends",
        "A damaged stretch of text has no end.

Why: `<damageSpan>` only marks where damage begins; `@spanTo` says where it ends.

Example: `<damageSpan agent=\"water\"/>`.

What to do: put `<anchor xml:id=\"…\"/>` at the end and point at it with `@spanTo`.",
    ),
    rule(
        "tei-del-span-open",
        "delSpan-delSpan-requires-spanTo",
        |survey| open(survey, "delSpan"),
        "add `@spanTo`, with an `<anchor>` where the deletion ends",
        "A deleted stretch of text has no end.

Why: `<delSpan>` only marks where a deletion begins; `@spanTo` says where it ends.

Example: `<delSpan rend=\"struck\"/>`.

What to do: put `<anchor xml:id=\"…\"/>` at the end and point at it with `@spanTo`.",
    ),
    rule(
        "tei-ruby-target-with-span",
        "rt-target-rt-target-not-span",
        ruby_target_with_span,
        "keep `@target`, or `@from` and `@to`",
        "A ruby gloss names its base in two ways.

Why: `@target` names the glossed words as a whole, `@from` and `@to` their ends.

Example: `<rt target=\"#w1\" from=\"#w1\" to=\"#w2\">`.

What to do: keep one of the two.",
    ),
    rule(
        "tei-ruby-from-without-to",
        "rt-from-rt-from",
        |survey| alone(survey, "rt", "from", "to"),
        "add `@to`",
        "A ruby gloss has a beginning and no end.

Why: `@from` and `@to` together name the glossed words.

Example: `<rt from=\"#w1\">`.

What to do: add `@to`, or use `@target`.",
    ),
    rule(
        "tei-ruby-to-without-from",
        "rt-to-rt-to",
        |survey| alone(survey, "rt", "to", "from"),
        "add `@from`",
        "A ruby gloss has an end and no beginning.

Why: `@from` and `@to` together name the glossed words.

Example: `<rt to=\"#w2\">`.

What to do: add `@from`, or use `@target`.",
    ),
    rule(
        "tei-ptr-target-and-cref",
        "ptr-ptrAtts",
        |survey| together(survey, "ptr", "cRef", "target"),
        "keep `@target` or `@cRef`",
        "A pointer (`ptr`) names what it points at in two ways.

Why: `@target` is an address, `@cRef` a canonical reference that leads to one; if they \
differ nobody knows which holds.

Example: `<ptr target=\"#p1\" cRef=\"Gen 1:1\"/>`.

What to do: keep one of the two.",
    ),
    rule(
        "tei-ref-target-and-cref",
        "ref-refAtts",
        |survey| together(survey, "ref", "cRef", "target"),
        "keep `@target` or `@cRef`",
        "A reference (`ref`) names what it points at in two ways.

Why: `@target` is an address, `@cRef` a canonical reference that leads to one; if they \
differ nobody knows which holds.

Example: `<ref target=\"#p1\" cRef=\"Gen 1:1\">Genesis</ref>`.

What to do: keep one of the two.",
    ),
    rule(
        "tei-span-target-and-from",
        "span-target-from",
        |survey| together(survey, "span", "from", "target"),
        "keep `@target`, or `@from` and `@to`",
        "An annotated span names its passage by a target and by its beginning.

Why: `@target` names the passage as a whole, `@from` where it begins.

Example: `<span target=\"#s1\" from=\"#s1\">`.

What to do: keep one of the two.",
    ),
    rule(
        "tei-span-target-and-to",
        "span-targetto",
        |survey| together(survey, "span", "to", "target"),
        "keep `@target`, or `@from` and `@to`",
        "An annotated span names its passage by a target and by its end.

Why: `@target` names the passage as a whole, `@to` where it ends.

Example: `<span target=\"#s1\" to=\"#s2\">`.

What to do: keep one of the two.",
    ),
    rule(
        "tei-span-to-without-from",
        "span-tonotfrom",
        |survey| alone(survey, "span", "to", "from"),
        "add `@from`",
        "An annotated span has an end and no beginning.

Why: a passage needs both ends.

Example: `<span to=\"#s2\">`.

What to do: add `@from`.",
    ),
    rule(
        "tei-span-several-ends",
        "span-tofrom",
        span_several_ends,
        "make one `<span>` for each passage, or use `@target`",
        "An annotated span begins or ends at several places.

Why: `@from` and `@to` each name one place.

Example: `<span from=\"#s1 #s3\" to=\"#s4\">`.

What to do: make one `<span>` for each passage, or list the passages in `@target`.",
    ),
    rule(
        "tei-related-item-twice",
        "relatedItem-targetorcontent1",
        related_item_twice,
        "keep `@target`, or the description",
        "A related work is both pointed at and described.

Why: with both, nobody knows which of the two is the related work.

Example: `<relatedItem target=\"#b1\"><bibl>…</bibl></relatedItem>`.

What to do: keep one of the two.",
    ),
    rule(
        "tei-related-item-empty",
        "relatedItem-targetorcontent1",
        related_item_empty,
        "add `@target`, or a `<bibl>`",
        "A related work is neither pointed at nor described.

Why: nobody can tell which work is meant.

Example: `<relatedItem type=\"host\"/>`.

What to do: add `@target`, or a `<bibl>` inside.",
    ),
    rule(
        "tei-link-single",
        "link-linkTargets3",
        |survey| single(survey, "link"),
        "name at least two targets",
        "A link has fewer than two ends.

Why: a link ties places to each other.

Example: `<link target=\"#a\"/>`.

What to do: name all its ends: `target=\"#a #b\"`.",
    ),
    rule(
        "tei-join-single",
        "join-joinTargets3",
        |survey| single(survey, "join"),
        "name at least two targets",
        "A join has fewer than two parts.

Why: `<join>` makes one element of several.

Example: `<join target=\"#a\"/>`.

What to do: name all parts: `target=\"#a #b\"`.",
    ),
];

fn target_lang_without_target(survey: &Survey<'_>) -> Vec<Place> {
    with(survey, "targetLang")
        .filter(|(element, _)| element.name() != "schemaSpec" && !has(*element, "target"))
        .map(|(_, lang)| (lang.span(), "`@targetLang` without `@target`".to_owned()))
        .collect()
}

fn span_to_backwards(survey: &Survey<'_>) -> Vec<Place> {
    let mut places = Vec::new();
    for (element, end) in with(survey, "spanTo") {
        let value = end.value();
        if !value.starts_with('#') {
            continue;
        }
        let found = local_id(value.trim_end()).and_then(|id| survey.tree().by_id(id));
        let message = match found {
            None => format!("`{value}`, where this stretch ends, does not exist"),
            Some(found) if found.id() <= element.id() => {
                format!("`{value}`, where this stretch ends, stands before it")
            }
            Some(_) => continue,
        };
        places.push((end.span(), message));
    }
    places
}

fn open(survey: &Survey<'_>, name: &str) -> Vec<Place> {
    named(survey, name)
        .filter(|element| !has(*element, "spanTo"))
        .map(|element| {
            (
                name_of(element),
                format!("`{name}` does not say where it ends"),
            )
        })
        .collect()
}

fn ruby_target_with_span(survey: &Survey<'_>) -> Vec<Place> {
    named(survey, "rt")
        .filter(|rt| has(*rt, "target") && (has(*rt, "from") || has(*rt, "to")))
        .map(|rt| {
            let message = "`@target` stands beside `@from` or `@to`";
            (place_of(rt, "target"), message.to_owned())
        })
        .collect()
}

/// Elements `name` that have `attribute` without the `other` it needs.
fn alone(survey: &Survey<'_>, name: &str, attribute: &str, other: &str) -> Vec<Place> {
    named(survey, name)
        .filter(|element| has(*element, attribute) && !has(*element, other))
        .map(|element| {
            let message = format!("`@{attribute}` without `@{other}`");
            (place_of(element, attribute), message)
        })
        .collect()
}

/// Elements `name` that have both attributes.
fn together(survey: &Survey<'_>, name: &str, attribute: &str, other: &str) -> Vec<Place> {
    named(survey, name)
        .filter(|element| has(*element, attribute) && has(*element, other))
        .map(|element| {
            let message = format!("`@{attribute}` stands beside `@{other}`");
            (place_of(element, attribute), message)
        })
        .collect()
}

fn span_several_ends(survey: &Survey<'_>) -> Vec<Place> {
    let several = |span: Element<'_>, name: &str| {
        (span.attribute(name)).is_some_and(|value| has_several_words(&value))
    };
    named(survey, "span")
        .filter_map(|span| {
            let name = ["from", "to"]
                .into_iter()
                .find(|name| several(span, name))?;
            let message = format!("`@{name}` names several places");
            Some((place_of(span, name), message))
        })
        .collect()
}

fn related_item_twice(survey: &Survey<'_>) -> Vec<Place> {
    named(survey, "relatedItem")
        .filter(|item| has(*item, "target") && item.elements().next().is_some())
        .map(|item| {
            let message = "this work is pointed at and described, too";
            (place_of(item, "target"), message.to_owned())
        })
        .collect()
}

fn related_item_empty(survey: &Survey<'_>) -> Vec<Place> {
    named(survey, "relatedItem")
        .filter(|item| !has(*item, "target") && item.elements().next().is_none())
        .map(|item| {
            let message = "this work is neither pointed at nor described";
            (name_of(item), message.to_owned())
        })
        .collect()
}

fn single(survey: &Survey<'_>, name: &str) -> Vec<Place> {
    named(survey, name)
        .filter(|element| {
            let target = element.attribute("target").unwrap_or_default();
            !has_several_words(&target)
        })
        .map(|element| {
            let message = format!("`{name}` names fewer than two targets");
            (place_of(element, "target"), message)
        })
        .collect()
}
