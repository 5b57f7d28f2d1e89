//! The command line: where everything is put together, and the only place that prints.
//!
//! [`run`] reads the arguments, calls the module of the command and turns errors into words and an [`Exit`].
//! What a command does is a function of a library ([`reindex::run`], [`demo::index`]) that prints nothing; what it says of it is made in [`summary`], [`answer`] and [`card`]; [`output`] is the only writer.
//!
//! *Invariant:* the environment, the clock and signals are read here and nowhere else.

pub mod answer;
pub mod args;
pub mod card;
pub mod demo;
pub mod error;
pub mod eval;
pub mod generations;
pub mod guards;
pub mod indexing;
pub mod opening;
pub mod output;
pub mod places;
pub mod process;
pub mod progress;
pub mod reindex;
pub mod search;
pub mod search_args;
pub mod serve;
pub mod summary;
pub mod terminal_text;
pub mod vocabulary;
pub mod wording;

use std::{path::Path, sync::Arc};

use clap::Parser;

use self::{
    args::{
        Command, CommandLine, GlobalArgs, ImportCommand, PlacesCommand, ReindexArgs,
        VocabularyCommand,
    },
    error::CliError,
    output::Output,
    process::Exit,
    process::Interrupt,
    progress::Reporter,
    reindex::{ReindexOptions, ReindexOutcome},
};
use crate::{config::Config, ctgov::Source};

/// Does what the arguments of this process ask for.
pub fn run() -> Exit {
    let line = match CommandLine::try_parse() {
        Ok(line) => line,
        Err(error) => {
            // A reader that went away, as `head` does, is no error.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::CouldNotRun
            } else {
                Exit::Done
            };
        }
    };
    let mut output = Output::of_process(line.global.color);
    output.json = line.global.json;
    output.quiet = line.global.quiet;
    output.verbose = line.global.verbose;
    run_command(&line, &output).unwrap_or_else(|error| {
        output.error(&error);
        error.exit()
    })
}

/// Runs a command with its words and data going to `output`.
pub fn run_command(line: &CommandLine, output: &Output) -> Result<Exit, CliError> {
    process::begin_log(&line.command, output);
    let config = Arc::new(Config::load(line.global.config.as_deref())?);
    match &line.command {
        Command::Demo(arguments) => demo::run(arguments, config, output),
        Command::Reindex(arguments) => run_reindex(arguments, &line.global, &config, output),
        Command::Serve(arguments) => serve::run(arguments, config, output),
        Command::Search(arguments) => search::run(arguments, config, output),
        Command::Eval(arguments) => eval::run(arguments, config, output),
        Command::Status(arguments) => generations::status(arguments, &config, output),
        Command::Verify(arguments) => generations::verify(arguments, output),
        Command::Rollback(arguments) => generations::rollback(arguments, output),
        Command::Places(PlacesCommand::Import(ImportCommand::Geonames(arguments))) => {
            places::import_geonames(arguments, output)
        }
        Command::Places(PlacesCommand::Find(arguments)) => places::find(arguments, &config, output),
        Command::Vocabulary(VocabularyCommand::Import(arguments)) => {
            vocabulary::import(arguments, output)
        }
        Command::Vocabulary(VocabularyCommand::Find(arguments)) => {
            vocabulary::find(arguments, &config, output)
        }
    }
}

fn run_reindex(
    arguments: &ReindexArgs,
    global: &GlobalArgs,
    config: &Config,
    output: &Output,
) -> Result<Exit, CliError> {
    let interrupt = Interrupt::listen(output)?;
    let data = arguments.data.dir();
    let mut options = ReindexOptions::new(config, &data, process::now(), interrupt.flag());
    options.sources = arguments
        .sources
        .iter()
        .map(|source| Source::from(source.as_str()))
        .collect();
    options.source_names = arguments.sources.clone();
    options.editorial = read_editorial(arguments.editorial.as_deref())?;
    options.dry_run = arguments.dry_run;
    options.keep = arguments.keep.map_or(options.keep, |keep| keep as usize);
    options.limits.allow_unreadable = arguments.allow_unreadable;
    options.limits.max_skipped_percent = arguments
        .max_skipped
        .unwrap_or(options.limits.max_skipped_percent);
    options.limits.max_shrink_percent = arguments
        .allow_shrink
        .unwrap_or(options.limits.max_shrink_percent);
    let summary = reindex::run(&options, &Reporter::new(global.progress, output))?;
    for note in summary::notes(&summary, output.verbose > 0) {
        output.words(&note);
    }
    if output.json {
        output.json(&summary)?;
    } else {
        output.data(&summary::table(&summary))?;
    }
    for refusal in &summary.refusals {
        output.problem(&refusal.message(), Some(&refusal.hint()));
    }
    Ok(if summary.outcome == ReindexOutcome::Refused {
        Exit::No
    } else {
        Exit::Done
    })
}

fn read_editorial(
    dir: Option<&Path>,
) -> Result<Vec<crate::trial::editorial::EditorialFile>, CliError> {
    Ok(dir
        .map(indexing::read_editorial)
        .transpose()?
        .unwrap_or_default())
}
