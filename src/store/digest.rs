//! SHA-256 (FIPS 180-4).

use sha2::{Digest as _, Sha256};

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

/// The digest of `bytes` by the algorithm of that name (`md5`, `sha1`, `sha256`,
/// `sha512` and the others that OCFL knows), in lower case; `None` for a name
/// that is not known.
pub fn digest_named(algorithm: &str, bytes: &[u8]) -> Option<String> {
    Algorithm::named(algorithm).map(|algorithm| algorithm.of(bytes))
}
