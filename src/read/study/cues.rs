//! The words of `[study]` in the files of `index_config/read/`, as the tables in which the readers of this folder look them up.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::read::{
    language::{Common, Language, LanguageError, wrong_value},
    phrases::PhraseTable,
    tokens::tokenize,
};
use around::{Around, AroundWords};

/// The statuses that words can say, in the registry's spelling.
const STATUSES: &[&str] = &[
    "RECRUITING",
    "NOT_YET_RECRUITING",
    "ENROLLING_BY_INVITATION",
    "ACTIVE_NOT_RECRUITING",
    "COMPLETED",
    "SUSPENDED",
    "TERMINATED",
    "WITHDRAWN",
];

const STUDY_TYPES: &[&str] = &["INTERVENTIONAL", "OBSERVATIONAL", "EXPANDED_ACCESS"];

/// The cue words of status, phase, study type, results and newness, in all languages.
#[derive(Debug, Clone, Default)]
pub struct StudyCues {
    pub(super) phrases: PhraseTable<Cue>,
    /// What stands beside a status.
    pub(super) around: PhraseTable<AroundWords>,
    pub(super) not_results_after: PhraseTable<()>,
    /// What is said of a trial before the time since which it is.
    pub(super) newly: PhraseTable<()>,
    pub(super) last_before: PhraseTable<()>,
    pub(super) since_before: PhraseTable<()>,
    pub(super) months: PhraseTable<()>,
    pub(super) counts: PhraseTable<u32>,
    /// Units of time in days.
    pub(super) units: PhraseTable<u32>,
    /// The first year that counts as new.
    pub(super) newest_from: u32,
    pub(super) phase_words: PhraseTable<()>,
    pub(super) phase_behind: PhraseTable<()>,
    pub(super) early_before: PhraseTable<()>,
    pub(super) phase_numbers: PhraseTable<u32>,
    /// Whether all phases between the two are meant.
    pub(super) phase_joins: PhraseTable<bool>,
    pub(super) phase_suffix: PhraseTable<()>,
    pub(super) not_phase_before: PhraseTable<()>,
    pub(super) stage_words: PhraseTable<()>,
}

/// What a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    Status(&'static str, Sureness),
    /// "Not recruiting": says nothing but behind "active".
    Closed,
    StudyType(&'static str),
    Results,
    Posted {
        days: u32,
        is_sure: bool,
    },
    Nothing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sureness {
    Sure,
    BesideTrials,
    Maybe,
}

/// The uses of words beside a status.
pub(super) mod around {
    /// One use of a word.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(in super::super) enum Around {
        Trial = 1,
        Link = 2,
        LinkFar = 4,
        NotBefore = 8,
        DoneBefore = 16,
        Active = 32,
    }

    /// All uses of a word; one word may have several.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub(in super::super) struct AroundWords(u8);

    impl AroundWords {
        pub(in super::super) fn has(self, around: Around) -> bool {
            self.0 & around as u8 != 0
        }

        pub(in super::super) fn add(&mut self, around: Around) {
            self.0 |= around as u8;
        }
    }
}

type Words = Vec<String>;
type ByCode = BTreeMap<String, Words>;

/// The words of one language; every key may be left out.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct LanguageWords {
    trials: Words,
    links: Words,
    links_far: Words,
    status: ByCode,
    status_of_trials: ByCode,
    status_maybe: ByCode,
    not_before: Words,
    done_before: Words,
    active: Words,
    closed: Words,
    phase_words: Words,
    phase_behind: Words,
    early_before: Words,
    phase_numbers: BTreeMap<String, u32>,
    phase_join: Words,
    phase_span: Words,
    phase_suffix: Words,
    not_phase_before: Words,
    stage_words: Words,
    study_type: ByCode,
    results: Words,
    not_results_after: Words,
    posted: Vec<Posted>,
    posted_maybe: Vec<Posted>,
    newly: Words,
    last_before: Words,
    since_before: Words,
    months: Words,
    counts: BTreeMap<String, u32>,
    units: BTreeMap<String, u32>,
    nothing: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Posted {
    days: u32,
    phrases: Words,
}

impl StudyCues {
    /// Builds the tables from the files of all languages, by code.
    ///
    /// # Errors
    /// Names the key and what is allowed.
    pub(in crate::read) fn build(
        common: &Common,
        languages: &[(&str, Language)],
    ) -> Result<Self, LanguageError> {
        let mut cues = StudyCues {
            newest_from: common.newest_from,
            ..StudyCues::default()
        };
        let mut around: BTreeMap<String, AroundWords> = BTreeMap::new();
        for (code, Language { study, .. }) in languages {
            let wrong = |reason| wrong_value(code, reason);
            cues.add_phrases(study).map_err(wrong)?;
            cues.add_phases(study).map_err(wrong)?;
            for (words, what) in [
                (&study.trials, Around::Trial),
                (&study.links, Around::Link),
                (&study.links_far, Around::LinkFar),
                (&study.not_before, Around::NotBefore),
                (&study.done_before, Around::DoneBefore),
                (&study.active, Around::Active),
            ] {
                for phrase in words {
                    around.entry(key_of(phrase)).or_default().add(what);
                }
            }
        }
        for (phrase, words) in around {
            cues.around.add(&phrase, words);
        }
        Ok(cues)
    }

    fn add_phrases(&mut self, language: &LanguageWords) -> Result<(), String> {
        add_all(&mut self.phrases, &language.nothing, Cue::Nothing);
        for (key, table, sureness) in [
            ("status", &language.status, Sureness::Sure),
            (
                "status_of_trials",
                &language.status_of_trials,
                Sureness::BesideTrials,
            ),
            ("status_maybe", &language.status_maybe, Sureness::Maybe),
        ] {
            for (name, phrases) in table {
                let status = known(STATUSES, &format!("study.{key}"), name)?;
                add_all(&mut self.phrases, phrases, Cue::Status(status, sureness));
            }
        }
        add_all(&mut self.phrases, &language.closed, Cue::Closed);
        for (name, phrases) in &language.study_type {
            let study_type = known(STUDY_TYPES, "study.study_type", name)?;
            add_all(&mut self.phrases, phrases, Cue::StudyType(study_type));
        }
        add_all(&mut self.phrases, &language.results, Cue::Results);
        for (key, entries, is_sure) in [
            ("posted", &language.posted, true),
            ("posted_maybe", &language.posted_maybe, false),
        ] {
            for entry in entries {
                if entry.days == 0 {
                    return Err(format!("`study.{key}` has `days = 0`, use 1 or more"));
                }
                let days = entry.days;
                add_all(
                    &mut self.phrases,
                    &entry.phrases,
                    Cue::Posted { days, is_sure },
                );
            }
        }
        for (table, phrases) in [
            (&mut self.not_results_after, &language.not_results_after),
            (&mut self.newly, &language.newly),
            (&mut self.last_before, &language.last_before),
            (&mut self.since_before, &language.since_before),
            (&mut self.months, &language.months),
        ] {
            add_all(table, phrases, ());
        }
        for (table, numbers) in [
            (&mut self.counts, &language.counts),
            (&mut self.units, &language.units),
        ] {
            for (word, number) in numbers {
                table.add(word, *number);
            }
        }
        Ok(())
    }

    fn add_phases(&mut self, language: &LanguageWords) -> Result<(), String> {
        for (word, number) in &language.phase_numbers {
            if *number > 4 {
                return Err(format!(
                    "`study.phase_numbers` has `{word} = {number}`, use 0 to 4"
                ));
            }
            self.phase_numbers.add(word, *number);
        }
        add_all(&mut self.phase_joins, &language.phase_join, false);
        add_all(&mut self.phase_joins, &language.phase_span, true);
        for (table, phrases) in [
            (&mut self.phase_words, &language.phase_words),
            (&mut self.phase_behind, &language.phase_behind),
            (&mut self.early_before, &language.early_before),
            (&mut self.phase_suffix, &language.phase_suffix),
            (&mut self.not_phase_before, &language.not_phase_before),
            (&mut self.stage_words, &language.stage_words),
        ] {
            add_all(table, phrases, ());
        }
        Ok(())
    }
}

fn known(codes: &[&'static str], key: &str, name: &str) -> Result<&'static str, String> {
    codes
        .iter()
        .copied()
        .find(|code| *code == name)
        .ok_or_else(|| format!("`{key}` has no `{name}`, use one of {}", codes.join(", ")))
}

/// The tokens of a phrase, so that two spellings of one phrase are one entry.
fn key_of(phrase: &str) -> String {
    let words: Words = tokenize(phrase)
        .into_iter()
        .map(|token| token.text)
        .collect();
    words.join(" ")
}

fn add_all<T: Clone>(table: &mut PhraseTable<T>, phrases: &[String], value: T) {
    for phrase in phrases {
        table.add(phrase, value.clone());
    }
}
