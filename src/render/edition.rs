//! How does a document become an edition page?

use rustc_hash::FxHashSet;

use super::apparatus::vocabulary::Tongue;
use super::apparatus::{PrintedSiglum, Printing, Series, apparatus_of, dress};
use super::citation::{CiteContext, address, cite};
use super::context::Lazy;
use super::direction;
use super::error::Error;
use super::extent::Extent;
use super::html::Html;
use super::labels::unit_label;
use super::language::valid_language;
use super::page::{
    ChangeLine, Density, Download, EditionLink, EditionPage, ListedNote, NoteSeries, Page,
    RegisterAddress, Site, State, Statistics, Text, TongueChoice, VersionFacts, WitnessLine,
};
use super::placed::{Placed, Shown};
use super::plates::{has_pictures, pictures};
use super::register;
use super::safety::escape;
use super::selection::{ReadingLinks, put_in, selection};
use super::set::TemplateSet;
use super::view::{Asked, NotePlace, PicturePlace, View};
use super::walk::{Walk, run};
use super::witnesses::has_witnesses;
use crate::describe::Name;
use crate::edition::{EntryKind, NoteKind, Siglum, UnitKind};
use crate::source::percent::encode;
use crate::tei::Document;
use crate::tei::apparatus::{Attestation, Sieve, attestation, has_interventions};
use crate::tei::contributor::Contributor;
use crate::tei::part::Part;
use crate::wording::{Given, Said, Wording};
use crate::xml::Node;
use crate::{key, said};

/// What the page says that is not in the file.
#[derive(Clone, Debug, Default)]
pub struct EditionContext {
    /// The site.
    pub site: Site,
    /// The language of the interface (BCP 47).
    pub language: String,
    /// The lasting address of this page.
    pub canonical: String,
    /// The edition.
    pub edition: EditionLink,
    /// The version shown.
    pub version: VersionFacts,
    /// What can be downloaded.
    pub downloads: Vec<Download>,
    /// What is cited, if it is known.
    pub cite: Option<CiteContext>,
    /// The address of the colophon.
    pub colophon_href: String,
    /// The address of the record for libraries.
    pub record_href: String,
    /// Where a reader says what is wrong; empty where nobody takes it.
    pub report_href: String,
    /// How the version stands to its schemas.
    pub validation_href: String,
    /// The address of the texts side by side, for those that have any.
    pub parallel_href: String,
    /// The address of the list of versions.
    pub versions_href: String,
    /// What stands before the path of a file that was handed in with the version.
    pub files_href: String,
    /// The addresses of the registers.
    pub registers: Vec<RegisterAddress>,
    /// What stands before a reference in the address of a passage of this
    /// version: its own address and a slash.
    pub passages_href: String,
}

/// Makes the variables of an edition page with all of the text.
///
/// # Errors
/// [`Error::Template`] if a template of an element fails.
pub fn edition_page(
    document: &Document,
    context: &EditionContext,
    asked: &Asked,
    set: &TemplateSet,
) -> Result<EditionPage, Error> {
    extent_page(document, context, asked, set, Extent::whole(document))
}

/// Makes the variables of a page with some of the text, its notes and its
/// entries.
///
/// # Errors
/// As [`edition_page`].
pub fn extent_page(
    document: &Document,
    context: &EditionContext,
    asked: &Asked,
    set: &TemplateSet,
    extent: Extent<'_>,
) -> Result<EditionPage, Error> {
    let view = asked.view;
    let mut text = text(document, set)?;
    let language = text.language.clone().unwrap_or_default();
    let all = extent.entries();
    let filter = &asked.choice.filter;
    let shown = match filter.is_empty() {
        true => None,
        false => {
            let sieve = Sieve::new(document, filter);
            let kept = |at: &usize| sieve.keeps(&document.entries()[*at]);
            Some(all.iter().copied().filter(kept).collect::<Vec<usize>>())
        }
    };
    let entries = shown.as_ref().unwrap_or(&all);
    let is_published = context.version.number > 0;
    let links = is_published.then(|| ReadingLinks::new(document, asked));
    let printing = Printing {
        mark: view.mark,
        manner: view.manner,
        links: links.as_ref(),
    };
    let mut series = apparatus_of(document, entries, extent.units(), printing);
    let mut walk = Walk::within(extent, document, set, view.mark);
    walk.files_href = &context.files_href;
    let some = shown.as_ref().map(|shown| Shown::of(document, shown));
    walk.placed = Placed::new(put_in(document, asked, &set.wording), some);
    let wording = set.wording.as_ref();
    let files_href = context.files_href.as_str();
    let wanted = is_published && view.pictures != PicturePlace::None;
    let pictures = wanted
        .then(|| pictures(document, &extent, (asked, files_href), wording))
        .flatten();
    let has_pictures = is_published && (pictures.is_some() || has_pictures(document, files_href));
    let (mut pictures, links) = pictures.unzip();
    walk.pictures = links;
    walk.notes_apart = view.notes != NotePlace::Beside;
    name_groups(&mut series, wording);
    walk.placed
        .take(document, &mut series, (view.apparatus, set))?;
    text.html = Html::new(walk.text(&language, text.direction)?);
    let placed = walk.placed.leave(document, &mut series);
    if let Some((links, pictures)) = walk.pictures.as_ref().zip(pictures.as_mut()) {
        links.settle(pictures);
    }
    let notes = match walk.notes_apart {
        true => by_series(document, walk.notes_left((&language, text.direction))?),
        false => Vec::new(),
    };
    dress(&mut series, set)?;
    let has_variants = entries
        .iter()
        .filter_map(|&at| document.entries().get(at))
        .any(|entry| entry.entry.kind == EntryKind::Variant);
    let critical = series.first().is_some_and(|first| first.id == "apparatus");
    let critical = critical.then(|| series.remove(0));
    let (apparatus, apparatus_html) = critical
        .map(|critical| (critical.groups, critical.html))
        .unwrap_or_default();
    let (first, end) = extent.nodes_shown();
    Ok(EditionPage {
        attestation: attested(&attestation(document, first, end), wording),
        page: page(&text, context, wording),
        statistics: statistics(document),
        density: density(document, !entries.is_empty(), extent.units(), wording),
        selection: selection(document, asked, (entries.len(), all.len()), wording),
        kept: asked.choice.fields(),
        apparatus_href: apparatus_href(document, context),
        placed,
        cite: cite(document, context).unwrap_or_default(),
        text,
        states: states(document),
        view,
        witnesses: witnesses(document, context, wording),
        apparatus: Lazy::new(apparatus),
        apparatus_html,
        has_variants,
        has_interventions: has_interventions(document),
        has_notes: !extent.notes().is_empty(),
        notes,
        pictures,
        has_pictures,
        tongues: tongues(view, !document.entries().is_empty()),
        series: Lazy::new(series),
        site: context.site.clone(),
        edition: context.edition.clone(),
        version: context.version.clone(),
        downloads: context.downloads.clone(),
        colophon_href: context.colophon_href.clone(),
        record_href: context.record_href.clone(),
        report_href: context.report_href.clone(),
        parallel_href: parallel_href(document, context),
        witnesses_href: witnesses_href(document, context, &[]),
        versions_href: context.versions_href.clone(),
        registers: register::links(document.registers(), &context.registers),
        part: None,
        contents: Vec::new(),
    })
}

/// Notes by whose they are.
fn by_series(document: &Document, told: Vec<(usize, String)>) -> Vec<NoteSeries> {
    let mut all = [
        (NoteKind::Source, key!("Notes of the source")),
        (NoteKind::Editor, key!("Notes of the editor")),
        (NoteKind::Translator, key!("Notes of the translator")),
    ]
    .map(|(kind, title)| NoteSeries {
        kind,
        title,
        notes: Vec::new(),
    });
    for (at, html) in told {
        let note = &document.notes()[at];
        let unit = note.unit.map(|unit| document.units()[unit].unit.id.clone());
        // Whether it is seen, its call says where no unit does.
        let unit = unit.or_else(|| note.call.as_ref().map(|call| call.id.clone()));
        let html = Html::new(html);
        let series = all
            .iter_mut()
            .filter(|series| series.kind == note.note.kind);
        for series in series {
            series.notes.push(ListedNote {
                unit: unit.clone(),
                html: html.clone(),
            });
        }
    }
    let filled = all.into_iter().filter(|series| !series.notes.is_empty());
    filled.collect()
}

/// Where its texts stand side by side, if they do.
fn parallel_href(document: &Document, context: &EditionContext) -> Option<String> {
    let parallel = !context.parallel_href.is_empty() && !document.parallels().is_empty();
    parallel.then(|| context.parallel_href.clone())
}

/// Where witnesses stand side by side, if the apparatus names any; not of a draft.
pub(super) fn witnesses_href(
    document: &Document,
    context: &EditionContext,
    choice: &[(&str, &str)],
) -> Option<String> {
    let published = context.version.number > 0;
    let words = choice.iter();
    let words: Vec<String> = words
        .map(|(name, value)| format!("{name}={}", encode(value, b"-._~")))
        .collect();
    let query = match words.is_empty() {
        true => String::new(),
        false => format!("?{}", words.join("&")),
    };
    (published && has_witnesses(document))
        .then(|| format!("{}/witnesses{query}", context.version.href))
}

/// Where questions can be put to the apparatus, if there is one; not of a draft.
fn apparatus_href(document: &Document, context: &EditionContext) -> Option<String> {
    let published = context.version.number > 0;
    (published && !document.entries().is_empty())
        .then(|| format!("{}/apparatus", context.version.href))
}

/// The languages of the words of the craft; none where there is nothing to word.
fn tongues(view: View, needed: bool) -> Vec<TongueChoice> {
    let choice = |tongue: Tongue| TongueChoice {
        tag: tongue.tag(),
        name: tongue.name(),
        chosen: view.manner.tongue == tongue,
    };
    let all = Tongue::ALL.into_iter();
    all.filter(|_| needed || view.manner.interventions)
        .map(choice)
        .collect()
}

/// Whether a siglum is nothing but a number.
fn is_number(siglum: &str) -> bool {
    siglum.chars().all(|c| c.is_ascii_digit())
}

/// Which witnesses attest a passage, in a sentence.
fn attested(attestation: &Attestation, wording: &Wording) -> Option<String> {
    let list = |sigla: &[Siglum]| -> Given {
        let sigla: Vec<String> = sigla.iter().map(Siglum::to_string).collect();
        let listed = sigla.join(", ");
        // A number alone would be taken for something else.
        match sigla.as_slice() {
            [only] if is_number(only) => said!("witness {sigla}", sigla = listed).into(),
            many if many.iter().all(|siglum| is_number(siglum)) => {
                said!("witnesses {sigla}", sigla = listed).into()
            }
            _ => listed.into(),
        }
    };
    let (whole, part, none) = (&attestation.whole, &attestation.part, &attestation.none);
    let parts = [
        (whole, said!("Attested by {sigla}", sigla = list(whole))),
        (part, said!("in part by {sigla}", sigla = list(part))),
        (none, said!("not by {sigla}", sigla = list(none))),
    ];
    let said = parts.iter().filter(|(sigla, _)| !sigla.is_empty());
    let said: Vec<String> = said.map(|(_, said)| wording.say(said)).collect();
    let sentence = said.join("; ");
    let first = sentence.chars().next()?;
    // “Not by” may come first.
    let rest = &sentence[first.len_utf8()..];
    let stop = if rest.ends_with('.') { "" } else { "." };
    Some(format!("{}{rest}{stop}", first.to_uppercase()))
}

fn page(text: &Text, context: &EditionContext, wording: &Wording) -> Page {
    let (title, number) = (text.plain_title.as_str(), context.version.number);
    let description = match text.authors.join(", ").as_str() {
        "" => said!(
            "Edition of “{text}”. Version {number}.",
            text = title,
            number = number
        ),
        authors => said!(
            "Edition of “{text}”, by {authors}. Version {number}.",
            text = title,
            authors = authors,
            number = number
        ),
    };
    Page {
        title: title.to_owned(),
        description: wording.say(&description),
        language: context.language.clone(),
        canonical: context.canonical.clone(),
    }
}

/// Calls the units of entries as the interface calls them.
pub fn name_groups(series: &mut [Series], wording: &Wording) {
    for group in series.iter_mut().flat_map(|list| &mut list.groups) {
        group.unit.label = wording.say(&group.unit.name);
    }
}

/// What is known about the text, without its HTML.
///
/// # Errors
/// [`Error::Template`] if a template of an element in the title fails.
pub fn text(document: &Document, set: &TemplateSet) -> Result<Text, Error> {
    let header = document.header();
    let language = language(document);
    let direction = match &language {
        Some(tag) => direction::of_language(tag),
        None => direction::of_letters(
            document
                .text()
                .flat_map(|root| root.descendants())
                .map(Node::text),
        ),
    };
    let title = header.title();
    let plain_title = title.map_or_else(
        || set.wording.say(&said!("Untitled")),
        |title| title.text.clone(),
    );
    let authors: Vec<String> = header
        .authors
        .iter()
        .map(|author| author.name.clone())
        .collect();
    let element = title.and_then(|title| document.tree().node(title.node).element());
    let html = match element {
        Some(element) => {
            let surroundings = run(language.as_deref().unwrap_or_default(), direction);
            // The title stands in the header: nothing of the text is needed.
            let nothing = Part::nothing(element.id());
            let extent = Extent::part(document, &nothing, "");
            Walk::within(extent, document, set, false).inside(element, surroundings)?
        }
        None => escape(&plain_title).into_owned(),
    };
    Ok(Text {
        title: Html::new(html.trim()),
        short: short(header.authors.first(), &plain_title),
        supplied: title.is_some_and(|title| title.supplied),
        subtitle: header.subtitle().map(|title| title.text.clone()),
        remark: remark(document, &set.wording),
        plain_title,
        authors,
        language,
        direction,
        html: Html::default(),
    })
}

/// The language of the text: what the element that holds it says, else the
/// header's, if it names only one.
fn language(document: &Document) -> Option<String> {
    let stated = document.text().next().and_then(|root| root.language());
    let only = || match document.header().languages.as_slice() {
        [only] => Some(only.ident.clone()),
        _ => None,
    };
    let tag = stated.map(|tag| tag.into_owned()).or_else(only)?;
    valid_language(&tag)
}

/// Words of a running head, in characters: what fits beside the controls.
const LONGEST_HEAD: usize = 40;

fn short(author: Option<&Contributor>, title: &str) -> String {
    let author = author.map(Name::from);
    let head = author.as_ref().map_or(title, surname);
    match head.char_indices().nth(LONGEST_HEAD) {
        Some((end, _)) => format!("{}…", head[..end].trim_end()),
        None => head.to_owned(),
    }
}

/// The family name as far as the header tells it: what stands before a comma, else the
/// last word.
fn surname(author: &Name) -> &str {
    let name = author.family();
    let before = name.split_once(',').map(|(before, _)| before.trim());
    match before.filter(|before| !before.is_empty()) {
        Some(before) => before,
        None if author.parts.is_some() || author.corporate => name,
        None => name.rsplit(' ').next().unwrap_or(name),
    }
}

fn remark(document: &Document, wording: &Wording) -> String {
    let mut sentences = Vec::new();
    let title = document.header().title();
    if title.is_some_and(|title| title.supplied) {
        sentences.push(said!(
            "The source has no title; this one is supplied by the edition."
        ));
    }
    let sigla: Vec<String> = document
        .witnesses()
        .map(|witness| witness.siglum.to_string())
        .collect();
    let count = sigla.len();
    let edited = match sigla.as_slice() {
        [] => None,
        [only] if is_number(only) => Some(said!("Edited from a single witness.")),
        [only] => Some(said!(
            "Edited from the single witness {siglum}.",
            siglum = only
        )),
        several if several.len() <= 12 => Some(said!(
            "Edited from {n} witness: {sigla}.|Edited from {n} witnesses: {sigla}.",
            n = count,
            sigla = several.join(", ")
        )),
        _ => Some(said!(
            "Edited from {n} witness.|Edited from {n} witnesses.",
            n = count
        )),
    };
    sentences.extend(edited);
    let sentences: Vec<String> = sentences.iter().map(|said| wording.say(said)).collect();
    sentences.join(" ")
}

/// The states of the text.
pub fn states(document: &Document) -> Vec<State> {
    let states = document.history().states.iter();
    states
        .map(|state| State {
            when: state.when.clone(),
            label: state.label.clone(),
            evidence: state.evidence.clone(),
            seen: state.seen,
            siglum: state
                .witness
                .as_ref()
                .map(|siglum| siglum.as_str().to_owned()),
        })
        .collect()
}

/// The changes of the edition.
pub fn changes(document: &Document) -> Vec<ChangeLine> {
    let changes = document.history().changes.iter();
    changes
        .map(|change| ChangeLine {
            when: change.when.clone(),
            who: change.who.clone(),
            what: change.what.clone(),
        })
        .collect()
}

/// The sigla that entries use: of the declared witnesses, of families of them,
/// and of what is only cited.
fn witnesses(document: &Document, context: &EditionContext, wording: &Wording) -> Vec<WitnessLine> {
    let base = format!("{}/witnesses/", context.version.href);
    let line = |siglum: &Siglum, description: String| WitnessLine {
        siglum: PrintedSiglum::new(siglum).html,
        plain: siglum.to_string(),
        description,
        href: address(&base, siglum.as_str()).replace("/~", "/"),
    };
    let declared = document.witnesses();
    let mut lines: Vec<WitnessLine> = declared
        .map(|witness| line(&witness.siglum, witness.description.clone()))
        .collect();
    lines.extend(families(document).map(|(siglum, members)| WitnessLine {
        href: String::new(),
        ..line(siglum, wording.say(&members))
    }));
    lines.extend(document.undeclared_witnesses().iter().map(|witness| {
        let description = witness.description.as_str();
        let stop = if description.is_empty() { "" } else { "; " };
        let said = wording.say(&said!("not declared as a witness"));
        let said = format!("{description}{stop}{said}");
        line(&witness.siglum, said)
    }));
    lines
}

/// The lists of witnesses that entries cite as a whole, and who is in them.
fn families(document: &Document) -> impl Iterator<Item = (&Siglum, Said)> {
    let sigla = document.sigla();
    let entries = document.entries().iter();
    let cited: FxHashSet<&Siglum> = entries.flat_map(|entry| entry.entry.cited()).collect();
    let lists = document.witness_groups().iter();
    let named = lists.filter_map(|group| sigla.of(group.id.as_deref()?));
    let is_family = move |siglum: &&Siglum| {
        let witness = document.witnesses().any(|other| other.siglum == **siglum);
        cited.contains(siglum) && !witness
    };
    named.filter(is_family).map(|siglum| {
        let members: Vec<String> = sigla
            .members(siglum)
            .iter()
            .map(Siglum::to_string)
            .collect();
        (
            siglum,
            said!("stands for {sigla}", sigla = members.join(" ")),
        )
    })
}

fn statistics(document: &Document) -> Statistics {
    let units = || document.units().iter().map(|unit| &unit.unit);
    let paragraphs = || units().filter(|unit| unit.kind == UnitKind::Paragraph);
    let numbered = paragraphs().filter(|unit| unit.number.is_some()).count();
    Statistics {
        paragraphs: if numbered > 0 {
            numbered
        } else {
            paragraphs().count()
        } as u32,
        words: document.words_of_units().iter().sum(),
        entries: document.entries().len() as u32,
        notes: document.notes().len() as u32,
    }
}

/// Units in the strip of densities, at most: each needs a target of 24 pixels.
const MOST_DENSITIES: usize = 200;

/// The densities of the numbered paragraphs; none where there is no apparatus,
/// or more paragraphs than a strip can show.
fn density(
    document: &Document,
    has_entries: bool,
    shown: std::ops::Range<usize>,
    wording: &Wording,
) -> Vec<Density> {
    let units = shown.filter_map(|at| Some((at, document.units().get(at)?)));
    let numbered = units
        .filter(|(_, unit)| unit.unit.kind == UnitKind::Paragraph && unit.unit.number.is_some());
    if !has_entries || numbered.clone().nth(MOST_DENSITIES).is_some() {
        return Vec::new();
    }
    let mut before = None;
    numbered
        .filter_map(|(at, unit)| {
            let number = document.locus_after(before.replace(at), at)?.to_owned();
            let (entries, words) = (unit.unit.entries, document.words_of_units()[at]);
            let per_hundred = f64::from(entries) * 100.0 / f64::from(words.max(1));
            Some(Density {
                href: format!("#{}", unit.unit.id),
                number,
                label: wording.say(&unit_label(document, at)),
                entries,
                words,
                value: (per_hundred * 10.0).round() / 10.0,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::surname;
    use crate::describe::Name;

    #[test]
    fn a_running_head_has_the_family_name() {
        for (written, head) in [
            ("Hofmannsthal, Hugo von", "Hofmannsthal"),
            ("Schnitzler, Arthur (1862-1931)", "Schnitzler"),
            ("Lamb, Charles, 1775-1834", "Lamb"),
            ("Charles Lamb", "Lamb"),
            ("Plato", "Plato"),
        ] {
            let name = Name::new(written, false, false);
            assert_eq!(surname(&name), head);
        }
        let body = Name::new("The Old Press", true, false);
        assert_eq!(surname(&body), "The Old Press");
    }
}
