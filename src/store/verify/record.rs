//! What does an inventory of OCFL say, and does it say it as it must? (OCFL 1.1
//! §3.5)
//!
//! Unlike `store::inventory` this reads what anybody wrote, and names
//! every rule that is broken.

use std::collections::{BTreeMap, BTreeSet};

use super::algorithm::Algorithm;
use super::json::Json;
use super::names::{BadPath, VersionName, check_path, conflict, is_moment, is_uri};

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

    /// Path → digest as it stands.
    fn manifest(&mut self, value: Option<&Json>) -> Option<BTreeMap<String, String>> {
        let Some(value) = value else {
            self.say("E041", "the inventory has no `manifest`");
            return None;
        };
        let Some(entries) = value.members() else {
            self.say("E106", "the `manifest` is no object");
            return None;
        };
        let mut manifest = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for (digest, paths) in entries {
            if !seen.insert(digest.to_ascii_lowercase()) {
                self.say(
                    "E096",
                    format!("the manifest has the digest {digest} twice"),
                );
            }
            if self.algorithm.is_some_and(|one| !one.fits(digest)) {
                self.say(
                    "E096",
                    format!("the manifest has the bad digest `{digest}`"),
                );
            }
            let Some(paths) = paths.texts() else {
                self.say(
                    "E092",
                    format!("what the manifest has for {digest} is no list"),
                );
                continue;
            };
            for path in paths {
                self.content_path(path, "the manifest");
                if manifest.insert(path.to_owned(), digest.clone()).is_some() {
                    self.say("E101", format!("the manifest has the path `{path}` twice"));
                }
            }
        }
        if let Some(path) = conflict(&manifest.keys().map(String::as_str).collect()) {
            self.say("E101", format!("`{path}` is a file and a folder"));
        }
        Some(manifest)
    }

    fn content_path(&mut self, path: &str, place: &str) {
        match check_path(path) {
            Err(BadPath::Slash) => {
                let message = format!("{place} has a path with a slash at an end: {path}");
                self.say("E100", message);
            }
            Err(BadPath::Part) => {
                self.say(
                    "E099",
                    format!("{place} has a path with an odd part: {path}"),
                );
            }
            Ok(()) => {}
        }
    }

    fn versions(&mut self, value: Option<&Json>) -> Option<BTreeMap<u32, Statement>> {
        let Some(value) = value else {
            self.say("E041", "the inventory has no `versions`");
            return None;
        };
        let Some(members) = value.members() else {
            self.say("E044", "`versions` is no object");
            return None;
        };
        let mut versions = BTreeMap::new();
        let mut names: Vec<VersionName> = Vec::new();
        for (name, block) in members {
            let Some(name) = VersionName::parse(name) else {
                self.say("E104", format!("`{name}` is no name of a version"));
                continue;
            };
            if names.iter().any(|other| other.number == name.number) {
                self.say("E033", format!("version {} is there twice", name.number));
                continue;
            }
            names.push(name.clone());
            let statement = self.statement(name, block);
            versions.extend(statement.map(|found| (found.name.number, found)));
        }
        self.sequence(&names);
        Some(versions)
    }

    /// That versions are numbered from 1 without gaps, all in the same way.
    fn sequence(&mut self, names: &[VersionName]) {
        let Some(first) = names.first() else {
            self.say("E008", "the inventory has no version");
            return;
        };
        let newest = names.iter().map(|name| name.number).max().unwrap_or(0);
        if newest as usize != names.len() {
            let missing = (1..=newest).find(|n| names.iter().all(|name| name.number != *n));
            let code = if missing == Some(1) { "E009" } else { "E010" };
            let message = format!("version {} is missing", missing.unwrap_or(0));
            self.say(code, message);
        }
        let padding = first.padding();
        let same = |name: &VersionName| match padding {
            Some(width) => name.padding() == Some(width),
            None => name.padding().is_none(),
        };
        if names.iter().any(|name| name.padding().is_some()) {
            self.say("W001", "version numbers are padded with zeros");
        }
        if !names.iter().all(same) {
            self.say("E013", "version numbers are not padded all alike");
        }
    }

    fn statement(&mut self, name: VersionName, block: &Json) -> Option<Statement> {
        let number = name.number;
        let Some(members) = block.members() else {
            self.say("E047", format!("version {number} is no object"));
            return None;
        };
        let known = ["created", "state", "message", "user"];
        let fields = self.fields(members, &known, &format!("version {number}"));
        let created = self.created(fields.get("created").copied(), number);
        let state = self.state(fields.get("state").copied(), number);
        match fields.get("message") {
            None => self.say("W007", format!("version {number} has no `message`")),
            Some(Json::Text(_)) => {}
            Some(_) => {
                let message = format!("the `message` of version {number} is no string");
                self.say("E094", message);
            }
        }
        match fields.get("user") {
            None => self.say("W007", format!("version {number} has no `user`")),
            Some(user) => self.user(user, number),
        }
        Some(Statement {
            name,
            created: created?,
            message: fields.get("message").map(|json| (*json).clone()),
            user: fields.get("user").map(|json| (*json).clone()),
            state: state?,
        })
    }

    fn created(&mut self, value: Option<&Json>, number: u32) -> Option<String> {
        let Some(value) = value else {
            self.say("E048", format!("version {number} has no `created`"));
            return None;
        };
        let moment = value.text().filter(|text| is_moment(text));
        if moment.is_none() {
            let message = format!("`created` of version {number} is no moment of RFC 3339");
            self.say("E049", message);
        }
        moment.map(str::to_owned)
    }

    fn user(&mut self, value: &Json, number: u32) {
        let Some(members) = value.members() else {
            self.say(
                "E054",
                format!("the `user` of version {number} is no object"),
            );
            return;
        };
        let what = format!("the user of version {number}");
        let fields = self.fields(members, &["name", "address"], &what);
        let name = fields.get("name").and_then(|name| name.text());
        if name.is_none_or(str::is_empty) {
            self.say("E054", format!("{what} has no name"));
        }
        match fields.get("address").map(|address| address.text()) {
            None => self.say("W008", format!("{what} has no address")),
            Some(None) => self.say("E054", format!("the address of {what} is no string")),
            Some(Some(address)) if !is_uri(address) => {
                self.say(
                    "W009",
                    format!("the address of {what} is no URI: {address}"),
                );
            }
            Some(Some(_)) => {}
        }
    }

    /// Name → digest as it stands.
    fn state(&mut self, value: Option<&Json>, number: u32) -> Option<BTreeMap<String, String>> {
        let Some(value) = value else {
            self.say("E048", format!("version {number} has no `state`"));
            return None;
        };
        let Some(entries) = value.members() else {
            self.say(
                "E050",
                format!("the `state` of version {number} is no object"),
            );
            return None;
        };
        let mut state = BTreeMap::new();
        for (digest, names) in entries {
            let Some(names) = names.texts() else {
                let message = format!("what version {number} has for {digest} is no list");
                self.say("E051", message);
                continue;
            };
            for name in names {
                self.logical_path(name, number);
                if state.insert(name.to_owned(), digest.clone()).is_some() {
                    let message = format!("version {number} has the file `{name}` twice");
                    self.say("E095", message);
                }
            }
        }
        if let Some(path) = conflict(&state.keys().map(String::as_str).collect()) {
            let message = format!("in version {number} `{path}` is a file and a folder");
            self.say("E095", message);
        }
        Some(state)
    }

    fn logical_path(&mut self, path: &str, number: u32) {
        match check_path(path) {
            Err(BadPath::Slash) => {
                let message = format!("version {number} has a slash at an end of `{path}`");
                self.say("E053", message);
            }
            Err(BadPath::Part) => {
                let message = format!("version {number} has an odd part in `{path}`");
                self.say("E052", message);
            }
            Ok(()) => {}
        }
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

    /// That states and manifest know of each other. A state whose faults kept it
    /// from being read would leave much unused.
    fn usage(
        &mut self,
        manifest: &BTreeMap<String, String>,
        versions: &BTreeMap<u32, Statement>,
        complete: bool,
    ) {
        let known: BTreeSet<&str> = manifest.values().map(String::as_str).collect();
        let mut used = BTreeSet::new();
        for (number, statement) in versions {
            for digest in statement.state.values() {
                // To the letter: the case counts (E050).
                if used.insert(digest.as_str()) && !known.contains(digest.as_str()) {
                    let message = format!("version {number} has {digest}, which no file has");
                    self.say("E050", message);
                }
            }
        }
        for digest in known.difference(&used) {
            if complete {
                let message = format!("no version has {digest} of the manifest");
                self.say("E107", message);
            }
        }
    }

    /// That contents lie in the folders of versions.
    fn places(
        &mut self,
        manifest: &BTreeMap<String, String>,
        versions: &BTreeMap<u32, Statement>,
        folder: Option<&str>,
    ) {
        for path in manifest.keys() {
            let mut parts = path.splitn(3, '/');
            let version = parts.next().and_then(VersionName::parse);
            let version = version.filter(|name| {
                let known = versions.get(&name.number);
                known.is_some_and(|known| known.name == *name)
            });
            let inside = parts.next() == Some(folder.unwrap_or("content"));
            if check_path(path).is_ok() && !(version.is_some() && inside && parts.next().is_some())
            {
                let message = format!("`{path}` lies in no folder for contents of a version");
                self.say("E042", message);
            }
        }
    }

    fn fixity(
        &mut self,
        value: Option<&Json>,
        manifest: Option<&BTreeMap<String, String>>,
        minor: Option<u8>,
    ) -> Vec<(Algorithm, String, String)> {
        let Some(value) = value else {
            return Vec::new();
        };
        let Some(blocks) = value.members() else {
            let code = if minor == Some(0) { "E056" } else { "E111" };
            self.say(code, "`fixity` is no object");
            return Vec::new();
        };
        let mut fixity = Vec::new();
        for (name, block) in blocks {
            let algorithm = Algorithm::named(name);
            for (path, digest) in self.fixity_block(name, block) {
                if manifest.is_some_and(|manifest| !manifest.contains_key(&path)) {
                    let message = format!("fixity `{name}` has `{path}`, the manifest has not");
                    self.say("E057", message);
                }
                match algorithm {
                    Some(one) if !one.fits(&digest) => {
                        let message = format!("fixity `{name}` has the bad digest `{digest}`");
                        self.say("E057", message);
                    }
                    Some(one) => fixity.push((one, path, digest.to_ascii_lowercase())),
                    // Others may be used; nobody has to know them (§3.5.4).
                    None => {}
                }
            }
        }
        fixity
    }

    fn fixity_block(&mut self, name: &str, block: &Json) -> Vec<(String, String)> {
        let Some(entries) = block.members() else {
            self.say("E057", format!("fixity `{name}` is no object"));
            return Vec::new();
        };
        let mut found: Vec<(String, String)> = Vec::new();
        let (mut digests, mut paths) = (BTreeSet::new(), BTreeSet::new());
        for (digest, listed) in entries {
            if !digests.insert(digest.to_ascii_lowercase()) {
                let message = format!("fixity `{name}` has the digest {digest} twice");
                self.say("E097", message);
            }
            let Some(listed) = listed.texts() else {
                self.say("E057", format!("fixity `{name}` has no list for {digest}"));
                continue;
            };
            for path in listed {
                if !paths.insert(path.to_owned()) {
                    let message = format!("fixity `{name}` has the path `{path}` twice");
                    self.say("E101", message);
                    continue;
                }
                self.content_path(path, &format!("fixity `{name}`"));
                if check_path(path).is_ok() {
                    found.push((path.to_owned(), digest.clone()));
                }
            }
        }
        found
    }
}

/// Whether a code is one of an error; the others are warnings.
pub fn is_error(code: &str) -> bool {
    code.starts_with('E')
}
