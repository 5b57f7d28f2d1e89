//! `eval`: how well the live index answers topics that people judged.
//!
//! Every topic is searched as the API would search for its words and nothing else: no filter, no sort, matching trials before related ones.
//!
//! *Figures do not drift with the calendar:* searches take place on the day of the newest record of the index, not on the day of the run, so that the same records, settings and program give the same figures whenever they are asked for.

pub mod args;
pub mod explain;
pub mod report;
pub mod sets;

use std::{fs, sync::Arc, time::Instant};

use jiff::{civil::Date, tz::Offset};

use self::{
    args::EvalArgs,
    report::{Report, SetReport, mean_of_sets},
    sets::TopicSet,
};
use super::{error::CliError, opening, output::Output, process::Exit, wording};
use crate::{
    config::Config,
    eval::Run,
    index::Manifest,
    search::{Clock, Engine, SearchError},
    trial::NctId,
};

/// The name of our runs.
const RUN_NAME: &str = "trialseek";

/// Measures and prints.
pub fn run(arguments: &EvalArgs, config: Arc<Config>, output: &Output) -> Result<Exit, CliError> {
    let sets = arguments.sets()?;
    check_lengths(&sets, config.server.search.max_query_chars_post)?;
    let corpus_ids = arguments.corpus_ids.as_deref();
    let corpus_ids = corpus_ids.map(sets::read_ids).transpose()?;
    let others: Vec<Run> = arguments
        .compare
        .iter()
        .map(|path| sets::read_run(path))
        .collect::<Result<_, _>>()?;
    let engine = Engine::new(config)?;
    opening::open_live(&engine, &arguments.data.dir())?;
    let snapshot = engine.current().ok_or(SearchError::NotReady)?;
    let columns = snapshot.generation.columns();
    let corpus = |document: NctId| {
        columns.doc_of(document.number()).is_some()
            && corpus_ids
                .as_ref()
                .is_none_or(|ids| ids.contains(&document))
    };
    let manifest = snapshot.generation.manifest();
    let clock = Clock {
        today: day_of(manifest),
        deadline: None,
    };
    if let Some(topic) = &arguments.explain {
        let explanations =
            explain::explain(&engine, &sets, topic, arguments.depth, clock, &corpus)?;
        if output.json {
            output.json(&explanations)?;
        } else {
            let texts: Vec<String> = explanations
                .iter()
                .map(|explanation| explain::text(explanation, output.width))
                .collect();
            output.data(&texts.join("\n"))?;
        }
        return Ok(Exit::Done);
    }
    let mut reports = Vec::new();
    for (index, set) in sets.iter().enumerate() {
        let started = Instant::now();
        let run = sets::rank(&engine, &set.topics, arguments.depth, clock)?;
        if let Some(path) = arguments.run.get(index) {
            fs::write(path, run.text(RUN_NAME)).map_err(CliError::io("write", path))?;
        }
        let mut report = SetReport::of(set, &run, &corpus);
        if report.topics.is_empty() {
            return Err(nothing_to_measure(set));
        }
        if let Some((other, path)) = others.get(index).zip(arguments.compare.get(index)) {
            report.compare_with(path.display().to_string(), set, other, &corpus);
        }
        say(&report, set.topics.len(), started.elapsed(), output);
        reports.push(report);
    }
    let report = Report {
        generation: manifest.generation,
        today: clock.today.to_string(),
        depth: arguments.depth,
        mean: mean_of_sets(&reports),
        sets: reports,
    };
    if output.json {
        output.json(&report)?;
    } else {
        let per_topic = arguments.per_topic || sets.len() == 1;
        output.data(&report::table(&report, per_topic))?;
    }
    Ok(Exit::Done)
}

/// Returns the day on which searches take place: that of the newest record, or, where no record has a date, the day of building.
pub fn day_of(manifest: &Manifest) -> Date {
    let newest = manifest.newest_record.as_deref();
    newest
        .and_then(|day| day.parse().ok())
        .unwrap_or_else(|| Offset::UTC.to_datetime(manifest.built_at).date())
}

/// Refuses texts that the API refuses.
fn check_lengths(sets: &[TopicSet], most: usize) -> Result<(), CliError> {
    for topic in sets.iter().flat_map(|set| &set.topics) {
        let length = topic.text.chars().count();
        if length > most {
            return Err(CliError::Usage {
                message: format!("the topic `{}` has {length} characters", topic.id),
                hint: format!("at most {most} are read"),
            });
        }
    }
    Ok(())
}

fn nothing_to_measure(set: &TopicSet) -> CliError {
    CliError::Usage {
        message: format!(
            "no topic of {} has a relevant trial in this index",
            set.name
        ),
        hint: "index the trials that were judged, or name their index with `--data DIR`".to_owned(),
    }
}

/// Says what was measured, and what was left out.
fn say(report: &SetReport, topics: usize, took: std::time::Duration, output: &Output) {
    output.words(&format!(
        "{}: {} of {} measured in {}",
        report.name,
        report.topics.len(),
        wording::counted(topics as u64, "topic", "topics"),
        wording::duration(took)
    ));
    let left_out = [
        (&report.unjudged_topics, "left out, nobody judged them"),
        (
            &report.unanswerable_topics,
            "left out, no trial of the index is relevant for them",
        ),
        (&report.missing_topics, "judged, but not among the topics"),
    ];
    for (ids, what) in left_out {
        if !ids.is_empty() {
            output.words(&format!("  {what}: {}", named(ids)));
        }
    }
    if report.lists_only_relevant {
        output.words(
            "  the qrels list only what is relevant: all other trials count as judged and wrong",
        );
    }
    if let Some(comparison) = &report.comparison
        && !comparison.topics_without_result.is_empty()
    {
        output.warn(&format!(
            "`{}` has no result for {}",
            comparison.run,
            named(&comparison.topics_without_result)
        ));
    }
}

/// Names the first few of a list and counts them.
fn named(ids: &[String]) -> String {
    const NAMED: usize = 10;
    let first: Vec<&str> = ids.iter().take(NAMED).map(String::as_str).collect();
    let rest = if ids.len() > NAMED { ", …" } else { "" };
    let count = wording::counted(ids.len() as u64, "topic", "topics");
    format!("{count} ({}{rest})", first.join(", "))
}
