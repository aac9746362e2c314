//! How is told what was found?

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::ON_A_PAGE;
use super::question::Question;
use super::result::Result;
use crate::edition::EditionId;
use crate::edition::reference::{Place, to_segment};
use crate::render::page::{
    SearchChoice, SearchFacet, SearchForm, SearchGroup, SearchLine, SearchValue, Searched, Way,
};
use crate::render::{direction_of_letters, language_name};
use crate::search::lines::lines;
use crate::search::{Facet, Field, Finder, Found, FoundPiece};
use crate::server::addresses::Addresses;
use crate::server::state::House;
use crate::wording::Said;
use crate::{key, said};

/// Places of one passage that a page shows.
const OF_A_PASSAGE: usize = 4;

/// Values of a facet that a page shows.
const OF_A_FACET: usize = 8;

/// A line with the passage it stands in.
struct Told<'f> {
    piece: &'f FoundPiece,
    line: SearchLine,
}

/// The page.
pub fn page(house: &House, question: &Question, result: Result) -> Searched {
    let addresses = house.addresses();
    let base = addresses.search();
    let mut searched = Searched {
        form: form(question),
        chosen: chosen(house, question, &base),
        asked: result.found.is_some(),
        remarks: result.remarks.clone(),
        suggestions: suggestions(question, &result, &base),
        csv_href: question.with(|_| ()).href(&addresses.search_file(".csv")),
        json_href: question.with(|_| ()).href(&addresses.search_file(".json")),
        ..Searched::default()
    };
    let Some(found) = &result.found else {
        return searched;
    };
    searched.sentence = house.wording.say(&sentence(found));
    searched.groups = groups(addresses, question, &result, found);
    searched.facets = facets(house, question, found, &base);
    let pages = found.total.div_ceil(ON_A_PAGE);
    let to = |page: usize| {
        let mut question = question.clone();
        question.page = page;
        question.href(&base)
    };
    searched.previous = (question.page > 1).then(|| to((question.page - 1).min(pages.max(1))));
    searched.next = (question.page < pages).then(|| to(question.page + 1));
    let first = (question.page - 1).saturating_mul(ON_A_PAGE);
    if pages > 1 && first < found.total {
        let last = (first + ON_A_PAGE).min(found.total);
        searched.range = format!("{}–{last} of {}", first + 1, number(found));
    }
    searched
}

fn form(question: &Question) -> SearchForm {
    let field = match question.fields.as_slice() {
        [only] => only.word().to_owned(),
        _ => String::new(),
    };
    let year = |year: Option<i32>| year.map(|year| year.to_string()).unwrap_or_default();
    let kept = question.pairs().into_iter().filter(|(name, _)| {
        let several = question.fields.len() > 1 && name == "in";
        several || name == "edition" || Facet::ALL[1..].iter().any(|facet| facet.word() == name)
    });
    SearchForm {
        query: question.query.clone(),
        field,
        from: year(question.from),
        to: year(question.to),
        case: question.alike.case,
        marks: question.alike.marks,
        spelling: question.alike.spelling,
        kept: kept.collect(),
    }
}

/// The total, as people write it.
fn number(found: &Found) -> String {
    let digits = found.total.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn sentence(found: &Found) -> Said {
    let total = number(found);
    match (found.total, found.editions.len(), found.more) {
        (0, ..) => said!("Nothing was found."),
        (_, _, true) => said!(
            "There are more than {total} passages; those that were found first are counted and put in order. Choose among them, or say more.",
            total = total
        ),
        (passages, editions, _) => {
            let places = said!(
                "{total} passage|{total} passages",
                total = total,
                n = passages
            );
            said!(
                "{passages} in one edition|{passages} in {n} editions",
                passages = places,
                n = editions
            )
        }
    }
}

fn groups(
    addresses: &Addresses,
    question: &Question,
    result: &Result,
    found: &Found,
) -> Vec<SearchGroup> {
    let mut groups: Vec<SearchGroup> = Vec::new();
    for told in told(addresses, question, result, found, OF_A_PASSAGE) {
        let shown = &told.piece.shown;
        if groups.last().is_none_or(|group| group.id != shown.edition) {
            let title = if shown.title.is_empty() {
                &shown.edition
            } else {
                &shown.title
            };
            groups.push(SearchGroup {
                id: shown.edition.clone(),
                title: title.clone(),
                href: version_href(addresses, told.piece).unwrap_or_default(),
                years: shown.years.map(years).unwrap_or_default(),
                lines: Vec::new(),
            });
        }
        if let Some(group) = groups.last_mut() {
            group.lines.push(told.line);
        }
    }
    groups
}

/// The lines of all pieces: of each at most so many.
fn told<'f>(
    addresses: &Addresses,
    question: &Question,
    result: &Result,
    found: &'f Found,
    most: usize,
) -> Vec<Told<'f>> {
    let Some(want) = &result.parsed.want else {
        return Vec::new();
    };
    let mut finder = Finder::new(want, question.alike);
    let marks = question.marks();
    let mut told = Vec::new();
    for piece in &found.pieces {
        let shown = &piece.shown;
        let places = finder.find(&shown.text);
        let all = places.len();
        let direction = direction_of_letters(std::iter::once(shown.text.as_str().into()));
        for (line, at) in lines(&shown.text, &places).into_iter().take(most).zip(1..) {
            let (label, href) = place(addresses, piece, line.at, &marks);
            told.push(Told {
                piece,
                line: SearchLine {
                    href,
                    label,
                    standing: standing(piece.field),
                    told: standing_in_words(piece),
                    language: shown.language.clone(),
                    direction,
                    before: line.before,
                    found: line.found,
                    after: line.after,
                    more: if at == most { all - most } else { 0 },
                },
            });
        }
    }
    told
}

fn standing(field: Field) -> &'static str {
    match field {
        Field::Text => "",
        Field::Readings => "reading",
        Field::Notes => "note",
        Field::Header => "header",
    }
}

fn standing_in_words(piece: &FoundPiece) -> String {
    let shown = &piece.shown;
    let of = shown.of.as_deref().unwrap_or_default();
    match piece.field {
        Field::Text => String::new(),
        Field::Readings => {
            let who = match shown.witnesses.join(" ") {
                who if who.is_empty() => "in a reading".to_owned(),
                who => format!("in a reading of {who}"),
            };
            if of.is_empty() {
                who
            } else {
                format!("{who}, for “{}”", shortened(of))
            }
        }
        Field::Notes => "in a note".to_owned(),
        Field::Header => "in the header".to_owned(),
    }
}

fn shortened(words: &str) -> String {
    match words.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", words[..end].trim_end()),
        None => words.to_owned(),
    }
}

fn version_href(addresses: &Addresses, piece: &FoundPiece) -> Option<String> {
    let id: EditionId = piece.shown.edition.parse().ok()?;
    Some(addresses.version(&id, piece.shown.version))
}

/// How a place in a piece is cited, and where it is read with its words marked.
fn place(addresses: &Addresses, piece: &FoundPiece, at: usize, marks: &str) -> (String, String) {
    let shown = &piece.shown;
    let Some(version) = version_href(addresses, piece) else {
        return Default::default();
    };
    let before = shown
        .places
        .iter()
        .rev()
        .find(|(byte, _)| *byte as usize <= at);
    let reference = before
        .map(|(_, reference)| reference.as_str())
        .unwrap_or_default();
    let query = if marks.is_empty() {
        String::new()
    } else {
        format!("?{marks}")
    };
    let segment = shown
        .id
        .as_deref()
        .filter(|_| piece.field != Field::Text)
        .unwrap_or(reference);
    match piece.field {
        Field::Header => {
            let id = shown.edition.parse().ok();
            let href = id.map(|id: EditionId| addresses.colophon(&id, shown.version));
            let label = shown.of.clone().unwrap_or_else(|| "Header".to_owned());
            (label, href.unwrap_or(version))
        }
        _ if segment.is_empty() => ("text".to_owned(), format!("{version}{query}")),
        _ => {
            let label = if reference.is_empty() {
                "text"
            } else {
                reference
            };
            let segment = to_segment(segment, Place::AfterVersion);
            (label.to_owned(), format!("{version}/{segment}{query}"))
        }
    }
}

/// `1823`, `50 BCE–14`; a year 0 is 1 BCE (ISO 8601).
pub fn years((from, to): (i32, i32)) -> String {
    let year = |year: i32| {
        if year > 0 {
            year.to_string()
        } else {
            format!("{} BCE", 1 - year)
        }
    };
    if from == to {
        year(from)
    } else {
        format!("{}–{}", year(from), year(to))
    }
}

fn chosen(house: &House, question: &Question, base: &str) -> Vec<SearchChoice> {
    let mut chosen = Vec::new();
    let mut add = |label: &str, value: String, without: Question| {
        chosen.push(SearchChoice {
            label: label.to_owned(),
            value,
            href: without.href(base),
        });
    };
    if let Some(edition) = &question.edition {
        let title = house
            .lookup
            .as_ref()
            .and_then(|lookup| lookup.index().title(edition));
        let title = title.unwrap_or_else(|| edition.clone());
        add(key!("Edition"), title, question.with(|q| q.edition = None));
    }
    for (facet, value) in &question.facets {
        let without = question.choosing(*facet, None);
        add(facet_label(*facet), value_label(*facet, value), without);
    }
    if question.from.is_some() || question.to.is_some() {
        let year = |year: Option<i32>| year.map_or("…".to_owned(), |year| years((year, year)));
        let value = format!("{} to {}", year(question.from), year(question.to));
        let without = question.with(|q| (q.from, q.to) = (None, None));
        add(key!("Written"), value, without);
    }
    // One field stands in the form already.
    if question.fields.len() > 1 {
        let names: Vec<String> = question
            .fields
            .iter()
            .map(|f| value_label(Facet::Field, f.word()))
            .collect();
        add(
            key!("In"),
            names.join(", "),
            question.choosing(Facet::Field, None),
        );
    }
    chosen
}

fn facets(house: &House, question: &Question, found: &Found, base: &str) -> Vec<SearchFacet> {
    let mut facets = Vec::new();
    for facet in [
        Facet::Field,
        Facet::Author,
        Facet::Language,
        Facet::Century,
        Facet::Witness,
    ] {
        let values = found
            .facets
            .get(&facet)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let is_chosen = question.facets.iter().any(|(one, _)| *one == facet);
        // One value that all have is no choice.
        let tells = values.len() > 1
            || values
                .iter()
                .any(|(_, count)| (*count as usize) < found.total);
        if is_chosen || values.is_empty() || !tells {
            continue;
        }
        let shown = values
            .iter()
            .take(OF_A_FACET)
            .map(|(value, count)| SearchValue {
                label: value_label(facet, value),
                href: question.choosing(facet, Some(value)).href(base),
                count: *count,
            });
        facets.push(SearchFacet {
            label: facet_label(facet).to_owned(),
            values: shown.collect(),
            more: values.len().saturating_sub(OF_A_FACET),
        });
    }
    if question.edition.is_none() && found.editions.len() > 1 {
        let titles: BTreeMap<&str, &str> = found
            .pieces
            .iter()
            .map(|piece| (piece.shown.edition.as_str(), piece.shown.title.as_str()))
            .collect();
        let title = |id: &str| -> String {
            let known = titles
                .get(id)
                .filter(|title| !title.is_empty())
                .map(|t| (*t).to_owned());
            let asked = || house.lookup.as_ref()?.index().title(id);
            known.or_else(asked).unwrap_or_else(|| id.to_owned())
        };
        let shown = found
            .editions
            .iter()
            .take(OF_A_FACET)
            .map(|(id, count)| SearchValue {
                label: shortened_title(&title(id)),
                href: question.with(|q| q.edition = Some(id.clone())).href(base),
                count: *count,
            });
        facets.insert(
            0,
            SearchFacet {
                label: key!("Edition").to_owned(),
                values: shown.collect(),
                more: found.editions.len().saturating_sub(OF_A_FACET),
            },
        );
    }
    facets
}

fn shortened_title(title: &str) -> String {
    match title.char_indices().nth(70) {
        Some((end, _)) => format!("{}…", title[..end].trim_end()),
        None => title.to_owned(),
    }
}

fn facet_label(facet: Facet) -> &'static str {
    match facet {
        Facet::Field => key!("In"),
        Facet::Author => key!("Author"),
        Facet::Language => key!("Language"),
        Facet::Century => key!("Century"),
        Facet::Witness => key!("Witness"),
    }
}

fn value_label(facet: Facet, value: &str) -> String {
    match facet {
        Facet::Field => match value {
            "text" => key!("Text"),
            "readings" => key!("Readings"),
            "notes" => key!("Notes"),
            _ => key!("Headers"),
        }
        .to_owned(),
        Facet::Language => language_name(value).unwrap_or(value).to_owned(),
        Facet::Century => century(value),
        Facet::Author | Facet::Witness => value.to_owned(),
    }
}

/// `15th`, `1st BCE`.
fn century(value: &str) -> String {
    let Ok(century) = value.parse::<i32>() else {
        return value.to_owned();
    };
    let number = century.abs();
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    let era = if century < 0 { " BCE" } else { "" };
    format!("{number}{ending}{era}")
}

/// The same search with another word.
fn suggestions(question: &Question, result: &Result, base: &str) -> Vec<Way> {
    let mut ways = Vec::new();
    for (word, near) in &result.near {
        for suggestion in near {
            if !question.query.contains(word.as_str()) {
                continue;
            }
            let query = question.query.replacen(word.as_str(), &suggestion.word, 1);
            ways.push(Way {
                href: question.with(|q| q.query.clone_from(&query)).href(base),
                label: query,
            });
        }
    }
    ways
}

/// A table: RFC 4180, with a head.
pub fn table(addresses: &Addresses, question: &Question, result: &Result) -> String {
    let mut table = "edition,version,title,reference,href,field,witnesses,lemma,language,from,to,before,found,after\r\n".to_owned();
    let Some(found) = &result.found else {
        return table;
    };
    for told in told(addresses, question, result, found, usize::MAX) {
        let (shown, line) = (&told.piece.shown, &told.line);
        let year = |year: Option<i32>| year.map(|year| year.to_string()).unwrap_or_default();
        let cells = [
            shown.edition.clone(),
            shown.version.to_string(),
            shown.title.clone(),
            line.label.clone(),
            line.href.clone(),
            told.piece.field.word().to_owned(),
            shown.witnesses.join(" "),
            shown
                .of
                .clone()
                .filter(|_| told.piece.field == Field::Readings)
                .unwrap_or_default(),
            shown.language.clone().unwrap_or_default(),
            year(shown.years.map(|years| years.0)),
            year(shown.years.map(|years| years.1)),
            line.before.clone(),
            line.found.clone(),
            line.after.clone(),
        ];
        let cells = cells.map(|cell| quoted(&cell));
        table.push_str(&cells.join(","));
        table.push_str("\r\n");
    }
    table
}

/// A cell. What a program that calculates would run is led by an apostrophe.
pub fn quoted(cell: &str) -> String {
    let runs = cell.starts_with(['=', '+', '@', '\t', '\r'])
        || cell.starts_with("-")
            && cell.len() > 1
            && !cell[1..].starts_with(|c: char| c.is_ascii_digit());
    let cell = if runs {
        format!("'{cell}")
    } else {
        cell.to_owned()
    };
    if cell.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

/// For programs.
pub fn json(addresses: &Addresses, question: &Question, result: &Result) -> String {
    let base = addresses.search_file(".json");
    let asked: serde_json::Map<String, Value> = {
        let mut asked = serde_json::Map::new();
        for (name, value) in question.pairs() {
            match asked.get_mut(&name) {
                Some(Value::Array(values)) => values.push(value.into()),
                _ if name == "in" => {
                    asked.insert(name, json!([value]));
                }
                _ => {
                    asked.insert(name, value.into());
                }
            }
        }
        asked
    };
    let mut answer = json!({ "asked": asked, "remarks": result.remarks });
    let near = result.near.iter().map(|(word, near)| {
        let near: Vec<Value> = near
            .iter()
            .map(|n| json!({"word": n.word, "passages": n.pieces}))
            .collect();
        json!({"word": word, "near": near})
    });
    answer["suggestions"] = near.collect();
    let Some(found) = &result.found else {
        return format!("{answer}\n");
    };
    answer["total"] = found.total.into();
    answer["more"] = found.more.into();
    let counted = |values: &[(String, u32)]| -> Value {
        values
            .iter()
            .map(|(value, count)| json!({"value": value, "passages": count}))
            .collect()
    };
    let mut facets = json!({ "edition": counted(&found.editions) });
    for (facet, values) in &found.facets {
        facets[facet.word()] = counted(values);
    }
    answer["facets"] = facets;
    let places = told(addresses, question, result, found, usize::MAX).into_iter().map(|told| {
        let (shown, line) = (&told.piece.shown, told.line);
        let lemma = shown.of.as_ref().filter(|_| told.piece.field == Field::Readings);
        json!({
            "edition": shown.edition, "version": shown.version, "title": shown.title,
            "reference": line.label, "href": line.href, "in": told.piece.field.word(),
            "witnesses": shown.witnesses, "lemma": lemma, "language": shown.language,
            "years": shown.years, "before": line.before, "found": line.found, "after": line.after,
        })
    });
    answer["places"] = places.collect();
    let pages = found.total.div_ceil(ON_A_PAGE);
    let next = (question.page < pages).then(|| {
        let mut next = question.clone();
        next.page += 1;
        next.href(&base)
    });
    answer["next"] = next.into();
    format!("{answer}\n")
}
