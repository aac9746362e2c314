//! Which style sheets, scripts and fonts are there?

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::fingerprint::fingerprint;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/public");

/// Largest asset that is read from disk in development: 16 MiB, some ten times
/// a generous font.
const LARGEST: u64 = 16 << 20;

/// The files under `public/`: embedded in the program, or on disk while
/// somebody works on them.
pub struct Assets {
    embedded: BTreeMap<String, Embedded>,
    folder: Option<PathBuf>,
}

struct Embedded {
    bytes: &'static [u8],
    stamp: u64,
}

/// One file.
pub struct Asset {
    /// Its bytes.
    pub bytes: Cow<'static, [u8]>,
    /// Its media type, with the charset of text.
    pub media_type: &'static str,
    /// Another number for other bytes.
    pub stamp: u64,
}

impl Assets {
    /// The assets; in `development` those in the folder `public` of the working
    /// directory.
    pub fn new(development: bool) -> Self {
        let mut embedded = BTreeMap::new();
        collect(&EMBEDDED, &mut embedded);
        let folder = development.then(|| PathBuf::from("public"));
        Self { embedded, folder }
    }

    /// The file at `path`, relative to `public/`; `None` for what is not there
    /// and for paths that are better not followed.
    pub fn get(&self, path: &str) -> Option<Asset> {
        let media_type = media_type(path)?;
        let (bytes, stamp) = match &self.folder {
            Some(folder) => {
                let bytes = read(folder, path)?;
                let stamp = fingerprint(&bytes);
                (Cow::Owned(bytes), stamp)
            }
            None => {
                let found = self.embedded.get(path)?;
                (Cow::Borrowed(found.bytes), found.stamp)
            }
        };
        Some(Asset {
            bytes,
            media_type,
            stamp,
        })
    }

    /// The number that makes the address of an asset eternal (`?v=…`), as it
    /// is written there.
    pub fn version(&self, path: &str) -> Option<String> {
        self.get(path).map(|asset| format!("{:016x}", asset.stamp))
    }
}

fn collect(folder: &Dir<'static>, into: &mut BTreeMap<String, Embedded>) {
    for file in folder.files() {
        if let Some(path) = file.path().to_str() {
            let bytes = file.contents();
            let stamp = fingerprint(bytes);
            into.insert(path.to_owned(), Embedded { bytes, stamp });
        }
    }
    for inner in folder.dirs() {
        collect(inner, into);
    }
}

fn read(folder: &Path, path: &str) -> Option<Vec<u8>> {
    // Plain names only: no way up, no hidden file, no drive, no stream.
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let good = |part: &str| !part.starts_with('.') && !part.is_empty() && part.chars().all(plain);
    if !path.split('/').all(good) {
        return None;
    }
    // And where they lead, links followed, is still inside.
    let folder = folder.canonicalize().ok()?;
    let file = folder.join(path).canonicalize().ok()?;
    let fits =
        std::fs::metadata(&file).is_ok_and(|facts| facts.is_file() && facts.len() <= LARGEST);
    (file.starts_with(&folder) && fits).then(|| std::fs::read(file).ok())?
}

/// The media type of a file by the end of its name; `None` for kinds of files
/// that are not ours.
fn media_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_not_left() {
        let folder = tempfile::tempdir().unwrap();
        let public = folder.path().join("public");
        std::fs::create_dir_all(public.join("css")).unwrap();
        std::fs::write(public.join("css/page.css"), "p{}").unwrap();
        std::fs::write(folder.path().join("secret.txt"), "s").unwrap();
        assert_eq!(read(&public, "css/page.css").as_deref(), Some(&b"p{}"[..]));
        for path in [
            "../secret.txt",
            "css/../../secret.txt",
            "/etc/passwd",
            "css//page.css",
            "",
        ] {
            assert_eq!(read(&public, path), None, "{path}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path(), public.join("out")).unwrap();
            assert_eq!(read(&public, "out/secret.txt"), None);
        }
    }
}
