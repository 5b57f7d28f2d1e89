//! Answers that are pages: their headers, and errors turned into pages for people.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::Response,
};

use super::{language_redirect::error_locale, page_query, site};
use crate::{
    http::{AppState, error::ErrorCode},
    pages::{
        Words,
        address::SearchAddress,
        trouble::{self, Trouble},
    },
};

/// Scripts, styles and requests of this server only; no frames, no forms to elsewhere, and no text that becomes markup.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// Whether search engines may list a page. What they may list, nobody typed, so it may be kept for a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    Listed,
    Hidden,
}

/// Returns a page in the language with this tag.
pub fn page(body: String, listing: Listing, tag: &str) -> Response {
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    let is_hidden = listing == Listing::Hidden;
    for (name, text) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(self), microphone=()",
        ),
        (
            header::CACHE_CONTROL,
            if is_hidden {
                "private, no-store"
            } else {
                "no-cache"
            },
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(text));
    }
    if is_hidden {
        headers.insert(
            HeaderName::from_static("x-robots-tag"),
            HeaderValue::from_static("noindex"),
        );
    }
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::CONTENT_LANGUAGE, tag);
    }
    response
}

/// Turns an error into a page where a person asked for one.
pub async fn speak(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let code = error_locale(&app, request.uri(), request.headers());
    let uri = request.uri().clone();
    let response = next.run(request).await;
    let error = response.extensions().get::<ErrorCode>().copied();
    match (code, error) {
        (Some(code), Some(error)) => error_page(
            &app,
            &code,
            &uri,
            error,
            response.headers(),
            response.status(),
        ),
        _ => response,
    }
}

fn error_page(
    app: &AppState,
    code: &str,
    uri: &Uri,
    error: ErrorCode,
    headers: &HeaderMap,
    status: StatusCode,
) -> Response {
    let words = Words::new(app.config(), code);
    let retry_after = headers.get(header::RETRY_AFTER).cloned();
    let seconds = retry_after
        .as_ref()
        .and_then(|value| value.to_str().ok()?.parse().ok());
    let trouble = match error {
        ErrorCode::Overloaded => Trouble::Busy {
            retry_after_s: seconds.unwrap_or(1),
        },
        ErrorCode::Timeout | ErrorCode::RequestTimeout => Trouble::Slow,
        ErrorCode::NotReady | ErrorCode::Internal => Trouble::Down,
        ErrorCode::UriTooLong => Trouble::TooLong,
        _ => Trouble::NotFound,
    };
    // What was too long for an address is too long for the box.
    let address = match trouble {
        Trouble::TooLong => SearchAddress::default(),
        _ => page_query::read_address(app, uri.query()).address,
    };
    let body = trouble::page(words, &site(app), trouble, &address);
    let mut response = page(body, Listing::Hidden, words.tag());
    *response.status_mut() = status;
    if let Some(retry_after) = retry_after {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, retry_after);
    }
    response.extensions_mut().insert(error);
    response
}
