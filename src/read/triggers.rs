//! Triggers: words that say how what stands beside them is meant: that it is absent, unwanted, over, somebody else's, or was tried already.
//!
//! After NegEx (Chapman et al. 2001, doi:10.1006/jbin.2001.1029) and ConText (Harkema et al. 2009, doi:10.1016/j.jbi.2009.05.002): a trigger is a phrase with a category, a direction, a reach and what ends it, and a phrase that only looks like one is a trigger of the category `none`; of triggers at one place the longest wins.
//! To their categories (negated, historical, hypothetical, experiencer) come those that a person who asks needs: *unwanted* beside *absent*, and of treatments *tried*, *failed* and *current*.
//! The rows are data: `[[clauses.trigger]]` in the files of `index_config/read/`.

use std::collections::HashSet;

use serde::Deserialize;

use super::{
    language::Language,
    phrases::PhraseTable,
    tokens::{Token, tokenize},
};

/// What a trigger says of the words in its scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Nothing: it only looks like a trigger.
    None,
    /// The person does not have it, or never had it.
    Absent,
    /// The person does not want it.
    Unwanted,
    /// Somebody else of the family has it.
    Family,
    /// It is over.
    Historical,
    /// It may come, or is only feared.
    Hypothetical,
    /// The person has it besides what is asked for.
    Besides,
    /// A treatment that the person had.
    Tried,
    /// A treatment that did not help.
    Failed,
    /// A treatment that the person has now.
    Current,
}

/// On which side of a trigger its scope lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Forward,
    /// The name right before it, or with `ends = "clause"` all of the clause before it.
    Backward,
}

/// Where a scope ends at the latest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ends {
    /// As the category has it: a denial with its object, backwards the name right before, else the clause.
    #[default]
    Itself,
    /// Only the name that begins right behind it.
    Name,
    Clause,
    Sentence,
}

/// One row: phrases that mean the same in the same way.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    category: Category,
    direction: Direction,
    phrases: Vec<String>,
    #[serde(default)]
    ends: Ends,
    /// The most tokens that it reaches over.
    reach: Option<usize>,
    /// Goes on over commas: "denies fever, chills, cough".
    #[serde(default)]
    list: bool,
    /// Counts for words without a name, too.
    #[serde(default)]
    words: bool,
    /// Counts in long notes only.
    #[serde(default)]
    notes: bool,
    /// Counts only right before one of these, which are in its scope: "with a *pacemaker*".
    #[serde(default)]
    of: Vec<String>,
    /// Counts only where one of these stands behind in the clause, and ends there: "habe Chemo *bekommen*".
    #[serde(default)]
    until: Vec<String>,
}

/// A row without its phrases.
#[derive(Debug, Clone, Copy)]
pub struct Trigger {
    pub category: Category,
    pub ends: Ends,
    /// In tokens.
    pub reach: usize,
    pub is_list: bool,
    /// Whether words without a name count, too.
    pub for_words: bool,
    pub in_notes_only: bool,
    /// The tokens of the phrase that are trigger; the others are in its scope.
    pub cue: usize,
    /// Where in [`ClauseCues::closings`] the phrases stand one of which must follow.
    pub until: Option<usize>,
}

/// The words of one language that turn, bound or empty what stands beside them; every key may be left out.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Words {
    trigger: Vec<Row>,
    clause_end: Vec<String>,
    relatives: Vec<String>,
    possessives: Vec<String>,
    alternatives: Vec<String>,
    joints: Vec<String>,
    sponsor: Vec<String>,
    filler: Vec<String>,
    soft: Vec<String>,
    unread: Vec<String>,
    measures: Vec<String>,
    measure_links: Vec<String>,
    units: Vec<String>,
    normal: Vec<String>,
    sentence: Vec<String>,
    age_units: Vec<String>,
    own_voice: Vec<String>,
    having: Vec<String>,
    myself: Vec<String>,
    wishes: Vec<String>,
    doses: Vec<String>,
    reasons: Vec<String>,
    prevention: Vec<String>,
    shorthand: Vec<String>,
    persons: Vec<String>,
    qualities: Vec<String>,
    trial_words: Vec<String>,
    nouns_before: Vec<String>,
}

/// The triggers and the words around them, of all languages.
#[derive(Debug, Clone, Default)]
pub struct ClauseCues {
    /// Denials, and what only sounds like one.
    pub denials: PhraseTable<Trigger>,
    /// Denials of states only, which stand behind them: "not *diabetic*".
    pub denied_states: PhraseTable<Trigger>,
    /// Other triggers whose scope lies behind them.
    pub forward: PhraseTable<Trigger>,
    /// Those that tell of treatments only.
    pub of_treatments: PhraseTable<Trigger>,
    /// Those that count in long notes only.
    pub forward_in_notes: PhraseTable<Trigger>,
    /// Triggers whose scope is the name before them.
    pub behind_name: PhraseTable<Trigger>,
    /// Triggers whose scope is the clause before them.
    pub behind_clause: PhraseTable<Trigger>,
    /// What closes the scope of a trigger that must be closed.
    pub closings: Vec<PhraseTable<()>>,
    /// The person speaks of themselves, and no longer of a relative: "I have".
    pub myself: PhraseTable<()>,
    /// Before a trigger that tells of treatments: what follows is wanted, "hope to be *on*".
    pub wishes: PhraseTable<()>,
    /// May stand between a trigger and the name that it is about: "on *high dose* prednisone".
    pub doses: PhraseTable<()>,
    /// Between a treatment that was told and what it is for: "warfarin *for* afib".
    pub reasons: HashSet<String>,
    /// Asks how to keep from getting a disease.
    pub prevention: PhraseTable<()>,
    /// What clinicians write and nobody says: "s/p".
    pub shorthand: PhraseTable<()>,
    /// People by what they have or do: it is had besides, where a disease is asked for. "Smoker".
    pub persons: PhraseTable<()>,
    /// Complaints that say what a disease beside them is like: "itchy".
    pub qualities: PhraseTable<()>,
    /// Words at which a denial ends.
    pub clause_end: PhraseTable<()>,
    pub relatives: PhraseTable<()>,
    pub possessives: PhraseTable<()>,
    /// "Or" between two names: one of them is enough.
    pub alternatives: PhraseTable<()>,
    /// Words that join two names: "and".
    pub joints: HashSet<String>,
    pub sponsor: PhraseTable<()>,
    /// Phrases that say nothing about which trial is meant.
    pub filler: PhraseTable<()>,
    /// Words that order an answer and are never demanded: "severe".
    pub soft: PhraseTable<()>,
    /// Words that people say and no record answers: "paid".
    pub unread: PhraseTable<()>,
    /// What is measured: "BMI".
    pub measures: PhraseTable<()>,
    /// Between what is measured and its value: "of", "less than".
    pub measure_links: HashSet<String>,
    /// Units of a value.
    pub units: PhraseTable<()>,
    /// Findings that are none: "within normal limits".
    pub normal: PhraseTable<()>,
    /// Words that stand in sentences and not in lists of key words.
    pub sentence: HashSet<String>,
    /// Units in which a case tells an age.
    pub age_units: HashSet<String>,
    /// Words in which people speak for themselves, or ask.
    pub own_voice: HashSet<String>,
    /// Before a name: somebody has it.
    pub having: HashSet<String>,
    /// Behind a name: it names what trials are about.
    pub trial_words: HashSet<String>,
    /// Behind a word: it is a word and no abbreviation, "all of".
    pub nouns_before: HashSet<String>,
}

impl Trigger {
    /// Returns whether it denies anything at all.
    pub fn denies(&self) -> bool {
        matches!(self.category, Category::Absent | Category::Unwanted)
    }

    /// Returns whether it tells of treatments that were had.
    pub fn is_of_treatments(&self) -> bool {
        matches!(
            self.category,
            Category::Tried | Category::Failed | Category::Current
        )
    }
}

impl ClauseCues {
    /// Builds the tables from the files of all languages.
    pub(in crate::read) fn build(languages: &[(&str, Language)]) -> Self {
        let mut cues = ClauseCues::default();
        for (_, Language { clauses, .. }) in languages {
            // What only sounds like a denial goes first: of equal phrases the first stays.
            let (none, rows): (Vec<&Row>, Vec<&Row>) = clauses
                .trigger
                .iter()
                .partition(|row| row.category == Category::None);
            for row in none.into_iter().chain(rows) {
                cues.add_row(row);
            }
            for (table, phrases) in [
                (&mut cues.clause_end, &clauses.clause_end),
                (&mut cues.relatives, &clauses.relatives),
                (&mut cues.possessives, &clauses.possessives),
                (&mut cues.alternatives, &clauses.alternatives),
                (&mut cues.sponsor, &clauses.sponsor),
                (&mut cues.filler, &clauses.filler),
                (&mut cues.soft, &clauses.soft),
                (&mut cues.unread, &clauses.unread),
                (&mut cues.measures, &clauses.measures),
                (&mut cues.units, &clauses.units),
                (&mut cues.normal, &clauses.normal),
                (&mut cues.myself, &clauses.myself),
                (&mut cues.wishes, &clauses.wishes),
                (&mut cues.doses, &clauses.doses),
                (&mut cues.prevention, &clauses.prevention),
                (&mut cues.shorthand, &clauses.shorthand),
                (&mut cues.persons, &clauses.persons),
                (&mut cues.qualities, &clauses.qualities),
            ] {
                for phrase in phrases {
                    table.add(phrase, ());
                }
            }
            for (set, words) in [
                (&mut cues.joints, &clauses.joints),
                (&mut cues.measure_links, &clauses.measure_links),
                (&mut cues.sentence, &clauses.sentence),
                (&mut cues.age_units, &clauses.age_units),
                (&mut cues.own_voice, &clauses.own_voice),
                (&mut cues.having, &clauses.having),
                (&mut cues.reasons, &clauses.reasons),
                (&mut cues.trial_words, &clauses.trial_words),
                (&mut cues.nouns_before, &clauses.nouns_before),
            ] {
                let tokens = words.iter().flat_map(|word| tokenize(word));
                set.extend(tokens.map(|token| token.text));
            }
        }
        cues
    }

    /// Returns whether a trigger at a token tells of treatments that were had.
    pub fn tells_history(&self, tokens: &[Token], at: usize) -> bool {
        self.of_treatments.longest_at(tokens, at).is_some()
    }

    fn add_row(&mut self, row: &Row) {
        let is_denial = matches!(
            row.category,
            Category::None | Category::Absent | Category::Unwanted
        );
        let is_of_treatments = matches!(
            row.category,
            Category::Tried | Category::Failed | Category::Current
        );
        let until = (!row.until.is_empty()).then(|| {
            let mut closing = PhraseTable::default();
            row.until.iter().for_each(|phrase| closing.add(phrase, ()));
            self.closings.push(closing);
            self.closings.len() - 1
        });
        let table = match (row.direction, row.ends) {
            (Direction::Forward, _) if is_denial && !row.of.is_empty() => &mut self.denied_states,
            (Direction::Forward, _) if is_denial => &mut self.denials,
            (Direction::Forward, _) if is_of_treatments => &mut self.of_treatments,
            (Direction::Forward, _) if row.notes => &mut self.forward_in_notes,
            (Direction::Forward, _) => &mut self.forward,
            (Direction::Backward, Ends::Clause) => &mut self.behind_clause,
            (Direction::Backward, _) => &mut self.behind_name,
        };
        let trigger = |phrase: &str| Trigger {
            category: row.category,
            ends: row.ends,
            reach: row.reach.unwrap_or(usize::MAX),
            is_list: row.list,
            for_words: row.words,
            in_notes_only: row.notes,
            cue: tokenize(phrase).len(),
            until,
        };
        for phrase in &row.phrases {
            if row.of.is_empty() {
                table.add(phrase, trigger(phrase));
            }
            for what in &row.of {
                table.add(&format!("{phrase} {what}"), trigger(phrase));
            }
        }
    }
}
