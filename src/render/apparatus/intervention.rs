//! How is told what hands did, and what is doubtful or lost?
//!
//! As an apparatus tells it: the words of the text, a bracket, and what was done
//! to them: `sold] add. s.l. (m. 2)`, `new] ex ⟦old⟧ corr.`. Of what has no words
//! in the text, the word beside it is the lemma: `the] seq. ⟦old⟧ del.`.

use super::craft::{Craft, LONGEST_LEMMA, push_spaced, remark};
use super::{Group, Labels, Manner, PrintedEntry, Series};
use crate::edition::word::is_part_of_word;
use crate::edition::{Certainty, InterventionKind};
use crate::render::html::Html;
use crate::render::safety::escape;
use crate::tei::Document;
use crate::tei::apparatus::{Neighbour, PlacedIntervention, interventions};

/// The id of the list.
pub const ID: &str = "interventions";

/// The interventions in some units, as a series of its own; none if there are
/// none.
pub fn series(
    document: &Document,
    units: std::ops::Range<usize>,
    manner: Manner,
    labels: &mut Labels<'_>,
) -> Option<Series> {
    let mut groups: Vec<Group> = Vec::new();
    for placed in interventions(document, units) {
        let unit = placed.intervention.unit.as_str();
        if groups.last().is_none_or(|group| group.unit.id != unit) {
            groups.push(labels.group_as(unit, format!("{ID}-{unit}")));
        }
        let Some(group) = groups.last_mut() else {
            continue;
        };
        let number = group.entries.len() + 1;
        let id = format!("{}.{number}", group.id);
        group.entries.push(printed(document, &placed, manner, id));
    }
    (!groups.is_empty()).then(|| Series {
        id: ID.to_owned(),
        title: "Interventions",
        groups,
        html: Html::default(),
    })
}

fn printed(
    document: &Document,
    placed: &PlacedIntervention,
    manner: Manner,
    id: String,
) -> PrintedEntry {
    let teller = Teller {
        craft: Craft::new(document, manner),
        placed,
    };
    let intervention = &placed.intervention;
    let place = document.html_id(placed.node).unwrap_or(&intervention.unit);
    PrintedEntry {
        home: format!("#{place}"),
        places: vec![format!("#{place}")],
        locus: intervention.line.clone(),
        lemma: Some(teller.lemma()).filter(|lemma| !lemma.as_str().is_empty()),
        body: Html::new(teller.body()),
        ..PrintedEntry::told(id, "intervention")
    }
}

struct Teller<'a> {
    craft: Craft<'a>,
    placed: &'a PlacedIntervention,
}

impl Teller<'_> {
    /// The rest of the word of which the place is a part, before it and after it.
    fn rest(&self) -> (&str, &str) {
        let (before, after) = (&self.placed.before, &self.placed.after);
        let goes_on = |neighbour: &Neighbour, letter: Option<char>| {
            !neighbour.spaced && letter.is_some_and(is_part_of_word)
        };
        let mut rest = ("", "");
        if goes_on(before, before.word.chars().next_back()) {
            rest.0 = &before.word;
        }
        if goes_on(after, after.word.chars().next()) {
            rest.1 = &after.word;
        }
        rest
    }

    /// Words with the rest of the word of which they are a part.
    fn completed(&self, html: &str) -> String {
        let (before, after) = self.rest();
        format!("{}{html}{}", escape(before), escape(after))
    }

    /// Whether the place is within a word.
    fn parts_a_word(&self) -> bool {
        let (before, after) = self.rest();
        !before.is_empty() && !after.is_empty()
    }

    /// Whether letters of a word are missing, so that its rest says which.
    fn mutilates_a_word(&self) -> bool {
        self.placed.intervention.kind == InterventionKind::Gap && self.rest() != ("", "")
    }

    fn lemma(&self) -> Html {
        let words = &self.placed.words;
        if self.mutilates_a_word() {
            return Html::new(self.completed(&self.craft.html(&self.placed.earlier)));
        }
        if words.is_empty() {
            return self.word_beside();
        }
        let plain = words.plain();
        let all: Vec<&str> = plain.split_whitespace().collect();
        match all.as_slice() {
            [first, .., last] if all.len() > LONGEST_LEMMA => {
                Html::text(&format!("{first} … {last}"))
            }
            _ => Html::new(self.completed(&self.craft.html(words))),
        }
    }

    fn word_beside(&self) -> Html {
        let (before, after) = (&self.placed.before.word, &self.placed.after.word);
        if self.parts_a_word() {
            return Html::text(&format!("{before}{after}"));
        }
        Html::text(if before.is_empty() { after } else { before })
    }

    fn body(&self) -> String {
        let words = self.craft.words;
        let intervention = &self.placed.intervention;
        let mut body = String::new();
        let is_doubted = intervention.certainty == Certainty::Low;
        if is_doubted && intervention.kind != InterventionKind::Doubt {
            push_spaced(&mut body, &self.craft.word(words.perhaps));
        }
        match intervention.kind {
            InterventionKind::Addition => {
                let added = &self.placed.words;
                if self.rest() != ("", "") {
                    let added = format!("‘{}’", self.craft.html(added));
                    push_spaced(&mut body, &format!("<bdi>{added}</bdi>"));
                }
                push_spaced(&mut body, &self.craft.word(words.inserted));
            }
            InterventionKind::Substitution => {
                let (from, corrected) = words.replaced;
                self.tell_earlier(&mut body, from, corrected);
            }
            InterventionKind::Regularisation => {
                let spelled = self.completed(&self.craft.html(&self.placed.earlier));
                push_spaced(&mut body, &format!("<bdi>{spelled}</bdi>"));
            }
            InterventionKind::Supply => push_spaced(&mut body, &self.craft.word(words.supplied)),
            InterventionKind::Doubt => push_spaced(&mut body, &self.craft.word(words.doubtful)),
            InterventionKind::Deletion if !self.placed.words.is_empty() => {
                push_spaced(&mut body, &self.craft.word(words.cancelled));
            }
            InterventionKind::Deletion => {
                self.tell_earlier(&mut body, self.beside(), words.cancelled)
            }
            InterventionKind::Gap if self.mutilates_a_word() => {
                push_spaced(&mut body, &self.craft.word(words.lost));
            }
            InterventionKind::Gap => self.tell_earlier(&mut body, self.beside(), words.lost),
            InterventionKind::Space => {
                push_spaced(&mut body, &self.craft.word(self.beside()));
                push_spaced(&mut body, &self.craft.word(words.blank));
            }
        }
        self.add_place_and_hand(&mut body);
        body
    }

    /// Where what has no words stands: after the lemma, before it, or in it.
    fn beside(&self) -> &'static str {
        let words = self.craft.words;
        match () {
            () if self.parts_a_word() => "",
            () if self.placed.before.word.is_empty() && !self.placed.after.word.is_empty() => {
                words.preceded
            }
            () if self.placed.before.word.is_empty() => "",
            () => words.followed,
        }
    }

    /// A word of the craft, what was there before, and another word.
    fn tell_earlier(&self, body: &mut String, before: &str, after: &str) {
        push_spaced(body, &self.craft.word(before));
        let earlier = self.craft.html(&self.placed.earlier);
        push_spaced(body, &format!("<bdi>{earlier}</bdi>"));
        push_spaced(body, &self.craft.word(after));
    }

    /// Where it stands on the page; then in brackets who did it, how, and why.
    fn add_place_and_hand(&self, body: &mut String) {
        let intervention = &self.placed.intervention;
        if let Some(place) = &intervention.place {
            push_spaced(body, &self.craft.word(self.craft.place(place)));
        }
        // A sign that says it is enough.
        let sign = intervention.earlier.as_deref().unwrap_or_default();
        let extent = intervention.extent.clone();
        let extent = extent.filter(|extent| !sign.contains(extent.as_str()));
        let told = [
            &intervention.hand,
            &intervention.look,
            &extent,
            &intervention.reason,
            &intervention.responsible,
            &intervention.source,
        ];
        let mut told: Vec<&str> = told.into_iter().flatten().map(String::as_str).collect();
        let doubt = intervention.kind == InterventionKind::Doubt;
        match intervention.certainty {
            Certainty::Low if doubt => told.push("certainty: low"),
            Certainty::Medium => told.push("certainty: medium"),
            Certainty::High => told.push("certainty: high"),
            _ => {}
        }
        if !told.is_empty() {
            push_spaced(body, &remark(&told.join("; ")));
        }
    }
}
