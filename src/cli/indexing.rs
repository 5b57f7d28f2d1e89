//! The write path from end to end: sources in, a finished generation out. Here `ctgov` and `index` meet.
//!
//! Prints nothing: progress and counts go to the caller.

use std::{
    collections::BTreeMap,
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use jiff::Timestamp;

use crate::{
    config::Config,
    ctgov::{Ignored, Limits, Outcome, Source, SourceError, parse_in_parallel},
    index::{
        Builder, Built, DataDir, DataLock, Finish, Generation, IndexError, Progress, RejectLine,
    },
    places::{GeoNames, PlaceTableError, PlaceTables},
    trial::{
        Editorial, NctId,
        editorial::{EditorialError, EditorialFile},
    },
    vocabulary::VocabularyError,
};

/// Why a build cannot begin or end.
#[derive(Debug, thiserror::Error)]
pub enum IndexingError {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error(transparent)]
    PlaceTables(#[from] PlaceTableError),
    #[error("cannot read editorial file `{}`", path.display())]
    EditorialRead {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("editorial file `{}` cannot be used: {reason}", path.display())]
    EditorialBad { path: PathBuf, reason: String },
    #[error("the imported gazetteer `{}` cannot be read", path.display())]
    GeoNames { path: PathBuf },
    #[error(transparent)]
    Vocabulary(#[from] VocabularyError),
    #[error("the imported vocabulary `{}` cannot be read", path.display())]
    Imported { path: PathBuf },
}

/// What a build reads.
pub struct Job<'a> {
    pub config: &'a Config,
    pub data: &'a DataDir,
    pub lock: &'a DataLock,
    pub sources: &'a [Source],
    /// How the sources were named.
    pub source_names: Vec<String>,
    pub editorial: Vec<EditorialFile>,
    pub live: Option<&'a Generation>,
    pub now: Timestamp,
    pub interrupted: &'a AtomicBool,
}

/// What a build reports while it runs.
#[derive(Debug)]
pub enum Event<'a> {
    /// Records read so far.
    Read(u64),
    /// A record was left out.
    Skipped(&'a RejectLine<'a>),
    /// A file was not read.
    Ignored(&'a Ignored),
    Build(Progress),
}

/// Reads every record of the sources and builds a generation from them. Does not publish it.
pub fn build(job: Job<'_>, report: &(dyn Fn(Event<'_>) + Sync)) -> Result<Built, IndexingError> {
    let editorial = check_editorial(job.editorial)?;
    let mut builder = Builder::begin(
        job.config,
        job.data,
        job.lock,
        place_tables(job.config, job.data)?,
        super::vocabulary::of_settings(job.config, job.data)?,
        editorial,
    )?;
    let limits = Limits {
        max_record_bytes: job.config.index.limits.max_record_bytes,
        max_text_chars: job.config.index.limits.max_text_chars,
    };
    let threads = match job.config.index.writer.threads {
        0 => thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    };
    let mut failure = None;
    parse_in_parallel(job.sources, &limits, threads, |outcome| {
        if job.interrupted.load(Ordering::Relaxed) {
            failure = Some(IndexError::Interrupted);
            return ControlFlow::Break(());
        }
        match take(&mut builder, outcome, report) {
            Ok(()) => {
                report(Event::Read(builder.read()));
                ControlFlow::Continue(())
            }
            Err(error) => {
                failure = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    if let Some(failure) = failure {
        return Err(failure.into());
    }
    let built = builder.finish(Finish {
        sources: job.source_names,
        now: job.now,
        live: job.live,
        progress: &|progress| report(Event::Build(progress)),
        interrupted: job.interrupted,
    })?;
    Ok(built)
}

fn take(
    builder: &mut Builder<'_>,
    outcome: Outcome,
    report: &(dyn Fn(Event<'_>) + Sync),
) -> Result<(), IndexError> {
    match outcome {
        Outcome::Parsed(mut parsed, origin) => {
            let nct_id = parsed.trial.nct_id.to_string();
            let mended = builder.mend_sites(&mut parsed.trial);
            let mended = mended.iter().map(|site| RejectLine {
                action: "repaired",
                kind: site.kind,
                file: &origin.file,
                line: origin.line,
                nct_id: Some(&nct_id),
                path: Some(&site.path),
                value: Some(&site.value),
                reason: &site.reason,
            });
            let lines: Vec<RejectLine<'_>> = parsed
                .warnings
                .iter()
                .map(|warning| RejectLine {
                    action: "repaired",
                    kind: warning.kind.as_str(),
                    file: &origin.file,
                    line: origin.line,
                    nct_id: Some(&nct_id),
                    path: Some(&warning.path),
                    value: Some(&warning.value),
                    reason: &warning.message,
                })
                .chain(mended)
                .collect();
            builder.warn(&lines)?;
            builder.add(parsed.trial)
        }
        Outcome::Reject(reject) => {
            let line = RejectLine {
                action: "skipped",
                kind: reject.kind.as_str(),
                file: &reject.origin.file,
                line: reject.origin.line,
                nct_id: reject.nct_id.as_deref(),
                path: None,
                value: None,
                reason: &reject.reason,
            };
            report(Event::Skipped(&line));
            builder.skip(&line)
        }
        Outcome::Ignored(ignored) => {
            report(Event::Ignored(&ignored));
            Ok(())
        }
    }
}

/// Returns the countries and states of the settings, with the imported GeoNames if there are any.
pub fn place_tables(config: &Config, data: &DataDir) -> Result<PlaceTables, IndexingError> {
    let places = &config.places;
    let tables = PlaceTables::parse(&places.countries, &places.states)?
        .with_known_cities(&places.cities)?
        .with_regions(&places.regions)?;
    let path = data.geonames_file();
    let Ok(bytes) = fs::read(&path) else {
        return Ok(tables);
    };
    let geonames: GeoNames =
        postcard::from_bytes(&bytes).map_err(|_| IndexingError::GeoNames { path })?;
    Ok(tables.with_geonames(geonames))
}

/// Reads the editorial files of a folder, in order of their names.
pub fn read_editorial(dir: &Path) -> Result<Vec<EditorialFile>, IndexingError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| IndexingError::EditorialRead { path, source }
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(dir).map_err(unreadable(dir))? {
        let path = entry.map_err(unreadable(dir))?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            paths.push(path);
        }
    }
    paths.sort_unstable();
    paths
        .into_iter()
        .map(|path| {
            let text = fs::read(&path).map_err(unreadable(&path))?;
            let bad = |reason: String| IndexingError::EditorialBad {
                path: path.clone(),
                reason,
            };
            let file: EditorialFile =
                serde_json::from_slice(&text).map_err(|error| bad(error.to_string()))?;
            file.clone()
                .validate()
                .map_err(|error| bad(error.to_string()))?;
            Ok(file)
        })
        .collect()
}

fn check_editorial(files: Vec<EditorialFile>) -> Result<BTreeMap<NctId, Editorial>, IndexingError> {
    let checked = files.into_iter().map(|file| {
        let path = PathBuf::from(format!("{}.json", file.nct_id));
        file.validate()
            .map_err(|error: EditorialError| IndexingError::EditorialBad {
                path,
                reason: error.to_string(),
            })
    });
    checked.collect()
}
