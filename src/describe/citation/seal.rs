//! What stands at the end of every citation?
//!
//! ```text
//! seal     = "[" [edition ", "] ["version " number ", "] hash
//!            ["; " segment [", " fingerprint]] "]"
//! hash     = "sha256:" 64HEX | "ni:///sha-256-128;" 22BASE64URL
//! segment  = the reference as in an address (docs/citation.md)
//! fingerprint = 16HEX "." 16HEX
//! ```
//! All of it is ASCII without quotation marks: nothing that word processors and
//! fonts like to change.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};

use super::Cited;
use crate::edition::Digest;
use crate::edition::reference::{Place, to_segment};

/// The seal with the whole SHA-256.
pub fn full(cited: &Cited) -> String {
    seal(cited, &format!("sha256:{}", cited.digest))
}

/// The seal with 128 bits of it, for footnotes.
pub fn short(cited: &Cited) -> String {
    seal(cited, &named_information_short(&cited.digest))
}

/// The name of the file by its SHA-256 (RFC 6920): `ni:///sha-256;…`.
pub fn named_information(digest: &Digest) -> String {
    format!("ni:///sha-256;{}", BASE64_URL_SAFE_NO_PAD.encode(digest.0))
}

/// The same by the first 128 bits (RFC 6920 §9.4, suite 2).
pub fn named_information_short(digest: &Digest) -> String {
    let first = &digest.0[..16];
    format!("ni:///sha-256-128;{}", BASE64_URL_SAFE_NO_PAD.encode(first))
}

fn seal(cited: &Cited, hash: &str) -> String {
    let mut seal = String::from("[");
    if let Some(edition) = &cited.edition {
        seal.push_str(&format!("{edition}, "));
    }
    if let Some(version) = &cited.version {
        seal.push_str(&format!("version {}, ", version.number));
    }
    seal.push_str(hash);
    if let Some(passage) = &cited.passage {
        let segment = to_segment(&passage.reference(), Place::AfterVersion);
        seal.push_str(&format!("; {segment}"));
        if let Some(hash) = &passage.hash {
            seal.push_str(&format!(", {}", hash.short()));
        }
    }
    seal.push(']');
    seal
}
