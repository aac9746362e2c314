//! `/api/token`: whose token is this, and what does it allow?

use std::sync::Arc;

use axum::extract::State as FromState;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::desk::{desk, holder};
use super::query::Query;
use super::reply;
use crate::server::ask::Ask;
use crate::server::refusal::Refusal;
use crate::server::state::House;

/// GET: what is known of the token that the request shows.
pub async fn get(
    FromState(house): FromState<Arc<House>>,
    request: Ask,
) -> Result<Response, Refusal> {
    let desk = desk(&house)?;
    let token = holder(desk, request.headers(), None).await?;
    Query::read(request.uri(), &[])?;
    let answer = json!({
        "number": token.number,
        "holder": token.holder,
        "may": token.may,
        "editions": token.editions,
        "made": token.made,
        "until": token.until,
    });
    Ok(reply::answer(StatusCode::OK, &answer))
}
