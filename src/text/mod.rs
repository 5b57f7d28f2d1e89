//! Words: how text is folded, cut into terms and told apart by language.
//!
//! Index side and query side both go through this module; there is no second tokenizer anywhere.
//!
//! *Invariant:* `tantivy` appears only in [`analyzers`].

pub mod analyzers;
pub mod fold;

pub use fold::fold;
