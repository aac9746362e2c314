//! `variorum bag`: an edition leaves for an archive.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::report::Format;
use super::{Ending, Failure, Outcome, StoreFolder, files, report};
use crate::edition::EditionId;
use crate::operations::bag;
use crate::package::{Broken, Item, Zip};
use crate::store::Store;

/// Write an edition with all its versions as a BagIt package, for an archive or another store.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum bag leaflet-2008 -o leaflet-2008.zip
  variorum bag leaflet-2008 -o deposits/leaflet-2008
  variorum publish leaflet-2008.zip --store elsewhere/store

The package is the same to the byte whenever it is made. What is withdrawn is in it, with the
reason: an archive keeps what readers are not shown any more. `variorum publish` takes a package
in, folder or ZIP, with the numbers, times and names that its versions had.")]
pub struct Arguments {
    /// The edition.
    id: EditionId,

    /// A folder that is not there yet, or a file that ends in .zip.
    #[arg(short, long, value_name = "PATH")]
    output: PathBuf,

    #[command(flatten)]
    folder: StoreFolder,
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let Arguments { id, output, folder } = arguments;
    let store = Store::open(&folder.store)?;
    let items = bag(&store, &id)?;
    let (count, bytes) = (items.len(), items.iter().map(|item| item.size).sum::<u64>());
    if output.extension().is_some_and(|ending| ending == "zip") {
        let zip = Zip::new(id.as_str(), items);
        files::write_with(&output, &mut |file| write_zip(&zip, file))?;
    } else {
        write_folder(&output, &items)?;
    }
    let place = output.display();
    report::answer(&match format {
        Format::Json => {
            let output = output.to_string_lossy();
            let line = serde_json::json!({
                "edition": id, "output": output, "files": count, "bytes": bytes
            });
            format!("{line}\n")
        }
        _ => format!("{place}: {id}, {count} files, {bytes} bytes\n"),
    })?;
    Ok(Ending::Clean)
}

fn write_zip(zip: &Zip, file: &mut File) -> Result<(), Failure> {
    let mut out = BufWriter::new(file);
    zip.write(0, zip.size(), &mut out)
        .map_err(|broken| match broken {
            Broken::File(why) => Failure(why),
            Broken::Receiver(error) => error.into(),
        })?;
    Ok(out.flush()?)
}

/// Writes a folder whole or not at all: beside its place first, then renamed.
fn write_folder(output: &Path, items: &[Item]) -> Result<(), Failure> {
    let failed = |path: &Path, error: std::io::Error| {
        Failure(format!("cannot write {}: {error}", path.display()))
    };
    let empty = match fs::read_dir(output) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    };
    if !empty {
        let message = format!("{} is there already", output.display());
        return Err(Failure(message));
    }
    let name = output.file_name().unwrap_or_default().to_string_lossy();
    let beside = output.with_file_name(format!("{name}.{}.part", std::process::id()));
    let written = items.iter().try_for_each(|item| {
        let path = beside.join(&item.path);
        let folder = path.parent().unwrap_or(&beside);
        fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
        let bytes = item.read().map_err(Failure)?;
        let file = File::create_new(&path);
        let file = file.and_then(|mut file| file.write_all(&bytes).and_then(|()| file.sync_all()));
        file.map_err(|error| failed(&path, error))
    });
    let placed =
        written.and_then(|()| fs::rename(&beside, output).map_err(|error| failed(output, error)));
    if placed.is_err() {
        let _ = fs::remove_dir_all(&beside);
    }
    placed
}
