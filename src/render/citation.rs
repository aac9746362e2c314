//! How is an edition cited?
//!
//! [`crate::describe`] words the citations; here they become HTML, and what is
//! said to programs in the head of the page.

use super::edition::EditionContext;
use super::html::Html;
use super::page::{Cite, CitedPassage, Download, Fact, StyledCitation};
use super::safety::push_escaped;
use crate::describe::citation::seal;
use crate::describe::{Cited, Description, Held, Line, Name, Record, Scheme, Style};
use crate::edition::reference::{Place, to_segment};
use crate::tei::Document;

/// What is cited on a page, and where its citations can be had.
#[derive(Clone, Debug)]
pub struct CiteContext {
    /// The version, or the passage.
    pub cited: Cited,
    /// The page with all styles.
    pub href: String,
    /// The page with all styles of the whole version, where a passage can be
    /// asked for.
    pub whole_href: String,
    /// Where it can be read.
    pub text_href: String,
    /// The files for programs of reference management.
    pub formats: Vec<Download>,
    /// Where programs ask for citations by name.
    pub unapi_href: String,
    /// Its name there.
    pub unapi_id: String,
}

/// The address of a passage: `base` is that of the version, with a slash.
pub fn address(base: &str, reference: &str) -> String {
    [base, &to_segment(reference, Place::AfterVersion)].concat()
}

/// The citations of what a page shows; none if it is not said what that is.
pub fn cite(document: &Document, context: &EditionContext) -> Option<Cite> {
    let about = context.cite.as_ref()?;
    let cited = &about.cited;
    let record = Record::of(document);
    let styles = Style::ALL.map(|style| {
        let line = style.cite(&record, cited);
        StyledCitation {
            word: style.word(),
            label: style.label(),
            plain: line.text(),
            html: html(&line),
        }
    });
    let passage = cited.passage.as_ref().map(|passage| CitedPassage {
        reference: passage.for_people(),
        words: passage.hash.map(|hash| hash.text.to_string()),
        content: passage.hash.map(|hash| hash.content.to_string()),
    });
    Some(Cite {
        plain: styles[0].plain.clone(),
        html: styles[0].html.clone(),
        styles: styles.into(),
        formats: about.formats.clone(),
        href: about.href.clone(),
        whole_href: about.whole_href.clone(),
        text_href: about.text_href.clone(),
        has_address: cited.address().is_some(),
        whole_edition: cited.whole_edition,
        passage,
        ni: seal::named_information(&cited.digest),
        unapi_href: about.unapi_href.clone(),
        unapi_id: about.unapi_id.clone(),
        facts: facts(&record, cited),
        json_ld: json_ld(document, cited),
    })
}

/// What search engines read (schema.org): of the whole version, also where a passage
/// is cited. In a script nothing may look like its end.
fn json_ld(document: &Document, cited: &Cited) -> Html {
    let whole = Cited {
        passage: None,
        ..cited.clone()
    };
    let held = Held::of(&whole, "");
    let record = Scheme::SchemaOrg.write(&Description::of(document), &held);
    let record = record.unwrap_or_default();
    Html::new(record.trim_end().replace('<', "\\u003c"))
}

/// A citation as HTML: titles in italics, the seal set apart.
fn html(line: &Line) -> Html {
    let mut html = String::new();
    for piece in &line.pieces {
        let (begin, end) = if piece.italic {
            ("<cite>", "</cite>")
        } else {
            ("", "")
        };
        html.push_str(begin);
        push_escaped(&mut html, &piece.text);
        html.push_str(end);
    }
    // The seal is the last thing in brackets; nothing in it is escaped.
    if let Some(at) = html.rfind(" [") {
        let seal = html.split_off(at + 1);
        html.push_str(&format!("<span class=\"seal\">{seal}</span>"));
    }
    Html::new(html)
}

/// What the head of the page says to reference managers: the names that Google
/// Scholar gave them, and the type of Dublin Core that makes it a book.
fn facts(record: &Record, cited: &Cited) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut say = |name: &'static str, content: Option<String>| {
        let content = content.filter(|content| !content.is_empty());
        facts.extend(content.map(|content| Fact { name, content }));
    };
    say("citation_title", record.full_title());
    let people = [
        ("citation_author", &record.authors),
        ("citation_editor", &record.editors),
        ("citation_translator", &record.translators),
    ];
    for (name, people) in people {
        people
            .iter()
            .map(Name::inverted)
            .for_each(|person| say(name, Some(person)));
    }
    let version = cited.version.as_ref();
    let date = record.published.as_ref().map(|date| date.slashed());
    let version_date = version.map(|version| version.published.get(..10).unwrap_or_default());
    say(
        "citation_publication_date",
        date.or(version_date.map(|date| date.replace('-', "/"))),
    );
    say("citation_publisher", record.publisher().map(str::to_owned));
    say("citation_isbn", record.isbn.clone());
    say("citation_doi", record.doi.clone());
    say("citation_language", record.languages.first().cloned());
    say("citation_public_url", cited.address());
    say("DC.type", Some("book".to_owned()));
    let licences = record.licences.iter();
    licences.for_each(|licence| say("DC.rights", licence.target.clone()));
    facts
}
