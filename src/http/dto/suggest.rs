//! Suggestions while someone types.

use serde::Serialize;
use utoipa::ToSchema;

use super::{PlaceBody, place};
use crate::{say::Words, search};

/// What begins like the text typed, or nearly; each kind best first.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SuggestResponse {
    /// Which characters of `q` were completed, first and behind the last: all of them, or the last words of a sentence.
    #[schema(example = json!([0, 8]))]
    pub span: [usize; 2],
    pub conditions: Vec<ConceptBody>,
    pub treatments: Vec<ConceptBody>,
    pub places: Vec<PlaceBody>,
    /// NCT ids of trials.
    #[schema(example = json!(["NCT05665075"]))]
    pub ids: Vec<String>,
}

/// A condition or treatment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ConceptBody {
    #[schema(example = "MESH:D009203")]
    pub concept: String,
    /// Its usual name, in the language asked for; to be put into `q`.
    #[schema(example = "Myocardial infarction")]
    pub label: String,
    /// The name that fits what was typed.
    #[schema(example = "heart attack")]
    pub matched: String,
    /// Trials about it, or about a kind of it.
    #[schema(example = 412)]
    pub trials: u32,
    /// Those of them that take people now.
    #[schema(example = 57)]
    pub open_trials: u32,
}

/// Returns the answer to a request for suggestions.
pub fn suggest_response(found: &search::Suggestions, words: Words<'_>) -> SuggestResponse {
    let concepts = |found: &[search::SuggestedConcept]| -> Vec<ConceptBody> {
        let bodies = found.iter().map(|concept| ConceptBody {
            concept: concept.concept.clone(),
            label: concept.label.clone(),
            matched: concept.matched.clone(),
            trials: concept.trials,
            open_trials: concept.open_trials,
        });
        bodies.collect()
    };
    SuggestResponse {
        span: [found.span.start, found.span.end],
        conditions: concepts(&found.conditions),
        treatments: concepts(&found.treatments),
        places: found
            .places
            .iter()
            .map(|found| place::place_body(found, words))
            .collect(),
        ids: found.ids.iter().map(ToString::to_string).collect(),
    }
}
