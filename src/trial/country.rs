//! Country names as the registry spells them today.
//!
//! The registry has renamed countries over the years and records converted from its older XML keep the old names, so one country has up to four spellings (design fact 10).
//! Names are normalised once, when a record is parsed; everything behind that sees one spelling.

use std::{collections::HashMap, sync::LazyLock};

/// Present name, then the spellings that mean the same.
/// Present names are those of the registry's API in 2026; the old ones were read in its XML and CSV exports.
const SPELLINGS: &[(&str, &[&str])] = &[
    ("Bolivia", &["Bolivia, Plurinational State of"]),
    ("Brunei", &["Brunei Darussalam"]),
    ("Cape Verde", &["Cabo Verde"]),
    (
        "China",
        &[
            "People's Republic of China",
            "P.R. China",
            "PR China",
            "Mainland China",
        ],
    ),
    ("Czechia", &["Czech Republic"]),
    ("Côte d'Ivoire", &["Cote d'Ivoire", "Ivory Coast"]),
    (
        "Democratic Republic of the Congo",
        &[
            "Congo, The Democratic Republic of the",
            "Congo, Democratic Republic of the",
            "Congo (Kinshasa)",
        ],
    ),
    ("Eswatini", &["Swaziland"]),
    ("Falkland Islands", &["Falkland Islands (Malvinas)"]),
    ("Hong Kong", &["Hong Kong SAR", "Hong Kong, China"]),
    (
        "Iran",
        &[
            "Iran, Islamic Republic of",
            "Iran (Islamic Republic of)",
            "Islamic Republic of Iran",
        ],
    ),
    ("Laos", &["Lao People's Democratic Republic"]),
    ("Libya", &["Libyan Arab Jamahiriya"]),
    ("Macau", &["Macao"]),
    ("Micronesia", &["Micronesia, Federated States of"]),
    ("Moldova", &["Moldova, Republic of", "Republic of Moldova"]),
    ("Myanmar", &["Burma", "Myanmar (Burma)"]),
    ("Netherlands", &["The Netherlands", "Holland"]),
    ("North Korea", &["Korea, Democratic People's Republic of"]),
    (
        "North Macedonia",
        &[
            "Macedonia",
            "Macedonia, The Former Yugoslav Republic of",
            "Republic of North Macedonia",
            "The Republic of North Macedonia",
        ],
    ),
    (
        "Palestine",
        &[
            "Palestinian Territory, occupied",
            "Palestinian Territories",
            "Palestinian Territory",
            "State of Palestine",
        ],
    ),
    ("Republic of the Congo", &["Congo", "Congo (Brazzaville)"]),
    ("Russia", &["Russian Federation"]),
    (
        "Saint Vincent and the Grenadines",
        &["St. Vincent and the Grenadines"],
    ),
    (
        "South Korea",
        &["Korea, Republic of", "Republic of Korea", "Korea"],
    ),
    ("Syria", &["Syrian Arab Republic"]),
    (
        "Taiwan",
        &["Taiwan, Province of China", "Taiwan, Republic of China"],
    ),
    (
        "Tanzania",
        &[
            "Tanzania, United Republic of",
            "United Republic of Tanzania",
        ],
    ),
    ("The Bahamas", &["Bahamas"]),
    ("The Gambia", &["Gambia"]),
    ("Timor-Leste", &["East Timor"]),
    ("Turkey (Türkiye)", &["Turkey", "Türkiye", "Turkiye"]),
    (
        "United Kingdom",
        &[
            "Great Britain",
            "England",
            "Scotland",
            "Wales",
            "Northern Ireland",
            "UK",
        ],
    ),
    (
        "United States",
        &["United States of America", "USA", "US", "U.S.A.", "U.S."],
    ),
    ("Vatican City", &["Holy See (Vatican City State)"]),
    ("Venezuela", &["Venezuela, Bolivarian Republic of"]),
    ("Vietnam", &["Viet Nam"]),
    (
        "Virgin Islands (U.S.)",
        &["Virgin Islands, U.S.", "U.S. Virgin Islands"],
    ),
];

/// Returns the registry's present name of a country, or the name as it is when it has no other spelling that we know.
///
/// Brackets and quotes around the name are dropped: some exports print lists (`France']`).
/// Returns `None` for text that holds no letter.
///
/// ```
/// use trialseek::trial::country::normalise;
/// assert_eq!(normalise("Korea, Republic of").as_deref(), Some("South Korea"));
/// assert_eq!(normalise("France']").as_deref(), Some("France"));
/// assert_eq!(normalise("Atlantis").as_deref(), Some("Atlantis"));
/// ```
pub fn normalise(name: &str) -> Option<String> {
    let bare = name.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '[' | ']' | '\'' | '"' | ',' | ';')
    });
    if !bare.chars().any(char::is_alphabetic) {
        return None;
    }
    let key = bare.to_lowercase().replace('’', "'");
    Some(
        PRESENT_NAMES
            .get(&key)
            .map_or(bare, |present| present)
            .to_owned(),
    )
}

/// Present names by every spelling, in lower case.
static PRESENT_NAMES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let all = SPELLINGS.iter().flat_map(|(present, old)| {
        old.iter()
            .chain([present])
            .map(move |name| (name, *present))
    });
    all.map(|(name, present)| (name.to_lowercase(), present))
        .collect()
});

/// Returns every present name that has other spellings, with them.
pub fn spellings() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    SPELLINGS.iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_and_new_names_meet() {
        for (name, present) in [
            ("United States", Some("United States")),
            ("United States']", Some("United States")),
            ("Korea, Republic of", Some("South Korea")),
            ("Russian Federation", Some("Russia")),
            ("turkey", Some("Turkey (Türkiye)")),
            ("Turkey (Türkiye)", Some("Turkey (Türkiye)")),
            ("Czech Republic", Some("Czechia")),
            ("Côte D'Ivoire", Some("Côte d'Ivoire")),
            ("Viet Nam", Some("Vietnam")),
            ("Former Yugoslavia", Some("Former Yugoslavia")),
            ("  ", None),
            ("']", None),
        ] {
            assert_eq!(normalise(name).as_deref(), present, "{name:?}");
        }
    }

    #[test]
    fn no_spelling_means_two_countries() {
        let mut seen = std::collections::HashSet::new();
        for (present, old) in spellings() {
            for spelling in old.iter().chain([&present]) {
                assert!(
                    seen.insert(spelling.to_lowercase()),
                    "`{spelling}` stands twice"
                );
            }
        }
    }
}
