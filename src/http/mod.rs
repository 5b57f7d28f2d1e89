//! The HTTP side: the only place with axum, the API's JSON and status codes; it serves the pages as well.
//!
//! A request on its way in: `serve` (how many connections, how slow) → `layers` (log, headers, length, time, panics) → `handlers` → `params` and `request` (what was said) → `pool` (a thread to search on) → the engine.
//! The answer on its way out: `dto` (the JSON) or `error` (the one error body) → `layers`.
//!
//! *Invariant:* words, age, sex, place, address and user agent of a caller are never logged, counted or stored.
//! *Invariant:* there is no administration over HTTP.

pub mod dto;
mod error;
mod handlers;
mod language;
mod layers;
mod metrics;
mod openapi;
mod pages;
mod params;
mod pool;
mod request;
mod serve;
mod watch;
mod widget;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue, Method, header},
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use jiff::civil::Date;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, Predicate, predicate::SizeAbove},
    cors::{AllowOrigin, CorsLayer},
};

pub use dto::{SearchResponse, search_response, trial_response};
pub use error::{ApiError, ErrorCode};
pub use layers::install_panic_hook;
pub use metrics::Metrics;
pub use openapi::openapi_json;
pub use serve::{serve, serve_router};
pub use watch::watch;
pub use widget::{integrity as widget_integrity, path as widget_path};

use crate::{config::Config, search::Engine};
use pool::SearchPool;

/// What every handler works with; a clone is another handle on the same.
#[derive(Clone)]
pub struct AppState {
    engine: Arc<Engine>,
    pool: Arc<SearchPool>,
    metrics: Arc<Metrics>,
    today: fn() -> Date,
    /// The OpenAPI document and the page made from it.
    openapi: Arc<str>,
    docs: Arc<str>,
    /// Whether the page of a made-up host with the widget in it is served.
    has_widget_demo: bool,
}

impl AppState {
    /// Returns the state of a server; `today` is asked once for each request.
    pub fn new(engine: Arc<Engine>, metrics: Arc<Metrics>, today: fn() -> Date) -> Self {
        let document = openapi::document(engine.config());
        AppState {
            pool: Arc::new(SearchPool::new(&engine.config().server)),
            openapi: openapi::to_json(&document).into(),
            docs: openapi::page(&document).into(),
            engine,
            metrics,
            today,
            has_widget_demo: false,
        }
    }

    /// Adds the page of a made-up host with the widget in it.
    pub fn with_widget_demo(self, has_widget_demo: bool) -> Self {
        AppState {
            has_widget_demo,
            ..self
        }
    }

    fn config(&self) -> &Config {
        self.engine.config()
    }
}

/// Returns the API and the pages.
pub fn router(state: AppState) -> Router {
    router_with(state, Router::new())
}

/// Returns the API and the pages together with `more`, all behind the same log, limits and headers. A header that a route sets itself is kept.
pub fn router_with(state: AppState, more: Router) -> Router {
    let operator = Router::new()
        .route("/livez", get(handlers::livez))
        .route("/readyz", get(handlers::readyz))
        .route("/metrics", get(handlers::metrics))
        .route("/docs", get(handlers::docs))
        .route("/docs.css", get(handlers::docs_style))
        .method_not_allowed_fallback(handlers::method_not_allowed);
    Router::new()
        .merge(public(&state))
        .merge(operator)
        .merge(pages::routes(&state))
        .merge(widget::routes(&state))
        .with_state(state.clone())
        .merge(more)
        .fallback(handlers::not_found)
        .layer(from_fn_with_state(state.clone(), layers::limit_time))
        .layer(from_fn_with_state(state.clone(), layers::limit_uri))
        .layer(CatchPanicLayer::custom(layers::PanicResponse))
        .layer(from_fn_with_state(state.clone(), pages::speak))
        .layer(from_fn(layers::set_headers))
        .layer(compression())
        .layer(from_fn_with_state(state, layers::observe))
}

/// Returns the routes that pages of other sites may call.
fn public(state: &AppState) -> Router<AppState> {
    Router::new()
        .route(
            "/v1/search",
            get(handlers::get_search).post(handlers::post_search),
        )
        .route("/v1/facets", get(handlers::get_facets))
        .route("/v1/places", get(handlers::get_places))
        .route(
            "/v1/suggest",
            get(handlers::get_suggest).post(handlers::post_suggest),
        )
        .route("/v1/trials/{id}", get(handlers::get_trial))
        .route("/openapi.json", get(handlers::openapi))
        .method_not_allowed_fallback(handlers::method_not_allowed)
        .layer(DefaultBodyLimit::max(
            state.config().server.limits.max_body_bytes,
        ))
        .layer(cors(state.config()))
}

fn cors(config: &Config) -> CorsLayer {
    let origins = &config.server.cors.origins;
    let origin = if origins.iter().any(|origin| origin == "*") {
        AllowOrigin::any()
    } else {
        AllowOrigin::list(
            origins
                .iter()
                .filter_map(|origin| HeaderValue::from_str(origin).ok()),
        )
    };
    CorsLayer::new()
        .allow_origin(origin)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE])
        .expose_headers([
            header::RETRY_AFTER,
            header::ETAG,
            HeaderName::from_static("x-request-id"),
        ])
        .max_age(std::time::Duration::from_secs(86_400))
}

/// Answers are compressed on the way, so a quick level is the right one.
fn compression() -> CompressionLayer<impl Predicate> {
    CompressionLayer::new()
        .gzip(true)
        .br(true)
        .quality(CompressionLevel::Precise(4))
        .compress_when(SizeAbove::new(512))
}
