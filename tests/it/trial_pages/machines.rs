//! The data block for machines.

use serde_json::{Value, json};
use trialseek::trial::{Coded, StudyType};

use super::{PUBLIC, get, served_trials, trial_page};

fn data(lang: &str, id: &str) -> Value {
    let page = trial_page(lang, id);
    let blocks: Vec<String> = page
        .elements("script")
        .into_iter()
        .filter(|script| script.attribute("type") == Some("application/ld+json"))
        .map(|script| match &script.children[0] {
            super::html::Node::Text(text) => text.clone(),
            super::html::Node::Element(_) => panic!("markup in the data"),
        })
        .collect();
    assert_eq!(blocks.len(), 1, "{id}");
    serde_json::from_str(&blocks[0]).unwrap()
}

#[test]
fn the_facts_of_the_example_are_right() {
    let data = data("en", "NCT05665075");
    assert_eq!(data["@context"], "https://schema.org");
    assert_eq!(data["@type"], "MedicalTrial");
    assert_eq!(
        data["name"],
        "Ready-made natural killer cells for acute myeloid leukemia that came back or did not go away"
    );
    assert_eq!(data["url"], format!("{PUBLIC}/en/trials/NCT05665075"));
    assert_eq!(
        data["sameAs"],
        "https://clinicaltrials.gov/study/NCT05665075"
    );
    assert_eq!(
        data["code"],
        json!({"@type": "MedicalCode", "codeValue": "NCT05665075", "codingSystem": "NCT"})
    );
    assert_eq!(data["sponsor"]["name"], "Zhejiang University");
    assert_eq!(data["status"], "https://schema.org/Recruiting");
    assert_eq!(data["healthCondition"].as_array().unwrap().len(), 3);
    assert_eq!(
        data["studyLocation"][0]["address"]["addressLocality"],
        "Hangzhou"
    );
    assert_eq!(data["mainEntityOfPage"]["lastReviewed"], "2026-10-05");
    assert_eq!(data["mainEntityOfPage"]["dateModified"], "2026-03-01");
    assert_eq!(
        data["description"],
        "Natural killer cells are part of the immune system: they find sick cells and destroy them."
    );
    assert!(data.get("phase").is_none());
}

#[test]
fn the_data_of_every_fixture_is_valid_and_names_no_person() {
    for trial in served_trials() {
        let id = trial.nct_id.to_string();
        let data = data("zh", &id);
        let expected = match trial.study_type.as_ref().and_then(Coded::known) {
            Some(StudyType::Interventional) => "MedicalTrial",
            Some(StudyType::Observational) => "MedicalObservationalStudy",
            _ => "MedicalStudy",
        };
        assert_eq!(data["@type"], expected, "{id}");
        assert_eq!(data["mainEntityOfPage"]["inLanguage"], "zh-Hans", "{id}");
        let text = data.to_string();
        let sites = trial.sites.iter().flat_map(|site| &site.contacts);
        for contact in trial.central_contacts.iter().chain(sites) {
            for private in [&contact.phone, &contact.email].into_iter().flatten() {
                assert!(!text.contains(private.as_str()), "{id}: {private}");
            }
        }
        let locations = data["studyLocation"].as_array().map_or(0, Vec::len);
        assert!(locations <= 50, "{id}: {locations} sites");
        let status = data.get("status").and_then(Value::as_str);
        let known = [
            "Recruiting",
            "NotYetRecruiting",
            "EnrollingByInvitation",
            "ActiveNotRecruiting",
            "Completed",
            "Suspended",
            "Terminated",
            "Withdrawn",
        ];
        assert!(
            status.is_none_or(
                |status| known.contains(&status.trim_start_matches("https://schema.org/"))
            ),
            "{id}: {status:?}"
        );
        assert!(
            !data.as_object().unwrap().values().any(Value::is_null),
            "{id}"
        );
    }
    assert_eq!(
        data("en", "NCT99000013")["studyLocation"]
            .as_array()
            .unwrap()
            .len(),
        50
    );
    for without in [
        "NCT99000015",
        "NCT99000056",
        "NCT99000060",
        "NCT99000065",
        "NCT99000072",
    ] {
        assert!(data("en", without).get("status").is_none(), "{without}");
    }
}

#[test]
fn no_text_can_end_the_block() {
    let body = get("/en/trials/NCT99000066").body;
    let start = body.find("application/ld+json\">").unwrap();
    let block = &body[start..][..body[start..].find("</script>").unwrap()];
    let data = &block["application/ld+json\">".len()..];
    assert!(!data.contains(['<', '>', '&']), "{data}");
    assert!(data.contains("\\u003cscript\\u003e"));
}
