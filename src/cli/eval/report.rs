//! Reports: the figures of a set of topics, for tables and for programs.

use serde::Serialize;

use super::sets::TopicSet;
use crate::{
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
