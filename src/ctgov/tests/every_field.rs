//! Every field of the registry's table, from one record that has them all.

use serde_json::{Value, json};

use super::*;
use crate::trial::Trial;

fn whole_record() -> Value {
    json!({
        "protocolSection": {
            "identificationModule": {
                "nctId": " nct00000004 ", "nctIdAliases": ["NCT00000005", "NCT00000004", "nct5", "OLD-1"],
                "orgStudyIdInfo": { "id": " ORG-1 " },
                "secondaryIdInfos": [{ "id": "2020-000001-11", "type": "EUDRACT_NUMBER", "domain": "EMA" }, { "type": "REGISTRY" }],
                "acronym": "TEST", "briefTitle": "Brief\n title", "officialTitle": "Official title",
            },
            "statusModule": {
                "overallStatus": "TERMINATED", "statusVerifiedDate": "2024-03", "whyStopped": "slow accrual",
                "startDateStruct": { "date": "2020", "type": "ACTUAL" },
                "primaryCompletionDateStruct": { "date": "2021-06", "type": "ESTIMATED" },
                "completionDateStruct": { "date": "2021-07-08" },
                "studyFirstPostDateStruct": { "date": "2019-12-31", "type": "ACTUAL" },
                "lastUpdatePostDateStruct": { "date": "2024-03-05", "type": "ACTUAL" },
                "resultsFirstPostDateStruct": { "date": "2024-02-30", "type": "ACTUAL" },
                "expandedAccessInfo": { "hasExpandedAccess": true, "nctId": "NCT00000006" },
            },
            "sponsorCollaboratorsModule": {
                "leadSponsor": { "name": "Lead", "class": "INDUSTRY" },
                "collaborators": [{ "name": "Helper", "class": "NIH" }, { "class": "FED" }, {}],
            },
            "descriptionModule": { "briefSummary": "Age \\>= 18\r\nand \\<b\\>", "detailedDescription": " \n " },
            "conditionsModule": { "conditions": ["Asthma", "asthma ", "", null, "COPD"], "keywords": ["A", "a", "B"] },
            "designModule": {
                "studyType": "INTERVENTIONAL", "phases": ["PHASE1", "PHASE2", "PHASE1"],
                "designInfo": {
                    "primaryPurpose": "EDUCATIONAL_COUNSELING_TRAINING", "allocation": "RANDOMIZED",
                    "interventionModel": "PARALLEL", "observationalModel": "COHORT", "timePerspective": "PROSPECTIVE",
                    "maskingInfo": { "masking": "DOUBLE", "whoMasked": ["PARTICIPANT", "INVESTIGATOR"] },
                },
                "enrollmentInfo": { "count": 99999999, "type": "ESTIMATED" },
            },
            "armsInterventionsModule": {
                "armGroups": [{ "label": "A", "type": "PLACEBO_COMPARATOR", "description": "none" }, {}],
                "interventions": [
                    { "type": "DRUG", "name": "Drug X", "description": "5 mg \\* 2", "otherNames": ["X", "x"] },
                    { "type": "DEVICE" },
                ],
            },
            "outcomesModule": {
                "primaryOutcomes": [{ "measure": "M1", "description": "D1", "timeFrame": "1 year" }],
                "secondaryOutcomes": [{ "measure": "M2" }],
            },
            "eligibilityModule": {
                "eligibilityCriteria": "Inclusion Criteria:\n\n* adult\n\nExclusion Criteria:\n\n* pregnant",
                "sex": "FEMALE", "genderBased": true, "minimumAge": "18 Years", "maximumAge": "N/A",
                "stdAges": ["ADULT", "OLDER_ADULT"], "healthyVolunteers": false, "studyPopulation": "People",
            },
            "contactsLocationsModule": {
                "centralContacts": [{ "name": "C", "role": "CONTACT", "phone": "1", "phoneExt": "2", "email": "c@example.org" }, { "role": "CONTACT" }],
                "overallOfficials": [{ "name": "O", "affiliation": "U", "role": "STUDY_CHAIR" }, { "affiliation": "U" }],
                "locations": [
                    {
                        "facility": "F", "status": "RECRUITING", "city": "Seoul", "state": "S", "zip": "1",
                        "country": "Korea, Republic of", "geoPoint": { "lat": 37.566, "lon": 126.9784 },
                        "contacts": [{ "name": "L" }],
                    },
                    { "city": "Null Island", "geoPoint": { "lat": 0, "lon": 0.0 } },
                    { "status": "COMPLETED" },
                ],
            },
        },
        "derivedSection": {
            "conditionBrowseModule": {
                "meshes": [{ "term": "Asthma" }, { "id": "D001249", "term": "Asthma" }],
                "ancestors": [{ "id": "D001982", "term": "Bronchial Diseases" }, { "id": "D0" }],
            },
            "interventionBrowseModule": { "meshes": [{ "id": "D1", "term": "X" }] },
        },
        "resultsSection": { "anything": [1, 2, 3] },
    })
}

/// Every part of the trial as it prints for debugging, with what it must be.
fn parts(trial: &Trial) -> Vec<(String, &'static str)> {
    let t = trial;
    let dates = [
        t.status_verified,
        t.start_date.as_ref().map(|date| date.date),
        t.primary_completion_date.as_ref().map(|date| date.date),
        t.completion_date.as_ref().map(|date| date.date),
        t.first_posted,
        t.last_update_posted,
        t.results_first_posted,
    ];
    let dates = dates
        .map(|date| date.map_or("-".to_owned(), |date| date.to_string()))
        .join(" ");
    let is_actual =
        |date: &Option<crate::trial::StudyDate>| date.as_ref().and_then(|date| date.is_actual);
    let terms = |terms: &[crate::trial::MeshTerm]| {
        terms
            .iter()
            .map(|term| format!("{}={}", term.id.as_deref().unwrap_or("-"), term.term))
            .collect::<Vec<_>>()
    };
    let criteria =
        |list: &[crate::trial::Criterion]| list.iter().map(|c| c.text.clone()).collect::<Vec<_>>();
    let eligibility = &t.eligibility;
    vec![
        (t.nct_id.to_string(), "NCT00000004"),
        (
            format!("{:?}", t.nct_id_aliases),
            r#"["NCT00000005", "OLD-1"]"#,
        ),
        (format!("{:?}", t.org_study_id), r#"Some("ORG-1")"#),
        (
            format!("{:?}", t.secondary_ids),
            r#"[SecondaryId { id: "2020-000001-11", kind: Some("EUDRACT_NUMBER"), issuer: Some("EMA") }]"#,
        ),
        (
            format!("{:?} {:?} {:?}", t.acronym, t.brief_title, t.official_title),
            r#"Some("TEST") Some("Brief title") Some("Official title")"#,
        ),
        (
            format!("{:?} {:?}", t.status, t.why_stopped),
            r#"Some(Known(Terminated)) Some("slow accrual")"#,
        ),
        (
            dates,
            "2024-03 2020 2021-06 2021-07-08 2019-12-31 2024-03-05 -",
        ),
        (
            format!(
                "{:?} {:?} {:?}",
                is_actual(&t.start_date),
                is_actual(&t.primary_completion_date),
                is_actual(&t.completion_date)
            ),
            "Some(true) Some(false) None",
        ),
        (
            format!("{} {:?}", t.has_results, t.expanded_access_id),
            r#"false Some("NCT00000006")"#,
        ),
        (
            format!("{:?}", t.sponsor),
            r#"Some(Sponsor { name: "Lead", class: Some(Known(Industry)) })"#,
        ),
        (
            format!("{:?}", t.collaborators),
            r#"[Sponsor { name: "Helper", class: Some(Known(Nih)) }]"#,
        ),
        (
            format!("{:?} {:?}", t.brief_summary, t.detailed_description),
            "Some(\"Age >= 18\\nand <b>\") None",
        ),
        (
            format!("{:?} {:?}", t.conditions, t.keywords),
            r#"["Asthma", "COPD"] ["A", "B"]"#,
        ),
        (
            format!("{:?}", terms(&t.condition_mesh.terms)),
            r#"["D001249=Asthma"]"#,
        ),
        (
            format!("{:?}", terms(&t.condition_mesh.ancestors)),
            r#"["D001982=Bronchial Diseases"]"#,
        ),
        (
            format!("{:?}", terms(&t.intervention_mesh.terms)),
            r#"["D1=X"]"#,
        ),
        (
            format!("{:?} {:?}", t.study_type, t.phases),
            "Some(Known(Interventional)) [Known(Phase1), Known(Phase2)]",
        ),
        (
            format!("{:?} {:?}", t.design.primary_purpose, t.design.allocation),
            r#"Some(Other("EDUCATIONAL_COUNSELING_TRAINING")) Some(Known(Randomized))"#,
        ),
        (
            format!(
                "{:?} {:?}",
                t.design.intervention_model, t.design.observational_model
            ),
            "Some(Known(Parallel)) Some(Known(Cohort))",
        ),
        (
            format!(
                "{:?} {:?} {:?}",
                t.design.time_perspective, t.design.masking, t.design.who_masked
            ),
            r#"Some("PROSPECTIVE") Some(Known(Double)) ["PARTICIPANT", "INVESTIGATOR"]"#,
        ),
        (
            format!("{:?}", t.enrollment),
            "Some(Enrollment { count: None, is_actual: Some(false) })",
        ),
        (
            format!("{:?}", t.arms),
            r#"[Arm { label: Some("A"), kind: Some(Known(PlaceboComparator)), description: Some("none") }]"#,
        ),
        (
            format!("{:?}", t.interventions),
            r#"[Intervention { kind: Some(Known(Drug)), name: "Drug X", description: Some("5 mg * 2"), other_names: ["X"] }]"#,
        ),
        (
            format!("{:?}", t.primary_outcomes),
            r#"[Outcome { measure: "M1", description: Some("D1"), time_frame: Some("1 year") }]"#,
        ),
        (
            format!("{:?}", t.secondary_outcomes),
            r#"[Outcome { measure: "M2", description: None, time_frame: None }]"#,
        ),
        (
            format!(
                "{:?} {:?}",
                criteria(&eligibility.criteria.inclusion),
                criteria(&eligibility.criteria.exclusion)
            ),
            r#"["adult"] ["pregnant"]"#,
        ),
        (
            format!(
                "{:?} {:?}",
                eligibility.minimum_age.map(|age| age.to_string()),
                eligibility.maximum_age
            ),
            r#"Some("18 Years") None"#,
        ),
        (
            format!(
                "{:?} {:?} {:?}",
                eligibility.sex, eligibility.gender_based, eligibility.healthy_volunteers
            ),
            "Some(Known(Female)) Some(true) Some(false)",
        ),
        (
            format!(
                "{:?} {:?}",
                eligibility.age_groups, eligibility.study_population
            ),
            r#"[Known(Adult), Known(OlderAdult)] Some("People")"#,
        ),
        (
            format!("{:?}", t.central_contacts),
            r#"[Contact { name: Some("C"), role: Some(Known(Contact)), phone: Some("1"), phone_ext: Some("2"), email: Some("c@example.org") }]"#,
        ),
        (
            format!("{:?}", t.officials),
            r#"[Official { name: "O", affiliation: Some("U"), role: Some(Known(StudyChair)) }]"#,
        ),
        (
            format!("{:?}", t.sites),
            r#"[Site { facility: Some("F"), status: Some(Known(Recruiting)), city: Some("Seoul"), state: Some("S"), zip: Some("1"), country: Some("Korea, Republic of"), point: Some(GeoPoint { lat: 37.566, lon: 126.9784 }), contacts: [Contact { name: Some("L"), role: None, phone: None, phone_ext: None, email: None }] }, Site { facility: None, status: None, city: Some("Null Island"), state: None, zip: None, country: None, point: None, contacts: [] }]"#,
        ),
    ]
}

#[test]
fn every_field_lands_in_the_trial() {
    let parsed = parse(&whole_record().to_string()).unwrap();
    for (found, expected) in parts(&parsed.trial) {
        assert_eq!(found, expected);
    }
    let warnings: Vec<_> = parsed
        .warnings
        .iter()
        .map(|warning| format!("{} {} {}", warning.kind, warning.path, warning.value))
        .collect();
    assert_eq!(
        warnings,
        [
            "bad_reference protocolSection.identificationModule.nctIdAliases[3] OLD-1",
            "bad_date protocolSection.statusModule.resultsFirstPostDateStruct.date 2024-02-30",
            "missing_name protocolSection.sponsorCollaboratorsModule.collaborators[1] ",
            "unknown_enum protocolSection.designModule.designInfo.primaryPurpose EDUCATIONAL_COUNSELING_TRAINING",
            "missing_name protocolSection.armsInterventionsModule.interventions[1] ",
            "missing_name protocolSection.contactsLocationsModule.overallOfficials[1] ",
            "bad_point protocolSection.contactsLocationsModule.locations[1].geoPoint 0, 0",
            "missing_name derivedSection.conditionBrowseModule.ancestors[1] ",
        ]
    );
}

#[test]
fn a_value_spelt_otherwise_is_read_and_listed() {
    for (written, read) in [
        ("NA", "NA"),
        ("N_A", "NA"),
        ("n/a", "NA"),
        ("Non-Randomized", "NON_RANDOMIZED"),
        ("BY_LOT", "BY_LOT"),
    ] {
        let mut record = whole_record();
        record["protocolSection"]["designModule"]["designInfo"]["allocation"] = json!(written);
        let parsed = parse(&record.to_string()).unwrap();
        let allocation = parsed.trial.design.allocation.as_ref();
        assert_eq!(allocation.map(|how| how.as_str()), Some(read), "{written}");
        let is_listed = parsed
            .warnings
            .iter()
            .any(|warning| warning.path.ends_with("designInfo.allocation"));
        assert_eq!(is_listed, written != "NA", "{written}");
    }
}

#[test]
fn a_study_with_nothing_but_an_id_is_kept() {
    let parsed = parse(&study(42)).unwrap();
    assert_eq!(parsed.trial.display_title(), "NCT00000042");
    assert_eq!(parsed.warnings, []);
    // `null` everywhere is the same.
    let mut record = whole_record();
    for module in record["protocolSection"]
        .as_object_mut()
        .unwrap()
        .values_mut()
    {
        *module = match module.get("nctId") {
            Some(_) => {
                json!({ "nctId": "NCT00000042", "nctIdAliases": null, "orgStudyIdInfo": null, "acronym": null })
            }
            None => Value::Null,
        };
    }
    record["derivedSection"] = Value::Null;
    assert_eq!(parse(&record.to_string()), Ok(parsed));
}

#[test]
fn ages_and_counts_are_read_with_care() {
    let check = |module: &str, member: Value, expected: &str| {
        let json = json!({ "protocolSection": { "identificationModule": { "nctId": "NCT00000001" }, module: member } });
        let Parsed { trial, warnings } = parse(&json.to_string()).unwrap();
        let age = trial.eligibility.minimum_age.map(|age| age.to_string());
        let count = trial
            .enrollment
            .map(|enrollment| format!("{:?}", enrollment.count));
        let kinds: Vec<_> = warnings
            .iter()
            .map(|warning| warning.kind.as_str())
            .collect();
        let found = format!(
            "{} {}",
            age.or(count).unwrap_or("-".to_owned()),
            kinds.join(",")
        );
        assert_eq!(found.trim_end(), expected, "{json}");
    };
    for (age, expected) in [
        (json!("6 Months"), "6 Months"),
        (json!("1 year"), "1 Year"),
        (json!("N/A"), "-"),
        (json!("n/a"), "-"),
        (json!("None"), "-"),
        (json!(" No limit "), "-"),
        (json!(""), "-"),
        (json!("adult"), "- bad_age"),
        (json!("-1 Years"), "- bad_age"),
        (json!(18), "18 Years wrong_type,bad_age"),
    ] {
        check("eligibilityModule", json!({ "minimumAge": age }), expected);
    }
    for (enrollment, expected) in [
        (json!({ "count": 19 }), "Some(19)"),
        (json!({ "count": 0 }), "Some(0)"),
        (json!({ "count": 99999999 }), "None"),
        (json!({ "type": "ACTUAL" }), "None"),
        (json!({}), "-"),
        (json!({ "count": "19" }), "Some(19) wrong_type"),
        (json!({ "count": 5_000_000_000_u64 }), "None bad_count"),
        (json!({ "count": -1 }), "- wrong_type"),
    ] {
        check(
            "designModule",
            json!({ "enrollmentInfo": enrollment }),
            expected,
        );
    }
}
