//! Distances and radii.
//!
//! 1. A radius finds exactly the trials that a walk over all sites finds, for any point: at the poles, across the antimeridian, around the world.
//! 2. `sites=recruiting` holds on the same site as the radius.
//! 3. The nearest site and the nearest recruiting site are the nearest.
//! 4. Sorting by distance puts nearer trials first.
//! 5. As many other places of a name are offered as the settings say.

use std::{collections::BTreeSet, sync::Arc};

use proptest::prelude::*;
use trialseek::{
    ask::{Criterion, Filters, Near, Page, SearchRequest, SitesScope, Sort},
    search::{Engine, Snapshot},
};

use crate::support::{
    TODAY, TestData, clock, config, engine, fixture_source, ids, matched_ids,
    reference::{Position, Reference, distance_km},
    request, search_words, trials,
};

fn near(text: String, radius_km: f64, scope: SitesScope) -> Filters {
    let mut filters = Filters::default();
    filters.add(Criterion::Sites(scope));
    filters.add(Criterion::Near(Near {
        text,
        radius_km: Some(radius_km),
    }));
    filters
}

fn found(center: Position, radius_km: f64, scope: SitesScope) -> BTreeSet<String> {
    let mut request = SearchRequest::for_words("");
    request.filters = near(format!("{},{}", center.lat, center.lon), radius_km, scope);
    request.page = Page {
        number: 1,
        size: 1_000,
    };
    let results = engine().search(&request, clock()).unwrap();
    assert_eq!(results.total as usize, results.hits.len());
    ids(&results).into_iter().collect()
}

fn check(center: Position, radius_km: f64, scope: SitesScope) {
    let loaded = engine().current().unwrap();
    let reference = Reference {
        trials: trials(),
        gazetteer: loaded.generation.gazetteer(),
        today: TODAY,
        near: Some((center, radius_km)),
    };
    let filters = near(String::new(), radius_km, scope);
    assert_eq!(
        found(center, radius_km, scope),
        reference.passing(&filters),
        "{center:?} {radius_km} km {scope:?}"
    );
}

/// A radius that no site lies on, give or take the metre by which two ways of computing may differ.
fn clear_radius(center: Position, wanted: f64) -> f64 {
    let loaded = engine().current().unwrap();
    let reference = Reference {
        trials: trials(),
        gazetteer: loaded.generation.gazetteer(),
        today: TODAY,
        near: None,
    };
    let sites = trials().iter().flat_map(|trial| &trial.sites);
    let distances: Vec<f64> = sites
        .filter_map(|site| reference.position(site))
        .map(|position| distance_km(center, position))
        .collect();
    let mut radius = wanted;
    while distances
        .iter()
        .any(|distance| (distance - radius).abs() < 0.01)
    {
        radius += 0.05;
    }
    radius
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_radius_finds_what_a_walk_over_all_sites_finds(
        // Half of the points lie near a pole or the antimeridian.
        lat in prop_oneof![-90.0..=90.0f64, 77.0..=90.0f64, -90.0..=-77.0f64],
        lon in prop_oneof![-180.0..=180.0f64, 175.0..=180.0f64, -180.0..=-175.0f64],
        radius in prop_oneof![1.0..300.0f64, 300.0..20_000.0f64],
        recruiting in any::<bool>(),
    ) {
        let center = Position { lat, lon };
        let scope = if recruiting { SitesScope::Recruiting } else { SitesScope::Any };
        check(center, clear_radius(center, radius), scope);
    }
}

#[test]
fn poles_and_antimeridian_are_no_edges() {
    for (lat, lon) in [
        (90.0, 0.0),
        (-90.0, 0.0),
        (90.0, 137.0),
        (0.0, 180.0),
        (0.0, -180.0),
        (-17.0, 179.99),
        (-17.0, -179.99),
    ] {
        for radius in [10.0, 500.0, 1_500.0, 5_000.0, 19_000.0] {
            let center = Position { lat, lon };
            check(center, clear_radius(center, radius), SitesScope::Any);
        }
    }
}

#[test]
fn the_radius_and_recruiting_hold_on_the_same_site() {
    for (params, scope) in [
        (
            vec![
                ("near", "Hangzhou"),
                ("radius", "30km"),
                ("status", "RECRUITING"),
            ],
            SitesScope::Recruiting,
        ),
        (
            vec![
                ("near", "Hangzhou"),
                ("radius", "30km"),
                ("status", "RECRUITING"),
                ("sites", "any"),
            ],
            SitesScope::Any,
        ),
    ] {
        let results = search_words("", &params);
        assert!(results.total > 0);
        for hit in &results.hits {
            assert!(hit.sites.within_radius > Some(0));
            if scope == SitesScope::Recruiting {
                assert!(
                    hit.sites.recruiting_within_radius > Some(0),
                    "{}",
                    hit.trial.nct_id
                );
            }
        }
    }
    let recruiting = matched_ids(&search_words(
        "",
        &[
            ("near", "Hangzhou"),
            ("radius", "30km"),
            ("status", "RECRUITING"),
        ],
    ));
    let any = matched_ids(&search_words(
        "",
        &[
            ("near", "Hangzhou"),
            ("radius", "30km"),
            ("status", "RECRUITING"),
            ("sites", "any"),
        ],
    ));
    assert!(
        recruiting.len() < any.len(),
        "a fixture recruits, but not in Hangzhou: {any:?}"
    );
}

#[test]
fn as_many_other_places_are_offered_as_the_settings_say() {
    let data = TestData::of(&[fixture_source()]);
    let offered = |most: usize, request: &SearchRequest| {
        let mut config = config().as_ref().clone();
        config.server.places.max_alternatives = most;
        let engine = Engine::new(Arc::new(config)).unwrap();
        engine.install(Snapshot::new(data.generation().unwrap(), engine.config()).unwrap());
        let results = engine.search(request, clock()).unwrap();
        let mut parts = results.understanding.parts.into_iter();
        parts
            .find_map(|part| part.kind.place().map(|reading| reading.alternatives.len()))
            .unwrap()
    };
    for request in [
        request("", &[("near", "Springfield")]),
        request("asthma near Springfield", &[]),
    ] {
        let all = offered(100, &request);
        assert!(all >= 2, "{all}");
        for most in [0, 1, all] {
            assert_eq!(offered(most, &request), most, "{}", request.words);
        }
    }
}

#[test]
fn nearest_sites_are_nearest() {
    let results = search_words("", &[("near", "Shanghai"), ("radius", "20000km")]);
    let loaded = engine().current().unwrap();
    let gazetteer = loaded.generation.gazetteer();
    let center = gazetteer.resolve("Shanghai").unwrap().place.point.unwrap();
    let center = Position {
        lat: center.lat(),
        lon: center.lon(),
    };
    let reference = Reference {
        trials: trials(),
        gazetteer,
        today: TODAY,
        near: None,
    };
    let mut checked = 0;
    for hit in &results.hits {
        let distances = |only_recruiting: bool| {
            let sites = hit
                .trial
                .sites
                .iter()
                .filter(|site| !only_recruiting || hit.trial.is_recruiting_at(site));
            sites
                .filter_map(|site| reference.position(site))
                .map(|position| distance_km(center, position))
                .fold(f64::INFINITY, f64::min)
        };
        let nearest = hit.sites.nearest.unwrap();
        assert!(
            (nearest.distance_km - distances(false)).abs() < 0.1,
            "{}",
            hit.trial.nct_id
        );
        match hit.sites.nearest_recruiting {
            Some(nearest) => {
                assert!((nearest.distance_km - distances(true)).abs() < 0.1);
                assert!(hit.trial.is_recruiting_at(&hit.trial.sites[nearest.site]));
                checked += 1;
            }
            None => assert!(distances(true).is_infinite()),
        }
    }
    assert!(checked > 10);
}

#[test]
fn sorting_by_distance_puts_nearer_trials_first() {
    let mut request = crate::support::request("", &[("near", "Boston"), ("radius", "20000km")]);
    request.sort = Some(Sort::Distance);
    let results = crate::support::search(&request);
    let distances: Vec<f64> = results
        .hits
        .iter()
        .map(|hit| hit.sites.nearest.unwrap().distance_km)
        .collect();
    assert!(distances.len() > 20);
    assert!(distances.is_sorted(), "{distances:?}");
    assert!(distances[0] < 100.0);
}
