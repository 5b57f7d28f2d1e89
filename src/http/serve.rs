//! Serving: from a listener to the last answer.

use std::{future::Future, io, time::Duration};

use axum::{
    Router,
    extract::{ConnectInfo, Request},
    middleware::{Next, from_fn},
    response::Response,
};
use tokio::{net::TcpListener, sync::oneshot};

use super::{
    connections::{ConnectionState, LimitedListener},
    router,
};
use crate::http::AppState;

/// Serves the API until `shutdown` is ready; requests that are running then get the grace time of the settings to end.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let server = state.config().server.clone();
    serve_router(listener, router(state), &server, shutdown).await
}

/// Serves any router in the same manner.
pub async fn serve_router(
    listener: TcpListener,
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
            Ok(()) => tokio::time::sleep(grace).await,
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
