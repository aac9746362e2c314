//! How are the witnesses of a reading printed, with what is said of some of them?

use super::craft::{Craft, push_spaced};
use super::push_raised;
use crate::edition::{Siglum, WitnessDetail};
use crate::render::safety::push_escaped;

/// Bytes of a few words with their mark-up.
pub const FEW: usize = 64;

/// A detail, and what it tells in words.
pub struct Told<'a> {
    /// What the file says.
    pub detail: &'a WitnessDetail,
    /// Its words, with the white space before them; they may be empty.
    pub words: String,
}

impl Told<'_> {
    fn is_of(&self, witness: &Siglum) -> bool {
        self.detail.witnesses.contains(witness)
    }

    /// Whether it is about all of the witnesses that are named.
    pub fn is_of_all(&self, named: &[Siglum]) -> bool {
        named.iter().all(|witness| self.is_of(witness))
    }

    /// Whether it is about some of the witnesses that are named, and not about others.
    pub fn is_of_some(&self, named: &[Siglum]) -> bool {
        named.iter().any(|witness| self.is_of(witness)) && !self.is_of_all(named)
    }
}

/// Sigla, with what is raised beside those that a detail is about, and what it tells
/// of some of them, place and words.
pub fn sigla_html(witnesses: &[Siglum], details: &[Told<'_>], craft: &Craft<'_>) -> String {
    let words = craft.words;
    if witnesses.is_empty() {
        return String::new();
    }
    let raised = |siglum: &Siglum| {
        let told = details.iter().find(|told| told.is_of(siglum))?;
        let kind = told.detail.kind.as_deref()?;
        Some(match state_of_correction(kind)? {
            State::Before => words.before_correction,
            State::After => words.after_correction,
        })
    };
    let mut html = String::with_capacity(FEW + witnesses.len() * 8);
    html.push_str("<span class=\"sig\"><bdi>");
    for (at, siglum) in witnesses.iter().enumerate() {
        html.push_str(if at > 0 { " " } else { "" });
        let (base, letters) = siglum.parts();
        push_escaped(&mut html, base);
        push_raised(&mut html, letters);
        push_raised(&mut html, raised(siglum).unwrap_or_default());
        let of_some = details.iter().filter(|told| told.is_of_some(witnesses));
        let of_it = || of_some.clone().filter(|told| told.is_of(siglum));
        let place = of_it().find_map(|told| told.detail.place.as_deref());
        if let Some(place) = place {
            push_spaced(&mut html, &craft.word(craft.place(place)));
        }
        html.extend(of_it().map(|told| told.words.as_str()));
    }
    html.push_str("</bdi></span>");
    html
}

/// A state of a corrected witness.
enum State {
    Before,
    After,
}

/// The state that `witDetail/@type` names.
fn state_of_correction(kind: &str) -> Option<State> {
    match kind {
        "correction-original" | "ante-correctionem" | "ac" => Some(State::Before),
        "correction-altered" | "correction" | "post-correctionem" | "pc" => Some(State::After),
        _ => None,
    }
}

/// Whether `witDetail/@type` names a state of a corrected witness.
pub fn is_state_of_correction(kind: &str) -> bool {
    state_of_correction(kind).is_some()
}
