//! Where records are read from: paths, standard input and bytes that are compiled in.
//!
//! | form | recognised by |
//! |---|---|
//! | gzip, Zstandard around any other form | first bytes |
//! | the registry's bulk archive (zip): one document an entry | first bytes |
//! | JSON Lines: one study a line | `.jsonl`, `.ndjson`, or a first line that is a whole study |
//! | document: a study, an array, a `/studies` page, or several of these in a row | everything else |
//! | folder, with what lies in it | the file system |
//!
//! In JSON Lines a bad line is one reject; in a document a syntax error ends the document: what was read before is kept, the rest is one reject.
//! Records are cut out by brackets alone, so a record of which only the inside is broken costs no other record; reading them is `parse_study`'s work.
//!
//! *Invariant:* one record is held at a time, and of one that is too large only the beginning.

mod archive;
mod document;
mod emitter;
mod folder;
mod lines;
mod scanner;
mod stream;

use std::{
    borrow::Cow,
    convert::Infallible,
    fs::File,
    io::{self, Cursor, Read},
    ops::ControlFlow,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use emitter::Emitter;

use super::{
    Limits,
    reject::{Origin, Reject, RejectKind},
};

/// One record as it was found: raw JSON bytes and where they came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRecord {
    pub json: Vec<u8>,
    pub origin: Origin,
}

/// A file that was not read for records; it counts neither as read nor as skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    pub file: Arc<str>,
    pub reason: &'static str,
}

/// What reading comes upon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    Record(RawRecord),
    /// A record, or the rest of a document, that cannot be handed on.
    Reject(Reject),
    Ignored(Ignored),
}

/// Where records are read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file or a folder.
    Path(PathBuf),
    Stdin,
    /// Bytes that are compiled in; the name ends as a file's would.
    Bytes {
        name: String,
        bytes: Cow<'static, [u8]>,
    },
}

impl From<&str> for Source {
    /// `-` is standard input, everything else a path.
    fn from(text: &str) -> Self {
        if text == "-" {
            Source::Stdin
        } else {
            Source::Path(PathBuf::from(text))
        }
    }
}

impl FromStr for Source {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Source::from(text))
    }
}

/// A source that was named cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    #[error("no file or folder `{}`", path.display())]
    NotFound { path: PathBuf },
    #[error("cannot open `{}`", path.display())]
    CannotOpen {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

impl SourceError {
    fn new(path: &Path, source: io::Error) -> Self {
        let path = path.to_path_buf();
        match source.kind() {
            io::ErrorKind::NotFound => SourceError::NotFound { path },
            _ => SourceError::CannotOpen { path, source },
        }
    }
}

/// Whether to go on; [`ControlFlow::Break`] is the sink's wish to stop.
type Flow = ControlFlow<()>;
type Sink<'s> = &'s mut dyn FnMut(Item) -> Flow;

/// Hands every record of `sources` to `sink`, in order, until there are no more or the sink breaks.
///
/// Fails only for a source that does not exist or cannot be opened, and for the most part before anything is read; what goes wrong later is an [`Item::Reject`].
pub fn read_sources(
    sources: &[Source],
    limits: &Limits,
    sink: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> Result<(), SourceError> {
    for source in sources {
        if let Source::Path(path) = source {
            path.metadata()
                .map_err(|error| SourceError::new(path, error))?;
        }
    }
    for source in sources {
        let flow = match source {
            Source::Path(path) if path.is_dir() => folder::read_folder(path, limits, sink)?,
            Source::Path(path) => {
                let file = File::open(path).map_err(|error| SourceError::new(path, error))?;
                read_file(path, file, limits, sink)
            }
            Source::Stdin => read_stream("stdin", Box::new(io::stdin().lock()), limits, sink),
            Source::Bytes { name, bytes } if stream::is_zip(bytes) => {
                archive::read_archive(name, || Ok(Cursor::new(bytes.as_ref())), limits, sink)
            }
            Source::Bytes { name, bytes } => {
                read_stream(name, Box::new(bytes.as_ref()), limits, sink)
            }
        };
        if flow.is_break() {
            break;
        }
    }
    Ok(())
}

/// Reads an open file of any form.
fn read_file(path: &Path, mut file: File, limits: &Limits, sink: Sink<'_>) -> Flow {
    let name = path.to_string_lossy();
    let is_archive = match stream::is_zip_file(&mut file) {
        Ok(is_archive) => is_archive,
        Err(error) => return Emitter::new(&name, limits, sink).unreadable(None, &error),
    };
    if is_archive {
        // One handle reads the directory of the archive, the other one its entries.
        return archive::read_archive(
            &name,
            || File::open(path).map(io::BufReader::new),
            limits,
            sink,
        );
    }
    read_stream(&name, Box::new(file), limits, sink)
}

/// Reads a stream of any form but an archive.
fn read_stream(name: &str, stream: Box<dyn Read + '_>, limits: &Limits, sink: Sink<'_>) -> Flow {
    let mut out = Emitter::new(name, limits, sink);
    let input = match stream::decompress(stream) {
        Ok(stream::Decompressed::Plain(input)) => input,
        Ok(stream::Decompressed::Archive) => {
            let reason = "a zip archive is read only as a file of its own".to_owned();
            return out.reject(None, RejectKind::Unreadable, reason, &[]);
        }
        Err(error) => return out.unreadable(None, &error),
    };
    match stream::Layout::of(name) {
        stream::Layout::Lines => lines::read_lines(input, 1, &mut out),
        layout => document::read_document(input, layout, &mut out),
    }
}
