//! `variorum publish`: TEI files become immutable versions.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use super::deposit::Gathered;
use super::report::Format;
use super::{Ending, Failure, Outcome, StoreFolder, files, report};
use crate::compare::{Survival, say};
use crate::diagnostic::Severity;
use crate::edition::{Digest, EditionId};
use crate::operations::{
    Candidate, Facts, Place, Published, Refused, Schemas, Verdict, now, publish_all, suggest_id,
};
use crate::source::Deposit;
use crate::store::{Expected, Put, Store};

/// Publish TEI files as immutable, content-hashed versions.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum publish edition.xml --id leaflet-2008 --by \"Ada Editor\" --note \"First edition\"
  variorum publish tei/ --by \"Ada Editor\"
  variorum publish corpus.xml --with texts/ pictures/ --by \"Ada Editor\"

The bytes are stored as they are. Bytes equal to the newest version make no new version.
What is published cannot be changed, only followed by a new version.")]
pub struct Arguments {
    /// TEI files, or folders of .xml files.
    #[arg(required = true)]
    paths: Vec<PathBuf>,

    /// Files that belong to the edition, or folders of them: what it includes (xi:include) and its
    /// pictures. They are stored with it, by their paths relative to it.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    with: Vec<PathBuf>,

    /// Name of the edition in addresses; without it, taken from the name of the file (or, for
    /// files called edition.xml, of the folder).
    #[arg(long)]
    id: Option<EditionId>,

    /// Who publishes.
    #[arg(long, value_name = "NAME", env = "VARIORUM_PUBLISHER")]
    by: String,

    /// How to reach them: mailto:… or an address on the web.
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "",
        hide_default_value = true
    )]
    address: String,

    /// Why: the change note.
    #[arg(long, default_value = "Published.")]
    note: String,

    /// Publish only if the newest version has this SHA-256, or `none` if there must be no version.
    #[arg(long, value_name = "SHA-256", value_parser = expected)]
    expect: Option<Expected>,

    /// Folder of schemas, with a catalog.xml that says which file stands for which address.
    #[arg(long, value_name = "FOLDER")]
    schemas: Option<PathBuf>,

    #[command(flatten)]
    folder: StoreFolder,
}

fn expected(text: &str) -> Result<Expected, String> {
    if text == "none" {
        return Ok(Expected::Head(None));
    }
    let digest: Digest = text
        .parse()
        .map_err(|error| format!("{error}, or `none`"))?;
    Ok(Expected::Head(Some(digest)))
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let files = files::xml_files(&arguments.paths)?;
    if arguments.id.is_some() && files.len() > 1 {
        let message = "--id names one edition, and there are several files";
        return Err(Failure(message.to_owned()));
    }
    if !arguments.with.is_empty() && files.len() > 1 {
        let message = "--with belongs to one edition, and there are several files";
        return Err(Failure(message.to_owned()));
    }
    let ids = ids(&files, arguments.id.as_ref())?;
    let schemas = match &arguments.schemas {
        None => Schemas::default(),
        Some(folder) => Schemas::open(folder).map_err(Failure)?,
    };
    let store = Store::open_or_create(&arguments.folder.store)?;
    let facts = Facts {
        publisher: arguments.by.clone(),
        address: arguments.address.clone(),
        message: arguments.note.clone(),
        when: now(),
    };
    let mut publishing = Publishing {
        arguments: &arguments,
        facts,
        schemas,
        store,
        format,
        bar: progress(files.len() as u64, "files"),
        failed: 0,
        ending: Ending::Clean,
    };
    let all: Vec<(&PathBuf, &EditionId)> = files.iter().zip(&ids).collect();
    for group in groups(&all) {
        publishing.publish(group)?;
    }
    publishing.store.settle()?;
    publishing.bar.finish_and_clear();
    if publishing.failed > 0 {
        let (failed, all) = (publishing.failed, files.len());
        return Err(Failure(format!(
            "{failed} of {all} files were not published"
        )));
    }
    Ok(publishing.ending)
}

/// Files that are published in one act: so many, and so many bytes.
const MOST_FILES: usize = 256;
const MOST_BYTES: u64 = 4 << 20;

/// Groups of files to be published together, in their order.
fn groups<'a, 'b>(
    files: &'a [(&'b PathBuf, &'b EditionId)],
) -> Vec<&'a [(&'b PathBuf, &'b EditionId)]> {
    let mut groups = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (at, (file, _)) in files.iter().enumerate() {
        let size = std::fs::metadata(file).map_or(0, |metadata| metadata.len());
        if at > start && (at - start == MOST_FILES || bytes + size > MOST_BYTES) {
            groups.push(&files[start..at]);
            (start, bytes) = (at, 0);
        }
        bytes += size;
    }
    groups.push(&files[start..]);
    groups
}

/// Publishing under way.
struct Publishing<'a> {
    arguments: &'a Arguments,
    facts: Facts,
    schemas: Schemas,
    store: Store,
    format: Format,
    bar: ProgressBar,
    failed: usize,
    ending: Ending,
}

impl Publishing<'_> {
    /// Publishes a group of files in one act, and says of each what came of it.
    fn publish(&mut self, group: &[(&PathBuf, &EditionId)]) -> Result<(), Failure> {
        let mut read = Vec::with_capacity(group.len());
        for (file, id) in group {
            let bytes = files::read(file)?;
            let gathered = Gathered::new(file, &self.arguments.with)?;
            read.push((*file, *id, file.to_string_lossy(), bytes, gathered));
        }
        let candidate = read
            .iter()
            .map(|(file, id, name, bytes, gathered)| Candidate {
                id,
                deposit: Deposit {
                    name,
                    bytes,
                    path: &gathered.path,
                    files: gathered.files(),
                },
                expected: self.arguments.expect.unwrap_or(Expected::Any),
                place: Some(place(file)),
            });
        let candidates: Vec<Candidate<'_>> = candidate.collect();
        let results = publish_all(&self.store, &candidates, &self.facts, &self.schemas);
        let mut stop = None;
        for (candidate, published) in candidates.iter().zip(results) {
            match published {
                Ok(published) => self.tell(candidate, &published)?,
                Err(Refused::File(rejected)) => {
                    self.bar.suspend(|| report::reject(&rejected, self.format));
                    self.failed += 1;
                }
                Err(Refused::Store(error)) => stop = stop.or(Some(error)),
            }
            self.bar.inc(1);
        }
        stop.map_or(Ok(()), |error| Err(error.into()))
    }

    fn tell(&mut self, candidate: &Candidate<'_>, published: &Published) -> Result<(), Failure> {
        let (read, format) = (&published.read, self.format);
        if let Ending::Findings = report::ending(&read.findings) {
            self.ending = Ending::Findings;
        }
        let put = &published.put;
        let survival = published.survival.as_ref().map(|report| &report.survival);
        self.bar.suspend(|| {
            let source = read.value.source();
            report::show(&read.findings, source, Severity::Warning, format);
            if format == Format::Human && published.validation.verdict() != Verdict::Valid {
                let name = candidate.deposit.name;
                report::say(&format!("{name}: {}", published.validation.sentence()));
            }
            if let Some(survival) = survival.filter(|_| format == Format::Human) {
                report::say(&survived(candidate.id, survival));
            }
            report::answer(&line(candidate.id, put, survival, format))
        })
    }
}

/// Lines on citations that are printed; the report that is stored has all.
const MOST_TOLD: usize = 40;

/// What became of citations of the version before.
fn survived(id: &EditionId, survival: &Survival) -> String {
    let mut lines = say::fates(survival);
    let more = lines.len().saturating_sub(MOST_TOLD);
    if more > 1 {
        lines.truncate(MOST_TOLD);
        lines.push(format!(
            "  and {more} more: survival.json beside the version has all"
        ));
    }
    format!("{id}: of the version before, {}", lines.join("\n"))
}

/// Schemas beside a file are those of its own folder.
fn place(file: &Path) -> Place<'_> {
    let folder = match file.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    Place { file, folder }
}

/// The edition of each file, known before anything is written: two files that
/// would become versions of one edition by the likeness of their names are
/// refused.
fn ids(files: &[PathBuf], given: Option<&EditionId>) -> Result<Vec<EditionId>, Failure> {
    let mut ids: Vec<EditionId> = Vec::with_capacity(files.len());
    let mut known: BTreeMap<EditionId, &PathBuf> = BTreeMap::new();
    for file in files {
        let name = file.to_string_lossy();
        let id = given
            .cloned()
            .or_else(|| suggest_id(&name))
            .ok_or_else(|| {
                Failure(format!(
                    "{name}: no name for the edition can be made of this; give --id"
                ))
            })?;
        if let Some(other) = known.insert(id.clone(), file) {
            let other = other.display();
            let message =
                format!("{other} and {name} would both be `{id}`: publish each with --id");
            return Err(Failure(message));
        }
        ids.push(id);
    }
    Ok(ids)
}

fn line(id: &EditionId, put: &Put, survival: Option<&Survival>, format: Format) -> String {
    let version = &put.version;
    if format == Format::Json {
        let mut line = serde_json::json!({ "edition": id, "new": put.new, "version": version });
        if let Some(survival) = survival {
            line["survival"] = serde_json::json!(survival.counts());
        }
        return format!("{line}\n");
    }
    let state = if put.new { "published" } else { "unchanged" };
    format!("{id} {} {} {state}\n", version.number, version.digest)
}

/// A bar on the terminal; nothing anywhere else.
pub fn progress(length: u64, unit: &str) -> ProgressBar {
    let template = format!("{{bar:40}} {{pos}} of {{len}} {unit}  {{msg}}");
    let bar = ProgressBar::new(length);
    match ProgressStyle::with_template(&template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
