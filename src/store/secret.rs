//! What only this store knows.

use super::Error;
use super::blobs::{BlobStore, Created};

/// Its name, beside the storage root.
const NAME: &str = "secret";

/// Thirty-two random bytes.
///
/// # Panics
/// If the system gives no random numbers: then nothing can be signed.
pub fn fresh_secret() -> [u8; 32] {
    let mut bytes = [0; 32];
    let filled = rustix::rand::getrandom(&mut bytes, rustix::rand::GetRandomFlags::empty());
    assert_eq!(
        filled,
        Ok(bytes.len()),
        "the system gives no random numbers"
    );
    bytes
}

/// The secret among `blobs`; it is made if there is none. Of several who make one at
/// the same time, one is right.
pub fn secret(blobs: &dyn BlobStore) -> Result<[u8; 32], Error> {
    let kept = || -> Result<Option<[u8; 32]>, Error> {
        let unfit = |_| Error::Unfit("the secret of the store has not 32 bytes".to_owned());
        let bytes = blobs.get(NAME)?;
        bytes
            .map(|bytes| bytes.try_into().map_err(unfit))
            .transpose()
    };
    if let Some(secret) = kept()? {
        return Ok(secret);
    }
    let fresh = fresh_secret();
    match blobs.create(NAME, &fresh)? {
        Created::Now => Ok(fresh),
        _ => Ok(kept()?.unwrap_or(fresh)),
    }
}
