//! How near are witnesses to each other?
//!
//! Counted are places where witnesses differ, by the forms that were compared:
//! what was folded makes no distance. Nothing is inferred about descent; the
//! tables are for programs that do.

use std::collections::BTreeMap;

use super::segments::{Reading, Segment};
use crate::collate::AlignmentTable;

/// Where two witnesses can be compared, and where they agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Places of variation where both have the same.
    pub same: u32,
    /// Places of variation at which both have their text.
    pub places: u32,
}

impl Agreement {
    /// The share of places where they differ, from 0 to 1.
    pub fn distance(self) -> f64 {
        match self.places {
            0 => 0.0,
            places => 1.0 - f64::from(self.same) / f64::from(places),
        }
    }
}

/// The state of each witness at each place of variation: witnesses with equal
/// numbers have the same; numbers count from 0 in the order of the sigla. One
/// whose text is lost has none.
pub fn states(table: &AlignmentTable, segments: &[Segment]) -> Vec<Vec<Option<usize>>> {
    let variant = segments.iter().filter(|segment| segment.is_variant());
    let states = variant.map(|segment| states_of(table, segment));
    states
        .filter(|states| states.iter().any(|state| *state > Some(0)))
        .collect()
}

fn states_of(table: &AlignmentTable, segment: &Segment) -> Vec<Option<usize>> {
    let forms = |reading: &Reading| {
        let witness = &table.witnesses[reading.witness()];
        let forms = reading.tokens.clone().map(|token| witness.form(token));
        forms.collect::<Vec<_>>()
    };
    let mut known: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    let mut states = vec![None; table.witnesses.len()];
    for reading in segment.attested() {
        let next = known.len();
        let state = *known.entry(forms(reading)).or_insert(next);
        for witness in &reading.witnesses {
            states[*witness] = Some(state);
        }
    }
    states
}

/// How far each two witnesses agree, by their numbers in the table.
pub fn agreements(table: &AlignmentTable, segments: &[Segment]) -> Vec<Vec<Agreement>> {
    let witnesses = table.witnesses.len();
    let mut agreements = vec![vec![Agreement::default(); witnesses]; witnesses];
    for states in states(table, segments) {
        for (one, row) in agreements.iter_mut().enumerate() {
            for (other, agreement) in row.iter_mut().enumerate() {
                let both = states[one].zip(states[other]);
                agreement.places += u32::from(both.is_some());
                agreement.same += u32::from(both.is_some_and(|(one, other)| one == other));
            }
        }
    }
    agreements
}

/// The agreements as comma-separated values: for each two witnesses in how many
/// of the places of variation they agree.
pub fn agreement_csv(table: &AlignmentTable, segments: &[Segment]) -> String {
    let mut out = String::from("witness,other,same,places,distance\r\n");
    let sigla: Vec<&str> = table
        .witnesses
        .iter()
        .map(|witness| witness.siglum.as_str())
        .collect();
    for (one, row) in agreements(table, segments).iter().enumerate() {
        for (other, agreement) in row.iter().enumerate().skip(one + 1) {
            let quoted = |siglum: &str| match siglum.contains([',', '"']) {
                true => format!("\"{}\"", siglum.replace('"', "\"\"")),
                false => siglum.to_owned(),
            };
            let Agreement { same, places } = *agreement;
            let (one, other) = (quoted(sigla[one]), quoted(sigla[other]));
            let distance = agreement.distance();
            out.push_str(&format!("{one},{other},{same},{places},{distance:.6}\r\n"));
        }
    }
    out
}

/// A distance matrix as PHYLIP reads it, with names of any length (relaxed
/// format).
pub fn phylip(table: &AlignmentTable, segments: &[Segment]) -> String {
    let mut out = format!("{}\n", table.witnesses.len());
    for (row, name) in agreements(table, segments).iter().zip(names(table)) {
        out.push_str(&name);
        for agreement in row {
            out.push_str(&format!(" {:.6}", agreement.distance()));
        }
        out.push('\n');
    }
    out
}

/// What a state can be written as.
const SYMBOLS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The states of all witnesses as NEXUS (Maddison, Swofford and Maddison 1997):
/// a character for each place of variation; one with more readings than there
/// are symbols is left out, and a comment says so.
pub fn nexus(table: &AlignmentTable, segments: &[Segment]) -> String {
    let all = states(table, segments);
    let fits =
        |states: &&Vec<Option<usize>>| states.iter().flatten().all(|state| *state < SYMBOLS.len());
    let kept: Vec<&Vec<Option<usize>>> = all.iter().filter(fits).collect();
    let names = names(table);
    let symbols = String::from_utf8_lossy(SYMBOLS);
    let mut out = String::from("#NEXUS\n");
    if kept.len() < all.len() {
        let left = all.len() - kept.len();
        out.push_str(&format!(
            "[{left} places have too many readings and are left out]\n"
        ));
    }
    out.push_str(&format!(
        "BEGIN TAXA;\n  DIMENSIONS NTAX={};\n  TAXLABELS {};\nEND;\n\
         BEGIN CHARACTERS;\n  DIMENSIONS NCHAR={};\n  \
         FORMAT DATATYPE=STANDARD RESPECTCASE MISSING=? GAP=- SYMBOLS=\"{symbols}\";\n  MATRIX\n",
        names.len(),
        names.join(" "),
        kept.len(),
    ));
    for (witness, name) in names.iter().enumerate() {
        let row = kept
            .iter()
            .map(|states| states[witness].map_or('?', |state| char::from(SYMBOLS[state])));
        out.push_str(&format!("    {name} {}\n", row.collect::<String>()));
    }
    out.push_str("  ;\nEND;\n");
    out
}

/// Sigla as these programs read names: letters, digits and `_`, each once.
fn names(table: &AlignmentTable) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for witness in &table.witnesses {
        let good = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let mut name: String = witness.siglum.chars().map(good).collect();
        while names.contains(&name) {
            name.push('_');
        }
        names.push(name);
    }
    names
}
