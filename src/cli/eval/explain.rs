//! Explanations: why the trials of one topic stand where they stand, with the grades of the judges beside them.

use std::fmt::Write;

use serde::Serialize;

use super::sets::{self, TopicSet};
use crate::{
    cli::{
        error::CliError,
        terminal_text::{Span, columns, harmless, wrap},
    },
    eval::{Judgements, Topic, TopicScores, metrics},
    search::{Clock, Engine, Hit, SearchResults},
    trial::NctId,
};

/// Trials shown from the top of the list.
const SHOWN: usize = 10;
/// Relevant trials shown that stand further down or are not there.
const MISSED: usize = 10;

/// One topic and its trials.
#[derive(Debug, Serialize)]
pub struct Explanation {
    pub set: String,
    pub topic: String,
    pub text: String,
    /// What was read of the text: kind and label of each part that acts.
    pub understood: Vec<String>,
    /// `None` where no document of the corpus is relevant.
    pub scores: Option<TopicScores>,
    pub matching: u64,
    pub related: u64,
    /// The first trials.
    pub top: Vec<Explained>,
    /// The best relevant trials that do not stand among the first.
    pub missed: Vec<Explained>,
}

/// One trial.
#[derive(Debug, Serialize)]
pub struct Explained {
    /// From 1; `None` if it was not found.
    pub rank: Option<usize>,
    pub nct_id: String,
    /// `None` if nobody judged it.
    pub grade: Option<u32>,
    pub title: String,
    pub tier: Option<&'static str>,
    pub score: Option<f32>,
    /// The summands of the score, the largest first.
    pub parts: Vec<(String, f32)>,
}

/// Explains the topic of this id, in whichever set has it.
pub fn explain(
    engine: &Engine,
    sets: &[TopicSet],
    id: &str,
    depth: usize,
    clock: Clock,
    corpus: &dyn Fn(NctId) -> bool,
) -> Result<Vec<Explanation>, CliError> {
    let mut explanations = Vec::new();
    for set in sets {
        let Some(topic) = set.topics.iter().find(|topic| topic.id == id) else {
            continue;
        };
        let judgements = set
            .qrels
            .judgements(id, corpus)
            .ok_or_else(|| CliError::Usage {
                message: format!("the topic `{id}` of {} has no judgement", set.name),
                hint: "`--explain` shows topics that are judged".to_owned(),
            })?;
        explanations.push(explain_topic(
            engine,
            set,
            topic,
            &judgements,
            depth,
            clock,
        )?);
    }
    if explanations.is_empty() {
        let known = sets.iter().flat_map(|set| &set.topics).take(5);
        let known: Vec<&str> = known.map(|topic| &*topic.id).collect();
        return Err(CliError::Usage {
            message: format!("there is no topic `{id}`"),
            hint: format!(
                "topics are named by their ids, such as {}",
                known.join(", ")
            ),
        });
    }
    Ok(explanations)
}

fn explain_topic(
    engine: &Engine,
    set: &TopicSet,
    topic: &Topic,
    judgements: &Judgements,
    depth: usize,
    clock: Clock,
) -> Result<Explanation, CliError> {
    let mut request = sets::request(topic, depth);
    request.explain = true;
    let results = engine.search(&request, clock)?;
    let shown = results.hits.iter().zip(1..).take(SHOWN);
    let in_top = |document: NctId| {
        let mut shown = results.hits.iter().take(SHOWN);
        shown.any(|hit| hit.trial.nct_id == document)
    };
    let missed = judgements.relevant().into_iter();
    let missed = missed
        .filter(|(document, _)| !in_top(*document))
        .take(MISSED)
        .map(|(document, grade)| find(engine, &results, document, grade))
        .collect::<Result<_, _>>()?;
    let understood = results.understanding.parts.iter();
    Ok(Explanation {
        set: set.name.clone(),
        topic: topic.id.clone(),
        text: topic.text.clone(),
        understood: understood
            .filter(|part| part.applied)
            .map(|part| format!("{} {}", part.kind.as_str(), part.label))
            .collect(),
        scores: metrics::score(&sets::documents(&results), judgements),
        matching: results.total,
        related: results.related_total,
        top: shown
            .map(|(hit, rank)| explained(hit, rank, judgements.grade(hit.trial.nct_id)))
            .collect(),
        missed,
    })
}

/// Finds a relevant trial further down.
fn find(
    engine: &Engine,
    results: &SearchResults,
    document: NctId,
    grade: u32,
) -> Result<Explained, CliError> {
    let ranked = results.hits.iter().zip(1..);
    let mut found = ranked.filter(|(hit, _)| hit.trial.nct_id == document);
    if let Some((hit, rank)) = found.next() {
        return Ok(explained(hit, rank, Some(grade)));
    }
    let trial = engine.trial(document)?;
    Ok(Explained {
        rank: None,
        nct_id: document.to_string(),
        grade: Some(grade),
        title: trial.and_then(|trial| title(&trial)).unwrap_or_default(),
        tier: None,
        score: None,
        parts: Vec::new(),
    })
}

fn explained(hit: &Hit, rank: usize, grade: Option<u32>) -> Explained {
    let parts = hit.explanation.iter().flatten();
    let mut parts: Vec<(String, f32)> = parts.map(|part| (part.name.clone(), part.value)).collect();
    parts.sort_by(|(_, a), (_, b)| b.abs().total_cmp(&a.abs()));
    Explained {
        rank: Some(rank),
        nct_id: hit.trial.nct_id.to_string(),
        grade,
        title: title(&hit.trial).unwrap_or_default(),
        tier: Some(hit.tier.as_str()),
        score: Some(hit.score),
        parts,
    }
}

fn title(trial: &crate::trial::Trial) -> Option<String> {
    let title = trial.brief_title.as_ref().or(trial.official_title.as_ref());
    title.cloned()
}

/// Returns an explanation for a person, on lines of at most `width` columns.
pub fn text(explanation: &Explanation, width: usize) -> String {
    let mut text = format!(
        "{} {}\n",
        harmless(&explanation.set),
        harmless(&explanation.topic)
    );
    text += &wrap(&[Span::plain(&explanation.text)], width, 0, 0);
    let understood = format!("read as: {}", explanation.understood.join("; "));
    text += &wrap(&[Span::plain(&understood)], width, 0, READ_AS);
    let found = format!(
        "{} match, {} related",
        explanation.matching, explanation.related
    );
    let figures = match &explanation.scores {
        Some(scores) => format!(
            "NDCG@10 {:.4} condensed, {:.4} raw; R@100 {:.4} raw; judged {:.0} %",
            scores.condensed.ndcg_10,
            scores.raw.ndcg_10,
            scores.raw.recall_100,
            scores.judged_10 * 100.0
        ),
        None => "no trial of the index is relevant".to_owned(),
    };
    let _ = writeln!(text, "{found}; {figures}\n");
    for trial in &explanation.top {
        text += &trial_text(trial, width);
    }
    if !explanation.missed.is_empty() {
        text += "\nrelevant, but not among the first\n\n";
    }
    for trial in &explanation.missed {
        text += &trial_text(trial, width);
    }
    text
}

/// Columns of `read as: `.
const READ_AS: usize = 9;
/// Columns by which what is said of a trial is indented.
const INDENT: usize = 6;

fn trial_text(trial: &Explained, width: usize) -> String {
    let rank = trial.rank.map_or("-".to_owned(), |rank| rank.to_string());
    let grade = match trial.grade {
        Some(grade) => format!("grade {grade}"),
        None => "unjudged".to_owned(),
    };
    let mut text = format!("{rank:>4}  {}  {grade:<8}  ", trial.nct_id);
    let used = columns(&text);
    text += &wrap(&[Span::plain(&trial.title)], width, used, used);
    text += &" ".repeat(INDENT);
    let standing = match (trial.tier, trial.score) {
        (Some(tier), Some(score)) => format!("{tier}, {score:.2} = {}", sum(&trial.parts)),
        _ => "not found".to_owned(),
    };
    text += &wrap(&[Span::plain(&standing)], width, INDENT, INDENT + 2);
    text
}

/// The summands of a score, as `5.55 leukemia in all + 0.52 open - 1.20 does not fit`.
fn sum(parts: &[(String, f32)]) -> String {
    let mut sum = String::new();
    for (index, (name, value)) in parts.iter().enumerate() {
        let sign = match (index, *value < 0.0) {
            (0, false) => "",
            (0, true) => "-",
            (_, false) => " + ",
            (_, true) => " - ",
        };
        let _ = write!(sum, "{sign}{:.2} {name}", value.abs());
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summands_have_their_signs() {
        let part = |name: &str, value| (name.to_owned(), value);
        assert_eq!(
            sum(&[
                part("leukemia in all", 5.554),
                part("far", -1.2),
                part("open", 0.5)
            ]),
            "5.55 leukemia in all - 1.20 far + 0.50 open"
        );
        assert_eq!(sum(&[part("far", -1.0)]), "-1.00 far");
    }

    #[test]
    fn a_trial_keeps_within_the_width() {
        let trial = Explained {
            rank: Some(12),
            nct_id: "NCT99000001".to_owned(),
            grade: None,
            title: "A title that is so long that it takes several lines of a narrow terminal, \u{1b}[31m too".to_owned(),
            tier: Some("related"),
            score: Some(3.0),
            parts: vec![("a part with a long name".to_owned(), 1.5); 2],
        };
        let text = trial_text(&trial, 60);
        assert!(text.starts_with("  12  NCT99000001  unjudged  A title"));
        assert!(text.lines().all(|line| columns(line) <= 60), "{text}");
        assert!(!text.contains('\u{1b}'));
    }
}
