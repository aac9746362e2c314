//! `variorum ingest`: folders, archives and lists of files become versions.

use std::fs::File;
use std::path::PathBuf;

use super::report::Format;
use super::taking::{AGAIN, Taking, Teller};
use super::{Failure, Outcome, one_line, settled};
use crate::operations::{Batch, Holding, Row, Schemas, Stages, TABLE, plan, something_in};
use crate::store::Store;

/// Take in many files: folders, ZIP and tar archives, BagIt bags, or a table.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum ingest tei/ --by \"Ada Editor\" --dry-run
  variorum ingest tei/ --by \"Ada Editor\" --report report.csv
  variorum ingest delivery.zip letters.tar bag/ --by \"The library\"

Each XML file is the edition that its name suggests; a table batch.csv in the folder or archive,
with the columns file, id, with and note, says it better. A file that cannot be published is told
with its place, and the others go on. Bytes that are published already make no new version, so the
same command, given again after a crash, does what is left. An archive that is damaged, holds links,
paths that lead out or far more than its size is refused whole.")]
pub struct Arguments {
    /// Folders, archives (.zip, .tar), bags, or TEI files.
    #[arg(required = true)]
    paths: Vec<PathBuf>,

    /// Why: the change note of files that have none of their own in the table.
    #[arg(long, default_value = "Published.", value_parser = one_line)]
    note: String,

    /// Folder of schemas, with a catalog.xml that says which file stands for which address.
    #[arg(long, value_name = "FOLDER")]
    schemas: Option<PathBuf>,

    #[command(flatten)]
    taking: Taking,
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let schemas = match &arguments.schemas {
        None => Schemas::default(),
        Some(folder) => Schemas::open(folder).map_err(Failure)?,
    };
    // The report begins here: that of an earlier run must not stand for this one.
    let mut teller = Teller::new(format, &arguments.taking)?;
    let begun = holdings(&arguments.paths).and_then(|holdings| {
        let store = arguments.taking.store()?;
        Ok((holdings, store))
    });
    let (holdings, store) = begun.inspect_err(|_| teller.clear())?;
    let mut stages = Stages::default();
    for (path, holding) in &holdings {
        let rows = rows(&teller, path, holding, store.as_ref())?;
        let batch = Batch {
            store: store.as_ref(),
            schemas: &schemas,
            holding,
            facts: arguments.taking.facts(&arguments.note),
            trial: arguments.taking.dry_run,
            permit: &|_| Ok(()),
            turns: None,
        };
        let took = batch.work(&rows, &mut |told| teller.tell(told));
        stages += took.map_err(|stopped| teller.stopped(&stopped.to_string(), AGAIN))?;
    }
    let ended = teller.end(Some(&stages));
    match store.filter(|_| !arguments.taking.dry_run) {
        Some(store) => settled(&store).and(ended),
        None => ended,
    }
}

/// The rows of what was handed in: what becomes an edition, and what is left out.
fn rows(
    teller: &Teller,
    path: &str,
    holding: &Holding,
    store: Option<&Store>,
) -> Result<Vec<Row>, Failure> {
    something_in(holding).map_err(|why| Failure(format!("{path}: {why}; nothing is taken in")))?;
    let rows = plan(holding, store, &mut |done, of| {
        teller.show((done, of), "looking for what files include");
    });
    let rows = rows.map_err(|why| Failure(format!("{path}: {why}; nothing is taken in")))?;
    teller.show((0, rows.len()), "publishing");
    Ok(rows)
}

/// What `paths` name, each with what people call it. Files that are named one by
/// one are handed in together. All are looked through before anything is written.
fn holdings(paths: &[PathBuf]) -> Result<Vec<(String, Holding)>, Failure> {
    let mut holdings = Vec::new();
    let mut files = Vec::new();
    for path in paths {
        let name = path.to_string_lossy().into_owned();
        let archive = ["zip", "tar"].map(|ending| path.extension().is_some_and(|e| e == ending));
        let refused = |why: String| Failure(format!("{name}: {why}; nothing of it is taken in"));
        if path.is_dir() {
            let holding = Holding::folder(path).map_err(refused)?;
            holdings.push((name, holding));
        } else if archive.contains(&true) {
            let file = File::open(path);
            let file = file.map_err(|error| Failure(format!("cannot read {name}: {error}")))?;
            let holding = Holding::archive(file, &name).map_err(refused)?;
            holdings.push((name, holding));
        } else if path.extension().is_some_and(|ending| ending == "csv") {
            let why = format!("a table is called {TABLE} and lies in the folder that is named");
            return Err(refused(why));
        } else if path.extension().is_some_and(|e| e == "gz" || e == "tgz") {
            let why = "it is compressed with gzip: unpack it first (gunzip), or make a ZIP of it";
            return Err(refused(why.to_owned()));
        } else {
            files.push(path.clone());
        }
    }
    if !files.is_empty() {
        let holding = Holding::named(&files).map_err(Failure)?;
        let names: Vec<_> = files.iter().map(|path| path.to_string_lossy()).collect();
        holdings.insert(0, (names.join(", "), holding));
    }
    Ok(holdings)
}
