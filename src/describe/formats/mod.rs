//! How is a citation handed to a program of reference management?
//!
//! One file for each format. Each has the seal in its note, so that the file
//! itself can be read back as a citation.

mod bibtex;
mod csl;
mod ris;

use super::citation::{Cited, seal};
use super::date::Date;
use super::description::{Extent, Moment};
use super::record::Record;

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// BibTeX, with the `date` of BibLaTeX beside the `year`.
    BibTex,
    /// RIS (Research Information Systems).
    Ris,
    /// CSL-JSON (Citation Style Language, input data).
    CslJson,
}

impl Format {
    /// All formats, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::BibTex, Self::Ris, Self::CslJson];

    /// Its name in addresses and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::BibTex => "bibtex",
            Self::Ris => "ris",
            Self::CslJson => "csl-json",
        }
    }

    /// Its name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::BibTex => "BibTeX",
            Self::Ris => "RIS",
            Self::CslJson => "CSL-JSON",
        }
    }

    /// How names of its files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::BibTex => "bib",
            Self::Ris => "ris",
            Self::CslJson => "csl.json",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::BibTex => "application/x-bibtex",
            Self::Ris => "application/x-research-info-systems",
            Self::CslJson => "application/vnd.citationstyles.csl+json",
        }
    }

    /// The file.
    pub fn write(self, record: &Record, cited: &Cited) -> String {
        let entry = Entry::new(record, cited);
        match self {
            Self::BibTex => bibtex::write(&entry),
            Self::Ris => ris::write(&entry),
            Self::CslJson => csl::write(&entry),
        }
    }
}

/// What every format draws on.
struct Entry<'a> {
    record: &'a Record,
    /// A name for the entry, its own for each version and passage: `lamb-3`,
    /// `lamb-3:1.2`.
    key: String,
    title: String,
    edition: Option<String>,
    date: Option<Date>,
    /// The same as a span or with how sure it is, if the header gives the date.
    moment: Option<&'a Moment>,
    address: Option<String>,
    note: String,
}

impl<'a> Entry<'a> {
    fn new(record: &'a Record, cited: &'a Cited) -> Self {
        let title = record.full_title().map(|title| match record.supplied {
            true => format!("[{title}]"),
            false => title,
        });
        let version = cited.version.as_ref();
        let version_words = version.map(|version| format!("version {}", version.number));
        let edition = [record.edition.clone(), version_words];
        let edition = edition.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let version_date = version.map(|version| Date::read(&version.published));
        Self {
            record,
            key: key(cited),
            title: title.unwrap_or_else(|| "[Untitled]".to_owned()),
            edition: Some(edition).filter(|edition| !edition.is_empty()),
            note: doubts(record) + &note(cited, version_date.as_ref()),
            moment: record.published.as_ref().and(record.moment.as_ref()),
            date: record.published.clone().or(version_date),
            address: cited.address(),
        }
    }

    /// How sure the header is of a date in numbers, as EDTF says it after the date: `~`
    /// about right, `?` uncertain, `%` both.
    fn doubt(&self) -> &'static str {
        let known = !matches!(self.date, Some(Date::Words(_)));
        let moment = self.moment.filter(|_| known);
        moment.map_or("", Moment::sign)
    }

    /// Both ends of a span that all of the publication took: years of our era, each as
    /// numbers.
    fn span(&self) -> Option<[Vec<u16>; 2]> {
        match (&self.date, &self.moment?.extent) {
            (Some(Date::Other(_)), Some(Extent::Through(Some(from), Some(to)))) => {
                let ends = [from, to].map(|end| Date::read(end).numbers());
                ends.iter().all(|end| !end.is_empty()).then_some(ends)
            }
            _ => None,
        }
    }

    /// Series with the numbers in them, of the first the number apart.
    fn series(&self) -> Option<(String, Option<String>)> {
        let (first, others) = self.record.series.split_first()?;
        if others.is_empty() {
            return Some((first.title.clone(), first.volume.clone()));
        }
        let all = self.record.series.iter().map(|one| match &one.volume {
            Some(volume) => format!("{}, {volume}", one.title),
            None => one.title.clone(),
        });
        Some((all.collect::<Vec<_>>().join("; "), None))
    }
}

/// All publishers or places as one, for formats with room for one.
fn as_one(names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| names.join("; "))
}

/// The edition and the version, which have letters, figures and hyphens alone; behind
/// a colon the passage, in which anything else is a number between two colons. Two
/// passages have two keys.
fn key(cited: &Cited) -> String {
    let mut key = match (&cited.edition, &cited.version) {
        (Some(edition), Some(version)) => format!("{edition}-{}", version.number),
        (Some(edition), None) => edition.to_string(),
        _ => format!("sha256-{}", cited.digest.short()),
    };
    if let Some(passage) = &cited.passage {
        key.push(':');
        for c in passage.reference().chars() {
            match c {
                '.' | '-' => key.push(c),
                _ if c.is_ascii_alphanumeric() => key.push(c),
                ' ' => key.push('_'),
                _ => key.push_str(&format!(":{:x}:", u32::from(c))),
            }
        }
    }
    key
}

/// Of whom the header is not sure: no format has a place for that beside the name.
fn doubts(record: &Record) -> String {
    let roles = [
        ("Author", &record.authors),
        ("Editor", &record.editors),
        ("Translator", &record.translators),
    ];
    let mut said = String::new();
    for (role, names) in roles {
        let doubtful = names.iter().filter(|name| name.doubtful);
        let doubtful: Vec<String> = doubtful.map(|name| one_line(&name.direct())).collect();
        if !doubtful.is_empty() {
            said.push_str(&format!("{role} not certain: {}. ", doubtful.join("; ")));
        }
    }
    said
}

/// `Version 3, 14 March 2026. Passage 1.2.14. [seal] ni:///sha-256;…`
fn note(cited: &Cited, date: Option<&Date>) -> String {
    let mut note = String::new();
    if let Some(version) = &cited.version {
        let date = date.map(|date| format!(", {}", date.day_first()));
        let date = date.unwrap_or_default();
        note.push_str(&format!("Version {}{date}. ", version.number));
    }
    if let Some(passage) = &cited.passage {
        note.push_str(&format!("Passage {}. ", one_line(&passage.for_people())));
    }
    note.push_str(&seal::full(cited));
    note.push(' ');
    note.push_str(&seal::named_information(&cited.digest));
    note
}

/// White space collapsed, control characters gone: a line of a format is one
/// line.
fn one_line(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
