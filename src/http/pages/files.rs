//! The files that pages ask for. Their addresses change with their text, so browsers may keep them for ever.

use axum::{
    Router,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{
    http::AppState,
    pages::assets::{self, Asset},
};

const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Returns the routes of all files.
pub fn routes() -> Router<AppState> {
    let files = assets::all().into_iter();
    files.fold(Router::new(), |routes, asset| {
        routes.route(&asset.address, get(move || async move { file(asset) }))
    })
}

fn file(asset: &'static Asset) -> Response {
    let headers = [
        (header::CONTENT_TYPE, asset.media_type),
        (header::CACHE_CONTROL, FOR_EVER),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    (headers, asset.text).into_response()
}
