//! The widget `<trial-search>`: its file and texts for other sites, the page that tells how to embed it, and, in a demo, a page of a made-up host.
//!
//! *Invariant:* the file below a full version never changes; pages pin it by its hash.

mod assembled;

use axum::{
    Router,
    body::Bytes,
    extract::{OriginalUri, Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};

use super::{AppState, error::ApiError, handlers};
use crate::pages::widget as page;
use assembled::{COMPRESSED, INTEGRITY, MESSAGES, SCRIPT};

/// The version of the widget's interface and file. A change of the file that is served is a new version.
pub const VERSION: &str = "1.0.0";

const FOREVER: &str = "public, max-age=31536000, immutable";
const HOUR: &str = "public, max-age=3600";
const MINUTES: &str = "public, max-age=300";
/// What the pages about the widget may do: run the widget, and nothing that is written into them.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// The page of a made-up host with a look of its own and two widgets in it, and its style, with rules as broad as some sites have. Only a demo serves them.
const DEMO: &str = include_str!("demo.html");
const DEMO_STYLE: &str = include_str!("demo.css");

/// Returns the value of `integrity` for the file below its full version.
pub fn integrity() -> &'static str {
    &INTEGRITY
}

/// Returns the path of the file below its full version.
pub fn path() -> String {
    format!("/widget/v{VERSION}/trial-search.js")
}

fn file_to_embed(path: &str) -> page::File<'_> {
    page::File {
        version: VERSION,
        path,
        integrity: integrity(),
    }
}

/// Returns the routes of the widget.
pub fn routes(state: &AppState) -> Router<AppState> {
    let mut routes = Router::new()
        .route(&path(), get(pinned_file))
        .route("/widget/v1/trial-search.js", get(moving_file))
        .route(
            &format!("/widget/v{VERSION}/messages/{{file}}"),
            get(messages),
        )
        .route("/widget", get(|| async { Redirect::permanent("/widget/") }))
        .route("/widget/", get(about));
    if state.has_widget_demo {
        routes = routes
            .route("/widget/demo", get(demo_page))
            .route("/widget/demo.css", get(demo_style));
    }
    routes.method_not_allowed_fallback(handlers::method_not_allowed)
}

/// `GET /widget/v1.0.0/trial-search.js`
async fn pinned_file(headers: HeaderMap) -> Response {
    file(&headers, FOREVER).await
}

/// `GET /widget/v1/trial-search.js`: the newest of version 1, which no page can pin.
async fn moving_file(headers: HeaderMap) -> Response {
    file(&headers, HOUR).await
}

/// The file is compressed once, better than is worth while on the way.
async fn file(headers: &HeaderMap, cache: &'static str) -> Response {
    let takes_gzip = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|text| text.split(',').any(is_gzip));
    // The first request compresses, which must not keep others waiting.
    let compressed = match takes_gzip {
        true => tokio::task::spawn_blocking(|| COMPRESSED.as_slice())
            .await
            .ok(),
        false => None,
    };
    let body = compressed.unwrap_or(SCRIPT.as_bytes());
    let kind = "text/javascript; charset=utf-8";
    let mut response = for_other_sites(Bytes::from_static(body), kind, cache);
    if compressed.is_some() {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// Whether an entry of `Accept-Encoding` takes gzip.
fn is_gzip(entry: &str) -> bool {
    let mut parts = entry.split(';').map(str::trim);
    let is_named = parts
        .next()
        .is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
    let is_refused = parts.any(|weight| {
        let number = weight
            .strip_prefix("q=")
            .and_then(|text| text.parse::<f32>().ok());
        number == Some(0.0)
    });
    is_named && !is_refused
}

/// `GET /widget/v1.0.0/messages/es.json`
async fn messages(Path(file): Path<String>) -> Result<Response, ApiError> {
    let known = file
        .strip_suffix(".json")
        .and_then(|language| MESSAGES.get(language));
    let Some(text) = known else {
        let languages: Vec<&str> = MESSAGES.keys().copied().collect();
        return Err(
            handlers::not_found(format!("/messages/{file}").parse().unwrap_or_default())
                .await
                .hint(format!("the widget speaks {}", languages.join(", "))),
        );
    };
    Ok(for_other_sites(
        Bytes::from_static(text.as_bytes()),
        "application/json",
        FOREVER,
    ))
}

fn for_other_sites(body: Bytes, kind: &'static str, cache: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, cache),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::VARY, "accept-encoding"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
    ];
    (headers, body).into_response()
}

/// `GET /widget/`
async fn about(State(app): State<AppState>, headers: HeaderMap, uri: OriginalUri) -> Response {
    let site = address_of(&app, &headers, &uri);
    html(page::page(
        file_to_embed(&path()),
        &site,
        app.has_widget_demo,
    ))
}

/// `GET /widget/demo`
async fn demo_page() -> Response {
    html(
        DEMO.replace("{version}", VERSION)
            .replace("{integrity}", integrity()),
    )
}

/// `GET /widget/demo.css`
async fn demo_style() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, MINUTES),
    ];
    (headers, DEMO_STYLE).into_response()
}

fn html(text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, MINUTES),
        (header::VARY, "host"),
        (header::CONTENT_SECURITY_POLICY, PAGE_POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    (headers, text).into_response()
}

/// Returns the address under which people reach this server: as the operator says, else as the browser called it.
fn address_of(app: &AppState, headers: &HeaderMap, uri: &OriginalUri) -> String {
    if let Some(address) = &app.config().server.public_url {
        return address.clone();
    }
    let named = headers
        .get(header::HOST)
        .and_then(|value| value.to_str().ok());
    let host = named.or(uri.host()).unwrap_or_default();
    let is_host = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    match !host.is_empty() && host.chars().all(is_host) {
        true => format!("http://{host}"),
        false => String::new(),
    }
}

#[cfg(test)]
mod tests;
