//! The pages over HTTP: which address is which page, and the headers that pages have.
//!
//! Every page exists once for each language, under its code: `/en/search`. The same address without a code leads to the language that the browser prefers.
//!
//! To add a page: a module beside this one with its handler, a line in [`of_language`], and, for an address that people type, a line in [`without_language`].
//!
//! *Invariant:* a page sets no cookie, and its policy lets the browser load from this server only.

mod files;
mod language_redirect;
mod look_up;
mod page_query;
mod plain;
mod print;
mod reply;
mod search;
mod trial;

use axum::{Extension, Router, routing::get};

pub use reply::speak;

use super::{AppState, handlers};
use crate::pages::{Words, layout::Site};

/// The language of a page, by its code.
#[derive(Debug, Clone)]
pub struct Lang(pub std::sync::Arc<str>);

/// Returns the routes of all pages and of the files that they ask for.
pub fn routes(app: &AppState) -> Router<AppState> {
    let mut routes = without_language().merge(files::routes());
    for code in Words::codes(app.config()) {
        routes = routes.merge(of_language(&code));
    }
    routes.method_not_allowed_fallback(handlers::method_not_allowed)
}

/// The addresses that people type and share without a language.
fn without_language() -> Router<AppState> {
    Router::new()
        .route("/", get(language_redirect::choose_language))
        .route("/search", get(language_redirect::choose_language))
        .route("/search/filters", get(language_redirect::choose_language))
        .route("/print", get(language_redirect::choose_language))
        .route("/glossary", get(language_redirect::choose_language))
        .route("/trials/{id}", get(language_redirect::choose_language))
        .route("/sitemap.xml", get(files::sitemap))
        .route("/robots.txt", get(files::robots))
}

/// The pages of one language.
fn of_language(code: &str) -> Router<AppState> {
    let at = |path: &str| format!("/{code}/{path}");
    Router::new()
        .route(&format!("/{code}"), get(language_redirect::add_slash))
        .route(&at(""), get(plain::home))
        .route(&at("search"), get(search::results))
        .route(&at("search/filters"), get(search::filters))
        .route(&at("trials/{id}"), get(trial::trial))
        .route(&at("print"), get(print::print))
        .route(&at("glossary"), get(plain::glossary))
        .route(&at("{*rest}"), get(handlers::not_found))
        .layer(Extension(Lang(code.into())))
}

/// Returns what pages need to know of the server, as of this request.
fn site(app: &AppState) -> Site {
    let config = app.config();
    let today = (app.today)();
    let snapshot = app.engine.current();
    let manifest = snapshot
        .as_ref()
        .map(|snapshot| snapshot.generation.manifest());
    Site {
        name: config.server.pages.site_name.clone(),
        public_url: config.server.public_url.clone(),
        help_text: config.server.pages.help_text.clone(),
        languages: Words::codes(config),
        copy_of: manifest.and_then(|manifest| manifest.newest_record.as_ref()?.parse().ok()),
        trials: manifest.map_or(0, |manifest| manifest.indexed),
        today,
        copied_on: manifest.map_or(today, |manifest| manifest.copied_on()),
    }
}
