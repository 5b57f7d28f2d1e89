//! Hostile input.
//!
//! 1. Records that no study can be made of (10 MB fields, lone surrogates, broken UTF-8, text cut short, deep nesting) change nothing but the rejects list.
//! 2. Control characters and direction overrides are taken out and listed; the trial is otherwise the one without them.
//! 3. Marks that a language needs, and text that only looks like markup, are kept as they are.

use trialseek::ctgov::Source;

use crate::support::{TestData, search_words};

fn record(id: &str, title: &str, summary: &str) -> String {
    format!(
        r#"{{"protocolSection":{{"identificationModule":{{"nctId":"{id}","briefTitle":"{title}"}},"descriptionModule":{{"briefSummary":"{summary}"}},"conditionsModule":{{"conditions":["Asthma"]}}}}}}"#
    )
}

fn lines(records: &[Vec<u8>]) -> Source {
    Source::Bytes {
        name: "hostile.jsonl".to_owned(),
        bytes: records.join(&b'\n').into(),
    }
}

#[test]
fn records_beyond_repair_change_nothing_but_the_rejects() {
    let good: Vec<Vec<u8>> = (1..=5)
        .map(|n| record(&format!("NCT9900000{n}"), &format!("good {n}"), "words").into_bytes())
        .collect();
    let nested = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let hostile: Vec<(&str, Vec<u8>)> = vec![
        ("text_too_long", record("NCT99000011", "long", &"x".repeat(10_000_000)).into_bytes()),
        ("text_too_long", record("NCT99000012", &"word ".repeat(2_000_000), "x").into_bytes()),
        ("not_json", record("NCT99000013", r"lone \ud800 surrogate", "x").into_bytes()),
        ("not_json", [b"{\"protocolSection\":{\"identificationModule\":{\"nctId\":\"NCT99000014\",\"briefTitle\":\"".as_slice(), &[0xff, 0xfe, 0x80], b"\"}}}"].concat()),
        ("not_json", record("NCT99000015", "cut", "short").into_bytes()[..60].to_vec()),
        ("too_deep", record("NCT99000016", "deep", "x").replace("[\"Asthma\"]", &nested).into_bytes()),
        ("not_a_study", b"[1,2,3]".to_vec()),
        ("no_id", b"{\"protocolSection\":{\"identificationModule\":{}}}".to_vec()),
        ("bad_id", record("NCT-drop-table", "x", "y").into_bytes()),
    ];
    let mut mixed = Vec::new();
    for (index, (_, bad)) in hostile.iter().enumerate() {
        mixed.push(good[index % good.len()].clone());
        mixed.push(bad.clone());
    }
    mixed.truncate(2 * good.len());
    mixed.extend(hostile[good.len()..].iter().map(|(_, bad)| bad.clone()));

    let (clean, mixed) = (
        TestData::of(&[lines(&good)]),
        TestData::of(&[lines(&mixed)]),
    );
    let (clean, generation) = (clean.generation().unwrap(), mixed.generation().unwrap());
    assert_eq!(clean.columns().nct, generation.columns().nct);
    for doc in 0..clean.columns().docs() {
        assert_eq!(clean.trial(doc).unwrap(), generation.trial(doc).unwrap());
    }
    let manifest = generation.manifest();
    assert_eq!(manifest.read, manifest.indexed + manifest.skipped);
    for (kind, _) in &hostile {
        assert!(
            manifest.skipped_by_kind.contains_key(*kind),
            "{kind} is not in {:?}",
            manifest.skipped_by_kind
        );
    }
}

#[test]
fn control_characters_and_overrides_are_taken_out_and_listed() {
    let hostile = record(
        "NCT99000001",
        r"a \u001b[31mred\u0000 \u202etitle\u202c",
        r"line one\nline\u0007 two",
    );
    let plain = record("NCT99000001", "a [31mred title", r"line one\nline two");
    let hostile = TestData::of(&[lines(&[hostile.into_bytes()])])
        .generation()
        .unwrap();
    let plain = TestData::of(&[lines(&[plain.into_bytes()])])
        .generation()
        .unwrap();
    assert_eq!(hostile.trial(0).unwrap(), plain.trial(0).unwrap());
    assert_eq!(
        hostile
            .manifest()
            .warnings_by_kind
            .get("control_characters"),
        Some(&1)
    );
    assert_eq!(
        (hostile.manifest().repaired, plain.manifest().repaired),
        (1, 0)
    );
}

#[test]
fn marks_that_a_language_needs_are_kept() {
    let title = "\u{200f}سرطان الثدي <b>bold</b> & \u{200e}trial";
    let generation = TestData::of(&[lines(&[record("NCT99000001", title, "x").into_bytes()])])
        .generation()
        .unwrap();
    assert_eq!(
        generation.trial(0).unwrap().brief_title.as_deref(),
        Some(title)
    );
}

#[test]
fn hostile_fixtures_are_found_as_text() {
    let results = search_words("alert script", &[]);
    let titles: Vec<String> = results
        .hits
        .iter()
        .map(|hit| hit.trial.display_title())
        .collect();
    assert!(
        titles.iter().any(|title| title.contains("<script>")),
        "{titles:?}"
    );
    for hit in &results.hits {
        let text: String = hit
            .snippets
            .iter()
            .flat_map(|snippet| &snippet.segments)
            .map(|segment| segment.text.as_str())
            .collect();
        assert!(
            !text
                .chars()
                .any(|c| c.is_control() && c != '\n' && c != '\t'),
            "{text:?}"
        );
    }
}
