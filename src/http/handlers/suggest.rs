//! What helps while someone types: `/v1/suggest`, by GET, or by POST, which keeps words out of addresses, and `/v1/places`.

use std::time::Instant;

use axum::{
    extract::{RawQuery, State},
    http::HeaderMap,
    response::Response,
};

use super::{PRIVATE, body::JsonBytes, json, keep_private, to_json};
use crate::say::Words;
use crate::{
    http::{
        AppState,
        dto::{places_response, suggest_response},
        error::ApiError,
        language::preferred_language,
        params::{PLACES, Params, SUGGEST},
        request::{read_language, read_number, read_typed},
    },
    search::{Engine, SearchError},
};

/// Suggestions of each kind in an answer that does not say how many, and the most.
const SUGGESTIONS: (usize, usize) = (6, 20);
/// Places in an answer that does not say how many, and the most.
const FOUND_PLACES: (usize, usize) = (8, 50);
/// Nothing longer is completed while someone types, and no place has a longer name.
const MAX_CHARS: usize = 120;

/// `GET /v1/suggest`
pub async fn get_suggest(
    State(app): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let params = Params::from_query(query.as_deref(), SUGGEST);
    keep_private(suggest(app, params, headers).await)
}

/// `POST /v1/suggest`
pub async fn post_suggest(
    State(app): State<AppState>,
    headers: HeaderMap,
    body: Result<JsonBytes, ApiError>,
) -> Response {
    let params = body.and_then(|JsonBytes(bytes)| Params::from_json(&bytes, SUGGEST));
    keep_private(suggest(app, params, headers).await)
}

/// `GET /v1/places`
pub async fn get_places(
    State(app): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let params = Params::from_query(query.as_deref(), PLACES);
    keep_private(places(app, params, headers).await)
}

async fn suggest(
    app: AppState,
    params: Result<Params, ApiError>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let typed = Typed::read(&app, &params?, &headers, "text", SUGGESTIONS)?;
    let lang = typed.language.clone();
    let found = typed
        .look_up(&app, move |engine, text, limit| {
            engine.suggest(text, limit, &lang)
        })
        .await?;
    typed.answer(&suggest_response(
        &found,
        Words::new(app.config(), &typed.language),
    ))
}

async fn places(
    app: AppState,
    params: Result<Params, ApiError>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let typed = Typed::read(&app, &params?, &headers, "name", FOUND_PLACES)?;
    let found = typed.look_up(&app, Engine::find_places).await?;
    typed.answer(&places_response(
        &found,
        Words::new(app.config(), &typed.language),
    ))
}

/// The beginning of a name, and how it is to be answered.
struct Typed {
    arrived: Instant,
    text: String,
    limit: usize,
    language: String,
}

impl Typed {
    fn read(
        app: &AppState,
        params: &Params,
        headers: &HeaderMap,
        parameter: &'static str,
        (usual, most): (usize, usize),
    ) -> Result<Self, ApiError> {
        let preferred = preferred_language(headers, &app.config().catalogue);
        Ok(Typed {
            arrived: Instant::now(),
            language: read_language(params, app.config(), &preferred)?,
            limit: read_number(params, "limit", usual, 1..=most)?,
            text: read_typed(params, parameter, MAX_CHARS)?,
        })
    }

    async fn look_up<T: Send + 'static>(
        &self,
        app: &AppState,
        find: impl FnOnce(&Engine, &str, usize) -> Result<T, SearchError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let (engine, text, limit) = (app.engine.clone(), self.text.clone(), self.limit);
        let found = app
            .pool
            .run(self.arrived, move |_| find(&engine, &text, limit))
            .await?;
        found.map_err(|error| ApiError::of_search(error, app.config().server.search.retry_after_s))
    }

    fn answer(&self, body: &impl serde::Serialize) -> Result<Response, ApiError> {
        Ok(json(to_json(body)?, PRIVATE, &self.language))
    }
}
