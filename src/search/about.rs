//! What is known of a text by which it can be chosen?

use crate::describe::Description;
use crate::describe::description::language::short_code;
use crate::describe::description::{Extent, Moment};
use crate::tei::Document;

/// What the header says about the whole text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Its title; empty if it has none.
    pub title: String,
    /// Its authors, as they are named, family name first where the header says
    /// which that is.
    pub authors: Vec<String>,
    /// The year in which it came to be, or the first and the last in which it may
    /// have: of its creation, else of its oldest source. Never that of the file.
    pub years: Option<(i32, i32)>,
    /// Its language, if the header names one alone: the first part of its tag, in
    /// small letters.
    pub language: Option<String>,
}

impl About {
    /// What the header of `document` says.
    pub fn of(document: &Document) -> Self {
        let description = Description::of(document);
        let created = description.created.iter().filter_map(years).next();
        let sources = description.sources.iter();
        let dated = sources.filter_map(|source| years(source.date.as_ref()?));
        let languages = &document.header().languages;
        let mut authors: Vec<String> = Vec::new();
        for author in &description.authors {
            let name = author.name.inverted();
            if !name.is_empty() && !authors.contains(&name) {
                authors.push(name);
            }
        }
        Self {
            title: description.full_title().unwrap_or_default(),
            authors,
            years: created.or_else(|| dated.min()),
            language: match languages.as_slice() {
                [only] => primary(&only.ident),
                _ => None,
            },
        }
    }

    /// The centuries that its years touch: 1 is the first, -1 the one before it.
    /// None if it is not known within five centuries.
    pub fn centuries(&self) -> Vec<i32> {
        let Some((from, to)) = self.years else {
            return Vec::new();
        };
        let first = century(from);
        let all: Vec<i32> = (first..=century(to))
            .filter(|century| *century != 0)
            .collect();
        if all.len() > 5 { Vec::new() } else { all }
    }
}

/// The first part of a language tag, in small letters: `grc` of `grc-Grek`; where that
/// is a code of three letters for a language that has one of two, this: `la` of `lat`.
pub fn primary(tag: &str) -> Option<String> {
    let first = tag.trim().split(['-', '_']).next()?;
    let is_code = (2..=8).contains(&first.len()) && first.bytes().all(|c| c.is_ascii_alphabetic());
    let code = is_code.then(|| first.to_ascii_lowercase())?;
    Some(short_code(&code).map_or(code, str::to_owned))
}

/// The century of a year, as people count: 1 of 1 to 100. ISO 8601 has a year 0,
/// which is 1 BCE.
pub fn century(year: i32) -> i32 {
    if year > 0 {
        (year - 1).div_euclid(100) + 1
    } else {
        -((-year).div_euclid(100) + 1)
    }
}

/// The first and last year of a date.
fn years(moment: &Moment) -> Option<(i32, i32)> {
    let year = |date: &String| -> Option<i32> {
        let (sign, digits) = match date.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, date.as_str()),
        };
        let digits = digits.split('-').next()?;
        digits.parse::<i32>().ok().map(|year| sign * year)
    };
    match moment.extent.as_ref()? {
        Extent::At(at) => year(at).map(|year| (year, year)),
        Extent::Through(from, to) | Extent::Within(from, to) => {
            let (from, to) = (from.as_ref().and_then(year), to.as_ref().and_then(year));
            let (from, to) = (from.or(to)?, to.or(from)?);
            (from <= to).then_some((from, to))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tei;

    fn of(profile: &str, source: &str) -> About {
        let xml = format!(
            "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt>\
             <title>T</title><author>A. B.</author></titleStmt><publicationStmt>\
             <date when='2020'/></publicationStmt><sourceDesc>{source}</sourceDesc>\
             </fileDesc><profileDesc>{profile}</profileDesc></teiHeader>\
             <text><body><p>x</p></body></text></TEI>"
        );
        let document = tei::read("t.xml", xml.as_bytes())
            .expect("well formed")
            .value;
        About::of(&document)
    }

    #[test]
    fn a_text_is_as_old_as_its_creation_else_its_source_never_its_file() {
        let created = "<creation><date notBefore='-0050' notAfter='0014'/></creation>";
        let source = "<bibl><title>S</title><date when='1823-05'>1823</date></bibl>";
        assert_eq!(of(created, source).years, Some((-50, 14)));
        assert_eq!(of(created, source).centuries(), [-1, 1]);
        assert_eq!(of("", source).years, Some((1823, 1823)));
        assert_eq!(of("", source).centuries(), [19]);
        assert_eq!(of("", "<p>born digital</p>").years, None);
    }

    #[test]
    fn centuries_have_no_zero() {
        for (year, expected) in [
            (1, 1),
            (100, 1),
            (101, 2),
            (2000, 20),
            (0, -1),
            (-99, -1),
            (-100, -2),
        ] {
            assert_eq!(century(year), expected, "{year}");
        }
        assert_eq!(primary("grc-Grek").as_deref(), Some("grc"));
        assert_eq!(primary("x"), None);
        for tag in ["la", "lat", "LAT-Latn", "la-x-medieval"] {
            assert_eq!(primary(tag).as_deref(), Some("la"), "{tag}");
        }
    }
}
