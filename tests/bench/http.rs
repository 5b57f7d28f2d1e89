//! Latency and throughput over HTTP, with real connections on loopback.
//!
//! ```text
//! TRIALSEEK_BENCH_DATA=DIR cargo bench --bench http -- [SECONDS]
//! ```
//!
//! Serves the generation in DIR (build one with the `engine` benchmark or with `trialseek reindex`) and sends it searches of several shapes, from 1, 2 and 8 clients at once, for a few seconds each.
//! Server and clients share the machine, so the figures are lower bounds.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a benchmark prints its figures and ends when it cannot run"
)]

mod measure;

use std::{
    path::PathBuf,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use jiff::civil::Date;
use measure::Latencies;
use tokio::{net::TcpListener, sync::oneshot};
use trialseek::{
    config::Config,
    http::{AppState, Metrics, serve},
    index::{DataDir, Verify},
    search::Engine,
};

const WORDS: [&str; 12] = [
    "leukemia",
    "asthma",
    "psoriasis",
    "migraine",
    "acute myeloid leukemia",
    "breast cancer",
    "type 2 diabetes",
    "heart failure",
    "long covid",
    "sickle cell disease",
    "lung cancer egfr",
    "alzheimer prevention",
];

fn main() {
    let Some(folder) = std::env::var_os("TRIALSEEK_BENCH_DATA").map(PathBuf::from) else {
        println!("http bench: set TRIALSEEK_BENCH_DATA to a data folder to run it");
        return;
    };
    let seconds = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(5);
    let config = Arc::new(Config::compiled_in().expect("compiled-in settings"));
    let engine = Arc::new(Engine::new(config).expect("the cues are sound"));
    engine
        .load_current(&DataDir::new(folder), Verify::Sizes)
        .expect("the index opens");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let listener = runtime
        .block_on(TcpListener::bind("127.0.0.1:0"))
        .expect("a free port");
    let address = listener.local_addr().expect("an address");
    let today: fn() -> Date = || Date::constant(2026, 11, 23);
    let state = AppState::new(engine, Arc::new(Metrics::new()), today);
    let (stop, stopped) = oneshot::channel::<()>();
    let server = runtime.spawn(serve(listener, state, async move {
        let _ = stopped.await;
    }));

    println!(
        "{:<26} {:>7} {:>10} {:>9} {:>9} {:>9}",
        "shape", "clients", "searches/s", "p50 ms", "p99 ms", "max ms"
    );
    for (shape, parameters) in [
        ("plain", ""),
        (
            "recruiting near Boston",
            "&status=RECRUITING&near=42.36,-71.06&radius=100km",
        ),
        ("all facets", "&facets=all"),
    ] {
        for clients in [1, 2, 8] {
            let started = Instant::now();
            let workers: Vec<_> = (0..clients)
                .map(|client| {
                    let base = format!("http://{address}/v1/search?size=10{parameters}&q=");
                    thread::spawn(move || run_client(client, &base, Duration::from_secs(seconds)))
                })
                .collect();
            let mut latencies = Latencies::default();
            for worker in workers {
                latencies.append(worker.join().expect("a client that ends"));
            }
            let rate = latencies.count() as f64 / started.elapsed().as_secs_f64();
            println!("{shape:<26} {clients:>7} {rate:>10.0} {latencies}");
        }
    }
    let _ = stop.send(());
    let _ = runtime.block_on(server);
}

fn run_client(client: usize, base: &str, span: Duration) -> Latencies {
    let agent = ureq::Agent::new_with_defaults();
    let mut latencies = Latencies::default();
    let until = Instant::now() + span;
    let mut turn = client;
    while Instant::now() < until {
        let url = format!("{base}{}", WORDS[turn % WORDS.len()].replace(' ', "+"));
        turn += 1;
        let started = Instant::now();
        let mut response = agent.get(&url).call().expect("an answer");
        let body = response
            .body_mut()
            .read_to_string()
            .expect("a whole answer");
        latencies.push(started.elapsed());
        assert!(body.starts_with('{'));
    }
    latencies
}
