//! What is an element by its name alone?
//!
//! The same few questions are asked of every element many times: they are answered
//! once for each name of a document.

use super::element::{BLOCKS, EITHER, HOLD_PARAGRAPHS, is_division};
use super::parting::{APART, HOLD_PARTS, MAY_HOLD_PARTS, PARTS};
use crate::xml::Element;

/// What a name of the TEI says about all elements that have it; empty for names of
/// other vocabularies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traits(u32);

impl Traits {
    /// It is a name of the TEI, or of no namespace.
    pub const TEI: Self = Self(1);
    /// It breaks the line wherever it stands.
    pub const BLOCK: Self = Self(1 << 1);
    /// It breaks the line where paragraphs stand, and runs on within one.
    pub const EITHER: Self = Self(1 << 2);
    /// Paragraphs stand in it.
    pub const HOLDS_PARAGRAPHS: Self = Self(1 << 3);
    /// `lb`, `pb`, `cb`, `gb`, `milestone`.
    pub const BREAK: Self = Self(1 << 4);
    /// No side of the text has it where it stands.
    pub const BESIDE: Self = Self(1 << 5);
    /// The reading side leaves it out.
    pub const NOT_READ: Self = Self(1 << 6);
    /// The witness side leaves it out.
    pub const NOT_WRITTEN: Self = Self(1 << 7);
    /// `app`.
    pub const APP: Self = Self(1 << 8);
    /// `rdgGrp`.
    pub const GROUP: Self = Self(1 << 9);
    /// `lem` or `rdg`.
    pub const READING: Self = Self(1 << 10);
    /// `choice`.
    pub const CHOICE: Self = Self(1 << 11);
    /// An editor's doing that may make an entry.
    pub const EDITORIAL: Self = Self(1 << 12);
    /// `p`, `ab`, `l`, `lg`, `head`, `line`: what makes of that around it a group.
    pub const GROUPED: Self = Self(1 << 13);
    /// It may be a citable unit.
    pub const UNIT: Self = Self(1 << 14);
    /// `listApp`.
    pub const LIST_APP: Self = Self(1 << 15);
    /// `note`.
    pub const NOTE: Self = Self(1 << 16);
    /// `rt`, `rp`: how the words beside it are read (ruby).
    pub const READING_AID: Self = Self(1 << 17);
    /// `add`.
    pub const ADD: Self = Self(1 << 18);
    /// It holds elements alone, each of which says something of its own.
    pub const HOLDS_PARTS: Self = Self(1 << 19);
    /// It may hold text, and where it holds none, parts.
    pub const MAY_HOLD_PARTS: Self = Self(1 << 20);
    /// It says something of its own.
    pub const PART: Self = Self(1 << 21);
    /// What stands before it and after it are two words, wherever it stands.
    pub const APART: Self = Self(1 << 22);

    /// It says how the text is to be read, and is none of it.
    pub const ASIDE: Self = Self(1 << 23);

    fn of(name: &str) -> Self {
        let mut traits = Self::TEI.0;
        let mut add = |has: bool, which: Self| traits |= if has { which.0 } else { 0 };
        add(BLOCKS.binary_search(&name).is_ok(), Self::BLOCK);
        add(EITHER.binary_search(&name).is_ok(), Self::EITHER);
        let holds = is_division(name) || HOLD_PARAGRAPHS.binary_search(&name).is_ok();
        add(holds, Self::HOLDS_PARAGRAPHS);
        let breaks = matches!(name, "lb" | "pb" | "cb" | "gb" | "milestone");
        add(breaks, Self::BREAK);
        let beside = ["note", "noteGrp", "teiHeader", "witDetail", "listApp"];
        add(beside.contains(&name), Self::BESIDE);
        add(matches!(name, "fw" | "surplus" | "del"), Self::NOT_READ);
        add(name == "supplied", Self::NOT_WRITTEN);
        add(name == "app", Self::APP);
        add(name == "rdgGrp", Self::GROUP);
        add(matches!(name, "lem" | "rdg"), Self::READING);
        add(name == "choice", Self::CHOICE);
        let editorial = ["choice", "sic", "surplus", "supplied"];
        add(editorial.contains(&name), Self::EDITORIAL);
        let grouped = ["p", "ab", "l", "lg", "head", "line"];
        add(grouped.contains(&name), Self::GROUPED);
        let formal = ["opener", "closer", "byline", "postscript"];
        let named = matches!(name, "trailer" | "titlePart") || formal.contains(&name);
        add(grouped.contains(&name) || named, Self::UNIT);
        add(name == "listApp", Self::LIST_APP);
        add(name == "note", Self::NOTE);
        add(matches!(name, "rt" | "rp"), Self::READING_AID);
        add(name == "metamark", Self::ASIDE);
        add(name == "add", Self::ADD);
        let holds_parts = HOLD_PARTS.binary_search(&name).is_ok();
        add(holds_parts, Self::HOLDS_PARTS);
        let may_hold_parts = MAY_HOLD_PARTS.binary_search(&name).is_ok();
        add(may_hold_parts, Self::MAY_HOLD_PARTS);
        add(PARTS.binary_search(&name).is_ok(), Self::PART);
        add(APART.binary_search(&name).is_ok(), Self::APART);
        Self(traits)
    }

    /// Both of these.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it has one of these.
    pub fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }
}

/// What the name of `element` says about it.
pub fn traits(element: Element<'_>) -> Traits {
    Traits(element.traits(|name| Traits::of(name).0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_other_vocabularies_say_nothing() {
        let xml = b"<text><p><x:p xmlns:x='urn:x'/><app/></p></text>";
        let tree = crate::xml::read("t.xml", xml).expect("well formed").value;
        let of = |name: &str| {
            let mut all = tree.nodes().filter_map(|node| node.element());
            all.find(|element| element.qualified_name() == name)
                .map(traits)
        };
        assert!(of("p").is_some_and(|p| p.has(Traits::BLOCK) && p.has(Traits::UNIT)));
        assert_eq!(of("x:p"), Some(Traits::default()));
        let app = of("app").unwrap_or_default();
        assert!(app.has(Traits::APP.and(Traits::GROUP)) && !app.has(Traits::BLOCK));
    }
}
