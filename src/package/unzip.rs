//! A package of whatever origin is read.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::{Mutex, PoisonError};

use zip::ZipArchive;

use crate::source::{FilePath, Files, LARGEST_FILE};

/// The files of an archive, but for hidden ones. Where all lie in one folder, their
/// paths are counted from there.
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
            files: meant(files),
        })
    }
}

impl<R: Read + Seek> Unzipped<R> {
    /// Reads every file to its end, hidden ones too, and keeps none: whether each
    /// has the size and the CRC that the archive says is only known then.
    ///
    /// # Errors
    /// A sentence that names the first that has not.
    pub fn prove(&self) -> Result<(), String> {
        let mut archive = self.archive.lock().unwrap_or_else(PoisonError::into_inner);
        for at in 0..archive.len() {
            let name = match archive.name_for_index(at) {
                Some(Ok(name)) => name.into_owned(),
                _ => format!("file {}", at + 1),
            };
            let amiss = |error: io::Error| match error.kind() {
                io::ErrorKind::Unsupported => {
                    format!("`{name}` is compressed in a way that is not read here (Deflate is)")
                }
                _ => format!("it is damaged: `{name}`: {error}"),
            };
            let file = archive.by_index(at).map_err(|error| amiss(error.into()))?;
            let size = file.size();
            let read = io::copy(&mut file.take(size + 1), &mut io::sink()).map_err(amiss)?;
            if read != size {
                return Err(format!(
                    "it is damaged: `{name}` has not the size that the archive says"
                ));
            }
        }
        Ok(())
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

/// What macOS puts beside the files of an archive.
const BESIDE: &str = "__MACOSX/";

/// The files of an archive that are meant: neither hidden ones nor what macOS puts
/// beside them, which nobody sees in a folder either. Paths are counted from the one
/// folder in which all lie, if there is one. Of a bag every file below its folder
/// counts.
pub(super) fn meant<T: Clone>(mut files: BTreeMap<FilePath, T>) -> BTreeMap<FilePath, T> {
    files.retain(|path, _| !path.as_str().starts_with(BESIDE));
    let seen: Vec<&FilePath> = files.keys().filter(|path| !is_hidden(path)).collect();
    let below = match common_folder(&seen) {
        "" => files,
        folder => {
            let below = |(path, file): (&FilePath, &T)| {
                let below = path.as_str().strip_prefix(folder)?;
                Some((FilePath::new(below).ok()?, file.clone()))
            };
            files.iter().filter_map(below).collect()
        }
    };
    let bag = below.keys().any(|path| path.as_str() == "bagit.txt");
    let counts = |path: &FilePath| bag || !is_hidden(path);
    below.into_iter().filter(|(path, _)| counts(path)).collect()
}

/// Whether a file, or a folder around it, has a name that begins with a dot.
fn is_hidden(path: &FilePath) -> bool {
    path.as_str().split('/').any(|part| part.starts_with('.'))
}

/// The one folder in which all lie, with its slash; nothing if there is none.
fn common_folder<'f>(paths: &[&'f FilePath]) -> &'f str {
    let first = paths.first().map_or("", |path| path.as_str());
    let folder = first.find('/').map_or("", |at| &first[..=at]);
    match paths.iter().all(|path| path.as_str().starts_with(folder)) {
        true => folder,
        false => "",
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_not_meant_but_in_a_bag() {
        let told = |paths: &[&str]| {
            let files = paths.iter().map(|path| (FilePath::new(path).unwrap(), ()));
            let meant = meant(files.collect());
            let meant: Vec<&str> = meant.keys().map(FilePath::as_str).collect();
            meant.join(" ")
        };
        assert_eq!(told(&["a.xml", "__MACOSX/._a.xml", ".DS_Store"]), "a.xml");
        let mac = ["in/a.xml", "in/b/.c/d.xml", "__MACOSX/in/._a.xml"];
        assert_eq!(told(&mac), "a.xml");
        assert_eq!(told(&["in/a.xml", "in/b.xml", ".DS_Store"]), "a.xml b.xml");
        assert_eq!(told(&["in/a.xml", "b.xml"]), "b.xml in/a.xml");
        let bag = ["bag/bagit.txt", "bag/data/.a.xml", "__MACOSX/._bag", ".x"];
        assert_eq!(told(&bag), "bagit.txt data/.a.xml");
        assert_eq!(told(&["bagit.txt", "data/.a"]), "bagit.txt data/.a");
        assert_eq!(told(&[".a.xml"]), "");
    }
}
