//! What happens around every request?
//!
//! It gets a number, is looked at before anything is done for it, and is given
//! up when it takes too long or panics. Its answer gets a face if it is a
//! refusal, the headers that keep readers safe, and one line in the log.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::negotiate::media_quality;
use super::refusal::{Refusal, Way};
use super::security::secure;
use super::state::House;

/// The longest path and query, in bytes: addresses here are under 300, and what
/// other sites append to links is under a thousand.
const LONGEST_ADDRESS: usize = 4096;

/// Whether a reply was ready in the cache; noted in the response for the log.
#[derive(Clone, Copy, Debug)]
pub struct CacheHit(pub bool);

/// Answers a request through `next`.
pub async fn frame(State(house): State<Arc<House>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let number = house.next_request();
    let asked = Asked::of(&request);
    let answered = match refuse_at_once(&house, &request) {
        Some(refusal) => Err(refusal),
        None => guarded(&house, next.run(request)).await,
    };
    let mut response = answered.unwrap_or_else(IntoResponse::into_response);
    if response.status().is_client_error() || response.status().is_server_error() {
        response = dress(&house, &asked, response, number);
    }
    secure(response.headers_mut());
    log(&asked, &response, number, begun);
    response
}

/// What is kept of the request while it is answered: cheap copies.
struct Asked {
    method: Method,
    uri: Uri,
    json: bool,
}

impl Asked {
    fn of(request: &Request) -> Self {
        Self {
            method: request.method().clone(),
            uri: request.uri().clone(),
            json: wants_json(request.uri(), request.headers()),
        }
    }
}

/// Programs say so, or ask for an address that ends so.
fn wants_json(uri: &Uri, headers: &HeaderMap) -> bool {
    let html = media_quality(headers, "text/html");
    let json = media_quality(headers, "application/json");
    let problem = media_quality(headers, "application/problem+json");
    json.max(problem) > html || uri.path().ends_with(".json")
}

fn refuse_at_once(house: &House, request: &Request) -> Option<Refusal> {
    let address = request
        .uri()
        .path_and_query()
        .map_or(0, |address| address.as_str().len());
    if address > LONGEST_ADDRESS {
        return Some(Refusal::too_long());
    }
    let length = request.headers().get(CONTENT_LENGTH)?;
    let length: usize = length.to_str().ok()?.parse().ok()?;
    let limit = house.settings.body_limit;
    (length > limit).then(|| Refusal::too_large(limit))
}

/// The answer, unless it takes too long or panics.
async fn guarded(
    house: &House,
    answer: impl Future<Output = Response>,
) -> Result<Response, Refusal> {
    let mut answer = pin!(answer);
    let caught = std::future::poll_fn(|context| {
        // What a panic leaves behind is dropped with the future; what is shared
        // sits behind locks that outlive a panic.
        let polled = catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(context)));
        match polled {
            Ok(poll) => poll.map(Ok),
            Err(panic) => Poll::Ready(Err(Refusal::broken(panic_message(&*panic)))),
        }
    });
    let timed = tokio::time::timeout(house.settings.request_timeout, caught).await;
    timed.unwrap_or_else(|_| Err(Refusal::too_slow()))
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let message = (panic.downcast_ref::<&str>().copied())
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panic: {}", message.unwrap_or("without a message"))
}

/// Gives a refusal its face. Bare statuses of the router get one too.
fn dress(house: &House, asked: &Asked, mut response: Response, number: u64) -> Response {
    let status = response.status();
    let refusal = response.extensions_mut().remove::<Refusal>();
    let mut refusal = refusal.unwrap_or_else(|| Refusal::from_status(status));
    if let Some(cause) = &refusal.cause {
        tracing::error!(
            request = number,
            path = asked.uri.path(),
            cause,
            "request failed"
        );
        refusal.message = format!("{} Its number is {number}.", refusal.message);
    }
    refusal
        .ways
        .push(Way::new(house.addresses().home(), "All editions"));
    let (media_type, text) = if asked.json {
        ("application/problem+json", problem(&refusal, &asked.uri))
    } else {
        ("text/html; charset=utf-8", page(house, &refusal))
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(text.len()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(VARY, HeaderValue::from_static("Accept"));
    if asked.json {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    let head = asked.method == Method::HEAD;
    *response.body_mut() = if head {
        Body::empty()
    } else {
        Body::from(text)
    };
    response
}

/// Problem details (RFC 9457).
fn problem(refusal: &Refusal, uri: &Uri) -> String {
    let problem = serde_json::json!({
        "type": "about:blank",
        "title": refusal.status.canonical_reason().unwrap_or(refusal.title),
        "status": refusal.status.as_u16(),
        "detail": refusal.message,
        "instance": uri.path(),
        "ways": refusal.ways,
    });
    problem.to_string()
}

fn page(house: &House, refusal: &Refusal) -> String {
    let made = catch_unwind(AssertUnwindSafe(|| {
        house.pages.refusal(house.addresses(), refusal)
    }));
    match made {
        Ok(Ok(page)) => page,
        Ok(Err(fault)) => {
            tracing::error!(cause = %fault, "the page for refusals cannot be made");
            plain_page(refusal)
        }
        Err(_) => plain_page(refusal),
    }
}

/// A page that needs no template, for when those are at fault.
fn plain_page(refusal: &Refusal) -> String {
    let title = escape(refusal.title);
    let way = |way: &Way| {
        format!(
            "<li><a href=\"{}\">{}</a></li>",
            escape(&way.href),
            escape(&way.label)
        )
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"></head>\n\
         <body><main><h1>{title}</h1><p>{}</p><ul>{}</ul></main></body>\n</html>\n",
        escape(&refusal.message),
        refusal.ways.iter().map(way).collect::<String>(),
    )
}

fn escape(text: &str) -> String {
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}

/// One line: never the query or the headers, which may tell who is reading.
fn log(asked: &Asked, response: &Response, number: u64, begun: Instant) {
    let cache = match response.extensions().get::<CacheHit>() {
        Some(CacheHit(true)) => "hit",
        Some(CacheHit(false)) => "miss",
        None => "none",
    };
    tracing::info!(
        target: "variorum::request",
        request = number,
        method = asked.method.as_str(),
        path = asked.uri.path(),
        status = response.status().as_u16(),
        bytes = response.body().size_hint().exact(),
        milliseconds = begun.elapsed().as_micros() as f64 / 1000.0,
        cache,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_page_escapes() {
        let refusal = Refusal::no_page().way("/?\"><script>", "<b>");
        let page = plain_page(&refusal);
        assert!(
            page.contains("<a href=\"/?&quot;&gt;&lt;script&gt;\">&lt;b&gt;</a>"),
            "{page}"
        );
    }
}
