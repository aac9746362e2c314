//! What does OCFL record of an edition? (OCFL 1.1 §3.5)

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::layout;
use super::{Error, Publication};
use crate::edition::{Digest, EditionId};

/// The name of the TEI file in every version.
pub const FILE: &str = "edition.xml";

/// The name of the validation report that may lie beside it.
pub const REPORT: &str = "validation.json";

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

    /// Adds a version with one TEI file. Gives the path at which its bytes have
    /// to be written, unless an older version has them already.
    pub fn add(
        &mut self,
        digest: Digest,
        publication: &Publication,
        created: String,
    ) -> Option<String> {
        let next = format!("v{}", self.head_number() + 1);
        let path = format!("{next}/content/{FILE}");
        let fresh = !self.manifest.contains_key(&digest);
        if fresh {
            self.manifest.insert(digest, vec![path.clone()]);
        }
        let block = Block {
            created,
            message: publication.message.clone(),
            user: user(publication),
            state: BTreeMap::from([(digest, vec![FILE.to_owned()])]),
        };
        self.versions.insert(next.clone(), block);
        self.head = next;
        fresh.then_some(path)
    }

    /// Adds a validation report to the newest version. Gives the path at which
    /// its bytes have to be written, unless they lie somewhere already.
    pub fn add_report(&mut self, digest: Digest) -> Option<String> {
        let path = format!("{}/content/{REPORT}", self.head);
        let fresh = !self.manifest.contains_key(&digest);
        if fresh {
            self.manifest.insert(digest, vec![path.clone()]);
        }
        if let Some(block) = self.versions.get_mut(&self.head) {
            block
                .state
                .entry(digest)
                .or_default()
                .push(REPORT.to_owned());
        }
        fresh.then_some(path)
    }

    /// The digest of the TEI file of version `number`, and where its bytes lie.
    pub fn file(&self, number: u32) -> Option<(Digest, &str)> {
        self.named(number, FILE)
    }

    /// The same for a file of another name.
    pub fn named(&self, number: u32, file: &str) -> Option<(Digest, &str)> {
        let block = self.versions.get(&format!("v{number}"))?;
        let named = |names: &Vec<String>| names.iter().any(|name| name == file);
        let (digest, _) = block.state.iter().find(|(_, names)| named(names))?;
        let path = self.manifest.get(digest)?.first()?;
        Some((*digest, path))
    }

    /// As the file is written.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let mut bytes = serde_json::to_vec_pretty(self)
            .map_err(|error| Error::Unfit(format!("inventory: {error}")))?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// The number in a version's name: `v12` is 12.
pub fn number(name: &str) -> Option<u32> {
    let digits = name.strip_prefix('v')?;
    let plain = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| plain)
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
