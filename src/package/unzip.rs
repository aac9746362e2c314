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
    /// file is a link, a device or encrypted, two programs would find different files
    /// in it, or it holds more than any honest one.
    pub fn open(reader: R, length: u64) -> Result<Self, String> {
        let failed = |error| format!("it cannot be read as a ZIP archive: {error}");
        let archive = ZipArchive::new(reader).map_err(failed)?;
        let (start, known) = (archive.central_directory_start(), archive.len());
        // Of two files of the same name the archive shows the last alone.
        let mut reader = archive.into_inner();
        let listed = listed(&mut reader, start);
        let listed = listed.map_err(|error| failed(error.into()))?;
        if listed.len() != known {
            return Err("a name is in it twice".to_owned());
        }
        let mut archive = ZipArchive::new(reader).map_err(failed)?;
        let (mut files, mut extents) = (BTreeMap::new(), Vec::new());
        let mut total: u64 = 0;
        for (at, listed) in listed.into_iter().enumerate() {
            let file = archive.by_index_raw(at).map_err(failed)?;
            let name = std::str::from_utf8(file.name_raw());
            let name = name.map_err(|_| format!("file {at} has a name that is not UTF-8"))?;
            if file.is_symlink() {
                return Err(format!("`{name}` is a link"));
            }
            if !is_plain(file.unix_mode(), name) {
                return Err(format!("`{name}` is neither a file nor a folder"));
            }
            if file.encrypted() {
                return Err(format!("`{name}` is encrypted"));
            }
            let data = file.data_start().unwrap_or_else(|| file.header_start());
            extents.push(Extent {
                start: file.header_start(),
                end: data.saturating_add(file.compressed_size()),
                name: name.to_owned(),
                listed,
            });
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
        let mut reader = archive.into_inner();
        extents.sort_by_key(|extent| extent.start);
        apart(&extents, start)?;
        let mut within = BufReader::new(&mut reader);
        for extent in &extents {
            extent.named_alike(&mut within)?;
        }
        let archive = ZipArchive::new(reader).map_err(failed)?;
        Ok(Self {
            archive: Mutex::new(archive),
            files: meant(files),
        })
    }
}

/// Whether a mode says that a name is of a file or a folder, as the name does: not a
/// device, a pipe or a socket (POSIX `sys/stat.h`). Many archives say nothing.
fn is_plain(mode: Option<u32>, name: &str) -> bool {
    const KIND: u32 = 0o170_000;
    match mode.map(|mode| mode & KIND) {
        None | Some(0) => true,
        Some(0o100_000) => true,
        Some(0o040_000) => name.ends_with('/'),
        Some(_) => false,
    }
}

/// Where in an archive a file is, with the head before it.
struct Extent {
    start: u64,
    end: u64,
    name: String,
    /// Its name as it is written in the list.
    listed: Vec<u8>,
}

impl Extent {
    /// Whether the head before the file has the name that the list has: programs that
    /// read an archive from its beginning go by the one, others by the other.
    fn named_alike(&self, reader: &mut (impl Read + Seek)) -> Result<(), String> {
        /// Bytes of a head before the name, and where in them its length is
        /// (APPNOTE 4.3.7).
        const FIXED: usize = 30;
        const LENGTH: usize = 26;
        let mut read = || {
            let mut head = [0; FIXED];
            reader.seek(SeekFrom::Start(self.start))?;
            reader.read_exact(&mut head)?;
            let length = u16::from_le_bytes([head[LENGTH], head[LENGTH + 1]]);
            let mut name = vec![0; usize::from(length)];
            reader.read_exact(&mut name).map(|()| name)
        };
        let own = read().map_err(|error| format!("`{}` cannot be read: {error}", self.name))?;
        match own == self.listed {
            true => Ok(()),
            false => Err(format!(
                "`{}` is called `{}` in the head of the file itself; pack it anew",
                self.name,
                String::from_utf8_lossy(&own)
            )),
        }
    }
}

/// Whether the files of an archive, in their order, lie one behind the other, and
/// before its list: where two share bytes, a text stands under a name that it has not.
fn apart(extents: &[Extent], list: u64) -> Result<(), String> {
    for pair in extents.windows(2) {
        if pair[0].end > pair[1].start {
            let (one, other) = (&pair[0].name, &pair[1].name);
            return Err(format!(
                "`{one}` and `{other}` share bytes in it; pack it anew"
            ));
        }
    }
    match extents.last().filter(|last| last.end > list) {
        None => Ok(()),
        Some(last) => Err(format!(
            "`{}` reaches into the list of files; pack it anew",
            last.name
        )),
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

/// The names in the list at the end of an archive, as they are written (APPNOTE
/// 4.3.12).
fn listed(reader: &mut (impl Read + Seek), start: u64) -> io::Result<Vec<Vec<u8>>> {
    const MARK: &[u8] = b"PK\x01\x02";
    /// Bytes of an entry before its name, and where in them the lengths of its
    /// name, of what more is said, and of a comment are.
    const FIXED: usize = 46;
    const LENGTHS: [usize; 3] = [28, 30, 32];
    let mut reader = BufReader::new(reader);
    reader.seek(SeekFrom::Start(start))?;
    let mut names = Vec::new();
    let mut head = [0; FIXED];
    while reader.read_exact(&mut head).is_ok() && head.starts_with(MARK) {
        let [name, more, comment] = LENGTHS.map(|at| u16::from_le_bytes([head[at], head[at + 1]]));
        let mut bytes = vec![0; usize::from(name)];
        reader.read_exact(&mut bytes)?;
        names.push(bytes);
        reader.seek_relative(i64::from(more) + i64::from(comment))?;
    }
    Ok(names)
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
