//! What holds for the page of any trial, in any language.

use std::collections::BTreeSet;

use trialseek::trial::{
    AgeGroup, Allocation, ArmGroupType, ContactRole, InterventionModel, InterventionType, Masking,
    ObservationalModel, Phase, PrimaryPurpose, Sex, SponsorClass, Status, StudyType,
};

use super::{LANGUAGES, get, html::Element, served_trials, trial_page};

/// Values of the registry that are no words which a record could hold by chance in capitals.
fn raw_values() -> BTreeSet<&'static str> {
    macro_rules! all {
        ($($name:ident),+) => { [$($name::ALL.iter().map(|value| value.as_str()).collect::<Vec<_>>()),+].concat() };
    }
    let known = all!(
        AgeGroup,
        Allocation,
        ArmGroupType,
        ContactRole,
        InterventionModel,
        InterventionType,
        Masking,
        ObservationalModel,
        Phase,
        PrimaryPurpose,
        Sex,
        SponsorClass,
        Status,
        StudyType
    );
    let others = [
        "ESTIMATED",
        "ACTUAL",
        "PROSPECTIVE",
        "RETROSPECTIVE",
        "CROSS_SECTIONAL",
        "PARTICIPANT",
        "CARE_PROVIDER",
        "OUTCOMES_ASSESSOR",
        "EUDRACT_NUMBER",
        "OTHER_GRANT",
        "REGISTRY",
        // Of NCT99000065.
        "PAUSED_BY_SPONSOR",
        "PHASE2B",
        "DIGITAL_THERAPEUTIC",
        "INTERSEX_INCLUSIVE",
        "GAME",
        "NONPROFIT",
        "ON_HOLD",
    ];
    // "NIH" and the like stand in names of organisations.
    let as_words = ["ALL", "NA", "NIH", "FED", "ECT", "OTHER", "NONE"];
    known
        .into_iter()
        .chain(others)
        .filter(|value| !as_words.contains(value))
        .collect()
}

/// Returns the words of a text: runs of letters, digits and low lines.
fn words_of(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .collect()
}

/// Returns the sentences and names of a fixture, which may hold any word ("PILL-TRIPLE"); not its values, which have neither small letters nor hyphens.
fn own_text(id: &str) -> String {
    fn collect(value: &serde_json::Value, text: &mut String) {
        match value {
            serde_json::Value::String(own)
                if own.contains(|c: char| c.is_lowercase() || c == '-') =>
            {
                text.push_str(own);
                text.push(' ');
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, text)),
            serde_json::Value::Object(fields) => {
                fields.values().for_each(|field| collect(field, text))
            }
            _ => {}
        }
    }
    let path = crate::support::repository(&format!("fixtures/trials/{id}.json"));
    let record = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut text = String::new();
    collect(&record, &mut text);
    text
}

/// Whether a text holds the key of a message, such as `trial.back`, in the place of the message.
fn names_a_message(text: &str) -> bool {
    ["trial.", "explain.", "print.", "glossary.", "card."]
        .iter()
        .any(|page| {
            text.match_indices(page).any(|(at, _)| {
                let next = text[at + page.len()..].chars().next();
                next.is_some_and(|c| c.is_ascii_alphabetic())
            })
        })
}

#[test]
fn all_fixtures_have_a_page_without_raw_values_in_every_language() {
    let raw = raw_values();
    assert!(raw.len() > 70, "{} values", raw.len());
    let trials = served_trials();
    assert_eq!(trials.len(), 87);
    for trial in &trials {
        let id = trial.nct_id.to_string();
        let own = own_text(&id);
        let own = words_of(&own);
        for lang in LANGUAGES.into_iter().chain(["qps"]) {
            let text = trial_page(lang, &id).text();
            let words = words_of(&text);
            for value in &raw {
                let is_shown = words.contains(value) && !own.contains(value);
                assert!(!is_shown, "{lang} {id}: {value}");
            }
            for wrong in ["null", "undefined", "NaN", "None", "Infinity"] {
                let is_shown = words.contains(wrong) && !own.contains(wrong);
                assert!(!is_shown, "{lang} {id}: {wrong}");
            }
            for wrong in ["Some(", "Known(", "Other(\"", "[object"] {
                assert!(!text.contains(wrong), "{lang} {id}: {wrong}");
            }
            assert!(
                !text.contains("99,999,999") && !text.contains("99999999"),
                "{lang} {id}"
            );
            assert!(!names_a_message(&text), "{lang} {id}: a message is missing");
            assert!(
                !text.contains('{'),
                "{lang} {id}: a placeholder is not filled"
            );
        }
    }
}

/// The fixture holds values that the registry has not had when this was written.
#[test]
fn values_without_words_are_not_shown() {
    for lang in LANGUAGES {
        let page = trial_page(lang, "NCT99000065").text();
        for value in [
            "PAUSED_BY_SPONSOR",
            "PHASE2B",
            "DIGITAL_THERAPEUTIC",
            "INTERSEX_INCLUSIVE",
            "NONPROFIT",
            "ON_HOLD",
        ] {
            assert!(!page.contains(value), "{lang}: {value}");
        }
    }
}

#[test]
fn pages_are_sound_html() {
    for trial in served_trials() {
        let id = trial.nct_id.to_string();
        let page = trial_page("en", &id);
        let all = page.all();
        let ids: Vec<&str> = all
            .iter()
            .filter_map(|element| element.attribute("id"))
            .collect();
        let distinct: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), distinct.len(), "{id}: ids are unique");
        for element in &all {
            for name in ["popovertarget", "aria-labelledby", "for"] {
                let target = element.attribute(name);
                assert!(
                    target.is_none_or(|target| distinct.contains(target)),
                    "{id}: {name} {target:?}"
                );
            }
            let inner = element
                .attribute("href")
                .and_then(|href| href.strip_prefix('#'));
            assert!(
                inner.is_none_or(|inner| distinct.contains(inner)),
                "{id}: #{inner:?}"
            );
            assert!(
                element.attribute("style").is_none(),
                "{id}: a style that the policy forbids"
            );
            let handler = element
                .attributes
                .iter()
                .find(|(name, _)| name.starts_with("on"));
            assert!(handler.is_none(), "{id}: {handler:?}");
        }
        assert_eq!(page.elements("h1").len(), 1, "{id}");
        let levels: Vec<u8> = all
            .iter()
            .filter_map(|element| element.name.strip_prefix('h')?.parse().ok())
            .collect();
        for pair in levels.windows(2) {
            assert!(
                pair[1] <= pair[0] + 1,
                "{id}: a heading of level {} after one of {}",
                pair[1],
                pair[0]
            );
        }
        for list in page.elements("ul").into_iter().chain(page.elements("ol")) {
            assert!(!list.children.is_empty(), "{id}: an empty list");
        }
    }
}

#[test]
fn hostile_text_is_text() {
    for lang in LANGUAGES {
        let reply = get(&format!("/{lang}/trials/NCT99000066"));
        assert_eq!(
            reply.body.matches("<script").count(),
            3,
            "the two scripts and the data"
        );
        assert!(!reply.body.contains("<img") && !reply.body.contains("<b>"));
        let page = reply.page();
        let title = page.elements("h1")[0].text();
        assert!(title.contains("<script>alert(1)</script>"), "{title}");
        for element in page.all() {
            let is_ours = |address: &str| {
                [
                    "/",
                    "#",
                    "https://clinicaltrials.gov/",
                    "https://trials.example.org/",
                    "tel:",
                    "mailto:",
                ]
                .iter()
                .any(|start| address.starts_with(start))
            };
            for name in ["href", "src", "action"] {
                assert!(
                    element.attribute(name).is_none_or(is_ours),
                    "{:?}",
                    element.attribute(name)
                );
            }
        }
    }
}

#[test]
fn an_endless_word_is_shown_folded_and_whole() {
    let page = trial_page("en", "NCT99000067");
    let longest = |text: &str| text.split(' ').map(|word| word.chars().count()).max();
    let studies = page.by_id("studies").unwrap();
    let folded = studies.of_class("registry-text")[0];
    assert_eq!(
        longest(&folded.text()),
        Some(5_000),
        "the whole text is behind the fold"
    );
    let shown = studies.of_class("prose")[0].text();
    assert!(
        shown.chars().count() < 800,
        "{} characters are shown",
        shown.chars().count()
    );
    let tags = page.of_class("tags")[0].elements("a").len();
    assert!(tags <= 12, "{tags} of 120 conditions");
}

#[test]
fn registry_text_says_its_language() {
    let title = |page: &Element| page.elements("h1")[0].attribute("lang").map(str::to_owned);
    let lists = |page: &Element| -> Vec<String> {
        let lists = page.of_class("criteria");
        lists
            .iter()
            .filter_map(|list| list.attribute("lang"))
            .map(str::to_owned)
            .collect()
    };
    for (id, language, rules) in [
        ("NCT99000008", "en", "en"),
        ("NCT99000010", "zh", "zh"),
        ("NCT99000011", "es", "es"),
        // Chinese criteria under an English summary.
        ("NCT99000002", "en", "zh"),
    ] {
        for lang in LANGUAGES {
            let page = trial_page(lang, id);
            assert_eq!(title(&page).as_deref(), Some(language), "{lang} {id}");
            assert!(
                lists(&page).iter().all(|list| list == rules),
                "{lang} {id}: {:?}",
                lists(&page)
            );
            // That a record is in English is news only for readers of other languages.
            let notices: Vec<String> = page
                .of_class("record-language")
                .into_iter()
                .map(Element::text)
                .collect();
            match lang != "en" && language == "en" {
                true => assert_eq!(
                    notices,
                    [super::say(lang, "trial.record_language")],
                    "{lang} {id}"
                ),
                false => assert!(notices.is_empty(), "{lang} {id}"),
            }
        }
    }
    for element in trial_page("zh", "NCT99000008").of_class("criterion") {
        assert!(element.attribute("lang").is_none(), "the list says it");
    }
}
