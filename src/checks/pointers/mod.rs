//! What is odd about ids and pointers?

mod id_duplicate;
mod id_not_a_name;
mod pointer_dangling;
mod pointer_malformed;
mod pointer_prefix_undeclared;

use super::Rule;
use super::rule::table;

pub const RULES: &[Rule] = table![
    id_duplicate,
    id_not_a_name,
    pointer_dangling,
    pointer_malformed,
    pointer_prefix_undeclared,
];
