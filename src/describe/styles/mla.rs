//! The MLA Handbook: elements in a row, separated by commas.

use super::super::line::Line;
use super::super::name::Name;
use super::About;
use super::names;

/// An entry of works cited; the passage stands where pages do.
pub fn cite(about: &About<'_>) -> Line {
    let mut line = Line::default();
    let record = about.record;
    let headed_by_editors = record.authors.is_empty() && !record.editors.is_empty();
    if headed_by_editors {
        let role = if record.editors.len() > 1 {
            "editors"
        } else {
            "editor"
        };
        line.say(&heading(&record.editors)).say(", ").say(role);
    } else {
        line.say(&heading(&record.authors));
    }
    line.sentence("");
    about.title(&mut line);
    line.stop();
    let elements = elements(about, headed_by_editors);
    if let Some((first, rest)) = elements.split_first() {
        line.say(" ").say(&super::capitalised(first));
        for element in rest {
            line.after_comma(element);
        }
    }
    if about.cited.address().is_some() {
        line.say(if elements.is_empty() { "" } else { "," });
    } else {
        line.stop();
    }
    about.end(&mut line, ".");
    line
}

fn elements(about: &About<'_>, headed_by_editors: bool) -> Vec<String> {
    let record = about.record;
    let people = |word: &str, people: &[Name]| {
        (!people.is_empty()).then(|| format!("{word} {}", names::and(&names::direct(people))))
    };
    let editors = people("edited by", &record.editors).filter(|_| !headed_by_editors);
    let elements = [
        editors,
        people("translated by", &record.translators),
        about.version.clone(),
        record.publisher().map(str::to_owned),
        about.date().map(|date| date.short()),
        about.place.clone(),
    ];
    elements.into_iter().flatten().collect()
}

fn heading(people: &[Name]) -> String {
    let names = names::first_inverted(people);
    match names.as_slice() {
        [first, _, _, ..] => format!("{first}, et al."),
        names => names::and_after_inverted(names),
    }
}
