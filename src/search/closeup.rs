//! A close look at one trial: what a search means for it, whole rather than in snippets.
//!
//! The page of a trial asks for this when it was reached from a search: which criteria hold the person's words, how far each site is, whether age and sex fit.

use tantivy::DocId;

use super::{
    Engine, Loaded, SearchError,
    engine::Worker,
    hits,
    plan::Plan,
    results::{Clock, Fit, Segment},
    snippets::{Marker, Wanted},
};
use crate::{
    index::{TextField, address_of, texts_of},
    query::{PartKind, PlaceReading, SearchRequest, Understanding},
    trial::{Criterion, NctId, Trial},
};

/// One trial seen through a search.
#[derive(Debug, Clone)]
pub struct Closeup {
    pub trial: Trial,
    pub understanding: Understanding,
    pub fit: Fit,
    /// Where the person is, or looks for trials.
    pub place: Option<PlaceReading>,
    /// By site: kilometres from the place; `None` without a place, or where a position is not known.
    pub distances_km: Vec<Option<f64>>,
    pub criteria: MarkedCriteria,
}

/// The criteria of a trial with the person's words marked; each list is as long as that of the trial.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MarkedCriteria {
    pub inclusion: Vec<Vec<Segment>>,
    pub exclusion: Vec<Vec<Segment>>,
    pub unsplit: Vec<Vec<Segment>>,
}

impl MarkedCriteria {
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
    /// Looks at one trial through a search; `None` when the index has no such trial. Filters of the search other than what they say of the person and the place mean nothing here.
    pub fn look_at(
        &self,
        id: NctId,
        request: &SearchRequest,
        clock: Clock,
    ) -> Result<Option<Closeup>, SearchError> {
        let loaded = self.current().ok_or(SearchError::NotReady)?;
        let Some(doc) = loaded.generation.doc_of(id) else {
            return Ok(None);
        };
        let mut worker = self.take_worker();
        let looked = self.look(&loaded, &mut worker, doc, request, clock);
        self.give_back(worker);
        looked.map(Some)
    }

    fn look(
        &self,
        loaded: &Loaded,
        worker: &mut Worker,
        doc: DocId,
        request: &SearchRequest,
        clock: Clock,
    ) -> Result<Closeup, SearchError> {
        let understanding = self.understand(loaded, &mut worker.analyzer, request);
        let plan = Plan::new(self.config(), loaded, request, understanding, clock.today)?;
        let terms = hits::terms_of(&plan);
        let wanted = Wanted {
            terms: &terms,
            concepts: &hits::concepts_of(&plan),
            vocabulary: loaded.generation.vocabulary(),
        };
        let (trial, mentions) = loaded.generation.trial_with_mentions(doc)?;
        let fields = hits::fields_with_words(loaded, &terms, vec![doc])?;
        let fields = fields.into_iter().flat_map(|(_, fields)| fields);
        let fields: Vec<TextField> = fields.collect();
        let marker = Marker::new(&wanted, mentions, &fields);
        let mut mark = |field: TextField, criteria: &[Criterion]| -> Vec<Vec<Segment>> {
            let texts = texts_of(&trial, field);
            let mut segments = Vec::with_capacity(criteria.len());
            for Criterion { text, .. } in criteria {
                // Headings of groups stand between the criteria.
                let mut numbers = texts.iter();
                let number = numbers.position(|other| std::ptr::eq(*other, text.as_str()));
                let number = number.unwrap_or(texts.len());
                segments.push(marker.mark(&mut worker.analyzer, field, number, text));
            }
            segments
        };
        let criteria = &trial.eligibility.criteria;
        let marked = MarkedCriteria {
            inclusion: mark(TextField::Inclusion, &criteria.inclusion),
            exclusion: mark(TextField::Exclusion, &criteria.exclusion),
            unsplit: mark(TextField::Unsplit, &criteria.unsplit),
        };
        let fit = hits::fit_of(&plan, &trial);
        let distances_km = distances(loaded, &plan, &trial);
        let understanding = plan.into_understanding();
        Ok(Closeup {
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
fn distances(loaded: &Loaded, plan: &Plan, trial: &Trial) -> Vec<Option<f64>> {
    let Some(near) = &plan.near else {
        return vec![None; trial.sites.len()];
    };
    let gazetteer = loaded.generation.gazetteer();
    let sites = trial.sites.iter();
    sites
        .map(|site| {
            let place = gazetteer.place_id(&address_of(site))?;
            let km = near.distances_km[place.0 as usize];
            km.is_finite().then_some(f64::from(km))
        })
        .collect()
}
