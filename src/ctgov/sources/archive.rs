//! The registry's bulk archive: a zip with one JSON document an entry, half a million of them.
//!
//! Entries are walked one by one: a list of them all would take hundreds of megabytes, and one by name would lose the second of two that share a name.

use std::io::{self, Read, Seek};

use zip::{
    ZipReadOptions,
    read::Config,
    result::{ZipError, ZipResult},
    unstable::read::ZipIterable,
};

use super::{Emitter, Flow, Limits, Sink, read_stream, stream::is_read};

/// Reads every document of an archive, which `open` opens afresh.
pub(super) fn read_archive<R: Read + Seek>(
    name: &str,
    open: impl Fn() -> io::Result<R>,
    limits: &Limits,
    sink: Sink<'_>,
) -> Flow {
    let opened =
        || -> ZipResult<_> { Ok((ZipIterable::try_new(open()?, Config::default())?, open()?)) };
    let (mut archive, mut body) = match opened() {
        Ok(opened) => opened,
        Err(error) => return unreadable(name, error, limits, sink),
    };
    let entries = match archive.files() {
        Ok(entries) => entries,
        Err(error) => return unreadable(name, error, limits, sink),
    };
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            // The walk ends here of itself: where the next entry begins is not known.
            Err(error) => return unreadable(name, error, limits, sink),
        };
        let entry_name = match entry.name() {
            Ok(entry_name) => format!("{name}!/{entry_name}"),
            Err(_) => format!("{name}!/?"),
        };
        if entry.is_dir() {
            continue;
        }
        if !is_read(&entry_name) {
            Emitter::new(&entry_name, limits, sink).ignore("not a name of a file with records")?;
            continue;
        }
        match entry.with_reader(&mut body, ZipReadOptions::default()) {
            Ok(file) => read_stream(&entry_name, Box::new(file), limits, sink)?,
            Err(error) => unreadable(&entry_name, error, limits, sink)?,
        }
    }
    Flow::Continue(())
}

fn unreadable(name: &str, error: ZipError, limits: &Limits, sink: Sink<'_>) -> Flow {
    Emitter::new(name, limits, sink).unreadable(None, &io::Error::from(error))
}
