//! `variorum verify`: are all published bytes what they were, and is this file
//! what was cited?

use std::path::{Path, PathBuf};

use super::publish::progress;
use super::report::Format;
use super::{Ending, Failure, Outcome, StoreFolder, files, report, verify_citation};
use crate::store::{Damage, Progress, Store, verify_object};

/// Hash everything that is published again, and say what is damaged; or hold a
/// citation against a file.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum verify
  variorum verify --store /srv/editions --format json
  variorum verify --object /media/archive/object-17
  variorum verify \"[leaflet-2008, version 1, sha256:5f7a…; 1.17, 8c1d….73aa…]\" leaflet.xml
  variorum verify \"[leaflet-2008, …]\" leaflet-3.xml --cited leaflet-1.xml
  pbpaste | variorum verify - leaflet.xml

A citation is whatever `variorum cite` or a page of citations gave, wrapped, quoted or copied from
print; nothing but the file is needed to check it. Exit code 1 if it does not hold.

Exit code 1 if anything is damaged; warnings (codes that begin with W) do not count. Nothing is
repaired: take the file from a copy.")]
pub struct Arguments {
    /// A citation; - is standard input.
    #[arg(
        requires = "file",
        conflicts_with = "object",
        allow_hyphen_values = true
    )]
    citation: Option<String>,

    /// The TEI file that it is held against.
    #[arg(requires = "citation")]
    file: Option<PathBuf>,

    /// The file that was cited, to show what changed since, word by word; without it, the store
    /// is asked for it, if there is one.
    #[arg(long, value_name = "FILE", requires = "citation")]
    cited: Option<PathBuf>,

    /// Instead of the store, OCFL objects of whatever origin: their folders.
    #[arg(long, value_name = "FOLDER", num_args = 1..)]
    object: Vec<PathBuf>,

    #[command(flatten)]
    folder: StoreFolder,
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    if let (Some(citation), Some(file)) = (&arguments.citation, &arguments.file) {
        let (cited, store) = (arguments.cited.as_deref(), &arguments.folder.store);
        return verify_citation::run(&given(citation)?, file, cited, store, format);
    }
    if !arguments.object.is_empty() {
        return objects(&arguments.object, format);
    }
    let store = Store::open(&arguments.folder.store)?;
    let bar = progress(0, "editions");
    let mut checked = Progress::default();
    let damages = store.verify(&mut |now: Progress| {
        bar.set_length(now.total as u64);
        bar.set_position(now.done as u64);
        checked = now;
    })?;
    bar.finish_and_clear();
    for damage in &damages {
        report::answer(&line(damage, format))?;
    }
    if damages.iter().any(|damage| !damage.is_warning()) {
        return Ok(Ending::Findings);
    }
    if format != Format::Json {
        report::say(&format!(
            "{} editions, every byte as published",
            checked.done
        ));
    }
    Ok(Ending::Clean)
}

/// The citation itself, or what standard input has.
fn given(citation: &str) -> Result<String, Failure> {
    if citation != "-" {
        return Ok(citation.to_owned());
    }
    let bytes = files::read(Path::new("-"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn objects(folders: &[PathBuf], format: Format) -> Outcome {
    let mut ending = Ending::Clean;
    for folder in folders {
        let mut damages = verify_object(folder)?;
        for damage in &mut damages {
            damage.path = folder.join(&damage.path);
            report::answer(&line(damage, format))?;
        }
        if damages.iter().any(|damage| !damage.is_warning()) {
            ending = Ending::Findings;
        } else if format != Format::Json {
            report::say(&format!("{}: a valid object", folder.display()));
        }
    }
    Ok(ending)
}

fn line(damage: &Damage, format: Format) -> String {
    match format {
        Format::Json => format!("{}\n", serde_json::json!(damage)),
        _ => format!("{damage}\n"),
    }
}
