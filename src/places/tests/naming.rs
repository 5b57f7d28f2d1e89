//! What names, postal codes and coordinates mean.

use super::*;

fn check(text: &str, expected: &str) {
    assert_eq!(answer(shared(), text), expected, "{text:?}");
}

#[test]
fn cities_by_name_state_and_country() {
    check("Hangzhou", "Hangzhou, Zhejiang, China");
    check("hangzhou, zhejiang", "Hangzhou, Zhejiang, China");
    check("Hangzhou, China", "Hangzhou, Zhejiang, China");
    check("Hangzhou Zhejiang China", "Hangzhou, Zhejiang, China");
    check("Changzhou", "Changzhou, Jiangsu, China");
    check(
        "Paris",
        "Paris, Île-de-France, France | Paris, Texas, United States",
    );
    check("Paris, Texas", "Paris, Texas, United States");
    check("paris tx", "Paris, Texas, United States");
    check("Paris, TX, USA", "Paris, Texas, United States");
    check("Portland ME", "Portland, Maine, United States");
    check(
        "Portland",
        "Portland, Oregon, United States | Portland, Maine, United States",
    );
    check("Birmingham, UK", "Birmingham, England, United Kingdom");
    check(
        "Birmingham, Alabama, USA",
        "Birmingham, Alabama, United States",
    );
    check("London, CA", "London, Ontario, Canada");
    check(
        "Kansas City",
        "Kansas City, Missouri, United States | Kansas City, Kansas, United States",
    );
    check(
        "Seoul, Korea, Republic of",
        "Seoul, South Korea | Seoul (state), South Korea",
    );
    check("San Juan, PR, USA", "San Juan, Puerto Rico");
}

#[test]
fn cities_by_other_spellings_and_languages() {
    check("杭州", "Hangzhou, Zhejiang, China");
    check("浙江省杭州市", "Hangzhou, Zhejiang, China");
    check("中国杭州", "Hangzhou, Zhejiang, China");
    check("Hangchow", "Hangzhou, Zhejiang, China");
    check("Saint Louis, MO", "Saint Louis, Missouri, United States");
    check(
        "St Louis",
        "Saint Louis, Missouri, United States | Saint-Louis, Senegal | Saint-Louis, Réunion | Saint-Louis, Grand Est, France",
    );
    check("NYC", "New York, New York, United States");
    check(
        "Zürich",
        "Zurich, Switzerland | Zurich (state), Switzerland",
    );
    check("Muenchen", "Munich, Bavaria, Germany");
    check("München", "Munich, Bavaria, Germany");
    check(
        "Paris cedex 15",
        "Paris, Île-de-France, France | Paris, Texas, United States",
    );
}

#[test]
fn cities_before_states_before_codes_but_countries_first() {
    check(
        "New York",
        "New York, New York, United States | New York, United States",
    );
    check("Minnesota", "Minnesota, United States");
    check("Zhejiang", "Zhejiang, China");
    check("Bayern", "Bavaria, Germany");
    check("China", "China");
    check("Korea", "South Korea");
    check("U.S.", "United States");
    check("Mexico", "Mexico | Mexico City, Mexico");
    check("Georgia", "Georgia, United States | Georgia");
    check("CA", "Canada | California, United States");
    check("北京", "Beijing, China | Beijing (state), China");
    let near = shared().resolve("Bavaria").unwrap();
    let area = near.area.unwrap();
    assert_eq!(
        (
            area.state.as_deref(),
            area.country.as_deref().unwrap_or_default()
        ),
        (Some("Bavaria"), "Germany")
    );
    assert_eq!(near.place.point, None);
}

#[test]
fn postal_codes() {
    check("55455", "ZIP 55455, Minneapolis, Minnesota");
    check("55455-1234", "ZIP 55455, Minneapolis, Minnesota");
    check("zip 55455", "ZIP 55455, Minneapolis, Minnesota");
    check("55499", "ZIP 554…, near Minneapolis, Minnesota");
    check("63110", "ZIP 63110, Saint Louis, Missouri");
    check("00936", "ZIP 00936, San Juan");
    check("Minneapolis, MN 55455", "ZIP 55455, Minneapolis, Minnesota");
    check(
        "Minneapolis, MN 55999",
        "Minneapolis, Minnesota, United States",
    );
    check("LS9", "Postcode LS9, Leeds, England, United Kingdom");
    check("LS9 7TF", "Postcode LS9, Leeds, England, United Kingdom");
    check("m5g", "Postcode M5G, Toronto, Ontario, Canada");
    check(
        "75014",
        "Postcode 75014, Paris, Île-de-France, France | ZIP 75014, Dallas, Texas",
    );
    check("80336", "Postcode 80336, Munich, Bavaria, Germany");
    check("D-80336", "Postcode 80336, Munich, Bavaria, Germany");
    check("75460", "ZIP 75460, Paris, Texas");
}

#[test]
fn coordinates_and_mistakes() {
    check("30.29,120.16", "30.29, 120.16");
    check(
        "200,10",
        "`200` is not a position: a latitude lies between -90 and 90 (write latitude, then longitude, in degrees: `30.29,120.16`)",
    );
    check(
        " , ",
        "the place is empty (give a city, state, country, ZIP code, or `lat,lon`)",
    );
    check(
        "Hangzuo",
        "no place is called `Hangzuo` (did you mean Hangzhou, Zhejiang, China; Hangu, Tianjin, China)",
    );
    check(
        "Hangzhou, Jiangsu",
        "no place is called `Hangzhou, Jiangsu` (did you mean Hangzhou, Zhejiang, China; Changzhou, Jiangsu, China; Yangzhou, Jiangsu, China; Zhangzhou, Fujian, China; Huangzhou, Hubei, China)",
    );
    check(
        "Multiple Locations",
        "no place is called `Multiple Locations` (give a city with its state or country, a ZIP code, or `lat,lon`)",
    );
}

#[test]
fn exact_names_are_known() {
    for (text, known) in [
        ("Hangzhou", true),
        ("changzhou", true),
        ("杭州", true),
        ("Bavaria", true),
        ("China", true),
        ("Hangzhuo", false),
        ("TX", false),
        ("", false),
    ] {
        assert_eq!(shared().is_known_name(text), known, "{text:?}");
    }
}

#[test]
fn found_as_typed() {
    let find = |text: &str| {
        let labels: Vec<String> = shared()
            .find(text, 3)
            .into_iter()
            .map(|place| place.label)
            .collect();
        labels.join(" | ")
    };
    for (text, first) in [
        ("Hang", "Hangzhou, Zhejiang, China"),
        ("hangzhuo", "Hangzhou, Zhejiang, China"),
        (
            "port",
            "Portland, Oregon, United States | Portland, Maine, United States | Puerto Rico",
        ),
        ("paris, t", "Paris, Texas, United States"),
        ("杭", "Hangzhou, Zhejiang, China"),
        // Towns without a site come behind.
        ("fuenlab", "Fuenlabrada, Madrid, Spain"),
    ] {
        let found = find(text);
        assert!(found.starts_with(first), "{text:?}: {found}");
    }
    assert_eq!(find(""), "");
    assert!(shared().find("a", 0).is_empty());
}

#[test]
fn without_geonames_the_corpus_and_the_tables_do() {
    let (gazetteer, _) = build(SITES, false);
    for (text, expected) in [
        ("Hangzhou", "Hangzhou, Zhejiang, China"),
        ("杭州", "Hangzhou, Zhejiang, China"),
        ("München", "Munich, Bavaria, Germany"),
        ("NYC", "New York, New York, United States"),
        ("Birmingham, UK", "Birmingham, England, United Kingdom"),
        ("浙江", "Zhejiang, China"),
        ("Saint Louis, MO", "Saint Louis, Missouri, United States"),
    ] {
        assert_eq!(answer(&gazetteer, text), expected, "{text:?}");
    }
}

#[test]
fn places_are_found_under_any_name_of_their_city() {
    let cities = |text: &str, kind: PlaceKind| {
        let places = shared().places_called(text, kind);
        let places = places.into_iter().filter_map(|id| shared().place(id));
        places.map(|place| place.sites).sum::<u32>()
    };
    let munich = cities("Munich", PlaceKind::City);
    assert!(munich > 0);
    for name in ["München", "慕尼黑", "Munich, Germany", "Múnich"] {
        assert_eq!(cities(name, PlaceKind::City), munich, "{name}");
    }
    assert_eq!(cities("浙江", PlaceKind::State), 17);
    assert_eq!(cities("Munich", PlaceKind::State), 0);
    assert_eq!(cities("Atlantis", PlaceKind::City), 0);
}

#[test]
fn regions_counties_and_codes_answer_like_places() {
    for (text, label, state, country) in [
        (
            "SoCal",
            "Southern California",
            Some("California"),
            Some("United States"),
        ),
        (
            "Ruhrgebiet",
            "Ruhr",
            Some("North Rhine-Westphalia"),
            Some("Germany"),
        ),
        ("New England", "New England", None, Some("United States")),
        ("Latin America", "Latin America", None, None),
        (
            "Los Angeles County",
            "Los Angeles County, California, United States",
            Some("California"),
            Some("United States"),
        ),
    ] {
        let near = shared().resolve(text).unwrap();
        assert_eq!(near.place.kind, PlaceKind::Region, "{text}");
        let place = &near.place;
        assert_eq!(place.label, label);
        assert_eq!(
            (place.state.as_deref(), place.country.as_deref()),
            (state, country)
        );
        assert!(
            near.area.is_some_and(|area| area.region.is_some()),
            "{text}"
        );
    }
    let sites = |text: &str| {
        let area = shared().resolve(text).unwrap().area.unwrap();
        let places = shared().places_in(&area).into_iter();
        let places = places.filter_map(|id| shared().place(id));
        places.map(|place| place.sites).sum::<u32>()
    };
    assert!(sites("Asia") > sites("East Asia") && sites("East Asia") > 0);
    assert!(sites("Europe") > 0);
    assert_eq!(sites("Patagonia"), 0);
}
