//! Lines of judged topics, and what is wrong with them.

use std::collections::HashSet;

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

#[cfg(test)]
mod tests {
    use super::*;

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
