//! Is a bag whole? (RFC 8493 §3)

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::bag::PAYLOAD;
use super::manifest::{self, Line};
use super::tags::{self, Label};
use crate::source::{FilePath, Files};
use crate::store::digest_named;

/// A bag that is whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// What `bag-info.txt` says.
    pub labels: Vec<Label>,
    /// The files below [`PAYLOAD`], by their whole paths.
    pub payload: BTreeSet<FilePath>,
}

/// Something that is wrong with a bag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub path: String,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// Checks that a bag is complete and that every digest is right: each file of the
/// payload is in every manifest, nothing is missing, nothing is to be fetched.
///
/// # Errors
/// Everything that is wrong, in the order in which it is found.
pub fn check(files: &dyn Files) -> Result<Checked, Vec<Fault>> {
    let mut checking = Checking {
        files,
        there: files.paths().into_iter().collect(),
        faults: Vec::new(),
    };
    let checked = checking.whole();
    if checking.faults.is_empty() {
        Ok(checked)
    } else {
        Err(checking.faults)
    }
}

struct Checking<'f> {
    files: &'f dyn Files,
    there: BTreeSet<FilePath>,
    faults: Vec<Fault>,
}

/// A list of digests.
struct Manifest {
    name: FilePath,
    algorithm: String,
    lines: Vec<Line>,
}

impl Checking<'_> {
    fn whole(&mut self) -> Checked {
        if let Some(text) = self.text("bagit.txt", true)
            && let Err(why) = tags::declared(&text)
        {
            self.fault("bagit.txt", why);
        }
        if self.there.iter().any(|path| path.as_str() == "fetch.txt") {
            let why = "files would have to be fetched from elsewhere, which is not done here";
            self.fault("fetch.txt", why);
        }
        let labels = match self
            .text("bag-info.txt", false)
            .map(|text| tags::read(&text))
        {
            Some(Ok(labels)) => labels,
            Some(Err(why)) => {
                self.fault("bag-info.txt", why);
                Vec::new()
            }
            None => Vec::new(),
        };
        let inside = format!("{PAYLOAD}/");
        let there = self.there.iter();
        let below = there.filter(|path| path.as_str().starts_with(&inside));
        let payload: BTreeSet<FilePath> = below.cloned().collect();
        // Labels first: a bag that is cut short is known before anything is hashed.
        let seals = self.manifests("tagmanifest-");
        let lists = self.manifests("manifest-");
        if lists.is_empty() && self.faults.is_empty() {
            self.fault("manifest-sha256.txt", "there is no manifest");
        }
        for list in &lists {
            self.covers(list, &payload);
        }
        let mut size = 0;
        self.digests(&seals, &mut 0);
        self.digests(&lists, &mut size);
        self.measure(&labels, size, payload.len());
        Checked { labels, payload }
    }

    fn fault(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.faults.push(Fault {
            path: path.into(),
            message: message.into(),
        });
    }

    fn text(&mut self, name: &str, wanted: bool) -> Option<String> {
        let path = FilePath::new(name).ok()?;
        let bytes = match self.files.read(&path) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => {
                if wanted {
                    self.fault(name, "is not there: this is no bag");
                }
                return None;
            }
            Err(why) => {
                self.fault(name, why);
                return None;
            }
        };
        let marked = bytes.strip_prefix(b"\xef\xbb\xbf");
        // What declares the encoding has no mark of one (§2.1.1).
        if marked.is_some() && name == "bagit.txt" {
            self.fault(name, "begins with a byte-order mark");
        }
        let bytes = marked.unwrap_or(&bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(text.to_owned()),
            Err(_) => {
                self.fault(name, "is not UTF-8");
                None
            }
        }
    }

    /// The manifests whose names begin so.
    fn manifests(&mut self, kind: &str) -> Vec<Manifest> {
        let mut manifests = Vec::new();
        for name in self.there.clone() {
            let algorithm = name.as_str().strip_prefix(kind);
            let Some(algorithm) = algorithm.and_then(|rest| rest.strip_suffix(".txt")) else {
                continue;
            };
            let algorithm = algorithm.to_owned();
            if !["md5", "sha1", "sha256", "sha512"].contains(&algorithm.as_str()) {
                self.fault(
                    name.as_str(),
                    "its digests are of a kind that is not known here",
                );
                continue;
            }
            let Some(text) = self.text(name.as_str(), true) else {
                continue;
            };
            match manifest::read(&text) {
                Ok(lines) => manifests.push(Manifest {
                    name,
                    algorithm,
                    lines,
                }),
                Err(why) => self.fault(name.as_str(), why),
            }
        }
        manifests
    }

    /// A manifest lists every file of the payload, once, and nothing else.
    fn covers(&mut self, list: &Manifest, payload: &BTreeSet<FilePath>) {
        let mut listed = BTreeSet::new();
        for line in &list.lines {
            if !line.path.as_str().starts_with(&format!("{PAYLOAD}/")) {
                let why = format!("lists `{}`, which is not below {PAYLOAD}/", line.path);
                self.fault(list.name.as_str(), why);
            }
            if !listed.insert(line.path.clone()) {
                let why = format!("lists `{}` twice", line.path);
                self.fault(list.name.as_str(), why);
            }
        }
        for path in payload.difference(&listed) {
            self.fault(path.as_str(), format!("is not in {}", list.name));
        }
    }

    /// Hashes what the manifests list, each file once; adds up the sizes.
    fn digests(&mut self, manifests: &[Manifest], size: &mut u64) {
        let mut wanted: BTreeMap<&FilePath, Vec<(&str, &str)>> = BTreeMap::new();
        for list in manifests {
            for line in &list.lines {
                let of = wanted.entry(&line.path).or_default();
                of.push((&list.algorithm, &line.digest));
            }
        }
        for (path, digests) in wanted {
            let bytes = match self.files.read(path) {
                Ok(Some(bytes)) => bytes,
                Ok(None) => {
                    self.fault(path.as_str(), "is listed and not there");
                    continue;
                }
                Err(why) => {
                    self.fault(path.as_str(), why);
                    continue;
                }
            };
            *size += bytes.len() as u64;
            for (algorithm, digest) in digests {
                if digest_named(algorithm, &bytes).as_deref() != Some(digest) {
                    let why = format!("its {algorithm} is not the one listed");
                    self.fault(path.as_str(), why);
                }
            }
        }
    }

    /// The payload has as many bytes and files as its label says.
    fn measure(&mut self, labels: &[Label], size: u64, files: usize) {
        let found = format!("{size}.{files}");
        let said = |label: &&Label| label.name.eq_ignore_ascii_case("Payload-Oxum");
        for label in labels.iter().filter(said) {
            if label.value != found {
                let why = format!("says {} bytes and files, there are {found}", label.value);
                self.fault("bag-info.txt", why);
            }
        }
    }
}
