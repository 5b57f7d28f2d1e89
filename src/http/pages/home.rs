//! The start page.

use axum::{Extension, extract::State, response::Response};

use super::{Lang, reply, site::site};
use crate::{
    http::AppState,
    pages::{Words, home},
};

/// `GET /{lang}/`
pub async fn home(State(app): State<AppState>, Extension(Lang(code)): Extension<Lang>) -> Response {
    let words = Words::new(app.config(), &code);
    let body = home::page(words, &site(&app));
    let listing = match words.is_pseudo() {
        true => reply::Listing::Hidden,
        false => reply::Listing::Listed,
    };
    reply::page(body, listing, words.tag())
}
