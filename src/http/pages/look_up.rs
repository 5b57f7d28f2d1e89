//! Looking up what a page shows: the search itself, the preset before it, and what its words need besides.

use std::time::Instant;

use super::page_query::PageQuery;
use crate::{
    ask::{Criterion, Facet, Kind, Parameter, SearchRequest, Sets, Sort},
    http::{AppState, error::ApiError},
    pages::{
        Words,
        layout::Site,
        search::{Found, Notice, counted},
    },
    places::PlaceError,
    read::{Part, PartKind, Understanding},
    say::Person,
    search::{Clock, ENOUGH, Hit, SearchError, SearchResults},
    trial::{NctId, Status},
};

/// Hits on a page.
const PAGE_SIZE: usize = 20;
/// Times that a search is made again without what made it fail.
const MAX_RETRIES: usize = 4;

/// What a page shows.
pub struct LookedUp {
    pub asked: PageQuery,
    pub results: SearchResults,
    has_preset: bool,
    asked_for: Vec<Hit>,
    suggested_trials: Vec<Option<u64>>,
    notices: Vec<Notice>,
    topic_only: Option<(String, u64)>,
}

impl LookedUp {
    /// Returns the same for the page to write.
    pub fn found<'a>(&'a self, words: Words<'a>, site: &'a Site) -> Found<'a> {
        Found {
            words,
            site,
            address: &self.asked.address,
            has_preset: self.has_preset,
            results: &self.results,
            person: Person::of(&self.results.understanding, self.asked.address.units),
            asked_for: self.asked_for.clone(),
            suggested_trials: self.suggested_trials.clone(),
            notices: self.notices.clone(),
            topic_only: self.topic_only.clone(),
        }
    }
}

/// Searches for what was asked, kindly: what cannot be used is left out, with a notice.
pub fn look_up(
    app: &AppState,
    words: Words<'_>,
    mut asked: PageQuery,
    until: Instant,
) -> Result<LookedUp, ApiError> {
    let clock = Clock {
        today: (app.today)(),
        deadline: Some(until),
    };
    let mut notices = notices(&asked);
    let retry_after_s = app.config().server.search.retry_after_s;
    let mut tries = 0;
    let (results, has_preset) = loop {
        let mut request = request(words, &asked);
        let found = app.engine.read(&request).and_then(|read| {
            let has_preset = add_preset(&asked, &read.understanding, &mut request);
            let results = app.engine.search_read(read, &request, clock)?;
            Ok((results, has_preset))
        });
        match found {
            Ok(found) => break found,
            Err(error) if tries < MAX_RETRIES => {
                tries += 1;
                notices.push(mend(&mut asked, error, retry_after_s)?);
            }
            Err(error) => return Err(ApiError::of_search(error, retry_after_s)),
        }
    };
    let asked_for = asked_for(app, words, &results, clock, &mut notices);
    let suggested_trials = suggested_trials(app, words, &results.understanding);
    let topic_only = topic_only(app, words, &results, clock);
    Ok(LookedUp {
        topic_only,
        asked,
        has_preset,
        asked_for,
        suggested_trials,
        notices,
        results,
    })
}

fn request(words: Words<'_>, asked: &PageQuery) -> SearchRequest {
    let mut request = asked.address.request(words.lang());
    request.page.size = PAGE_SIZE;
    request.facets = counted();
    request
}

fn notices(asked: &PageQuery) -> Vec<Notice> {
    let wrong_age = asked.has_wrong_age.then_some(Notice::WrongAge);
    let is_named = |parameter: &&String| !(asked.has_wrong_age && parameter.starts_with("age="));
    let left_out = asked
        .left_out
        .iter()
        .filter(is_named)
        .cloned()
        .map(Notice::LeftOut);
    wrong_age.into_iter().chain(left_out).collect()
}

/// Asks for trials that recruit where the person said nothing of the status and named no trial.
fn add_preset(
    asked: &PageQuery,
    understanding: &Understanding,
    request: &mut SearchRequest,
) -> bool {
    let status = Kind::Facet(Facet::Status);
    let is_chosen = asked.address.any_status || request.filters.has(status);
    let says_enough = |part: &Part| {
        part.applied && (part.kind.is(status) || matches!(part.kind, PartKind::Id { .. }))
    };
    if is_chosen || request.filters.has(Kind::Ids) || understanding.parts.iter().any(says_enough) {
        return false;
    }
    let recruiting = vec![Status::Recruiting.as_str().to_owned()];
    request
        .filters
        .set(Criterion::Facet(Facet::Status, recruiting));
    true
}

/// Takes out of a search what the engine refused, and says so.
fn mend(asked: &mut PageQuery, error: SearchError, retry_after_s: u64) -> Result<Notice, ApiError> {
    let filters = &mut asked.address.filters;
    match error {
        SearchError::Place(error) => {
            let typed = filters.near().map(|near| near.text.clone());
            filters.remove(Kind::Place);
            if asked.address.sort == Some(Sort::Distance) {
                asked.address.sort = None;
            }
            Ok(match error {
                PlaceError::Unknown { name, closest } => Notice::UnknownPlace { name, closest },
                PlaceError::BadCoordinates { .. } | PlaceError::Empty => Notice::UnknownPlace {
                    name: typed.unwrap_or_default(),
                    closest: Vec::new(),
                },
            })
        }
        SearchError::Filter(error) => {
            let name = error.param();
            let value = match Parameter::named(name).map(|row| row.sets) {
                Some(Sets::Sort) => asked
                    .address
                    .sort
                    .take()
                    .map(|sort| sort.as_str().to_owned()),
                Some(Sets::Criterion(kind)) => {
                    let taken = filters.remove(kind);
                    taken.map(|criterion| criterion.values().join(","))
                }
                _ => None,
            };
            match value {
                Some(value) => Ok(Notice::LeftOut(format!("{name}={value}"))),
                None => Err(error.into()),
            }
        }
        error => Err(ApiError::of_search(error, retry_after_s)),
    }
}

/// Returns the trials whose numbers were given and that are not among the hits of this page, since filters do not apply to them.
fn asked_for(
    app: &AppState,
    words: Words<'_>,
    results: &SearchResults,
    clock: Clock,
    notices: &mut Vec<Notice>,
) -> Vec<Hit> {
    let named = results
        .understanding
        .parts
        .iter()
        .filter_map(|part| match part.kind {
            PartKind::Id { nct_id } if part.applied => Some(nct_id),
            _ => None,
        });
    let mut found = Vec::new();
    for id in named {
        if results.hits.iter().any(|hit| hit.trial.nct_id == id) {
            continue;
        }
        match hit_of(app, words, id, clock) {
            Some(hit) => found.push(hit),
            None => notices.push(Notice::UnknownTrial(id.to_string())),
        }
    }
    found
}

fn hit_of(app: &AppState, words: Words<'_>, id: NctId, clock: Clock) -> Option<Hit> {
    let known = app
        .engine
        .trial(id)
        .ok()
        .flatten()
        .map(|trial| trial.nct_id);
    let id = known.or_else(|| app.engine.trial_of_alias(id).ok().flatten())?;
    let mut request = SearchRequest::for_words(String::new());
    words.lang().clone_into(&mut request.language);
    request.filters.set(Criterion::Ids(vec![id]));
    let results = app.engine.search(&request, clock).ok()?;
    results.hits.into_iter().next()
}

/// Where little fits: returns the illness and treatment alone, and how many trials there are about them.
fn topic_only(
    app: &AppState,
    words: Words<'_>,
    results: &SearchResults,
    clock: Clock,
) -> Option<(String, u64)> {
    if results.total >= ENOUGH {
        return None;
    }
    let parts = results
        .understanding
        .parts
        .iter()
        .filter(|part| part.applied);
    let topics: Vec<&str> = parts
        .filter(|part| matches!(part.kind, PartKind::Concept(_)) && part.span.is_some())
        .map(|part| part.text.as_str())
        .collect();
    if topics.is_empty() {
        return None;
    }
    let mut request = SearchRequest::for_words(topics.join(", "));
    words.lang().clone_into(&mut request.language);
    request.page.size = 0;
    let found = app.engine.search(&request, clock).ok()?;
    Some((request.words, found.total))
}

/// Returns how many trials there are about each thing that may have been meant.
fn suggested_trials(
    app: &AppState,
    words: Words<'_>,
    understanding: &Understanding,
) -> Vec<Option<u64>> {
    let count = |part: &Part| match &part.kind {
        PartKind::Concept(reading) => {
            let found = app.engine.suggest(&part.label, 5, words.lang()).ok()?;
            let concepts = found.conditions.iter().chain(&found.treatments);
            let known = concepts
                .into_iter()
                .find(|concept| reading.ids.contains(&concept.concept));
            known.map(|concept| u64::from(concept.trials))
        }
        _ => None,
    };
    understanding.suggestions.iter().map(count).collect()
}
