//! What happens around every request?
//!
//! It gets a number, is looked at before anything is done for it, and is given
//! up when it takes too long or panics. Its answer gets a face if it is a
//! refusal, the headers that keep readers safe, and one line in the log.

use std::any::Any;
use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::{BoxError, Router};
use tower::Service;

use super::face::{OwnFace, dress};
use super::host;
use super::refusal::Refusal;
use super::security::secure;
use super::stale;
use super::state::House;
use super::tongue;

/// The longest path and query, in bytes: addresses here are under 300, and what
/// other sites append to links is under a thousand.
const LONGEST_ADDRESS: usize = 4096;

/// The largest head of a request, in bytes.
pub const LARGEST_HEAD: usize = 32 << 10;

/// For how many seconds the store has given no answer: what a reply shows may be
/// older than what is published.
const STALE: HeaderName = HeaderName::from_static("variorum-stale");

/// Whether a reply was ready in the cache; noted in the response for the log.
#[derive(Clone, Copy, Debug)]
pub struct CacheHit(pub bool);

/// The router in its frame: the whole site, as a service for connections and
/// for tests. It stands outside of the router, which would count the bytes of
/// bodies that are not sent.
#[derive(Clone)]
pub struct Site {
    /// In the language of the site first.
    faces: Arc<[(Arc<House>, Router)]>,
    /// Whether requests come over a connection.
    wired: bool,
}

impl Site {
    /// `router` in its frame, in each language of the house.
    pub fn new(house: Arc<House>, router: Router<Arc<House>>) -> Self {
        let languages = house.languages();
        let mut houses: Vec<Arc<House>> = languages
            .iter()
            .filter_map(|tag| house.speaking(tag))
            .collect();
        if houses.is_empty() {
            houses.push(house);
        }
        let face = |house: Arc<House>| (house.clone(), router.clone().with_state(house));
        Self {
            faces: houses.into_iter().map(face).collect(),
            wired: false,
        }
    }

    /// The same for requests that come over a connection: they name their host.
    pub fn on_the_wire(self) -> Self {
        Self {
            wired: true,
            ..self
        }
    }

    /// House and router in the language that suits who asks.
    fn face(&self, headers: &HeaderMap) -> (Arc<House>, Router) {
        let offered: Vec<&str> = (self.faces.iter())
            .map(|(house, _)| house.wording.language.as_str())
            .collect();
        let at = tongue::wanted(headers, &offered).unwrap_or(0);
        self.faces[at].clone()
    }
}

impl<B> Service<Request<B>> for Site
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // As the router: always.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (house, router) = self.face(request.headers());
        let request = request.map(Body::new);
        let wired = self.wired;
        Box::pin(async move { Ok(frame(&house, router, request, wired).await) })
    }
}

async fn frame(
    house: &House,
    mut router: Router,
    mut request: Request<Body>,
    wired: bool,
) -> Response {
    let begun = Instant::now();
    let number = house.next_request();
    let asked = Asked::of(&request);
    let stale = house.shelf.stale();
    let noted = stale.filter(|_| stale::ask_plainly(&mut request));
    let answered = match refuse_at_once(house, &request, wired) {
        Some(refusal) => Err(refusal),
        None => {
            let settings = &house.settings;
            let handing_in = hands_in(&request);
            let for_body = handing_in.then_some(settings.upload_time);
            let patience = settings.request_timeout + for_body.unwrap_or_default();
            guarded(patience, router.call(request)).await
        }
    };
    let mut response = answered.unwrap_or_else(IntoResponse::into_response);
    let refused = response.status().is_client_error() || response.status().is_server_error();
    if refused && response.extensions().get::<OwnFace>().is_none() {
        response = dress(house, &asked, response, number);
    }
    if [StatusCode::NOT_MODIFIED, StatusCode::NO_CONTENT].contains(&response.status()) {
        // The router counted the bytes of the empty body; the number would be
        // read as that of the body that the client has (RFC 9110 §8.6).
        response.headers_mut().remove(CONTENT_LENGTH);
    }
    secure(response.headers_mut(), house.addresses().are_https());
    let media_type = response.headers().get(CONTENT_TYPE);
    let media_type = media_type.and_then(|value| value.to_str().ok());
    if media_type.is_some_and(tongue::is_spoken) {
        tongue::vary(response.headers_mut());
    }
    if let Some(since) = noted {
        response = stale::note(house, response, since).await;
    }
    if let Some(since) = house.shelf.stale() {
        response.headers_mut().insert(STALE, since.as_secs().into());
    }
    log(&asked, &response, number, begun);
    response
}

/// What is kept of the request while it is answered: cheap copies.
pub struct Asked {
    /// Its method.
    pub method: Method,
    /// Its address.
    pub uri: Uri,
    /// What the client says it accepts.
    pub accept: Option<HeaderValue>,
}

impl Asked {
    fn of(request: &Request<Body>) -> Self {
        Self {
            method: request.method().clone(),
            uri: request.uri().clone(),
            accept: request.headers().get(ACCEPT).cloned(),
        }
    }
}

fn refuse_at_once(house: &House, request: &Request<Body>, wired: bool) -> Option<Refusal> {
    let address = request
        .uri()
        .path_and_query()
        .map_or(0, |address| address.as_str().len());
    if address > LONGEST_ADDRESS {
        return Some(Refusal::too_long());
    }
    let headers = request.headers();
    let lines = headers.iter();
    let head: usize = lines
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    if head > LARGEST_HEAD {
        return Some(Refusal::head_too_large());
    }
    if !host::is_named(headers, request.version(), wired) {
        return Some(Refusal::no_host());
    }
    let length = headers.get(CONTENT_LENGTH)?;
    let length: usize = length.to_str().ok()?.parse().ok()?;
    // What is handed in is looked at when it is known by whom.
    let limit = if hands_in(request) {
        return None;
    } else {
        house.settings.body_limit
    };
    (length > limit).then(|| Refusal::too_large(limit))
}

/// Whether a request brings something to be published.
fn hands_in(request: &Request<Body>) -> bool {
    let reads = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    let path = request.uri().path();
    !reads && (path == "/hand-in" || path.starts_with("/api/"))
}

/// The answer, unless it takes too long or panics.
async fn guarded(
    patience: Duration,
    answer: impl Future<Output = Result<Response, Infallible>>,
) -> Result<Response, Refusal> {
    let mut answer = pin!(answer);
    let caught = std::future::poll_fn(|context| {
        // What a panic leaves behind is dropped with the future; what is shared
        // sits behind locks that outlive a panic.
        let polled = catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(context)));
        match polled {
            Ok(poll) => poll.map(|answer| answer.map_err(|never| match never {})),
            Err(panic) => Poll::Ready(Err(Refusal::broken(panic_message(&*panic)))),
        }
    });
    let timed = tokio::time::timeout(patience, caught).await;
    timed.unwrap_or_else(|_| Err(Refusal::too_slow()))
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let message = (panic.downcast_ref::<&str>().copied())
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panic: {}", message.unwrap_or("without a message"))
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
