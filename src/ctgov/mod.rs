//! The registry's JSON and nothing else: where records are read from, what they look like, and how one becomes a [`Trial`].
//!
//! ```text
//! Source ──sources──▶ RawRecord ──record──▶ StudyRecord ──parse──▶ Trial + warnings
//!                        └──▶ Reject                 └──repair──▶ Reject
//! ```
//!
//! Records come as the registry and its users keep them: one study, an array, a `/studies` page, JSON Lines, any of these compressed, in the registry's bulk archive or in a folder ([`read_sources`]).
//! A record is worth more than its defects: a value that makes no sense is left out with a [`Warning`], and only a record without a usable NCT id, without JSON, or over the [`Limits`] becomes a [`Reject`] ([`parse_study`]).
//!
//! *Invariant:* every record that was read gives exactly one parsed trial or one reject; nothing is lost silently.
//!
//! *Invariant:* memory is bounded by the limits and not by the size of a source.
//!
//! *Invariant:* this module imports `trial` only; it knows nothing of indexes and prints nothing.

mod clean;
mod defects;
mod entities;
mod fields;
mod parse;
mod record;
mod repair;
mod sources;
mod spellings;
mod study;

#[cfg(test)]
mod tests;

pub use defects::{Origin, Reject, RejectKind, Warning, WarningKind};
pub use parse::{Outcome, Parsed, parse_in_parallel, parse_study};
pub use sources::{Ignored, Item, RawRecord, Source, SourceError, read_sources};

#[cfg(doc)]
use crate::trial::Trial;

/// How large a record may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of JSON in one record.
    pub max_record_bytes: usize,
    /// Characters in one text of a record.
    pub max_text_chars: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            max_record_bytes: 64 * 1024 * 1024,
            max_text_chars: 200_000,
        }
    }
}
