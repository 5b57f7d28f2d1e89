//! Reports: the figures of a set of topics, as data for programs and as tables of fixed width.

use std::fmt::Write;

use serde::Serialize;

use super::sets::TopicSet;
use crate::{
    cli::terminal_text::{columns, harmless},
    eval::{Comparison, Measure, Run, Scores, TopicScores, compare, metrics},
    trial::NctId,
};

/// The figures of all sets.
#[derive(Debug, Serialize)]
pub struct Report {
    pub generation: u64,
    /// The day on which the searches took place, as far as ranking knows.
    pub today: String,
    /// Trials ranked for a topic.
    pub depth: usize,
    pub sets: Vec<SetReport>,
    /// The means of the sets' means, each set counting the same.
    pub mean: TopicScores,
}

/// The figures of one set.
#[derive(Debug, Serialize)]
pub struct SetReport {
    pub name: String,
    /// The means over the scored topics.
    pub mean: TopicScores,
    pub topics: Vec<TopicReport>,
    /// Topics that the qrels do not know.
    pub unjudged_topics: Vec<String>,
    /// Topics without any relevant document in the corpus, which no ranking can answer.
    pub unanswerable_topics: Vec<String>,
    /// Topics that are judged, but whose text is not there.
    pub missing_topics: Vec<String>,
    /// Whether the qrels list only what is relevant, so that all other documents of the corpus count as judged.
    pub lists_only_relevant: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<RunComparison>,
}

/// The figures of one topic.
#[derive(Debug, Serialize)]
pub struct TopicReport {
    pub id: String,
    #[serde(flatten)]
    pub scores: TopicScores,
    /// Condensed NDCG@10 here less that of the run that is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<f64>,
}

/// The figures of another run on the same topics.
#[derive(Debug, Serialize)]
pub struct RunComparison {
    /// The file.
    pub run: String,
    pub mean: TopicScores,
    pub measures: Vec<MeasureComparison>,
    /// Scored topics for which the other run has no document, and so counts 0.
    pub topics_without_result: Vec<String>,
}

/// One measure of both runs: ours less the other.
#[derive(Debug, Serialize)]
pub struct MeasureComparison {
    /// `condensed` or `raw`.
    pub list: &'static str,
    pub measure: &'static str,
    pub here: f64,
    pub there: f64,
    #[serde(flatten)]
    pub comparison: Comparison,
}

impl SetReport {
    /// Measures a run over a set of topics; `corpus` tells which documents count.
    pub fn of(set: &TopicSet, run: &Run, corpus: &dyn Fn(NctId) -> bool) -> Self {
        let mut report = SetReport {
            name: set.name.clone(),
            mean: TopicScores::default(),
            topics: Vec::new(),
            unjudged_topics: Vec::new(),
            unanswerable_topics: Vec::new(),
            missing_topics: missing_topics(set),
            lists_only_relevant: set.qrels.is_complete(),
            comparison: None,
        };
        for topic in &set.topics {
            let id = topic.id.clone();
            let Some(judgements) = set.qrels.judgements(&id, corpus) else {
                report.unjudged_topics.push(id);
                continue;
            };
            let Some(scores) = metrics::score(run.ranking(&id), &judgements) else {
                report.unanswerable_topics.push(id);
                continue;
            };
            report.topics.push(TopicReport {
                id,
                scores,
                difference: None,
            });
        }
        report.mean = mean_of(&report.topics);
        report
    }

    /// Compares with another run of the same topics, named by its file.
    pub fn compare_with(
        &mut self,
        name: String,
        set: &TopicSet,
        run: &Run,
        corpus: &dyn Fn(NctId) -> bool,
    ) {
        let there = SetReport::of(set, run, corpus);
        let pairs = || self.topics.iter().zip(&there.topics);
        let measures = lists().flat_map(|(list, scores_of)| {
            Measure::ALL.map(|measure| {
                let value = |topic: &TopicReport| scores_of(&topic.scores).get(measure);
                let differences: Vec<f64> = pairs()
                    .map(|(here, there)| value(here) - value(there))
                    .collect();
                MeasureComparison {
                    list,
                    measure: measure.label(),
                    here: scores_of(&self.mean).get(measure),
                    there: scores_of(&there.mean).get(measure),
                    comparison: compare(&differences),
                }
            })
        });
        let comparison = RunComparison {
            run: name,
            mean: there.mean,
            measures: measures.collect(),
            topics_without_result: there
                .topics
                .iter()
                .filter(|topic| !run.has(&topic.id))
                .map(|topic| topic.id.clone())
                .collect(),
        };
        for (here, there) in self.topics.iter_mut().zip(&there.topics) {
            here.difference = Some(here.scores.condensed.ndcg_10 - there.scores.condensed.ndcg_10);
        }
        self.comparison = Some(comparison);
    }
}

type ScoresOf = fn(&TopicScores) -> &Scores;

/// The two lists that are measured.
fn lists() -> impl Iterator<Item = (&'static str, ScoresOf)> {
    let condensed: ScoresOf = |scores| &scores.condensed;
    let raw: ScoresOf = |scores| &scores.raw;
    [("condensed", condensed), ("raw", raw)].into_iter()
}

fn missing_topics(set: &TopicSet) -> Vec<String> {
    let known: std::collections::HashSet<&str> =
        set.topics.iter().map(|topic| &*topic.id).collect();
    let judged = set.qrels.topics();
    judged
        .filter(|topic| !known.contains(topic))
        .map(str::to_owned)
        .collect()
}

/// Returns the means of the sets' means, each set counting the same.
pub fn mean_of_sets(sets: &[SetReport]) -> TopicScores {
    let means: Vec<TopicScores> = sets.iter().map(|set| set.mean).collect();
    TopicScores::mean(&means)
}

fn mean_of(topics: &[TopicReport]) -> TopicScores {
    let scores: Vec<TopicScores> = topics.iter().map(|topic| topic.scores).collect();
    TopicScores::mean(&scores)
}

/// Columns of a name; with the figures a line has 100.
const NAME: usize = 24;
/// Columns of a figure.
const FIGURE: usize = 6;
/// Columns of the first figure of a list, whose name is long.
const FIRST: usize = 8;
/// Columns between two groups of figures.
const GAP: usize = 2;

/// Returns the tables of a report; topic by topic if asked for.
pub fn table(report: &Report, per_topic: bool) -> String {
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
        text += &summary(&report.sets);
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

/// Returns one line for each set, and one for the mean of several sets.
pub fn summary(sets: &[SetReport]) -> String {
    let mut text = head("set (topics)");
    for set in sets {
        text += &line(&format!("{} ({})", set.name, set.topics.len()), &set.mean);
    }
    if sets.len() > 1 {
        let name = format!("mean of {} sets", sets.len());
        text += &line(&name, &mean_of_sets(sets));
    }
    text
}

/// The two lines above the figures.
fn head(name: &str) -> String {
    let list = FIRST + (Measure::ALL.len() - 1) * FIGURE;
    let gap = " ".repeat(GAP);
    let mut text = " ".repeat(NAME);
    for list_name in ["condensed (unjudged left out)", "raw (unjudged wrong)"] {
        let _ = write!(text, "{gap}{list_name:^list$}");
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text += &padded(name);
    for _ in 0..2 {
        text += &gap;
        for measure in Measure::ALL {
            text += &cell(measure, measure.label());
        }
    }
    let _ = writeln!(text, "{gap}judged");
    text
}

fn line(name: &str, scores: &TopicScores) -> String {
    let gap = " ".repeat(GAP);
    let mut text = padded(name);
    for list in [&scores.condensed, &scores.raw] {
        text += &gap;
        for measure in Measure::ALL {
            text += &cell(measure, &figure(list.get(measure)));
        }
    }
    let _ = writeln!(text, "{gap}{:>FIGURE$}", figure(scores.judged_10));
    text
}

fn cell(measure: Measure, text: &str) -> String {
    let width = match measure {
        Measure::Ndcg10 => FIRST,
        _ => FIGURE,
    };
    format!("{text:>width$}")
}

fn counted_mean(topics: usize) -> String {
    format!("mean of {topics}")
}

/// A share to four decimals: `.3128`, `1.000`.
fn figure(value: f64) -> String {
    let text = format!("{value:.4}");
    match text.strip_prefix('0') {
        Some(decimals) => decimals.to_owned(),
        None => format!("{value:.3}"),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_four_decimals_and_one_width() {
        for (value, text) in [
            (0.0, ".0000"),
            (0.31284, ".3128"),
            (0.99994, ".9999"),
            (0.99996, "1.000"),
            (1.0, "1.000"),
        ] {
            assert_eq!(figure(value), text);
        }
    }

    #[test]
    fn names_fill_their_column_and_long_ones_keep_their_end() {
        assert_eq!(padded("note-7"), format!("note-7{}", " ".repeat(18)));
        let long = padded("a/very/long/path/to/topics-2026.tsv");
        assert_eq!(columns(&long), NAME);
        assert!(long.starts_with('…') && long.ends_with("topics-2026.tsv "));
    }

    #[test]
    fn no_line_is_longer_than_a_hundred_columns() {
        let lines = head("topic") + &line("白血病白血病白血病白血病", &TopicScores::default());
        assert!(
            lines
                .lines()
                .all(|line| columns(line) == 100 || line.starts_with("  ")),
            "{lines}"
        );
    }
}
