//! Style sheets, scripts and fonts.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::answer;
use crate::server::ask::Ask;
use crate::server::assets::Asset;
use crate::server::cache::Key;
use crate::server::prepared::{Recipe, keep};
use crate::server::refusal::Refusal;
use crate::server::shelf::blocking;
use crate::server::state::House;

/// `/public/{path}`.
pub async fn public(
    State(house): State<Arc<House>>,
    Path(path): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    send(&house, path, &request).await
}

/// `/favicon.svg`: where browsers look for it.
pub async fn favicon(State(house): State<Arc<House>>, request: Ask) -> Result<Response, Refusal> {
    send(&house, "favicon.svg".to_owned(), &request).await
}

async fn send(house: &Arc<House>, path: String, request: &Ask) -> Result<Response, Refusal> {
    let asset = find(house, &path).await?;
    let stamp = asset.stamp;
    let make = move || Ok(recipe(asset));
    let mut response = answer(house, Key::Asset { path, stamp }, make, request).await?;
    let eternal = request.uri().query() == Some(format!("v={stamp:016x}").as_str());
    if eternal {
        keep(&mut response, "public, max-age=31536000, immutable");
    } else {
        keep(&mut response, "no-cache");
    }
    Ok(response)
}

/// Embedded assets are at hand; those on disk are not.
async fn find(house: &Arc<House>, path: &str) -> Result<Asset, Refusal> {
    let found = if house.settings.development {
        let (at_work, path) = (house.clone(), path.to_owned());
        blocking(move || Ok(at_work.assets.get(&path))).await?
    } else {
        house.assets.get(path)
    };
    found.ok_or_else(Refusal::no_page)
}

fn recipe(asset: Asset) -> Recipe {
    Recipe {
        media_type: asset.media_type.to_owned(),
        tag: format!("{:016x}", asset.stamp),
        bytes: asset.bytes.into_owned(),
        modified: None,
        headers: HeaderMap::new(),
        exact: false,
    }
}
