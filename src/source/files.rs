//! Which files were handed in together, and what do they call each other?

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::percent;

/// The path of a file in a deposit: names joined by `/`, relative to the
/// folder that was handed in. Never empty, absolute, or leading out of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct FilePath(String);

impl TryFrom<String> for FilePath {
    type Error = PathFault;

    fn try_from(path: String) -> Result<Self, PathFault> {
        Self::new(&path)
    }
}

/// Why something names no file of a deposit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathFault {
    /// It has a scheme, a host or a drive: it lies elsewhere.
    Elsewhere,
    /// It begins with a slash, or climbs out of the folder with `..`.
    Outside,
    /// It names nothing, or holds what no name of a file can hold.
    Malformed,
}

impl fmt::Display for PathFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Elsewhere => "an address elsewhere",
            Self::Outside => "a path out of the folder",
            Self::Malformed => "not the path of a file",
        })
    }
}

impl std::error::Error for PathFault {}

/// The longest path, in bytes (as `PATH_MAX` of Linux has it).
const LONGEST: usize = 4096;

/// The longest name between two slashes, in bytes (`NAME_MAX`).
const LONGEST_NAME: usize = 255;

impl FilePath {
    /// A path as file systems write it, with `/` between names.
    ///
    /// # Errors
    /// [`PathFault`] for a path that is absolute, climbs out, or is no path.
    pub fn new(path: &str) -> Result<Self, PathFault> {
        if path.starts_with('/') {
            return Err(PathFault::Outside);
        }
        join(Vec::new(), path)
    }

    /// The path of a TEI file that was handed in alone: `edition.xml`.
    pub fn edition() -> Self {
        Self("edition.xml".to_owned())
    }

    /// The file that `reference`, a relative reference (RFC 3986 §4.2) in the
    /// file at this path, leads to: query and fragment cut off, percent signs
    /// decoded, `.` and `..` followed.
    ///
    /// # Errors
    /// [`PathFault`] for references that lead out of the deposit, and for empty
    /// ones, which mean the file itself.
    pub fn resolve(&self, reference: &str) -> Result<Self, PathFault> {
        let reference = reference.trim();
        let end = reference.find(['#', '?']).unwrap_or(reference.len());
        let path = &reference[..end];
        if path.starts_with("//") || has_scheme(path) {
            return Err(PathFault::Elsewhere);
        }
        if path.starts_with(['/', '\\']) {
            return Err(PathFault::Outside);
        }
        let path = percent::decode(path).ok_or(PathFault::Malformed)?;
        if path.is_empty() {
            return Err(PathFault::Malformed);
        }
        join(self.folder().collect(), &path)
    }

    /// As it is written, with `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last name.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The ending of the last name, in lower case: `png`.
    pub fn ending(&self) -> Option<String> {
        let (stem, ending) = self.name().rsplit_once('.')?;
        (!stem.is_empty()).then(|| ending.to_ascii_lowercase())
    }

    fn folder(&self) -> impl Iterator<Item = &str> {
        let end = self.0.rfind('/').unwrap_or(0);
        self.0[..end].split('/').filter(|name| !name.is_empty())
    }
}

impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `path` followed from the folder whose names are `names`.
fn join<'a>(mut names: Vec<&'a str>, path: &'a str) -> Result<FilePath, PathFault> {
    let mut file = false;
    for name in path.split('/') {
        file = false;
        match name {
            "" | "." => {}
            ".." => {
                names.pop().ok_or(PathFault::Outside)?;
            }
            _ if !is_name(name) => return Err(PathFault::Malformed),
            _ => {
                names.push(name);
                file = true;
            }
        }
    }
    let path = names.join("/");
    if !file || path.len() > LONGEST {
        return Err(PathFault::Malformed);
    }
    Ok(FilePath(path))
}

/// Whether a name can stand between two slashes on every system: no control
/// characters, no backslash, and no colon where a drive letter would have it.
fn is_name(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':');
    name.len() <= LONGEST_NAME && !drive && !name.chars().any(|c| c.is_control() || c == '\\')
}

/// Whether a reference begins with a scheme (RFC 3986 §3.1): also `C:`.
fn has_scheme(reference: &str) -> bool {
    let Some((scheme, _)) = reference.split_once(':') else {
        return false;
    };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && (scheme.chars()).all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// Files that were handed in together. Whoever holds them says how they are
/// read; this is all that the stages below know of them. Several threads may
/// ask at once.
pub trait Files: fmt::Debug + Sync {
    /// All of them, by name.
    fn paths(&self) -> Vec<FilePath>;

    /// The bytes of one; `None` if it is not among them.
    ///
    /// # Errors
    /// A sentence, if it is there and cannot be read.
    fn read(&self, path: &FilePath) -> Result<Option<Cow<'_, [u8]>>, String>;

    /// How many bytes one has, as far as that is known before it is read; `None`
    /// if it is not among them.
    ///
    /// # Errors
    /// As [`Files::read`].
    fn size(&self, path: &FilePath) -> Result<Option<u64>, String> {
        Ok(self.read(path)?.map(|bytes| bytes.len() as u64))
    }
}

/// A file that was handed in alone.
impl Files for () {
    fn paths(&self) -> Vec<FilePath> {
        Vec::new()
    }

    fn read(&self, _: &FilePath) -> Result<Option<Cow<'_, [u8]>>, String> {
        Ok(None)
    }
}

/// Files in memory.
impl Files for BTreeMap<FilePath, Vec<u8>> {
    fn paths(&self) -> Vec<FilePath> {
        self.keys().cloned().collect()
    }

    fn read(&self, path: &FilePath) -> Result<Option<Cow<'_, [u8]>>, String> {
        Ok(self.get(path).map(|bytes| Cow::Borrowed(bytes.as_slice())))
    }
}

/// A file, and those that were handed in with it.
#[derive(Clone, Copy, Debug)]
pub struct Deposit<'a> {
    /// What people call the file.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Where it lies among the others.
    pub path: &'a FilePath,
    /// All others; may hold the file itself as well.
    pub files: &'a dyn Files,
}

impl Deposit<'_> {
    /// What people call the file at `path`: as the main file is called, with
    /// the other path at the end.
    pub fn name_of(&self, path: &FilePath) -> String {
        let base = self.name.strip_suffix(self.path.as_str());
        format!("{}{path}", base.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_lead_to_files_of_the_deposit_alone() {
        let main = FilePath::new("texts/main.xml").unwrap();
        let found = |reference| main.resolve(reference).map(|path| path.0);
        for (reference, path) in [
            ("a.xml", "texts/a.xml"),
            ("./b/../a.xml#id", "texts/a.xml"),
            ("../lists/people.xml?x", "lists/people.xml"),
            ("%E6%A0%A1%20a.xml", "texts/校 a.xml"),
            ("校異 源氏.xml", "texts/校異 源氏.xml"),
            ("100%.xml", "texts/100%.xml"),
        ] {
            assert_eq!(found(reference).as_deref(), Ok(path), "{reference}");
        }
        for (reference, fault) in [
            ("../../a.xml", PathFault::Outside),
            ("%2e%2e/%2e%2e/a.xml", PathFault::Outside),
            ("/etc/passwd", PathFault::Outside),
            ("\\\\host\\a", PathFault::Outside),
            ("C:\\a.xml", PathFault::Elsewhere),
            ("c:/a.xml", PathFault::Elsewhere),
            ("http://a.example/a.xml", PathFault::Elsewhere),
            ("file:///etc/passwd", PathFault::Elsewhere),
            ("//host/a.xml", PathFault::Elsewhere),
            ("a%00.xml", PathFault::Malformed),
            ("a%5cb.xml", PathFault::Malformed),
            ("%ff.xml", PathFault::Malformed),
            ("x/C%3a/a.xml", PathFault::Malformed),
            ("", PathFault::Malformed),
            ("#a", PathFault::Malformed),
            ("..", PathFault::Malformed),
            ("folder/", PathFault::Malformed),
        ] {
            assert_eq!(found(reference), Err(fault), "{reference}");
        }
    }
}
