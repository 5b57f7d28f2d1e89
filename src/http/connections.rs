//! Connections: how many at a time, and how long one may keep us waiting.
//!
//! A connection waits for the head of a request when it is new and between requests. If the head is not there in time, the connection is closed; bytes that trickle in do not extend the time.
//! Progress of an answer does, so that a slow reader gets all of it.

use std::{
    future::Future,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, Sleep, sleep},
};

/// Accepts a connection only while there are fewer than allowed; the others wait in the kernel.
pub struct LimitedListener {
    listener: TcpListener,
    permits: Arc<Semaphore>,
    head_timeout: Duration,
}

impl LimitedListener {
    /// Returns a listener for at most `max_connections` at a time.
    pub fn new(listener: TcpListener, max_connections: usize, head_timeout: Duration) -> Self {
        LimitedListener {
            listener,
            permits: Arc::new(Semaphore::new(max_connections)),
            head_timeout,
        }
    }
}

impl Listener for LimitedListener {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        // The semaphore is never closed.
        let permit = Arc::clone(&self.permits).acquire_owned().await.ok();
        let (stream, address) = Listener::accept(&mut self.listener).await;
        // Answers are written whole; waiting for more would only delay them.
        let _ = stream.set_nodelay(true);
        (Connection::new(stream, permit, self.head_timeout), address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// What a connection is doing, shared with the requests on it.
#[derive(Debug, Clone, Default)]
pub struct ConnectionState {
    requests: Arc<AtomicUsize>,
}

/// A request is being answered as long as this is held.
pub struct Busy(Arc<AtomicUsize>);

impl ConnectionState {
    /// Notes that a request has arrived.
    pub fn begin(&self) -> Busy {
        self.requests.fetch_add(1, Ordering::AcqRel);
        Busy(Arc::clone(&self.requests))
    }

    fn is_busy(&self) -> bool {
        self.requests.load(Ordering::Acquire) > 0
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Connected<IncomingStream<'_, LimitedListener>> for ConnectionState {
    fn connect_info(stream: IncomingStream<'_, LimitedListener>) -> Self {
        stream.io().state.clone()
    }
}

/// A connection that gives up on a caller who does not finish asking.
pub struct Connection {
    stream: TcpStream,
    state: ConnectionState,
    head_timeout: Duration,
    head_deadline: Pin<Box<Sleep>>,
    was_busy: bool,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Connection {
    fn new(
        stream: TcpStream,
        permit: Option<OwnedSemaphorePermit>,
        head_timeout: Duration,
    ) -> Self {
        Connection {
            stream,
            state: ConnectionState::default(),
            head_timeout,
            head_deadline: Box::pin(sleep(head_timeout)),
            was_busy: false,
            _permit: permit,
        }
    }

    fn restart_clock(&mut self) {
        let deadline = Instant::now() + self.head_timeout;
        self.head_deadline.as_mut().reset(deadline);
    }

    /// Returns whether the caller's time to send a head is over; arranges to be woken when it is.
    fn is_too_late(&mut self, context: &mut Context<'_>) -> bool {
        if self.state.is_busy() {
            self.was_busy = true;
            return false;
        }
        if std::mem::take(&mut self.was_busy) {
            self.restart_clock();
        }
        self.head_deadline.as_mut().poll(context).is_ready()
    }

    fn note_write(&mut self, written: &Poll<io::Result<usize>>) {
        if matches!(written, Poll::Ready(Ok(1..))) {
            self.restart_clock();
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.is_too_late(context) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Pin::new(&mut this.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.note_write(&written);
        written
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(context, buffers);
        this.note_write(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
