//! Qrels: the grades that judges gave, in the four columns of TREC (topic, an unused one, document, grade).
//!
//! A grade of 0 means judged and wrong, 1 and more means relevant. A grade below 0 means that nobody judged the document, as in `trec_eval`: it was only in the pool.
//!
//! Some judges list what is relevant and nothing else. When no line of a file has the grade 0, every other document of the corpus counts as judged, with grade 0; else a list without the unjudged documents would hold nothing but relevant ones.

use std::collections::{BTreeMap, HashMap};

use super::input::{InputError, InputLine};
use crate::trial::NctId;

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
    use super::*;

    fn id(number: u32) -> NctId {
        NctId::from_number(number).unwrap()
    }

    fn everything(_: NctId) -> bool {
        true
    }

    #[test]
    fn grades_are_read_and_negative_ones_are_no_judgement() {
        let text =
            "t1 0 NCT00000001 2\nt1\t0\tNCT00000002\t0\nt1 0 NCT00000003 -1\nt2 0 NCT00000001 -2\n";
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
        let text = "t 0 NCT00000001 1\nt 0 NCT00000002 2\nt 0 NCT00000003 1\nt 0 NCT00000004 0\n";
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
