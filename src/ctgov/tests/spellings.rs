//! Values that are spelt otherwise than the registry does today are read, and listed with how.

use serde_json::{Value, json};

use super::*;

/// Returns the trial of a record with these modules, and its warnings as `kind path: message`.
fn read(modules: Value) -> (crate::trial::Trial, Vec<String>) {
    let mut section = json!({"identificationModule": {"nctId": "NCT99000001"}});
    for (key, module) in modules.as_object().unwrap() {
        section[key] = module.clone();
    }
    let parsed = parse(&json!({ "protocolSection": section }).to_string()).unwrap();
    let warnings = parsed.warnings.iter().map(|warning| {
        let path = warning.path.trim_start_matches("protocolSection.");
        format!("{} {path}: {}", warning.kind, warning.message)
    });
    (parsed.trial, warnings.collect())
}

#[test]
fn ages_and_sexes_of_other_exports_are_read_and_listed() {
    let (trial, warnings) = read(json!({"eligibilityModule": {
        "minimumAge": "18", "maximumAge": "75 years old", "sex": "Both",
        "healthyVolunteers": "Accepts Healthy Volunteers", "stdAges": "Adult, Older Adult",
    }}));
    let who = &trial.eligibility;
    let printed = [who.minimum_age, who.maximum_age].map(|age| age.unwrap().to_string());
    assert_eq!(printed, ["18 Years", "75 Years"]);
    assert_eq!(who.sex.as_ref().unwrap().as_str(), "ALL");
    assert_eq!(who.healthy_volunteers, Some(true));
    let groups: Vec<_> = who.age_groups.iter().map(|group| group.as_str()).collect();
    assert_eq!(groups, ["ADULT", "OLDER_ADULT"]);
    let mut warnings = warnings;
    warnings.sort();
    assert_eq!(
        warnings,
        [
            "bad_age eligibilityModule.maximumAge: read as 75 Years",
            "bad_age eligibilityModule.minimumAge: read as 18 Years",
            "unknown_enum eligibilityModule.sex: read as ALL",
            "unknown_enum eligibilityModule.stdAges[0]: read as ADULT, OLDER_ADULT",
            "wrong_type eligibilityModule.healthyVolunteers: expected true or false; converted",
            "wrong_type eligibilityModule.stdAges: expected a list; converted",
        ]
    );
}

#[test]
fn phases_are_read_alone_and_together() {
    for (phases, read_as) in [
        (json!(["Phase 2"]), "PHASE2"),
        (json!(["Phase II"]), "PHASE2"),
        (json!(["Phase 1/Phase 2"]), "PHASE1 PHASE2"),
        (json!("Phase 1/Phase 2"), "PHASE1 PHASE2"),
        (json!(["PHASE1|PHASE2"]), "PHASE1 PHASE2"),
        (json!(["Phase 2/3"]), "PHASE2 PHASE3"),
        (json!(["Phase II/III"]), "PHASE2 PHASE3"),
        (json!(["Phase1, Phase2"]), "PHASE1 PHASE2"),
        (json!(["phase 1 and phase 2"]), "PHASE1 PHASE2"),
        (json!(["Early Phase 1"]), "EARLY_PHASE1"),
        (json!(["Phase 0"]), "EARLY_PHASE1"),
        (json!(["N/A"]), "NA"),
        (json!(["Not Applicable"]), "NA"),
        // Kept as they are.
        (json!(["Phase 2/Pilot"]), "Phase 2/Pilot"),
        (json!(["PHASE9"]), "PHASE9"),
    ] {
        let (trial, warnings) = read(json!({"designModule": {"phases": phases}}));
        let found: Vec<_> = trial.phases.iter().map(|phase| phase.as_str()).collect();
        assert_eq!(found.join(" "), read_as, "{phases}");
        assert!(!warnings.is_empty(), "{phases}");
    }
}

#[test]
fn labels_of_the_registrys_pages_are_read() {
    let (trial, warnings) = read(json!({
        "statusModule": {"overallStatus": "Active, not recruiting"},
        "designModule": {
            "studyType": "Observational [Patient Registry]",
            "enrollmentInfo": {"count": "60", "type": "Anticipated"},
            "designInfo": {
                "allocation": "Non-Randomized",
                "interventionModel": "Parallel Assignment",
                "primaryPurpose": "Supportive Care",
                "maskingInfo": {"masking": "Double (Participant, Investigator)"},
            },
        },
        "contactsLocationsModule": {"locations": [{"city": "Boston", "status": "Recruiting"}]},
    }));
    let design = &trial.design;
    let found = [
        trial.status.as_ref().unwrap().as_str(),
        trial.study_type.as_ref().unwrap().as_str(),
        design.allocation.as_ref().unwrap().as_str(),
        design.intervention_model.as_ref().unwrap().as_str(),
        design.primary_purpose.as_ref().unwrap().as_str(),
        design.masking.as_ref().unwrap().as_str(),
        trial.sites[0].status.as_ref().unwrap().as_str(),
    ];
    let expected = [
        "ACTIVE_NOT_RECRUITING",
        "OBSERVATIONAL",
        "NON_RANDOMIZED",
        "PARALLEL",
        "SUPPORTIVE_CARE",
        "DOUBLE",
        "RECRUITING",
    ];
    assert_eq!(found, expected);
    assert_eq!(trial.enrollment.unwrap().is_actual, Some(false));
    // One for each of these, for the type of the count and for the number that is a text.
    assert_eq!(warnings.len(), expected.len() + 2, "{warnings:#?}");
}

#[test]
fn dates_of_other_forms_are_read_and_listed() {
    let (trial, warnings) = read(json!({"statusModule": {
        "statusVerifiedDate": "March 2024",
        "startDateStruct": {"date": "March 5, 2024", "type": "Actual"},
        "lastUpdatePostDateStruct": {"date": "2024/03/05"},
        "completionDateStruct": {"date": "03/05/2024"},
        "studyFirstPostDateStruct": {"date": "one day"},
    }}));
    let found = [
        trial.status_verified,
        trial.start_date.as_ref().map(|start| start.date),
        trial.last_update_posted,
        trial.completion_date.as_ref().map(|end| end.date),
        trial.first_posted,
    ]
    .map(|date| date.map_or("none".to_owned(), |date| date.to_string()));
    assert_eq!(
        found,
        ["2024-03", "2024-03-05", "2024-03-05", "2024", "none"]
    );
    assert_eq!(trial.start_date.unwrap().is_actual, Some(true));
    assert_eq!(warnings.len(), 6, "{warnings:#?}");
}

#[test]
fn references_of_html_are_read_in_every_text_and_listed_once() {
    let (trial, warnings) = read(json!({
        "conditionsModule": {"conditions": ["Crohn&#39;s Disease"], "keywords": ["TGF-&beta;1"]},
        "descriptionModule": {"briefSummary": "BMI &lt; 30 &amp; age &ge; 18\n\\* &amp;gt; 5 R&D;"},
        "eligibilityModule": {"minimumAge": "&ge; 18 Years"},
        "contactsLocationsModule": {"locations": [{"facility": "Charit&eacute;"}]},
    }));
    assert_eq!(trial.conditions, ["Crohn's Disease"]);
    assert_eq!(trial.keywords, ["TGF-β1"]);
    assert_eq!(
        trial.brief_summary.as_deref(),
        Some("BMI < 30 & age ≥ 18\n* > 5 R&D;")
    );
    assert_eq!(trial.sites[0].facility.as_deref(), Some("Charité"));
    assert_eq!(
        warnings,
        [
            "bad_age eligibilityModule.minimumAge: read as 18 Years",
            "entities descriptionModule.briefSummary: references of HTML were read as the characters that they stand for",
        ]
    );
}
