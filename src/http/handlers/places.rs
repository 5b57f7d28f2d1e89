//! `/v1/places`.

use std::time::Instant;

use axum::{
    extract::{RawQuery, State},
    http::HeaderMap,
    response::Response,
};

use super::{PRIVATE, json, keep_private, to_json};
use crate::http::{
    AppState,
    dto::places_response,
    error::ApiError,
    language::preferred_language,
    params::{PLACES, Params},
    request::{read_language, read_number, read_typed},
};

/// Places in an answer that does not say how many, and the most.
const DEFAULT_LIMIT: usize = 8;
const MAX_LIMIT: usize = 50;
/// No place has a longer name.
const MAX_CHARS: usize = 120;

/// `GET /v1/places`
pub async fn get_places(
    State(app): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    keep_private(answer(app, query, headers).await)
}

async fn answer(
    app: AppState,
    query: Option<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let arrived = Instant::now();
    let params = Params::from_query(query.as_deref(), PLACES)?;
    let labels = &app.config().labels;
    let language = read_language(&params, app.config(), &preferred_language(&headers, labels))?;
    let limit = read_number(&params, "limit", DEFAULT_LIMIT, 1..=MAX_LIMIT)?;
    let text = read_typed(&params, "name", MAX_CHARS)?;
    let engine = app.engine.clone();
    let found = app
        .pool
        .run(arrived, move |_| engine.find_places(&text, limit))
        .await?;
    let places = found
        .map_err(|error| ApiError::of_search(error, app.config().server.search.retry_after_s))?;
    Ok(json(
        to_json(&places_response(&places, labels, &language))?,
        PRIVATE,
        &language,
    ))
}
