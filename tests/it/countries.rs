//! Countries: one table says what each is called.
//!
//! 1. Every name of every country is understood as that country, and only its present name is shown.
//! 2. Whatever a record calls its country and whatever a filter calls it, the filter finds what the facet counts.
//! 3. A part that records give for a country is that country there, and a state as a place.

use serde_json::json;
use trialseek::{
    ask::{Criterion, Facet, SearchRequest},
    ctgov::Source,
    places::{Country, PlaceKind, PlaceTables},
    search::Engine,
};

use crate::support::{TestData, clock, config, engine};

/// Every name, code and part of a country.
fn spellings(country: &Country) -> Vec<&str> {
    let lists = [&country.registry_names, &country.aliases, &country.parts];
    let own = [&country.name, &country.iso2, &country.iso3];
    let all = own.into_iter().chain(lists.into_iter().flatten());
    all.map(String::as_str).collect()
}

#[test]
fn every_spelling_has_one_present_name() {
    let tables = PlaceTables::built_in().unwrap();
    let mut checked = 0;
    for country in tables.countries() {
        for spelling in spellings(country) {
            for written in [
                spelling.to_owned(),
                spelling.to_uppercase(),
                format!(" {spelling} "),
            ] {
                assert_eq!(tables.present_name(&written), country.name, "{written:?}");
            }
            checked += 1;
        }
    }
    assert!(checked > 2_500, "only {checked} spellings");
}

#[test]
fn any_name_of_a_country_finds_what_its_facet_counts() {
    let tables = PlaceTables::built_in().unwrap();
    let mut records = String::new();
    let mut number = 99_000_000;
    for country in tables.countries() {
        let of_records = [&country.registry_names, &country.parts]
            .into_iter()
            .flatten();
        for spelling in std::iter::once(&country.name).chain(of_records) {
            number += 1;
            let record = json!({ "protocolSection": {
                "identificationModule": { "nctId": format!("NCT{number}"), "briefTitle": "A study" },
                "statusModule": { "overallStatus": "COMPLETED" },
                "contactsLocationsModule": { "locations": [{ "facility": "Hospital", "country": spelling }] },
            }});
            records.push_str(&format!("{record}\n"));
        }
    }
    let test = TestData::of(&[Source::Bytes {
        name: "countries.jsonl".to_owned(),
        bytes: records.into_bytes().into(),
    }]);
    let engine = Engine::new(config()).unwrap();
    engine
        .load_current(&test.data, trialseek::index::Verify::Sizes)
        .unwrap();
    for country in tables.countries() {
        let expected = 1 + country.registry_names.len() + country.parts.len();
        for name in spellings(country) {
            let mut request = SearchRequest::for_words("");
            request.page.size = 0;
            request.facets = vec![Facet::Country];
            let named = Criterion::Facet(Facet::Country, vec![name.to_owned()]);
            request.filters.set(named);
            let found = engine.search(&request, clock()).unwrap();
            let chosen: Vec<(&str, u64)> = found.facets[0]
                .values
                .iter()
                .filter(|value| value.selected)
                .map(|value| (value.value.as_str(), value.count))
                .collect();
            assert_eq!(chosen, [(country.name.as_str(), found.total)], "{name}");
            assert_eq!(found.total, expected as u64, "{name}");
            let part = &found.understanding.parts[0];
            assert_eq!(part.label, country.name, "{name}");
        }
    }
}

#[test]
fn a_part_of_a_country_is_a_state_as_a_place() {
    let loaded = engine().current().unwrap();
    let gazetteer = loaded.generation.gazetteer();
    assert_eq!(
        gazetteer.tables().present_name("Scotland"),
        "United Kingdom"
    );
    let place = gazetteer.resolve("Scotland").unwrap().place;
    assert_eq!(
        (place.kind, place.name.as_str()),
        (PlaceKind::State, "Scotland")
    );
}
