//! Is what came what was cited, and what the other server says that it is?

use std::collections::BTreeMap;

use serde::Serialize;

use super::Unpulled;
use super::peer::{Peer, SaidLine, SaidPassages, SaidVersion};
use super::wanted::Wanted;
use crate::edition::{Digest, EditionId};
use crate::fetch::Client;
use crate::operations::{CheckedPassage, PassageList, Passages, check_citation};
use crate::source::{Deposit, FilePath};
use crate::store::{digest, refuse_unfit};

/// So many differences are told; the rest is counted.
const MOST_TOLD: usize = 20;

/// A version of another server that came whole: its bytes have the hashes that
/// were cited and said, and its passages the fingerprints.
#[derive(Debug, Serialize)]
pub struct Proven {
    /// Where it stands there.
    pub address: String,
    /// Its edition there.
    pub edition: EditionId,
    /// Its number there.
    pub number: u32,
    /// SHA-256 of its TEI file.
    pub sha256: Digest,
    /// Whether that was cited; otherwise the server alone says it.
    pub cited: bool,
    /// The root over its passages.
    pub root: Digest,
    /// How many passages there are.
    pub units: usize,
    /// How the passage that was cited stands to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passage: Option<CheckedPassage>,
    /// When it was published there, as it says: RFC 3339.
    pub published: String,
    /// By whom, as it says.
    pub publisher: String,
    /// Why, as it says.
    pub message: String,
    #[serde(skip)]
    pub(super) site: String,
    /// The bytes of the TEI file.
    #[serde(skip)]
    pub(super) bytes: Vec<u8>,
    #[serde(skip)]
    pub(super) path: FilePath,
    #[serde(skip)]
    pub(super) files: BTreeMap<FilePath, Vec<u8>>,
    #[serde(skip)]
    pub(super) line: SaidLine,
}

/// Takes a version from another server and proves it.
///
/// # Errors
/// [`Unpulled`]; of everything that differs, the first kind that does.
pub fn prove(client: &Client, wanted: &Wanted) -> Result<Proven, Unpulled> {
    let peer = Peer::new(client, &wanted.site);
    let (edition, number, line) = peer.locate(wanted)?;
    let said = peer.version(&edition, number)?;
    as_cited(wanted, &said)?;
    let (bytes, path, files) = files(&peer, &said)?;
    let name = format!("{edition} {number}");
    let deposit = Deposit {
        name: &name,
        bytes: &bytes,
        path: &path,
        files: &files,
    };
    refuse_unfit(&deposit)?;
    let passages = Passages::read(&deposit).map_err(|_| {
        let message = format!("{name} is not well-formed XML, which no version is");
        Unpulled::Unreadable(message)
    })?;
    let own = passages.list();
    same_passages(&own, &peer.passages(&said)?)?;
    let passage = passage(wanted, &deposit)?;
    Ok(Proven {
        address: peer
            .at(&format!("/editions/{edition}/{number}"))
            .to_string(),
        site: wanted.site.to_string().trim_end_matches('/').to_owned(),
        edition,
        number,
        sha256: said.sha256,
        cited: wanted.cited.digest.is_some(),
        root: own.fingerprints.root,
        units: own.fingerprints.units.len(),
        passage,
        published: said.published,
        publisher: said.publisher,
        message: said.message,
        bytes,
        path,
        files,
        line,
    })
}

/// The server has under that number what was cited.
fn as_cited(wanted: &Wanted, said: &SaidVersion) -> Result<(), Unpulled> {
    let cited = wanted.cited.digest.as_ref();
    match cited.filter(|cited| !cited.begins(&said.sha256)) {
        None => Ok(()),
        Some(cited) => Err(Unpulled::Differs(vec![format!(
            "version {} of `{}` at {} is sha256:{}, and sha256:{cited} was cited",
            said.version, said.edition, wanted.site, said.sha256
        )])),
    }
}

type Files = (Vec<u8>, FilePath, BTreeMap<FilePath, Vec<u8>>);

/// All files, each with the size and the hash that the server says.
fn files(peer: &Peer<'_>, said: &SaidVersion) -> Result<Files, Unpulled> {
    let path = of_deposit(&said.path)?;
    let bytes = peer.file(said)?;
    let mut told = Vec::new();
    told.extend(unlike("the TEI file", &bytes, said.bytes, said.sha256));
    let mut files = BTreeMap::new();
    for file in &said.files {
        let bytes = peer.part(said, &file.path)?;
        let name = format!("`{}`", file.path);
        told.extend(unlike(&name, &bytes, file.bytes, file.sha256));
        let at = of_deposit(&file.path)?;
        if at == path || files.insert(at, bytes).is_some() {
            return Err(Unpulled::Unreadable(format!("{name} is listed twice")));
        }
    }
    if told.is_empty() {
        Ok((bytes, path, files))
    } else {
        Err(Unpulled::Differs(told))
    }
}

/// A path as a deposit has it, and as it is written: no two of one file.
fn of_deposit(text: &str) -> Result<FilePath, Unpulled> {
    let path = FilePath::new(text);
    let path = path.ok().filter(|path| path.as_str() == text);
    path.ok_or_else(|| Unpulled::Unreadable(format!("`{text}` is no path of a file")))
}

fn unlike(name: &str, bytes: &[u8], size: u64, wanted: Digest) -> Option<String> {
    let (found, length) = (digest(bytes), bytes.len());
    (found != wanted || length as u64 != size).then(|| {
        format!(
            "{name} came as {length} bytes with sha256:{found}, and the server says {size} bytes \
             with sha256:{wanted}"
        )
    })
}

/// The fingerprints that the server says are those that were computed here.
fn same_passages(own: &PassageList, said: &SaidPassages) -> Result<(), Unpulled> {
    let own = &own.fingerprints;
    if said.form != own.form {
        let message = format!(
            "the fingerprints there are of the form `{}`, and of `{}` here: they cannot be \
             compared",
            said.form, own.form
        );
        return Err(Unpulled::Unreadable(message));
    }
    let mut told = Vec::new();
    let units = own.units.iter().map(|unit| {
        let hashes = unit.fingerprint;
        (unit.reference.as_str(), (hashes.text, hashes.content))
    });
    let said_units = said.units.iter();
    let said_units = said_units.map(|unit| (unit.reference.as_str(), (unit.text, unit.content)));
    let (here, there): (Vec<_>, Vec<_>) = (units.collect(), said_units.collect());
    for at in 0..here.len().max(there.len()) {
        match (here.get(at), there.get(at)) {
            (Some(one), Some(other)) if one == other => {}
            (Some((one, _)), Some((other, _))) if one == other => {
                told.push(format!("passage {one} has other hashes there than here"));
            }
            (one, other) => {
                let name = |unit: Option<&(&str, _)>| {
                    unit.map_or("nothing".to_owned(), |(reference, _)| {
                        format!("`{reference}`")
                    })
                };
                let (one, other) = (name(one), name(other));
                told.push(format!("passage {}: {one} here, {other} there", at + 1));
            }
        }
    }
    for (what, here, there) in [
        ("the document", Some(own.document), Some(said.document)),
        ("the header", own.header, said.header),
        (
            "the root over all passages",
            Some(own.root),
            Some(said.root),
        ),
    ] {
        if here != there {
            told.push(format!("{what} has another hash there than here"));
        }
    }
    let rest = told.len().saturating_sub(MOST_TOLD);
    if rest > 0 {
        told.truncate(MOST_TOLD);
        told.push(format!("and {rest} more"));
    }
    if told.is_empty() {
        Ok(())
    } else {
        Err(Unpulled::Differs(told))
    }
}

/// How the passage that was cited stands to what came.
fn passage(wanted: &Wanted, deposit: &Deposit<'_>) -> Result<Option<CheckedPassage>, Unpulled> {
    if wanted.cited.passage.is_none() {
        return Ok(None);
    }
    let checked = check_citation(&wanted.cited, deposit, None);
    let checked = checked.map_err(|_| Unpulled::Unreadable("not well-formed XML".to_owned()))?;
    match checked.holds() {
        true => Ok(checked.passage),
        false => {
            let reference = wanted.cited.reference.clone().unwrap_or_default();
            let message = format!("passage {reference} has other hashes than were cited");
            Err(Unpulled::Differs(vec![message]))
        }
    }
}
