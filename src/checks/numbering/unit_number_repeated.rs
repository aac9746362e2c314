//! Two units of one division have the same number.
//!
//! Why: passages are cited by these numbers. With two of a kind a citation
//! leads to the first, and the second cannot be cited.
//!
//! Example: `<div n="1"><p n="3">…</p><p n="3">…</p></div>`. Units of different
//! element, type, language or counterpart are counted apart; parts of one unit
//! (`@part`, `@next`, `@prev`) may share its number.
//!
//! What to do: correct the number; if one unit is torn in two, say so with
//! `@part` or `@next` and `@prev`. TEI: CORS.

use rustc_hash::FxHashMap;

use super::super::group::Groups;
use super::super::survey::{Survey, place_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::tei::element::is_division;
use crate::xml::{Element, NodeId};

pub const CODE: Code = "unit-number-repeated";

/// Elements whose number is an address.
const UNITS: &[&str] = &[
    "div", "div1", "div2", "div3", "div4", "div5", "div6", "div7", "p", "ab", "l", "lg",
];

/// Attributes that set two units with the same number apart.
const KINDS: &[&str] = &[
    "type", "subtype", "xml:lang", "corresp", "decls", "ana", "ed", "source", "resp",
];

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let mut groups = Groups::default();
    let mut seen = FxHashMap::default();
    for name in UNITS {
        for unit in survey.named(name) {
            let Some(number) = unit.attribute("n").filter(|n| !n.trim().is_empty()) else {
                continue;
            };
            let Some(division) = division(unit).filter(|_| !is_part(unit)) else {
                continue;
            };
            let key = (*name, division, kind(unit), number.clone());
            if seen.insert(key, ()).is_some() {
                let message = format!("`{name}` number `{number}` stands twice in this division");
                let finding = Diagnostic::warning(CODE, place_of(unit, "n"), message);
                let hint = "correct it; for one unit in two parts, add `@part`";
                groups.add(*name, finding.hint(hint));
            }
        }
    }
    groups.report(findings);
}

/// The division, or what else counts for itself, around a unit. `None` where
/// nobody counts: in notes, quotations and variant readings, whose numbers are
/// those of other texts, and in the header.
fn division(unit: Element<'_>) -> Option<NodeId> {
    for around in unit.ancestors() {
        match around.name() {
            "note" | "quote" | "q" | "cit" | "rdg" | "lem" | "teiHeader" | "standOff" => {
                return None;
            }
            // Verses are counted through a scene, prose hardly ever.
            "sp" if !unit.is("l") => return None,
            "lg" if unit.is("lg") || around.attribute("n").is_some() => return Some(around.id()),
            "body" | "front" | "back" | "text" | "floatingText" | "group" | "item" | "cell" => {
                return Some(around.id());
            }
            name if is_division(name) => return Some(around.id()),
            _ => {}
        }
    }
    None
}

fn is_part(unit: Element<'_>) -> bool {
    let torn = ["part", "next", "prev", "sameAs", "copyOf"];
    let value = |name: &&str| unit.attribute(name).is_some_and(|value| value != "N");
    torn.iter().any(value)
}

fn kind(unit: Element<'_>) -> String {
    let value = |name: &&str| unit.attribute(name).unwrap_or_default().into_owned();
    KINDS.iter().map(value).collect::<Vec<_>>().join("\u{1f}")
}
