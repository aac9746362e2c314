//! The editions that come with the program.

use include_dir::{Dir, include_dir};
use serde::Deserialize;

use super::convert::Input;
use super::publish::{Facts, publish};
use crate::edition::EditionId;
use crate::store::{Expected, Store};

static EDITIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/tei/editions");

/// When and by whom a shipped edition was published (`publication.toml`).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PublicationFile {
    publisher: String,
    address: String,
    message: String,
    when: String,
}

/// A store in memory with every shipped edition (`tei/editions/*/edition.xml`)
/// as version 1: what the server shows when there is no store on disk.
///
/// # Errors
/// A sentence naming the file that could not be published: a mistake in how the
/// program was put together.
pub fn shipped() -> Result<Store, String> {
    let store = Store::memory();
    for folder in EDITIONS.dirs() {
        let name = folder.path().to_string_lossy();
        ship(&store, folder, &name).map_err(|error| format!("shipped edition {name}: {error}"))?;
    }
    Ok(store)
}

fn ship(store: &Store, folder: &Dir<'_>, name: &str) -> Result<(), String> {
    let file = |file: &str| {
        let found = folder.get_file(folder.path().join(file));
        found
            .map(include_dir::File::contents)
            .ok_or(format!("there is no {file}"))
    };
    let id: EditionId = name.parse().map_err(|error| format!("{error}"))?;
    let facts =
        std::str::from_utf8(file("publication.toml")?).map_err(|error| error.to_string())?;
    let facts: PublicationFile = toml::from_str(facts).map_err(|error| error.to_string())?;
    let facts = Facts {
        publisher: facts.publisher,
        address: facts.address,
        message: facts.message,
        when: facts.when,
        token: None,
    };
    let path = format!("tei/editions/{name}/edition.xml");
    let input = Input {
        name: &path,
        bytes: file("edition.xml")?,
    };
    publish(store, &id, input, &facts, Expected::Any).map_err(|error| error.to_string())?;
    Ok(())
}
