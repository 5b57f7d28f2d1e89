//! Postal codes: five digits, the codes of the United Kingdom and Canada, and a code before its city.

use super::{
    super::tokens::{Gap, TokenKind},
    cues::{Before, NameClass},
    names::{Named, Scene, is_us_code},
};
use crate::places::{NameSense, NearPlace, PlaceKind};

/// A postal code found, before it is judged.
#[derive(Debug, Clone)]
pub(super) struct Code {
    pub named: Named,
    /// Whether its shape alone makes it one: a full code of the United Kingdom or Canada, a code with its city.
    pub is_unmistakable: bool,
}

impl Scene<'_> {
    /// The postal code at a token.
    pub(super) fn code_at(&self, at: usize) -> Option<Code> {
        if !self.is_free(at) {
            return None;
        }
        let token = self.tokens.get(at)?;
        if token.kind == TokenKind::Number {
            return self.digits_at(at);
        }
        let is_letters = token.kind == TokenKind::Word
            && token.text.len() <= 2
            && token.text.bytes().all(|b| b.is_ascii_alphabetic());
        if !is_letters || self.gap(at + 1) != Gap::None {
            return None;
        }
        let whole = self.end_of_letter_code(at);
        let district = whole.or_else(|| self.end_of_district(at));
        let end = district.or_else(|| self.end_of_area(at))?;
        let near = self.postal(at, end)?;
        Some(Code {
            named: self.of_code(at, end, near),
            is_unmistakable: true,
        })
    }

    /// The end of a full code such as `LS9 7TF`, `SW1A 1AA` or `M5G 2M9`.
    fn end_of_letter_code(&self, at: usize) -> Option<usize> {
        let is_digits = |at: usize, most: usize| {
            self.tokens.get(at).is_some_and(|token| {
                token.kind == TokenKind::Number
                    && token.text.len() <= most
                    && token.text.bytes().all(|b| b.is_ascii_digit())
            })
        };
        let is_letters = |at: usize, count: usize| {
            self.tokens.get(at).is_some_and(|token| {
                token.kind == TokenKind::Word
                    && token.text.len() == count
                    && token.text.bytes().all(|b| b.is_ascii_alphabetic())
            })
        };
        // `ls97tf`, written in one.
        if is_digits(at + 1, 3) && is_letters(at + 2, 2) && self.gap(at + 2) == Gap::None {
            return Some(at + 3);
        }
        if !is_digits(at + 1, 2) {
            return None;
        }
        let mut end = at + 2;
        if is_letters(end, 1) && self.gap(end) == Gap::None {
            end += 1;
        }
        let is_inward = is_digits(end, 1)
            && self.gap(end) <= Gap::Hyphen
            && self.gap(end + 1) == Gap::None
            && (is_letters(end + 1, 2) || is_letters(end + 1, 1));
        if !is_inward {
            return None;
        }
        if is_letters(end + 1, 2) {
            return Some(end + 2);
        }
        if self.is_stage(at) {
            return None;
        }
        // Canada: letter, digit, letter, digit, letter, digit.
        (is_digits(end + 2, 1) && self.gap(end + 2) == Gap::None).then_some(end + 3)
    }

    /// Whether `T2N0M0` stands at a token: how far a tumour has spread, and no code of Calgary.
    fn is_stage(&self, at: usize) -> bool {
        let is_joined = (at + 1..at + 6).all(|at| self.gap(at) == Gap::None);
        let letters = [at, at + 2, at + 4].map(|at| self.word(at));
        is_joined && letters == ["t", "n", "m"]
    }

    /// The end of the first part of a Canadian code, `H3A`, that stands alone: in capitals, as the last words, right behind what is asked for.
    fn end_of_area(&self, at: usize) -> Option<usize> {
        let end = at + 3;
        let written = self.slice(&(at..end.min(self.tokens.len())));
        let &[first, digit, last] = written.as_bytes() else {
            return None;
        };
        // No code has a letter that looks like another one.
        let may_begin = matches!(first, b'A'..=b'Y') && !b"DFIOQUW".contains(&first);
        let may_end = last.is_ascii_uppercase() && !b"DFIOQU".contains(&last);
        let is_code = may_begin && digit.is_ascii_digit() && may_end;
        let is_of_name = |at: usize| !self.is_free(at) || (self.words.is_named)(at);
        let follows_name = at > 0
            && (self.gap(at) == Gap::Comma || self.gap(at) == Gap::Blank && is_of_name(at - 1));
        let is_written = follows_name
            && matches!(self.gap(end), Gap::Blank | Gap::Comma | Gap::Sentence)
            && self.only_closers_from(end)
            && self.text.bytes().any(|byte| byte.is_ascii_lowercase());
        let is_other = || self.cues.is_other_code(&written.to_ascii_lowercase());
        (is_code && is_written && !is_other()).then_some(end)
    }

    /// The end of the first part of a code, `SW1A` or `K1A`, where a cue says that a place stands there.
    fn end_of_district(&self, at: usize) -> Option<usize> {
        let before = self.cues.before.longest_before(self.tokens, at);
        let has_cue = matches!(before, Some((_, Before::Strong)))
            || self
                .cues
                .code_words
                .longest_before(self.tokens, at)
                .is_some();
        let is_digits = self
            .tokens
            .get(at + 1)
            .is_some_and(|token| token.kind == TokenKind::Number && token.text.len() <= 2);
        if !has_cue || !is_digits {
            return None;
        }
        let end = at + 2;
        let is_letter = self.gap(end) == Gap::None
            && self
                .tokens
                .get(end)
                .is_some_and(|token| token.kind == TokenKind::Word && token.text.len() == 1);
        Some(end + usize::from(is_letter))
    }

    fn digits_at(&self, at: usize) -> Option<Code> {
        let token = &self.tokens[at];
        let written = self.text.get(token.span.clone())?;
        let is_five = is_us_code(written);
        let is_four = written.len() == 4 && written.bytes().all(|b| b.is_ascii_digit());
        if !is_five && !is_four {
            return None;
        }
        let before = self.text[..token.span.start].chars().next_back();
        let is_marked =
            before.is_some_and(|c| matches!(c, '$' | '€' | '£' | '#' | '<' | '>' | '≥'));
        let glued = token.gap == Gap::None && at > 0 || self.gap(at + 1) == Gap::None;
        let is_amount = self.cues.no_code.longest_at(self.tokens, at + 1).is_some()
            && self.gap(at + 1) < Gap::Comma;
        if is_marked || glued || is_amount {
            return None;
        }
        // "10115 Berlin", "1081 HV Amsterdam" without its letters, "8091 Zürich".
        if self.gap(at + 1) == Gap::Blank
            && let Some(city) = self.name_at(at + 1)
            && city.sense.is_city
            && city.class != NameClass::Never
        {
            // A code that nobody knows belongs to its city all the same.
            let end = city.tokens.end;
            let near = self.gazetteer.resolve(self.slice(&(at..end))).ok()?;
            return Some(Code {
                named: self.of_code(at, end, near),
                is_unmistakable: true,
            });
        }
        // `BGB-10188` and `AMG®23104` are drugs.
        if !is_five || at > 0 && matches!(token.gap, Gap::Hyphen | Gap::Slash | Gap::Mark) {
            return None;
        }
        let mut end = at + 1;
        let has_four_more = self.gap(end) == Gap::Hyphen
            && self
                .tokens
                .get(end)
                .is_some_and(|token| token.text.len() == 4 && token.number().is_some());
        let near = self.postal(at, end)?;
        if has_four_more {
            end += 1;
        }
        Some(Code {
            named: self.of_code(at, end, near),
            is_unmistakable: false,
        })
    }

    fn postal(&self, start: usize, end: usize) -> Option<NearPlace> {
        let near = self.gazetteer.resolve(self.slice(&(start..end))).ok()?;
        (near.place.kind == PlaceKind::Zip).then_some(near)
    }

    fn of_code(&self, start: usize, end: usize, near: NearPlace) -> Named {
        Named {
            tokens: start..end,
            head: start..end,
            key: String::new(),
            within: Vec::new(),
            sense: NameSense::default(),
            class: NameClass::Plain,
            code: Some(near),
            is_code: false,
            is_corrected: false,
            contradicted: None,
        }
    }
}
