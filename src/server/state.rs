//! What does every answer draw on?
//!
//! The one place where the server is joined to the store and the templates:
//! whatever is given to [`House::new`] is what the site shows.

use std::ops::Deref;
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
use super::shelf::{Shelf, blocking};
use super::tongue;
use crate::diagnostic::nearest;
use crate::edition::{EditionId, Version, VersionReference};
use crate::wording::{Said, Wording};
use crate::{key, said};

/// Name and number of this program, for pages, entity tags and health.
pub const PROGRAM: &str = concat!("variorum ", env!("CARGO_PKG_VERSION"));

/// Everything a request may need, in the language in which it is answered.
pub struct House {
    /// Pages.
    pub pages: Arc<dyn Pages>,
    /// The words in which they speak.
    pub wording: Arc<Wording>,
    rooms: Arc<Rooms>,
}

/// What is the same for all requests, whatever their language.
pub struct Rooms {
    /// The settings.
    pub settings: Settings,
    /// Published editions.
    pub editions: Arc<dyn Editions>,
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

impl Deref for House {
    type Target = Rooms;

    fn deref(&self) -> &Rooms {
        &self.rooms
    }
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
        let rooms = Rooms {
            assets: Assets::new(settings.development),
            harvest: Harvest::default(),
            shelf: Shelf::new(editions.clone(), settings.refresh),
            // A document takes some ten times what its pages take, and is
            // needed for each of them.
            library: Library::new(editions.clone(), settings.cache_bytes.saturating_mul(2)),
            press: Press::new(settings.cache_bytes, settings.concurrent_renders),
            bags: Bags::default(),
            requests: AtomicU64::new(1),
            desk,
            lookup,
            settings,
            editions,
            stamp,
        };
        Arc::new(Self {
            wording: pages.wording(),
            pages,
            rooms: Arc::new(rooms),
        })
    }

    /// The languages in which it can speak; the first is that of the site.
    pub fn languages(&self) -> Vec<String> {
        let site = self.settings.language.as_str();
        let mut languages = self.pages.languages();
        languages.sort_by_key(|tag| (tag != site, tag.clone()));
        languages
    }

    /// The same house, speaking one of its languages.
    pub fn speaking(&self, language: &str) -> Option<Arc<Self>> {
        let pages = self.pages.speaking(language)?;
        Some(Arc::new(Self {
            wording: pages.wording(),
            pages,
            rooms: self.rooms.clone(),
        }))
    }

    /// How addresses are written.
    pub fn addresses(&self) -> &Addresses {
        &self.settings.addresses
    }

    /// State of everything that is shown besides editions: program, name of the
    /// site, addresses, templates.
    pub(super) fn stamp(&self) -> u64 {
        fingerprint((self.stamp, self.pages.stamp()))
    }

    /// The same for a reply of this media type: a page speaks a language.
    pub(super) fn stamp_of(&self, media_type: &str) -> u64 {
        match tongue::is_spoken(media_type) {
            true => fingerprint((self.stamp(), &self.wording.language)),
            false => self.stamp(),
        }
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
        // Where there are many, not on the threads that answer.
        let name_of = name.to_owned();
        let near = blocking(move || {
            let names = listing.lines.iter().map(|line| line.id().as_str());
            Ok(nearest(&name_of, names).and_then(|near| near.parse().ok()))
        });
        let near: Option<EditionId> = near.await.unwrap_or_default();
        Refusal::no_edition(self.addresses(), name, near.as_ref())
    }

    /// The version of `line` that an address names, by number or digest.
    pub(super) fn version<'l>(&self, line: &'l Line, name: &str) -> Result<&'l Version, Refusal> {
        let refuse = |what: Said| Refusal::no_version(self.addresses(), line, what);
        let reference = name.parse::<VersionReference>().ok();
        let standing = reference.and_then(|reference| line.get(reference));
        let gone = reference.and_then(|reference| line.gone(reference));
        if let (None, Some(gone)) = (standing, gone) {
            return Err(Refusal::withdrawn(line.id(), gone)
                .way(
                    self.addresses().versions(line.id()),
                    key!("The history of the edition"),
                )
                .way(
                    self.addresses().edition(line.id()),
                    key!("The current version"),
                ));
        }
        match name.parse() {
            // The current version has an address without a version; a second
            // one would only make citations differ.
            Ok(VersionReference::Latest) | Err(_) => Err(refuse(said!("Such a version"))),
            Ok(VersionReference::Number(number)) => (line.get(VersionReference::Number(number)))
                .ok_or_else(|| refuse(said!("Version {number}", number = number))),
            Ok(VersionReference::Digest(digest)) => (line.get(VersionReference::Digest(digest)))
                .ok_or_else(|| {
                    refuse(said!(
                        "A version with the SHA-256 {hash}",
                        hash = format!("{}…", digest.short())
                    ))
                }),
        }
    }
}
