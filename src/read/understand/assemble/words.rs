//! Words: what no name and no reader took.

use std::{collections::HashSet, sync::Arc};

use super::Assembly;
use crate::{
    read::{
        part::{Effect, Part, PartKind, Unwanted},
        tokens::Gap,
        understand::{Scopes, overlaps, wording::is_code},
    },
    text::analyzers::{AnalyzedTerm, Analyzer},
};

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
        let mut seen: HashSet<Arc<str>> = self.parts.iter().filter_map(single).collect();
        let has_concept = self.parts.iter().any(|part| {
            matches!(part.kind, PartKind::Concept(_) | PartKind::Id { .. })
                && part.effect == Effect::Must
        });
        for term in analyzer.query_terms(self.text) {
            let span = term.span.clone();
            let at = self.token_at(&span);
            let is_spent = at.is_some_and(|at| {
                let is_cue = |scopes: &Scopes| scopes.cue[at] || scopes.family[at] && self.is_note;
                self.taken[at] || scopes.is_some_and(is_cue)
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
            let word = crate::text::fold(&self.text[span.clone()]);
            if is_spent
                || self.is_taken(&span)
                || self.lexicon.stopwords.contains(None, &word)
                || is_filler(&filler)
                || !seen.insert(Arc::clone(&term.text))
            {
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
            let is_soft = at.is_some_and(|at| self.soft[at]);
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

    /// Returns whether a word without a name is unwanted: a thing that a trial may test, all by itself behind the denial or in a list there. "No transplant" is a wish; "no liver function", "never had a transplant" and "no change after transplant" are none.
    fn is_unwanted(&self, at: usize, term: &AnalyzedTerm, scopes: Option<&Scopes>) -> bool {
        let Some(scopes) = scopes.filter(|_| !self.is_note) else {
            return false;
        };
        let is_small = |at: usize| {
            let word = &self.tokens[at].text;
            !scopes.cue[at] && self.lexicon.stopwords.contains_in_any(word)
        };
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

    /// Returns which tokens say nothing about which trial is meant.
    fn filler(&self) -> Vec<bool> {
        let mut filler = vec![false; self.tokens.len()];
        let cues = &self.lexicon.cues.clauses;
        for at in 0..self.tokens.len() {
            if let Some((length, ())) = cues.filler.longest_at(self.tokens, at) {
                filler[at..at + length].fill(true);
            }
            // Of the other languages, small words count only where they are not words of English.
            filler[at] |= self
                .lexicon
                .stopwords
                .contains_in_any(&self.tokens[at].text);
        }
        filler
    }
}
