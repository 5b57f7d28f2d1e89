//! The vocabulary from end to end: imported on the command line, used by the next reindex, found by search.
//!
//! 1. MeSH, an ontology and a table are imported; what is faulty is named and skipped.
//! 2. One concept that two sources know is one; `find` says what is known and from where.
//! 3. A search under any of the names finds the trials about it.
//! 4. A file that is none of these is refused.
//! 5. Every concept of the starter can be read by its label, and no name means two of them.

use std::{collections::BTreeMap, process::Command};

use serde_json::Value;
use trialseek::{ask::SearchRequest, vocabulary::Source};

use crate::support::{config, engine, repository};

#[test]
fn imported_names_are_found_by_search() {
    let data = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| -> (Option<i32>, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_trialseek"))
            .args(arguments)
            .env("TRIALSEEK_DATA", data.path())
            .env("NO_COLOR", "1")
            .current_dir(repository(""))
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let (code, stdout, stderr) = run(&[
        "vocabulary",
        "import",
        "mesh",
        "fixtures/vocabulary/descriptors.xml",
    ]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(
        stdout.starts_with("Imported 1 concept with 3 names"),
        "{stdout}"
    );
    assert!(stderr.contains("passed over 1 record"), "{stderr}");
    let (code, stdout, _) = run(&[
        "vocabulary",
        "import",
        "obo",
        "fixtures/vocabulary/ontology.obo",
    ]);
    assert_eq!(code, Some(0));
    assert!(stdout.starts_with("Imported 2 concepts"), "{stdout}");
    let (code, stdout, stderr) = run(&[
        "vocabulary",
        "import",
        "tsv",
        "fixtures/vocabulary/names.tsv",
    ]);
    assert_eq!(code, Some(0));
    assert!(
        stdout.starts_with("Imported 2 concepts with 5 names"),
        "{stdout}"
    );
    assert!(
        stderr.contains("line 5 lacks an id, a label or a name"),
        "{stderr}"
    );
    assert!(stderr.contains("unknown kind `planet`"), "{stderr}");
    let (code, _, stderr) = run(&[
        "vocabulary",
        "import",
        "mesh",
        "fixtures/vocabulary/names.tsv",
    ]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("DescriptorRecord"), "{stderr}");

    let (code, stdout, _) = run(&["vocabulary", "find", "stripy fevers", "--json"]);
    assert_eq!(code, Some(0));
    let found: Value = serde_json::from_str(&stdout).unwrap();
    let zebra = &found["concepts"][0];
    assert_eq!(zebra["id"], "MESH:D990001");
    assert_eq!(zebra["label"], "Zebra fever");
    assert_eq!(zebra["same_as"], serde_json::json!(["DOID:9900001"]));
    assert_eq!(zebra["broader"], serde_json::json!(["Striped disease"]));
    let names = zebra["names"].to_string();
    assert!(names.contains("Equine Stripe Fever") && names.contains("fever with stripes"));
    assert!(!names.contains("horse fever"), "{names}");
    let (code, _, stderr) = run(&["vocabulary", "find", "qwertyuiop"]);
    assert_eq!(code, Some(1));
    assert!(stderr.contains("nothing is called"), "{stderr}");

    let (code, ..) = run(&["reindex", "fixtures/trials"]);
    assert_eq!(code, Some(0));
    let (_, stdout, _) = run(&[
        "search",
        "my aunt sleeps with equine stripe fever",
        "--json",
    ]);
    let answer: Value = serde_json::from_str(&stdout).unwrap();
    let parts = answer["understanding"]["parts"].as_array().unwrap();
    assert!(
        parts.iter().any(|part| part["label"] == "Zebra fever"),
        "{parts:?}"
    );
}

#[test]
fn a_synonym_finds_what_the_usual_name_finds() {
    for (lay, usual) in [
        ("heart attack", "myocardial infarction"),
        ("sugar diabetes", "diabetes"),
        ("白血病", "leukemia"),
        ("cáncer de mama", "breast cancer"),
        ("Brustkrebs", "breast cancer"),
        ("cancer du sein", "breast cancer"),
        ("leukaemia", "leukemia"),
    ] {
        let ids = |words: &str| -> Vec<String> {
            let mut request = SearchRequest::for_words(words);
            request.page.size = 100;
            let results = crate::support::search(&request);
            let matches = results.hits.iter().take(results.total as usize);
            let mut ids: Vec<String> = matches.map(|hit| hit.trial.nct_id.to_string()).collect();
            ids.sort();
            ids
        };
        assert_eq!(ids(lay), ids(usual), "{lay}");
    }
}

#[test]
fn the_starter_stands_on_its_own() {
    let loaded = engine().current().unwrap();
    let vocabulary = loaded.generation.vocabulary();
    let ours = || {
        let concepts = vocabulary.concepts().iter();
        concepts.filter(|concept| concept.source == Source::Curated)
    };
    let conditions = ours().filter(|concept| concept.kind.is_condition()).count();
    let treatments = ours()
        .filter(|concept| !concept.kind.is_condition())
        .count();
    assert!(
        conditions >= 500 && treatments >= 200,
        "{conditions} {treatments}"
    );
    let in_all_languages = ours().filter(|concept| {
        ["es", "de", "fr", "zh"].iter().all(|language| {
            concept
                .names
                .iter()
                .any(|name| name.language.as_deref() == Some(language))
        })
    });
    assert!(in_all_languages.count() >= 200);
    // Every label leads to its concept, and to it alone.
    let mut analyzer = trialseek::index::analyzer(&config());
    let mut wrong = BTreeMap::new();
    for concept in ours() {
        let found = vocabulary.by_name(&concept.label, &mut analyzer);
        let first = found.first().map(|id| vocabulary.concept(*id));
        if first.is_none_or(|first| first.id != concept.id) {
            wrong.insert(&concept.label, first.map(|first| &first.label));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}
