//! What is wrong with records: rejects for those that could not be kept, warnings for what was left out or put right in the others; and where it stands.

use std::{fmt, sync::Arc};

use super::{Limits, clean::excerpt};
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

/// Declares kinds of defects, each with its code in `rejects.jsonl` and in the manifest.
macro_rules! defect_kinds {
    ($(#[$meta:meta])* $name:ident { $($(#[$about:meta])* $kind:ident = $code:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$about])* $kind,)+ }

        impl $name {
            /// Returns the code.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$kind => $code,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

defect_kinds! {
    /// Why a record was not kept.
    RejectKind {
        /// Not JSON, cut short, or not UTF-8.
        NotJson = "not_json",
        /// JSON, but not an object with a `protocolSection`.
        NotAStudy = "not_a_study",
        /// More bytes than [`super::Limits::max_record_bytes`].
        TooLarge = "too_large",
        /// Nested more deeply than any study is.
        TooDeep = "too_deep",
        /// A study without `protocolSection.identificationModule.nctId`.
        NoId = "no_id",
        /// The id is not an NCT id.
        BadId = "bad_id",
        /// A text of more characters than [`super::Limits::max_text_chars`].
        TextTooLong = "text_too_long",
        /// The file or what it is compressed with could not be read to its end.
        Unreadable = "unreadable",
    }
}

defect_kinds! {
    /// What kind of defect a warning is about.
    WarningKind {
        /// A value that the registry's enum does not have: read as the one that it spells otherwise, or kept as it is.
        UnknownEnum = "unknown_enum",
        /// Not a date as the registry writes it: read as the one that is spelt otherwise, or left out.
        BadDate = "bad_date",
        /// Not an age as the registry writes it: read as the one that is spelt otherwise, or left out, which leaves the bound open.
        BadAge = "bad_age",
        /// Not a point on Earth, or 0, 0; left out.
        BadPoint = "bad_point",
        /// Not a number of people; left out.
        BadCount = "bad_count",
        /// Not an NCT id where one belongs; left out or kept as text.
        BadReference = "bad_reference",
        /// Of another type than the registry's schema says; converted or left out.
        WrongType = "wrong_type",
        /// The same key twice in one object; the last one holds.
        DuplicateKey = "duplicate_key",
        /// An entry without the name that it needs; left out.
        MissingName = "missing_name",
        /// Control characters or direction overrides; removed.
        ControlCharacters = "control_characters",
        /// Characters written as references of HTML (`&lt;`); read.
        Entities = "entities",
        /// Stands for all further warnings of a record that has very many.
        More = "more",
    }
}

/// Why a record is refused, before it is known where it stood.
pub(super) type Refusal = (RejectKind, String);

impl Limits {
    /// The refusal of a record that has more bytes than are read.
    pub(super) fn too_large(&self) -> Refusal {
        let reason = format!("the record has more than {} bytes", self.max_record_bytes);
        (RejectKind::TooLarge, reason)
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

/// A value that was left out, put right or not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    pub kind: WarningKind,
    /// Where in the record, such as `protocolSection.contactsLocationsModule.locations[3].geoPoint`.
    pub path: String,
    /// The value as found: at most 80 characters, none of them a control character.
    pub value: String,
    pub message: String,
}

impl Warning {
    /// Returns a warning about `value` at `path`; the value is shortened for show.
    pub(super) fn new(
        kind: WarningKind,
        path: impl fmt::Display,
        value: &str,
        message: impl Into<String>,
    ) -> Self {
        Warning {
            kind,
            path: path.to_string(),
            value: excerpt(value),
            message: message.into(),
        }
    }
}

/// The warnings of one record, of which only the first hundred are kept one by one.
#[derive(Debug, Default)]
pub(super) struct Warnings {
    list: Vec<Warning>,
    left_out: u64,
}

impl Warnings {
    const MOST: usize = 100;

    /// Notes a defect; the message is only made when it will be kept.
    pub(super) fn add<M: Into<String>>(
        &mut self,
        kind: WarningKind,
        path: impl fmt::Display,
        value: &str,
        message: impl FnOnce() -> M,
    ) {
        if self.list.len() < Self::MOST {
            self.list.push(Warning::new(kind, path, value, message()));
        } else {
            self.left_out += 1;
        }
    }

    /// Returns the warnings, with one for all that were left out.
    pub(super) fn into_list(mut self) -> Vec<Warning> {
        if self.left_out > 0 {
            let message = format!("{} more warnings about this record", self.left_out);
            self.list
                .push(Warning::new(WarningKind::More, "", "", message));
        }
        self.list
    }
}

/// A path in a record, built on the stack and written out only when something is wrong.
#[derive(Debug, Clone, Copy)]
pub(super) enum Path<'a> {
    Root(&'static str),
    Key(&'a Path<'a>, &'static str),
    Index(&'a Path<'a>, usize),
}

impl<'a> Path<'a> {
    /// Returns the path of a member; `key` may itself be several keys joined by dots.
    pub(super) fn key(&'a self, key: &'static str) -> Path<'a> {
        Path::Key(self, key)
    }

    /// Returns the path of a list's element.
    pub(super) fn index(&'a self, index: usize) -> Path<'a> {
        Path::Index(self, index)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root(key) => f.write_str(key),
            Path::Key(parent, key) => write!(f, "{parent}.{key}"),
            Path::Index(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
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
