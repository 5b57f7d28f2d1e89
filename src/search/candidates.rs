//! Candidates: one walk over the postings of every unit, which leaves each document's score and the units it holds.
//!
//! Term at a time, into arrays as long as the index: reading a posting costs one addition and one bit, the walk is exact, and tiers, totals, facets and "how many more without this word" all come out of the same arrays.

use std::time::Instant;

use tantivy::{
    DocId, DocSet, TERMINATED, Term,
    fieldnorm::FieldNormReader,
    postings::Postings,
    query::{EnableScoring, PhraseQuery, Query},
    schema::{Field, IndexRecordOption},
};

use super::{
    Loaded,
    judge::Judge,
    order::Ranked,
    plan::{ConceptQuery, Plan, UnitQuery},
    results::{Clock, ScorePart},
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
#[derive(Debug, Clone, Copy, PartialEq)]
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
fn side_fields(ranking: &RankingConfig) -> [(TextField, f32); 4] {
    let weights = &ranking.bm25;
    [
        (TextField::Sponsor, weights.sponsor),
        (TextField::Locations, weights.locations),
        (TextField::Outcomes, weights.outcomes_arms),
        (TextField::Arms, weights.outcomes_arms),
    ]
}

/// A trial named by its id stands above whatever words find.
const ID_SCORE: f32 = 1_000.0;

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
            for doc in 0..docs {
                if doc % DOCS_PER_LOOK == 0 && is_late() {
                    return Ok(true);
                }
                judge.consider(Candidate {
                    doc: doc as DocId,
                    held: 0,
                    excluded: 0,
                    about: 0,
                    mentioned: 0,
                    broader: 0,
                    score: 0.0,
                });
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
fn concept_rarity(generation: &Generation, concept: ConceptId) -> Result<f32, IndexError> {
    let mut doc_freq = 0;
    for standing in [Standing::Direct, Standing::Narrower, Standing::Named] {
        doc_freq += count_with_concept(generation, standing, concept)?;
    }
    let docs = generation.columns().docs();
    let ratio = (f64::from(docs.saturating_sub(doc_freq)) + 0.5) / (f64::from(doc_freq) + 0.5);
    Ok((1.0 + ratio).ln() as f32)
}

fn standing_weight(ranking: &RankingConfig, standing: Standing) -> f32 {
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

/// Names the summands of a document's score.
pub fn explain(
    generation: &Generation,
    ranking: &RankingConfig,
    plan: &Plan,
    ranked: &Ranked,
) -> Result<Vec<ScorePart>, IndexError> {
    let doc = ranked.doc;
    let fields = generation.fields();
    let mut parts = Vec::new();
    let mut add = |name: String, value: f32| {
        if value != 0.0 {
            parts.push(ScorePart { name, value });
        }
    };
    for unit in &plan.units {
        let label = &plan.parts()[unit.parts[0]].label;
        let terms: Vec<&str> = match &unit.query {
            UnitQuery::Concepts(queries) => {
                for query in queries {
                    for (name, value) in
                        explain_concept(generation, ranking, query, unit.weight, doc)?
                    {
                        add(format!("{label} {name}"), value);
                    }
                }
                continue;
            }
            UnitQuery::Term { term, .. } => vec![term],
            UnitQuery::Phrase(terms) => terms.iter().map(AsRef::as_ref).collect(),
            UnitQuery::Ids(ids) => {
                for id in ids {
                    let is_named = docs_with_id(generation, id)?.contains(&doc);
                    add(format!("id {id}"), if is_named { ID_SCORE } else { 0.0 });
                }
                continue;
            }
        };
        for term in &terms {
            let scorer = TermScorer::new(generation, fields.all, term)?;
            add(
                format!("{label} in all"),
                scorer.score_of(doc, ranking.bm25.all * unit.weight)?,
            );
            if let UnitQuery::Phrase(_) = unit.query {
                continue;
            }
            for (field, weight) in side_fields(ranking) {
                let mut side = TermScorer::new(generation, fields.text(field), term)?;
                if scorer.doc_freq > 0 {
                    side.idf = scorer.idf;
                }
                add(
                    format!("{label} in {}", field.as_str()),
                    side.flat_score_of(doc, weight * unit.weight)?,
                );
            }
        }
        if let UnitQuery::Term { ids, .. } = &unit.query {
            for id in ids {
                let is_named = docs_with_id(generation, id)?.contains(&doc);
                add(format!("id {id}"), if is_named { ID_SCORE } else { 0.0 });
            }
        }
    }
    let words: f32 = parts.iter().map(|part| part.value).sum();
    let bonus = ranked.score - words;
    if bonus < -f32::EPSILON * words.abs() * 64.0 {
        parts.push(ScorePart {
            name: "does not fit".to_owned(),
            value: bonus,
        });
    }
    if bonus > f32::EPSILON * ranked.score.abs() * 64.0 {
        parts.push(ScorePart {
            name: "open".to_owned(),
            value: bonus,
        });
    }
    Ok(parts)
}

fn explain_concept(
    generation: &Generation,
    ranking: &RankingConfig,
    query: &ConceptQuery,
    weight: f32,
    doc: DocId,
) -> Result<Vec<(String, f32)>, IndexError> {
    let rarity = concept_rarity(generation, query.concept)?;
    let mut parts = Vec::new();
    for standing in Standing::ALL {
        let term = standing.term(query.concept);
        let scorer = TermScorer::new(generation, generation.fields().concepts, &term)?;
        if scorer.freq_in(doc)?.is_some() {
            let value = standing_weight(ranking, standing) * weight * rarity;
            parts.push((format!("{standing:?}").to_lowercase(), value));
        }
    }
    for term in &query.terms {
        let scorer = TermScorer::new(generation, generation.fields().all, term)?;
        let value = scorer.score_of(doc, ranking.bm25.all * weight)?;
        parts.push((format!("as {term} in all"), value));
    }
    Ok(parts)
}

/// BM25 with Lucene's constants, k1 = 1.2 and b = 0.75, over one term of one field.
struct TermScorer<'a> {
    generation: &'a Generation,
    field: Field,
    term: Term,
    doc_freq: u32,
    idf: f32,
    average_length: f32,
}

const K1: f32 = 1.2;
const B: f32 = 0.75;

impl<'a> TermScorer<'a> {
    fn new(generation: &'a Generation, field: Field, term: &str) -> Result<Self, IndexError> {
        let term = Term::from_field_text(field, term);
        let Some(segment) = generation.segment() else {
            return Ok(TermScorer {
                generation,
                field,
                term,
                doc_freq: 0,
                idf: 0.0,
                average_length: 1.0,
            });
        };
        let index = segment.inverted_index(field).map_err(failed)?;
        let doc_freq = index
            .doc_freq(&term)
            .map_err(|error| failed(error.into()))?;
        let docs = segment.max_doc();
        let ratio = (f64::from(docs - doc_freq) + 0.5) / (f64::from(doc_freq) + 0.5);
        let average_length = index.total_num_tokens() as f32 / docs.max(1) as f32;
        Ok(TermScorer {
            generation,
            field,
            term,
            doc_freq,
            idf: (1.0 + ratio).ln() as f32,
            average_length,
        })
    }

    /// Hands every document that holds the term to `see`, with its score; scores are 0 for a `weight` of 0.
    fn for_each(&self, weight: f32, mut see: impl FnMut(DocId, f32)) -> Result<(), IndexError> {
        if self.doc_freq == 0 {
            return Ok(());
        }
        let Some(segment) = self.generation.segment() else {
            return Ok(());
        };
        let index = segment.inverted_index(self.field).map_err(failed)?;
        let needs_freqs = weight != 0.0;
        let option = if needs_freqs {
            IndexRecordOption::WithFreqs
        } else {
            IndexRecordOption::Basic
        };
        let blocks = index
            .read_block_postings(&self.term, option)
            .map_err(|error| failed(error.into()))?;
        let Some(mut blocks) = blocks else {
            return Ok(());
        };
        if !needs_freqs {
            while !blocks.docs().is_empty() {
                blocks.docs().iter().for_each(|doc| see(*doc, 0.0));
                blocks.advance();
            }
            return Ok(());
        }
        let lengths = segment.get_fieldnorms_reader(self.field).map_err(failed)?;
        let norms = self.length_norms();
        let factor = weight * self.idf * (1.0 + K1);
        while !blocks.docs().is_empty() {
            for (doc, freq) in blocks.docs().iter().zip(blocks.freqs()) {
                let freq = *freq as f32;
                let norm = norms[usize::from(lengths.fieldnorm_id(*doc))];
                see(*doc, factor * freq / (freq + norm));
            }
            blocks.advance();
        }
        Ok(())
    }

    /// Returns what the term counts for where neither its frequency nor the length of the text matters: its rarity.
    fn flat_score(&self, weight: f32) -> f32 {
        weight * self.idf
    }

    fn flat_score_of(&self, doc: DocId, weight: f32) -> Result<f32, IndexError> {
        Ok(self.freq_in(doc)?.map_or(0.0, |_| self.flat_score(weight)))
    }

    fn score_of(&self, doc: DocId, weight: f32) -> Result<f32, IndexError> {
        let (Some(freq), Some(segment)) = (self.freq_in(doc)?, self.generation.segment()) else {
            return Ok(0.0);
        };
        let lengths = segment.get_fieldnorms_reader(self.field).map_err(failed)?;
        let norm = self.length_norms()[usize::from(lengths.fieldnorm_id(doc))];
        let freq = freq as f32;
        Ok(weight * self.idf * (1.0 + K1) * freq / (freq + norm))
    }

    /// Returns how often a document holds the term, if it does.
    fn freq_in(&self, doc: DocId) -> Result<Option<u32>, IndexError> {
        let Some(segment) = self.generation.segment() else {
            return Ok(None);
        };
        let index = segment.inverted_index(self.field).map_err(failed)?;
        let postings = index
            .read_postings(&self.term, IndexRecordOption::WithFreqs)
            .map_err(|error| failed(error.into()))?;
        Ok(postings.and_then(|mut postings| {
            let is_there =
                postings.doc() == doc || postings.doc() < doc && postings.seek(doc) == doc;
            is_there.then(|| postings.term_freq())
        }))
    }

    fn length_norms(&self) -> [f32; 256] {
        std::array::from_fn(|id| {
            let length = FieldNormReader::id_to_fieldnorm(id as u8) as f32;
            K1 * (1.0 - B + B * length / self.average_length)
        })
    }
}

fn for_each_phrase(
    generation: &Generation,
    field: Field,
    terms: &[std::sync::Arc<str>],
    mut see: impl FnMut(DocId),
) -> Result<(), IndexError> {
    let Some(segment) = generation.segment() else {
        return Ok(());
    };
    let terms = terms
        .iter()
        .map(|term| Term::from_field_text(field, term))
        .collect();
    let query = PhraseQuery::new(terms);
    let weight = query
        .weight(EnableScoring::disabled_from_searcher(generation.searcher()))
        .map_err(failed)?;
    let mut docs = weight.scorer(segment, 1.0).map_err(failed)?;
    let mut doc = docs.doc();
    while doc != TERMINATED {
        see(doc);
        doc = docs.advance();
    }
    Ok(())
}

fn failed(source: tantivy::TantivyError) -> IndexError {
    IndexError::Tantivy {
        path: "index".into(),
        source,
    }
}
