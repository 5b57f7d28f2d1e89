//! Measures: values that a note tells of a person, as "BMI 34", "A1c of 9.1", "eGFR < 30" or "40 mg".
//!
//! No record is found by them: beside what is asked for they are told apart, so that neither the number nor the unit is demanded of a trial.

use std::ops::Range;

use super::{
    language::Cues,
    tokens::{Case, Gap, Token, TokenKind},
};

/// Words between what is measured and its value, at most: "was less than".
const LINKS: usize = 3;

/// Returns the measures of a text, as tokens; none reaches into a `taken` token.
pub fn read_measures(tokens: &[Token], taken: &[bool], cues: &Cues) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match measure_at(tokens, at, cues) {
            Some(end) if !taken[at..end].contains(&true) => {
                found.push(at..end);
                at = end;
            }
            _ => at += 1,
        }
    }
    found
}

/// Returns where the measure ends that begins at a token.
fn measure_at(tokens: &[Token], at: usize, cues: &Cues) -> Option<usize> {
    let words = &cues.clauses;
    let name = words.measures.longest_at(tokens, at);
    let value = match name {
        Some((length, ())) => value_behind(tokens, at + length, cues)?,
        None => at,
    };
    let is_number = |at: usize| tokens.get(at).is_some_and(is_value);
    if !is_number(value) {
        return None;
    }
    let mut end = value + 1;
    // "120/80", "3.5-4".
    while is_number(end) && matches!(tokens[end].gap, Gap::Slash | Gap::Hyphen) {
        end += 1;
    }
    let unit = tokens
        .get(end)
        .filter(|unit| unit.gap < Gap::Comma)
        .and_then(|_| words.units.longest_at(tokens, end));
    match (name, unit) {
        (_, Some((length, ()))) => Some(end + length),
        (Some(_), None) => Some(end),
        (None, None) => None,
    }
}

/// Returns where the value stands behind the name of what is measured.
fn value_behind(tokens: &[Token], from: usize, cues: &Cues) -> Option<usize> {
    (from..tokens.len().min(from + LINKS + 1)).find(|&at| {
        let is_close = tokens[from..=at]
            .iter()
            .all(|token| token.gap < Gap::Sentence);
        let is_linked = tokens[from..at]
            .iter()
            .all(|token| cues.clauses.measure_links.contains(&token.text));
        is_close && is_linked && is_value(&tokens[at])
    })
}

/// Whether a token is a number, in Roman numerals too: "NYHA class III".
fn is_value(token: &Token) -> bool {
    let is_roman = token.case == Case::Upper && matches!(token.text.as_str(), "ii" | "iii" | "iv");
    is_roman || token.kind == TokenKind::Number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::tokens::tokenize;

    #[test]
    fn values_are_told_with_their_name_or_unit() {
        let cues = Cues::compiled_in();
        for (text, expected) in [
            ("BMI 34", vec!["BMI 34"]),
            ("A1c of 9.1%, on metformin", vec!["A1c of 9.1"]),
            ("eGFR less than 30", vec!["eGFR less than 30"]),
            ("BP 120/80 mmHg", vec!["BP 120/80 mmHg"]),
            ("metformin 500 mg daily", vec!["500 mg"]),
            (
                "hemoglobin: 9 g/dl and LDL 190",
                vec!["hemoglobin: 9 g/dl", "LDL 190"],
            ),
            ("ECOG 1", vec!["ECOG 1"]),
            ("BMI, 34 years old", vec!["BMI, 34"]),
            ("high blood pressure", vec![]),
            ("factor 8 deficiency", vec![]),
            ("type 2 diabetes", vec![]),
            ("covid 19", vec![]),
            ("62 year old", vec![]),
        ] {
            let tokens = tokenize(text);
            let found = read_measures(&tokens, &vec![false; tokens.len()], &cues);
            let found: Vec<&str> = found
                .iter()
                .map(|range| &text[tokens[range.start].span.start..tokens[range.end - 1].span.end])
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
