//! Where does an edition lie?
//!
//! OCFL storage layout extension 0003, *Hashed Truncated N-tuple Trees with
//! Object ID Encapsulating Directory*, with its defaults: the only hashed
//! layout that all validators know, and one in which the name of an edition
//! stays readable in the path.

use super::digest::digest;
use crate::edition::EditionId;

/// The declaration of a storage root: name and content of the file (OCFL 1.1
/// §4.1).
pub const ROOT: (&str, &str) = ("0=ocfl_1.1", "ocfl_1.1\n");

/// The declaration of an object (OCFL 1.1 §3.4).
pub const OBJECT: (&str, &str) = ("0=ocfl_object_1.1", "ocfl_object_1.1\n");

/// The description of the layout in the storage root.
pub const LAYOUT: (&str, &str) = (
    "ocfl_layout.json",
    "{\n  \"extension\": \"0003-hash-and-id-n-tuple-storage-layout\",\n  \"description\": \
     \"Hashed Truncated N-tuple Trees with Object ID Encapsulating Directory\"\n}\n",
);

/// The parameters of the layout.
pub const CONFIG: (&str, &str) = (
    "extensions/0003-hash-and-id-n-tuple-storage-layout/config.json",
    "{\n  \"extensionName\": \"0003-hash-and-id-n-tuple-storage-layout\",\n  \
     \"digestAlgorithm\": \"sha256\",\n  \"tupleSize\": 3,\n  \"numberOfTuples\": 3\n}\n",
);

/// How many folders lie between the root and the folder of an object.
pub const DEPTH: usize = 3;

/// The OCFL id of an edition. OCFL wants a URI; a URN does not depend on where
/// the store is served, which may change.
pub fn object_id(id: &EditionId) -> String {
    format!("{PREFIX}{id}")
}

/// The edition of an OCFL id; `None` for objects that are not ours.
pub fn edition(object_id: &str) -> Option<EditionId> {
    object_id.strip_prefix(PREFIX)?.parse().ok()
}

/// The edition whose object lies in a folder of this name, without a look
/// inside; `None` for other objects, and for names cut for their length.
pub fn edition_of_folder(name: &str) -> Option<EditionId> {
    let id = name.strip_prefix(&encode(PREFIX))?;
    (name.len() <= LONGEST).then(|| id.parse().ok())?
}

const PREFIX: &str = "urn:x-variorum:edition:";

/// The longest encoded id that is a folder name as it is.
const LONGEST: usize = 100;

/// The path of an object below the storage root.
pub fn object_path(object_id: &str) -> String {
    let hash = digest(object_id.as_bytes()).to_string();
    let mut name = encode(object_id);
    if name.len() > LONGEST {
        name.truncate(LONGEST);
        name = format!("{name}-{hash}");
    }
    format!("{}/{}/{}/{name}", &hash[..3], &hash[3..6], &hash[6..9])
}

/// Everything but letters, digits, `-` and `_` as `%xx` in lower case.
fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' {
            out.push(byte.into());
        } else {
            out.push_str(&format!("%{byte:02x}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_tells_its_edition() {
        let short: EditionId = "moquegua-2008".parse().unwrap();
        let long: EditionId = "a".repeat(EditionId::LONGEST).parse().unwrap();
        let folder = |id: &EditionId| {
            object_path(&object_id(id))
                .rsplit('/')
                .next()
                .unwrap()
                .to_owned()
        };
        assert_eq!(edition_of_folder(&folder(&short)), Some(short.clone()));
        assert_eq!(edition_of_folder(&folder(&long)), None);
        assert_eq!(edition_of_folder("object-01"), None);
    }

    #[test]
    fn paths_are_those_of_the_extension() {
        assert_eq!(object_path("object-01"), "3c0/ff4/240/object-01");
        assert_eq!(
            object_path("..hor/rib:le-$id"),
            "487/326/d8c/%2e%2ehor%2frib%3ale-%24id"
        );
        let long = "abcdefghij".repeat(26);
        let hash = digest(long.as_bytes()).to_string();
        assert!(object_path(&long).ends_with(&format!("{}-{hash}", &long[..100])));
    }
}
