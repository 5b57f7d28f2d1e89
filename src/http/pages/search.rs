//! The search page: results, and the page of filters.

use std::time::Instant;

use axum::{
    Extension,
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderName, StatusCode, Uri},
    response::Response,
};

use super::{
    Lang,
    language_redirect::redirect,
    look_up::{LookedUp, look_up},
    page_query::{self, PageQuery},
    reply::{self, Listing},
    site,
};
use crate::{
    http::{
        AppState,
        error::{ApiError, ErrorCode},
        layers::Observed,
    },
    pages::{Words, search},
};

/// Sent by our script, which shows the one address of a search without being led there.
static AS_ASKED: HeaderName = HeaderName::from_static("x-page");

/// How a page is written from what was found.
type Write = fn(&search::Found<'_>) -> String;

/// `GET /{lang}/search`
pub async fn results(
    State(app): State<AppState>,
    Extension(Lang(code)): Extension<Lang>,
    RawQuery(query): RawQuery,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let is_as_asked = headers.contains_key(&AS_ASKED);
    answer(app, &code, query, &uri, is_as_asked, search::results_page).await
}

/// `GET /{lang}/search/filters`
pub async fn filters(
    State(app): State<AppState>,
    Extension(Lang(code)): Extension<Lang>,
    RawQuery(query): RawQuery,
    uri: Uri,
) -> Result<Response, ApiError> {
    answer(app, &code, query, &uri, false, search::filters_page).await
}

async fn answer(
    app: AppState,
    code: &str,
    query: Option<String>,
    uri: &Uri,
    is_as_asked: bool,
    write: Write,
) -> Result<Response, ApiError> {
    let arrived = Instant::now();
    let asked = page_query::read_address(&app, query.as_deref());
    if !is_as_asked && !asked.is_written_as(query.as_deref()) {
        return Ok(to_address(uri, &asked.address.query()));
    }
    if asked.is_too_long {
        return Ok(unsearched(&app, code, &asked));
    }
    let (state, code) = (app.clone(), code.to_owned());
    let task = app
        .pool
        .run(arrived, move |until| {
            found(&state, &code, asked, until, write)
        })
        .await;
    let done = task.and_then(|done| done).inspect_err(|error| {
        if error.code() == ErrorCode::Overloaded {
            app.metrics.count_rejection();
        }
    })?;
    Ok(match done {
        Done::Page(mut response, observed) => {
            app.metrics.count_search(observed.hits, observed.partial);
            response.extensions_mut().insert(observed);
            response
        }
        Done::FirstPage(query) => to_address(uri, &query),
    })
}

enum Done {
    Page(Response, Observed),
    /// There is no such page: the address of the first one.
    FirstPage(String),
}

/// Searches and writes the page; runs on a thread of the pool.
fn found(
    app: &AppState,
    code: &str,
    asked: PageQuery,
    until: Instant,
    write: Write,
) -> Result<Done, ApiError> {
    let words = Words::new(app.config(), code);
    let looked_up = look_up(app, words, asked, until)?;
    let LookedUp { asked, results, .. } = &looked_up;
    if asked.address.page > results.pages.max(1) {
        return Ok(Done::FirstPage(asked.address.with(|_| ()).query()));
    }
    let site = site(app);
    let body = write(&looked_up.found(words, &site));
    let observed = Observed {
        query_chars: asked.address.words.chars().count(),
        hits: results.total,
        partial: results.partial,
    };
    Ok(Done::Page(
        reply::page(body, Listing::Hidden, words.tag()),
        observed,
    ))
}

fn unsearched(app: &AppState, code: &str, asked: &PageQuery) -> Response {
    let words = Words::new(app.config(), code);
    let body = search::unsearched_page(
        words,
        &site(app),
        &asked.address,
        &words.say("error.too_long"),
    );
    reply::page(body, Listing::Hidden, words.tag())
}

fn to_address(uri: &Uri, query: &str) -> Response {
    let to = match query {
        "" => uri.path().to_owned(),
        query => format!("{}?{query}", uri.path()),
    };
    redirect(StatusCode::FOUND, &to, false)
}
