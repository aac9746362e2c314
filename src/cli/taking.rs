//! What verbs that take in many texts have in common: who takes them in, and
//! where to; what becomes of each is told while it happens.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use indicatif::ProgressBar;

use super::publish::progress;
use super::report::Format;
use super::{Ending, Failure, Outcome, StoreFolder, one_line, report};
use crate::operations::{Became, COLUMNS, Facts, Stages, Told, Verdict};
use crate::store::Store;

/// Who takes texts in, and where to.
#[derive(clap::Args)]
pub struct Taking {
    /// Who publishes.
    #[arg(long, value_name = "NAME", env = "VARIORUM_PUBLISHER", value_parser = one_line)]
    by: String,

    /// How to reach them: mailto:… or an address on the web.
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "",
        hide_default_value = true
    )]
    address: String,

    /// A line for each text, as a table; as JSON, if the name ends in .jsonl. It is written as the
    /// work goes on.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,

    /// Say what would be published, and write nothing but the report.
    #[arg(long)]
    pub dry_run: bool,

    #[command(flatten)]
    pub folder: StoreFolder,
}

impl Taking {
    /// The store; a trial makes none, and needs none.
    pub fn store(&self) -> Result<Option<Store>, Failure> {
        let place = &self.folder.store;
        Ok(match self.dry_run {
            true => place.exists().then(|| Store::open(place)).transpose()?,
            false => Some(Store::open_or_create(place)?),
        })
    }

    /// What is said of each publication; the time is that of each act.
    pub fn facts(&self, note: &str) -> Facts {
        Facts {
            publisher: self.by.clone(),
            address: self.address.clone(),
            message: note.to_owned(),
            when: String::new(),
            token: None,
        }
    }
}

/// What can be done when the work was stopped.
pub const AGAIN: &str = "the same command again does what is left";

/// Says what becomes of many files, while they are taken in.
pub struct Teller {
    start: Instant,
    format: Format,
    bar: ProgressBar,
    file: Option<ReportFile>,
    counts: BTreeMap<Became, usize>,
    bytes: u64,
    invalid: usize,
    noticed: bool,
    /// How many were refused before, and are unchanged since.
    known: usize,
}

impl Teller {
    /// Begins to tell; every line goes into the report too.
    pub fn new(format: Format, taking: &Taking) -> Result<Self, Failure> {
        Ok(Self {
            start: Instant::now(),
            format,
            bar: progress(0, "files"),
            file: taking.report.as_deref().map(ReportFile::new).transpose()?,
            counts: BTreeMap::new(),
            bytes: 0,
            invalid: 0,
            noticed: false,
            known: 0,
        })
    }

    /// Whether nothing was told.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Takes the progress bar away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// Shows how much is done of how many files, of what.
    pub fn show(&self, (done, of): (usize, usize), what: &'static str) {
        self.bar.set_message(what);
        self.bar.set_length(of as u64);
        self.bar.set_position(done as u64);
    }

    /// Tells of some files.
    pub fn tell(&mut self, told: &[Told]) -> Result<(), String> {
        for line in told {
            *self.counts.entry(line.outcome).or_default() += 1;
            self.bytes += line.bytes.unwrap_or(0);
            self.invalid += usize::from(line.verdict == Some(Verdict::Invalid));
            self.noticed |= !line.findings.is_empty() && !line.refused_before;
            self.known += usize::from(line.refused_before);
            if let Some(file) = &mut self.file {
                file.add(line).map_err(|Failure(why)| why)?;
            }
            self.say(line).map_err(|Failure(why)| why)?;
        }
        self.bar.inc(told.len() as u64);
        Ok(())
    }

    /// For programs all lines; people see what is refused, and the report has all.
    fn say(&self, line: &Told) -> Result<(), Failure> {
        if self.format == Format::Json {
            let line = serde_json::to_string(line).unwrap_or_default();
            return self.bar.suspend(|| report::answer(&format!("{line}\n")));
        }
        if line.outcome == Became::Refused {
            let why = line.detail.as_deref().unwrap_or_default();
            let as_before = if line.refused_before {
                " as before"
            } else {
                ""
            };
            let sentence = format!("{}: refused{as_before}: {why}", line.file);
            self.bar.suspend(|| report::say(&sentence));
        }
        Ok(())
    }

    /// Everything stopped; what was told is published. `remedy` says what can be
    /// done, if anything can.
    pub fn stopped(&mut self, why: &str, remedy: &str) -> Failure {
        self.bar.finish_and_clear();
        if let Some(file) = &mut self.file {
            let _ = file.finish();
        }
        match (why, remedy) {
            ("", _) => Failure(String::new()),
            (why, "") => Failure(why.to_owned()),
            (why, remedy) => Failure(format!("{why}; {remedy}")),
        }
    }

    /// Sums up; `stages` are told if there are any.
    pub fn end(mut self, stages: Option<&Stages>) -> Outcome {
        self.bar.finish_and_clear();
        if let Some(file) = &mut self.file {
            file.finish()?;
        }
        let all: usize = self.counts.values().sum();
        if self.format != Format::Json {
            report::say(&self.summary(all, stages));
            if let Some(file) = &self.file {
                report::say(&format!("A line for each file: {}", file.path.display()));
            }
        }
        // What nobody has changed since it was refused is no news.
        let refused = self.counts.get(&Became::Refused).copied().unwrap_or(0);
        match refused.saturating_sub(self.known) {
            0 if self.invalid > 0 || self.noticed => Ok(Ending::Findings),
            0 => Ok(Ending::Clean),
            refused => Err(Failure(format!("{refused} of {all} files were refused"))),
        }
    }

    fn summary(&self, all: usize, stages: Option<&Stages>) -> String {
        let counts = self.counts.iter();
        let counts = counts.map(|(became, count)| became.count(*count));
        let mut summary = counts
            .map(|said| said.to_string())
            .collect::<Vec<_>>()
            .join(", ");
        if self.known > 0 {
            let known = self.known;
            summary.push_str(&format!("; {known} of them as before, and unchanged since"));
        }
        if self.invalid > 0 {
            let invalid = self.invalid;
            summary.push_str(&format!("; {invalid} do not obey their schemas"));
        }
        let Some(stages) = stages else {
            return summary;
        };
        let seconds = self.start.elapsed().as_secs_f64().max(0.001);
        let (files, megabytes) = (all as f64 / seconds, self.bytes as f64 / seconds / 1e6);
        summary.push_str(&format!(
            "\n{seconds:.1} s, {files:.0} files/s, {megabytes:.1} MB/s; {}",
            shares(stages)
        ));
        summary
    }
}

/// Which part of the work each stage was.
fn shares(stages: &Stages) -> String {
    let named = [
        ("reading", stages.read),
        ("hashing", stages.hash),
        ("parsing", stages.parse),
        ("validating", stages.validate),
        ("writing", stages.write),
        ("folders", stages.settle),
    ];
    let all: f64 = named.iter().map(|(_, time)| time.as_secs_f64()).sum();
    let share = |time: Duration| 100.0 * time.as_secs_f64() / all.max(1e-9);
    let shares = named.map(|(name, time)| format!("{name} {:.0} %", share(time)));
    shares.join(", ")
}

/// The report, while it is written.
struct ReportFile {
    path: PathBuf,
    file: BufWriter<File>,
    json: bool,
}

impl ReportFile {
    fn new(path: &Path) -> Result<Self, Failure> {
        let failed = |error| Failure(format!("cannot write {}: {error}", path.display()));
        let json = path.extension().is_some_and(|ending| ending == "jsonl");
        if let Some(parent) = path.parent().filter(|parent| !parent.exists())
            && parent != Path::new("")
        {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        let mut file = BufWriter::new(File::create(path).map_err(failed)?);
        if !json {
            file.write_all(COLUMNS.as_bytes()).map_err(failed)?;
        }
        Ok(Self {
            path: path.to_owned(),
            file,
            json,
        })
    }

    fn add(&mut self, line: &Told) -> Result<(), Failure> {
        let text = match self.json {
            true => serde_json::to_string(line).unwrap_or_default() + "\n",
            false => line.as_csv(),
        };
        let written = self.file.write_all(text.as_bytes());
        written.map_err(|error| self.failed(&error))
    }

    fn finish(&mut self) -> Result<(), Failure> {
        let flushed = self.file.flush();
        let synced = flushed.and_then(|()| super::files::sync(self.file.get_ref()));
        synced.map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &std::io::Error) -> Failure {
        Failure(format!("cannot write {}: {error}", self.path.display()))
    }
}
