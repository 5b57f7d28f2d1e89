//! Topics: what people ask, one a line, as an id, a tab and the text.

use std::collections::HashSet;

use super::input::{InputError, InputLine};

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

#[cfg(test)]
mod tests {
    use super::*;

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
