//! A tar archive of whatever origin is read.
//!
//! A tar file as POSIX has it (ustar, with pax headers for long names), and with
//! the long names of GNU. Links, devices and names that lead out of it are
//! refused: nothing is passed over that somebody may have meant.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{Read, Seek, SeekFrom};
use std::sync::{Mutex, PoisonError};

use super::unzip::meant;
use crate::source::{FilePath, Files, LARGEST_FILE};

/// Bytes of a block.
const BLOCK: usize = 512;

/// Bytes of the head of a file that gives its long name.
const LARGEST_HEAD: u64 = 64 << 10;

/// The files of an archive, but for hidden ones, read when they are asked for. Where
/// all lie in one folder, their paths are counted from there.
pub struct Untarred<R> {
    archive: Mutex<R>,
    /// Where in the archive the bytes of each file begin, and how many they are.
    files: BTreeMap<FilePath, (u64, u64)>,
}

impl<R: Read + Seek> Untarred<R> {
    /// Opens an archive of `length` bytes, and looks at the names and sizes of its
    /// files before any is read.
    ///
    /// # Errors
    /// A sentence: it is no archive, it is cut off, a name leads out of it or
    /// stands twice, or something in it is no plain file.
    pub fn open(mut archive: R, length: u64) -> Result<Self, String> {
        let files = Listing::new(&mut archive, length).all()?;
        Ok(Self {
            archive: Mutex::new(archive),
            files: meant(files),
        })
    }
}

/// An archive whose heads are read.
struct Listing<'a, R> {
    archive: &'a mut R,
    length: u64,
    at: u64,
    /// A name that was given before the file that has it.
    long: Option<String>,
}

impl<'a, R: Read + Seek> Listing<'a, R> {
    fn new(archive: &'a mut R, length: u64) -> Self {
        Self {
            archive,
            length,
            at: 0,
            long: None,
        }
    }

    fn all(mut self) -> Result<BTreeMap<FilePath, (u64, u64)>, String> {
        let mut files = BTreeMap::new();
        loop {
            let head = self.bytes(self.at, BLOCK as u64)?;
            if head.iter().all(|byte| *byte == 0) {
                return Ok(files);
            }
            let head = Head::read(&head)?;
            let start = self.at + BLOCK as u64;
            let padded = head.size.div_ceil(BLOCK as u64) * BLOCK as u64;
            let end = start.checked_add(padded);
            let end = end.filter(|end| *end <= self.length);
            self.at = end.ok_or_else(cut_off)?;
            match head.kind {
                b'0' | 0 => {
                    let name = self.long.take().unwrap_or(head.name);
                    let path = path(&name)?;
                    if files.insert(path, (start, head.size)).is_some() {
                        return Err(format!("`{name}` is in it twice"));
                    }
                }
                b'5' => self.long = None,
                // What holds for all files says nothing of their names.
                b'g' => {}
                b'x' => {
                    let records = self.bytes(start, head.size)?;
                    self.long = pax_name(text(&records)?)?.or(self.long);
                }
                b'L' => {
                    let name = self.bytes(start, head.size)?;
                    self.long = Some(text(&name)?.trim_end_matches('\0').to_owned());
                }
                _ => {
                    let name = self.long.unwrap_or(head.name);
                    return Err(format!("`{name}` is no plain file: a link, or a device"));
                }
            }
        }
    }

    /// Bytes of the archive; a file of their size is never asked for here.
    fn bytes(&mut self, at: u64, size: u64) -> Result<Vec<u8>, String> {
        if size > LARGEST_HEAD {
            return Err("a head in it is too large".to_owned());
        }
        read_at(self.archive, at, size).map_err(|_| cut_off())
    }
}

fn cut_off() -> String {
    "it is neither a ZIP nor a tar archive, or it is cut off".to_owned()
}

fn read_at(archive: &mut (impl Read + Seek), at: u64, size: u64) -> std::io::Result<Vec<u8>> {
    archive.seek(SeekFrom::Start(at))?;
    let mut bytes = vec![0; usize::try_from(size).unwrap_or(0)];
    archive.read_exact(&mut bytes)?;
    Ok(bytes)
}

impl<R: Read + Seek + Send> Files for Untarred<R> {
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
        let mut archive = self.archive.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = read_at(&mut *archive, *at, *size);
        let bytes = bytes.map_err(|error| format!("{path} cannot be read: {error}"))?;
        Ok(Some(Cow::Owned(bytes)))
    }
}

impl<R> fmt::Debug for Untarred<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.files.keys()).finish()
    }
}

struct Head {
    name: String,
    size: u64,
    kind: u8,
}

impl Head {
    fn read(block: &[u8]) -> Result<Self, String> {
        // The sum of all bytes, those of the sum itself taken for spaces.
        let sum = block.iter().enumerate().map(|(at, byte)| {
            let own = (148..156).contains(&at);
            u64::from(if own { b' ' } else { *byte })
        });
        if octal(&block[148..156]) != Some(sum.sum()) {
            return Err("it is neither a ZIP nor a tar archive, or it is damaged".to_owned());
        }
        let size = octal(&block[124..136]).ok_or("a size in it cannot be read")?;
        let name = text(until_nul(&block[..100]))?;
        let posix = &block[257..262] == b"ustar" && block[262] == 0;
        let folder = match posix {
            true => text(until_nul(&block[345..500]))?,
            false => "",
        };
        let name = match folder {
            "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        };
        let kind = block[156];
        Ok(Self { name, size, kind })
    }
}

fn until_nul(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|byte| *byte == 0);
    &bytes[..end.unwrap_or(bytes.len())]
}

fn text(bytes: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(bytes).map_err(|_| "a name in it is not UTF-8".to_owned())
}

fn octal(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(until_nul(field))
        .ok()?
        .trim_matches(' ');
    let digits = text.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
    (digits && !text.is_empty()).then(|| u64::from_str_radix(text, 8).ok())?
}

/// The name among the records of a pax header: `LENGTH KEY=VALUE\n`. A size that
/// is given there is of files too large for us.
fn pax_name(mut records: &str) -> Result<Option<String>, String> {
    let unread = || "a head in it cannot be read".to_owned();
    let mut name = None;
    while !records.is_empty() {
        let (length, _) = records.split_once(' ').ok_or_else(unread)?;
        let length: usize = length.parse().map_err(|_| unread())?;
        let record = records.get(..length).ok_or_else(unread)?;
        let record = record.strip_suffix('\n').ok_or_else(unread)?;
        let (_, pair) = record.split_once(' ').ok_or_else(unread)?;
        match pair.split_once('=').ok_or_else(unread)? {
            ("path", value) => name = Some(value.to_owned()),
            ("size" | "linkpath", _) => return Err(unread()),
            _ => {}
        }
        records = &records[length..];
    }
    Ok(name)
}

/// A path that is written in one way. `./` before it is how folders are packed.
fn path(name: &str) -> Result<FilePath, String> {
    let plain = name.strip_prefix("./").unwrap_or(name);
    let path = FilePath::new(plain).ok();
    path.filter(|path| path.as_str() == plain)
        .ok_or_else(|| format!("`{name}` is no path below the archive"))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// A head and its bytes.
    fn entry(name: &str, kind: u8, bytes: &[u8]) -> Vec<u8> {
        let mut head = vec![0; BLOCK];
        head[..name.len()].copy_from_slice(name.as_bytes());
        head[124..135].copy_from_slice(format!("{:011o}", bytes.len()).as_bytes());
        head[148..156].copy_from_slice(b"        ");
        head[156] = kind;
        head[257..263].copy_from_slice(b"ustar\0");
        let sum: u64 = head.iter().map(|byte| u64::from(*byte)).sum();
        head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        head.extend_from_slice(bytes);
        head.resize(head.len().div_ceil(BLOCK) * BLOCK, 0);
        head
    }

    fn archive(entries: &[Vec<u8>]) -> Vec<u8> {
        [entries.concat(), vec![0; 2 * BLOCK]].concat()
    }

    fn open(bytes: &[u8]) -> Result<Untarred<Cursor<&[u8]>>, String> {
        Untarred::open(Cursor::new(bytes), bytes.len() as u64)
    }

    #[test]
    fn files_are_found_under_their_names() {
        let long = "a/".repeat(80) + "long.xml";
        let record = format!("path={long}\n");
        let length = record.len() + 4;
        let pax = format!("{length} {record}");
        let bytes = archive(&[
            entry("./lamb.xml", b'0', b"<a/>"),
            entry("folder/", b'5', b""),
            entry("x", b'x', pax.as_bytes()),
            entry("short", b'0', b"1"),
            entry("x", b'L', b"gnu.xml\0"),
            entry("short", 0, &[7; 1000]),
        ]);
        let files = open(&bytes).unwrap();
        let paths = files.paths();
        let names: Vec<&str> = paths.iter().map(FilePath::as_str).collect();
        assert_eq!(names, [long.as_str(), "gnu.xml", "lamb.xml"]);
        let read = |at: usize| files.read(&paths[at]).unwrap().unwrap().into_owned();
        assert_eq!((read(0), read(2)), (b"1".to_vec(), b"<a/>".to_vec()));
        assert_eq!(read(1), [7; 1000]);
        assert_eq!(files.size(&paths[1]), Ok(Some(1000)));
    }

    #[test]
    fn what_is_no_honest_archive_is_refused() {
        let good = entry("a", b'0', b"x");
        let mut damaged = archive(std::slice::from_ref(&good));
        damaged[0] = b'b';
        let bad = [
            Vec::new(),
            b"PK\x03\x04".to_vec(),
            damaged,
            good.clone(),
            archive(std::slice::from_ref(&good))[..600].to_vec(),
            archive(&[good.clone(), good.clone()]),
            archive(&[entry("a", b'2', b"")]),
            archive(&[entry("a", b'1', b"")]),
            archive(&[entry("a", b'3', b"")]),
            archive(&[entry("../a", b'0', b"x")]),
            archive(&[entry("/a", b'0', b"x")]),
            archive(&[entry("a//b", b'0', b"x")]),
            archive(&[entry("x", b'x', b"99 path=a\n"), good.clone()]),
            archive(&[entry("x", b'x', b"9 size=1\n"), good]),
        ];
        for (at, bad) in bad.iter().enumerate() {
            assert!(open(bad).is_err(), "{at}");
        }
    }
}
