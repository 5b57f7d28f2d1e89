//! Relaxation: what to relax when little or nothing fits.
//!
//! Everything comes out of the one walk that was made: how many more trials match without a part, and how far the nearest ones are that fit but for their place.

use super::{
    SearchError, Snapshot, accumulator,
    collector::Collected,
    plan::{ClauseQuery, Plan},
    results::{BroaderCondition, PartToDrop, Relaxation, WiderRadius},
};
use crate::{index::OccurrenceLevel, read::PartKind};

/// From this many matches on nothing is offered.
pub const ENOUGH: u64 = 3;

/// Finds what to relax; `None` where enough trials fit, nothing was asked for, or the search was cut short.
pub(super) fn find(
    snapshot: &Snapshot,
    plan: &Plan,
    more_without: &[Option<u64>],
    collected: &Collected,
    is_partial: bool,
) -> Result<Option<Relaxation>, SearchError> {
    let asks_for_something = plan.parts().iter().any(|part| part.applied);
    if collected.total >= ENOUGH || is_partial || !asks_for_something {
        return Ok(None);
    }
    let mut without: Vec<PartToDrop> = plan
        .parts()
        .iter()
        .zip(more_without)
        .filter_map(|(part, more)| {
            let more = more.filter(|more| *more > 0 && part.applied)?;
            Some(PartToDrop {
                part_id: part.id.clone(),
                label: part.label.clone(),
                total: collected.total + more,
            })
        })
        .collect();
    without.sort_by(|a, b| {
        b.total
            .cmp(&a.total)
            .then_with(|| a.part_id.cmp(&b.part_id))
    });
    Ok(Some(Relaxation {
        without,
        radius: collected.nearest_beyond.map(|nearest| WiderRadius {
            radius_km: nearest.distance_km,
            total: collected.total + nearest.trials,
        }),
        broader: broader(snapshot, plan)?,
        spelling: spelling(plan),
    }))
}

fn broader(snapshot: &Snapshot, plan: &Plan) -> Result<Vec<BroaderCondition>, SearchError> {
    let vocabulary = snapshot.generation.vocabulary();
    let mut found: Vec<BroaderCondition> = Vec::new();
    for clause in plan.must_clauses() {
        let ClauseQuery::Concepts(queries) = &clause.query else {
            continue;
        };
        for broader in queries.iter().flat_map(|query| &query.broader) {
            let concept = vocabulary.concept(*broader);
            let mut total = 0;
            for level in [OccurrenceLevel::Direct, OccurrenceLevel::Narrower] {
                total += u64::from(accumulator::count_with_concept(
                    &snapshot.generation,
                    level,
                    *broader,
                )?);
            }
            let is_known = found.iter().any(|known| known.label == concept.label);
            if total > 0 && concept.kind.is_condition() && !is_known {
                found.push(BroaderCondition {
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
