//! What is read of a person, case by case, in words of every language.

mod ages;
mod sexes;

use std::sync::LazyLock;

use proptest::prelude::*;

use super::{PersonCues, read_person};
use crate::{
    read::{Reading, Value, tokens::tokenize},
    trial::Sex,
};

fn cues() -> PersonCues {
    crate::read::Cues::compiled_in().person
}

fn read(text: &str, cues: &PersonCues) -> Vec<Reading> {
    // What stands in braces belongs to the name of a condition.
    let plain = text.replace(['{', '}'], " ");
    let tokens = tokenize(&plain);
    let taken: Vec<bool> = tokens
        .iter()
        .map(|token| {
            let before = &text[..token.span.start];
            before.matches('{').count() > before.matches('}').count()
        })
        .collect();
    let readings = read_person(&tokens, &taken, cues);
    for reading in &readings {
        assert!(
            reading.tokens.start < reading.tokens.end,
            "{text}: {reading:?}"
        );
        assert!(reading.tokens.end <= tokens.len(), "{text}: {reading:?}");
    }
    readings
}

fn years(years: f64) -> String {
    format!("{}", (years * 100.0).round() / 100.0)
}

/// Writes a reading in short: `8`, `40-50`, `70-`, `F`, `M`, `pregnant`, `healthy`; with `?` if it is not sure.
fn write(reading: &Reading) -> String {
    let text = match &reading.value {
        Value::Age(span) if span.is_exact => years(span.min_years),
        Value::Age(span) => {
            format!(
                "{}-{}",
                years(span.min_years),
                span.max_years.map(years).unwrap_or_default()
            )
        }
        Value::Sex(Sex::Female) => "F".to_owned(),
        Value::Sex(Sex::Male) => "M".to_owned(),
        Value::Pregnant => "pregnant".to_owned(),
        Value::Healthy => "healthy".to_owned(),
        other => format!("{other:?}"),
    };
    let mark = if reading.is_sure { "" } else { "?" };
    format!("{text}{mark}")
}

/// Checks each text against what is read of it, without repetitions: ages first, then sex, pregnancy, healthy.
fn check(cases: &[(&str, &str)]) {
    let cues = cues();
    let mut wrong = Vec::new();
    for (text, expected) in cases {
        let mut found: Vec<String> = Vec::new();
        let mut readings = read(text, &cues);
        readings.sort_by_key(|reading| match reading.value {
            Value::Age(_) => 0,
            Value::Sex(_) => 1,
            Value::Pregnant => 2,
            _ => 3,
        });
        for reading in &readings {
            let written = write(reading);
            if !found.contains(&written) {
                found.push(written);
            }
        }
        let found = found.join(" ");
        if found != *expected {
            wrong.push(format!("{text:?}: read {found:?}, expected {expected:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn readings_cover_their_cue_words() {
    let cues = cues();
    for (text, value, expected) in [
        ("asthma 62 year old boston", "62", "62 year old"),
        ("my son is 8 and", "8", "is 8"),
        ("trials for my wife with lupus", "F", "my wife"),
        ("I am 62 with", "62", "I am 62"),
        ("elderly lady, 85, dementia", "85", "elderly lady, 85"),
        ("in her fifties", "50-59", "in her fifties"),
        ("over 70 lung", "70-", "over 70"),
        ("70+ lung", "70-", "70+"),
        ("62F lung", "62", "62"),
        ("62F lung", "F", "F"),
        ("24 weeks pregnant asthma", "pregnant", "24 weeks pregnant"),
        (
            "need healthy volunteers now",
            "healthy",
            "healthy volunteers",
        ),
        ("ages 5 to 12 asthma", "5-12", "ages 5 to 12"),
        ("女,62岁乳腺癌", "62", "62岁"),
        ("8 year old child", "8", "8 year old child"),
    ] {
        let tokens = tokenize(text);
        let readings = read(text, &cues);
        let reading = readings
            .iter()
            .find(|reading| write(reading) == value)
            .unwrap();
        let first = &tokens[reading.tokens.start];
        let last = &tokens[reading.tokens.end - 1];
        assert_eq!(&text[first.span.start..last.span.end], expected, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_within_its_tokens(
        text in "((my|she|is|son|8|62|F|year|old|over|and|,|。|女|岁|pregnant|not|healthy|[0-9]{1,4}|\\PC) ?){0,12}",
        every in 1usize..5,
    ) {
        static CUES_READ: LazyLock<PersonCues> = LazyLock::new(cues);
        let tokens = tokenize(&text);
        let taken: Vec<bool> = (0..tokens.len()).map(|at| at % every == 1).collect();
        let readings = read_person(&tokens, &taken, &CUES_READ);
        for reading in &readings {
            prop_assert!(reading.tokens.start < reading.tokens.end);
            prop_assert!(reading.tokens.end <= tokens.len());
        }
        let sure_ages = readings
            .iter()
            .filter(|reading| reading.is_sure && matches!(reading.value, Value::Age(_)));
        prop_assert!(sure_ages.count() <= 1);
    }
}
