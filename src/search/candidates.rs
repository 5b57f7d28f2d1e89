//! Candidates: one walk over the postings of every unit, which leaves each document's score and the units it holds.
//!
//! Term at a time, into one slot per document: reading a posting costs one addition and one bit, the walk is exact, and tiers, totals, facets and "how many more without this word" all come out of the same slots.

use std::time::Instant;

use tantivy::DocId;

use super::{
    Loaded,
    judge::Judge,
    plan::{ConceptQuery, Plan, Unit, UnitQuery},
    results::Clock,
    term_scorer::{TermScorer, for_each_phrase},
};
use crate::{
    config::{LongText, RankingConfig},
    index::{Generation, IndexError, Standing, TextField, squeeze_id},
    vocabulary::ConceptId,
};

/// One slot per document, kept between searches, and a mark on each that is in use.
///
/// A slot is cleared when it is first touched, so a search pays for the documents that it finds, not for all of them.
#[derive(Default)]
pub struct Scratch {
    slots: Vec<Candidate>,
    /// One bit for each slot.
    touched: Vec<u64>,
}

/// What was found of one document.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Candidate {
    pub doc: DocId,
    /// The units that it holds outside its exclusion criteria.
    pub held: u32,
    /// The units that stand in its exclusion criteria.
    pub excluded: u32,
    /// The units that it is about, rather than mentions.
    pub about: u32,
    /// The units that it only mentions.
    pub mentioned: u32,
    /// The units of which it is about something next broader.
    pub broader: u32,
    pub score: f32,
    /// Whether the person named the trial by one of its ids: nothing stands above it.
    pub is_named: bool,
    /// Whether its words alone make it related, as they may for a long text.
    pub is_alike: bool,
}

impl Candidate {
    /// Returns whether a document has anything to do with what must be found.
    #[inline]
    pub fn is_related(&self) -> bool {
        self.held | self.excluded | self.mentioned | self.broader != 0
            || self.is_alike
            || self.is_named
    }
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
        self.begin(docs);
        for index in 0..plan.units.len() {
            if is_late() {
                // Of a document some of whose words were not looked for, nothing can be said.
                return Ok(true);
            }
            self.walk(&loaded.generation, ranking, plan, index)?;
        }
        self.add_words(loaded, plan, is_late)?;
        if is_late() {
            return Ok(true);
        }
        if plan.wording.is_long && plan.all_units() != 0 {
            self.mark_alike(plan, &ranking.long_text);
        }
        // Without its only word, all that the filters let through would match: only then do the others count.
        let counts_the_rest = plan.must_units().len() <= 1 && plan.has_filters();
        let all = plan.all_units();
        for (number, block) in (0..docs).step_by(64).enumerate() {
            if number % (DOCS_PER_LOOK / 64) == 0 && is_late() {
                return Ok(true);
            }
            let mut bits = self.touched[number];
            if all == 0 {
                for doc in block..docs.min(block + 64) {
                    judge.consider(self.candidate(doc as DocId));
                }
                continue;
            }
            if counts_the_rest {
                let in_use = docs.min(block + 64) - block;
                let mut rest = !bits & (u64::MAX >> (64 - in_use));
                while rest != 0 {
                    judge.count_without_words(block as DocId + rest.trailing_zeros());
                    rest &= rest - 1;
                }
            }
            while bits != 0 {
                let doc = block + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let candidate = &self.slots[doc];
                if candidate.held != all && !candidate.is_related() {
                    if counts_the_rest {
                        judge.count_without_words(candidate.doc);
                    }
                    continue;
                }
                if plan.has_filters() || candidate.held == all {
                    judge.consider(*candidate);
                } else {
                    judge.count_related(candidate.held);
                }
            }
        }
        Ok(false)
    }

    /// Adds the scores of the words that only order: to what was found, or to everything where nothing must be found or where the words of a long text find trials of their own.
    fn add_words(
        &mut self,
        loaded: &Loaded,
        plan: &Plan,
        is_late: impl Fn() -> bool,
    ) -> Result<(), IndexError> {
        let finds = plan.all_units() == 0 || plan.wording.is_long;
        for term in &plan.wording.terms {
            if is_late() {
                break;
            }
            let is_this = |unit: &Unit| matches!(&unit.query, UnitQuery::Term { term: text, .. } if *text == term.text);
            // Words that must be found were added when they were looked for.
            if !plan.must_units().iter().any(is_this) {
                self.add_scores(&loaded.generation, &term.text, term.weight, finds)?;
            }
        }
        Ok(())
    }

    /// Of a long text, takes in what is alike in its words: a vocabulary never knows all names, and a story has more to say than names.
    ///
    /// For a note about a person one shared condition is enough, be it only mentioned, and so is likeness.
    fn mark_alike(&mut self, plan: &Plan, settings: &LongText) {
        let all = plan.all_units();
        let is_note = plan.is_note();
        let mut best = 0.0f32;
        self.for_each_touched(|slot| best = best.max(slot.score));
        let related = settings.related_share * best;
        let matching = settings.match_share * best;
        self.for_each_touched(|slot| {
            slot.is_alike = slot.score > 0.0 && slot.score >= related;
            if is_note && slot.is_named {
                // A note may speak of a trial beside all else: that one is asked for, too.
                slot.held = all;
            } else if is_note {
                slot.held |= slot.mentioned & all;
                // A trial that names what the person has only to exclude it is no answer, however alike.
                let only_excludes = slot.held == 0 && slot.excluded != 0;
                if slot.is_alike && slot.score >= matching && !only_excludes {
                    slot.held = all;
                }
            }
        });
    }

    fn for_each_touched(&mut self, mut see: impl FnMut(&mut Candidate)) {
        for (number, bits) in self.touched.iter().enumerate() {
            let mut bits = *bits;
            while bits != 0 {
                see(&mut self.slots[number * 64 + bits.trailing_zeros() as usize]);
                bits &= bits - 1;
            }
        }
    }

    /// Returns what was found of a document.
    pub fn candidate(&self, doc: DocId) -> Candidate {
        if self.is_touched(doc) {
            self.slots[doc as usize]
        } else {
            Candidate {
                doc,
                ..Candidate::default()
            }
        }
    }

    /// Hands every document that has to do with what must be found to `see`, in order.
    pub fn for_each_related(&self, mut see: impl FnMut(Candidate)) {
        for (number, bits) in self.touched.iter().enumerate() {
            let mut bits = *bits;
            while bits != 0 {
                let candidate = &self.slots[number * 64 + bits.trailing_zeros() as usize];
                bits &= bits - 1;
                if candidate.is_related() {
                    see(*candidate);
                }
            }
        }
    }

    /// Adds the score of a term to the documents found so far; where it `finds`, to all that hold it.
    pub fn add_scores(
        &mut self,
        generation: &Generation,
        term: &str,
        weight: f32,
        finds: bool,
    ) -> Result<(), IndexError> {
        let scorer = TermScorer::new(generation, generation.fields().all, term)?;
        scorer.for_each(weight, |doc, score| {
            if finds || self.is_touched(doc) {
                self.slot(doc).score += score;
            }
        })
    }

    fn begin(&mut self, docs: usize) {
        self.slots.resize(docs, Candidate::default());
        self.touched.clear();
        self.touched.resize(docs.div_ceil(64), 0);
    }

    #[inline]
    fn is_touched(&self, doc: DocId) -> bool {
        self.touched[doc as usize / 64] >> (doc % 64) & 1 == 1
    }

    #[inline]
    fn slot(&mut self, doc: DocId) -> &mut Candidate {
        let bit = 1 << (doc % 64);
        let bits = &mut self.touched[doc as usize / 64];
        let slot = &mut self.slots[doc as usize];
        if *bits & bit == 0 {
            *bits |= bit;
            *slot = Candidate {
                doc,
                ..Candidate::default()
            };
        }
        slot
    }

    fn walk(
        &mut self,
        generation: &Generation,
        ranking: &RankingConfig,
        plan: &Plan,
        unit: usize,
    ) -> Result<(), IndexError> {
        let fields = generation.fields();
        let bit = plan.bit_of(unit);
        match &plan.units[unit].query {
            // A word that only orders is no unit to look for.
            UnitQuery::Term { .. } if bit == 0 => {}
            UnitQuery::Term { term, ids } => {
                let weight = plan.wording.weight_of(term);
                let scorer = TermScorer::new(generation, fields.all, term)?;
                scorer.for_each(weight, |doc, score| {
                    let slot = self.slot(doc);
                    slot.held |= bit;
                    slot.score += score;
                })?;
                for (field, side_weight) in side_fields(ranking) {
                    let mut side = TermScorer::new(generation, fields.text(field), term)?;
                    if scorer.doc_freq > 0 {
                        side.idf = scorer.idf;
                    }
                    let weight = if scorer.doc_freq > 0 { weight } else { 1.0 };
                    let score = side.flat_score(side_weight * weight);
                    side.for_each(0.0, |doc, _| {
                        let slot = self.slot(doc);
                        slot.held |= bit;
                        slot.score += score;
                    })?;
                }
                let exclusion =
                    TermScorer::new(generation, fields.text(TextField::Exclusion), term)?;
                exclusion.for_each(0.0, |doc, _| self.slot(doc).excluded |= bit)?;
                for id in ids {
                    self.hold_ids(generation, id, bit)?;
                }
            }
            UnitQuery::Phrase(terms) => {
                for field in TextField::ALL {
                    let is_exclusion = field == TextField::Exclusion;
                    for_each_phrase(generation, fields.text(field), terms, |doc| {
                        let slot = self.slot(doc);
                        if is_exclusion {
                            slot.excluded |= bit;
                        } else {
                            slot.held |= bit;
                        }
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
                    self.walk_concept(generation, query, bit)?;
                }
            }
        }
        Ok(())
    }

    fn walk_concept(
        &mut self,
        generation: &Generation,
        query: &ConceptQuery,
        bit: u32,
    ) -> Result<(), IndexError> {
        if bit == 0 {
            return Ok(());
        }
        for standing in Standing::ALL {
            for_each_with_concept(generation, standing, query.concept, |doc| {
                let slot = self.slot(doc);
                match standing {
                    Standing::Direct | Standing::Narrower => {
                        slot.held |= bit;
                        slot.about |= bit;
                    }
                    Standing::Named => slot.held |= bit,
                    // Who asks for asthma does not mean every trial that speaks of it somewhere.
                    Standing::Mentioned => slot.mentioned |= bit,
                    Standing::Excluded => slot.excluded |= bit,
                }
            })?;
        }
        for broader in &query.broader {
            for_each_with_concept(generation, Standing::Direct, *broader, |doc| {
                self.slot(doc).broader |= bit;
            })?;
        }
        Ok(())
    }

    fn hold_ids(&mut self, generation: &Generation, id: &str, bit: u32) -> Result<(), IndexError> {
        for doc in docs_with_id(generation, id)? {
            let slot = self.slot(doc);
            slot.held |= bit;
            slot.is_named = true;
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

/// Returns the documents that have this id, of whatever registry.
pub fn docs_with_id(generation: &Generation, id: &str) -> Result<Vec<DocId>, IndexError> {
    let scorer = TermScorer::new(generation, generation.fields().ids, &squeeze_id(id))?;
    let mut docs = Vec::new();
    scorer.for_each(0.0, |doc, _| docs.push(doc))?;
    Ok(docs)
}
