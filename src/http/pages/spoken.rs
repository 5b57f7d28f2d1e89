//! Which language an error is told in, and whether it is told to a person at all.

use axum::http::{HeaderMap, Uri, header};

use super::asked;
use crate::{
    http::{AppState, language::preferred_language},
    pages::{Words, address::SearchAddress},
};

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
pub fn spoken_code(app: &AppState, uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let first = uri.path().split('/').nth(1).unwrap_or_default();
    if Words::codes(app.config()).iter().any(|code| code == first) {
        return Some(first.to_owned());
    }
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    let wants_page = accept.is_some_and(|accept| accept.contains("text/html"));
    (wants_page && !FOR_PROGRAMS.contains(&first))
        .then(|| preferred_language(headers, &app.config().labels))
}

/// Returns the search in an address, as far as it can be read, so that an error does not lose it.
pub fn address_of(app: &AppState, uri: &Uri) -> SearchAddress {
    asked::read_address(app, uri.query()).address
}
