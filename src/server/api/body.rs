//! How is a body taken in?

use std::fs::File;
use std::io::Write;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::HeaderMap;
use axum::http::header::{CONNECTION, CONTENT_LENGTH, EXPECT};
use tokio::time::{Instant, timeout, timeout_at};

use crate::server::problems::{BODY_CUT_OFF, BODY_TOO_LARGE, BODY_TOO_SLOW};
use crate::server::refusal::Refusal;
use crate::{key, said};

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
pub async fn take(body: Body, headers: &HeaderMap, limits: Limits) -> Result<Vec<u8>, Refusal> {
    Taking::new(body, headers, limits)?.all().await
}

/// A body that is being taken in.
pub struct Taking {
    body: Body,
    declared: Option<u64>,
    limits: Limits,
    end: Instant,
    /// What came and was not given on yet.
    bytes: Vec<u8>,
    /// Bytes that came in all.
    came: usize,
    /// Whether it has come to its end.
    whole: bool,
}

impl Taking {
    /// Begins to take in a body.
    ///
    /// # Errors
    /// 413, if it says itself that it is too large.
    pub fn new(body: Body, headers: &HeaderMap, limits: Limits) -> Result<Self, Refusal> {
        let declared = declared(headers);
        if declared.is_some_and(|length| length > limits.bytes as u64) {
            return Err(too_large(limits.bytes));
        }
        let room = declared.and_then(|length| usize::try_from(length).ok());
        Ok(Self {
            body,
            declared,
            limits,
            end: Instant::now() + limits.whole,
            bytes: Vec::with_capacity(room.unwrap_or(0).min(ROOM)),
            came: 0,
            whole: false,
        })
    }

    /// As much of it as comes before there are so many bytes.
    ///
    /// # Errors
    /// 413, 408, or 400 for one that was cut off.
    pub async fn up_to(&mut self, enough: usize) -> Result<&[u8], Refusal> {
        while self.bytes.len() < enough && self.piece().await? {}
        Ok(&self.bytes)
    }

    /// All of it.
    ///
    /// # Errors
    /// 413, 408, or 400 for one that was cut off.
    pub async fn all(mut self) -> Result<Vec<u8>, Refusal> {
        while self.piece().await? {}
        match self.declared {
            Some(length) if length != self.came as u64 => Err(cut_off()),
            _ => Ok(self.bytes),
        }
    }

    /// Writes all of it to a file, and keeps little of it in memory.
    ///
    /// # Errors
    /// 413, 408, or 400 for one that was cut off; 500 if it cannot be written.
    pub async fn into_file(mut self, mut file: File) -> Result<(), Refusal> {
        let failed = |error: std::io::Error| Refusal::broken(error.to_string());
        while self.piece().await? {
            if self.bytes.len() >= ROOM {
                file.write_all(&self.bytes).map_err(failed)?;
                self.bytes.clear();
            }
        }
        file.write_all(&self.bytes).map_err(failed)?;
        match self.declared {
            Some(length) if length != self.came as u64 => Err(cut_off()),
            _ => Ok(()),
        }
    }

    /// Reads what is still to come and forgets it.
    pub async fn let_finish(self) {
        let_finish(self.body, &HeaderMap::new(), self.limits).await;
    }

    /// Takes in the next piece; `false` at the end.
    async fn piece(&mut self) -> Result<bool, Refusal> {
        if self.whole {
            return Ok(false);
        }
        let piece = timeout_at(self.end, timeout(self.limits.piece, next(&mut self.body)));
        let Ok(Ok(piece)) = piece.await else {
            return Err(too_slow());
        };
        match piece {
            None => {
                self.whole = true;
                Ok(false)
            }
            Some(Err(())) => Err(cut_off()),
            Some(Ok(piece)) if self.came + piece.len() > self.limits.bytes => {
                Err(too_large(self.limits.bytes))
            }
            Some(Ok(piece)) => {
                self.came += piece.len();
                self.bytes.extend_from_slice(&piece);
                Ok(true)
            }
        }
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
    let message = said!("A body may have at most {limit} bytes.", limit = limit);
    Refusal::problem(&BODY_TOO_LARGE, message)
        .with("limit", limit)
        .header(CONNECTION.as_str(), "close")
}

fn too_slow() -> Refusal {
    let message = key!("The body did not come in time.");
    Refusal::problem(&BODY_TOO_SLOW, message).header(CONNECTION.as_str(), "close")
}

fn cut_off() -> Refusal {
    Refusal::problem(
        &BODY_CUT_OFF,
        key!("The body is shorter than it was said to be, or broken."),
    )
}
