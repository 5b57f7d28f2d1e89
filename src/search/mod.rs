//! Searching: from a request to ranked, faceted, located hits.
//!
//! The path of a search, in order:
//!
//! 1. `understand` (in [`crate::read`]) reads the words.
//! 2. `plan` turns parts into *clauses* (what must or should occur, as terms) and *filters* (what must hold, as predicates on columns), and resolves the place.
//! 3. `accumulator` walks the postings of every clause and every word once and leaves the score of each document and, for each clause, the set of those that hold it. Totals and facets are exact, so every matching document is looked at anyway, and no pruning could save that.
//! 4. `collector` applies the filters, sorts documents into tiers and counts facets; `closeness` tells how those that fit only in part stand to the disease.
//! 5. `ranking` puts the documents of a page in order, in two stages (`rerank` is the second), and keeps no more of them than a page needs.
//! 6. `hits` and `highlighter` read those few from disk, with the places where annotation found names in them.
//!
//! *Invariant:* user text never reaches a query parser, and the same request on the same generation gives the same answer.

mod accumulator;
mod closeness;
mod collector;
mod doc_bits;
mod engine;
mod facets;
mod filtering;
mod highlighter;
mod hits;
mod place_names;
mod plan;
mod ranking;
mod relaxation;
mod results;
mod suggest;
mod term_scorer;
mod trial_detail;

/// Which language a text is written in; pages say so to screen readers.
pub use crate::text::language::detect as language_of;
pub use engine::{Engine, Snapshot};
pub use facets::facet_value;
pub use relaxation::ENOUGH;
pub use results::{
    BroaderCondition, Clock, FacetCounts, FacetValue, Fit, Hit, NearSite, PartToDrop, Reason,
    Relaxation, ScorePart, SearchError, SearchResults, Segment, SiteSummary, Snippet,
    SuggestedConcept, Suggestions, Tier, WiderRadius,
};
pub use trial_detail::{HighlightedCriteria, NamedCondition, Names, TrialDetail};
