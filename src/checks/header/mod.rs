//! What does the header not say?

mod header_missing;
mod licence_missing;
mod responsibility_missing;
mod title_missing;

use super::Rule;
use super::rule::table;
use super::survey::Survey;
use crate::xml::Element;

pub const RULES: &[Rule] = table![
    header_missing,
    title_missing,
    responsibility_missing,
    licence_missing,
];

/// The header of a whole document: that of the root. Fragments and documents
/// without one cannot be asked what it says.
fn header<'t>(survey: &Survey<'t>) -> Option<Element<'t>> {
    let root = survey.tree().root();
    survey.is_whole().then(|| root.child("teiHeader")).flatten()
}
