//! How do requests come in, and how do we stop?
//!
//! HTTP/1.1 alone: HTTP/2 is spoken to readers by the proxy that holds the
//! certificate, and proxies speak HTTP/1.1 to us.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::frame::Site;
use super::linger::Lingering;
use super::oai;
use super::router::router;
use super::state::House;

/// Bytes of a head that are read at most. Those above [`LARGEST_HEAD`] are read to
/// say in words that they are too many; behind this there is the bare 431 or 414.
///
/// [`LARGEST_HEAD`]: super::frame::LARGEST_HEAD
const MOST_READ: usize = 128 << 10;

/// Threads for disks and rendering. Rendering is bounded by itself; this bounds
/// how many requests wait for a disk at once.
const BLOCKING_THREADS: usize = 64;

/// Why the server could not run.
#[derive(Debug)]
pub enum Error {
    /// The address cannot be listened on: in use, or not ours.
    Address {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        cause: io::Error,
    },
    /// The system gave no threads, sockets or signals.
    System(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address { address, cause } => write!(f, "cannot listen on {address}: {cause}"),
            Self::System(cause) => write!(f, "the system refused: {cause}"),
        }
    }
}

impl std::error::Error for Error {}

/// Serves `house` until the process is told to stop (SIGINT, SIGTERM), then
/// finishes what was begun, within the time the settings give. `ready` is told
/// the address once connections are taken.
///
/// # Errors
/// [`Error`], if serving cannot begin.
pub fn serve(house: Arc<House>, ready: impl FnOnce(SocketAddr)) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING_THREADS)
        .build()
        .map_err(Error::System)?;
    let served = runtime.block_on(async {
        let address = house.settings.address;
        let listener = (TcpListener::bind(address).await)
            .map_err(|cause| Error::Address { address, cause })?;
        let stop = told_to_stop().map_err(Error::System)?;
        ready(listener.local_addr().map_err(Error::System)?);
        tokio::spawn(make_ready(house.clone()));
        serve_until(listener, house, stop).await;
        Ok(())
    });
    // A render that still runs is of no use to anybody now.
    runtime.shutdown_background();
    served
}

/// Draws up what takes long where there are many editions, before somebody asks for it:
/// their list, then the records for harvesters.
async fn make_ready(house: Arc<House>) {
    // What is amiss the first who asks is told.
    let _ = house.shelf.listing().await;
    let _ = tokio::task::spawn_blocking(move || oai::draw_up(&house)).await;
}

/// Serves `house` on `listener` until `stop`, then finishes what was begun.
pub async fn serve_until(listener: TcpListener, house: Arc<House>, stop: impl Future<Output = ()>) {
    let settings = &house.settings;
    let (places, patience) = (
        Arc::new(Semaphore::new(settings.connections)),
        settings.shutdown,
    );
    let connections = GracefulShutdown::new();
    let http = protocol(settings.header_timeout);
    let site = router(house.clone());
    tokio::select! {
        () = take_connections(&listener, &connections, places, &http, site) => {}
        () = stop => {}
    }
    drop(listener);
    tracing::info!(open = connections.count(), "stopping");
    if tokio::time::timeout(patience, connections.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("requests were cut off after {} seconds", patience.as_secs());
    }
}

fn protocol(header_timeout: Duration) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(header_timeout)
        .max_header_size(MOST_READ);
    // Answers are not held back for requests that have come as well: of a head that
    // is too large some is always left to read, and its 431 would never be sent.
    http.pipeline_flush(false);
    http
}

/// Takes connections for ever, each only when there is a place for it: who
/// comes too many waits in the queue of the system.
async fn take_connections(
    listener: &TcpListener,
    connections: &GracefulShutdown,
    places: Arc<Semaphore>,
    http: &http1::Builder,
    site: Site,
) {
    while let Ok(place) = places.clone().acquire_owned().await {
        let Some(stream) = accept(listener).await else {
            continue;
        };
        let service = TowerToHyperService::new(site.clone().on_the_wire());
        let connection = http.serve_connection(TokioIo::new(Lingering::new(stream)), service);
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke off");
            }
            drop(place);
        });
    }
}

async fn accept(listener: &TcpListener) -> Option<TcpStream> {
    match listener.accept().await {
        Ok((stream, _)) => {
            // Replies are written at once; waiting to fill packets only delays.
            let _ = stream.set_nodelay(true);
            Some(stream)
        }
        Err(error) => {
            // Out of files, mostly: without a pause this would spin.
            tracing::warn!(%error, "a connection could not be taken");
            tokio::time::sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

#[cfg(unix)]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // An error means that no signal can come: serve on.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
