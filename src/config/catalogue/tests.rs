//! 1. Every value a reader may see has a label of its own in every language.
//! 2. A language, a cell or a value that is missing is answered kindly, never by a raw value.
//! 3. Ages, counts and reasons read as people say them, in every language.
//! 4. A language with other plural forms, digits and dates is a file and nothing else.

use std::collections::BTreeSet;

use super::*;
use crate::config::Config;

/// Every enum of the registry (`ctgov_api_v2.md`, section Fields 1) and of the API that a reader may see.
const VALUES: [(&str, &str); 25] = [
    (
        "status",
        "ACTIVE_NOT_RECRUITING COMPLETED ENROLLING_BY_INVITATION NOT_YET_RECRUITING RECRUITING SUSPENDED TERMINATED WITHDRAWN AVAILABLE NO_LONGER_AVAILABLE TEMPORARILY_NOT_AVAILABLE APPROVED_FOR_MARKETING WITHHELD UNKNOWN",
    ),
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
    ("date_type", "ACTUAL ESTIMATED"),
    (
        "secondary_id_type",
        "NIH FDA VA CDC AHRQ SAMHSA OTHER_GRANT EUDRACT_NUMBER CTIS REGISTRY OTHER",
    ),
    (
        "role",
        "STUDY_CHAIR STUDY_DIRECTOR PRINCIPAL_INVESTIGATOR SUB_INVESTIGATOR CONTACT",
    ),
    ("freshness", "fresh ageing stale old unknown"),
    ("fit", "fits does_not_fit not_stated"),
    (
        "facet",
        "status distance phase study_type sex age age_group healthy purpose intervention_type allocation condition country state city sponsor sponsor_class has_results updated_within start_year",
    ),
    ("sex_facet", "ALL FEMALE MALE"),
    ("place_kind", "city state country zip coordinates region"),
    (
        "field",
        "title official_title conditions condition_mesh keywords interventions intervention_mesh summary description inclusion exclusion unsplit outcomes arms sponsor locations ids",
    ),
];

fn config() -> Config {
    Config::compiled_in().unwrap()
}

/// Returns every text of a language by its dotted key.
fn texts_of(language: &Language) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (table, cells) in &language.labels {
        let cells = cells.iter();
        all.extend(cells.map(|(value, text)| (format!("labels.{table}.{value}"), text.clone())));
    }
    for (section, texts) in &language.texts {
        for (key, message) in texts {
            let forms: Vec<&String> = match message {
                Message::Text(text) => vec![text],
                Message::Plural(forms) => forms.values().collect(),
            };
            for (at, form) in forms.into_iter().enumerate() {
                all.insert(format!("{section}.{key}.{at}"), form.clone());
            }
        }
    }
    all
}

#[test]
fn every_value_has_its_own_cell_in_every_language() {
    for (language, file) in &config().catalogue.languages {
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
fn drafts_say_that_they_are_drafts() {
    for (file, text) in Config::compiled_in_files() {
        if file.starts_with("texts/") && file != ENGLISH_FILE {
            let first = text.lines().next().unwrap();
            assert!(
                first.contains("DRAFT") && first.contains("native clinician"),
                "{file}"
            );
        }
    }
}

#[test]
fn no_text_is_a_raw_value_or_says_eligible() {
    for (language, file) in &config().catalogue.languages {
        for (key, text) in texts_of(file) {
            let is_raw = text.contains('_') && !text.contains('{');
            assert!(
                !is_raw && !text.to_lowercase().contains("eligible"),
                "{language}: {key} = {text}"
            );
        }
    }
}

#[test]
fn a_value_without_a_label_is_written_as_a_sentence() {
    let config = config();
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
            Words::new(&config, lang).label(table, value),
            label,
            "{lang} {table} {value}"
        );
    }
}

#[test]
fn a_language_is_answered_in_itself_or_in_english() {
    let config = config();
    let catalogue = &config.catalogue;
    let codes: Vec<&str> = catalogue.languages().collect();
    assert_eq!(codes, ["en", "es", "zh"]);
    let names: Vec<&str> = codes
        .iter()
        .map(|code| Words::new(&config, code).name())
        .collect();
    assert_eq!(names, ["English", "Español", "中文"]);
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
        assert_eq!(catalogue.resolve(asked), answered, "{asked}");
    }
}

#[test]
fn ages_read_as_people_say_them() {
    let config = config();
    let words = |lang| Words::new(&config, lang);
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
            years(1),
            "Ages 1 and under",
            "Hasta 1 año",
            "1 岁及以下",
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
        assert_eq!(words("en").ages(min, max), english);
        assert_eq!(words("es").ages(min, max), spanish);
        assert_eq!(words("zh").ages(min, max), chinese);
    }
}

#[test]
fn reasons_are_sentences_with_their_values() {
    let config = config();
    let words = |lang| Words::new(&config, lang);
    let range = words("en").ages(Some((18, "Year")), None);
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
    ] {
        let key = format!("reasons.{key}");
        assert_eq!(words("en").say_with(&key, &arguments), reason);
    }
    assert_eq!(words("en").age((62, "Years")), "62");
    assert_eq!(words("es").age((8, "Month")), "8 meses");
    assert_eq!(words("zh").age((62, "Year")), "62 岁");
    assert_eq!(words("es").count("counts.km", 50), "50 km");
}

#[test]
fn counts_follow_the_grammar_of_the_language() {
    let config = config();
    for (lang, n, text) in [
        ("en", 0, "0 trials"),
        ("en", 1, "1 trial"),
        ("en", 1_234_567, "1,234,567 trials"),
        ("es", 1, "1 ensayo"),
        ("es", 2, "2 ensayos"),
        ("es", 1_234, "1234 ensayos"),
        ("es", 12_345, "12\u{202f}345 ensayos"),
        ("es", 1_000_000, "1\u{202f}000\u{202f}000 de ensayos"),
        ("zh", 1, "1 项试验"),
        ("zh", 1_234, "1234 项试验"),
        ("zh", 12_345, "12,345 项试验"),
    ] {
        assert_eq!(Words::new(&config, lang).count("counts.trials", n), text);
    }
}

#[test]
fn dates_are_as_precise_as_known() {
    let config = config();
    for (lang, day, month, year) in [
        ("en", "12 May 2026", "May 2026", "2026"),
        ("es", "12 de mayo de 2026", "mayo de 2026", "2026"),
        ("zh", "2026年5月12日", "2026年5月", "2026年"),
    ] {
        let words = Words::new(&config, lang);
        assert_eq!(words.date_of(2026, Some(5), Some(12)), day);
        assert_eq!(words.date_of(2026, Some(5), None), month);
        assert_eq!(words.date_of(2026, None, None), year);
    }
}

/// Returns the settings with a language more: the English file with another locale, each counting sentence in the forms of that language, and some of them in its own words.
fn with_language(
    code: &str,
    language: &str,
    forms: &[&str],
    own: &str,
) -> Result<Config, ConfigError> {
    let (_, english) = Config::compiled_in_files()
        .into_iter()
        .find(|(name, _)| *name == ENGLISH_FILE)
        .unwrap();
    let mut file: toml::Table = toml::from_str(english).unwrap();
    file["language"] = toml::Value::Table(toml::from_str(language).unwrap());
    let own: toml::Table = toml::from_str(own).unwrap();
    let sections = file["texts"].as_table_mut().unwrap();
    for (section, texts) in sections.iter_mut() {
        for (key, message) in texts.as_table_mut().unwrap().iter_mut() {
            if let toml::Value::Table(message) = message {
                let other = message["other"].clone();
                *message = forms
                    .iter()
                    .map(|form| ((*form).to_owned(), other.clone()))
                    .collect();
            }
            if let Some(written) = own.get(section).and_then(|texts| texts.get(key)) {
                *message = written.clone();
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("texts")).unwrap();
    let path = folder.path().join("texts").join(format!("{code}.toml"));
    std::fs::write(path, toml::to_string(&file).unwrap()).unwrap();
    Config::load(Some(folder.path()))
}

const POLISH: &str = r#"
name = "Polski"
reviewed_by = ""
tag = "pl"
direction = "ltr"
locale = "pl"
"#;
const POLISH_WORDS: &str = r#"
[counts]
trials = { one = "{n} badanie", few = "{n} badania", many = "{n} badań", other = "{n} badania" }
[units]
year = { one = "{n} rok", few = "{n} lata", many = "{n} lat", other = "{n} roku" }
month = { one = "{n} miesiąc", few = "{n} miesiące", many = "{n} miesięcy", other = "{n} miesiąca" }
[ages]
min_years = "Od {min_age}"
both = "Od {min_age} do {max_age}"
"#;

#[test]
fn polish_is_a_file() {
    let forms = ["one", "few", "many", "other"];
    let config = with_language("pl", POLISH, &forms, POLISH_WORDS).unwrap();
    let codes: Vec<&str> = config.catalogue.languages().collect();
    assert_eq!(codes, ["en", "es", "pl", "zh"]);
    assert_eq!(config.catalogue.resolve("pl-PL"), "pl");
    let words = Words::new(&config, "pl");
    for (n, text) in [
        (0, "0 badań"),
        (1, "1 badanie"),
        (2, "2 badania"),
        (5, "5 badań"),
        (12, "12 badań"),
        (22, "22 badania"),
        (1_234, "1234 badania"),
        (12_345, "12\u{a0}345 badań"),
        (1_000_000, "1\u{a0}000\u{a0}000 badań"),
    ] {
        assert_eq!(words.count("counts.trials", n), text);
    }
    assert_eq!(words.ages(Some((1, "Year")), None), "Od 1 rok");
    assert_eq!(words.ages(Some((22, "Years")), None), "Od 22 lata");
    assert_eq!(
        words.ages(Some((3, "Months")), Some((18, "Years"))),
        "Od 3 miesiące do 18 lat"
    );
    assert_eq!(words.date_of(2026, Some(5), Some(12)), "12 maja 2026");
    assert_eq!(words.date_of(2026, Some(5), None), "maj 2026");
    // What the file does not say otherwise is English here, and so is a label that it lacks.
    assert_eq!(words.label("status", "RECRUITING"), "Recruiting now");
    assert_eq!((words.tag(), words.name()), ("pl", "Polski"));
}

const ARABIC: &str = r#"
name = "العربية"
reviewed_by = ""
tag = "ar"
direction = "rtl"
locale = "ar-EG"
"#;
const ARABIC_WORDS: &str = r#"
[counts]
trials = { zero = "لا تجارب", one = "تجربة واحدة", two = "تجربتان", few = "{n} تجارب", many = "{n} تجربة", other = "{n} تجربة سريرية" }
"#;

#[test]
fn arabic_is_a_file() {
    let forms = ["zero", "one", "two", "few", "many", "other"];
    let config = with_language("ar", ARABIC, &forms, ARABIC_WORDS).unwrap();
    let words = Words::new(&config, "ar");
    assert_eq!(words.direction(), Direction::Rtl);
    for (n, text) in [
        (0, "لا تجارب"),
        (1, "تجربة واحدة"),
        (2, "تجربتان"),
        (3, "٣ تجارب"),
        (10, "١٠ تجارب"),
        (11, "١١ تجربة"),
        (99, "٩٩ تجربة"),
        (100, "١٠٠ تجربة سريرية"),
        (1_234_567, "١٬٢٣٤٬٥٦٧ تجربة"),
    ] {
        assert_eq!(words.count("counts.trials", n), text, "{n}");
    }
    assert_eq!(words.date_of(2026, Some(5), Some(12)), "١٢ مايو ٢٠٢٦");
}

#[test]
fn the_forms_of_a_language_are_those_that_it_has() {
    let refused = |language: &str, forms: &[&str], own: &str| {
        with_language("pl", language, forms, own)
            .unwrap_err()
            .to_string()
    };
    // One that it lacks, one that it does not have, a text without forms, forms where nothing counts, no locale.
    let error = refused(POLISH, &["one", "few", "other"], "");
    assert!(
        error.contains("missing key `texts.") && error.contains(".many`"),
        "{error}"
    );
    let error = refused(POLISH, &["one", "two", "few", "many", "other"], "");
    assert!(
        error.contains("unknown key `texts.") && error.contains(".two`"),
        "{error}"
    );
    let forms = ["one", "few", "many", "other"];
    let error = refused(POLISH, &forms, "[counts]\ntrials = \"{n} badań\"");
    assert!(
        error.contains("a text for each of `one`, `few`, `many`, `other`"),
        "{error}"
    );
    let error = refused(POLISH, &forms, "[layout]\nskip = { one = \"x\" }");
    assert!(
        error.contains("`texts.layout.skip`") && error.contains("one text"),
        "{error}"
    );
    let error = refused(&POLISH.replace("\"pl\"\n", "\"p!\"\n"), &forms, "");
    assert!(error.contains("`language.locale`"), "{error}");
    let error = refused(POLISH, &forms, "[card]\nunder = \"blisko\"");
    assert!(error.contains("`{distance}`"), "{error}");
}
