//! The language of a page: addresses without one lead to that which the browser prefers, and errors are told in that of the page asked for.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};

use crate::{
    http::{AppState, language::preferred_language},
    pages::Words,
};

/// Leads to the same page in the best language.
pub async fn choose_language(
    State(app): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let code = preferred_language(&headers, &app.config().catalogue);
    let to = uri.path_and_query().map_or("/", |address| address.as_str());
    redirect(StatusCode::FOUND, &format!("/{code}{to}"), true)
}

/// Leads from `/en` to `/en/`.
pub async fn add_slash(uri: Uri) -> Response {
    let query = uri
        .query()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    redirect(
        StatusCode::MOVED_PERMANENTLY,
        &format!("{}/{query}", uri.path()),
        false,
    )
}

/// Returns a redirect; the address may hold words, so nobody may keep it.
pub fn redirect(status: StatusCode, to: &str, depends_on_language: bool) -> Response {
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

/// Addresses that programs call, whatever they accept.
const FOR_PROGRAMS: [&str; 7] = [
    "v1",
    "livez",
    "readyz",
    "metrics",
    "openapi.json",
    "assets",
    "widget",
];

/// Returns the language of the page that was asked for; `None` where a program asks.
pub fn error_locale(app: &AppState, uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let first = uri.path().split('/').nth(1).unwrap_or_default();
    if Words::codes(app.config()).iter().any(|code| code == first) {
        return Some(first.to_owned());
    }
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    let wants_page = accept.is_some_and(|accept| accept.contains("text/html"));
    (wants_page && !FOR_PROGRAMS.contains(&first))
        .then(|| preferred_language(headers, &app.config().catalogue))
}
