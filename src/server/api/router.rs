//! Which addresses does the API have?

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ALLOW,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get};

use super::{batch, collate, draft, edition, hand_in, list, manual, report, token, withdraw};
use crate::server::prepared::set;
use crate::server::state::House;

type Shared = Arc<House>;

/// All of them: each with what can be done there. `openapi.json` says the same.
pub fn router() -> Router<Shared> {
    Router::new()
        .route("/api", open(get(manual::page), "GET, HEAD, OPTIONS"))
        .route(
            "/hand-in",
            open(
                get(hand_in::get).post(hand_in::post),
                "GET, HEAD, POST, OPTIONS",
            ),
        )
        .route(
            "/collate",
            open(
                get(collate::get).post(collate::post),
                "GET, HEAD, POST, OPTIONS",
            ),
        )
        .route(
            "/api/collate",
            open(axum::routing::post(collate::answer), "POST, OPTIONS"),
        )
        .route(
            "/api/batches",
            open(
                get(batch::list).post(batch::post),
                "GET, HEAD, POST, OPTIONS",
            ),
        )
        .route("/api/batches/{batch}", reading(batch::get))
        .route("/api/batches/{batch}/report.csv", reading(batch::report))
        .route(
            "/hand-in/batches",
            open(
                get(batch::page::form).post(batch::page::post),
                "GET, HEAD, POST, OPTIONS",
            ),
        )
        .route("/hand-in/batches/{batch}", reading(batch::page::get))
        .route(
            "/hand-in/batches/{batch}/report.csv",
            reading(batch::page::report),
        )
        .route(
            "/editions/{id}/{version}/report",
            open(
                get(report::get).post(report::post),
                "GET, HEAD, POST, OPTIONS",
            ),
        )
        .route("/api/reports", reading(report::list))
        .route(
            "/api/reports/{number}/resolution",
            open(axum::routing::post(report::resolve), "POST, OPTIONS"),
        )
        .route("/api/openapi.json", reading(manual::openapi))
        .route("/api/problems/{code}", reading(manual::problem))
        .route("/api/token", reading(token::get))
        .route("/api/editions", reading(list::editions))
        .route(
            "/api/editions/{id}",
            open(
                get(edition::get).put(edition::put).delete(withdraw::all),
                "GET, HEAD, PUT, DELETE, OPTIONS",
            ),
        )
        .route(
            "/api/editions/{id}/drafts",
            open(axum::routing::post(draft::post), "POST, OPTIONS"),
        )
        .route(
            "/api/editions/{id}/{version}",
            open(
                get(list::version).delete(withdraw::one),
                "GET, HEAD, DELETE, OPTIONS",
            ),
        )
}

fn reading<H, T>(handler: H) -> MethodRouter<Shared>
where
    H: Handler<T, Shared>,
    T: 'static,
{
    open(get(handler), "GET, HEAD, OPTIONS")
}

/// What can be done at an address is said to whoever asks. Pages of other sites
/// may read, and nothing else: a browser must not change an edition because of
/// a page that somebody looks at.
fn open(methods: MethodRouter<Shared>, allowed: &'static str) -> MethodRouter<Shared> {
    methods.options(move || async move {
        let mut headers = HeaderMap::new();
        set(&mut headers, ALLOW, allowed);
        if allowed.contains("GET") {
            set(&mut headers, ACCESS_CONTROL_ALLOW_ORIGIN, "*");
            set(
                &mut headers,
                ACCESS_CONTROL_ALLOW_METHODS,
                "GET, HEAD, OPTIONS",
            );
            let conditions = "If-Match, If-None-Match";
            set(&mut headers, ACCESS_CONTROL_ALLOW_HEADERS, conditions);
            set(&mut headers, ACCESS_CONTROL_MAX_AGE, "86400");
        }
        (StatusCode::NO_CONTENT, headers).into_response()
    })
}
