//! What the person means: how the words of a request are read.
//!
//! A [`crate::ask::SearchRequest`] is what an entry point (HTTP, command line, page) asks for; [`Understanding`] is what we read from its words.
//! Reading never fails: any input is a valid query.
//!
//! *Invariant:* pure. No `tantivy`, no I/O, no clock; nothing here knows the index.

pub mod cues;
pub mod part;
pub mod reading;
pub mod understand;

pub use cues::{CueError, Cues};
pub use part::{ConceptReading, Correction, Effect, Part, PartKind, Understanding, Unwanted};
pub use understand::Lexicon;
