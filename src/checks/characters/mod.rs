//! Which characters should not stand in a text?

mod character_direction;
mod character_private;
mod character_replacement;
mod entity_escaped_twice;
mod find;

use super::Rule;
use super::rule::table;

pub const RULES: &[Rule] = table![
    character_replacement,
    character_private,
    character_direction,
    entity_escaped_twice,
];
