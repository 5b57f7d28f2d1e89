//! Runs: ranked documents by topic, in the six columns of TREC (topic, `Q0`, document, rank, score, name of the run).
//!
//! As in `trec_eval`, the rank column is not read: documents stand by descending score, and those of one score by descending id.
//! What we write has a score for every rank, each lower than the one before, so every reader sees our order.

use std::{
    collections::{BTreeMap, HashSet},
    fmt::Write,
};

use super::input::{InputError, InputLine};
use crate::trial::NctId;

/// Ranked documents by topic.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    topics: BTreeMap<String, Vec<NctId>>,
}

const RESULT: &str =
    "a line has six columns: topic, Q0, NCT id, rank, score (a number), name of the run";

impl Run {
    /// Reads a run. A document that stands twice under a topic is an error.
    pub fn parse(file: &str, text: &str) -> Result<Self, InputError> {
        let mut topics: BTreeMap<String, Vec<(f64, NctId)>> = BTreeMap::new();
        let mut seen = HashSet::new();
        for line in InputLine::all(file, text) {
            let [topic, _, document, _, score, _] = line.columns("result", RESULT)?;
            let document = line.document(document)?;
            let score = score
                .parse()
                .ok()
                .filter(|score: &f64| score.is_finite())
                .ok_or_else(|| line.error(format!("`{score}` is no score"), RESULT))?;
            if !seen.insert((topic, document)) {
                return Err(line.error(
                    format!("{document} stands twice under the topic `{topic}`"),
                    "each document stands once under a topic",
                ));
            }
            topics
                .entry(topic.to_owned())
                .or_default()
                .push((score, document));
        }
        let ranked = |mut scored: Vec<(f64, NctId)>| {
            scored.sort_by(|(one, a), (other, b)| other.total_cmp(one).then(b.cmp(a)));
            scored.into_iter().map(|(_, document)| document).collect()
        };
        Ok(Run {
            topics: topics
                .into_iter()
                .map(|(topic, scored)| (topic, ranked(scored)))
                .collect(),
        })
    }

    /// Adds the documents of a topic, best first.
    pub fn insert(&mut self, topic: &str, ranking: Vec<NctId>) {
        self.topics.insert(topic.to_owned(), ranking);
    }

    /// Returns the documents of a topic, best first; none for a topic that the run does not have.
    pub fn ranking(&self, topic: &str) -> &[NctId] {
        self.topics.get(topic).map_or(&[], Vec::as_slice)
    }

    /// Returns whether the run has documents for the topic.
    pub fn has(&self, topic: &str) -> bool {
        self.topics.contains_key(topic)
    }

    /// Returns the run as a file.
    pub fn text(&self, name: &str) -> String {
        let mut text = String::new();
        for (topic, ranking) in &self.topics {
            for (index, document) in ranking.iter().enumerate() {
                let (rank, score) = (index + 1, ranking.len() - index);
                // Writing to a string cannot fail.
                let _ = writeln!(text, "{topic} Q0 {document} {rank} {score} {name}");
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(numbers: &[u32]) -> Vec<NctId> {
        numbers
            .iter()
            .map(|number| NctId::from_number(*number).unwrap())
            .collect()
    }

    #[test]
    fn scores_order_and_ties_go_to_the_higher_id() {
        let text = "\
            t Q0 NCT00000001 1 0.5 x\n\
            t Q0 NCT00000003 2 1e0 x\n\
            t Q0 NCT00000002 3 0.50 x\n\
            u Q0 NCT00000001 9 -2 x\n\
            t Q0 NCT00000004 1 -1 x\n";
        let run = Run::parse("r.txt", text).unwrap();
        assert_eq!(run.ranking("t"), ids(&[3, 2, 1, 4]));
        assert_eq!(run.ranking("u"), ids(&[1]));
        assert!(run.ranking("v").is_empty() && !run.has("v"));
    }

    #[test]
    fn what_we_write_is_read_in_our_order() {
        let mut run = Run::default();
        run.insert("t", ids(&[1, 3, 2]));
        run.insert("empty", Vec::new());
        let text = run.text("ours");
        assert_eq!(
            text,
            "t Q0 NCT00000001 1 3 ours\nt Q0 NCT00000003 2 2 ours\nt Q0 NCT00000002 3 1 ours\n"
        );
        assert_eq!(
            Run::parse("r.txt", &text).unwrap().ranking("t"),
            run.ranking("t")
        );
    }

    #[test]
    fn bad_lines_are_named() {
        for (text, message) in [
            (
                "t Q0 NCT00000001 1 0.5",
                "`r.txt`, line 1: `t Q0 NCT00000001 1 0.5` is no result",
            ),
            (
                "t Q0 NCT00000001 1 NaN x",
                "`r.txt`, line 1: `NaN` is no score",
            ),
            ("t Q0 7 1 1 x", "`r.txt`, line 1: `7` is not an NCT id"),
            (
                "t Q0 NCT00000001 1 2 x\nu Q0 NCT00000001 1 2 x\nt Q0 NCT00000001 2 1 x",
                "`r.txt`, line 3: NCT00000001 stands twice under the topic `t`",
            ),
        ] {
            let error = Run::parse("r.txt", text).unwrap_err();
            assert_eq!(error.to_string(), message, "{text:?}");
        }
    }
}
