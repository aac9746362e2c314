//! What is odd about the notes?

mod note_without_anchor;

use super::Rule;
use super::rule::table;

pub const RULES: &[Rule] = table![note_without_anchor];
