//! What the page says beyond quoting, and who says it.

use trialseek::{
    say::{self, Words},
    trial::{ArmGroupType, Coded, StatusGroup, Trial},
};

use super::{
    LANGUAGES, get, html::Element, say as message, served_trials, settings, trial_page,
    trial_page_from,
};

/// Returns every sentence that the digest of a trial may hold, worked out from the record alone.
fn allowed(lang: &str, trial: &Trial) -> Vec<String> {
    let config = settings();
    let words = Words::new(&config, lang);
    let eligibility = &trial.eligibility;
    let label = |table: &str, value: &str| words.label(table, value).into_owned();
    let mut allowed: Vec<String> = [
        "trial.who",
        "trial.about",
        "trial.first_requirements",
        "trial.first_reasons",
        "trial.first_rules",
        "trial.read_all_rules",
        "trial.by_rules",
        "trial.only_the_team",
        "trial.not_stated",
        "trial.from_registry_undated",
    ]
    .iter()
    .map(|key| message(lang, key))
    .collect();
    allowed.extend(["age", "sex", "healthy"].map(|facet| label("facet", facet)));
    let bound = |age: trialseek::trial::Age| (age.amount, age.unit.as_str());
    if eligibility.minimum_age.is_some() || eligibility.maximum_age.is_some() {
        allowed.push(words.ages(
            eligibility.minimum_age.map(bound),
            eligibility.maximum_age.map(bound),
        ));
    }
    if let Some(sex) = eligibility.sex.as_ref().and_then(Coded::known) {
        allowed.push(label("sex", sex.as_str()));
    }
    if eligibility.gender_based == Some(true) {
        allowed.push(words.say("phrases.gender_based"));
    }
    if let Some(takes) = eligibility.healthy_volunteers {
        allowed.push(label("healthy_volunteers", &takes.to_string()));
    }
    for (kind, key) in [
        (ArmGroupType::PlaceboComparator, "trial.placebo_possible"),
        (ArmGroupType::ShamComparator, "trial.sham_possible"),
        (ArmGroupType::NoIntervention, "trial.untreated_possible"),
    ] {
        if trial
            .arms
            .iter()
            .any(|arm| arm.kind.as_ref().is_some_and(|arm| arm.is(kind)))
        {
            allowed.extend([message(lang, key), label("arm_type", kind.as_str())]);
        }
    }
    if let Some(updated) = trial.last_update_posted {
        let date = say::date(words, updated);
        allowed.push(words.say_with("trial.from_registry", &[("date", &date)]));
    }
    let criteria = &eligibility.criteria;
    let rules = criteria
        .inclusion
        .iter()
        .chain(&criteria.exclusion)
        .chain(&criteria.unsplit);
    allowed.extend(rules.map(|rule| rule.text.clone()));
    allowed.extend(trial.conditions.iter().cloned());
    // Longer ones first, so that none is cut by a shorter one inside it.
    allowed.sort_by_key(|text| std::cmp::Reverse(text.chars().count()));
    allowed
}

#[test]
fn without_an_editor_nothing_is_said_that_the_record_does_not_say() {
    let mut digests = 0;
    for trial in served_trials() {
        let id = trial.nct_id.to_string();
        let has_lists = |trial: &Trial| {
            let editorial = trial.editorial.as_ref();
            editorial.is_some_and(|editorial| {
                !editorial.good_fit.is_empty() || !editorial.not_a_fit.is_empty()
            })
        };
        if has_lists(&trial) {
            continue;
        }
        for lang in LANGUAGES {
            let page = trial_page(lang, &id);
            let section = page.by_id("suits").unwrap();
            let mut rest = section.text();
            for text in allowed(lang, &trial) {
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                rest = rest.replace(&text, " ");
            }
            let is_mark = |c: char| c.is_whitespace() || [':', '：', '·', '…'].contains(&c);
            assert!(
                rest.chars().all(is_mark),
                "{lang} {id} says: {}",
                rest.trim()
            );
            digests += 1;
        }
    }
    assert!(digests > 200, "{digests} digests");
}

#[test]
fn the_digest_leaves_out_what_is_absent() {
    let text = |id: &str| trial_page("en", id).by_id("suits").unwrap().text();
    // No field but id and title, and an overlay without lists.
    let bare = text("NCT99000061");
    assert!(
        bare.contains("Age: Not stated") && bare.contains("Sex: Not stated"),
        "{bare}"
    );
    assert!(
        !bare.contains("Healthy volunteers") && !bare.contains("It is about"),
        "{bare}"
    );
    assert!(!text("NCT99000051").contains("Healthy volunteers"));
    assert!(text("NCT99000008").contains("You may get a placebo"));
    assert!(!text("NCT99000013").contains("placebo"));
    // Of a trial that has ended, nobody is told what they may get.
    assert!(!text("NCT99000032").contains("You may get"));
}

#[test]
fn editors_and_registry_are_told_apart() {
    let page = trial_page("en", "NCT05665075");
    let section = |id: &str| page.by_id(id).unwrap();
    for id in ["studies", "suits", "why"] {
        assert!(
            section(id)
                .text()
                .contains("Written by our editors, reviewed 5 October 2026"),
            "{id}"
        );
    }
    for id in ["facts", "where", "more"] {
        assert!(
            section(id)
                .text()
                .contains("From the registry, updated 1 March 2026"),
            "{id}"
        );
    }
    for id in ["studies", "requirements"] {
        let text = section(id).text();
        assert!(
            text.contains("Written by the study team for the registry, updated 1 March 2026"),
            "{id}"
        );
    }
    let title = page.elements("h1")[0].text();
    assert_eq!(
        title,
        "Ready-made natural killer cells for acute myeloid leukemia that came back or did not go away"
    );
    assert!(
        page.of_class("official")[0]
            .text()
            .contains("A Phase 1, Open-Label, Dose-Escalation Study of QN-023a")
    );
    assert!(
        section("about")
            .text()
            .contains("Last reviewed by our editors 5 October 2026")
    );
}

#[test]
fn every_block_says_where_it_comes_from() {
    for trial in served_trials() {
        let id = trial.nct_id.to_string();
        let page = trial_page("en", &id);
        for section in ["facts", "suits", "where", "more"] {
            let found = page.by_id(section).unwrap().of_class("provenance");
            assert!(!found.is_empty(), "{id} {section}");
        }
        let has_summary = trial.brief_summary.is_some();
        let studies = page.by_id("studies").unwrap().of_class("provenance");
        assert!(!has_summary || !studies.is_empty(), "{id}");
        let why = page.by_id("why");
        let is_written = trial.editorial.as_ref().is_some_and(|editorial| {
            editorial.potential_benefit.is_some() || editorial.similar_studies.is_some()
        });
        assert_eq!(
            why.is_some(),
            is_written,
            "{id}: only editors say why a trial matters"
        );
    }
}

#[test]
fn the_first_three_sentences_are_open_and_the_rest_is_folded() {
    let page = trial_page("en", "NCT99000008");
    let studies = page.by_id("studies").unwrap();
    let shown = studies.of_class("prose")[0].text();
    assert_eq!(
        shown.matches(". ").count() + usize::from(shown.ends_with('.')),
        3,
        "{shown}"
    );
    let folded = studies.of_class("registry-text")[0].of_class("prose")[0].text();
    let summary = served_trials()
        .into_iter()
        .find(|trial| trial.nct_id.to_string() == "NCT99000008")
        .and_then(|trial| trial.brief_summary)
        .unwrap();
    assert_eq!(
        format!("{shown} {folded}"),
        summary.split_whitespace().collect::<Vec<_>>().join(" ")
    );
}

#[test]
fn old_news_is_labelled_old() {
    let warning = |id: &str| -> String {
        let page = trial_page("en", id);
        page.of_class("notice-warning")
            .into_iter()
            .map(Element::text)
            .collect()
    };
    // Last updated long ago while said to recruit.
    assert!(
        warning("NCT99000083").contains("It may have closed. Call before you travel."),
        "{}",
        warning("NCT99000083")
    );
    assert_eq!(warning("NCT05665075"), "");
    let unknown = trial_page("en", "NCT99000015").text();
    assert!(unknown.contains("has not confirmed for over 2 years"));
}

#[test]
fn every_status_has_a_pill_and_a_sentence() {
    for trial in served_trials() {
        let id = trial.nct_id.to_string();
        for lang in LANGUAGES {
            let page = trial_page(lang, &id);
            let head = page.of_class("trial-status")[0];
            let pill = head.of_class("pill")[0];
            let group = StatusGroup::of(trial.status.as_ref()).as_str();
            assert!(pill.has_class(&format!("pill-{group}")), "{lang} {id}");
            let key = match &trial.status {
                Some(Coded::Known(status)) => format!("explain.{}", status.as_str()),
                Some(Coded::Other(_)) => "explain.other_status".to_owned(),
                None => "explain.no_status".to_owned(),
            };
            assert_eq!(
                head.of_class("status-meaning")[0].text(),
                message(lang, &key),
                "{lang} {id}"
            );
        }
    }
}

#[test]
fn what_the_person_told_is_answered_in_three_values() {
    let lines = |id: &str, search: &str| -> Vec<String> {
        let page = trial_page_from("en", id, search);
        let fit = page.of_class("trial-fit");
        fit.iter()
            .flat_map(|fit| fit.elements("li"))
            .map(Element::text)
            .collect()
    };
    assert_eq!(
        lines("NCT05665075", "q=leukemia, 62 years old woman"),
        ["✓ Ages 18 and over: fits age 62", "✓ all sexes"]
    );
    assert_eq!(
        lines("NCT05665075", "age=8"),
        ["✕ from age 18: does not fit age 8"]
    );
    assert_eq!(lines("NCT99000062", "age=8"), ["? no age limit given"]);
    assert_eq!(lines("NCT99000073", "sex=FEMALE"), ["? sex not stated"]);
    assert_eq!(lines("NCT05665075", "q=leukemia"), Vec::<String>::new());
    let eligible = get("/en/trials/NCT05665075?s=age%3D62")
        .page()
        .of_class("trial-fit")[0]
        .text();
    assert!(!eligible.to_lowercase().contains("eligible"));
}
