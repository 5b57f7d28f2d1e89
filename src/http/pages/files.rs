//! The files that pages ask for. Their addresses change with their text, so browsers may keep them for ever; only the icon has a fixed one as well.

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
/// For an address that stays when its text changes.
const A_WEEK: &str = "public, max-age=604800";

/// Returns the routes of all files.
pub fn routes() -> Router<AppState> {
    let files = assets::all().into_iter();
    // Browsers ask for this address on their own, wherever no page names an icon.
    let icon = Router::new().route(
        "/favicon.ico",
        get(|| async { file(&assets::ICON, A_WEEK) }),
    );
    files.fold(icon, |routes, asset| {
        routes.route(
            &asset.address,
            get(move || async move { file(asset, FOR_EVER) }),
        )
    })
}

fn file(asset: &'static Asset, kept: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, asset.media_type),
        (header::CACHE_CONTROL, kept),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    (headers, asset.text).into_response()
}
