//! Facets and filters.
//!
//! 1. Filters find exactly the trials that a scan of all records finds, under random filters.
//! 2. Every facet count is the number of trials that would match if that value were its facet's only filter, under random filters and words.
//! 3. `more_without` of a part is the number of trials that match without it, less the total.
//! 4. The same request gives the same answer.

use std::collections::BTreeSet;

use proptest::prelude::*;
use trialseek::{
    ask::{Ages, Criterion, Facet, Filters, Kind, Near, Page, SearchRequest, SitesScope},
    trial::Age,
};

use crate::support::{
    TODAY, clock, engine, ids, matched_ids,
    reference::{Position, Reference},
    search, trials,
};

const WORDS: [&str; 6] = [
    "",
    "leukemia",
    "asthma",
    "diabetes insulin",
    "treatment",
    "\"heart failure\"",
];

fn values(facet: Facet) -> BoxedStrategy<String> {
    let known: Vec<String> = match facet {
        Facet::Country => ["China", "United States", "United Kingdom", "France", "Fiji"]
            .map(str::to_owned)
            .to_vec(),
        Facet::State => ["Zhejiang", "Alabama, United States", "Maine", "Texas"]
            .map(str::to_owned)
            .to_vec(),
        Facet::City => [
            "Hangzhou",
            "Birmingham",
            "Paris, Texas, United States",
            "Portland",
            "Shanghai",
        ]
        .map(str::to_owned)
        .to_vec(),
        Facet::Condition => [
            "asthma",
            "Acute Myeloid Leukemia",
            "Breast Cancer",
            "Hypertension",
        ]
        .map(str::to_owned)
        .to_vec(),
        Facet::UpdatedWithin => ["30d", "180d", "400d"].map(str::to_owned).to_vec(),
        other => other
            .registry_values()
            .into_iter()
            .map(str::to_owned)
            .collect(),
    };
    prop::sample::select(known).boxed()
}

fn filters() -> impl Strategy<Value = Filters> {
    let pick = prop::sample::select(Facet::ALL.to_vec())
        .prop_flat_map(|facet| (Just(facet), values(facet)));
    (
        prop::collection::vec(pick, 0..4),
        prop::option::weighted(0.3, 0u32..95),
        prop::option::weighted(
            0.4,
            (
                prop::sample::select(vec![
                    (30.29, 120.16),
                    (51.5, -0.13),
                    (42.36, -71.06),
                    (-17.8, 179.9),
                ]),
                20.0..6_000.0f64,
            ),
        ),
        prop::option::weighted(
            0.3,
            prop::sample::select(vec![SitesScope::Any, SitesScope::Recruiting]),
        ),
        prop::option::weighted(
            0.1,
            prop::sample::select(vec![
                "university",
                "zhejiang university",
                "national institute",
            ]),
        ),
        prop::option::weighted(
            0.2,
            prop::sample::select(vec!["2020", "2018-2023", "2021-", "-2019"]),
        ),
    )
        .prop_map(|(picks, age, near, sites, sponsor, years)| {
            // Half a kilometre off any round number, so that no site lies exactly on the circle.
            let near = near.map(|((lat, lon), km)| Near {
                text: format!("{lat},{lon}"),
                radius_km: Some(km),
            });
            let given = picks
                .into_iter()
                .map(|(facet, value)| Criterion::Facet(facet, vec![value]))
                .chain(age.map(|years| Criterion::Age(Ages::Given(Age::years(years)))))
                .chain(near.map(Criterion::Near))
                .chain(sites.map(Criterion::Sites))
                .chain(sponsor.map(|name| Criterion::Sponsor(name.to_owned())))
                .chain(years.map(|years| Criterion::StartYear(years.parse().unwrap())));
            let mut filters = Filters::default();
            given.for_each(|criterion| filters.add(criterion));
            filters
        })
}

fn request(words: &str, filters: &Filters) -> SearchRequest {
    let mut request = SearchRequest::for_words(words);
    request.filters = filters.clone();
    request.page = Page {
        number: 1,
        size: 1_000,
    };
    request.facets = Facet::ALL.to_vec();
    request
}

fn position(near: &Near) -> (Position, f64) {
    let (lat, lon) = near.text.split_once(',').unwrap();
    (
        Position {
            lat: lat.parse().unwrap(),
            lon: lon.parse().unwrap(),
        },
        near.radius_km.unwrap(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn filters_and_facets_equal_a_scan_of_all_records(words in prop::sample::select(WORDS.to_vec()), filters in filters()) {
        let snapshot = engine().current().unwrap();
        let reference = Reference {
            trials: trials(),
            gazetteer: snapshot.generation.gazetteer(),
            today: TODAY,
            near: filters.near().map(position),
        };
        let with_words: BTreeSet<String> = matched_ids(&search(&request(words, &Filters::default()))).into_iter().collect();
        let results = search(&request(words, &filters));

        let expected: BTreeSet<String> = reference.passing(&filters).intersection(&with_words).cloned().collect();
        let found: BTreeSet<String> = matched_ids(&results).into_iter().collect();
        prop_assert_eq!(&found, &expected, "{:?}", filters);
        prop_assert_eq!(results.total as usize, expected.len());

        for facet in &results.facets {
            for value in &facet.values {
                let counted = reference.count(&filters, facet.facet, &value.value, &with_words);
                prop_assert_eq!(value.count, counted, "{} = {} under {:?}", facet.facet.as_str(), value.value, filters);
            }
        }
        // No value that a scan would count is missing.
        for facet in results.facets.iter().filter(|facet| !facet.facet.registry_values().is_empty()) {
            for value in facet.facet.registry_values() {
                let counted = reference.count(&filters, facet.facet, value, &with_words);
                let listed = facet.values.iter().find(|listed| listed.value == value).map_or(0, |listed| listed.count);
                prop_assert_eq!(listed, counted, "{} = {}", facet.facet.as_str(), value);
            }
        }
    }

    #[test]
    fn more_without_a_part_is_what_matches_without_it(words in prop::sample::select(WORDS.to_vec()), filters in filters()) {
        let results = search(&request(words, &filters));
        for (part, more) in results.understanding.parts.iter().zip(&results.more_without) {
            // What a parameter says as well is not applied twice.
            if !part.applied {
                continue;
            }
            let mut without = request(words, &filters);
            match part.kind.criterion().map(Criterion::kind) {
                // Dropping these changes which sites are meant, which is another question.
                Some(Kind::Sites | Kind::Facet(Facet::Status)) => continue,
                Some(kind) => {
                    without.filters.remove(kind);
                }
                None => without.ignore = vec![part.id.clone()],
            }
            // Without its only word a query is no search for words any more, but everything then matches all the same.
            let expected = search(&without).total - results.total;
            prop_assert_eq!(*more, Some(expected), "{} under {:?}", part.id, filters);
        }
    }
}

#[test]
fn the_same_request_gives_the_same_answer() {
    let request = request("leukemia treatment", &Filters::default());
    let first = format!(
        "{:?}",
        engine()
            .search(&request, clock())
            .unwrap()
            .hits
            .iter()
            .map(|hit| (hit.trial.nct_id, hit.score))
            .collect::<Vec<_>>()
    );
    for _ in 0..20 {
        let again = engine().search(&request, clock()).unwrap();
        assert_eq!(
            format!(
                "{:?}",
                again
                    .hits
                    .iter()
                    .map(|hit| (hit.trial.nct_id, hit.score))
                    .collect::<Vec<_>>()
            ),
            first
        );
    }
}

#[test]
fn look_alike_cities_are_counted_apart() {
    for (name, least) in [
        ("Birmingham", 2),
        ("Paris", 2),
        ("Portland", 2),
        ("Hangzhou", 1),
        ("Changzhou", 1),
        ("Yangzhou", 1),
    ] {
        let mut filters = Filters::default();
        filters.set_param("city", name, 2_000.0).unwrap();
        let results = search(&request("", &filters));
        let cities = &results
            .facets
            .iter()
            .find(|facet| facet.facet == Facet::City)
            .unwrap()
            .values;
        let selected: BTreeSet<&str> = cities
            .iter()
            .filter(|city| city.selected)
            .map(|city| city.value.as_str())
            .collect();
        assert!(selected.len() >= least, "{selected:?}");
        assert!(
            selected.iter().all(|value| value.starts_with(name)),
            "{selected:?}"
        );
    }
}

#[test]
fn a_value_that_nobody_knows_is_refused_with_what_is_allowed() {
    let mut request = SearchRequest::for_words("");
    let status = |value: &str| Criterion::Facet(Facet::Status, vec![value.to_owned()]);
    request.filters.set(status("NO_SUCH_STATUS"));
    let error = engine().search(&request, clock()).unwrap_err().to_string();
    assert_eq!(error, "unknown status `NO_SUCH_STATUS`");
    request.filters.set(status("PAUSED_BY_SPONSOR"));
    assert_eq!(
        ids(&engine().search(&request, clock()).unwrap()).len(),
        1,
        "a value that a record has is a filter"
    );
}

#[test]
fn conditions_are_counted_under_what_is_broader() {
    let mut request = request("", &Filters::default());
    request.facets = vec![Facet::Condition];
    let results = search(&request);
    let values = &results.facets[0].values;
    let value = |label: &str| values.iter().find(|value| value.value == label).unwrap();
    let (narrow, broad) = (value("Acute myeloid leukemia"), value("Leukemia"));
    assert!(0 < narrow.count && narrow.count <= broad.count);
    // Each value hangs on the next broader one that is listed, up to one that hangs on nothing.
    let mut at = narrow;
    let mut path = vec![at.value.as_str()];
    while let Some(parent) = &at.parent {
        at = value(parent);
        path.push(&at.value);
        assert!(path.len() < 20, "{path:?}");
    }
    assert!(
        path.contains(&"Leukemia") && path.contains(&"Cancer"),
        "{path:?}"
    );
    // Any name of a condition filters by it and all its kinds.
    let mut filters = Filters::default();
    filters.set_param("condition", "blood cancer", 1.0).unwrap();
    let by_lay_name = search(&self::request("", &filters));
    assert_eq!(by_lay_name.total, value("Blood cancer").count);
}

#[test]
fn a_place_counts_what_choosing_it_finds_where_only_open_trials_are_asked_for() {
    let mut checked = 0;
    for words in ["", "asthma", "leukemia", "diabetes"] {
        let mut open = SearchRequest::for_words(words);
        open.filters
            .set_param("status", "RECRUITING", 20_000.0)
            .unwrap();
        open.facets = vec![Facet::Country, Facet::State, Facet::City];
        for facet in search(&open).facets {
            for value in facet.values {
                let mut chosen = open.clone();
                let wanted = vec![value.value.clone()];
                chosen.filters.add(Criterion::Facet(facet.facet, wanted));
                let total = search(&chosen).total;
                assert_eq!(total, value.count, "{words}: {}", value.value);
                checked += 1;
            }
        }
    }
    assert!(checked > 50, "only {checked} values were counted");
}

#[test]
fn a_country_goes_by_any_of_its_names() {
    let china = matched_ids(&crate::support::search_words("", &[("country", "China")]));
    assert!(china.len() > 3);
    for name in [
        "CN",
        "cn",
        "CHN",
        "中国",
        "Mainland China",
        "People's Republic of China",
    ] {
        let found = matched_ids(&crate::support::search_words("", &[("country", name)]));
        assert_eq!(found, china, "{name}");
    }
}
