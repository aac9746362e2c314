//! Witnesses are handed in, and what they have in common is handed out.
//!
//! Nothing is kept and nothing changed, so nobody needs a token. What may be
//! handed in is bounded, how long it may take too, and how many are at work at
//! one time.
//!
//! 1. `asked` reads what is wanted, of a program (`POST /api/collate`) or of a
//!    form (`/collate`);
//! 2. `work` collates, within bounds;
//! 3. `page` is the form, with what came of it;
//! 4. `shown` is the table, the entries and the pictures as the page shows them;
//! 5. `decide` makes a decision of what an editor points at.

mod asked;
mod decide;
mod page;
mod shown;
mod work;

use std::sync::Arc;

use axum::extract::{Request, State as FromState};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::body;
use super::edition::at_work_on;
use crate::server::refusal::Refusal;
use crate::server::state::House;

use asked::Asked;
pub use page::{get, post};

/// `POST /api/collate`.
pub async fn answer(
    FromState(house): FromState<Arc<House>>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let limits = work::limits(&house, work::MOST_BYTES);
    let read =
        Asked::of_query(&parts.uri).and_then(|asked| Ok((asked, asked::kind(&parts.headers)?)));
    let (asked, kind) = match read {
        Ok(read) => read,
        Err(refusal) => {
            body::let_finish(body, &parts.headers, limits).await;
            return Err(refusal);
        }
    };
    let bytes = body::take(body, &parts.headers, limits).await?;
    let place = work::place()?;
    let (_waiting, gone) = work::Waiting::new();
    at_work_on(move || {
        let _place = place;
        let asked = asked.with(&kind, &bytes)?;
        let collation = work::collated(&asked, &gone)?;
        let (text, _) = collation.written(asked.form, asked.method);
        let left = collation.findings().len().to_string();
        let applied = [(LEFT, left)];
        let headers = [
            (CONTENT_TYPE, asked.form.media_type()),
            (CACHE_CONTROL, "no-store"),
        ];
        Ok((headers, applied, text).into_response())
    })
    .await
}

/// How many decisions no longer apply.
const LEFT: &str = "decisions-left";
