//! The page of one trial.

use std::time::Instant;

use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{Lang, page_query, reply, site};
use crate::{
    ask::SearchRequest,
    http::{AppState, error::ApiError},
    pages::{
        Words, address,
        address::SearchAddress,
        glossary::Explainer,
        layout,
        trial::{self, Missing, TrialPage},
    },
    search::{Clock, Engine, Hit, Names, SearchError, TrialDetail},
    trial::{NctId, Trial},
};

/// Similar trials that are shown.
const MAX_SIMILAR: usize = 5;

/// What an id leads to.
enum PageLookup {
    Trial(Box<Seen>),
    /// The id is a former one of this trial.
    Moved(NctId),
    Nothing,
}

/// A trial and what the engine says of it.
struct Seen {
    trial: Trial,
    detail: Option<TrialDetail>,
    similar: Vec<Hit>,
    names: Names,
    expanded_access: Option<NctId>,
}

/// `GET /{lang}/trials/{id}`
pub async fn trial(
    State(app): State<AppState>,
    Extension(Lang(code)): Extension<Lang>,
    Path(written): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let arrived = Instant::now();
    let words = Words::new(app.config(), &code);
    let Ok(id) = written.parse::<NctId>() else {
        return Ok(missing(&app, words, Missing::NotAnId));
    };
    let search = page_query::search_of(&app, query.as_deref());
    if written != id.to_string() {
        return Ok(moved(words, id, search.as_ref()));
    }
    let (engine, lang) = (app.engine.clone(), words.lang().to_owned());
    let request = search
        .as_ref()
        .map(|search| page_query::request_of(search, &lang));
    let today = (app.today)();
    let found = app
        .pool
        .run(arrived, move |until| {
            let clock = Clock {
                today,
                deadline: Some(until),
            };
            find(&engine, id, request.as_ref(), &lang, clock)
        })
        .await?;
    let retry_after_s = app.config().server.search.retry_after_s;
    match found.map_err(|error| ApiError::of_search(error, retry_after_s))? {
        PageLookup::Trial(seen) => Ok(answer(&app, words, search.as_ref(), &seen)),
        PageLookup::Moved(to) => Ok(moved(words, to, search.as_ref())),
        PageLookup::Nothing => Ok(missing(&app, words, Missing::Unknown(id))),
    }
}

fn answer(
    app: &AppState,
    words: Words<'_>,
    search: Option<&SearchAddress>,
    seen: &Seen,
) -> Response {
    let site = site(app);
    let explainer = Explainer::new(words, &seen.trial, &seen.names);
    let page = TrialPage {
        words,
        site: &site,
        trial: &seen.trial,
        search,
        detail: seen.detail.as_ref(),
        similar: &seen.similar,
        expanded_access: seen.expanded_access,
        explainer: &explainer,
    };
    let query = search
        .map(|search| address::encode(&[("s", search.query())]))
        .unwrap_or_default();
    let main = trial::main_part(&page);
    let frame = trial::frame(&page, query);
    let listing = match frame.is_listed {
        true => reply::Listing::Listed,
        false => reply::Listing::Hidden,
    };
    reply::page(layout::document(&frame, &main), listing, words.tag())
}

fn missing(app: &AppState, words: Words<'_>, why: Missing) -> Response {
    let body = trial::missing(words, &site(app), why);
    let mut response = reply::page(body, reply::Listing::Hidden, words.tag());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

fn moved(words: Words<'_>, to: NctId, search: Option<&SearchAddress>) -> Response {
    let address = match search {
        Some(search) => search.trial(words.code(), to),
        None => address::under(words.code(), &format!("trials/{to}"), ""),
    };
    let mut response = StatusCode::MOVED_PERMANENTLY.into_response();
    if let Ok(address) = HeaderValue::from_str(&address) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    response
}

fn find(
    engine: &Engine,
    id: NctId,
    request: Option<&SearchRequest>,
    lang: &str,
    clock: Clock,
) -> Result<PageLookup, SearchError> {
    let detail = match request {
        Some(request) => look(engine, id, request, clock)?,
        None => None,
    };
    let trial = match &detail {
        Some(detail) => Some(detail.trial.clone()),
        None => engine.trial(id)?,
    };
    let Some(trial) = trial else {
        let other = engine.trial_of_alias(id)?.filter(|other| *other != id);
        return Ok(other.map_or(PageLookup::Nothing, PageLookup::Moved));
    };
    let outside = trial
        .expanded_access_id
        .as_ref()
        .and_then(|id| id.parse().ok());
    let expanded_access = match outside {
        Some(outside) => engine.trial(outside)?.map(|_| outside),
        None => None,
    };
    Ok(PageLookup::Trial(Box::new(Seen {
        similar: engine.similar_to(&trial, MAX_SIMILAR, clock)?,
        names: engine.names_in(&trial, lang)?,
        expanded_access,
        detail,
        trial,
    })))
}

/// Looks at a trial through a search; a search that cannot be used means nothing here, and its own page says why.
pub(super) fn look(
    engine: &Engine,
    id: NctId,
    request: &SearchRequest,
    clock: Clock,
) -> Result<Option<TrialDetail>, SearchError> {
    match engine.trial_detail(id, request, clock) {
        Err(SearchError::Filter(_) | SearchError::Place(_)) => Ok(None),
        looked => looked,
    }
}
