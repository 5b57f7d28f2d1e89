//! What is marked in a trial's own text.
//!
//! 1. Where names of concepts stand is stored with each trial, and what stands there is whole words of its text.
//! 2. A trial that calls the condition otherwise is marked where it does.
//! 3. A word is marked in every form that the analyzer takes for the same.

use trialseek::{
    index::{TextField, texts_of},
    search::SearchResults,
};

use crate::support::{engine, search_words};

#[test]
fn stored_mentions_are_whole_words_of_the_text() {
    let loaded = engine().current().unwrap();
    let generation = &loaded.generation;
    let mut mentions = 0;
    for doc in 0..generation.columns().docs() {
        let (trial, found) = generation.trial_with_mentions(doc).unwrap();
        assert_eq!(generation.trial(doc).unwrap(), trial);
        for field in TextField::ALL {
            for (number, text) in texts_of(&trial, field).into_iter().enumerate() {
                for (concept, span) in found.in_text(field, number) {
                    let written = text.get(span.clone()).unwrap_or_default();
                    let label = &generation.vocabulary().concept(concept).label;
                    // Chinese characters stand beside anything.
                    let is_letter = |c: char| c.is_ascii_alphanumeric();
                    let is_cut_before =
                        written.starts_with(is_letter) && text[..span.start].ends_with(is_letter);
                    let is_cut_behind =
                        written.ends_with(is_letter) && text[span.end..].starts_with(is_letter);
                    let is_whole = !is_cut_before && !is_cut_behind;
                    assert!(
                        !written.is_empty() && is_whole,
                        "{}: {label} at {span:?} of {text:?}",
                        trial.nct_id
                    );
                    mentions += 1;
                }
            }
        }
    }
    assert!(mentions > 1_000, "only {mentions} mentions");
}

/// Returns what is marked in the snippets of all hits, in lower case.
fn marked(results: &SearchResults) -> Vec<String> {
    let snippets = results.hits.iter().flat_map(|hit| &hit.snippets);
    let segments = snippets.flat_map(|snippet| &snippet.segments);
    segments
        .filter(|segment| segment.hit)
        .map(|segment| segment.text.to_lowercase())
        .collect()
}

#[test]
fn other_names_and_kinds_of_a_condition_are_marked() {
    for (words, name) in [
        ("blood cancer", "acute myeloid leukemia"),
        ("aml", "acute myeloid leukemia"),
        ("白血病", "leukemia"),
    ] {
        let marked = marked(&search_words(words, &[]));
        assert!(
            marked.iter().any(|text| text.contains(name)),
            "{words}: {marked:?}"
        );
    }
}

#[test]
fn words_are_marked_in_all_their_forms() {
    let marked = marked(&search_words("dose escalating", &[]));
    assert!(
        marked.iter().any(|text| text.contains("escalation")),
        "{marked:?}"
    );
}
