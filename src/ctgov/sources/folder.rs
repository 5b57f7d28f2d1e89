//! Folders: everything in them that may hold records, in the order of the names.

use std::{
    fs::{self, File},
    path::Path,
};

use super::{Emitter, Flow, Limits, Sink, SourceError, read_file, stream::is_read};

/// Reads a folder that was named as a source.
pub(super) fn read_folder(
    folder: &Path,
    limits: &Limits,
    sink: Sink<'_>,
) -> Result<Flow, SourceError> {
    let entries = fs::read_dir(folder).map_err(|error| SourceError::new(folder, error))?;
    Ok(read_entries(entries, limits, sink, folder))
}

fn read_entries(entries: fs::ReadDir, limits: &Limits, sink: Sink<'_>, folder: &Path) -> Flow {
    let mut paths = Vec::new();
    for entry in entries {
        match entry {
            Ok(entry) => paths.push(entry.path()),
            Err(error) => {
                Emitter::new(&folder.to_string_lossy(), limits, sink).unreadable(None, &error)?
            }
        }
    }
    paths.sort();
    for path in paths {
        read_entry(&path, limits, sink)?;
    }
    Flow::Continue(())
}

fn read_entry(path: &Path, limits: &Limits, sink: Sink<'_>) -> Flow {
    let name = path.to_string_lossy();
    if path.is_dir() {
        // A link may lead back to where it is.
        if path.is_symlink() {
            return Emitter::new(&name, limits, sink).ignore("a link to a folder");
        }
        return match fs::read_dir(path) {
            Ok(entries) => read_entries(entries, limits, sink, path),
            Err(error) => Emitter::new(&name, limits, sink).unreadable(None, &error),
        };
    }
    if !is_read(&name) {
        return Emitter::new(&name, limits, sink).ignore("not a name of a file with records");
    }
    match File::open(path) {
        Ok(file) => read_file(path, file, limits, sink),
        Err(error) => Emitter::new(&name, limits, sink).unreadable(None, &error),
    }
}
