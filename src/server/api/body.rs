//! How is a body taken in?

use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::HeaderMap;
use axum::http::header::{CONNECTION, CONTENT_LENGTH, EXPECT};
use tokio::time::{Instant, timeout, timeout_at};

use crate::server::problems::{BODY_CUT_OFF, BODY_TOO_LARGE, BODY_TOO_SLOW};
use crate::server::refusal::Refusal;

/// How much of a body, and how long it is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of all of it.
    pub bytes: usize,
    /// For all of it.
    pub whole: Duration,
    /// For the next piece of it.
    pub piece: Duration,
}

/// Bytes for which there is room before any have come: what a header says of the
/// length is not believed.
const ROOM: usize = 1 << 20;

/// The bytes of a body.
///
/// # Errors
/// 413, 408, or 400 for one that was cut off.
pub async fn take(mut body: Body, headers: &HeaderMap, limits: Limits) -> Result<Vec<u8>, Refusal> {
    let declared = declared(headers);
    if declared.is_some_and(|length| length > limits.bytes as u64) {
        return Err(too_large(limits.bytes));
    }
    let room = declared.and_then(|length| usize::try_from(length).ok());
    let mut bytes = Vec::with_capacity(room.unwrap_or(0).min(ROOM));
    let end = Instant::now() + limits.whole;
    loop {
        let piece = timeout_at(end, timeout(limits.piece, next(&mut body)));
        let Ok(Ok(piece)) = piece.await else {
            return Err(too_slow());
        };
        match piece {
            None => break,
            Some(Err(())) => return Err(cut_off()),
            Some(Ok(piece)) => {
                if bytes.len() + piece.len() > limits.bytes {
                    return Err(too_large(limits.bytes));
                }
                bytes.extend_from_slice(&piece);
            }
        }
    }
    match declared {
        Some(length) if length != bytes.len() as u64 => Err(cut_off()),
        _ => Ok(bytes),
    }
}

/// For how long a body that nobody wants is listened to.
const LINGER: Duration = Duration::from_secs(2);

/// Reads what a client still sends that is refused: many read no answer before
/// they have said all, and a connection that is closed before takes it away from
/// them. Who waits to be asked for the body is not asked.
pub async fn let_finish(mut body: Body, headers: &HeaderMap, limits: Limits) {
    let waits = headers.contains_key(EXPECT);
    let large = declared(headers).is_some_and(|length| length > limits.bytes as u64);
    if waits || large {
        return;
    }
    let end = Instant::now() + LINGER;
    let mut left = limits.bytes;
    while let Ok(Some(Ok(piece))) = timeout_at(end, next(&mut body)).await {
        left = left.saturating_sub(piece.len());
        if left == 0 {
            return;
        }
    }
}

async fn next(body: &mut Body) -> Option<Result<axum::body::Bytes, ()>> {
    loop {
        let frame = std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context));
        match frame.await? {
            Err(_) => return Some(Err(())),
            // Trailers are of no use to us.
            Ok(frame) => match frame.into_data() {
                Ok(data) => return Some(Ok(data)),
                Err(_) => continue,
            },
        }
    }
}

fn declared(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn too_large(limit: usize) -> Refusal {
    let message = format!("A body may have at most {limit} bytes.");
    Refusal::problem(&BODY_TOO_LARGE, message)
        .with("limit", limit)
        .header(CONNECTION.as_str(), "close")
}

fn too_slow() -> Refusal {
    let message = "The body did not come in time.";
    Refusal::problem(&BODY_TOO_SLOW, message).header(CONNECTION.as_str(), "close")
}

fn cut_off() -> Refusal {
    Refusal::problem(
        &BODY_CUT_OFF,
        "The body is shorter than it was said to be, or broken.",
    )
}
