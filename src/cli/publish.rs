//! `variorum publish`: TEI files become immutable versions.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use super::deposit::Gathered;
use super::report::Format;
use super::{Ending, Failure, Outcome, StoreFolder, files, report};
use crate::diagnostic::Severity;
use crate::edition::{Digest, EditionId};
use crate::operations::{
    Facts, Place, Refused, Schemas, Verdict, now, publish_deposit, suggest_id,
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
    let bar = progress(files.len() as u64, "files");
    let mut failed = 0;
    let mut ending = Ending::Clean;
    for (file, id) in files.iter().zip(&ids) {
        let name = file.to_string_lossy();
        let bytes = files::read(file)?;
        let gathered = Gathered::new(file, &arguments.with)?;
        let deposit = Deposit {
            name: &name,
            bytes: &bytes,
            path: &gathered.path,
            files: gathered.files(),
        };
        let expected = arguments.expect.unwrap_or(Expected::Any);
        let published = bar.suspend(|| {
            let place = Some(place(file));
            publish_deposit(&store, id, &deposit, &facts, expected, &schemas, place)
        });
        match published {
            Ok(published) => bar.suspend(|| {
                let read = &published.read;
                report::show(
                    &read.findings,
                    read.value.source(),
                    Severity::Warning,
                    format,
                );
                if let Ending::Findings = report::ending(&read.findings) {
                    ending = Ending::Findings;
                }
                if format == Format::Human && published.validation.verdict() != Verdict::Valid {
                    report::say(&format!("{name}: {}", published.validation.sentence()));
                }
                report::answer(&line(id, &published.put, format))
            })?,
            Err(Refused::File(rejected)) => {
                bar.suspend(|| report::reject(&rejected, format));
                failed += 1;
            }
            Err(Refused::Store(error)) => return Err(error.into()),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    if failed > 0 {
        let all = files.len();
        return Err(Failure(format!(
            "{failed} of {all} files were not published"
        )));
    }
    Ok(ending)
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

fn line(id: &EditionId, put: &Put, format: Format) -> String {
    let version = &put.version;
    if format == Format::Json {
        let line = serde_json::json!({ "edition": id, "new": put.new, "version": version });
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
