//! Hits: what is shown of each document of a page, read from the stored trial.

use super::{
    Loaded, SearchError, candidates,
    judge::is_only_in_exclusion,
    order::Ranked,
    plan::{Near, Plan, UnitQuery},
    results::{Clock, Fit, Hit, NearSite, SiteSummary, Tier},
    snippets,
};
use crate::{
    config::Config,
    index::address_of,
    query::SearchRequest,
    text::analyzers::Analyzer,
    trial::{Freshness, Trial, fit},
};

/// Builds the hit of one document.
pub fn build(
    config: &Config,
    loaded: &Loaded,
    plan: &Plan,
    request: &SearchRequest,
    analyzer: &mut Analyzer,
    clock: Clock,
    ranked: Ranked,
) -> Result<Hit, SearchError> {
    let trial = loaded.generation.trial(ranked.doc)?;
    let terms: Vec<&str> = plan
        .units
        .iter()
        .flat_map(|unit| match &unit.query {
            UnitQuery::Term { term, .. } => vec![&**term],
            UnitQuery::Phrase(terms) => terms.iter().map(|term| &**term).collect(),
            UnitQuery::Id(_) => Vec::new(),
        })
        .collect();
    let all_units = plan.all_units();
    let only_in_exclusion = is_only_in_exclusion(all_units, ranked.held, ranked.excluded);
    let reasons = match ranked.tier {
        Tier::Match => Vec::new(),
        Tier::Related => plan.reasons(all_units & !ranked.held, ranked.excluded, only_in_exclusion),
    };
    let found = snippets::find(
        &config.ranking.snippets,
        analyzer,
        &trial,
        &terms,
        only_in_exclusion,
    );
    let explanation = match request.explain {
        true => Some(candidates::explain(
            &loaded.generation,
            &config.ranking,
            plan,
            &ranked,
        )?),
        false => None,
    };
    Ok(Hit {
        tier: ranked.tier,
        reasons,
        sites: summarise_sites(loaded, plan, &trial),
        fit: Fit {
            age: plan
                .person
                .age
                .map(|age| fit::age_verdict(&trial.eligibility, age)),
            sex: plan
                .person
                .sex
                .map(|sex| fit::sex_verdict(&trial.eligibility, sex)),
            healthy: plan
                .person
                .healthy
                .filter(|healthy| *healthy)
                .map(|_| fit::healthy_verdict(&trial.eligibility)),
        },
        matched_in: found.matched_in,
        only_in_exclusion,
        snippets: found.snippets,
        freshness: Freshness::of(&trial, clock.today),
        score: ranked.score,
        explanation,
        trial,
    })
}

fn summarise_sites(loaded: &Loaded, plan: &Plan, trial: &Trial) -> SiteSummary {
    let near = plan.near.as_ref();
    let mut summary = SiteSummary {
        total: trial.sites.len(),
        recruiting: 0,
        within_radius: near.map(|_| 0),
        recruiting_within_radius: near.map(|_| 0),
        nearest: None,
        nearest_recruiting: None,
    };
    for (index, site) in trial.sites.iter().enumerate() {
        let is_recruiting = trial.is_recruiting_at(site);
        summary.recruiting += usize::from(is_recruiting);
        let Some(Near {
            distances_km,
            radius_km,
        }) = near
        else {
            continue;
        };
        let place = loaded.generation.gazetteer().place_id(&address_of(site));
        let Some(distance) = place
            .map(|place| distances_km[place.0 as usize])
            .filter(|km| km.is_finite())
        else {
            continue;
        };
        if distance <= *radius_km {
            summary.within_radius = summary.within_radius.map(|sites| sites + 1);
            let counted = usize::from(is_recruiting);
            summary.recruiting_within_radius = summary
                .recruiting_within_radius
                .map(|sites| sites + counted);
        }
        let here = NearSite {
            site: index,
            distance_km: f64::from(distance),
        };
        let closer = |known: &Option<NearSite>| {
            known.is_none_or(|known| here.distance_km < known.distance_km)
        };
        if closer(&summary.nearest) {
            summary.nearest = Some(here);
        }
        if is_recruiting && closer(&summary.nearest_recruiting) {
            summary.nearest_recruiting = Some(here);
        }
    }
    summary
}
