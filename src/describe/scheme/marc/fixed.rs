//! Leader and control fields: by position.

use crate::describe::description::{Description, Extent, Moment, Publication};
use crate::describe::scheme::Held;

/// New (05), language material (06), monograph (07), Unicode (09), two indicators
/// and subfield codes of two (10, 11), abbreviated level (17), ISBD (18). Lengths
/// are for whoever writes ISO 2709.
pub const LEADER: &str = "00000nam a22000003i 4500";

/// Additional characteristics: a computer file, online (06), a document (09).
const ADDITIONAL: &str = "m     o  d        ";

/// Physical description: a computer file, remote; no attempt to code the rest.
const PHYSICAL: &str = "cr |||||||||||";

/// The control fields.
pub fn control_fields(description: &Description, held: &Held) -> Vec<(&'static str, String)> {
    vec![
        ("001", held.name.clone()),
        ("005", latest_transaction(&held.changed)),
        ("006", ADDITIONAL.to_owned()),
        ("007", PHYSICAL.to_owned()),
        ("008", fixed_length(description, held)),
    ]
}

/// `20260314092653.0` of a moment (RFC 3339, UTC).
fn latest_transaction(moment: &str) -> String {
    let digits: String = moment
        .chars()
        .filter(char::is_ascii_digit)
        .take(14)
        .collect();
    format!("{digits:0<14}.0")
}

/// Forty characters.
fn fixed_length(description: &Description, held: &Held) -> String {
    let entered: String = held
        .entered
        .chars()
        .filter(char::is_ascii_digit)
        .take(8)
        .collect();
    let entered = entered.get(2..).unwrap_or_default();
    let (kind, one, two) = publication_dates(&description.publication);
    let language = description
        .language_codes()
        .first()
        .copied()
        .unwrap_or("   ");
    // Place unknown (15); illustrations and audience not coded (18–22); online
    // (23); contents, government publication, conference, festschrift and index
    // not coded (24–31); literary form and biography not coded (33, 34);
    // catalogued by another than a national library (39).
    format!("{entered:0<6}{kind}{one}{two}xx |||||o|||||||| ||{language} d")
}

/// Type of date, first and second date of a publication: one year of publication and
/// one of copyright stand side by side (`t`, also if both are the same); that of
/// copyright alone stands for the other.
fn publication_dates(publication: &Publication) -> (char, String, String) {
    let published = dates(publication.date.as_ref());
    let copyright = dates(publication.copyright.as_ref());
    match (published.0, copyright.0) {
        ('s', 's') => ('t', published.1, copyright.1),
        ('n', 's') => copyright,
        _ => published,
    }
}

/// Type of date, first and second date.
fn dates(date: Option<&Moment>) -> (char, String, String) {
    let none = || "    ".to_owned();
    let unknown = || ('n', "uuuu".to_owned(), "uuuu".to_owned());
    let Some(date) = date else { return unknown() };
    let year = |date: &Option<String>| {
        let year = date.as_deref().and_then(|date| date.get(..4));
        year.filter(|year| !year.starts_with('-'))
            .map(str::to_owned)
    };
    match &date.extent {
        Some(Extent::At(at)) => match year(&Some(at.clone())) {
            Some(year) => ('s', year, none()),
            None => unknown(),
        },
        Some(Extent::Through(from, to)) => match (year(from), year(to)) {
            (Some(from), Some(to)) if from == to => ('s', from, none()),
            (Some(from), Some(to)) => ('m', from, to),
            (Some(from), None) => ('m', from, "9999".to_owned()),
            (None, Some(to)) => ('m', "uuuu".to_owned(), to),
            (None, None) => unknown(),
        },
        Some(Extent::Within(from, to)) => match (year(from), year(to)) {
            (Some(from), Some(to)) if from == to => ('s', from, none()),
            (None, None) => unknown(),
            (from, to) => {
                let open = || "uuuu".to_owned();
                ('q', from.unwrap_or_else(open), to.unwrap_or_else(open))
            }
        },
        None => unknown(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_those_of_the_standard() {
        assert_eq!(LEADER.len(), 24);
        assert_eq!(ADDITIONAL.len(), 18);
        assert_eq!(PHYSICAL.len(), 14);
        assert_eq!(
            latest_transaction("2026-03-14T09:26:53Z"),
            "20260314092653.0"
        );
    }
}
