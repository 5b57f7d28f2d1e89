//! Bounds of age: "over 70", "under 5 years", "65 and older", "18+".
//!
//! "Over" and "under" are said of most measures, so what follows and what stands before decide whether a bare number is an age.

use super::{
    age::{AgeFound, Numeral, OLDEST},
    bare::{goes_on, is_counted},
    cues::{AfterNumber, AfterUnit, Before, Unit},
    scene::Scene,
};
use crate::read::{AgeSpan, tokens::Gap};

/// From this age on "over 45 years" is an age rather than a lapse of time.
const OLD_ENOUGH: f64 = 40.0;

/// Reads a bound with its unit, which ends at `end`; `behind` are the words behind it, with their end.
pub(super) fn bound_with_unit(
    scene: &Scene,
    numeral: &Numeral,
    unit: Unit,
    is_age: bool,
    is_open: bool,
    end: usize,
    behind: Option<(usize, AfterUnit)>,
) -> Option<AgeFound> {
    if numeral.high.is_some() {
        return None;
    }
    let low = numeral.low;
    let years = unit.in_years(low);
    match behind {
        Some((end, AfterUnit::Older)) => return Some(found(numeral, end, from(years), true)),
        Some((end, AfterUnit::Younger)) => return Some(found(numeral, end, until(years), true)),
        _ => {}
    }
    if is_open {
        return Some(found(
            numeral,
            end,
            from(years),
            is_age || low >= OLD_ENOUGH,
        ));
    }
    let is_sure = match numeral.before()? {
        Before::Older | Before::Younger => true,
        Before::Over if is_age => true,
        Before::Over if unit != Unit::Years || low < 18.0 => return None,
        // "for over 40 years"
        Before::Over if matches!(scene.before(numeral.start()), Some((Before::Other, _))) => {
            return None;
        }
        Before::Over => low >= OLD_ENOUGH && !numeral.is_compared,
        Before::Under if is_age => true,
        Before::Under if unit != Unit::Years => return None,
        Before::Under => low >= 12.0 || names_group(scene, numeral),
        _ => return None,
    };
    let span = match numeral.before()? {
        Before::Older | Before::Over => from(years),
        _ if unit == Unit::Years => below(low),
        _ => until(years),
    };
    Some(found(numeral, end, span, is_sure))
}

/// Reads a bound without unit: "over 70", "65 and older", "70+".
pub(super) fn bare_bound(scene: &Scene, numeral: &Numeral) -> Option<AgeFound> {
    let low = numeral.low;
    let end = numeral.range.end;
    if numeral.high.is_some() || low.fract() != 0.0 || !(1.0..=OLDEST).contains(&low) {
        return None;
    }
    let before = numeral.before();
    let start = numeral.start();
    if matches!(before, Some(Before::Past | Before::Other)) || is_measured(scene, start) {
        return None;
    }
    if scene.text(end) == "+" {
        let is_age = low >= 18.0 || before == Some(Before::Age);
        return (is_age && !is_counted(scene, end + 1))
            .then(|| found(numeral, end + 1, from(low), true));
    }
    if scene.gap(end) < Gap::Comma {
        match scene.cues.after_number.longest_at(scene.tokens, end) {
            Some((length, AfterNumber::Older)) => {
                return Some(found(numeral, end + length, from(low), true));
            }
            Some((length, AfterNumber::Younger)) => {
                return Some(found(numeral, end + length, until(low), true));
            }
            _ => {}
        }
    }
    // "over 65s"
    let end = match scene.cues.decade_mark.longest_at(scene.tokens, end) {
        Some((length, ())) if scene.gap(end) == Gap::None => end + length,
        _ => end,
    };
    if is_counted(scene, end) {
        return None;
    }
    match before? {
        Before::Older => Some(found(numeral, end, from(low), true)),
        Before::Younger => Some(found(numeral, end, below(low), true)),
        Before::Over | Before::Under
            if numeral.is_compared || scene.cues.numbers.ends_before(scene.tokens, start) =>
        {
            None
        }
        Before::Over if low >= 18.0 => {
            let is_sure = goes_on(scene, end) || low >= OLD_ENOUGH;
            Some(found(numeral, end, from(low), is_sure))
        }
        Before::Under => {
            let is_sure = goes_on(scene, end) || low >= 12.0 || names_group(scene, numeral);
            Some(found(numeral, end, below(low), is_sure))
        }
        _ => None,
    }
}

/// Whether something else than an age was measured just before: "BMI over 30".
pub(super) fn is_measured(scene: &Scene, start: usize) -> bool {
    const NEAR: usize = 5;
    (start.saturating_sub(NEAR)..start)
        .rev()
        .take_while(|at| scene.gap(at + 1) < Gap::Comma)
        .any(|at| scene.cues.measures.longest_at(scene.tokens, at).is_some())
}

/// Whether an age group was named before: "kids under 5".
fn names_group(scene: &Scene, numeral: &Numeral) -> bool {
    scene
        .found
        .iter()
        .any(|found| found.word.group.is_some() && found.range.end <= numeral.range.start)
}

fn from(years: f64) -> AgeSpan {
    AgeSpan {
        min_years: years,
        max_years: None,
        is_exact: false,
    }
}

fn until(years: f64) -> AgeSpan {
    AgeSpan {
        min_years: 0.0,
        max_years: Some(years),
        is_exact: false,
    }
}

/// Under 18 is 17 and younger, in completed years.
fn below(years: f64) -> AgeSpan {
    until(if years >= 2.0 { years - 1.0 } else { years })
}

fn found(numeral: &Numeral, end: usize, span: AgeSpan, is_sure: bool) -> AgeFound {
    let start = match numeral.before() {
        Some(Before::Of | Before::Other | Before::Past) => numeral.range.start,
        _ => numeral.start(),
    };
    AgeFound {
        range: start..end,
        span,
        is_sure,
        sex: None,
    }
}
