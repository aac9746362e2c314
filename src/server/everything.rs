//! `/editions.zip`: everything, in one file.
//!
//! The TEI file of every edition as it stands now, or with `?versions=all` of
//! every version that was published and stands, and `manifest-sha256.txt`, which
//! `sha256sum --check` reads. It is made while it is sent: its length is known
//! before, nothing of it is kept, and who lost the connection goes on from any
//! byte with `Range`. As long as nothing is published it is the same to the byte.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::State;
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE,
    ETAG, RANGE, RETRY_AFTER,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::ask::Ask;
use super::conditions::{Validators, Verdict, judge, range_allowed};
use super::contracts::{Editions, Line};
use super::pages::passage::field;
use super::prepared::set;
use super::range::{self, Asked};
use super::refusal::Refusal;
use super::security::share;
use super::shelf::Listing;
use super::state::House;
use crate::edition::{Version, VersionReference};
use crate::key;
use crate::package::{Broken, Item, Zip};
use crate::store::digest;

/// Archives that are sent at once: each reads as fast as somebody downloads.
const AT_ONCE: usize = 8;

static PLACES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(AT_ONCE)));

/// Bytes that wait for whoever downloads.
const PIECE: usize = 64 << 10;

/// GET `/editions.zip`.
pub async fn answer(State(house): State<Arc<House>>, request: Ask) -> Result<Response, Refusal> {
    let all = match field(request.uri(), "versions").as_deref() {
        None | Some("latest") => false,
        Some("all") => true,
        Some(_) => return Err(Refusal::no_page()),
    };
    let listing = house.shelf.listing().await?;
    let archive = archive(&house.editions, &listing, all);
    let validators = Validators {
        tag: &archive.tag,
        modified: None,
    };
    match judge(request.headers(), validators) {
        Verdict::NotModified => return Ok(bare(StatusCode::NOT_MODIFIED, &archive.tag)),
        Verdict::Failed => return Ok(bare(StatusCode::PRECONDITION_FAILED, &archive.tag)),
        Verdict::Proceed => {}
    }
    let size = archive.zip.size();
    let length = usize::try_from(size).unwrap_or(usize::MAX);
    let header = request.headers().get(RANGE);
    let header = header.filter(|_| range_allowed(request.headers(), validators));
    let header = header.and_then(|header| header.to_str().ok());
    let (status, start, end) = match range::read(header, length) {
        Asked::Whole => (StatusCode::OK, 0, size),
        Asked::Part(part) => (
            StatusCode::PARTIAL_CONTENT,
            part.start as u64,
            part.end as u64,
        ),
        Asked::Unsatisfiable => {
            let mut reply = bare(StatusCode::RANGE_NOT_SATISFIABLE, &archive.tag);
            set(
                reply.headers_mut(),
                CONTENT_RANGE,
                &format!("bytes */{size}"),
            );
            return Ok(reply);
        }
    };
    let body = match *request.method() == Method::HEAD {
        true => Body::empty(),
        false => {
            let Ok(place) = PLACES.clone().try_acquire_owned() else {
                return Err(busy());
            };
            Body::new(sent(archive.zip, start, end, place))
        }
    };
    let mut reply = (status, body).into_response();
    let headers = reply.headers_mut();
    describe(headers, &archive.tag, all);
    set(headers, CONTENT_LENGTH, &(end - start).to_string());
    if status == StatusCode::PARTIAL_CONTENT {
        set(
            headers,
            CONTENT_RANGE,
            &format!("bytes {start}-{}/{size}", end - 1),
        );
    }
    Ok(reply)
}

fn busy() -> Refusal {
    let message = key!("As many archives as can be are being sent. Come back in a minute.");
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, key!("Busy"), message)
        .header(RETRY_AFTER.as_str(), "60")
}

fn bare(status: StatusCode, tag: &str) -> Response {
    let mut reply = status.into_response();
    set(reply.headers_mut(), ETAG, tag);
    share(reply.headers_mut());
    reply
}

fn describe(headers: &mut HeaderMap, tag: &str, all: bool) {
    let name = if all { "editions-all" } else { "editions" };
    set(headers, CONTENT_TYPE, "application/zip");
    set(headers, CACHE_CONTROL, "no-cache");
    set(headers, ETAG, tag);
    set(headers, ACCEPT_RANGES, "bytes");
    let name = format!("attachment; filename=\"{name}.zip\"");
    set(headers, CONTENT_DISPOSITION, &name);
    share(headers);
}

/// An archive, and its entity tag: the SHA-256 of the list of what is in it.
struct Archive {
    zip: Zip,
    tag: String,
}

fn archive(editions: &Arc<dyn Editions>, listing: &Listing, all: bool) -> Archive {
    let mut manifest = String::new();
    let mut items = Vec::new();
    for line in &listing.lines {
        let versions = match all {
            true => line.versions().collect(),
            false => vec![line.latest()],
        };
        for version in versions {
            let item = item(editions, line, version, all);
            manifest.push_str(&format!("{}  {}\n", version.digest, item.path));
            items.push(item);
        }
    }
    let tag = digest(manifest.as_bytes());
    items.insert(0, Item::made("manifest-sha256.txt", manifest.into_bytes()));
    Archive {
        zip: Zip::new("editions", items),
        tag: format!("\"{tag}\""),
    }
}

fn item(editions: &Arc<dyn Editions>, line: &Line, version: &Version, all: bool) -> Item {
    let (editions, id, number) = (editions.clone(), line.id().clone(), version.number);
    let path = match all {
        true => format!("{id}/{number}/edition.xml"),
        false => format!("{id}/edition.xml"),
    };
    Item::kept(path, version.bytes, move || {
        let read = editions.read(&id, VersionReference::Number(number));
        read.map(|(_, bytes)| bytes)
            .map_err(|fault| format!("{id} {number}: {fault:?}"))
    })
}

/// Makes the archive behind, no faster than it is taken.
fn sent(zip: Zip, start: u64, end: u64, place: OwnedSemaphorePermit) -> Pipe {
    let (send, receive) = channel(4);
    tokio::task::spawn_blocking(move || {
        let _place = place;
        let mut out = Out {
            send,
            piece: Vec::with_capacity(PIECE),
        };
        let written = zip.write(start, end, &mut out);
        let flushed = written.and_then(|()| io::Write::flush(&mut out).map_err(Broken::Receiver));
        match flushed {
            // Who receives it sees that it is cut off: its length was said.
            Err(Broken::File(why)) => tracing::error!(why, "an archive could not be finished"),
            Ok(()) | Err(Broken::Receiver(_)) => {}
        }
    });
    Pipe {
        receive,
        left: end - start,
    }
}

/// Where an archive is written to.
struct Out {
    send: Sender<Bytes>,
    piece: Vec<u8>,
}

impl io::Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        let sent = self.send.blocking_send(piece.into());
        sent.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// Where it is read from, as the body of a reply.
struct Pipe {
    receive: Receiver<Bytes>,
    left: u64,
}

impl HttpBody for Pipe {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<hyper::body::Frame<Bytes>, io::Error>>> {
        self.receive.poll_recv(context).map(|piece| match piece {
            Some(piece) => {
                self.left = self.left.saturating_sub(piece.len() as u64);
                Some(Ok(hyper::body::Frame::data(piece)))
            }
            None if self.left > 0 => Some(Err(io::ErrorKind::UnexpectedEof.into())),
            None => None,
        })
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        hyper::body::SizeHint::with_exact(self.left)
    }
}
