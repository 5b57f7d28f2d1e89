//! Hits: what is shown of each document of a page, read from the stored trial.

use tantivy::DocId;

use super::{
    SearchError, Snapshot,
    collector::is_only_in_exclusion,
    filtering::failed_soft_filters,
    highlighter::{self, HighlightTargets, Highlighter},
    plan::{ClauseQuery, PlaceDistances, Plan},
    ranking::{Feedback, Ranked, Ranker, explain},
    results::{Fit, Hit, NearSite, Reason, SiteSummary, Tier},
    term_scorer::freqs_in,
};
use crate::{
    ask::{Criterion, Facet, SearchRequest, SitesScope},
    config::Config,
    index::{TextField, address_of},
    read::{Effect, Part, PartKind},
    text::analyzers::Analyzer,
    trial::{Freshness, Trial, fit},
    vocabulary::ConceptId,
};

/// Builds the hits of one page.
pub struct HitBuilder<'a> {
    config: &'a Config,
    ranker: &'a Ranker<'a>,
    feedback: &'a Feedback,
    request: &'a SearchRequest,
    terms: Vec<&'a str>,
    concepts: Vec<ConceptId>,
    /// By document, in order: the fields that hold one of the terms.
    fields: Vec<(DocId, Vec<TextField>)>,
}

impl<'a> HitBuilder<'a> {
    /// Prepares the hits of `page`.
    pub fn new(
        config: &'a Config,
        ranker: &'a Ranker<'a>,
        feedback: &'a Feedback,
        request: &'a SearchRequest,
        page: &[Ranked],
    ) -> Result<Self, SearchError> {
        let terms = terms_of(ranker.plan);
        let docs = page.iter().map(|ranked| ranked.doc).collect();
        Ok(HitBuilder {
            config,
            ranker,
            feedback,
            request,
            concepts: concepts_of(ranker.plan),
            fields: fields_with_words(ranker.snapshot, &terms, docs)?,
            terms,
        })
    }

    /// Builds the hit of one document of the page.
    pub fn build(&self, analyzer: &mut Analyzer, ranked: Ranked) -> Result<Hit, SearchError> {
        let Ranker { snapshot, plan, .. } = *self.ranker;
        let (trial, mentions) = snapshot.generation.trial_with_mentions(ranked.doc)?;
        let targets = HighlightTargets {
            terms: &self.terms,
            concepts: &self.concepts,
            vocabulary: snapshot.generation.vocabulary(),
        };
        let mut fields = self.fields.iter();
        let fields = fields.find(|(doc, _)| *doc == ranked.doc);
        let fields = fields.map_or(&[][..], |(_, fields)| fields);
        let highlighter = Highlighter::new(&targets, mentions, fields);
        let all_clauses = plan.all_clauses();
        let only_in_exclusion =
            is_only_in_exclusion(all_clauses, ranked.marks.held, ranked.marks.excluded);
        let reasons = match ranked.tier {
            Tier::Match => Vec::new(),
            Tier::Related => {
                let mut reasons = plan.reasons(&ranked, only_in_exclusion);
                name_broader(snapshot, plan, &ranked, &trial, &mut reasons);
                let failed_soft_filters = failed_soft_filters(snapshot, plan, ranked.doc);
                reasons.extend(failed_soft_filters.into_iter().filter_map(|part| {
                    soft_filter_reason(snapshot, plan, &plan.parts()[part], ranked.doc)
                }));
                reasons
            }
        };
        let settings = &self.config.ranking.snippets;
        let found = highlighter::find(settings, analyzer, &trial, &highlighter, only_in_exclusion);
        let explanation = match self.request.explain {
            true => Some(explain(self.ranker, self.feedback, &ranked)?),
            false => None,
        };
        Ok(Hit {
            tier: ranked.tier,
            reasons,
            sites: summarise_sites(snapshot, plan, &trial),
            fit: eligibility_fit(plan, &trial),
            matched_in: found.matched_in,
            only_in_exclusion,
            snippets: found.snippets,
            freshness: Freshness::of(&trial, snapshot.generation.manifest().copied_on()),
            score: ranked.score,
            explanation,
            trial,
        })
    }
}

/// Returns for each of some documents the fields that hold one of the terms.
pub(super) fn fields_with_words(
    snapshot: &Snapshot,
    terms: &[&str],
    mut docs: Vec<DocId>,
) -> Result<Vec<(DocId, Vec<TextField>)>, SearchError> {
    docs.sort_unstable();
    let mut fields: Vec<(DocId, Vec<TextField>)> =
        docs.iter().map(|doc| (*doc, Vec::new())).collect();
    for field in TextField::ALL {
        let index_field = snapshot.generation.fields().text(field);
        for term in terms {
            let freqs = freqs_in(&snapshot.generation, index_field, term, &docs)?;
            for ((_, fields), freq) in fields.iter_mut().zip(freqs) {
                if freq > 0 && fields.last() != Some(&field) {
                    fields.push(field);
                }
            }
        }
    }
    Ok(fields)
}

/// Returns the terms that a plan looks for.
pub(super) fn terms_of(plan: &Plan) -> Vec<&str> {
    let clauses = plan.clauses.iter();
    clauses
        .flat_map(|clause| match &clause.query {
            ClauseQuery::Term { term, .. } => vec![&**term],
            ClauseQuery::Phrase(terms) => terms.iter().map(|term| &**term).collect(),
            ClauseQuery::Ids(_) | ClauseQuery::Concepts(_) => Vec::new(),
        })
        .collect()
}

/// Returns how a trial stands to what the person told of themselves.
pub(super) fn eligibility_fit(plan: &Plan, trial: &Trial) -> Fit {
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
    let clauses = plan.clauses.iter();
    clauses
        .flat_map(|clause| match &clause.query {
            ClauseQuery::Concepts(queries) => queries.iter().map(|query| query.concept).collect(),
            _ => Vec::new(),
        })
        .collect()
}

/// Says of a trial that is not about a condition, but about something next broader, what that is.
fn name_broader(
    snapshot: &Snapshot,
    plan: &Plan,
    ranked: &Ranked,
    trial: &Trial,
    reasons: &mut [Reason],
) {
    let vocabulary = snapshot.generation.vocabulary();
    let clauses = plan.must_clauses().iter().enumerate();
    let broader_only = ranked.marks.broader & !ranked.marks.held & !ranked.marks.mentioned;
    for (_, clause) in clauses.filter(|(index, _)| broader_only >> index & 1 == 1) {
        let ClauseQuery::Concepts(queries) = &clause.query else {
            continue;
        };
        let labels: Vec<&str> = clause
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
fn soft_filter_reason(
    snapshot: &Snapshot,
    plan: &Plan,
    part: &Part,
    doc: tantivy::DocId,
) -> Option<Reason> {
    debug_assert_eq!(part.effect, Effect::Fit);
    Some(match &part.kind {
        PartKind::Criterion(Criterion::Age(_)) => Reason::Age,
        PartKind::Not(_) => Reason::Unwanted(part.label.clone()),
        PartKind::Criterion(Criterion::Place(reading)) => {
            let only_open = plan.scope == SitesScope::Recruiting && snapshot.is_open(doc);
            let near = plan.near.as_ref();
            let columns = snapshot.generation.columns();
            let nearest = near.and_then(|near| near.nearest_km(columns, doc, only_open));
            match nearest.map(f64::from) {
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
        PartKind::Criterion(Criterion::Facet(Facet::Sex, _)) => Reason::Sex,
        PartKind::Criterion(Criterion::Facet(Facet::Healthy, _)) => Reason::Healthy,
        PartKind::Criterion(Criterion::Facet(facet, _)) => {
            let codes = snapshot.generation.columns().codes(*facet)?;
            let own = codes.of(doc).iter();
            Reason::Other {
                facet: *facet,
                values: own
                    .map(|code| codes.names()[*code as usize].clone())
                    .collect(),
            }
        }
        PartKind::Criterion(Criterion::PostedSince(_)) => Reason::PostedBefore(part.label.clone()),
        PartKind::Criterion(Criterion::Sponsor(name)) => Reason::OtherSponsor(name.clone()),
        PartKind::Criterion(Criterion::Facility(name)) => Reason::NotAt(name.clone()),
        _ => return None,
    })
}

fn summarise_sites(snapshot: &Snapshot, plan: &Plan, trial: &Trial) -> SiteSummary {
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
        let Some(PlaceDistances {
            distances_km,
            radius_km,
        }) = near
        else {
            continue;
        };
        let place = snapshot.generation.gazetteer().place_id(&address_of(site));
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
