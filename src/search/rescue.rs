//! Rescue: what to relax when little or nothing fits.
//!
//! Everything comes out of the one walk that was made: how many more trials match without a part, and how far the nearest ones are that fit but for their place.

use super::{
    Loaded, SearchError, candidates,
    judge::Outcome,
    plan::{Plan, UnitQuery},
    results::{Rescue, RescueBroader, RescueRadius, RescueWithout},
};
use crate::{index::Standing, query::PartKind};

/// With as many matches nobody needs a rescue.
pub const ENOUGH: u64 = 3;

/// Finds what to relax; `None` where enough trials fit, nothing was asked for, or the search was cut short.
pub(super) fn find(
    loaded: &Loaded,
    plan: &Plan,
    more_without: &[Option<u64>],
    outcome: &Outcome,
    is_partial: bool,
) -> Result<Option<Rescue>, SearchError> {
    let asks_for_something = plan.parts().iter().any(|part| part.applied);
    if outcome.total >= ENOUGH || is_partial || !asks_for_something {
        return Ok(None);
    }
    let mut without: Vec<RescueWithout> = plan
        .parts()
        .iter()
        .zip(more_without)
        .filter_map(|(part, more)| {
            let more = more.filter(|more| *more > 0 && part.applied)?;
            Some(RescueWithout {
                part_id: part.id.clone(),
                label: part.label.clone(),
                total: outcome.total + more,
            })
        })
        .collect();
    without.sort_by(|a, b| {
        b.total
            .cmp(&a.total)
            .then_with(|| a.part_id.cmp(&b.part_id))
    });
    Ok(Some(Rescue {
        without,
        radius: outcome.nearest_beyond.map(|nearest| RescueRadius {
            radius_km: nearest.distance_km,
            total: outcome.total + nearest.trials,
        }),
        broader: broader(loaded, plan)?,
        spelling: spelling(plan),
    }))
}

fn broader(loaded: &Loaded, plan: &Plan) -> Result<Vec<RescueBroader>, SearchError> {
    let vocabulary = loaded.generation.vocabulary();
    let mut found: Vec<RescueBroader> = Vec::new();
    for unit in plan.must_units() {
        let UnitQuery::Concepts(queries) = &unit.query else {
            continue;
        };
        for broader in queries.iter().flat_map(|query| &query.broader) {
            let concept = vocabulary.concept(*broader);
            let mut total = 0;
            for standing in [Standing::Direct, Standing::Narrower] {
                total += u64::from(candidates::count_with_concept(
                    &loaded.generation,
                    standing,
                    *broader,
                )?);
            }
            let is_known = found.iter().any(|known| known.label == concept.label);
            if total > 0 && concept.kind.is_condition() && !is_known {
                found.push(RescueBroader {
                    label: concept.label.clone(),
                    total,
                });
            }
        }
    }
    Ok(found)
}

fn spelling(plan: &Plan) -> Vec<(String, String)> {
    let offers = plan
        .suggestions()
        .iter()
        .filter_map(|part| match part.kind {
            PartKind::Word { .. } => Some((part.text.clone(), part.label.clone())),
            _ => None,
        });
    offers.collect()
}
