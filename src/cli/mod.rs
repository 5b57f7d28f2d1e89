//! The command line: where everything is put together, and the only place that prints.

pub mod error;
pub mod exit;
pub mod guards;
pub mod indexing;
pub mod interrupt;
pub mod output;
pub mod progress;
pub mod reindex;
pub mod summary;
pub mod terminal_text;
pub mod wording;
