//! The flags of `eval`, and which sets of topics they name.

use std::path::PathBuf;

use clap::Args;

use super::sets::TopicSet;
use crate::cli::{args::DataArgs, error::CliError, wording::counted};

/// What to measure.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  trialseek eval --topics topics.tsv --qrels qrels.txt --run before.run
  trialseek eval --topics topics.tsv --qrels qrels.txt --compare before.run
  trialseek eval --set judged/notes --set judged/short
  trialseek eval --set judged/notes --explain note-7

Topics are lines of an id, a tab and the text; qrels and runs are those of TREC, with NCT ids as documents.
Only judgements of documents that are in the index count. Qrels that list no document of grade 0 are taken to list all that is relevant.
Unless asked otherwise a single set is shown topic by topic, several sets with one line each.")]
pub struct EvalArgs {
    /// File of topics; one for each `--qrels`
    #[arg(long, value_name = "FILE")]
    topics: Vec<PathBuf>,
    /// File of judgements
    #[arg(long, value_name = "FILE")]
    qrels: Vec<PathBuf>,
    /// Folder with `topics.tsv` and `qrels.txt`
    #[arg(long, value_name = "DIR")]
    set: Vec<PathBuf>,
    #[command(flatten)]
    pub data: DataArgs,
    /// Trials to rank for a topic, from 1
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = depth)]
    pub depth: usize,
    /// Only the trials of this file count, one NCT id a line
    #[arg(long, value_name = "FILE")]
    pub corpus_ids: Option<PathBuf>,
    /// Write the ranking as a TREC run; one for each set
    #[arg(long, value_name = "FILE")]
    pub run: Vec<PathBuf>,
    /// Compare with a TREC run, by topic and by a randomisation test; one for each set
    #[arg(long, value_name = "RUN")]
    pub compare: Vec<PathBuf>,
    /// Show why the trials of this topic stand where they stand
    #[arg(long, value_name = "TOPIC", conflicts_with_all = ["run", "compare"])]
    pub explain: Option<String>,
    /// Show every topic, even of several sets
    #[arg(long)]
    pub per_topic: bool,
}

impl EvalArgs {
    /// Reads the sets: pairs of files first, then folders, each in the order given.
    pub fn sets(&self) -> Result<Vec<TopicSet>, CliError> {
        if self.topics.len() != self.qrels.len() {
            return Err(CliError::Usage {
                message: format!(
                    "{} given with `--topics` and {} with `--qrels`",
                    counted(self.topics.len() as u64, "file was", "files were"),
                    self.qrels.len()
                ),
                hint: "each file of topics has its own file of judgements".to_owned(),
            });
        }
        let pairs = self.topics.iter().zip(&self.qrels);
        let sets: Vec<TopicSet> = pairs
            .map(|(topics, qrels)| TopicSet::read(topics.display().to_string(), topics, qrels))
            .chain(self.set.iter().map(|dir| TopicSet::of_dir(dir)))
            .collect::<Result<_, _>>()?;
        if sets.is_empty() {
            return Err(CliError::Usage {
                message: "no topics were given".to_owned(),
                hint: "give `--topics FILE --qrels FILE`, or `--set DIR` with `topics.tsv` and `qrels.txt` in it".to_owned(),
            });
        }
        for (flag, files) in [("run", &self.run), ("compare", &self.compare)] {
            if !files.is_empty() && files.len() != sets.len() {
                return Err(CliError::Usage {
                    message: format!(
                        "`--{flag}` was given {} for {} of topics",
                        counted(files.len() as u64, "time", "times"),
                        counted(sets.len() as u64, "set", "sets")
                    ),
                    hint: format!(
                        "give one `--{flag} FILE` for each set, in the order of the sets"
                    ),
                });
            }
        }
        Ok(sets)
    }
}

fn depth(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(depth) if (1..=100_000).contains(&depth) => Ok(depth),
        _ => Err("a depth is a whole number from 1 to 100000".to_owned()),
    }
}
