//! A package of whatever origin is read.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::{Mutex, PoisonError};

use zip::ZipArchive;

use crate::source::{FilePath, Files, LARGEST_FILE};

/// The files of an archive. Where all lie in one folder, their paths are counted
/// from there.
pub struct Unzipped<R> {
    archive: Mutex<ZipArchive<R>>,
    /// Where in the archive each file is, and its size in bytes.
    files: BTreeMap<FilePath, (usize, u64)>,
}

/// How many times as large its files may be as an archive: text that is well
/// compressed has a tenth or a twentieth of its size.
const MOST_EXPANSION: u64 = 100;

/// Below this size together, in bytes, nobody asks.
const HARMLESS: u64 = 16 << 20;

impl<R: Read + Seek> Unzipped<R> {
    /// Opens an archive of `length` bytes, and looks at the names and sizes of
    /// its files before any is read.
    ///
    /// # Errors
    /// A sentence: it is no archive, a name leads out of it or stands twice, a
    /// file is a link or encrypted, or it holds more than any honest one.
    pub fn open(reader: R, length: u64) -> Result<Self, String> {
        let failed = |error| format!("it cannot be read as a ZIP archive: {error}");
        let archive = ZipArchive::new(reader).map_err(failed)?;
        let (start, known) = (archive.central_directory_start(), archive.len());
        // Of two files of the same name the archive shows the last alone.
        let mut reader = archive.into_inner();
        let listed = listed(&mut reader, start);
        let listed = listed.map_err(|error| failed(error.into()))?;
        if listed != known {
            return Err("a name is in it twice".to_owned());
        }
        let mut archive = ZipArchive::new(reader).map_err(failed)?;
        let mut files = BTreeMap::new();
        let mut total: u64 = 0;
        for at in 0..archive.len() {
            let file = archive.by_index_raw(at).map_err(failed)?;
            let name = std::str::from_utf8(file.name_raw());
            let name = name.map_err(|_| format!("file {at} has a name that is not UTF-8"))?;
            if file.is_symlink() {
                return Err(format!("`{name}` is a link"));
            }
            if file.encrypted() {
                return Err(format!("`{name}` is encrypted"));
            }
            if name.ends_with('/') {
                continue;
            }
            let path = FilePath::new(name).map_err(|fault| format!("`{name}` is {fault}"))?;
            if path.as_str() != name {
                return Err(format!("`{name}` is not in normal form: `{path}`"));
            }
            total = total.saturating_add(file.size());
            files.insert(path, (at, file.size()));
        }
        if total > HARMLESS && total / MOST_EXPANSION > length {
            let message = "its files are more than 100 times as large as it is";
            return Err(message.to_owned());
        }
        Ok(Self {
            archive: Mutex::new(archive),
            files: without_folder(files),
        })
    }
}

/// How many files the list at the end of an archive names (APPNOTE 4.3.12).
fn listed(reader: &mut (impl Read + Seek), start: u64) -> io::Result<usize> {
    const MARK: &[u8] = b"PK\x01\x02";
    /// Bytes of an entry before its name, and where in them the lengths of its
    /// name, of what more is said, and of a comment are.
    const FIXED: usize = 46;
    const LENGTHS: [usize; 3] = [28, 30, 32];
    let mut reader = BufReader::new(reader);
    reader.seek(SeekFrom::Start(start))?;
    let mut count = 0;
    let mut head = [0; FIXED];
    while reader.read_exact(&mut head).is_ok() && head.starts_with(MARK) {
        let lengths = LENGTHS.map(|at| i64::from(u16::from_le_bytes([head[at], head[at + 1]])));
        reader.seek_relative(lengths.iter().sum())?;
        count += 1;
    }
    Ok(count)
}

/// Counts paths from the one folder in which all files lie, if there is one.
pub(super) fn without_folder<T: Clone>(files: BTreeMap<FilePath, T>) -> BTreeMap<FilePath, T> {
    let first = files.keys().next().map(|path| path.as_str().to_owned());
    let folder = first.as_deref().and_then(|path| path.split_once('/'));
    let Some((folder, _)) = folder else {
        return files;
    };
    let below = |(path, file): (&FilePath, &T)| {
        let below = path.as_str().strip_prefix(folder)?.strip_prefix('/')?;
        Some((FilePath::new(below).ok()?, file.clone()))
    };
    let all: Option<BTreeMap<_, _>> = files.iter().map(below).collect();
    all.unwrap_or(files)
}

impl<R: Read + Seek + Send> Files for Unzipped<R> {
    fn paths(&self) -> Vec<FilePath> {
        self.files.keys().cloned().collect()
    }

    fn size(&self, path: &FilePath) -> Result<Option<u64>, String> {
        Ok(self.files.get(path).map(|(_, size)| *size))
    }

    fn read(&self, path: &FilePath) -> Result<Option<Cow<'_, [u8]>>, String> {
        let Some((at, size)) = self.files.get(path) else {
            return Ok(None);
        };
        if *size > LARGEST_FILE as u64 {
            let most = LARGEST_FILE >> 20;
            return Err(format!(
                "{path} has {size} bytes; at most {most} MiB are read"
            ));
        }
        let failed = |error: &dyn fmt::Display| format!("{path} cannot be read: {error}");
        let mut archive = self.archive.lock().unwrap_or_else(PoisonError::into_inner);
        let file = archive.by_index(*at).map_err(|error| failed(&error))?;
        let mut bytes = Vec::new();
        // What it says of its size is a promise of somebody else.
        file.take(size + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| failed(&error))?;
        if bytes.len() as u64 != *size {
            return Err(failed(&"it has not the size that the archive says"));
        }
        Ok(Some(Cow::Owned(bytes)))
    }
}

impl<R> fmt::Debug for Unzipped<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.files.keys()).finish()
    }
}
