//! Addresses without a language: they lead to the one that the browser prefers.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};

use crate::http::{AppState, language::preferred_language};

/// Leads to the same page in the best language.
pub async fn choose_language(
    State(app): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let code = preferred_language(&headers, &app.config().labels);
    let to = uri.path_and_query().map_or("/", |address| address.as_str());
    lead(StatusCode::FOUND, &format!("/{code}{to}"), true)
}

/// Leads from `/en` to `/en/`.
pub async fn add_slash(uri: Uri) -> Response {
    let query = uri
        .query()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    lead(
        StatusCode::MOVED_PERMANENTLY,
        &format!("{}/{query}", uri.path()),
        false,
    )
}

/// Returns a redirect; the address may hold words, so nobody may keep it.
pub fn lead(status: StatusCode, to: &str, depends_on_language: bool) -> Response {
    let mut response = status.into_response();
    let headers = response.headers_mut();
    if let Ok(to) = HeaderValue::from_str(to) {
        headers.insert(header::LOCATION, to);
    }
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    if depends_on_language {
        headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    }
    response
}
