//! The integration tests: one binary, through the public API, the real router and the real command line.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test ends when something is not there, and says what it could not check"
)]

mod api;
mod architecture;
mod command_line;
mod countries;
mod evaluation;
mod facets;
mod fixtures;
mod format;
mod generations;
mod hostile;
mod invariants;
mod killed;
mod marks;
mod prior_boosts;
mod radius;
mod ranking;
mod relevance;
mod shared;
mod support;
mod trial_pages;
mod understanding;
mod vocabulary;
