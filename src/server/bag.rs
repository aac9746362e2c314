//! An edition with all its versions, as a package (docs/publishing.md).
//!
//! The package is made while it is sent: from any place in it, and never whole in
//! memory. It is the same to the byte until something is published, so a download
//! that broke off goes on where it was.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Path, State};
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE,
    ETAG, LAST_MODIFIED, LINK, RANGE, RETRY_AFTER,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use hyper::body::{Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::spawn_blocking;

use super::ask::Ask;
use super::conditions::{Validators, Verdict, judge, range_allowed};
use super::contracts::{Fault, Line};
use super::downloads::{modified, put_digest};
use super::prepared::set;
use super::range::{self, Asked};
use super::refusal::Refusal;
use super::security::{CONTENT_DIGEST, share};
use super::shelf::blocking;
use super::state::House;
use crate::edition::{Digest, EditionId};
use crate::package::{Broken, Zip};
use crate::store::{Hashing, digest};
use crate::{key, said};

/// So many packages are made at once; whoever comes then is asked to come again.
const AT_ONCE: usize = 16;

/// Bytes that are sent at a time, and how many of these wait for a slow client.
const PIECE: usize = 64 << 10;
const WAITING: usize = 4;

/// So many digests are remembered.
const REMEMBERED: usize = 4096;

/// What is known of packages.
pub struct Bags {
    /// The SHA-256 of archives, by that of the list of their files.
    digests: Mutex<BTreeMap<Digest, Digest>>,
    places: Arc<Semaphore>,
}

impl Default for Bags {
    fn default() -> Self {
        Self {
            digests: Mutex::default(),
            places: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

/// An archive that can be sent.
struct Packed {
    zip: Zip,
    digest: Digest,
}

/// `/editions/{id}/bag.zip`.
pub async fn whole(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    if !line.withdrawn().is_empty() {
        return Err(withheld(&house, &line));
    }
    let place = house.bags.places.clone().try_acquire_owned();
    let place = place.map_err(|_| {
        let message = key!("Many packages are being made just now. Please come again in a minute.");
        let status = StatusCode::SERVICE_UNAVAILABLE;
        Refusal::new(status, key!("Too many at once"), message).header(RETRY_AFTER.as_str(), "60")
    })?;
    let (at_work, id) = (house.clone(), line.id().clone());
    let packed = blocking(move || at_work.bags.pack(&at_work, &id)).await;
    let packed = match packed {
        Err(Fault::Withdrawn(..)) => return Err(withheld(&house, &line)),
        Err(Fault::Absent) => return Err(nowhere(&house, &line)),
        packed => packed?,
    };
    Ok(answer(&house, &line, packed, &request, place))
}

/// 403: the package would hold what is given to nobody any more.
fn withheld(house: &House, line: &Line) -> Refusal {
    let gone = line.withdrawn().last();
    let general = said!(
        "A package has all versions of an edition, and what is withdrawn is given to nobody."
    );
    let message = match gone {
        None => general,
        Some((version, withdrawal)) => said!(
            "{sentence} Version {number} was withdrawn by {by}: {reason}",
            sentence = general,
            number = version.number,
            by = &withdrawal.by,
            reason = &withdrawal.reason
        ),
    };
    Refusal::new(StatusCode::FORBIDDEN, key!("No package"), message)
        .way(house.addresses().versions(line.id()), key!("All versions"))
}

/// 404: the store keeps its editions in a way that cannot be packed.
fn nowhere(house: &House, line: &Line) -> Refusal {
    let message = key!("This site gives out no packages: its store is not on a disk.");
    Refusal::new(StatusCode::NOT_FOUND, key!("No package"), message)
        .way(house.addresses().versions(line.id()), key!("All versions"))
}

impl Bags {
    /// Puts a package together. Its digest is computed when it is asked for the
    /// first time, which reads all of it.
    fn pack(&self, house: &House, id: &EditionId) -> Result<Packed, Fault> {
        let items = house.editions.bag(id)?;
        let withdrawn = |path: &str| path.ends_with("/content/withdrawals.json");
        if items.iter().any(|item| withdrawn(&item.path)) {
            // Since the line was looked at.
            return Err(Fault::Broken("a version was withdrawn just now".to_owned()));
        }
        let seal = items
            .iter()
            .find(|item| item.path == "tagmanifest-sha256.txt");
        let seal = seal.map(|seal| seal.read()).transpose();
        let seal = seal.map_err(Fault::Broken)?.ok_or(Fault::Absent)?;
        let key = digest(&seal);
        let zip = Zip::new(id.as_str(), items);
        let known = self.digests().get(&key).copied();
        let digest = match known {
            Some(digest) => digest,
            None => self.remember(key, hash_of(&zip)?),
        };
        Ok(Packed { zip, digest })
    }

    fn remember(&self, key: Digest, digest: Digest) -> Digest {
        let mut digests = self.digests();
        if digests.len() >= REMEMBERED {
            digests.clear();
        }
        digests.insert(key, digest);
        digest
    }

    fn digests(&self) -> std::sync::MutexGuard<'_, BTreeMap<Digest, Digest>> {
        self.digests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hash_of(zip: &Zip) -> Result<Digest, Fault> {
    let mut hashing = Hashing::default();
    match zip.write(0, zip.size(), &mut hashing) {
        Ok(()) => Ok(hashing.digest()),
        Err(Broken::File(why)) => Err(Fault::Broken(why)),
        Err(Broken::Receiver(error)) => Err(Fault::Broken(error.to_string())),
    }
}

fn answer(
    house: &House,
    line: &Line,
    packed: Packed,
    request: &Ask,
    place: OwnedSemaphorePermit,
) -> Response {
    let tag = format!("\"{}\"", packed.digest);
    let validators = Validators {
        tag: &tag,
        modified: modified(line.latest()),
    };
    let size = packed.zip.size();
    let headers = headers(house, line, &packed, &tag);
    match judge(request.headers(), validators) {
        Verdict::Failed => return Refusal::precondition().into_response(),
        Verdict::NotModified => {
            let mut response = StatusCode::NOT_MODIFIED.into_response();
            *response.headers_mut() = headers;
            for name in [CONTENT_TYPE, CONTENT_LENGTH, CONTENT_DIGEST] {
                response.headers_mut().remove(name);
            }
            return response;
        }
        Verdict::Proceed => {}
    }
    let get = request.method() == Method::GET;
    let ranged = request
        .headers()
        .get(RANGE)
        .and_then(|value| value.to_str().ok());
    let ranged = ranged.filter(|_| get && range_allowed(request.headers(), validators));
    match range::read(ranged, usize::try_from(size).unwrap_or(usize::MAX)) {
        Asked::Unsatisfiable => {
            Refusal::range(usize::try_from(size).unwrap_or(usize::MAX)).into_response()
        }
        Asked::Whole if !get => {
            let mut response = Body::empty().into_response();
            *response.headers_mut() = headers;
            response.headers_mut().remove(CONTENT_DIGEST);
            response
        }
        Asked::Whole => sent(packed.zip, 0..size, headers, place),
        Asked::Part(part) => {
            let part = part.start as u64..part.end as u64;
            let mut headers = headers;
            let about = format!("bytes {}-{}/{size}", part.start, part.end - 1);
            set(&mut headers, CONTENT_RANGE, &about);
            set(
                &mut headers,
                CONTENT_LENGTH,
                &(part.end - part.start).to_string(),
            );
            headers.remove(CONTENT_DIGEST);
            let mut response = sent(packed.zip, part, headers, place);
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            response
        }
    }
}

fn headers(house: &House, line: &Line, packed: &Packed, tag: &str) -> HeaderMap {
    let (id, addresses) = (line.id(), house.addresses());
    let mut headers = HeaderMap::new();
    set(&mut headers, CONTENT_TYPE, "application/zip");
    set(&mut headers, CONTENT_LENGTH, &packed.zip.size().to_string());
    set(&mut headers, ACCEPT_RANGES, "bytes");
    set(&mut headers, ETAG, tag);
    set(&mut headers, CACHE_CONTROL, "no-cache");
    put_digest(&mut headers, packed.digest);
    let name = format!("attachment; filename=\"{id}.zip\"");
    set(&mut headers, CONTENT_DISPOSITION, &name);
    let link = format!(
        "<{}>; rel=\"collection\"; type=\"text/html\"",
        addresses.edition(id)
    );
    set(&mut headers, LINK, &link);
    if let Some(modified) = modified(line.latest()) {
        set(
            &mut headers,
            LAST_MODIFIED,
            &httpdate::fmt_http_date(modified),
        );
    }
    share(&mut headers);
    headers
}

/// Sends a part of an archive while it is made.
fn sent(zip: Zip, part: Range<u64>, headers: HeaderMap, place: OwnedSemaphorePermit) -> Response {
    let (sender, pieces) = mpsc::channel(WAITING);
    let left = part.end - part.start;
    spawn_blocking(move || {
        let _place = place;
        let pipe = Pipe(sender.clone());
        let mut out = io::BufWriter::with_capacity(PIECE, pipe);
        let written = zip.write(part.start, part.end, &mut out);
        let ended = match written {
            Ok(()) => out.flush(),
            // Nobody listens any more.
            Err(Broken::Receiver(_)) => Ok(()),
            Err(Broken::File(why)) => {
                tracing::error!(cause = why, "a package ends before its end");
                Err(io::Error::other("the package ends before its end"))
            }
        };
        if let Err(error) = ended {
            let _ = sender.blocking_send(Err(error));
        }
    });
    let mut response = Response::new(Body::new(Sent { pieces, left }));
    *response.headers_mut() = headers;
    response
}

/// Where an archive is written to.
struct Pipe(mpsc::Sender<io::Result<Bytes>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.chunks(PIECE) {
            let sent = self.0.blocking_send(Ok(Bytes::copy_from_slice(piece)));
            sent.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A body that is made while it is sent.
struct Sent {
    pieces: mpsc::Receiver<io::Result<Bytes>>,
    left: u64,
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let piece = std::task::ready!(self.pieces.poll_recv(context));
        Poll::Ready(piece.map(|piece| {
            let piece = piece?;
            self.left = self.left.saturating_sub(piece.len() as u64);
            Ok(Frame::data(piece))
        }))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
