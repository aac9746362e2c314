//! Which schema is meant, and where is it?
//!
//! Documents name their schemas by address, in `<?xml-model?>`. Nothing is
//! ever fetched: an address leads to a file through the catalogue of a folder
//! of schemas, or to a file beside the document, or to the schema that comes
//! with the program.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use super::catalogue::{Catalogue, inside};
use super::model::{Language, Model, models};
use crate::diagnostic::Diagnostic;
use crate::relaxng::Schema;
use crate::source::percent;
use crate::xml::{Rejected, Tree};

/// What the schema that comes with the program is called.
pub const TEI_ALL: &str = "TEI All 4.12.0";

/// TEI All, compact: see `tei/schema/README.md`.
const TEI_ALL_FILE: &str = include_str!("../../tei/schema/tei_all.rng");

/// How large a file of a schema may be, in bytes: TEI All has one million.
const LARGEST_SCHEMA: u64 = 16 << 20;

/// The schema that comes with the program, read when it is first asked for.
pub fn tei_all() -> Arc<Schema> {
    static SCHEMA: OnceLock<Arc<Schema>> = OnceLock::new();
    let read = || {
        let load = |_: &str| Err("it stands alone".to_owned());
        match Schema::read(TEI_ALL, TEI_ALL_FILE.as_bytes(), &load) {
            Ok(read) => Arc::new(read.value),
            // Part of the program: the tests of the program read it.
            Err(rejected) => unreachable!("{:?}", rejected.findings),
        }
    };
    SCHEMA.get_or_init(read).clone()
}

/// The schemas that can be had, each read once.
#[derive(Debug, Default)]
pub struct Schemas {
    catalogue: Option<Catalogue>,
    known: Mutex<BTreeMap<PathBuf, Arc<Schema>>>,
}

/// Why a schema cannot be used.
#[derive(Debug)]
pub enum Unusable {
    /// The file could not be read: a sentence.
    File(String),
    /// It is no correct schema.
    Rejected(Box<Rejected>),
}

/// Where a document lies, if it lies in a folder.
#[derive(Clone, Copy, Debug)]
pub struct Place<'p> {
    /// The document.
    pub file: &'p Path,
    /// The folder that was named: schemas beside the document are taken from
    /// it, and from nowhere outside it.
    pub folder: &'p Path,
}

/// The schemas for one document.
#[derive(Debug, Default)]
pub struct Chosen {
    /// Each with what it is called.
    pub schemas: Vec<(String, Arc<Schema>)>,
    /// What is to be said about the choice.
    pub notes: Vec<Diagnostic>,
}

impl Schemas {
    /// The schemas of a folder with a catalogue, besides TEI All.
    ///
    /// # Errors
    /// A sentence, if the catalogue cannot be read.
    pub fn open(folder: &Path) -> Result<Self, String> {
        Ok(Self {
            catalogue: Some(Catalogue::open(folder)?),
            ..Self::default()
        })
    }

    /// The schema in a file that was named; files that it draws in lie in the
    /// same folder or below, or in the folder of schemas.
    ///
    /// # Errors
    /// [`Unusable`].
    pub fn file(&self, path: &Path) -> Result<Arc<Schema>, Unusable> {
        let failed = |error| Unusable::File(format!("cannot read {}: {error}", path.display()));
        let path = fs::canonicalize(path).map_err(failed)?;
        let folder = path.parent().unwrap_or(Path::new("/")).to_owned();
        self.schema(&path, &folder)
    }

    fn schema(&self, path: &Path, folder: &Path) -> Result<Arc<Schema>, Unusable> {
        if let Some(known) = self.known.lock().ok().and_then(|k| k.get(path).cloned()) {
            return Ok(known);
        }
        let bytes = read_file(path).map_err(Unusable::File)?;
        let load = |address: &str| self.load(address, folder);
        let name = path.to_string_lossy();
        let schema = Schema::read(&name, &bytes, &load)
            .map_err(|rejected| Unusable::Rejected(Box::new(rejected)))?;
        let schema = Arc::new(schema.value);
        if let Ok(mut known) = self.known.lock() {
            known.insert(path.to_owned(), schema.clone());
        }
        Ok(schema)
    }

    /// A file that a schema draws in.
    fn load(&self, address: &str, folder: &Path) -> Result<Vec<u8>, String> {
        let catalogue = self.catalogue.as_ref();
        let found = catalogue
            .and_then(|catalogue| catalogue.file(address))
            .or_else(|| inside(folder, Path::new(address)))
            .or_else(|| catalogue.and_then(|c| inside(c.folder(), Path::new(address))));
        let path = found.ok_or("nothing is fetched, and it is not in the folder of the schema")?;
        read_file(&path)
    }

    /// The schemas that `tree` names, as far as they can be had; TEI All if
    /// none can.
    pub fn of(&self, tree: &Tree, place: Option<Place>) -> Chosen {
        let mut chosen = Chosen::default();
        for model in models(tree) {
            if let Some(found) = self.find(&model, place, &mut chosen.notes) {
                let same = |(_, known): &(String, Arc<Schema>)| Arc::ptr_eq(known, &found.1);
                if !chosen.schemas.iter().any(same) {
                    chosen.schemas.push(found);
                }
            }
        }
        if chosen.schemas.is_empty() {
            chosen.schemas.push((TEI_ALL.to_owned(), tei_all()));
        }
        chosen
    }

    fn find(
        &self,
        model: &Model,
        place: Option<Place>,
        notes: &mut Vec<Diagnostic>,
    ) -> Option<(String, Arc<Schema>)> {
        let href = &model.href;
        let mut note = |message: String, hint: &str| {
            let note = Diagnostic::information("schema-unavailable", model.span, message);
            notes.push(note.hint(hint));
        };
        match model.language {
            Language::RelaxNg => {}
            Language::Compact => {
                let message = format!("`{href}` is in the compact syntax, which is not read");
                note(message, "convert it: trang schema.rnc schema.rng");
                return None;
            }
            Language::Other => return None,
        }
        let catalogued = self.catalogue.as_ref().and_then(|c| c.file(href));
        let remote = href.contains("://");
        if catalogued.is_none() && remote && is_tei_all(href) {
            return Some((TEI_ALL.to_owned(), tei_all()));
        }
        let beside = || {
            let place = place.filter(|_| !remote)?;
            let folder = fs::canonicalize(place.folder).ok()?;
            // An address, as publishing reads it when it takes the file in.
            let path = href.split(['#', '?']).next()?;
            let file = place.file.parent()?.join(percent::decode(path)?);
            Some((inside(&folder, &file)?, folder))
        };
        let found = match catalogued {
            Some(path) => Some((path, self.catalogue.as_ref()?.folder().to_owned())),
            None => beside(),
        };
        let Some((path, folder)) = found else {
            let message = format!("`{href}` is not at hand; nothing is fetched");
            note(
                message,
                "put it into a folder with a catalog.xml, and name that with --schemas",
            );
            return None;
        };
        match self.schema(&path, &folder) {
            Ok(schema) => Some((href.clone(), schema)),
            Err(Unusable::File(message)) => {
                note(message, "look at the file, or name another with --schema");
                None
            }
            Err(Unusable::Rejected(rejected)) => {
                let why = rejected.findings.first();
                let at = why.map(|why| rejected.source.position(why.span.start));
                let (message, at) = (
                    why.map_or("", |why| why.message.as_str()),
                    at.map(|at| at.to_string()).unwrap_or_default(),
                );
                let name = rejected.source.name();
                let message = format!("`{href}` is no correct schema: {name}:{at}: {message}");
                note(message, "mend it, or name another with --schema");
                None
            }
        }
    }
}

/// Whether an address of the TEI Consortium is that of TEI All, in whatever
/// version.
fn is_tei_all(address: &str) -> bool {
    let rest = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split_once('/'));
    host.is_some_and(|(host, path)| {
        matches!(host, "www.tei-c.org" | "tei-c.org") && path.ends_with("/tei_all.rng")
    })
}

fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let failed = |error| format!("cannot read {}: {error}", path.display());
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(LARGEST_SCHEMA + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > LARGEST_SCHEMA {
        let most = LARGEST_SCHEMA >> 20;
        return Err(format!("{} is larger than {most} MiB", path.display()));
    }
    Ok(bytes)
}
