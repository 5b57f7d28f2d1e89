//! `search`: one search, as text for a person or as the JSON of the API.

use std::{sync::Arc, time::Instant};

use super::{
    answer::Answer, clock, error::CliError, exit::Exit, opening, output::Output,
    search_args::SearchArgs,
};
use crate::{
    config::Config,
    http::search_response,
    index::{IndexError, Manifest},
    search::{Clock, Engine},
};

/// Searches the live generation and prints the answer.
pub fn run(arguments: &SearchArgs, config: Arc<Config>, output: &Output) -> Result<Exit, CliError> {
    let request = arguments.request(&config)?;
    let engine = Engine::new(Arc::clone(&config))?;
    let data = arguments.data.dir();
    let live = data
        .current()?
        .ok_or_else(|| IndexError::NoIndex(data.root().to_owned()))?;
    let manifest = Manifest::read(&data.generation_dir(live))?;
    engine.load_current(&data, opening::verification(&manifest))?;
    let started = Instant::now();
    let results = engine.search(
        &request,
        Clock {
            today: clock::today(),
            deadline: None,
        },
    )?;
    let took = started.elapsed();
    let lang = request.language.as_str();
    let labels = &config.labels;
    let response = search_response(
        &results,
        &request.words,
        labels,
        lang,
        took.as_millis() as u64,
    );
    if output.json {
        output.json(&response)?;
    } else {
        let answer = Answer {
            results: &results,
            response: &response,
            labels,
            lang,
        };
        output.data(&answer.text(output))?;
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
