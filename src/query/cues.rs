//! Cues: the words by which queries are read, from `index_config/cues/`.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use super::reading::{
    person::PersonCues, phrases::PhraseTable, place::PlaceCues, study::StudyCues, tokens::tokenize,
};

/// All cues, of all languages.
#[derive(Debug, Clone)]
pub struct Cues {
    pub person: PersonCues,
    pub study: StudyCues,
    pub place: PlaceCues,
    pub clauses: ClauseCues,
    /// Every word that stands in any of them.
    words: HashSet<String>,
}

/// Words that turn, bound or empty what stands beside them; see `clauses.toml`.
#[derive(Debug, Clone, Default)]
pub struct ClauseCues {
    /// Denials, and what only sounds like one (`false`).
    pub negation: PhraseTable<bool>,
    pub denial_list: PhraseTable<()>,
    /// Denials that say what is not wanted, rather than what was not had.
    pub unwanted: PhraseTable<()>,
    pub negation_behind: PhraseTable<()>,
    pub clause_end: PhraseTable<()>,
    pub family: PhraseTable<()>,
    pub relatives: PhraseTable<()>,
    pub possessives: PhraseTable<()>,
    pub past: PhraseTable<()>,
    pub past_behind: PhraseTable<()>,
    pub tried: PhraseTable<()>,
    pub tried_behind: PhraseTable<()>,
    pub alternatives: PhraseTable<()>,
    pub sponsor: PhraseTable<()>,
    pub filler: PhraseTable<()>,
    /// Findings that are none: "within normal limits".
    pub normal: PhraseTable<()>,
    pub sentence: HashSet<String>,
    /// Units in which a case tells an age.
    pub age_units: HashSet<String>,
    /// Words in which people speak for themselves, or ask.
    pub own_voice: HashSet<String>,
}

/// Why a file of cues cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CueError {
    #[error("the cues `{0}.toml` are missing")]
    Missing(&'static str),
    #[error("the cues `{file}.toml` cannot be read: {reason}")]
    Malformed { file: &'static str, reason: String },
}

#[derive(Deserialize)]
struct ClauseFile {
    version: u32,
    #[serde(flatten)]
    languages: BTreeMap<String, ClauseWords>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClauseWords {
    negation: Vec<String>,
    denial_list: Vec<String>,
    #[serde(default)]
    unwanted: Vec<String>,
    negation_behind: Vec<String>,
    no_negation: Vec<String>,
    clause_end: Vec<String>,
    family: Vec<String>,
    relatives: Vec<String>,
    possessives: Vec<String>,
    past: Vec<String>,
    past_behind: Vec<String>,
    tried: Vec<String>,
    tried_behind: Vec<String>,
    alternatives: Vec<String>,
    sponsor: Vec<String>,
    filler: Vec<String>,
    #[serde(default)]
    normal: Vec<String>,
    sentence: Vec<String>,
    #[serde(default)]
    age_units: Vec<String>,
    #[serde(default)]
    own_voice: Vec<String>,
}

impl Cues {
    /// Reads the files, by name without ending.
    pub fn parse(files: &BTreeMap<String, String>) -> Result<Self, CueError> {
        let text = |file: &'static str| match files.get(file) {
            Some(text) => Ok(text.as_str()),
            None => Err(CueError::Missing(file)),
        };
        let malformed =
            |file: &'static str| move |reason: String| CueError::Malformed { file, reason };
        let mut words = HashSet::new();
        for text in files.values() {
            // Each file is read once more below, where mistakes are named.
            if let Ok(table) = toml::from_str::<toml::Value>(text) {
                collect_words(&table, &mut words);
            }
        }
        Ok(Cues {
            person: PersonCues::parse(text("person")?).map_err(malformed("person"))?,
            study: StudyCues::parse(text("study")?).map_err(malformed("study"))?,
            place: PlaceCues::parse(text("place")?).map_err(malformed("place"))?,
            clauses: ClauseCues::parse(text("clauses")?).map_err(malformed("clauses"))?,
            words,
        })
    }

    /// Returns whether a folded word is part of some cue.
    pub fn knows(&self, word: &str) -> bool {
        self.words.contains(word)
    }
}

impl ClauseCues {
    /// Reads `clauses.toml`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: ClauseFile =
            toml::from_str(text).map_err(|error| error.to_string().trim().replace('\n', " "))?;
        if file.version != 1 {
            return Err(format!(
                "it has version {}, this program reads version 1",
                file.version
            ));
        }
        let mut cues = ClauseCues::default();
        for words in file.languages.values() {
            // What only sounds like a denial goes first: of equal phrases the first stays.
            for phrase in &words.no_negation {
                cues.negation.add(phrase, false);
            }
            for phrase in &words.negation {
                cues.negation.add(phrase, true);
            }
            for (table, phrases) in [
                (&mut cues.denial_list, &words.denial_list),
                (&mut cues.unwanted, &words.unwanted),
                (&mut cues.negation_behind, &words.negation_behind),
                (&mut cues.clause_end, &words.clause_end),
                (&mut cues.family, &words.family),
                (&mut cues.relatives, &words.relatives),
                (&mut cues.possessives, &words.possessives),
                (&mut cues.past, &words.past),
                (&mut cues.past_behind, &words.past_behind),
                (&mut cues.tried, &words.tried),
                (&mut cues.tried_behind, &words.tried_behind),
                (&mut cues.alternatives, &words.alternatives),
                (&mut cues.sponsor, &words.sponsor),
                (&mut cues.filler, &words.filler),
                (&mut cues.normal, &words.normal),
            ] {
                for phrase in phrases {
                    table.add(phrase, ());
                }
            }
            for (set, words) in [
                (&mut cues.sentence, &words.sentence),
                (&mut cues.age_units, &words.age_units),
                (&mut cues.own_voice, &words.own_voice),
            ] {
                let tokens = words.iter().flat_map(|word| tokenize(word));
                set.extend(tokens.map(|token| token.text));
            }
        }
        Ok(cues)
    }
}

fn collect_words(value: &toml::Value, words: &mut HashSet<String>) {
    match value {
        toml::Value::String(text) => {
            words.extend(tokenize(text).into_iter().map(|token| token.text));
        }
        toml::Value::Array(values) => values.iter().for_each(|value| collect_words(value, words)),
        toml::Value::Table(table) => table.values().for_each(|value| collect_words(value, words)),
        _ => {}
    }
}
