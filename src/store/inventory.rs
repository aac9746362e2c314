//! What does OCFL record of an edition? (OCFL 1.1 §3.5)

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::files::Content;
use super::layout;
use super::{Error, Publication};
use crate::edition::{Digest, EditionId};
use crate::source::FilePath;

/// The name of the TEI file in every version.
pub const FILE: &str = "edition.xml";

/// A report that lies beside what was handed in. It is no part of what makes
/// versions differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Report {
    /// How the version stood to its schemas.
    Validation,
    /// What became of the citations of the version before.
    Survival,
    /// From which other server the version was taken.
    Provenance,
}

impl Report {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Validation, Self::Survival, Self::Provenance];

    /// Its name among the files of a version.
    pub fn name(self) -> &'static str {
        match self {
            Self::Validation => "validation.json",
            Self::Survival => "survival.json",
            Self::Provenance => "provenance.json",
        }
    }
}

/// The name of the list of withdrawn versions, once there is one.
pub const WITHDRAWALS: &str = "withdrawals.json";

/// The value of `type`.
pub const TYPE: &str = "https://ocfl.io/1.1/spec/#inventory";

/// `inventory.json`. Fields that OCFL does not know are refused (E102).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Inventory {
    /// The URI of the object.
    pub id: String,
    /// [`TYPE`].
    #[serde(rename = "type")]
    pub kind: String,
    /// `sha256`.
    pub digest_algorithm: String,
    /// The newest version: `v3`.
    pub head: String,
    /// Digest → where in the object the bytes lie.
    pub manifest: BTreeMap<Digest, Vec<String>>,
    /// Version → what it holds.
    pub versions: BTreeMap<String, Block>,
}

/// What a version holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// RFC 3339.
    pub created: String,
    /// Why.
    #[serde(default)]
    pub message: String,
    /// Who.
    pub user: User,
    /// Digest → names of files.
    pub state: BTreeMap<Digest, Vec<String>>,
}

/// Who made a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// A name.
    pub name: String,
    /// A URI.
    #[serde(default)]
    pub address: String,
}

impl Inventory {
    /// The inventory of an edition that has no version yet.
    pub fn new(id: &EditionId) -> Self {
        Self {
            id: layout::object_id(id),
            kind: TYPE.to_owned(),
            digest_algorithm: "sha256".to_owned(),
            head: "v0".to_owned(),
            manifest: BTreeMap::new(),
            versions: BTreeMap::new(),
        }
    }

    /// The number of the newest version.
    pub fn head_number(&self) -> u32 {
        number(&self.head).unwrap_or(0)
    }

    /// Adds a version. Gives the files whose bytes have to be written, and where:
    /// those that no older version has.
    pub fn add(
        &mut self,
        content: &Content<'_>,
        publication: &Publication,
        created: String,
    ) -> Vec<(String, Part)> {
        let next = format!("v{}", self.head_number() + 1);
        let mut fresh = Vec::new();
        let main = (FILE.to_owned(), content.digest(), Part::Main);
        let others = content.others.iter().map(|(path, digest)| {
            let part = Part::Other(path.clone(), *digest);
            (path.as_str().to_owned(), *digest, part)
        });
        let reports = content.reports.iter().map(|(report, bytes)| {
            let name = report.name().to_owned();
            (name, bytes.digest(), Part::Report(*report))
        });
        for (name, digest, part) in std::iter::once(main).chain(others).chain(reports) {
            self.manifest.entry(digest).or_insert_with(|| {
                let path = format!("{next}/content/{name}");
                fresh.push((path.clone(), part));
                vec![path]
            });
        }
        let mut state = state(content);
        // What was withdrawn stays so.
        if let Some((digest, _)) = self.named(self.head_number(), WITHDRAWALS) {
            state
                .entry(*digest)
                .or_default()
                .push(WITHDRAWALS.to_owned());
        }
        self.advance(publication, created, state);
        fresh
    }

    /// Adds a version with the files of the newest one, and another list of
    /// withdrawn versions. Gives the place for its bytes, if no file has them.
    pub fn withdraw(
        &mut self,
        list: Digest,
        publication: &Publication,
        created: String,
    ) -> Option<String> {
        let newest = self.versions.get(&self.head);
        let mut state = newest.map(|block| block.state.clone()).unwrap_or_default();
        for names in state.values_mut() {
            names.retain(|name| name != WITHDRAWALS);
        }
        state.retain(|_, names| !names.is_empty());
        state.entry(list).or_default().push(WITHDRAWALS.to_owned());
        let mut fresh = None;
        self.manifest.entry(list).or_insert_with(|| {
            let path = format!(
                "v{}/content/{WITHDRAWALS}",
                number(&self.head).unwrap_or(0) + 1
            );
            fresh = Some(path.clone());
            vec![path]
        });
        self.advance(publication, created, state);
        fresh
    }

    fn advance(
        &mut self,
        publication: &Publication,
        created: String,
        state: BTreeMap<Digest, Vec<String>>,
    ) {
        let next = format!("v{}", self.head_number() + 1);
        let block = Block {
            created,
            message: publication.message.clone(),
            user: user(publication),
            state,
        };
        self.versions.insert(next.clone(), block);
        self.head = next;
    }

    /// The numbers of what was published, oldest first: not those of withdrawals,
    /// which are versions to OCFL.
    pub fn publications(&self) -> impl Iterator<Item = u32> {
        let list = |number| self.named(number, WITHDRAWALS).map(|(digest, _)| *digest);
        (1..=self.head_number()).filter(move |n| *n == 1 || list(*n) == list(*n - 1))
    }

    /// The digest of the list of withdrawn versions, and where its bytes lie.
    pub fn withdrawals(&self) -> Option<(Digest, &str)> {
        let (digest, _) = self.named(self.head_number(), WITHDRAWALS)?;
        let path = self.manifest.get(digest)?.first()?;
        Some((*digest, path))
    }

    /// When the newest version was made.
    pub fn last_moment(&self) -> Option<&str> {
        let newest = self.versions.get(&self.head);
        newest.map(|block| block.created.as_str())
    }

    /// Whether the newest version holds just this, whatever was reported of it.
    pub fn holds(&self, content: &Content<'_>) -> bool {
        let newest = self.versions.get(&self.head);
        newest.is_some_and(|block| handed_in(&block.state) == handed_in(&state(content)))
    }

    /// The digest of the TEI file of version `number`, and where its bytes lie.
    pub fn file(&self, number: u32) -> Option<(Digest, &str)> {
        let (digest, _) = self.main(number)?;
        let path = self.manifest.get(digest)?.first()?;
        Some((*digest, path))
    }

    /// The digest of a report of version `number`, and where its bytes lie.
    pub fn report(&self, number: u32, report: Report) -> Option<(Digest, &str)> {
        let (digest, _) = self.named(number, report.name())?;
        let path = self.manifest.get(digest)?.first()?;
        Some((*digest, path))
    }

    /// The versions that have a report of that sort, each with its digest and
    /// where its bytes lie.
    pub fn reports(&self, report: Report) -> impl Iterator<Item = (u32, Digest, &str)> {
        self.publications().filter_map(move |number| {
            let (digest, path) = self.report(number, report)?;
            Some((number, digest, path))
        })
    }

    /// Where the TEI file of version `number` lay among the others: its second
    /// name, if it has one (see [`state`]).
    pub fn path(&self, number: u32) -> Option<FilePath> {
        let (_, names) = self.main(number)?;
        let own = names.iter().skip_while(|name| *name != FILE).nth(1);
        FilePath::new(own.map_or(FILE, String::as_str)).ok()
    }

    /// The other files of version `number`: name, digest, and where the bytes
    /// lie. Names that no deposit can have are passed over.
    pub fn others(&self, number: u32) -> impl Iterator<Item = (FilePath, Digest, &str)> {
        let block = self.versions.get(&format!("v{number}"));
        let main = self.path(number);
        let states = block.into_iter().flat_map(|block| &block.state);
        states.flat_map(move |(digest, names)| {
            let place = self.manifest.get(digest).and_then(|paths| paths.first());
            let main = main.clone();
            let names = names.iter().filter_map(|name| FilePath::new(name).ok());
            let names = names.filter(move |name| {
                name.as_str() != FILE && !is_ours(name.as_str()) && Some(name) != main.as_ref()
            });
            names.filter_map(move |name| Some((name, *digest, place?.as_str())))
        })
    }

    fn main(&self, number: u32) -> Option<(&Digest, &Vec<String>)> {
        self.named(number, FILE)
    }

    fn named(&self, number: u32, file: &str) -> Option<(&Digest, &Vec<String>)> {
        let block = self.versions.get(&format!("v{number}"))?;
        let named = |names: &Vec<String>| names.iter().any(|name| name == file);
        block.state.iter().find(|(_, names)| named(names))
    }

    /// As it was when version `number` was the newest.
    pub fn as_of(&self, number: u32) -> Self {
        let old = |version: &str| self::number(version).is_some_and(|own| own <= number);
        let versions = self.versions.iter().filter(|(version, _)| old(version));
        let there = |path: &String| path.split('/').next().is_some_and(old);
        let manifest = self.manifest.iter().filter_map(|(digest, paths)| {
            let paths: Vec<String> = paths.iter().filter(|path| there(path)).cloned().collect();
            (!paths.is_empty()).then_some((*digest, paths))
        });
        Self {
            head: format!("v{number}"),
            manifest: manifest.collect(),
            versions: versions
                .map(|(name, block)| (name.clone(), block.clone()))
                .collect(),
            ..self.clone()
        }
    }

    /// Whether a store like this one can have written it.
    ///
    /// # Errors
    /// A sentence that says why not.
    pub fn sound(&self) -> Result<(), String> {
        if self.kind != TYPE || self.digest_algorithm != "sha256" {
            return Err("it is of another kind, or has another algorithm".to_owned());
        }
        let head = self.head_number();
        let numbers = self.versions.keys().filter_map(|name| number(name)).count();
        let all = (1..=head).all(|number| self.versions.contains_key(&format!("v{number}")));
        if head == 0 || !all || numbers != head as usize || self.versions.len() != numbers {
            return Err("its versions are not those from v1 to its head".to_owned());
        }
        let mut last: Option<&str> = None;
        for number in 1..=head {
            let block = &self.versions[&format!("v{number}")];
            self.sound_version(number, block)
                .map_err(|why| format!("v{number}: {why}"))?;
            if !is_moment(&block.created) || last.is_some_and(|last| *last >= *block.created) {
                return Err(format!(
                    "v{number}: it was not created after the one before"
                ));
            }
            last = Some(&block.created);
        }
        self.sound_manifest()
    }

    fn sound_version(&self, number: u32, block: &Block) -> Result<(), String> {
        if block.user.name.is_empty() {
            return Err("nobody made it".to_owned());
        }
        let mut names: Vec<&str> = Vec::new();
        for (digest, own) in &block.state {
            let place = self.manifest.get(digest).and_then(|paths| paths.first());
            let since = place.and_then(|path| self::number(path.split('/').next()?));
            if since.is_none_or(|since| since > number) {
                return Err(format!("{digest} was nowhere then"));
            }
            names.extend(own.iter().map(String::as_str));
        }
        let (fits, count) = (|name: &&str| is_normal(name), names.len());
        if !names.iter().all(fits) {
            return Err("a name of a file is none".to_owned());
        }
        // Whatever was handed in has names that stand beside one another.
        names.sort_unstable();
        names.dedup();
        let folder = |name: &&str| {
            let below = format!("{name}/");
            names.iter().any(|other| other.starts_with(&below))
        };
        if names.len() != count || names.iter().any(folder) {
            return Err("two files have one name".to_owned());
        }
        if number == 1 && names.contains(&WITHDRAWALS) {
            return Err("nothing can be withdrawn yet".to_owned());
        }
        match names.contains(&FILE) {
            true => Ok(()),
            false => Err(format!("it has no {FILE}")),
        }
    }

    /// Every file lies in the first version that has it, under a name it has
    /// there.
    fn sound_manifest(&self) -> Result<(), String> {
        let mut places: Vec<&str> = Vec::new();
        for (digest, paths) in &self.manifest {
            let [path] = &paths[..] else {
                return Err(format!("{digest} does not lie in one place"));
            };
            let parts = path.split_once("/content/");
            let (version, name) = parts.ok_or_else(|| format!("`{path}` is no place"))?;
            let block = self.versions.get(version);
            let names = block.and_then(|block| block.state.get(digest));
            if !is_normal(path) || names.is_none_or(|names| names.iter().all(|own| own != name)) {
                return Err(format!("`{path}` is no place for {digest}"));
            }
            places.push(path);
        }
        let count = places.len();
        places.sort_unstable();
        places.dedup();
        let folder = |pair: &[&str]| pair[1].starts_with(&format!("{}/", pair[0]));
        if places.len() != count || places.windows(2).any(folder) {
            return Err("two files have one place".to_owned());
        }
        Ok(())
    }

    /// As the file is written.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let mut bytes = serde_json::to_vec_pretty(self)
            .map_err(|error| Error::Unfit(format!("inventory: {error}")))?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// A file whose bytes have to be written.
pub enum Part {
    /// The TEI file.
    Main,
    /// Another, with its digest.
    Other(FilePath, Digest),
    /// A report.
    Report(Report),
}

/// The names of the files of a version. The TEI file is found as [`FILE`]; if it
/// lay elsewhere, that is its second name, right behind. Other files of the same
/// bytes stand before both.
fn state(content: &Content<'_>) -> BTreeMap<Digest, Vec<String>> {
    let mut state: BTreeMap<Digest, Vec<String>> = BTreeMap::new();
    for (report, bytes) in &content.reports {
        let names = state.entry(bytes.digest()).or_default();
        names.push(report.name().to_owned());
    }
    for (path, digest) in &content.others {
        let names = state.entry(*digest).or_default();
        names.push(path.as_str().to_owned());
    }
    let names = state.entry(content.digest()).or_default();
    names.push(FILE.to_owned());
    let own = content.deposit.path.as_str();
    if own != FILE {
        names.push(own.to_owned());
    }
    state
}

/// Whether a file of a version was not handed in, but is said about it.
fn is_ours(name: &str) -> bool {
    name == WITHDRAWALS || Report::ALL.iter().any(|report| report.name() == name)
}

/// What was handed in of a state: all but the reports and the withdrawals.
fn handed_in(state: &BTreeMap<Digest, Vec<String>>) -> BTreeMap<Digest, Vec<&str>> {
    let mut files = BTreeMap::new();
    for (digest, names) in state {
        let names = names.iter().map(String::as_str);
        let names: Vec<&str> = names.filter(|name| !is_ours(name)).collect();
        if !names.is_empty() {
            files.insert(*digest, names);
        }
    }
    files
}

/// The number in a version's name: `v12` is 12.
pub fn number(name: &str) -> Option<u32> {
    let digits = name.strip_prefix('v')?;
    let plain = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| plain)
}

/// Whether a path is written as it would be here.
fn is_normal(path: &str) -> bool {
    FilePath::new(path).is_ok_and(|normal| normal.as_str() == path)
}

/// Whether a moment is written as it would be here: UTC, whole seconds.
fn is_moment(text: &str) -> bool {
    let moment: Option<jiff::Timestamp> = text.parse().ok();
    moment.is_some_and(|moment| moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string() == text)
}

/// The content of the file beside an inventory that holds its digest.
pub fn sidecar(digest: Digest) -> String {
    format!("{digest} inventory.json\n")
}

fn user(publication: &Publication) -> User {
    let name = publication.publisher.clone();
    let address = if publication.address.is_empty() {
        let plain: String = name
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_lowercase()
                } else {
                    '-'
                }
            })
            .collect();
        format!("urn:x-variorum:publisher:{plain}")
    } else {
        publication.address.clone()
    };
    User { name, address }
}
