//! Records that could not be kept, and where they stood.

use std::{fmt, sync::Arc};

use crate::trial::NctId;

/// Where a record was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The path as given; an entry of an archive follows behind `!/`, as in `a.zip!/x/NCT1.json`.
    pub file: Arc<str>,
    /// 1-based: the line in JSON Lines, or the one on which the record begins.
    pub line: Option<u64>,
    /// 0-based ordinal of the record within the file.
    pub index: u64,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

/// A record that was not kept, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{origin}: {reason}")]
pub struct Reject {
    pub origin: Origin,
    /// The record's id where it could be made out, if only from its first bytes.
    pub nct_id: Option<String>,
    pub kind: RejectKind,
    /// What is wrong, in words; holds no control characters.
    pub reason: String,
}

/// Why a record was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RejectKind {
    /// Not JSON, cut short, or not UTF-8.
    NotJson,
    /// JSON, but not an object with a `protocolSection`.
    NotAStudy,
    /// More bytes than [`super::Limits::max_record_bytes`].
    TooLarge,
    /// Nested more deeply than any study is.
    TooDeep,
    /// A study without `protocolSection.identificationModule.nctId`.
    NoId,
    /// The id is not an NCT id.
    BadId,
    /// A text of more characters than [`super::Limits::max_text_chars`].
    TextTooLong,
    /// The file or what it is compressed with could not be read to its end.
    Unreadable,
}

impl RejectKind {
    /// Returns the code used in `rejects.jsonl`.
    pub fn as_str(self) -> &'static str {
        match self {
            RejectKind::NotJson => "not_json",
            RejectKind::NotAStudy => "not_a_study",
            RejectKind::TooLarge => "too_large",
            RejectKind::TooDeep => "too_deep",
            RejectKind::NoId => "no_id",
            RejectKind::BadId => "bad_id",
            RejectKind::TextTooLong => "text_too_long",
            RejectKind::Unreadable => "unreadable",
        }
    }
}

impl fmt::Display for RejectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Looks for the id in bytes that may be broken JSON, so that a reject can name its study.
pub(super) fn sniff_nct_id(json: &[u8]) -> Option<String> {
    const KEY: &[u8] = b"\"nctId\"";
    let head = &json[..json.len().min(64 * 1024)];
    let key = head.windows(KEY.len()).position(|window| window == KEY)?;
    let value: Vec<u8> = head[key + KEY.len()..]
        .iter()
        .copied()
        .skip_while(|byte| byte.is_ascii_whitespace() || *byte == b':')
        .skip_while(|byte| *byte == b'"')
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .take(24)
        .collect();
    whole_nct_id(std::str::from_utf8(&value).ok()?).map(|id| id.to_string())
}

/// Reads an id that has all of its digits: in a record, a shorter one was damaged, where a person would have left out zeros.
pub(super) fn whole_nct_id(text: &str) -> Option<NctId> {
    let id: NctId = text.parse().ok()?;
    id.to_string().eq_ignore_ascii_case(text).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_broken_record_is_found() {
        for (json, id) in [
            (
                r#"{"protocolSection":{"identificationModule":{"nctId":"NCT01234567","org"#,
                Some("NCT01234567"),
            ),
            (r#"{ "nctId" : "nct00000042" "#, Some("NCT00000042")),
            (r#"{"nctId":"NCT42"}"#, None),
            (r#"{"nctId":""#, None),
            (r#"{"nctId":"ISRCTN1"}"#, None),
            ("", None),
        ] {
            assert_eq!(sniff_nct_id(json.as_bytes()).as_deref(), id, "{json}");
        }
    }
}
