//! The MLA Handbook: elements in a row, separated by commas.

use super::super::line::Line;
use super::super::name::Name;
use super::About;
use super::names;

/// An entry of works cited; the passage stands where pages do.
pub fn cite(about: &About<'_>) -> Line {
    let mut line = Line::default();
    let record = about.record;
    let is_headed = about.is_headed_by_editors();
    if is_headed {
        let role = about.heads(
            ["editor", "editors"],
            ["editor and translator", "editors and translators"],
        );
        line.say(&heading(&record.editors)).say(", ").say(role);
    } else {
        line.say(&heading(&record.authors));
    }
    line.sentence("");
    about.title(&mut line);
    line.stop();
    let elements = elements(about, is_headed);
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

fn elements(about: &About<'_>, is_headed: bool) -> Vec<String> {
    let words = ["edited by", "translated by", "edited and translated by"];
    let hands = about.hands(words, is_headed).into_iter();
    let hands =
        hands.map(|(word, people)| format!("{word} {}", names::and(&names::direct(people))));
    let elements = [
        about.version.clone(),
        about.record.publisher().map(str::to_owned),
        about.date().map(|date| date.short()),
        about.place.clone(),
    ];
    hands.chain(elements.into_iter().flatten()).collect()
}

fn heading(people: &[Name]) -> String {
    let names = names::first_inverted(people);
    match names.as_slice() {
        [first, _, _, ..] => format!("{first}, et al."),
        names => names::and_after_inverted(names),
    }
}
