//! Serving: from a listener to the last answer; how many connections at a time, and how long one may keep us waiting.
//!
//! A connection waits for the head of a request when it is new and between requests. If the head is not there in time, the connection is closed; bytes that trickle in do not extend the time.
//! Progress of an answer does, so that a slow reader gets all of it. (hyper has such a clock, but `axum::serve` does not let it be set.)
//!
//! Any listener will do, so that tests can connect through memory and hold the clock.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Router,
    extract::{ConnectInfo, Request, connect_info::Connected},
    middleware::{Next, from_fn},
    response::Response,
    serve::{IncomingStream, Listener, ListenerExt},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpListener,
    sync::{OwnedSemaphorePermit, Semaphore, oneshot},
    time::{Instant, Sleep, sleep},
};

use super::{AppState, router};

/// Serves the API until `shutdown` is ready; requests that are running then get the grace time of the settings to end.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let server = state.config().server.clone();
    let listener = listener.tap_io(|stream| {
        // Answers are written whole; waiting for more would only delay them.
        let _ = stream.set_nodelay(true);
    });
    serve_router(listener, router(state), &server, shutdown).await
}

/// Serves any router in the same manner.
pub async fn serve_router<L: Listener<Addr: std::fmt::Debug>>(
    listener: L,
    router: Router,
    server: &crate::config::ServerConfig,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let head_timeout = Duration::from_millis(server.limits.header_timeout_ms);
    let listener = LimitedListener::new(listener, server.limits.max_connections, head_timeout);
    let app = router
        .layer(from_fn(note_progress))
        .into_make_service_with_connect_info::<ConnectionState>();
    let (stopping, stopped) = oneshot::channel();
    let signal = async move {
        shutdown.await;
        // Nobody waits any more if serving has ended by itself.
        let _ = stopping.send(());
    };
    let serving = axum::serve(listener, app).with_graceful_shutdown(signal);
    let grace = Duration::from_millis(server.shutdown.grace_ms);
    let too_late = async move {
        match stopped.await {
            Ok(()) => sleep(grace).await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        result = serving => result,
        () = too_late => {
            tracing::warn!(grace_ms = server.shutdown.grace_ms, "requests were still running when the grace time was over");
            Ok(())
        }
    }
}

/// Tells the connection that its request has arrived and, at the end, that the next may come.
async fn note_progress(
    ConnectInfo(connection): ConnectInfo<ConnectionState>,
    request: Request,
    next: Next,
) -> Response {
    let _busy = connection.begin();
    next.run(request).await
}

/// Accepts a connection only while there are fewer than allowed; the others wait in the kernel.
struct LimitedListener<L> {
    listener: L,
    permits: Arc<Semaphore>,
    head_timeout: Duration,
}

impl<L> LimitedListener<L> {
    /// Returns a listener for at most `max_connections` at a time.
    fn new(listener: L, max_connections: usize, head_timeout: Duration) -> Self {
        LimitedListener {
            listener,
            permits: Arc::new(Semaphore::new(max_connections)),
            head_timeout,
        }
    }
}

impl<L: Listener> Listener for LimitedListener<L> {
    type Io = Connection<L::Io>;
    type Addr = L::Addr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        // The semaphore is never closed.
        let permit = Arc::clone(&self.permits).acquire_owned().await.ok();
        let (stream, address) = self.listener.accept().await;
        (Connection::new(stream, permit, self.head_timeout), address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// What a connection is doing, shared with the requests on it.
#[derive(Debug, Clone, Default)]
struct ConnectionState {
    requests: Arc<AtomicUsize>,
}

/// A request is being answered as long as this is held.
struct Busy(Arc<AtomicUsize>);

impl ConnectionState {
    /// Notes that a request has arrived.
    fn begin(&self) -> Busy {
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

impl<L: Listener> Connected<IncomingStream<'_, LimitedListener<L>>> for ConnectionState {
    fn connect_info(stream: IncomingStream<'_, LimitedListener<L>>) -> Self {
        stream.io().state.clone()
    }
}

/// A connection that gives up on a caller who does not finish asking.
struct Connection<S> {
    stream: S,
    state: ConnectionState,
    head_timeout: Duration,
    head_deadline: Pin<Box<Sleep>>,
    was_busy: bool,
    _permit: Option<OwnedSemaphorePermit>,
}

impl<S> Connection<S> {
    fn new(stream: S, permit: Option<OwnedSemaphorePermit>, head_timeout: Duration) -> Self {
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

impl<S: AsyncRead + Unpin> AsyncRead for Connection<S> {
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

impl<S: AsyncWrite + Unpin> AsyncWrite for Connection<S> {
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
