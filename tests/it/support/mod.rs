//! What the integration tests share: fixtures, an index of them, and a slow but obvious reading of every filter to compare with.

pub mod accounted;
pub mod reference;

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use jiff::{Timestamp, civil::Date};
use tempfile::TempDir;
use trialseek::{
    ask::{Page, SearchRequest},
    cli::indexing::{self, Job},
    config::Config,
    ctgov::{Limits, Outcome, Source, parse_in_parallel},
    index::{Built, DataDir, Generation, Verify},
    places::PlaceTables,
    search::{Clock, Engine, SearchResults, Snapshot},
    trial::{Trial, editorial::EditorialFile},
};

/// The day on which the fixtures are read.
pub const TODAY: Date = Date::constant(2026, 11, 23);

/// Returns a path inside the repository.
pub fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Returns the compiled-in settings.
pub fn config() -> Arc<Config> {
    static CONFIG: OnceLock<Arc<Config>> = OnceLock::new();
    Arc::clone(CONFIG.get_or_init(|| Arc::new(Config::compiled_in().unwrap())))
}

/// A data folder that goes with the test.
pub struct TestData {
    pub data: DataDir,
    _folder: TempDir,
}

impl TestData {
    /// Returns an empty data folder.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        TestData {
            data: DataDir::new(folder.path()),
            _folder: folder,
        }
    }

    /// Returns a data folder with one published generation of these sources.
    pub fn of(sources: &[Source]) -> Self {
        let data = Self::empty();
        data.reindex(sources);
        data
    }

    /// Builds and publishes a generation.
    pub fn reindex(&self, sources: &[Source]) -> Built {
        let editorial = indexing::read_editorial(&repository("fixtures/editorial")).unwrap();
        self.reindex_with(&config(), editorial, sources)
    }

    /// Builds and publishes a generation by other settings, with other editorial words.
    pub fn reindex_with(
        &self,
        config: &Config,
        editorial: Vec<EditorialFile>,
        sources: &[Source],
    ) -> Built {
        let lock = self.data.lock().unwrap();
        let live = self.generation();
        let job = Job {
            config,
            data: &self.data,
            lock: &lock,
            sources,
            source_names: vec!["test".to_owned()],
            editorial,
            live: live.as_ref(),
            now: "2026-11-23T12:00:00Z".parse::<Timestamp>().unwrap(),
            interrupted: &false.into(),
        };
        let built = indexing::build(job, &|_| ()).unwrap();
        self.data.publish(&lock, built.number, &built.dir).unwrap();
        built
    }

    /// Opens the current generation, if there is one.
    pub fn generation(&self) -> Option<Generation> {
        let number = self.data.current().unwrap()?;
        Some(Generation::open(&self.data.generation_dir(number), Verify::Full).unwrap())
    }
}

/// Returns the source of all good fixtures.
pub fn fixture_source() -> Source {
    Source::Path(repository("fixtures/trials"))
}

/// Returns an engine over the fixtures, shared by all tests.
pub fn engine() -> &'static Engine {
    static ENGINE: OnceLock<(Engine, TestData)> = OnceLock::new();
    let (engine, _) = ENGINE.get_or_init(|| {
        let data = TestData::of(&[fixture_source()]);
        let engine = Engine::new(config()).unwrap();
        engine.install(Snapshot::new(data.generation().unwrap(), engine.config()).unwrap());
        (engine, data)
    });
    engine
}

/// Returns every good fixture as parsed, by NCT id, with countries under their present names.
pub fn trials() -> &'static [Trial] {
    static TRIALS: OnceLock<Vec<Trial>> = OnceLock::new();
    TRIALS.get_or_init(|| {
        let tables = PlaceTables::built_in().unwrap();
        let mut trials = parse_all(&[fixture_source()]);
        for site in trials.iter_mut().flat_map(|trial| &mut trial.sites) {
            let country = site.country.as_deref();
            site.country = country.map(|name| tables.present_name(name).to_owned());
        }
        trials
    })
}

/// Parses every record of these sources, in order of NCT ids.
pub fn parse_all(sources: &[Source]) -> Vec<Trial> {
    let mut trials = Vec::new();
    parse_in_parallel(sources, &Limits::default(), 2, |outcome| {
        if let Outcome::Parsed(parsed, _) = outcome {
            trials.push(parsed.trial);
        }
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    trials.sort_by_key(|trial| trial.nct_id);
    trials
}

/// Returns the clock of the tests: a fixed day and no deadline.
pub fn clock() -> Clock {
    Clock {
        today: TODAY,
        deadline: None,
    }
}

/// Searches the fixtures.
pub fn search(request: &SearchRequest) -> SearchResults {
    engine().search(request, clock()).unwrap()
}

/// Searches the fixtures for words, with filters given as parameters, up to 100 hits.
pub fn search_words(words: &str, params: &[(&str, &str)]) -> SearchResults {
    search(&request(words, params))
}

/// Returns a request for words, with filters given as parameters, for up to 100 hits.
pub fn request(words: &str, params: &[(&str, &str)]) -> SearchRequest {
    let mut request = SearchRequest::for_words(words);
    request.page = Page {
        number: 1,
        size: 100,
    };
    for (name, value) in params {
        assert!(
            request.filters.set_param(name, value, 20_040.0).unwrap(),
            "`{name}` is a filter"
        );
    }
    request
}

/// Returns the ids of the hits, in order.
pub fn ids(results: &SearchResults) -> Vec<String> {
    results
        .hits
        .iter()
        .map(|hit| hit.trial.nct_id.to_string())
        .collect()
}

/// Returns the ids of the hits of the match tier, in order.
pub fn matched_ids(results: &SearchResults) -> Vec<String> {
    let matched = results
        .hits
        .iter()
        .filter(|hit| hit.tier == trialseek::search::Tier::Match);
    matched.map(|hit| hit.trial.nct_id.to_string()).collect()
}
