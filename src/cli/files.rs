//! Reading and writing files for the verbs.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::Failure;
use crate::source::LARGEST_FILE;

/// The bytes of the file at `path`; `-` is standard input. A file that is too
/// large is refused before it is read.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |error: io::Error| Failure(format!("cannot read {}: {error}", path.display()));
    let mut bytes = Vec::new();
    let most = LARGEST_FILE as u64 + 1;
    if path == Path::new("-") {
        io::stdin()
            .lock()
            .take(most)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
    } else {
        let file = File::open(path).map_err(failed)?;
        let facts = file.metadata().map_err(failed)?;
        if facts.is_dir() {
            return Err(Failure(format!(
                "{} is a folder, not a file",
                path.display()
            )));
        }
        if facts.len() >= most {
            return Err(too_large(path, facts.len()));
        }
        file.take(most).read_to_end(&mut bytes).map_err(failed)?;
    }
    if bytes.len() as u64 >= most {
        return Err(too_large(path, bytes.len() as u64));
    }
    Ok(bytes)
}

fn too_large(path: &Path, size: u64) -> Failure {
    let limit = LARGEST_FILE >> 20;
    Failure(format!(
        "{}:1:1: error[file-too-large]: the file has {size} bytes; at most {limit} MiB are read \
         (hint: divide it into several files)",
        path.display()
    ))
}

/// Refuses an output that would take the place of one of the inputs, under
/// whatever name.
pub fn keep<'a>(
    inputs: impl IntoIterator<Item = &'a PathBuf>,
    output: &Path,
) -> Result<(), Failure> {
    // An output that is not there yet can be none of them.
    let Ok(place) = output.canonicalize() else {
        return Ok(());
    };
    for input in inputs {
        if input.canonicalize().is_ok_and(|input| input == place) {
            let (output, input) = (output.display(), input.display());
            let message = format!("{output} would take the place of {input}, which is read");
            return Err(Failure(message));
        }
    }
    Ok(())
}

/// Writes a file as [`write_with`] does.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure(format!("cannot write {}: {error}", path.display()));
    write_with(path, &mut |file| file.write_all(bytes).map_err(failed))
}

/// Writes a file, as `make` fills it, whole or not at all: beside its place
/// first, then renamed. A link is followed, and a file that was there leaves its
/// permissions. What is no plain file (a device, a pipe) is never replaced: it is
/// written into.
pub fn write_with(
    path: &Path,
    make: &mut dyn FnMut(&mut File) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure(format!("cannot write {}: {error}", path.display()));
    let before = fs::metadata(path).ok();
    if let Some(before) = &before {
        // Whoever has the file open as our output goes on writing behind ours.
        if let Some(mut output) = standard_output(before).map_err(failed)? {
            return make(&mut output);
        }
        if !before.is_file() {
            let mut file = File::options().write(true).open(path).map_err(failed)?;
            make(&mut file)?;
            return sync(&file).map_err(failed);
        }
    }
    let place = target(path).map_err(failed)?;
    let name = place
        .file_name()
        .ok_or_else(|| Failure(format!("{} is not the name of a file", path.display())))?;
    let mut beside = name.to_os_string();
    beside.push(format!(".{}.part", std::process::id()));
    let beside = place.with_file_name(beside);
    let mut file = File::create_new(&beside).map_err(failed)?;
    let kept = match &before {
        Some(before) => file.set_permissions(before.permissions()).map_err(failed),
        None => Ok(()),
    };
    let written = kept
        .and_then(|()| make(&mut file))
        .and_then(|()| file.sync_all().map_err(failed))
        .and_then(|()| fs::rename(&beside, &place).map_err(failed));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Waits until a file is on disk; a device or a pipe has no disk to wait for.
pub fn sync(file: &File) -> io::Result<()> {
    match file.metadata()?.is_file() {
        true => file.sync_all(),
        false => Ok(()),
    }
}

/// Our standard output, if that is what is meant (`/dev/stdout`).
fn standard_output(meant: &fs::Metadata) -> io::Result<Option<File>> {
    let output = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    let facts = output.metadata()?;
    let same = (facts.dev(), facts.ino()) == (meant.dev(), meant.ino());
    Ok(same.then_some(output))
}

/// Where links lead from `path`, also to what is not there yet.
fn target(path: &Path) -> io::Result<PathBuf> {
    let mut place = path.to_owned();
    // As many as the system follows.
    for _ in 0..40 {
        match fs::read_link(&place) {
            Ok(link) => place = place.parent().unwrap_or(Path::new("")).join(link),
            // No link, or nothing there.
            Err(_) => return Ok(place),
        }
    }
    Err(io::Error::other("its links lead in a circle"))
}

/// The files that `paths` name: files as they are, folders by every file in
/// them, however deep, that ends in `.xml`; sorted by name.
pub fn xml_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    files_ending(paths, &["xml"])
}

/// The files that `paths` name: files as they are, folders by every file in
/// them, however deep, that has one of these endings; sorted by name.
pub fn files_ending(paths: &[PathBuf], endings: &[&str]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = files.len();
            collect(path, endings, &mut files)?;
            files[before..].sort();
            if files.len() == before {
                return Err(Failure(format!(
                    "there is no .{} file in {}",
                    endings.join(" or ."),
                    path.display()
                )));
            }
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn collect(folder: &Path, endings: &[&str], files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure(format!("cannot read {}: {error}", folder.display()));
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_err(failed)?;
        let path = entry.path();
        // Links are not followed: a circle of them would never end.
        if kind.is_dir() {
            collect(&path, endings, files)?;
        } else if kind.is_file()
            && path
                .extension()
                .is_some_and(|end| endings.iter().any(|known| end == *known))
        {
            files.push(path);
        }
    }
    Ok(())
}
