//! `/v1/suggest`: by GET, or by POST, which keeps words out of addresses.

use std::time::Instant;

use axum::{
    extract::{RawQuery, State},
    http::HeaderMap,
    response::Response,
};

use super::{PRIVATE, body::JsonBytes, json, keep_private, to_json};
use crate::http::{
    AppState,
    dto::suggest_response,
    error::ApiError,
    language::preferred_language,
    params::{Params, SUGGEST},
    request::{read_language, read_number, read_typed},
};

/// Suggestions of each kind in an answer that does not say how many, and the most.
const DEFAULT_LIMIT: usize = 6;
const MAX_LIMIT: usize = 20;
/// Nothing longer is completed while someone types.
const MAX_CHARS: usize = 120;

/// `GET /v1/suggest`
pub async fn get_suggest(
    State(app): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let params = Params::from_query(query.as_deref(), SUGGEST);
    keep_private(answer(app, params, headers).await)
}

/// `POST /v1/suggest`
pub async fn post_suggest(
    State(app): State<AppState>,
    headers: HeaderMap,
    body: Result<JsonBytes, ApiError>,
) -> Response {
    let params = body.and_then(|JsonBytes(bytes)| Params::from_json(&bytes, SUGGEST));
    keep_private(answer(app, params, headers).await)
}

async fn answer(
    app: AppState,
    params: Result<Params, ApiError>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let arrived = Instant::now();
    let params = params?;
    let labels = &app.config().labels;
    let language = read_language(&params, app.config(), &preferred_language(&headers, labels))?;
    let limit = read_number(&params, "limit", DEFAULT_LIMIT, 1..=MAX_LIMIT)?;
    let text = read_typed(&params, "text", MAX_CHARS)?;
    let engine = app.engine.clone();
    let lang = language.clone();
    let found = app
        .pool
        .run(arrived, move |_| engine.suggest(&text, limit, &lang))
        .await?;
    let found = found
        .map_err(|error| ApiError::of_search(error, app.config().server.search.retry_after_s))?;
    Ok(json(
        to_json(&suggest_response(&found, labels, &language))?,
        PRIVATE,
        &language,
    ))
}
