//! The sheet to take to a doctor.

use std::time::Instant;

use axum::{
    Extension,
    extract::{RawQuery, State},
    response::Response,
};

use super::{Lang, page_query, reply, site, trial::look};
use crate::{
    ask::{SearchRequest, list},
    http::{AppState, error::ApiError, params::decode_kindly},
    pages::{
        Words,
        glossary::Explainer,
        layout::{self, Page},
        print::{Sheet, sheet},
        trial::TrialPage,
    },
    search::{Clock, Engine, Names, SearchError, TrialDetail},
    trial::{NctId, Trial},
};

/// A picked trial.
struct Picked {
    trial: Trial,
    detail: Option<TrialDetail>,
    names: Names,
}

/// `GET /{lang}/print`
pub async fn print(
    State(app): State<AppState>,
    Extension(Lang(code)): Extension<Lang>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let arrived = Instant::now();
    let words = Words::new(app.config(), &code);
    let address = page_query::read_address(&app, query.as_deref()).address;
    let given = Given::read(query.as_deref().unwrap_or_default());
    let request = page_query::request_of(&address, words.lang());
    let (engine, ids, lang) = (
        app.engine.clone(),
        address.pick.clone(),
        words.lang().to_owned(),
    );
    let today = (app.today)();
    let retry_after_s = app.config().server.search.retry_after_s;
    let picked = app
        .pool
        .run(arrived, move |until| {
            let clock = Clock {
                today,
                deadline: Some(until),
            };
            read_all(&engine, &ids, &request, &lang, clock)
        })
        .await?
        .map_err(|error| ApiError::of_search(error, retry_after_s))?;
    let site = site(&app);
    let explainers: Vec<Explainer<'_>> = picked
        .iter()
        .map(|picked| Explainer::new(words, &picked.trial, &picked.names).on_paper())
        .collect();
    let is_missing = |id: &&NctId| !picked.iter().any(|picked| picked.trial.nct_id == **id);
    let sheet_of = Sheet {
        words,
        search: &address,
        trials: picked
            .iter()
            .zip(&explainers)
            .map(|(picked, explainer)| TrialPage {
                words,
                site: &site,
                trial: &picked.trial,
                search: Some(&address),
                detail: picked.detail.as_ref(),
                similar: &[],
                expanded_access: None,
                explainer,
            })
            .collect(),
        unknown: address
            .pick
            .iter()
            .filter(is_missing)
            .map(NctId::to_string)
            .collect(),
        picked: given.picked,
        has_words: given.has_words,
    };
    let mut page = Page::new(words, &site, words.say("print.title"));
    "print".clone_into(&mut page.path);
    page.query = address.query();
    page.head = Some(crate::pages::trial::files());
    let main = sheet(&sheet_of, &page);
    Ok(reply::page(
        layout::document(&page, &main),
        reply::Listing::Hidden,
        words.tag(),
    ))
}

/// What the address of the sheet says beside the search.
struct Given {
    /// Different trials that were picked, more than fit on the sheet among them.
    picked: usize,
    has_words: bool,
}

impl Given {
    fn read(query: &str) -> Self {
        let (pairs, _) = decode_kindly(query);
        let mut ids: Vec<NctId> = pairs
            .iter()
            .filter(|(name, _)| name == "pick")
            .flat_map(|(_, text)| list::split(text))
            .filter_map(|text| text.parse().ok())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        Given {
            picked: ids.len(),
            has_words: pairs
                .iter()
                .any(|(name, value)| name == "words" && value == "1"),
        }
    }
}

fn read_all(
    engine: &Engine,
    ids: &[NctId],
    request: &SearchRequest,
    lang: &str,
    clock: Clock,
) -> Result<Vec<Picked>, SearchError> {
    let mut picked = Vec::new();
    for id in ids {
        let detail = look(engine, *id, request, clock)?;
        let trial = match &detail {
            Some(detail) => Some(detail.trial.clone()),
            None => engine.trial(*id)?,
        };
        let Some(trial) = trial else { continue };
        picked.push(Picked {
            names: engine.names_in(&trial, lang)?,
            detail,
            trial,
        });
    }
    Ok(picked)
}
