//! Words: how text is folded, cut into terms and told apart by language.
//!
//! *Invariant:* what is searched for and what is searched are cut into terms by one analyzer, [`analyzers::Analyzer`]. Two other cutters serve other ends and never make a term: `read::tokens` cuts a question into the words that its readers look at, `trial::eligibility::words` cuts lines of criteria.
//! *Invariant:* of this folder only [`analyzers`] uses `tantivy` and only [`language`] uses `whatlang`.

pub mod analyzers;
pub mod chinese;
pub mod codes;
pub mod fold;
pub mod language;
pub mod spelling;

pub use fold::{fold, organisation_key};
