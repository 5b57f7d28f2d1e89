//! These tests prove, on the compiled-in tables and a few sites:
//!
//! 1. places are read in five languages, with their distance, their state and the place that tells which one is meant;
//! 2. ordinary words, given names and medical names are no places;
//! 3. a misspelt place is mended only where a cue stands, an exact name never;
//! 4. in a pasted note only a strong cue counts;
//! 5. any text is read without a panic, and every range lies within the tokens.
//!
//! Words in braces belong to a condition or treatment.

mod cities;
mod cues;
mod languages;
mod traps;

use std::sync::OnceLock;

use proptest::prelude::*;

use super::*;
use crate::{
    places::{GazetteerBuilder, PlaceTables, Point, SiteAddress},
    read::tokens::tokenize,
};

/// City, state, country, postal code, point, number of sites.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    f64,
    f64,
    u32,
);

const SITES: [Row; 9] = [
    (
        "Rochester",
        "Minnesota",
        "United States",
        "55905",
        44.02,
        -92.46,
        40,
    ),
    (
        "Rochester",
        "New York",
        "United States",
        "14642",
        43.15,
        -77.62,
        20,
    ),
    (
        "Boston",
        "Massachusetts",
        "United States",
        "02115",
        42.36,
        -71.06,
        60,
    ),
    (
        "Atlanta",
        "Georgia",
        "United States",
        "30322",
        33.75,
        -84.39,
        30,
    ),
    (
        "Maywood",
        "Illinois",
        "United States",
        "60153",
        41.88,
        -87.84,
        4,
    ),
    (
        "Hope",
        "Arkansas",
        "United States",
        "71801",
        33.67,
        -93.59,
        1,
    ),
    ("Leeds", "", "United Kingdom", "LS9 7TF", 53.8, -1.55, 12),
    ("Berlin", "", "Germany", "10115", 52.52, 13.4, 25),
    ("Toronto", "Ontario", "Canada", "M5G 2M9", 43.7, -79.42, 25),
];

fn gazetteer() -> &'static Gazetteer {
    static GAZETTEER: OnceLock<Gazetteer> = OnceLock::new();
    GAZETTEER.get_or_init(|| {
        let mut builder = GazetteerBuilder::new(PlaceTables::built_in().unwrap());
        for (city, state, country, zip, lat, lon, sites) in SITES {
            for _ in 0..sites {
                builder.add_site(SiteAddress {
                    city: Some(city),
                    state: Some(state),
                    country: Some(country),
                    zip: Some(zip),
                    point: Point::new(lat, lon),
                });
            }
        }
        builder.finish().0
    })
}

fn cues() -> &'static PlaceCues {
    static CUES: OnceLock<PlaceCues> = OnceLock::new();
    CUES.get_or_init(|| crate::read::Cues::compiled_in().place)
}

/// The ordinary words of the settings; nothing is indexed here.
fn known_words() -> KnownWords<'static> {
    static CONFIG: OnceLock<crate::config::Config> = OnceLock::new();
    let config = CONFIG.get_or_init(|| crate::config::Config::compiled_in().unwrap());
    KnownWords {
        is_of_house: &|_| false,
        is_ordinary: Box::leak(Box::new(|word: &str| {
            config.ordinary_words.contains(word) || config.stopwords.contains_in_any(word)
        })),
        is_indexed: &|_| false,
        is_named: &|_| false,
        languages: &[],
    }
}

/// The readings of a query whose conditions stand in braces.
fn read(query: &str) -> (String, Vec<Reading>) {
    let mut text = String::new();
    let mut spans: Vec<Range<usize>> = Vec::new();
    let mut open = 0;
    for c in query.chars() {
        match c {
            '{' => open = text.len(),
            '}' => spans.push(open..text.len()),
            c => text.push(c),
        }
    }
    let tokens = tokenize(&text);
    let taken: Vec<bool> = tokens
        .iter()
        .map(|token| {
            spans
                .iter()
                .any(|span| span.start <= token.span.start && token.span.end <= span.end)
        })
        .collect();
    let readings = read_places(&text, &tokens, &taken, gazetteer(), cues(), known_words());
    (text, readings)
}

/// The readings in words; a question mark stands before what is offered.
fn answer(query: &str) -> String {
    let (_, readings) = read(query);
    let parts: Vec<String> = readings
        .iter()
        .filter_map(|reading| {
            let Value::Place(found) = &reading.value else {
                return None;
            };
            let mut part = if reading.is_sure { "" } else { "? " }.to_owned();
            part += &found.near.place.label;
            if let Some(km) = found.radius_km {
                part += &format!("; {km:.0} km");
            }
            if found.is_corrected {
                part += "; corrected";
            }
            Some(part)
        })
        .collect();
    parts.join(" | ")
}

fn check_all(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(query, expected)| {
            let got = answer(query);
            (got != *expected).then(|| format!("{query:?}: {got:?}, expected {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn check_none(queries: &[&str]) {
    let cases: Vec<(&str, &str)> = queries.iter().map(|query| (*query, "")).collect();
    check_all(&cases);
}

#[test]
fn in_a_note_only_a_strong_cue_counts() {
    let note = |place: &str| {
        format!(
            "62 year old woman with a history of hypertension and diabetes presents with chest pain and dyspnea on exertion for three weeks. \
             She denies fever, cough or weight loss. {place} Her father had a stroke at 70. Reading of the chest film was normal. \
             Medication: metformin 1000 mg, lisinopril 20 mg. Platelets 25000, hemoglobin 11, creatinine 1.2. Glasgow coma scale 15. Jackson-Pratt drain removed."
        )
    };
    for (place, expected) in [
        ("", ""),
        (
            "She lives in Boston.",
            "Boston, Massachusetts, United States",
        ),
        (
            "She was seen in Cleveland, Ohio.",
            "Cleveland, Ohio, United States",
        ),
        (
            "She moved to Atlanta last year.",
            "Atlanta, Georgia, United States",
        ),
        ("She works for Boston Scientific.", ""),
        ("Mr. Houston is her husband.", ""),
        ("Austin is her son.", ""),
        ("boston", ""),
        ("She was born in China.", ""),
    ] {
        let got = answer(&note(place));
        let sure = got.split(" | ").find(|part| !part.starts_with('?'));
        assert_eq!(sure.unwrap_or_default(), expected, "{place:?}");
    }
}

#[test]
fn the_words_of_the_name_and_its_cues_are_told_apart() {
    for (query, name, words, also) in [
        ("{asthma} near Leeds please", "Leeds", "near Leeds", ""),
        (
            "{asthma} within 50 miles of Cleveland Ohio",
            "Cleveland Ohio",
            "within 50 miles of Cleveland Ohio",
            "",
        ),
        (
            "Birmingham, my mum lives in Solihull",
            "Birmingham",
            "Birmingham",
            "lives in Solihull",
        ),
        (
            "near Leeds for my mum, within 30 km",
            "Leeds",
            "near Leeds",
            "within 30 km",
        ),
        ("{肺癌} 上海50公里内", "上海", "上海50公里内", ""),
    ] {
        let (text, readings) = read(query);
        let tokens = tokenize(&text);
        let written = |range: &Range<usize>| {
            text[tokens[range.start].span.start..tokens[range.end - 1].span.end].to_owned()
        };
        let reading = readings.iter().find(|reading| reading.is_sure).unwrap();
        let Value::Place(found) = &reading.value else {
            panic!("{query:?}");
        };
        assert_eq!(found.name, name, "{query:?}");
        assert_eq!(written(&reading.tokens), words, "{query:?}");
        let apart: Vec<String> = found.also.iter().map(written).collect();
        assert_eq!(apart.join(" "), also, "{query:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(\\PC|[a-zA-Z0-9 ,.'-]|in |near |Boston|50 km |of |上海|公里){0,60}") {
        let tokens = tokenize(&text);
        let taken = vec![false; tokens.len()];
        let readings = read_places(&text, &tokens, &taken, gazetteer(), cues(), known_words());
        prop_assert!(readings.iter().filter(|reading| reading.is_sure).count() <= 1);
        for reading in readings {
            prop_assert!(reading.tokens.start < reading.tokens.end && reading.tokens.end <= tokens.len());
            let Value::Place(found) = reading.value else { continue };
            prop_assert!(text.contains(&found.name) && !found.name.is_empty());
            for range in found.also {
                prop_assert!(range.start < range.end && range.end <= tokens.len());
            }
        }
    }

    #[test]
    fn taken_tokens_hold_no_place(words in proptest::collection::vec("Boston|in|near|Leeds|Texas|98109|asthma", 1..8)) {
        let text = words.join(" ");
        let tokens = tokenize(&text);
        let taken = vec![true; tokens.len()];
        prop_assert!(read_places(&text, &tokens, &taken, gazetteer(), cues(), known_words()).is_empty());
    }
}
