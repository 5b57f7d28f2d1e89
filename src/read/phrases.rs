//! Phrases: tables of cue words, looked up at a position of the tokens, the longest first.
//!
//! The tables live in `index_config/read/`, by language; a query is matched against all languages at once, since people mix them.

use foldhash::{HashMap, HashMapExt};

use super::tokens::{Gap, Token, tokenize};

/// Phrases and what they mean.
#[derive(Debug, Clone)]
pub struct PhraseTable<T> {
    /// By first token: the whole phrases, the longest first.
    by_first: HashMap<String, Vec<(Vec<String>, T)>>,
}

impl<T> Default for PhraseTable<T> {
    fn default() -> Self {
        PhraseTable {
            by_first: HashMap::new(),
        }
    }
}

impl<T: Clone> PhraseTable<T> {
    /// Adds a phrase, cut into tokens as a query is. A phrase without a word is passed over; of one phrase twice the first stays.
    pub fn add(&mut self, phrase: &str, value: T) {
        let words: Vec<String> = tokenize(phrase)
            .into_iter()
            .map(|token| token.text)
            .collect();
        let Some(first) = words.first().cloned() else {
            return;
        };
        let row = self.by_first.entry(first).or_default();
        if row.iter().any(|(other, _)| *other == words) {
            return;
        }
        row.push((words, value));
        row.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    }

    /// Returns the longest phrase that begins at token `at`, as its length in tokens and its value. No phrase reaches across a comma or the end of a sentence.
    pub fn longest_at(&self, tokens: &[Token], at: usize) -> Option<(usize, &T)> {
        let first = tokens.get(at)?;
        let row = self.by_first.get(&first.text)?;
        row.iter().find_map(|(words, value)| {
            let here = tokens.get(at..at + words.len())?;
            let fits = here
                .iter()
                .zip(words)
                .enumerate()
                .all(|(position, (token, word))| {
                    token.text == *word && (position == 0 || token.gap < Gap::Comma)
                });
            fits.then_some((words.len(), value))
        })
    }

    /// Returns the longest phrase that ends right before token `end`, as its first token and its value.
    pub fn longest_before(&self, tokens: &[Token], end: usize) -> Option<(usize, &T)> {
        const LONGEST: usize = 8;
        (end.saturating_sub(LONGEST)..end).find_map(|start| {
            let (length, value) = self.longest_at(tokens, start)?;
            (start + length == end).then_some((start, value))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phrase_wins_and_none_crosses_a_comma() {
        let mut table = PhraseTable::default();
        table.add("not", 1);
        table.add("not yet recruiting", 2);
        table.add("招募中", 3);
        let at = |text: &str, at: usize| {
            table
                .longest_at(&tokenize(text), at)
                .map(|(length, value)| (length, *value))
        };
        assert_eq!(at("Not-yet recruiting!", 0), Some((3, 2)));
        assert_eq!(at("not yet, recruiting", 0), Some((1, 1)));
        assert_eq!(at("是招募中", 1), Some((3, 3)));
        assert_eq!(at("yet", 0), None);
        let tokens = tokenize("is not yet recruiting now");
        assert_eq!(
            table
                .longest_before(&tokens, 4)
                .map(|(start, value)| (start, *value)),
            Some((1, 2))
        );
    }
}
