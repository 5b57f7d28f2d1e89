//! Real records, where they are at hand.
//!
//! The folder `../shared` beside the checkout holds real registry records that are not part of the project. Without it these tests check nothing and say so.
//!
//! 1. NCT06008288 is indexed with its 31 sites, three of them in Hangzhou with the right statuses.
//! 2. A page of the registry's API is read whole.
//! 3. Of the judged queries of patients age, sex, status, phase and place are read with a precision of .98 and a recall of .92 at least.

use std::{collections::BTreeMap, fs, path::PathBuf};

use serde_json::Value;

use trialseek::{
    ask::{Criterion, PlaceReading, SearchRequest},
    ctgov::Source,
    read::PartKind,
    search::{Engine, Snapshot},
    trial::Status,
};

use crate::support::{
    TestData, clock, config, engine, parse_all,
    reference::{Position, distance_km},
    repository,
};

/// Returns a file of `../shared`, or `None` after saying that it is absent.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = repository("../shared").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("not checked: `../shared/{name}` is absent");
    None
}

#[test]
fn a_real_record_keeps_its_sites_and_their_statuses() {
    let Some(path) = shared("data/api_samples/NCT06008288.json") else {
        return;
    };
    let test = TestData::of(&[Source::Path(path)]);
    let engine = Engine::new(config()).unwrap();
    engine.install(Snapshot::new(test.generation().unwrap(), engine.config()).unwrap());
    let mut request = SearchRequest::for_words("pancreatic cancer KRAS G12C");
    request
        .filters
        .set_param("near", "Hangzhou", 2_000.0)
        .unwrap();
    request
        .filters
        .set_param("radius", "50km", 2_000.0)
        .unwrap();
    request
        .filters
        .set_param("status", "RECRUITING", 2_000.0)
        .unwrap();
    let results = engine.search(&request, clock()).unwrap();
    assert_eq!(results.total, 1);
    let hit = &results.hits[0];
    assert_eq!((hit.sites.total, hit.sites.recruiting), (31, 29));
    assert_eq!(
        (hit.sites.within_radius, hit.sites.recruiting_within_radius),
        (Some(3), Some(2))
    );
    let hangzhou: Vec<(&str, Status)> = hit
        .trial
        .sites
        .iter()
        .filter(|site| site.city.as_deref() == Some("Hangzhou"))
        .map(|site| {
            (
                site.facility.as_deref().unwrap(),
                site.status.as_ref().unwrap().known().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        hangzhou,
        [
            (
                "The First Affiliated Hospital, Zhejiang University School of Medicine",
                Status::NotYetRecruiting
            ),
            ("Zhejiang Cancer Hospital", Status::Recruiting),
            ("Zhejiang Provincial People's Hospital", Status::Recruiting),
        ]
    );
    let nearest = hit.sites.nearest_recruiting.unwrap();
    assert_eq!(
        hit.trial.sites[nearest.site].facility.as_deref(),
        Some("Zhejiang Cancer Hospital")
    );
}

#[test]
fn a_real_page_of_the_registry_is_read_whole() {
    let Some(path) = shared("data/api_samples/studies_page.json") else {
        return;
    };
    let trials = parse_all(&[Source::Path(path)]);
    assert_eq!(trials.len(), 10);
    assert!(
        trials
            .iter()
            .all(|trial| trial.brief_title.is_some() && trial.eligibility.criteria.is_split())
    );
}

/// What was read of a query, for one field: right, wrong, missed.
#[derive(Debug, Default)]
struct Tally {
    right: u32,
    wrong: u32,
    missed: u32,
}

impl Tally {
    fn count(&mut self, expected: bool, read: bool, fits: bool) {
        match (expected, read) {
            (true, true) if fits => self.right += 1,
            (expected, read) => {
                self.wrong += u32::from(read);
                self.missed += u32::from(expected);
            }
        }
    }

    fn share(right: u32, of: u32) -> f64 {
        f64::from(right) / f64::from(of.max(1))
    }
}

#[test]
fn judged_queries_are_read_as_stated() {
    let Some(path) = shared("plain/dev/queries.jsonl") else {
        return;
    };
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for line in fs::read_to_string(path).unwrap().lines() {
        let query: Value = serde_json::from_str(line).unwrap();
        let expected = &query["expect"];
        let words = query["text"].as_str().unwrap();
        let read = engine()
            .read(&SearchRequest::for_words(words))
            .unwrap()
            .understanding;
        let part = |kind: &str| read.parts.iter().find(|part| part.kind.as_str() == kind);
        for name in ["sex", "status", "phase"] {
            let wanted: Vec<&str> = match &expected[name] {
                Value::String(value) => vec![value],
                values => values
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .collect(),
            };
            let found = part(name).and_then(|part| part.kind.criterion());
            let found = found.map(Criterion::values);
            let fits = found
                .iter()
                .flatten()
                .any(|value| wanted.contains(&value.as_str()));
            tallies
                .entry(name)
                .or_default()
                .count(!wanted.is_empty(), found.is_some(), fits);
        }
        let age = part("age").map(|part| match &part.kind {
            PartKind::Criterion(Criterion::Age(ages)) => ages.in_years(),
            kind => panic!("{kind:?}"),
        });
        let exact = expected["age_years"].as_f64();
        let range = expected["age_range"].as_array();
        let fits = age.is_some_and(|age| {
            let last = age.max_years.unwrap_or(120.0);
            match (exact, range) {
                (Some(years), _) => {
                    age.min_years - 0.5 <= years
                        && years <= last + 0.5
                        && last - age.min_years <= 3.0
                }
                (None, Some(range)) => {
                    let (from, to) = (range[0].as_f64().unwrap(), range[1].as_f64().unwrap());
                    (to.min(last) - from.max(age.min_years))
                        >= 0.5 * (to - from).min(last - age.min_years)
                }
                (None, None) => false,
            }
        });
        tallies.entry("age").or_default().count(
            exact.is_some() || range.is_some(),
            age.is_some(),
            fits,
        );
        let place = part("place").map(|part| part.kind.place().unwrap().clone());
        let wanted = &expected["place"];
        let fits = place.is_some_and(|place| {
            let choices = wanted["any_of"]
                .as_array()
                .cloned()
                .unwrap_or(vec![wanted.clone()]);
            choices.iter().any(|wanted| is_place(wanted, &place))
        });
        tallies
            .entry("place")
            .or_default()
            .count(!wanted.is_null(), part("place").is_some(), fits);
    }
    say_table(&tallies);
    for (name, tally) in &tallies {
        let precision = Tally::share(tally.right, tally.right + tally.wrong);
        let recall = Tally::share(tally.right, tally.right + tally.missed);
        assert!(precision >= 0.98 && recall >= 0.92, "{name}: {tally:?}");
    }
}

fn say_table(tallies: &BTreeMap<&str, Tally>) {
    for (name, tally) in tallies {
        eprintln!(
            "{name}: {} right, {} wrong, {} missed",
            tally.right, tally.wrong, tally.missed
        );
    }
}

/// Whether a place that was read is the one meant: within 30 km, or the state or country itself.
fn is_place(wanted: &Value, place: &PlaceReading) -> bool {
    let (Some(lat), Some(lon), true) = (
        wanted["lat"].as_f64(),
        wanted["lon"].as_f64(),
        !wanted["km"].is_null(),
    ) else {
        let names = [
            Some(&place.name),
            place.state.as_ref(),
            place.country.as_ref(),
        ];
        let meant = wanted["state"]
            .as_str()
            .or(wanted["country"].as_str())
            .unwrap_or_default();
        return names.into_iter().flatten().any(|name| name == meant);
    };
    place.point.is_some_and(|(a, b)| {
        let here = Position { lat: a, lon: b };
        distance_km(here, Position { lat, lon }) <= 30.0
    })
}
