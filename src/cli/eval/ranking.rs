//! Ranking topics: the engine's own answers, as a caller of the API would page through them.

use std::{
    num::NonZero,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use crate::{
    eval::{Run, Topic},
    query::{Page, SearchRequest},
    search::{Clock, Engine, SearchError, SearchResults},
    trial::NctId,
};

/// Returns the request that the API would make of a topic's words and nothing else, on one page of `depth` trials.
pub fn request(topic: &Topic, depth: usize) -> SearchRequest {
    let mut request = SearchRequest::for_words(&*topic.text);
    request.page = Page {
        number: 1,
        size: depth,
    };
    request
}

/// Ranks trials for every topic, on all processors: those that match first, then the related ones.
pub fn rank(
    engine: &Engine,
    topics: &[Topic],
    depth: usize,
    clock: Clock,
) -> Result<Run, SearchError> {
    let next = AtomicUsize::new(0);
    let run = Mutex::new(Run::default());
    let rank_some = || -> Result<(), SearchError> {
        while let Some(topic) = topics.get(next.fetch_add(1, Ordering::Relaxed)) {
            let ranked = engine.rank(&request(topic, depth), clock)?;
            run.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(&topic.id, ranked);
        }
        Ok(())
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.min(topics.len()))
            .map(|_| scope.spawn(rank_some))
            .collect();
        workers.into_iter().try_for_each(|worker| {
            worker
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    })?;
    Ok(run.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Returns the trials of an answer, in order.
pub fn documents(results: &SearchResults) -> Vec<NctId> {
    results.hits.iter().map(|hit| hit.trial.nct_id).collect()
}
