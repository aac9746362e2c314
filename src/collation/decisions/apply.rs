//! Table and entries, as the editor decided.

use std::ops::Range;

use toml::Spanned;

use super::file::{Act, Decision, Decisions};
use super::place::{Anchor, Lost};
use crate::collate::{AlignmentTable, Folding};
use crate::collation::segments::{Cuts, Reading, Segment, cut};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// What came of decisions.
#[derive(Debug, Default)]
pub struct Decided {
    /// The entries.
    pub segments: Vec<Segment>,
    /// How many decisions were applied.
    pub applied: usize,
    /// Why, for those whose words stand in no entry now; of all others the entries
    /// say it.
    pub reasons: Vec<String>,
    /// Those that no longer apply, with their places in the decisions file.
    pub findings: Vec<Diagnostic>,
}

/// Applies decisions, in their order: first those about which words belong
/// together, then those about what is one entry, then those about readings.
pub fn apply(table: &mut AlignmentTable, decisions: &Decisions, folding: &Folding) -> Decided {
    let mut desk = Desk {
        table,
        folding,
        cuts: Cuts::default(),
        reasoned: Vec::new(),
        decided: Decided::default(),
    };
    let of = |acts: &'static [Act]| {
        let all = decisions.decision.iter();
        all.filter(move |one| acts.contains(&one.get_ref().act))
    };
    of(&[Act::Move, Act::Part]).for_each(|one| desk.decide(one, Desk::align));
    of(&[Act::Join, Act::Split]).for_each(|one| desk.decide(one, Desk::divide));
    desk.decided.segments = cut(desk.table, &desk.cuts);
    of(&[Act::Lemma, Act::Class]).for_each(|one| desk.decide(one, Desk::judge));
    desk.give_reasons();
    let mut decided = desk.decided;
    decided.findings.sort_by_key(|finding| finding.span);
    decided
}

struct Desk<'t> {
    table: &'t mut AlignmentTable,
    folding: &'t Folding,
    cuts: Cuts,
    /// Decisions that were applied and have a reason.
    reasoned: Vec<Spanned<Decision>>,
    decided: Decided,
}

/// The code of a finding, and what it says.
type Trouble = (&'static str, String);
/// What came of one decision.
type Outcome = Result<(), Trouble>;
/// Words of a witness.
type Place = (usize, Range<usize>);

impl Desk<'_> {
    fn decide(&mut self, one: &Spanned<Decision>, act: fn(&mut Self, &Decision) -> Outcome) {
        match act(self, one.get_ref()) {
            Ok(()) => {
                self.decided.applied += 1;
                let reasoned = one.get_ref().reason.is_some();
                self.reasoned.extend(reasoned.then(|| one.clone()));
            }
            Err((code, message)) => {
                let span = Span::new(one.span().start, one.span().end);
                self.decided
                    .findings
                    .push(Diagnostic::warning(code, span, message));
            }
        }
    }

    fn align(&mut self, decision: &Decision) -> Outcome {
        let (witness, tokens) = self.find(&decision.anchor())?;
        let Some(beside) = &decision.beside else {
            self.table.part(witness, tokens);
            return Ok(());
        };
        let (other, others) = self.find(beside)?;
        if other == witness {
            let message = "words stand beside words of another witness, not of their own";
            return Err((UNFIT, message.to_owned()));
        }
        self.table.put_beside((witness, tokens), (other, others));
        Ok(())
    }

    /// Puts the reasons of decisions that were applied where they belong: into the
    /// entry of their words, or where these are in none, by themselves.
    fn give_reasons(&mut self) {
        self.reasoned.sort_by_key(|one| one.span().start);
        for one in std::mem::take(&mut self.reasoned) {
            let decision = one.get_ref();
            let Some(reason) = &decision.reason else {
                continue;
            };
            let Ok((witness, tokens)) = self.find(&decision.anchor()) else {
                continue;
            };
            let column = self.table.column(witness, tokens.start);
            let segments = &self.decided.segments;
            let at = segments.partition_point(|segment| segment.columns.end <= column);
            let of = decision
                .of
                .as_deref()
                .and_then(|siglum| self.witness(siglum));
            let of = of.unwrap_or(witness);
            let segments = &mut self.decided.segments;
            let entry = segments.get_mut(at).filter(|one| one.is_variant());
            let reading = entry.and_then(|entry| {
                let mut readings = entry.readings.iter();
                let has = |one: &Reading| one.witnesses.contains(&of) && !one.lost;
                Some((readings.position(has)?, entry))
            });
            match reading {
                Some((reading, entry)) => entry.notes.push((reading, reason.clone())),
                None => {
                    let Decision { witness, words, .. } = decision;
                    let act = decision.act.word();
                    self.decided
                        .reasons
                        .push(format!("{act} “{words}” in {witness}: {reason}"));
                }
            }
        }
    }

    fn divide(&mut self, decision: &Decision) -> Outcome {
        let (witness, tokens) = self.find(&decision.anchor())?;
        let first = self.table.column(witness, tokens.start);
        let last = self.table.column(witness, tokens.end - 1);
        match decision.act {
            Act::Join => self.cuts.joined.push(first..last + 1),
            _ => self.cuts.begins.push(first),
        }
        Ok(())
    }

    fn judge(&mut self, decision: &Decision) -> Outcome {
        let (witness, tokens) = self.find(&decision.anchor())?;
        let of = match &decision.of {
            None => witness,
            Some(siglum) => self.witness(siglum).ok_or_else(|| no_witness(siglum))?,
        };
        let column = self.table.column(witness, tokens.start);
        let segments = &mut self.decided.segments;
        let at = segments.partition_point(|segment| segment.columns.end <= column);
        let segment = segments.get_mut(at).filter(|segment| segment.is_variant());
        let Some(segment) = segment else {
            let message = "the witnesses do not differ in these words any more";
            return Err((UNFIT, message.to_owned()));
        };
        let reading = segment.readings.iter();
        let has = |one: &Reading| one.witnesses.contains(&of) && !one.lost;
        let found = reading.clone().position(has);
        let reading = found.ok_or_else(|| {
            let siglum = &self.table.witnesses[of].siglum;
            (UNFIT, format!("the text of {siglum} is lost there"))
        })?;
        match decision.act {
            Act::Lemma => segment.lemma = Some(reading),
            _ => segment.readings[reading].class.clone_from(&decision.class),
        }
        Ok(())
    }

    fn witness(&self, siglum: &str) -> Option<usize> {
        let witnesses = self.table.witnesses.iter();
        witnesses.clone().position(|one| one.siglum == siglum)
    }

    fn find(&self, anchor: &Anchor) -> Result<Place, Trouble> {
        let Some(witness) = self.witness(&anchor.witness) else {
            return Err(no_witness(&anchor.witness));
        };
        let found = anchor.find(&self.table.witnesses[witness], self.folding);
        let (words, siglum) = (&anchor.words, &anchor.witness);
        match found {
            Ok(tokens) => Ok((witness, tokens)),
            Err(Lost::NoWords) => Err((LOST, format!("{siglum} does not have “{words}” there"))),
            Err(Lost::Changed(now)) => Err((
                LOST,
                format!("{siglum} has “{now}” now where it had “{words}”"),
            )),
            Err(Lost::Several(times)) => {
                let message = format!(
                    "{siglum} has “{words}” {times} times; `after` and `before` say which is meant"
                );
                Err((AMBIGUOUS, message))
            }
        }
    }
}

const LOST: &str = "collation-decision-lost";
const AMBIGUOUS: &str = "collation-decision-ambiguous";
const UNFIT: &str = "collation-decision-unfit";

fn no_witness(siglum: &str) -> Trouble {
    (LOST, format!("there is no witness “{siglum}”"))
}
