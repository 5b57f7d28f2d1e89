//! The query as the readers of a person see it: its tokens, and the words for people that were found in it.

use std::ops::Range;

use super::cues::{Anywhere, Before, Form, PersonCues, Verb, Word};
use crate::read::{
    phrases::PhraseTable,
    tokens::{Case, Gap, Token},
};

/// A word or phrase for a person.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) range: Range<usize>,
    pub(super) word: Word,
    /// Whether the words lie in the name of a condition or in quotes.
    pub(super) is_taken: bool,
}

impl Found {
    /// Whether the words speak of pregnancy and not of a person.
    pub(super) fn is_pregnancy(&self) -> bool {
        self.word.pregnancy.is_some() && self.word.sex.is_none()
    }
}

pub(super) struct Scene<'a> {
    pub(super) tokens: &'a [Token],
    taken: &'a [bool],
    pub(super) cues: &'a PersonCues,
    pub(super) found: Vec<Found>,
    /// Tokens that speak of a relative who is not the patient.
    is_family: Vec<bool>,
    /// Where "I have" stands.
    pub(super) self_has: Vec<usize>,
    pub(super) has_carer: bool,
    /// Whether somebody is said to be of neither sex.
    pub(super) has_neither_sex: bool,
}

impl<'a> Scene<'a> {
    pub(super) fn new(tokens: &'a [Token], taken: &'a [bool], cues: &'a PersonCues) -> Self {
        let mut scene = Scene {
            tokens,
            taken,
            cues,
            found: Vec::new(),
            is_family: vec![false; tokens.len()],
            self_has: Vec::new(),
            has_carer: false,
            has_neither_sex: false,
        };
        scene.find_words();
        scene.find_family();
        scene
    }

    fn find_words(&mut self) {
        let mut at = 0;
        while at < self.tokens.len() {
            let Some((length, word)) = self.cues.words.longest_at(self.tokens, at) else {
                at += 1;
                continue;
            };
            let range = at..at + length;
            let is_taken = self.is_taken(&range);
            // A taken token ends a phrase that only reaches into it, so that the words before are looked at again.
            let ends = self.gap(range.end) >= Gap::Comma
                || self.tokens.get(range.end).and_then(Token::number).is_some();
            if word.is_last && !ends {
                at = range.end;
                continue;
            }
            // MEN is also a disease.
            let is_abbreviation =
                self.tokens[at].case == Case::Upper && matches!(word.sex, Some((_, Form::Many)));
            let is_said =
                !is_taken || word.pregnancy.is_some() || word.in_names && !is_abbreviation;
            if *word != Word::default() && is_said {
                self.found.push(Found {
                    range: range.clone(),
                    word: *word,
                    is_taken,
                });
            }
            at = range.end;
        }
    }

    fn find_family(&mut self) {
        for at in 0..self.tokens.len() {
            match self.cues.anywhere.longest_at(self.tokens, at) {
                Some((_, Anywhere::FamilyAfter)) => {
                    let end = self.end_of(at, Gap::Sentence);
                    self.is_family[at..end].fill(true);
                }
                Some((_, Anywhere::FamilyAround)) => {
                    let start = self.start_of_sentence(at);
                    let end = self.end_of(at, Gap::Sentence);
                    self.is_family[start..end].fill(true);
                }
                Some((_, Anywhere::SelfHas)) => self.self_has.push(at),
                Some((_, Anywhere::Carer)) => self.has_carer = true,
                Some((_, Anywhere::NeitherSex)) => self.has_neither_sex = true,
                None => {}
            }
        }
        for index in 0..self.found.len() {
            let (start, end) = (self.found[index].range.start, self.found[index].range.end);
            let is_kin = matches!(self.found[index].word.sex, Some((_, Form::Kin)));
            if is_kin && self.verb_behind(end, false) == Some(Verb::IsFamily) {
                let end = self.end_of(start, Gap::Comma);
                self.is_family[start..end].fill(true);
            }
        }
    }

    /// Returns the first token from `at` on, but not `at`, that follows a gap of at least `gap`.
    pub(super) fn end_of(&self, at: usize, gap: Gap) -> usize {
        (at + 1..self.tokens.len())
            .find(|next| self.tokens[*next].gap >= gap)
            .unwrap_or(self.tokens.len())
    }

    pub(super) fn start_of_sentence(&self, at: usize) -> usize {
        (0..=at)
            .rev()
            .find(|token| self.gap(*token) == Gap::Sentence)
            .unwrap_or(0)
    }

    pub(super) fn is_taken(&self, range: &Range<usize>) -> bool {
        range
            .clone()
            .any(|at| self.taken.get(at).copied().unwrap_or(false))
    }

    pub(super) fn is_family(&self, at: usize) -> bool {
        self.is_family.get(at).copied().unwrap_or(false)
    }

    /// Returns what stands before token `at`; the end of the text is the end of a sentence.
    pub(super) fn gap(&self, at: usize) -> Gap {
        self.tokens.get(at).map_or(Gap::Sentence, |token| token.gap)
    }

    pub(super) fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text.as_str())
    }

    /// Returns whether a phrase of `table` begins at `at`, right behind the token before.
    pub(super) fn follows<T: Clone>(&self, table: &PhraseTable<T>, at: usize) -> bool {
        self.gap(at) < Gap::Comma && table.longest_at(self.tokens, at).is_some()
    }

    /// Returns where a phrase of `table` begins that ends right before `end`.
    pub(super) fn precedes<T: Clone>(&self, table: &PhraseTable<T>, end: usize) -> Option<usize> {
        if self.gap(end) >= Gap::Comma {
            return None;
        }
        table
            .longest_before(self.tokens, end)
            .map(|(start, _)| start)
    }

    /// Returns the meaning of the longest phrase right before a number, and where it begins.
    pub(super) fn before(&self, number: usize) -> Option<(Before, usize)> {
        let (start, meaning) = self.cues.before.longest_before(self.tokens, number)?;
        let may_have_mark = *meaning == Before::Age && self.gap(number) == Gap::Comma;
        (self.gap(number) < Gap::Comma || may_have_mark).then_some((*meaning, start))
    }

    /// Returns the word for a person that ends right before token `end`.
    pub(super) fn found_before(&self, end: usize) -> Option<&Found> {
        let index = self.found.partition_point(|found| found.range.end < end);
        self.found.get(index).filter(|found| found.range.end == end)
    }

    /// Returns the word for a person that begins at token `start`.
    pub(super) fn found_at(&self, start: usize) -> Option<&Found> {
        let index = self
            .found
            .partition_point(|found| found.range.start < start);
        self.found
            .get(index)
            .filter(|found| found.range.start == start)
    }

    /// Returns what the words from token `at` on say of the person before them; `and`, "my" and further people are passed over.
    ///
    /// With `over_age`, so is an age between commas: "my wife, 38, has".
    pub(super) fn verb_behind(&self, at: usize, over_age: bool) -> Option<Verb> {
        const FARTHEST: usize = 6;
        let mut next = at;
        // "my son has" may have been found as one phrase.
        if let Some(found) = self.found_before(at)
            && found.range.len() > 1
            && let Some((1, verb)) = self.cues.verbs.longest_at(self.tokens, at - 1)
        {
            return Some(*verb);
        }
        while next < at + FARTHEST && next < self.tokens.len() {
            let gap = self.gap(next);
            if gap == Gap::Sentence || gap == Gap::Comma && !over_age {
                return None;
            }
            if let Some((length, ())) = self.cues.family_last.longest_at(self.tokens, next)
                && self.gap(next + length) >= Gap::Comma
            {
                return Some(Verb::IsFamily);
            }
            if let Some((_, verb)) = self.cues.verbs.longest_at(self.tokens, next) {
                return Some(*verb);
            }
            if gap == Gap::Comma && self.cues.numbers.at(self.tokens, next).is_none() {
                return None;
            }
            let is_and = self
                .cues
                .joins
                .longest_at(self.tokens, next)
                .is_some_and(|(_, join)| join.is_and);
            let step = if let Some(found) = self.found_at(next) {
                found.range.len()
            } else if is_and {
                1
            } else if let Some((length, ())) = self.cues.my.longest_at(self.tokens, next) {
                length
            } else if over_age && let Some(number) = self.cues.numbers.at(self.tokens, next) {
                number.length
            } else {
                return None;
            };
            next += step;
        }
        None
    }
}
