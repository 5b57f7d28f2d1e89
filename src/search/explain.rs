//! Explanations: how the score of a hit came about.

use super::{
    order::Ranked,
    ranking::{Feedback, Ranker, SecondStage},
    results::ScorePart,
};
use crate::index::IndexError;

/// Names the parts of a trial's score, in the order in which they are worked out.
///
/// Parts that are factors say so; all others are added up. A part that counts nothing is left out.
pub fn explain(
    ranker: &Ranker<'_>,
    feedback: &Feedback,
    ranked: &Ranked,
) -> Result<Vec<ScorePart>, IndexError> {
    let stage = SecondStage::new(ranker, feedback)?;
    let mut parts = Vec::new();
    let mut add = |name: String, value: f32| {
        if value != 0.0 {
            parts.push(ScorePart { name, value });
        }
    };
    for features in stage.features(std::slice::from_ref(ranked))? {
        let groups = &ranker.plan.wording.groups;
        for (group, score) in groups.iter().zip(&features.groups) {
            let label = &group.label;
            if score.concept > 0.0 && score.total() == score.concept {
                add(format!("{label} by its standing"), score.concept);
                continue;
            }
            add(format!("{label} in all fields"), score.words);
            add(format!("{label} in title"), score.title);
            add(format!("{label} in conditions"), score.conditions);
            add(format!("{label} in inclusion"), score.inclusion);
        }
        add("words learnt from the first trials".to_owned(), features.feedback);
        add("first stage".to_owned(), features.first_stage);
        if features.fit != 1.0 {
            add("factor: does not fit".to_owned(), features.fit);
        }
        if features.near_equals != 1.0 {
            add("factor: open, near, fresh".to_owned(), features.near_equals);
        }
    }
    Ok(parts)
}
