//! Words: what no name and no reader took.

use std::{collections::HashSet, ops::Range, sync::Arc};

use super::Assembly;
use crate::{
    read::{
        measure::read_measures,
        part::{Effect, Part, PartKind, Standing, Told, Unread, Unwanted},
        phrases::PhraseTable,
        tokens::{Gap, TokenKind},
        understand::{Scopes, overlaps, wording::is_code},
    },
    text::{
        analyzers::{AnalyzedTerm, Analyzer},
        codes::numeral,
    },
    vocabulary::{Sign, sign_behind},
};

/// A treatment without a name has so many letters at least.
const SHORTEST_NAME: usize = 6;

impl Assembly<'_> {
    /// Adds what is left as words; without `clauses` all but stop words.
    pub fn add_words(&mut self, scopes: Option<&Scopes>, analyzer: &mut Analyzer) {
        let filler = match scopes {
            Some(_) => self.filler(),
            None => vec![false; self.tokens.len()],
        };
        let single = |part: &Part| match &part.kind {
            PartKind::Word { terms } => terms.first().map(|term| Arc::clone(&term.text)),
            _ => None,
        };
        let has_concept = self.parts.iter().any(|part| {
            matches!(part.kind, PartKind::Concept(_) | PartKind::Id { .. })
                && part.effect == Effect::Must
        });
        let relatives = self.covered_by(&self.lexicon.cues.clauses.relatives);
        let has_told =
            scopes.is_some() && self.parts.iter().any(|part| part.kind.concept().is_some());
        let has_disease = self
            .parts
            .iter()
            .any(|part| matches!(&part.kind, PartKind::Concept(reading) if reading.is_condition));
        if scopes.is_some() {
            self.leave_unread(has_concept, &filler);
        }
        let mut seen: HashSet<Arc<str>> = self.parts.iter().filter_map(single).collect();
        let soft = self.soft_words();
        for term in analyzer.query_terms(self.text) {
            let span = term.span.clone();
            let at = self.token_at(&span);
            let is_spent = at.is_some_and(|at| {
                let is_cue = |scopes: &Scopes| scopes.cue[at] || scopes.family[at] && self.is_note;
                self.taken[at] || self.unread[at] || scopes.is_some_and(is_cue)
            });
            let is_filler = |filler: &[bool]| {
                let mut inside = self
                    .tokens
                    .iter()
                    .zip(filler)
                    .filter(|(token, _)| overlaps(&token.span, &span))
                    .peekable();
                inside.peek().is_some() && inside.all(|(_, filler)| *filler)
            };
            let is_small = |at: usize| self.small.stands_at(self.tokens, at);
            // Who has the disease is not looked for: "my mother has Parkinson's".
            let is_relative = has_told && at.is_some_and(|at| relatives[at]);
            if is_relative
                || is_spent
                || self.is_taken(&span)
                || at.is_some_and(is_small)
                || is_filler(&filler)
            {
                continue;
            }
            if !seen.insert(Arc::clone(&term.text)) {
                self.repeated = self.taken_around(&self.repeated, &span);
                continue;
            }
            let label = self.text[span.clone()].to_owned();
            let is_code = is_code(&label, self.text);
            let is_denied = at.is_some_and(|at| scopes.is_some_and(|scopes| scopes.denied[at]));
            if let Some(at) = at.filter(|at| is_denied && self.is_unwanted(*at, &term, scopes)) {
                let span = self.tokens[at].span.clone();
                let kind = PartKind::Not(Unwanted::Word(term));
                self.take(kind, span, label, Effect::Fit);
                continue;
            }
            // A marker of no disease's name, with what is known of it: "PSMA+".
            let sign = sign_behind(self.text, &span)
                .or_else(|| self.sign_in_words(span.end).filter(|_| is_code))
                .filter(|_| scopes.is_some());
            if let (Some((sign, mark)), false) = (sign, is_denied) {
                let standing = match sign {
                    Sign::Positive => Standing::Besides,
                    Sign::Negative => Standing::Absent,
                };
                let what = Told::Word(term);
                let label = self.text[span.start..mark.end].to_owned();
                let kind = PartKind::Background { what, standing };
                self.take(kind, span.start..mark.end, label, standing.effect());
                continue;
            }
            // A treatment without a name: "already on zonkinumab".
            let told = at.and_then(|at| self.history_of_word(at, scopes?));
            if let Some(standing) = told.filter(|_| has_disease && !is_denied) {
                let what = Told::Word(term);
                let kind = PartKind::Background { what, standing };
                self.take(kind, span, label, standing.effect());
                continue;
            }
            let is_soft = at.is_some_and(|at| self.soft[at] || soft[at]);
            let is_number = label.bytes().all(|b| b.is_ascii_digit());
            // Around the name of a disease, the words of a sentence tell a story; only codes and names are asked for.
            let is_story = has_concept && (self.is_sentence || is_denied) && !is_code;
            let effect = match is_story || has_concept && (self.is_note || is_number || is_soft) {
                true => Effect::Rank,
                false => Effect::Must,
            };
            // "No hangar or zebra": what is denied beside something unwanted is not asked for.
            if is_denied && (has_concept || self.unwanted_words().next().is_some()) {
                continue;
            }
            self.push(PartKind::Word { terms: vec![term] }, span, label, effect);
        }
    }

    /// Returns the sign that the word is which follows a marker that ends at `end`: "CD20-positive", "PSMA negativ".
    fn sign_in_words(&self, end: usize) -> Option<(Sign, Range<usize>)> {
        let next = self.tokens.iter().find(|token| token.span.start >= end)?;
        let starts = |beginnings: [&str; 2]| {
            beginnings
                .iter()
                .any(|beginning| next.text.starts_with(beginning))
        };
        let sign = match next.gap <= Gap::Hyphen {
            true if starts(["positiv", "positif"]) || next.text == "pos" => Sign::Positive,
            true if starts(["negativ", "negatif"]) || next.text == "neg" => Sign::Negative,
            _ => return None,
        };
        Some((sign, next.span.clone()))
    }

    /// Returns how the person stands to a treatment without a name: what trials test, all by itself right behind a trigger that tells of treatments.
    fn history_of_word(&self, at: usize, scopes: &Scopes) -> Option<Standing> {
        let before = at.checked_sub(1)?;
        let history = scopes.history[at].filter(|_| scopes.cue[before])?;
        let goes_on = self
            .tokens
            .get(at + 1)
            .is_some_and(|next| next.gap < Gap::Comma && !self.small.contains(next));
        let word = &self.tokens[at];
        let is_name = word.kind == TokenKind::Word
            && word.text.len() >= SHORTEST_NAME
            && !self.lexicon.ordinary.contains(&word.text);
        (is_name && !goes_on).then_some(Standing::of_history(history))
    }

    /// Returns whether a word without a name is unwanted: a thing that a trial may test, all by itself behind the denial or in a list there. "No transplant" is a wish; "no liver function", "never had a transplant" and "no change after transplant" are none.
    fn is_unwanted(&self, at: usize, term: &AnalyzedTerm, scopes: Option<&Scopes>) -> bool {
        let Some(scopes) = scopes.filter(|_| !self.is_note) else {
            return false;
        };
        let is_small = |at: usize| !scopes.cue[at] && self.small.contains(&self.tokens[at]);
        let is_unwanted_word = |at: usize| {
            let span = Some(&self.tokens[at].span);
            self.unwanted_words().any(|part| part.span.as_ref() == span)
        };
        let before = (0..at)
            .rev()
            .find(|before| !is_small(*before) && !is_unwanted_word(*before));
        let is_right_behind = before.is_some_and(|before| scopes.unwanted[before]);
        let goes_on = self.tokens.get(at + 1).is_some_and(|next| {
            next.gap < Gap::Comma && scopes.denied[at + 1] && !is_small(at + 1)
        });
        is_right_behind && !goes_on && (self.lexicon.is_tested)(&term.text)
    }

    /// Returns the words that were taken as unwanted.
    fn unwanted_words(&self) -> impl Iterator<Item = &Part> {
        let parts = self.parts.iter();
        parts.filter(|part| matches!(part.kind, PartKind::Not(Unwanted::Word(_))))
    }

    /// Tells which tokens say nothing: those of filler phrases, and small words of the text's language.
    fn filler(&self) -> Vec<bool> {
        let mut filler = self.covered_by(&self.lexicon.cues.clauses.filler);
        for (at, filler) in filler.iter_mut().enumerate() {
            *filler |= self.small.stands_at(self.tokens, at);
        }
        filler
    }

    pub(super) fn covered_by(&self, table: &PhraseTable<()>) -> Vec<bool> {
        let mut covered = vec![false; self.tokens.len()];
        for at in 0..self.tokens.len() {
            if let Some((length, ())) = table.longest_at(self.tokens, at) {
                covered[at..at + length].fill(true);
            }
        }
        covered
    }

    /// Sets apart what no record answers: words such as "paid", and measures beside what is asked for.
    fn leave_unread(&mut self, has_concept: bool, filler: &[bool]) {
        if has_concept {
            for range in read_measures(self.tokens, &self.taken, self.lexicon.cues) {
                self.unread[range].fill(true);
            }
        }
        let no_answer = self.covered_by(&self.lexicon.cues.clauses.unread);
        for at in (0..self.tokens.len()).filter(|at| no_answer[*at] && !self.parts.is_empty()) {
            self.unread[at] |= !self.taken[at] && !filler[at];
        }
    }

    /// Tells which tokens are of words that only order, and of what is counted by them: "stage 3b".
    fn soft_words(&self) -> Vec<bool> {
        let mut soft = self.covered_by(&self.lexicon.cues.clauses.soft);
        for at in 1..soft.len() {
            let token = &self.tokens[at];
            let counts = token.kind == TokenKind::Number
                || token.gap == Gap::None && self.tokens[at - 1].kind == TokenKind::Number
                || numeral(&self.tokens[at - 1].text, " ", &token.text).is_some();
            soft[at] |= soft[at - 1] && counts && token.gap < Gap::Comma;
        }
        soft
    }

    /// Returns what says something and that nothing took, in stretches.
    pub fn unread(&self, scopes: Option<&Scopes>, analyzer: &mut Analyzer) -> Vec<Unread> {
        let filler = match scopes {
            Some(_) => self.filler(),
            None => (0..self.tokens.len())
                .map(|at| self.small.stands_at(self.tokens, at))
                .collect(),
        };
        let terms = analyzer.query_terms(self.text);
        let spans = || {
            let parts = self.parts.iter().chain(&self.suggestions);
            parts.filter_map(|part| part.span.as_ref())
        };
        let is_used = |at: usize| {
            let span = &self.tokens[at].span;
            let is_cue = scopes.is_some_and(|scopes| scopes.cue[at]);
            !self.unread[at]
                && (self.taken[at]
                    || self.repeated[at]
                    || is_cue
                    || filler[at]
                    || spans().any(|part| overlaps(part, span))
                    || !terms.iter().any(|term| overlaps(&term.span, span)))
        };
        let mut unread: Vec<Range<usize>> = Vec::new();
        let mut last: Option<usize> = None;
        for at in (0..self.tokens.len()).filter(|at| !is_used(*at)) {
            // Small words in between belong to the stretch.
            let goes_on = last.is_some_and(|last| {
                (last + 1..=at).all(|between| {
                    self.tokens[between].gap < Gap::Comma && (between == at || filler[between])
                })
            });
            let span = self.tokens[at].span.clone();
            match unread.last_mut() {
                Some(stretch) if goes_on => stretch.end = span.end,
                _ => unread.push(span),
            }
            last = Some(at);
        }
        let of = |span: Range<usize>| Unread {
            text: self.text[span.clone()].to_owned(),
            span,
        };
        unread.into_iter().map(of).collect()
    }
}
