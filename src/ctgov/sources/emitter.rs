//! Items of one file on their way to the sink: numbered, and with their origin.

use std::{io, sync::Arc};

use super::{Flow, Ignored, Item, Limits, Origin, RawRecord, Reject, RejectKind, Sink};
use crate::ctgov::{clean::clean_line, reject::sniff_nct_id};

/// Sends what is found in one file.
pub(super) struct Emitter<'s> {
    file: Arc<str>,
    next_index: u64,
    pub(super) limits: &'s Limits,
    sink: Sink<'s>,
}

impl<'s> Emitter<'s> {
    /// `name` may be any bytes of a file system or an archive; it is made fit to print.
    pub(super) fn new(name: &str, limits: &'s Limits, sink: Sink<'s>) -> Self {
        Emitter {
            file: printable(name),
            next_index: 0,
            limits,
            sink,
        }
    }

    fn origin(&mut self, line: Option<u64>) -> Origin {
        let index = self.next_index;
        self.next_index += 1;
        Origin {
            file: Arc::clone(&self.file),
            line,
            index,
        }
    }

    /// Sends a record.
    pub(super) fn record(&mut self, line: u64, json: Vec<u8>) -> Flow {
        let origin = self.origin(Some(line));
        (self.sink)(Item::Record(RawRecord { json, origin }))
    }

    /// Sends a reject; `head` are the bytes of the record as far as they are known.
    pub(super) fn reject(
        &mut self,
        line: Option<u64>,
        kind: RejectKind,
        reason: String,
        head: &[u8],
    ) -> Flow {
        let origin = self.origin(line);
        (self.sink)(Item::Reject(Reject {
            origin,
            nct_id: sniff_nct_id(head),
            kind,
            reason,
        }))
    }

    /// Sends the reject of a record that is over the limit.
    pub(super) fn too_large(&mut self, line: u64, head: &[u8]) -> Flow {
        let (kind, reason) = crate::ctgov::parse::too_large(self.limits);
        self.reject(Some(line), kind, reason, head)
    }

    /// Sends the reject that stands for the rest of a file.
    pub(super) fn unreadable(&mut self, line: Option<u64>, error: &io::Error) -> Flow {
        let reason = format!(
            "cannot be read to its end: {}",
            clean_line(error.to_string().into()).text
        );
        self.reject(line, RejectKind::Unreadable, reason, &[])
    }

    /// Lists the file as ignored.
    pub(super) fn ignore(&mut self, reason: &'static str) -> Flow {
        (self.sink)(Item::Ignored(Ignored {
            file: Arc::clone(&self.file),
            reason,
        }))
    }
}

/// Returns a name without characters that could harm a terminal.
fn printable(name: &str) -> Arc<str> {
    if name.chars().any(char::is_control) {
        clean_line(name.into()).text.into()
    } else {
        name.into()
    }
}
