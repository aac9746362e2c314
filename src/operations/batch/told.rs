//! What became of a file of a batch?

use serde::{Deserialize, Serialize};

use super::super::validate::Verdict;
use crate::compare::Counts;
use crate::diagnostic::Finding;
use crate::edition::{Digest, EditionId};
use crate::wording::Said;
use crate::{key, said};

/// What became of a file, or would.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Became {
    /// It is version 1 of a new edition.
    Created,
    /// It is a new version.
    NewVersion,
    /// The newest version has these bytes already.
    Unchanged,
    /// On trial: it would be a new edition.
    WouldCreate,
    /// On trial: it would be a new version.
    WouldMakeNewVersion,
    /// On trial: the newest version has these bytes already.
    WouldChangeNothing,
    /// It is no edition of its own: a part of another, or no TEI.
    LeftOut,
    /// It cannot be published.
    Refused,
}

impl Became {
    /// All of them, in the order in which a summary tells them.
    pub const ALL: [Self; 8] = [
        Self::Created,
        Self::NewVersion,
        Self::Unchanged,
        Self::WouldCreate,
        Self::WouldMakeNewVersion,
        Self::WouldChangeNothing,
        Self::LeftOut,
        Self::Refused,
    ];

    /// The word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::NewVersion => "new-version",
            Self::Unchanged => key!("unchanged"),
            Self::WouldCreate => "would-create",
            Self::WouldMakeNewVersion => "would-make-new-version",
            Self::WouldChangeNothing => "would-change-nothing",
            Self::LeftOut => "left-out",
            Self::Refused => key!("refused"),
        }
    }

    /// For people: what one file became.
    pub fn words(self) -> &'static str {
        match self {
            Self::Created => key!("a new edition"),
            Self::NewVersion => key!("a new version"),
            Self::Unchanged => key!("unchanged"),
            Self::WouldCreate => key!("would be a new edition"),
            Self::WouldMakeNewVersion => key!("would be a new version"),
            Self::WouldChangeNothing => key!("would change nothing"),
            Self::LeftOut => key!("no edition of its own"),
            Self::Refused => key!("refused"),
        }
    }

    /// For people: how many became so.
    pub fn count(self, count: usize) -> Said {
        match self {
            Self::Created => said!("{n} new edition|{n} new editions", n = count),
            Self::NewVersion => said!("{n} new version|{n} new versions", n = count),
            Self::Unchanged => said!("{n} unchanged|{n} unchanged", n = count),
            Self::WouldCreate => said!(
                "{n} would be a new edition|{n} would be new editions",
                n = count
            ),
            Self::WouldMakeNewVersion => said!(
                "{n} would be a new version|{n} would be new versions",
                n = count
            ),
            Self::WouldChangeNothing => said!(
                "{n} would change nothing|{n} would change nothing",
                n = count
            ),
            Self::LeftOut => said!(
                "{n} no edition of its own|{n} no editions of their own",
                n = count
            ),
            Self::Refused => said!("{n} refused|{n} refused", n = count),
        }
    }
}

/// A line of the report on a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// The file, as the batch calls it.
    pub file: String,
    /// The edition, if it has a name.
    pub edition: Option<EditionId>,
    /// What became of it.
    pub outcome: Became,
    /// The version that has the bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// The version before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<u32>,
    /// SHA-256 of the TEI file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
    /// Its size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// How it stands to its schemas; not told of what is unchanged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// What became of citations of the version before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survival: Option<Counts>,
    /// Whether it was refused before, for the same reason, and is unchanged since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refused_before: bool,
    /// Why it was refused, in a word for programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Why it was refused or left out, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What was found in it: the first few.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// How many findings are not among them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub findings_omitted: usize,
    /// When it was published: RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The change note with which it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// The columns of a report as a table.
pub const COLUMNS: &str =
    "file,edition,outcome,version,sha256,bytes,verdict,findings,code,line,column,detail\r\n";

impl Told {
    /// A line about a file of which nothing more is known.
    pub fn new(file: &str, outcome: Became) -> Self {
        Self {
            file: file.to_owned(),
            edition: None,
            outcome,
            version: None,
            previous: None,
            sha256: None,
            bytes: None,
            verdict: None,
            survival: None,
            refused_before: false,
            code: None,
            detail: None,
            findings: Vec::new(),
            findings_omitted: 0,
            when: None,
            note: None,
        }
    }

    /// As a line of a table (RFC 4180) with these [`COLUMNS`]: place and words are
    /// those of the refusal, or of the first finding.
    pub fn as_csv(&self) -> String {
        let text = |value: Option<String>| value.unwrap_or_default();
        let verdict = serde_json::to_value(self.verdict).unwrap_or_default();
        let first = match self.outcome {
            Became::Refused => self.findings.last(),
            _ => self.findings.first(),
        };
        let cells = [
            self.file.clone(),
            text(self.edition.as_ref().map(ToString::to_string)),
            self.outcome.word().to_owned(),
            text(self.version.map(|number| number.to_string())),
            text(self.sha256.map(|digest| digest.to_string())),
            text(self.bytes.map(|bytes| bytes.to_string())),
            verdict.as_str().unwrap_or_default().to_owned(),
            (self.findings.len() + self.findings_omitted).to_string(),
            text(
                self.code
                    .clone()
                    .or_else(|| first.map(|one| one.code.clone())),
            ),
            text(first.map(|one| one.line.to_string())),
            text(first.map(|one| one.column.to_string())),
            text(
                self.detail
                    .clone()
                    .or_else(|| first.map(|one| one.message.clone())),
            ),
        ];
        cells.map(|cell| quoted(&cell)).join(",") + "\r\n"
    }
}

/// A cell; in quotation marks where it must be.
fn quoted(cell: &str) -> String {
    match cell.contains(['"', ',', '\r', '\n']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}
