//! Explanations: how the score of a hit came about.

use super::{
    order::Ranked,
    ranking::{Feedback, PriorBoosts, Ranker, Reranker},
    results::ScorePart,
};
use crate::index::IndexError;

/// Names the summands of a trial's score, in the order in which they are worked out; what counts nothing is left out.
///
/// What is a factor in truth (a penalty, a boost) is told by what it adds or takes away.
pub fn explain(
    ranker: &Ranker<'_>,
    feedback: &Feedback,
    ranked: &Ranked,
) -> Result<Vec<ScorePart>, IndexError> {
    let mut parts = Vec::new();
    let mut sum = 0.0;
    let mut add = |name: String, value: f32| {
        sum += value;
        if value != 0.0 {
            parts.push(ScorePart { name, value });
        }
        sum
    };
    if !ranked.is_rescored {
        let words = add("words in all fields".to_owned(), ranked.first_stage);
        let fitting = add("does not fit".to_owned(), words * (ranked.penalty - 1.0));
        let prior_boosts = PriorBoosts::of(ranker, ranked.doc).factor();
        add(SERVES.to_owned(), fitting * (prior_boosts - 1.0));
        return Ok(parts);
    }
    let stage = Reranker::new(ranker, feedback);
    for features in stage.features(std::slice::from_ref(ranked))? {
        let groups = &ranker.plan.query_terms.groups;
        for (group, score) in groups.iter().zip(&features.groups) {
            let label = &group.label;
            if score.total() > score.of_words() {
                add(format!("{label} by its standing"), score.concept);
                continue;
            }
            add(format!("{label} in all fields"), score.words);
            add(format!("{label} in title"), score.title);
            add(format!("{label} in conditions"), score.conditions);
            add(format!("{label} in inclusion"), score.inclusion);
        }
        let words = add("words of the first trials".to_owned(), features.feedback);
        add("does not fit".to_owned(), words * (features.penalty - 1.0));
        let all = add("first stage".to_owned(), features.first_stage);
        add(SERVES.to_owned(), all * (features.prior_boosts - 1.0));
    }
    Ok(parts)
}

/// What the prior boosts are called.
const SERVES: &str = "open, near, fresh";
