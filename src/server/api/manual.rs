//! `/api`, its pages, and its description for programs.

use std::sync::Arc;

use axum::extract::{Path, State as FromState};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::server::problems;
use crate::server::refusal::Refusal;
use crate::server::security::share;
use crate::server::shelf::blocking;
use crate::server::state::House;

/// The description of the API (OpenAPI 3.1). Its addresses begin where the
/// document stands.
const OPENAPI: &str = include_str!("openapi.json");

/// GET `/api`: how things are handed in, for people.
pub async fn page(FromState(house): FromState<Arc<House>>) -> Result<Response, Refusal> {
    let made = blocking(move || house.pages.manual(house.addresses()));
    Ok(html(made.await?))
}

/// GET `/api/problems/{code}`: what a problem means.
pub async fn problem(
    FromState(house): FromState<Arc<House>>,
    Path(code): Path<String>,
) -> Result<Response, Refusal> {
    let problem = problems::named(&code).ok_or_else(Refusal::no_page)?;
    let made = blocking(move || house.pages.problem(house.addresses(), problem));
    Ok(html(made.await?))
}

/// GET `/api/openapi.json`.
pub async fn openapi(FromState(house): FromState<Arc<House>>) -> Response {
    let text = OPENAPI.replace(
        "\"url\": \"/\"",
        &format!("\"url\": \"{}\"", house.addresses().home()),
    );
    let headers = [(CONTENT_TYPE, "application/json")];
    let mut response = (StatusCode::OK, headers, text).into_response();
    share(response.headers_mut());
    response
}

fn html(page: String) -> Response {
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8")];
    (headers, page).into_response()
}
