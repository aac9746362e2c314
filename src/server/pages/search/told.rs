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
use crate::search::index::Counted;
use crate::search::lines::lines;
use crate::search::{Facet, Field, Finder, Found, FoundPiece};
use crate::server::addresses::Addresses;
use crate::server::state::House;
use crate::wording::{Said, Wording};
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
        remarks: result
            .remarks
            .iter()
            .map(|said| house.wording.say(said))
            .collect(),
        suggestions: suggestions(question, &result, &base),
        csv_href: question.with(|_| ()).href(&addresses.search_file(".csv")),
        json_href: question.with(|_| ()).href(&addresses.search_file(".json")),
        ..Searched::default()
    };
    let Some(found) = &result.found else {
        return searched;
    };
    searched.sentence = house.wording.say(&sentence(found));
    searched.groups = groups((addresses, &house.wording), question, &result, found);
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
        let range = said!(
            "{first}–{last} of {total}",
            first = first + 1,
            last = last,
            total = number(found)
        );
        searched.range = house.wording.say(&range);
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
    match (found.total, found.editions.of, found.more) {
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
    (addresses, wording): (&Addresses, &Wording),
    question: &Question,
    result: &Result,
    found: &Found,
) -> Vec<SearchGroup> {
    let mut groups: Vec<SearchGroup> = Vec::new();
    for told in told((addresses, wording), question, result, found, OF_A_PASSAGE) {
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
                years: shown
                    .years
                    .map_or_else(String::new, |shown| wording.say(&years(shown))),
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
    (addresses, wording): (&Addresses, &Wording),
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
            let (mut label, href) = place(addresses, piece, line.at, &marks);
            if piece.field == Field::Header {
                label = wording.word(&label).to_owned();
            }
            told.push(Told {
                piece,
                line: SearchLine {
                    href,
                    label,
                    standing: standing(piece.field),
                    told: wording.say(&standing_in_words(piece)),
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

fn standing_in_words(piece: &FoundPiece) -> Said {
    let shown = &piece.shown;
    let of = shown.of.as_deref().unwrap_or_default();
    match piece.field {
        Field::Text => "".into(),
        Field::Readings => {
            let who = match shown.witnesses.join(" ") {
                who if who.is_empty() => said!("in a reading"),
                who => said!("in a reading of {sigla}", sigla = who),
            };
            match of {
                "" => who,
                of => said!("{place}, for “{lemma}”", place = who, lemma = shortened(of)),
            }
        }
        Field::Notes => said!("in a note"),
        Field::Header => said!("in the header"),
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
pub fn years((from, to): (i32, i32)) -> Said {
    let (first, last) = (year(from), year(to));
    match from == to {
        true => first,
        false => said!("{first}–{last}", first = first, last = last),
    }
}

fn year(year: i32) -> Said {
    match u32::try_from(year) {
        Ok(year) if year > 0 => year.to_string().into(),
        _ => said!("{year} BCE", year = (1 - i64::from(year)).to_string()),
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
        let value = house.wording.say(&value_label(*facet, value));
        add(facet_label(*facet), value, without);
    }
    if question.from.is_some() || question.to.is_some() {
        let end = |end: Option<i32>| end.map_or_else(|| "…".into(), year);
        let value = said!(
            "{first} to {last}",
            first = end(question.from),
            last = end(question.to)
        );
        let value = house.wording.say(&value);
        let without = question.with(|q| (q.from, q.to) = (None, None));
        add(key!("Written"), value, without);
    }
    // One field stands in the form already.
    if question.fields.len() > 1 {
        let names: Vec<String> = question
            .fields
            .iter()
            .map(|f| house.wording.say(&value_label(Facet::Field, f.word())))
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
        let Some(counted) = found.facets.get(&facet) else {
            continue;
        };
        let values = &counted.values;
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
                label: house.wording.say(&value_label(facet, value)),
                href: question.choosing(facet, Some(value)).href(base),
                count: *count,
            });
        facets.push(SearchFacet {
            label: facet_label(facet).to_owned(),
            values: shown.collect(),
            more: counted.of.saturating_sub(OF_A_FACET),
        });
    }
    if question.edition.is_none() && found.editions.of > 1 {
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
            .values
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
                more: found.editions.of.saturating_sub(OF_A_FACET),
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

fn value_label(facet: Facet, value: &str) -> Said {
    match facet {
        Facet::Field => match value {
            "text" => said!("Text"),
            "readings" => said!("Readings"),
            "notes" => said!("Notes"),
            _ => said!("Headers"),
        },
        Facet::Language => language_name(value).unwrap_or(value).into(),
        Facet::Century => century(value),
        Facet::Author | Facet::Witness => Said::new("{name}", vec![("name", value.into())]),
    }
}

/// `15th`, `1st BCE`.
fn century(value: &str) -> Said {
    let Ok(century) = value.parse::<i32>() else {
        return value.into();
    };
    let number = (century.unsigned_abs() as usize).checked_sub(1);
    let name = match number.and_then(|at| CENTURIES.get(at)) {
        Some(name) => Said::from(*name),
        None => century.unsigned_abs().to_string().into(),
    };
    match century < 0 {
        true => said!("{century} BCE", century = name),
        false => name,
    }
}

/// Centuries by their number.
const CENTURIES: [&str; 21] = [
    key!("1st"),
    key!("2nd"),
    key!("3rd"),
    key!("4th"),
    key!("5th"),
    key!("6th"),
    key!("7th"),
    key!("8th"),
    key!("9th"),
    key!("10th"),
    key!("11th"),
    key!("12th"),
    key!("13th"),
    key!("14th"),
    key!("15th"),
    key!("16th"),
    key!("17th"),
    key!("18th"),
    key!("19th"),
    key!("20th"),
    key!("21st"),
];

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
    let english = Wording::default();
    let mut table = "edition,version,title,reference,href,field,witnesses,lemma,language,from,to,before,found,after\r\n".to_owned();
    let Some(found) = &result.found else {
        return table;
    };
    for told in told((addresses, &english), question, result, found, usize::MAX) {
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
    let english = Wording::default();
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
    let remarks: Vec<String> = result.remarks.iter().map(Said::to_string).collect();
    let mut answer = json!({ "asked": asked, "remarks": remarks });
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
    let counted = |counted: &Counted| -> Value {
        counted
            .values
            .iter()
            .map(|(value, count)| json!({"value": value, "passages": count}))
            .collect()
    };
    let mut facets = json!({ "edition": counted(&found.editions) });
    for (facet, values) in &found.facets {
        facets[facet.word()] = counted(values);
    }
    answer["facets"] = facets;
    let places = told((addresses, &english), question, result, found, usize::MAX).into_iter().map(|told| {
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
