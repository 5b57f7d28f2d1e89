//! `ranking.toml`: the weights with which trials are put in order.

use super::{
    ConfigError,
    file::{Allowed, Ranged, Settings, settings},
};

settings! {
    /// The weights of a search. Each key is explained in `index_config/ranking.toml`.
    RankingConfig {
        version: u32,
        words: WordWeights,
        long_text: LongText,
        side_fields: SideFields,
        feedback: FeedbackSettings,
        second_stage: RerankSettings,
        fit: Penalties,
        near_equals: PriorWeights,
        snippets: SnippetSettings,
    }

    /// How much a word of the query counts.
    WordWeights {
        /// A text of more words than this is long.
        long_from_words: usize => 1..=1_000,
        /// Factors in a long text, by what the word is part of.
        condition: f32 => 0.0..=10.0,
        name: f32 => 0.0..=10.0,
        plain: f32 => 0.0..=10.0,
        /// In a long text a word counts by its rarity twice: times `(idf / rarity_pivot) ^ rarity_power`.
        rarity_power: f32 => 0.0..=2.0,
        rarity_pivot: f32 => 0.1..=20.0,
        /// A number without letters in a short text; in a long one it counts nothing.
        bare_number: f32 => 0.0..=1.0,
        /// A word of the usual name of what was called otherwise.
        synonym: f32 => 0.0..=1.0,
        /// In a short text, a word of another name than the usual one.
        other_name: f32 => 0.0..=1.0,
        /// Words kept of a long text, those that count most.
        max_words: usize => 1..=200,
    }

    /// Which trials a long text finds by its words alone, as shares of the best score.
    LongText {
        /// From here on a trial is related.
        related_share: f32 => 0.0..=1.0,
        /// From here on a trial matches a note about a person.
        match_share: f32 => 0.0..=1.0,
    }

    /// What a word counts for outside the catch-all field, once or often, times its rarity.
    SideFields {
        sponsor: f32 => 0.0..=10.0,
        locations: f32 => 0.0..=10.0,
        outcomes_arms: f32 => 0.0..=10.0,
    }

    /// Words learnt from the best trials of a first look.
    FeedbackSettings {
        /// What the learnt words count for together, as a share of the words of the query.
        weight: f32 => 0.0..=1.0,
        /// Words of the query that it takes at least.
        min_query_words: usize => 1..=200,
        /// Trials that are learnt from.
        trials: usize => 0..=100,
        /// Words that are learnt.
        words: usize => 0..=100,
        /// Trials in which a learnt word stands at least.
        min_trials: usize => 1..=100,
        /// Rarity of a learnt word at least.
        min_idf: f32 => 0.0..=10.0,
    }

    /// Reranking of the first trials.
    RerankSettings {
        /// Trials that are scored anew.
        depth: usize => 0..=2_000,
        /// Weights of the fields in one score with saturation over all of them (BM25F).
        fields: FieldWeights,
        /// Weights of the scores of single fields, added to it.
        field_sums: FieldSums,
        /// What a concept counts for by its best occurrence, against all its words in every field.
        concepts: ConceptWeights,
        /// Share of its score that a trial loses where none of its conditions is akin to what was asked for.
        off_topic: f32 => 0.0..=1.0,
        /// Share of the first stage's score that is added.
        first_stage: f32 => 0.0..=10.0,
    }

    /// Weights of the fields.
    FieldWeights {
        title: f32 => 0.0..=10.0,
        conditions: f32 => 0.0..=10.0,
        official_title: f32 => 0.0..=10.0,
        condition_mesh: f32 => 0.0..=10.0,
        keywords: f32 => 0.0..=10.0,
        interventions: f32 => 0.0..=10.0,
        intervention_mesh: f32 => 0.0..=10.0,
        summary: f32 => 0.0..=10.0,
        description: f32 => 0.0..=10.0,
        inclusion: f32 => 0.0..=10.0,
        unsplit: f32 => 0.0..=10.0,
        arms: f32 => 0.0..=10.0,
        outcomes: f32 => 0.0..=10.0,
    }

    /// Weights of the scores of single fields.
    FieldSums {
        title: f32 => 0.0..=10.0,
        conditions: f32 => 0.0..=10.0,
        inclusion: f32 => 0.0..=10.0,
    }

    /// What a concept counts for by the level of its best occurrence in a trial.
    ConceptWeights {
        direct: f32 => 0.0..=10.0,
        narrower: f32 => 0.0..=10.0,
        named: f32 => 0.0..=10.0,
        mentioned: f32 => 0.0..=10.0,
        /// A trial that is about something next broader.
        broader: f32 => 0.0..=10.0,
    }

    /// Factors on the score of a trial that does not fit what was said.
    Penalties {
        /// For each thing said that does not fit.
        misfit: f32 => 0.0..=1.0,
        /// Kilometres to the nearest open site (of a closed trial, to any) at which a trial outside the place that was said counts half.
        far_km: f32 => 1.0..=20_000.0,
    }

    /// What orders trials that are nearly equally good answers, as a share of their score.
    PriorWeights {
        recruiting: f32 => 0.0..=1.0,
        nearest: f32 => 0.0..=1.0,
        fresh: f32 => 0.0..=1.0,
    }

    /// How much of a text is shown under a hit.
    SnippetSettings {
        max_chars: usize => 40..=2_000,
        max_snippets: usize => 0..=10,
    }
}

impl Settings for RankingConfig {
    fn validate(&self, allowed: &Allowed<'_>) -> Result<(), ConfigError> {
        self.check_ranges(allowed, "")
    }
}
