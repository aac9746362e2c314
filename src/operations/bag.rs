//! An edition leaves for an archive, and comes back.

use std::fmt;
use std::sync::Arc;

use super::publish::read_tei;
use crate::describe::citation::seal::named_information;
use crate::edition::{EditionId, VersionReference};
use crate::package::{self, Fault, Item, Label, PAYLOAD};
use crate::source::{Deposit, FilePath, Files};
use crate::store::{self, Restored, Store};
use crate::tei;

/// The BagIt bag of an edition with all its versions, also those that are
/// withdrawn: the files of its OCFL object are the payload. It depends on what is
/// published alone; nothing says when or where it was made.
///
/// # Errors
/// As [`Store::object`].
pub fn bag(store: &Store, id: &EditionId) -> Result<Vec<Item>, store::Error> {
    let object = Arc::new(store.object(id)?);
    let labels = labels(store, &object)?;
    let payload = object.files.digests().map(|(path, digest)| {
        let (of, name) = (object.clone(), path.clone());
        let item = Item::kept(path.as_str(), object.size(path), move || {
            let bytes = of.files.get(&name).map_err(|error| error.to_string())?;
            bytes.ok_or_else(|| format!("{name} is not there any more"))
        });
        (item, digest)
    });
    Ok(package::bag(payload.collect(), labels))
}

/// What `bag-info.txt` says: who and what by the header of the newest version
/// that stands, when by its history. What the header does not say is left out.
fn labels(store: &Store, object: &store::Object) -> Result<Vec<Label>, store::Error> {
    let mut labels = Vec::new();
    let newest = match store.stored(&object.id, VersionReference::Latest) {
        Ok(stored) => Some(stored),
        Err(store::Error::Withdrawn(..) | store::Error::NoSuchVersion(..)) => None,
        Err(error) => return Err(error),
    };
    let read = newest.as_ref().map(|stored| {
        let deposit = stored.deposit(object.id.as_str());
        tei::read_deposit(&deposit).map(|read| read.value)
    });
    let document = read.and_then(Result::ok);
    let header = document.as_ref().map(tei::Document::header);
    if let Some(header) = header {
        let publishers = header.publishers.iter();
        labels.extend(publishers.map(|name| Label::new("Source-Organization", name)));
        let title = header.title().map_or("", |title| title.text.as_str());
        labels.push(Label::new("External-Description", title));
    }
    labels.push(Label::new("External-Identifier", &object.uri));
    if let Some(stored) = &newest {
        let address = named_information(&stored.version.digest);
        labels.push(Label::new("External-Identifier", &address));
    }
    if let Some(header) = header {
        let own = header.identifiers.iter();
        labels.extend(own.map(|own| Label::new("External-Identifier", &own.value)));
    }
    let day = object.changed.get(..10).unwrap_or_default();
    labels.push(Label::new("Bagging-Date", day));
    labels.push(Label::new("Internal-Sender-Identifier", object.id.as_str()));
    Ok(labels)
}

/// Why nothing came out of a bag.
#[derive(Debug)]
pub enum Unpackable {
    /// It is not whole.
    Faults(Vec<Fault>),
    /// It is whole, and what is in it is no edition with its versions.
    Other,
    /// The store could not or would not.
    Store(store::Error),
}

impl fmt::Display for Unpackable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Faults(faults) => {
                let faults: Vec<String> = faults.iter().map(Fault::to_string).collect();
                f.write_str(&faults.join("; "))
            }
            Self::Other => f.write_str(
                "the bag is whole; what is in it is no edition with its versions, which is what \
                 `variorum bag` makes",
            ),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Unpackable {}

/// Looks whether a bag is whole, and which edition with how many versions is in
/// it.
///
/// # Errors
/// [`Unpackable`].
pub fn inspect(files: &dyn Files) -> Result<(EditionId, u32), Unpackable> {
    package::check(files).map_err(Unpackable::Faults)?;
    if !holds_edition(files) {
        return Err(Unpackable::Other);
    }
    let fit = |deposit: &Deposit<'_>| match read_tei(deposit) {
        Ok(_) => Ok(()),
        Err(rejected) => {
            let why = rejected.findings.first();
            let why = why.map_or("not well formed", |why| why.message.as_str());
            Err(format!("{}: {why}", deposit.name))
        }
    };
    store::inspect(&Payload(files), &fit).map_err(Unpackable::Store)
}

/// Publishes what is in a bag of an edition: its versions as they were, with who,
/// when and why. Versions that are here already make no new ones.
///
/// # Errors
/// [`Unpackable`]; nothing was written then, except for [`store::Error::Io`],
/// after which a second try goes on where the first ended.
pub fn unpack(store: &Store, files: &dyn Files) -> Result<Restored, Unpackable> {
    inspect(files)?;
    store.restore(&Payload(files)).map_err(Unpackable::Store)
}

/// Whether the payload of a bag is an edition with its versions.
pub fn holds_edition(files: &dyn Files) -> bool {
    let mark = FilePath::new(&format!("{PAYLOAD}/0=ocfl_object_1.1"));
    mark.is_ok_and(|mark| files.paths().contains(&mark))
}

/// The payload of a bag, by the paths that it has there.
#[derive(Debug)]
struct Payload<'f>(&'f dyn Files);

impl Files for Payload<'_> {
    fn paths(&self) -> Vec<FilePath> {
        let all = self.0.paths();
        let below = |path: &FilePath| {
            let below = path.as_str().strip_prefix(PAYLOAD)?.strip_prefix('/')?;
            FilePath::new(below).ok()
        };
        all.iter().filter_map(below).collect()
    }

    fn read(&self, path: &FilePath) -> Result<Option<std::borrow::Cow<'_, [u8]>>, String> {
        let whole = FilePath::new(&format!("{PAYLOAD}/{path}"));
        whole.map_or(Ok(None), |whole| self.0.read(&whole))
    }
}
