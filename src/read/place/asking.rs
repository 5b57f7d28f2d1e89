//! What is left to ask for: a place that nobody knows ("near Blorptown"), and the person's own ("near me").

use std::ops::Range;

use super::{
    super::tokens::{Gap, TokenKind},
    cues::Before,
    names::Scene,
    radius::Radius,
    verdict::{Judged, Verdict},
};
use crate::places::PlaceError;

/// A place that was named and that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPlace {
    /// The name as it was written.
    pub name: String,
    /// Labels of places with a similar name, best first; may be empty.
    pub nearest: Vec<String>,
}

/// The most words of a name that nobody knows.
const MOST_WORDS: usize = 3;
/// The fewest letters of one.
const SHORTEST: usize = 4;

impl Scene<'_> {
    /// Where the person says "near me".
    pub(super) fn near_me(&self) -> Option<Range<usize>> {
        let starts = (0..self.tokens.len()).filter(|at| self.is_free(*at));
        let mut found = starts.filter_map(|at| {
            let (length, ()) = self.cues.near_me.longest_at(self.tokens, at)?;
            Some(at..at + length)
        });
        found.next()
    }

    /// The first place that a cue leaves no doubt of and whose name nobody knows, with the cue.
    pub(super) fn unknown_place(
        &self,
        radii: &[Radius],
        asked: Option<&Range<usize>>,
    ) -> Option<(Range<usize>, UnknownPlace)> {
        if self.is_note {
            return None;
        }
        (1..self.tokens.len()).find_map(|at| {
            let start = self.start_of_cue(at, radii)?;
            if asked.is_some_and(|asked| start < asked.end && asked.start < at) {
                return None;
            }
            let most = self.unknown_words_from(at);
            (1..=most).rev().find_map(|count| {
                let end = at + count;
                let name = self.slice(&(at..end));
                let Err(PlaceError::Unknown { closest, .. }) = self.gazetteer.resolve(name) else {
                    return None;
                };
                let unknown = UnknownPlace {
                    name: name.to_owned(),
                    nearest: closest,
                };
                Some((start..end, unknown))
            })
        })
    }

    /// Takes away the names that cannot be what was said, and returns the first: "Springfield, Wyoming", where no Springfield is.
    pub(super) fn take_contradicted(
        &self,
        judged: &mut Vec<Judged>,
    ) -> Option<(Range<usize>, UnknownPlace)> {
        let mut found = judged.extract_if(.., |judged| {
            judged.verdict == Verdict::Sure && judged.named.contradicted.is_some()
        });
        let first = found.next();
        drop(found);
        let first = first?;
        let end = first.named.contradicted?;
        let name = self.slice(&(first.named.head.start..end));
        let Err(PlaceError::Unknown { closest, .. }) = self.gazetteer.resolve(name) else {
            judged.push(first);
            return None;
        };
        judged.retain(|other| other.tokens.start < first.tokens.start || other.tokens.start >= end);
        let unknown = UnknownPlace {
            name: name.to_owned(),
            nearest: closest,
        };
        Some((first.tokens.start..end, unknown))
    }

    /// The first token of a cue that ends before `at` and says that a place follows.
    fn start_of_cue(&self, at: usize, radii: &[Radius]) -> Option<usize> {
        if self.gap(at) > Gap::Blank {
            return None;
        }
        let radius = radii
            .iter()
            .find(|radius| radius.tokens.end == at && radius.leads_on);
        if let Some(radius) = radius {
            return Some(radius.tokens.start);
        }
        let (start, before) = self.cues.before.longest_before(self.tokens, at)?;
        let is_capital = self.capitals_count
            && self.is_capital(at)
            && !self.is_upper(at)
            && self.gap(at + 1) >= Gap::Comma;
        let is_cue = match before {
            Before::Strong => true,
            Before::Weak => is_capital,
            _ => false,
        };
        is_cue.then_some(start)
    }

    /// How many tokens from `at` on are words that nobody knows.
    fn unknown_words_from(&self, at: usize) -> usize {
        let is_unknown = |at: usize| {
            let Some(token) = self.tokens.get(at).filter(|_| self.is_free(at)) else {
                return false;
            };
            let is_word = match token.kind {
                TokenKind::Word => token.text.chars().count() >= SHORTEST,
                _ => false,
            };
            is_word
                && !(self.words.is_ordinary)(&token.text)
                && !(self.words.is_indexed)(&token.text)
                && !self.cues.is_common(&token.text)
        };
        let mut count = 0;
        while count < MOST_WORDS
            && is_unknown(at + count)
            && (count == 0 || self.gap(at + count) <= Gap::Hyphen)
        {
            count += 1;
        }
        // "near-infrared" and "near infrared-guided" are no places.
        match self.gap(at + count) {
            Gap::Hyphen | Gap::None if at + count < self.tokens.len() => 0,
            _ => count,
        }
    }
}
