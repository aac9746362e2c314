//! Did the bytes arrive as they were sent?
//!
//! `Content-Digest` and `Repr-Digest` (RFC 9530) and the older `Digest` (RFC
//! 3230), which clients of Fedora send. A body without a content coding is its
//! representation, and other bodies are not taken: all three are of the same
//! bytes.

use std::fs::File;
use std::io::Seek;

use axum::http::HeaderMap;
use axum::http::header::HeaderName;
use base64::prelude::{BASE64_STANDARD, Engine};

use super::dictionary::{LENIENT, members};
use super::query::all;
use crate::server::problems::{DIGEST_MISMATCH, DIGEST_UNFIT};
use crate::server::refusal::Refusal;
use crate::server::security::{CONTENT_DIGEST, REPR_DIGEST};
use crate::store::{hash, hash_all};

const DIGEST: HeaderName = HeaderName::from_static("digest");

/// Digests that the body must have.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Wanted(Vec<(String, Vec<u8>)>);

impl Wanted {
    /// Those that the headers name.
    ///
    /// # Errors
    /// 400, if one cannot be read, or a header names only algorithms that are not
    /// known here.
    pub fn read(headers: &HeaderMap) -> Result<Self, Refusal> {
        let mut wanted = Vec::new();
        for (name, old) in [
            (CONTENT_DIGEST, false),
            (REPR_DIGEST, false),
            (DIGEST, true),
        ] {
            let Some(value) = all(headers, &name)? else {
                continue;
            };
            let unfit = |message: &str| {
                let message = format!("`{name}` {message}.");
                Refusal::problem(&DIGEST_UNFIT, message)
            };
            let named = entries(&value, old).ok_or_else(|| unfit("cannot be read"))?;
            let known: Vec<_> = named
                .into_iter()
                .filter(|(algorithm, _)| length(algorithm, old).is_some())
                .collect();
            if known.is_empty() {
                return Err(unfit("names no algorithm that is known here"));
            }
            for (algorithm, digest) in known {
                let digest = digest.ok_or_else(|| unfit("cannot be read"))?;
                if length(&algorithm, old) != Some(digest.len()) {
                    return Err(unfit("has a digest of the wrong length"));
                }
                wanted.push((algorithm, digest));
            }
        }
        Ok(Self(wanted))
    }

    /// Checks them all.
    ///
    /// # Errors
    /// 409 with the digest that the bytes have.
    pub fn check(&self, bytes: &[u8]) -> Result<(), Refusal> {
        for (algorithm, wanted) in &self.0 {
            let found = hash(algorithm, bytes).unwrap_or_default();
            same(algorithm, wanted, &found)?;
        }
        Ok(())
    }

    /// Checks them all for what lies in a file.
    ///
    /// # Errors
    /// 409 with the digest that the bytes have.
    pub fn check_file(&self, mut file: File) -> Result<(), Refusal> {
        for (algorithm, wanted) in &self.0 {
            let hashed = file.rewind().and_then(|()| hash_all(algorithm, &mut file));
            let found = hashed.map_err(|error| Refusal::broken(error.to_string()))?;
            same(algorithm, wanted, &found.unwrap_or_default())?;
        }
        Ok(())
    }
}

fn same(algorithm: &str, wanted: &[u8], found: &[u8]) -> Result<(), Refusal> {
    if found == wanted {
        return Ok(());
    }
    let message = "What arrived is not what the header names; nothing was written.";
    let text = |digest: &[u8]| format!("{algorithm}=:{}:", BASE64_STANDARD.encode(digest));
    Err(Refusal::problem(&DIGEST_MISMATCH, message)
        .with("expected", text(wanted))
        .with("found", text(found)))
}

/// Bytes of a digest of this kind; `None` for kinds that are not checked. Those
/// that anybody can forge are only in the old header, where clients still send
/// them against accidents.
fn length(algorithm: &str, old: bool) -> Option<usize> {
    Some(match algorithm {
        "sha-256" => 32,
        "sha-512" => 64,
        "sha" if old => 20,
        "md5" if old => 16,
        _ => return None,
    })
}

/// An algorithm with its digest, if what stands there is one.
type Entry = (String, Option<Vec<u8>>);

/// Algorithms with their digests: a dictionary of byte sequences (RFC 9530 §2), or, as
/// it was in the old header, names with bare base64.
fn entries(value: &str, old: bool) -> Option<Vec<Entry>> {
    let named = if old { bare(value)? } else { members(value)? };
    let mut entries: Vec<Entry> = Vec::new();
    for entry in named {
        // The last of several wins (RFC 8941 §4.2.2); two of one kind that differ
        // are a mistake that is better not passed over.
        if entries
            .iter()
            .any(|(name, bytes)| *name == entry.0 && *bytes != entry.1)
        {
            return None;
        }
        entries.push(entry);
    }
    Some(entries)
}

/// The old header: names in any case, each with base64 behind it (RFC 3230 §4.3.2).
fn bare(value: &str) -> Option<Vec<Entry>> {
    let entry = |entry: &str| {
        let (name, digest) = entry.trim_matches([' ', '\t']).split_once('=')?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "_-.*".contains(c);
        if name.is_empty() || !name.chars().all(plain) {
            return None;
        }
        let name = name.to_ascii_lowercase();
        // Not all algorithms write base64: UNIXsum is a number.
        let digest = LENIENT.decode(digest).ok();
        (digest.is_some() || length(&name, true).is_none()).then_some((name, digest))
    };
    value.split(',').map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(HeaderName::from_static(name), value.parse().unwrap());
        headers
    }

    // Of the empty string, as every table has them.
    const SHA256: &str = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    const MD5: &str = "1B2M2Y8AsgTpgAmY7PhCfg==";
    const SHA1: &str = "2jmj7l5rSw0yVb/vlWAYkK/YBwk=";
    const SHA512: &str =
        "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==";

    #[test]
    fn digests_are_read_and_checked() {
        let good = [
            ("content-digest", format!("sha-256=:{SHA256}:")),
            (
                "repr-digest",
                format!("sha-512=:{SHA512}:, sha-256=:{SHA256}:"),
            ),
            (
                "repr-digest",
                format!("unixsum=:AAAA:,\tsha-256=:{SHA256}:"),
            ),
            ("content-digest", format!("sha-256=:{SHA256}:;x=1")),
            (
                "content-digest",
                format!("sha-256=:{}:", SHA256.trim_end_matches('=')),
            ),
            (
                "repr-digest",
                format!("unknown=?1, other=(1 2);q=\"x\", sha-256=:{SHA256}:, last"),
            ),
            ("digest", format!("SHA-256={SHA256}")),
            ("digest", format!("unixsum=30637,SHA-256={SHA256}")),
            ("digest", format!("md5={MD5},sha={SHA1}")),
        ];
        for (name, value) in good {
            let wanted = Wanted::read(&headers(name, &value)).unwrap();
            assert!(!wanted.0.is_empty(), "{value}");
            assert!(wanted.check(b"").is_ok(), "{value}");
            assert!(wanted.check(b"x").is_err(), "{value}");
        }
        let bad = [
            ("content-digest", format!("sha-256={SHA256}")),
            ("content-digest", format!("sha-256=:{SHA256}")),
            ("content-digest", format!("SHA-256=:{SHA256}:")),
            ("content-digest", "sha-256=:AAAA:".to_owned()),
            ("content-digest", format!("md5=:{MD5}:")),
            (
                "content-digest",
                format!("sha-256=:{SHA256}:, sha-256=:{}:", SHA256.replace('4', "5")),
            ),
            ("repr-digest", "sha-256=:%%%%:".to_owned()),
            ("repr-digest", "sha-256=?1".to_owned()),
            ("repr-digest", format!("sha-256=:{SHA256}:,")),
            ("repr-digest", String::new()),
            ("digest", "sha-256".to_owned()),
            ("digest", "crc32c=AAAAAA==".to_owned()),
        ];
        for (name, value) in bad {
            assert!(Wanted::read(&headers(name, &value)).is_err(), "{value}");
        }
        let mut lines = headers("content-digest", "unixsum=:AAA=:");
        let second = format!("sha-256=:{SHA256}:").parse().unwrap();
        lines.append(CONTENT_DIGEST, second);
        let wanted = Wanted::read(&lines).unwrap();
        assert!(wanted.check(b"").is_ok() && wanted.check(b"x").is_err());
        assert_eq!(Wanted::read(&HeaderMap::new()).unwrap(), Wanted::default());
    }
}
