//! The Publication Manual of the American Psychological Association.

use super::super::line::Line;
use super::super::name::Name;
use super::About;
use super::names;

/// An entry of the references; a passage stands with the version.
pub fn cite(about: &About<'_>) -> Line {
    let mut line = Line::default();
    let record = about.record;
    let is_headed = about.is_headed_by_editors();
    let date = about.date().map_or("n.d.", |date| date.year_or_words());
    let date = format!("({date})");
    if is_headed {
        let role = about.heads(["(Ed.)", "(Eds.)"], ["(Ed. & Trans.)", "(Eds. & Trans.)"]);
        line.say(&heading(&record.editors)).say(" ").say(role);
        line.stop().say(" ").say(&date);
    } else if !record.authors.is_empty() {
        line.say(&heading(&record.authors));
        line.stop().say(" ").say(&date);
    }
    line.sentence("");
    about.title(&mut line);
    let particulars = particulars(about, is_headed);
    if !particulars.is_empty() {
        line.say(&format!(" ({})", particulars.join("; ")));
    }
    if record.authors.is_empty() && record.editors.is_empty() {
        // Without anybody the title comes first, and the date after it.
        line.stop().say(" ").say(&date);
    }
    if let Some(publisher) = record.publisher() {
        line.sentence(publisher);
    }
    line.stop();
    about.end(&mut line, "");
    line
}

/// `J. Roe, Ed.`, `Version 3, 1.2.14`.
fn particulars(about: &About<'_>, is_headed: bool) -> Vec<String> {
    let people = |(role, people): (&str, &[Name])| {
        let names: Vec<String> = people
            .iter()
            .map(|name| names::form(name, Name::initials_first))
            .collect();
        let names = match names.as_slice() {
            [first, second] => format!("{first} & {second}"),
            [rest @ .., last] if !rest.is_empty() => format!("{}, & {last}", rest.join(", ")),
            names => names.concat(),
        };
        format!("{names}, {role}")
    };
    let editor = about.heads(["Ed.", "Eds."], ["Ed. & Trans.", "Eds. & Trans."]);
    let hands = about.hands([editor, "Trans.", editor], is_headed);
    let hands = hands.into_iter().map(people);
    let version = about.version.as_deref().map(super::capitalised);
    let edition: Vec<String> = [version, about.place.clone()]
        .into_iter()
        .flatten()
        .collect();
    let edition = Some(edition.join(", ")).filter(|words| !words.is_empty());
    hands.chain(edition).collect()
}

/// Up to twenty names; of more the first nineteen and the last.
fn heading(people: &[Name]) -> String {
    let names: Vec<String> = people
        .iter()
        .map(|name| names::form(name, Name::inverted_initials))
        .collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        many if many.len() > 20 => format!("{}, … {}", many[..19].join(", "), many[many.len() - 1]),
        [rest @ .., last] => format!("{}, & {last}", rest.join(", ")),
    }
}
