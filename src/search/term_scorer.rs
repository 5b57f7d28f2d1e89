//! Terms: the postings of one term of one field, and what it counts for in a document.

use tantivy::{
    DocId, DocSet, TERMINATED, Term,
    fieldnorm::FieldNormReader,
    postings::Postings,
    query::{EnableScoring, PhraseQuery, Query},
    schema::{Field, IndexRecordOption},
};

use crate::index::{Generation, IndexError};

/// BM25 with Lucene's constants, k1 = 1.2 and b = 0.75, over one term of one field.
pub struct TermScorer<'a> {
    generation: &'a Generation,
    field: Field,
    term: Term,
    pub doc_freq: u32,
    pub idf: f32,
    average_length: f32,
}

/// How fast a word's frequency saturates.
pub const K1: f32 = 1.2;
/// How much the length of a text matters.
pub const B: f32 = 0.75;

impl<'a> TermScorer<'a> {
    /// Looks a term of a field up.
    pub fn new(generation: &'a Generation, field: Field, term: &str) -> Result<Self, IndexError> {
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
        let index = segment
            .inverted_index(field)
            .map_err(|error| generation.failed(error))?;
        let doc_freq = index
            .doc_freq(&term)
            .map_err(|error| generation.failed(error))?;
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
    pub fn for_each(&self, weight: f32, see: impl FnMut(DocId, f32)) -> Result<(), IndexError> {
        self.for_each_of(weight, |_| true, see)
    }

    /// As [`Self::for_each`], for those documents alone that are `wanted`: the scores of the others are not worked out.
    pub fn for_each_of(
        &self,
        weight: f32,
        wanted: impl Fn(DocId) -> bool,
        mut see: impl FnMut(DocId, f32),
    ) -> Result<(), IndexError> {
        if self.doc_freq == 0 {
            return Ok(());
        }
        let Some(segment) = self.generation.segment() else {
            return Ok(());
        };
        let index = segment
            .inverted_index(self.field)
            .map_err(|error| self.generation.failed(error))?;
        let needs_freqs = weight != 0.0;
        let option = if needs_freqs {
            IndexRecordOption::WithFreqs
        } else {
            IndexRecordOption::Basic
        };
        let blocks = index
            .read_block_postings(&self.term, option)
            .map_err(|error| self.generation.failed(error))?;
        let Some(mut blocks) = blocks else {
            return Ok(());
        };
        if !needs_freqs {
            while !blocks.docs().is_empty() {
                let docs = blocks.docs().iter().filter(|doc| wanted(**doc));
                docs.for_each(|doc| see(*doc, 0.0));
                blocks.advance();
            }
            return Ok(());
        }
        let lengths = segment
            .get_fieldnorms_reader(self.field)
            .map_err(|error| self.generation.failed(error))?;
        let norms = self.length_norms();
        let factor = weight * self.idf * (1.0 + K1);
        while !blocks.docs().is_empty() {
            let docs = blocks.docs().iter().zip(blocks.freqs());
            for (doc, freq) in docs.filter(|(doc, _)| wanted(**doc)) {
                let freq = *freq as f32;
                let norm = norms[usize::from(lengths.fieldnorm_id(*doc))];
                see(*doc, factor * freq / (freq + norm));
            }
            blocks.advance();
        }
        Ok(())
    }

    /// Returns what the term counts for where neither its frequency nor the length of the text matters: its rarity.
    pub fn flat_score(&self, weight: f32) -> f32 {
        weight * self.idf
    }

    /// Returns the score of each document, in ascending order: 0 for one that does not hold the term.
    pub fn scores_of(&self, docs: &[DocId], weight: f32) -> Result<Vec<f32>, IndexError> {
        let freqs = freqs_of(self.generation, &self.term, docs)?;
        let Some(segment) = self.generation.segment() else {
            return Ok(vec![0.0; docs.len()]);
        };
        let lengths = segment
            .get_fieldnorms_reader(self.field)
            .map_err(|error| self.generation.failed(error))?;
        let norms = self.length_norms();
        let score = |(doc, freq): (&DocId, u32)| {
            let freq = freq as f32;
            let norm = norms[usize::from(lengths.fieldnorm_id(*doc))];
            weight * self.idf * (1.0 + K1) * freq / (freq + norm)
        };
        let freqs = freqs.into_iter().chain(std::iter::repeat(0));
        Ok(docs.iter().zip(freqs).map(score).collect())
    }

    fn length_norms(&self) -> [f32; 256] {
        std::array::from_fn(|id| {
            let length = FieldNormReader::id_to_fieldnorm(id as u8) as f32;
            K1 * (1.0 - B + B * length / self.average_length)
        })
    }
}

/// Returns how often each of some documents, in ascending order, holds a term in a field; nothing at all where no document does.
pub fn freqs_in(
    generation: &Generation,
    field: Field,
    term: &str,
    docs: &[DocId],
) -> Result<Vec<u32>, IndexError> {
    freqs_of(generation, &Term::from_field_text(field, term), docs)
}

fn freqs_of(generation: &Generation, term: &Term, docs: &[DocId]) -> Result<Vec<u32>, IndexError> {
    let Some(segment) = generation.segment() else {
        return Ok(Vec::new());
    };
    let index = segment
        .inverted_index(term.field())
        .map_err(|error| generation.failed(error))?;
    let postings = index
        .read_postings(term, IndexRecordOption::WithFreqs)
        .map_err(|error| generation.failed(error))?;
    let Some(mut postings) = postings else {
        return Ok(Vec::new());
    };
    let mut freqs = Vec::with_capacity(docs.len());
    for doc in docs {
        if postings.doc() < *doc {
            postings.seek(*doc);
        }
        freqs.push(if postings.doc() == *doc {
            postings.term_freq()
        } else {
            0
        });
    }
    Ok(freqs)
}

/// Hands every document in whose field these terms stand side by side to `see`.
pub fn for_each_phrase(
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
        .map_err(|error| generation.failed(error))?;
    let mut docs = weight
        .scorer(segment, 1.0)
        .map_err(|error| generation.failed(error))?;
    let mut doc = docs.doc();
    while doc != TERMINATED {
        see(doc);
        doc = docs.advance();
    }
    Ok(())
}
