//! The tables of countries, states, cities and ZIP areas: how they are read, and what they answer where neither sites nor GeoNames do.

use super::*;

fn empty() -> &'static Gazetteer {
    static GAZETTEER: std::sync::OnceLock<Gazetteer> = std::sync::OnceLock::new();
    GAZETTEER.get_or_init(|| build(&[], false).0)
}

#[test]
fn cities_without_a_site_are_found_with_their_point() {
    for (text, expected, lat, lon) in [
        (
            "Reykjavik",
            "Reykjavík, Capital Region, Iceland",
            64.14,
            -21.9,
        ),
        (
            "Bethesda",
            "Bethesda, Maryland, United States",
            38.98,
            -77.1,
        ),
        ("Oxford", "Oxford, England, United Kingdom", 51.75, -1.26),
        (
            "Cambridge",
            "Cambridge, England, United Kingdom",
            52.2,
            0.12,
        ),
        (
            "Cambridge, MA",
            "Cambridge, Massachusetts, United States",
            42.37,
            -71.11,
        ),
        (
            "Birmingham",
            "Birmingham, England, United Kingdom",
            52.48,
            -1.9,
        ),
        (
            "Birmingham AL",
            "Birmingham, Alabama, United States",
            33.52,
            -86.8,
        ),
        ("London", "London, England, United Kingdom", 51.51, -0.13),
        ("London, Ontario", "London, Ontario, Canada", 42.98, -81.23),
        ("Paris, Texas", "Paris, Texas, United States", 33.66, -95.56),
        (
            "Kansas City",
            "Kansas City, Missouri, United States",
            39.1,
            -94.58,
        ),
        (
            "Kansas City, KS",
            "Kansas City, Kansas, United States",
            39.11,
            -94.63,
        ),
        (
            "Springfield, IL",
            "Springfield, Illinois, United States",
            39.8,
            -89.64,
        ),
        ("Granada", "Granada, Andalusia, Spain", 37.19, -3.61),
        ("Athens", "Athens, Attica, Greece", 37.98, 23.73),
        (
            "Athens, Georgia",
            "Athens, Georgia, United States",
            33.96,
            -83.38,
        ),
        ("San José, Costa Rica", "San José, Costa Rica", 9.93, -84.08),
        (
            "Newcastle, Australia",
            "Newcastle, New South Wales, Australia",
            -32.93,
            151.78,
        ),
        (
            "Vancouver WA",
            "Vancouver, Washington, United States",
            45.64,
            -122.66,
        ),
        (
            "New York",
            "New York, New York, United States",
            40.71,
            -74.01,
        ),
        ("浙江省杭州市", "Hangzhou, Zhejiang, China", 30.29, 120.16),
        ("東京", "Tokyo, Japan", 35.69, 139.69),
        ("伦敦", "London, England, United Kingdom", 51.51, -0.13),
    ] {
        let near = empty().resolve(text).unwrap();
        assert_eq!(near.place.label, expected, "{text:?}");
        let far = near
            .place
            .point
            .unwrap()
            .distance_km(Point::new(lat, lon).unwrap());
        assert!(far < 15.0, "{text:?}: {far} km");
        assert_eq!(near.place.sites, 0, "{text:?}");
    }
}

#[test]
fn sites_in_a_city_of_the_table_get_its_point() {
    let rows: [Row; 5] = [
        ("Heidelberg", "", "Germany", "", None, 2),
        ("Iowa City", "Iowa", "United States", "", None, 3),
        ("Birmingham", "", "United States", "", None, 1),
        ("Lexington", "", "United States", "", None, 1),
        ("Portland", "", "United States", "", None, 1),
    ];
    let (gazetteer, unresolved) = build(&rows, false);
    let located: Vec<_> = rows
        .iter()
        .map(|row| {
            let id = gazetteer.place_id(&site(row)).unwrap();
            let place = gazetteer.place(id).unwrap();
            (place.source, place.point.map(|point| point.lat()))
        })
        .collect();
    let table = |lat| (PointSource::GeoNames, Some(lat));
    assert_eq!(
        located,
        [
            table(49.4077),
            table(41.6611),
            // Without a state only a city that is by far the largest of its name is meant.
            (PointSource::Unlocated, None),
            table(37.9887),
            (PointSource::Unlocated, None),
        ]
    );
    assert_eq!(unresolved.sites, 2);
    let area = Area {
        state: Some("Baden-Württemberg".to_owned()),
        country: Some("Germany".to_owned()),
        region: None,
    };
    assert_eq!(gazetteer.places_in(&area).len(), 1);
}

#[test]
fn postal_codes_are_known_without_a_site() {
    for (text, expected) in [
        ("98109", "ZIP 98109, Seattle, Washington"),
        ("10065", "ZIP 10065, New York"),
        ("60611", "ZIP 60611, Chicago, Illinois"),
        ("02115", "ZIP 02115, Boston, Massachusetts"),
        ("77030", "ZIP 77030, Houston, Texas"),
        ("94143", "ZIP 94143, San Francisco, California"),
        ("55905", "ZIP 55905, Rochester, Minnesota"),
    ] {
        assert_eq!(answer(empty(), text), expected, "{text:?}");
    }
    let berlin: Row = ("Berlin", "", "Germany", "10115", Some((52.52, 13.4)), 1);
    let (gazetteer, _) = build(&[berlin], false);
    assert_eq!(
        answer(&gazetteer, "10115"),
        "Postcode 10115, Berlin, Germany | ZIP 10115, Manhattan, New York"
    );
    assert_eq!(
        answer(&gazetteer, "10119"),
        "ZIP 10119, Manhattan, New York"
    );
}

#[test]
fn names_can_be_probed_and_mended() {
    let probe = |key: &str| empty().probe(key);
    let boston = probe("boston").sense.unwrap();
    assert!(boston.is_city && boston.is_listed && boston.is_main_name && !boston.is_area());
    assert!(probe("new").goes_on && probe("new").sense.is_none());
    assert!(probe("texas").sense.unwrap().is_used_state);
    assert!(probe("tx").sense.unwrap().is_state_code);
    assert!(!probe("zzz").goes_on);
    for (text, expected) in [
        ("phildelphia", Some("philadelphia")),
        ("san antonoi", Some("san antonio")),
        ("chicgo", Some("chicago")),
        ("hangzhou", None),
        ("breast", None),
        ("creatine", None),
        ("bostonn", Some("boston")),
    ] {
        assert_eq!(empty().corrected_name(text), expected, "{text:?}");
    }
    let georgia = empty().resolve("Georgia").unwrap();
    let state = empty().prefer_kind(georgia, PlaceKind::State);
    assert_eq!(state.place.label, "Georgia, United States");
    assert!(state.area.is_some());
}

#[test]
fn tables_with_half_a_point_or_a_region_of_nothing_are_refused() {
    let cities = |rest: &str| {
        let text = format!("version = 1\ncities = [{{ country = \"US\", name = \"X\", {rest} }}]");
        let tables = PlaceTables::built_in().unwrap().with_known_cities(&text);
        tables.map_or_else(|error| error.to_string(), |_| "fine".to_owned())
    };
    assert_eq!(cities("lat = 1.0, lon = 2.0, people = 3"), "fine");
    assert_eq!(cities("aliases = [\"Y\"]"), "fine");
    let refused = "`X` of `cities.toml` has no valid `lat` and `lon`";
    assert_eq!(cities("lat = 1.0"), refused);
    assert_eq!(cities("lat = 100.0, lon = 2.0"), refused);
    let regions = |rest: &str| {
        let text = format!("version = 1\nregions = [{{ name = \"X\", {rest} }}]");
        let tables = PlaceTables::built_in().unwrap().with_regions(&text);
        tables.map_or_else(|error| error.to_string(), |_| "fine".to_owned())
    };
    assert_eq!(regions(r#"members = ["US.CA.037", "PT"]"#), "fine");
    assert_eq!(
        regions(r#"lat = 1.0, lon = 2.0, radius_km = 5.0, within = ["US"]"#),
        "fine"
    );
    let refused = "region `X` has neither known members nor a circle";
    assert_eq!(regions(r#"members = ["US.XX"]"#), refused);
    assert_eq!(regions("lat = 1.0, lon = 2.0"), refused);
    assert_eq!(regions(r#"aliases = ["Y"]"#), refused);
}

const CHINA: &str = r#"{ iso2 = "CN", iso3 = "CHN", name = "China", aliases = ["中国"] }"#;

fn check(countries: &str, states: &str, expected: &str) {
    let parsed = PlaceTables::parse(countries, states);
    let got = parsed.map_or_else(
        |error| error.to_string(),
        |tables| tables.countries().len().to_string(),
    );
    assert_eq!(got, expected);
}

#[test]
fn tables_are_checked() {
    let countries = format!("version = 1\ncountries = [{CHINA}]");
    let states = |rest: &str| format!("version = 1\nstates = [{rest}]");
    check(&countries, &states(""), "1");
    check(
        "version = 1",
        &states(""),
        "`countries.toml` cannot be read",
    );
    check(
        &countries.replace("iso3", "iso_3"),
        &states(""),
        "`countries.toml` cannot be read",
    );
    check(
        &countries.replace("version = 1", "version = 2"),
        &states(""),
        "`countries.toml` has version 2, this program reads version 1",
    );
    check(
        &countries,
        &states(r#"{ country = "XX", name = "Nowhere" }"#),
        "state `Nowhere` belongs to country `XX`, which `countries.toml` does not list",
    );
    check(
        &countries,
        &states(
            r#"{ country = "CN", name = "Hebei" }, { country = "CN", name = "Henan", aliases = ["hebei"] }"#,
        ),
        "`hebei` names both `Hebei` and `Henan`",
    );
    check(
        &countries.replace(
            "}]",
            r#"}, { iso2 = "TW", iso3 = "TWN", name = "Taiwan", aliases = ["china"] }]"#,
        ),
        &states(""),
        "`china` names both `China` and `Taiwan`",
    );
}

#[test]
fn built_in_tables_know_every_spelling() {
    let tables = PlaceTables::built_in().unwrap();
    assert!(tables.countries().len() >= 250);
    for (name, iso2) in [
        ("United States", "US"),
        ("usa", "US"),
        ("Korea, Republic of", "KR"),
        ("South Korea", "KR"),
        ("Iran, Islamic Republic of", "IR"),
        ("Czech Republic", "CZ"),
        ("Czechia", "CZ"),
        ("Turkey", "TR"),
        ("Turkey (Türkiye)", "TR"),
        ("Côte D'Ivoire", "CI"),
        ("Russian Federation", "RU"),
        ("Macedonia, The Former Yugoslav Republic of", "MK"),
        ("中国", "CN"),
        ("Alemania", "DE"),
        ("Frankreich", "FR"),
        ("Royaume-Uni", "GB"),
    ] {
        assert_eq!(
            tables.country_number(name),
            tables.country_number(iso2),
            "{name}"
        );
    }
    assert_eq!(tables.country_number("Atlantis"), None);
    for (country, name, expected) in [
        ("US", "tx", "Texas"),
        ("China", "Zhejiang Sheng", "Zhejiang"),
        ("China", "Beijing Municipality", "Beijing"),
        ("中国", "浙江省", "Zhejiang"),
        ("Germany", "Bayern", "Bavaria"),
        ("UK", "Schottland", "Scotland"),
        ("Japan", "北海道", "Hokkaido"),
    ] {
        let country = tables.country_number(country).unwrap();
        let state = tables.state_number(country, name).unwrap();
        assert_eq!(tables.state_at(state).unwrap().name, expected, "{name}");
    }
}

#[test]
fn a_hundred_countries_are_known_in_four_languages() {
    let tables = PlaceTables::built_in().unwrap();
    let many = tables
        .countries()
        .iter()
        .filter(|country| country.aliases.len() >= 4)
        .count();
    assert!(many >= 100, "{many}");
}
