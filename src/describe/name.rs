//! What is the name of a person, and how is it written where?

use crate::edition::Certainty;
use crate::tei::contributor::Contributor;

/// The name of a person or a body.
///
/// A name is turned round (`Lamb, Charles`) and shortened (`Lamb, C.`) only if
/// the header says which part is which: by `surname` and `forename`, or by
/// writing it with a comma. Any other name stands as it is: to guess is to be
/// wrong about every second name of the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As the header writes it.
    pub written: String,
    /// Family name and given names, if the header tells them apart.
    pub parts: Option<(String, String)>,
    /// Whether it is a body.
    pub corporate: bool,
    /// Whether the header is not sure of it.
    pub doubtful: bool,
    /// Addresses that say who it is: ORCID, VIAF, GND.
    pub references: Vec<String>,
}

impl Name {
    /// A name as it is written, with family and given names if the header tells
    /// them apart; else one comma does.
    pub fn new(
        written: String,
        parts: Option<(String, String)>,
        corporate: bool,
        doubtful: bool,
    ) -> Self {
        let parts = parts.or_else(|| parts_at_comma(&written));
        Self {
            parts: parts.filter(|_| !corporate),
            written,
            corporate,
            doubtful,
            references: Vec::new(),
        }
    }

    /// `Charles Lamb`.
    pub fn direct(&self) -> String {
        match &self.parts {
            Some((family, given)) if self.written.contains(',') => format!("{given} {family}"),
            _ => self.written.clone(),
        }
    }

    /// `Lamb, Charles`.
    pub fn inverted(&self) -> String {
        match &self.parts {
            Some((family, given)) => format!("{family}, {given}"),
            None => self.written.clone(),
        }
    }

    /// `Lamb, C.`
    pub fn inverted_initials(&self) -> String {
        match &self.parts {
            Some((family, given)) => format!("{family}, {}", initials(given)),
            None => self.written.clone(),
        }
    }

    /// `C. Lamb`.
    pub fn initials_first(&self) -> String {
        match &self.parts {
            Some((family, given)) => format!("{} {family}", initials(given)),
            None => self.written.clone(),
        }
    }

    /// `Lamb`.
    pub fn family(&self) -> &str {
        match &self.parts {
            Some((family, _)) => family,
            None => &self.written,
        }
    }
}

impl From<&Contributor> for Name {
    fn from(contributor: &Contributor) -> Self {
        let said = contributor.family.clone().zip(contributor.given.clone());
        let doubtful = matches!(contributor.certainty, Certainty::Low | Certainty::Medium);
        let name = contributor.name.clone();
        Self {
            references: contributor.references.clone(),
            ..Self::new(name, said, contributor.corporate, doubtful)
        }
    }
}

/// `Lamb, Charles, 1775-1834` as libraries write it: the family name, then the
/// given names; years of life belong to neither. Two whole names with a comma
/// between them are none of that, nor is *and others*.
fn parts_at_comma(written: &str) -> Option<(String, String)> {
    let mut pieces = written.split(',').map(str::trim);
    let (family, given) = (pieces.next()?, pieces.next()?);
    let has_digit = |text: &str| text.chars().any(|c| c.is_ascii_digit());
    let years_alone = pieces.all(has_digit);
    let two_names = family.contains(' ') && given.contains(' ');
    let others = ["et al.", "et al", "u. a.", "u.a."].contains(&given);
    let good = !others
        && !family.is_empty()
        && !given.is_empty()
        && !has_digit(family)
        && !has_digit(given);
    (good && years_alone && !two_names).then(|| (family.to_owned(), given.to_owned()))
}

/// `Charles Edward` → `C. E.`, `Jean-Paul` → `J.-P.`
fn initials(given: &str) -> String {
    let of_word = |word: &str| {
        let letters = word.split('-').filter_map(|part| part.chars().next());
        let letters: Vec<String> = letters.map(|letter| format!("{letter}.")).collect();
        letters.join("-")
    };
    let words: Vec<String> = given.split_whitespace().map(of_word).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(written: &str) -> Name {
        Name::new(written.to_owned(), None, false, false)
    }

    #[test]
    fn names_are_turned_round_only_where_the_header_parts_them() {
        let table = [
            (
                "Charles Lamb",
                "Charles Lamb",
                "Charles Lamb",
                "Charles Lamb",
            ),
            ("Lamb, Charles", "Charles Lamb", "Lamb, Charles", "Lamb, C."),
            (
                "Lamb, Charles, 1775-1834",
                "Charles Lamb",
                "Lamb, Charles",
                "Lamb, C.",
            ),
            (
                "Sartre, Jean-Paul",
                "Jean-Paul Sartre",
                "Sartre, Jean-Paul",
                "Sartre, J.-P.",
            ),
            (
                "Ann Roe, Jo Doe",
                "Ann Roe, Jo Doe",
                "Ann Roe, Jo Doe",
                "Ann Roe, Jo Doe",
            ),
            (
                "Ann Roe, et al.",
                "Ann Roe, et al.",
                "Ann Roe, et al.",
                "Ann Roe, et al.",
            ),
            (
                "Homer, 8th cent.",
                "Homer, 8th cent.",
                "Homer, 8th cent.",
                "Homer, 8th cent.",
            ),
        ];
        for (written, direct, inverted, short) in table {
            let name = name(written);
            assert_eq!(name.direct(), direct);
            assert_eq!(name.inverted(), inverted);
            assert_eq!(name.inverted_initials(), short);
        }
    }
}
