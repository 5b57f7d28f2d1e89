//! Words: how text is folded, cut into terms and told apart by language.
//!
//! Index side and query side both go through this module; there is no second tokenizer anywhere.
//!
//! *Invariant:* `tantivy` appears only in [`analyzers`], `whatlang` only in [`language`].

pub mod analyzers;
pub mod chinese;
pub mod fold;
pub mod language;
pub mod spelling;

pub use fold::fold;
