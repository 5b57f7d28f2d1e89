//! `/v1/search` and `/v1/facets`.

use std::time::Instant;

use axum::{
    extract::{RawQuery, State},
    http::HeaderMap,
    response::Response,
};

use super::{PRIVATE, body::JsonBytes, json, keep_private, to_json};
use crate::{
    ask::{Facet, Policy, SearchRequest},
    http::{
        AppState,
        dto::{facets_response, search_response},
        error::{ApiError, ErrorCode},
        language::preferred_language,
        layers::Observed,
        params::{Params, SEARCH},
        request::{read_language, read_search},
    },
    say::Words,
    search::{Clock, SearchResults},
};

/// Writes the results of a request that took so many milliseconds.
type Render = fn(&AppState, &SearchRequest, &SearchResults, u64) -> Result<Vec<u8>, ApiError>;

/// `GET /v1/search`
pub async fn get_search(
    State(app): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let arrived = Instant::now();
    let request = Params::from_query(query.as_deref(), SEARCH)
        .and_then(|params| read(&app, &params, Policy::Get, &headers));
    keep_private(answer(app, request, arrived, hits).await)
}

/// `POST /v1/search`
pub async fn post_search(
    State(app): State<AppState>,
    headers: HeaderMap,
    body: Result<JsonBytes, ApiError>,
) -> Response {
    let arrived = Instant::now();
    let request = body
        .and_then(|JsonBytes(bytes)| Params::from_json(&bytes, SEARCH))
        .and_then(|params| read(&app, &params, Policy::Post, &headers));
    keep_private(answer(app, request, arrived, hits).await)
}

/// `GET /v1/facets`
pub async fn get_facets(
    State(app): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let arrived = Instant::now();
    let request = Params::from_query(query.as_deref(), SEARCH)
        .and_then(|params| read(&app, &params, Policy::Get, &headers))
        .map(only_counts);
    keep_private(answer(app, request, arrived, counts).await)
}

fn read(
    app: &AppState,
    params: &Params,
    policy: Policy,
    headers: &HeaderMap,
) -> Result<SearchRequest, ApiError> {
    let config = app.config();
    let fallback = preferred_language(headers, &config.catalogue);
    let language = read_language(params, config, &fallback)?;
    read_search(params, config, policy, language)
}

fn only_counts(mut request: SearchRequest) -> SearchRequest {
    request.page.size = 0;
    if request.facets.is_empty() {
        request.facets = Facet::ALL.to_vec();
    }
    request
}

async fn answer(
    app: AppState,
    request: Result<SearchRequest, ApiError>,
    arrived: Instant,
    render: Render,
) -> Result<Response, ApiError> {
    let request = request?;
    let language = request.language.clone();
    let state = app.clone();
    let task = app
        .pool
        .run(arrived, move |until| {
            run(&state, &request, arrived, until, render)
        })
        .await;
    let (body, observed) = task.and_then(|done| done).inspect_err(|error| {
        if error.code() == ErrorCode::Overloaded {
            app.metrics.count_rejection();
        }
    })?;
    app.metrics.count_search(observed.hits, observed.partial);
    let mut response = json(body, PRIVATE, &language);
    response.extensions_mut().insert(observed);
    Ok(response)
}

/// Searches and writes the answer; runs on a thread of the pool.
fn run(
    app: &AppState,
    request: &SearchRequest,
    arrived: Instant,
    until: Instant,
    render: Render,
) -> Result<(Vec<u8>, Observed), ApiError> {
    let clock = Clock {
        today: (app.today)(),
        deadline: Some(until),
    };
    let retry_after_s = app.config().server.search.retry_after_s;
    let results = app
        .engine
        .search(request, clock)
        .map_err(|error| ApiError::of_search(error, retry_after_s))?;
    let body = render(app, request, &results, arrived.elapsed().as_millis() as u64)?;
    let query_chars = request.words.chars().count();
    Ok((
        body,
        Observed {
            query_chars,
            hits: results.total,
            partial: results.partial,
        },
    ))
}

fn hits(
    app: &AppState,
    request: &SearchRequest,
    results: &SearchResults,
    took_ms: u64,
) -> Result<Vec<u8>, ApiError> {
    to_json(&search_response(
        results,
        &request.words,
        Words::new(app.config(), &request.language),
        took_ms,
    ))
}

fn counts(
    app: &AppState,
    request: &SearchRequest,
    results: &SearchResults,
    took_ms: u64,
) -> Result<Vec<u8>, ApiError> {
    to_json(&facets_response(
        results,
        Words::new(app.config(), &request.language),
        took_ms,
    ))
}
