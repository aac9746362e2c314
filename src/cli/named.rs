//! A file, or an edition of the store: what several verbs are about.

use std::path::{Path, PathBuf};

use super::report::Format;
use super::{Failure, StoreFolder, files, report};
use crate::edition::{EditionId, VersionReference};
use crate::operations::{Input, Uncitable};
use crate::store::Store;
use crate::xml::Rejected;

/// What is meant, and where it is looked up.
#[derive(clap::Args)]
pub struct Named {
    /// A TEI file, or a published edition; - is standard input.
    #[arg(value_name = "FILE|ID")]
    what: PathBuf,

    /// The version of a published edition: number, SHA-256 or latest.
    #[arg(long, default_value = "latest")]
    version: VersionReference,

    /// Under which address the store is served.
    #[arg(long, value_name = "URL", env = "VARIORUM_BASE_URL")]
    site: Option<String>,

    #[command(flatten)]
    folder: StoreFolder,
}

/// How something is made of a version, known by its address on a site.
type OfVersion<T> = fn(&Store, &EditionId, VersionReference, Option<&str>) -> Result<T, Uncitable>;

impl Named {
    /// Makes something of what is meant: of a file, or of a version.
    ///
    /// # Errors
    /// If it is neither, cannot be read, or is not well-formed XML.
    pub fn make<T>(
        &self,
        of_file: fn(Input<'_>) -> Result<T, Rejected>,
        of_version: OfVersion<T>,
        format: Format,
    ) -> Result<T, Failure> {
        let what = self.what.as_path();
        let name = self.what.to_string_lossy();
        if what == Path::new("-") || what.is_file() {
            let bytes = files::read(what)?;
            let input = Input {
                name: &name,
                bytes: &bytes,
            };
            return of_file(input).map_err(|rejected| report::reject(&rejected, format));
        }
        let Ok(id) = name.parse::<EditionId>() else {
            return Err(Failure(format!(
                "{name} is neither a file nor the name of an edition"
            )));
        };
        let store = Store::open(&self.folder.store)?;
        let site = self.site.as_deref();
        let site = site.map(|site| site.trim_end_matches('/'));
        of_version(&store, &id, self.version, site).map_err(|uncitable| match uncitable {
            Uncitable::Store(error) => error.into(),
            Uncitable::Rejected(rejected) => report::reject(&rejected, format),
        })
    }
}
