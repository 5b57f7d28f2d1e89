//! `status`, `verify` and `rollback`: which generations there are, whether they are sound, and going back.

use std::{fs, path::Path};

use serde::Serialize;

use super::{
    args::DataArgs,
    error::CliError,
    output::Output,
    process,
    process::Exit,
    terminal_text::harmless,
    wording::{ago, counted, grouped, size},
};
use crate::{
    config::Config,
    index::{DataDir, Generation, IndexError, Manifest, Verify},
};

/// What `status` tells.
#[derive(Debug, Serialize)]
struct Status {
    #[serde(flatten)]
    manifest: Manifest,
    size_bytes: u64,
    /// Whether the settings of this run would build the same index.
    settings_match: bool,
    /// Whether a gazetteer is imported.
    has_gazetteer: bool,
    /// Generations on disk, the live one among them.
    generations: Vec<u64>,
}

/// Says which generation is live, how old it is and what it holds.
pub fn status(arguments: &DataArgs, config: &Config, output: &Output) -> Result<Exit, CliError> {
    let data = arguments.dir();
    let live = live_number(&data)?;
    let manifest = Manifest::read(&data.generation_dir(live))?;
    let status = Status {
        size_bytes: manifest.files.values().sum(),
        settings_match: manifest.config_hash == config.index_hash(),
        has_gazetteer: data.geonames_file().exists(),
        generations: data.generations()?,
        manifest,
    };
    if output.json {
        output.json(&status)?;
    } else {
        output.data(&status_text(&status, process::now()))?;
    }
    Ok(Exit::Done)
}

fn status_text(status: &Status, now: jiff::Timestamp) -> String {
    let manifest = &status.manifest;
    let built = format!(
        "built {} ({})",
        ago(manifest.built_at, now),
        manifest.built_at.strftime("%Y-%m-%d %H:%M UTC")
    );
    let generation = format!("generation {}, {built}", manifest.generation);
    let others: Vec<String> = status
        .generations
        .iter()
        .filter(|number| **number != manifest.generation)
        .map(u64::to_string)
        .collect();
    let previous = match others.as_slice() {
        [] => "none".to_owned(),
        others => format!("generation {}", others.join(", ")),
    };
    let newest = manifest
        .newest_record
        .clone()
        .unwrap_or_else(|| "no record has a date".to_owned());
    let skipped = format!(
        "{} ({} repaired)",
        grouped(manifest.skipped),
        grouped(manifest.repaired)
    );
    let settings = if status.settings_match {
        "the same as now"
    } else {
        "others than now: `trialseek reindex SOURCE` brings them into the index"
    };
    let places = format!(
        "{}, {} in places that nobody knows",
        counted(manifest.sites, "site", "sites"),
        grouped(manifest.unresolved_sites)
    );
    let rows = [
        ("Live", generation),
        ("Trials", grouped(manifest.indexed)),
        ("Newest", newest),
        ("Skipped", skipped),
        ("Places", places),
        (
            "Gazetteer",
            if status.has_gazetteer {
                "GeoNames, imported"
            } else {
                "none imported"
            }
            .to_owned(),
        ),
        ("Sources", harmless(&manifest.sources.join(", "))),
        ("Settings", settings.to_owned()),
        ("Size", size(status.size_bytes)),
        ("Kept", previous),
    ];
    rows.iter()
        .map(|(label, fact)| format!("{label:<10} {fact}\n"))
        .collect()
}

/// What `verify` found of one generation.
#[derive(Debug, Serialize)]
struct Verified {
    generation: u64,
    is_live: bool,
    trials: Option<u64>,
    problem: Option<String>,
}

/// Checks every byte of every generation.
pub fn verify(arguments: &DataArgs, output: &Output) -> Result<Exit, CliError> {
    let data = arguments.dir();
    let live = live_number(&data)?;
    let mut numbers = data.generations()?;
    if !numbers.contains(&live) {
        numbers.push(live);
    }
    let mut checked = Vec::new();
    for generation in numbers.into_iter().rev() {
        let dir = data.generation_dir(generation);
        let result = Generation::open(&dir, Verify::Full);
        let is_live = generation == live;
        let name = if is_live {
            format!("generation {generation} (live)")
        } else {
            format!("generation {generation}")
        };
        let verified = match &result {
            Ok(opened) => Verified {
                generation,
                is_live,
                trials: Some(opened.manifest().indexed),
                problem: None,
            },
            Err(error) => Verified {
                generation,
                is_live,
                trials: None,
                problem: Some(chain(error)),
            },
        };
        if !output.json {
            output.data(&verified_text(&name, &dir, &result))?;
        }
        checked.push(verified);
    }
    if output.json {
        output.json(&serde_json::json!({ "generations": checked }))?;
    }
    let problem = checked.iter().find(|verified| verified.problem.is_some());
    if let Some(problem) = problem {
        let hint = match problem.is_live
            && checked
                .iter()
                .any(|other| !other.is_live && other.problem.is_none())
        {
            true => {
                "go back with `trialseek rollback`, or build the index again with `trialseek reindex SOURCE`"
            }
            false if problem.is_live => "build the index again with `trialseek reindex SOURCE`",
            false => "the live index is sound; the damaged one can not be gone back to",
        };
        output.problem(
            &format!("generation {} is damaged", problem.generation),
            Some(hint),
        );
        return Ok(Exit::No);
    }
    Ok(Exit::Done)
}

fn verified_text(name: &str, dir: &Path, result: &Result<Generation, IndexError>) -> String {
    match result {
        Ok(opened) => {
            let manifest = opened.manifest();
            let trials = counted(manifest.indexed, "trial", "trials");
            let files = counted(manifest.files.len() as u64, "file", "files");
            format!(
                "{name}: {trials} in {files}, {}: sound\n",
                size(manifest.files.values().sum())
            )
        }
        Err(error) if !dir.exists() => format!("{name}: missing ({})\n", harmless(&chain(error))),
        Err(error) => format!("{name}: {}\n", harmless(&chain(error))),
    }
}

/// Makes the generation before the live one the live one, if it is sound.
pub fn rollback(arguments: &DataArgs, output: &Output) -> Result<Exit, CliError> {
    let data = arguments.dir();
    // Without an index there is nothing to lock; with the lock nobody changes which generation is live.
    live_number(&data)?;
    let lock = data.lock()?;
    let live = live_number(&data)?;
    let previous = data
        .generations()?
        .into_iter()
        .rfind(|number| *number < live)
        .ok_or(IndexError::NoPrevious)?;
    let manifest = match Generation::open(&data.generation_dir(previous), Verify::Full) {
        Ok(generation) => generation.manifest().clone(),
        Err(error) => {
            let message = format!(
                "generation {previous} cannot be gone back to: {}",
                chain(&error)
            );
            let hint = format!("nothing was changed, generation {live} stays live");
            output.problem(&message, Some(&hint));
            return Ok(Exit::No);
        }
    };
    let (left, taken) = data.rollback(&lock)?;
    if output.json {
        output.json(
            &serde_json::json!({ "left": left, "live": taken, "trials": manifest.indexed }),
        )?;
    } else {
        let trials = counted(manifest.indexed, "trial", "trials");
        let built = ago(manifest.built_at, process::now());
        output.data(&format!(
            "Generation {taken} is live again: {trials}, built {built}. Generation {left} was removed.\n"
        ))?;
    }
    Ok(Exit::Done)
}

/// Returns the number of the live generation. Looks only: a folder that does not exist is not made.
fn live_number(data: &DataDir) -> Result<u64, CliError> {
    if fs::metadata(data.root()).is_ok_and(|metadata| !metadata.is_dir()) {
        let message = format!("`{}` is not a folder", data.root().display());
        return Err(CliError::Usage {
            message,
            hint: "`--data` takes the folder of an index".to_owned(),
        });
    }
    Ok(data
        .current()?
        .ok_or_else(|| IndexError::NoIndex(data.root().to_owned()))?)
}

fn chain(error: &IndexError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::guards::tests::manifest;

    #[test]
    fn the_status_names_what_an_operator_asks_for() {
        let mut manifest = manifest(571_204, 6);
        manifest.newest_record = Some("2026-11-20".to_owned());
        let status = Status {
            manifest,
            size_bytes: 1_930_000_000,
            settings_match: true,
            has_gazetteer: false,
            generations: vec![1, 2],
        };
        insta::assert_snapshot!(status_text(&status, "2026-11-23T05:00:00Z".parse().unwrap()), @r"
        Live       generation 2, built 4 hours ago (2026-11-23 01:00 UTC)
        Trials     571,198
        Newest     2026-11-20
        Skipped    6 (0 repaired)
        Places     0 sites, 0 in places that nobody knows
        Gazetteer  none imported
        Sources    trials.zip
        Settings   the same as now
        Size       1.9 GB
        Kept       generation 1
        ");
    }
}
