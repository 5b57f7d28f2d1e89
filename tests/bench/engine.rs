//! Indexing speed and search latency inside the engine.
//!
//! ```text
//! cargo bench --bench engine -- PATH/trials.jsonl.zst [ROUNDS [TOPICS...]]
//! ```
//!
//! Builds a generation from the given records in a temporary folder and reports records per second and peak memory; then runs searches of each shape from one thread and reports the slowest of the first round, which reads the trials from disk where they are not in memory yet, and the median and the 99th percentile of all others.
//! Files of topics as `trialseek eval` reads them are run in place of these shapes: what people really ask.
//! Run it with `TRIALSEEK_BENCH_DATA=DIR` to keep the generation between runs.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a benchmark prints its figures and ends when it cannot run"
)]

mod measure;

use std::{
    path::PathBuf,
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

use jiff::Timestamp;
use measure::{Latencies, Shape, own_memory_mb, peak_memory_mb, shapes};
use trialseek::{
    ask::SearchRequest,
    cli::indexing::{self, Job},
    config::Config,
    ctgov::Source,
    index::{DataDir, Verify},
    search::{Clock, Engine},
};

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let Some(corpus) = arguments.first() else {
        println!("engine bench: give a file of records to run it");
        return;
    };
    let rounds = arguments
        .get(1)
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(30);
    let kept = std::env::var_os("TRIALSEEK_BENCH_DATA").map(PathBuf::from);
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let data = DataDir::new(kept.unwrap_or_else(|| temporary.path().to_owned()));
    let config = Arc::new(Config::compiled_in().expect("compiled-in settings"));
    if data.current().expect("a readable data folder").is_none() {
        index(&config, &data, corpus);
    }
    let started = Instant::now();
    let engine = Engine::new(Arc::clone(&config)).expect("the cues are sound");
    engine
        .load_current(&data, Verify::Sizes)
        .expect("the index opens");
    println!(
        "open and warm     {:>8.0} ms, {} MB of its own",
        started.elapsed().as_secs_f64() * 1e3,
        own_memory_mb()
    );
    let loaded = engine.current().expect("an index");
    println!(
        "trials            {:>8}",
        loaded.generation.manifest().indexed
    );

    let clock = Clock {
        today: jiff::civil::date(2026, 11, 23),
        deadline: None,
    };
    println!(
        "\n{:<34} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "shape", "total", "1st max", "p50 ms", "p99 ms", "max ms"
    );
    let topics: Vec<Shape> = arguments
        .iter()
        .skip(2)
        .map(|file| of_topics(file))
        .collect();
    for shape in if topics.is_empty() { shapes() } else { topics } {
        let mut first = Latencies::default();
        let mut latencies = Latencies::default();
        let mut total = 0;
        for round in 0..=rounds {
            for request in &shape.requests {
                let started = Instant::now();
                let results = engine.search(request, clock).expect("an answer");
                match round {
                    0 => first.push(started.elapsed()),
                    _ => latencies.push(started.elapsed()),
                }
                total = total.max(results.total);
            }
        }
        let first = first.quantile(1.0).as_secs_f64() * 1e3;
        println!("{:<34} {total:>9} {first:>9.2} {latencies}", shape.name);
    }
}

/// Returns the requests of a file of topics.
fn of_topics(file: &str) -> Shape {
    let text = std::fs::read_to_string(file).expect("a file of topics");
    let topics = trialseek::eval::parse_topics(file, &text).expect("topics");
    let requests = topics
        .iter()
        .map(|topic| SearchRequest::for_words(&topic.text));
    let path = std::path::Path::new(file);
    let folder = path.parent().and_then(|folder| folder.file_name());
    Shape {
        name: folder.unwrap_or_default().to_string_lossy().into_owned(),
        requests: requests.collect(),
    }
}

fn index(config: &Config, data: &DataDir, corpus: &str) {
    let lock = data.lock().expect("the lock");
    let started = Instant::now();
    let job = Job {
        config,
        data,
        lock: &lock,
        sources: &[Source::from(corpus)],
        source_names: vec![corpus.to_owned()],
        editorial: Vec::new(),
        live: None,
        now: Timestamp::now(),
        interrupted: &false.into(),
    };
    let phases = std::sync::Mutex::new(Vec::new());
    let own_peak = std::sync::atomic::AtomicU64::new(0);
    let events = std::sync::atomic::AtomicU64::new(0);
    let built = indexing::build(job, &|event| {
        use trialseek::{cli::indexing::Event, index::Progress};
        if events.fetch_add(1, Ordering::Relaxed).is_multiple_of(2_000) {
            own_peak.fetch_max(own_memory_mb(), Ordering::Relaxed);
        }
        let name = match event {
            Event::Read(_) => "read",
            Event::Build(Progress::Indexing { .. }) => "index",
            Event::Build(Progress::Merging) => "merge",
            Event::Build(Progress::Verifying) => "verify",
            Event::Skipped(_) | Event::Ignored(_) => return,
        };
        let mut phases = phases.lock().expect("no panic");
        if phases
            .last()
            .is_none_or(|(last, _): &(&str, Instant)| *last != name)
        {
            phases.push((name, Instant::now()));
        }
    })
    .expect("the build succeeds");
    data.publish(&lock, built.number, &built.dir)
        .expect("the switch succeeds");
    let seconds = started.elapsed().as_secs_f64();
    let manifest = &built.manifest;
    println!(
        "read = indexed + skipped: {} = {} + {}",
        manifest.read, manifest.indexed, manifest.skipped
    );
    let (own, peak) = (own_peak.load(Ordering::Relaxed), peak_memory_mb());
    println!(
        "index             {seconds:>8.1} s, {:.0} records/s",
        manifest.read as f64 / seconds
    );
    println!(
        "peak memory       {own:>8} MB of its own while reading and indexing, {peak} MB with pages of mapped files"
    );
    for (name, at) in phases.lock().expect("no panic").iter() {
        println!(
            "  {name:<8} began at {:>6.1} s",
            at.duration_since(started).as_secs_f64()
        );
    }
    println!(
        "size on disk      {:>8} MB",
        manifest.files.values().sum::<u64>() >> 20
    );
    println!("warnings          {:?}", manifest.warnings_by_kind);
    println!(
        "unresolved        {} of {} sites",
        manifest.unresolved_sites, manifest.sites
    );
}
