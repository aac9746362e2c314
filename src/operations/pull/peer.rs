//! What does another server say?

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Unpulled;
use super::wanted::{WELL_KNOWN, Wanted};
use crate::edition::{Digest, EditionId};
use crate::fetch::{Address, Client, Trouble};
use crate::source::percent;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};

/// The name of the form in which a server says what belongs to a version.
pub const VERSION_FORM: &str = "variorum-version-1";

/// More files than this belong to no edition that is taken from elsewhere.
const MOST_FILES: usize = 10_000;

/// Another server.
pub struct Peer<'c> {
    client: &'c Client,
    site: &'c Address,
}

/// What it says of a version: `version.json` (docs/publishing.md).
#[derive(Debug, Deserialize)]
pub struct SaidVersion {
    form: String,
    pub edition: EditionId,
    pub version: u32,
    pub sha256: Digest,
    pub bytes: u64,
    pub published: String,
    pub publisher: String,
    pub message: String,
    /// Where the TEI file lay among the others.
    pub path: String,
    /// The others.
    pub files: Vec<SaidFile>,
}

/// A file that belongs to it.
#[derive(Debug, Deserialize)]
pub struct SaidFile {
    pub path: String,
    pub sha256: Digest,
    pub bytes: u64,
}

/// What it says of an edition: `versions.json`.
#[derive(Debug, Deserialize)]
pub struct SaidLine {
    pub versions: Vec<SaidNumber>,
    /// What is withdrawn there.
    #[serde(default)]
    pub withdrawn: Vec<SaidNumber>,
}

/// A version in the list.
#[derive(Debug, Deserialize)]
pub struct SaidNumber {
    pub number: u32,
    pub digest: Digest,
}

impl SaidLine {
    /// Whether a version with these bytes was published before number `before`.
    pub fn had(&self, digest: &Digest, before: u32) -> bool {
        let all = self.versions.iter().chain(&self.withdrawn);
        all.into_iter()
            .any(|version| version.digest == *digest && version.number < before)
    }
}

/// What it says of the passages: `passages.json` (docs/passages.md).
#[derive(Debug, Deserialize)]
pub struct SaidPassages {
    pub form: String,
    pub root: Digest,
    pub document: Digest,
    #[serde(default)]
    pub header: Option<Digest>,
    pub units: Vec<SaidUnit>,
}

/// A passage.
#[derive(Debug, Deserialize)]
pub struct SaidUnit {
    pub reference: String,
    pub text: Digest,
    pub content: Digest,
}

impl<'c> Peer<'c> {
    pub fn new(client: &'c Client, site: &'c Address) -> Self {
        Self { client, site }
    }

    /// The address of `path` below the site, which begins with a slash.
    pub fn at(&self, path: &str) -> Address {
        let base = self.site.path().trim_end_matches('/');
        self.site.at(&format!("{base}{path}"))
    }

    /// Which edition and number it has what is wanted under, with all its
    /// versions.
    pub fn locate(&self, wanted: &Wanted) -> Result<(EditionId, u32, SaidLine), Unpulled> {
        let digest = wanted.digest();
        let by_hash = wanted.elsewhere || wanted.cited.edition.is_none();
        let place = match (&wanted.cited.edition, digest) {
            (_, Some(digest)) if by_hash => self.by_digest(&digest)?,
            (Some(edition), _) => (edition.clone(), wanted.cited.version),
            (None, _) => {
                let message = "the hash is cut short: the address or the whole of it is needed";
                return Err(Unpulled::Unclear(message.to_owned()));
            }
        };
        let (edition, number) = place;
        let line: SaidLine = self.json(&format!("/editions/{edition}/versions.json"))?;
        let number = number.or_else(|| chosen(&line, wanted));
        let number = number.ok_or_else(|| {
            let site = self.site;
            Unpulled::Differs(vec![format!("`{edition}` at {site} has no such version")])
        })?;
        Ok((edition, number, line))
    }

    /// Where a file with this hash stands. What it leads to may be written with
    /// another name of the same site, so only the end of it counts.
    fn by_digest(&self, digest: &Digest) -> Result<(EditionId, Option<u32>), Unpulled> {
        let value = BASE64_URL_SAFE_NO_PAD.encode(digest.0);
        let address = self.at(&format!("{WELL_KNOWN}sha-256/{value}"));
        let answer = self.client.look(&address)?;
        let to = answer.header("location").unwrap_or_default().to_owned();
        if !(300..400).contains(&answer.status) {
            answer.success()?;
        }
        let after = to.rsplit_once("/editions/").map(|(_, after)| after);
        let place = after.and_then(|after| {
            let mut parts = after.split('/');
            let edition: EditionId = parts.next()?.parse().ok()?;
            Some((edition, parts.next()?.parse().ok()))
        });
        place.ok_or_else(|| Unpulled::Unreadable(format!("{address} leads to no version")))
    }

    /// What it says of a version.
    pub fn version(&self, edition: &EditionId, number: u32) -> Result<SaidVersion, Unpulled> {
        let path = format!("/editions/{edition}/{number}/version.json");
        let said: SaidVersion = self.json(&path)?;
        let unreadable = |why: &str| Unpulled::Unreadable(format!("{}: {why}", self.at(&path)));
        if said.form != VERSION_FORM {
            return Err(unreadable("is of a form that is not known here"));
        }
        if said.edition != *edition || said.version != number {
            return Err(unreadable("speaks of another version"));
        }
        if said.files.len() > MOST_FILES {
            return Err(unreadable("lists more files than an edition can have"));
        }
        Ok(said)
    }

    /// The fingerprints of its passages, as it says them.
    pub fn passages(&self, said: &SaidVersion) -> Result<SaidPassages, Unpulled> {
        let SaidVersion {
            edition, version, ..
        } = said;
        self.json(&format!("/editions/{edition}/{version}/passages.json"))
    }

    /// The bytes of its TEI file.
    pub fn file(&self, said: &SaidVersion) -> Result<Vec<u8>, Trouble> {
        let SaidVersion {
            edition, version, ..
        } = said;
        let address = self.at(&format!("/editions/{edition}/{version}/edition.xml"));
        Ok(self.client.get(&address, "*/*")?.bytes)
    }

    /// The bytes of another of its files.
    pub fn part(&self, said: &SaidVersion, path: &str) -> Result<Vec<u8>, Trouble> {
        let SaidVersion {
            edition, version, ..
        } = said;
        let names = path.split('/').map(|name| percent::encode(name, b"-._~"));
        let path = names.collect::<Vec<_>>().join("/");
        let address = self.at(&format!("/editions/{edition}/{version}/files/{path}"));
        Ok(self.client.get(&address, "*/*")?.bytes)
    }

    fn json<T: DeserializeOwned>(&self, path: &str) -> Result<T, Unpulled> {
        let address = self.at(path);
        let answer = self.client.get(&address, "application/json")?;
        serde_json::from_slice(&answer.bytes)
            .map_err(|error| Unpulled::Unreadable(format!("{address}: {error}")))
    }
}

/// The version that a citation without a number means: the one with its hash,
/// else the newest.
fn chosen(line: &SaidLine, wanted: &Wanted) -> Option<u32> {
    let mut numbers: Vec<&SaidNumber> = line.versions.iter().collect();
    numbers.sort_by_key(|version| version.number);
    let found = match &wanted.cited.digest {
        Some(digest) => numbers.into_iter().find(|v| digest.begins(&v.digest)),
        None => numbers.pop(),
    };
    found.map(|version| version.number)
}
