//! 1. Every value a reader may see has a label of its own in every language.
//! 2. A language, a cell or a value that is missing is answered kindly, never by a raw value.
//! 3. Ages, counts and reasons read as people say them, in every language.

use std::collections::BTreeSet;

use super::*;
use crate::config::Config;

const LANGUAGES: [&str; 3] = ["en", "es", "zh"];

/// Every enum of the registry (`ctgov_api_v2.md`, section Fields 1) and of the API that a reader may see.
const VALUES: [(&str, &str); 28] = [
    (
        "status",
        "ACTIVE_NOT_RECRUITING COMPLETED ENROLLING_BY_INVITATION NOT_YET_RECRUITING RECRUITING SUSPENDED TERMINATED WITHDRAWN AVAILABLE NO_LONGER_AVAILABLE TEMPORARILY_NOT_AVAILABLE APPROVED_FOR_MARKETING WITHHELD UNKNOWN",
    ),
    ("status_group", "open soon limited closed stopped unknown"),
    (
        "phase",
        "NA EARLY_PHASE1 PHASE1 PHASE2 PHASE3 PHASE4 PHASE1+PHASE2 PHASE2+PHASE3",
    ),
    ("study_type", "INTERVENTIONAL OBSERVATIONAL EXPANDED_ACCESS"),
    ("sex", "FEMALE MALE ALL"),
    ("age_group", "CHILD ADULT OLDER_ADULT"),
    ("healthy_volunteers", "true false absent"),
    ("has_results", "true false"),
    (
        "intervention_type",
        "BEHAVIORAL BIOLOGICAL BIOLOGICAL_VACCINE COMBINATION_PRODUCT DEVICE DIAGNOSTIC_TEST DIETARY_SUPPLEMENT DRUG GENETIC PROCEDURE PROCEDURE_SURGERY RADIATION OTHER",
    ),
    (
        "arm_type",
        "EXPERIMENTAL ACTIVE_COMPARATOR PLACEBO_COMPARATOR SHAM_COMPARATOR NO_INTERVENTION OTHER",
    ),
    (
        "purpose",
        "TREATMENT PREVENTION DIAGNOSTIC ECT SUPPORTIVE_CARE SCREENING HEALTH_SERVICES_RESEARCH BASIC_SCIENCE DEVICE_FEASIBILITY OTHER",
    ),
    ("allocation", "RANDOMIZED NON_RANDOMIZED NA"),
    (
        "intervention_model",
        "SINGLE_GROUP PARALLEL CROSSOVER FACTORIAL SEQUENTIAL",
    ),
    ("masking", "NONE SINGLE DOUBLE TRIPLE QUADRUPLE"),
    (
        "who_masked",
        "PARTICIPANT CARE_PROVIDER INVESTIGATOR OUTCOMES_ASSESSOR",
    ),
    (
        "observational_model",
        "COHORT CASE_CONTROL CASE_ONLY CASE_CROSSOVER ECOLOGIC_OR_COMMUNITY FAMILY_BASED DEFINED_POPULATION NATURAL_HISTORY OTHER",
    ),
    (
        "sponsor_class",
        "NIH FED OTHER_GOV INDIV INDUSTRY NETWORK AMBIG OTHER UNKNOWN",
    ),
    ("enrollment_type", "ACTUAL ESTIMATED"),
    ("date_type", "ACTUAL ESTIMATED"),
    (
        "secondary_id_type",
        "NIH FDA VA CDC AHRQ SAMHSA OTHER_GRANT EUDRACT_NUMBER CTIS REGISTRY OTHER",
    ),
    (
        "role",
        "STUDY_CHAIR STUDY_DIRECTOR PRINCIPAL_INVESTIGATOR SUB_INVESTIGATOR CONTACT",
    ),
    (
        "sampling_method",
        "PROBABILITY_SAMPLE NON_PROBABILITY_SAMPLE",
    ),
    ("freshness", "fresh ageing stale old unknown"),
    ("fit", "fits does_not_fit not_stated"),
    (
        "facet",
        "status distance phase study_type sex age age_group healthy purpose intervention_type allocation condition country state city sponsor sponsor_class has_results updated_within start_year",
    ),
    ("sex_facet", "ALL FEMALE MALE"),
    ("place_kind", "city state country zip coordinates"),
    (
        "field",
        "title official_title conditions condition_mesh keywords interventions intervention_mesh summary description inclusion exclusion unsplit outcomes arms sponsor locations ids",
    ),
];

fn labels() -> Labels {
    Config::compiled_in().unwrap().labels
}

#[test]
fn every_value_has_its_own_cell_in_every_language() {
    let labels = labels();
    for language in LANGUAGES {
        let file = &labels.languages[language];
        let mut tables: BTreeSet<&str> = file.labels.keys().map(String::as_str).collect();
        for (table, values) in VALUES {
            let mut cells: BTreeSet<&str> = file
                .labels
                .get(table)
                .into_iter()
                .flat_map(BTreeMap::keys)
                .map(String::as_str)
                .collect();
            for value in values.split_whitespace() {
                assert!(
                    cells.remove(value),
                    "{language}: labels.{table}.{value} is missing"
                );
            }
            assert!(
                cells.is_empty(),
                "{language}: labels.{table} has more: {cells:?}"
            );
            tables.remove(table);
        }
        assert!(
            tables.is_empty(),
            "{language}: tables that this test does not know: {tables:?}"
        );
    }
}

#[test]
fn every_phrase_stands_in_every_language() {
    let labels = labels();
    let is_singular = |key: &String| key.ends_with(".one");
    let english: BTreeSet<String> = labels.languages[ENGLISH].cells().into_keys().collect();
    for language in LANGUAGES {
        let cells: BTreeSet<String> = labels.languages[language].cells().into_keys().collect();
        let missing: Vec<_> = english.difference(&cells).collect();
        let may_lack = |key: &&&String| language == "zh" && is_singular(key);
        assert_eq!(
            missing.iter().filter(|key| !may_lack(key)).count(),
            0,
            "{language}: {missing:?}"
        );
    }
}

#[test]
fn drafts_say_that_they_are_drafts() {
    for (file, text) in Config::compiled_in_files() {
        if file == "labels/es.toml" || file == "labels/zh.toml" {
            let first = text.lines().next().unwrap();
            assert!(
                first.contains("DRAFT") && first.contains("native clinician"),
                "{file}"
            );
        }
    }
}

#[test]
fn no_label_is_a_raw_value_or_says_eligible() {
    let labels = labels();
    for language in LANGUAGES {
        for (key, cell) in labels.languages[language].cells() {
            let is_raw = cell.contains('_') && !cell.contains('{');
            assert!(
                !is_raw && !cell.to_lowercase().contains("eligible"),
                "{language}: {key} = {cell}"
            );
        }
    }
}

#[test]
fn a_value_without_a_label_is_written_as_a_sentence() {
    let labels = labels();
    for (lang, table, value, label) in [
        ("en", "status", "RECRUITING", "Recruiting now"),
        ("es", "status", "RECRUITING", "Busca participantes"),
        ("zh", "status", "RECRUITING", "正在招募"),
        ("fr", "status", "RECRUITING", "Recruiting now"),
        ("en", "status", "PAUSED_BY_SPONSOR", "Paused by sponsor"),
        ("zh", "status", "PAUSED_BY_SPONSOR", "Paused by sponsor"),
        ("en", "no_such_table", "A_B", "A b"),
        (
            "en",
            "phase",
            "PHASE1+PHASE2",
            "Phase 1/2 – safety, then first effect",
        ),
        (
            "es",
            "phase",
            "PHASE3+PHASE4",
            "Fase 3 – ¿cómo se compara con el tratamiento habitual? + Fase 4 – ya aprobado, se sigue en uso general",
        ),
        ("en", "sponsor_class", "iPS Cells", "IPS Cells"),
        ("en", "status", "", ""),
        ("en", "status", "état", "État"),
    ] {
        assert_eq!(
            labels.get(lang, table, value),
            label,
            "{lang} {table} {value}"
        );
    }
}

#[test]
fn a_language_is_answered_in_itself_or_in_english() {
    let labels = labels();
    assert_eq!(labels.languages().collect::<Vec<_>>(), LANGUAGES);
    assert_eq!(
        LANGUAGES.map(|lang| labels.language_name(lang)),
        ["English", "Español", "中文"]
    );
    for (asked, answered) in [
        ("es-MX", "es"),
        ("ES", "es"),
        ("en_GB", "en"),
        ("zh", "zh"),
        ("zh-CN", "zh"),
        ("zh-Hans-HK", "zh"),
        ("zh-TW", "en"),
        ("zh-Hant", "en"),
        ("fr", "en"),
        ("", "en"),
    ] {
        assert_eq!(labels.resolve(asked), answered, "{asked}");
    }
}

#[test]
fn ages_read_as_people_say_them() {
    let labels = labels();
    let years = |amount| Some((amount, "Year"));
    let months = |amount| Some((amount, "Months"));
    for (min, max, english, spanish, chinese) in [
        (
            years(18),
            years(75),
            "Ages 18 to 75",
            "De 18 a 75 años",
            "18 至 75 岁",
        ),
        (
            years(18),
            None,
            "Ages 18 and over",
            "18 años o más",
            "18 岁及以上",
        ),
        (
            None,
            years(75),
            "Ages 75 and under",
            "Hasta 75 años",
            "75 岁及以下",
        ),
        (
            months(6),
            years(4),
            "Ages 6 months to 4 years",
            "De 6 meses a 4 años",
            "6 个月至 4 岁",
        ),
        (
            None,
            None,
            "No age limit given",
            "Sin límite de edad indicado",
            "未注明年龄限制",
        ),
        (
            months(6),
            months(11),
            "Ages 6 to 11 months",
            "De 6 a 11 meses",
            "6 至 11 个月",
        ),
        (
            months(1),
            years(1),
            "Ages 1 month to 1 year",
            "De 1 mes a 1 año",
            "1 个月至 1 岁",
        ),
        (
            months(6),
            None,
            "Ages 6 months and over",
            "6 meses o más",
            "6 个月及以上",
        ),
        (
            None,
            Some((1, "DAY")),
            "Ages 1 day and under",
            "Hasta 1 día",
            "1 天及以下",
        ),
        (
            years(70),
            years(70),
            "Age 70 only",
            "Solo 70 años",
            "仅限 70 岁",
        ),
        (
            months(6),
            months(6),
            "Age 6 months only",
            "Solo 6 meses",
            "仅限 6 个月",
        ),
        (
            years(0),
            years(17),
            "Ages 17 and under",
            "Hasta 17 años",
            "17 岁及以下",
        ),
        (
            Some((0, "Days")),
            None,
            "All ages",
            "Todas las edades",
            "不限年龄",
        ),
        (
            Some((3, "Moons")),
            None,
            "Ages 3 Moons and over",
            "3 Moons o más",
            "3 Moons及以上",
        ),
    ] {
        assert_eq!(labels.ages("en", min, max), english);
        assert_eq!(labels.ages("es", min, max), spanish);
        assert_eq!(labels.ages("zh", min, max), chinese);
    }
}

#[test]
fn reasons_are_sentences_with_their_values() {
    let labels = labels();
    let range = labels.ages("en", Some((18, "Year")), None);
    for (key, arguments, reason) in [
        (
            "age_fits",
            vec![("range", range.as_str()), ("age", "62")],
            "Ages 18 and over: fits age 62",
        ),
        (
            "age_from",
            vec![("min", "12"), ("age", "8")],
            "from age 12: does not fit age 8",
        ),
        ("far", vec![("distance", "62 km")], "about 62 km away"),
        (
            "without_word",
            vec![("word", "a {b} c")],
            "without the word a {b} c",
        ),
        ("only_women", vec![], "only for women"),
        ("no_such_reason", vec![], "No such reason"),
    ] {
        assert_eq!(labels.reason("en", key, &arguments), reason);
    }
    assert_eq!(labels.age("en", (62, "Years")), "62");
    assert_eq!(labels.age("es", (8, "Month")), "8 meses");
    assert_eq!(labels.age("zh", (62, "Year")), "62 岁");
    assert_eq!(labels.phrase("es", "km", &[("n", "50")]), "50 km");
}

#[test]
fn counts_follow_the_grammar_of_the_language() {
    let labels = labels();
    for (lang, n, text) in [
        ("en", 0, "0 trials"),
        ("en", 1, "1 trial"),
        ("en", 1_234_567, "1,234,567 trials"),
        ("es", 1, "1 ensayo"),
        ("es", 1_234, "1234 ensayos"),
        ("es", 12_345, "12\u{202f}345 ensayos"),
        ("zh", 1, "1 项试验"),
    ] {
        assert_eq!(labels.count(lang, "trials", n), text);
    }
}
