//! What does a note say, in plain words?
//!
//! Its paragraphs and lines are parted as they are on the page. A note in a note
//! stands in round brackets, as an apparatus prints it: it says something about
//! the words before it, and is none of them.

use super::element::tei_name;
use super::gaiji::sign;
use super::parting::{is_parted, parts_words, said};
use super::traits::{Traits, traits};
use super::white::words;
use crate::xml::{Element, NodeId};

/// The words of a note, or of what is told about a witness; white space collapsed.
pub fn remark(note: Element<'_>) -> String {
    let mut teller = Teller::default();
    let mut resume = note.id();
    for node in note.descendants() {
        if node.id() < resume {
            continue;
        }
        teller.close_until(node.id());
        match node.element() {
            None => teller.read(&said(node)),
            Some(inner) if traits(inner).has(Traits::READING_AID) => resume = inner.end(),
            Some(inner) => teller.open(inner),
        }
    }
    teller.close_until(note.end());
    teller.said
}

#[derive(Default)]
struct Teller {
    said: String,
    /// Whether a space belongs before the next word.
    apart: bool,
    /// What is open and parts words: its end, and of a note where its bracket
    /// stands.
    open: Vec<(NodeId, Option<usize>)>,
    /// Whether the last sign is the bracket of a note.
    closed: bool,
}

impl Teller {
    fn open(&mut self, element: Element<'_>) {
        if tei_name(element) == Some("note") {
            self.apart = true;
            self.word("(");
            self.apart = false;
            self.open.push((element.end(), Some(self.said.len() - 1)));
        } else if parts_words(element) {
            self.apart = true;
            self.open.push((element.end(), None));
        } else if is_parted(element, self.said.chars().next_back()) {
            self.apart = true;
        }
        if let Some(sign) = sign(element).filter(|sign| !sign.text.is_empty()) {
            self.word(&sign.text);
            self.apart = false;
        }
    }

    fn close_until(&mut self, node: NodeId) {
        while let Some((_, bracket)) = self.open.pop_if(|(end, _)| *end <= node) {
            match bracket {
                None => self.apart = true,
                // A note that says nothing.
                Some(at) if at + 1 == self.said.len() => {
                    self.said.truncate(self.said[..at].trim_end().len());
                    self.apart = true;
                }
                Some(_) => {
                    self.said.push(')');
                    (self.apart, self.closed) = (false, true);
                }
            }
        }
    }

    fn read(&mut self, text: &str) {
        self.apart |= text.starts_with(char::is_whitespace);
        for word in words(text) {
            self.word(word);
            self.apart = true;
        }
        if !text.trim().is_empty() {
            self.apart = text.ends_with(char::is_whitespace);
        }
    }

    fn word(&mut self, word: &str) {
        let goes_on = self.closed && word.starts_with(char::is_alphanumeric);
        let begins = self.said.is_empty() || self.is_at_bracket();
        if (self.apart || goes_on) && !begins {
            self.said.push(' ');
        }
        self.said.push_str(word);
        self.closed = false;
    }

    /// Whether a note in the note has just begun.
    fn is_at_bracket(&self) -> bool {
        let bracket = self.open.iter().rev().find_map(|(_, bracket)| *bracket);
        bracket.is_some_and(|at| at + 1 == self.said.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_in_a_note_is_kept_apart() {
        for (xml, said) in [
            (
                "<note>Exterior<note>Interior nota.</note> finis</note>",
                "Exterior (Interior nota.) finis",
            ),
            (
                "<note>see <note> <p>one</p><p>two</p> </note>, <note/>then<note>three</note>four</note>",
                "see (one two), then (three) four",
            ),
            ("<note><note>a<note>b</note></note> c</note>", "(a (b)) c"),
            ("<note><p>One.</p><p>T<hi>w</hi>o.</p></note>", "One. Two."),
            ("<note>\n a <ref>b</ref>c \n</note>", "a bc"),
            ("<note><note/></note>", ""),
        ] {
            let tree = crate::xml::read("t.xml", xml.as_bytes())
                .expect("well formed")
                .value;
            assert_eq!(remark(tree.root()), said, "{xml}");
        }
    }
}
