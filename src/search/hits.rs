//! Hits: what is shown of each document of a page, read from the stored trial.

use super::{
    Loaded, SearchError, explain,
    fits::misfits,
    judge::is_only_in_exclusion,
    order::Ranked,
    plan::{Near, Plan, UnitQuery},
    ranking::{Feedback, Ranker},
    results::{Clock, Fit, Hit, NearSite, Reason, SiteSummary, Tier},
    snippets::{self, Wanted, may_name},
    term_scorer::freqs_in,
};
use crate::{
    config::Config,
    index::{TextField, address_of},
    query::{Effect, Facet, Part, PartKind, SearchRequest, SitesScope},
    text::analyzers::Analyzer,
    trial::{Freshness, Trial, fit},
    vocabulary::ConceptId,
};

/// Builds the hit of one document.
pub fn build(
    config: &Config,
    ranker: &Ranker<'_>,
    feedback: &Feedback,
    request: &SearchRequest,
    analyzer: &mut Analyzer,
    clock: Clock,
    ranked: Ranked,
) -> Result<Hit, SearchError> {
    let Ranker { loaded, plan, .. } = *ranker;
    let trial = loaded.generation.trial(ranked.doc)?;
    let terms = terms_of(plan);
    let wanted = Wanted {
        terms: &terms,
        concepts: concepts_of(plan),
        vocabulary: loaded.generation.vocabulary(),
        fields: &fields_with_words(loaded, &terms, ranked.doc)?,
    };
    let all_units = plan.all_units();
    let only_in_exclusion = is_only_in_exclusion(all_units, ranked.held, ranked.excluded);
    let reasons =
        match ranked.tier {
            Tier::Match => Vec::new(),
            Tier::Related => {
                let mut reasons = plan.reasons(&ranked, only_in_exclusion);
                name_broader(loaded, plan, &ranked, &trial, &mut reasons);
                let misfits = misfits(loaded, plan, ranked.doc);
                reasons.extend(misfits.into_iter().filter_map(|part| {
                    misfit_reason(loaded, plan, &plan.parts()[part], ranked.doc)
                }));
                reasons
            }
        };
    let found = snippets::find(
        &config.ranking.snippets,
        analyzer,
        &trial,
        &wanted,
        only_in_exclusion,
    );
    let explanation = match request.explain {
        true => Some(explain::explain(ranker, feedback, &ranked)?),
        false => None,
    };
    Ok(Hit {
        tier: ranked.tier,
        reasons,
        sites: summarise_sites(loaded, plan, &trial),
        fit: fit_of(plan, &trial),
        matched_in: found.matched_in,
        only_in_exclusion,
        snippets: found.snippets,
        freshness: Freshness::of(&trial, clock.today),
        score: ranked.score,
        explanation,
        trial,
    })
}

/// Returns the fields without names of concepts in which a trial holds one of the words.
fn fields_with_words(
    loaded: &Loaded,
    terms: &[&str],
    doc: tantivy::DocId,
) -> Result<Vec<TextField>, SearchError> {
    let mut fields = Vec::new();
    for field in TextField::ALL.into_iter().filter(|field| !may_name(*field)) {
        let index_field = loaded.generation.fields().text(field);
        for term in terms {
            let freqs = freqs_in(&loaded.generation, index_field, term, &[doc])?;
            if freqs.first().is_some_and(|freq| *freq > 0) {
                fields.push(field);
                break;
            }
        }
    }
    Ok(fields)
}

/// Returns the terms that a plan looks for.
pub(super) fn terms_of(plan: &Plan) -> Vec<&str> {
    let units = plan.units.iter();
    units
        .flat_map(|unit| match &unit.query {
            UnitQuery::Term { term, .. } => vec![&**term],
            UnitQuery::Phrase(terms) => terms.iter().map(|term| &**term).collect(),
            UnitQuery::Ids(_) | UnitQuery::Concepts(_) => Vec::new(),
        })
        .collect()
}

/// Returns how a trial stands to what the person told of themselves.
pub(super) fn fit_of(plan: &Plan, trial: &Trial) -> Fit {
    let (person, eligibility) = (&plan.person, &trial.eligibility);
    Fit {
        age: person.age.map(|age| fit::age_verdict(eligibility, age)),
        sex: person.sex.map(|sex| fit::sex_verdict(eligibility, sex)),
        healthy: person
            .healthy
            .filter(|healthy| *healthy)
            .map(|_| fit::healthy_verdict(eligibility)),
    }
}

/// Returns the concepts that a plan looks for.
pub(super) fn concepts_of(plan: &Plan) -> Vec<ConceptId> {
    let units = plan.units.iter();
    units
        .flat_map(|unit| match &unit.query {
            UnitQuery::Concepts(queries) => queries.iter().map(|query| query.concept).collect(),
            _ => Vec::new(),
        })
        .collect()
}

/// Says of a trial that is not about a condition, but about something next broader, what that is.
fn name_broader(
    loaded: &Loaded,
    plan: &Plan,
    ranked: &Ranked,
    trial: &Trial,
    reasons: &mut [Reason],
) {
    let vocabulary = loaded.generation.vocabulary();
    let units = plan.must_units().iter().enumerate();
    let broader_only = ranked.broader & !ranked.held & !ranked.mentioned;
    for (_, unit) in units.filter(|(index, _)| broader_only >> index & 1 == 1) {
        let UnitQuery::Concepts(queries) = &unit.query else {
            continue;
        };
        let labels: Vec<&str> = unit
            .parts
            .iter()
            .map(|part| plan.parts()[*part].label.as_str())
            .collect();
        let asked = labels.join(", ");
        let is_named = |broader: &ConceptId| {
            let label = crate::text::fold(&vocabulary.concept(*broader).label);
            let names = trial.conditions.iter().map(|name| crate::text::fold(name));
            names.into_iter().any(|name| name.contains(&label))
        };
        let broader = queries.iter().flat_map(|query| &query.broader);
        let Some(broader) = broader.clone().find(|broader| is_named(broader)) else {
            continue;
        };
        let label = vocabulary.concept(*broader).label.clone();
        let own = Reason::NotAbout(asked.clone());
        if let Some(reason) = reasons.iter_mut().find(|reason| **reason == own) {
            *reason = Reason::Broader {
                broader: label,
                asked,
            };
        }
    }
}

/// Says why a trial does not fit what was said.
fn misfit_reason(loaded: &Loaded, plan: &Plan, part: &Part, doc: tantivy::DocId) -> Option<Reason> {
    debug_assert_eq!(part.effect, Effect::Fit);
    Some(match &part.kind {
        PartKind::Age(_) => Reason::Age,
        PartKind::Not(_) => Reason::Unwanted(part.label.clone()),
        PartKind::Place(reading) => {
            let only_open = plan.scope == SitesScope::Recruiting && loaded.is_open(doc);
            let nearest = plan.near.as_ref().and_then(|near| {
                let sites = loaded.generation.columns().sites(doc);
                sites
                    .filter(|site| !only_open || site.is_recruiting)
                    .map(|site| f64::from(near.distances_km[site.place.0 as usize]))
                    .filter(|km| km.is_finite())
                    .min_by(f64::total_cmp)
            });
            match nearest {
                Some(distance_km) => Reason::Far {
                    distance_km,
                    only_open,
                },
                None => Reason::NotIn {
                    place: reading.name.clone(),
                    only_open,
                },
            }
        }
        PartKind::Filter { name, values } => match *name {
            "sex" => Reason::Sex,
            "healthy" => Reason::Healthy,
            "since" => Reason::PostedBefore(part.label.clone()),
            "sponsor" => Reason::OtherSponsor(values.join(", ")),
            name => {
                let facet = Facet::parse(name).ok()?;
                let codes =
                    super::plan::ColumnName::Of(facet).codes(loaded.generation.columns())?;
                let names = codes.of(doc).iter();
                Reason::Other {
                    facet,
                    values: names
                        .map(|code| codes.names()[*code as usize].clone())
                        .collect(),
                }
            }
        },
        _ => return None,
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
