//! The fixtures in `fixtures/broken/`.

use super::*;

#[test]
fn broken_fixtures_give_what_their_table_promises() {
    for (file, expected) in [
        ("array.json", "99009013 not_a_study@152 99009014"),
        ("bad_bytes.json", "not_json@1"),
        ("bad_id.json", "bad_id@1"),
        ("byte_order_mark.json", "99009018"),
        ("control_characters.json", "99009012+control_characters"),
        ("deep.json", "99009011"),
        ("duplicate_keys.json", "99009019+duplicate_key"),
        ("duplicate_newer.json", "99009001"),
        ("duplicate_older.json", "99009001"),
        ("empty.json", "not_json"),
        ("lone_surrogate.json", "not_json@1"),
        ("no_id.json", "no_id@1"),
        ("not_a_study.json", "not_a_study@1"),
        ("null_fields.json", "99009020"),
        ("page.json", "99009015 99009016"),
        ("truncated.json", "not_json@1"),
        ("truncated.jsonl", "99009003 not_json@2 99009005"),
    ] {
        check(&fixture(&format!("broken/{file}")), expected);
    }
}

#[test]
fn a_reject_names_its_study_where_it_can() {
    for (file, id) in [
        ("truncated.json", Some("NCT99009002")),
        ("truncated.jsonl", Some("NCT99009004")),
        ("bad_bytes.json", Some("NCT99009017")),
        ("lone_surrogate.json", Some("NCT99009010")),
        ("no_id.json", None),
    ] {
        let outcomes = outcomes_with(&fixture(&format!("broken/{file}")), &Limits::default());
        let ids: Vec<_> = outcomes
            .iter()
            .filter_map(|outcome| match outcome {
                Outcome::Reject(reject) => Some(reject.nct_id.as_deref()),
                _ => None,
            })
            .collect();
        assert_eq!(ids, [id], "{file}");
    }
}

#[test]
fn wrong_types_are_put_right_field_by_field() {
    let outcomes = outcomes_with(&fixture("broken/wrong_types.json"), &Limits::default());
    let [Outcome::Parsed(parsed, _)] = outcomes.as_slice() else {
        panic!("{outcomes:?}")
    };
    let trial = &parsed.trial;
    assert_eq!(trial.conditions, ["Hiccups"]);
    assert_eq!(
        trial.enrollment.and_then(|enrollment| enrollment.count),
        Some(19)
    );
    assert_eq!(trial.eligibility.healthy_volunteers, Some(false));
    assert_eq!(
        trial
            .eligibility
            .minimum_age
            .map(|age| age.to_string())
            .as_deref(),
        Some("18 Years")
    );
    assert_eq!(
        trial.sites[0].point.map(|point| (point.lat, point.lon)),
        Some((51.05, 3.71667))
    );
    assert!(!trial.has_results);
    assert!(
        parsed.warnings.iter().all(|warning| match warning.kind {
            // A number in the place of an age lacks its unit as well.
            WarningKind::BadAge => warning.message == "read as 18 Years",
            kind => kind == WarningKind::WrongType,
        }),
        "{:#?}",
        parsed.warnings
    );
}

#[test]
fn all_good_fixtures_are_parsed() {
    let outcomes = outcomes_with(&fixture("trials"), &Limits::default());
    assert!(!outcomes.is_empty());
    for outcome in outcomes {
        assert!(matches!(outcome, Outcome::Parsed(..)), "{outcome:?}");
    }
}
