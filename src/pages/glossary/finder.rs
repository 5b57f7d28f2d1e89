//! Finding words of the glossary in a text.

use std::{collections::HashMap, ops::Range};

/// Forms to look for, each of which stands for a `T`.
#[derive(Debug)]
pub struct Finder<T> {
    /// By the first letter, in lower case; longer forms first.
    forms: HashMap<char, Vec<Form<T>>>,
}

#[derive(Debug)]
struct Form<T> {
    letters: Vec<char>,
    /// Whether capitals must be capitals: abbreviations such as `CNS`, which in small letters may be a word.
    is_exact: bool,
    means: T,
}

impl<T: Copy> Finder<T> {
    /// Returns a finder of these forms; of equal forms the first holds.
    pub fn new(forms: impl Iterator<Item = (String, T)>) -> Self {
        let mut by_letter: HashMap<char, Vec<Form<T>>> = HashMap::new();
        for (form, means) in forms {
            let is_exact = has_capitals(&form);
            let letters: Vec<char> = match is_exact {
                true => form.chars().collect(),
                false => form.chars().map(lower).collect(),
            };
            if let Some(first) = letters.first() {
                by_letter.entry(lower(*first)).or_default().push(Form {
                    letters,
                    is_exact,
                    means,
                });
            }
        }
        for forms in by_letter.values_mut() {
            forms.sort_by_key(|form| std::cmp::Reverse(form.letters.len()));
        }
        Finder { forms: by_letter }
    }

    /// Returns what stands in `text` as whole words, in order, without overlaps, the longest at each place.
    pub fn find(&self, text: &str) -> Vec<(Range<usize>, T)> {
        let mut found = Vec::new();
        let mut end_of_last = 0;
        let mut before: Option<char> = None;
        for (at, c) in text.char_indices() {
            let may_begin = at >= end_of_last && (is_han(c) || !before.is_some_and(joins));
            before = Some(c);
            if !may_begin {
                continue;
            }
            let forms = self.forms.get(&lower(c)).into_iter().flatten();
            for form in forms {
                let Some(end) = end_of_match(&text[at..], form).map(|length| at + length) else {
                    continue;
                };
                if is_han(c) || is_whole(text, at..end) {
                    found.push((at..end, form.means));
                    end_of_last = end;
                    break;
                }
            }
        }
        found
    }
}

/// Returns the length in bytes of a form at the beginning of `text`.
fn end_of_match<T>(text: &str, form: &Form<T>) -> Option<usize> {
    let mut letters = text.char_indices();
    let mut end = 0;
    for wanted in &form.letters {
        let (at, c) = letters.next()?;
        let is_same = match form.is_exact {
            true => c == *wanted,
            false => lower(c) == *wanted,
        };
        let is_blank = *wanted == ' ' && c.is_whitespace();
        if !(is_same || is_blank) {
            return None;
        }
        end = at + c.len_utf8();
    }
    Some(end)
}

/// Whether no letter, number or joining hyphen touches the word, and it is no part of a number.
fn is_whole(text: &str, span: Range<usize>) -> bool {
    let after = &text[span.end..];
    let mut next = after.chars();
    let touches_after = match next.next() {
        Some('-' | '\u{2010}' | '\u{2011}') => next.next().is_some_and(char::is_alphanumeric),
        Some(c) => c.is_alphanumeric() || is_mark(c),
        None => false,
    };
    !touches_after && !follows_number(&text[..span.start])
}

/// Whether a number, a comparison or a multiplication comes right before: `2.5 × ULN`, `≤ 3 neutrophils`.
fn follows_number(before: &str) -> bool {
    let mut back = before.trim_end().chars().rev();
    match back.next() {
        Some(c) if c.is_numeric() => true,
        Some('<' | '>' | '≤' | '≥' | '=' | '×' | '*' | '%' | '/' | '±' | '~') => true,
        Some('x' | 'X') => back
            .find(|c| !c.is_whitespace())
            .is_some_and(char::is_numeric),
        _ => false,
    }
}

/// Whether a character joins what stands before and after it to one word.
fn joins(c: char) -> bool {
    c.is_alphanumeric() && !is_han(c)
        || matches!(c, '-' | '_' | '\u{2010}' | '\u{2011}')
        || is_mark(c)
}

/// Whether a character changes the letter before it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Whether two capitals stand side by side.
fn has_capitals(form: &str) -> bool {
    let letters: Vec<char> = form.chars().collect();
    letters
        .windows(2)
        .any(|pair| pair.iter().all(|c| c.is_uppercase()))
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}')
}

/// Returns a letter in lower case; one that has no single such letter stays.
fn lower(c: char) -> char {
    let mut letters = c.to_lowercase();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => letter,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FORMS: [&str; 12] = [
        "placebo",
        "placebo-controlled",
        "CNS",
        "CT scan",
        "upper limit of normal",
        "ULN",
        "stem cell transplant",
        "oral",
        "neutrophils",
        "安慰剂",
        "NK cells",
        "HbA1c",
    ];

    fn found(text: &str) -> Vec<&str> {
        let finder = Finder::new(FORMS.iter().map(|form| ((*form).to_owned(), ())));
        let spans = finder.find(text);
        spans.into_iter().map(|(span, ())| &text[span]).collect()
    }

    #[test]
    fn whole_words_are_found_the_longest_first() {
        for (text, words) in [
            ("A Placebo, twice.", &["Placebo"][..]),
            ("a placebo-controlled study", &["placebo-controlled"]),
            ("placebos", &[]),
            ("non-placebo group", &[]),
            ("placebo-like", &[]),
            ("temporal", &[]),
            ("oral CNS drugs", &["oral", "CNS"]),
            ("cns", &[]),
            ("a ct scan", &[]),
            ("a CT\nscan", &["CT\nscan"]),
            (
                "AST above the upper limit of normal",
                &["upper limit of normal"],
            ),
            ("AST ≤ 2.5 × ULN", &[]),
            ("AST ≤ 2.5 x ULN", &[]),
            ("above the ULN", &["ULN"]),
            ("1500 neutrophils", &[]),
            ("enough neutrophils", &["neutrophils"]),
            ("hba1c below 8", &["hba1c"]),
            ("接受安慰剂治疗", &["安慰剂"]),
            ("anti-CD33 CAR-NK cells", &[]),
            ("NK cells (from a donor)", &["NK cells"]),
            ("", &[]),
        ] {
            assert_eq!(found(text), words, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_searched(text in "(\\PC|placebo|oral| |×|安慰剂|e\u{301}){0,40}") {
            let finder = Finder::new(FORMS.iter().map(|form| ((*form).to_owned(), ())));
            let mut end = 0;
            for (span, ()) in finder.find(&text) {
                prop_assert!(span.start >= end && span.end > span.start);
                prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
                end = span.end;
            }
        }
    }
}
