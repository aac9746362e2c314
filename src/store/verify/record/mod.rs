//! What does an inventory of OCFL say, and does it say it as it must? (OCFL 1.1
//! §3.5)
//!
//! Unlike `store::inventory` this reads what anybody wrote, and names
//! every rule that is broken.

mod fixity;
mod manifest;
mod versions;

use std::collections::{BTreeMap, BTreeSet};

use super::algorithm::Algorithm;
use super::json::Json;
use super::names::{VersionName, is_uri};

/// A broken rule: the code of the specification, and what is wrong in words.
pub type Complaint = (&'static str, String);

/// What a sound inventory says.
#[derive(Debug)]
pub struct Record {
    /// The object.
    pub id: String,
    /// The second number of the specification: 0 or 1.
    pub minor: u8,
    /// What its digests are.
    pub algorithm: Algorithm,
    /// The newest version.
    pub head: VersionName,
    /// The folder of contents, if it is named.
    pub folder: Option<String>,
    /// Where contents lie → their digest, in lower case.
    pub manifest: BTreeMap<String, String>,
    /// The versions by number.
    pub versions: BTreeMap<u32, Statement>,
    /// Digests of other kinds: kind, path, digest in lower case.
    pub fixity: Vec<(Algorithm, String, String)>,
}

/// What an inventory says of a version.
#[derive(Debug)]
pub struct Statement {
    /// The name of the version.
    pub name: VersionName,
    /// When, as it stands.
    pub created: String,
    /// Why.
    pub message: Option<Json>,
    /// Who.
    pub user: Option<Json>,
    /// Name of a file → its digest, in lower case.
    pub state: BTreeMap<String, String>,
}

impl Record {
    /// The name of the folder of contents.
    pub fn folder(&self) -> &str {
        self.folder.as_deref().unwrap_or("content")
    }

    /// Where the bytes of `digest` lie, as far as version `newest`.
    pub fn places(&self, digest: &str, newest: u32) -> BTreeSet<&str> {
        let places = self.manifest.iter().filter(|(_, found)| *found == digest);
        let known = places.filter(|(path, _)| version_of(path).is_some_and(|n| n <= newest));
        known.map(|(path, _)| path.as_str()).collect()
    }
}

/// The number of the version in whose folder a path lies.
pub fn version_of(path: &str) -> Option<u32> {
    let name = path.split('/').next()?;
    VersionName::parse(name).map(|name| name.number)
}

/// What came of reading an inventory.
#[derive(Debug, Default)]
pub struct Reading {
    /// What it says, if every rule is kept whose breach is an error.
    pub record: Option<Record>,
    /// What its digests are, if that much is known.
    pub algorithm: Option<Algorithm>,
    /// What is wrong with it.
    pub complaints: Vec<Complaint>,
}

impl Reading {
    /// Reads the bytes of an inventory.
    pub fn of(bytes: &[u8]) -> Self {
        let mut reading = Self::default();
        match serde_json::from_slice::<Json>(bytes) {
            Ok(Json::Members(members)) => reading.record = reading.inventory(&members),
            Ok(_) => reading.say("E033", "the inventory is no JSON object"),
            Err(error) => reading.say("E033", format!("the inventory is not JSON: {error}")),
        }
        // Contents in an odd place (E042) leave everything else to be said.
        let fatal = |code: &str| is_error(code) && code != "E042";
        if reading.complaints.iter().any(|(code, _)| fatal(code)) {
            reading.record = None;
        }
        reading
    }

    fn say(&mut self, code: &'static str, message: impl Into<String>) {
        self.complaints.push((code, message.into()));
    }

    fn inventory(&mut self, members: &[(String, Json)]) -> Option<Record> {
        let known = [
            "id",
            "type",
            "digestAlgorithm",
            "head",
            "contentDirectory",
            "manifest",
            "versions",
            "fixity",
        ];
        let fields = self.fields(members, &known, "the inventory");
        let id = self.id(fields.get("id").copied());
        let minor = self.kind(fields.get("type").copied());
        self.algorithm = self.digests(fields.get("digestAlgorithm").copied());
        let folder = self.folder(fields.get("contentDirectory").copied());
        let manifest = self.manifest(fields.get("manifest").copied());
        let before = self.complaints.len();
        let versions = self.versions(fields.get("versions").copied());
        let head = self.head(fields.get("head").copied(), versions.as_ref());
        if let (Some(manifest), Some(versions)) = (&manifest, &versions) {
            let complete = self.complaints[before..].iter().all(|(c, _)| !is_error(c));
            self.usage(manifest, versions, complete);
            self.places(manifest, versions, folder.as_deref());
        }
        let fixity = fields.get("fixity").copied();
        let fixity = self.fixity(fixity, manifest.as_ref(), minor);
        let lower = |(path, digest): (String, String)| (path, digest.to_ascii_lowercase());
        let statements = versions?.into_values();
        Some(Record {
            id: id?,
            minor: minor?,
            algorithm: self.algorithm?,
            head: head?,
            folder,
            manifest: manifest?.into_iter().map(lower).collect(),
            versions: statements
                .map(|mut statement| {
                    let state = std::mem::take(&mut statement.state);
                    statement.state = state.into_iter().map(lower).collect();
                    (statement.name.number, statement)
                })
                .collect(),
            fixity,
        })
    }

    /// The members by name; the first of those that are there twice.
    fn fields<'a>(
        &mut self,
        members: &'a [(String, Json)],
        known: &[&str],
        what: &str,
    ) -> BTreeMap<&'a str, &'a Json> {
        let mut fields = BTreeMap::new();
        for (name, value) in members {
            if !known.contains(&name.as_str()) {
                self.say("E102", format!("{what} has an unknown key `{name}`"));
            } else if fields.contains_key(name.as_str()) {
                self.say("E033", format!("{what} has the key `{name}` twice"));
            } else {
                fields.insert(name.as_str(), value);
            }
        }
        fields
    }

    fn required<'a>(&mut self, value: Option<&'a Json>, key: &str) -> Option<&'a Json> {
        if value.is_none() {
            self.say("E036", format!("the inventory has no `{key}`"));
        }
        value
    }

    fn id(&mut self, value: Option<&Json>) -> Option<String> {
        match self.required(value, "id")?.text() {
            None | Some("") => {
                self.say("E037", "the `id` is no string, or empty");
                None
            }
            Some(id) => {
                if !is_uri(id) {
                    self.say("W005", format!("the `id` is no URI: {id}"));
                }
                Some(id.to_owned())
            }
        }
    }

    fn kind(&mut self, value: Option<&Json>) -> Option<u8> {
        let minor = match self.required(value, "type")?.text() {
            Some("https://ocfl.io/1.0/spec/#inventory") => Some(0),
            Some("https://ocfl.io/1.1/spec/#inventory") => Some(1),
            _ => None,
        };
        if minor.is_none() {
            self.say("E038", "the `type` is not that of OCFL 1.0 or 1.1");
        }
        minor
    }

    fn digests(&mut self, value: Option<&Json>) -> Option<Algorithm> {
        let Some(name) = self.required(value, "digestAlgorithm")?.text() else {
            self.say("E033", "the `digestAlgorithm` is no string");
            return None;
        };
        match Algorithm::named(name) {
            Some(Algorithm::Sha512) => Some(Algorithm::Sha512),
            Some(Algorithm::Sha256) => {
                self.say("W004", "digests are SHA-256, where SHA-512 is recommended");
                Some(Algorithm::Sha256)
            }
            _ => {
                let message = format!("digests are neither SHA-512 nor SHA-256 but `{name}`");
                self.say("E025", message);
                None
            }
        }
    }

    fn folder(&mut self, value: Option<&Json>) -> Option<String> {
        match value?.text() {
            None => self.say("E033", "the `contentDirectory` is no string"),
            Some("." | "..") => self.say("E018", "the `contentDirectory` is `.` or `..`"),
            Some(name) if name.is_empty() || name.contains('/') => {
                self.say("E017", "the `contentDirectory` is empty or has a slash");
            }
            Some(name) => return Some(name.to_owned()),
        }
        None
    }

    fn head(
        &mut self,
        value: Option<&Json>,
        versions: Option<&BTreeMap<u32, Statement>>,
    ) -> Option<VersionName> {
        let Some(text) = self.required(value, "head")?.text() else {
            self.say("E040", "the `head` is no string");
            return None;
        };
        let Some(head) = VersionName::parse(text) else {
            self.say(
                "E104",
                format!("the `head` is no name of a version: {text}"),
            );
            return None;
        };
        let newest = versions.and_then(|versions| versions.values().next_back());
        if newest.is_some_and(|newest| newest.name != head) {
            self.say(
                "E040",
                format!("the `head` {text} is not the newest version"),
            );
        }
        Some(head)
    }
}

/// Whether a code is one of an error; the others are warnings.
pub fn is_error(code: &str) -> bool {
    code.starts_with('E')
}
