//! The files of judged topics, in the forms of the TREC conferences.
//!
//! *Topics* are what people ask, one a line, as an id, a tab and the text.
//!
//! *Runs* are ranked documents by topic, in six columns (topic, `Q0`, document, rank, score, name of the run).
//! As in `trec_eval`, the rank column is not read: documents stand by descending score, and those of one score by descending id.
//! What we write has a score for every rank, each lower than the one before, so every reader sees our order.
//!
//! *Qrels* are the grades that judges gave, in four columns (topic, an unused one, document, grade).
//! A grade of 0 means judged and wrong, 1 and more means relevant. A grade below 0 means that nobody judged the document, as in `trec_eval`: it was only in the pool.
//! Some judges list what is relevant and nothing else. When no line of a file has the grade 0, every other document of the corpus counts as judged, with grade 0; else a list without the unjudged documents would hold nothing but relevant ones.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt::Write,
};

use crate::trial::{NctId, nct_id::NctIdError};

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{file}`, line {line}: {problem}")]
pub struct InputError {
    pub file: String,
    /// From 1.
    pub line: usize,
    /// What is wrong, with the value.
    problem: String,
    /// What is allowed.
    pub allowed: &'static str,
}

/// One line of a file, for reading and for complaints.
#[derive(Debug, Clone, Copy)]
pub struct InputLine<'a> {
    file: &'a str,
    number: usize,
    pub text: &'a str,
}

impl<'a> InputLine<'a> {
    /// Returns the lines of a file that hold anything.
    pub fn all(file: &'a str, text: &'a str) -> impl Iterator<Item = InputLine<'a>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        text.lines()
            .zip(1..)
            .map(move |(text, number)| InputLine { file, number, text })
            .filter(|line| !line.text.trim().is_empty())
    }

    /// Returns the columns between blanks, if there are exactly `N`.
    pub fn columns<const N: usize>(
        self,
        what: &str,
        allowed: &'static str,
    ) -> Result<[&'a str; N], InputError> {
        let columns: Vec<&str> = self.text.split_whitespace().collect();
        columns
            .try_into()
            .map_err(|_| self.error(format!("`{}` is no {what}", shortened(self.text)), allowed))
    }

    /// Returns the document that a column names.
    pub fn document(self, column: &str) -> Result<NctId, InputError> {
        column
            .parse()
            .map_err(|error: NctIdError| self.error(error.to_string(), NctIdError::HINT))
    }

    /// Returns a complaint about this line.
    pub fn error(self, problem: String, allowed: &'static str) -> InputError {
        InputError {
            file: self.file.to_owned(),
            line: self.number,
            problem,
            allowed,
        }
    }
}

/// Reads a list of documents: NCT ids, one a line.
pub fn parse_ids(file: &str, text: &str) -> Result<HashSet<NctId>, InputError> {
    InputLine::all(file, text)
        .map(|line| line.document(line.text.trim()))
        .collect()
}

/// The beginning of a line that may be a page long.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// A text that was judged for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Without blanks, since runs and qrels are columns between blanks.
    pub id: String,
    pub text: String,
}

const TOPIC: &str = "a topic is an id without blanks, one tab and its text, on one line";

/// Reads the topics of a file, in its order. Empty lines are skipped.
pub fn parse_topics(file: &str, text: &str) -> Result<Vec<Topic>, InputError> {
    let mut topics = Vec::new();
    let mut seen = HashSet::new();
    for line in InputLine::all(file, text) {
        let [id, text] = line
            .text
            .split('\t')
            .map(str::trim)
            .collect::<Vec<_>>()
            .try_into()
            .map_err(|columns: Vec<&str>| {
                let problem = match columns.len() {
                    1 => format!("`{}` has no tab", columns[0]),
                    _ => format!("the topic `{}` has several tabs", columns[0]),
                };
                line.error(problem, TOPIC)
            })?;
        if id.is_empty() || id.contains(char::is_whitespace) {
            return Err(line.error(format!("`{id}` is no id of a topic"), TOPIC));
        }
        if text.is_empty() {
            return Err(line.error(format!("the topic `{id}` has no text"), TOPIC));
        }
        if !seen.insert(id) {
            return Err(line.error(
                format!("the topic `{id}` is there twice"),
                "each topic has an id of its own",
            ));
        }
        topics.push(Topic {
            id: id.to_owned(),
            text: text.to_owned(),
        });
    }
    Ok(topics)
}

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

/// The grades of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Qrels {
    /// Grades of 0 and more, by topic; a topic whose documents nobody judged is there without any.
    topics: BTreeMap<String, HashMap<NctId, u32>>,
}

const QREL: &str = "a line has four columns: topic, 0, NCT id, grade (a whole number; 0 is wrong, 1 and more is relevant)";

impl Qrels {
    /// Reads the grades of a file. A document that is judged twice for a topic is an error.
    pub fn parse(file: &str, text: &str) -> Result<Self, InputError> {
        let mut topics: BTreeMap<String, HashMap<NctId, Option<u32>>> = BTreeMap::new();
        for line in InputLine::all(file, text) {
            let [topic, _, document, grade] = line.columns("judgement", QREL)?;
            let document = line.document(document)?;
            let grade: i32 = grade
                .parse()
                .map_err(|_| line.error(format!("`{grade}` is no grade"), QREL))?;
            let graded = topics.entry(topic.to_owned()).or_default();
            if graded.insert(document, u32::try_from(grade).ok()).is_some() {
                return Err(line.error(
                    format!("{document} is judged twice for the topic `{topic}`"),
                    "one grade for each document of a topic",
                ));
            }
        }
        let judged = |graded: HashMap<NctId, Option<u32>>| {
            let grades = graded.into_iter();
            grades
                .filter_map(|(document, grade)| Some((document, grade?)))
                .collect()
        };
        Ok(Qrels {
            topics: topics
                .into_iter()
                .map(|(topic, graded)| (topic, judged(graded)))
                .collect(),
        })
    }

    /// Returns the topics, by id.
    pub fn topics(&self) -> impl Iterator<Item = &str> {
        self.topics.keys().map(String::as_str)
    }

    /// Returns whether the file lists only what is relevant, so that every other document of the corpus counts as judged and wrong.
    pub fn is_complete(&self) -> bool {
        let mut grades = self.topics.values().flat_map(HashMap::values);
        grades.all(|grade| *grade > 0)
    }

    /// Returns the judgements of a topic within a corpus, or `None` if the file does not know the topic.
    pub fn judgements<'a>(
        &self,
        topic: &str,
        corpus: &'a dyn Fn(NctId) -> bool,
    ) -> Option<Judgements<'a>> {
        let grades = self.topics.get(topic)?;
        Some(Judgements {
            grades: grades
                .iter()
                .filter(|(document, _)| corpus(**document))
                .map(|(document, grade)| (*document, *grade))
                .collect(),
            others: self.is_complete().then_some(corpus),
        })
    }
}

/// What is known of the documents of a corpus for one topic.
pub struct Judgements<'a> {
    grades: HashMap<NctId, u32>,
    /// The documents that have grade 0 without being listed.
    others: Option<&'a dyn Fn(NctId) -> bool>,
}

impl Judgements<'_> {
    /// Returns the grade of a document, or `None` if nobody judged it.
    pub fn grade(&self, document: NctId) -> Option<u32> {
        let listed = self.grades.get(&document).copied();
        listed.or_else(|| self.others?(document).then_some(0))
    }

    /// Returns the documents of grade 1 and more with their grades, the best first, then by id.
    pub fn relevant(&self) -> Vec<(NctId, u32)> {
        let listed = self.grades.iter();
        let mut relevant: Vec<(NctId, u32)> = listed
            .filter(|(_, grade)| **grade > 0)
            .map(|(document, grade)| (*document, *grade))
            .collect();
        relevant.sort_by_key(|(document, grade)| (std::cmp::Reverse(*grade), *document));
        relevant
    }
}

#[cfg(test)]
mod tests {
    mod lines {
        use super::super::*;

        #[test]
        fn lists_of_ids_are_read() {
            let ids = parse_ids("ids.txt", "\u{feff}NCT00000001\r\n\n  NCT00000002 \n").unwrap();
            assert_eq!(ids.len(), 2);
            let error = parse_ids("ids.txt", "NCT00000001\n\ntrial 7\n").unwrap_err();
            assert_eq!(
                error.to_string(),
                "`ids.txt`, line 3: `trial 7` is not an NCT id"
            );
            assert_eq!(error.allowed, NctIdError::HINT);
        }

        #[test]
        fn a_long_line_is_shown_by_its_beginning() {
            assert_eq!(shortened("six columns"), "six columns");
            assert_eq!(shortened(&"é".repeat(61)), format!("{}…", "é".repeat(60)));
        }
    }

    mod topics {
        use super::super::*;

        #[test]
        fn topics_keep_their_order() {
            let topics = parse_topics("t.tsv", "b2\tmy mum has asthma\r\n\na1\t白血病 \n").unwrap();
            let read: Vec<(&str, &str)> = topics
                .iter()
                .map(|topic| (&*topic.id, &*topic.text))
                .collect();
            assert_eq!(read, [("b2", "my mum has asthma"), ("a1", "白血病")]);
        }

        #[test]
        fn bad_lines_are_named() {
            for (text, message) in [
                ("a\tx\nasthma", "`t.tsv`, line 2: `asthma` has no tab"),
                ("a\tx\ty", "`t.tsv`, line 1: the topic `a` has several tabs"),
                ("a b\tx", "`t.tsv`, line 1: `a b` is no id of a topic"),
                ("\tx", "`t.tsv`, line 1: `` is no id of a topic"),
                ("a\t ", "`t.tsv`, line 1: the topic `a` has no text"),
                (
                    "a\tx\n\na\ty",
                    "`t.tsv`, line 3: the topic `a` is there twice",
                ),
            ] {
                let error = parse_topics("t.tsv", text).unwrap_err();
                assert_eq!(error.to_string(), message, "{text:?}");
                assert!(!error.allowed.is_empty());
            }
        }
    }

    mod runs {
        use super::super::*;

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

    mod judgements {
        use super::super::*;

        fn id(number: u32) -> NctId {
            NctId::from_number(number).unwrap()
        }

        fn everything(_: NctId) -> bool {
            true
        }

        #[test]
        fn grades_are_read_and_negative_ones_are_no_judgement() {
            let text = "t1 0 NCT00000001 2\nt1\t0\tNCT00000002\t0\nt1 0 NCT00000003 -1\nt2 0 NCT00000001 -2\n";
            let qrels = Qrels::parse("q.txt", text).unwrap();
            assert_eq!(qrels.topics().collect::<Vec<_>>(), ["t1", "t2"]);
            assert!(!qrels.is_complete());
            let judged = qrels.judgements("t1", &everything).unwrap();
            let grades = [1, 2, 3, 4].map(|number| judged.grade(id(number)));
            assert_eq!(grades, [Some(2), Some(0), None, None]);
            assert!(
                qrels
                    .judgements("t2", &everything)
                    .unwrap()
                    .relevant()
                    .is_empty()
            );
            assert!(qrels.judgements("t3", &everything).is_none());
        }

        #[test]
        fn only_documents_of_the_corpus_count() {
            let text =
                "t 0 NCT00000001 1\nt 0 NCT00000002 2\nt 0 NCT00000003 1\nt 0 NCT00000004 0\n";
            let qrels = Qrels::parse("q.txt", text).unwrap();
            let odd = |document: NctId| document.number() % 2 == 1;
            let judged = qrels.judgements("t", &odd).unwrap();
            assert_eq!(judged.relevant(), [(id(1), 1), (id(3), 1)]);
            assert_eq!(judged.grade(id(2)), None);
            let all = qrels.judgements("t", &everything).unwrap();
            assert_eq!(all.relevant(), [(id(2), 2), (id(1), 1), (id(3), 1)]);
        }

        #[test]
        fn where_only_relevant_documents_are_listed_the_others_are_wrong() {
            let qrels = Qrels::parse("q.txt", "t 0 NCT00000001 1\n").unwrap();
            assert!(qrels.is_complete());
            let small = |document: NctId| document.number() < 10;
            let judged = qrels.judgements("t", &small).unwrap();
            let grades = [1, 2, 11].map(|number| judged.grade(id(number)));
            assert_eq!(grades, [Some(1), Some(0), None]);
        }

        #[test]
        fn bad_lines_are_named() {
            for (text, message) in [
                (
                    "t 0 NCT00000001",
                    "`q.txt`, line 1: `t 0 NCT00000001` is no judgement",
                ),
                ("t 0 X1 2", "`q.txt`, line 1: `X1` is not an NCT id"),
                (
                    "t 0 NCT00000001 good",
                    "`q.txt`, line 1: `good` is no grade",
                ),
                ("t 0 NCT00000001 1.5", "`q.txt`, line 1: `1.5` is no grade"),
                (
                    "t 0 NCT00000001 1\nt 0 NCT00000001 1",
                    "`q.txt`, line 2: NCT00000001 is judged twice for the topic `t`",
                ),
            ] {
                let error = Qrels::parse("q.txt", text).unwrap_err();
                assert_eq!(error.to_string(), message, "{text:?}");
            }
        }
    }
}
