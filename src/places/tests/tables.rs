//! The tables of countries and states.

use super::*;

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
