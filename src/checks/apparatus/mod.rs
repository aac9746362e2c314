//! What is odd in the apparatus and the list of witnesses?

mod app_without_readings;
mod lemma_empty;
mod lemma_not_in_text;
mod location_unknown;
mod passage_backwards;
mod reading;
mod reading_equals_lemma;
mod reading_repeated;
mod reading_without_source;
mod siglum_without_hash;
mod witness_list_empty;
mod witness_never_cited;
mod witness_undeclared;

use super::Rule;
use super::rule::table;

pub const RULES: &[Rule] = table![
    witness_list_empty,
    witness_undeclared,
    witness_never_cited,
    siglum_without_hash,
    app_without_readings,
    lemma_empty,
    lemma_not_in_text,
    location_unknown,
    passage_backwards,
    reading_equals_lemma,
    reading_repeated,
    reading_without_source,
];
