//! `variorum pull`: a version comes from another server, and is proven.

use std::fmt::Write;

use super::report::Format;
use super::{Ending, Failure, Outcome, StoreFolder, one_line, report, settled};
use crate::edition::EditionId;
use crate::fetch::{Client, Limits};
use crate::operations::{Here, Kept, PROGRAM, Proven, Unpulled, Wanted, now, prove};
use crate::store::{self, Store};

/// Take a version from another server, and prove that it is what was cited and what that has.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum pull https://example.org/editions/leaflet-2008/3 --by \"University Library\"
  variorum pull \"[leaflet-2008, version 1, sha256:5f7a…; 1.17, 8c1d….73aa…]\" \\
      --from https://mirror.example.org --by \"University Library\"
  variorum pull ni:///sha-256;X3q… --from https://example.org --dry-run

What comes is hashed: the bytes must have the SHA-256 that was cited, every file the one that the
server says, and every passage, computed here anew, the two hashes that the server says. On any
difference nothing is written, and the exit code is 1. A version that is here already is held
against the other server's, byte by byte. What is kept says for good where it is from; publisher,
date and note stay those of the source. Redirects to another host are not followed.")]
pub struct Arguments {
    /// An address of a version, a passage or an edition (then its newest version), a citation, a
    /// SHA-256, or its name (ni:…).
    what: String,

    /// The server that is asked; without it, the one that the address names.
    #[arg(long, value_name = "SERVER")]
    from: Option<String>,

    /// Name of the edition here; without it, the one that it has there.
    #[arg(long)]
    id: Option<EditionId>,

    /// Who takes it.
    #[arg(long, value_name = "NAME", env = "VARIORUM_PUBLISHER", value_parser = one_line)]
    by: Option<String>,

    /// Prove it, and write nothing.
    #[arg(long)]
    dry_run: bool,

    /// Ask without encryption (http://) also what is not this machine: what comes can have been
    /// changed on the way, unless its hash was cited.
    #[arg(long)]
    unencrypted: bool,

    #[command(flatten)]
    folder: StoreFolder,
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    if arguments.by.is_none() && !arguments.dry_run {
        let message = "--by is missing: who takes it? (--dry-run proves it and keeps nothing)";
        return Err(Failure(message.to_owned()));
    }
    match pull(&arguments) {
        Ok((proven, stands, store)) => {
            report::answer(&told(&proven, &stands, format))?;
            store.as_ref().map_or(Ok(()), settled)?;
            Ok(Ending::Clean)
        }
        Err(Unpulled::Differs(all)) => {
            report::answer(&differences(&all, format))?;
            Ok(Ending::Findings)
        }
        Err(unpulled) => Err(Failure(unpulled.to_string())),
    }
}

/// How the store stands to what came.
enum Stands {
    Kept(Kept),
    /// With `--dry-run`: what would happen.
    Would(EditionId, Here),
}

/// Gives also the store, if it was written to.
fn pull(arguments: &Arguments) -> Result<(Proven, Stands, Option<Store>), Unpulled> {
    let wanted = Wanted::read(&arguments.what, arguments.from.as_deref())?;
    let limits = Limits {
        unencrypted: arguments.unencrypted,
        ..Limits::default()
    };
    let proven = prove(
        &Client::new(PROGRAM, limits).telling(report::pause),
        &wanted,
    )?;
    let id = arguments.id.clone();
    let id = id.unwrap_or_else(|| proven.edition.clone());
    let folder = &arguments.folder.store;
    if arguments.dry_run {
        let here = match Store::open(folder) {
            Ok(store) => proven.compare(&store, &id)?,
            Err(store::Error::NoStore(_)) => Here::After(0),
            Err(error) => return Err(error.into()),
        };
        return Ok((proven, Stands::Would(id, here), None));
    }
    let store = Store::open_or_create(folder)?;
    let by = arguments.by.as_deref().unwrap_or_default();
    let kept = proven.keep(&store, &id, by, &now())?;
    Ok((proven, Stands::Kept(kept), Some(store)))
}

fn told(proven: &Proven, stands: &Stands, format: Format) -> String {
    if format == Format::Json {
        let here = match stands {
            Stands::Kept(kept) => serde_json::json!(kept),
            Stands::Would(id, Here::Identical(version)) => serde_json::json!({
                "edition": id, "version": version, "new": false,
            }),
            Stands::Would(id, Here::After(_)) => serde_json::json!({
                "edition": id, "version": null, "new": true,
            }),
        };
        return format!("{}\n", serde_json::json!({ "there": proven, "here": here }));
    }
    let mut out = String::new();
    let cited = match proven.cited {
        true => "as it was cited",
        false => "as the server says; nothing was cited to hold it against",
    };
    let units = proven.units;
    let _ = writeln!(out, "from      {}", proven.address);
    let _ = writeln!(out, "bytes     sha256:{}, {cited}", proven.sha256);
    let _ = writeln!(
        out,
        "passages  {units}, root {}, the same computed here",
        proven.root.short()
    );
    if let Some(passage) = &proven.passage {
        let _ = writeln!(out, "cited     {}, unchanged", passage.reference);
    }
    let here = match stands {
        Stands::Kept(kept) if kept.new => {
            format!("{} {}, kept", kept.edition, kept.version.number)
        }
        Stands::Kept(kept) => identical(&kept.edition, kept.version.number),
        Stands::Would(id, Here::Identical(version)) => identical(id, version.number),
        Stands::Would(id, Here::After(_)) => format!("{id} has not got it; it would be kept"),
    };
    let _ = writeln!(out, "here      {here}");
    out
}

fn identical(id: &EditionId, number: u32) -> String {
    format!("{id} {number}, identical, every file")
}

fn differences(all: &[String], format: Format) -> String {
    if format == Format::Json {
        return format!("{}\n", serde_json::json!({ "differs": all }));
    }
    let lines = all.iter().map(|line| format!("differs   {line}\n"));
    lines.collect::<String>() + "nothing was written\n"
}
