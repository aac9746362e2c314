//! What does the apparatus answer, and what do its figures say?

use std::collections::BTreeMap;

use super::apparatus::{PrintedSiglum, Printing, apparatus_of, dress};
use super::context::Lazy;
use super::edition::{EditionContext, name_groups};
use super::error::Error;
use super::labels::unit_label;
use super::page::{
    AgreementCell, Density, Download, Field, QuestionField, QuestionValue, QuestionsPage,
    StatisticsPage, Subject, WitnessFigures,
};
use super::passage::{Pages, passage_href};
use super::set::TemplateSet;
use super::view::{Asked, filter_fields, filter_words, query_of};
use crate::edition::{Agreement, Alteration, Siglum, States, Support};
use crate::source::percent::encode;
use crate::tei::Document;
use crate::tei::apparatus::{
    Filter, Sieve, Standing, Variation, alteration, carriers, tells_of_witnesses, variation,
};
use crate::wording::Wording;
use crate::{key, said};

/// Entries on a page of an answer.
const MOST_ENTRIES: usize = 300;

/// Runs of units in the map of a text, at most: each is a target of 24 pixels.
const MOST_RUNS: usize = 400;

/// A question to the apparatus of a version, as it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// Which entries are asked for.
    pub filter: Filter,
    /// The first of them that is listed, from 0.
    pub from: usize,
}

/// The entries that answer a question, by their indices.
pub fn answer(document: &Document, filter: &Filter) -> Vec<usize> {
    let sieve = Sieve::new(document, filter);
    let entries = document.entries().iter().enumerate();
    let kept = entries.filter(|(_, entry)| sieve.keeps(entry));
    kept.map(|(at, _)| at).collect()
}

/// What the witnesses have at these entries.
pub fn states(variation: &Variation) -> States {
    let places = variation.places.iter();
    let place = |(_, standings): &(usize, Vec<Standing>)| {
        let standings = standings.iter();
        standings.map(|standing| standing.state()).collect()
    };
    States {
        witnesses: variation.witnesses.iter().map(Siglum::to_string).collect(),
        places: places.map(place).collect(),
    }
}

/// Makes the variables of an answer; `base` is the address without a question.
///
/// # Errors
/// [`Error::Template`] if a template of an entry fails.
pub fn questions_page(
    document: &Document,
    context: &EditionContext,
    (subject, set): (Subject, &TemplateSet),
    (question, base): (&Question, &str),
) -> Result<QuestionsPage, Error> {
    let filter = &question.filter;
    let found = answer(document, filter);
    let from = question.from.min(found.len());
    let listed: Vec<usize> = found
        .iter()
        .skip(from)
        .take(MOST_ENTRIES)
        .copied()
        .collect();
    let query = query_of(filter_fields(filter));
    let page_at = |from: usize| {
        let from = (from > 0).then(|| Field {
            name: "from",
            value: (from + 1).to_string(),
        });
        format!(
            "{base}{}",
            query_of(filter_fields(filter).into_iter().chain(from))
        )
    };
    let end = from + listed.len();
    let version = context.version.href.as_str();
    let mut series = apparatus_of(
        document,
        &listed,
        0..0,
        Printing {
            mark: true,
            ..Printing::default()
        },
    );
    let pages = Pages::new(document);
    for group in series.iter_mut().flat_map(|series| &mut series.groups) {
        // A place that is on no page of its own is with its unit.
        let unit = document.unit_by_id(&group.unit.id);
        let unit = unit.and_then(|unit| pages.of_unit(unit));
        let lead = |fragment: &mut String| {
            let place = fragment.trim_start_matches('#');
            let page = pages.of_place(place).or(unit);
            *fragment = pages.href(version, page, Some(place));
        };
        lead(&mut group.unit.href);
        for entry in &mut group.entries {
            lead(&mut entry.home);
            entry.places.iter_mut().for_each(lead);
        }
    }
    name_groups(&mut series, &set.wording);
    dress(&mut series, set)?;
    let file = |ending: &str, label: &str, description: &str, media_type: &str| Download {
        href: format!("{base}{ending}{query}"),
        label: label.to_owned(),
        description: description.to_owned(),
        media_type: media_type.to_owned(),
        bytes: None,
    };
    let has_witnesses = document.entries().iter().any(tells_of_witnesses);
    let mut downloads = vec![
        file(".csv", "CSV", key!("a row for each reading"), "text/csv"),
        file(
            ".json",
            "JSON",
            key!("the entries as data"),
            "application/json",
        ),
    ];
    if has_witnesses {
        let description = key!("what the witnesses have, for programs that draw trees");
        downloads.push(file(".nex", "NEXUS", description, "text/plain"));
    }
    Ok(QuestionsPage {
        subject,
        action: base.to_owned(),
        fields: fields(document, filter, &set.wording),
        words: filter_words(filter, &set.wording),
        found: found.len(),
        all: document.entries().len(),
        listed: (from + usize::from(!listed.is_empty()), end),
        next_href: (end < found.len()).then(|| page_at(end)),
        first_href: (from > 0).then(|| page_at(0)),
        series: Lazy::new(series),
        text_href: format!("{version}{query}"),
        downloads,
        statistics_href: has_witnesses.then(|| format!("{version}/statistics")),
    })
}

/// Values that are words of the program: what a reading does, and how sure it is.
const WORDS: [&str; 8] = [
    key!("omission"),
    key!("addition"),
    key!("transposition"),
    key!("substitution"),
    key!("high"),
    key!("medium"),
    key!("low"),
    key!("unknown"),
];

/// What can be asked: the values that entries have.
fn fields(document: &Document, filter: &Filter, wording: &Wording) -> Vec<QuestionField> {
    let mut counts = [const { BTreeMap::<String, usize>::new() }; 6];
    for entry in document.entries() {
        let mut found: [Vec<String>; 6] = Default::default();
        let readings = &entry.entry.readings;
        let does = (0..readings.len()).filter_map(|at| alteration(document, entry, at));
        found[0].extend(does.map(|does| does.as_str().to_owned()));
        let lemma = entry.entry.lemma.iter().map(|lemma| &lemma.support);
        for support in lemma.chain(readings.iter().map(|reading| &reading.support)) {
            for (list, value) in told(support) {
                found[list].extend(value.map(str::to_owned));
            }
        }
        for (counts, found) in counts.iter_mut().zip(&mut found) {
            found.sort_unstable();
            found.dedup();
            for value in found.drain(..) {
                *counts.entry(value).or_default() += 1;
            }
        }
    }
    let does: Vec<String> = filter
        .alterations
        .iter()
        .map(|d| d.as_str().to_owned())
        .collect();
    let named = [
        ("does", key!("What a reading does"), &does),
        ("type", key!("Type of reading"), &filter.kinds),
        ("cause", key!("Cause"), &filter.causes),
        ("hand", key!("Hand"), &filter.hands),
        ("resp", key!("Responsible"), &filter.responsible),
        ("cert", key!("Certainty"), &filter.certainties),
    ];
    let counted = named.into_iter().zip(counts);
    let counted = counted.map(|((name, label, chosen), counts)| QuestionField {
        name,
        label,
        values: counts
            .into_iter()
            .map(|(value, count)| QuestionValue {
                chosen: chosen.contains(&value),
                count: Some(count),
                label: match matches!(name, "does" | "cert") && WORDS.contains(&value.as_str()) {
                    true => wording.word(&value).to_owned(),
                    false => value.clone(),
                },
                value,
            })
            .collect(),
    });
    let witnesses = carriers(document);
    let of_witnesses = [
        ("wit", key!("Witness that has it"), &filter.witnesses),
        ("agree", key!("Witnesses that agree"), &filter.agreeing),
        ("against", key!("Against"), &filter.against),
    ];
    let of_witnesses = of_witnesses.map(|(name, label, chosen)| QuestionField {
        name,
        label,
        values: witnesses
            .iter()
            .map(|siglum| QuestionValue {
                chosen: chosen.iter().any(|other| other == siglum.as_str()),
                count: None,
                label: siglum.as_str().to_owned(),
                value: siglum.as_str().to_owned(),
            })
            .collect(),
    });
    // What would change nothing is not offered.
    let offers = |field: &QuestionField| {
        let nothing = field.name == "cert" && field.values.iter().all(|v| v.value == "unknown");
        !field.values.is_empty() && !nothing
    };
    counted.chain(of_witnesses).filter(offers).collect()
}

/// What is said of some words, by the list of values to which it belongs.
fn told(support: &Support) -> [(usize, Option<&str>); 6] {
    [
        (1, support.kind.as_deref()),
        (2, support.cause.as_deref()),
        (3, support.hand.as_deref()),
        (4, support.responsible.as_deref()),
        (4, support.source.as_deref()),
        (5, Some(support.certainty.as_str())),
    ]
}

/// Makes the variables of the witnesses in figures.
pub fn statistics_page(
    document: &Document,
    context: &EditionContext,
    (subject, wording): (Subject, &Wording),
) -> StatisticsPage {
    let version = context.version.href.as_str();
    let (apparatus, base) = (
        format!("{version}/apparatus"),
        format!("{version}/statistics"),
    );
    let variation = variation(document, |_| true);
    let agreements = states(&variation).agreements();
    let witnesses = &variation.witnesses;
    let rows = agreements.iter().enumerate().map(|(one, row)| {
        let cells = row.iter().enumerate();
        let cell = |(other, agreement): (usize, &Agreement)| AgreementCell {
            agreement: *agreement,
            share: (agreement.places > 0).then(|| percent(agreement.same, agreement.places)),
            href: (one != other).then(|| {
                let sigla = [&witnesses[one], &witnesses[other]];
                let fields = sigla.map(|siglum| Field {
                    name: "agree",
                    value: siglum.as_str().to_owned(),
                });
                format!("{apparatus}{}", query_of(fields))
            }),
        };
        cells.map(cell).collect()
    });
    let file = |ending: &str, label: &str, description: &str| Download {
        href: format!("{base}{ending}"),
        label: label.to_owned(),
        description: description.to_owned(),
        media_type: if ending == ".csv" {
            "text/csv"
        } else {
            "text/plain"
        }
        .to_owned(),
        bytes: None,
    };
    let map = map(document, version, wording);
    let long = map.iter().filter(|run| run.words >= 20);
    let densest = long.map(|run| run.value).fold(1.0, f64::max);
    StatisticsPage {
        subject,
        entries: document.entries().len(),
        places: variation.places.len(),
        agreements: rows.collect(),
        witnesses: (0..witnesses.len())
            .map(|at| figures(document, &variation, (at, version, &apparatus)))
            .collect(),
        map,
        densest,
        downloads: vec![
            file(".csv", "CSV", key!("agreements of each two witnesses")),
            file(".nex", "NEXUS", key!("what each has at every place")),
            file(".phy", "PHYLIP", key!("distances")),
        ],
        apparatus_href: apparatus,
    }
}

fn percent(some: u32, all: u32) -> f64 {
    (f64::from(some) * 1000.0 / f64::from(all)).round() / 10.0
}

fn figures(
    document: &Document,
    variation: &Variation,
    (witness, version, apparatus): (usize, &str, &str),
) -> WitnessFigures {
    let siglum = &variation.witnesses[witness];
    let (mut silent, mut unknown, mut readings, mut singular) = (0, 0, 0, 0);
    let mut altered: BTreeMap<Alteration, u32> = BTreeMap::new();
    for (at, standings) in &variation.places {
        match standings[witness] {
            Standing::Absent | Standing::Ambiguous => unknown += 1,
            Standing::Silent => silent += 1,
            Standing::Lemma => {}
            Standing::Reading(reading) => {
                readings += 1;
                let same = standings
                    .iter()
                    .filter(|other| **other == standings[witness]);
                singular += u32::from(same.count() == 1);
                let does = alteration(document, &document.entries()[*at], reading);
                if let Some(does) = does {
                    *altered.entry(does).or_default() += 1;
                }
            }
        }
    }
    let places = variation.places.len() as u32 - unknown;
    let listed = |does: Option<Alteration>| {
        let asked = Filter {
            witnesses: vec![siglum.as_str().to_owned()],
            alterations: does.into_iter().collect(),
            ..Filter::default()
        };
        format!("{apparatus}{}", query_of(filter_fields(&asked)))
    };
    WitnessFigures {
        siglum: PrintedSiglum::new(siglum).html,
        plain: siglum.to_string(),
        href: format!("{version}/witnesses/{}", encode(siglum.as_str(), b"-._~")),
        places,
        silent,
        unknown,
        readings,
        alterations: Alteration::ALL
            .map(|does| {
                let count = altered.get(&does).copied().unwrap_or_default();
                (named(does), count, listed(Some(does)))
            })
            .into(),
        singular,
        share: (places > 0).then(|| percent(places - readings, places)),
        readings_href: listed(None),
    }
}

/// What a reading does, as a title says it.
fn named(does: Alteration) -> &'static str {
    match does {
        Alteration::Omission => key!("Omissions"),
        Alteration::Addition => key!("Additions"),
        Alteration::Transposition => key!("Transpositions"),
        Alteration::Substitution => key!("Substitutions"),
    }
}

/// How densely the units of the whole text are discussed: each, or in a long text
/// runs of them.
fn map(document: &Document, version: &str, wording: &Wording) -> Vec<Density> {
    let (units, words) = (document.units(), document.words_of_units());
    let counted: Vec<usize> = (0..units.len()).filter(|at| words[*at] > 0).collect();
    let size = counted.len().div_ceil(MOST_RUNS).max(1);
    let runs = counted.chunks(size).map(|run| {
        let (first, last) = (run[0], run[run.len() - 1]);
        let entries: u32 = run.iter().map(|at| units[*at].unit.entries).sum();
        let words: u32 = run.iter().map(|at| words[*at]).sum();
        let label = |at| unit_label(document, at);
        let id = &units[first].unit.id;
        Density {
            href: passage_href(document, version, Some(first), Some(id)),
            number: document.locus(first).unwrap_or_default().to_owned(),
            label: match first == last {
                true => wording.say(&label(first)),
                false => {
                    let (first, last) = (label(first), label(last));
                    wording.say(&said!("{first} to {last}", first = first, last = last))
                }
            },
            entries,
            words,
            value: (f64::from(entries) * 1000.0 / f64::from(words.max(1))).round() / 10.0,
        }
    });
    runs.collect()
}

impl Question {
    /// Reads a query.
    pub fn from_query(query: Option<&str>) -> Self {
        let pairs = query.unwrap_or_default().split('&');
        let from = pairs
            .filter_map(|pair| pair.strip_prefix("from="))
            .next_back();
        let from = from
            .and_then(|from| from.parse::<usize>().ok())
            .unwrap_or(1);
        Self {
            filter: Asked::from_query(query).choice.filter,
            from: from.saturating_sub(1),
        }
    }
}
