//! What ranking promises, whatever its weights.
//!
//! 1. A trial that lists the condition asked for outranks one about something broader and any mention in free text.
//! 2. A trial that names the disease only to exclude it never stands above one that treats it, is flagged, and is never hidden.
//! 3. More specific words never raise a trial that is less specific.
//! 4. A synonym finds what the preferred name finds, in nearly the same order.
//! 5. Word order, capitals, accents and plural do not change the order.
//! 6. and 7. What decides among equals: `prior_boosts`.
//! 8. Any name of a drug, brand or generic, finds the trials that test it.
//! 9. A trial named by its number is first (`ranking`).
//! 10. Scores are finite, and the pages of an answer follow each other without gap or overlap, however deep.

use std::collections::{BTreeMap, BTreeSet};

use trialseek::{
    ask::{Page, SearchRequest},
    index::{OccurrenceLevel, analyzer},
    read::Effect,
    search::{Clock, Engine, Hit, Reason, SearchResults, Snapshot, Tier},
    text::fold,
    vocabulary::{ConceptId, ConceptKind, Vocabulary},
};

use crate::support::{TestData, clock, config, engine, ids, matched_ids, search_words, trials};

/// Every condition that some fixture lists under a name that the vocabulary knows, with the trials that list it.
fn listed_conditions(vocabulary: &Vocabulary) -> BTreeMap<ConceptId, BTreeSet<String>> {
    let mut analyzer = analyzer(&config());
    let mut listed: BTreeMap<ConceptId, BTreeSet<String>> = BTreeMap::new();
    for trial in trials() {
        for condition in &trial.conditions {
            for concept in vocabulary.by_name(condition, &mut analyzer) {
                if vocabulary.concept(concept).kind == ConceptKind::Condition {
                    let ids = listed.entry(concept).or_default();
                    ids.insert(trial.nct_id.to_string());
                }
            }
        }
    }
    listed
}

fn vocabulary() -> std::sync::Arc<Snapshot> {
    engine().current().unwrap()
}

pub fn position(results: &SearchResults, id: &str) -> Option<usize> {
    ids(results).iter().position(|known| known == id)
}

fn is_weaker(hit: &Hit) -> bool {
    let is_weak = |reason: &Reason| {
        matches!(
            reason,
            Reason::OnlyMentions(_)
                | Reason::Broader { .. }
                | Reason::NotAbout(_)
                | Reason::Excludes(_)
                | Reason::OnlyInExclusion
        )
    };
    hit.reasons.iter().any(is_weak)
}

#[test]
fn what_a_trial_lists_outranks_what_it_mentions() {
    let snapshot = vocabulary();
    let vocabulary = snapshot.generation.vocabulary();
    let listed = listed_conditions(vocabulary);
    assert!(listed.len() > 40, "{} conditions", listed.len());
    let mut weaker = 0;
    for (concept, ids) in &listed {
        let label = &vocabulary.concept(*concept).label;
        let results = search_words(label, &[]);
        let last = ids.iter().map(|id| {
            position(&results, id)
                .unwrap_or_else(|| panic!("{label}: {id} lists it, and is not found"))
        });
        let last = last.max().unwrap();
        for (rank, hit) in results
            .hits
            .iter()
            .enumerate()
            .filter(|(_, hit)| is_weaker(hit))
        {
            weaker += 1;
            assert!(
                rank > last,
                "{label}: {} stands above one that lists it",
                hit.trial.nct_id
            );
        }
    }
    assert!(weaker > 40, "only {weaker} weaker trials were seen");
}

#[test]
fn a_trial_that_only_excludes_a_disease_stands_below_all_others_and_is_shown() {
    let snapshot = vocabulary();
    let generation = &snapshot.generation;
    let vocabulary = generation.vocabulary();
    let mut flagged = 0;
    for concept in listed_conditions(vocabulary).keys() {
        let label = &vocabulary.concept(*concept).label;
        let results = search_words(label, &[]);
        let flags: Vec<bool> = results
            .hits
            .iter()
            .map(|hit| hit.only_in_exclusion)
            .collect();
        assert!(flags.is_sorted(), "{label}: {flags:?}");
        let found = ids(&results);
        for doc in 0..generation.columns().docs() {
            let stands = |level| occurs_at(&snapshot, level, *concept, doc);
            if stands(OccurrenceLevel::Excluded)
                && ![
                    OccurrenceLevel::Direct,
                    OccurrenceLevel::Narrower,
                    OccurrenceLevel::Named,
                    OccurrenceLevel::Mentioned,
                ]
                .into_iter()
                .any(stands)
            {
                let number = generation.columns().nct[doc as usize];
                let id = format!("NCT{number:08}");
                let rank = found.iter().position(|known| *known == id);
                let rank = rank.unwrap_or_else(|| panic!("{label}: {id} is hidden"));
                assert_eq!(results.hits[rank].tier, Tier::Related, "{label}: {id}");
                assert!(!results.hits[rank].reasons.is_empty(), "{label}: {id}");
                flagged += 1;
            }
        }
    }
    assert!(
        flagged > 20,
        "only {flagged} trials exclude what others treat"
    );
}

fn occurs_at(snapshot: &Snapshot, level: OccurrenceLevel, concept: ConceptId, doc: u32) -> bool {
    snapshot
        .documents_with(concept, level)
        .unwrap()
        .contains(&doc)
}

#[test]
fn more_specific_words_never_raise_a_less_specific_trial() {
    let snapshot = vocabulary();
    let vocabulary = snapshot.generation.vocabulary();
    let listed = listed_conditions(vocabulary);
    let mut pairs = 0;
    for (specific, with_specific) in &listed {
        for (general, with_general) in &listed {
            if specific == general || !vocabulary.is_a(*specific, *general) {
                continue;
            }
            let label = |id: ConceptId| vocabulary.concept(id).label.as_str();
            let broad = search_words(label(*general), &[]);
            let narrow = search_words(label(*specific), &[]);
            for better in with_specific {
                for worse in with_general.difference(with_specific) {
                    // A trial about another kind that is the specific one by another name is no less specific.
                    let doc = snapshot.generation.doc_of(worse.parse().unwrap()).unwrap();
                    if occurs_at(&snapshot, OccurrenceLevel::Direct, *specific, doc)
                        || occurs_at(&snapshot, OccurrenceLevel::Narrower, *specific, doc)
                    {
                        continue;
                    }
                    pairs += 1;
                    let better_rank = position(&narrow, better).unwrap();
                    let worse_rank = position(&narrow, worse).unwrap_or(usize::MAX);
                    assert!(
                        better_rank < worse_rank,
                        "{worse} is about {}, and stands above {better} for {}",
                        label(*general),
                        label(*specific)
                    );
                    if position(&broad, better) < position(&broad, worse) {
                        assert!(better_rank < worse_rank, "{worse} was raised");
                    }
                }
            }
        }
    }
    assert!(pairs > 20, "only {pairs} pairs were compared");
}

/// Returns how far the first ten of one list stand from their places in another, on average.
fn displacement(one: &[String], other: &[String]) -> f64 {
    let shown = &one[..one.len().min(10)];
    let moved = shown.iter().enumerate().map(|(rank, id)| {
        let there = other.iter().position(|known| known == id);
        there.map_or(10.0, |there| (there as f64 - rank as f64).abs())
    });
    moved.sum::<f64>() / shown.len().max(1) as f64
}

#[test]
fn a_synonym_finds_what_the_preferred_name_finds() {
    let snapshot = vocabulary();
    let vocabulary = snapshot.generation.vocabulary();
    let mut moved = Vec::new();
    for concept in listed_conditions(vocabulary).keys() {
        let concept = vocabulary.concept(*concept);
        let by_label = search_words(&concept.label, &[]);
        let synonyms = concept.names.iter().filter(|name| {
            name.language.is_none() && !name.is_ambiguous && name.text.chars().count() > 3
        });
        for name in synonyms.take(6) {
            let by_name = search_words(&name.text, &[]);
            let understood = |results: &SearchResults| {
                let parts = results.understanding.parts.iter();
                parts.map(|part| part.label.clone()).collect::<Vec<_>>()
            };
            // A name that several concepts share, or that is more than one thing, asks for something else.
            if understood(&by_name) != understood(&by_label) {
                continue;
            }
            let sets = [&by_name, &by_label]
                .map(|results| matched_ids(results).into_iter().collect::<BTreeSet<_>>());
            assert_eq!(sets[0], sets[1], "{} / {}", name.text, concept.label);
            moved.push(displacement(&ids(&by_label), &ids(&by_name)));
        }
    }
    assert!(moved.len() > 100, "{} synonyms", moved.len());
    let mean = moved.iter().sum::<f64>() / moved.len() as f64;
    assert!(mean < 1.0, "a trial moves {mean:.2} places on average");
}

#[test]
fn order_capitals_accents_and_plural_do_not_change_the_ranking() {
    for (one, other) in [
        ("breast cancer", "cancer breast"),
        ("breast cancer", "BREAST CANCER"),
        ("metformin type 2 diabetes", "type 2 diabetes metformin"),
        ("asthma children inhaler", "inhaler children asthma"),
        ("leukemia", "leukemias"),
        ("leukemia", "leukaemia"),
        ("sjogren", "Sjögren"),
        ("heart attacks", "heart attack"),
        ("migraine prevention", "Migraines Prevention"),
        ("long covid fatigue", "LONG COVID FATIGUE"),
    ] {
        assert_eq!(
            ids(&search_words(one, &[])),
            ids(&search_words(other, &[])),
            "{one} / {other}"
        );
    }
}

#[test]
fn any_name_of_a_drug_finds_the_trials_that_test_it() {
    let snapshot = vocabulary();
    let vocabulary = snapshot.generation.vocabulary();
    let mut analyzer = analyzer(&config());
    let mut checked = 0;
    for trial in trials() {
        for intervention in &trial.interventions {
            for concept in vocabulary.by_name(&intervention.name, &mut analyzer) {
                let concept = vocabulary.concept(concept);
                if concept.kind != ConceptKind::Drug {
                    continue;
                }
                let names = concept.names.iter();
                let names = names.filter(|name| name.language.is_none() && !name.is_ambiguous);
                for name in names.map(|name| &name.text).chain([&concept.label]) {
                    let results = search_words(name, &[]);
                    let parts = &results.understanding.parts;
                    if parts.len() != 1 || fold(&parts[0].label) != fold(&concept.label) {
                        continue;
                    }
                    let id = trial.nct_id.to_string();
                    assert!(matched_ids(&results).contains(&id), "{name}: {id} tests it");
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 60, "only {checked} names were tried");
}

#[test]
fn pages_follow_each_other_beyond_the_second_stage() {
    let note = "58-year-old woman with leukemia, diabetes and asthma who has shortness of breath on exertion. \
        She takes metformin and an inhaler. No history of stroke. Her mother had breast cancer. She lives alone and walks every day.";
    let snapshot = TestData::of(&[crate::support::fixture_source()]);
    for depth in [0, 3, 200] {
        let mut changed = config().as_ref().clone();
        changed.ranking.second_stage.depth = depth;
        let engine = Engine::new(std::sync::Arc::new(changed)).unwrap();
        engine.install(Snapshot::new(snapshot.generation().unwrap(), engine.config()).unwrap());
        for words in ["cancer", "leukemia", note] {
            let page = |number, size| {
                let mut request = SearchRequest::for_words(words);
                request.page = Page { number, size };
                engine.search(&request, clock()).unwrap()
            };
            let whole = ids(&page(1, 100));
            assert!(whole.len() > 5, "{words}: {}", whole.len());
            for size in [1, 2, 7] {
                let mut paged = Vec::new();
                for number in 1..=whole.len().div_ceil(size) {
                    let results = page(number, size);
                    assert!(results.hits.iter().all(|hit| hit.score.is_finite()));
                    paged.extend(ids(&results));
                }
                assert_eq!(paged, whole, "{words} in pages of {size}, depth {depth}");
            }
        }
    }
}

#[test]
fn a_trial_named_by_its_number_is_first_whatever_else_is_said() {
    for words in [
        "NCT99000027 severe asthma wheezing cough, phase 3, 5 year old girl in Boston",
        "leukemia or diabetes, near Paris NCT99000027",
    ] {
        assert_eq!(ids(&search_words(words, &[]))[0], "NCT99000027", "{words}");
    }
    let note = "A 34-year-old woman with asthma since she was a child. She uses an inhaler every day and wakes up at night. \
        She works in a bakery, where flour makes it worse, and she lives with two cats. Her doctor told her of NCT99000027.";
    let with_id = search_words(note, &[]);
    assert_eq!(ids(&with_id)[0], "NCT99000027");
    assert!(
        with_id.total > 2,
        "the note still asks for asthma: {}",
        with_id.total
    );
}

#[test]
fn a_note_never_matches_what_excludes_its_only_condition() {
    let snapshot = vocabulary();
    let generation = &snapshot.generation;
    let vocabulary = generation.vocabulary();
    let stories = "He lives with his parents in a house by the river and works as a carpenter. He goes to town every Sunday, and he reads the news. \
        He has heard of a study that might help him and would like to know more about it";
    let mut checked = 0;
    for concept in listed_conditions(vocabulary).keys() {
        let stands = |level| snapshot.documents_with(*concept, level).unwrap();
        let held: BTreeSet<u32> = OccurrenceLevel::ALL[..4]
            .iter()
            .flat_map(|level| stands(*level))
            .collect();
        for doc in stands(OccurrenceLevel::Excluded)
            .into_iter()
            .filter(|doc| !held.contains(doc))
        {
            let trial = generation.trial(doc).unwrap();
            let tried: Vec<&str> = trial
                .interventions
                .iter()
                .map(|tried| tried.name.as_str())
                .collect();
            let label = &vocabulary.concept(*concept).label;
            let note = format!(
                "A 45-year-old man with {label}. {stories}: {0}, {0}, {0}.",
                tried.join(" and ")
            );
            let results = search_words(&note, &[]);
            let conditions =
                results.understanding.parts.iter().filter(|part| {
                    part.kind.as_str() == "condition" && part.effect == Effect::Must
                });
            // A treatment may be named after a condition, which is then one more to match.
            if conditions.count() != 1 {
                continue;
            }
            let Some(rank) = position(&results, &trial.nct_id.to_string()) else {
                continue;
            };
            assert_eq!(
                results.hits[rank].tier,
                Tier::Related,
                "{note}: {}",
                trial.nct_id
            );
            checked += 1;
        }
    }
    assert!(checked > 20, "only {checked} notes were read");
}

#[test]
fn a_search_that_is_cut_short_shows_nothing_that_it_does_not_know() {
    let late = Clock {
        deadline: Some(std::time::Instant::now()),
        ..clock()
    };
    for words in [
        "leukemia",
        "asthma children inhaler",
        "safety efficacy dose",
    ] {
        let results = engine()
            .search(&SearchRequest::for_words(words), late)
            .unwrap();
        assert!(results.partial, "{words}");
        assert!(results.hits.len() as u64 <= results.total, "{words}");
    }
}

#[test]
fn capitals_do_not_change_a_long_text() {
    let text = "metastatic breast cancer after failure of hormone therapy looking for oral treatment trials";
    assert_eq!(
        ids(&search_words(text, &[])),
        ids(&search_words(&text.to_uppercase(), &[]))
    );
}
