//! Candidates: one walk over the postings of every unit, which leaves each document's score and the units it holds.
//!
//! Term at a time, into arrays as long as the index: reading a posting costs one addition and one bit, the walk is exact, and tiers, totals, facets and "how many more without this word" all come out of the same arrays.

use std::time::Instant;

use tantivy::DocId;

use super::{
    Loaded,
    judge::Judge,
    plan::{ConceptQuery, Plan, UnitQuery},
    results::Clock,
    term_scorer::{TermScorer, for_each_phrase},
};
use crate::{
    config::RankingConfig,
    index::{Generation, IndexError, Standing, TextField, squeeze_id},
    vocabulary::ConceptId,
};

/// Arrays with one slot per document, kept between searches.
#[derive(Default)]
pub struct Scratch {
    /// The units that a document holds outside its exclusion criteria.
    held: Vec<u32>,
    /// The units that stand in its exclusion criteria.
    excluded: Vec<u32>,
    /// The units that it is about, rather than mentions.
    about: Vec<u32>,
    /// The units that it only mentions.
    mentioned: Vec<u32>,
    /// The units of which it is about something next broader.
    broader: Vec<u32>,
    score: Vec<f32>,
}

/// What was found of one document.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Candidate {
    pub doc: DocId,
    pub held: u32,
    pub excluded: u32,
    pub about: u32,
    pub mentioned: u32,
    pub broader: u32,
    pub score: f32,
}

/// Documents between two looks at the clock.
const DOCS_PER_LOOK: usize = 4_096;

/// Fields outside the catch-all in which a word may stand, with the weight of a word found there, once or often.
pub(super) fn side_fields(ranking: &RankingConfig) -> [(TextField, f32); 4] {
    let weights = &ranking.bm25;
    [
        (TextField::Sponsor, weights.sponsor),
        (TextField::Locations, weights.locations),
        (TextField::Outcomes, weights.outcomes_arms),
        (TextField::Arms, weights.outcomes_arms),
    ]
}

/// A trial named by its id stands above whatever words find.
pub(super) const ID_SCORE: f32 = 1_000.0;

impl Scratch {
    /// Finds every candidate and hands it to the judge, in order of NCT ids. Returns whether the deadline cut it short.
    pub fn collect(
        &mut self,
        loaded: &Loaded,
        plan: &Plan,
        ranking: &RankingConfig,
        clock: Clock,
        judge: &mut Judge<'_>,
    ) -> Result<bool, IndexError> {
        let docs = loaded.generation.columns().docs() as usize;
        let is_late = || {
            clock
                .deadline
                .is_some_and(|deadline| Instant::now() >= deadline)
        };
        if plan.units.is_empty() {
            let nothing_found = |doc: usize| Candidate {
                doc: doc as DocId,
                ..Candidate::default()
            };
            for doc in 0..docs {
                if doc % DOCS_PER_LOOK == 0 && is_late() {
                    return Ok(true);
                }
                judge.consider(nothing_found(doc));
            }
            if judge.needs_related() {
                let related = judge.take_related().unwrap_or_default();
                related
                    .into_iter()
                    .for_each(|doc| judge.rank_related(nothing_found(doc as usize)));
            }
            return Ok(false);
        }
        for slots in [
            &mut self.held,
            &mut self.excluded,
            &mut self.about,
            &mut self.mentioned,
            &mut self.broader,
        ] {
            slots.clear();
            slots.resize(docs, 0);
        }
        self.score.clear();
        self.score.resize(docs, 0.0);
        let mut is_partial = false;
        for (index, unit) in plan.units.iter().enumerate() {
            if is_late() {
                // Of a document some of whose words were not looked for, nothing can be said.
                return Ok(true);
            }
            self.walk(
                &loaded.generation,
                ranking,
                &unit.query,
                unit.weight,
                plan.bit_of(index),
            )?;
        }
        // Without its only word, all that the filters let through would match: only then do the others count.
        let counts_the_rest = plan.must_units().len() <= 1 && plan.has_filters();
        let all = plan.all_units();
        for start in (0..docs).step_by(DOCS_PER_LOOK) {
            if is_late() {
                is_partial = true;
                break;
            }
            let span = start..docs.min(start + DOCS_PER_LOOK);
            if plan.has_filters() {
                for doc in span {
                    if self.touches(doc) || counts_the_rest {
                        judge.consider(self.candidate(doc));
                    }
                }
                continue;
            }
            for doc in span {
                let held = self.held[doc];
                if held == all {
                    judge.consider(self.candidate(doc));
                } else if self.touches(doc) {
                    judge.count_related(held);
                }
            }
        }
        if is_partial {
            return Ok(true);
        }
        // Most pages show matches only, and ranking what fits in part costs more than counting it.
        if judge.needs_related() {
            match judge.take_related() {
                Some(related) => related
                    .iter()
                    .for_each(|doc| judge.rank_related(self.candidate(*doc as usize))),
                None => (0..docs)
                    .filter(|doc| self.touches(*doc))
                    .for_each(|doc| judge.rank_related(self.candidate(doc))),
            }
        }
        Ok(is_partial)
    }

    /// Whether a document has anything to do with what must be found.
    fn touches(&self, doc: usize) -> bool {
        self.held[doc] | self.excluded[doc] | self.mentioned[doc] | self.broader[doc] != 0
    }

    fn candidate(&self, doc: usize) -> Candidate {
        Candidate {
            doc: doc as DocId,
            held: self.held[doc],
            excluded: self.excluded[doc],
            about: self.about[doc],
            mentioned: self.mentioned[doc],
            broader: self.broader[doc],
            score: self.score[doc],
        }
    }

    fn walk(
        &mut self,
        generation: &Generation,
        ranking: &RankingConfig,
        query: &UnitQuery,
        weight: f32,
        bit: u32,
    ) -> Result<(), IndexError> {
        let fields = generation.fields();
        match query {
            UnitQuery::Term { term, ids } => {
                let scorer = TermScorer::new(generation, fields.all, term)?;
                scorer.for_each(ranking.bm25.all * weight, |doc, score| {
                    self.held[doc as usize] |= bit;
                    self.score[doc as usize] += score;
                })?;
                for (field, side_weight) in side_fields(ranking) {
                    let mut side = TermScorer::new(generation, fields.text(field), term)?;
                    if scorer.doc_freq > 0 {
                        side.idf = scorer.idf;
                    }
                    let score = side.flat_score(side_weight * weight);
                    side.for_each(0.0, |doc, _| {
                        self.held[doc as usize] |= bit;
                        self.score[doc as usize] += score;
                    })?;
                }
                let exclusion =
                    TermScorer::new(generation, fields.text(TextField::Exclusion), term)?;
                exclusion.for_each(0.0, |doc, _| self.excluded[doc as usize] |= bit)?;
                for id in ids {
                    self.hold_ids(generation, id, bit)?;
                }
            }
            UnitQuery::Phrase(terms) => {
                for field in TextField::ALL {
                    let slots = if field == TextField::Exclusion {
                        &mut self.excluded
                    } else {
                        &mut self.held
                    };
                    for_each_phrase(generation, fields.text(field), terms, |doc| {
                        slots[doc as usize] |= bit
                    })?;
                }
                // The score is that of the words, wherever the phrase stands.
                for term in terms {
                    let scorer = TermScorer::new(generation, fields.all, term)?;
                    scorer.for_each(ranking.bm25.all * weight, |doc, score| {
                        self.score[doc as usize] += score
                    })?;
                }
            }
            UnitQuery::Ids(ids) => {
                for id in ids {
                    self.hold_ids(generation, id, bit)?;
                }
            }
            UnitQuery::Concepts(queries) => {
                for query in queries {
                    self.walk_concept(generation, ranking, query, weight, bit)?;
                }
            }
        }
        Ok(())
    }

    fn walk_concept(
        &mut self,
        generation: &Generation,
        ranking: &RankingConfig,
        query: &ConceptQuery,
        weight: f32,
        bit: u32,
    ) -> Result<(), IndexError> {
        let rarity = concept_rarity(generation, query.concept)?;
        for standing in Standing::ALL {
            if standing == Standing::Excluded {
                for_each_with_concept(generation, standing, query.concept, |doc| {
                    self.excluded[doc as usize] |= bit;
                })?;
                continue;
            }
            let score = standing_weight(ranking, standing) * weight * rarity;
            let is_about = matches!(standing, Standing::Direct | Standing::Narrower);
            for_each_with_concept(generation, standing, query.concept, |doc| {
                let doc = doc as usize;
                self.score[doc] += score;
                // Who asks for asthma does not mean every trial that speaks of it somewhere.
                if standing == Standing::Mentioned {
                    self.mentioned[doc] |= bit;
                } else {
                    self.held[doc] |= bit;
                }
                if is_about {
                    self.about[doc] |= bit;
                }
            })?;
        }
        for broader in &query.broader {
            for_each_with_concept(generation, Standing::Direct, *broader, |doc| {
                self.broader[doc as usize] |= bit;
            })?;
        }
        for term in &query.terms {
            let scorer = TermScorer::new(generation, generation.fields().all, term)?;
            scorer.for_each(ranking.bm25.all * weight, |doc, score| {
                self.score[doc as usize] += score;
            })?;
        }
        Ok(())
    }

    fn hold_ids(&mut self, generation: &Generation, id: &str, bit: u32) -> Result<(), IndexError> {
        for doc in docs_with_id(generation, id)? {
            self.held[doc as usize] |= bit;
            self.score[doc as usize] += ID_SCORE;
        }
        Ok(())
    }
}

/// Hands every document in which a concept has a standing to `see`.
pub fn for_each_with_concept(
    generation: &Generation,
    standing: Standing,
    concept: ConceptId,
    mut see: impl FnMut(DocId),
) -> Result<(), IndexError> {
    let term = standing.term(concept);
    let scorer = TermScorer::new(generation, generation.fields().concepts, &term)?;
    scorer.for_each(0.0, |doc, _| see(doc))
}

/// Returns in how many documents a concept has a standing.
pub fn count_with_concept(
    generation: &Generation,
    standing: Standing,
    concept: ConceptId,
) -> Result<u32, IndexError> {
    let term = standing.term(concept);
    Ok(TermScorer::new(generation, generation.fields().concepts, &term)?.doc_freq)
}

/// Returns the inverse document frequency of a concept, over all trials that are about it or name it.
pub(super) fn concept_rarity(
    generation: &Generation,
    concept: ConceptId,
) -> Result<f32, IndexError> {
    let mut doc_freq = 0;
    for standing in [Standing::Direct, Standing::Narrower, Standing::Named] {
        doc_freq += count_with_concept(generation, standing, concept)?;
    }
    let docs = generation.columns().docs();
    let ratio = (f64::from(docs.saturating_sub(doc_freq)) + 0.5) / (f64::from(doc_freq) + 0.5);
    Ok((1.0 + ratio).ln() as f32)
}

pub(super) fn standing_weight(ranking: &RankingConfig, standing: Standing) -> f32 {
    let weights = &ranking.concepts;
    match standing {
        Standing::Direct => weights.direct,
        Standing::Narrower => weights.narrower,
        Standing::Named => weights.named,
        Standing::Mentioned => weights.mentioned,
        Standing::Excluded => 0.0,
    }
}

/// Returns the documents that have this id, of whatever registry.
pub fn docs_with_id(generation: &Generation, id: &str) -> Result<Vec<DocId>, IndexError> {
    let scorer = TermScorer::new(generation, generation.fields().ids, &squeeze_id(id))?;
    let mut docs = Vec::new();
    scorer.for_each(0.0, |doc, _| docs.push(doc))?;
    Ok(docs)
}
