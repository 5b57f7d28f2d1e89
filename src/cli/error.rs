//! Why a command could not run, in one type, with what to do about it.
//!
//! Every layer has its own errors; this one only gathers them at the place where they are printed, once, with all their causes.

use std::{error::Error, io, path::PathBuf};

use super::{indexing::IndexingError, process::Exit};
use crate::{
    ask::ParamError,
    config::ConfigError,
    ctgov::SourceError,
    eval::InputError,
    index::IndexError,
    places::{GeoNamesError, PlaceError},
    read::LanguageError,
    search::SearchError,
    vocabulary::ImportError,
};

/// Why a command could not run.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Cues(#[from] LanguageError),
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error(transparent)]
    Indexing(#[from] IndexingError),
    #[error(transparent)]
    Search(#[from] SearchError),
    #[error(transparent)]
    Filter(#[from] ParamError),
    /// A line of topics, judgements or a run.
    #[error(transparent)]
    Input(#[from] InputError),
    #[error("`{}`", path.display())]
    GeoNames {
        path: PathBuf,
        #[source]
        source: GeoNamesError,
    },
    #[error("`{}`", path.display())]
    Vocabulary {
        path: PathBuf,
        #[source]
        source: ImportError,
    },
    #[error("cannot {action} `{}`", path.display())]
    Io {
        action: &'static str,
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("cannot write the output")]
    Output(#[source] io::Error),
    #[error("cannot listen on `{address}`")]
    Listen {
        address: String,
        #[source]
        source: io::Error,
    },
    #[error("the server stopped")]
    Server(#[source] io::Error),
    #[error("cannot watch for Ctrl-C")]
    Signals(#[from] ctrlc::Error),
    /// Something about the arguments that no other layer checks.
    #[error("{message}")]
    Usage { message: String, hint: String },
    #[error("interrupted: {left}")]
    Interrupted { left: String },
}

impl CliError {
    /// Returns an error about a file, for `map_err`.
    pub fn io(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> CliError {
        let path = path.into();
        move |source| CliError::Io {
            action,
            path,
            source,
        }
    }

    /// Returns how the run ends.
    pub fn exit(&self) -> Exit {
        match self {
            CliError::Interrupted { .. } => Exit::Interrupted,
            error if error.is_broken_pipe() => Exit::Done,
            _ => Exit::CouldNotRun,
        }
    }

    /// Returns whether the reader of our output went away, as `head` does: nothing that anybody wants to hear of.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, CliError::Output(source) if source.kind() == io::ErrorKind::BrokenPipe)
    }

    /// Returns the message with all its causes, each once.
    pub fn chain(&self) -> String {
        let mut message = self.to_string();
        let mut last = message.clone();
        let mut cause = self.source();
        while let Some(error) = cause {
            let text = error.to_string();
            if text != last {
                message.push_str(": ");
                message.push_str(&text);
            }
            last = text;
            cause = error.source();
        }
        message
    }

    /// Returns what the person can do.
    pub fn hint(&self) -> Option<String> {
        match self {
            CliError::Config(error) => error.hint(),
            CliError::Index(error) | CliError::Indexing(IndexingError::Index(error)) => index_hint(error),
            CliError::Indexing(IndexingError::Source(SourceError::NotFound { .. })) => {
                Some("give files or folders of the registry's JSON (plain, .gz, .zst or .zip), or `-` for standard input".to_owned())
            }
            CliError::Indexing(IndexingError::GeoNames { .. }) => {
                Some("import it again with `trialseek places import geonames FILE`".to_owned())
            }
            CliError::Indexing(IndexingError::Imported { .. }) => Some(
                "import it again with `trialseek vocabulary import`, or remove the file".to_owned(),
            ),
            CliError::Indexing(IndexingError::EditorialBad { .. }) => {
                Some("correct the file, or leave it out of the folder".to_owned())
            }
            CliError::Search(SearchError::Filter(error)) | CliError::Filter(error) => Some(error.hint()),
            CliError::Search(SearchError::Place(error)) => Some(place_hint(error)),
            CliError::Search(SearchError::Index(error)) => index_hint(error),
            CliError::Listen { source, .. } => match source.kind() {
                io::ErrorKind::AddrInUse => {
                    Some("another program has this port; choose another one with `--listen HOST:PORT`".to_owned())
                }
                io::ErrorKind::PermissionDenied => Some("ports below 1024 belong to the system administrator".to_owned()),
                _ => Some("an address is `HOST:PORT`, such as `127.0.0.1:7171`".to_owned()),
            },
            CliError::Input(error) => Some(error.allowed.to_owned()),
            CliError::Usage { hint, .. } => Some(hint.clone()),
            _ => None,
        }
    }
}

fn index_hint(error: &IndexError) -> Option<String> {
    match error {
        IndexError::NoIndex(_) => Some(
            "build one with `trialseek reindex SOURCE`, name another folder with `--data DIR`, or try `trialseek demo`"
                .to_owned(),
        ),
        other => other.hint(),
    }
}

fn place_hint(error: &PlaceError) -> String {
    match error {
        PlaceError::Unknown { closest, .. } if closest.is_empty() => {
            format!(
                "{}; `trialseek places find NAME` lists what is known",
                error.hint()
            )
        }
        other => other.hint(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_holds_each_cause_once() {
        let source = io::Error::new(io::ErrorKind::PermissionDenied, "permission denied");
        let error = CliError::io("read", "data/CURRENT")(source);
        assert_eq!(
            error.chain(),
            "cannot read `data/CURRENT`: permission denied"
        );
        assert_eq!(error.exit(), Exit::CouldNotRun);
    }

    #[test]
    fn a_reader_that_went_away_is_no_error() {
        let error = CliError::Output(io::ErrorKind::BrokenPipe.into());
        assert_eq!(error.exit(), Exit::Done);
        assert!(error.is_broken_pipe());
    }
}
