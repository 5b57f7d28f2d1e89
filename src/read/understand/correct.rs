//! Correcting spellings before the words are read, and finding the way back to what was typed.
//!
//! Only words that nobody knows are corrected: no word of the vocabulary or of the index, no cue, no stop word, no name of a place, nothing in capitals or with digits, nothing in quotes.

use std::ops::Range;

use super::{Lexicon, count_small_words};
use crate::{
    read::{
        part::Correction,
        tokens::{Case, Gap, Token, TokenKind, tokenize},
    },
    text::{
        analyzers::Analyzer,
        fold,
        spelling::{Corrected as Candidate, OUR_WEIGHT},
    },
};

/// A text with its corrections, and where each stretch of it came from.
pub(super) struct Corrected {
    pub text: String,
    pub corrections: Vec<Correction>,
    /// Spellings that may be meant, but not surely.
    pub offers: Vec<Correction>,
    /// Replaced stretches, in order: where they are now, and where they were.
    pieces: Vec<(Range<usize>, Range<usize>)>,
}

impl Corrected {
    /// Returns the text as it is.
    pub fn unchanged(text: &str) -> Self {
        Corrected {
            text: text.to_owned(),
            corrections: Vec::new(),
            offers: Vec::new(),
            pieces: Vec::new(),
        }
    }

    /// Returns where a span of the corrected text stood in the original.
    pub fn original(&self, span: Range<usize>) -> Range<usize> {
        self.original_start(span.start)..self.original_end(span.end)
    }

    fn original_start(&self, at: usize) -> usize {
        self.original_at(at, |old| old.start)
    }

    fn original_end(&self, at: usize) -> usize {
        self.original_at(at, |old| old.end)
    }

    fn original_at(&self, at: usize, inside: impl Fn(&Range<usize>) -> usize) -> usize {
        let mut shift = 0_isize;
        for (new, old) in &self.pieces {
            if at < new.start {
                break;
            }
            if at == new.start {
                return old.start;
            }
            if at < new.end {
                return inside(old);
            }
            shift = old.end as isize - new.end as isize;
        }
        at.saturating_add_signed(shift)
    }

    fn build(text: &str, replaced: Vec<(Range<usize>, String)>, offers: Vec<Correction>) -> Self {
        let mut corrected = Corrected {
            text: String::with_capacity(text.len()),
            corrections: Vec::new(),
            offers,
            pieces: Vec::new(),
        };
        let mut end = 0;
        for (span, to) in replaced {
            corrected.text.push_str(&text[end..span.start]);
            let start = corrected.text.len();
            corrected.text.push_str(&to);
            corrected
                .pieces
                .push((start..corrected.text.len(), span.clone()));
            end = span.end;
            corrected.corrections.push(Correction {
                from: text[span.clone()].to_owned(),
                to,
                span,
            });
        }
        corrected.text.push_str(&text[end..]);
        corrected
    }
}

/// Words looked at beyond which a text is taken as it is.
const MAX_CORRECTED: usize = 12;

/// Names of diseases of fewer letters have too many neighbours.
const NEAR_DISEASE_LETTERS: usize = 6;

/// A word of another language has so many letters where it may be an English one with a slip.
const FOREIGN_LETTERS: usize = 6;

/// Corrects the words of a text that nobody knows; `fixed` are the spans that are not to be touched.
pub(super) fn correct(
    text: &str,
    fixed: &[Range<usize>],
    lexicon: &Lexicon<'_>,
    analyzer: &mut Analyzer,
) -> Corrected {
    let tokens = tokenize(text);
    let is_fixed = |token: &Token| {
        fixed
            .iter()
            .any(|span| span.start < token.span.end && token.span.start < span.end)
    };
    let known: Vec<bool> = tokens
        .iter()
        .enumerate()
        .map(|(at, token)| {
            is_fixed(token)
                || is_known(token, text, lexicon, analyzer)
                || is_in_place_name(&tokens, at, lexicon)
        })
        .collect();
    let mut replaced: Vec<(Range<usize>, String)> = Vec::new();
    let mut offers = Vec::new();
    let mut looked_at = 0;
    let mut at = 0;
    while at < tokens.len() {
        let here = at;
        at += 1;
        // Two halves of one word: "gastro enteritis", "bi-polar".
        if let Some(next) = tokens.get(here + 1)
            && matches!(next.gap, Gap::Blank | Gap::Hyphen)
            && !is_fixed(&tokens[here])
            && !is_fixed(next)
            && let Some(joined) = lexicon
                .corrector
                .join(&tokens[here].text, &next.text)
                .or_else(|| hyphened_name(text, &tokens[here], next, lexicon, analyzer))
        {
            replaced.push((tokens[here].span.start..next.span.end, joined));
            at += 1;
            continue;
        }
        if is_fixed(&tokens[here]) {
            continue;
        }
        if known[here] {
            // Letters that English does not have: "Bauchspeicheldrüsenkrebbs".
            let is_foreign = !text[tokens[here].span.clone()].is_ascii();
            if let Some(to) = is_foreign
                .then(|| foreign_name(text, &tokens, here, lexicon, analyzer))
                .flatten()
            {
                replaced.push((tokens[here].span.clone(), to));
                continue;
            }
            if let Some(meant) = pair_name(&tokens, here, lexicon, analyzer) {
                replaced.push((tokens[here].span.clone(), meant));
            }
            continue;
        }
        looked_at += 1;
        if looked_at > MAX_CORRECTED {
            break;
        }
        let token = &tokens[here];
        let found = lexicon.corrector.correct(&token.text, analyzer.rules());
        if found.as_ref().is_none_or(|found| !found.is_sure)
            && let Some(meant) = pair_name(&tokens, here, lexicon, analyzer)
        {
            replaced.push((token.span.clone(), meant));
            continue;
        }
        if found.as_ref().is_none_or(|found| !found.is_sure)
            && let Some(to) = foreign_name(text, &tokens, here, lexicon, analyzer)
        {
            replaced.push((token.span.clone(), to));
            continue;
        }
        if found.as_ref().is_none_or(|found| !found.is_sure)
            && let Some((first, second)) = lexicon.corrector.split(&token.text)
        {
            replaced.push((token.span.clone(), format!("{first} {second}")));
            continue;
        }
        let Some(found) = found else { continue };
        // A capital inside a sentence begins a name, of which only the names of diseases are ours to correct.
        let may_be_a_name = token.case == Case::Capitalized && here > 0;
        let is_medical = analyzer
            .terms(&found.to)
            .iter()
            .all(|term| lexicon.vocabulary.knows_term(&term.text));
        let is_name = !may_be_a_name && is_near_disease(lexicon, &found, analyzer);
        if found.is_sure && (!may_be_a_name || is_medical) || is_name {
            replaced.push((token.span.clone(), found.to));
        } else if is_medical {
            offers.push(Correction {
                from: text[token.span.clone()].to_owned(),
                to: found.to,
                span: token.span.clone(),
            });
        }
    }
    Corrected::build(text, replaced, offers)
}

/// Whether a word is a piece of a place's name of two or three words with a capital: "Chalon-sur-Saône", "País Vasco".
fn is_in_place_name(tokens: &[Token], at: usize, lexicon: &Lexicon<'_>) -> bool {
    const WORDS: usize = 3;
    if tokens[at].case == Case::Lower {
        return false;
    }
    (at.saturating_sub(WORDS - 1)..=at).any(|start| {
        (start.max(at).max(start + 1) + 1..=tokens.len().min(start + WORDS)).any(|end| {
            let name = &tokens[start..end];
            let is_close = name[1..].iter().all(|token| token.gap <= Gap::Hyphen);
            let words: Vec<&str> = name.iter().map(|token| token.text.as_str()).collect();
            is_close
                && name[0].case != Case::Lower
                && lexicon
                    .gazetteer
                    .probe(&words.join(" "))
                    .sense
                    .is_some_and(|sense| {
                        sense.is_region || sense.is_main_name || sense.is_used_state
                    })
        })
    })
}

/// Whether a word is not ours to correct.
fn is_known(token: &Token, text: &str, lexicon: &Lexicon<'_>, analyzer: &mut Analyzer) -> bool {
    let word = token.text.as_str();
    let is_plain = token.kind == TokenKind::Word
        && word.len() >= 4
        && word.bytes().all(|b| b.is_ascii_lowercase());
    if !is_plain || matches!(token.case, Case::Upper | Case::Mixed) {
        return true;
    }
    // Letters that touch digits are part of a code.
    let touches_digit = text[..token.span.start].ends_with(|c: char| c.is_ascii_digit())
        || text[token.span.end..].starts_with(|c: char| c.is_ascii_digit());
    let is_foreign_letter = !text[token.span.clone()].is_ascii();
    touches_digit
        || is_foreign_letter
        || is_listed(lexicon, word)
        || knows_form(lexicon, word) && !is_accident(lexicon, word, analyzer)
        || lexicon.gazetteer.is_known_name(word)
}

/// Whether a word stands in one of our lists.
fn is_listed(lexicon: &Lexicon<'_>, word: &str) -> bool {
    lexicon.stopwords.contains_in_any(word)
        || lexicon.cues.knows(word)
        || lexicon.ordinary.contains(word)
        || lexicon.foreign.contains(word)
        || lexicon.facilities.knows(word)
}

/// Whether a word is known only because a few records mistype another, or because its stem is a word ("Asberg", beside "asbergers").
fn is_accident(lexicon: &Lexicon<'_>, word: &str, analyzer: &mut Analyzer) -> bool {
    let found = lexicon.corrector.correct(word, analyzer.rules());
    found.is_some_and(|found| match lexicon.corrector.knows(word) {
        true => found.is_sure,
        false => is_near_disease(lexicon, &found, analyzer),
    })
}

/// Whether only the name of a disease comes near to a word.
fn is_near_disease(lexicon: &Lexicon<'_>, found: &Candidate, analyzer: &mut Analyzer) -> bool {
    let named = lexicon.vocabulary.by_name(&found.to, analyzer);
    let is_condition = |concept| lexicon.vocabulary.concept(concept).kind.is_condition();
    let is_same = |other: &String| {
        let other = lexicon.vocabulary.by_name(other, analyzer);
        other.is_empty() || other == named
    };
    found.to.len() >= NEAR_DISEASE_LETTERS
        && found.second.as_ref().is_none_or(is_same)
        && named.first().is_some_and(|concept| is_condition(*concept))
}

/// Whether the small words of a text are English ones: "*the* pain *is* migrating" holds no word of another language.
fn speaks_english(tokens: &[Token], lexicon: &Lexicon<'_>) -> bool {
    let counts = count_small_words(tokens, lexicon);
    let of = |is_english: bool| {
        let languages = counts
            .iter()
            .filter(|(_, code)| (*code == "en") == is_english);
        languages.map(|(count, _)| *count).max().unwrap_or(0)
    };
    of(true) > of(false)
}

/// Returns the word of a name in another language that a word nobody knows was surely meant to be: the name of a disease, "esquisofrenia", or a word that makes one with another of the text, "cáncer de pulmom".
fn foreign_name(
    text: &str,
    tokens: &[Token],
    at: usize,
    lexicon: &Lexicon<'_>,
    analyzer: &mut Analyzer,
) -> Option<String> {
    const LETTERS: usize = 6;
    const LETTERS_OF_A_NOUN: usize = 8;
    let token = &tokens[at];
    let word = token.text.as_str();
    // A capital inside a sentence begins somebody's name, or a German noun.
    let least = match token.case == Case::Capitalized && at > 0 {
        true => LETTERS_OF_A_NOUN,
        false => LETTERS,
    };
    let mut is_known = || {
        is_listed(lexicon, word)
            || knows_form(lexicon, word)
            || lexicon.gazetteer.is_known_name(word)
            || is_in_place_name(tokens, at, lexicon)
            // British "oesophageal" is no slip.
            || knows_word(lexicon, word, analyzer)
    };
    if token.kind != TokenKind::Word
        || !matches!(token.case, Case::Lower | Case::Capitalized)
        || word.len() < least
        || is_known()
        || speaks_english(tokens, lexicon)
    {
        return None;
    }
    let found = lexicon.foreign_corrector.correct(word, analyzer.rules())?;
    let vocabulary = lexicon.vocabulary;
    let condition = |name: &str, analyzer: &mut Analyzer| {
        let named = vocabulary.by_name(name, analyzer).first().copied()?;
        let concept = vocabulary.concept(named);
        concept.kind.is_condition().then_some(concept)
    };
    if let Some(concept) = condition(&found.to, analyzer) {
        // Surnames come near to short ones: "Faivre" to "fièvre".
        let is_long = word.len() > LETTERS && found.to.as_bytes()[0] == word.as_bytes()[0];
        // Letters that English does not have leave less doubt: "leuchämie".
        let slips = if text[token.span.clone()].is_ascii() {
            1
        } else {
            2
        };
        let is_meant = found.is_sure || is_near_disease(lexicon, &found, analyzer);
        if !is_long || found.distance > slips || !is_meant {
            return None;
        }
        // As it is written: with its accents.
        let mut names = concept.names.iter();
        let written = names.find(|name| fold(&name.text) == found.to);
        return Some(written.map_or(found.to, |name| name.text.clone()));
    }
    // Two or three words with this one in them.
    let makes_name = (at.saturating_sub(2)..=at).any(|start| {
        (at + 1..=tokens.len().min(start + 3)).any(|end| {
            let is_close = (start + 1..end).all(|at| tokens[at].gap <= Gap::Hyphen);
            let words = (start..end).map(|other| match other == at {
                true => found.to.as_str(),
                false => &text[tokens[other].span.clone()],
            });
            end - start > 1
                && is_close
                && condition(&words.collect::<Vec<&str>>().join(" "), analyzer).is_some()
        })
    });
    (found.is_sure && makes_name).then_some(found.to)
}

/// Returns what a real word was meant to be that makes no sense beside its neighbour: "hart failure", "brest cancer". One slip makes a name of the two, and no name of ours holds the word.
fn pair_name(
    tokens: &[Token],
    at: usize,
    lexicon: &Lexicon<'_>,
    analyzer: &mut Analyzer,
) -> Option<String> {
    let token = &tokens[at];
    let word = token.text.as_str();
    let is_plain = token.kind == TokenKind::Word
        && token.case == Case::Lower
        && word.len() >= 4
        && word.bytes().all(|b| b.is_ascii_lowercase());
    if !is_plain
        || lexicon.stopwords.contains_in_any(word)
        || lexicon.corrector.weight(word) >= OUR_WEIGHT
    {
        return None;
    }
    let next = tokens.get(at + 1).filter(|next| next.gap == Gap::Blank);
    // "Ovarien" is French, but "ovarien cancer" is not.
    let is_foreign = lexicon.foreign.contains(word);
    if is_foreign {
        let pair = format!("{word} {}", next?.text);
        if word.len() < FOREIGN_LETTERS || !lexicon.vocabulary.by_name(&pair, analyzer).is_empty() {
            return None;
        }
    }
    let before = at
        .checked_sub(1)
        .filter(|_| token.gap == Gap::Blank && !is_foreign);
    let mut is_half = |other: &&Token| {
        other.kind == TokenKind::Word
            && !lexicon.stopwords.contains_in_any(&other.text)
            && knows_word(lexicon, &other.text, analyzer)
    };
    let next = next.filter(&mut is_half);
    let before = before.map(|before| &tokens[before]).filter(&mut is_half);
    if next.is_none() && before.is_none() {
        return None;
    }
    let mut names = lexicon.corrector.neighbours(word);
    // British and American are one word, and so are its forms.
    let own = analyzer.terms(word);
    let mut is_form = |other: &String| {
        let other = analyzer.terms(other);
        own.iter()
            .map(|term| &term.text)
            .eq(other.iter().map(|term| &term.text))
    };
    if names.iter().any(&mut is_form) {
        return None;
    }
    names.retain(|other| {
        let behind = next.map(|next| format!("{other} {}", next.text));
        let ahead = before.map(|before| format!("{} {other}", before.text));
        let mut pairs = behind.into_iter().chain(ahead);
        pairs.any(|pair| {
            let kind_of = |concept| lexicon.vocabulary.concept(concept).kind;
            let named = lexicon.vocabulary.by_name(&pair, analyzer);
            // "Stroke rehabilitation" is the name of a treatment, "stroke" that of a disease.
            let alone = lexicon.vocabulary.by_name(other, analyzer);
            let mut either = named.first().into_iter().chain(alone.first());
            !named.is_empty() && either.any(|concept| kind_of(*concept).is_condition())
        })
    });
    // Forms of one word are one word.
    names.sort_by_key(|other| {
        (
            other.len().abs_diff(word.len()),
            std::cmp::Reverse(lexicon.corrector.weight(other)),
        )
    });
    names.into_iter().next()
}

/// Returns the word of a name of ours that somebody wrote with a hyphen behind its first letter: "K-ras".
fn hyphened_name(
    text: &str,
    first: &Token,
    second: &Token,
    lexicon: &Lexicon<'_>,
    analyzer: &mut Analyzer,
) -> Option<String> {
    let is_plain = |word: &str| word.bytes().all(|b| b.is_ascii_lowercase());
    let is_letter = first.text.len() == 1 && second.text.len() >= 3;
    if second.gap != Gap::Hyphen || !is_letter || !is_plain(&first.text) || !is_plain(&second.text)
    {
        return None;
    }
    let joined = format!("{}{}", first.text, second.text);
    let written = &text[first.span.start..second.span.end];
    let is_name = lexicon.corrector.knows(&joined) && knows_word(lexicon, &joined, analyzer);
    (is_name && lexicon.vocabulary.by_name(written, analyzer).is_empty()).then_some(joined)
}

/// Whether a word stands in some name.
fn knows_word(lexicon: &Lexicon<'_>, word: &str, analyzer: &mut Analyzer) -> bool {
    let terms = analyzer.terms(word);
    let mut terms = terms.iter();
    terms.any(|term| lexicon.vocabulary.knows_term(&term.text))
}

/// Whether the index knows a word, or the word that an ending was put to.
fn knows_form(lexicon: &Lexicon<'_>, word: &str) -> bool {
    if lexicon.corrector.knows(word) {
        return true;
    }
    ["s", "es", "ed", "d", "ing", "ly", "er", "ers"]
        .iter()
        .filter_map(|ending| word.strip_suffix(ending))
        .any(|stem| {
            stem.len() >= 4 && (lexicon.corrector.knows(stem) || lexicon.ordinary.contains(stem))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_lead_back_to_what_was_typed() {
        let text = "my lukemia and gastro enteritis, x";
        let replaced = vec![
            (3..10, "leukemia".to_owned()),
            (15..31, "gastroenteritis".to_owned()),
        ];
        let corrected = Corrected::build(text, replaced, Vec::new());
        assert_eq!(corrected.text, "my leukemia and gastroenteritis, x");
        for (word, expected) in [
            ("my", "my"),
            ("leukemia", "lukemia"),
            ("and", "and"),
            ("gastroenteritis", "gastro enteritis"),
            ("x", "x"),
        ] {
            let start = corrected.text.find(word).unwrap();
            let span = corrected.original(start..start + word.len());
            assert_eq!(&text[span], expected);
        }
        let inside = corrected.text.find("enteritis").unwrap();
        assert_eq!(
            &text[corrected.original(inside..inside + 4)],
            "gastro enteritis"
        );
    }
}
