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
    pub words: WordWeights,
    pub long_text: LongText,
    pub side_fields: SideFields,
    pub feedback: Feedback,
    pub second_stage: SecondStage,
    pub fit: FitFactors,
    pub near_equals: NearEquals,
    pub snippets: SnippetSettings,
}

/// How much a word of the query counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordWeights {
    /// A text of more words than this is long.
    pub long_from_words: usize,
    /// Factors in a long text, by what the word is part of.
    pub condition: f32,
    pub name: f32,
    pub plain: f32,
    /// In a long text a word counts by its rarity twice: times `(idf / rarity_pivot) ^ rarity_power`.
    pub rarity_power: f32,
    pub rarity_pivot: f32,
    /// A number without letters in a short text; in a long one it counts nothing.
    pub bare_number: f32,
    /// A word of the usual name of what was called otherwise.
    pub synonym: f32,
    /// In a short text, a word of another name than the usual one.
    pub other_name: f32,
    /// Words kept of a long text, those that count most.
    pub max_words: usize,
}

/// Which trials a long text finds by its words alone, as shares of the best score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LongText {
    /// From here on a trial is related.
    pub related_share: f32,
    /// From here on a trial matches a note about a person.
    pub match_share: f32,
}

/// What a word counts for outside the catch-all field, once or often, times its rarity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SideFields {
    pub sponsor: f32,
    pub locations: f32,
    pub outcomes_arms: f32,
}

/// Words learnt from the best trials of a first look.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feedback {
    /// What the learnt words count for together, as a share of the words of the query.
    pub weight: f32,
    /// Words of the query that it takes at least.
    pub min_query_words: usize,
    /// Trials that are learnt from.
    pub trials: usize,
    /// Words that are learnt.
    pub words: usize,
    /// Trials in which a learnt word stands at least.
    pub min_trials: usize,
    /// Rarity of a learnt word at least.
    pub min_idf: f32,
}

/// The closer look at the first trials.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondStage {
    /// Trials looked at.
    pub depth: usize,
    /// Weights of the fields in one score with saturation over all of them (BM25F).
    pub fields: FieldWeights,
    /// Weights of the scores of single fields, added to it.
    pub field_sums: FieldSums,
    /// What a concept counts for by its standing, against all its words standing everywhere.
    pub concepts: ConceptWeights,
    /// Share of the first stage's score that is added.
    pub first_stage: f32,
}

/// Weights of the fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldWeights {
    pub title: f32,
    pub conditions: f32,
    pub official_title: f32,
    pub condition_mesh: f32,
    pub keywords: f32,
    pub interventions: f32,
    pub intervention_mesh: f32,
    pub summary: f32,
    pub description: f32,
    pub inclusion: f32,
    pub unsplit: f32,
    pub arms: f32,
    pub outcomes: f32,
}

/// Weights of the scores of single fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldSums {
    pub title: f32,
    pub conditions: f32,
    pub inclusion: f32,
}

/// What a concept counts for by its standing in a trial.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConceptWeights {
    pub direct: f32,
    pub narrower: f32,
    pub named: f32,
    pub mentioned: f32,
    /// A trial that is about something next broader.
    pub broader: f32,
}

/// Factors on the score of a trial that does not fit what was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FitFactors {
    /// For each thing said that does not fit.
    pub misfit: f32,
    /// Kilometres to the nearest open site (of a closed trial, to any) at which a trial outside the place that was said counts half.
    pub far_km: f32,
}

/// What orders trials that are nearly equally good answers, as a share of their score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NearEquals {
    pub recruiting: f32,
    pub nearest: f32,
    pub fresh: f32,
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
        let words = &self.words;
        let second = &self.second_stage;
        let weights = [
            ("words.condition", words.condition),
            ("words.name", words.name),
            ("words.plain", words.plain),
            ("side_fields.sponsor", self.side_fields.sponsor),
            ("side_fields.locations", self.side_fields.locations),
            ("side_fields.outcomes_arms", self.side_fields.outcomes_arms),
            ("feedback.min_idf", self.feedback.min_idf),
            ("second_stage.fields.title", second.fields.title),
            ("second_stage.fields.conditions", second.fields.conditions),
            (
                "second_stage.fields.official_title",
                second.fields.official_title,
            ),
            (
                "second_stage.fields.condition_mesh",
                second.fields.condition_mesh,
            ),
            ("second_stage.fields.keywords", second.fields.keywords),
            (
                "second_stage.fields.interventions",
                second.fields.interventions,
            ),
            (
                "second_stage.fields.intervention_mesh",
                second.fields.intervention_mesh,
            ),
            ("second_stage.fields.summary", second.fields.summary),
            ("second_stage.fields.description", second.fields.description),
            ("second_stage.fields.inclusion", second.fields.inclusion),
            ("second_stage.fields.unsplit", second.fields.unsplit),
            ("second_stage.fields.arms", second.fields.arms),
            ("second_stage.fields.outcomes", second.fields.outcomes),
            ("second_stage.field_sums.title", second.field_sums.title),
            (
                "second_stage.field_sums.conditions",
                second.field_sums.conditions,
            ),
            (
                "second_stage.field_sums.inclusion",
                second.field_sums.inclusion,
            ),
            ("second_stage.concepts.direct", second.concepts.direct),
            ("second_stage.concepts.narrower", second.concepts.narrower),
            ("second_stage.concepts.named", second.concepts.named),
            ("second_stage.concepts.mentioned", second.concepts.mentioned),
            ("second_stage.concepts.broader", second.concepts.broader),
            ("second_stage.first_stage", second.first_stage),
        ];
        for (key, weight) in weights {
            allowed.range(key, weight, 0.0..=10.0)?;
        }
        let shares = [
            ("words.bare_number", words.bare_number),
            ("words.synonym", words.synonym),
            ("words.other_name", words.other_name),
            ("long_text.related_share", self.long_text.related_share),
            ("long_text.match_share", self.long_text.match_share),
            ("feedback.weight", self.feedback.weight),
            ("fit.misfit", self.fit.misfit),
            ("near_equals.recruiting", self.near_equals.recruiting),
            ("near_equals.nearest", self.near_equals.nearest),
            ("near_equals.fresh", self.near_equals.fresh),
        ];
        for (key, share) in shares {
            allowed.range(key, share, 0.0..=1.0)?;
        }
        allowed.range("fit.far_km", self.fit.far_km, 1.0..=20_000.0)?;
        allowed.range("words.rarity_power", words.rarity_power, 0.0..=2.0)?;
        allowed.range("words.rarity_pivot", words.rarity_pivot, 0.1..=20.0)?;
        allowed.range("words.long_from_words", words.long_from_words, 1..=1_000)?;
        allowed.range("words.max_words", words.max_words, 1..=200)?;
        let feedback = &self.feedback;
        allowed.range(
            "feedback.min_query_words",
            feedback.min_query_words,
            1..=200,
        )?;
        allowed.range("feedback.trials", feedback.trials, 0..=100)?;
        allowed.range("feedback.words", feedback.words, 0..=100)?;
        allowed.range("feedback.min_trials", feedback.min_trials, 1..=100)?;
        allowed.range("second_stage.depth", second.depth, 0..=2_000)?;
        allowed.range("snippets.max_chars", self.snippets.max_chars, 40..=2_000)?;
        allowed.range("snippets.max_snippets", self.snippets.max_snippets, 0..=10)
    }
}
