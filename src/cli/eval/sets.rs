//! Sets of judged topics, read from files, and their ranking: the engine's own answers, as a caller of the API would page through them.

use std::{
    collections::HashSet,
    fs,
    num::NonZero,
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use crate::{
    ask::{Page, SearchRequest},
    cli::error::CliError,
    eval::{Qrels, Run, Topic, parse_ids, parse_topics},
    search::{Clock, Engine, SearchError, SearchResults},
    trial::NctId,
};

/// Topics with their judgements.
#[derive(Debug)]
pub struct TopicSet {
    /// What the set is called in tables.
    pub name: String,
    pub topics: Vec<Topic>,
    pub qrels: Qrels,
}

impl TopicSet {
    /// Reads a set from its two files.
    pub fn read(name: String, topics: &Path, qrels: &Path) -> Result<Self, CliError> {
        let set = TopicSet {
            name,
            topics: parse_topics(&topics.display().to_string(), &read(topics)?)?,
            qrels: Qrels::parse(&qrels.display().to_string(), &read(qrels)?)?,
        };
        let known: HashSet<&str> = set.qrels.topics().collect();
        if !set.topics.iter().any(|topic| known.contains(&*topic.id)) {
            return Err(CliError::Usage {
                message: format!(
                    "no topic of `{}` is judged in `{}`",
                    topics.display(),
                    qrels.display()
                ),
                hint: "both files name their topics by the same ids".to_owned(),
            });
        }
        Ok(set)
    }

    /// Reads `topics.tsv` and `qrels.txt` of a folder, which gives the set its name.
    pub fn of_dir(dir: &Path) -> Result<Self, CliError> {
        let name = dir.file_name().map_or_else(
            || dir.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        );
        TopicSet::read(name, &dir.join("topics.tsv"), &dir.join("qrels.txt"))
    }
}

/// Reads a run.
pub fn read_run(path: &Path) -> Result<Run, CliError> {
    Ok(Run::parse(&path.display().to_string(), &read(path)?)?)
}

/// Reads a list of NCT ids.
pub fn read_ids(path: &Path) -> Result<HashSet<NctId>, CliError> {
    Ok(parse_ids(&path.display().to_string(), &read(path)?)?)
}

fn read(path: &Path) -> Result<String, CliError> {
    fs::read_to_string(path).map_err(CliError::io("read", path))
}

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
