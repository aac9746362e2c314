//! `variorum publish`: TEI files become immutable versions.

use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use super::deposit::Gathered;
use super::folder::{self, Chosen};
use super::report::Format;
use super::{Ending, Failure, Outcome, StoreFolder, files, report};
use crate::compare::{Survival, say};
use crate::diagnostic::Severity;
use crate::edition::{Digest, EditionId};
use crate::operations::{
    Candidate, Facts, Place, Published, Refused, Rehearsed, Schemas, Verdict, now, publish_all,
    rehearse, survival,
};
use crate::source::Deposit;
use crate::store::{Expected, Put, Store};

/// Publish TEI files as immutable, content-hashed versions.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum publish edition.xml --id leaflet-2008 --by \"Ada Editor\" --note \"First edition\"
  variorum publish tei/ --by \"Ada Editor\"
  variorum publish corpus.xml --with texts/ pictures/ --by \"Ada Editor\"

Of a folder, every TEI file that no other includes becomes an edition, with the files that it
includes; everything else in the folder is named and left alone. Two files of one name in
different folders are called by their paths.

The bytes are stored as they are. Bytes equal to the newest version make no new version.
What is published cannot be changed, only followed by a new version.")]
pub struct Arguments {
    /// TEI files, or folders of them.
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

    /// Say what would be published, and write nothing.
    #[arg(long)]
    dry_run: bool,

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
    let bar = progress(0, "files");
    let chosen = folder::chosen(&arguments.paths, &arguments.with, &bar)?;
    if arguments.id.is_some() && chosen.len() > 1 {
        let message = "--id names one edition, and there are several files";
        return Err(Failure(message.to_owned()));
    }
    if !arguments.with.is_empty() && chosen.len() > 1 {
        let message = "--with belongs to one edition, and there are several files";
        return Err(Failure(message.to_owned()));
    }
    let ids = match &arguments.id {
        Some(id) => vec![id.clone(); chosen.len()],
        None => folder::names(&chosen)?,
    };
    let all: Vec<(&Chosen, &EditionId)> = chosen.iter().zip(&ids).collect();
    bar.set_position(0);
    bar.set_length(all.len() as u64);
    bar.set_message("publishing");
    if arguments.dry_run {
        return rehearsal(&arguments, &all, format);
    }
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
        bar,
        counts: Counts::default(),
        ending: Ending::Clean,
    };
    for group in groups(&all) {
        publishing.publish(group)?;
    }
    publishing.store.settle()?;
    publishing.bar.finish_and_clear();
    publishing.counts.tell(all.len(), format)?;
    Ok(publishing.ending)
}

/// What became of the files.
#[derive(Default)]
struct Counts {
    published: usize,
    unchanged: usize,
    failed: usize,
}

impl Counts {
    fn count(&mut self, new: bool) {
        if new {
            self.published += 1;
        } else {
            self.unchanged += 1;
        }
    }

    /// Says it of several; that some failed is a failure.
    fn tell(&self, all: usize, format: Format) -> Result<(), Failure> {
        let (published, unchanged, failed) = (self.published, self.unchanged, self.failed);
        if all > 1 && format == Format::Human {
            report::say(&format!("{published} published, {unchanged} unchanged"));
        }
        if failed > 0 {
            return Err(Failure(format!(
                "{failed} of {all} files were not published"
            )));
        }
        Ok(())
    }
}

/// Says what would be published.
fn rehearsal(arguments: &Arguments, all: &[(&Chosen, &EditionId)], format: Format) -> Outcome {
    let folder = &arguments.folder.store;
    let store = folder.exists().then(|| Store::open(folder)).transpose()?;
    let mut failed = 0;
    for (chosen, id) in all {
        let read = Read::new(chosen, id)?;
        let candidate = read.candidate(Expected::Any);
        let state = match rehearse(store.as_ref(), &candidate) {
            Ok(Rehearsed::Published) => "would be published".to_owned(),
            Ok(Rehearsed::Unchanged(number)) => format!("unchanged since version {number}"),
            Err(Refused::File(rejected)) => {
                report::reject(&rejected, format);
                failed += 1;
                continue;
            }
            Err(Refused::Store(error)) => return Err(error.into()),
        };
        let files = 1 + chosen.with.len();
        report::answer(&plan(id, read.name.as_ref(), files, &state, format))?;
    }
    if failed > 0 {
        let all = all.len();
        return Err(Failure(format!("{failed} of {all} files would be refused")));
    }
    Ok(Ending::Clean)
}

fn plan(id: &EditionId, file: &str, files: usize, state: &str, format: Format) -> String {
    if format == Format::Json {
        let line =
            serde_json::json!({ "edition": id, "file": file, "files": files, "state": state });
        return format!("{line}\n");
    }
    format!("{id} {file} {state}\n")
}

/// A file that was read, to be published.
struct Read<'a> {
    file: &'a Path,
    id: &'a EditionId,
    name: std::borrow::Cow<'a, str>,
    bytes: Vec<u8>,
    gathered: Gathered,
}

impl<'a> Read<'a> {
    fn new(chosen: &'a Chosen, id: &'a EditionId) -> Result<Self, Failure> {
        Ok(Self {
            file: &chosen.file,
            id,
            name: chosen.file.to_string_lossy(),
            bytes: files::read(&chosen.file)?,
            gathered: Gathered::new(&chosen.file, &chosen.with)?,
        })
    }

    fn candidate(&self, expected: Expected) -> Candidate<'_> {
        Candidate {
            id: self.id,
            deposit: Deposit {
                name: &self.name,
                bytes: &self.bytes,
                path: &self.gathered.path,
                files: self.gathered.files(),
            },
            expected,
            place: Some(place(self.file)),
        }
    }
}

/// Files that are published in one act: so many, and so many bytes.
const MOST_FILES: usize = 256;
const MOST_BYTES: u64 = 4 << 20;

/// Groups of files to be published together, in their order.
fn groups<'a, 'b>(
    files: &'a [(&'b Chosen, &'b EditionId)],
) -> Vec<&'a [(&'b Chosen, &'b EditionId)]> {
    let mut groups = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (at, (chosen, _)) in files.iter().enumerate() {
        let size = std::fs::metadata(&chosen.file).map_or(0, |metadata| metadata.len());
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
    counts: Counts,
    ending: Ending,
}

impl Publishing<'_> {
    /// Publishes a group of files in one act, and says of each what came of it.
    fn publish(&mut self, group: &[(&Chosen, &EditionId)]) -> Result<(), Failure> {
        let read: Result<Vec<Read<'_>>, Failure> = group
            .iter()
            .map(|(chosen, id)| Read::new(chosen, id))
            .collect();
        let read = read?;
        let expected = self.arguments.expect.unwrap_or(Expected::Any);
        let candidates: Vec<Candidate<'_>> =
            read.iter().map(|read| read.candidate(expected)).collect();
        let results = publish_all(&self.store, &candidates, &self.facts, &self.schemas);
        let mut stop = None;
        for (candidate, published) in candidates.iter().zip(results) {
            match published {
                Ok(published) => self.tell(candidate, &published)?,
                Err(Refused::File(rejected)) => {
                    self.bar.suspend(|| report::reject(&rejected, self.format));
                    self.counts.failed += 1;
                }
                Err(Refused::Store(error)) => stop = stop.or(Some(error)),
            }
            self.bar.inc(1);
        }
        stop.map_or(Ok(()), |error| Err(error.into()))
    }

    fn tell(&mut self, candidate: &Candidate<'_>, published: &Published) -> Result<(), Failure> {
        self.counts.count(published.put.new);
        let (read, format) = (&published.read, self.format);
        if let Ending::Findings = report::ending(&read.findings) {
            self.ending = Ending::Findings;
        }
        let put = &published.put;
        let new = put.new.then_some(put.version.number);
        let survival =
            new.and_then(|number| survival(&self.store, candidate.id, number, &candidate.deposit));
        self.bar.suspend(|| {
            let source = read.value.source();
            report::show(&read.findings, source, Severity::Warning, format);
            if format == Format::Human && published.validation.verdict() != Verdict::Valid {
                let name = candidate.deposit.name;
                report::say(&format!("{name}: {}", published.validation.sentence()));
            }
            if let Some(survival) = survival.as_ref().filter(|_| format != Format::Json) {
                let (id, before) = (candidate.id, put.version.number - 1);
                let told = say::survival(survival);
                report::say(&format!("{id}: of version {before}, {told}"));
            }
            report::answer(&line(candidate.id, put, survival.as_ref(), format))
        })
    }
}

/// Schemas beside a file are those of its own folder.
fn place(file: &Path) -> Place<'_> {
    let folder = match file.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    Place { file, folder }
}

fn line(id: &EditionId, put: &Put, survival: Option<&Survival>, format: Format) -> String {
    let version = &put.version;
    if format == Format::Json {
        let mut line = serde_json::json!({ "edition": id, "new": put.new, "version": version });
        if let Some(survival) = survival {
            line["survival"] = serde_json::json!(survival);
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
