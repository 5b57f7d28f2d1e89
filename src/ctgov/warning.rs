//! What was left out or put right in a record that was kept, and the path of the value it concerns.

use std::fmt;

use super::clean::excerpt;

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

/// What kind of defect a warning is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WarningKind {
    /// A value that the registry's enum does not have; kept as it is.
    UnknownEnum,
    /// Not a date; left out.
    BadDate,
    /// Not an age; left out, which leaves the bound open.
    BadAge,
    /// Not a point on Earth, or 0, 0; left out.
    BadPoint,
    /// Not a number of people; left out.
    BadCount,
    /// Not an NCT id where one belongs; left out or kept as text.
    BadReference,
    /// Of another type than the registry's schema says; converted or left out.
    WrongType,
    /// The same key twice in one object; the last one holds.
    DuplicateKey,
    /// An entry without the name that it needs; left out.
    MissingName,
    /// Control characters or direction overrides; removed.
    ControlCharacters,
    /// Stands for all further warnings of a record that has very many.
    More,
}

impl WarningKind {
    /// Returns the code used in the manifest.
    pub fn as_str(self) -> &'static str {
        match self {
            WarningKind::UnknownEnum => "unknown_enum",
            WarningKind::BadDate => "bad_date",
            WarningKind::BadAge => "bad_age",
            WarningKind::BadPoint => "bad_point",
            WarningKind::BadCount => "bad_count",
            WarningKind::BadReference => "bad_reference",
            WarningKind::WrongType => "wrong_type",
            WarningKind::DuplicateKey => "duplicate_key",
            WarningKind::MissingName => "missing_name",
            WarningKind::ControlCharacters => "control_characters",
            WarningKind::More => "more",
        }
    }
}

impl fmt::Display for WarningKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
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
