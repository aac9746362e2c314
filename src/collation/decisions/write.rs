//! A decision, made of what an editor points at.

use std::ops::Range;

use super::file::Decision;
use super::place::Anchor;
use crate::collate::Witness;

/// Neighbours that are named on each side.
const NEIGHBOURS: usize = 4;

/// Some words of a witness, with their neighbours.
pub fn anchor(witness: &Witness, tokens: Range<usize>) -> Anchor {
    let told = |tokens: Range<usize>| {
        let words: Vec<&str> = tokens.map(|token| witness.words(token)).collect();
        (!words.is_empty()).then(|| words.join(" "))
    };
    let end = witness.len().min(tokens.end + NEIGHBOURS);
    Anchor {
        witness: witness.siglum.clone(),
        words: told(tokens.clone()).unwrap_or_default(),
        after: told(tokens.start.saturating_sub(NEIGHBOURS)..tokens.start),
        before: told(tokens.end..end),
    }
}

impl Decision {
    /// The decision as it stands in a file.
    pub fn to_toml(&self) -> String {
        let mut table = format!("[[decision]]\ndo = \"{}\"\n", self.act.word());
        let keys = keys(&self.anchor());
        let beside = self.beside.as_ref().map(|beside| {
            let keys = self::keys(beside);
            format!("{{ {} }}", keys.join(", "))
        });
        let more = [
            ("of", &self.of),
            ("as", &self.class),
            ("reason", &self.reason),
        ];
        let more = more
            .into_iter()
            .filter_map(|(key, value)| Some(key_of(key, value.as_ref()?)));
        let lines = keys
            .into_iter()
            .chain(beside.map(|beside| format!("beside = {beside}")));
        for line in lines.chain(more) {
            table.push_str(&line);
            table.push('\n');
        }
        table
    }
}

fn keys(anchor: &Anchor) -> Vec<String> {
    let neighbours = [("after", &anchor.after), ("before", &anchor.before)];
    let neighbours = neighbours
        .into_iter()
        .filter_map(|(key, value)| Some(key_of(key, value.as_ref()?)));
    let words = [
        key_of("in", &anchor.witness),
        key_of("words", &anchor.words),
    ];
    words.into_iter().chain(neighbours).collect()
}

fn key_of(key: &str, value: &str) -> String {
    format!("{key} = {}", toml::Value::from(value))
}
