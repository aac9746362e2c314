//! A decision, made of what an editor points at: columns of the table that is
//! shown, and a witness.

use std::ops::Range;

use crate::collation::{self, Act, Anchor, Decision};
use crate::operations::Collation;
use crate::said;
use crate::wording::Said;

/// What an editor wrote into the fields.
#[derive(Debug, Default)]
pub struct Pointed {
    /// What is done.
    pub act: String,
    /// The witness whose words are meant.
    pub witness: String,
    /// The columns, from 1: `12`, or `12-14`.
    pub columns: String,
    /// `move`: the witness beside whose words they belong, and its columns.
    pub beside: (String, String),
    /// `class`: what the reading is.
    pub class: String,
    /// Why.
    pub reason: String,
}

/// The decision that is meant, as it stands in a file.
///
/// # Errors
/// A sentence that says what is missing.
pub fn decision(collation: &Collation, pointed: &Pointed) -> Result<String, Said> {
    let act = Act::ALL.into_iter().find(|act| act.word() == pointed.act);
    let act = act.ok_or(said!("It is not said what is to be done."))?;
    let there = anchor(collation, &pointed.witness, &pointed.columns)?;
    let mut decision = Decision::new(act, there);
    if act == Act::Move {
        decision.beside = Some(anchor(collation, &pointed.beside.0, &pointed.beside.1)?);
    }
    if act == Act::Class {
        decision.class = Some(pointed.class.clone());
    }
    decision.reason = Some(pointed.reason.clone()).filter(|reason| !reason.is_empty());
    Ok(decision.to_toml())
}

/// The words of a witness in some columns.
fn anchor(collation: &Collation, siglum: &str, columns: &str) -> Result<Anchor, Said> {
    let table = collation.table();
    let witness = table.witnesses.iter().position(|one| one.siglum == siglum);
    let witness = witness.ok_or(said!("It is not said of which witness the words are."))?;
    let columns = range(columns).ok_or(said!("Columns are numbers: `12`, or `12-14`."))?;
    let tokens = table.within(witness, &columns);
    if tokens.is_empty() {
        return Err(said!(
            "{siglum} has nothing in these columns.",
            siglum = siglum
        ));
    }
    Ok(collation::anchor(&table.witnesses[witness], tokens))
}

/// Columns as an editor counts them, from 1, the last one included.
fn range(columns: &str) -> Option<Range<usize>> {
    let (first, last) = columns.split_once(['-', '–']).unwrap_or((columns, columns));
    let (first, last): (usize, usize) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first > 0 && first <= last).then(|| first - 1..last)
}
