//! Prior boosts: what decides between trials that answer a search about equally well.
//!
//! These serve the reader rather than the question, so together they move a score by some percent at most.

use tantivy::DocId;

use super::Ranker;
use crate::index::MISSING_DAY;

/// Days within which a record counts as fresh; the same as [`crate::trial::Freshness`] says.
const FRESH_DAYS: i32 = 180;

/// Kilometres at which nearness counts half.
const HALF_WAY_KM: f32 = 25.0;

/// What a trial gains, each as a share of its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriorBoosts {
    /// It takes people now.
    pub recruiting: f32,
    /// Its nearest recruiting site is near.
    pub nearest: f32,
    /// Its record was updated lately.
    pub fresh: f32,
}

impl PriorBoosts {
    /// Returns what a trial gains.
    pub fn of(ranker: &Ranker<'_>, doc: DocId) -> Self {
        let weights = &ranker.ranking.near_equals;
        let is_open = ranker.snapshot.is_open(doc);
        let columns = ranker.snapshot.generation.columns();
        let last_update = columns.last_update[doc as usize];
        let is_fresh = last_update != MISSING_DAY && ranker.today - last_update <= FRESH_DAYS;
        let nearness = match &ranker.plan.near {
            Some(near) if weights.nearest > 0.0 => near
                .nearest_km(columns, doc, true)
                .map_or(0.0, |km| HALF_WAY_KM / (HALF_WAY_KM + km)),
            _ => 0.0,
        };
        PriorBoosts {
            recruiting: weights.recruiting * f32::from(u8::from(is_open)),
            nearest: weights.nearest * nearness,
            fresh: weights.fresh * f32::from(u8::from(is_fresh)),
        }
    }

    /// Returns the most that any trial may gain.
    pub fn most(ranker: &Ranker<'_>) -> Self {
        let weights = &ranker.ranking.near_equals;
        PriorBoosts {
            recruiting: weights.recruiting,
            nearest: match ranker.plan.near {
                Some(_) => weights.nearest,
                None => 0.0,
            },
            fresh: weights.fresh,
        }
    }

    /// Returns the factor on the score.
    pub fn factor(self) -> f32 {
        1.0 + self.recruiting + self.nearest + self.fresh
    }
}
