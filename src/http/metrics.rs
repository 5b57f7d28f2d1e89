//! Metrics for Prometheus: how many, how long, how old. No label ever holds anything that a person typed or is.

use std::{
    fmt,
    sync::atomic::{AtomicI64, AtomicU64},
    time::Duration,
};

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

use crate::index::Manifest;

/// Upper bounds of the latency buckets, in seconds; the quality bars (3, 10, 20 and 50 ms) are among them.
const BUCKETS: [f64; 12] = [
    0.001, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteStatus {
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabel {
    route: String,
}

/// What the server counts.
pub struct Metrics {
    registry: Registry,
    requests: Family<RouteStatus, Counter>,
    durations: Family<RouteLabel, Histogram, fn() -> Histogram>,
    searches: Counter,
    partials: Counter,
    zero_hits: Counter,
    rejections: Counter,
    swaps: Counter,
    failed_swaps: Counter,
    generation: Gauge<i64, AtomicI64>,
    built: Gauge<f64, AtomicU64>,
    trials: Gauge<i64, AtomicI64>,
}

impl Default for Metrics {
    fn default() -> Self {
        Metrics::new()
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Metrics {
    /// Returns metrics at zero.
    pub fn new() -> Self {
        let mut metrics = Metrics {
            registry: Registry::with_prefix("trialseek"),
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            searches: Counter::default(),
            partials: Counter::default(),
            zero_hits: Counter::default(),
            rejections: Counter::default(),
            swaps: Counter::default(),
            failed_swaps: Counter::default(),
            generation: Gauge::default(),
            built: Gauge::default(),
            trials: Gauge::default(),
        };
        metrics.register();
        metrics
    }

    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register(
            "http_requests",
            "Requests by route and status",
            self.requests.clone(),
        );
        let durations = self.durations.clone();
        registry.register_with_unit(
            "http_request_duration",
            "Time to answer by route",
            Unit::Seconds,
            durations,
        );
        registry.register("searches", "Searches answered", self.searches.clone());
        registry.register(
            "searches_partial",
            "Searches that the deadline cut short",
            self.partials.clone(),
        );
        registry.register(
            "searches_zero_hits",
            "Searches that no trial matches",
            self.zero_hits.clone(),
        );
        registry.register(
            "searches_rejected",
            "Searches refused because the queue was full",
            self.rejections.clone(),
        );
        registry.register(
            "generation_swaps",
            "New generations loaded while running",
            self.swaps.clone(),
        );
        registry.register(
            "generation_swap_failures",
            "New generations that could not be loaded",
            self.failed_swaps.clone(),
        );
        registry.register(
            "generation",
            "Number of the generation that answers, 0 for none",
            self.generation.clone(),
        );
        let built = self.built.clone();
        registry.register_with_unit(
            "generation_built_timestamp",
            "When it was built, in Unix time",
            Unit::Seconds,
            built,
        );
        registry.register("generation_trials", "Trials in it", self.trials.clone());
    }

    /// Counts a request; `route` is a template such as `/v1/trials/{id}`.
    pub fn count_request(&self, route: &str, status: u16, took: Duration) {
        self.requests
            .get_or_create(&RouteStatus {
                route: route.to_owned(),
                status,
            })
            .inc();
        self.durations
            .get_or_create(&RouteLabel {
                route: route.to_owned(),
            })
            .observe(took.as_secs_f64());
    }

    /// Counts a search that was answered.
    pub fn count_search(&self, total: u64, partial: bool) {
        self.searches.inc();
        if partial {
            self.partials.inc();
        }
        if total == 0 {
            self.zero_hits.inc();
        }
    }

    /// Counts a search that was refused.
    pub fn count_rejection(&self) {
        self.rejections.inc();
    }

    /// Counts an attempt to load a new generation.
    pub fn count_swap(&self, succeeded: bool) {
        if succeeded {
            self.swaps.inc()
        } else {
            self.failed_swaps.inc()
        };
    }

    /// Returns everything as text, with the age and size of the generation that answers now.
    pub fn text(&self, current: Option<&Manifest>) -> String {
        self.generation
            .set(current.map_or(0, |manifest| manifest.generation as i64));
        self.built
            .set(current.map_or(0.0, |manifest| manifest.built_at.as_second() as f64));
        self.trials
            .set(current.map_or(0, |manifest| manifest.indexed as i64));
        let mut text = String::new();
        match encode(&mut text, &self.registry) {
            Ok(()) => text,
            Err(fmt::Error) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_counted_under_its_documented_name() {
        let metrics = Metrics::new();
        metrics.count_request("/v1/search", 200, Duration::from_millis(4));
        metrics.count_search(0, true);
        metrics.count_rejection();
        metrics.count_swap(true);
        metrics.count_swap(false);
        let text = metrics.text(None);
        for line in [
            r#"trialseek_http_requests_total{route="/v1/search",status="200"} 1"#,
            r#"trialseek_http_request_duration_seconds_bucket{le="0.003",route="/v1/search"} 0"#,
            r#"trialseek_http_request_duration_seconds_bucket{le="0.005",route="/v1/search"} 1"#,
            "trialseek_searches_total 1",
            "trialseek_searches_partial_total 1",
            "trialseek_searches_zero_hits_total 1",
            "trialseek_searches_rejected_total 1",
            "trialseek_generation_swaps_total 1",
            "trialseek_generation_swap_failures_total 1",
            "trialseek_generation 0",
            "trialseek_generation_built_timestamp_seconds 0.0",
            "trialseek_generation_trials 0",
        ] {
            assert!(
                text.lines().any(|found| found == line),
                "{line} is not in\n{text}"
            );
        }
    }
}
