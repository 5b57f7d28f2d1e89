//! Trials like another one: about the same conditions, and open.

use super::{
    Engine, SearchError,
    results::{Clock, Hit, Tier},
};
use crate::{
    config::Config,
    query::{Page, SearchRequest},
    trial::Trial,
    vocabulary::ConceptId,
};

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
