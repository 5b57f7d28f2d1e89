//! The fixtures show what they claim to show, and the real facts in them come out right.
//!
//! 1. Every enum value of the registry stands in some fixture.
//! 2. Sites, cities and countries are as many and as varied as the tests need.
//! 3. NCT05665075 is read with all its facts.
//! 4. Every file has its line in the README.
//! 5. Broken input is listed or repaired, never fatal, and `read = indexed + skipped`.

use std::{collections::BTreeSet, fs};

use trialseek::{
    ctgov::Source,
    trial::{
        AgeGroup, Coded, InterventionType, Phase, PrimaryPurpose, Sex, SponsorClass, Status,
        StudyType, Trial, codes::RegistryEnum,
    },
};

use crate::support::{TestData, fixture_source, repository, trials};

fn covers<E: RegistryEnum>(values: impl Fn(&Trial) -> Vec<Coded<E>>) {
    let seen: BTreeSet<String> = trials()
        .iter()
        .flat_map(values)
        .map(|value| value.as_str().to_owned())
        .collect();
    for value in E::ALL {
        assert!(
            seen.contains(value.as_str()),
            "no fixture has {} {}",
            E::NAME,
            value.as_str()
        );
    }
}

#[test]
fn every_enum_value_stands_in_some_fixture() {
    covers::<Status>(|trial| trial.status.iter().cloned().collect());
    covers::<Phase>(|trial| trial.phases.clone());
    covers::<StudyType>(|trial| trial.study_type.iter().cloned().collect());
    covers::<Sex>(|trial| trial.eligibility.sex.iter().cloned().collect());
    covers::<AgeGroup>(Trial::age_groups);
    covers::<PrimaryPurpose>(|trial| trial.design.primary_purpose.iter().cloned().collect());
    covers::<InterventionType>(|trial| {
        trial
            .interventions
            .iter()
            .filter_map(|i| i.kind.clone())
            .collect()
    });
    covers::<SponsorClass>(|trial| {
        trial
            .sponsor
            .iter()
            .chain(&trial.collaborators)
            .filter_map(|sponsor| sponsor.class.clone())
            .collect()
    });
}

#[test]
fn sites_are_many_and_varied() {
    assert!(trials().len() >= 60);
    let sites: Vec<_> = trials().iter().flat_map(|trial| &trial.sites).collect();
    let countries: BTreeSet<_> = sites
        .iter()
        .filter_map(|site| site.country.as_ref())
        .collect();
    let cities: BTreeSet<_> = sites.iter().filter_map(|site| site.city.as_ref()).collect();
    assert!(countries.len() >= 15 && cities.len() >= 40);
    let counts: BTreeSet<usize> = trials().iter().map(|trial| trial.sites.len()).collect();
    assert!(counts.contains(&0) && counts.contains(&1) && counts.contains(&300));
    let longitudes = || {
        sites
            .iter()
            .filter_map(|site| site.point)
            .map(|point| point.lon)
    };
    assert!(longitudes().any(|lon| lon > 177.0) && longitudes().any(|lon| lon < -171.0));
    assert!(
        sites
            .iter()
            .filter_map(|site| site.point)
            .any(|point| point.lat.abs() > 77.0)
    );
}

#[test]
fn the_flagship_trial_is_read_with_all_its_facts() {
    let trial = trials()
        .iter()
        .find(|trial| trial.nct_id.to_string() == "NCT05665075")
        .unwrap();
    assert_eq!(trial.phases, [Coded::Known(Phase::Phase1)]);
    assert_eq!(
        trial.enrollment.and_then(|enrollment| enrollment.count),
        Some(19)
    );
    assert_eq!(
        trial
            .eligibility
            .minimum_age
            .map(|age| age.to_string())
            .as_deref(),
        Some("18 Years")
    );
    assert_eq!(trial.eligibility.maximum_age, None);
    assert_eq!(
        trial.sponsor.as_ref().map(|sponsor| sponsor.name.as_str()),
        Some("Zhejiang University")
    );
    assert_eq!(trial.sites.len(), 1);
    assert_eq!(trial.sites[0].city.as_deref(), Some("Hangzhou"));
    let criteria = &trial.eligibility.criteria;
    assert!(criteria.unsplit.is_empty());
    let excluded: Vec<_> = criteria
        .exclusion
        .iter()
        .map(|criterion| criterion.text.as_str())
        .collect();
    assert_eq!(
        excluded,
        [
            "Acute promyelocytic leukemia.",
            "Leukemia that involves the central nervous system.",
            "Uncontrolled infection."
        ]
    );
}

#[test]
fn every_fixture_has_its_line_in_the_readme() {
    let readme = fs::read_to_string(repository("fixtures/README.md")).unwrap();
    for folder in ["trials", "editorial", "broken"] {
        for entry in fs::read_dir(repository("fixtures").join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(
                readme.contains(&format!("`{folder}/{name}`")),
                "fixtures/README.md has no line for {folder}/{name}"
            );
        }
    }
}

#[test]
fn broken_input_is_listed_and_changes_nothing_else() {
    let clean = TestData::of(&[fixture_source()]);
    let mixed = TestData::of(&[
        fixture_source(),
        Source::Path(repository("fixtures/broken")),
    ]);
    let (clean, mixed) = (clean.generation().unwrap(), mixed.generation().unwrap());
    let manifest = mixed.manifest();
    assert_eq!(manifest.read, manifest.indexed + manifest.skipped);
    assert!(manifest.skipped >= 8, "{:?}", manifest.skipped_by_kind);
    assert!(manifest.duplicates >= 1);
    for kind in ["not_json", "not_a_study", "no_id", "bad_id"] {
        assert!(
            manifest.skipped_by_kind.contains_key(kind),
            "no record was skipped as {kind}: {:?}",
            manifest.skipped_by_kind
        );
    }
    // Every good trial is stored to the letter as it is without the broken ones.
    for trial in trials() {
        let stored = |generation: &trialseek::index::Generation| {
            let doc = generation.doc_of(trial.nct_id).unwrap();
            generation.trial(doc).unwrap()
        };
        assert_eq!(stored(&clean), stored(&mixed), "{}", trial.nct_id);
    }
}

#[test]
fn each_skipped_or_repaired_record_has_its_line_in_the_rejects() {
    let test = TestData::empty();
    let built = test.reindex(&[Source::Path(repository("fixtures/broken"))]);
    let rejects =
        fs::read_to_string(test.data.generation_dir(built.number).join("rejects.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> = rejects
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let skipped = lines
        .iter()
        .filter(|line| line["action"] == "skipped")
        .count() as u64;
    let repaired: BTreeSet<&str> = lines
        .iter()
        .filter(|line| line["action"] == "repaired")
        .filter_map(|line| line["nct_id"].as_str())
        .collect();
    assert_eq!(skipped, built.manifest.skipped);
    assert!(!repaired.is_empty() && repaired.len() as u64 <= built.manifest.repaired);
    assert!(lines.iter().all(|line| {
        line["reason"]
            .as_str()
            .is_some_and(|reason| !reason.is_empty())
    }));
}
