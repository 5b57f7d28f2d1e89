//! The index on disk: built aside as a new generation, verified, then switched to; opened read-only by the searcher.
//!
//! WRITE: [`Builder::add`] spills trials to a file, [`Builder::finish`] sorts them by NCT id, writes segments in that order, merges them to one, and seals the directory with a [`Manifest`].
//! [`DataDir`] decides which generation is the current one. READ: [`Generation::open`] loads one.
//!
//! *Invariant:* a published generation is never written to again.

mod annotate;
mod build;
mod columns;
mod data_dir;
mod document;
mod doubtful;
mod generation;
mod manifest;
mod other_things;
mod schema;

use std::{path::PathBuf, sync::Arc};

pub use annotate::{Mentions, OccurrenceLevel};
pub use build::{Builder, Built, Finish, Progress, RejectLine};
pub use columns::{Codes, Columns, Lists, MISSING_DAY, SiteRef};
pub use data_dir::{DataDir, DataLock};
pub use document::{address_of, day_number, texts_of};
pub use generation::{Generation, Verify};
pub use manifest::{Changes, FORMAT_VERSION, Manifest, Smoke, UnresolvedCity};
pub use schema::{Fields, TextField, squeeze_id};

use crate::{
    config::Config,
    text::analyzers::{Analyzer, SpellingRules},
};

/// Returns the analyzer that this configuration asks for.
pub fn analyzer(config: &Config) -> Analyzer {
    Analyzer::new(Arc::new(spelling_rules(config)))
}

/// Returns the rules of spelling that this configuration gives.
pub fn spelling_rules(config: &Config) -> SpellingRules {
    let rules = &config.index.text.british_to_american;
    let pairs = |rules: &[[String; 2]]| {
        rules
            .iter()
            .map(|[from, to]| (from.clone(), to.clone()))
            .collect()
    };
    SpellingRules {
        beginnings: pairs(&rules.prefixes),
        anywhere: pairs(&rules.infixes),
        endings: pairs(&rules.suffixes),
        corrector_anywhere: pairs(&rules.corrector_infixes),
        corrector_endings: pairs(&rules.corrector_suffixes),
        exceptions: rules.exceptions.clone(),
        greek_letters: config.index.text.greek_letters,
    }
}

/// Why an index cannot be built, opened or switched to.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    #[error("cannot {action} `{path}`")]
    Io {
        action: &'static str,
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the index in `{path}` cannot be read")]
    Tantivy {
        path: PathBuf,
        #[source]
        source: tantivy::TantivyError,
    },
    #[error("`{path}` is damaged")]
    Damaged {
        path: PathBuf,
        #[source]
        damage: Damage,
    },
    #[error("cannot encode what belongs into `{path}`")]
    Encode {
        path: PathBuf,
        #[source]
        source: postcard::Error,
    },
    #[error(
        "generation {generation} has index format {found}, this program reads format {expected}"
    )]
    Format {
        generation: u64,
        found: u32,
        expected: u32,
    },
    #[error("there is no index in `{0}`")]
    NoIndex(PathBuf),
    #[error("another reindex is running in `{0}`")]
    Locked(PathBuf),
    #[error("there is no earlier generation to go back to")]
    NoPrevious,
    #[error("interrupted")]
    Interrupted,
}

/// What is wrong with a file of an index.
#[derive(Debug, thiserror::Error)]
pub enum Damage {
    #[error("{0}")]
    Found(String),
    #[error(transparent)]
    Postcard(#[from] postcard::Error),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

impl IndexError {
    /// Returns what the operator can do.
    pub fn hint(&self) -> Option<String> {
        match self {
            IndexError::Format { .. } => Some("build the index again with `trialseek reindex SOURCE`".to_owned()),
            IndexError::NoIndex(_) => {
                Some("build one with `trialseek reindex SOURCE`, or try `trialseek demo`".to_owned())
            }
            IndexError::Damaged { .. } => {
                Some("go back with `trialseek rollback`, or build the index again with `trialseek reindex SOURCE`".to_owned())
            }
            IndexError::Locked(_) => Some("wait until it has finished; the lock goes with its process".to_owned()),
            _ => None,
        }
    }

    fn io(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(std::io::Error) -> IndexError {
        let path = path.into();
        move |source| IndexError::Io {
            action,
            path,
            source,
        }
    }

    fn damaged<D: Into<Damage>>(path: impl Into<PathBuf>) -> impl FnOnce(D) -> IndexError {
        let path = path.into();
        move |damage| IndexError::Damaged {
            path,
            damage: damage.into(),
        }
    }

    /// Returns the error for a file that is not what was written, which `finding` says.
    fn found_damaged(path: impl Into<PathBuf>, finding: impl Into<String>) -> IndexError {
        IndexError::damaged(path)(Damage::Found(finding.into()))
    }

    fn tantivy(path: impl Into<PathBuf>) -> impl FnOnce(tantivy::TantivyError) -> IndexError {
        let path = path.into();
        move |source| IndexError::Tantivy { path, source }
    }
}
