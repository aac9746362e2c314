//! Where does this machine keep what it works with beside a store?

use std::path::{Path, PathBuf};

/// The folder called `what` of a store, if nobody says otherwise: beside it, with
/// a dot and `what` at the end of its name; of an object store, which lies
/// nowhere, in `data`.
pub fn beside(store: &Path, what: &str) -> PathBuf {
    if store.starts_with("s3:") {
        return Path::new("data").join(what);
    }
    // Beside a link would not be beside the store.
    let store = store.canonicalize().unwrap_or_else(|_| store.to_owned());
    let mut name = store.file_name().unwrap_or(store.as_os_str()).to_owned();
    name.push(".");
    name.push(what);
    store.with_file_name(name)
}
