//! Tokens: the words of a query with the marks between them, as the readers of age, sex, place and the like look at them.
//!
//! Other than the terms of the analyzer nothing is stemmed and nothing is left out: "in", "not" and "8" are what these readers live on.
//! A `+` right behind a number and a `<` or `>` right before one are tokens too ("70+", "age > 65").
//! Han characters are one token each, letters and digits are cut apart (`62yo` is `62` and `yo`), and what stands between two tokens is kept as a [`Gap`].

use std::ops::Range;

use crate::text::{
    analyzers::is_elision,
    chinese::is_han,
    codes::{dotted_end, is_invisible},
    fold,
};

/// One word, number or Han character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Folded: lower case, without accents; without possessive `'s` and without apostrophes (`don't` is `dont`).
    pub text: String,
    /// Where it stands, in bytes; always on character boundaries.
    pub span: Range<usize>,
    pub kind: TokenKind,
    /// What stands between the token before and this one; [`Gap::Sentence`] for the first.
    pub gap: Gap,
    /// How the word is written.
    pub case: Case,
    /// Whether it was written with `'s` or `s'`.
    pub is_possessive: bool,
}

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    Word,
    /// Digits, with a point or comma between digits where it reads as one number: `8`, `2.5`, `1,000`.
    Number,
    /// One Han character.
    Han,
}

/// What stands between two tokens, the strongest mark of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing: `62yo`.
    None,
    Blank,
    /// A single hyphen without blanks: `non-small`.
    Hyphen,
    Slash,
    /// Any other mark, such as a quote or `+`.
    Mark,
    /// A comma, colon, bracket or dash between blanks.
    Comma,
    /// A full stop, semicolon, question or exclamation mark, a line end.
    Sentence,
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// `leukemia`, or no letters that have a case.
    Lower,
    /// `Boston`.
    Capitalized,
    /// `AML`; two letters at least.
    Upper,
    /// `mRNA`.
    Mixed,
}

impl Token {
    /// Returns the number that the token writes in digits; `1,000` is a thousand.
    pub fn number(&self) -> Option<f64> {
        match self.kind {
            TokenKind::Number => self.text.replace(',', "").parse().ok(),
            TokenKind::Word | TokenKind::Han => None,
        }
    }

    /// Returns whether nothing but a blank, hyphen or nothing at all parts the token from the one before.
    pub fn follows_closely(&self) -> bool {
        self.gap <= Gap::Hyphen
    }
}

/// Cuts text into tokens; any text will do.
pub fn tokenize(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        let end = start + first.len_utf8();
        if let Some(mark) = mark_of(first, tokens.last(), start, &text[end..]) {
            let gap = gap_before(&tokens, text, start, first);
            tokens.push(Token {
                text: mark.to_owned(),
                span: start..end,
                kind: TokenKind::Word,
                gap,
                case: Case::Lower,
                is_possessive: false,
            });
            continue;
        }
        let Some(kind) = kind_of(first) else { continue };
        let mut end = start + first.len_utf8();
        let dotted = dotted_end(text, start);
        if let Some(dotted) = dotted {
            end = dotted;
            while chars.next_if(|(at, _)| *at < dotted).is_some() {}
        }
        while dotted.is_none() {
            if kind == TokenKind::Han {
                break;
            }
            let mut rest = text[end..].chars();
            let (next, after) = (rest.next(), rest.next());
            let Some(next) = next else { break };
            let continues = match kind {
                TokenKind::Number => {
                    is_digit(next)
                        || matches!(next, '.' | ',')
                            && after.is_some_and(is_digit)
                            && !text[start..end].contains('.')
                            && (next == '.' || is_thousand(&text[end + 1..]))
                }
                _ => {
                    kind_of(next) == Some(TokenKind::Word)
                        // A soft hyphen, or what a page shows as nothing.
                        || is_invisible(next)
                        || is_apostrophe(next)
                            && after.is_some_and(|c| kind_of(c) == Some(TokenKind::Word))
                            && !is_elision(&text[start..end])
                }
            };
            if !continues {
                break;
            }
            end += next.len_utf8();
            chars.next();
        }
        let written = &text[start..end];
        let gap = gap_before(&tokens, text, start, first);
        let (stem, is_possessive) = without_possessive(written, &text[end..]);
        let folded: String = match kind {
            // Folding would part `2.5`.
            TokenKind::Number => stem.chars().map(ascii_digit).collect(),
            TokenKind::Word | TokenKind::Han => {
                let shown: String = stem.chars().filter(|c| !is_invisible(*c)).collect();
                fold(&shown)
                    .chars()
                    // The letters of "A.L.S." are folded one by one.
                    .filter(|c| !(is_apostrophe(*c) || dotted.is_some() && *c == ' '))
                    .collect()
            }
        };
        if folded.is_empty() {
            continue;
        }
        tokens.push(Token {
            text: folded,
            span: start..end,
            kind,
            gap,
            case: case_of(stem),
            is_possessive,
        });
    }
    tokens
}

/// Returns the mark that says "and more", "under" or "over" beside a number, and `None` for any other character.
fn mark_of(c: char, last: Option<&Token>, start: usize, rest: &str) -> Option<&'static str> {
    match c {
        // Not the `+` of "HER2+" and "CD4+", nor that of "5+3".
        '+' | '＋' => {
            let last =
                last.filter(|last| last.kind == TokenKind::Number && last.span.end == start)?;
            let is_apart = !matches!(last.gap, Gap::None | Gap::Hyphen | Gap::Slash);
            (is_apart && !rest.starts_with(is_digit)).then_some("+")
        }
        '<' | '>' | '≤' | '≥' | '＜' | '＞' | '≦' | '≧' => {
            let rest = rest
                .strip_prefix('=')
                .unwrap_or(rest)
                .trim_start_matches(' ');
            rest.starts_with(is_digit).then_some(match c {
                '<' | '≤' | '＜' | '≦' => "<",
                _ => ">",
            })
        }
        _ => None,
    }
}

fn gap_before(tokens: &[Token], text: &str, start: usize, first: char) -> Gap {
    tokens.last().map_or(Gap::Sentence, |last| {
        gap_of(&text[last.span.end..start], last, first)
    })
}

fn kind_of(c: char) -> Option<TokenKind> {
    match c {
        _ if is_han(c) => Some(TokenKind::Han),
        _ if is_digit(c) => Some(TokenKind::Number),
        _ if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) => {
            Some(TokenKind::Word)
        }
        _ => None,
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// Full-width digits are written as others; marks stay.
fn ascii_digit(c: char) -> char {
    match u32::from(c).checked_sub(u32::from('０')) {
        Some(digit @ 0..=9) => char::from_digit(digit, 10).unwrap_or(c),
        _ => c,
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´' | '＇')
}

/// Whether a comma before these digits groups thousands.
fn is_thousand(rest: &str) -> bool {
    let digits = rest.chars().take_while(|c| is_digit(*c)).count();
    digits == 3
}

fn without_possessive<'a>(written: &'a str, rest: &str) -> (&'a str, bool) {
    let stem = written
        .strip_suffix(['s', 'S'])
        .and_then(|stem| stem.strip_suffix(is_apostrophe));
    match stem {
        Some(stem) if !stem.is_empty() => (stem, true),
        // `parents' house`: the apostrophe stands behind the token.
        _ => (
            written,
            written.ends_with(['s', 'S']) && rest.starts_with(is_apostrophe),
        ),
    }
}

fn gap_of(between: &str, last: &Token, next: char) -> Gap {
    if between.is_empty() {
        return Gap::None;
    }
    // A dash between digits is a span: `40–50`.
    if matches!(between, "–" | "~" | "～" | "—") && last.kind == TokenKind::Number && is_digit(next)
    {
        return Gap::Hyphen;
    }
    // A bracket that nothing parts from what follows joins, as in `[18F]FDG`.
    if matches!(between, "-" | "\u{2010}" | "\u{2011}" | "]" | "][") {
        return Gap::Hyphen;
    }
    let mut gap = Gap::None;
    let mut chars = between.chars().peekable();
    while let Some(c) = chars.next() {
        let mark = match c {
            '\n' | '\r' | ';' | '!' | '?' | '。' | '！' | '？' | '；' => Gap::Sentence,
            '.' => {
                let ends = chars.peek().is_some_and(|c| c.is_whitespace());
                // `St. Louis`, `Dr. Smith`, `approx. 5`: a short word before a full stop is cut short, not the last of its sentence.
                let is_cut_short = is_abbreviated(&last.text) || is_initial(last) || !ends;
                let goes_on = next.is_lowercase();
                if is_cut_short || goes_on && last.text.chars().count() <= 3 {
                    Gap::Blank
                } else {
                    Gap::Sentence
                }
            }
            ',' | '，' | '、' | ':' | '：' | '(' | ')' | '（' | '）' | '[' | ']' | '–' | '—' => {
                Gap::Comma
            }
            '-' => Gap::Comma,
            '/' => Gap::Slash,
            c if c.is_whitespace() => Gap::Blank,
            c if is_apostrophe(c) => Gap::Blank,
            _ => Gap::Mark,
        };
        gap = gap.max(mark);
    }
    gap
}

/// Whether the word is a single letter, as in `J. Smith`; a digit before a full stop ends its sentence.
fn is_initial(token: &Token) -> bool {
    let mut letters = token.text.chars();
    letters.next().is_some_and(char::is_alphabetic)
        && letters.next().is_none()
        && token.kind == TokenKind::Word
}

/// Words that are written with a full stop inside a sentence.
fn is_abbreviated(word: &str) -> bool {
    matches!(
        word,
        "st" | "ste" | "dr" | "mr" | "mrs" | "ms" | "vs" | "approx" | "mt" | "ft" | "prof" | "etc"
    )
}

fn case_of(written: &str) -> Case {
    let mut letters = written
        .chars()
        .filter(|c| c.is_uppercase() || c.is_lowercase());
    let Some(first) = letters.next() else {
        return Case::Lower;
    };
    let (mut upper, mut lower) = (0, 0);
    for c in letters {
        if c.is_uppercase() {
            upper += 1;
        } else {
            lower += 1;
        }
    }
    match (first.is_uppercase(), upper, lower) {
        (false, 0, _) => Case::Lower,
        (true, 0, _) => Case::Capitalized,
        (true, _, 0) => Case::Upper,
        _ => Case::Mixed,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let texts: Vec<String> = tokenize(text).into_iter().map(|token| token.text).collect();
        assert_eq!(texts, expected, "{text:?}");
    }

    #[test]
    fn words_numbers_and_han_characters_are_told_apart() {
        check("My 62yo mum's asthma", &["my", "62", "yo", "mum", "asthma"]);
        check("8-year-old, don't", &["8", "year", "old", "dont"]);
        check("乳腺癌 10岁", &["乳", "腺", "癌", "10", "岁"]);
        check("l'asthme d’un I'm", &["l", "asthme", "d", "un", "im"]);
        check("2.5 mg, 1,000 3,5", &["2.5", "mg", "1,000", "3", "5"]);
        check("30.29,120.16", &["30.29", "120.16"]);
        check("６２ 岁", &["62", "岁"]);
        check("años à Ñ", &["anos", "a", "n"]);
        check("", &[]);
        check("?!", &[]);
        check("can\u{AD}cer can\u{200B}cer", &["cancer", "cancer"]);
        check("70+, HER2+ 5+3", &["70", "+", "her", "2", "5", "3"]);
        check(
            "age >= 65, <18 a<b",
            &["age", ">", "65", "<", "18", "a", "b"],
        );
    }

    #[test]
    fn gaps_tell_what_stands_between() {
        let gaps = |text: &str| -> Vec<Gap> {
            tokenize(text)
                .iter()
                .skip(1)
                .map(|token| token.gap)
                .collect()
        };
        assert_eq!(gaps("62yo"), [Gap::None]);
        assert_eq!(gaps("non-small cell"), [Gap::Hyphen, Gap::Blank]);
        assert_eq!(gaps("1/2, 3"), [Gap::Slash, Gap::Comma]);
        assert_eq!(gaps("St. Louis. He"), [Gap::Blank, Gap::Sentence]);
        assert_eq!(gaps("one\ntwo"), [Gap::Sentence]);
        assert_eq!(gaps("40–50 – x"), [Gap::Hyphen, Gap::Comma]);
    }

    #[test]
    fn the_way_a_word_is_written_is_kept() {
        let cases: Vec<Case> = tokenize("AML Boston mRNA all A")
            .iter()
            .map(|token| token.case)
            .collect();
        assert_eq!(
            cases,
            [
                Case::Upper,
                Case::Capitalized,
                Case::Mixed,
                Case::Lower,
                Case::Capitalized
            ]
        );
        assert!(tokenize("Crohn's")[0].is_possessive);
    }

    proptest! {
        #[test]
        fn spans_lie_on_character_boundaries_in_order(text in "(\\PC|['’.,0-9 -]){0,60}") {
            let mut end = 0;
            for token in tokenize(&text) {
                prop_assert!(token.span.start >= end && token.span.end > token.span.start);
                prop_assert!(text.get(token.span.clone()).is_some());
                prop_assert!(!token.text.is_empty());
                end = token.span.end;
            }
        }
    }
}
