//! Readers: what single stretches of a query say, each reader for its own kind of thing.
//!
//! Every reader looks at the tokens of the whole query and returns [`Reading`]s; [`super::understand`] weighs them against each other and against the concepts found.
//! A reader that is not sure says so: such a reading is offered, not applied.

pub mod person;
pub mod phrases;
pub mod place;
pub mod study;
pub mod tokens;

use std::ops::Range;

pub use crate::ask::AgeSpan;
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
    Place(place::PlaceFound),
}
