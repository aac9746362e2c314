//! Where do the templates come from?
//!
//! The built-in ones are part of the program. A theme is a folder laid over
//! them: any file in it wins; its rules come after the built-in ones.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use include_dir::{Dir, include_dir};

use super::error::Error;
use crate::wording::{ENGLISH, Wording};

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/xslt-free-templates");

/// The largest file of a theme, in bytes; the largest built-in one has under
/// ten thousand.
const LARGEST_TEMPLATE: u64 = 1 << 20;

/// The deepest folder of a theme: `elements/`, `pages/`, `parts/` lie at 1.
const DEEPEST_FOLDER: usize = 4;

/// The texts of templates and rules, by their path with `/` between names.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Templates (`elements/p.html`).
    pub templates: BTreeMap<String, String>,
    /// The texts of `rules.toml`, the theme's last.
    pub rules: Vec<String>,
    /// The files of messages of each language, the theme's last.
    pub messages: BTreeMap<String, Vec<String>>,
    /// What `asset("css/page.css")` prints in a template.
    pub assets: AssetAddresses,
}

/// Gives the address of a style sheet, script or font by its path.
#[derive(Clone)]
pub struct AssetAddresses(Arc<dyn Fn(&str) -> String + Send + Sync>);

impl AssetAddresses {
    /// Addresses as `address` writes them.
    pub fn new(address: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(address))
    }

    /// The address of the asset at `path`.
    pub fn of(&self, path: &str) -> String {
        (self.0)(path)
    }
}

impl Default for AssetAddresses {
    /// Below `/public/`.
    fn default() -> Self {
        Self::new(|path| format!("/public/{path}"))
    }
}

impl fmt::Debug for AssetAddresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AssetAddresses")
    }
}

/// When the files of a theme were changed last.
pub type Stamps = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

impl Sources {
    /// The templates that are part of the program.
    pub fn built_in() -> Self {
        let mut sources = Self::default();
        let mut folders = vec![&BUILT_IN];
        while let Some(folder) = folders.pop() {
            folders.extend(folder.dirs());
            for file in folder.files() {
                if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
                    sources.add(path.replace('\\', "/"), text.to_owned());
                }
            }
        }
        sources
    }

    /// Lays the files of `folder` over what is there.
    ///
    /// # Errors
    /// [`Error::Theme`] names the file or folder that cannot be read.
    pub fn overlay(&mut self, folder: &Path) -> Result<(), Error> {
        for path in files(folder)?.into_keys() {
            let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
            let name = path.strip_prefix(folder).unwrap_or(&path);
            let parts = name
                .components()
                .map(|part| part.as_os_str().to_string_lossy());
            self.add(parts.collect::<Vec<_>>().join("/"), text);
        }
        Ok(())
    }

    /// Adds a file: rules and messages are gathered, templates replaced.
    pub fn add(&mut self, name: String, text: String) {
        if name == "rules.toml" {
            self.rules.push(text);
        } else if name.ends_with(".html") {
            self.templates.insert(name, text);
        } else if let Some(language) = language_of(&name) {
            self.messages
                .entry(language.to_owned())
                .or_default()
                .push(text);
        }
    }

    /// The languages in which templates and program speak, by their tags; English
    /// is always among them.
    ///
    /// # Errors
    /// [`Error::Messages`] for the first message that cannot be used.
    pub fn wordings(&self) -> Result<BTreeMap<String, Wording>, Error> {
        let english = (ENGLISH.to_owned(), Wording::default());
        let mut wordings = BTreeMap::from([english]);
        for (language, files) in &self.messages {
            let wording = Wording::new(language, files).map_err(|message| Error::Messages {
                language: language.clone(),
                message,
            })?;
            wordings.insert(language.clone(), wording);
        }
        Ok(wordings)
    }

    /// A number that differs for other templates, rules or versions of the
    /// program, and is the same on every machine (FNV-1a, 64 bits).
    pub fn fingerprint(&self) -> u64 {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut add = |text: &str| {
            // The byte 255 occurs in no text: it keeps names and texts apart.
            for byte in text.bytes().chain([255]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        add(env!("CARGO_PKG_VERSION"));
        for (name, text) in &self.templates {
            add(name);
            add(text);
        }
        self.rules.iter().for_each(|rules| add(rules));
        for (language, files) in &self.messages {
            add(language);
            files.iter().for_each(|file| add(file));
        }
        hash
    }
}

/// The language of a file of messages: `messages/pt-br.toml`.
fn language_of(name: &str) -> Option<&str> {
    name.strip_prefix("messages/")?.strip_suffix(".toml")
}

/// The files of a theme with size and time, in the order of their paths.
///
/// # Errors
/// [`Error::Theme`] names the folder that cannot be read.
pub fn files(folder: &Path) -> Result<Stamps, Error> {
    let mut files = Stamps::new();
    let mut folders = vec![(folder.to_path_buf(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| unreadable(&folder, error))? {
            let path = entry.map_err(|error| unreadable(&folder, error))?.path();
            let about = fs::metadata(&path).map_err(|error| unreadable(&path, error))?;
            let of_theme = path
                .extension()
                .is_some_and(|end| end == "html" || end == "toml");
            if about.is_dir() && depth < DEEPEST_FOLDER {
                folders.push((path, depth + 1));
            } else if about.is_file() && of_theme {
                if about.len() > LARGEST_TEMPLATE {
                    return Err(unreadable(&path, "larger than 1 MiB"));
                }
                files.insert(path, (about.len(), about.modified().ok()));
            }
        }
    }
    Ok(files)
}

fn unreadable(path: &Path, error: impl ToString) -> Error {
    Error::Theme {
        path: path.display().to_string(),
        message: error.to_string(),
    }
}
