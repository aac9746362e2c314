//! Rules about attributes of kind, about the description of the encoding, and
//! about entries, substitutions and relations.

use super::super::rule::{Place, Rule};
use super::super::survey::{Survey, name_of, place_of};
use super::{advice, has, has_child, is, named, rule, with, within};

pub const RULES: &[Rule] = &[
    rule(
        "tei-subtype-without-type",
        "att.typed-subtypeTyped",
        subtype_without_type,
        "add `@type`, or make the subtype the type",
        "A subtype is given without a type.

Why: `@subtype` divides a type further; without `@type` there is nothing to divide, and \
programs that sort by type pass the element over.

Example: `<div subtype=\"preface\">`.

What to do: add `@type`, or write the subtype as `@type`.",
    ),
    rule(
        "tei-scheme-version-without-scheme",
        "att.styleDef-schemeVersion-schemeVersionRequiresScheme",
        scheme_version_without_scheme,
        "add `@scheme`, such as `css`",
        "The version of a formatting language is given, but not the language.

Why: a version is a version of something; for words in no formal language (`free`) there \
is none.

Example: `<rendition schemeVersion=\"2.1\">`.

What to do: add `@scheme`, or take `@schemeVersion` out.",
    ),
    rule(
        "tei-generated-outside-post",
        "att.cmc-generatedBy-CMC_generatedBy_within_post",
        generated_outside_post,
        "take `@generatedBy` out, or put the text into a `<post>`",
        "Text outside any post says by what it was generated.

Why: `@generatedBy` belongs to computer-mediated communication; it has a meaning within \
`<post>` alone.

Example: `<p generatedBy=\"bot\">` in a printed text.

What to do: take it out, or encode the contribution as `<post>`.",
    ),
    rule(
        "tei-quotation-undescribed",
        "quotation-quotationContents",
        quotation_undescribed,
        "add `@marks`, or a paragraph",
        "The header mentions quotation marks and says nothing of them.

Why: `<quotation>` tells whether quotation marks were kept; an empty one tells nothing.

Example: `<quotation/>`.

What to do: `<quotation marks=\"all\"/>`, `\"some\"`, `\"none\"`, or a paragraph.",
    ),
    rule(
        "tei-cite-structure-outer-relative",
        "citeStructure-match-citestructure-outer-match",
        cite_structure_outer_relative,
        "let `@match` begin with `/`",
        "The outermost level of citation does not begin at the root.

Why: the outer `<citeStructure>` finds its units from the root of the document, the inner \
ones from the unit around them.

Example: `<citeStructure match=\"div\" use=\"@n\">` directly in `<refsDecl>`.

What to do: `match=\"//body/div\"`.",
    ),
    rule(
        "tei-cite-structure-inner-absolute",
        "citeStructure-match-citestructure-inner-match",
        cite_structure_inner_absolute,
        "let `@match` not begin with `/`",
        "An inner level of citation begins at the root.

Why: inner levels are looked for within the unit around them; from the root they would be \
the same for every unit.

Example: `<citeStructure match=\"//body/div\"><citeStructure match=\"//p\"/>`.

What to do: `match=\"p\"`.",
    ),
    advice(
        "tei-shift-without-new",
        "shift-shiftNew",
        shift_without_new,
        "add `@new`; `normal` where the peculiarity ends",
        "A change of voice does not say to what.

Why: `<shift>` marks where tempo, loudness or the like change; `@new` says to what.

Example: `<shift feature=\"tempo\"/>`.

What to do: add `@new`; use `normal` where the peculiarity ends.",
    ),
    rule(
        "tei-substitution-incomplete",
        "subst-substContents1",
        substitution_incomplete,
        "put both `<del>` and `<add>` in, or leave `<subst>` out",
        "A substitution lacks what was deleted or what was added.

Why: `<subst>` says that an addition and a deletion are one act; it needs both.

Example: `<subst><del>lam</del></subst>`.

What to do: put the other half in, or use `<del>` or `<add>` alone.",
    ),
    rule(
        "tei-lemmas-in-group",
        "rdgGrp-only1lem",
        lemmas_in_group,
        "keep one `<lem>`",
        "A group of readings has several lemmas.

Why: the lemma is the reading that the editor prefers; there can be one.

Example: `<rdgGrp><lem>lamb</lem><lem>lam</lem></rdgGrp>`.

What to do: make all but one a `<rdg>`.",
    ),
    rule(
        "tei-apparatus-external-parallel",
        "variantEncoding-location-variantEncodingLocation",
        apparatus_external_parallel,
        "say `internal`, or name another method",
        "The apparatus is said to stand apart and to follow parallel segmentation.

Why: parallel segmentation puts the readings where they belong in the text; it cannot \
stand apart.

Example: `<variantEncoding method=\"parallel-segmentation\" location=\"external\"/>`.

What to do: `location=\"internal\"`, or another method. TEI: TCAPLK.",
    ),
    rule(
        "tei-relation-unnamed",
        "relation-ref-or-key-or-name",
        relation_unnamed,
        "add `@name`, `@ref` or `@key`",
        "A relation does not say which it is.

Why: that two persons are related helps nobody who does not know how.

Example: `<relation mutual=\"#p1 #p2\"/>`.

What to do: add `@name`, such as `spouse`, or `@ref` to a vocabulary.",
    ),
    rule(
        "tei-relation-active-and-mutual",
        "relation-active-mutual",
        relation_active_and_mutual,
        "keep `@active` and `@passive`, or `@mutual`",
        "A relation is both mutual and one-sided.

Why: `@mutual` names those who stand in it alike, `@active` those who stand on one side.

Example: `<relation name=\"friend\" active=\"#p1\" mutual=\"#p1 #p2\"/>`.

What to do: keep one of the two.",
    ),
    rule(
        "tei-relation-passive-alone",
        "relation-active-passive",
        relation_passive_alone,
        "add `@active`",
        "A relation has a passive side and no active one.

Why: somebody must stand on the other side.

Example: `<relation name=\"child\" passive=\"#p1\"/>`.

What to do: add `@active`, or use `@mutual`.",
    ),
];

fn subtype_without_type(survey: &Survey<'_>) -> Vec<Place> {
    with(survey, "subtype")
        .filter(|(element, _)| !has(*element, "type"))
        .map(|(_, subtype)| (subtype.span(), "`@subtype` without `@type`".to_owned()))
        .collect()
}

fn scheme_version_without_scheme(survey: &Survey<'_>) -> Vec<Place> {
    with(survey, "schemeVersion")
        .filter(|(element, _)| (element.attribute("scheme")).is_none_or(|scheme| scheme == "free"))
        .map(|(_, version)| {
            let message = "`@schemeVersion` without a formal `@scheme`";
            (version.span(), message.to_owned())
        })
        .collect()
}

fn generated_outside_post(survey: &Survey<'_>) -> Vec<Place> {
    with(survey, "generatedBy")
        .filter(|(element, _)| !is(*element, "post") && !within(*element, "post"))
        .map(|(_, by)| (by.span(), "`@generatedBy` outside any `post`".to_owned()))
        .collect()
}

fn quotation_undescribed(survey: &Survey<'_>) -> Vec<Place> {
    named(survey, "quotation")
        .filter(|quotation| !has(*quotation, "marks") && !has_child(*quotation, "p"))
        .map(|quotation| {
            let message = "nothing is said about quotation marks";
            (name_of(quotation), message.to_owned())
        })
        .collect()
}

fn cite_structure_outer_relative(survey: &Survey<'_>) -> Vec<Place> {
    cite_structures(survey, false)
}

fn cite_structure_inner_absolute(survey: &Survey<'_>) -> Vec<Place> {
    cite_structures(survey, true)
}

/// The levels of citation, outer or inner ones, whose `@match` begins wrong.
fn cite_structures(survey: &Survey<'_>, inner: bool) -> Vec<Place> {
    let is_inner = |parent| is(parent, "citeStructure");
    let mut places = Vec::new();
    for level in named(survey, "citeStructure") {
        if level.parent().is_some_and(is_inner) != inner {
            continue;
        }
        let path = level.attribute("match").unwrap_or_default();
        // Outer levels must begin at the root, inner ones must not.
        if path.starts_with('/') == inner {
            let message = if inner {
                format!("`{path}` begins at the root, though it stands within another level")
            } else {
                format!("`{path}` does not begin at the root")
            };
            places.push((place_of(level, "match"), message));
        }
    }
    places
}

fn shift_without_new(survey: &Survey<'_>) -> Vec<Place> {
    named(survey, "shift")
        .filter(|shift| !has(*shift, "new"))
        .map(|shift| (name_of(shift), "`shift` does not say to what".to_owned()))
        .collect()
}

fn substitution_incomplete(survey: &Survey<'_>) -> Vec<Place> {
    named(survey, "subst")
        .filter_map(|subst| {
            let added = has_child(subst, "add");
            let deleted = has_child(subst, "del") || has_child(subst, "surplus");
            let message = match (added, deleted) {
                (true, true) => return None,
                (true, false) => "a substitution in which nothing is deleted",
                (false, true) => "a substitution in which nothing is added",
                (false, false) => "a substitution in which nothing is added or deleted",
            };
            Some((name_of(subst), message.to_owned()))
        })
        .collect()
}

fn lemmas_in_group(survey: &Survey<'_>) -> Vec<Place> {
    named(survey, "rdgGrp")
        .filter(|group| {
            group
                .elements()
                .filter(|child| is(*child, "lem"))
                .nth(1)
                .is_some()
        })
        .map(|group| {
            (
                name_of(group),
                "a group of readings with several lemmas".to_owned(),
            )
        })
        .collect()
}

fn apparatus_external_parallel(survey: &Survey<'_>) -> Vec<Place> {
    named(survey, "variantEncoding")
        .filter(|encoding| encoding.attribute("location").as_deref() == Some("external"))
        .filter(|encoding| encoding.attribute("method").as_deref() == Some("parallel-segmentation"))
        .map(|encoding| {
            let message = "an apparatus by parallel segmentation cannot be `external`";
            (place_of(encoding, "location"), message.to_owned())
        })
        .collect()
}

fn relation_unnamed(survey: &Survey<'_>) -> Vec<Place> {
    named(survey, "relation")
        .filter(|relation| {
            !["ref", "key", "name"]
                .iter()
                .any(|name| has(*relation, name))
        })
        .map(|relation| (name_of(relation), "this relation has no name".to_owned()))
        .collect()
}

fn relation_active_and_mutual(survey: &Survey<'_>) -> Vec<Place> {
    named(survey, "relation")
        .filter(|relation| has(*relation, "active") && has(*relation, "mutual"))
        .map(|relation| {
            let message = "`@mutual` stands beside `@active`";
            (place_of(relation, "mutual"), message.to_owned())
        })
        .collect()
}

fn relation_passive_alone(survey: &Survey<'_>) -> Vec<Place> {
    named(survey, "relation")
        .filter(|relation| has(*relation, "passive") && !has(*relation, "active"))
        .map(|relation| {
            let message = "`@passive` without `@active`";
            (place_of(relation, "passive"), message.to_owned())
        })
        .collect()
}
