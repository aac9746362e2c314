//! Is this still the same?

use std::hash::{DefaultHasher, Hash, Hasher};

/// A number that tells states of the site apart, for entity tags and cache
/// keys. The same in every process of the same program, so that several nodes
/// agree. It is no proof of anything: digests of editions are SHA-256, and come
/// from the store.
pub fn fingerprint(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
