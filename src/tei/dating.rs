//! What do the attributes of a date say, and how sure is it?

use super::element::tei_name;
use crate::xml::Element;

/// How far a date is to be trusted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Doubt {
    /// It may be another date (`@cert`, `certainty`; TEI CE).
    pub uncertain: bool,
    /// It is only about that time (`@precision`, `precision`).
    pub approximate: bool,
}

/// What is said of how sure a date is: on the element, or in it.
pub fn doubt(date: Element<'_>) -> Doubt {
    let low = |element: Element<'_>, name: &str| {
        let value = element.attribute(name).unwrap_or_default();
        matches!(value.trim(), "low" | "medium" | "unknown")
    };
    let mut doubt = Doubt {
        uncertain: low(date, "cert"),
        approximate: low(date, "precision"),
    };
    for child in date.elements() {
        match tei_name(child) {
            Some("certainty") if is_about_value(child) => doubt.uncertain |= low(child, "cert"),
            Some("precision") => doubt.approximate |= low(child, "precision"),
            _ => {}
        }
    }
    doubt
}

/// Whether it is doubted what is said, and not that it is a date or where it begins.
fn is_about_value(certainty: Element<'_>) -> bool {
    let locus = certainty.attribute("locus");
    locus.is_none_or(|locus| locus.split_whitespace().any(|about| about == "value"))
}

/// A date in the words of its attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// What people read.
    pub words: String,
    /// Whether words of Latin stand in it.
    pub is_latin: bool,
    /// The one date that it is, if it is one, as it is written.
    pub at: Option<String>,
}

/// What the attributes of a date say (att.datable), for one that has no words. What lies
/// between two days, is about right or uncertain is said as scholars do in all languages:
/// in Latin, with *ca.*, with a question mark.
pub fn in_attributes(date: Element<'_>) -> Option<Dated> {
    let named = |name: &str| {
        let value = date.attribute(name)?.trim().to_owned();
        (!value.is_empty()).then_some(value)
    };
    let value = |name: &str| named(name).or_else(|| named(&format!("{name}-iso")));
    let at = || value("when").or_else(|| named("value"));
    let one = |at: String| (at.clone(), false, Some(at));
    let (words, is_latin, at) = match (at(), (value("from"), value("to"))) {
        (Some(at), _) => one(at),
        (None, (Some(from), Some(to))) if from == to => one(from),
        (None, (from, to)) if from.is_some() || to.is_some() => {
            let [from, to] = [from, to].map(Option::unwrap_or_default);
            (format!("{from}–{to}"), false, None)
        }
        _ => match (value("notBefore"), value("notAfter")) {
            (None, None) => return None,
            (Some(from), Some(to)) if from == to => one(from),
            (Some(from), Some(to)) => (format!("inter {from} et {to}"), true, None),
            (Some(from), None) => (format!("non ante {from}"), true, None),
            (None, Some(to)) => (format!("non post {to}"), true, None),
        },
    };
    let doubt = doubt(date);
    let about = if doubt.approximate { "ca. " } else { "" };
    let perhaps = if doubt.uncertain { " (?)" } else { "" };
    Some(Dated {
        words: format!("{about}{words}{perhaps}"),
        is_latin: is_latin || doubt.approximate,
        at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_say_when_between_which_days_and_how_sure() {
        for (inside, expected) in [
            ("when='1850'/>", Some("1850")),
            ("when-iso='1850' cert='low'/>", Some("1850 (?)")),
            ("when='1850' cert='high'/>", Some("1850")),
            ("when='1850' precision='low'/>", Some("ca. 1850")),
            ("from='1850' to='1852'/>", Some("1850–1852")),
            ("from='1850'/>", Some("1850–")),
            ("from='1850' to='1850'/>", Some("1850")),
            (
                "notBefore='1850' notAfter='1852'/>",
                Some("inter 1850 et 1852"),
            ),
            (
                "notBefore-iso='1850-03-01' notAfter-iso='1850-03-01'/>",
                Some("1850-03-01"),
            ),
            ("notAfter='1852' cert='medium'/>", Some("non post 1852 (?)")),
            (
                "when='1850'><certainty locus='value' cert='low'/><precision precision='low'/></date>",
                Some("ca. 1850 (?)"),
            ),
            (
                "when='1850'><certainty locus='name' cert='low'/></date>",
                Some("1850"),
            ),
            ("type='x'/>", None),
        ] {
            let xml = format!("<date {inside}");
            let tree = crate::xml::read("d.xml", xml.as_bytes()).unwrap().value;
            let told = in_attributes(tree.root()).map(|dated| dated.words);
            assert_eq!(told.as_deref(), expected, "{inside}");
        }
    }
}
