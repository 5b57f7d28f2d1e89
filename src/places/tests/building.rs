//! From sites to places: locating, numbering, measuring, storing.

use proptest::prelude::*;

use super::*;

#[test]
fn sites_without_a_point_are_located_or_listed() {
    let (gazetteer, unresolved) = build(SITES, true);
    let source = |row: &Row| {
        gazetteer
            .place_id(&site(row))
            .and_then(|id| gazetteer.place(id))
            .map(|place| (place.source, place.point))
    };
    for row in SITES.iter().filter(|row| row.4.is_some()) {
        let point = row.4.and_then(|(lat, lon)| Point::new(lat, lon));
        assert_eq!(source(row), Some((PointSource::Site, point)), "{row:?}");
    }
    let located = |city: &str| {
        let row = SITES
            .iter()
            .find(|row| row.0 == city && row.4.is_none())
            .unwrap();
        let (source, point) = source(row).unwrap();
        format!("{source:?} {:?}", point.map(|point| point.lat()))
    };
    assert_eq!(located("Hangzhou"), "Corpus Some(30.29365)");
    assert_eq!(located("Paris cedex 14"), "Corpus Some(48.85341)");
    assert_eq!(located("Kansas City"), "Corpus Some(39.09973)");
    assert_eq!(located("München"), "Corpus Some(48.13743)");
    assert_eq!(located("Hines"), "Postal Some(41.8792)");
    assert_eq!(located("Jubilee hills"), "Corpus Some(17.38405)");
    assert_eq!(unresolved.sites, 8);
    let labels: Vec<String> = unresolved
        .cities
        .iter()
        .map(|(label, sites)| format!("{label}: {sites}"))
        .collect();
    assert_eq!(
        labels,
        [
            "Multiple Locations, Germany: 4",
            "Atlantis, Texas, United States: 2",
            "France: 1",
            "Portland, United States: 1"
        ]
    );
}

#[test]
fn geonames_locates_what_the_corpus_does_not_know() {
    let rows: &[Row] = &[
        ("Zurich", "", "Switzerland", "", None, 1),
        ("Zurich", "Kansas", "United States", "", None, 1),
    ];
    let (gazetteer, unresolved) = build(rows, true);
    let sources: Vec<PointSource> = gazetteer
        .places()
        .iter()
        .map(|place| place.source)
        .collect();
    assert_eq!(sources, [PointSource::GeoNames, PointSource::Unlocated]);
    assert_eq!(unresolved.sites, 1);
}

#[test]
fn an_area_holds_the_sites_that_leave_out_their_state() {
    let places = |state: Option<&str>, country: &str| {
        let area = Area {
            state: state.map(str::to_owned),
            country: Some(country.to_owned()),
            region: None,
        };
        let places = shared()
            .places_in(&area)
            .into_iter()
            .filter_map(|id| shared().place(id));
        places.map(|place| place.sites).sum::<u32>()
    };
    assert_eq!(places(Some("Zhejiang"), "China"), 17);
    assert_eq!(places(Some("England"), "United Kingdom"), 35);
    assert_eq!(places(None, "China"), 50);
    assert_eq!(places(None, "South Korea"), 12);
    assert_eq!(places(Some("Nowhere"), "China"), 0);
    assert_eq!(places(None, "Nowhere"), 0);
}

#[test]
fn an_empty_corpus_still_knows_countries() {
    let (gazetteer, unresolved) = build(&[], false);
    assert_eq!(unresolved, Unresolved::default());
    assert_eq!(answer(&gazetteer, "Germany"), "Germany");
    assert!(
        gazetteer
            .distances_km(Point::new(1.0, 1.0).unwrap())
            .is_empty()
    );
}

#[test]
fn stored_and_loaded_it_answers_the_same() {
    let bytes = postcard::to_stdvec(shared()).unwrap();
    let loaded: Gazetteer = postcard::from_bytes(&bytes).unwrap();
    assert_eq!(loaded.places(), shared().places());
    for text in ["Hangzhou", "杭州", "55499", "Bavaria", "Hangzuo", "LS9"] {
        assert_eq!(loaded.resolve(text), shared().resolve(text), "{text}");
    }
    assert!(postcard::from_bytes::<Gazetteer>(&bytes[..bytes.len() / 2]).is_err());
}

#[test]
fn the_order_of_sites_does_not_matter() {
    let whole = build(SITES, true);
    let mut builder = GazetteerBuilder::new(tables(true));
    for row in SITES.iter().rev() {
        for _ in 0..row.5 {
            builder.add_site(site(row));
        }
    }
    let reversed = builder.finish();
    assert_eq!(
        postcard::to_stdvec(&reversed.0).unwrap(),
        postcard::to_stdvec(&whole.0).unwrap()
    );
    assert_eq!(reversed.1, whole.1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_order_of_sites_changes_nothing(rows in Just(SITES.to_vec()).prop_shuffle()) {
        let (gazetteer, _) = build(&rows, true);
        prop_assert_eq!(postcard::to_stdvec(&gazetteer).unwrap(), postcard::to_stdvec(shared()).unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn distances_equal_brute_force(lat in -90.0..90.0f64, lon in -180.0..180.0f64) {
        let Some(from) = Point::new(lat, lon) else { return Ok(()); };
        let distances = shared().distances_km(from);
        prop_assert_eq!(distances.len(), shared().places().len());
        for row in SITES {
            let id = shared().place_id(&site(row)).unwrap();
            let distance = distances[id.0 as usize];
            prop_assert!(!distance.is_nan());
            if let Some(point) = site(row).point {
                prop_assert_eq!(distance, from.distance_km(point) as f32);
            }
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,60}", limit in 0..20usize) {
        let _ = shared().resolve(&text);
        let _ = shared().is_known_name(&text);
        prop_assert!(shared().find(&text, limit).len() <= limit);
    }

    #[test]
    fn no_text_like_a_place_panics(text in "[A-Za-z0-9 ,.°\\-/()市杭州éüNSEW]{0,30}") {
        let _ = shared().resolve(&text);
        let _ = shared().find(&text, 5);
    }

    #[test]
    fn every_city_label_resolves_to_the_city(index in 0..SITES.len()) {
        let row = SITES[index];
        if row.4.is_some() {
            let label = format!("{}, {}, {}", row.0, row.1, row.2);
            let near = shared().resolve(&label).unwrap();
            prop_assert_eq!(near.place.point, site(&row).point, "{}", label);
        }
    }
}
