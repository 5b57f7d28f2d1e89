//! Tests of how parts are told apart, and properties that hold for any text. How sentences are read is tested by the tables of `fixtures/understanding`.

use std::{
    collections::{BTreeSet, HashSet},
    sync::OnceLock,
};

use proptest::prelude::*;

use super::*;
use crate::{cli, config::Config, index, places::GazetteerBuilder, read::Understanding};

struct Knowledge {
    config: Config,
    cues: Cues,
    vocabulary: Vocabulary,
    gazetteer: Gazetteer,
    corrector: SpellingCorrector,
    foreign: HashSet<String>,
    foreign_corrector: SpellingCorrector,
}

/// What a server without an index of its own would know.
fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    KNOWLEDGE.get_or_init(|| {
        let config = Config::compiled_in().unwrap();
        let data = crate::index::DataDir::new("no such folder");
        let vocabulary = cli::vocabulary::of_settings(&config, &data).unwrap();
        let world = cli::indexing::place_tables(&config, &data).unwrap();
        let words = vocabulary
            .english_words()
            .into_keys()
            .map(|word| (word, 60));
        Knowledge {
            cues: Cues::parse(&config.read).unwrap(),
            gazetteer: GazetteerBuilder::new(world).finish().0,
            corrector: SpellingCorrector::new(words),
            foreign_corrector: SpellingCorrector::of_names(&vocabulary.foreign_words()),
            foreign: vocabulary.foreign_words(),
            vocabulary,
            config,
        }
    })
}

fn read(words: &str, ignore: &[&str]) -> Understanding {
    let known = knowledge();
    let mut request = SearchRequest::for_words(words);
    request.ignore = ignore.iter().map(ToString::to_string).collect();
    understand(
        &request,
        &mut index::analyzer(&known.config),
        &Lexicon {
            vocabulary: &known.vocabulary,
            gazetteer: &known.gazetteer,
            corrector: &known.corrector,
            stopwords: &known.config.stopwords,
            cues: &known.cues,
            ordinary: &known.config.ordinary_words,
            foreign: &known.foreign,
            foreign_corrector: &known.foreign_corrector,
            is_sponsor: &|name| name == "mayo clinic",
            facilities: &FacilityNames::default(),
            is_tested: &|term| ["hangar", "gizmo"].contains(&term),
        },
    )
}

fn check(words: &str, expected: &[(&str, &str)]) {
    let understanding = read(words, &[]);
    let parts: Vec<_> = understanding
        .parts
        .iter()
        .map(|part| (part.id.as_str(), part.text.as_str()))
        .collect();
    assert_eq!(parts, expected, "{words:?}");
}

#[test]
fn words_phrases_ids_and_names_are_told_apart() {
    check("", &[]);
    check(
        "zebrafish hangar",
        &[("word-1", "zebrafish"), ("word-2", "hangar")],
    );
    check("trials for the asthma", &[("condition-1", "asthma")]);
    check("zebra Zebra ZEBRA", &[("word-1", "zebra")]);
    check(
        r#""heart attack" statin"#,
        &[("phrase-1", r#""heart attack""#), ("treatment-1", "statin")],
    );
    check(r#""heart attack"#, &[("condition-1", "heart attack")]);
    check("about nct 5665075!", &[("id-1", "nct 5665075")]);
    check(
        "https://clinicaltrials.gov/study/NCT05665075?tab=x",
        &[("id-1", "NCT05665075")],
    );
    check(
        "nct999999999 nctx1",
        &[("word-1", "nct999999999"), ("word-2", "nctx1")],
    );
    check(
        "乳腺癌 上海",
        &[("condition-1", "乳腺癌"), ("place-1", "上海")],
    );
    check(
        "asthma trials by Mayo Clinic",
        &[
            ("condition-1", "asthma"),
            ("sponsor-1", "trials by Mayo Clinic"),
        ],
    );
}

#[test]
fn a_denied_rest_of_a_name_denies_the_whole_name() {
    let denied = |words: &str| -> Vec<(String, String)> {
        let parts = read(words, &[]).parts.into_iter();
        let parts = parts.map(|part| (part.kind.as_str().to_owned(), part.label));
        parts.collect()
    };
    let pair = |kind: &str, label: &str| (kind.to_owned(), label.to_owned());
    for (words, had, unwanted) in [
        ("diabetes but not type 1", "Diabetes", "Type 1 diabetes"),
        (
            "type 2 diabetes, not type 1",
            "Type 2 diabetes",
            "Type 1 diabetes",
        ),
        ("hepatitis B not C", "Hepatitis B", "Hepatitis C"),
        (
            "lung cancer, not small cell",
            "Lung cancer",
            "Small cell lung cancer",
        ),
        (
            "leukemia but not acute myeloid",
            "Leukemia",
            "Acute myeloid leukemia",
        ),
    ] {
        let expected = [pair("condition", had), pair("not", unwanted)];
        assert_eq!(denied(words), expected, "{words:?}");
    }
    assert_eq!(
        denied("diabetes but not type 1 near Boston, Massachusetts")[1..],
        [
            pair("not", "Type 1 diabetes"),
            pair("place", "Boston, Massachusetts, United States")
        ]
    );
    // What follows is a name of its own, or no rest of one, or another sentence.
    for words in [
        "hepatitis B? No, C",
        "diabetes, smoker: no. Type 1 for years",
    ] {
        assert!(
            !denied(words).iter().any(|(kind, _)| kind == "not"),
            "{words:?}"
        );
    }
    assert_eq!(
        denied("asthma but not eczema"),
        [pair("condition", "Asthma"), pair("not", "Eczema")]
    );
    assert_eq!(
        denied("asthma but not zebra"),
        [pair("condition", "Asthma")]
    );
}

#[test]
fn a_denied_word_is_unwanted_where_trials_test_it() {
    check("no hangar", &[("not-1", "hangar")]);
    check(
        "asthma without the hangar please",
        &[("condition-1", "asthma"), ("not-1", "hangar")],
    );
    check(
        "asthma, no hangar or gizmo",
        &[
            ("condition-1", "asthma"),
            ("not-1", "hangar"),
            ("not-2", "gizmo"),
        ],
    );
    check("no hangar or zebra", &[("not-1", "hangar")]);
    // What was not had, or what nothing changed after, may well be wanted.
    check("asthma, never had a hangar", &[("condition-1", "asthma")]);
    check(
        "asthma, no zebra after hangar",
        &[("condition-1", "asthma")],
    );
    // The denial is of something longer, or of nothing that is tested.
    check("asthma, no hangar zebra", &[("condition-1", "asthma")]);
    check("asthma, no zebra", &[("condition-1", "asthma")]);
}

#[test]
fn or_joins_and_a_sentence_tells_a_story() {
    let read = read("acupuncture for back pain or a herniated disc", &[]);
    let groups: Vec<Option<usize>> = read
        .parts
        .iter()
        .filter(|part| part.kind.as_str() == "condition")
        .map(|part| part.group)
        .collect();
    assert_eq!(groups.len(), 2);
    assert!(groups[0].is_some() && groups[0] == groups[1]);
    let effects = |words: &str| -> Vec<(String, &'static str)> {
        let parts = super::tests::read(words, &[]).parts;
        parts
            .iter()
            .map(|part| (part.text.clone(), part.effect.as_str()))
            .collect()
    };
    let pair = |text: &str, effect| (text.to_owned(), effect);
    assert_eq!(
        effects("relapsed leukemia"),
        [pair("relapsed", "must"), pair("leukemia", "must")]
    );
    assert_eq!(
        effects("my leukemia has a zebra"),
        [pair("leukemia", "must"), pair("zebra", "rank")]
    );
}

#[test]
fn a_part_can_be_switched_off_by_kind_or_id_and_all_readings_at_once() {
    let applied = |ignore: &[&str]| -> Vec<(String, bool)> {
        let parts = read("astma in Boston", ignore).parts;
        parts
            .into_iter()
            .map(|part| (part.id, part.applied))
            .collect()
    };
    let pair = |id: &str, applied| (id.to_owned(), applied);
    assert_eq!(
        applied(&[]),
        [pair("condition-1", true), pair("place-1", true)]
    );
    assert_eq!(
        applied(&["place-1"]),
        [pair("condition-1", true), pair("place-1", false)]
    );
    assert_eq!(
        applied(&["condition"]),
        [pair("condition-1", false), pair("place-1", true)]
    );
    assert_eq!(
        applied(&["correction"]),
        [pair("word-1", true), pair("place-1", true)]
    );
    assert_eq!(
        applied(&["all"]),
        [pair("word-1", true), pair("word-2", true)]
    );
}

#[test]
fn corrections_say_what_was_typed() {
    let read = read("my lukemia", &[]);
    assert_eq!(read.corrections.len(), 1);
    let correction = &read.corrections[0];
    assert_eq!(
        (correction.from.as_str(), correction.to.as_str()),
        ("lukemia", "leukemia")
    );
    assert_eq!(read.parts[0].text, "lukemia");
    assert_eq!(read.parts[0].span, Some(3..10));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_understood_and_spans_hold_their_text(
        text in "(\\PC|\"|nct ?[0-9]{0,9}| |my |not |lung cancer|in Boston|62 year old |, |\\. |or |乳腺癌|lukemia ){0,40}"
    ) {
        let understanding = read(&text, &[]);
        for part in understanding.parts.iter().chain(&understanding.suggestions) {
            let span = part.span.clone().unwrap();
            prop_assert_eq!(text.get(span), Some(part.text.as_str()));
        }
        for correction in &understanding.corrections {
            prop_assert_eq!(text.get(correction.span.clone()), Some(correction.from.as_str()));
        }
        let ids: BTreeSet<&str> = understanding.parts.iter().map(|part| part.id.as_str()).collect();
        prop_assert_eq!(ids.len(), understanding.parts.len());
        // Without any reading the words that carry meaning are searched for, each as it stands.
        let plain = read(&text, &["all"]);
        for part in &plain.parts {
            let kind = part.kind.as_str();
            prop_assert!(["word", "phrase", "id"].contains(&kind), "{}", kind);
        }
        prop_assert!(plain.corrections.is_empty() && plain.suggestions.is_empty());
    }

    #[test]
    fn what_is_left_over_says_nothing_more(
        text in "((my|the|zebra|lung cancer|of|asthma|hangar|without|green|chemo|and|62 year old|woman) ){0,14}"
    ) {
        let words = |understanding: &Understanding| -> Vec<String> {
            let parts = understanding.parts.iter();
            parts
                .filter(|part| part.kind.as_str() == "word")
                .map(|part| part.text.clone())
                .collect()
        };
        let left = words(&read(&text, &[]));
        let again = read(&left.join("; "), &[]);
        prop_assert_eq!(words(&again), left);
    }
}
