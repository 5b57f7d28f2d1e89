//! Tables of figures, of fixed width.

use std::fmt::Write;

use super::report::{Report, RunComparison, SetReport};
use crate::{
    cli::terminal_text::{columns, harmless},
    eval::{Measure, TopicScores},
};

/// Columns of a name; with the figures a line has 100.
const NAME: usize = 19;
/// Columns of a figure.
const FIGURE: usize = 7;
/// Columns between two groups of figures.
const GAP: usize = 2;

/// Returns the tables of a report; topic by topic if asked for.
pub fn text(report: &Report, per_topic: bool) -> String {
    let mut text = String::new();
    if per_topic {
        for set in &report.sets {
            let _ = writeln!(text, "{}", harmless(&set.name));
            text += &head("topic");
            for topic in &set.topics {
                text += &line(&topic.id, &topic.scores);
            }
            text += &line(&counted_mean(set.topics.len()), &set.mean);
            text.push('\n');
        }
    }
    if !per_topic || report.sets.len() > 1 {
        text += &summary(report);
        text.push('\n');
    }
    for set in &report.sets {
        if let Some(comparison) = &set.comparison {
            text += &compared(set, comparison, per_topic);
            text.push('\n');
        }
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// Returns one line for each set, and one for the mean of the sets.
pub fn summary(report: &Report) -> String {
    let mut text = head("set (topics)");
    for set in &report.sets {
        text += &line(&format!("{} ({})", set.name, set.topics.len()), &set.mean);
    }
    if report.sets.len() > 1 {
        text += &line(&format!("mean of {} sets", report.sets.len()), &report.mean);
    }
    text
}

/// The two lines above the figures.
fn head(name: &str) -> String {
    let lists = Measure::ALL.len() * FIGURE;
    let mut text = format!(
        "{:NAME$}{:>lists$}{:>lists$}\n",
        "", "condensed", "as returned"
    );
    text += &padded(name);
    for measure in Measure::ALL.iter().chain(&Measure::ALL) {
        let _ = write!(text, "{:>FIGURE$}", measure.label());
    }
    let _ = writeln!(text, "{:>FIGURE$}", "judged");
    text
}

fn line(name: &str, scores: &TopicScores) -> String {
    let mut text = padded(name);
    for list in [&scores.condensed, &scores.raw] {
        text += &" ".repeat(GAP);
        for measure in Measure::ALL {
            text += &figure(list.get(measure));
        }
    }
    text += &figure(scores.judged_10);
    text.push('\n');
    text
}

fn counted_mean(topics: usize) -> String {
    format!("mean of {topics}")
}

fn figure(value: f64) -> String {
    format!("{value:>FIGURE$.4}")
}

fn signed(value: f64) -> String {
    format!("{value:>+10.4}")
}

/// A name in its column; one that is too long keeps its end, which tells topics apart.
fn padded(name: &str) -> String {
    let mut name = harmless(name);
    if columns(&name) >= NAME {
        while columns(&name) + 2 > NAME {
            name.remove(0);
        }
        name.insert(0, '…');
    }
    let blanks = " ".repeat(NAME - columns(&name));
    name + &blanks
}

fn compared(set: &SetReport, comparison: &RunComparison, per_topic: bool) -> String {
    let mut text = format!(
        "{} against {}, {} topics\n",
        harmless(&set.name),
        harmless(&comparison.run),
        set.topics.len()
    );
    if per_topic {
        let _ = writeln!(
            text,
            "{}{:>10}{:>10}{:>10}",
            padded("condensed NDCG@10"),
            "here",
            "there",
            "more"
        );
        for topic in &set.topics {
            let here = topic.scores.condensed.ndcg_10;
            let difference = topic.difference.unwrap_or_default();
            let there = here - difference;
            text += &padded(&topic.id);
            let _ = writeln!(text, "{here:>10.4}{there:>10.4}{}", signed(difference));
        }
    }
    let _ = writeln!(
        text,
        "{}{:>10}{:>10}{:>10}{:>8}{:>8}{:>8}{:>9}",
        padded("mean"),
        "here",
        "there",
        "more",
        "better",
        "worse",
        "equal",
        "p"
    );
    for row in &comparison.measures {
        let result = &row.comparison;
        text += &padded(&format!("{} {}", row.list, row.measure));
        let _ = writeln!(
            text,
            "{:>10.4}{:>10.4}{}{:>8}{:>8}{:>8}{:>9.4}",
            row.here,
            row.there,
            signed(result.mean_difference),
            result.better,
            result.worse,
            result.equal,
            result.p_value
        );
    }
    text
}
