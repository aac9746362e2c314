//! Which character does a name of the public entity sets stand for?
//!
//! Files of TEI P4 and earlier write `&eacute;` and leave it to a DTD, which
//! lies elsewhere and is never fetched, to say what that is. The names are
//! those of public sets, so their characters are known; `characters.tsv` has
//! them, and says from where.

use std::sync::OnceLock;

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Standard {
    /// Its characters: nearly always one.
    pub text: String,
    /// What another published mapping of the same set gives.
    pub otherwise: Option<String>,
}

/// The characters that the entity `name` stands for in the public sets.
pub(super) fn standard(name: &str) -> Option<Standard> {
    let table = table();
    let at = table.binary_search_by(|(known, _)| known.cmp(&name)).ok()?;
    let mut columns = table[at].1.split('\t').map(characters);
    Some(Standard {
        text: columns.next().flatten()?,
        otherwise: columns.next().flatten(),
    })
}

/// Names with what stands behind them on their line, sorted by name.
fn table() -> &'static [(&'static str, &'static str)] {
    static TABLE: OnceLock<Vec<(&str, &str)>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines = include_str!("characters.tsv").lines();
        let lines = lines.filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| line.split_once('\t')).collect()
    })
}

/// `text` as references that any XML file may hold: `&#xE9;`.
pub(super) fn as_references(text: &str) -> String {
    text.chars()
        .map(|c| format!("&#x{:X};", u32::from(c)))
        .collect()
}

fn characters(codes: &str) -> Option<String> {
    let code = |code| u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
    codes.split(' ').map(code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::is_character;

    #[test]
    fn the_table_is_sorted_and_whole() {
        let table = table();
        assert!(table.len() > 2_000);
        assert!(table.is_sorted_by(|(a, _), (b, _)| a < b));
        for (name, _) in table {
            let found = standard(name).expect(name);
            assert!(!found.text.is_empty() && found.text.chars().all(is_character));
        }
    }

    #[test]
    fn names_of_each_set_are_known() {
        for (name, text) in [
            ("eacute", "é"),
            ("scaron", "š"),
            ("dagger", "†"),
            ("mdash", "—"),
            ("agr", "α"),
            ("ohacgr", "ώ"),
            ("epsi", "ε"),
            ("b.alpha", "α"),
            ("acy", "а"),
            ("djcy", "ђ"),
            ("breve", "˘"),
            ("frac12", "½"),
            ("thorn", "þ"),
            ("aelig", "æ"),
            ("prime", "′"),
        ] {
            assert_eq!(standard(name).expect(name).text, text, "{name}");
        }
        assert_eq!(
            standard("star").expect("star").otherwise.as_deref(),
            Some("⋆")
        );
        for unknown in ["", "amp", "nosuchname", "eacut"] {
            assert_eq!(standard(unknown), None);
        }
    }
}
