//! Fuzzing the reader: any text must be read, its parts must hold their own text, and a search for it must answer.
//!
//! ```text
//! TRIALSEEK_BENCH_DATA=DIR cargo bench --bench fuzz_understanding -- [SECONDS] [SEED]
//! ```
//!
//! Texts are made by cutting up, mixing and damaging the queries of `fixtures/understanding`. A failure prints the text and the seed, which makes the same texts again.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a fuzzer prints what it found and ends when it cannot run"
)]

#[path = "../bench/measure.rs"]
mod measure;

use std::{
    collections::HashSet,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use trialseek::{
    ask::SearchRequest,
    config::Config,
    index::{DataDir, Verify},
    search::{Clock, Engine},
};

/// Pieces that break things more often than letters do.
const SHARP: [&str; 24] = [
    "\"",
    "“",
    "NCT",
    "nct 05665075",
    "\u{202e}",
    "\u{0}",
    "é",
    "ß",
    "👩‍⚕️",
    "乳腺癌",
    "ﬁ",
    "İ",
    "'",
    "’s",
    "...",
    ",,",
    "(",
    "-",
    "999999999999999999999",
    "1,000.5.2",
    "km",
    "within 50 miles of",
    "not ",
    "\n",
];

/// SplitMix64: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

fn main() {
    let Some(folder) = std::env::var_os("TRIALSEEK_BENCH_DATA").map(PathBuf::from) else {
        println!("fuzzer: set TRIALSEEK_BENCH_DATA to a data folder to run it");
        return;
    };
    let numbers: Vec<u64> = std::env::args()
        .filter_map(|text| text.parse().ok())
        .collect();
    let seconds = numbers.first().copied().unwrap_or(10);
    let seed = numbers.get(1).copied().unwrap_or(1);
    let engine = Engine::new(Arc::new(Config::compiled_in().expect("settings"))).expect("cues");
    engine
        .load_current(&DataDir::new(folder), Verify::Sizes)
        .expect("the index opens");
    let seeds = measure::table_queries();
    let mut random = Random(seed);
    let started = Instant::now();
    let mut count = 0_u64;
    let mut slowest = (Duration::ZERO, String::new());
    while started.elapsed() < Duration::from_secs(seconds) {
        let text = make(&mut random, &seeds);
        let reading = Instant::now();
        check(&engine, &text, seed);
        if reading.elapsed() > slowest.0 {
            slowest = (reading.elapsed(), text);
        }
        count += 1;
    }
    println!(
        "{count} texts from seed {seed}, none misread; the slowest took {:?}:",
        slowest.0
    );
    println!("{:?}", slowest.1.chars().take(200).collect::<String>());
}

fn check(engine: &Engine, text: &str, seed: u64) {
    let request = SearchRequest::for_words(text);
    let understanding = engine.read(&request).expect("a reading").understanding;
    let mut ids = HashSet::new();
    for part in understanding.parts.iter().chain(&understanding.suggestions) {
        let span = part.span.clone().expect("said in words");
        assert_eq!(
            text.get(span),
            Some(part.text.as_str()),
            "seed {seed}: {text:?}"
        );
    }
    for part in &understanding.parts {
        assert!(
            ids.insert(part.id.clone()),
            "seed {seed}: {} twice in {text:?}",
            part.id
        );
    }
    let clock = Clock {
        today: jiff::civil::date(2026, 11, 23),
        deadline: None,
    };
    let results = engine.search(&request, clock);
    assert!(results.is_ok(), "seed {seed}: {text:?}");
}

fn make(random: &mut Random, seeds: &[String]) -> String {
    let mut text = String::new();
    for _ in 0..=random.below(4) {
        let seed = &seeds[random.below(seeds.len())];
        let chars: Vec<char> = seed.chars().collect();
        let (a, b) = (random.below(chars.len() + 1), random.below(chars.len() + 1));
        text.extend(&chars[a.min(b)..a.max(b)]);
        match random.below(4) {
            0 => text.push(' '),
            1 => text.push_str(SHARP[random.below(SHARP.len())]),
            _ => {}
        }
    }
    for _ in 0..random.below(4) {
        let mut chars: Vec<char> = text.chars().collect();
        if chars.is_empty() {
            break;
        }
        let at = random.below(chars.len());
        match random.below(4) {
            0 => {
                chars.remove(at);
            }
            1 => chars.insert(
                at,
                char::from_u32(random.below(0x2_0000) as u32).unwrap_or('?'),
            ),
            2 => {
                let other = random.below(chars.len());
                chars.swap(at, other);
            }
            _ => chars[at] = chars[at].to_uppercase().next().unwrap_or('x'),
        }
        text = chars.into_iter().collect();
    }
    if random.below(500) == 0 {
        text = text.repeat(1 + random.below(40));
    }
    text.chars().take(20_000).collect()
}
