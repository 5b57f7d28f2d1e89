//! How long it takes to read words and to suggest, on an index of any size.
//!
//! ```text
//! TRIALSEEK_BENCH_DATA=DIR cargo bench --bench understanding -- [ROUNDS [WORDS]]
//! ```
//!
//! Reads every query of `fixtures/understanding`, a 2,000-character note, and completes beginnings of names, from one thread, warm; reports medians and 99th percentiles. With WORDS it reads only the queries that hold them, for a profiler.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a benchmark prints its figures and ends when it cannot run"
)]

mod measure;

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use measure::Latencies;
use trialseek::{
    ask::SearchRequest,
    config::Config,
    index::{DataDir, Verify},
    search::Engine,
};

const NOTE: &str = "58-year-old woman with hypertension, hyperlipidemia and obesity who presents with progressive dyspnea on exertion, orthopnea and bilateral leg edema over three months. Echocardiography shows an ejection fraction of 30 percent. She takes lisinopril, carvedilol and furosemide. No history of diabetes, stroke or cancer. Her mother had breast cancer. ";

/// Queries that are named as the slowest to read.
const SLOWEST: usize = 20;

const BEGINNINGS: [&str; 12] = [
    "l", "le", "leuk", "leukem", "heart a", "diabetis", "hangz", "covid", "breast c", "parkison",
    "乳腺", "xyzzy",
];

fn main() {
    let Some(folder) = std::env::var_os("TRIALSEEK_BENCH_DATA").map(PathBuf::from) else {
        println!("understanding bench: set TRIALSEEK_BENCH_DATA to a data folder to run it");
        return;
    };
    let rounds = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(5);
    let config = Arc::new(Config::compiled_in().expect("compiled-in settings"));
    let engine = Engine::new(config).expect("the cues are sound");
    let started = Instant::now();
    engine
        .load_current(&DataDir::new(folder), Verify::Sizes)
        .expect("the index opens");
    println!(
        "open and warm  {:>8.0} ms",
        started.elapsed().as_secs_f64() * 1e3
    );
    println!("own memory     {:>8} MB", measure::own_memory_mb());
    let mut queries = measure::table_queries();
    queries.retain(|words| words.len() < 150);
    let mut wanted = std::env::args().skip(1);
    let wanted =
        wanted.find(|argument| !argument.starts_with('-') && argument.parse::<u32>().is_err());
    if let Some(wanted) = &wanted {
        queries.retain(|words| words.contains(wanted));
    }
    let others = if wanted.is_some() { 0 } else { 20 };
    let (mut short, mut note, mut suggest) = (
        Latencies::default(),
        Latencies::default(),
        Latencies::default(),
    );
    let mut slowest: Vec<(Duration, &str)> = Vec::new();
    let long: String = NOTE.repeat(8).chars().take(2_000).collect();
    for _ in 0..rounds {
        for words in &queries {
            let started = Instant::now();
            engine
                .read(&SearchRequest::for_words(words.as_str()))
                .expect("a reading");
            short.push(started.elapsed());
            slowest.push((started.elapsed(), words.as_str()));
        }
        for _ in 0..others {
            let started = Instant::now();
            engine
                .read(&SearchRequest::for_words(long.as_str()))
                .expect("a reading");
            note.push(started.elapsed());
        }
        for typed in BEGINNINGS.into_iter().take(others) {
            let started = Instant::now();
            engine.suggest(typed, 6, "en").expect("suggestions");
            suggest.push(started.elapsed());
        }
    }
    println!("read a query   {short}");
    println!("read a note    {note}");
    println!("suggest        {suggest}");
    // The fastest of the rounds, so that a pause of the machine is no slow query.
    slowest.sort_by(|a, b| (a.1, a.0).cmp(&(b.1, b.0)));
    slowest.dedup_by_key(|(_, words)| *words);
    slowest.sort_by_key(|(time, _)| std::cmp::Reverse(*time));
    for (time, words) in &slowest[..slowest.len().min(SLOWEST)] {
        println!("  {:>8.2} ms  {words}", time.as_secs_f64() * 1e3);
    }
}
