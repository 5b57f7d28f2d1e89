//! Reranking, the second stage: the first few hundred trials are scored anew, field by field.
//!
//! Each group of words (a concept with its names, or a single word) counts once, by the better of two: its words, or the best occurrence of its concept in the trial.
//! A word counts by BM25F (Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields", 2004): its frequencies in all fields, each weighted and normalised by the field's length, are added up before they saturate, so a disease that stands in five fields does not outweigh a gene that stands in one. The scores of title, conditions and inclusion criteria are added with small weights.
//! The rarity is always that of the catch-all field: rarity by field was measured to be worse.

use tantivy::{DocId, fieldnorm::FieldNormReader};

use super::{
    super::{
        plan::TermGroup,
        results::ScorePart,
        term_scorer::{B, K1, TermScorer, freqs_in},
    },
    Feedback, PriorBoosts, Ranked, Ranker,
};
use crate::{
    config::ConceptWeights,
    index::{Generation, IndexError, OccurrenceLevel, TextField},
    vocabulary::ConceptId,
};

/// The fields that are scored.
const FIELDS: [TextField; 13] = [
    TextField::Title,
    TextField::Conditions,
    TextField::OfficialTitle,
    TextField::ConditionMesh,
    TextField::Keywords,
    TextField::Interventions,
    TextField::InterventionMesh,
    TextField::Summary,
    TextField::Description,
    TextField::Inclusion,
    TextField::Unsplit,
    TextField::Arms,
    TextField::Outcomes,
];

/// The average length of each field, in words, over the trials that have it.
#[derive(Debug, Clone, Default)]
pub struct FieldLengths([f32; FIELDS.len()]);

impl FieldLengths {
    /// Averages the lengths of a generation.
    pub fn of(generation: &Generation) -> Result<Self, IndexError> {
        let mut averages = [1.0; FIELDS.len()];
        for (average, field) in averages.iter_mut().zip(FIELDS) {
            let (sum, trials) = generation.field_lengths(field)?;
            *average = if trials > 0 {
                sum as f32 / trials as f32
            } else {
                1.0
            };
        }
        Ok(FieldLengths(averages))
    }
}

/// What one trial counts for, part by part.
#[derive(Debug, Clone, Default)]
pub struct Features {
    /// By group of words.
    pub groups: Vec<GroupScore>,
    pub feedback: f32,
    pub first_stage: f32,
    pub penalty: f32,
    /// Factor for what else the trial is about; 1 where that is nothing.
    pub on_topic: f32,
    pub prior_boosts: f32,
}

/// What a group of words counts for.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct GroupScore {
    /// Its words, in all fields together.
    pub words: f32,
    pub title: f32,
    pub conditions: f32,
    pub inclusion: f32,
    /// What the occurrence of its concept counts for; taken where it is more than all words.
    pub concept: f32,
}

impl GroupScore {
    /// Returns what its words count for.
    pub fn of_words(&self) -> f32 {
        self.words + self.title + self.conditions + self.inclusion
    }

    /// Returns what counts: the words or the concept.
    pub fn total(&self) -> f32 {
        self.of_words().max(self.concept)
    }
}

impl Features {
    /// Returns the score.
    pub fn total(&self) -> f32 {
        let groups: f32 = self.groups.iter().map(GroupScore::total).sum();
        let sum = (groups + self.feedback) * self.penalty + self.first_stage;
        sum * self.on_topic * self.prior_boosts
    }
}

/// Scores trials anew.
pub struct Reranker<'a> {
    ranker: &'a Ranker<'a>,
    feedback: &'a Feedback,
    weights: [f32; FIELDS.len()],
    /// The conditions that a short text named, asked for or told of.
    named: Vec<ConceptId>,
}

impl<'a> Reranker<'a> {
    /// Prepares the weights.
    pub fn new(ranker: &'a Ranker<'a>, feedback: &'a Feedback) -> Self {
        let fields = &ranker.ranking.second_stage.fields;
        let weights = FIELDS.map(|field| match field {
            TextField::Title => fields.title,
            TextField::Conditions => fields.conditions,
            TextField::OfficialTitle => fields.official_title,
            TextField::ConditionMesh => fields.condition_mesh,
            TextField::Keywords => fields.keywords,
            TextField::Interventions => fields.interventions,
            TextField::InterventionMesh => fields.intervention_mesh,
            TextField::Summary => fields.summary,
            TextField::Description => fields.description,
            TextField::Inclusion => fields.inclusion,
            TextField::Unsplit => fields.unsplit,
            TextField::Arms => fields.arms,
            TextField::Outcomes => fields.outcomes,
            TextField::Exclusion | TextField::Sponsor | TextField::Locations => 0.0,
        });
        let parts = ranker.plan.parts().iter().filter(|part| part.applied);
        let named = parts
            .filter_map(|part| part.kind.concept())
            .filter(|reading| reading.is_condition && !ranker.plan.query_terms.is_long);
        Reranker {
            ranker,
            feedback,
            weights,
            named: named.map(|reading| reading.concept).collect(),
        }
    }

    /// Returns the score of each trial.
    pub fn scores(&self, ranked: &[Ranked]) -> Result<Vec<f32>, IndexError> {
        let features = self.features(ranked)?;
        Ok(features.iter().map(Features::total).collect())
    }

    /// Returns the parts of the score of each trial.
    pub fn features(&self, ranked: &[Ranked]) -> Result<Vec<Features>, IndexError> {
        // Postings are read forward, so the trials are looked at in the order of documents.
        let mut order: Vec<usize> = (0..ranked.len()).collect();
        order.sort_unstable_by_key(|at| ranked[*at].doc);
        let docs: Vec<DocId> = order.iter().map(|at| ranked[*at].doc).collect();
        let settings = &self.ranker.ranking.second_stage;
        let mut features: Vec<Features> = order
            .iter()
            .map(|at| {
                let ranked = &ranked[*at];
                Features {
                    groups: Vec::with_capacity(self.ranker.plan.query_terms.groups.len()),
                    feedback: 0.0,
                    first_stage: settings.first_stage * ranked.first_stage * ranked.penalty,
                    penalty: ranked.penalty,
                    on_topic: self.on_topic(ranked.doc),
                    prior_boosts: PriorBoosts::of(self.ranker, ranked.doc).factor(),
                }
            })
            .collect();
        for group in &self.ranker.plan.query_terms.groups {
            let scores = self.group_scores(group, &docs)?;
            for (features, score) in features.iter_mut().zip(scores) {
                features.groups.push(score);
            }
        }
        let generation = &self.ranker.snapshot.generation;
        for term in &self.feedback.terms {
            let scorer = TermScorer::new(generation, generation.fields().all, &term.text)?;
            let scores = scorer.scores_of(&docs, term.weight)?;
            for (features, score) in features.iter_mut().zip(scores) {
                features.feedback += score;
            }
        }
        let mut in_rank_order = vec![Features::default(); ranked.len()];
        for (at, features) in order.into_iter().zip(features) {
            in_rank_order[at] = features;
        }
        Ok(in_rank_order)
    }

    /// Returns the factor for what else a trial is about than the conditions that were named.
    fn on_topic(&self, doc: DocId) -> f32 {
        let generation = &self.ranker.snapshot.generation;
        let (akin, foreign) = generation.akin_and_foreign(doc, &self.named);
        if self.named.is_empty() || foreign == 0 {
            return 1.0;
        }
        let share = foreign as f32 / (akin + foreign) as f32;
        1.0 - self.ranker.ranking.second_stage.off_topic * share
    }

    fn group_scores(
        &self,
        group: &TermGroup,
        docs: &[DocId],
    ) -> Result<Vec<GroupScore>, IndexError> {
        let terms = &self.ranker.plan.query_terms.terms;
        let of_group = |words: &[usize]| -> f32 {
            let weights = words.iter().map(|word| terms[*word].weight);
            weights.fold(0.0, f32::max)
        };
        // Synonyms count less in the first stage only; here the better of two names counts.
        let weight = match of_group(&group.words) {
            own if own > 0.0 => own,
            _ => of_group(&group.synonyms),
        };
        let mut own = self.word_scores(&group.words, 0.0, docs)?;
        let synonyms = self.word_scores(&group.synonyms, weight, docs)?;
        for (own, synonyms) in own.iter_mut().zip(synonyms) {
            if synonyms.of_words() > own.of_words() {
                *own = synonyms;
            }
        }
        if let Some(concept) = group.concept {
            let max_score = |words: &[usize], least: f32| -> f32 {
                let scores = words
                    .iter()
                    .map(|word| terms[*word].weight.max(least) * terms[*word].idf);
                scores.sum()
            };
            let max_score = max_score(&group.words, 0.0).max(max_score(&group.synonyms, weight));
            let generation = &self.ranker.snapshot.generation;
            let field = generation.fields().concepts;
            let weights = &self.ranker.ranking.second_stage.concepts;
            let levels = OccurrenceLevel::ALL
                .iter()
                .map(|level| (level.term(concept), level_weight(weights, *level)));
            let parents = &generation.vocabulary().concept(concept).parents;
            let broader = parents
                .iter()
                .map(|parent| (OccurrenceLevel::Direct.term(*parent), weights.broader));
            for (term, weight) in levels.chain(broader).filter(|(_, weight)| *weight > 0.0) {
                let freqs = freqs_in(generation, field, &term, docs)?;
                for (score, freq) in own.iter_mut().zip(freqs) {
                    if freq > 0 {
                        score.concept = score.concept.max(weight * max_score);
                    }
                }
            }
        }
        Ok(own)
    }

    /// Returns what words count for in each trial, each with its weight or the least one given.
    fn word_scores(
        &self,
        words: &[usize],
        least_weight: f32,
        docs: &[DocId],
    ) -> Result<Vec<GroupScore>, IndexError> {
        let generation = &self.ranker.snapshot.generation;
        let sums = &self.ranker.ranking.second_stage.field_sums;
        let mut scores = vec![GroupScore::default(); docs.len()];
        let mut pseudo_freqs = vec![0.0f32; docs.len()];
        for word in words {
            let term = &self.ranker.plan.query_terms.terms[*word];
            let max_score = term.weight.max(least_weight) * term.idf;
            pseudo_freqs.fill(0.0);
            for ((field, weight), average) in FIELDS
                .into_iter()
                .zip(self.weights)
                .zip(self.ranker.snapshot.field_lengths.0)
            {
                let index_field = generation.fields().text(field);
                let freqs = freqs_in(generation, index_field, &term.text, docs)?;
                if freqs.is_empty() {
                    continue;
                }
                let lengths = generation.lengths(field)?;
                let sum_weight = match field {
                    TextField::Title => sums.title,
                    TextField::Conditions => sums.conditions,
                    TextField::Inclusion => sums.inclusion,
                    _ => 0.0,
                };
                for (at, freq) in freqs.iter().enumerate().filter(|(_, freq)| **freq > 0) {
                    let freq = *freq as f32;
                    let length = length_of(lengths.as_ref(), docs[at]);
                    let norm = 1.0 - B + B * length / average;
                    pseudo_freqs[at] += weight * freq / norm;
                    let score = sum_weight * max_score * (1.0 + K1) * freq / (freq + K1 * norm);
                    match field {
                        TextField::Title => scores[at].title += score,
                        TextField::Conditions => scores[at].conditions += score,
                        TextField::Inclusion => scores[at].inclusion += score,
                        _ => {}
                    }
                }
            }
            for (score, freq) in scores.iter_mut().zip(&pseudo_freqs) {
                score.words += max_score * (1.0 + K1) * freq / (freq + K1);
            }
        }
        Ok(scores)
    }
}

fn length_of(lengths: Option<&FieldNormReader>, doc: DocId) -> f32 {
    lengths.map_or(1.0, |lengths| lengths.fieldnorm(doc) as f32)
}

fn level_weight(weights: &ConceptWeights, level: OccurrenceLevel) -> f32 {
    match level {
        OccurrenceLevel::Direct => weights.direct,
        OccurrenceLevel::Narrower => weights.narrower,
        OccurrenceLevel::Named => weights.named,
        OccurrenceLevel::Mentioned => weights.mentioned,
        OccurrenceLevel::Excluded => 0.0,
    }
}

/// Names the summands of a trial's score, in the order in which they are worked out; what counts nothing is left out.
///
/// What is a factor in truth (a penalty, a boost) is told by what it adds or takes away.
pub fn explain(
    ranker: &Ranker<'_>,
    feedback: &Feedback,
    ranked: &Ranked,
) -> Result<Vec<ScorePart>, IndexError> {
    let mut parts = Vec::new();
    let mut sum = 0.0;
    let mut add = |name: String, value: f32| {
        sum += value;
        if value != 0.0 {
            parts.push(ScorePart { name, value });
        }
        sum
    };
    if !ranked.is_rescored {
        let words = add("words in all fields".to_owned(), ranked.first_stage);
        let fitting = add("does not fit".to_owned(), words * (ranked.penalty - 1.0));
        let prior_boosts = PriorBoosts::of(ranker, ranked.doc).factor();
        add(SERVES.to_owned(), fitting * (prior_boosts - 1.0));
        return Ok(parts);
    }
    let stage = Reranker::new(ranker, feedback);
    for features in stage.features(std::slice::from_ref(ranked))? {
        let groups = &ranker.plan.query_terms.groups;
        for (group, score) in groups.iter().zip(&features.groups) {
            let label = &group.label;
            if score.total() > score.of_words() {
                add(format!("{label} by its standing"), score.concept);
                continue;
            }
            add(format!("{label} in all fields"), score.words);
            add(format!("{label} in title"), score.title);
            add(format!("{label} in conditions"), score.conditions);
            add(format!("{label} in inclusion"), score.inclusion);
        }
        let words = add("words of the first trials".to_owned(), features.feedback);
        add("does not fit".to_owned(), words * (features.penalty - 1.0));
        let all = add("first stage".to_owned(), features.first_stage);
        let off_topic = all * (features.on_topic - 1.0);
        let all = add("about other conditions".to_owned(), off_topic);
        add(SERVES.to_owned(), all * (features.prior_boosts - 1.0));
    }
    Ok(parts)
}

/// What the prior boosts are called.
const SERVES: &str = "open, near, fresh";
