//! Ages in numbers: "62yo", "my son is 8", "6 months old", "62F", "between 40 and 50".
//!
//! A number is an age by what stands around it. Where only the unit speaks for it ("10 years"), the words around must not speak of a lapse of time, and the age may be offered only.

use std::ops::Range;

use super::{
    bare::{letter_at, letter_before, without_unit},
    bounds,
    cues::{AfterNumber, AfterUnit, Before, Form, Unit},
    decade,
    numbers::Number,
    scene::Scene,
    subject::{has_subject, is_of_thing, is_pronoun, person_before, person_in_sentence},
};
use crate::{
    read::{
        AgeSpan,
        tokens::{Gap, TokenKind},
    },
    trial::Sex,
};

/// An age in numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AgeFound {
    pub(super) range: Range<usize>,
    pub(super) span: AgeSpan,
    pub(super) is_sure: bool,
    /// The sex that a doctor's note writes beside it, and where.
    pub(super) sex: Option<(Range<usize>, Sex)>,
}

/// The most years that a person is taken to have.
pub(super) const OLDEST: f64 = 110.0;

/// One number or two, with what stands around them.
pub(super) struct Numeral {
    pub(super) low: f64,
    /// The end of a span.
    pub(super) high: Option<f64>,
    pub(super) range: Range<usize>,
    pub(super) is_digits: bool,
    pub(super) before: Option<(Before, usize)>,
    /// Whether `<` or `>` stands before it, as before most laboratory values.
    pub(super) is_compared: bool,
}

impl Numeral {
    pub(super) fn before(&self) -> Option<Before> {
        self.before.map(|(before, _)| before)
    }

    /// Returns where the age begins, the cue before it included.
    pub(super) fn start(&self) -> usize {
        self.before.map_or(self.range.start, |(_, start)| start)
    }

    pub(super) fn span(&self, unit: Unit) -> AgeSpan {
        let min_years = unit.in_years(self.low);
        AgeSpan {
            min_years,
            max_years: Some(self.high.map_or(min_years, |high| unit.in_years(high))),
            is_exact: self.high.is_none(),
        }
    }
}

/// Returns the ages in numbers and decades, in the order of the text.
pub(super) fn find_ages(scene: &Scene) -> Vec<AgeFound> {
    let mut ages = Vec::new();
    let mut at = 0;
    while at < scene.tokens.len() {
        let found = decade::decade_at(scene, at).or_else(|| {
            let number = scene.cues.numbers.at(scene.tokens, at)?;
            age_at(scene, at, number)
        });
        match found {
            Some(age) => {
                at = age.range.end.max(at + 1);
                ages.push(age);
            }
            None => {
                let is_digits = scene.tokens[at].kind == TokenKind::Number;
                let number = scene.cues.numbers.at(scene.tokens, at);
                at += if is_digits {
                    1
                } else {
                    number.map_or(1, |number| number.length)
                };
            }
        }
    }
    ages
}

fn age_at(scene: &Scene, at: usize, number: Number) -> Option<AgeFound> {
    let end = at + number.length;
    let is_ours = !scene.is_taken(&(at..end)) && !scene.is_family(at);
    if !is_ours || number.is_digits && scene.text(at).len() > 5 {
        return None;
    }
    if number.is_years_old {
        return Some(exact(number.value, at..end, true));
    }
    let is_glued = scene.gap(at) == Gap::None
        && at > 0
        && number.is_digits
        && scene.tokens[at - 1].kind == TokenKind::Word;
    if let Some(age) = letter_before(scene, at, &number) {
        return Some(age);
    }
    if is_glued {
        return None;
    }
    let numeral = numeral_at(scene, at, number);
    decade::decade_in_digits(scene, &numeral)
        .or_else(|| with_unit(scene, &numeral))
        .or_else(|| bounds::bare_bound(scene, &numeral))
        .or_else(|| without_unit(scene, &numeral))
}

/// Puts together a number, the half behind it, and the second number of a span.
fn numeral_at(scene: &Scene, at: usize, number: Number) -> Numeral {
    let tokens = scene.tokens;
    let mut low = number.value;
    let mut end = at + number.length;
    if scene.gap(end) < Gap::Comma
        && let Some((length, ())) = scene.cues.half.longest_at(tokens, end)
    {
        low += 0.5;
        end += length;
    }
    let mut numeral = Numeral {
        low,
        high: None,
        range: at..end,
        is_digits: number.is_digits,
        before: before(scene, at),
        is_compared: is_compared(scene, at),
    };
    let second = if scene.gap(end) == Gap::Hyphen {
        Some((end, true))
    } else if scene.gap(end) < Gap::Comma {
        let between = numeral.before() == Some(Before::Between);
        scene
            .cues
            .joins
            .longest_at(tokens, end)
            // "2y6m": Spanish "y" joined to digits is none.
            .filter(|_| scene.gap(end) > Gap::None || tokens[end].kind == TokenKind::Han)
            .filter(|(length, join)| {
                let has_unit = || unit_behind_second(scene, end + *length);
                join.is_span || join.is_and && (between || has_unit())
            })
            .map(|(length, join)| (end + length, join.is_span))
    } else {
        None
    };
    if let Some((start, _)) = second
        && scene.gap(start) < Gap::Comma
        && let Some(other) = scene.cues.numbers.at(tokens, start)
        && other.value > low
        && other.value <= OLDEST
    {
        numeral.high = Some(other.value);
        numeral.range.end = start + other.length;
    }
    numeral
}

/// Whether a mark such as `<` stands before a number.
fn is_compared(scene: &Scene, number: usize) -> bool {
    number > 0 && matches!(scene.text(number - 1), "<" | ">")
}

/// Returns the meaning of what stands before a number, marks included, and where it begins.
fn before(scene: &Scene, number: usize) -> Option<(Before, usize)> {
    if is_compared(scene, number) {
        let mark = number - 1;
        let is_over = scene.text(mark) == ">";
        return Some(match (scene.before(mark), is_over) {
            (Some((Before::Age, start)), true) => (Before::Older, start),
            (Some((Before::Age, start)), false) => (Before::Younger, start),
            (_, true) => (Before::Over, mark),
            (_, false) => (Before::Under, mark),
        });
    }
    // "she's 70"
    let is_short_for_is = number > 0 && scene.tokens[number - 1].is_possessive;
    if is_short_for_is && scene.gap(number) < Gap::Comma && scene.found_before(number).is_some() {
        return Some((Before::Is, number));
    }
    let (meaning, start) = scene.before(number)?;
    // French "a 70 ans" (has) and "à 70 ans" (at) fold alike; only the bytes tell them apart.
    let is_at = scene.text(start) == "a" && scene.tokens[start].span.len() > 1;
    if is_at && meaning == Before::Has {
        return Some((Before::Past, start));
    }
    Some((meaning, start))
}

/// Whether an age with its unit stands at `at`, so that "3 and 5 year olds" are two ages.
fn unit_behind_second(scene: &Scene, at: usize) -> bool {
    let Some(number) = scene.cues.numbers.at(scene.tokens, at) else {
        return false;
    };
    let end = at + number.length;
    matches!(
        scene.cues.after_number.longest_at(scene.tokens, end),
        Some((_, AfterNumber::Old { .. }))
    )
}

/// Reads a number with a unit of time behind.
fn with_unit(scene: &Scene, numeral: &Numeral) -> Option<AgeFound> {
    let tokens = scene.tokens;
    let (mut end, is_open) = match scene.text(numeral.range.end) {
        "+" => (numeral.range.end + 1, true),
        _ => (numeral.range.end, false),
    };
    if scene.gap(end) >= Gap::Comma {
        return None;
    }
    let (length, after) = scene.cues.after_number.longest_at(tokens, end)?;
    let (unit, is_age, alone, mut sex) = match *after {
        AfterNumber::Old { unit, sex } => {
            (unit, true, true, sex.map(|sex| (end..end + length, sex)))
        }
        AfterNumber::Unit { unit, alone } => (unit, false, alone, None),
        AfterNumber::Glued if is_years_letter(scene, numeral, end, length) => {
            (Unit::Years, true, true, None)
        }
        _ => return None,
    };
    end += length;
    let mut low = numeral.low;
    let mut is_age = is_age;
    // "1 year 6 months old", "2 years and 3 months old"
    if !is_age
        && unit == Unit::Years
        && let Some((months, length)) = months_behind(scene, end)
    {
        low += months / 12.0;
        end += length;
        is_age = true;
    }
    // "2y6m", "2 y 6 m"
    if let AfterNumber::Glued = after
        && let Some((months, length)) = glued_months_behind(scene, end)
    {
        low += months / 12.0;
        end += length;
    }
    let numeral = &Numeral {
        low,
        high: numeral.high,
        range: numeral.range.clone(),
        is_digits: numeral.is_digits,
        before: numeral.before,
        is_compared: numeral.is_compared,
    };
    if unit.in_years(numeral.high.unwrap_or(low)) > OLDEST {
        return None;
    }
    let behind = if scene.gap(end) < Gap::Comma {
        scene
            .cues
            .after_unit
            .longest_at(tokens, end)
            .map(|(length, after)| (end + length, *after))
    } else {
        None
    };
    let before = numeral.before();
    if before == Some(Before::Past)
        || matches!(behind, Some((_, AfterUnit::Past)))
        || !is_age && matches!(behind, Some((_, AfterUnit::Lapse)))
        || !is_age && before == Some(Before::Other)
        || is_of_thing(scene, numeral)
    {
        return None;
    }
    let bound = bounds::bound_with_unit(scene, numeral, unit, is_age, is_open, end, behind);
    let asks_bound = matches!(
        before,
        Some(Before::Older | Before::Younger | Before::Over | Before::Under)
    );
    if bound.is_some() || asks_bound && numeral.high.is_none() {
        return bound;
    }
    let is_sure = is_age
        || is_age_by_company(scene, numeral, unit, end)
        || unit == Unit::Years && is_years_apart(scene, numeral, end);
    let is_offered = unit == Unit::Years && (alone || low >= 18.0);
    if !is_sure && !is_offered {
        return None;
    }
    let start = match before {
        // The article of "a 62 year old".
        Some(Before::Has) if scene.text(numeral.start()) == "a" => numeral.range.start,
        Some(Before::Of) if scene.found_before(numeral.start()).is_none() => numeral.range.start,
        Some(Before::Other | Before::Past | Before::Over | Before::Under) => numeral.range.start,
        _ => numeral.start(),
    };
    if sex.is_none() {
        sex = letter_at(scene, end);
    }
    Some(AgeFound {
        range: start..end,
        span: numeral.span(unit),
        is_sure: is_sure || sex.is_some() || alone && low >= 18.0,
        sex,
    })
}

/// Whether the letter at `end` stands for years: "62y", "(73 y)", "73 y, male".
fn is_years_letter(scene: &Scene, numeral: &Numeral, end: usize, length: usize) -> bool {
    let behind = end + length;
    let is_sex = || {
        scene
            .found_at(behind)
            .is_some_and(|found| found.word.sex.is_some())
    };
    let is_apart = scene.gap(numeral.range.start) >= Gap::Comma
        && (scene.gap(behind) >= Gap::Comma || is_sex());
    numeral.is_digits && (scene.gap(end) == Gap::None || is_apart && numeral.low >= 1.0)
}

/// Whether "79 years" stands between marks, where somebody is named or nothing lasts so long: "gentleman, parkinsons, 79 years".
fn is_years_apart(scene: &Scene, numeral: &Numeral, end: usize) -> bool {
    const NO_LAPSE: f64 = 60.0;
    let at = numeral.range.start;
    let is_apart = numeral.before.is_none()
        && numeral.high.is_none()
        && scene.gap(at) >= Gap::Comma
        && scene.gap(end) >= Gap::Comma;
    is_apart
        && (numeral.low >= NO_LAPSE
            || numeral.low >= 18.0 && person_in_sentence(scene, at).is_some())
}

/// Returns the months of "1 year 6 months old" and their length in tokens.
fn months_behind(scene: &Scene, at: usize) -> Option<(f64, usize)> {
    let tokens = scene.tokens;
    let mut start = at;
    if let Some((length, join)) = scene.cues.joins.longest_at(tokens, at)
        && join.is_and
    {
        start += length;
    }
    let number = scene
        .cues
        .numbers
        .at(tokens, start)
        .filter(|number| number.value < 12.0)?;
    let end = start + number.length;
    match scene.cues.after_number.longest_at(tokens, end)? {
        (
            length,
            AfterNumber::Old {
                unit: Unit::Months, ..
            },
        ) if scene.gap(start) < Gap::Comma => Some((number.value, end + length - at)),
        _ => None,
    }
}

/// Returns the months of "2y6m" behind the years, and their length in tokens.
fn glued_months_behind(scene: &Scene, at: usize) -> Option<(f64, usize)> {
    let number = scene
        .cues
        .numbers
        .at(scene.tokens, at)
        .filter(|number| number.is_digits && number.value < 12.0)?;
    let end = at + number.length;
    let (length, ()) = scene.cues.months_glued.longest_at(scene.tokens, end)?;
    let is_glued = scene.gap(end) == Gap::None && scene.gap(at) < Gap::Comma;
    is_glued.then_some((number.value, number.length + length))
}

/// Whether a number with a bare unit ("10 years") is an age by the people beside it.
fn is_age_by_company(scene: &Scene, numeral: &Numeral, unit: Unit, end: usize) -> bool {
    let start = numeral.start();
    let is_young = |at: Option<&super::scene::Found>| {
        at.is_some_and(|found| {
            found
                .word
                .group
                .is_some_and(|group| scene.cues.groups[group].from <= 3.0)
        })
    };
    let behind = scene
        .found_at(end)
        .filter(|_| scene.gap(end) < Gap::Sentence);
    let person = person_before(scene, numeral.range.start);
    match numeral.before() {
        Some(Before::Age) => true,
        Some(Before::SelfIs | Before::Has | Before::Between) if unit == Unit::Years => true,
        Some(Before::Is) => {
            has_subject(scene, numeral) && (unit == Unit::Years || !is_pronoun(scene, start))
        }
        Some(Before::Of) => {
            let of_person = scene
                .found_before(start)
                .is_some_and(|found| !found.is_pregnancy());
            of_person || unit == Unit::Years && numeral.low >= 1.0
        }
        _ => {
            let is_one = |found: &super::scene::Found| {
                matches!(found.word.sex, Some((_, Form::One))) && unit == Unit::Years
            };
            person || is_young(behind) || behind.is_some_and(is_one)
        }
    }
}

/// Returns one age in years.
pub(super) fn exact(years: f64, range: Range<usize>, is_sure: bool) -> AgeFound {
    AgeFound {
        range,
        span: AgeSpan {
            min_years: years,
            max_years: Some(years),
            is_exact: true,
        },
        is_sure,
        sex: None,
    }
}
