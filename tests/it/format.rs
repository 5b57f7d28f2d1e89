//! The stored format: what the code reads and writes today is what `FORMAT_VERSION` says.
//!
//! 1. The committed index of the present format opens, and holds what the code builds from the same records; `tests/format/README.md` says what to do when it does not.
//! 2. Its records hold every value of the registry's lists, since these are stored by their numbers.
//! 3. It stays small.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use trialseek::{
    cli::indexing::read_editorial,
    config::{Config, PlacesText},
    ctgov::Source,
    index::{FORMAT_VERSION, Generation, Manifest, Verify},
    trial::codes::{
        AgeGroup, Allocation, ArmGroupType, ContactRole, InterventionModel, InterventionType,
        Masking, ObservationalModel, Phase, PrimaryPurpose, RegistryEnum, Sex, SponsorClass,
        Status, StudyType,
    },
};

use crate::support::{TestData, config, repository};

const RENEW: &str = "TRIALSEEK_RENEW_FORMAT";

fn folder(name: &str) -> PathBuf {
    repository("tests/format").join(name)
}

/// The settings with the small tables of the folder.
fn small_config() -> Config {
    let read = |name: &str| fs::read_to_string(folder(name)).unwrap();
    let mut small = Config::clone(&config());
    small.places = PlacesText {
        countries: read("countries.toml"),
        states: read("states.toml"),
        cities: read("cities.toml"),
        regions: read("regions.toml"),
    };
    small.vocabulary.retain(|name, _| name == "matching.toml");
    let concepts = read("vocabulary.toml");
    small
        .vocabulary
        .insert("concepts.toml".to_owned(), concepts);
    small.ordinary_words.clear();
    small
}

fn build() -> TestData {
    let data = TestData::empty();
    let editorial = read_editorial(&folder("editorial")).unwrap();
    // The list of rejects names the file as it was given; tests run in the folder of the package.
    let records = Source::Path(Path::new("tests/format/records.jsonl").to_owned());
    data.reindex_with(&small_config(), editorial, &[records]);
    data
}

/// A copy of the committed index: opening one leaves a lock file beside it.
fn committed() -> (tempfile::TempDir, Result<BTreeMap<String, String>, String>) {
    let copy = tempfile::tempdir().unwrap();
    copy_folder(&folder("index"), copy.path());
    let contents = contents(copy.path());
    (copy, contents)
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, name) = entry
            .map(|entry| (entry.path(), entry.file_name()))
            .unwrap();
        if path.is_dir() {
            copy_folder(&path, &to.join(name));
        } else if path.extension().is_none_or(|ending| ending != "lock") {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

fn size_of(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).unwrap();
    let sizes = entries.map(|entry| {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => size_of(&path),
            false => fs::metadata(&path).unwrap().len(),
        }
    });
    sizes.sum()
}

/// Everything that a generation holds, by name, as today's code reads it.
fn contents(dir: &Path) -> Result<BTreeMap<String, String>, String> {
    let said = |error: &dyn std::error::Error| {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text.push_str(&format!(": {error}"));
            cause = error.source();
        }
        text
    };
    let generation = Generation::open(dir, Verify::Full).map_err(|error| said(&error))?;
    let mut contents = BTreeMap::new();
    let schema = &generation.fields().schema;
    let written = serde_json::to_string_pretty(schema).unwrap();
    contents.insert("schema".to_owned(), written);
    contents.insert("columns".to_owned(), format!("{:#?}", generation.columns()));
    for doc in 0..generation.columns().docs() {
        let (trial, mentions) = generation
            .trial_with_mentions(doc)
            .map_err(|error| said(&error))?;
        let name = format!("trial {}", trial.nct_id);
        contents.insert(name, format!("{trial:#?}\n{mentions:#?}"));
    }
    let segment = generation.segment().unwrap();
    for (field, entry) in schema.fields().filter(|(_, entry)| entry.is_indexed()) {
        let index = segment.inverted_index(field).unwrap();
        let mut terms = index.terms().stream().unwrap();
        let mut listed = String::new();
        while let Some((term, info)) = terms.next() {
            let term = String::from_utf8_lossy(term);
            listed.push_str(&format!("{term}\t{}\n", info.doc_freq));
        }
        contents.insert(format!("terms of `{}`", entry.name()), listed);
    }
    // These are whole values, written in one piece: their bytes tell every change of their shape.
    for file in ["gazetteer.bin", "vocabulary.bin", "words.bin"] {
        let bytes = fs::read(dir.join(file)).unwrap();
        let lines = bytes.chunks(16).map(|line| format!("{line:02x?}\n"));
        contents.insert(file.to_owned(), lines.collect());
    }
    Ok(contents)
}

/// Says where two generations differ: the first line of each part that does.
fn differences(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let lines = |of: &BTreeMap<String, String>, name: &str| -> Vec<String> {
        let text = of.get(name).map_or("", String::as_str);
        text.lines().map(str::to_owned).collect()
    };
    let differing = names.into_iter().filter_map(|name| {
        let (old, new) = (lines(old, name), lines(new, name));
        let at = (0..old.len().max(new.len())).find(|at| old.get(*at) != new.get(*at))?;
        let line = |of: &[String]| {
            of.get(at)
                .map_or("(nothing)", |line| line.trim())
                .to_owned()
        };
        Some(format!(
            "{name}, line {}: `{}` became `{}`",
            at + 1,
            line(&old),
            line(&new)
        ))
    });
    differing.collect()
}

/// Writes the committed index anew, unless it has become unreadable without a new version.
fn renew(built: &TestData) {
    let target = folder("index");
    if target.exists() {
        let text = fs::read(target.join(Manifest::FILE)).unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&text).unwrap();
        let is_raised = manifest["format_version"] != FORMAT_VERSION;
        if let (false, Err(error)) = (is_raised, committed().1) {
            panic!(
                "raise FORMAT_VERSION first: the code cannot read its own format any more: {error}"
            );
        }
        fs::remove_dir_all(&target).unwrap();
    }
    copy_folder(&built.data.generation_dir(1), &target);
}

#[test]
fn the_committed_index_is_what_the_code_reads_and_writes() {
    let built = build();
    if env::var_os(RENEW).is_some() {
        renew(&built);
    }
    let new = contents(&built.data.generation_dir(1)).unwrap();
    let found = match committed().1 {
        Ok(old) => differences(&old, &new),
        Err(error) => vec![error],
    };
    assert!(
        found.is_empty(),
        "what a generation holds has changed:\n  {}\n\
         If its shape has changed, raise FORMAT_VERSION (src/index/manifest.rs, now {FORMAT_VERSION}). \
         Then renew the committed index with `{RENEW}=1 cargo test --test it format`; see tests/format/README.md.",
        found.join("\n  ")
    );
    let bytes = size_of(&folder("index"));
    assert!(bytes < 150_000, "the committed index has {bytes} bytes");
}

#[test]
fn a_new_build_is_the_same() {
    let of = |built: TestData| contents(&built.data.generation_dir(1)).unwrap();
    assert_eq!(
        differences(&of(build()), &of(build())),
        Vec::<String>::new()
    );
}

#[test]
fn the_records_hold_every_value_that_is_stored_by_number() {
    let records = fs::read_to_string(folder("records.jsonl")).unwrap();
    fn missing<E: RegistryEnum>(records: &str) -> Vec<String> {
        let values = E::ALL.iter().map(|value| value.as_str());
        let missing = values.filter(|value| !records.contains(&format!("\"{value}\"")));
        missing
            .map(|value| format!("{} {value}", E::NAME))
            .collect()
    }
    let missing = [
        missing::<Status>(&records),
        missing::<Phase>(&records),
        missing::<StudyType>(&records),
        missing::<Sex>(&records),
        missing::<AgeGroup>(&records),
        missing::<InterventionType>(&records),
        missing::<ArmGroupType>(&records),
        missing::<PrimaryPurpose>(&records),
        missing::<Allocation>(&records),
        missing::<InterventionModel>(&records),
        missing::<ObservationalModel>(&records),
        missing::<Masking>(&records),
        missing::<SponsorClass>(&records),
        missing::<ContactRole>(&records),
    ];
    assert_eq!(missing.concat(), Vec::<String>::new());
}
