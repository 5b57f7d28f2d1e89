//! Judged topics: how well a ranking answers them.
//!
//! A *topic* is a text as a person could have typed it, *qrels* are the grades that judges gave to documents for it, a *run* is what a search engine answered.
//! [`metrics`] holds a ranking against the grades of its topic, [`mod@compare`] holds two rankings of the same topics against each other.
//! Files and definitions are those of the TREC conferences, so that other scorers give the same figures.
//!
//! *Invariant:* pure. No engine, no file is opened, nothing is printed; the same input gives the same figures.

pub mod compare;
pub mod input;
pub mod metrics;
pub mod qrels;
pub mod run;
pub mod topics;

pub use compare::{Comparison, compare};
pub use input::InputError;
pub use metrics::{Measure, Scores, TopicScores};
pub use qrels::{Judgements, Qrels};
pub use run::Run;
pub use topics::{Topic, parse_topics};
