//! What an operator or a developer asks: is it alive, is it ready, how does it do, how is it used.

use axum::{
    Json,
    extract::State,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    http::{AppState, error::ApiError},
    pages::docs::STYLE,
};

/// How long the documentation may be kept.
const CACHE: &str = "public, max-age=300";
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// That the process answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LiveResponse {
    #[schema(example = "alive")]
    pub status: &'static str,
}

/// That searches are answered, and from what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReadyResponse {
    #[schema(example = "ready")]
    pub status: &'static str,
    /// Number of the generation that answers.
    #[schema(example = 12)]
    pub generation: u64,
    /// When it was built.
    #[schema(value_type = String, format = DateTime, example = "2026-11-23T01:00:00Z")]
    pub built_at: Timestamp,
    /// Trials in it.
    #[schema(example = 571198)]
    pub trials: u64,
}

/// `GET /livez`
pub async fn livez() -> Json<LiveResponse> {
    Json(LiveResponse { status: "alive" })
}

/// `GET /readyz`
pub async fn readyz(State(app): State<AppState>) -> Result<Json<ReadyResponse>, ApiError> {
    let retry_after_s = app.config().server.search.retry_after_s;
    let snapshot = app
        .engine
        .current()
        .ok_or_else(|| ApiError::not_ready(retry_after_s))?;
    let manifest = snapshot.generation.manifest();
    Ok(Json(ReadyResponse {
        status: "ready",
        generation: manifest.generation,
        built_at: manifest.built_at,
        trials: manifest.indexed,
    }))
}

/// `GET /metrics`
pub async fn metrics(State(app): State<AppState>) -> Response {
    let snapshot = app.engine.current();
    let text = app.metrics.text(
        snapshot
            .as_ref()
            .map(|snapshot| snapshot.generation.manifest()),
    );
    let headers = [
        (
            header::CONTENT_TYPE,
            "application/openmetrics-text; version=1.0.0; charset=utf-8",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    (headers, text).into_response()
}

/// `GET /openapi.json`
pub async fn openapi(State(app): State<AppState>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, CACHE),
    ];
    (headers, app.openapi.to_string()).into_response()
}

/// `GET /docs`
pub async fn docs(State(app): State<AppState>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, CACHE),
        (header::CONTENT_SECURITY_POLICY, PAGE_POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    (headers, app.docs.to_string()).into_response()
}

/// `GET /docs.css`
pub async fn docs_style() -> Response {
    (
        [
            (header::CONTENT_TYPE, "text/css; charset=utf-8"),
            (header::CACHE_CONTROL, CACHE),
        ],
        STYLE,
    )
        .into_response()
}
