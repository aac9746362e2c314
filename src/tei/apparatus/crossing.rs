//! Which words does a witness have where two of its readings cross?
//!
//! An entry that points at its words may begin within those of another and end outside
//! them. Who has another reading in both has the one, and what the other has beyond it.

use super::words::stands_in;
use crate::xml::{NodeId, Tree};

/// Up to where other words stand in the place of those of the text, and which.
pub struct Replaced {
    until: NodeId,
    words: String,
}

/// What is put into the text for a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// All of it.
    All,
    /// These words, after those of the entry that it crosses.
    Beyond(String),
    /// Nothing: its words stand within words that have given way to others, and are
    /// among these.
    Known,
    /// Nothing, and its words are not among those others.
    Lost,
}

impl Replaced {
    /// No words yet.
    pub fn none(tree: &Tree) -> Self {
        Self {
            until: tree.root().id(),
            words: String::new(),
        }
    }

    /// Whether other words stand in the place of this node.
    pub fn covers(&self, node: NodeId) -> bool {
        node < self.until
    }

    /// Puts the words of a reading in the place of a stretch; of stretches that begin
    /// together the longer one comes first.
    pub fn put(&mut self, (first, end): (NodeId, NodeId), words: &str) -> Put {
        if !self.covers(first) {
            (self.until, self.words) = (end, words.to_owned());
            return Put::All;
        }
        if end <= self.until {
            let known = words.is_empty() || stands_in(&self.words, words);
            return if known { Put::Known } else { Put::Lost };
        }
        let beyond = beyond(&self.words, words);
        (self.until, self.words) = (end, words.to_owned());
        Put::Beyond(beyond)
    }
}

/// The words after those with which others end: where two entries share words of the
/// text, their readings mostly share what stands for them.
fn beyond(before: &str, words: &str) -> String {
    let before: Vec<&str> = before.split_whitespace().collect();
    let words: Vec<&str> = words.split_whitespace().collect();
    let most = before.len().min(words.len());
    let shared = (1..=most)
        .rev()
        .find(|&shared| before.ends_with(&words[..shared]));
    words[shared.unwrap_or(0)..].join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_readings_share_is_given_once() {
        assert_eq!(beyond("a x c", "c y"), "y");
        assert_eq!(beyond("a x c y", "x c y z"), "z");
        assert_eq!(beyond("uno", "duo"), "duo");
        assert_eq!(beyond("uno", "uno"), "");
        assert_eq!(beyond("", "duo"), "duo");
    }
}
