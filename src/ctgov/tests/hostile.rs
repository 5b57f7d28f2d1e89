//! Hostile input.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

/// Returns the record of a study with one more member in its identification module.
fn with_title(title_json: &str) -> String {
    format!(
        r#"{{"protocolSection":{{"identificationModule":{{"nctId":"NCT00000007","briefTitle":{title_json}}}}}}}"#
    )
}

#[test]
fn hostile_records_are_rejected_or_kept_with_a_warning() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let deep_objects = format!("{}1{}", r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
    for (title, expected) in [
        (r#""plain""#.to_owned(), "7"),
        (
            r#""bell \u0007 escape \u001b[31m""#.to_owned(),
            "7+control_characters",
        ),
        (r#""nul \u0000""#.to_owned(), "7+control_characters"),
        (r#""c1 \u009b31m""#.to_owned(), "7+control_characters"),
        (
            r#""override \u202egpj.exe""#.to_owned(),
            "7+control_characters",
        ),
        (
            r#""isolate \u2066x\u2069""#.to_owned(),
            "7+control_characters",
        ),
        (r#""mark \u200f\u200e""#.to_owned(), "7"),
        (r#""lone \ud800""#.to_owned(), "not_json@1"),
        (r#""lone \ud800\u0041""#.to_owned(), "not_json@1"),
        (r#""lone \udc00""#.to_owned(), "not_json@1"),
        (r#""pair \ud83d\ude00""#.to_owned(), "7"),
        ("\"raw \u{7}\"".to_owned(), "not_json@1"),
        (format!("\"{}\"", "x".repeat(10_000_000)), "text_too_long@1"),
        (format!("\"{}\"", "乳".repeat(200_000)), "7"),
        (format!("\"{}\"", "乳".repeat(200_001)), "text_too_long@1"),
        (nested(100), "7+wrong_type"),
        (nested(100_000), "too_deep@1"),
        (deep_objects, "too_deep@1"),
        ("1e999".to_owned(), "not_json@1"),
        ("null".to_owned(), "7"),
        ("NaN".to_owned(), "not_json@1"),
        (r#""a","briefTitle":"b""#.to_owned(), "7+duplicate_key"),
        (r#""<script>alert(1)</script>""#.to_owned(), "7"),
    ] {
        let json = with_title(&title);
        check(&bytes("a.jsonl", json.clone()), expected);
        check(&bytes("a.json", format!("[{json}]")), expected);
        check(
            &bytes("a.jsonl", format!("{json}\n{}", study(8))),
            &format!("{expected} 8"),
        );
        check(
            &bytes("a.json", format!("[{json},{}]", study(8))),
            &format!("{expected} 8"),
        );
    }
}

#[test]
fn markup_is_never_interpreted() {
    let parsed = parse(&with_title(r#""<b>A</b> &amp; <script>x</script>""#)).unwrap();
    assert_eq!(
        parsed.trial.brief_title.as_deref(),
        Some("<b>A</b> & <script>x</script>")
    );
}

#[test]
fn a_record_over_the_limit_costs_no_other() {
    let limits = Limits {
        max_record_bytes: 200,
        ..Limits::default()
    };
    let long = with_title(&format!("\"{}\"", "x".repeat(100_000)));
    let (one, two) = (study(1), study(2));
    for (name, content) in [
        ("a.jsonl", format!("{one}\n{long}\n{two}\n")),
        ("a.jsonl", format!("{one}\r\n{long}\r\n{two}")),
        ("stdin", format!("{one}\n{long}\n{two}\n")),
        ("a.json", format!("[{one},\n{long},\n{two}]")),
        (
            "a.json",
            format!("{{\"studies\":[\n{one},{long},\n{two}]}}"),
        ),
    ] {
        let outcomes = outcomes_with(&bytes(name, content), &limits);
        let summary = summary(&outcomes);
        assert!(
            summary.starts_with("1 too_large@") && summary.ends_with(" 2"),
            "{name}: {summary}"
        );
        let Outcome::Reject(reject) = &outcomes[1] else {
            panic!("{summary}")
        };
        assert_eq!(reject.nct_id.as_deref(), Some("NCT00000007"));
    }
    check_with(&bytes("a.json", long), &limits, "too_large@1");
    // Exactly at the limit.
    let padded = |length: usize| format!("{{{}{}", " ".repeat(length - one.len()), &one[1..]);
    for ending in ["", "\n", "\r\n"] {
        check_with(
            &bytes("a.jsonl", format!("{}{ending}", padded(200))),
            &limits,
            "1",
        );
        check_with(
            &bytes("a.jsonl", format!("{}{ending}", padded(201))),
            &limits,
            "too_large@1",
        );
    }
}

#[test]
fn very_many_warnings_are_summed_up() {
    let phases = vec![r#""PHASE9""#.to_owned(); 5000].join(",");
    let json = format!(
        r#"{{"protocolSection":{{"identificationModule":{{"nctId":"NCT00000001"}},"designModule":{{"phases":[{phases}]}}}}}}"#
    );
    let parsed = parse(&json).unwrap();
    assert_eq!(parsed.warnings.len(), 101);
    assert_eq!(
        parsed.warnings[100].message,
        "4900 more warnings about this record"
    );
    assert_eq!(parsed.trial.phases.len(), 1);
}

#[test]
fn no_number_of_wrong_types_costs_the_record() {
    let modules = [
        "statusModule",
        "designModule",
        "eligibilityModule",
        "descriptionModule",
        "outcomesModule",
    ];
    let wrong = json!({
        "overallStatus": {}, "statusVerifiedDate": {}, "whyStopped": {}, "startDateStruct": 1, "completionDateStruct": 1,
        "studyType": {}, "phases": {}, "designInfo": 1, "enrollmentInfo": 1, "eligibilityCriteria": {}, "sex": {},
        "minimumAge": {}, "maximumAge": {}, "studyPopulation": {}, "genderBased": {}, "healthyVolunteers": {},
        "stdAges": 1, "briefSummary": {}, "detailedDescription": {}, "primaryOutcomes": 1, "secondaryOutcomes": 1,
        "lastUpdatePostDateStruct": 1, "studyFirstPostDateStruct": 1, "resultsFirstPostDateStruct": 1,
        "primaryCompletionDateStruct": 1, "expandedAccessInfo": 1, "conditions": {}, "keywords": {},
        "armGroups": 1, "interventions": 1, "centralContacts": 1, "overallOfficials": 1, "locations": 1,
        "collaborators": 1, "leadSponsor": 1,
    });
    let mut protocol = json!({ "identificationModule": { "nctId": "NCT00000007", "acronym": {}, "briefTitle": 1 } });
    for module in modules.into_iter().chain([
        "conditionsModule",
        "armsInterventionsModule",
        "contactsLocationsModule",
    ]) {
        protocol[module] = wrong.clone();
    }
    let parsed = parse(&json!({ "protocolSection": protocol }).to_string()).unwrap();
    assert_eq!(parsed.trial.nct_id.number(), 7);
    assert!(
        parsed
            .warnings
            .iter()
            .any(|warning| warning.kind == WarningKind::WrongType)
    );
}

/// Any JSON; keys are mostly those of the registry, so that values of all kinds land where others belong.
fn any_json() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::String),
        prop_oneof![
            Just("NCT00000001"),
            Just("2024-01"),
            Just("18 Years"),
            Just("RECRUITING"),
            Just("99999999")
        ]
        .prop_map(Value::from),
    ];
    let key = prop_oneof![
        4 => prop::sample::select(vec![
            "protocolSection", "derivedSection", "identificationModule", "statusModule", "designModule",
            "eligibilityModule", "contactsLocationsModule", "conditionBrowseModule", "nctId", "briefTitle",
            "nctIdAliases", "overallStatus", "startDateStruct", "date", "phases", "enrollmentInfo", "count",
            "locations", "geoPoint", "lat", "lon", "contacts", "meshes", "term", "minimumAge", "stdAges", "studies",
            "hasResults", "country", "eligibilityCriteria", "healthyVolunteers",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    scalar.prop_recursive(6, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::btree_map(key.clone(), inner, 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_json_gives_one_outcome_and_its_id_decides(value in any_json(), with_id in any::<bool>()) {
        let mut value = value;
        if with_id && let Value::Object(members) = &mut value {
            members.insert("protocolSection".to_owned(), json!({
                "identificationModule": { "nctId": "NCT00000003", "briefTitle": value_at(members, "briefTitle") },
                "statusModule": value_at(members, "statusModule"),
                "contactsLocationsModule": { "locations": value_at(members, "locations") },
            }));
            let parsed = parse(&value.to_string());
            prop_assert!(parsed.is_ok(), "{:?}", parsed);
        }
        let lines = format!("{value}\n{}\n", study(9));
        let outcomes = outcomes_with(&bytes("a.jsonl", lines), &Limits::default());
        prop_assert!(!outcomes.is_empty());
        let is_one_record = value.as_object().is_some_and(|members| !members.contains_key("studies")) || !(value.is_object() || value.is_array());
        if is_one_record {
            prop_assert_eq!(outcomes.len(), 2);
        }
    }

    #[test]
    fn an_array_gives_one_outcome_an_element_however_it_is_printed(values in prop::collection::vec(any_json(), 1..6)) {
        let array = Value::Array(values);
        for text in [array.to_string(), serde_json::to_string_pretty(&array).unwrap()] {
            let mut records = Vec::new();
            read_sources(&[bytes("a.json", text.clone())], &Limits::default(), &mut |item| {
                if let Item::Record(raw) = item {
                    records.push(serde_json::from_slice::<Value>(&raw.json).unwrap());
                }
                ControlFlow::Continue(())
            }).unwrap();
            // Not every floating-point number survives being printed and read.
            let printed: Vec<Value> = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(&records, &printed);
        }
    }

    #[test]
    fn any_bytes_are_read_to_their_end(content in prop::collection::vec(any::<u8>(), 0..400), name in 0usize..4) {
        let name = ["a.json", "a.jsonl", "stdin", "a.zip"][name];
        outcomes_with(&bytes(name, content), &Limits::default());
    }

    #[test]
    fn damaged_documents_are_read_to_their_end(at in 0usize..400, byte in any::<u8>(), name in 0usize..3) {
        let mut content = format!("{{\"studies\":[\n{},\n{},{}\n]}}\n{}", study(1), study(2), with_title("\"x\""), study(3)).into_bytes();
        let at = at % content.len();
        content[at] = byte;
        outcomes_with(&bytes(["a.json", "a.jsonl", "stdin"][name], content), &Limits::default());
    }
}

fn value_at(members: &serde_json::Map<String, Value>, key: &str) -> Value {
    members.get(key).cloned().unwrap_or(Value::Null)
}
