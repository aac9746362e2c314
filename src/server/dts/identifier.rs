//! What does an identifier name?
//!
//! Identifiers are the addresses of pages; they are understood with and without
//! the host before them, so that a site that moves keeps what was noted down.

use std::sync::Arc;

use axum::http::StatusCode;

use super::unknown;
use crate::edition::Version;
use crate::server::addresses::Addresses;
use crate::server::contracts::Line;
use crate::server::refusal::Refusal;
use crate::server::state::House;

/// Something that has an identifier.
pub enum Identified {
    /// The collection of all editions.
    Site,
    /// The collection of the versions of an edition.
    Edition(Arc<Line>),
    /// A version.
    Version(Arc<Line>, Version),
}

/// The identifier of the collection of all editions.
pub fn site(addresses: &Addresses) -> String {
    addresses.of("/editions")
}

/// What `identifier` names; none is the site.
///
/// # Errors
/// 404 if it names nothing here, 410 if a version is withdrawn.
pub async fn identified(house: &House, identifier: Option<&str>) -> Result<Identified, Refusal> {
    let Some(identifier) = identifier else {
        return Ok(Identified::Site);
    };
    let addresses = house.addresses();
    let no = || unknown("This identifier names nothing here. Collections list those that do.");
    let path = identifier
        .strip_prefix(addresses.site())
        .unwrap_or(identifier);
    let path = path.strip_prefix("/editions").ok_or_else(no)?;
    let names: Vec<&str> = path.split('/').skip(1).collect();
    match names[..] {
        [] if path.is_empty() => Ok(Identified::Site),
        [edition] => Ok(Identified::Edition(house.line(edition).await?)),
        [edition, version] => {
            let line = house.line(edition).await?;
            let version = house.version(&line, version)?.clone();
            Ok(Identified::Version(line, version))
        }
        _ => Err(no()),
    }
}

/// The version that `identifier` names.
///
/// # Errors
/// As [`identified`]; 404 if it names a collection.
pub async fn resource(house: &House, identifier: &str) -> Result<(Arc<Line>, Version), Refusal> {
    match identified(house, Some(identifier)).await? {
        Identified::Version(line, version) => Ok((line, version)),
        Identified::Edition(line) => {
            let latest = house.addresses().version(line.id(), line.latest().number);
            let message = "This identifier names a collection of versions; a resource is one \
                           version.";
            let refusal = Refusal::new(StatusCode::NOT_FOUND, "No resource", message);
            Err(refusal.way(latest, "The current version"))
        }
        Identified::Site => Err(unknown(
            "This identifier names the collection of all editions; a resource is one version.",
        )),
    }
}
