//! A connection that is closed so that its last answer arrives.
//!
//! Who closes while bytes come in makes the system break the connection off, and
//! with it an answer that is still on its way (RFC 9112 §9.6). So we stop sending
//! first, and hear out what comes, for a moment.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// How long what comes is heard out at most.
const PATIENCE: Duration = Duration::from_secs(5);

/// Bytes that are heard out at most: more than a file that may be handed in has, for
/// who hands in one that is too large shall learn it. They are thrown away as they
/// come; what it costs is bounded by the time.
const MOST: usize = 256 << 20;

/// Bytes of a request after which more of it may be under way.
const LONG: usize = 16 << 10;

/// A connection.
pub struct Lingering {
    stream: TcpStream,
    /// Bytes that came since we spoke last.
    heard: usize,
    /// Whether we spoke since something came.
    spoke: bool,
    /// Bytes that came after the end.
    late: usize,
    /// Until when they are heard; nothing as long as we have not stopped sending.
    wait: Option<Pin<Box<Sleep>>>,
}

impl Lingering {
    /// The connection `stream`.
    pub fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            heard: 0,
            spoke: false,
            late: 0,
            wait: None,
        }
    }

    fn said(&mut self, written: &Poll<io::Result<usize>>) {
        self.spoke |= matches!(written, Poll::Ready(Ok(_)));
    }
}

impl AsyncRead for Lingering {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        let more = buffer.filled().len() - before;
        if more > 0 && std::mem::take(&mut self.spoke) {
            self.heard = 0;
        }
        self.heard = self.heard.saturating_add(more);
        read
    }
}

impl AsyncWrite for Lingering {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.said(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.said(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.wait.is_none() {
            ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
            self.wait = Some(Box::pin(sleep(PATIENCE)));
        }
        let mut scratch = [0; 8192];
        loop {
            let mut buffer = ReadBuf::new(&mut scratch);
            match Pin::new(&mut self.stream).poll_read(cx, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {
                    self.late += buffer.filled().len();
                    if self.late > MOST {
                        return Poll::Ready(Ok(()));
                    }
                }
                // The other side has closed as well, or is gone.
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending if self.late == 0 && self.heard < LONG => {
                    return Poll::Ready(Ok(()));
                }
                Poll::Pending => {
                    let wait = self.wait.as_mut().map(|wait| wait.as_mut().poll(cx));
                    return wait.unwrap_or(Poll::Ready(())).map(Ok);
                }
            }
        }
    }
}
