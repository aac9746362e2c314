//! SHA-256 (FIPS 180-4), and what others hash with.

use std::borrow::Cow;
use std::io::{self, Read, Write};
use std::ops::Deref;

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha512};

use super::verify::Algorithm;
use crate::edition::Digest;
use crate::source::{Deposit, FilePath, Files};

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

/// Bytes with their SHA-256. Nothing else makes one than hashing them, so whoever has
/// it need not hash them again.
#[derive(Clone, Copy, Debug)]
pub struct Hashed<B> {
    bytes: B,
    digest: Digest,
}

impl<B: AsRef<[u8]>> Hashed<B> {
    /// Hashes `bytes`.
    pub fn new(bytes: B) -> Self {
        let digest = digest(bytes.as_ref());
        Self { bytes, digest }
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_ref()
    }

    /// Their SHA-256.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The same bytes, borrowed.
    pub fn borrowed(&self) -> Hashed<&[u8]> {
        Hashed {
            bytes: self.bytes.as_ref(),
            digest: self.digest,
        }
    }
}

impl<'a> From<Hashed<&'a [u8]>> for Hashed<Cow<'a, [u8]>> {
    fn from(Hashed { bytes, digest }: Hashed<&'a [u8]>) -> Self {
        let bytes = Cow::Borrowed(bytes);
        Self { bytes, digest }
    }
}

impl From<Hashed<Vec<u8>>> for Hashed<Cow<'_, [u8]>> {
    fn from(Hashed { bytes, digest }: Hashed<Vec<u8>>) -> Self {
        let bytes = Cow::Owned(bytes);
        Self { bytes, digest }
    }
}

/// A deposit whose TEI file was hashed.
#[derive(Clone, Copy, Debug)]
pub struct HashedDeposit<'a> {
    deposit: Deposit<'a>,
    digest: Digest,
}

impl<'a> HashedDeposit<'a> {
    /// The TEI file, which people call `name` and which lies at `path` among `files`.
    pub fn new(
        (name, file): (&'a str, Hashed<&'a [u8]>),
        path: &'a FilePath,
        files: &'a dyn Files,
    ) -> Self {
        let Hashed { bytes, digest } = file;
        let deposit = Deposit {
            name,
            bytes,
            path,
            files,
        };
        Self { deposit, digest }
    }

    /// The SHA-256 of its TEI file.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Its TEI file.
    pub fn file(&self) -> Hashed<&'a [u8]> {
        Hashed {
            bytes: self.deposit.bytes,
            digest: self.digest,
        }
    }
}

impl<'a> From<Deposit<'a>> for HashedDeposit<'a> {
    fn from(deposit: Deposit<'a>) -> Self {
        let digest = digest(deposit.bytes);
        Self { deposit, digest }
    }
}

impl<'a> Deref for HashedDeposit<'a> {
    type Target = Deposit<'a>;

    fn deref(&self) -> &Deposit<'a> {
        &self.deposit
    }
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
