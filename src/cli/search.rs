//! `search`: one search, as text for a person or as the JSON of the API.

use std::{sync::Arc, time::Instant};

use super::{
    answer::Answer, error::CliError, opening, output::Output, process, process::Exit,
    search_args::SearchArgs,
};
use crate::{
    config::Config,
    http::search_response,
    say::Words,
    search::{Clock, Engine},
};

/// Searches the live generation and prints the answer.
pub fn run(arguments: &SearchArgs, config: Arc<Config>, output: &Output) -> Result<Exit, CliError> {
    let request = arguments.request(&config)?;
    let engine = Engine::new(Arc::clone(&config))?;
    opening::open_live(&engine, &arguments.data.dir())?;
    let started = Instant::now();
    let results = engine.search(
        &request,
        Clock {
            today: process::today(),
            deadline: None,
        },
    )?;
    let took = started.elapsed();
    let words = Words::new(&config, &request.language);
    if output.json {
        let took_ms = took.as_millis() as u64;
        output.json(&search_response(&results, &request.words, words, took_ms))?;
    } else {
        let results = &results;
        output.data(&Answer { results, words }.text(output))?;
    }
    if output.verbose > 0 {
        output.words(&format!(
            "generation {}, {:.1} ms",
            results.generation,
            took.as_secs_f64() * 1e3
        ));
    }
    Ok(if results.hits.is_empty() {
        Exit::No
    } else {
        Exit::Done
    })
}
