//! Generations.
//!
//! 1. The newest of several records of one id wins, whatever the order of the input.
//! 2. The same records in any order give the same documents in the order of their NCT ids.
//! 3. A damaged file is refused when a generation is opened, and the engine goes on answering from the old one.
//! 4. A generation of another format is refused with a hint.
//! 5. While generations are switched, no search fails and none mixes two generations.
//! 6. Two reindexes at once: the second is refused.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use trialseek::{
    ask::SearchRequest,
    ctgov::Source,
    index::{FORMAT_VERSION, Generation, IndexError, Manifest, Verify},
    search::Engine,
};

use crate::support::{TestData, clock, config, fixture_source, repository};

fn record(number: u32, title: &str, updated: &str) -> String {
    format!(
        r#"{{"protocolSection":{{"identificationModule":{{"nctId":"NCT{number:08}","briefTitle":"{title}"}},
        "statusModule":{{"overallStatus":"RECRUITING","lastUpdatePostDateStruct":{{"date":"{updated}"}}}}}}}}"#
    )
    .replace('\n', " ")
}

fn lines(records: &[String]) -> Source {
    Source::Bytes {
        name: "test.jsonl".to_owned(),
        bytes: records.join("\n").into_bytes().into(),
    }
}

#[test]
fn the_newest_record_of_an_id_wins() {
    let old = record(99_000_001, "old words", "2026-01-01");
    let new = record(99_000_001, "new words", "2026-05-01");
    for order in [[old.clone(), new.clone()], [new, old]] {
        let test = TestData::of(&[lines(&order)]);
        let generation = test.generation().unwrap();
        assert_eq!(
            (
                generation.manifest().indexed,
                generation.manifest().duplicates
            ),
            (1, 1)
        );
        assert_eq!(
            generation.trial(0).unwrap().brief_title.as_deref(),
            Some("new words")
        );
    }
}

#[test]
fn the_order_of_the_input_does_not_matter() {
    let mut records: Vec<String> = (1..40)
        .map(|n| record(99_000_000 + n * 7 % 41, &format!("trial {n}"), "2026-01-01"))
        .collect();
    let ordered = TestData::of(&[lines(&records)]).generation().unwrap();
    records.reverse();
    records.swap(3, 20);
    let shuffled = TestData::of(&[lines(&records)]).generation().unwrap();
    assert!(ordered.columns().nct.is_sorted());
    assert_eq!(ordered.columns().nct, shuffled.columns().nct);
    for doc in 0..ordered.columns().docs() {
        assert_eq!(ordered.trial(doc).unwrap(), shuffled.trial(doc).unwrap());
    }
}

#[test]
fn an_index_of_nothing_can_be_searched() {
    let test = TestData::of(&[lines(&[])]);
    let engine = Engine::new(config()).unwrap();
    engine.load_current(&test.data, Verify::Full).unwrap();
    for words in ["", "leukemia", "\"two words\"", "NCT00000001"] {
        let results = engine
            .search(&SearchRequest::for_words(words), clock())
            .unwrap();
        assert_eq!((results.total, results.hits.len()), (0, 0));
    }
}

#[test]
fn a_damaged_file_is_refused_and_the_old_generation_goes_on() {
    let test = TestData::of(&[fixture_source()]);
    let engine = Engine::new(config()).unwrap();
    let first = engine.load_current(&test.data, Verify::Full).unwrap();
    let built = test.reindex(&[fixture_source()]);
    let dir = test.data.generation_dir(built.number);
    let index = dir.join("index");
    let mut damaged = 0;
    for entry in fs::read_dir(&index)
        .unwrap()
        .chain(fs::read_dir(&dir).unwrap())
    {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir()
            || name.ends_with(".lock")
            || name == Manifest::FILE
            || fs::metadata(&path).unwrap().len() == 0
        {
            continue;
        }
        let good = fs::read(&path).unwrap();
        let mut bad = good.clone();
        let middle = bad.len() / 2;
        bad[middle] ^= 0x55;
        fs::write(&path, &bad).unwrap();
        let refused = Generation::open(&dir, Verify::Full).err();
        assert!(
            matches!(
                refused,
                Some(IndexError::Damaged { .. } | IndexError::Tantivy { .. })
            ),
            "a flipped bit in {name} went unnoticed"
        );
        assert!(engine.load_current(&test.data, Verify::Full).is_err());
        fs::write(&path, &good[..good.len() - 1]).unwrap();
        assert!(
            Generation::open(&dir, Verify::Sizes).is_err(),
            "a missing byte in {name} went unnoticed"
        );
        fs::write(&path, &good).unwrap();
        damaged += 1;
    }
    assert!(damaged >= 6);
    let results = engine
        .search(&SearchRequest::for_words("leukemia"), clock())
        .unwrap();
    assert!(results.total > 0);
    assert_eq!(results.generation, first);
    assert_eq!(
        engine.load_current(&test.data, Verify::Full).unwrap(),
        built.number
    );
}

#[test]
fn damage_met_while_searching_names_the_generation_and_its_cause() {
    let test = TestData::of(&[fixture_source()]);
    let index = test.data.generation_dir(1).join("index");
    let files = fs::read_dir(&index).unwrap().map(|entry| entry.unwrap());
    let stores = files.map(|entry| entry.path()).filter(|path| {
        let extension = path.extension();
        extension.is_some_and(|extension| extension == "store")
    });
    for store in stores {
        let mut bytes = fs::read(&store).unwrap();
        let half = bytes.len() / 2;
        bytes[..half].fill(0x55);
        fs::write(&store, bytes).unwrap();
    }
    let generation = Generation::open(&test.data.generation_dir(1), Verify::Sizes).unwrap();
    let error = generation.trial(0).unwrap_err();
    let named = index.display().to_string();
    assert!(error.to_string().contains(&named), "{error}");
    assert!(std::error::Error::source(&error).is_some(), "{error}");
}

#[test]
fn a_file_that_cannot_be_read_keeps_the_cause() {
    let test = TestData::of(&[fixture_source()]);
    let path = test.data.generation_dir(1).join(Manifest::FILE);
    fs::write(&path, "{").unwrap();
    let error = Manifest::read(&test.data.generation_dir(1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("`{}` is damaged", path.display())
    );
    let cause = std::error::Error::source(&error).unwrap();
    assert!(
        cause.to_string().starts_with("EOF while parsing"),
        "{cause}"
    );
}

#[test]
fn another_format_is_refused_with_a_hint() {
    let test = TestData::of(&[fixture_source()]);
    let path = test.data.generation_dir(1).join(Manifest::FILE);
    let mut manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    manifest["format_version"] = 99.into();
    fs::write(&path, manifest.to_string()).unwrap();
    let error = Generation::open(&test.data.generation_dir(1), Verify::Sizes)
        .err()
        .unwrap();
    assert_eq!(
        error.to_string(),
        format!("generation 1 has index format 99, this program reads format {FORMAT_VERSION}")
    );
    assert_eq!(
        error.hint().unwrap(),
        "build the index again with `trialseek reindex SOURCE`"
    );
}

#[test]
fn a_thousand_searches_while_three_generations_are_switched() {
    // In generation n every title holds the word `generationn`, and there are n × 10 trials.
    let source = |n: u32| {
        let records: Vec<String> = (1..=n * 10)
            .map(|id| {
                record(
                    99_000_000 + id,
                    &format!("common generation{n}"),
                    "2026-01-01",
                )
            })
            .collect();
        lines(&records)
    };
    let test = TestData::of(&[source(1)]);
    let engine = Arc::new(Engine::new(config()).unwrap());
    engine.load_current(&test.data, Verify::Full).unwrap();
    let answered = AtomicUsize::new(0);
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while answered.fetch_add(1, Ordering::Relaxed) < 1_000
                    || !is_over.load(Ordering::Relaxed)
                {
                    let results = engine
                        .search(&SearchRequest::for_words("common"), clock())
                        .unwrap();
                    assert_eq!(results.total, results.generation * 10);
                    let word = format!("generation{}", results.generation);
                    assert!(
                        results.hits.iter().all(|hit| hit
                            .trial
                            .brief_title
                            .as_deref()
                            .unwrap()
                            .ends_with(&word))
                    );
                }
            });
        }
        for n in 2..=4 {
            test.reindex(&[source(n)]);
            assert_eq!(
                engine.load_current(&test.data, Verify::Full).unwrap(),
                u64::from(n)
            );
        }
        is_over.store(true, Ordering::Relaxed);
    });
    assert!(answered.load(Ordering::Relaxed) >= 1_000);
}

#[test]
fn the_manifest_tells_what_changed() {
    let test = TestData::of(&[lines(&[
        record(99_000_001, "a", "2026-01-01"),
        record(99_000_002, "b", "2026-01-01"),
    ])]);
    let changed = record(99_000_002, "b", "2026-02-01").replace("RECRUITING", "COMPLETED");
    let built = test.reindex(&[lines(&[changed, record(99_000_003, "c", "2026-01-01")])]);
    let changes = built.manifest.changes.unwrap();
    assert_eq!(
        (changes.new, changes.gone, changes.status_changed),
        (1, 1, 1)
    );
    assert_eq!(built.manifest.newest_record.as_deref(), Some("2026-02-01"));
    assert_eq!(
        built.manifest.editorial_unused.len(),
        fs::read_dir(repository("fixtures/editorial"))
            .unwrap()
            .count()
    );
}
