//! What the corpus teaches before it is indexed: names for the vocabulary, and how often each word is used.
//!
//! A sample of the trials is enough for what is frequent, and keeps the time bounded; it depends on the ids alone, so that equal corpora always teach the same.

use std::{collections::HashMap, fs::File, path::Path};

use super::{Spilled, read_trial};
use crate::{
    index::{IndexError, TextField, document::texts_of},
    text::{
        analyzers::Analyzer,
        fold,
        spelling::{OUR_WEIGHT, SpellingCorrector},
    },
    trial::Trial,
    vocabulary::{Miner, Vocabulary},
};

/// Trials looked at, at most.
const SAMPLE: usize = 60_000;

/// Trials of the sample that must hold a word before it is worth correcting to.
const MIN_TRIALS: u32 = 3;

/// The fields whose words are counted: what a person may well type.
const COUNTED: [TextField; 6] = [
    TextField::Title,
    TextField::OfficialTitle,
    TextField::Conditions,
    TextField::Keywords,
    TextField::Interventions,
    TextField::Summary,
];

/// Teaches the vocabulary the names that the corpus uses, and returns the words that queries are corrected to.
pub(super) fn learn(
    spill: &File,
    spilled: &[Spilled],
    dir: &Path,
    vocabulary: &mut Vocabulary,
    analyzer: &mut Analyzer,
) -> Result<SpellingCorrector, IndexError> {
    let step = spilled.len().div_ceil(SAMPLE).max(1);
    let mut miner = Miner::default();
    let mut words: HashMap<String, u32> = HashMap::new();
    for entry in spilled.iter().step_by(step) {
        let (trial, _) = read_trial(spill, entry, dir)?;
        mine(&mut miner, &trial, vocabulary, analyzer);
        count_words(&mut words, &trial);
    }
    miner.teach(vocabulary, analyzer);
    // Typos of the trials themselves are no words; the more trials, the more often the same typo.
    let looked_at = spilled.len().div_ceil(step) as u32;
    let least = MIN_TRIALS.max(looked_at / 10_000);
    words.retain(|_, trials| *trials >= least);
    for (word, is_ours) in vocabulary.english_words() {
        let floor = if is_ours {
            least.max(OUR_WEIGHT)
        } else {
            least
        };
        let trials = words.entry(word).or_default();
        *trials = (*trials).max(floor);
    }
    Ok(SpellingCorrector::new(words))
}

fn mine(miner: &mut Miner, trial: &Trial, vocabulary: &Vocabulary, analyzer: &mut Analyzer) {
    let texts = [
        trial.brief_title.as_deref(),
        trial.official_title.as_deref(),
        trial.brief_summary.as_deref(),
        trial.detailed_description.as_deref(),
    ];
    miner.see_texts(texts.into_iter().flatten(), vocabulary, analyzer);
    for intervention in &trial.interventions {
        let names: Vec<&str> = std::iter::once(&intervention.name)
            .chain(&intervention.other_names)
            .map(String::as_str)
            .collect();
        let kind = intervention.kind.as_ref().map(|kind| kind.as_str());
        let is_substance = matches!(kind, Some("DRUG" | "BIOLOGICAL"));
        miner.see_intervention(is_substance, &names, vocabulary, analyzer);
    }
}

fn count_words(words: &mut HashMap<String, u32>, trial: &Trial) {
    let mut seen: Vec<String> = Vec::new();
    for field in COUNTED {
        for text in texts_of(trial, field) {
            let folded = fold(text);
            let is_word =
                |word: &&str| word.len() >= 2 && word.bytes().all(|b| b.is_ascii_lowercase());
            seen.extend(folded.split(' ').filter(is_word).map(str::to_owned));
        }
    }
    seen.sort_unstable();
    seen.dedup();
    for word in seen {
        *words.entry(word).or_default() += 1;
    }
}
