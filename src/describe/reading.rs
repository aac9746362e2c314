//! How was the header read, and what would a cataloguer miss?
//!
//! For the editor, who sees what became of each statement, and for the
//! cataloguer, who sees at a glance what is left to do.

use super::description::{
    Agent, AgentKind, Description, Identifier, Moment, NoteKind, System, TitleKind, joined,
};
use crate::key;

/// A field of the description, and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is: a key of its translations, as are the words of a [`Gap`].
    pub label: &'static str,
    /// Where it stands in the header: `titleStmt/title`.
    pub element: &'static str,
    /// What was read there; never empty.
    pub values: Vec<Value>,
    /// Its fields in MARC 21.
    pub marc: &'static str,
    /// Its element in Dublin Core; empty if it has none.
    pub dublin_core: &'static str,
}

/// Something that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// In words.
    pub text: String,
    /// What was made of it; empty if it stands as it is.
    pub reading: String,
    /// Its address.
    pub address: Option<String>,
}

impl Value {
    fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            reading: String::new(),
            address: None,
        }
    }

    fn read_as(self, reading: impl Into<String>) -> Self {
        Self {
            reading: reading.into(),
            ..self
        }
    }

    fn at(self, address: Option<&str>) -> Self {
        let web =
            |address: &&str| address.starts_with("http://") || address.starts_with("https://");
        Self {
            address: address.filter(web).map(str::to_owned),
            ..self
        }
    }
}

/// Something that a cataloguer would look for in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// What is wanting.
    pub what: &'static str,
    /// What comes of it.
    pub consequence: &'static str,
    /// What the header could say: an element, or two.
    pub remedy: &'static str,
}

/// The fields, in the order of a catalogue; those of which the header says nothing
/// are left out.
pub fn rows(description: &Description) -> Vec<Row> {
    let row = |label, element, marc, dublin_core, values: Vec<Value>| Row {
        label,
        element,
        values,
        marc,
        dublin_core,
    };
    let publication = &description.publication;
    let plain = |words: &[String]| words.iter().map(Value::plain).collect::<Vec<_>>();
    let series = description.series.iter().map(|series| {
        let volume = series.volume.clone();
        Value::plain(
            joined(
                [Some(series.title.clone()), volume].into_iter().flatten(),
                " ; ",
            )
            .unwrap_or_default(),
        )
    });
    let hosts = description
        .hosts
        .iter()
        .map(|host| Value::plain(&host.text));
    let rows = vec![
        row(
            key!("Title"),
            "titleStmt/title",
            "245",
            "title",
            title(description),
        ),
        row(
            key!("Other titles"),
            "titleStmt/title",
            "130, 240, 246",
            "title",
            other_titles(description),
        ),
        row(
            key!("Part of"),
            "titleStmt/title",
            "773",
            "relation",
            hosts.collect(),
        ),
        row(
            key!("Authors"),
            "titleStmt/author",
            "100, 110, 700, 710",
            "creator",
            agents(&description.authors),
        ),
        row(
            key!("Contributors"),
            "editor, respStmt, principal",
            "700, 710",
            "contributor",
            agents(&description.contributors),
        ),
        row(
            key!("Funding"),
            "funder, sponsor",
            "536",
            "",
            funders(description),
        ),
        row(
            key!("Edition"),
            "editionStmt/edition",
            "250",
            "",
            editions(description),
        ),
        row(
            key!("Size"),
            "extent",
            "300",
            "",
            plain(&description.extents),
        ),
        row(
            key!("Published by"),
            "publisher, authority",
            "264 _1 $b",
            "publisher",
            plain(publication.issuers()),
        ),
        row(
            key!("Distributed by"),
            "distributor",
            "264 _2 $b",
            "publisher",
            plain(&publication.distributors),
        ),
        row(
            key!("Place"),
            "pubPlace",
            "264 _1 $a",
            "",
            plain(&publication.places),
        ),
        row(
            key!("Date"),
            "publicationStmt/date",
            "264 _1 $c, 008/06–14",
            "date",
            moments(publication.date.iter()),
        ),
        row(
            key!("Copyright"),
            "date type=\"copyright\"",
            "264 _4 $c",
            "",
            moments(publication.copyright.iter()),
        ),
        row(
            key!("Series"),
            "seriesStmt, title level=\"s\"",
            "490",
            "relation",
            series.collect(),
        ),
        row(
            key!("Numbers"),
            "idno",
            "020, 022, 024, 028, 856",
            "identifier",
            identifiers(&description.identifiers),
        ),
        row(
            key!("Rights"),
            "availability",
            "540",
            "rights",
            rights(description),
        ),
        row(
            key!("Languages"),
            "text/@xml:lang, langUsage",
            "008/35–37, 041, 546",
            "language",
            languages(description),
        ),
        row(
            key!("Written"),
            "creation/date",
            "046",
            "coverage",
            moments(description.created.iter()),
        ),
        row(
            key!("Subjects"),
            "textClass",
            "050–084, 650, 653, 655",
            "subject",
            subjects(description),
        ),
        row(
            key!("Abstract"),
            "abstract",
            "520",
            "description",
            description
                .abstracts
                .iter()
                .map(|one| Value::plain(&one.text))
                .collect(),
        ),
        row(
            key!("Notes"),
            "notesStmt, encodingDesc",
            "500",
            "description",
            notes(description),
        ),
        row(
            key!("Sources"),
            "sourceDesc",
            "534, 856 42",
            "source",
            sources(description),
        ),
    ];
    rows.into_iter()
        .filter(|row| !row.values.is_empty())
        .collect()
}

fn title(description: &Description) -> Vec<Value> {
    let title = description.title.iter().map(|title| {
        let supplied = if title.supplied {
            "supplied by the editor"
        } else {
            ""
        };
        Value::plain(&title.text).read_as(supplied)
    });
    let subtitles = description.subtitles.iter();
    let subtitles = subtitles.map(|title| Value::plain(&title.text).read_as("subtitle"));
    title.chain(subtitles).collect()
}

fn other_titles(description: &Description) -> Vec<Value> {
    let titles = description.other_titles.iter().map(|title| {
        let kind = match &title.kind {
            TitleKind::Parallel => "in another language or script",
            TitleKind::Translated => "translated",
            TitleKind::Uniform => "uniform",
            TitleKind::Abbreviated => "abbreviated",
            TitleKind::Other(kind) => kind,
            TitleKind::Main | TitleKind::Subtitle | TitleKind::Alternative => "alternative",
        };
        Value::plain(&title.text).read_as(kind)
    });
    titles.collect()
}

/// Names as they are filed, with the terms that were found for what they did.
fn agents(agents: &[Agent]) -> Vec<Value> {
    let read = agents.iter().map(|agent| {
        let words = agent.role();
        let terms = agent.relators.iter().map(|one| one.term.to_owned());
        let terms = joined(terms, ", ").unwrap_or_default();
        let role = match words {
            Some(words) if words != terms => format!("{words} → {terms}"),
            _ => terms,
        };
        let kind = match agent.kind {
            AgentKind::Person => Some("person".to_owned()),
            AgentKind::Body => Some("body".to_owned()),
            AgentKind::Unstated => None,
        };
        let numbers = agent.identities.iter().filter_map(|identity| {
            Some(format!(
                "{} {}",
                identity.authority?.label(),
                identity.number()
            ))
        });
        let all = [
            Some(role),
            agent.life.clone(),
            kind,
            agent.affiliation.clone(),
        ];
        let reading = joined(all.into_iter().flatten().chain(numbers), " · ");
        let address = agent
            .identities
            .first()
            .map(|identity| identity.address.as_str());
        Value::plain(agent.name.inverted())
            .read_as(reading.unwrap_or_default())
            .at(address)
    });
    read.collect()
}

fn funders(description: &Description) -> Vec<Value> {
    let funders = description.funders.iter().map(|funder| {
        let kind = if funder.sponsor { "sponsor" } else { "funder" };
        let address = funder
            .identities
            .first()
            .map(|identity| identity.address.as_str());
        Value::plain(&funder.name).read_as(kind).at(address)
    });
    funders.collect()
}

fn editions(description: &Description) -> Vec<Value> {
    let editions = description.editions.iter().map(|edition| {
        let number = edition.number.clone().unwrap_or_default();
        match edition.words.is_empty() {
            true => Value::plain(number),
            false => Value::plain(&edition.words).read_as(number),
        }
    });
    editions.collect()
}

fn moments<'a>(moments: impl Iterator<Item = &'a Moment>) -> Vec<Value> {
    let read = moments.map(|moment| {
        let shown = moment.shown();
        let reading = moment.edtf().filter(|edtf| *edtf != shown);
        let reading = reading.unwrap_or_else(|| match moment.edtf() {
            None => "words only".to_owned(),
            Some(_) => String::new(),
        });
        Value::plain(shown).read_as(reading)
    });
    read.collect()
}

fn identifiers(identifiers: &[Identifier]) -> Vec<Value> {
    let read = identifiers.iter().map(|identifier| {
        let kind = match &identifier.system {
            System::Doi => "DOI",
            System::Isbn => "ISBN",
            System::Issn => "ISSN",
            System::Url => "address",
            System::Urn => "URN",
            System::Handle => "Handle",
            System::Ark => "ARK",
            System::Other(kind) => kind,
            System::Unstated => "",
        };
        let address = identifier.address();
        Value::plain(&identifier.value)
            .read_as(kind)
            .at(address.as_deref())
    });
    read.collect()
}

fn rights(description: &Description) -> Vec<Value> {
    let rights = description.rights.iter().map(|right| {
        let target = right.target.as_deref();
        let words = match right.words.is_empty() {
            true => target.unwrap_or_default(),
            false => &right.words,
        };
        Value::plain(words).at(target)
    });
    rights.collect()
}

fn languages(description: &Description) -> Vec<Value> {
    let languages = description.languages.iter().map(|language| {
        let code = match language.code {
            Some("mis") => "ISO 639-2 has no code for it".to_owned(),
            Some(code) => format!("ISO 639-2/B {code}"),
            None => "no tag of a language".to_owned(),
        };
        let tag = language.tag.clone();
        let named = language.name.clone().filter(|name| *name != tag);
        match named {
            Some(name) => {
                Value::plain(joined([name, tag], " · ").unwrap_or_default()).read_as(code)
            }
            None => Value::plain(tag).read_as(code),
        }
    });
    languages.collect()
}

fn subjects(description: &Description) -> Vec<Value> {
    let subjects = description.subjects.iter().map(|subject| {
        let kind = subject.genre.then(|| "kind of text".to_owned());
        let scheme = subject
            .authority
            .map(str::to_owned)
            .or(subject.scheme.clone());
        let reading = joined([kind, scheme].into_iter().flatten(), " · ").unwrap_or_default();
        Value::plain(&subject.term)
            .read_as(reading)
            .at(subject.address.as_deref())
    });
    let classes = description
        .classes
        .iter()
        .map(|class| Value::plain(&class.code).read_as(class.scheme.clone().unwrap_or_default()));
    subjects.chain(classes).collect()
}

fn notes(description: &Description) -> Vec<Value> {
    let notes = description.notes.iter().map(|note| {
        let kind = match note.kind {
            NoteKind::General => "",
            NoteKind::Edition => "on the edition",
            NoteKind::Publication => "on the publication",
            NoteKind::Series => "on the series",
            NoteKind::Source => "on the source",
            NoteKind::Method => "on the method",
            NoteKind::Creation => "on how it was written",
        };
        Value::plain(&note.text).read_as(kind)
    });
    notes.collect()
}

fn sources(description: &Description) -> Vec<Value> {
    let sources = description.sources.iter().map(|source| {
        let reading = match (source.is_structured(), source.siglum.is_some()) {
            (_, true) => "witness",
            (true, false) => "",
            (false, false) => "words only",
        };
        let link = source.links.first().map(String::as_str);
        Value::plain(source.line()).read_as(reading).at(link)
    });
    sources.collect()
}

/// What is wanting, the gravest first.
pub fn gaps(description: &Description) -> Vec<Gap> {
    let publication = &description.publication;
    let gap = |wanting: bool, what, consequence, remedy| {
        wanting.then_some(Gap {
            what,
            consequence,
            remedy,
        })
    };
    let agents = || description.authors.iter().chain(&description.contributors);
    let unparted = |agent: &Agent| agent.kind != AgentKind::Body && agent.name.parts.is_none();
    let prose = |kind| description.notes.iter().any(|note| note.kind == kind);
    let sources = &description.sources;
    let mut terms = description.rights.iter().filter(|right| !right.is_status);
    let has_terms = terms.next().is_some();
    let has_licence = description
        .rights
        .iter()
        .any(|right| right.target.is_some());
    let all = [
        gap(
            description.title.is_none(),
            key!("No title."),
            key!("Catalogues show “[Untitled]”."),
            "<titleStmt><title>",
        ),
        gap(
            description.authors.is_empty(),
            key!("No author."),
            key!("The title is the main entry, and DataCite gets “:unav”."),
            "<titleStmt><author>",
        ),
        gap(
            publication.issuer().is_none(),
            key!("No publisher."),
            key!("Nobody answers for the edition; DataCite gets “:unav”."),
            "<publicationStmt><publisher>",
        ),
        gap(
            publication.date.is_none() && publication.copyright.is_none(),
            key!("No date of publication."),
            key!("MARC has “uuuu” for the year."),
            "<publicationStmt><date when=\"2026\">",
        ),
        gap(
            publication
                .date
                .as_ref()
                .is_some_and(|date| date.extent.is_none()),
            key!("The date of publication has no year that programs can read."),
            key!("It is not found by date."),
            "<date when=\"2026\">",
        ),
        gap(
            publication.places.is_empty(),
            key!("No place of publication."),
            key!("MARC has “xx” for the country."),
            "<publicationStmt><pubPlace>",
        ),
        gap(
            !has_terms,
            key!("No licence."),
            key!("Nobody knows what may be done with the text."),
            "<availability><licence target=\"…\">",
        ),
        gap(
            has_terms && !has_licence,
            key!("The licence has no address."),
            key!("Programs cannot tell which it is."),
            "<licence target=\"https://creativecommons.org/licenses/by/4.0/\">",
        ),
        gap(
            description.language_codes().is_empty(),
            key!("No language."),
            key!("The text is not found by language."),
            "<text xml:lang=\"la\"> or <langUsage><language ident=\"la\">",
        ),
        gap(
            description
                .languages
                .iter()
                .any(|one| one.code.is_none() && !one.tag.is_empty()),
            key!("A language has a tag that is none."),
            key!("It has no code in libraries."),
            "<language ident=\"grc\"> (BCP 47)",
        ),
        gap(
            agents().any(unparted),
            key!("A name does not say which part is the family name."),
            key!("It is filed as it is written."),
            "<persName><forename>…</forename> <surname>…</surname></persName>",
        ),
        gap(
            agents().any(|agent| agent.identities.is_empty()),
            key!("A name leads to no record about who it is."),
            key!("Namesakes are not told apart."),
            "<persName ref=\"https://orcid.org/…\"> or VIAF, GND",
        ),
        gap(
            description.subjects.is_empty() && description.classes.is_empty(),
            key!("No subject."),
            key!("The text is not found by what it is about."),
            "<textClass><keywords scheme=\"…\"><term ref=\"…\">",
        ),
        gap(
            description.identifiers.is_empty(),
            key!("No number or address of its own."),
            key!("Two copies of the edition are not known to be the same."),
            "<publicationStmt><idno type=\"DOI\">",
        ),
        gap(
            sources.is_empty() && !prose(NoteKind::Source),
            key!("Nothing on the source."),
            key!("Nobody sees what the text was made from."),
            "<sourceDesc><bibl> or <msDesc>",
        ),
        gap(
            prose(NoteKind::Source) || sources.iter().any(|one| !one.is_structured()),
            key!("The source is described in prose."),
            key!("It is a note; nobody finds the text by its source."),
            "<bibl> with <author>, <title>, <date>; <msIdentifier> of a manuscript",
        ),
        gap(
            description.header_language.is_none(),
            key!("The header does not say its own language."),
            key!("The language of the record is not known."),
            "<teiHeader xml:lang=\"en\">",
        ),
    ];
    all.into_iter().flatten().collect()
}
