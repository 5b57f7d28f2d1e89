//! What words find, and in which order.
//!
//! 1. A trial named by its id, in any spelling and of any registry, comes first.
//! 2. Matching means all words; trials with some of them follow as related, each with its reason.
//! 3. A trial that names a disease only to exclude it never stands above one that treats it, is flagged, and is never hidden.
//! 4. Word order, capitals, accents and plural do not matter.
//! 5. No words: everything, newest first.
//! 6. Pages follow each other without gap or overlap.
//! 7. Any text is a valid query.

use proptest::prelude::*;
use trialseek::{
    ask::{Page, SearchRequest},
    index::TextField,
    search::{Reason, Tier},
};

use crate::support::{clock, engine, ids, matched_ids, search, search_words, trials};

#[test]
fn a_trial_named_by_its_id_is_first() {
    for words in [
        "NCT05665075",
        "nct 5665075",
        "leukemia NCT05665075",
        "please show me nct05665075 thank you",
    ] {
        assert_eq!(ids(&search_words(words, &[]))[0], "NCT05665075", "{words}");
    }
    for trial in trials() {
        let others = trial
            .secondary_ids
            .iter()
            .map(|other| other.id.clone())
            .chain(trial.org_study_id.clone());
        for id in others.filter(|id| {
            id.len() >= 5 && id.chars().any(|c| c.is_ascii_digit()) && !id.contains(' ')
        }) {
            assert_eq!(
                ids(&search_words(&id, &[]))[0],
                trial.nct_id.to_string(),
                "{id}"
            );
        }
    }
}

#[test]
fn matching_means_all_words_and_related_trials_say_what_they_lack() {
    let results = search_words("myeloid leukemia zebrafish", &[]);
    assert_eq!(results.total, 0);
    assert!(results.related_total > 0);
    let hit = &results.hits[0];
    assert_eq!(hit.tier, Tier::Related);
    assert_eq!(
        hit.reasons,
        [Reason::WithoutWords(vec!["zebrafish".to_owned()])]
    );
    let zebrafish = results
        .understanding
        .parts
        .iter()
        .position(|part| part.text == "zebrafish")
        .unwrap();
    let without = search_words("myeloid leukemia", &[]);
    assert_eq!(results.more_without[zebrafish], Some(without.total));
}

#[test]
fn a_disease_named_only_to_be_excluded_comes_last_and_is_flagged() {
    let results = search_words("acute promyelocytic leukemia", &[]);
    let position = |id: &str| {
        results
            .hits
            .iter()
            .position(|hit| hit.trial.nct_id.to_string() == id)
            .unwrap()
    };
    let (treats, excludes) = (position("NCT99000002"), position("NCT05665075"));
    assert!(treats < excludes);
    let hit = &results.hits[excludes];
    assert!(hit.only_in_exclusion);
    assert_eq!(hit.reasons, [Reason::OnlyInExclusion]);
    assert!(
        hit.snippets
            .iter()
            .any(|snippet| snippet.field == TextField::Exclusion)
    );
    for (rank, hit) in results.hits.iter().enumerate() {
        assert!(!hit.only_in_exclusion || rank >= results.total as usize);
    }
    // Trials that only exclude stand behind all others.
    let flags: Vec<bool> = results
        .hits
        .iter()
        .map(|hit| hit.only_in_exclusion)
        .collect();
    assert!(flags.is_sorted(), "{flags:?}");
}

#[test]
fn order_capitals_accents_and_plural_do_not_matter() {
    for (one, other) in [
        ("breast cancer", "Cancer BREAST"),
        ("leukemia", "leukemias"),
        ("leukemia", "leukaemia"),
        ("sjogren", "Sjögren's"),
        ("heart attacks", "heart attack"),
    ] {
        assert_eq!(
            matched_ids(&search_words(one, &[])),
            matched_ids(&search_words(other, &[])),
            "{one} / {other}"
        );
    }
}

#[test]
fn chinese_words_are_found() {
    let results = search_words("白血病", &[]);
    assert!(results.total > 0);
    assert!(
        results.hits[0]
            .snippets
            .iter()
            .flat_map(|snippet| &snippet.segments)
            .any(|segment| segment.hit)
    );
}

#[test]
fn without_words_everything_comes_newest_first() {
    let results = search_words("", &[]);
    assert_eq!(results.total as usize, trials().len());
    assert_eq!(results.related_total, 0);
    let posted: Vec<_> = results
        .hits
        .iter()
        .map(|hit| hit.trial.first_posted.map(|date| date.first_day()))
        .collect();
    let first_missing = posted
        .iter()
        .position(Option::is_none)
        .unwrap_or(posted.len());
    assert!(posted[..first_missing].is_sorted_by(|a, b| a >= b));
    assert!(
        posted[first_missing..].iter().all(Option::is_none),
        "missing dates come last"
    );
}

#[test]
fn pages_follow_each_other_without_gap_or_overlap() {
    let whole = ids(&search_words("treatment", &[]));
    let mut pieces = Vec::new();
    for number in 1..=whole.len().div_ceil(7) {
        let mut request = SearchRequest::for_words("treatment");
        request.page = Page { number, size: 7 };
        pieces.extend(ids(&search(&request)));
    }
    assert!(whole.len() > 20);
    assert_eq!(pieces, whole);
}

#[test]
fn explanations_add_up_to_the_score() {
    let mut request =
        crate::support::request("leukemia hangzhou \"natural killer\" NCT05665075", &[]);
    request.explain = true;
    let results = search(&request);
    for hit in &results.hits {
        let sum: f32 = hit
            .explanation
            .as_ref()
            .unwrap()
            .iter()
            .map(|part| part.value)
            .sum();
        assert!(
            (sum - hit.score).abs() <= 1e-3 * hit.score.max(1.0),
            "{}: {sum} is not {}",
            hit.trial.nct_id,
            hit.score
        );
    }
    assert!(results.hits[0].score > 0.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_a_valid_query(words in "(\\PC|\\p{Cc}|leukemia|asthma| |\"|NCT0|AND|OR|NOT|[(){}\\[\\]:^~*?/\\\\+-]){0,30}") {
        let mut request = SearchRequest::for_words(words);
        request.explain = true;
        let results = engine().search(&request, clock()).unwrap();
        prop_assert!(results.hits.len() as u64 <= results.total + results.related_total);
        prop_assert!(results.hits.iter().all(|hit| hit.score.is_finite()));
        let tiers: Vec<Tier> = results.hits.iter().map(|hit| hit.tier).collect();
        prop_assert!(tiers.is_sorted());
    }
}
