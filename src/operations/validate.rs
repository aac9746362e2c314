//! How does a document stand to its schemas?
//!
//! Validity is a report, never a condition: two of five published TEI files
//! are invalid in one way or another.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::PROGRAM;
use super::schemas::{Chosen, Place, Schemas};
use crate::checks;
use crate::diagnostic::{Diagnostic, Finding, Severity};
use crate::relaxng::{Fault, Report, Schema};
use crate::said;
use crate::source::FilePath;
use crate::wording::Said;
use crate::xml::Tree;

/// How many findings are shown in full; the rest is grouped by what it says.
pub const MOST_SHOWN: usize = 50;

/// A document beside its schemas.
#[derive(Debug)]
pub struct Validation {
    /// Each schema by its name, with what came of it.
    pub schemas: Vec<(String, Report)>,
    /// What is to be said about the choice of schemas.
    pub notes: Vec<Diagnostic>,
    /// What the editorial checks found.
    pub editorial: Vec<Diagnostic>,
}

/// In one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It obeys the schema.
    Valid,
    /// It does but for what other vocabularies added.
    ValidButForForeign,
    /// The schema is too ambiguous to say.
    Undecided,
    /// It does not.
    Invalid,
}

/// Validates `tree` against the schemas that it names, or against TEI All.
pub fn validate(tree: &Tree, schemas: &Schemas, place: Option<Place>) -> Validation {
    let Chosen {
        schemas: chosen,
        notes,
    } = schemas.of(tree, place);
    validate_with(tree, &chosen, notes)
}

/// Validates `tree` against these schemas.
pub fn validate_with(
    tree: &Tree,
    schemas: &[(String, Arc<Schema>)],
    notes: Vec<Diagnostic>,
) -> Validation {
    let schemas = schemas
        .iter()
        .map(|(name, schema)| (name.clone(), schema.validate(tree)))
        .collect();
    Validation {
        schemas,
        notes,
        editorial: checks::check_tree(tree),
    }
}

/// The verdict of one schema.
pub fn verdict(report: &Report) -> Verdict {
    match report {
        report if report.errors > 0 => Verdict::Invalid,
        report if report.undecided => Verdict::Undecided,
        report if report.foreign() > 0 => Verdict::ValidButForForeign,
        _ => Verdict::Valid,
    }
}

impl Validation {
    /// The worst verdict of all schemas.
    pub fn verdict(&self) -> Verdict {
        let verdicts = self.schemas.iter().map(|(_, report)| verdict(report));
        verdicts.max().unwrap_or(Verdict::Valid)
    }

    /// All faults in the order in which they were met, which is that of the
    /// text; what two schemas say alike is said once.
    pub fn faults(&self) -> Vec<&Fault> {
        let mut faults: Vec<&Fault> = Vec::new();
        for (at, (_, report)) in self.schemas.iter().enumerate() {
            let known = faults.len();
            for fault in &report.faults {
                if at == 0 || !faults[..known].contains(&fault) {
                    faults.push(fault);
                }
            }
        }
        if self.schemas.len() > 1 {
            faults.sort_by_key(|fault| (fault.reported, fault.diagnostic.span.start));
        }
        faults
    }

    /// A sentence for people: how it stands to each schema.
    pub fn sentence(&self) -> Said {
        let parts = self.schemas.iter().map(|(name, report)| {
            let (schema, foreign) = (name.as_str(), foreign(report));
            let errors = said!("{n} error|{n} errors", n = report.errors);
            match verdict(report) {
                Verdict::Valid => said!("valid against {schema}", schema = schema),
                Verdict::ValidButForForeign => said!(
                    "valid against {schema} but for {foreign}",
                    schema = schema,
                    foreign = foreign
                ),
                Verdict::Undecided => {
                    said!("undecided: {schema} is too ambiguous", schema = schema)
                }
                Verdict::Invalid if report.foreign() == 0 => said!(
                    "not valid against {schema}: {errors}",
                    schema = schema,
                    errors = errors
                ),
                Verdict::Invalid => said!(
                    "not valid against {schema}: {errors}, and {foreign}",
                    schema = schema,
                    errors = errors,
                    foreign = foreign
                ),
            }
        });
        let all =
            parts.reduce(|before, last| said!("{before}; {last}", before = before, last = last));
        all.unwrap_or_else(|| "".into())
    }
}

/// What of other vocabularies there is; nothing if there is none.
fn foreign(report: &Report) -> Said {
    let kinds = [
        (
            report.foreign_attributes,
            said!(
                "{n} foreign attribute|{n} foreign attributes",
                n = report.foreign_attributes
            ),
        ),
        (
            report.foreign_elements,
            said!(
                "{n} foreign element|{n} foreign elements",
                n = report.foreign_elements
            ),
        ),
        (
            report.inclusions,
            said!(
                "{n} unresolved inclusion|{n} unresolved inclusions",
                n = report.inclusions
            ),
        ),
    ];
    let present = kinds.into_iter().filter(|(number, _)| *number > 0);
    let words = present.map(|(_, words)| words);
    let all = words.reduce(|before, last| {
        Said::new(
            "{before}, {last}",
            vec![("before", before.into()), ("last", last.into())],
        )
    });
    all.unwrap_or_else(|| "".into())
}

/// The report as it is stored and published: JSON, the same bytes for the same
/// file, program and schemas.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// The program that validated.
    pub program: String,
    /// In one word.
    pub verdict: Verdict,
    /// In one sentence.
    pub summary: String,
    /// The schemas, in the order in which they are named.
    pub schemas: Vec<SchemaRecord>,
    /// The first [`MOST_SHOWN`] findings, in the order of the text.
    pub findings: Vec<PlacedFinding>,
    /// All findings that were kept, grouped by what they say.
    pub groups: Vec<Group>,
    /// What is to be said about the choice of schemas.
    pub notes: Vec<Finding>,
}

/// What one schema said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SchemaRecord {
    /// Its name or address.
    pub name: String,
    /// In one word.
    pub verdict: Verdict,
    /// How many errors there are.
    pub errors: usize,
    /// How many attributes of other vocabularies.
    pub foreign_attributes: usize,
    /// How many elements of other vocabularies.
    pub foreign_elements: usize,
    /// How many `xi:include` elements.
    pub unresolved_inclusions: usize,
}

/// A finding with the place at which jing reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlacedFinding {
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
    /// Line behind the tag or the text, where streaming validators report.
    pub reported_line: u32,
    /// Column there.
    pub reported_column: u32,
}

/// Findings that say the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Their code.
    pub code: String,
    /// How much they matter.
    pub severity: Severity,
    /// What they say.
    pub message: String,
    /// How many there are.
    pub count: usize,
    /// Line of the first.
    pub line: u32,
    /// Column of the first.
    pub column: u32,
}

impl Record {
    /// The record of a validation of `tree`, which is called `name` in it; files
    /// that it includes are called by their paths.
    pub fn new(validation: &Validation, tree: &Tree, name: &str) -> Self {
        let file = |at| tree.path_at(at).map_or(name, FilePath::as_str);
        let finding = |diagnostic: &Diagnostic| Finding {
            file: file(diagnostic.span.start).to_owned(),
            ..Finding::new(diagnostic, tree.source())
        };
        let faults = validation.faults();
        let source = tree.source();
        let shown = faults.iter().take(MOST_SHOWN).map(|fault| {
            let reported = source.position(fault.reported);
            PlacedFinding {
                finding: finding(&fault.diagnostic),
                reported_line: reported.line,
                reported_column: reported.column,
            }
        });
        let said = validation.notes.iter().chain(&validation.editorial);
        Self {
            program: PROGRAM.to_owned(),
            verdict: validation.verdict(),
            summary: validation.sentence().to_string(),
            schemas: validation.schemas.iter().map(SchemaRecord::new).collect(),
            findings: shown.collect(),
            groups: groups(&faults, tree),
            notes: said.map(finding).collect(),
        }
    }

    /// As it is stored: JSON, with a line feed at the end.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

impl SchemaRecord {
    fn new((name, report): &(String, Report)) -> Self {
        Self {
            name: name.clone(),
            verdict: verdict(report),
            errors: report.errors,
            foreign_attributes: report.foreign_attributes,
            foreign_elements: report.foreign_elements,
            unresolved_inclusions: report.inclusions,
        }
    }
}

/// Findings by what they say, most frequent first, then in the order of the
/// text.
pub fn groups(faults: &[&Fault], tree: &Tree) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut known: HashMap<(&str, &str), usize> = HashMap::new();
    for fault in faults {
        let diagnostic = &fault.diagnostic;
        let key = (diagnostic.code, diagnostic.message.as_str());
        let at = *known.entry(key).or_insert_with(|| {
            let position = tree.source().position(diagnostic.span.start);
            groups.push(Group {
                code: diagnostic.code.to_owned(),
                severity: diagnostic.severity,
                message: diagnostic.message.clone(),
                count: 0,
                line: position.line,
                column: position.column,
            });
            groups.len() - 1
        });
        groups[at].count += 1;
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.count));
    groups
}
