//! In which sets is a record? (§2.6)
//!
//! Two hierarchies that every header can have: the language of the text
//! (`language:lat`, ISO 639-2/B) and the licence (`licence:CC-BY-4.0`, SPDX). Who is
//! in a set is in the one above it.

use crate::describe::Description;
use crate::describe::scheme::spdx;

/// The sets of an edition, with those above them, sorted.
pub fn of(description: &Description) -> Vec<String> {
    let languages = description.language_codes().into_iter();
    let languages = languages.filter(|code| !["mis", "und", "zxx"].contains(code));
    let mut sets: Vec<String> = languages.map(|code| format!("language:{code}")).collect();
    let targets = description
        .rights
        .iter()
        .filter_map(|right| right.target.as_deref());
    sets.extend(
        targets
            .filter_map(spdx)
            .map(|code| format!("licence:{code}")),
    );
    let above: Vec<String> = sets
        .iter()
        .filter_map(|set| set.split_once(':'))
        .map(|(above, _)| above.to_owned())
        .collect();
    sets.extend(above);
    sets.sort();
    sets.dedup();
    sets
}

/// The name of a set for people.
pub fn name(set: &str) -> String {
    match set.split_once(':') {
        Some(("language", code)) => format!("Texts in the language {code} (ISO 639-2)"),
        Some(("licence", code)) => format!("Under the licence {code}"),
        _ if set == "language" => "By language".to_owned(),
        _ if set == "licence" => "By licence".to_owned(),
        _ => set.to_owned(),
    }
}
