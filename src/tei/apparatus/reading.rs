//! What does an `app` say?
//!
//! Its lemma, its readings with the groups they are in, and what is told about
//! witnesses. What a group says (`@type`, `@cause`, `@hand`, `@resp`, `@source`,
//! `@cert`, `@varSeq`) holds for each of its readings that does not say
//! otherwise (TEI TCAPSU).

use super::{Sources, attribute};
use crate::edition::{About, Lemma, Reading, ReadingGroup, Remark, Siglum, Support, WitnessDetail};
use crate::tei::element::tei_name;
use crate::tei::pointer::local_ids;
use crate::tei::remark::remark;
use crate::tei::text::{Side, copied, is_left_out, side_text};
use crate::xml::{Element, NodeId};

/// What an `app` says, with the elements that say it.
#[derive(Default)]
pub struct Content<'t> {
    pub lemma: Option<(Lemma, Element<'t>)>,
    pub readings: Vec<(Reading, Element<'t>)>,
    pub groups: Vec<ReadingGroup>,
    pub details: Vec<(WitnessDetail, Element<'t>)>,
    pub remarks: Vec<(Remark, Element<'t>)>,
}

impl<'t> Content<'t> {
    /// Takes the first reading as the words of the text (TEI TCAPPS: without
    /// `lem` no reading is preferred), unless it only marks where a witness
    /// begins or ends.
    pub fn promote_first(&mut self) -> Option<(Lemma, Element<'t>)> {
        let (first, at) = self.readings.first()?;
        if first.text.is_empty() && marks_presence(*at) {
            return None;
        }
        let at = *at;
        let first = self.readings.remove(0).0;
        let down = |about: &mut About| {
            *about = match *about {
                About::Reading(0) => About::Lemma,
                About::Reading(number) => About::Reading(number - 1),
                other => other,
            };
        };
        self.details
            .iter_mut()
            .for_each(|(detail, _)| down(&mut detail.about));
        self.remarks
            .iter_mut()
            .for_each(|(remark, _)| down(&mut remark.about));
        let lemma = Lemma {
            text: first.text,
            given: false,
            support: first.support,
            group: first.group,
            id: first.id,
        };
        Some((lemma, at))
    }
}

/// Reads an `app`; readings within readings belong to entries of their own.
pub fn content<'t>(app: Element<'t>, sources: &Sources<'_>) -> Content<'t> {
    let mut reader = Reader {
        content: Content::default(),
        open: Vec::new(),
        sources,
        last: None,
        detail_aims: Vec::new(),
        remark_aims: Vec::new(),
    };
    let mut resume = app.id();
    for element in app.descendants().filter_map(|node| node.element()) {
        if element.id() < resume {
            continue;
        }
        reader.open.retain(|(end, _)| *end > element.id());
        if !reader.read(element) {
            resume = element.end();
        }
    }
    reader.aim();
    reader.content
}

struct Reader<'t, 's> {
    content: Content<'t>,
    /// The groups around the place: where they end, and their indices.
    open: Vec<(NodeId, usize)>,
    sources: &'s Sources<'s>,
    /// The lemma or reading that was read last.
    last: Option<Element<'t>>,
    detail_aims: Vec<Option<Element<'t>>>,
    remark_aims: Vec<Option<Element<'t>>>,
}

impl<'t> Reader<'t, '_> {
    /// Reads one element; true if what is in it is to be read on its own.
    fn read(&mut self, element: Element<'t>) -> bool {
        match tei_name(element) {
            Some("rdgGrp") => {
                self.group(element);
                return true;
            }
            Some("lem") if self.content.lemma.is_none() => self.lemma(element),
            Some("lem" | "rdg") => self.reading(element),
            Some("witDetail") => self.detail(element),
            Some("note") => self.remark(element),
            Some("noteGrp") => return true,
            _ => {}
        }
        false
    }

    fn around(&self) -> Option<usize> {
        self.open.last().map(|(_, group)| *group)
    }

    fn support(&self, element: Element<'_>) -> Support {
        let inherited = self
            .around()
            .map(|group| &self.content.groups[group].support);
        let sources = self.sources;
        let own = support(element, sources);
        let Some(group) = inherited else { return own };
        let names = !own.witnesses.is_empty() || own.source.is_some() || own.responsible.is_some();
        Support {
            witnesses: if names {
                own.witnesses
            } else {
                group.witnesses.clone()
            },
            responsible: own.responsible.or_else(|| group.responsible.clone()),
            source: own.source.or_else(|| group.source.clone()),
            hand: own.hand.or_else(|| group.hand.clone()),
            certainty: if element.attribute("cert").is_some() {
                own.certainty
            } else {
                group.certainty
            },
            kind: own.kind.or_else(|| group.kind.clone()),
            cause: own.cause.or_else(|| group.cause.clone()),
            sequence: own.sequence.or(group.sequence),
        }
    }

    fn group(&mut self, element: Element<'_>) {
        let group = ReadingGroup {
            within: self.around(),
            support: self.support(element),
        };
        self.open.push((element.end(), self.content.groups.len()));
        self.content.groups.push(group);
    }

    fn lemma(&mut self, element: Element<'t>) {
        let lemma = Lemma {
            text: reading_words(element),
            given: true,
            support: self.support(element),
            group: self.around(),
            id: element.xml_id().map(|id| id.into_owned()),
        };
        self.content.lemma = Some((lemma, element));
        self.last = Some(element);
        self.details_in(element);
    }

    fn reading(&mut self, element: Element<'t>) {
        let reading = Reading {
            text: reading_words(element),
            support: self.support(element),
            group: self.around(),
            id: element.xml_id().map(|id| id.into_owned()),
            notes: notes_in(element),
        };
        self.content.readings.push((reading, element));
        self.last = Some(element);
        self.details_in(element);
    }

    /// Reads the details that stand among the words of a reading; those of an entry
    /// within it are told there.
    fn details_in(&mut self, reading: Element<'t>) {
        let inside = reading.descendants().filter_map(|node| node.element());
        let own = |detail: &Element<'t>| {
            let mut above = detail.ancestors();
            let around =
                above.find(|above| matches!(tei_name(*above), Some("app" | "lem" | "rdg")));
            detail.is("witDetail") && around == Some(reading)
        };
        for detail in inside.filter(own) {
            let witnesses = self.sources.sigla.named_by(detail, "wit");
            self.detail_of(detail, witnesses, Some(reading));
        }
    }

    fn detail(&mut self, element: Element<'t>) {
        let witnesses = self.sources.sigla.named_by(element, "wit");
        let at = self.aimed_at(element, &witnesses);
        self.detail_of(element, witnesses, at);
    }

    fn detail_of(&mut self, element: Element<'t>, witnesses: Vec<Siglum>, at: Option<Element<'t>>) {
        let detail = WitnessDetail {
            witnesses,
            text: remark(element),
            about: About::Entry,
            kind: attribute(element, "type"),
            place: attribute(element, "place"),
        };
        self.content.details.push((detail, element));
        self.detail_aims.push(at);
    }

    fn remark(&mut self, element: Element<'t>) {
        let at = self.aimed_at(element, &[]);
        let remark = Remark {
            text: remark(element),
            about: About::Entry,
        };
        self.content.remarks.push((remark, element));
        self.remark_aims.push(at);
    }

    /// What a detail or a remark is about: the lemma or reading it points at,
    /// else the last one before it that has its witnesses, else the last one.
    fn aimed_at(&self, element: Element<'t>, witnesses: &[Siglum]) -> Option<Element<'t>> {
        let target = element.attribute("target").unwrap_or_default();
        let pointed = local_ids(&target, true).find_map(|id| element.tree().by_id(id));
        let in_app = pointed.filter(|at| matches!(tei_name(*at), Some("lem" | "rdg")));
        in_app.or_else(|| self.last_of(witnesses)).or(self.last)
    }

    fn last_of(&self, witnesses: &[Siglum]) -> Option<Element<'t>> {
        let has = |support: &Support| {
            !witnesses.is_empty() && witnesses.iter().all(|w| support.witnesses.contains(w))
        };
        let mut readings = self.content.readings.iter().rev();
        let reading = readings.find(|(reading, _)| has(&reading.support));
        let lemma = || {
            self.content
                .lemma
                .as_ref()
                .filter(|(lemma, _)| has(&lemma.support))
        };
        reading
            .map(|(_, at)| *at)
            .or_else(|| lemma().map(|(_, at)| *at))
    }

    /// Says of details and remarks which number their reading has.
    fn aim(&mut self) {
        let Content {
            lemma,
            readings,
            details,
            remarks,
            ..
        } = &mut self.content;
        let about = |at: &Option<Element<'_>>| match at {
            Some(at) if lemma.as_ref().is_some_and(|(_, lemma)| lemma == at) => About::Lemma,
            Some(at) => readings
                .iter()
                .position(|(_, reading)| reading == at)
                .map_or(About::Entry, About::Reading),
            None => About::Entry,
        };
        for ((detail, _), at) in details.iter_mut().zip(&self.detail_aims) {
            detail.about = about(at);
        }
        for ((remark, _), at) in remarks.iter_mut().zip(&self.remark_aims) {
            remark.about = about(at);
        }
    }
}

/// What is noted among the words of a reading. Readings within it tell their own
/// notes, and entries within it what is remarked about them.
fn notes_in(reading: Element<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let mut resume = reading.id();
    for element in reading.descendants().filter_map(|node| node.element()) {
        if element.id() < resume {
            continue;
        }
        let of_entry = || {
            let parent = element.parent().and_then(tei_name);
            matches!(parent, Some("app" | "rdgGrp"))
        };
        match tei_name(element) {
            Some("note") if !of_entry() => notes.push(remark(element)),
            Some("note" | "noteGrp") if of_entry() => {}
            Some("app" | "lem" | "rdg") if is_left_out(element, Side::Reading) => {}
            _ => continue,
        }
        resume = element.end();
    }
    notes.retain(|note| !note.is_empty());
    notes
}

/// What an element says about who has its words.
pub fn support(element: Element<'_>, sources: &Sources<'_>) -> Support {
    let named = |name| sources.named_by(element, name);
    Support {
        witnesses: sources.sigla.named_by(element, "wit"),
        responsible: named("resp"),
        source: named("source"),
        hand: named("hand"),
        certainty: crate::tei::history::certainty(element),
        kind: attribute(element, "type"),
        cause: attribute(element, "cause"),
        sequence: attribute(element, "varSeq").and_then(|number| number.parse().ok()),
    }
}

/// Whether a reading, or the group that speaks for it, names somebody who answers for its
/// words (`@resp`) and is not told of in the header as one who made the edition.
pub fn names_others_than_editors(reading: Element<'_>) -> bool {
    let mut around = std::iter::once(reading)
        .chain(reading.ancestors())
        .take_while(|one| !one.is("app"));
    let Some(value) = around.find_map(|one| one.attribute("resp")) else {
        return false;
    };
    let tree = reading.tree();
    let makes_edition = |one: Element<'_>| {
        let statements = ["titleStmt", "editionStmt", "publicationStmt", "appInfo"];
        statements.iter().any(|name| one.is(name))
    };
    let is_another = |who: Element<'_>| {
        let mut around = std::iter::once(who).chain(who.ancestors());
        !around.any(makes_edition)
    };
    // The same person may be named in the header by the same address.
    let is_in_title = |address: &str| {
        let title = tree.root().find("titleStmt");
        let mut named = title.into_iter().flat_map(|title| title.descendants());
        named.any(|node| {
            let pointer = node.element().and_then(|one| one.attribute("ref"));
            pointer.is_some_and(|pointer| pointer == address)
        })
    };
    let mut pointers = value.split_whitespace();
    pointers.any(|pointer| match pointer.strip_prefix('#') {
        Some(id) => tree.by_id(id).is_some_and(is_another),
        None => !is_in_title(pointer),
    })
}

/// Whether an `app` itself reports anything: a reading, a note, or who has the
/// words of the text. Some published files use it only to mark words (`app` with
/// nothing but `lem`), or to hold other entries.
pub fn reports(app: Element<'_>) -> bool {
    let mut inside = app.elements();
    inside.any(|inner| match tei_name(inner) {
        Some("rdg" | "rdgGrp" | "witDetail" | "note" | "noteGrp") => true,
        Some("lem") => STATEMENTS.iter().any(|name| {
            let value = inner.attribute(name);
            value.is_some_and(|value| !value.trim().is_empty())
        }),
        _ => false,
    })
}

/// What a lemma says about who has or answers for its words.
const STATEMENTS: [&str; 5] = ["wit", "source", "resp", "hand", "cause"];

/// The words of a reading; of one that says it repeats other words (`copyOf`),
/// those.
pub fn reading_words(element: Element<'_>) -> String {
    let words = side_text(element, Side::Reading);
    if !words.is_empty() {
        return words;
    }
    let below = element.descendants().filter_map(|node| node.element());
    let copied = std::iter::once(element).chain(below).filter_map(copied);
    let copied: Vec<String> = copied
        .map(|original| side_text(original, Side::Reading))
        .collect();
    copied.join(" ")
}

/// Whether a reading says where a witness begins, ends, loses or regains its
/// text.
pub fn marks_presence(reading: Element<'_>) -> bool {
    let mut inside = reading.descendants().filter_map(|node| node.element());
    inside.any(is_mark_of_presence)
}

/// Whether an element says that a witness begins or breaks off.
pub fn is_mark_of_presence(element: Element<'_>) -> bool {
    matches!(
        tei_name(element),
        Some("lacunaStart" | "lacunaEnd" | "witStart" | "witEnd")
    )
}
