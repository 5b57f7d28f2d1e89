//! The editorial overlay: what our editors write about a trial in plain words, kept apart from the registry's text.

use serde::{Deserialize, Serialize};

use super::{NctId, PartialDate};

/// Plain words about one trial, written and dated by a person. One JSON file per trial; every field but the title, the date and the reviewer may be absent or empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditorialFile {
    pub nct_id: String,
    pub plain_title: String,
    #[serde(default)]
    pub plain_summary: Option<String>,
    #[serde(default)]
    pub good_fit: Vec<String>,
    #[serde(default)]
    pub not_a_fit: Vec<String>,
    #[serde(default)]
    pub potential_benefit: Option<String>,
    /// How similar studies performed.
    #[serde(default)]
    pub similar_studies: Option<String>,
    #[serde(default)]
    pub tags: Vec<String>,
    /// `YYYY-MM-DD`.
    pub reviewed_on: String,
    pub reviewed_by: String,
}

/// A validated [`EditorialFile`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Editorial {
    pub plain_title: String,
    pub plain_summary: Option<String>,
    pub good_fit: Vec<String>,
    pub not_a_fit: Vec<String>,
    pub potential_benefit: Option<String>,
    pub similar_studies: Option<String>,
    pub tags: Vec<String>,
    pub reviewed_on: PartialDate,
    pub reviewed_by: String,
}

/// Why an editorial file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditorialError {
    #[error("`nct_id`: `{0}` is not an NCT id")]
    BadId(String),
    #[error("`{0}` is empty")]
    Empty(&'static str),
    #[error("`{field}` is {length} characters long, {allowed} are allowed")]
    TooLong {
        field: &'static str,
        length: usize,
        allowed: usize,
    },
    #[error("`reviewed_on`: `{0}` is not a full date such as 2026-05-12")]
    BadDate(String),
}

/// The longest text an editor may write in one field, in characters.
pub const MAX_FIELD_CHARS: usize = 5_000;

impl EditorialFile {
    /// Checks the file and returns the trial it is about with its overlay.
    pub fn validate(self) -> Result<(NctId, Editorial), EditorialError> {
        let nct_id = self
            .nct_id
            .parse()
            .map_err(|_| EditorialError::BadId(self.nct_id.clone()))?;
        let reviewed_on = self
            .reviewed_on
            .parse::<PartialDate>()
            .ok()
            .filter(|date| date.first_day() == date.last_day())
            .ok_or_else(|| EditorialError::BadDate(self.reviewed_on.clone()))?;
        let editorial = Editorial {
            plain_title: required("plain_title", self.plain_title)?,
            plain_summary: optional("plain_summary", self.plain_summary)?,
            good_fit: list("good_fit", self.good_fit)?,
            not_a_fit: list("not_a_fit", self.not_a_fit)?,
            potential_benefit: optional("potential_benefit", self.potential_benefit)?,
            similar_studies: optional("similar_studies", self.similar_studies)?,
            tags: list("tags", self.tags)?,
            reviewed_on,
            reviewed_by: required("reviewed_by", self.reviewed_by)?,
        };
        Ok((nct_id, editorial))
    }
}

fn required(field: &'static str, text: String) -> Result<String, EditorialError> {
    let trimmed = text.trim();
    let length = trimmed.chars().count();
    match length {
        0 => Err(EditorialError::Empty(field)),
        1..=MAX_FIELD_CHARS => Ok(trimmed.to_owned()),
        _ => Err(EditorialError::TooLong {
            field,
            length,
            allowed: MAX_FIELD_CHARS,
        }),
    }
}

fn optional(field: &'static str, text: Option<String>) -> Result<Option<String>, EditorialError> {
    text.filter(|text| !text.trim().is_empty())
        .map(|text| required(field, text))
        .transpose()
}

fn list(field: &'static str, items: Vec<String>) -> Result<Vec<String>, EditorialError> {
    items
        .into_iter()
        .map(|item| required(field, item))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(change: impl FnOnce(&mut EditorialFile)) -> EditorialFile {
        let mut file = EditorialFile {
            nct_id: "NCT99000001".into(),
            plain_title: "A new tablet for asthma".into(),
            plain_summary: None,
            good_fit: vec![],
            not_a_fit: vec![],
            potential_benefit: None,
            similar_studies: None,
            tags: vec!["asthma".into()],
            reviewed_on: "2026-05-12".into(),
            reviewed_by: "A. Editor".into(),
        };
        change(&mut file);
        file
    }

    #[test]
    fn a_good_file_is_taken() {
        let (id, editorial) = file(|_| ()).validate().unwrap();
        assert_eq!(id.to_string(), "NCT99000001");
        assert_eq!(editorial.reviewed_on.to_string(), "2026-05-12");
    }

    #[test]
    fn each_mistake_is_named() {
        type Change = fn(&mut EditorialFile);
        let table: [(Change, &str); 5] = [
            (
                |f| f.nct_id = "NCT12x".into(),
                "`nct_id`: `NCT12x` is not an NCT id",
            ),
            (|f| f.plain_title = "  ".into(), "`plain_title` is empty"),
            (|f| f.tags = vec!["".into()], "`tags` is empty"),
            (
                |f| f.reviewed_on = "2026-05".into(),
                "`reviewed_on`: `2026-05` is not a full date such as 2026-05-12",
            ),
            (
                |f| f.plain_summary = Some("x".repeat(5_001)),
                "`plain_summary` is 5001 characters long, 5000 are allowed",
            ),
        ];
        for (change, message) in table {
            assert_eq!(file(change).validate().unwrap_err().to_string(), message);
        }
    }
}
