//! What is the name of a person, and how is it written where?

use crate::edition::Certainty;
use crate::tei::contributor::Contributor;
use crate::tei::parting::{is_hangul, is_unspaced};

/// The name of a person or a body.
///
/// A name is turned round (`Lamb, Charles`) and shortened (`Lamb, C.`) only if
/// the header says which part is which: by `surname` and `forename`, or by
/// writing it with a comma. Any other name stands as it is: to guess is to be
/// wrong about every second name of the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As the header writes it, without years of life.
    pub written: String,
    /// Family name and given names, if the header tells them apart.
    pub parts: Option<(String, String)>,
    /// What stands after both of them (`genName`): `III`, `Jr.`
    pub generation: Option<String>,
    /// Whether the header writes the family name first.
    pub family_first: bool,
    /// Whether that is the order of its language, in which it is read too.
    pub keeps_order: bool,
    /// Years of life, as they stand in the name: `1775-1834`.
    pub life: Option<String>,
    /// Whether it is a body.
    pub corporate: bool,
    /// Whether the header is not sure of it.
    pub doubtful: bool,
    /// Addresses that say who it is: ORCID, VIAF, GND.
    pub references: Vec<String>,
}

impl Name {
    /// A name as it is written; one comma parts family and given names. Years of
    /// life after a comma or in brackets belong to neither.
    pub fn new(written: &str, corporate: bool, doubtful: bool) -> Self {
        let (written, life) = without_life(written);
        let parts = parts_at_comma(&written).filter(|_| !corporate);
        Self {
            family_first: parts.is_some(),
            keeps_order: false,
            parts,
            generation: None,
            written,
            life,
            corporate,
            doubtful,
            references: Vec::new(),
        }
    }

    /// `Charles Lamb`. Chinese, Japanese and Korean names have the family name
    /// first in any case.
    pub fn direct(&self) -> String {
        match &self.parts {
            Some((family, given)) if is_eastern(family) => {
                match self.written.contains([',', ' ']) {
                    true => format!("{family}{given}"),
                    false => self.written.clone(),
                }
            }
            Some((family, given)) if self.keeps_order => {
                self.with_generation(format!("{family} {given}"), " ")
            }
            Some((family, given)) if self.family_first || self.written.contains(',') => {
                let name = format!("{given} {family}");
                self.with_generation(name, " ")
            }
            _ => self.written.clone(),
        }
    }

    /// `Lamb, Charles`.
    pub fn inverted(&self) -> String {
        match &self.parts {
            Some((family, given)) => self.with_generation(format!("{family}, {given}"), ", "),
            None => self.written.clone(),
        }
    }

    /// `Lamb, C.`
    pub fn inverted_initials(&self) -> String {
        match &self.parts {
            Some((family, given)) => {
                let name = format!("{family}, {}", initials(given));
                self.with_generation(name, ", ")
            }
            None => self.written.clone(),
        }
    }

    /// `C. Lamb`.
    pub fn initials_first(&self) -> String {
        match &self.parts {
            Some((family, _)) if is_eastern(family) || self.keeps_order => self.direct(),
            Some((family, given)) => {
                self.with_generation(format!("{} {family}", initials(given)), " ")
            }
            None => self.written.clone(),
        }
    }

    fn with_generation(&self, name: String, between: &str) -> String {
        match &self.generation {
            Some(generation) => format!("{name}{between}{generation}"),
            None => name,
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
        let doubtful = matches!(contributor.certainty, Certainty::Low | Certainty::Medium);
        let name = Self::new(&contributor.name, contributor.corporate, doubtful);
        let said = contributor.family.clone().zip(contributor.given.clone());
        let said = said.filter(|_| !contributor.corporate);
        Self {
            references: contributor.references.clone(),
            family_first: match &said {
                Some(_) => contributor.family_first,
                None => name.family_first,
            },
            keeps_order: contributor.keeps_order && said.is_some(),
            generation: contributor.generation.clone().filter(|_| said.is_some()),
            parts: said.or(name.parts),
            ..name
        }
    }
}

/// Whether a name is in the script of Chinese, Japanese or Korean.
fn is_eastern(name: &str) -> bool {
    let mut letters = name.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(|c| is_unspaced(c) || is_hangul(c))
}

/// A name without the years of life that follow it after a comma or in brackets,
/// and those: `Aylett, Robert, 1583-1655?`.
fn without_life(written: &str) -> (String, Option<String>) {
    let years = |text: &str| {
        let figures = text.chars().filter(char::is_ascii_digit).count();
        let plain = text
            .chars()
            .all(|c| c.is_ascii_digit() || " -–?.cabd†*/".contains(c));
        figures >= 3 && plain && text.contains(['-', '–'])
    };
    let bracketed = written
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('));
    let after_comma = written.rsplit_once(',');
    for (name, life) in bracketed.into_iter().chain(after_comma) {
        let (name, life) = (name.trim().trim_end_matches(','), life.trim());
        if years(life) && !name.is_empty() {
            return (name.to_owned(), Some(life.trim_end_matches('.').to_owned()));
        }
    }
    (written.to_owned(), None)
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

/// `Charles Edward` → `C. E.`, `Jean-Paul` → `J.-P.`; `漱石` has none.
fn initials(given: &str) -> String {
    if is_eastern(given) {
        return given.to_owned();
    }
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
    use crate::tei::contributor::contributor;

    fn name(written: &str) -> Name {
        Name::new(written, false, false)
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

    /// The name in an element, as citations and records read it.
    fn read(xml: &str) -> Name {
        let tree = crate::xml::read("t.xml", xml.as_bytes()).unwrap().value;
        Name::from(&contributor(tree.root(), tree.root()))
    }

    #[test]
    fn parts_that_the_header_names_are_put_in_order() {
        let (lovelace, pope) = ("Ada Lovelace", "Alexander Pope");
        let table = [
            (
                "<author><forename>Ada</forename><surname>Lovelace</surname></author>",
                lovelace,
                "Lovelace, Ada",
            ),
            (
                "<author><surname>Pope</surname><forename>Alexander</forename></author>",
                pope,
                "Pope, Alexander",
            ),
            (
                "<author><surname>Pope</surname>\n <forename>Alexander</forename></author>",
                pope,
                "Pope, Alexander",
            ),
            (
                "<author><surname>Goethe</surname><forename>Johann</forename><nameLink>von</nameLink></author>",
                "Johann von Goethe",
                "von Goethe, Johann",
            ),
            (
                "<author><forename>Juan</forename> <surname>de la Cruz</surname> <genName>III</genName></author>",
                "Juan de la Cruz III",
                "de la Cruz, Juan, III",
            ),
            (
                "<author><surname>Cruz</surname>, <forename>Juan</forename>, <genName>III</genName></author>",
                "Juan Cruz III",
                "Cruz, Juan, III",
            ),
            (
                "<author xml:lang='hu'><surname>Kovács</surname> <forename>János</forename></author>",
                "Kovács János",
                "Kovács, János",
            ),
            (
                "<author xml:lang='zh-Latn'><surname>Lu</surname><forename>Xun</forename></author>",
                "Lu Xun",
                "Lu, Xun",
            ),
            (
                "<author xml:lang='hu'><surname>Kovács</surname>, <forename>János</forename></author>",
                "János Kovács",
                "Kovács, János",
            ),
            (
                "<author><surname>夏目</surname><forename>漱石</forename></author>",
                "夏目漱石",
                "夏目, 漱石",
            ),
            (
                "<author><surname>夏目</surname> <forename>漱石</forename></author>",
                "夏目漱石",
                "夏目, 漱石",
            ),
            (
                "<author>Holm, Per (1900-1970)</author>",
                "Per Holm",
                "Holm, Per",
            ),
        ];
        for (xml, direct, inverted) in table {
            let name = read(xml);
            assert_eq!(name.direct(), direct, "{xml}");
            assert_eq!(name.inverted(), inverted, "{xml}");
        }
    }
}
