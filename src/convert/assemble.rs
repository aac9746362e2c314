//! Which elements stand where, one inside the other?
//!
//! Marks become ranges that nest. Where two cannot stand together, because they
//! cross, change the same characters, or say the same kind of thing twice, one
//! yields: a proposal to what the editor accepted, that to what the editor
//! decided; of two of the same weight the later or inner one. A decision that
//! yields is an error in the decisions file. A name or words in another language
//! may hold a correction, and a correction may hold them.

use std::cmp::Reverse;

use super::block::Block;
use super::decisions::settle::{Rank, Ranked, Settled};
use super::infer::calendar::JULIAN;
use super::mark::{Mark, NameKind, Responsible, What};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Attributes of an element, in order.
pub type Attributes = Vec<(&'static str, String)>;

/// What is written for a range.
#[derive(Clone, Debug)]
pub enum Node {
    /// An element around it.
    Element(&'static str, Attributes),
    /// `choice`, with what stands there and what is read instead.
    Choice {
        /// Attributes of `choice`.
        attributes: Attributes,
        /// `sic` or `orig`.
        kept: &'static str,
        /// `corr` or `reg`.
        made: &'static str,
        /// Attributes of `corr` or `reg`.
        said: Attributes,
        /// Its text.
        read: String,
    },
}

/// A stretch of the source and what is written for it.
#[derive(Clone, Debug)]
pub struct Range {
    /// The stretch; never empty.
    pub span: Span,
    /// What is written.
    pub node: Node,
    class: Class,
    rank: Rank,
    decided_at: Span,
    /// Ranges of one mark stand or fall together.
    group: usize,
}

/// An empty element between two characters.
#[derive(Clone, Debug)]
pub struct Point {
    /// The byte of the source before which it stands.
    pub offset: u32,
    /// Attributes of `anchor`.
    pub attributes: Attributes,
}

/// Why something was done: the id of the element, who says so, the words.
#[derive(Clone, Debug)]
pub struct Reason {
    /// `xml:id` of the element.
    pub id: String,
    /// `@resp`.
    pub resp: String,
    /// The words.
    pub text: String,
}

/// What is written inside the blocks.
#[derive(Debug, Default)]
pub struct Assembled {
    /// Ranges that nest: by their start, the outer before the inner.
    pub ranges: Vec<Range>,
    /// Anchors, by their place.
    pub points: Vec<Point>,
    /// Reasons of emendations and dates, by their place.
    pub reasons: Vec<Reason>,
    /// Decisions that yield.
    pub findings: Vec<Diagnostic>,
}

/// Kinds of ranges: the outer of two with the same span comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Surplus,
    Citation,
    Part,
    Foreign,
    Name,
    Date,
    Change,
}

/// The ranges and points that `settled` asks for in `blocks`.
pub fn assemble(blocks: &[Block], settled: &Settled) -> Assembled {
    let mut assembled = Assembled::default();
    let mut marks: Vec<&Ranked> = settled.marks.iter().collect();
    marks.sort_by_key(|ranked| {
        (
            ranked.mark.span.start,
            Reverse(ranked.mark.span.end),
            Reverse(ranked.rank),
        )
    });
    let mut ranges = Vec::new();
    for (group, ranked) in marks.into_iter().enumerate() {
        if within_a_line_of_units(blocks, ranked.mark.span) {
            ranges.extend(ranges_of(ranked, group));
        } else if ranked.rank == Rank::Decided {
            let message = "these words reach from one block of the text into another";
            (assembled.findings).push(Diagnostic::error(
                "decision-crosses",
                ranked.decided_at,
                message,
            ));
        }
    }
    assembled.ranges = nest(ranges, &mut assembled.findings);
    name_changes(&mut assembled, settled);
    assembled.points = points(settled);
    assembled
}

/// Whether `span` is not empty and lies within one block.
fn within_a_line_of_units(blocks: &[Block], span: Span) -> bool {
    let after = blocks.partition_point(|block| block.span().start <= span.start);
    let block = after.checked_sub(1).and_then(|at| blocks.get(at));
    !span.is_empty() && block.is_some_and(|block| span.end <= block.span().end)
}

/// `@resp` for `responsible`.
pub fn resp(responsible: &Responsible) -> String {
    match responsible {
        Responsible::Converter => "#converter".to_owned(),
        Responsible::Editor(id) => format!("#{id}"),
    }
}

fn said(mark: &Mark) -> Attributes {
    vec![
        ("resp", resp(&mark.responsible)),
        ("cert", mark.certainty.as_str().to_owned()),
    ]
}

fn with(first: (&'static str, &str), rest: Attributes) -> Attributes {
    let mut attributes = vec![(first.0, first.1.to_owned())];
    attributes.extend(rest);
    attributes
}

fn ranges_of(ranked: &Ranked, group: usize) -> Vec<Range> {
    let mark = &ranked.mark;
    let range = |span: Span, class, node| Range {
        span,
        node,
        class,
        rank: ranked.rank,
        decided_at: ranked.decided_at,
        group,
    };
    let element =
        |class, name, attributes| vec![range(mark.span, class, Node::Element(name, attributes))];
    let change = |kept, made, read: &String, said| {
        let read = read.clone();
        vec![range(
            mark.span,
            Class::Change,
            Node::Choice {
                attributes: Vec::new(),
                kept,
                made,
                said,
                read,
            },
        )]
    };
    match &mark.what {
        What::Date { when, julian } => {
            let mut said = said(mark);
            // `@calendar` speaks of the words, `@when` is Gregorian always.
            if *julian {
                said.insert(0, ("calendar", format!("#{JULIAN}")));
            }
            element(Class::Date, "date", with(("when", when), said))
        }
        What::Foreign { language } => element(
            Class::Foreign,
            "foreign",
            with(("xml:lang", language), said(mark)),
        ),
        What::Surplus { reason } => element(
            Class::Surplus,
            "surplus",
            with(("reason", reason), said(mark)),
        ),
        What::Name { kind, id } => {
            let reference = format!("#{id}");
            element(Class::Name, name_element(*kind), vec![("ref", reference)])
        }
        What::Correction { read } => change("sic", "corr", read, said(mark)),
        What::Proposal { read } => {
            change("sic", "corr", read, with(("type", "proposal"), said(mark)))
        }
        What::Regularization { read } => change("orig", "reg", read, said(mark)),
        What::Quotation {
            quote,
            source,
            title,
        } => {
            let part = |span, name| range(span, Class::Part, Node::Element(name, Vec::new()));
            let whole = Span {
                start: quote.start,
                end: source.end,
            };
            let mut ranges = vec![
                range(whole, Class::Citation, Node::Element("cit", said(mark))),
                part(*quote, "quote"),
                part(
                    Span {
                        start: quote.end,
                        end: source.end,
                    },
                    "bibl",
                ),
            ];
            ranges.extend(title.map(|title| part(title, "title")));
            ranges.retain(|range| !range.span.is_empty());
            ranges
        }
        What::NoteCall { .. } => Vec::new(),
    }
}

/// The element for a name of this kind.
pub fn name_element(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Person => "persName",
        NameKind::Organisation => "orgName",
        NameKind::Place => "placeName",
    }
}

/// Deeper nesting tells a reader nothing.
const DEEPEST: usize = 16;

/// Takes out ranges until the others nest.
fn nest(mut ranges: Vec<Range>, findings: &mut Vec<Diagnostic>) -> Vec<Range> {
    ranges.sort_by_key(|range| {
        (
            range.span.start,
            Reverse(range.span.end),
            range.class,
            Reverse(range.rank),
            range.group,
        )
    });
    let mut dropped = std::collections::BTreeSet::new();
    let mut open: Vec<usize> = Vec::new();
    for at in 0..ranges.len() {
        let range = &ranges[at];
        open.retain(|&outer| {
            ranges[outer].span.end > range.span.start && !dropped.contains(&ranges[outer].group)
        });
        if dropped.contains(&range.group) {
            continue;
        }
        let against: Vec<usize> = (open.iter().copied())
            .filter(|&outer| conflict(&ranges[outer], range))
            .collect();
        let yields = against
            .iter()
            .any(|&outer| ranges[outer].rank >= range.rank);
        if yields || open.len() >= DEEPEST {
            dropped.insert(range.group);
            continue;
        }
        dropped.extend(against.iter().map(|&outer| ranges[outer].group));
        open.push(at);
    }
    let mut told = std::collections::BTreeSet::new();
    for range in &ranges {
        if dropped.contains(&range.group) && range.rank == Rank::Decided && told.insert(range.group)
        {
            let message = "this decision overlaps with another at the same place";
            findings.push(Diagnostic::error(
                "decision-overlaps",
                range.decided_at,
                message,
            ));
        }
    }
    ranges.retain(|range| !dropped.contains(&range.group));
    ranges
}

/// Whether `inner`, which begins later or is shorter, cannot stand with `outer`.
fn conflict(outer: &Range, inner: &Range) -> bool {
    let crossing = outer.span.end < inner.span.end;
    let twice = outer.class == inner.class && !matches!(inner.class, Class::Name | Class::Part)
        || outer.class == inner.class && outer.span == inner.span && inner.class == Class::Name;
    let within_change = outer.class == Class::Change
        && matches!(
            inner.class,
            Class::Change | Class::Surplus | Class::Citation | Class::Part
        );
    crossing || twice || within_change
}

/// Gives ids to changes, and to dates with a reason, so that it can point to them.
fn name_changes(assembled: &mut Assembled, settled: &Settled) {
    let mut reasons = std::collections::BTreeMap::new();
    for ranked in &settled.marks {
        let mark = &ranked.mark;
        if ranked.rank == Rank::Decided
            || matches!(mark.what, What::Proposal { .. } | What::Surplus { .. })
        {
            let class = match mark.what {
                What::Date { .. } => Class::Date,
                What::Surplus { .. } => Class::Surplus,
                _ => Class::Change,
            };
            reasons
                .entry((mark.span, class, Reverse(ranked.rank)))
                .or_insert(mark);
        }
    }
    let (mut memos, mut changes) = (0, 0);
    for range in &mut assembled.ranges {
        let reason = reasons.get(&(range.span, range.class, Reverse(range.rank)));
        let reason = reason.filter(|mark| !mark.reason.is_empty());
        let attributes = match &mut range.node {
            Node::Element("surplus", attributes) | Node::Choice { attributes, .. } => attributes,
            Node::Element("date", attributes) if reason.is_some() => attributes,
            Node::Element(..) => continue,
        };
        let id = if range.class == Class::Surplus {
            memos += 1;
            format!("memo{memos}")
        } else if reason.is_some() || range.class == Class::Change {
            changes += 1;
            format!("e{changes}")
        } else {
            continue;
        };
        attributes.insert(0, ("xml:id", id.clone()));
        assembled.reasons.extend(reason.map(|mark| Reason {
            id,
            resp: resp(&mark.responsible),
            text: mark.reason.clone(),
        }));
    }
}

/// The calls of notes and comments.
fn points(settled: &Settled) -> Vec<Point> {
    let notes = settled.notes.iter().filter_map(|note| {
        let attributes = vec![
            ("xml:id", format!("call-n{}", note.number)),
            ("type", "note-call".to_owned()),
            ("corresp", format!("#n{}", note.number)),
            ("resp", resp(&note.responsible)),
            ("cert", note.certainty.as_str().to_owned()),
        ];
        Some(Point {
            offset: note.offset?,
            attributes,
        })
    });
    let comments = settled
        .comments
        .iter()
        .enumerate()
        .map(|(at, comment)| Point {
            offset: comment.offset,
            attributes: vec![
                ("xml:id", format!("call-comment{}", at + 1)),
                ("type", "note-call".to_owned()),
                ("corresp", format!("#comment{}", at + 1)),
                ("resp", format!("#{}", comment.by)),
            ],
        });
    let mut points: Vec<Point> = notes.chain(comments).collect();
    points.sort_by_key(|point| point.offset);
    points
}
