//! As scholars cite a critical edition: author, title, passage, editor.

use super::super::line::Line;
use super::super::name::Name;
use super::About;
use super::names;

/// `Lamb, Elia 1.2.14, ed. Roe, version 3 (14 March 2026).`
pub fn cite(about: &About<'_>) -> Line {
    let mut line = Line::default();
    let record = about.record;
    let family = |people: &[Name]| {
        let names: Vec<String> = people
            .iter()
            .map(|name| names::form(name, |name| name.family().to_owned()))
            .collect();
        let (names, more) = names::shortened(names, 3, 1);
        let names = names::and(&names);
        if more {
            format!("{names} et al.")
        } else {
            names
        }
    };
    line.say(&family(&record.authors));
    if !line.pieces.is_empty() {
        line.say(", ");
    }
    about.title(&mut line);
    if let Some(place) = &about.place {
        line.say(" ").say(place);
    }
    for (word, people) in about.hands(["ed.", "trans.", "ed. and trans."], false) {
        line.after_comma(&format!("{word} {}", family(people)));
    }
    line.after_comma(about.version.as_deref().unwrap_or_default());
    let date = about.version_date.as_ref().or(record.published.as_ref());
    if let Some(date) = date {
        line.say(&format!(" ({})", date.day_first()));
    }
    line.stop();
    about.end(&mut line, "");
    line
}
