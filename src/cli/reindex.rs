//! Reindexing from end to end: lock, build, guards, publish, remove what is old. Prints nothing but progress.
//!
//! *Invariant:* the live generation is not touched before the new one is complete, checked and synced; on every other way out the half-built folder is removed.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::Timestamp;
use serde::Serialize;

use super::{
    error::CliError,
    guards::{self, Refusal},
    indexing::{self, Event, IndexingError, Job},
    progress::Reporter,
};
use crate::{
    config::Config,
    ctgov::Source,
    index::{Built, DataDir, DataLock, Generation, IndexError, Manifest, Verify},
    trial::editorial::EditorialFile,
};

/// What to index and how.
pub struct ReindexOptions<'a> {
    pub config: &'a Config,
    pub data: &'a DataDir,
    pub sources: Vec<Source>,
    /// How the sources were named.
    pub source_names: Vec<String>,
    pub editorial: Vec<EditorialFile>,
    pub limits: guards::Limits,
    /// Build and check, but do not publish.
    pub dry_run: bool,
    /// Generations that stay on disk.
    pub keep: usize,
    pub now: Timestamp,
    pub interrupted: &'a AtomicBool,
}

impl<'a> ReindexOptions<'a> {
    /// Returns options with the limits of the settings and no editorial files.
    pub fn new(
        config: &'a Config,
        data: &'a DataDir,
        now: Timestamp,
        interrupted: &'a AtomicBool,
    ) -> Self {
        let guards = &config.index.guards;
        ReindexOptions {
            config,
            data,
            sources: Vec::new(),
            source_names: Vec::new(),
            editorial: Vec::new(),
            limits: guards::Limits {
                max_skipped_percent: guards.max_skipped_percent,
                max_shrink_percent: guards.max_shrink_percent,
                min_answered: config.index.smoke.min_answered,
                allow_unreadable: false,
            },
            dry_run: false,
            keep: config.index.generations.keep,
            now,
            interrupted,
        }
    }
}

/// What came of a reindex.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    pub outcome: ReindexOutcome,
    /// What spoke against publishing.
    pub refusals: Vec<Refusal>,
    #[serde(flatten)]
    pub manifest: Manifest,
    /// The generation that was live before, if there was one.
    pub previous: Option<u64>,
    /// Whether the previous generation is still there to go back to.
    pub previous_kept: bool,
    /// Sample searches that found trials before and find none now.
    pub worse_searches: usize,
    /// The first records that were left out; `skipped` counts them all.
    pub skipped_records: Vec<Skipped>,
    /// Files that were not read, because they hold no records.
    pub ignored_files: Vec<IgnoredFile>,
    /// The list of all records left out or repaired.
    pub rejects_file: PathBuf,
    pub size_bytes: u64,
    pub read_ms: u64,
    pub total_ms: u64,
    /// The most memory that this process held, where the system tells.
    pub peak_memory_bytes: Option<u64>,
}

/// Whether the new generation is live now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReindexOutcome {
    Published,
    DryRun,
    Refused,
}

/// A record that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skipped {
    pub nct_id: Option<String>,
    pub file: String,
    pub line: Option<u64>,
    pub kind: String,
    pub reason: String,
}

/// A file that was not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IgnoredFile {
    pub file: String,
    pub reason: &'static str,
}

/// Skipped records and ignored files listed in a summary.
const LISTED: usize = 1_000;
/// Where the list of rejects of a build that was not published stays.
const LAST_REJECTS: &str = "rejects-not-published.jsonl";

/// Builds a generation from the sources and publishes it, unless a guard refuses.
pub fn run(options: &ReindexOptions<'_>, reporter: &Reporter) -> Result<Summary, CliError> {
    let lock = options.data.lock()?;
    let result = Run {
        options,
        reporter,
        lock: &lock,
        started: Instant::now(),
    }
    .run();
    reporter.finish();
    match result {
        Err(CliError::Indexing(IndexingError::Index(IndexError::Interrupted))) => {
            discard_unfinished(options.data, &lock);
            Err(interrupted(options.data))
        }
        Err(error) => {
            discard_unfinished(options.data, &lock);
            Err(error)
        }
        done => done,
    }
}

fn interrupted(data: &DataDir) -> CliError {
    let left = match data.current() {
        Ok(Some(live)) => format!("generation {live} stays live, nothing was changed"),
        _ => "nothing was published".to_owned(),
    };
    CliError::Interrupted { left }
}

/// Removes what an unfinished build left behind. A failure only costs disk space until the next build, so it is not reported over the error that led here.
fn discard_unfinished(data: &DataDir, lock: &DataLock) {
    if let Ok((_, empty)) = data.begin(lock) {
        let _ = fs::remove_dir_all(empty);
    }
}

struct Run<'a> {
    options: &'a ReindexOptions<'a>,
    reporter: &'a Reporter,
    lock: &'a DataLock,
    started: Instant,
}

/// What a build said on its way.
#[derive(Default)]
struct Notes {
    skipped: Vec<Skipped>,
    ignored: Vec<IgnoredFile>,
    read_took: Option<Duration>,
}

impl Run<'_> {
    fn run(&self) -> Result<Summary, CliError> {
        let options = self.options;
        let live_number = options.data.current()?;
        let live_dir = live_number.map(|number| options.data.generation_dir(number));
        // A live generation that cannot be opened must not stand in the way of the one that replaces it.
        let live = live_dir
            .as_deref()
            .and_then(|dir| Generation::open(dir, Verify::Sizes).ok());
        let live_manifest = live
            .as_ref()
            .map(|live| live.manifest().clone())
            .or_else(|| live_dir.as_deref().and_then(|dir| Manifest::read(dir).ok()));
        let notes = Mutex::new(Notes::default());
        let job = Job {
            config: options.config,
            data: options.data,
            lock: self.lock,
            sources: &options.sources,
            source_names: options.source_names.clone(),
            editorial: options.editorial.clone(),
            live: live.as_ref(),
            now: options.now,
            interrupted: options.interrupted,
        };
        let built = indexing::build(job, &|event| self.note(&notes, &event))?;
        if options.interrupted.load(Ordering::Relaxed) {
            return Err(IndexingError::Index(IndexError::Interrupted).into());
        }
        let refusals = guards::check(&built.manifest, live_manifest.as_ref(), &options.limits);
        let outcome = match (refusals.is_empty(), options.dry_run) {
            (false, _) => ReindexOutcome::Refused,
            (true, true) => ReindexOutcome::DryRun,
            (true, false) => ReindexOutcome::Published,
        };
        let rejects_file = self.settle(outcome, &built)?;
        let kept = options.data.generations()?;
        let notes = notes
            .into_inner()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let smoke_before = live_manifest.as_ref().map_or(&[][..], |live| &live.smoke);
        Ok(Summary {
            outcome,
            refusals,
            previous: live_number,
            previous_kept: live_number.is_some_and(|number| kept.contains(&number)),
            worse_searches: guards::worse(&built.manifest.smoke, smoke_before).len(),
            skipped_records: notes.skipped,
            ignored_files: notes.ignored,
            rejects_file,
            size_bytes: built.manifest.files.values().sum(),
            read_ms: notes
                .read_took
                .unwrap_or_else(|| self.started.elapsed())
                .as_millis() as u64,
            total_ms: self.started.elapsed().as_millis() as u64,
            peak_memory_bytes: peak_memory_bytes(),
            manifest: built.manifest,
        })
    }

    fn note(&self, notes: &Mutex<Notes>, event: &Event<'_>) {
        self.reporter.event(event);
        if matches!(event, Event::Read(_)) {
            return;
        }
        let mut notes = notes
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        match event {
            Event::Skipped(line) if notes.skipped.len() < LISTED => notes.skipped.push(Skipped {
                nct_id: line.nct_id.map(str::to_owned),
                file: line.file.to_owned(),
                line: line.line,
                kind: line.kind.to_owned(),
                reason: line.reason.to_owned(),
            }),
            Event::Ignored(ignored) if notes.ignored.len() < LISTED => {
                notes.ignored.push(IgnoredFile {
                    file: ignored.file.to_string(),
                    reason: ignored.reason,
                });
            }
            Event::Build(_) if notes.read_took.is_none() => {
                notes.read_took = Some(self.started.elapsed())
            }
            _ => {}
        }
    }

    /// Publishes the built folder, or removes it but for its list of rejects; returns where that list is.
    fn settle(&self, outcome: ReindexOutcome, built: &Built) -> Result<PathBuf, CliError> {
        let data = self.options.data;
        let rejects = Path::new("rejects.jsonl");
        if outcome == ReindexOutcome::Published {
            data.publish(self.lock, built.number, &built.dir)?;
            data.retain(self.lock, self.options.keep.max(1))?;
            return Ok(data.generation_dir(built.number).join(rejects));
        }
        let kept = data.root().join(LAST_REJECTS);
        fs::rename(built.dir.join(rejects), &kept).map_err(CliError::io("keep", &kept))?;
        fs::remove_dir_all(&built.dir).map_err(CliError::io("remove", &built.dir))?;
        Ok(kept)
    }
}

/// Asks Linux how much memory this process held at most.
fn peak_memory_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1_024)
}
