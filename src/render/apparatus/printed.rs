//! How is an entry worded?
//!
//! Lemma, bracket, readings, sigla, as printed apparatuses have them: a reading
//! that only adds is told with *add.*, one in another order with *transp.*, an
//! omission with *om.*; conjectures and their scholars with *coni.*, what is
//! uncertain with *fort.*; a lemma without a word of its own takes its neighbour.

use std::borrow::Cow;

use super::craft::{Craft, LONGEST_LEMMA, push_spaced};
use super::neighbours::Neighbours;
use super::sigla::{FEW, Told, is_state_of_correction, sigla_html};
use super::{LINK_BEGIN, LINK_END, PrintedReading, PrintedSiglum, Printing};
use crate::edition::word::movable;
use crate::edition::{
    About, Certainty, EntryKind, Lemma, Method, Reading, Remark, Siglum, Support, WitnessDetail,
};
use crate::render::html::Html;
use crate::render::safety::escape;
use crate::tei::Document;
use crate::tei::apparatus::{Entry, marks_presence, names_others_than_editors, rest_of_word};
use crate::tei::phrase::{Phrase, phrase};
use crate::tei::text::{Side, side_text};
use crate::xml::{Element, NodeId};

/// An entry in words.
pub struct Wording {
    /// The words of the text; empty if none are printed.
    pub lemma: Html,
    /// The same without signs, for comparing.
    pub lemma_words: String,
    /// Everything after the bracket.
    pub body: Html,
    pub readings: Vec<PrintedReading>,
}

/// Words an entry.
pub fn word(document: &Document, entry: &Entry, printing: Printing<'_>) -> Wording {
    Worder::new(document, entry, printing).word()
}

struct Worder<'a> {
    document: &'a Document,
    entry: &'a Entry,
    printing: Printing<'a>,
    craft: Craft<'a>,
    neighbours: Neighbours<'a>,
    lemma: Phrase,
    lemma_words: String,
}

impl<'a> Worder<'a> {
    fn new(document: &'a Document, entry: &'a Entry, printing: Printing<'a>) -> Self {
        let element = |node: NodeId| document.tree().node(node).element();
        let given = entry.entry.lemma.as_ref();
        let lemma = match (entry.lemma_node.and_then(element), given) {
            (Some(element), _) if entry.entry.kind == EntryKind::Variant => phrase(element),
            (_, Some(lemma)) => plain_phrase(&lemma.text),
            _ => Phrase::default(),
        };
        let lemma_words = given.map_or(String::new(), |lemma| lemma.text.clone());
        Self {
            document,
            entry,
            printing,
            craft: Craft::new(document, printing.manner),
            neighbours: Neighbours::new(entry, &lemma_words),
            lemma,
            lemma_words,
        }
    }

    fn word(&self) -> Wording {
        let readings: Vec<PrintedReading> = match self.entry.entry.kind {
            EntryKind::Proposal => Vec::new(),
            _ => self.readings(),
        };
        let body = match self.entry.entry.kind {
            EntryKind::Proposal => self.proposal(),
            _ => self.body(&readings),
        };
        Wording {
            lemma: self.printed_lemma(),
            lemma_words: self.lemma_words.clone(),
            body: Html::new(body),
            readings,
        }
    }

    fn printed_lemma(&self) -> Html {
        if self.entry.whole {
            return Html::default();
        }
        if let Some(word) = self.word_beside() {
            return Html::text(&word);
        }
        let plain = self.lemma.plain();
        let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
        match words.as_slice() {
            [first, .., last] if words.len() > LONGEST_LEMMA => {
                Html::text(&format!("{first} … {last}"))
            }
            _ => Html::new(
                self.neighbours
                    .around(&self.craft.html(&self.lemma), &plain),
            ),
        }
    }

    /// The word beside which something is added to a text that has nothing.
    fn word_beside(&self) -> Option<String> {
        self.is_addition().then(|| {
            let (before, after) = (&self.entry.before.word, &self.entry.after.word);
            if before.is_empty() { after } else { before }.clone()
        })
    }

    /// Whether the text has nothing at the place, not even signs.
    fn lemma_is_nothing(&self) -> bool {
        self.entry.entry.lemma.is_some() && self.lemma_words.is_empty() && self.lemma.is_empty()
    }

    /// Whether the text has nothing and witnesses have something.
    fn is_addition(&self) -> bool {
        let beside = [&self.entry.before, &self.entry.after];
        let kind = self.entry.entry.kind;
        matches!(kind, EntryKind::Variant | EntryKind::Deletion)
            && self.lemma_is_nothing()
            && !self.entry.whole
            && !self.stands_within_a_word()
            && beside.iter().any(|neighbour| !neighbour.word.is_empty())
    }

    fn stands_within_a_word(&self) -> bool {
        rest_of_word(self.entry, &self.lemma_words) != ("", "")
    }

    /// Whether witnesses have lines or paragraphs between those of the text.
    fn adds_whole_units(&self) -> bool {
        let entry = &self.entry.entry;
        let beside = [&self.entry.before, &self.entry.after];
        entry.kind == EntryKind::Variant
            && entry.method == Method::ParallelSegmentation
            && entry.within.is_none()
            && entry.characters.is_none()
            && self.lemma_is_nothing()
            && !self.entry.whole
            && beside.iter().all(|neighbour| neighbour.word.is_empty())
    }

    /// Words that are added after the unit before them; without one, before all.
    fn added_after_unit(&self, html: &str) -> String {
        let unit = self.entry.entry.unit.as_deref();
        let at = unit.and_then(|unit| self.document.unit_by_id(unit));
        let words = &self.craft.words;
        let Some(at) = at else {
            return format!("{} {html}", self.craft.word(words.prefixes));
        };
        let adds = self.craft.word(words.adds);
        match &self.document.units()[at].unit.number {
            Some(number) => {
                let after = self.craft.word(words.after);
                format!("{after} <bdi>{}</bdi> {adds} {html}", escape(number))
            }
            None => format!("{adds} {html}"),
        }
    }

    fn body(&self, readings: &[PrintedReading]) -> String {
        let lengths = readings.iter().map(|reading| reading.whole.as_str().len());
        let mut parts = Parts {
            text: String::with_capacity(lengths.sum::<usize>() + FEW * 3),
        };
        if self.entry.entry.kind == EntryKind::Variant {
            parts.open(&self.lemma_support(), " : ");
        }
        let mut group = None;
        for (at, printed) in readings.iter().enumerate() {
            let reading = &self.entry.entry.readings[at];
            let same_group = at > 0 && reading.group.is_some() && reading.group == group;
            group = reading.group;
            parts.open(
                printed.whole.as_str(),
                if same_group { ", " } else { " : " },
            );
        }
        for remark in self.remarks(About::Entry) {
            parts.append(&remark);
        }
        for Told { detail, words } in self.details(About::Entry) {
            let told = sigla_html(&detail.witnesses, &[], &self.craft) + &words;
            parts.append(&told);
        }
        parts.finish()
    }

    /// Who has the words of the text, where the entry says so.
    fn lemma_support(&self) -> String {
        let Some(lemma) = &self.entry.entry.lemma else {
            return String::new();
        };
        let details = self.details(About::Lemma);
        let mut support = String::new();
        if self.printing.manner.positive || !details.is_empty() || self.is_emendation(lemma) {
            support.push_str(&sigla_html(&lemma.support.witnesses, &details, &self.craft));
        }
        push_spaced(&mut support, &self.told(&details, &lemma.support.witnesses));
        if !support.is_empty() {
            self.add_hand_and_source(&mut support, &lemma.support);
        } else if let Some(who) = self.responsible_elsewhere(lemma)
            && !lemma.support.witnesses.is_empty()
        {
            support = format!("({})", name(who));
        }
        if let Some(scholar) = self.scholar_of_lemma(lemma) {
            push_spaced(
                &mut support,
                &self.attributed(
                    self.verb(&lemma.support, self.craft.words.corrected),
                    scholar,
                ),
            );
        }
        for remark in self.remarks(About::Lemma) {
            support = join_remark(support, &remark);
        }
        support
    }

    /// A lemma that is nobody's reading makes the entry positive.
    fn is_emendation(&self, lemma: &Lemma) -> bool {
        lemma.support.witnesses.is_empty()
    }

    /// The scholar to whom the text owes its words. What the editors of this
    /// edition correct themselves goes without saying.
    fn scholar_of_lemma<'l>(&self, lemma: &'l Lemma) -> Option<&'l str> {
        let support = &lemma.support;
        let own = support.source.is_none()
            && support.kind.as_deref().is_none_or(|kind| kind == "corr")
            && self.responsible_elsewhere(lemma).is_none();
        support.scholar().filter(|_| !own)
    }

    /// Who answers for the words of the text (`@resp`), if that is nobody who made this
    /// edition.
    fn responsible_elsewhere<'l>(&self, lemma: &'l Lemma) -> Option<&'l str> {
        let who = lemma.support.responsible.as_deref()?;
        let element = self
            .document
            .tree()
            .node(self.entry.lemma_node?)
            .element()?;
        names_others_than_editors(element).then_some(who)
    }

    fn readings(&self) -> Vec<PrintedReading> {
        let readings = self.entry.entry.readings.iter().enumerate();
        readings
            .map(|(at, reading)| self.reading(at, reading))
            .collect()
    }

    fn reading(&self, at: usize, reading: &Reading) -> PrintedReading {
        let node = self.entry.reading_nodes.get(at).copied();
        let element = node.and_then(|node| self.document.tree().node(node).element());
        let (words, omission) = self.reading_words(reading, element);
        let html = self.linked(at, &words);
        let details = self.details(About::Reading(at));
        let support = &reading.support;
        let scholar = support.scholar();
        let deletion = element.is_some_and(|element| self.deletes(element));
        let mut whole = String::with_capacity(html.len() + FEW * 2);
        if let Some(scholar) = scholar {
            if support.certainty == Certainty::Low {
                push_spaced(&mut whole, &self.craft.word(self.craft.words.perhaps));
            }
            push_spaced(&mut whole, &html);
            let verb = if deletion {
                ""
            } else {
                self.craft.words.conjectures
            };
            let verb = self.verb(support, verb);
            push_spaced(&mut whole, &self.attributed(verb, scholar));
        } else {
            push_spaced(&mut whole, &html);
            push_spaced(
                &mut whole,
                &sigla_html(&support.witnesses, &details, &self.craft),
            );
        }
        push_spaced(&mut whole, &self.told(&details, &support.witnesses));
        self.add_hand_and_source(&mut whole, support);
        self.add_place(&mut whole, element, &details, &support.witnesses);
        self.add_presence(&mut whole, element, &html);
        for note in &reading.notes {
            push_spaced(
                &mut whole,
                &format!("<i class=\"remark\">({})</i>", escape(note)),
            );
        }
        for remark in self.remarks(About::Reading(at)) {
            whole = join_remark(whole, &remark);
        }
        PrintedReading {
            html: Html::new(words),
            whole: Html::new(whole),
            omission,
            sigla: support.witnesses.iter().map(PrintedSiglum::new).collect(),
            responsible: scholar.map(str::to_owned),
            certainty: support.certainty,
            proposal: false,
            kind: support.kind.clone(),
        }
    }

    /// The words as a link to the page on which they stand in the text.
    fn linked<'h>(&self, at: usize, html: &'h str) -> Cow<'h, str> {
        let wanted = self.printing.links.is_some() && !html.is_empty();
        if !wanted || html.contains("<a ") || !self.entry.can_put_into_text(at) {
            return Cow::Borrowed(html);
        }
        let number = at + 1;
        let address = format!("{}{number}{}", char::from(LINK_BEGIN), char::from(LINK_END));
        Cow::Owned(format!("<a class=\"in\" href=\"{address}\">{html}</a>"))
    }

    /// The words of a reading, or what it does to those of the text.
    fn reading_words(&self, reading: &Reading, element: Option<Element<'_>>) -> (String, bool) {
        let kind = self.entry.entry.kind;
        let set = match element {
            Some(element) if kind == EntryKind::Variant => phrase(element),
            _ => plain_phrase(&reading.text),
        };
        let marked = element.is_some_and(marks_presence);
        if element.is_some_and(|element| self.deletes(element)) {
            return (self.craft.word(self.craft.words.deletes), false);
        }
        if set.is_empty() {
            let has_as_much = self.lemma_is_nothing() && kind == EntryKind::Variant;
            let words = match reading.support.kind.as_deref() {
                _ if marked => String::new(),
                _ if has_as_much => self.craft.word(self.craft.words.adds_nothing),
                Some("transposition") => self.craft.word(self.craft.words.transposes),
                _ if self.neighbours.is_used() && !self.lemma_words.is_empty() => {
                    format!("<bdi>{}</bdi>", self.neighbours.around("", ""))
                }
                _ => self.craft.word(self.craft.words.omits),
            };
            return (words, !marked && !has_as_much);
        }
        if marked && self.says_the_same(reading) {
            return (String::new(), false);
        }
        let html = self.craft.html(&set);
        let isolated = |html: &str| format!("<bdi>{html}</bdi>");
        if self.adds_whole_units() {
            return (self.added_after_unit(&isolated(&html)), false);
        }
        if self.is_addition() {
            let verb = if self.entry.before.word.is_empty() {
                self.craft.words.prefixes
            } else {
                self.craft.words.adds
            };
            return (
                format!("{} {}", self.craft.word(verb), isolated(&html)),
                false,
            );
        }
        let described = self
            .described(reading, &set)
            .filter(|_| kind == EntryKind::Variant);
        let own_space = self.neighbours.before.is_some()
            && element.is_some_and(|reading| reading.text().starts_with(char::is_whitespace));
        let words = || {
            let around = self
                .neighbours
                .around_spaced(&html, &set.plain(), own_space);
            isolated(&around)
        };
        (described.unwrap_or_else(words), false)
    }

    fn says_the_same(&self, reading: &Reading) -> bool {
        reading.text == self.lemma_words
    }

    /// Whether a reading is nothing but the words of the text, taken out.
    fn deletes(&self, element: Element<'_>) -> bool {
        let surplus = element.child("surplus");
        let Some(surplus) = surplus.filter(|_| self.entry.entry.kind == EntryKind::Variant) else {
            return false;
        };
        let words = side_text(surplus, Side::Witness);
        words == self.lemma_words && phrase(element).plain() == format!("{{{words}}}")
    }

    /// What a reading does to a lemma of whole words, where that is shorter to
    /// say: it adds words, or has the same in another order.
    fn described(&self, reading: &Reading, set: &Phrase) -> Option<String> {
        let (lemma, text) = (self.lemma_words.as_str(), reading.text.as_str());
        let signs = set.plain() != text || self.lemma.plain() != lemma;
        if lemma.is_empty() || signs || self.neighbours.is_used() {
            return None;
        }
        if let Some(more) = text
            .strip_prefix(lemma)
            .and_then(|rest| rest.strip_prefix(' '))
        {
            let (after, adds) = (
                self.craft.word(self.craft.words.after),
                self.craft.word(self.craft.words.adds),
            );
            let (lemma, more) = (self.last_words(lemma), escape(more));
            return Some(format!(
                "{after} <bdi>{}</bdi> {adds} <bdi>{more}</bdi>",
                escape(&lemma)
            ));
        }
        let sorted = |text: &str| {
            let mut words: Vec<String> = movable(text).map(str::to_owned).collect();
            words.sort();
            words
        };
        let moved =
            movable(lemma).nth(1).is_some() && lemma != text && sorted(lemma) == sorted(text);
        moved.then(|| {
            let words = self.craft.html(set);
            format!(
                "<bdi>{words}</bdi> {}",
                self.craft.word(self.craft.words.transposes)
            )
        })
    }

    /// The lemma, or the last word of a long one.
    fn last_words(&self, lemma: &str) -> String {
        let words: Vec<&str> = lemma.split(' ').collect();
        match words.last() {
            Some(last) if words.len() > LONGEST_LEMMA => (*last).to_owned(),
            _ => lemma.to_owned(),
        }
    }

    /// A fault that is left: who has it, and what is proposed.
    fn proposal(&self) -> String {
        let lemma = self.entry.entry.lemma.as_ref();
        let witnesses = lemma.map_or(&[][..], |lemma| &lemma.support.witnesses);
        let mut parts = Parts::default();
        let mut stands = self.craft.word(self.craft.words.stands_so);
        push_spaced(&mut stands, &sigla_html(witnesses, &[], &self.craft));
        parts.open(&stands, " : ");
        for reading in &self.entry.entry.readings {
            let text = self
                .neighbours
                .around(&escape(&reading.text), &reading.text);
            let mut proposed = format!(
                "{} <bdi>{text}</bdi>",
                self.craft.word(self.craft.words.perhaps)
            );
            if let Some(scholar) = reading.support.scholar() {
                push_spaced(&mut proposed, &name(scholar));
            }
            parts.open(&proposed, " : ");
        }
        parts.finish()
    }

    fn details(&self, about: About) -> Vec<Told<'a>> {
        let details = self.entry.entry.details.iter();
        let details = details.filter(|detail| detail.about == about);
        let told = details.map(|detail| Told {
            detail,
            words: self.detail_words(detail),
        });
        told.collect()
    }

    /// What is remarked about a part of the entry.
    fn remarks(&self, about: About) -> Vec<String> {
        let remarks = self
            .entry
            .entry
            .remarks
            .iter()
            .zip(&self.entry.remark_nodes);
        let remarks = remarks.filter(|(remark, _)| remark.about == about);
        remarks
            .map(|(remark, node)| self.remark(remark, *node))
            .collect()
    }

    /// What details tell in words that does not stand beside the sigla of the reading:
    /// of all its witnesses, and with their sigla of others.
    fn told(&self, details: &[Told<'_>], named: &[Siglum]) -> String {
        let mut all = String::new();
        for told in details {
            let witnesses = told.detail.witnesses.iter();
            let others = witnesses.filter(|witness| !named.contains(witness));
            let others: Vec<Siglum> = others.cloned().collect();
            if told.is_of_all(named) && !named.is_empty() {
                all.push_str(&told.words);
            } else if !others.is_empty() && !told.words.is_empty() {
                push_spaced(&mut all, &sigla_html(&others, &[], &self.craft));
                all.push_str(&told.words);
            }
        }
        all
    }

    /// What a detail tells in words; of one that tells nothing but its kind, that,
    /// unless it is the state of a correction, which the sigla show.
    fn detail_words(&self, detail: &WitnessDetail) -> String {
        let mut details = self.entry.entry.details.iter();
        let at = details.position(|other| std::ptr::eq(other, detail));
        let node = at.and_then(|at| self.entry.detail_nodes.get(at));
        let element = node.and_then(|node| self.document.tree().node(*node).element());
        let set = element.map_or_else(|| plain_phrase(&detail.text), phrase);
        let words = match &detail.kind {
            _ if !set.is_empty() => self.craft.html(&set),
            Some(kind) if !is_state_of_correction(kind) => escape(kind).into_owned(),
            _ => return String::new(),
        };
        format!(" <i class=\"remark\">({words})</i>")
    }

    /// What a scholar did: a word of the craft where the file says so, or where
    /// the edition has several witnesses and none of them has the words. Of a
    /// single stone or leaf, earlier editors have read the same letters otherwise.
    fn verb<'w>(&self, support: &Support, word: &'w str) -> &'w str {
        let kind = support.kind.as_deref().unwrap_or_default();
        let says = ["conj", "coni", "corr", "em"]
            .iter()
            .any(|begin| kind.starts_with(begin));
        let several = || self.document.witnesses().nth(1).is_some();
        let of_editor = self.entry.entry.kind != EntryKind::Variant;
        if says
            || of_editor
            || (kind.is_empty() && several())
            || support.certainty == Certainty::Low
        {
            word
        } else {
            ""
        }
    }

    /// The hand, those who are named beside the witnesses, and the cause.
    fn add_hand_and_source(&self, whole: &mut String, support: &Support) {
        if let Some(hand) = &support.hand {
            push_spaced(whole, &format!("({})", name(hand)));
        }
        let named = [support.source.as_deref(), support.responsible.as_deref()];
        for named in named.into_iter().flatten() {
            if support.scholar() != Some(named) {
                push_spaced(whole, &format!("({})", name(named)));
            }
        }
        if let Some(cause) = &support.cause {
            push_spaced(
                whole,
                &format!("<i class=\"remark\">({})</i>", escape(cause)),
            );
        }
    }

    /// Where in the witness it stands: as a detail about all that are named says,
    /// else as an `add` does. What is said of some stands beside their sigla.
    fn add_place(
        &self,
        whole: &mut String,
        element: Option<Element<'_>>,
        details: &[Told<'_>],
        named: &[Siglum],
    ) {
        let of_some = |told: &Told<'_>| told.detail.place.is_some() && told.is_of_some(named);
        if details.iter().any(of_some) {
            return;
        }
        let of_details = details.iter().find_map(|told| told.detail.place.clone());
        let of_addition = || {
            let add = element?.find("add")?;
            add.attribute("place").map(|place| place.into_owned())
        };
        if let Some(place) = of_details.or_else(of_addition) {
            push_spaced(whole, &self.craft.word(self.craft.place(&place)));
        }
    }

    /// Where a witness begins, ends, loses or regains its text.
    fn add_presence(&self, whole: &mut String, element: Option<Element<'_>>, html: &str) {
        let marks = element
            .into_iter()
            .flat_map(|element| element.descendants());
        let mut words = Vec::new();
        for mark in marks.filter_map(|node| node.element()) {
            let word = match mark.name() {
                "witStart" => self.craft.words.begins,
                "witEnd" => self.craft.words.ends,
                "lacunaStart" => self.craft.words.lacks_from_here,
                "lacunaEnd" => self.craft.words.resumes,
                _ => continue,
            };
            words.push(self.craft.word(word));
        }
        if words.is_empty() {
            return;
        }
        let words = words.join(" ");
        if html.is_empty() {
            *whole = format!("{words} {}", whole.trim_start());
        } else {
            push_spaced(whole, &words);
        }
    }

    fn remark(&self, remark: &Remark, node: NodeId) -> String {
        let element = self.document.tree().node(node).element();
        let set = element.map_or_else(|| plain_phrase(&remark.text), phrase);
        if set.is_empty() {
            return String::new();
        }
        format!("<i class=\"remark\">{}</i>", self.craft.html(&set))
    }

    /// `coni. Baehr.`
    fn attributed(&self, verb: &str, scholar: &str) -> String {
        if verb.is_empty() {
            return name(scholar);
        }
        format!("{} {}", self.craft.word(verb), name(scholar))
    }
}

fn plain_phrase(text: &str) -> Phrase {
    Phrase::of(text.to_owned())
}

fn name(name: &str) -> String {
    format!("<i class=\"who\">{}</i>", escape(name))
}

/// Remarks that begin with a comma or the like are closed up.
fn join_remark(mut text: String, remark: &str) -> String {
    let words = remark.trim_start_matches("<i class=\"remark\">");
    if words.starts_with([',', ';', '.', ':']) {
        text.push_str(remark);
    } else {
        push_spaced(&mut text, remark);
    }
    text
}

/// Readings one after the other.
#[derive(Default)]
struct Parts {
    text: String,
}

impl Parts {
    fn open(&mut self, part: &str, between: &str) {
        if part.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text
                .extend(["<span class=\"colon\">", between, "</span>"]);
        }
        self.text.push_str(part);
    }

    fn append(&mut self, part: &str) {
        self.text = join_remark(std::mem::take(&mut self.text), part);
    }

    fn finish(self) -> String {
        self.text
    }
}
