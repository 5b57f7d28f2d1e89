//! What the benchmarks share: query shapes, latency figures, peak memory.

#![allow(
    dead_code,
    clippy::expect_used,
    reason = "each benchmark uses a part, and ends when it cannot run"
)]

use std::{fmt, fs, path::PathBuf, time::Duration};

use trialseek::ask::{Facet, Filters, Page, SearchRequest, Sort};

/// Requests of one kind.
pub struct Shape {
    pub name: String,
    pub requests: Vec<SearchRequest>,
}

/// Returns the shapes of queries whose latency matters, from cheap to dear.
pub fn shapes() -> Vec<Shape> {
    let words = |words: &[&str]| {
        words
            .iter()
            .map(|words| SearchRequest::for_words(*words))
            .collect::<Vec<_>>()
    };
    let one = words(&[
        "leukemia",
        "asthma",
        "diabetes",
        "cancer",
        "psoriasis",
        "hangzhou",
        "migraine",
    ]);
    let three = words(&[
        "acute myeloid leukemia",
        "type 2 diabetes",
        "breast cancer chemotherapy",
        "heart failure elderly",
        "long covid fatigue",
    ]);
    let phrase = words(&[
        "\"heart failure\"",
        "\"breast cancer\"",
        "\"acute myeloid leukemia\"",
    ]);
    let with = |requests: &[SearchRequest], change: &dyn Fn(&mut SearchRequest)| {
        let mut changed = requests.to_vec();
        changed.iter_mut().for_each(change);
        changed
    };
    let filter = |filters: &mut Filters, name: &str, value: &str| {
        filters
            .set_param(name, value, 20_000.0)
            .expect("a good filter");
    };
    let note = "58-year-old woman with hypertension, hyperlipidemia and obesity who presents with progressive dyspnea on exertion, \
        orthopnea and bilateral leg edema over three months. Echocardiography shows an ejection fraction of 30 percent. \
        She takes lisinopril, carvedilol and furosemide. No history of diabetes, stroke or cancer. Creatinine is normal.";
    vec![
        Shape {
            name: "one word".into(),
            requests: one.clone(),
        },
        Shape {
            name: "three words".into(),
            requests: three.clone(),
        },
        Shape {
            name: "phrase".into(),
            requests: phrase,
        },
        Shape {
            name: "three words, two filters".into(),
            requests: with(&three, &|request| {
                filter(&mut request.filters, "status", "RECRUITING");
                filter(&mut request.filters, "phase", "PHASE2,PHASE3");
            }),
        },
        Shape {
            name: "one word, radius, recruiting".into(),
            requests: with(&one, &|request| {
                filter(&mut request.filters, "near", "42.36,-71.06");
                filter(&mut request.filters, "radius", "50km");
                filter(&mut request.filters, "status", "RECRUITING");
            }),
        },
        Shape {
            name: "one word, all facets".into(),
            requests: with(&one, &|request| request.facets = Facet::ALL.to_vec()),
        },
        Shape {
            name: "three words, all facets".into(),
            requests: with(&three, &|request| request.facets = Facet::ALL.to_vec()),
        },
        Shape {
            name: "pasted note".into(),
            requests: words(&[note]),
        },
        Shape {
            name: "one word, sorted by distance".into(),
            requests: with(&one, &|request| {
                filter(&mut request.filters, "near", "42.36,-71.06");
                filter(&mut request.filters, "radius", "500km");
                request.sort = Some(Sort::Distance);
            }),
        },
        Shape {
            name: "everything".into(),
            requests: words(&[""]),
        },
        Shape {
            name: "everything, page 900".into(),
            requests: with(&words(&[""]), &|request| {
                request.page = Page {
                    number: 900,
                    size: 10,
                }
            }),
        },
        Shape {
            name: "everything, all facets".into(),
            requests: with(&words(&[""]), &|request| {
                request.facets = Facet::ALL.to_vec()
            }),
        },
        Shape {
            name: "recruiting, all facets".into(),
            requests: with(&words(&[""]), &|request| {
                filter(&mut request.filters, "status", "RECRUITING");
                request.facets = Facet::ALL.to_vec();
            }),
        },
    ]
}

/// Latencies of one shape.
#[derive(Default)]
pub struct Latencies(Vec<Duration>);

impl Latencies {
    /// Adds one.
    pub fn push(&mut self, latency: Duration) {
        self.0.push(latency);
    }

    /// Adds all of `other`.
    pub fn append(&mut self, mut other: Latencies) {
        self.0.append(&mut other.0);
    }

    /// Returns how many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Returns the value below which `share` of the latencies lie.
    pub fn quantile(&self, share: f64) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (share * sorted.len() as f64).ceil() as usize;
        sorted
            .get(rank.saturating_sub(1))
            .copied()
            .unwrap_or_default()
    }
}

impl fmt::Display for Latencies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = |share| self.quantile(share).as_secs_f64() * 1e3;
        write!(f, "{:>9.2} {:>9.2} {:>9.2}", ms(0.5), ms(0.99), ms(1.0))
    }
}

/// Returns the most memory this process has used, in MB, pages of mapped files included.
pub fn peak_memory_mb() -> u64 {
    status_mb("VmHWM:")
}

/// Returns the memory this process uses now beyond pages of files, in MB.
pub fn own_memory_mb() -> u64 {
    status_mb("RssAnon:")
}

fn status_mb(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(field))
        .unwrap_or_default();
    line.split_whitespace()
        .next()
        .and_then(|kb| kb.parse::<u64>().ok())
        .unwrap_or_default()
        / 1024
}

/// Returns the queries of the tables of `fixtures/understanding`.
pub fn table_queries() -> Vec<String> {
    #[derive(serde::Deserialize)]
    struct File {
        case: Vec<Case>,
    }
    #[derive(serde::Deserialize)]
    struct Case {
        words: String,
    }
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/understanding");
    let mut queries = Vec::new();
    for entry in fs::read_dir(folder).expect("the tables") {
        let text = fs::read_to_string(entry.expect("an entry").path()).expect("a table");
        let file: File = toml::from_str(&text).expect("a table of cases");
        queries.extend(file.case.into_iter().map(|case| case.words));
    }
    queries
}
