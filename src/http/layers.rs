//! What holds for every request: the log, the headers, the length of the address, the time, and panics.
//!
//! One request that panics fails, the server goes on, and the log says where it happened without repeating what a person typed:
//! the message of a panic may hold user text ("byte index 3 is not a char boundary; it is inside … of `my words`"), so only messages without arguments, which are part of the program, are logged.

use std::{
    any::Any,
    hash::{BuildHasher, RandomState},
    panic::PanicHookInfo,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tower_http::catch_panic::ResponseForPanic;

use super::{
    AppState,
    error::{ApiError, ErrorCode},
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const JSON_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// What a handler lets the log know of a search: lengths and counts only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observed {
    pub query_chars: usize,
    pub hits: u64,
    pub partial: bool,
}

/// Logs and counts a request and gives it an id. The log holds no part of the address but the route's template.
pub async fn observe(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("unmatched", MatchedPath::as_str);
    let method = known_method(request.method());
    let id = next_request_id();
    let mut response = next.run(request).await;
    let took = started.elapsed();
    let status = response.status().as_u16();
    app.metrics.count_request(route, status, took);
    log(&response, &id, method, route, took);
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

fn log(response: &Response, request_id: &str, method: &str, route: &str, took: Duration) {
    let status = response.status().as_u16();
    let took_ms = took.as_millis() as u64;
    let code = response
        .extensions()
        .get::<ErrorCode>()
        .map(|code| code.as_str());
    let observed = response.extensions().get::<Observed>();
    let query_chars = observed.map(|observed| observed.query_chars);
    let hits = observed.map(|observed| observed.hits);
    let partial = observed.map(|observed| observed.partial);
    if matches!(route, "/livez" | "/readyz" | "/metrics") {
        tracing::debug!(request_id, method, route, status, took_ms, code, "answered");
    } else {
        tracing::info!(
            request_id,
            method,
            route,
            status,
            took_ms,
            code,
            query_chars,
            hits,
            partial,
            "answered"
        );
    }
}

/// Returns the name of a method that HTTP knows; any other may be text of the caller's.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

/// Returns an id that no other request of this or an earlier run has, for all that matters.
fn next_request_id() -> String {
    static RUN: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(0));
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!(
        "{:08x}-{:x}",
        *RUN >> 32,
        NEXT.fetch_add(1, Ordering::Relaxed)
    )
}

/// Sets the headers that every answer has, where the handler did not set its own.
pub async fn set_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, text) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, JSON_POLICY),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=()",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        set_default(headers, name, text);
    }
    response
}

fn set_default(headers: &mut HeaderMap, name: HeaderName, text: &'static str) {
    headers
        .entry(name)
        .or_insert(HeaderValue::from_static(text));
}

/// Refuses an address that is longer than allowed.
pub async fn limit_uri(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let allowed = app.config().server.limits.max_uri_bytes;
    let length = request
        .uri()
        .path_and_query()
        .map_or(0, |part| part.as_str().len());
    if length <= allowed {
        return next.run(request).await;
    }
    ApiError::new(
        ErrorCode::UriTooLong,
        format!("the address has {length} bytes"),
    )
    .hint(format!(
        "at most {allowed} bytes; send a long query to `/v1/search` by POST"
    ))
    .into_response()
}

/// Whether the body of a request is being waited for.
#[derive(Debug, Clone, Default)]
pub struct Reading(Arc<AtomicBool>);

impl Reading {
    /// Notes that reading begins or is over.
    pub fn set(&self, is_reading: bool) {
        self.0.store(is_reading, Ordering::Release);
    }
}

/// Ends a request that takes too long; whose fault it is depends on whether its body was there.
pub async fn limit_time(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    let allowed_ms = app.config().server.limits.request_timeout_ms;
    let reading = Reading::default();
    request.extensions_mut().insert(reading.clone());
    let answer = tokio::time::timeout(Duration::from_millis(allowed_ms), next.run(request));
    match answer.await {
        Ok(response) => response,
        Err(_) if reading.0.load(Ordering::Acquire) => {
            let message = format!("the request did not arrive within {allowed_ms} ms");
            ApiError::new(ErrorCode::RequestTimeout, message)
                .hint("send it again, without pauses")
                .into_response()
        }
        Err(_) => {
            let message = format!("the answer was not ready within {allowed_ms} ms");
            ApiError::new(ErrorCode::Timeout, message)
                .hint("try again later, or ask for less")
                .into_response()
        }
    }
}

/// Answers a panic with the error body of our own faults.
#[derive(Debug, Clone, Copy)]
pub struct PanicResponse;

impl ResponseForPanic for PanicResponse {
    type ResponseBody = Body;

    fn response_for_panic(&mut self, payload: Box<dyn Any + Send>) -> Response {
        log_panic(payload.as_ref());
        ApiError::internal().into_response()
    }
}

/// Logs a panic that was caught.
pub fn log_panic(payload: &(dyn Any + Send)) {
    tracing::error!(message_of_panic = literal(payload), "a request panicked");
}

/// Replaces the hook that prints panics, which would print user text, by one that logs where it happened. Called once by a server when it starts.
pub fn install_panic_hook() {
    std::panic::set_hook(Box::new(log_location_of_panic));
}

fn log_location_of_panic(info: &PanicHookInfo<'_>) {
    let location = info.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(
        location,
        message_of_panic = literal(info.payload()),
        "panicked"
    );
}

fn literal(payload: &dyn Any) -> &'static str {
    payload
        .downcast_ref::<&'static str>()
        .copied()
        .unwrap_or("(not shown: it may hold user text)")
}
