//! The accumulator: one walk over the postings of every clause, which leaves each document's score and the clauses it holds.
//!
//! Clause at a time, into sets of documents, one bit each: reading a posting sets a bit and, for a word, adds to a score; tiers, totals and "how many more without this word" then come out of the sets, 64 documents at a time.

use std::time::Instant;

use tantivy::DocId;

use super::{
    Snapshot,
    closeness::Subject,
    collector::{Kin, MatchCollector},
    doc_bits::{BLOCK, DocBits, docs_of},
    plan::{Clause, ClauseQuery, ConceptQuery, Plan},
    results::Clock,
    term_scorer::{TermScorer, for_each_phrase},
};
use crate::{
    config::{LongText, RankingConfig},
    index::{Generation, IndexError, OccurrenceLevel, TextField, squeeze_id},
    vocabulary::ConceptId,
};

/// A note of at most so many words is one line.
const LINE_WORDS: usize = 15;

/// What is found of each document; its memory is kept between searches.
#[derive(Default)]
pub struct Accumulator {
    /// By clause that must be found; there may be more than this search has.
    clauses: Vec<ClauseSets>,
    scores: Vec<f32>,
    /// The documents whose score is one of this search: a search pays for the documents that it finds, not for all of them.
    scored: DocBits,
    /// The documents that have to do with what must be found: those that are in a set of some clause, those that were named, and those that the words of a long text make alike.
    related: DocBits,
    /// The documents that hold all that must be found.
    matched: DocBits,
    named: DocBits,
}

/// What was found of one document.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Candidate {
    pub doc: DocId,
    pub marks: Marks,
    pub score: f32,
    /// Whether the person named the trial by one of its ids: nothing stands above it.
    pub is_named: bool,
}

/// Documents between two looks at the clock.
const DOCS_PER_LOOK: usize = 4_096;

/// Fields outside the catch-all in which a word may stand, with the weight of a word found there, once or often.
pub(super) fn side_fields(ranking: &RankingConfig) -> [(TextField, f32); 4] {
    let weights = &ranking.side_fields;
    [
        (TextField::Sponsor, weights.sponsor),
        (TextField::Locations, weights.locations),
        (TextField::Outcomes, weights.outcomes_arms),
        (TextField::Arms, weights.outcomes_arms),
    ]
}

impl Accumulator {
    /// Finds every candidate and hands it to the collector, in order of NCT ids. Returns whether the deadline cut it short.
    pub fn collect(
        &mut self,
        snapshot: &Snapshot,
        plan: &Plan,
        ranking: &RankingConfig,
        clock: Clock,
        collector: &mut MatchCollector<'_>,
    ) -> Result<bool, IndexError> {
        let docs = snapshot.generation.columns().docs() as usize;
        let is_late = || {
            clock
                .deadline
                .is_some_and(|deadline| Instant::now() >= deadline)
        };
        let clauses = plan.must_clauses().len();
        self.begin(docs, clauses);
        for index in 0..plan.clauses.len() {
            if is_late() {
                // Of a document some of whose words were not looked for, nothing can be said.
                return Ok(true);
            }
            self.walk(&snapshot.generation, ranking, plan, index)?;
        }
        self.relate(clauses);
        self.add_words(snapshot, plan, is_late)?;
        if is_late() {
            return Ok(true);
        }
        if plan.query_terms.is_long && clauses != 0 {
            self.mark_alike(&snapshot.generation, plan, &ranking.long_text);
        }
        let concept_clauses = plan.concept_clauses();
        let has_filters = plan.has_filters();
        let subject = Subject::of(plan);
        for block in 0..self.related.blocks() {
            if block % (DOCS_PER_LOOK / BLOCK) == 0 && is_late() {
                return Ok(true);
            }
            // Without filters, what has nothing to do with anything counts for nothing.
            if clauses != 0 && !has_filters && self.related.block(block) == 0 {
                continue;
            }
            let in_use = (docs - block * BLOCK).min(BLOCK);
            let everything = u64::MAX >> (BLOCK - in_use);
            let matched = self.match_block(block, everything, clauses);
            self.matched.add_block(block, matched);
            let about = (0..clauses)
                .filter(|clause| concept_clauses >> clause & 1 == 1)
                .fold(u64::MAX, |about, clause| {
                    about & self.clauses[clause].about.block(block)
                });
            for doc in docs_of(block, matched) {
                collector.collect_match(doc, about >> (doc % BLOCK as u32) & 1 == 1);
            }
            self.collect_unmatched(
                block,
                everything & !matched,
                clauses,
                subject,
                has_filters,
                collector,
            );
        }
        Ok(false)
    }

    /// Returns which documents of a block hold all clauses.
    fn match_block(&self, block: usize, everything: u64, clauses: usize) -> u64 {
        let clauses = self.clauses[..clauses].iter();
        clauses.fold(everything, |all, clause| all & clause.held.block(block))
    }

    /// Hands the documents of a block that lack one clause or more to the collector.
    fn collect_unmatched(
        &self,
        block: usize,
        lacking: u64,
        clauses: usize,
        subject: Subject,
        has_filters: bool,
        collector: &mut MatchCollector<'_>,
    ) {
        let clauses = &self.clauses[..clauses];
        let related = self.related.block(block) & lacking;
        let (mut lacking_one, mut lacking_two) = (0, 0);
        for clause in clauses {
            let without = lacking & !clause.held.block(block);
            lacking_two |= lacking_one & without;
            lacking_one |= without;
        }
        let lacking_one = lacking_one & !lacking_two;
        let (about, near) = self.kin_block(block, subject, clauses);
        if !has_filters {
            for (index, clause) in clauses.iter().enumerate() {
                let only_lacking = related & lacking_one & !clause.held.block(block);
                collector.count_without(index, only_lacking.count_ones());
            }
            collector.count_related(
                (related & near).count_ones(),
                (related & !near).count_ones(),
            );
            return;
        }
        for doc in docs_of(block, related) {
            let lacks_one = lacking_one >> (doc % BLOCK as u32) & 1 == 1;
            let mut lacked = clauses.iter().map(|clause| !clause.held.contains(doc));
            let only_lacks = if lacks_one {
                lacked.position(|lacks| lacks)
            } else {
                None
            };
            let kin = match doc % BLOCK as u32 {
                bit if about >> bit & 1 == 1 => Kin::About,
                bit if near >> bit & 1 == 1 => Kin::Near,
                _ => Kin::Stranger,
            };
            collector.collect_related(doc, only_lacks, kin);
        }
        // Without its only word, all that the filters let through would match: only then do the others count.
        if clauses.len() == 1 {
            let rest = lacking & !related;
            docs_of(block, rest).for_each(|doc| collector.count_without_words(doc));
        }
    }

    /// Returns which documents of a block are about one of the conditions that were asked for, and which have to do with one; where there are no strangers, these are all.
    fn kin_block(&self, block: usize, subject: Subject, clauses: &[ClauseSets]) -> (u64, u64) {
        let Some(conditions) = subject.needed() else {
            return (u64::MAX, u64::MAX);
        };
        let sets = clauses.iter().enumerate();
        let asked = sets.filter(|(index, _)| conditions >> index & 1 == 1);
        let named = self.named.block(block);
        asked.fold((named, named), |(about, near), (_, clause)| {
            (about | clause.held.block(block), near | clause.any(block))
        })
    }

    /// Adds the scores of the words that only order: to what was found, or to everything where nothing must be found or where the words of a long text find trials of their own.
    fn add_words(
        &mut self,
        snapshot: &Snapshot,
        plan: &Plan,
        is_late: impl Fn() -> bool,
    ) -> Result<(), IndexError> {
        let finds = plan.all_clauses() == 0 || plan.query_terms.is_long;
        for term in &plan.query_terms.terms {
            if is_late() {
                break;
            }
            let is_this = |clause: &Clause| matches!(&clause.query, ClauseQuery::Term { term: text, .. } if *text == term.text);
            // Words that must be found were added when they were looked for.
            if !plan.must_clauses().iter().any(is_this) {
                self.add_scores(&snapshot.generation, &term.text, term.weight, finds)?;
            }
        }
        Ok(())
    }

    /// Of a long text, takes in what is alike in its words: no vocabulary knows all names, and a note says much in other words.
    ///
    /// For a note about a person one shared condition is enough, be it only mentioned, and so is likeness; but in a single line not that of a trial about other conditions only.
    fn mark_alike(&mut self, generation: &Generation, plan: &Plan, settings: &LongText) {
        let scores = self.scored.iter().map(|doc| self.scores[doc as usize]);
        let best = scores.fold(0.0f32, f32::max);
        let related = settings.related_share * best;
        let matching = settings.match_share * best;
        // One line names the disease; a longer note may tell only what it does.
        let is_line = plan.query_terms.words <= LINE_WORDS;
        let conditions = plan.conditions();
        let is_foreign = |doc: DocId| {
            is_line
                && !conditions.is_empty()
                && matches!(generation.akin_and_foreign(doc, &conditions), (0, 1..))
        };
        let clauses = &mut self.clauses[..plan.must_clauses().len()];
        for block in 0..self.scored.blocks() {
            let (mut alike, mut matches) = (0, 0);
            for doc in docs_of(block, self.scored.block(block)) {
                let score = self.scores[doc as usize];
                let is_alike = score > 0.0 && score >= related;
                alike |= u64::from(is_alike) << (doc % BLOCK as u32);
                let is_match = is_alike && score >= matching && plan.is_note() && !is_foreign(doc);
                matches |= u64::from(is_match) << (doc % BLOCK as u32);
            }
            self.related.add_block(block, alike);
            if !plan.is_note() {
                continue;
            }
            let (mut held, mut excluded) = (0, 0);
            for clause in &mut *clauses {
                clause.held.add_block(block, clause.mentioned.block(block));
                held |= clause.held.block(block);
                excluded |= clause.excluded.block(block);
            }
            // A trial that names what the person has only to exclude it is no answer, however alike.
            let only_excludes = excluded & !held;
            // A note may speak of a trial beside all else: that one is asked for, too.
            let all = matches & !only_excludes | self.named.block(block);
            clauses
                .iter_mut()
                .for_each(|clause| clause.held.add_block(block, all));
        }
    }

    /// Returns what was found of a document.
    pub fn candidate(&self, doc: DocId, plan: &Plan) -> Candidate {
        Candidate {
            doc,
            marks: marks_of(&self.clauses[..plan.must_clauses().len()], doc),
            score: self.score(doc),
            is_named: self.is_named(doc),
        }
    }

    /// Returns the score of a document.
    #[inline]
    pub fn score(&self, doc: DocId) -> f32 {
        match self.scored.contains(doc) {
            true => self.scores[doc as usize],
            false => 0.0,
        }
    }

    /// Returns whether the person named the trial by one of its ids.
    #[inline]
    pub fn is_named(&self, doc: DocId) -> bool {
        self.named.contains(doc)
    }

    /// Returns whether a document holds all that must be found.
    #[inline]
    pub fn is_matched(&self, doc: DocId) -> bool {
        self.matched.contains(doc)
    }

    /// Returns the documents that have to do with what must be found, in order.
    pub fn related(&self) -> impl Iterator<Item = DocId> {
        self.related.iter()
    }

    /// Adds the score of a term to the documents found so far; where it `finds`, to all that hold it.
    pub fn add_scores(
        &mut self,
        generation: &Generation,
        term: &str,
        weight: f32,
        finds: bool,
    ) -> Result<(), IndexError> {
        let Accumulator { scores, scored, .. } = self;
        let scorer = TermScorer::new(generation, generation.fields().all, term)?;
        if finds {
            return scorer.for_each(weight, |doc, score| add(scores, scored, doc, score));
        }
        let is_found = |doc| scored.contains(doc);
        scorer.for_each_of(weight, is_found, |doc, score| scores[doc as usize] += score)
    }

    /// Forgets the last search, and makes room for so many documents and clauses.
    fn begin(&mut self, docs: usize, clauses: usize) {
        if self.clauses.len() < clauses {
            self.clauses.resize_with(clauses, ClauseSets::default);
        }
        self.clauses[..clauses]
            .iter_mut()
            .for_each(|clause| clause.reset(docs));
        self.scores.resize(docs, 0.0);
        for set in [
            &mut self.scored,
            &mut self.related,
            &mut self.matched,
            &mut self.named,
        ] {
            set.reset(docs);
        }
    }

    /// Finds out which documents have to do with what must be found, and gives those that have none a score.
    fn relate(&mut self, clauses: usize) {
        let Accumulator { scores, scored, .. } = self;
        for block in 0..self.related.blocks() {
            let sets = self.clauses[..clauses].iter();
            let related = sets.fold(self.named.block(block), |any, clause| {
                any | clause.any(block)
            });
            self.related.add_block(block, related);
            // Words that only order add to what was found so far.
            for doc in docs_of(block, related & !scored.block(block)) {
                scores[doc as usize] = 0.0;
            }
            scored.add_block(block, related);
        }
    }

    fn walk(
        &mut self,
        generation: &Generation,
        ranking: &RankingConfig,
        plan: &Plan,
        index: usize,
    ) -> Result<(), IndexError> {
        let fields = generation.fields();
        let query = &plan.clauses[index].query;
        if let ClauseQuery::Ids(ids) = query {
            for id in ids {
                self.hold_ids(generation, id, index, plan)?;
            }
            return Ok(());
        }
        // A clause that should occur only orders: it finds nothing.
        let Some(clause) = self.clauses[..plan.must_clauses().len()].get_mut(index) else {
            return Ok(());
        };
        match query {
            ClauseQuery::Term { term, ids } => {
                let (scores, scored) = (&mut self.scores, &mut self.scored);
                let weight = plan.query_terms.weight_of(term);
                let scorer = TermScorer::new(generation, fields.all, term)?;
                scorer.for_each(weight, |doc, score| {
                    clause.held.insert(doc);
                    add(scores, scored, doc, score);
                })?;
                for (field, side_weight) in side_fields(ranking) {
                    let mut side = TermScorer::new(generation, fields.text(field), term)?;
                    if scorer.doc_freq > 0 {
                        side.idf = scorer.idf;
                    }
                    let weight = if scorer.doc_freq > 0 { weight } else { 1.0 };
                    let score = side.flat_score(side_weight * weight);
                    side.for_each(0.0, |doc, _| {
                        clause.held.insert(doc);
                        add(scores, scored, doc, score);
                    })?;
                }
                let exclusion =
                    TermScorer::new(generation, fields.text(TextField::Exclusion), term)?;
                exclusion.for_each(0.0, |doc, _| {
                    clause.excluded.insert(doc);
                })?;
                for id in ids {
                    self.hold_ids(generation, id, index, plan)?;
                }
            }
            ClauseQuery::Phrase(terms) => {
                for field in TextField::ALL {
                    let found = match field {
                        TextField::Exclusion => &mut clause.excluded,
                        _ => &mut clause.held,
                    };
                    for_each_phrase(generation, fields.text(field), terms, |doc| {
                        found.insert(doc);
                    })?;
                }
            }
            ClauseQuery::Concepts(queries) => {
                for query in queries {
                    clause.walk_concept(generation, query)?;
                }
                let vocabulary = generation.vocabulary();
                let is_treatment =
                    |query: &ConceptQuery| !vocabulary.concept(query.concept).kind.is_condition();
                if clause.held.is_empty() && queries.iter().all(is_treatment) {
                    // A treatment that no trial is about, such as a code, is found where it is spoken of.
                    clause.hold_mentioned();
                }
            }
            ClauseQuery::Ids(_) => {}
        }
        Ok(())
    }

    fn hold_ids(
        &mut self,
        generation: &Generation,
        id: &str,
        clause: usize,
        plan: &Plan,
    ) -> Result<(), IndexError> {
        for doc in docs_with_id(generation, id)? {
            self.named.insert(doc);
            if let Some(clause) = self.clauses[..plan.must_clauses().len()].get_mut(clause) {
                clause.held.insert(doc);
            }
        }
        Ok(())
    }
}

/// Adds to the score of a document.
#[inline]
fn add(scores: &mut [f32], scored: &mut DocBits, doc: DocId, score: f32) {
    let known = &mut scores[doc as usize];
    match scored.insert(doc) {
        true => *known = score,
        false => *known += score,
    }
}

/// Hands every document in which a concept occurs at a level to `see`.
pub fn for_each_with_concept(
    generation: &Generation,
    level: OccurrenceLevel,
    concept: ConceptId,
    mut see: impl FnMut(DocId),
) -> Result<(), IndexError> {
    let term = level.term(concept);
    let scorer = TermScorer::new(generation, generation.fields().concepts, &term)?;
    scorer.for_each(0.0, |doc, _| see(doc))
}

/// Returns in how many documents a concept occurs at a level.
pub fn count_with_concept(
    generation: &Generation,
    level: OccurrenceLevel,
    concept: ConceptId,
) -> Result<u32, IndexError> {
    let term = level.term(concept);
    Ok(TermScorer::new(generation, generation.fields().concepts, &term)?.doc_freq)
}

/// Returns the documents that have this id, of whatever registry.
pub fn docs_with_id(generation: &Generation, id: &str) -> Result<Vec<DocId>, IndexError> {
    let scorer = TermScorer::new(generation, generation.fields().ids, &squeeze_id(id))?;
    let mut docs = Vec::new();
    scorer.for_each(0.0, |doc, _| docs.push(doc))?;
    Ok(docs)
}

/// How documents stand to one clause.
#[derive(Default)]
pub struct ClauseSets {
    pub held: DocBits,
    pub excluded: DocBits,
    pub about: DocBits,
    pub mentioned: DocBits,
    pub broader: DocBits,
}

impl ClauseSets {
    /// Empties the sets and makes room for so many documents.
    pub fn reset(&mut self, docs: usize) {
        for set in [
            &mut self.held,
            &mut self.excluded,
            &mut self.about,
            &mut self.mentioned,
            &mut self.broader,
        ] {
            set.reset(docs);
        }
    }

    /// Returns which documents of a block are in any of the sets.
    pub fn any(&self, block: usize) -> u64 {
        // What a document is about it holds.
        self.held.block(block)
            | self.excluded.block(block)
            | self.mentioned.block(block)
            | self.broader.block(block)
    }

    /// Makes the documents that only mention something hold it.
    fn hold_mentioned(&mut self) {
        for block in 0..self.held.blocks() {
            self.held.add_block(block, self.mentioned.block(block));
        }
    }

    /// Takes in the documents in which a concept occurs, or that are about something next broader.
    pub fn walk_concept(
        &mut self,
        generation: &Generation,
        query: &ConceptQuery,
    ) -> Result<(), IndexError> {
        for level in OccurrenceLevel::ALL {
            let found = match level {
                OccurrenceLevel::Direct | OccurrenceLevel::Narrower => &mut self.about,
                OccurrenceLevel::Named => &mut self.held,
                // Who asks for asthma does not mean every trial that speaks of it somewhere.
                OccurrenceLevel::Mentioned => &mut self.mentioned,
                OccurrenceLevel::Excluded => &mut self.excluded,
            };
            for_each_with_concept(generation, level, query.concept, |doc| {
                found.insert(doc);
            })?;
        }
        for block in 0..self.held.blocks() {
            self.held.add_block(block, self.about.block(block));
        }
        for broader in &query.broader {
            for_each_with_concept(generation, OccurrenceLevel::Direct, *broader, |doc| {
                self.broader.insert(doc);
            })?;
        }
        Ok(())
    }
}

/// How a document stands to each clause, one bit for each.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Marks {
    /// The clauses that it holds outside its exclusion criteria.
    pub held: u32,
    /// The clauses that stand in its exclusion criteria.
    pub excluded: u32,
    /// The clauses that it only mentions.
    pub mentioned: u32,
    /// The clauses of which it is about something next broader.
    pub broader: u32,
}

/// Returns how a document stands to some clauses.
pub fn marks_of(clauses: &[ClauseSets], doc: DocId) -> Marks {
    let mut marks = Marks::default();
    for (index, clause) in clauses.iter().enumerate() {
        let bit = |set: &DocBits| u32::from(set.contains(doc)) << index;
        marks.held |= bit(&clause.held);
        marks.excluded |= bit(&clause.excluded);
        marks.mentioned |= bit(&clause.mentioned);
        marks.broader |= bit(&clause.broader);
    }
    marks
}
