//! What decides between trials that are equally good answers.
//!
//! 6. Among equals, with a place, the trial with the nearer recruiting site comes first, and a near site that takes nobody is no help.
//!    Outside the place that was said in words the nearer one comes first as well.
//! 7. Among equals a recruiting trial comes before a finished one, and a fresh record before an old one.
//!
//! The numbers are those of `invariants`.

use serde_json::{Value, json};
use trialseek::{
    ctgov::Source,
    read::{Effect, Part},
    search::{Engine, Snapshot},
};

use crate::{
    invariants::position,
    support::{TestData, clock, config, repository, request},
};

/// Indexes pairs of one and the same trial that differ in what `change` does to the second; the first has the lower number, so that a tie would put it first.
fn twins(change: impl Fn(&mut Value, bool)) -> (Engine, TestData, Vec<[String; 2]>) {
    let folder = tempfile::tempdir().unwrap();
    let mut pairs = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(repository("fixtures/trials"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for path in files {
        let record: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let sites = &record["protocolSection"]["contactsLocationsModule"]["locations"];
        let has_conditions = record["protocolSection"]["conditionsModule"]["conditions"].is_array();
        if !has_conditions || sites.as_array().is_none_or(Vec::is_empty) {
            continue;
        }
        let number = 99_100_000 + 2 * pairs.len();
        let pair = [number, number + 1].map(|number| format!("NCT{number}"));
        for (id, is_second) in pair.iter().zip([false, true]) {
            let mut twin = record.clone();
            let identification = &mut twin["protocolSection"]["identificationModule"];
            identification["nctId"] = json!(id);
            for key in ["secondaryIdInfos", "orgStudyIdInfo", "nctIdAliases"] {
                identification.as_object_mut().unwrap().remove(key);
            }
            change(&mut twin, is_second);
            std::fs::write(folder.path().join(format!("{id}.json")), twin.to_string()).unwrap();
        }
        pairs.push(pair);
    }
    let data = TestData::of(&[Source::Path(folder.path().to_owned())]);
    let engine = Engine::new(config()).unwrap();
    engine.install(Snapshot::new(data.generation().unwrap(), engine.config()).unwrap());
    (engine, data, pairs)
}

/// Checks for every pair that the second comes first, for the trial's own condition and what is said behind it.
fn check_second_is_first(
    engine: &Engine,
    pairs: &[[String; 2]],
    said: &str,
    params: &[(&str, &str)],
    at_least: usize,
) {
    let mut checked = 0;
    for [first, second] in pairs {
        let trial = engine.trial(first.parse().unwrap()).unwrap().unwrap();
        let words = format!("{} {said}", trial.conditions[0]);
        let mut request = request(words.trim_end(), params);
        request.page.size = 400;
        let results = engine.search(&request, clock()).unwrap();
        // "Healthy volunteers" says who may join; nothing is searched for, and the newest comes first.
        let searches = |part: &Part| part.effect == Effect::Must;
        if !results.understanding.parts.iter().any(searches) {
            continue;
        }
        let (Some(one), Some(other)) = (position(&results, first), position(&results, second))
        else {
            continue;
        };
        assert!(
            other < one,
            "{}: {first} at {one}, {second} at {other}",
            trial.conditions[0]
        );
        checked += 1;
    }
    assert!(checked >= at_least, "only {checked} pairs were found");
}

fn set_status(twin: &mut Value, status: &str) {
    twin["protocolSection"]["statusModule"]["overallStatus"] = json!(status);
    let sites = &mut twin["protocolSection"]["contactsLocationsModule"]["locations"];
    for site in sites.as_array_mut().unwrap() {
        site.as_object_mut().unwrap().remove("status");
    }
}

fn set_site(twin: &mut Value, city: &str, state: &str, lat: f64, lon: f64, status: &str) {
    set_status(twin, "RECRUITING");
    twin["protocolSection"]["contactsLocationsModule"]["locations"] = json!([{
        "facility": "General Hospital", "city": city, "state": state, "country": "United States",
        "status": status, "geoPoint": {"lat": lat, "lon": lon}
    }]);
}

#[test]
fn among_equals_a_recruiting_trial_comes_first() {
    let (engine, _data, pairs) = twins(|twin, is_second| {
        set_status(twin, if is_second { "RECRUITING" } else { "COMPLETED" });
    });
    check_second_is_first(&engine, &pairs, "", &[], 60);
}

#[test]
fn among_equals_a_fresh_record_comes_first() {
    let (engine, _data, pairs) = twins(|twin, is_second| {
        set_status(twin, "RECRUITING");
        let date = if is_second {
            "2026-10-01"
        } else {
            "2023-10-01"
        };
        twin["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"] = json!({"date": date});
    });
    check_second_is_first(&engine, &pairs, "", &[], 60);
}

#[test]
fn among_equals_the_nearer_recruiting_site_comes_first() {
    let near = [("near", "Boston, Massachusetts"), ("radius", "100km")];
    let boston = |twin: &mut Value, status: &str| {
        set_site(twin, "Boston", "Massachusetts", 42.35843, -71.05977, status);
    };
    let worcester = |twin: &mut Value| {
        set_site(
            twin,
            "Worcester",
            "Massachusetts",
            42.26259,
            -71.80229,
            "RECRUITING",
        );
    };
    let (engine, _data, pairs) = twins(|twin, is_second| match is_second {
        true => boston(twin, "RECRUITING"),
        false => worcester(twin),
    });
    check_second_is_first(&engine, &pairs, "", &near, 60);
    // A site that takes nobody yet is near for nothing.
    let (engine, _data, pairs) = twins(|twin, is_second| match is_second {
        true => worcester(twin),
        false => boston(twin, "NOT_YET_RECRUITING"),
    });
    check_second_is_first(&engine, &pairs, "", &near, 60);
}

#[test]
fn outside_the_place_that_was_said_the_nearer_comes_first() {
    let chicago = |twin: &mut Value, status: &str| {
        set_site(twin, "Chicago", "Illinois", 41.85003, -87.65005, status);
    };
    let los_angeles = |twin: &mut Value| {
        let (lat, lon) = (34.05223, -118.24368);
        set_site(twin, "Los Angeles", "California", lat, lon, "RECRUITING");
    };
    let said = "near Boston, Massachusetts";
    let (engine, _data, pairs) = twins(|twin, is_second| match is_second {
        true => chicago(twin, "RECRUITING"),
        false => los_angeles(twin),
    });
    check_second_is_first(&engine, &pairs, said, &[], 60);
    // Nearer, but it takes nobody there.
    let (engine, _data, pairs) = twins(|twin, is_second| match is_second {
        true => los_angeles(twin),
        false => chicago(twin, "NOT_YET_RECRUITING"),
    });
    check_second_is_first(&engine, &pairs, said, &[], 60);
}
