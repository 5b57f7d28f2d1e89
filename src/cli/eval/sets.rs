//! Sets of judged topics, read from files.

use std::{collections::HashSet, fs, path::Path};

use crate::{
    cli::error::CliError,
    eval::{Qrels, Run, Topic, parse_ids, parse_topics},
    trial::NctId,
};

/// Topics with their judgements.
#[derive(Debug)]
pub struct TopicSet {
    /// What the set is called in tables.
    pub name: String,
    pub topics: Vec<Topic>,
    pub qrels: Qrels,
}

impl TopicSet {
    /// Reads a set from its two files.
    pub fn read(name: String, topics: &Path, qrels: &Path) -> Result<Self, CliError> {
        let set = TopicSet {
            name,
            topics: parse_topics(&topics.display().to_string(), &read(topics)?)?,
            qrels: Qrels::parse(&qrels.display().to_string(), &read(qrels)?)?,
        };
        let known: HashSet<&str> = set.qrels.topics().collect();
        if !set.topics.iter().any(|topic| known.contains(&*topic.id)) {
            return Err(CliError::Usage {
                message: format!(
                    "no topic of `{}` is judged in `{}`",
                    topics.display(),
                    qrels.display()
                ),
                hint: "both files name their topics by the same ids".to_owned(),
            });
        }
        Ok(set)
    }

    /// Reads `topics.tsv` and `qrels.txt` of a folder, which gives the set its name.
    pub fn of_dir(dir: &Path) -> Result<Self, CliError> {
        let name = dir.file_name().map_or_else(
            || dir.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        );
        TopicSet::read(name, &dir.join("topics.tsv"), &dir.join("qrels.txt"))
    }
}

/// Reads a run.
pub fn read_run(path: &Path) -> Result<Run, CliError> {
    Ok(Run::parse(&path.display().to_string(), &read(path)?)?)
}

/// Reads a list of NCT ids.
pub fn read_ids(path: &Path) -> Result<HashSet<NctId>, CliError> {
    Ok(parse_ids(&path.display().to_string(), &read(path)?)?)
}

fn read(path: &Path) -> Result<String, CliError> {
    fs::read_to_string(path).map_err(CliError::io("read", path))
}
