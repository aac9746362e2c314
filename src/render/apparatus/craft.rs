//! How are the words of the craft set, and those that an entry quotes?

use super::Manner;
use super::vocabulary::Vocabulary;
use crate::render::safety::{escape, push_escaped};
use crate::tei::Document;
use crate::tei::phrase::{Phrase, Piece};

/// Words of a lemma that are printed whole; of a longer one the first and last.
pub const LONGEST_LEMMA: usize = 4;

/// Sets words in one language of the craft.
#[derive(Clone, Copy)]
pub struct Craft<'a> {
    document: &'a Document,
    tag: &'static str,
    /// The words there are.
    pub words: &'static Vocabulary,
}

impl<'a> Craft<'a> {
    /// For entries of `document`.
    pub fn new(document: &'a Document, manner: Manner) -> Self {
        Self {
            document,
            tag: manner.tongue.tag(),
            words: manner.tongue.vocabulary(),
        }
    }

    /// A word of the craft; nothing of nothing.
    pub fn word(&self, word: &str) -> String {
        if word.is_empty() {
            return String::new();
        }
        format!("<i lang=\"{}\">{}</i>", self.tag, escape(word))
    }

    /// The word for a place on the page (`@place`).
    pub fn place<'p>(&self, place: &'p str) -> &'p str {
        let has = |words: &[&str]| words.iter().any(|word| place.contains(word));
        match place {
            "inline" => self.words.inline,
            "overwritten" | "overstrike" | "erasure" => self.words.erasure,
            _ if has(&["above", "supra", "super", "interlin"]) => self.words.above,
            _ if has(&["below", "infra", "sublin"]) => self.words.below,
            _ if has(&["margin"]) => self.words.margin,
            _ => place,
        }
    }

    /// Quoted words with their signs.
    pub fn html(&self, phrase: &Phrase) -> String {
        let letters = phrase.0.iter().map(|piece| piece.text.len());
        let mut html = String::with_capacity(letters.sum());
        phrase
            .0
            .iter()
            .for_each(|piece| self.piece(piece, &mut html));
        html
    }

    fn piece(&self, piece: &Piece, html: &mut String) {
        let style = piece.style;
        let (before, after) = match (style.raised, style.italic, style.upright) {
            (true, ..) => ("<sup>", "</sup>"),
            (_, true, _) => ("<i>", "</i>"),
            (_, _, true) => ("<span class=\"upright\">", "</span>"),
            _ => ("", ""),
        };
        let leads = piece.leads_to.as_deref();
        let target = leads.and_then(|id| self.document.tree().by_id(id));
        let target = target.and_then(|at| self.document.html_id(at.id()));
        if let Some(id) = target {
            html.extend(["<a href=\"#", &escape(id), "\">"]);
        }
        html.push_str(before);
        push_escaped(html, &piece.text);
        html.push_str(after);
        html.push_str(if target.is_some() { "</a>" } else { "" });
    }
}

/// Adds words after a space.
pub fn push_spaced(text: &mut String, more: &str) {
    if more.is_empty() {
        return;
    }
    if !text.is_empty() && !text.ends_with(' ') && !more.starts_with(' ') {
        text.push(' ');
    }
    text.push_str(more);
}

/// What is told beside the words, in brackets.
pub fn remark(told: &str) -> String {
    format!("<i class=\"remark\">({})</i>", escape(told))
}
