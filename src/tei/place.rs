//! On which page stands what somebody asks for?

use super::Document;
use super::citation::CitedUnit;
use crate::xml::NodeId;

/// A passage as a place on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The part, by its index.
    pub part: usize,
    /// Whether the part itself was asked for.
    pub whole: bool,
    /// The id in HTML at which the passage begins, if it has one.
    pub id: Option<String>,
    /// For a range, the id at which its last unit begins.
    pub to: Option<String>,
}

/// What there is instead of a passage that is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// The reference of the nearest unit that would be around it.
    pub around: Option<String>,
    /// References in that unit, those most like it first.
    pub near: Vec<String>,
}

/// Neighbours that are told.
const MOST_NEAR: usize = 5;

/// Units that are compared, to find them.
const MOST_COMPARED: usize = 20_000;

impl Document {
    /// The place that a reference, a range, an `xml:id` or an id in HTML names.
    pub fn locate(&self, wanted: &str) -> Option<Located> {
        let divided = self.parts().is_divided();
        if let Some(part) = self.parts().find(wanted).filter(|_| divided) {
            let (id, to) = (None, None);
            return Some(Located {
                part,
                whole: true,
                id,
                to,
            });
        }
        let (node, last) = match self.citation().nodes(wanted) {
            Some(found) => found,
            None => match self.node_with_id(wanted) {
                Some(node) => (node, node),
                None => return self.said_at(wanted),
            },
        };
        Some(Located {
            part: self.parts().of(node)?,
            whole: false,
            id: self.id_at(node),
            to: (last != node).then(|| self.id_at(last)).flatten(),
        })
    }

    fn node_with_id(&self, id: &str) -> Option<NodeId> {
        let element = self.tree().by_id(id).map(|element| element.id());
        let in_text = element.filter(|&node| self.parts().of(node).is_some());
        in_text.or_else(|| Some(self.units()[self.unit_by_id(id)?].node))
    }

    /// The note or the entry of the apparatus with an id, on the page that shows it.
    fn said_at(&self, id: &str) -> Option<Located> {
        let note = self.notes().iter().position(|note| note.note.id == id);
        let entry = || self.entries().iter().position(|entry| entry.entry.id == id);
        let parts = self.parts().all();
        let part = match note {
            Some(note) => parts.iter().position(|part| part.notes.contains(&note)),
            None => {
                let entry = entry()?;
                parts.iter().position(|part| part.entries.contains(&entry))
            }
        };
        Some(Located {
            part: part?,
            whole: false,
            id: Some(id.to_owned()),
            to: None,
        })
    }

    /// The id of a node, or of the first thing in it that has one.
    fn id_at(&self, node: NodeId) -> Option<String> {
        let end = self.tree().node(node).element()?.end();
        let mut inner = self.tree().between(node, end).take(LOOKED_THROUGH);
        let id = inner.find_map(|inner| self.html_id(inner.id()));
        id.map(str::to_owned)
    }

    /// What stands near a passage that is not there.
    pub fn neighbours(&self, wanted: &str) -> Neighbours {
        let addresses = self.citation().addresses();
        let around = shorter(wanted).find_map(|shorter| addresses.find(shorter));
        let units = addresses.units();
        let name = |unit: &CitedUnit| unit.reference.clone();
        let candidates = addresses.children(around).take(MOST_COMPARED);
        let mut near: Vec<(usize, usize, usize)> = candidates
            .map(|at| {
                let (distance, shared) = likeness(&units[at].reference, wanted);
                (distance, usize::MAX - shared, at)
            })
            .collect();
        near.sort_unstable();
        near.truncate(MOST_NEAR);
        Neighbours {
            around: around.map(|at| name(&units[at])),
            near: near
                .into_iter()
                .map(|(_, _, at)| name(&units[at]))
                .collect(),
        }
    }
}

/// Nodes of a unit in which an id is looked for.
const LOOKED_THROUGH: usize = 1_000;

/// `1.2.14` as `1.2`, then `1`.
fn shorter(reference: &str) -> impl Iterator<Item = &str> {
    let steps = reference.char_indices().rev();
    let steps = steps.filter(|(_, c)| !c.is_alphanumeric() && !matches!(c, '_' | '~'));
    steps
        .take(64)
        .map(|(at, _)| &reference[..at])
        .filter(|shorter| !shorter.is_empty())
}

/// How far the last numbers lie apart, and how many letters are the same.
fn likeness(reference: &str, wanted: &str) -> (usize, usize) {
    let shared = reference
        .chars()
        .zip(wanted.chars())
        .take_while(|(a, b)| a == b)
        .count();
    let distance = match (last_number(reference), last_number(wanted)) {
        (Some(a), Some(b)) => a.abs_diff(b) as usize,
        _ => usize::MAX,
    };
    (distance, shared)
}

fn last_number(reference: &str) -> Option<u64> {
    let digits = reference.trim_end_matches(|c: char| !c.is_ascii_digit());
    let start = digits.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| {
        at + digits[at..].chars().next().map_or(1, char::len_utf8)
    });
    digits[start..].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_shortened_step_by_step() {
        let steps: Vec<&str> = shorter("1.2, 14").collect();
        assert_eq!(steps, ["1.2,", "1.2", "1"]);
        assert_eq!(last_number("1.p14b"), Some(14));
        assert_eq!(last_number("ab"), None);
    }
}
