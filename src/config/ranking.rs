//! `ranking.toml`: the weights with which trials are put in order.

use serde::{Deserialize, Serialize};

use super::{
    ConfigError,
    file::{Allowed, Settings},
};

/// The weights of a search. Each key is explained in `index_config/ranking.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankingConfig {
    pub version: u32,
    pub bm25: Bm25Weights,
    pub concepts: ConceptWeights,
    pub bonus: Bonuses,
    pub query: QueryWeights,
    pub snippets: SnippetSettings,
}

/// What a field's BM25 score counts for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bm25Weights {
    /// The weighted catch-all field.
    pub all: f32,
    pub sponsor: f32,
    pub locations: f32,
    pub ids: f32,
    pub outcomes_arms: f32,
    pub exclusion: f32,
}

/// What a concept counts for by its standing in a trial, times its rarity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConceptWeights {
    pub direct: f32,
    pub narrower: f32,
    pub named: f32,
    pub mentioned: f32,
}

/// What is added beside the words' scores, as a share of the best score of the search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bonuses {
    pub title_all_words: f32,
    pub recruiting: f32,
}

/// How much a word of the query counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueryWeights {
    pub bare_number_weight: f32,
    /// Factor for each thing said that does not fit.
    pub misfit_factor: f32,
}

/// How much of a text is shown under a hit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnippetSettings {
    pub max_chars: usize,
    pub max_snippets: usize,
}

impl Settings for RankingConfig {
    fn validate(&self, allowed: &Allowed<'_>) -> Result<(), ConfigError> {
        let Bm25Weights {
            all,
            sponsor,
            locations,
            ids,
            outcomes_arms,
            exclusion,
        } = self.bm25;
        for (key, weight) in [
            ("bm25.all", all),
            ("bm25.sponsor", sponsor),
            ("bm25.locations", locations),
            ("bm25.ids", ids),
            ("bm25.outcomes_arms", outcomes_arms),
            ("bm25.exclusion", exclusion),
        ] {
            allowed.range(key, weight, 0.0..=10.0)?;
        }
        for (key, weight) in [
            ("concepts.direct", self.concepts.direct),
            ("concepts.narrower", self.concepts.narrower),
            ("concepts.named", self.concepts.named),
            ("concepts.mentioned", self.concepts.mentioned),
        ] {
            allowed.range(key, weight, 0.0..=10.0)?;
        }
        allowed.range("query.misfit_factor", self.query.misfit_factor, 0.0..=1.0)?;
        allowed.range(
            "bonus.title_all_words",
            self.bonus.title_all_words,
            0.0..=1.0,
        )?;
        allowed.range("bonus.recruiting", self.bonus.recruiting, 0.0..=1.0)?;
        allowed.range(
            "query.bare_number_weight",
            self.query.bare_number_weight,
            0.0..=1.0,
        )?;
        allowed.range("snippets.max_chars", self.snippets.max_chars, 40..=2_000)?;
        allowed.range("snippets.max_snippets", self.snippets.max_snippets, 0..=10)
    }
}
