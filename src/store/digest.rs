//! SHA-256 (FIPS 180-4), and what others hash with.

use std::io::{self, Read, Write};

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha512};

use super::verify::Algorithm;
use crate::edition::Digest;

/// The SHA-256 of `bytes`: what `sha256sum` prints.
///
/// ```
/// assert_eq!(
///     variorum::store::digest(b"").to_string(),
///     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
/// );
/// ```
pub fn digest(bytes: &[u8]) -> Digest {
    Digest(Sha256::digest(bytes).into())
}

/// The SHA-256 of what is written to it, piece by piece.
#[derive(Clone, Default)]
pub struct Hashing(Sha256);

impl Hashing {
    /// Of all that was written.
    pub fn digest(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The digest of `bytes` by the algorithm of that name (`md5`, `sha1`, `sha256`,
/// `sha512` and the others that OCFL knows), in lower case; `None` for a name
/// that is not known.
pub fn digest_named(algorithm: &str, bytes: &[u8]) -> Option<String> {
    Algorithm::named(algorithm).map(|algorithm| algorithm.of(bytes))
}

/// The digest of `bytes` by the name that an algorithm has in the registry of
/// HTTP digests (RFC 9530 §7.2, RFC 3230 §4.1.1): `sha-256`, `sha-512`, and `sha`
/// and `md5`, which protect from accidents alone. `None` for others.
pub fn hash(algorithm: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    Some(match algorithm {
        "sha-256" => Sha256::digest(bytes).to_vec(),
        "sha-512" => Sha512::digest(bytes).to_vec(),
        "sha" => Sha1::digest(bytes).to_vec(),
        "md5" => Md5::digest(bytes).to_vec(),
        _ => return None,
    })
}

/// The same of all that can be read, without keeping it in memory.
///
/// # Errors
/// What the reader meets.
pub fn hash_all(algorithm: &str, reader: &mut dyn Read) -> io::Result<Option<Vec<u8>>> {
    match algorithm {
        "sha-256" => streamed::<Sha256>(reader),
        "sha-512" => streamed::<Sha512>(reader),
        "sha" => streamed::<Sha1>(reader),
        "md5" => streamed::<Md5>(reader),
        _ => Ok(None),
    }
}

fn streamed<D: sha2::Digest>(reader: &mut dyn Read) -> io::Result<Option<Vec<u8>>> {
    let mut hasher = D::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        match reader.read(&mut piece)? {
            0 => return Ok(Some(hasher.finalize().to_vec())),
            more => hasher.update(&piece[..more]),
        }
    }
}
