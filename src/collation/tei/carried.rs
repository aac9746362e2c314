//! How do the words of a reading stand with the mark-up of all its witnesses?
//!
//! Elements of different witnesses may overlap, and a reading may end within one.
//! Such an element is written in pieces, which point at each other with `@next`
//! and `@prev`. Witnesses that come from one file (states of one manuscript) have
//! the same mark-up: of those that share a reading one gives it.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::collate::{AlignmentTable, Witness};
use crate::collation::markup::{Markup, Piece, Span};
use crate::collation::segments::Reading;
use crate::xml::Writer;

/// What is written, one after the other.
#[derive(Debug)]
pub(super) enum Step<'m> {
    /// Words, with the spaces between them.
    Text(String),
    /// An element of a witness, whole.
    Point(usize, &'m Piece),
    /// The begin of a piece of an element: the witness, the number of the element,
    /// and that of the piece.
    Open(usize, usize, u32),
    /// The end of the innermost piece.
    Close,
}

/// The mark-up of all witnesses, as far as it is not written yet. Readings must
/// be asked for in the order of the text.
pub(super) struct Carrier<'a> {
    table: &'a AlignmentTable,
    carried: Vec<Option<Carried<'a>>>,
}

/// The mark-up of one witness.
struct Carried<'a> {
    markup: &'a Markup,
    points: Vec<Placed>,
    /// Elements that have begun and not ended, and the first that has not begun.
    open: Vec<usize>,
    next: usize,
    /// How many pieces of each element were asked for.
    pieces: Vec<u32>,
}

/// Where a point stands: at which word, and how many bytes from its begin; none:
/// behind it.
struct Placed {
    token: usize,
    within: Option<usize>,
    point: usize,
}

impl<'a> Carrier<'a> {
    pub(super) fn new(table: &'a AlignmentTable, markup: Vec<Option<&'a Markup>>) -> Self {
        let witnesses = table.witnesses.iter().zip(markup);
        let carried = witnesses.map(|(witness, markup)| {
            let markup = markup.filter(|one| !one.spans.is_empty() || !one.points.is_empty())?;
            Some(Carried {
                markup,
                points: placed(witness, markup),
                open: Vec::new(),
                next: 0,
                pieces: vec![0; markup.spans.len()],
            })
        });
        Self {
            table,
            carried: carried.collect(),
        }
    }

    /// For each witness how many pieces of each element were asked for.
    pub(super) fn pieces(self) -> Vec<Vec<u32>> {
        let carried = self.carried.into_iter();
        carried
            .map(|one| one.map_or_else(Vec::new, |one| one.pieces))
            .collect()
    }

    /// An element of a witness.
    pub(super) fn span(&self, witness: usize, span: usize) -> Option<&'a Span> {
        let carried = self.carried[witness].as_ref()?;
        Some(&carried.markup.spans[span])
    }

    /// The file of a witness, if its mark-up is carried.
    pub(super) fn file(&self, witness: usize) -> Option<&'a str> {
        let carried = self.carried[witness].as_ref();
        carried.map(|one| one.markup.file.as_str())
    }

    /// What stands where the text of a witness is lost before a word.
    pub(super) fn lost(&self, witness: usize, token: usize) -> Vec<&'a Piece> {
        let Some(carried) = &self.carried[witness] else {
            return Vec::new();
        };
        let here = carried.points.iter().filter(|one| one.token == token);
        let here = here.filter(|one| one.within == Some(0));
        let pieces = here.map(|one| &carried.markup.points[one.point].piece);
        pieces.filter(|piece| piece.is_gap()).collect()
    }

    /// The words of a reading of some columns, with its mark-up. `told` are words
    /// of witnesses before which a lacuna was written, with its gaps.
    pub(super) fn lay(
        &mut self,
        (columns, reading): (&Range<usize>, &Reading),
        told: &BTreeSet<(usize, usize)>,
    ) -> Vec<Step<'a>> {
        let (text, starts) = text(self.table, reading);
        let mut laying = Laying {
            text: &text,
            starts: &starts,
            spans: Vec::new(),
            points: Vec::new(),
        };
        let mut files: Vec<&str> = Vec::new();
        for &number in &reading.witnesses {
            let Some(carried) = &mut self.carried[number] else {
                continue;
            };
            let tokens = self.table.within(number, columns);
            if tokens.is_empty() {
                continue;
            }
            let witness = &self.table.witnesses[number];
            let spans = carried.spans(witness, &tokens);
            let file = carried.markup.file.as_str();
            if !files.contains(&file) {
                files.push(file);
                laying.take_spans(carried, (number, witness), &tokens, spans);
                laying.take_points(carried, (number, witness), &tokens, told);
            }
        }
        laying.steps(&mut |witness, span| {
            let carried = self.carried[witness].as_mut();
            let pieces = carried.map(|one| &mut one.pieces[span]);
            pieces.map_or(0, |pieces| std::mem::replace(pieces, *pieces + 1))
        })
    }
}

impl Carried<'_> {
    /// The elements around some words, outer ones first.
    fn spans(&mut self, witness: &Witness, tokens: &Range<usize>) -> Vec<usize> {
        let (start, end) = (
            witness.place(tokens.start).start,
            witness.place(tokens.end - 1).end,
        );
        let spans = &self.markup.spans;
        while spans.get(self.next).is_some_and(|span| span.start < end) {
            self.open.push(self.next);
            self.next += 1;
        }
        self.open.retain(|span| spans[*span].end > start);
        self.open.clone()
    }
}

/// Gives every point of a witness its word, in the order of the words.
fn placed(witness: &Witness, markup: &Markup) -> Vec<Placed> {
    let mut next = 0;
    let placed = markup.points.iter().enumerate().map(|(point, one)| {
        while next < witness.len() && witness.place(next).end <= one.at {
            next += 1;
        }
        let within = (next < witness.len()).then(|| witness.place(next));
        let within = within.map_or(0, |place| one.at.saturating_sub(place.start));
        match (one.follows && within == 0, next.checked_sub(1)) {
            (true, Some(before)) => Placed {
                token: before,
                within: None,
                point,
            },
            _ => Placed {
                token: next,
                within: Some(within),
                point,
            },
        }
    });
    let mut placed: Vec<Placed> = placed.collect();
    placed.sort_by_key(|one| one.token);
    placed
}

/// Those of some words of a witness that lie in a stretch of its text.
fn covered(witness: &Witness, tokens: &Range<usize>, (start, end): (usize, usize)) -> Range<usize> {
    let count = |is_before: &dyn Fn(Range<usize>) -> bool| {
        let (mut low, mut high) = (tokens.start, tokens.end);
        while low < high {
            let middle = low.midpoint(high);
            match is_before(witness.place(middle)) {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        low
    };
    count(&|place| place.end <= start)..count(&|place| place.start < end)
}

/// The words of a reading with the spaces between them, and where each begins.
fn text(table: &AlignmentTable, reading: &Reading) -> (String, Vec<usize>) {
    let witness = &table.witnesses[reading.witness()];
    let mut text = String::new();
    let mut starts = Vec::with_capacity(reading.tokens.len());
    for token in reading.tokens.clone() {
        if token > reading.tokens.start && witness.is_spaced(token) {
            text.push(' ');
        }
        starts.push(text.len());
        text.push_str(witness.words(token));
    }
    (text, starts)
}

/// A piece of an element, by its place in the words of a reading.
#[derive(Clone, Copy)]
struct Laid {
    start: usize,
    end: usize,
    witness: usize,
    span: usize,
}

/// What a reading is made of, before it is in order.
struct Laying<'t, 'm> {
    /// The words, and where in them each begins.
    text: &'t str,
    starts: &'t [usize],
    spans: Vec<Laid>,
    points: Vec<(usize, usize, &'m Piece)>,
}

impl<'m> Laying<'_, 'm> {
    /// Takes elements of a witness, as far as they are around its words.
    fn take_spans(
        &mut self,
        carried: &Carried<'m>,
        (number, witness): (usize, &Witness),
        tokens: &Range<usize>,
        spans: Vec<usize>,
    ) {
        for span in spans {
            let Span { start, end, .. } = carried.markup.spans[span];
            let covered = covered(witness, tokens, (start, end));
            if covered.is_empty() {
                continue;
            }
            let (first, last) = (covered.start, covered.end - 1);
            let at = |token: usize| self.starts[token - tokens.start];
            let (from, to) = (witness.place(first), witness.place(last));
            self.spans.push(Laid {
                start: at(first) + start.saturating_sub(from.start),
                end: at(last) + end.min(to.end) - to.start,
                witness: number,
                span,
            });
        }
    }

    /// Takes what stands between the words of a witness, or in one.
    fn take_points(
        &mut self,
        carried: &Carried<'m>,
        (number, witness): (usize, &Witness),
        tokens: &Range<usize>,
        told: &BTreeSet<(usize, usize)>,
    ) {
        let is_last = tokens.end == witness.len();
        let from = carried
            .points
            .partition_point(|one| one.token < tokens.start);
        let here = carried.points[from..].iter();
        let is_here =
            |one: &&Placed| one.token < tokens.end || (is_last && one.token == tokens.end);
        for one in here.take_while(is_here) {
            let piece = &carried.markup.points[one.point].piece;
            if one.within == Some(0) && piece.is_gap() && told.contains(&(number, one.token)) {
                continue;
            }
            let at = match self.starts.get(one.token - tokens.start) {
                None => self.text.len(),
                Some(start) => start + one.within.unwrap_or(witness.place(one.token).len()),
            };
            self.points.push((at, number, piece));
        }
    }

    /// Everything one after the other, every piece within another as a whole.
    fn steps(&self, open: &mut dyn FnMut(usize, usize) -> u32) -> Vec<Step<'m>> {
        let ends = self.spans.iter().flat_map(|span| [span.start, span.end]);
        let places = ends.chain(self.points.iter().map(|point| point.0));
        let places: BTreeSet<usize> = places.chain([self.text.len()]).collect();
        let mut steps = Vec::new();
        let mut inside: Vec<Laid> = Vec::new();
        let mut from = 0;
        for place in places {
            if place > from {
                steps.push(Step::Text(self.text[from..place].to_owned()));
                from = place;
            }
            // Whatever ends here, and what is within it.
            let staying = inside.iter().position(|laid| laid.end <= place);
            let mut beginning = inside.split_off(staying.unwrap_or(inside.len()));
            steps.extend(beginning.iter().map(|_| Step::Close));
            beginning.retain(|laid| laid.end > place);
            let points = self.points.iter().filter(|point| point.0 == place);
            steps.extend(points.map(|(_, witness, piece)| Step::Point(*witness, piece)));
            let new = self.spans.iter().filter(|laid| laid.start == place);
            beginning.extend(new.filter(|laid| laid.end > place));
            beginning.sort_by_key(|laid| (std::cmp::Reverse(laid.end), laid.witness, laid.span));
            for laid in beginning {
                steps.push(Step::Open(
                    laid.witness,
                    laid.span,
                    open(laid.witness, laid.span),
                ));
                inside.push(laid);
            }
        }
        steps
    }
}

/// Writes steps. `pieces` says of how many pieces each element is made.
pub(super) fn write(
    steps: &[Step<'_>],
    carrier: &Carrier<'_>,
    (ids, pieces): (&[String], &[Vec<u32>]),
    writer: &mut Writer,
) {
    for step in steps {
        match step {
            Step::Text(text) => writer.text(text),
            Step::Close => writer.close(),
            Step::Point(witness, piece) => piece.write(writer, &format!("#{}", ids[*witness])),
            Step::Open(witness, span, piece) => {
                let Some(element) = carrier.span(*witness, *span) else {
                    continue;
                };
                let all = pieces[*witness].get(*span).copied().unwrap_or(1);
                let id = |piece: u32| format!("piece-{}.{}.{}", ids[*witness], span + 1, piece + 1);
                let mut more = Vec::new();
                if all > 1 {
                    more.push(("xml:id", id(*piece)));
                    let before = piece
                        .checked_sub(1)
                        .map(|before| format!("#{}", id(before)));
                    more.extend(before.map(|before| ("prev", before)));
                    let after = (piece + 1 < all).then(|| format!("#{}", id(piece + 1)));
                    more.extend(after.map(|after| ("next", after)));
                }
                let witness = format!("#{}", ids[*witness]);
                element.tag.open(writer, &witness, &more, false);
            }
        }
    }
}
