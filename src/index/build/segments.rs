//! Pass two of a build: the sorted trials become segments, and the segments one index.

use std::{
    collections::HashMap,
    fs::{self, File},
    path::Path,
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
    thread,
};

use tantivy::{
    Index, IndexSettings,
    directory::MmapDirectory,
    indexer::merge_indices,
    store::{Compressor, ZstdCompressor},
};

use super::{Finish, Progress, Spilled, cannot_encode, read_trial};
use crate::{
    config::Config,
    index::{
        Fields, IndexError,
        document::{DocumentBuilder, IndexedTrial},
        generation::INDEX_DIR,
    },
    places::Gazetteer,
    vocabulary::Vocabulary,
};

const SEGMENTS_DIR: &str = "segments";

/// Bytes of memory that tantivy needs for a trial of one spilled byte, measured on the registry's records.
const HEAP_PER_SPILLED_BYTE: u64 = 4;

/// What pass two works on.
pub(super) struct Segments<'a> {
    pub config: &'a Config,
    pub fields: &'a Fields,
    pub gazetteer: &'a Gazetteer,
    pub vocabulary: &'a Vocabulary,
    pub condition_names: &'a HashMap<String, String>,
    pub spill: &'a File,
    pub spilled: &'a [Spilled],
    pub spill_bytes: u64,
    pub dir: &'a Path,
    pub finish: &'a Finish<'a>,
}

impl Segments<'_> {
    /// Builds the index.
    pub fn build(&self) -> Result<(), IndexError> {
        let target = self.dir.join(INDEX_DIR);
        let segments_dir = self.dir.join(SEGMENTS_DIR);
        for dir in [&target, &segments_dir] {
            fs::create_dir_all(dir).map_err(IndexError::io("create", dir))?;
        }
        let chunks: Vec<&[Spilled]> = self.spilled.chunks(self.chunk_length()).collect();
        let next = AtomicUsize::new(0);
        let done = AtomicU64::new(0);
        let threads = self.threads().min(chunks.len());
        let built: Result<Vec<Vec<(usize, Index)>>, IndexError> = thread::scope(|scope| {
            let workers: Vec<_> = (0..threads)
                .map(|_| scope.spawn(|| self.work(&chunks, &next, &done, &segments_dir)))
                .collect();
            let joined = workers.into_iter().map(|worker| match worker.join() {
                Ok(result) => result,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            joined.collect()
        });
        let mut indices: Vec<(usize, Index)> = built?.into_iter().flatten().collect();
        indices.sort_by_key(|(chunk, _)| *chunk);
        let indices: Vec<Index> = indices.into_iter().map(|(_, index)| index).collect();
        (self.finish.progress)(Progress::Merging);
        if indices.is_empty() {
            let index = Index::builder()
                .schema(self.fields.schema.clone())
                .settings(self.settings());
            index
                .create_in_dir(&target)
                .map_err(IndexError::tantivy(&target))?;
        } else {
            let directory = MmapDirectory::open(&target)
                .map_err(|error| IndexError::tantivy(&target)(error.into()))?;
            merge_indices(&indices, directory).map_err(IndexError::tantivy(&target))?;
        }
        drop(indices);
        fs::remove_dir_all(&segments_dir).map_err(IndexError::io("remove", segments_dir))
    }

    fn work(
        &self,
        chunks: &[&[Spilled]],
        next: &AtomicUsize,
        done: &AtomicU64,
        segments_dir: &Path,
    ) -> Result<Vec<(usize, Index)>, IndexError> {
        let mut documents = DocumentBuilder {
            fields: self.fields,
            catch_all: &self.config.index.catch_all,
            analyzer: crate::index::analyzer(self.config),
            gazetteer: self.gazetteer,
            vocabulary: self.vocabulary,
            condition_names: self.condition_names,
        };
        let mut built = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(chunk) = chunks.get(number) else {
                return Ok(built);
            };
            let dir = segments_dir.join(number.to_string());
            fs::create_dir_all(&dir).map_err(IndexError::io("create", &dir))?;
            let directory = MmapDirectory::open(&dir)
                .map_err(|error| IndexError::tantivy(&dir)(error.into()))?;
            let mut writer = Index::builder()
                .schema(self.fields.schema.clone())
                .settings(self.settings())
                .single_segment_index_writer::<IndexedTrial>(directory, self.heap_per_thread())
                .map_err(IndexError::tantivy(&dir))?;
            for entry in *chunk {
                if self.finish.interrupted.load(Ordering::Relaxed) {
                    return Err(IndexError::Interrupted);
                }
                let (trial, bytes) = read_trial(self.spill, entry, self.dir)?;
                let document = documents
                    .build(&trial, bytes)
                    .map_err(cannot_encode(&dir))?;
                writer
                    .add_document(document)
                    .map_err(IndexError::tantivy(&dir))?;
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                (self.finish.progress)(Progress::Indexing {
                    done,
                    total: self.spilled.len() as u64,
                });
            }
            built.push((
                number,
                writer.finalize().map_err(IndexError::tantivy(&dir))?,
            ));
        }
    }

    fn settings(&self) -> IndexSettings {
        let docstore_compression = match self.config.index.writer.docstore_compression.as_str() {
            "lz4" => Compressor::Lz4,
            "none" => Compressor::None,
            _ => Compressor::Zstd(ZstdCompressor::default()),
        };
        IndexSettings {
            docstore_compression,
            ..IndexSettings::default()
        }
    }

    fn threads(&self) -> usize {
        match self.config.index.writer.threads {
            0 => thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        }
    }

    fn heap_per_thread(&self) -> usize {
        (self.config.index.writer.heap_mb << 20) / self.threads()
    }

    /// Returns how many trials make a chunk, so that the segments under way fit into the memory allowed.
    fn chunk_length(&self) -> usize {
        let per_trial =
            (self.spill_bytes / self.spilled.len().max(1) as u64).max(1) * HEAP_PER_SPILLED_BYTE;
        let fitting = self.heap_per_thread() as u64 / per_trial;
        let share = self.spilled.len().div_ceil(self.threads()) as u64;
        fitting.clamp(1_000, 50_000).min(share.max(1)) as usize
    }
}
