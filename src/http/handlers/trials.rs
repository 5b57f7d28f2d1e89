//! `/v1/trials/{id}`.

use std::time::Instant;

use axum::{
    extract::{RawPathParams, RawQuery, State, rejection::RawPathParamsRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{json, to_json};
use crate::{
    http::{
        AppState,
        dto::trial_response,
        error::{ApiError, ErrorCode},
        language::preferred_language,
        params::{Params, TRIAL},
        request::read_language,
    },
    say::Words,
    search::{Engine, SearchError},
    trial::{NctId, Trial, nct_id::NctIdError},
};

/// A trial is public and changes with the generation; its tag says when.
const CACHE: &str = "public, max-age=300";

/// What an id leads to.
enum TrialLookup {
    Trial(Box<Trial>),
    /// The id is a former one of this trial.
    Moved(NctId),
    Nothing,
}

/// `GET /v1/trials/{id}`
pub async fn get_trial(
    State(app): State<AppState>,
    path: Result<RawPathParams, RawPathParamsRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let arrived = Instant::now();
    let id = read_id(path)?;
    let params = Params::from_query(query.as_deref(), TRIAL)?;
    let language = read_language(
        &params,
        app.config(),
        &preferred_language(&headers, &app.config().catalogue),
    )?;
    let retry_after_s = app.config().server.search.retry_after_s;
    let tag = tag(&app, id, &language).ok_or_else(|| ApiError::not_ready(retry_after_s))?;
    let engine = app.engine.clone();
    let found = app.pool.run(arrived, move |_| find(&engine, id)).await?;
    match found.map_err(|error| ApiError::of_search(error, retry_after_s))? {
        TrialLookup::Trial(_) if is_known(&headers, &tag) => {
            Ok(tagged(StatusCode::NOT_MODIFIED.into_response(), &tag))
        }
        TrialLookup::Trial(trial) => {
            answer(&app, &trial, &language).map(|response| tagged(response, &tag))
        }
        TrialLookup::Moved(to) => Ok(moved(to, query.as_deref())),
        TrialLookup::Nothing => Err(not_found(id)),
    }
}

fn answer(app: &AppState, trial: &Trial, language: &str) -> Result<Response, ApiError> {
    let copied_on = app.engine.copied_on().unwrap_or_else(|| (app.today)());
    let body = trial_response(trial, copied_on, Words::new(app.config(), language));
    Ok(json(to_json(&body)?, CACHE, language))
}

fn not_found(id: NctId) -> ApiError {
    ApiError::new(
        ErrorCode::TrialNotFound,
        format!("no trial has the id `{id}`"),
    )
    .hint(format!(
        "it may be in the registry: https://clinicaltrials.gov/study/{id}"
    ))
    .param("id")
}

fn read_id(path: Result<RawPathParams, RawPathParamsRejection>) -> Result<NctId, ApiError> {
    let path = path.map_err(|_| {
        let error = ApiError::new(
            ErrorCode::MalformedRequest,
            "the bytes of `id` are not UTF-8",
        );
        error.hint(NctIdError::HINT).param("id")
    })?;
    let text = path
        .iter()
        .find(|(name, _)| *name == "id")
        .map_or("", |(_, text)| text);
    text.parse().map_err(|error: NctIdError| {
        ApiError::new(ErrorCode::InvalidValue, error.to_string())
            .hint(NctIdError::HINT)
            .param("id")
    })
}

fn find(engine: &Engine, id: NctId) -> Result<TrialLookup, SearchError> {
    if let Some(trial) = engine.trial(id)? {
        return Ok(TrialLookup::Trial(Box::new(trial)));
    }
    let other = engine.trial_of_alias(id)?.filter(|other| *other != id);
    Ok(other.map_or(TrialLookup::Nothing, TrialLookup::Moved))
}

/// Returns what changes whenever the answer does: the generation with the moment it was built (a number is used again after a rollback), the id, the language, and the day, on which freshness depends.
fn tag(app: &AppState, id: NctId, language: &str) -> Option<String> {
    let snapshot = app.engine.current()?;
    let manifest = snapshot.generation.manifest();
    let today = (app.today)();
    Some(format!(
        "W/\"{}-{:x}-{id}-{language}-{today}\"",
        manifest.generation,
        manifest.built_at.as_second()
    ))
}

fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known
        .flat_map(|list| list.split(','))
        .any(|known| known.trim() == "*" || opaque(known) == opaque(tag))
}

fn tagged(mut response: Response, tag: &str) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

fn moved(to: NctId, query: Option<&str>) -> Response {
    let query = query
        .filter(|query| !query.is_empty())
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    (
        StatusCode::MOVED_PERMANENTLY,
        [(header::LOCATION, format!("/v1/trials/{to}{query}"))],
    )
        .into_response()
}
