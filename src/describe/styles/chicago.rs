//! The Chicago Manual of Style.

use super::super::line::Line;
use super::super::name::Name;
use super::About;
use super::names;

/// An entry of the bibliography, or a note for a passage.
pub fn cite(about: &About<'_>) -> Line {
    match &about.place {
        Some(place) => note(about, place),
        None => entry(about),
    }
}

fn entry(about: &About<'_>) -> Line {
    let mut line = Line::default();
    let record = about.record;
    let is_headed = about.is_headed_by_editors();
    if is_headed {
        let role = about.heads(["ed.", "eds."], ["ed. and trans.", "eds. and trans."]);
        line.say(&heading(&record.editors)).say(", ").say(role);
    } else {
        line.say(&heading(&record.authors));
    }
    line.sentence("");
    about.title(&mut line);
    let words = ["Edited", "Translated", "Edited and translated"];
    for (word, people) in about.hands(words, is_headed) {
        let people = names::and(&names::direct(people));
        line.sentence(&format!("{word} by {people}"));
    }
    if let Some(version) = &about.version {
        line.sentence(&super::capitalised(version));
        let date = about.version_date.as_ref().map(|date| date.month_first());
        line.after_comma(&date.unwrap_or_default());
    }
    let imprint = imprint(about);
    if !imprint.is_empty() {
        line.sentence(&imprint);
    }
    line.stop();
    about.end(&mut line, ".");
    line
}

fn note(about: &About<'_>, place: &str) -> Line {
    let mut line = Line::default();
    let record = about.record;
    let (authors, more) = names::shortened(names::direct(&record.authors), 2, 1);
    let more = if more { " et al." } else { "" };
    line.say(&format!("{}{more}", names::and(&authors)));
    line.after_comma("");
    if !line.pieces.is_empty() {
        line.say(", ");
    }
    about.title(&mut line);
    for (word, people) in about.hands(["ed.", "trans.", "ed. and trans."], false) {
        let people = names::and(&names::direct(people));
        line.after_comma(&format!("{word} {people}"));
    }
    line.after_comma(about.version.as_deref().unwrap_or_default());
    let imprint = imprint(about);
    if !imprint.is_empty() {
        line.say(&format!(" ({imprint})"));
    }
    line.after_comma(place);
    match about.cited.address() {
        Some(_) => line.say(","),
        None => line.stop(),
    };
    about.end(&mut line, ".");
    line
}

fn heading(people: &[Name]) -> String {
    let (names, more) = names::shortened(names::first_inverted(people), 6, 3);
    match more {
        true => format!("{}, et al.", names.join(", ")),
        false => names::and_after_inverted(&names),
    }
}

/// `Oxford: Clarendon Press, 1998`; a date alone only where no version is
/// dated.
fn imprint(about: &About<'_>) -> String {
    let record = about.record;
    let publisher = record.publisher();
    let date = match publisher {
        Some(_) => about.date(),
        None => record.published.as_ref(),
    };
    let date = date.map(|date| date.year_or_words().to_owned());
    let parts = [publisher.map(str::to_owned), date];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
