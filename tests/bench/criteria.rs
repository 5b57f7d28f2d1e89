//! How eligibility criteria are split, on real records.
//!
//! ```text
//! cargo bench --bench criteria -- PATH/trials.jsonl.zst [SAMPLE]
//! ```
//!
//! Reports the share of records whose criteria are split into inclusion and exclusion, and how long splitting takes.
//! With SAMPLE, prints that many records as they were split, spread over the file, to be read by eye.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a benchmark prints its figures and ends when it cannot run"
)]

use std::{
    ops::ControlFlow,
    time::{Duration, Instant},
};

use serde_json::Value;
use trialseek::{
    ctgov::{Item, Limits, Source, read_sources},
    trial::{Criteria, Criterion},
};

#[derive(Default)]
struct Report {
    records: u64,
    placeholders: u64,
    split: u64,
    wholly_unsplit: u64,
    both_sides: u64,
    items: [u64; 3],
    took: Duration,
}

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let Some(corpus) = arguments.first() else {
        println!("criteria bench: give a file of records to run it");
        return;
    };
    let sample: u64 = arguments
        .get(1)
        .and_then(|sample| sample.parse().ok())
        .unwrap_or(0);
    let mut report = Report::default();
    read_sources(
        &[Source::from(corpus.as_str())],
        &Limits::default(),
        &mut |item| {
            if let Item::Record(record) = item {
                let study: Value = serde_json::from_slice(&record.json).unwrap_or_default();
                let text = &study["protocolSection"]["eligibilityModule"]["eligibilityCriteria"];
                if let Some(text) = text.as_str() {
                    report.add(
                        text,
                        sample,
                        &study["protocolSection"]["identificationModule"]["nctId"],
                    );
                }
            }
            ControlFlow::Continue(())
        },
    )
    .expect("the file can be read");
    report.print();
}

impl Report {
    fn add(&mut self, text: &str, sample: u64, id: &Value) {
        let started = Instant::now();
        let criteria = Criteria::split(text);
        self.took += started.elapsed();
        self.records += 1;
        // "Please contact the site" and the like hold no criteria at all.
        self.placeholders += u64::from(text.len() < 120 && !criteria.is_split());
        self.split += u64::from(criteria.is_split());
        let sides = [&criteria.inclusion, &criteria.exclusion, &criteria.unsplit];
        self.wholly_unsplit +=
            u64::from(criteria.inclusion.is_empty() && criteria.exclusion.is_empty());
        self.both_sides +=
            u64::from(!criteria.inclusion.is_empty() && !criteria.exclusion.is_empty());
        for (count, side) in self.items.iter_mut().zip(sides) {
            *count += side.len() as u64;
        }
        // A prime step spreads the sample over the file.
        if sample > 0 && self.records.is_multiple_of(163) && self.records / 163 <= sample {
            println!("\n=== {id}\n{text}\n---");
            for (name, side) in ["in", "out", "?"].iter().zip(sides) {
                side.iter().for_each(|item| print_item(name, item));
            }
        }
    }

    fn print(&self) {
        let share = |count: u64| 100.0 * count as f64 / self.records.max(1) as f64;
        let mean = self
            .items
            .map(|items| items as f64 / self.records.max(1) as f64);
        println!("records with criteria  {:>8}", self.records);
        println!("split                  {:>8.1} %", share(self.split));
        println!(
            "  of those with more than a short remark {:>6.1} %",
            100.0 * self.split as f64 / (self.records - self.placeholders).max(1) as f64
        );
        println!("both sides found       {:>8.1} %", share(self.both_sides));
        println!(
            "wholly unsplit         {:>8.1} %",
            share(self.wholly_unsplit)
        );
        println!(
            "items per record       {:>8.1} inclusion, {:.1} exclusion, {:.1} unsplit",
            mean[0], mean[1], mean[2]
        );
        println!(
            "time per record        {:>8.1} µs",
            self.took.as_secs_f64() * 1e6 / self.records.max(1) as f64
        );
    }
}

fn print_item(side: &str, item: &Criterion) {
    let group = item
        .group
        .as_deref()
        .map(|group| format!(" [{group}]"))
        .unwrap_or_default();
    println!(
        "{side:>4}{group} {}{}",
        "  ".repeat(usize::from(item.depth)),
        item.text
    );
}
