//! Building a generation: trials in any order in, one sorted, merged, sealed directory out.
//!
//! Memory stays bounded whatever the number of trials: pass one spills every trial to a file and remembers 24 bytes of each; pass two reads them back in NCT order, in contiguous chunks that threads turn into one segment each; the segments are merged in that order.
//! So the documents of an index always stand in the order of their NCT ids, whatever the order of the input and the number of threads.

mod learning;
mod segments;
mod sites;

pub use sites::MendedSite;

use std::{
    collections::{BTreeMap, HashMap},
    fs::{self, File},
    io::{BufWriter, Write},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
    time::Instant,
};

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

use self::segments::Segments;
use super::{
    Columns, DataDir, DataLock, Fields, Generation, IndexError, Manifest,
    columns::MISSING_DAY,
    data_dir::sync_dir,
    document::{address_of, condition_names, day_number},
    generation::{GAZETTEER_FILE, INDEX_DIR, REJECTS_FILE, SPELLING_FILE, VOCABULARY_FILE},
    manifest::{Changes, FORMAT_VERSION, Smoke, UnresolvedCity},
};
use crate::{
    ask::Facet,
    config::Config,
    places::{GazetteerBuilder, PlaceTables},
    text::fold,
    trial::{Editorial, NctId, Site, Trial},
    vocabulary::Vocabulary,
};

/// A generation under construction.
pub struct Builder<'a> {
    config: &'a Config,
    tables: PlaceTables,
    vocabulary: Vocabulary,
    number: u64,
    dir: PathBuf,
    spill: BufWriter<File>,
    spill_bytes: u64,
    spilled: Vec<Spilled>,
    places: GazetteerBuilder,
    /// Present names of the countries seen so far, by spelling.
    country_names: HashMap<String, String>,
    condition_spellings: HashMap<String, Vec<(String, u32)>>,
    editorial: BTreeMap<NctId, Editorial>,
    editorial_used: u64,
    rejects: BufWriter<File>,
    read: u64,
    rejected: u64,
    repaired: u64,
    skipped_by_kind: BTreeMap<String, u64>,
    warnings_by_kind: BTreeMap<String, u64>,
    started: Instant,
}

/// Where a trial lies in the spill file.
#[derive(Debug, Clone, Copy)]
struct Spilled {
    nct: u32,
    /// Day of the last update, which decides between records of the same id.
    version: i32,
    offset: u64,
    length: u32,
}

/// A line of `rejects.jsonl`: a record that was left out or repaired, and why.
#[derive(Debug, Clone, Serialize)]
pub struct RejectLine<'a> {
    /// `skipped` or `repaired`.
    pub action: &'static str,
    pub kind: &'a str,
    pub file: &'a str,
    pub line: Option<u64>,
    pub nct_id: Option<&'a str>,
    /// Where in the record, such as `protocolSection.statusModule`.
    pub path: Option<&'a str>,
    pub value: Option<&'a str>,
    pub reason: &'a str,
}

/// What a build is doing, for progress bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Trials turned into documents so far, of all.
    Indexing {
        done: u64,
        total: u64,
    },
    Merging,
    Verifying,
}

/// A generation that is finished and sealed, but not published.
#[derive(Debug)]
pub struct Built {
    pub number: u64,
    pub dir: PathBuf,
    pub manifest: Manifest,
}

/// What [`Builder::finish`] needs from outside.
pub struct Finish<'a> {
    pub sources: Vec<String>,
    pub now: Timestamp,
    /// The generation in use, to tell what changed.
    pub live: Option<&'a Generation>,
    pub progress: &'a (dyn Fn(Progress) + Sync),
    pub interrupted: &'a AtomicBool,
}

impl<'a> Builder<'a> {
    /// Begins a generation in `data`, whose trials are annotated with the concepts of `vocabulary`.
    pub fn begin(
        config: &'a Config,
        data: &DataDir,
        lock: &DataLock,
        tables: PlaceTables,
        vocabulary: Vocabulary,
        editorial: BTreeMap<NctId, Editorial>,
    ) -> Result<Self, IndexError> {
        let (number, dir) = data.begin(lock)?;
        let create = |name: &str| {
            let path = dir.join(name);
            let file = File::options()
                .create(true)
                .truncate(true)
                .read(true)
                .write(true)
                .open(&path);
            file.map(|file| BufWriter::with_capacity(1 << 20, file))
                .map_err(IndexError::io("create", path))
        };
        Ok(Builder {
            config,
            number,
            spill: create(SPILL_FILE)?,
            rejects: create(REJECTS_FILE)?,
            dir,
            spill_bytes: 0,
            spilled: Vec::new(),
            places: GazetteerBuilder::new(tables.clone()),
            tables,
            vocabulary,
            country_names: HashMap::new(),
            condition_spellings: HashMap::new(),
            editorial,
            editorial_used: 0,
            read: 0,
            rejected: 0,
            repaired: 0,
            skipped_by_kind: BTreeMap::new(),
            warnings_by_kind: BTreeMap::new(),
            started: Instant::now(),
        })
    }

    /// Returns the number of records seen so far.
    pub fn read(&self) -> u64 {
        self.read
    }

    /// Adds a trial, with the countries of its sites under their present names.
    pub fn add(&mut self, mut trial: Trial) -> Result<(), IndexError> {
        self.read += 1;
        trial.editorial = self.editorial.get(&trial.nct_id).cloned();
        for site in &mut trial.sites {
            self.name_country(site);
            self.places.add_site(address_of(site));
        }
        for name in condition_names(&trial) {
            let spellings = self.condition_spellings.entry(fold(name)).or_default();
            match spellings.iter_mut().find(|(spelling, _)| spelling == name) {
                Some((_, count)) => *count += 1,
                None => spellings.push((name.to_owned(), 1)),
            }
        }
        let bytes = encode(&trial, &self.dir)?;
        self.spill
            .write_all(&bytes)
            .map_err(IndexError::io("write", self.dir.join(SPILL_FILE)))?;
        self.spilled.push(Spilled {
            nct: trial.nct_id.number(),
            version: trial
                .last_update_posted
                .map_or(MISSING_DAY, |date| day_number(date.last_day())),
            offset: self.spill_bytes,
            length: bytes.len() as u32,
        });
        self.spill_bytes += bytes.len() as u64;
        Ok(())
    }

    fn name_country(&mut self, site: &mut Site) {
        let Some(country) = &mut site.country else {
            return;
        };
        if let Some(present) = self.country_names.get(country) {
            country.clone_from(present);
        } else {
            let present = self.tables.present_name(country).to_owned();
            let spelling = std::mem::replace(country, present.clone());
            self.country_names.insert(spelling, present);
        }
    }

    /// Mends the sites of a trial that is to be added, as far as their meaning is plain.
    pub fn mend_sites(&self, trial: &mut Trial) -> Vec<MendedSite> {
        sites::mend_sites(&self.tables, trial)
    }

    /// Counts and lists a record that was left out.
    pub fn skip(&mut self, line: &RejectLine<'_>) -> Result<(), IndexError> {
        self.read += 1;
        self.rejected += 1;
        *self
            .skipped_by_kind
            .entry(line.kind.to_owned())
            .or_default() += 1;
        self.list(line)
    }

    /// Counts and lists what was repaired or unusual in a trial that is added.
    pub fn warn(&mut self, lines: &[RejectLine<'_>]) -> Result<(), IndexError> {
        self.repaired += u64::from(!lines.is_empty());
        for line in lines {
            *self
                .warnings_by_kind
                .entry(line.kind.to_owned())
                .or_default() += 1;
            self.list(line)?;
        }
        Ok(())
    }

    fn list(&mut self, line: &RejectLine<'_>) -> Result<(), IndexError> {
        let path = || self.dir.join(REJECTS_FILE);
        let mut text = serde_json::to_string(line).unwrap_or_default();
        text.push('\n');
        self.rejects
            .write_all(text.as_bytes())
            .map_err(IndexError::io("write", path()))
    }

    /// Writes, merges, verifies and seals the generation.
    pub fn finish(mut self, finish: Finish<'_>) -> Result<Built, IndexError> {
        let duplicates = self.drop_older_duplicates()?;
        let spill = self.spill.into_inner().map_err(|error| error.into_error());
        let spill = spill.map_err(IndexError::io("write", self.dir.join(SPILL_FILE)))?;
        if duplicates > 0 {
            // The gazetteer must not count the sites of records that were dropped.
            self.places = GazetteerBuilder::new(self.tables.clone());
            for entry in &self.spilled {
                for site in &read_trial(&spill, entry, &self.dir)?.0.sites {
                    self.places.add_site(address_of(site));
                }
            }
        }
        let (gazetteer, unresolved) = self.places.finish();
        let condition_names = best_spellings(self.condition_spellings);

        let mut analyzer = super::analyzer(self.config);
        let corrector = learning::learn(
            &spill,
            &self.spilled,
            &self.dir,
            &mut self.vocabulary,
            &mut analyzer,
        )?;
        drop(analyzer);
        let fields = Fields::new();
        let segments = Segments {
            config: self.config,
            fields: &fields,
            vocabulary: &self.vocabulary,
            gazetteer: &gazetteer,
            condition_names: &condition_names,
            spill: &spill,
            spilled: &self.spilled,
            spill_bytes: self.spill_bytes,
            dir: &self.dir,
            finish: &finish,
        };
        segments.build()?;
        drop(spill);
        remove(&self.dir.join(SPILL_FILE))?;
        write_synced(
            &self.dir.join(GAZETTEER_FILE),
            &encode(&gazetteer, &self.dir)?,
        )?;
        write_synced(
            &self.dir.join(VOCABULARY_FILE),
            &encode(&self.vocabulary, &self.dir)?,
        )?;
        write_synced(
            &self.dir.join(SPELLING_FILE),
            &encode(&corrector, &self.dir)?,
        )?;
        self.rejects
            .flush()
            .map_err(IndexError::io("write", self.dir.join(REJECTS_FILE)))?;
        drop(self.rejects);

        let indexed = self.spilled.len() as u64;
        let ids: Vec<NctId> = self
            .spilled
            .iter()
            .filter_map(|entry| NctId::from_number(entry.nct))
            .collect();
        let is_indexed = |id: &NctId| ids.binary_search(id).is_ok();
        self.editorial_used = self.editorial.keys().filter(|id| is_indexed(id)).count() as u64;
        let mut manifest = Manifest {
            format_version: FORMAT_VERSION,
            generation: self.number,
            built_by: env!("CARGO_PKG_VERSION").to_owned(),
            built_at: finish.now,
            config_hash: self.config.index_hash(),
            sources: finish.sources.clone(),
            read: self.read,
            indexed,
            skipped: self.rejected + duplicates,
            duplicates,
            repaired: self.repaired,
            skipped_by_kind: self.skipped_by_kind,
            warnings_by_kind: self.warnings_by_kind,
            sites: gazetteer
                .places()
                .iter()
                .map(|place| u64::from(place.sites))
                .sum(),
            unresolved_sites: unresolved.sites,
            unresolved_cities: unresolved
                .cities
                .into_iter()
                .take(LISTED_CITIES)
                .map(|(name, sites)| UnresolvedCity { name, sites })
                .collect(),
            places: gazetteer.places().len() as u64,
            editorial: self.editorial_used,
            editorial_unused: self
                .editorial
                .keys()
                .filter(|id| !is_indexed(id))
                .map(NctId::to_string)
                .collect(),
            newest_record: None,
            changes: None,
            smoke: Vec::new(),
            files: BTreeMap::new(),
            hashes: BTreeMap::new(),
            took_ms: 0,
        };
        (finish.progress)(Progress::Verifying);
        seal(&self.dir, &mut manifest)?;
        let generation = Generation::open_unsealed(&self.dir, manifest.clone())?;
        if u64::from(generation.columns().docs()) != indexed {
            let finding = format!(
                "it holds {} documents, {indexed} were written",
                generation.columns().docs()
            );
            return Err(IndexError::found_damaged(self.dir, finding));
        }
        let newest = generation
            .columns()
            .last_update
            .iter()
            .copied()
            .max()
            .filter(|day| *day != MISSING_DAY);
        manifest.newest_record = newest.map(|day| date_of(day).to_string());
        manifest.smoke = smoke(self.config, &generation)?;
        manifest.changes = finish.live.map(|live| changes(live, &generation));
        manifest.took_ms = self.started.elapsed().as_millis() as u64;
        drop(generation);
        write_manifest(&self.dir, &manifest)?;
        Ok(Built {
            number: self.number,
            dir: self.dir,
            manifest,
        })
    }

    /// Sorts the trials by id and keeps the newest record of each; of equally new ones the one whose bytes sort last, so that the order of the input never matters.
    fn drop_older_duplicates(&mut self) -> Result<u64, IndexError> {
        self.spill
            .flush()
            .map_err(IndexError::io("write", self.dir.join(SPILL_FILE)))?;
        let mut spilled = std::mem::take(&mut self.spilled);
        spilled.sort_unstable_by_key(|entry| (entry.nct, entry.version, entry.offset));
        let mut kept: Vec<Spilled> = Vec::with_capacity(spilled.len());
        let mut dropped = 0;
        for group in spilled.chunk_by(|a, b| a.nct == b.nct) {
            let newest_version = group.iter().map(|entry| entry.version).max();
            let mut best: Option<(Vec<u8>, Spilled)> = None;
            if let [only] = group {
                kept.push(*only);
                continue;
            }
            for entry in group
                .iter()
                .filter(|entry| Some(entry.version) == newest_version)
            {
                let bytes = read_bytes(self.spill.get_ref(), entry, &self.dir)?;
                if best.as_ref().is_none_or(|(other, _)| *other < bytes) {
                    best = Some((bytes, *entry));
                }
            }
            kept.extend(best.map(|(_, entry)| entry));
            let id = NctId::from_number(group[0].nct).map(|id| id.to_string());
            for _ in 1..group.len() {
                dropped += 1;
                *self
                    .skipped_by_kind
                    .entry("duplicate".to_owned())
                    .or_default() += 1;
                self.list(&RejectLine {
                    action: "skipped",
                    kind: "duplicate",
                    file: "",
                    line: None,
                    nct_id: id.as_deref(),
                    path: None,
                    value: None,
                    reason: "another record of the same id is newer, or as new",
                })?;
            }
        }
        self.spilled = kept;
        Ok(dropped)
    }
}

const SPILL_FILE: &str = "spill.tmp";
/// Names of places that could not be located, as listed in the manifest.
const LISTED_CITIES: usize = 100;

fn encode<T: Serialize>(value: &T, dir: &Path) -> Result<Vec<u8>, IndexError> {
    postcard::to_stdvec(value).map_err(cannot_encode(dir))
}

fn cannot_encode(dir: &Path) -> impl FnOnce(postcard::Error) -> IndexError {
    let path = dir.to_owned();
    |source| IndexError::Encode { path, source }
}

fn read_bytes(spill: &File, entry: &Spilled, dir: &Path) -> Result<Vec<u8>, IndexError> {
    let mut bytes = vec![0; entry.length as usize];
    spill
        .read_exact_at(&mut bytes, entry.offset)
        .map_err(IndexError::io("read", dir.join(SPILL_FILE)))?;
    Ok(bytes)
}

fn read_trial(spill: &File, entry: &Spilled, dir: &Path) -> Result<(Trial, Vec<u8>), IndexError> {
    let bytes = read_bytes(spill, entry, dir)?;
    let trial = postcard::from_bytes(&bytes).map_err(IndexError::damaged(dir.join(SPILL_FILE)))?;
    Ok((trial, bytes))
}

/// Returns for each folded name its most frequent spelling; of equally frequent ones the first in alphabetical order.
fn best_spellings(spellings: HashMap<String, Vec<(String, u32)>>) -> HashMap<String, String> {
    let best = |spellings: Vec<(String, u32)>| {
        spellings
            .into_iter()
            .max_by(|(a, n), (b, m)| n.cmp(m).then_with(|| b.cmp(a)))
            .map(|(spelling, _)| spelling)
    };
    spellings
        .into_iter()
        .filter_map(|(key, spellings)| best(spellings).map(|spelling| (key, spelling)))
        .collect()
}

fn remove(path: &Path) -> Result<(), IndexError> {
    fs::remove_file(path).map_err(IndexError::io("remove", path))
}

/// Returns the date of a day number.
fn date_of(day: i32) -> jiff::civil::Date {
    jiff::civil::Date::constant(1970, 1, 1).saturating_add(jiff::Span::new().days(i64::from(day)))
}

/// Counts what the sample searches of the settings find.
fn smoke(config: &Config, generation: &Generation) -> Result<Vec<Smoke>, IndexError> {
    let mut analyzer = crate::index::analyzer(config);
    let queries = config.index.smoke.queries.iter();
    queries
        .map(|query| {
            Ok(Smoke {
                query: query.clone(),
                found: generation.count_with(&analyzer.terms(query))?,
            })
        })
        .collect()
}

/// Counts what is new, gone or of another status.
fn changes(live: &Generation, new: &Generation) -> Changes {
    let (old_columns, new_columns) = (live.columns(), new.columns());
    let status_of = |columns: &Columns, doc| {
        let codes = columns.codes(Facet::Status)?;
        let code = codes.of(doc).first()?;
        codes.names().get(*code as usize).cloned()
    };
    let mut changes = Changes::default();
    for (doc, nct) in (0..).zip(&new_columns.nct) {
        match old_columns.doc_of(*nct) {
            None => changes.new += 1,
            Some(old) if status_of(old_columns, old) != status_of(new_columns, doc) => {
                changes.status_changed += 1
            }
            Some(_) => {}
        }
    }
    changes.gone = old_columns
        .nct
        .iter()
        .filter(|nct| new_columns.doc_of(**nct).is_none())
        .count() as u64;
    changes
}

/// Syncs every file and notes its size, and the hash of those that tantivy does not check itself.
fn seal(dir: &Path, manifest: &mut Manifest) -> Result<(), IndexError> {
    let index_dir = dir.join(INDEX_DIR);
    for (folder, prefix) in [(dir, String::new()), (&index_dir, format!("{INDEX_DIR}/"))] {
        for entry in fs::read_dir(folder).map_err(IndexError::io("read", folder))? {
            let entry = entry.map_err(IndexError::io("read", folder))?;
            let path = entry.path();
            let file = File::open(&path).map_err(IndexError::io("open", &path))?;
            let metadata = file.metadata().map_err(IndexError::io("read", &path))?;
            if metadata.is_dir() {
                continue;
            }
            file.sync_all().map_err(IndexError::io("sync", &path))?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            // Lock files are made anew by whoever opens the index.
            if name.ends_with(".lock") {
                continue;
            }
            if prefix.is_empty() || name.ends_with(".json") {
                let bytes = fs::read(&path).map_err(IndexError::io("read", &path))?;
                manifest.hashes.insert(name.clone(), sha256(&bytes));
            }
            manifest.files.insert(name, metadata.len());
        }
        sync_dir(folder)?;
    }
    Ok(())
}

/// Returns the SHA-256 of some bytes, in hex.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Writes the manifest, which makes the directory a generation.
fn write_manifest(dir: &Path, manifest: &Manifest) -> Result<(), IndexError> {
    let path = dir.join(Manifest::FILE);
    let text = serde_json::to_vec_pretty(manifest).map_err(IndexError::damaged(&path))?;
    write_synced(&path, &text)?;
    sync_dir(dir)
}

/// Writes a file and waits until it is on disk.
fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), IndexError> {
    let mut file = File::create(path).map_err(IndexError::io("create", path))?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(IndexError::io("write", path))
}
