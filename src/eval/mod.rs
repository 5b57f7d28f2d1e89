//! Judged topics: how well a ranking answers them.
//!
//! A *topic* is a text as a person could have typed it, *qrels* are the grades that judges gave to documents for it, a *run* is what a search engine answered.
//! [`metrics`] holds a ranking against the grades of its topic, [`compare`] holds two rankings of the same topics against each other.
//! Files and definitions are those of the TREC conferences, so that other scorers give the same figures.
//!
//! *Invariant:* pure. No engine, no file is opened, nothing is printed; the same input gives the same figures.

pub mod metrics;
mod trec;

pub use metrics::{Comparison, Measure, Scores, TopicScores, compare};
pub use trec::{InputError, Judgements, Qrels, Run, Topic, parse_ids, parse_topics};
