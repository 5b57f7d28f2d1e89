//! The endpoints: each reads what was said, asks the engine, and writes the answer.

mod body;
mod operator;
mod search;
mod suggest;
mod trials;

use axum::{http::Uri, response::Response};

pub use operator::{
    LiveResponse, ReadyResponse, docs, docs_style, livez, metrics, openapi, readyz,
};
pub use search::{get_facets, get_search, post_search};
pub use suggest::{get_places, get_suggest, post_suggest};
pub use trials::get_trial;

use super::error::{ApiError, ErrorCode};
use axum::{
    http::{HeaderValue, header},
    response::IntoResponse,
};

/// What is said of answers to a person's words: nobody may keep them.
const PRIVATE: &str = "private, no-store";

/// Answers an address that does not exist.
pub async fn not_found(uri: Uri) -> ApiError {
    let path: String = uri.path().chars().take(100).collect();
    ApiError::new(ErrorCode::NotFound, format!("there is nothing at `{path}`"))
        .hint("see `/docs` for the addresses")
}

/// Answers a method that an address does not have.
pub async fn method_not_allowed() -> ApiError {
    ApiError::new(
        ErrorCode::MethodNotAllowed,
        "this address does not take this method",
    )
    .hint("use GET, or POST for `/v1/search` and `/v1/suggest`")
}

/// Returns JSON that was written elsewhere.
fn json(body: impl Into<axum::body::Body>, cache: &'static str, lang: &str) -> Response {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    if let Ok(lang) = HeaderValue::from_str(lang) {
        headers.insert(header::CONTENT_LANGUAGE, lang);
    }
    response
}

/// Forbids keeping an answer, errors included, since those repeat what was sent.
fn keep_private(result: Result<Response, ApiError>) -> Response {
    let mut response = result.into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static(PRIVATE));
    response
}

fn to_json<T: serde::Serialize>(body: &T) -> Result<Vec<u8>, ApiError> {
    serde_json::to_vec(body).map_err(|error| {
        tracing::error!(%error, "an answer could not be written as JSON");
        ApiError::internal()
    })
}
