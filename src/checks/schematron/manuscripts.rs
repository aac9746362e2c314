//! Rules about descriptions and pictures of manuscripts.

use rustc_hash::FxHashMap;

use super::super::rule::{Place, Rule};
use super::super::survey::{Survey, name_of, place_of};
use super::{has, is, is_silent, is_wordless, named, rule, within};
use crate::xml::{Element, Kind, NodeId};

pub const RULES: &[Rule] = &[
    rule(
        "tei-manuscript-part-repeated",
        "msDesc-one_ms_singleton_max",
        manuscript_part_repeated,
        "join the two",
        "A part of a description of a manuscript stands twice.

Why: contents, physical description, history and additional information each have one \
place in a description.

Example: two `<physDesc>` in one `<msDesc>`.

What to do: join them; for a manuscript in several parts, describe each in `<msPart>`.",
    ),
    rule(
        "tei-manuscript-unidentified",
        "msIdentifier-msId_minimal",
        manuscript_unidentified,
        "name place, repository and shelfmark",
        "A manuscript is described and not identified.

Why: without place, repository or shelfmark nobody can find it.

Example: `<msIdentifier/>`.

What to do: `<settlement>`, `<repository>`, `<idno>`.",
    ),
    rule(
        "tei-catchwords-outside-description",
        "catchwords-catchword_in_msDesc",
        |survey| outside_description(survey, "catchwords"),
        "move it into `<msDesc>`; in the text itself use `<fw type=\"catch\">`",
        "Catchwords are described outside the description of a manuscript.

Why: `<catchwords>` describes how the catchwords of a manuscript look; in the text they \
are `<fw>`.

Example: `<p><catchwords>…</catchwords></p>` in the text.

What to do: move it into `<msDesc>`, or use `<fw type=\"catch\">`.",
    ),
    rule(
        "tei-second-folio-outside-description",
        "secFol-secFol_in_msDesc",
        |survey| outside_description(survey, "secFol"),
        "move it into `<msDesc>`",
        "The words of a second folio are quoted outside the description of a manuscript.

Why: `<secFol>` identifies a manuscript by the words with which its second leaf begins.

Example: `<p><secFol>agnus</secFol></p>` in the text.

What to do: move it into `<msDesc>`, or use `<quote>`.",
    ),
    rule(
        "tei-signatures-outside-description",
        "signatures-signatures_in_msDesc",
        |survey| outside_description(survey, "signatures"),
        "move it into `<msDesc>`; in the text itself use `<fw type=\"sig\">`",
        "Signatures of quires are described outside the description of a manuscript.

Why: `<signatures>` describes how the quires of a manuscript are signed; in the text they \
are `<fw>`.

Example: `<p><signatures>a–d</signatures></p>` in the text.

What to do: move it into `<msDesc>`, or use `<fw type=\"sig\">`.",
    ),
    rule(
        "tei-width-repeated",
        "dimensions-duplicateDim",
        |survey| measured_twice(survey, "width"),
        "keep one, or make two `<dimensions>`",
        "One set of dimensions has two widths.

Why: a thing has one width; with two nobody knows which.

Example: `<dimensions><width>10</width><width>12</width></dimensions>`.

What to do: keep one; for leaf and written space make two `<dimensions>` with `@type`.",
    ),
    rule(
        "tei-height-repeated",
        "dimensions-duplicateDim",
        |survey| measured_twice(survey, "height"),
        "keep one, or make two `<dimensions>`",
        "One set of dimensions has two heights.

Why: a thing has one height; with two nobody knows which.

Example: `<dimensions><height>10</height><height>12</height></dimensions>`.

What to do: keep one; for leaf and written space make two `<dimensions>` with `@type`.",
    ),
    rule(
        "tei-depth-repeated",
        "dimensions-duplicateDim",
        |survey| measured_twice(survey, "depth"),
        "keep one, or make two `<dimensions>`",
        "One set of dimensions has two depths.

Why: a thing has one depth; with two nobody knows which.

Example: `<dimensions><depth>1</depth><depth>2</depth></dimensions>`.

What to do: keep one; for parts of the thing make two `<dimensions>` with `@type`.",
    ),
    rule(
        "tei-facsimile-with-text",
        "facsimile-no_facsimile_text_nodes",
        facsimile_with_text,
        "use `<sourceDoc>` for transcribed pages",
        "A zone of a facsimile holds transcribed text.

Why: `<facsimile>` is a set of pictures; a transcription by pages and zones is a \
`<sourceDoc>`. Programs look for text there.

Example: `<facsimile><surface><zone>Little lamb</zone></surface></facsimile>`.

What to do: use `<sourceDoc>` instead of `<facsimile>`, or put the text into `<text>`.",
    ),
    rule(
        "tei-path-closed",
        "path-pathmustnotbeclosed",
        path_closed,
        "use `<zone>` for an area",
        "A path ends where it begins.

Why: `<path>` is a line; an area with a border is a `<zone>`.

Example: `<path points=\"0,0 10,0 10,10 0,0\"/>`.

What to do: use `<zone>` with the same `@points`, without the last pair.",
    ),
];

fn manuscript_part_repeated(survey: &Survey<'_>) -> Vec<Place> {
    let mut places = Vec::new();
    for name in ["msContents", "physDesc", "history", "additional"] {
        // The last of each description, if it is not the only one.
        let mut last: FxHashMap<NodeId, (Element<'_>, usize)> = FxHashMap::default();
        let mut around = Vec::new();
        for part in named(survey, name) {
            let Some(parent) = part.parent() else {
                continue;
            };
            let entry = last.entry(parent.id()).or_insert_with(|| {
                around.push(parent);
                (part, 0)
            });
            *entry = (part, entry.1 + 1);
        }
        for parent in around {
            if let Some((part, count)) = last.get(&parent.id())
                && *count > 1
            {
                let message = format!("`{name}` stands twice in `{}`", parent.name());
                places.push((name_of(*part), message));
            }
        }
    }
    places
}

fn manuscript_unidentified(survey: &Survey<'_>) -> Vec<Place> {
    // The constraint names these without a namespace.
    let loose = |first: Element<'_>| {
        first.namespace().is_none() && matches!(first.name(), "idno" | "altIdentifier")
    };
    named(survey, "msIdentifier")
        .filter(|identifier| {
            !identifier
                .parent()
                .is_some_and(|parent| is(parent, "msPart"))
        })
        .filter(|identifier| {
            is_wordless(*identifier) || identifier.elements().next().is_some_and(loose)
        })
        .map(|identifier| {
            let message = "nothing identifies this manuscript";
            (name_of(identifier), message.to_owned())
        })
        .collect()
}

fn outside_description(survey: &Survey<'_>, name: &str) -> Vec<Place> {
    named(survey, name)
        .filter(|element| !within(*element, "msDesc") && !within(*element, "egXML"))
        .map(|element| (name_of(element), format!("`{name}` outside `msDesc`")))
        .collect()
}

fn measured_twice(survey: &Survey<'_>, name: &str) -> Vec<Place> {
    named(survey, "dimensions")
        .filter_map(|dimensions| {
            let second = dimensions
                .elements()
                .filter(|child| is(*child, name))
                .nth(1)?;
            Some((name_of(second), format!("a second `{name}`")))
        })
        .collect()
}

fn facsimile_with_text(survey: &Survey<'_>) -> Vec<Place> {
    if !survey.has("facsimile") {
        return Vec::new();
    }
    ["line", "zone"]
        .into_iter()
        .flat_map(|name| named(survey, name))
        .filter(|zone| within(*zone, "facsimile"))
        .filter(|zone| {
            let mut words = zone
                .children()
                .filter(|child| child.kind() != Kind::Element);
            !words.all(is_silent)
        })
        .map(|zone| (name_of(zone), "transcribed text in a facsimile".to_owned()))
        .collect()
}

fn path_closed(survey: &Survey<'_>) -> Vec<Place> {
    named(survey, "path")
        .filter(|path| has(*path, "points"))
        .filter(|path| is_closed(&path.attribute("points").unwrap_or_default()))
        .map(|path| {
            (
                place_of(path, "points"),
                "this path ends where it begins".to_owned(),
            )
        })
        .collect()
}

/// Whether the first and last of the pairs `x,y` are the same point.
fn is_closed(points: &str) -> bool {
    let point = |pair: &str| -> Option<(f32, f32)> {
        let (x, y) = pair.split_once(',')?;
        Some((x.parse().ok()?, y.parse().ok()?))
    };
    let mut pairs = points.split_ascii_whitespace();
    let first = pairs.next();
    let last = pairs.next_back().or(first);
    match (first.and_then(point), last.and_then(point)) {
        (Some(first), Some(last)) => first == last,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_closed;

    #[test]
    fn a_path_is_closed_where_its_ends_meet() {
        assert!(is_closed("0,0 10,0 10,10 0.0,0"));
        assert!(is_closed(" 1,1 "));
        assert!(!is_closed("0,0 10,0"));
        assert!(!is_closed("") && !is_closed("a b a"));
    }
}
