//! The detail of one trial seen through a search: whole texts with highlights rather than snippets.
//!
//! The page of a trial asks for this when it was reached from a search: which criteria hold the person's words, how far each site is, whether age and sex fit.

use tantivy::DocId;

use super::{
    Engine, SearchError, Snapshot,
    engine::Worker,
    highlighter::{HighlightTargets, Highlighter},
    hits,
    plan::Plan,
    results::{Clock, Fit, Segment},
};
use crate::{
    index::{TextField, address_of, texts_of},
    query::{PartKind, PlaceReading, SearchRequest, Understanding},
    trial::{Criterion, NctId, Trial},
};

/// One trial seen through a search.
#[derive(Debug, Clone)]
pub struct TrialDetail {
    pub trial: Trial,
    pub understanding: Understanding,
    pub fit: Fit,
    /// Where the person is, or looks for trials.
    pub place: Option<PlaceReading>,
    /// By site: kilometres from the place; `None` without a place, or where a position is not known.
    pub distances_km: Vec<Option<f64>>,
    pub criteria: HighlightedCriteria,
}

/// The criteria of a trial with the person's words marked; each list is as long as that of the trial.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HighlightedCriteria {
    pub inclusion: Vec<Vec<Segment>>,
    pub exclusion: Vec<Vec<Segment>>,
    pub unsplit: Vec<Vec<Segment>>,
}

impl HighlightedCriteria {
    /// Returns whether any criterion holds one of the words.
    pub fn has_hit(&self) -> bool {
        let all = [&self.inclusion, &self.exclusion, &self.unsplit];
        all.into_iter()
            .flatten()
            .flatten()
            .any(|segment| segment.hit)
    }
}

impl Engine {
    /// Returns one trial seen through a search; `None` when the index has no such trial. Filters of the search other than what they say of the person and the place mean nothing here.
    pub fn trial_detail(
        &self,
        id: NctId,
        request: &SearchRequest,
        clock: Clock,
    ) -> Result<Option<TrialDetail>, SearchError> {
        let snapshot = self.current().ok_or(SearchError::NotReady)?;
        let Some(doc) = snapshot.generation.doc_of(id) else {
            return Ok(None);
        };
        let mut worker = self.take_worker();
        let detail = self.detail(&snapshot, &mut worker, doc, request, clock);
        self.give_back(worker);
        detail.map(Some)
    }

    fn detail(
        &self,
        snapshot: &Snapshot,
        worker: &mut Worker,
        doc: DocId,
        request: &SearchRequest,
        clock: Clock,
    ) -> Result<TrialDetail, SearchError> {
        let understanding = self.understand(snapshot, &mut worker.analyzer, request);
        let plan = Plan::new(self.config(), snapshot, request, understanding, clock.today)?;
        let terms = hits::terms_of(&plan);
        let targets = HighlightTargets {
            terms: &terms,
            concepts: &hits::concepts_of(&plan),
            vocabulary: snapshot.generation.vocabulary(),
        };
        let (trial, mentions) = snapshot.generation.trial_with_mentions(doc)?;
        let fields = hits::fields_with_words(snapshot, &terms, vec![doc])?;
        let fields = fields.into_iter().flat_map(|(_, fields)| fields);
        let fields: Vec<TextField> = fields.collect();
        let highlighter = Highlighter::new(&targets, mentions, &fields);
        let mut mark = |field: TextField, criteria: &[Criterion]| -> Vec<Vec<Segment>> {
            let texts = texts_of(&trial, field);
            let mut segments = Vec::with_capacity(criteria.len());
            for Criterion { text, .. } in criteria {
                // Headings of groups stand between the criteria.
                let mut numbers = texts.iter();
                let number = numbers.position(|other| std::ptr::eq(*other, text.as_str()));
                let number = number.unwrap_or(texts.len());
                segments.push(highlighter.mark(&mut worker.analyzer, field, number, text));
            }
            segments
        };
        let criteria = &trial.eligibility.criteria;
        let marked = HighlightedCriteria {
            inclusion: mark(TextField::Inclusion, &criteria.inclusion),
            exclusion: mark(TextField::Exclusion, &criteria.exclusion),
            unsplit: mark(TextField::Unsplit, &criteria.unsplit),
        };
        let fit = hits::eligibility_fit(&plan, &trial);
        let distances_km = distances(snapshot, &plan, &trial);
        let understanding = plan.into_understanding();
        Ok(TrialDetail {
            place: place_of(&understanding),
            fit,
            distances_km,
            criteria: marked,
            understanding,
            trial,
        })
    }
}

fn place_of(understanding: &Understanding) -> Option<PlaceReading> {
    let applied = understanding.parts.iter().filter(|part| part.applied);
    applied
        .filter_map(|part| match &part.kind {
            PartKind::Place(reading) => Some(reading.clone()),
            _ => None,
        })
        .next()
}

/// Returns how far each site is from the place of the plan.
fn distances(snapshot: &Snapshot, plan: &Plan, trial: &Trial) -> Vec<Option<f64>> {
    let Some(near) = &plan.near else {
        return vec![None; trial.sites.len()];
    };
    let gazetteer = snapshot.generation.gazetteer();
    let sites = trial.sites.iter();
    sites
        .map(|site| {
            let place = gazetteer.place_id(&address_of(site))?;
            let km = near.distances_km[place.0 as usize];
            km.is_finite().then_some(f64::from(km))
        })
        .collect()
}
