//! A generation opened for reading.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::de::DeserializeOwned;
use tantivy::{
    DocId, Index, ReloadPolicy, Searcher, SegmentReader, Term,
    collector::Count,
    fieldnorm::FieldNormReader,
    query::{BooleanQuery, Query, TermQuery},
    schema::{Field, IndexRecordOption},
    store::StoreReader,
};

use super::{Columns, Fields, IndexError, Manifest, Mentions, TextField, build::sha256};
use crate::{
    places::Gazetteer,
    text::{analyzers, spelling::SpellingCorrector},
    trial::{NctId, Trial},
    vocabulary::{ConceptId, Vocabulary},
};

/// Blocks of stored trials that are kept decompressed. A page's trials mostly lie in a block each, so there is room for ten pages of ten.
const CACHED_BLOCKS: usize = 100;

/// A word names things that are tested when one in so many trials that hold it tests it.
const TESTED_SHARE: u32 = 40;

pub(super) const INDEX_DIR: &str = "index";
pub(super) const GAZETTEER_FILE: &str = "gazetteer.bin";
pub(super) const VOCABULARY_FILE: &str = "vocabulary.bin";
pub(super) const SPELLING_FILE: &str = "words.bin";
pub(super) const REJECTS_FILE: &str = "rejects.jsonl";

const WRONG_CHECKSUM: &str = "its checksum is wrong";

/// How much of a generation is checked when it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verify {
    /// Presence and size of every file, and the hashes of the small ones: some milliseconds.
    Sizes,
    /// Every byte: about a second per 2 GB.
    Full,
}

/// One complete built index. Opened read-only and never changed; a server that swaps generations drops the old one when its last search ends.
pub struct Generation {
    /// Where tantivy's files lie.
    index_dir: PathBuf,
    manifest: Manifest,
    fields: Fields,
    searcher: Searcher,
    /// The stored trials; `None` for an index without documents.
    store: Option<StoreReader>,
    columns: Columns,
    tables: Tables,
}

/// What lies beside tantivy's files.
struct Tables {
    gazetteer: Gazetteer,
    vocabulary: Vocabulary,
    corrector: SpellingCorrector,
}

impl Tables {
    fn read(dir: &Path) -> Result<Self, IndexError> {
        Ok(Tables {
            gazetteer: read_encoded(&dir.join(GAZETTEER_FILE))?,
            vocabulary: read_encoded(&dir.join(VOCABULARY_FILE))?,
            corrector: read_encoded(&dir.join(SPELLING_FILE))?,
        })
    }
}

impl Generation {
    /// Opens and checks the generation in `dir`.
    pub fn open(dir: &Path, verify: Verify) -> Result<Self, IndexError> {
        let manifest = Manifest::read(dir)?;
        check_files(dir, &manifest)?;
        if verify == Verify::Full {
            check_segments(&dir.join(INDEX_DIR))?;
        }
        Self::load(dir, manifest)
    }

    /// Opens and fully checks a generation whose manifest has not been written yet.
    pub(super) fn open_unsealed(dir: &Path, manifest: Manifest) -> Result<Self, IndexError> {
        check_files(dir, &manifest)?;
        check_segments(&dir.join(INDEX_DIR))?;
        Self::load(dir, manifest)
    }

    fn load(dir: &Path, manifest: Manifest) -> Result<Self, IndexError> {
        let index_dir = dir.join(INDEX_DIR);
        let fail = |source| IndexError::tantivy(&index_dir)(source);
        let index = Index::open_in_dir(&index_dir).map_err(fail)?;
        let fields = Fields::new();
        if index.schema() != fields.schema {
            let finding = "its schema is not the one of its format";
            return Err(IndexError::found_damaged(index_dir, finding));
        }
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(fail)?;
        let searcher = reader.searcher();
        let columns = || match searcher.segment_readers() {
            [] => Ok(Columns::empty()),
            [segment] => Columns::load(segment.fast_fields(), segment.max_doc()).map_err(fail),
            several => {
                let finding = format!("it has {} segments, one is expected", several.len());
                Err(IndexError::found_damaged(&index_dir, finding))
            }
        };
        let (columns, tables) = rayon::join(columns, || Tables::read(dir));
        let (columns, tables) = (columns?, tables?);
        let segment = searcher.segment_readers().first();
        let store = segment
            .map(|segment| segment.get_store_reader(CACHED_BLOCKS))
            .transpose()
            .map_err(|error| fail(error.into()))?;
        Ok(Generation {
            index_dir,
            manifest,
            fields,
            searcher,
            store,
            columns,
            tables,
        })
    }

    /// Returns what is known of how the generation was built.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Returns the index fields.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Returns the columns.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Returns the gazetteer.
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.tables.gazetteer
    }

    /// Returns how many of the conditions that a document is about are akin to some that are named (the same, a kind of one, or something broader), and how many are not.
    pub fn akin_and_foreign(&self, doc: DocId, named: &[ConceptId]) -> (usize, usize) {
        let (mut akin, mut foreign) = (0, 0);
        for subject in self.columns.subjects(doc) {
            let is_akin = |named: &ConceptId| {
                self.tables.vocabulary.is_a(subject, *named)
                    || self.tables.vocabulary.is_a(*named, subject)
            };
            match named.iter().any(is_akin) {
                true => akin += 1,
                false => foreign += 1,
            }
        }
        (akin, foreign)
    }

    /// Returns the vocabulary that the trials are annotated with.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.tables.vocabulary
    }

    /// Returns the words of this index.
    pub fn spelling_corrector(&self) -> &SpellingCorrector {
        &self.tables.corrector
    }

    /// Returns tantivy's searcher.
    pub fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// Returns the one segment, or `None` for an index without documents.
    pub fn segment(&self) -> Option<&SegmentReader> {
        self.searcher.segment_readers().first()
    }

    /// Returns the stored trial of a document.
    pub fn trial(&self, doc: DocId) -> Result<Trial, IndexError> {
        self.read_trial(doc, |bytes| {
            postcard::take_from_bytes(bytes).map(|(trial, _)| trial)
        })
    }

    /// Returns the stored trial of a document, and where names of concepts stand in it.
    pub fn trial_with_mentions(&self, doc: DocId) -> Result<(Trial, Mentions), IndexError> {
        self.read_trial(doc, |bytes| {
            let (trial, rest) = postcard::take_from_bytes(bytes)?;
            Ok((trial, postcard::from_bytes(rest)?))
        })
    }

    fn read_trial<T>(
        &self,
        doc: DocId,
        decode: impl FnOnce(&[u8]) -> Result<T, postcard::Error>,
    ) -> Result<T, IndexError> {
        let Some(store) = &self.store else {
            let finding = format!("document {doc} is not there");
            return Err(IndexError::found_damaged(&self.index_dir, finding));
        };
        let document = store.get_document_bytes(doc);
        let document = document.map_err(|source| self.failed(source))?;
        let bytes = only_stored_bytes(&document).unwrap_or_default();
        decode(bytes).map_err(IndexError::damaged(&self.index_dir))
    }

    /// Returns the document of a trial.
    pub fn doc_of(&self, id: NctId) -> Option<DocId> {
        self.columns.doc_of(id.number())
    }

    /// Returns in how many trials the field that has a term most often holds it.
    pub fn doc_freq(&self, term: &str) -> Result<u32, IndexError> {
        let side = TextField::ALL
            .into_iter()
            .filter(|field| !field.is_in_catch_all());
        let fields = side
            .map(|field| self.fields.text(field))
            .chain([self.fields.all]);
        let counts = fields.map(|field| self.doc_freq_in(field, term));
        counts
            .collect::<Result<Vec<_>, _>>()
            .map(|counts| counts.into_iter().max().unwrap_or(0))
    }

    /// Returns whether a term names things that trials test: it stands among the interventions of a good share of the trials that hold it at all. A term that cannot be looked up names nothing.
    pub fn is_tested(&self, term: &str) -> bool {
        let trials = |field| self.doc_freq_in(field, term).unwrap_or(0);
        let tested = trials(self.fields.text(TextField::Interventions));
        tested > 0 && tested >= trials(self.fields.all) / TESTED_SHARE
    }

    fn doc_freq_in(&self, field: Field, term: &str) -> Result<u32, IndexError> {
        let term = Term::from_field_text(field, term);
        // A number of documents of one segment.
        self.searcher
            .doc_freq(&term)
            .map(|docs| docs as u32)
            .map_err(|source| self.failed(source))
    }

    /// Returns the lengths of a field, in words as the index rounds them; `None` for an index without documents.
    pub fn lengths(&self, field: TextField) -> Result<Option<FieldNormReader>, IndexError> {
        self.segment()
            .map(|segment| segment.get_fieldnorms_reader(self.fields.text(field)))
            .transpose()
            .map_err(|source| self.failed(source))
    }

    /// Returns how many words a field has in all trials, and how many trials have any.
    pub fn field_lengths(&self, field: TextField) -> Result<(u64, u32), IndexError> {
        let Some(lengths) = self.lengths(field)? else {
            return Ok((0, 0));
        };
        let mut sum = 0;
        let mut trials = 0;
        for doc in 0..self.columns.docs() {
            let length = lengths.fieldnorm(doc);
            sum += u64::from(length);
            trials += u32::from(length > 0);
        }
        Ok((sum, trials))
    }

    /// Counts the trials that hold all of these terms in the catch-all field.
    pub(super) fn count_with(&self, terms: &[analyzers::AnalyzedTerm]) -> Result<u64, IndexError> {
        let clauses = terms.iter().map(|term| {
            let term = Term::from_field_text(self.fields.all, &term.text);
            Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>
        });
        let query = BooleanQuery::intersection(clauses.collect());
        self.searcher
            .search(&query, &Count)
            .map(|count| count as u64)
            .map_err(|source| self.failed(source))
    }

    /// Returns the error for a failure of tantivy while it reads this generation.
    pub fn failed(&self, source: impl Into<tantivy::TantivyError>) -> IndexError {
        IndexError::tantivy(&self.index_dir)(source.into())
    }
}

/// Returns the bytes of a document that has one stored field, and that of bytes.
///
/// A stored document is the number of its fields, then for each the field (4 bytes), the kind of value (1 byte), and of bytes their number before them. The supported door, tantivy's `DocumentDeserialize`, reads a value of bytes one call a byte into a vector: measured at 2 ns a byte, 0.3 ms for a page of ten trials of 16 KB. Here they are borrowed; the test below compares with what tantivy reads.
fn only_stored_bytes(document: &[u8]) -> Option<&[u8]> {
    let (fields, rest) = read_number(document)?;
    let (length, bytes) = read_number(rest.get(5..)?)?;
    (fields == 1 && bytes.len() as u64 == length).then_some(bytes)
}

/// Reads a number in groups of seven bits, the lowest first; the last byte is the one with the highest bit set.
fn read_number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let last = bytes.iter().take(10).position(|byte| byte & 0x80 != 0)?;
    let groups = bytes[..=last].iter().rev();
    let number = groups.fold(0, |number, byte| number << 7 | u64::from(byte & 0x7f));
    Some((number, &bytes[last + 1..]))
}

fn read_encoded<T: DeserializeOwned>(path: &Path) -> Result<T, IndexError> {
    let bytes = fs::read(path).map_err(IndexError::io("read", path))?;
    postcard::from_bytes(&bytes).map_err(IndexError::damaged(path))
}

fn check_files(dir: &Path, manifest: &Manifest) -> Result<(), IndexError> {
    for (name, size) in &manifest.files {
        let path = dir.join(name);
        let found = fs::metadata(&path)
            .map_err(IndexError::io("read", &path))?
            .len();
        if found != *size {
            let finding = format!("it has {found} bytes, {size} were written");
            return Err(IndexError::found_damaged(path, finding));
        }
    }
    for (name, hash) in &manifest.hashes {
        let path = dir.join(name);
        let bytes = fs::read(&path).map_err(IndexError::io("read", &path))?;
        if sha256(&bytes) != *hash {
            return Err(IndexError::found_damaged(path, WRONG_CHECKSUM));
        }
    }
    Ok(())
}

/// Has tantivy compute the checksum of every segment file; it does not when it opens them.
fn check_segments(index_dir: &Path) -> Result<(), IndexError> {
    let index = Index::open_in_dir(index_dir).map_err(IndexError::tantivy(index_dir))?;
    let damaged = index
        .validate_checksum()
        .map_err(IndexError::tantivy(index_dir))?;
    match damaged.into_iter().min() {
        Some(file) => Err(IndexError::found_damaged(
            index_dir.join(file),
            WRONG_CHECKSUM,
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use tantivy::{
        TantivyDocument, doc,
        schema::{STORED, Schema},
    };

    use super::*;

    #[test]
    fn stored_bytes_are_found_in_what_tantivy_writes() {
        let mut schema = Schema::builder();
        let trial = schema.add_bytes_field("trial", STORED);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).unwrap();
        let lengths = [0usize, 1, 127, 128, 300, 70_000];
        for length in lengths {
            let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            writer.add_document(doc!(trial => bytes)).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let segment = &searcher.segment_readers()[0];
        let store = segment.get_store_reader(1).unwrap();
        for doc in 0..lengths.len() as DocId {
            let document = store.get_document_bytes(doc).unwrap();
            let found = only_stored_bytes(&document).unwrap();
            let read: TantivyDocument = store.get(doc).unwrap();
            let expected = read.get_first(trial).unwrap();
            assert_eq!(Some(found), tantivy::schema::Value::as_bytes(&expected));
        }
        assert_eq!(only_stored_bytes(&[]), None);
        assert_eq!(only_stored_bytes(&[0x81, 0, 0, 0, 0, 7, 0x82, 1]), None);
    }
}
