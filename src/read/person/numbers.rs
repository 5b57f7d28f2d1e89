//! Numbers in words: "eighty-three", "veintidós", "fünfundvierzig", "quatre-vingt-dix", "六十二".

use std::collections::BTreeMap;

use super::cues::spellings;
use crate::read::{
    phrases::PhraseTable,
    tokens::{Gap, Token, TokenKind},
};

/// A number at a place of the query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    pub(super) value: f64,
    /// Its length in tokens.
    pub(super) length: usize,
    pub(super) is_digits: bool,
    /// Whether the word says "years old" as well: "siebzigjährige".
    pub(super) is_years_old: bool,
}

/// Numbers in words, of all languages.
#[derive(Debug, Clone, Default)]
pub(super) struct NumberWords {
    table: PhraseTable<(u32, bool)>,
}

impl NumberWords {
    /// Adds the numbers of a language and all that are made of them.
    pub(super) fn add(
        &mut self,
        numbers: &BTreeMap<String, u32>,
        tens: &BTreeMap<String, u32>,
        joins: &[String],
        ones_first: bool,
        years_old: &[String],
    ) {
        let mut all: Vec<(String, u32)> = Vec::new();
        for (word, number) in numbers.iter().chain(tens) {
            all.push((word.clone(), *number));
        }
        for (ten_word, ten) in tens {
            let ones = numbers.iter().filter(|(_, one)| (1..=9).contains(*one));
            for (one_word, one) in ones {
                for join in joins {
                    all.push(if ones_first {
                        (format!("{one_word}{join}{ten_word}"), ten + one)
                    } else {
                        (format!("{ten_word} {join} {one_word}"), ten + one)
                    });
                }
            }
        }
        for (word, number) in &all {
            for spelling in spellings(word) {
                self.table.add(&spelling, (*number, false));
                // German writes the number and "years old" in one word.
                if ones_first {
                    for unit in years_old {
                        for glued in spellings(&format!("{spelling}{unit}")) {
                            self.table.add(&glued, (*number, true));
                        }
                    }
                }
            }
        }
    }

    /// Returns the number that begins at token `at`, in digits or words.
    pub(super) fn at(&self, tokens: &[Token], at: usize) -> Option<Number> {
        let token = tokens.get(at)?;
        if token.kind == TokenKind::Number {
            return Some(Number {
                value: token.number()?,
                length: 1,
                is_digits: true,
                is_years_old: false,
            });
        }
        let (length, (value, is_years_old)) = self.table.longest_at(tokens, at)?;
        Some(Number {
            value: f64::from(*value),
            length,
            is_digits: false,
            is_years_old: *is_years_old,
        })
    }

    /// Returns whether a number in words or digits ends right before token `end`.
    pub(super) fn ends_before(&self, tokens: &[Token], end: usize) -> bool {
        let Some(last) = end.checked_sub(1).and_then(|last| tokens.get(last)) else {
            return false;
        };
        let is_close = tokens.get(end).is_some_and(|token| token.gap < Gap::Comma);
        is_close
            && (last.kind == TokenKind::Number || self.table.longest_before(tokens, end).is_some())
    }
}

#[cfg(test)]
mod tests {
    use crate::read::tokens::tokenize;

    #[test]
    fn numbers_are_read_in_words_of_every_language() {
        let cues = crate::read::Cues::compiled_in().person;
        for (text, expected) in [
            ("eleven", Some(11.0)),
            ("eighty-three", Some(83.0)),
            ("seventy two", Some(72.0)),
            ("fourty", Some(40.0)),
            ("cuarenta y cinco", Some(45.0)),
            ("veintidós", Some(22.0)),
            ("fünfundvierzig", Some(45.0)),
            ("fuenfundvierzig", Some(45.0)),
            ("einunddreissig", Some(31.0)),
            ("soixante-dix-sept", Some(77.0)),
            ("quatre-vingt-trois", Some(83.0)),
            ("quatre-vingt-dix", Some(90.0)),
            ("vingt et un", Some(21.0)),
            ("六十二", Some(62.0)),
            ("十一", Some(11.0)),
            ("二十", Some(20.0)),
            ("62", Some(62.0)),
            ("2.5", Some(2.5)),
            ("asthma", None),
        ] {
            let tokens = tokenize(text);
            let number = cues.numbers.at(&tokens, 0);
            assert_eq!(number.map(|number| number.value), expected, "{text}");
            if let Some(number) = number {
                assert_eq!(number.length, tokens.len(), "{text}");
            }
        }
    }
}
