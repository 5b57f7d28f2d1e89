//! Misspelt places: only where a cue says that a place stands there and nobody knows the word.

use super::{
    super::tokens::{Gap, TokenKind},
    cues::{Before, NameClass},
    names::{Named, Scene},
    radius::Radius,
    verdict::{Judged, Verdict},
};

/// The fewest letters of a misspelt name.
const SHORTEST: usize = 5;
/// The fewest letters where no preposition says that a place follows.
const SHORTEST_WITHOUT_CUE: usize = 6;
/// The most words of a misspelt name.
const MOST_WORDS: usize = 3;

impl Scene<'_> {
    /// The misspelt place of a query in which no other place is sure.
    pub(super) fn misspelt(&self, radii: &[Radius]) -> Option<Judged> {
        if self.is_note {
            return None;
        }
        for at in 0..self.tokens.len() {
            let cue = self.cues.before.longest_before(self.tokens, at);
            let follows_cue = self.gap(at) <= Gap::Blank
                && matches!(cue, Some((_, Before::Strong | Before::Weak)))
                || radii
                    .iter()
                    .any(|radius| radius.tokens.end == at && radius.leads_on);
            let follows_comma = at > 0 && self.gap(at) == Gap::Comma;
            let least = if follows_cue {
                SHORTEST
            } else {
                SHORTEST_WITHOUT_CUE
            };
            for count in (1..=MOST_WORDS).rev() {
                let end = at + count;
                let may_be_last = at > 0 && (end == self.tokens.len() || self.is_area_at(end));
                let ends_part = follows_comma && self.gap(end) >= Gap::Comma;
                if !(follows_cue || may_be_last || ends_part) {
                    continue;
                }
                let named = self.corrected_at(at, count, least).filter(|named| {
                    follows_cue || ends_part || named.tokens.end == self.tokens.len()
                });
                if let Some(named) = named {
                    let mut judged = self.judge(named, radii, false);
                    judged.verdict = Verdict::Sure;
                    return Some(judged);
                }
            }
        }
        None
    }

    /// Whether a state or country, or an abbreviation of one, stands at a token: "Pittsburg PA".
    fn is_area_at(&self, at: usize) -> bool {
        self.gap(at) <= Gap::Comma
            && self
                .longest_name(at, 2, |sense| sense.is_area() || sense.is_state_code)
                .is_some()
    }

    fn corrected_at(&self, at: usize, count: usize, least: usize) -> Option<Named> {
        let words = self.tokens.get(at..at + count)?;
        let is_plain = words.iter().enumerate().all(|(offset, token)| {
            self.is_free(at + offset)
                && token.kind == TokenKind::Word
                && (offset == 0 || token.gap <= Gap::Hyphen)
        });
        if !is_plain || words.iter().all(|token| self.cues.is_common(&token.text)) {
            return None;
        }
        // A word that the documents know is no slip, nor is a piece of a longer name: "Dana-Farber".
        let is_known = |word: &str| (self.words.is_ordinary)(word) || (self.words.is_indexed)(word);
        let is_bound = |at: usize| matches!(self.gap(at), Gap::Hyphen | Gap::None | Gap::Slash);
        if words.iter().all(|token| is_known(&token.text))
            || at > 0 && is_bound(at)
            || at + count < self.tokens.len() && is_bound(at + count)
            || self.is_end_of_name(at)
        {
            return None;
        }
        let texts: Vec<&str> = words.iter().map(|token| token.text.as_str()).collect();
        let key = texts.join(" ");
        if key.chars().count() < least {
            return None;
        }
        // A word that is a name, however small the place, stays as it is.
        if self.gazetteer.probe(&key).sense.is_some() {
            return None;
        }
        let name = self.gazetteer.corrected_name(&key)?;
        let class = self.cues.class_of(name);
        if matches!(class, NameClass::Never | NameClass::Word | NameClass::Shy) {
            return None;
        }
        // A part that is right ("san") and a part that is wrong make one name; a name of one word is not found in two.
        if count > 1 && name.split(' ').count() != count {
            return None;
        }
        let mut named = Named {
            tokens: at..at + count,
            head: at..at + count,
            key: name.to_owned(),
            within: Vec::new(),
            sense: self.gazetteer.probe(name).sense?,
            class,
            code: None,
            is_code: false,
            is_corrected: true,
            contradicted: None,
        };
        self.add_qualifiers(&mut named);
        Some(named)
    }
}
