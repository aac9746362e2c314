//! What is odd about numbers of pages and units?

mod page_out_of_order;
mod page_repeated;
mod pages;
mod unit_number_repeated;

use super::Rule;
use super::rule::table;

pub const RULES: &[Rule] = table![page_repeated, page_out_of_order, unit_number_repeated];
