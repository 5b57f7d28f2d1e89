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

mod document;
mod scanner;
mod stream;

use std::{
    borrow::Cow,
    convert::Infallible,
    fs::{self, File},
    io::{self, BufReader, Cursor, Read, Seek},
    ops::ControlFlow,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use zip::{ZipReadOptions, read::Config, result::ZipResult, unstable::read::ZipIterable};

use super::{
    Limits,
    clean::clean_line,
    defects::{Origin, Reject, RejectKind, sniff_nct_id},
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
    let mut reader = SourceReader { limits, sink };
    for source in sources {
        if reader.read(source)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Reads sources of any form.
struct SourceReader<'s> {
    limits: &'s Limits,
    sink: Sink<'s>,
}

impl SourceReader<'_> {
    fn read(&mut self, source: &Source) -> Result<Flow, SourceError> {
        Ok(match source {
            Source::Path(path) => {
                let fail = |error| SourceError::new(path, error);
                if path.is_dir() {
                    let entries = fs::read_dir(path).map_err(fail)?;
                    self.read_entries(entries, path)
                } else {
                    self.read_file(path, File::open(path).map_err(fail)?)
                }
            }
            Source::Stdin => self.read_stream("stdin", Box::new(io::stdin().lock())),
            Source::Bytes { name, bytes } if stream::is_zip(bytes) => {
                self.read_archive(name, || Ok(Cursor::new(bytes.as_ref())))
            }
            Source::Bytes { name, bytes } => self.read_stream(name, Box::new(bytes.as_ref())),
        })
    }

    /// Reads everything in a folder that may hold records, in the order of the names.
    fn read_entries(&mut self, entries: fs::ReadDir, folder: &Path) -> Flow {
        let mut paths = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => paths.push(entry.path()),
                Err(error) => self.unreadable(&folder.to_string_lossy(), &error)?,
            }
        }
        paths.sort();
        for path in paths {
            self.read_entry(&path)?;
        }
        Flow::Continue(())
    }

    fn read_entry(&mut self, path: &Path) -> Flow {
        let name = path.to_string_lossy();
        let read = if path.is_dir() {
            // A link may lead back to where it is.
            if path.is_symlink() {
                return self.out(&name).ignore("a link to a folder");
            }
            fs::read_dir(path).map(|entries| self.read_entries(entries, path))
        } else if stream::is_read(&name) {
            File::open(path).map(|file| self.read_file(path, file))
        } else {
            return self.out(&name).ignore(NO_RECORDS);
        };
        read.unwrap_or_else(|error| self.unreadable(&name, &error))
    }

    /// Reads an open file of any form.
    fn read_file(&mut self, path: &Path, mut file: File) -> Flow {
        let name = path.to_string_lossy();
        match stream::is_zip_file(&mut file) {
            Ok(false) => self.read_stream(&name, Box::new(file)),
            // One handle reads the directory of the archive, the other one its entries.
            Ok(true) => self.read_archive(&name, || File::open(path).map(BufReader::new)),
            Err(error) => self.unreadable(&name, &error),
        }
    }

    /// Reads a stream of any form but an archive.
    fn read_stream(&mut self, name: &str, stream: Box<dyn Read + '_>) -> Flow {
        let mut out = self.out(name);
        let input = match stream::decompress(stream) {
            Ok(stream::Decompressed::Plain(input)) => input,
            Ok(stream::Decompressed::Archive) => {
                let reason = "a zip archive is read only as a file of its own".to_owned();
                return out.reject(None, RejectKind::Unreadable, reason, &[]);
            }
            Err(error) => return out.unreadable(None, &error),
        };
        match stream::Layout::of(name) {
            stream::Layout::Lines => document::read_lines(input, 1, &mut out),
            layout => document::read_document(input, layout, &mut out),
        }
    }

    /// Reads every document of the registry's bulk archive, which `open` opens afresh: a zip with one JSON document an entry, half a million of them.
    ///
    /// Entries are walked one by one: a list of them all would take hundreds of megabytes, and one by name would lose the second of two that share a name.
    fn read_archive<R: Read + Seek>(
        &mut self,
        name: &str,
        open: impl Fn() -> io::Result<R>,
    ) -> Flow {
        match self.walk_archive(name, open) {
            Ok(flow) => flow,
            // Where the next entry would begin is not known.
            Err(error) => self.unreadable(name, &error.into()),
        }
    }

    fn walk_archive<R: Read + Seek>(
        &mut self,
        name: &str,
        open: impl Fn() -> io::Result<R>,
    ) -> ZipResult<Flow> {
        let mut archive = ZipIterable::try_new(open()?, Config::default())?;
        let mut body = open()?;
        for entry in archive.files()? {
            let entry = entry?;
            let entry_name = match entry.name() {
                Ok(entry_name) => format!("{name}!/{entry_name}"),
                Err(_) => format!("{name}!/?"),
            };
            if entry.is_dir() {
                continue;
            }
            let flow = if stream::is_read(&entry_name) {
                match entry.with_reader(&mut body, ZipReadOptions::default()) {
                    Ok(file) => self.read_stream(&entry_name, Box::new(file)),
                    Err(error) => self.unreadable(&entry_name, &error.into()),
                }
            } else {
                self.out(&entry_name).ignore(NO_RECORDS)
            };
            if flow.is_break() {
                return Ok(flow);
            }
        }
        Ok(Flow::Continue(()))
    }

    fn out(&mut self, name: &str) -> Emitter<'_> {
        Emitter::new(name, self.limits, self.sink)
    }

    fn unreadable(&mut self, name: &str, error: &io::Error) -> Flow {
        self.out(name).unreadable(None, error)
    }
}

/// Why a file of a folder or an archive is not read.
const NO_RECORDS: &str = "not a name of a file with records";

/// Sends what is found in one file.
struct Emitter<'s> {
    file: Arc<str>,
    next_index: u64,
    limits: &'s Limits,
    sink: Sink<'s>,
}

impl<'s> Emitter<'s> {
    /// `name` may be any bytes of a file system or an archive; it is made fit to print.
    fn new(name: &str, limits: &'s Limits, sink: Sink<'s>) -> Self {
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
    fn record(&mut self, line: u64, json: Vec<u8>) -> Flow {
        let origin = self.origin(Some(line));
        (self.sink)(Item::Record(RawRecord { json, origin }))
    }

    /// Sends a reject; `head` are the bytes of the record as far as they are known.
    fn reject(&mut self, line: Option<u64>, kind: RejectKind, reason: String, head: &[u8]) -> Flow {
        let origin = self.origin(line);
        (self.sink)(Item::Reject(Reject {
            origin,
            nct_id: sniff_nct_id(head),
            kind,
            reason,
        }))
    }

    /// Sends the reject of a record that is over the limit.
    fn too_large(&mut self, line: u64, head: &[u8]) -> Flow {
        let (kind, reason) = self.limits.too_large();
        self.reject(Some(line), kind, reason, head)
    }

    /// Sends the reject that stands for the rest of a file.
    fn unreadable(&mut self, line: Option<u64>, error: &io::Error) -> Flow {
        let reason = format!(
            "cannot be read to its end: {}",
            clean_line(error.to_string().into()).text
        );
        self.reject(line, RejectKind::Unreadable, reason, &[])
    }

    /// Lists the file as ignored.
    fn ignore(&mut self, reason: &'static str) -> Flow {
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
