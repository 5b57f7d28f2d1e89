//! Small words: those that say nothing of their own, by the language of the text.
//!
//! German "als" is small in a German sentence and a disease in an English one. A word in capitals among others, or one that is joined to digits, is never small: "ALS", "LES", "IL-6".

use super::Lexicon;
use crate::read::tokens::{Case, Gap, Token, TokenKind};

/// Tells small words of a text.
#[derive(Clone, Copy)]
pub(super) struct SmallWords<'a> {
    lexicon: &'a Lexicon<'a>,
    language: Option<&'a str>,
    /// Everything is in capitals, so that capitals say nothing.
    is_shouted: bool,
}

impl<'a> SmallWords<'a> {
    /// Looks at the tokens of a text; `language` is that of the text, where it is known.
    pub fn new(lexicon: &'a Lexicon<'a>, language: Option<&'a str>, tokens: &[Token]) -> Self {
        let words = || tokens.iter().filter(|token| token.kind == TokenKind::Word);
        let is_upper = |token: &Token| token.case == Case::Upper || token.text.len() == 1;
        SmallWords {
            lexicon,
            language,
            is_shouted: words().count() > 2 && words().all(is_upper),
        }
    }

    /// Returns whether a token is a small word of English or of the text's own language; where that is not known, of any language.
    pub fn contains(&self, token: &Token) -> bool {
        let is_unknown = self.language.is_none_or(|language| language == "en");
        self.is_of_language(token)
            || is_unknown
                && !self.is_written_large(token)
                && self.lexicon.stopwords.contains_in_any(&token.text)
    }

    /// Returns whether a token is a small word of English or of the text's own language.
    pub fn is_of_language(&self, token: &Token) -> bool {
        let stopwords = self.lexicon.stopwords;
        !self.is_written_large(token)
            && (stopwords.contains(None, &token.text)
                || stopwords.contains(self.language, &token.text))
    }

    fn is_written_large(&self, token: &Token) -> bool {
        token.case == Case::Upper && !self.is_shouted
    }

    /// Returns whether the token at a place is a small word; letters that touch a number are part of its name.
    pub fn stands_at(&self, tokens: &[Token], at: usize) -> bool {
        let is_joined = |before: &Token, behind: &Token| {
            behind.gap <= Gap::Hyphen
                && behind.gap != Gap::Blank
                && (before.kind == TokenKind::Number) != (behind.kind == TokenKind::Number)
        };
        let to_next = tokens
            .get(at + 1)
            .is_some_and(|next| next.kind == TokenKind::Number && is_joined(&tokens[at], next));
        // "Exon 19 del": behind a number stands what is numbered, unless the sentence is of the word's own language.
        let token = &tokens[at];
        let is_english = self.lexicon.stopwords.contains(None, &token.text);
        let is_numbered = at > 0
            && tokens[at - 1].kind == TokenKind::Number
            && token.gap < Gap::Comma
            && self.language.is_none_or(|language| language == "en")
            && !is_english;
        !to_next && !is_numbered && self.contains(token)
    }
}
