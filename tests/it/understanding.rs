//! How patients' words are read: the tables of `fixtures/understanding`, one case after the other.
//!
//! The cases were written before the reader was. Each says what must be read; what may not be read is said by its absence (see the head of the files).
//! Every case must be read right.

use std::{collections::BTreeMap, fs, path::Path};

use serde::Deserialize;
use trialseek::{
    ask::{Criterion, SearchRequest},
    places::PlaceKind,
    read::{Effect, Part, PartKind, Standing, Told, Understanding, Unwanted},
    text::fold,
};

use crate::support::{accounted::lost_words, engine};

#[derive(Debug, Deserialize)]
struct File {
    case: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    words: String,
    age: Option<[f64; 2]>,
    sex: Option<String>,
    pregnant: Option<bool>,
    place: Option<String>,
    /// Must not stand in the label of the place.
    never_place: Option<String>,
    /// The facility, as typed.
    facility: Option<String>,
    /// The sponsor, as typed; empty where none may be read.
    sponsor: Option<String>,
    /// "near me", or the place that nobody knows.
    asks: Option<String>,
    radius_km: Option<f64>,
    status: Option<Vec<String>>,
    phase: Option<Vec<String>>,
    study_type: Option<Vec<String>>,
    healthy: Option<bool>,
    has_results: Option<bool>,
    since: Option<bool>,
    #[serde(default)]
    conditions: Vec<Vec<String>>,
    #[serde(default)]
    no_conditions: bool,
    #[serde(default)]
    no_treatments: bool,
    /// Standing and names of one of which must be told.
    #[serde(default)]
    background: Vec<Vec<String>>,
    /// What is not demanded, and puts trials about it first.
    #[serde(default)]
    orders: Vec<Vec<String>>,
    /// Labels of one of which each must be offered; `[]` says that nothing is.
    offers: Option<Vec<Vec<String>>>,
    /// All that is not used, as typed.
    unread: Option<Vec<String>>,
    #[serde(default)]
    treatments: Vec<Vec<String>>,
    /// Treatments that must be asked for, and not only told.
    #[serde(default)]
    wanted: Vec<Vec<String>>,
    not: Option<Vec<Vec<String>>>,
    corrections: Option<Vec<[String; 2]>>,
    #[serde(default)]
    words_left: Vec<String>,
    #[serde(default)]
    never: Vec<Vec<String>>,
    #[allow(dead_code)]
    comment: Option<String>,
}

fn cases() -> BTreeMap<String, Vec<Case>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/understanding");
    let mut cases = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let file: File =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        cases.insert(name, file.case);
    }
    cases
}

#[test]
fn every_case_is_read_as_a_careful_person_would() {
    let engine = engine();
    let mut count = 0;
    let mut report = String::new();
    let mut all = 0;
    for (file, cases) in cases() {
        let mut failures = 0;
        for case in &cases {
            count += 1;
            let understanding = engine
                .read(&SearchRequest::for_words(&case.words))
                .unwrap()
                .understanding;
            let problems = problems(case, &understanding);
            if !problems.is_empty() {
                failures += 1;
                let words: String = case.words.trim().chars().take(160).collect();
                report.push_str(&format!("{file}: {words:?}\n"));
                for problem in problems {
                    report.push_str(&format!("    {problem}\n"));
                }
            }
        }
        report.push_str(&format!(
            "{file}: {failures} of {} not read right\n",
            cases.len()
        ));
        all += failures;
    }
    assert!(count >= 300, "only {count} cases");
    assert_eq!(all, 0, "{report}");
}

fn problems(case: &Case, read: &Understanding) -> Vec<String> {
    let mut problems = Vec::new();
    let mut check = |what: &str, expected: String, found: String, fits: bool| {
        if !fits {
            problems.push(format!("{what}: expected {expected}, read {found}"));
        }
    };
    let parts = || read.parts.iter();
    let ages: Vec<[f64; 2]> = parts()
        .filter_map(|part| match &part.kind {
            PartKind::Criterion(Criterion::Age(ages)) => {
                let age = ages.in_years();
                Some([age.min_years, age.max_years.unwrap_or(999.0)])
            }
            _ => None,
        })
        .collect();
    let age_fits = match (case.age, ages.as_slice()) {
        (None, []) => true,
        (Some(expected), [found]) => (0..2).all(|at| {
            (expected[at] - found[at]).abs() <= 0.03 || expected[at] >= 99.0 && found[at] >= 99.0
        }),
        _ => false,
    };
    check(
        "age",
        format!("{:?}", case.age),
        format!("{ages:?}"),
        age_fits,
    );
    let values = |name: &str| -> Option<Vec<String>> {
        parts().find_map(|part| {
            let criterion = part.kind.criterion()?;
            (criterion.as_str() == name).then(|| criterion.values())
        })
    };
    let mut same = |name: &str, expected: Option<Vec<String>>| {
        let found = values(name);
        let fits = expected == found;
        check(name, format!("{expected:?}"), format!("{found:?}"), fits);
    };
    let flag = |flag: Option<bool>| flag.map(|flag| vec![flag.to_string()]);
    if let Some(sponsor) = &case.sponsor {
        let sponsor = Some(sponsor).filter(|sponsor| !sponsor.is_empty());
        same("sponsor", sponsor.map(|name| vec![name.clone()]));
    }
    same("facility", case.facility.clone().map(|name| vec![name]));
    same("sex", case.sex.clone().map(|sex| vec![sex]));
    same("pregnant", flag(case.pregnant));
    same("status", case.status.clone());
    same("phase", case.phase.clone());
    same("study_type", case.study_type.clone());
    same("healthy", flag(case.healthy));
    same("has_results", flag(case.has_results));
    let since = values("since");
    check(
        "since",
        format!("{:?}", case.since),
        format!("{since:?}"),
        case.since.unwrap_or(false) == since.is_some(),
    );
    check_place(case, read, &mut check);
    let labels = |is_wanted: &dyn Fn(&Part) -> bool| -> Vec<String> {
        parts()
            .filter(|part| is_wanted(part))
            .map(|part| part.label.clone())
            .collect()
    };
    // A narrower reading than the one expected is right as well: relapsing-remitting multiple sclerosis.
    let with_broader = |is_wanted: &dyn Fn(&Part) -> bool| -> Vec<String> {
        parts()
            .filter(|part| is_wanted(part))
            .flat_map(names_of)
            .collect()
    };
    let asked = |part: &Part, kind: &str| part.kind.as_str() == kind;
    // What a person has besides, or takes, is had as well.
    let told = |part: &Part, is_condition: bool| {
        matches!(&part.kind, PartKind::Background { what: Told::Concept(reading), standing }
            if reading.is_condition == is_condition
                && !matches!(standing, Standing::Absent | Standing::Past | Standing::Family))
    };
    let is_denied = |part: &Part| {
        let is_absent = matches!(&part.kind, PartKind::Background { standing, .. } if *standing == Standing::Absent);
        is_absent || matches!(part.kind, PartKind::Not(_))
    };
    let conditions = labels(&|part| asked(part, "condition") || told(part, true));
    let treatments = labels(&|part| asked(part, "treatment") || told(part, false));
    let absent = labels(&is_denied);
    let had = with_broader(&|part| asked(part, "condition") || told(part, true));
    for expected in &case.conditions {
        check(
            "condition",
            format!("{expected:?}"),
            format!("{conditions:?}"),
            holds_one(&had, expected),
        );
    }
    if case.no_conditions {
        check(
            "conditions",
            "none".to_owned(),
            format!("{conditions:?}"),
            conditions.is_empty(),
        );
    }
    let wanted = labels(&|part| asked(part, "treatment"));
    for (what, all, read) in [
        ("treatment", &case.treatments, &treatments),
        ("wanted", &case.wanted, &wanted),
    ] {
        for expected in all {
            check(
                what,
                format!("{expected:?}"),
                format!("{read:?}"),
                holds_one(read, expected),
            );
        }
    }
    if case.no_treatments {
        check(
            "treatments",
            "none".to_owned(),
            format!("{wanted:?}"),
            wanted.is_empty(),
        );
    }
    for expected in &case.orders {
        let found = labels(&|part| part.effect == Effect::Rank);
        check(
            "orders",
            format!("{expected:?}"),
            format!("{found:?}"),
            holds_one(&found, expected),
        );
    }
    if let Some(offers) = &case.offers {
        let offered: Vec<String> = read
            .suggestions
            .iter()
            .map(|part| part.label.clone())
            .collect();
        let fits = match offers.is_empty() {
            true => offered.is_empty(),
            false => offers.iter().all(|expected| holds_one(&offered, expected)),
        };
        check(
            "offers",
            format!("{offers:?}"),
            format!("{offered:?}"),
            fits,
        );
    }
    for expected in &case.background {
        let standing_of = |part: &Part| match &part.kind {
            PartKind::Background { standing, .. } => standing.as_str(),
            _ => "",
        };
        let found = with_broader(&|part| standing_of(part) == expected[0]);
        check(
            "background",
            format!("{expected:?}"),
            format!("{found:?}"),
            holds_one(&found, &expected[1..]),
        );
    }
    if let Some(expected) = &case.unread {
        let found: Vec<&str> = read
            .unread
            .iter()
            .map(|unread| unread.text.as_str())
            .collect();
        check(
            "unread",
            format!("{expected:?}"),
            format!("{found:?}"),
            found == *expected,
        );
    }
    if let Some(not) = &case.not {
        for expected in not {
            let denied = with_broader(&is_denied);
            check(
                "not",
                format!("{expected:?}"),
                format!("{absent:?}"),
                holds_one(&denied, expected),
            );
            let had = holds_one(&conditions, expected) || holds_one(&treatments, expected);
            check(
                "not",
                format!("{expected:?} not had"),
                format!("{conditions:?} {treatments:?}"),
                !had,
            );
        }
        if not.is_empty() {
            check(
                "not",
                "nothing".to_owned(),
                format!("{absent:?}"),
                absent.is_empty(),
            );
        }
    }
    for never in &case.never {
        let had = holds_one(&conditions, never) || holds_one(&treatments, never);
        check(
            "never",
            format!("{never:?}"),
            format!("{conditions:?} {treatments:?}"),
            !had,
        );
    }
    if let Some(corrections) = &case.corrections {
        // Plural or possessive, it is the same word.
        let squeeze = |text: &str| {
            american(&fold(text))
                .replace(' ', "")
                .trim_end_matches('s')
                .to_owned()
        };
        let found: Vec<[String; 2]> = read
            .corrections
            .iter()
            .map(|correction| [squeeze(&correction.from), squeeze(&correction.to)])
            .collect();
        for [from, to] in corrections {
            let wanted = [squeeze(from), squeeze(to)];
            check(
                "correction",
                format!("{wanted:?}"),
                format!("{found:?}"),
                found.contains(&wanted),
            );
        }
        if corrections.is_empty() {
            check(
                "corrections",
                "none".to_owned(),
                format!("{found:?}"),
                found.is_empty(),
            );
        }
    }
    for word in &case.words_left {
        // Left alone, be it as one word, as several or inside a name.
        let texts: Vec<String> = parts()
            .map(|part| fold(&part.text).replace(' ', ""))
            .collect();
        let wanted = fold(word).replace(' ', "");
        let is_left =
            texts.iter().any(|text| text.contains(&wanted)) || texts.concat().contains(&wanted);
        let is_corrected = read
            .corrections
            .iter()
            .any(|correction| correction.from.contains(word.as_str()));
        check(
            "word left",
            word.clone(),
            format!("{texts:?}"),
            is_left && !is_corrected,
        );
    }
    problems
}

/// Returns the label of a part's concept and those of all that is broader.
fn names_of(part: &Part) -> Vec<String> {
    let (PartKind::Concept(reading)
    | PartKind::Background {
        what: Told::Concept(reading),
        ..
    }
    | PartKind::Not(Unwanted::Concept(reading))) = &part.kind
    else {
        return vec![part.label.clone()];
    };
    let loaded = engine().current().unwrap();
    let vocabulary = loaded.generation.vocabulary();
    let broader = vocabulary.ancestors(reading.concept).iter();
    std::iter::once(&reading.concept)
        .chain(broader)
        .map(|concept| vocabulary.concept(*concept).label.clone())
        .collect()
}

fn check_place(
    case: &Case,
    read: &Understanding,
    check: &mut dyn FnMut(&str, String, String, bool),
) {
    let places: Vec<_> = read
        .parts
        .iter()
        .filter_map(|part| Some((part, part.kind.place()?)))
        .collect();
    let found: Vec<&str> = places.iter().map(|(part, _)| part.label.as_str()).collect();
    let fits = match (&case.place, places.as_slice()) {
        (None, []) => true,
        (Some(expected), [(part, place)]) => {
            let known = [
                Some(part.label.as_str()),
                Some(part.text.as_str()),
                Some(place.name.as_str()),
                place.state.as_deref(),
                place.country.as_deref(),
            ];
            let known: Vec<String> = known.into_iter().flatten().map(fold).collect();
            let is_area = place.area.is_some() || place.point.is_some();
            let never = case.never_place.as_ref();
            is_area
                && never.is_none_or(|never| !part.label.contains(never.as_str()))
                && expected
                    .split(',')
                    .all(|word| known.iter().any(|known| known.contains(&fold(word))))
        }
        _ => false,
    };
    let asked = read.place_question.as_ref().map(|question| {
        let unknown = question.unknown.as_ref();
        unknown.map_or("near me", |unknown| unknown.name.as_str())
    });
    check(
        "asks for",
        format!("{:?}", case.asks),
        format!("{asked:?}"),
        case.asks.as_deref() == asked,
    );
    check(
        "place",
        format!("{:?}", case.place),
        format!("{found:?}"),
        fits,
    );
    if let (Some(expected), [(_, place)]) = (case.radius_km, places.as_slice()) {
        let fits = place
            .radius_km
            .is_some_and(|km| (km - expected).abs() < 0.2);
        check(
            "radius",
            format!("{expected}"),
            format!("{:?}", place.radius_km),
            fits,
        );
    }
}

/// Whether one of the labels found is one of those accepted.
fn holds_one(found: &[String], accepted: &[String]) -> bool {
    let squeeze = |label: &str| american(&fold(label).replace(" s ", " ")).replace(' ', "");
    found.iter().any(|label| {
        accepted
            .iter()
            .any(|accepted| squeeze(label) == squeeze(accepted))
    })
}

fn american(text: &str) -> String {
    text.replace("aemia", "emia")
        .replace("oea", "ea")
        .replace("tumour", "tumor")
        .replace("haem", "hem")
}

#[test]
fn the_kinds_of_places_are_told_apart() {
    let found = engine().find_places("Hangzhou", 1).unwrap();
    assert_eq!(found[0].kind, PlaceKind::City);
}

#[test]
fn every_word_of_the_tables_is_accounted_for() {
    let mut lost = Vec::new();
    for case in cases().into_values().flatten() {
        let words = case.words.as_str();
        let read = engine().read(&SearchRequest::for_words(words)).unwrap();
        let missing = lost_words(words, &read.understanding);
        if !missing.is_empty() {
            lost.push(format!("{words:?}: {missing:?}"));
        }
    }
    assert!(
        lost.is_empty(),
        "{} cases:\n{}",
        lost.len(),
        lost.join("\n")
    );
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, cases: 400, ..Default::default() })]

    #[test]
    fn every_word_of_a_sentence_is_accounted_for(
        words in "((my|her mother had|no|without|not|never had|asthma|lung cancer|HER2-|HIV negative|als|near|in Boston|Blorptown|62 year old|woman|on|after|chemo|keytruda|stopped working|zebra|hangar|paid|BMI 34|stage 4|and|or|,|\\.|为|乳腺癌|sin|ohne|ni|trials|sponsored by|severe|28 f|IL-6|w/|h/o|lukemia|\"heart attack\") ){0,14}"
    ) {
        let read = engine().read(&SearchRequest::for_words(&words)).unwrap();
        let lost = lost_words(&words, &read.understanding);
        proptest::prop_assert!(lost.is_empty(), "{words:?}: {lost:?}");
    }
}
