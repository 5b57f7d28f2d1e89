//! What the person means: how the words of a request are read.
//!
//! A [`crate::ask::SearchRequest`] is what an entry point (HTTP, command line, page) asks for; [`Understanding`] is what we read from its words.
//! Reading never fails: any input is a valid query.
//!
//! The words of the readers are data, one file a language: `index_config/read/`, whose `README.md` writes down the grammar. [`tokens`] cuts the text; [`phrases`] finds the words of the tables in it; [`person`], [`place`] and [`study`] read single stretches, each its own kind of thing; [`triggers`] and [`scopes`] tell what is denied, past, of the family or tried; [`understand`] weighs them against each other and against the names that were found, and makes the parts.
//! Every reader looks at the tokens of the whole query and returns [`Reading`]s. One that is not sure says so: such a reading is offered, not applied.
//!
//! *Invariant:* pure. No `tantivy`, no I/O, no clock; nothing here knows the index.

pub mod crisis;
pub mod facility;
pub mod language;
pub mod measure;
pub mod part;
pub mod person;
pub mod phrases;
pub mod place;
pub mod scopes;
pub mod study;
pub mod tokens;
pub mod triggers;
pub mod understand;

use std::ops::Range;

pub use crate::ask::AgeSpan;
pub use language::{Cues, LanguageError};
pub use part::{
    ConceptReading, Correction, Effect, Part, PartKind, PlaceQuestion, Standing, Told,
    Understanding, Unread, Unwanted,
};
pub use understand::Lexicon;

use crate::trial::Sex;

/// What a stretch of tokens was read as.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The tokens that say it, cue words included ("in Boston", "8 year old").
    pub tokens: Range<usize>,
    pub value: Value,
    /// Whether it is sure enough to be applied; otherwise it is offered.
    pub is_sure: bool,
}

/// What was read.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Age(AgeSpan),
    Sex(Sex),
    /// Pregnant now.
    Pregnant,
    /// Looks for trials that take healthy volunteers.
    Healthy,
    /// Registry spellings, such as `RECRUITING`.
    Status(Vec<&'static str>),
    Phase(Vec<&'static str>),
    StudyType(Vec<&'static str>),
    /// Results are posted.
    HasResults,
    /// First posted within so many days.
    PostedWithin {
        days: u32,
    },
    /// A place that was named and that nobody knows: to be asked for, never searched for as words.
    UnknownPlace(place::UnknownPlace),
    /// "Near me": the place is to be asked for, unless another reading gives it (`is_asked_for` is then false).
    NearMe {
        is_asked_for: bool,
    },
    Place(place::PlaceFound),
}
