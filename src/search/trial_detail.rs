//! What the page of one trial needs: the trial seen through the search it was found by, the names in its text, and trials like it.
//!
//! Seen through a search means whole texts with highlights rather than snippets: which criteria hold the person's words, how far each site is, whether age and sex fit.

use std::collections::BTreeSet;

use tantivy::DocId;

use super::{
    Engine, SearchError, Snapshot,
    engine::Worker,
    highlighter::{HighlightTargets, Highlighter},
    hits,
    plan::Plan,
    results::{Clock, Fit, Hit, Segment, Tier},
};
use crate::{
    ask::{Page, PlaceReading, SearchRequest},
    config::Config,
    index::{TextField, address_of, texts_of},
    read::Understanding,
    text::fold,
    trial::{Criterion, NctId, Trial},
    vocabulary::{ConceptId, ConceptKind, Vocabulary, key_terms},
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
    let mut applied = understanding.parts.iter().filter(|part| part.applied);
    applied.find_map(|part| part.kind.place().cloned())
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

/// The names that stand in a trial's text, as they are written there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    pub conditions: Vec<NamedCondition>,
    /// Treatments.
    pub treatments: BTreeSet<String>,
}

/// A condition as the trial writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedCondition {
    pub written: String,
    /// Its usual name, where that says more: for an abbreviation, and for a name that the language has a word of its own for.
    pub usual: Option<String>,
    /// Names of what is broader, in English, nearest first.
    pub kinds: Vec<String>,
}

/// The texts of a trial that a reader may need explained.
const READ: [TextField; 6] = [
    TextField::Summary,
    TextField::Description,
    TextField::Inclusion,
    TextField::Exclusion,
    TextField::Unsplit,
    TextField::Arms,
];

impl Engine {
    /// Returns the names of conditions and treatments in the text of `trial`; labels are in `language`.
    pub fn names_in(&self, trial: &Trial, language: &str) -> Result<Names, SearchError> {
        let snapshot = self.current().ok_or(SearchError::NotReady)?;
        let vocabulary = snapshot.generation.vocabulary();
        let mut worker = self.take_worker();
        let mut names = Names::default();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for field in READ {
            for text in texts_of(trial, field) {
                let terms = key_terms(text, &mut worker.analyzer);
                let supporting = vocabulary.numbers_of(&terms);
                vocabulary.for_each_name(text, &terms, &supporting, |name| {
                    let (concept, found) = (name.concept, name.terms);
                    let start = terms[found.start].span.start;
                    let end = terms[found.end - 1].span.end;
                    let written = &text[start..end];
                    match vocabulary.concept(concept).kind {
                        ConceptKind::Condition if seen.insert(written.to_owned()) => {
                            let condition = named(vocabulary, concept, written, language);
                            names.conditions.push(condition);
                        }
                        // What people feel or do is said in ordinary words.
                        ConceptKind::Condition | ConceptKind::Finding => {}
                        _ => {
                            names.treatments.insert(written.to_owned());
                        }
                    }
                });
            }
        }
        self.give_back(worker);
        Ok(names)
    }
}

/// Whether a name is more than one capital and little else: `AML`, `COPD`, `NSCLC`.
fn is_abbreviation(name: &str) -> bool {
    let capitals = name.chars().filter(|c| c.is_uppercase()).count();
    capitals >= 2 && !name.contains(' ')
}

fn named(vocabulary: &Vocabulary, id: ConceptId, written: &str, language: &str) -> NamedCondition {
    let concept = vocabulary.concept(id);
    let label = concept.label_in(language);
    let is_translated = language != "en" && label != concept.label;
    let says_more = is_translated || is_abbreviation(written);
    let is_same = fold(label) == fold(written);
    let broader = vocabulary.ancestors(id).iter();
    NamedCondition {
        written: written.to_owned(),
        usual: (says_more && !is_same).then(|| label.to_owned()),
        kinds: broader
            .map(|broader| vocabulary.concept(*broader).label.clone())
            .collect(),
    }
}

/// Conditions of a trial that are searched for, at most.
const MAX_CONDITIONS: usize = 3;

impl Engine {
    /// Returns open trials about the conditions of `trial`, the first condition first, at most `limit`; never the trial itself.
    pub fn similar_to(
        &self,
        trial: &Trial,
        limit: usize,
        clock: Clock,
    ) -> Result<Vec<Hit>, SearchError> {
        let mut similar: Vec<Hit> = Vec::new();
        for condition in self.condition_names(trial)? {
            if similar.len() >= limit {
                break;
            }
            let request = request_for(self.config(), condition, limit)?;
            for hit in self.search(&request, clock)?.hits {
                let is_known = hit.trial.nct_id == trial.nct_id
                    || similar
                        .iter()
                        .any(|known| known.trial.nct_id == hit.trial.nct_id);
                if hit.tier == Tier::Match && !hit.only_in_exclusion && !is_known {
                    similar.push(hit);
                }
            }
        }
        similar.truncate(limit);
        Ok(similar)
    }

    /// Returns what the conditions of a trial are called in the vocabulary, or by the trial itself, each once.
    fn condition_names(&self, trial: &Trial) -> Result<Vec<String>, SearchError> {
        let snapshot = self.current().ok_or(SearchError::NotReady)?;
        let vocabulary = snapshot.generation.vocabulary();
        let mut worker = self.take_worker();
        let mut seen: Vec<ConceptId> = Vec::new();
        let mut names: Vec<String> = Vec::new();
        let mesh = trial.condition_mesh.terms.iter().map(|mesh| &mesh.term);
        for condition in trial.conditions.iter().chain(mesh) {
            let concept = vocabulary
                .by_name(condition, &mut worker.analyzer)
                .into_iter()
                .find(|id| vocabulary.concept(*id).kind.is_condition());
            match concept {
                Some(id) if seen.contains(&id) => continue,
                Some(id) => {
                    seen.push(id);
                    names.push(vocabulary.concept(id).label.clone());
                }
                None => names.push(condition.clone()),
            }
            if names.len() == MAX_CONDITIONS {
                break;
            }
        }
        self.give_back(worker);
        Ok(names)
    }
}

fn request_for(config: &Config, words: String, limit: usize) -> Result<SearchRequest, SearchError> {
    let mut request = SearchRequest::for_words(words);
    // A condition's name may hold what reads like an age or a place ("juvenile", "Lyme"); only the condition counts here.
    request.ignore = ["age", "sex", "place", "not", "since"]
        .map(str::to_owned)
        .to_vec();
    request.page = Page {
        number: 1,
        size: limit + 1,
    };
    let max_radius_km = config.server.places.max_radius_km;
    request
        .filters
        .set_param("status", "RECRUITING", max_radius_km)?;
    Ok(request)
}
