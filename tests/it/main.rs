//! The integration tests: one binary, through the public API, the real router and the real command line.

mod architecture;
mod facets;
mod fixtures;
mod generations;
mod hostile;
mod killed;
mod radius;
mod ranking;
mod support;
