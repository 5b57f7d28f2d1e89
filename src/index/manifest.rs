//! The manifest: what a generation was built from and what came of it, sealed into its directory.

use std::{collections::BTreeMap, fs, path::Path};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::IndexError;

/// The version of everything a generation holds: schema, stored trials, gazetteer, vocabulary, manifest. Raised whenever one of them changes; older generations are then refused with a hint.
pub const FORMAT_VERSION: u32 = 9;

/// What is known of a generation without opening it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub format_version: u32,
    pub generation: u64,
    /// The version of the program that built it.
    pub built_by: String,
    pub built_at: Timestamp,
    /// Hash of the settings that change what an index contains.
    pub config_hash: String,
    /// Names of the sources, as given.
    pub sources: Vec<String>,
    /// Records found. Always `indexed + skipped`.
    pub read: u64,
    pub indexed: u64,
    /// Records left out, each listed in `rejects.jsonl`; `duplicates` of them because a newer record has the same id.
    pub skipped: u64,
    pub duplicates: u64,
    /// Indexed records that needed repair or hold something unusual, each listed in `rejects.jsonl`.
    pub repaired: u64,
    /// Skipped records by kind.
    pub skipped_by_kind: BTreeMap<String, u64>,
    /// Warnings about indexed records by kind.
    pub warnings_by_kind: BTreeMap<String, u64>,
    pub sites: u64,
    /// Sites whose position is not known.
    pub unresolved_sites: u64,
    /// The most frequent names of such places.
    pub unresolved_cities: Vec<UnresolvedCity>,
    pub places: u64,
    /// Editorial overlays shown, and those whose trial is not in the sources.
    pub editorial: u64,
    pub editorial_unused: Vec<String>,
    /// The latest update among the records: how old the copy of the registry is.
    pub newest_record: Option<String>,
    pub changes: Option<Changes>,
    pub smoke: Vec<Smoke>,
    /// The size in bytes of every file of the generation but the manifest.
    pub files: BTreeMap<String, u64>,
    /// SHA-256 of the files that are not tantivy's, whose own checksums cover theirs.
    pub hashes: BTreeMap<String, String>,
    pub took_ms: u64,
}

impl Manifest {
    /// Returns the day of the newest record, as precise as the registry knows it; the day of the build where no record has one.
    pub fn registry_date(&self) -> String {
        let built = jiff::tz::Offset::UTC.to_datetime(self.built_at).date();
        self.newest_record.clone().unwrap_or(built.to_string())
    }

    /// Returns the same as a day, to which the ages of records count.
    pub fn copied_on(&self) -> Date {
        let built = jiff::tz::Offset::UTC.to_datetime(self.built_at).date();
        let newest = self.newest_record.as_ref();
        newest.and_then(|day| day.parse().ok()).unwrap_or(built)
    }
}

/// A city name that could not be located.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnresolvedCity {
    pub name: String,
    pub sites: u64,
}

/// How a generation differs from the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Changes {
    pub new: u64,
    pub gone: u64,
    pub status_changed: u64,
}

/// A sample search and how many trials hold all its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Smoke {
    pub query: String,
    pub found: u64,
}

impl Manifest {
    /// The file's name inside a generation.
    pub const FILE: &'static str = "manifest.json";

    /// Reads the manifest of the generation in `dir` and refuses another format.
    pub fn read(dir: &Path) -> Result<Self, IndexError> {
        #[derive(Deserialize)]
        struct Version {
            format_version: u32,
            generation: u64,
        }
        let path = dir.join(Self::FILE);
        let text = fs::read(&path).map_err(IndexError::io("read", &path))?;
        let version: Version = serde_json::from_slice(&text).map_err(IndexError::damaged(&path))?;
        if version.format_version != FORMAT_VERSION {
            return Err(IndexError::Format {
                generation: version.generation,
                found: version.format_version,
                expected: FORMAT_VERSION,
            });
        }
        serde_json::from_slice(&text).map_err(IndexError::damaged(&path))
    }
}
