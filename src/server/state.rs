//! What does every answer draw on?
//!
//! The one place where the server is joined to the store and the templates:
//! whatever is given to [`House::new`] is what the site shows.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::addresses::Addresses;
use super::api::Desk;
use super::assets::Assets;
use super::bag::Bags;
use super::contracts::{Editions, Fault, Line, Pages};
use super::fingerprint::fingerprint;
use super::library::Library;
use super::lookup::Lookup;
use super::oai::Harvest;
use super::press::Press;
use super::refusal::Refusal;
use super::settings::Settings;
use super::shelf::Shelf;
use crate::diagnostic::nearest;
use crate::edition::{EditionId, Version, VersionReference};

/// Name and number of this program, for pages, entity tags and health.
pub const PROGRAM: &str = concat!("variorum ", env!("CARGO_PKG_VERSION"));

/// Everything a request may need; shared by all of them.
pub struct House {
    /// The settings.
    pub settings: Settings,
    /// Published editions.
    pub editions: Arc<dyn Editions>,
    /// Pages.
    pub pages: Arc<dyn Pages>,
    pub(super) assets: Assets,
    pub(super) shelf: Shelf,
    pub(super) library: Library,
    pub(super) harvest: Harvest,
    pub(super) press: Press,
    pub(super) bags: Bags,
    pub(super) desk: Option<Arc<Desk>>,
    pub(super) lookup: Option<Lookup>,
    requests: AtomicU64,
    stamp: u64,
}

impl House {
    /// A house that shows `editions` as `pages`.
    pub fn new(
        settings: Settings,
        editions: Arc<dyn Editions>,
        pages: Arc<dyn Pages>,
    ) -> Arc<Self> {
        Self::with_parts(settings, editions, pages, (None, None))
    }

    /// The same; what is changed is taken in at a desk, words are found with a
    /// lookup.
    pub(super) fn with_parts(
        settings: Settings,
        editions: Arc<dyn Editions>,
        pages: Arc<dyn Pages>,
        (desk, lookup): (Option<Arc<Desk>>, Option<Lookup>),
    ) -> Arc<Self> {
        let stamp = fingerprint((PROGRAM, &settings.site_name, settings.addresses.home()));
        Arc::new(Self {
            assets: Assets::new(settings.development),
            harvest: Harvest::default(),
            shelf: Shelf::new(editions.clone(), settings.refresh),
            // A document takes some ten times what its pages take, and is
            // needed for each of them.
            library: Library::new(editions.clone(), settings.cache_bytes.saturating_mul(4)),
            press: Press::new(settings.cache_bytes, settings.concurrent_renders),
            bags: Bags::default(),
            requests: AtomicU64::new(1),
            desk,
            lookup,
            settings,
            editions,
            pages,
            stamp,
        })
    }

    /// How addresses are written.
    pub fn addresses(&self) -> &Addresses {
        &self.settings.addresses
    }

    /// State of everything that pages show besides editions: program, name of
    /// the site, addresses, templates.
    pub(super) fn stamp(&self) -> u64 {
        fingerprint((self.stamp, self.pages.stamp()))
    }

    /// The number of the next request since the start.
    pub(super) fn next_request(&self) -> u64 {
        self.requests.fetch_add(1, Ordering::Relaxed)
    }

    /// The edition that an address names.
    pub(super) async fn line(&self, name: &str) -> Result<Arc<Line>, Refusal> {
        let Ok(id) = name.parse::<EditionId>() else {
            return Err(Refusal::no_edition(self.addresses(), name, None));
        };
        match self.shelf.line(&id).await {
            Ok(line) => Ok(line),
            Err(Fault::Absent) => Err(self.no_edition(name).await),
            Err(fault @ Fault::Withdrawn(..)) => Err(fault.into()),
            Err(fault @ (Fault::Broken(_) | Fault::Away(_))) => Err(fault.into()),
        }
    }

    async fn no_edition(&self, name: &str) -> Refusal {
        let listing = self.shelf.listing().await.unwrap_or_default();
        let names = listing.lines.iter().map(|line| line.id().as_str());
        let near = nearest(name, names).and_then(|near| near.parse().ok());
        Refusal::no_edition(self.addresses(), name, near.as_ref())
    }

    /// The version of `line` that an address names, by number or digest.
    pub(super) fn version<'l>(&self, line: &'l Line, name: &str) -> Result<&'l Version, Refusal> {
        let refuse = |what: &str| Refusal::no_version(self.addresses(), line, what);
        let reference = name.parse::<VersionReference>().ok();
        let standing = reference.and_then(|reference| line.get(reference));
        let gone = reference.and_then(|reference| line.gone(reference));
        if let (None, Some(gone)) = (standing, gone) {
            return Err(Refusal::withdrawn(line.id(), gone)
                .way(
                    self.addresses().versions(line.id()),
                    "The history of the edition",
                )
                .way(self.addresses().edition(line.id()), "The current version"));
        }
        match name.parse() {
            // The current version has an address without a version; a second
            // one would only make citations differ.
            Ok(VersionReference::Latest) | Err(_) => Err(refuse("Such a version")),
            Ok(VersionReference::Number(number)) => (line.get(VersionReference::Number(number)))
                .ok_or_else(|| refuse(&format!("Version {number}"))),
            Ok(VersionReference::Digest(digest)) => (line.get(VersionReference::Digest(digest)))
                .ok_or_else(|| refuse(&format!("A version with the SHA-256 {}…", digest.short()))),
        }
    }
}
