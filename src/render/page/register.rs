//! What do the registers receive?

use serde::Serialize;

use super::super::map::Map;
use super::super::register::LetterView;
use super::{Download, Subject};
use crate::edition::RegisterKind;

/// Where a register of a version stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterAddress {
    /// What it lists.
    pub kind: RegisterKind,
    /// The page.
    pub href: String,
    /// The same as JSON.
    pub json_href: String,
    /// The same as CSV.
    pub csv_href: String,
}

/// A link to a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegisterLink {
    /// What it lists.
    pub kind: RegisterKind,
    /// What it is called.
    pub label: &'static str,
    /// Its address.
    pub href: String,
    /// How many entries it has.
    pub entries: u32,
}

/// `pages/register.html`.
#[derive(Clone, Debug, Serialize)]
pub struct RegisterPage {
    /// The version.
    #[serde(flatten)]
    pub subject: Subject,
    /// What is listed.
    pub kind: RegisterKind,
    /// What the register is called.
    pub title: &'static str,
    /// The registers that have entries.
    pub registers: Vec<RegisterLink>,
    /// A map of places, if the file says where any of them are.
    pub map: Option<Map>,
    /// The entries, by letter.
    pub letters: Vec<LetterView>,
    /// How many entries there are.
    pub entries: u32,
    /// How many passages they have.
    pub passages: u32,
    /// How many passages of an entry are shown before one asks for more.
    pub shown: u32,
    /// The same for programs.
    pub downloads: Vec<Download>,
}
