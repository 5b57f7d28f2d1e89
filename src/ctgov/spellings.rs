//! Ages and dates that are spelt otherwise than the registry does today: by hand, by other exports, by its own pages and its older ones.
//!
//! Only what cannot mean anything else is read; of a date that may mean two days, what both have in common.

use crate::trial::{Age, PartialDate, age::AgeUnit};

/// A bound of age as a record states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AgeBound {
    /// It is said that there is none.
    Open,
    At(Age),
}

/// Words around an age that do not change it.
const WORDS_OF_AGE: &[&str] = &[
    "s",
    "old",
    "of",
    "age",
    "aged",
    "and",
    "or",
    "older",
    "younger",
    "above",
    "over",
    "under",
    "below",
    "up",
    "to",
    "at",
    "least",
    "most",
    "from",
    "minimum",
    "maximum",
    "greater",
    "less",
    "more",
    "than",
    "equal",
    "inclusive",
    "completed",
    "full",
];

/// First words of a text without a number by which a bound is said to be open (`N/A`, `No limit`, `None`).
const WORDS_OF_NO_AGE: &[&str] = &["n", "na", "no", "none", "not", "nil", "unlimited", "open"];

/// Reads a bound of age: `75 years old`, `36 Month(s)`, `≥ 18 yrs`, `1 year 6 months`, `6.5 Years`, `No Limit`; a bare number means years.
///
/// A range, a second age and a word that is not about ages are no bound.
pub(super) fn read_age(text: &str) -> Option<AgeBound> {
    let tokens = tokens(text);
    let has_number = tokens.iter().any(|token| matches!(token, Token::Number(_)));
    if !has_number {
        let first = tokens.iter().find_map(Token::word);
        return first
            .is_some_and(|word| WORDS_OF_NO_AGE.contains(&word))
            .then_some(AgeBound::Open);
    }
    let mut age: Option<(f64, AgeUnit)> = None;
    let mut tokens = tokens.iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            Token::Dash => {
                // A range, or a number below zero.
                if matches!(tokens.peek(), Some(Token::Number(_))) {
                    return None;
                }
            }
            Token::Word(word) => {
                if !WORDS_OF_AGE.contains(&word.as_str()) {
                    return None;
                }
            }
            Token::Number(number) => {
                let amount: f64 = number.replace(',', ".").parse().ok()?;
                while tokens.next_if(|next| matches!(next, Token::Dash)).is_some() {}
                let unit = tokens
                    .peek()
                    .and_then(|next| next.word())
                    .and_then(AgeUnit::from_word);
                if unit.is_some() {
                    tokens.next();
                }
                age = Some(match age {
                    None => (amount, unit.unwrap_or(AgeUnit::Years)),
                    // "1 year 6 months": the second has its unit, which is a smaller one.
                    Some((years, AgeUnit::Years)) if unit == Some(AgeUnit::Months) => {
                        (12.0 * years + amount, AgeUnit::Months)
                    }
                    Some((weeks, AgeUnit::Weeks)) if unit == Some(AgeUnit::Days) => {
                        (7.0 * weeks + amount, AgeUnit::Days)
                    }
                    Some(_) => return None,
                });
            }
        }
    }
    let (amount, unit) = match age? {
        // Half a year is six months.
        (years, AgeUnit::Years) if years.fract() != 0.0 => (12.0 * years, AgeUnit::Months),
        whole => whole,
    };
    if amount.fract() != 0.0 {
        return None;
    }
    // Held to the same limits as an age that needs no repair.
    let stated: Age = format!("{amount} {}", unit.as_str()).parse().ok()?;
    Some(AgeBound::At(stated))
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Reads a date: `March 2024`, `March 5, 2024`, `5-Mar-2024`, `2024/03/05`, `2024.3`, `20240305`, with or without a time of day.
///
/// Of `03/05/2024`, which is a day of March or of May, only the year is certain.
pub(super) fn read_date(text: &str) -> Option<PartialDate> {
    let text = text.trim();
    // A time of day begins with hours and a colon, behind a blank or a `T`.
    let day = match text.find(':') {
        Some(colon) => text[..colon].rsplit_once([' ', 'T', 't'])?.0,
        None => text,
    };
    let (mut numbers, mut month) = (Vec::new(), None);
    for token in tokens(day) {
        match token {
            Token::Dash => {}
            Token::Number(number) => {
                // "2024.03.05" is one number to the eye of an age.
                numbers.extend(number.split(['.', ',']).map(str::to_owned));
            }
            Token::Word(word) => {
                let is_filler = ["st", "nd", "rd", "th", "of", "年", "月", "日"];
                if is_filler.contains(&word.as_str()) {
                    continue;
                }
                if month.replace(month_of(&word)?).is_some() {
                    return None;
                }
            }
        }
    }
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let short = |digits: &str| digits.len() <= 2;
    match (month, numbers.as_slice()) {
        (Some(month), [year]) => date(year, Some(month), None),
        (Some(month), [day, year]) if short(day) => date(year, Some(month), number(day)),
        (Some(month), [year, day]) if short(day) => date(year, Some(month), number(day)),
        (None, [packed]) if packed.len() == 8 => {
            date(&packed[..4], number(&packed[4..6]), number(&packed[6..]))
        }
        (None, [packed]) if packed.len() == 6 => date(&packed[..4], number(&packed[4..]), None),
        (None, [year, month]) if short(month) => date(year, number(month), None),
        (None, [month, year]) if short(month) => date(year, number(month), None),
        (None, [year, month, day]) if short(month) && short(day) => {
            date(year, number(month), number(day))
        }
        (None, [first, second, year]) if short(first) && short(second) => {
            match (number(first)?, number(second)?) {
                (day, month) if day > 12 => date(year, Some(month), Some(day)),
                (month, day) if day > 12 || day == month => date(year, Some(month), Some(day)),
                _ => date(year, None, None),
            }
        }
        _ => None,
    }
}

fn number(digits: &str) -> Option<u32> {
    digits.parse().ok()
}

/// Returns the date; a month or day of zero is one that is not known.
fn date(year: &str, month: Option<u32>, day: Option<u32>) -> Option<PartialDate> {
    let mut strict = year.to_owned();
    if let Some(month) = month.filter(|month| *month > 0) {
        strict += &format!("-{month:02}");
        if let Some(day) = day.filter(|day| *day > 0) {
            strict += &format!("-{day:02}");
        }
    }
    strict.parse().ok()
}

/// Returns the number of a month, by its English name or at least three letters of it.
fn month_of(word: &str) -> Option<u32> {
    let at = MONTHS
        .iter()
        .position(|month| word.len() >= 3 && month.starts_with(word))?;
    u32::try_from(at + 1).ok()
}

#[derive(Debug)]
enum Token {
    /// Digits, with what may part a fraction.
    Number(String),
    /// Letters, in lower case.
    Word(String),
    Dash,
}

impl Token {
    fn word(&self) -> Option<&str> {
        match self {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// Parts a short text into numbers, words and dashes; other marks only part them.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_ascii_digit() {
            let mut number = String::from(c);
            while let Some(next) = chars.peek().copied() {
                let is_point = matches!(next, '.' | ',') && {
                    let mut ahead = chars.clone();
                    ahead.next();
                    ahead.next().is_some_and(|c| c.is_ascii_digit())
                };
                if !next.is_ascii_digit() && !is_point {
                    break;
                }
                number.push(next);
                chars.next();
            }
            tokens.push(Token::Number(number));
        } else if c.is_alphabetic() {
            let mut word: String = c.to_lowercase().collect();
            while let Some(next) = chars.next_if(|c| c.is_alphabetic()) {
                word.extend(next.to_lowercase());
            }
            tokens.push(Token::Word(word));
        } else if matches!(c, '-' | '–' | '—' | '−') {
            tokens.push(Token::Dash);
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_read_however_they_are_spelt() {
        for (text, age) in [
            ("75 years old", "75 Years"),
            ("36 Month(s)", "36 Months"),
            ("18 Year(s)", "18 Years"),
            ("18", "18 Years"),
            ("18 yrs.", "18 Years"),
            ("18 YEARS OF AGE", "18 Years"),
            ("18-years-old", "18 Years"),
            ("≥ 18 years", "18 Years"),
            (">=18 Years", "18 Years"),
            ("18+ years", "18 Years"),
            ("at least 18 years of age", "18 Years"),
            ("18 Years and older", "18 Years"),
            ("up to 65 years (inclusive)", "65 Years"),
            ("6 mos", "6 Months"),
            ("2 weeks old", "2 Weeks"),
            ("6.5 Years", "78 Months"),
            ("0,5 years", "6 Months"),
            ("1 year 6 months", "18 Months"),
            ("1 year and 6 months", "18 Months"),
            ("2 Weeks, 3 Days", "17 Days"),
        ] {
            let expected = AgeBound::At(age.parse().unwrap());
            assert_eq!(read_age(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn an_open_bound_is_said_in_many_ways() {
        for text in [
            "N/A",
            "n/a (No limit)",
            "NA",
            "None",
            "No Limit",
            "no maximum age",
            "Not applicable",
            "Unlimited",
        ] {
            assert_eq!(read_age(text), Some(AgeBound::Open), "{text}");
        }
    }

    #[test]
    fn what_is_no_single_age_is_not_read() {
        for text in [
            "",
            "adult",
            "-3 Years",
            "18-75",
            "18 - 75 Years",
            "18 to 75 years",
            "6 months 2 years",
            "18 Parsecs",
            "200 years",
            "2.3 Months",
            "version 18",
            "18 kg",
        ] {
            assert_eq!(read_age(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_read_however_they_are_spelt() {
        for (text, date) in [
            ("March 2024", "2024-03"),
            ("Mar 2024", "2024-03"),
            ("Sept. 2024", "2024-09"),
            ("MAY 2024", "2024-05"),
            ("March 5, 2024", "2024-03-05"),
            ("March 5th, 2024", "2024-03-05"),
            ("5 March 2024", "2024-03-05"),
            ("05-Mar-2024", "2024-03-05"),
            ("2024 Mar 5", "2024-03-05"),
            ("2024/03/05", "2024-03-05"),
            ("2024.03.05", "2024-03-05"),
            ("2024-3-5", "2024-03-05"),
            ("2024/3", "2024-03"),
            ("03/2024", "2024-03"),
            ("20240305", "2024-03-05"),
            ("202403", "2024-03"),
            ("2024年3月5日", "2024-03-05"),
            ("2024-03-05T00:00:00Z", "2024-03-05"),
            ("2024-03-05 13:45", "2024-03-05"),
            ("March 5, 2024 10:30", "2024-03-05"),
            ("2024-03-00", "2024-03"),
            ("2024-00-00", "2024"),
            ("25/03/2024", "2024-03-25"),
            ("03/25/2024", "2024-03-25"),
            ("03/03/2024", "2024-03-03"),
            // March or May.
            ("03/05/2024", "2024"),
        ] {
            assert_eq!(read_date(text), date.parse().ok(), "{text}");
        }
    }

    #[test]
    fn what_is_no_certain_date_is_not_read() {
        for text in [
            "",
            "soon",
            "Q1 2024",
            "2024-13",
            "2023-02-29",
            "February 30, 2024",
            "March to May 2024",
            "05-Mar-24",
            "3/5/24",
            "March",
            "12:30",
            "0001-01-01",
            "2024-03-15-01",
        ] {
            assert_eq!(read_date(text), None, "{text}");
        }
    }
}
