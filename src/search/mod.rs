//! Searching: from a request to ranked, faceted, located hits.
//!
//! The path of a search, in order:
//!
//! 1. `understand` (in [`crate::query`]) reads the words.
//! 2. `plan` turns parts into *units* (what must be found, as terms) and *dimensions* (what must hold, as tests on columns), and resolves the place.
//! 3. `candidates` walks the postings of every unit and every word once and leaves the score of each document and, for each unit, the set of those that hold it. Totals and facets are exact, so every matching document is looked at anyway, and no pruning could save that.
//! 4. `judge` tests the dimensions, sorts documents into tiers and counts facets.
//! 5. `ranking` puts the documents of a page in order, in two stages; `order` keeps the best of many.
//! 6. `hits` and `snippets` read those few from disk, with the places where annotation found names in them.
//!
//! *Invariant:* user text never reaches a query parser, and the same request on the same generation gives the same answer.

mod candidates;
mod closeup;
mod doc_set;
mod engine;
mod explain;
mod facets;
mod fits;
mod hits;
mod judge;
mod listing;
mod named;
mod order;
mod place_names;
mod plan;
mod ranking;
mod rescue;
mod results;
mod similar;
mod site_index;
mod snippets;
mod suggest;
mod term_scorer;
mod unit_sets;

/// Which language a text is written in; pages say so to screen readers.
pub use crate::text::language::detect as language_of;
pub use closeup::{Closeup, MarkedCriteria};
pub use engine::{Engine, Loaded};
pub use facets::value_label;
pub use named::{NamedCondition, Names};
pub use rescue::ENOUGH;
pub use results::{
    Clock, FacetCounts, FacetValue, Fit, Hit, NearSite, Reason, Rescue, RescueBroader,
    RescueRadius, RescueWithout, ScorePart, SearchError, SearchResults, Segment, SiteSummary,
    Snippet, SuggestedConcept, Suggestions, Tier,
};
