//! Bare numbers, which are an age by the words around only: "I am 62", "my wife, 38, has", "62F", "daughter 12".

use std::ops::Range;

use super::{
    age::{AgeFound, Numeral, OLDEST, exact},
    bounds,
    cues::{AfterNumber, Before, Form, Unit},
    numbers::Number,
    scene::Scene,
    subject::{follows_patient, has_subject, person_in_sentence, person_or_name_before},
};
use crate::{
    read::tokens::{Case, Gap, TokenKind},
    trial::Sex,
};

/// Reads a bare number by the words around: "I am 62", "my wife, 38, has", "daughter 12", "62 F".
pub(super) fn without_unit(scene: &Scene, numeral: &Numeral) -> Option<AgeFound> {
    let end = numeral.range.end;
    let low = numeral.low;
    if low.fract() != 0.0 || !(1.0..=OLDEST).contains(&low) {
        return None;
    }
    let before = numeral.before();
    let is_blocked = matches!(before, Some(Before::Past | Before::Other)) || is_counted(scene, end);
    if is_blocked {
        return None;
    }
    if numeral.high.is_none()
        && let Some(age) = with_letter(scene, numeral)
    {
        return Some(age);
    }
    let start = numeral.start();
    let fits_behind = goes_on(scene, end) || low >= 18.0;
    let is_sure = match before {
        Some(Before::Age) => true,
        Some(Before::Between) => numeral.high.is_some() && !bounds::is_measured(scene, start),
        Some(Before::SelfIs) => low >= 3.0 && fits_behind,
        Some(Before::Has) => {
            // French "a 45" needs its subject, since "a" is an English word.
            let has_person = scene.text(start) != "a" || scene.found_before(start).is_some();
            low >= 14.0 && goes_on(scene, end) && has_person
        }
        Some(Before::Is) => has_subject(scene, numeral) && fits_behind,
        Some(Before::Of) => numeral.is_digits && scene.found_before(start).is_some() && fits_behind,
        _ => false,
    };
    if is_sure {
        return Some(AgeFound {
            range: start..end,
            span: numeral.span(Unit::Years),
            is_sure: true,
            sex: None,
        });
    }
    let is_hyphened = scene.gap(numeral.range.start) == Gap::Hyphen;
    if !numeral.is_digits || is_hyphened || before.is_some() && before != Some(Before::Of) {
        return None;
    }
    beside_person(scene, numeral)
}

/// Whether what is counted stands behind a bare number, or the number goes on: "8 mg", "120/80".
pub(super) fn is_counted(scene: &Scene, end: usize) -> bool {
    let gap = scene.gap(end);
    if gap == Gap::Slash || gap == Gap::None && scene.tokens[end].kind == TokenKind::Word {
        return letter_at(scene, end).is_none();
    }
    if gap >= Gap::Comma {
        return false;
    }
    let is_number = scene
        .tokens
        .get(end)
        .is_some_and(|token| token.kind == TokenKind::Number);
    let is_unit = matches!(
        scene.cues.after_number.longest_at(scene.tokens, end),
        Some((_, AfterNumber::Other | AfterNumber::Unit { .. }))
    );
    is_number || is_unit
}

/// Whether the sentence may go on like this behind an age: it ends, a known word follows, or a condition.
pub(super) fn goes_on(scene: &Scene, end: usize) -> bool {
    scene.gap(end) >= Gap::Comma
        || scene.follows(&scene.cues.goes_on, end)
        || scene.is_taken(&(end..end + 1))
        || scene.found_at(end).is_some()
}

/// Reads "62F", "45 M" and "62/F".
fn with_letter(scene: &Scene, numeral: &Numeral) -> Option<AgeFound> {
    let (range, sex) = letter_at(scene, numeral.range.end)?;
    let gap = scene.gap(range.start);
    let youngest = match gap {
        Gap::Slash => 1.0,
        // `6m` is six months.
        _ if scene.tokens[range.start].case == Case::Lower
            && (sex == Sex::Male || gap == Gap::Blank) =>
        {
            18.0
        }
        _ => 14.0,
    };
    let is_hyphened = scene.gap(numeral.range.start) == Gap::Hyphen;
    let is_at_rest = gap != Gap::Comma
        || scene.gap(numeral.range.start) >= Gap::Comma
        || scene.gap(range.end) >= Gap::Comma;
    let fits = numeral.is_digits
        && numeral.low >= youngest
        && numeral.low < 100.0
        && !is_tracer(scene, numeral.low, &range);
    (fits && !is_hyphened && is_at_rest).then(|| AgeFound {
        sex: Some((range, sex)),
        ..exact(numeral.low, numeral.start()..numeral.range.end, true)
    })
}

/// Whether "18F" is fluorine-18: the name of what it marks comes behind, "18F FDG" and "18F florbetapir".
fn is_tracer(scene: &Scene, number: f64, letter: &Range<usize>) -> bool {
    let next = scene.tokens.get(letter.end);
    let names_a_tracer = next.is_some_and(|next| {
        next.gap == Gap::Blank
            && (next.case == Case::Upper || next.text.starts_with('f'))
            && !scene.is_taken(&(letter.end..letter.end + 1))
    });
    number == 18.0 && scene.gap(letter.start) == Gap::None && names_a_tracer
}

/// Reads a bare number beside a word for a person: "daughter 12", "women 18-45", "62 female".
fn beside_person(scene: &Scene, numeral: &Numeral) -> Option<AgeFound> {
    let (at, end) = (numeral.range.start, numeral.range.end);
    let found = AgeFound {
        range: at..end,
        span: numeral.span(Unit::Years),
        is_sure: true,
        sex: None,
    };
    let is_between = scene.gap(at) >= Gap::Comma && scene.gap(end) >= Gap::Comma;
    if let Some(person) = person_or_name_before(scene, at, is_between) {
        if numeral.high.is_some() {
            return Some(found);
        }
        let is_one = match (person.word.sex, person.word.group) {
            (Some((_, form)), _) => matches!(form, Form::One | Form::Kin),
            (None, Some(group)) => scene.cues.groups[group]
                .to
                .is_some_and(|to| to >= numeral.low && to < 18.0),
            (None, None) => person.word.is_person,
        };
        // Of a daughter so many things are rarely counted.
        let is_kin = matches!(person.word.sex, Some((_, Form::Kin)));
        let youngest = if is_kin { 10.0 } else { 18.0 };
        return (is_one && goes_on(scene, end)
            || is_one && numeral.low >= youngest && scene.gap(at) < Gap::Comma)
            .then_some(found);
    }
    if numeral.before.is_some() {
        return None;
    }
    let behind = scene
        .found_at(end)
        .filter(|_| scene.gap(end) < Gap::Sentence);
    let is_one = behind.is_some_and(|found| matches!(found.word.sex, Some((_, Form::One))));
    let is_apart = scene.gap(at) >= Gap::Comma;
    if is_one && (scene.gap(end) < Gap::Comma || is_apart) {
        return Some(found);
    }
    if numeral.high.is_some() || !is_apart || end - at >= scene.tokens.len() {
        return None;
    }
    if numeral.low >= 14.0 && and_says_patient(scene, end) {
        return Some(found);
    }
    // A number between commas may be an age, "62, lung cancer, chicago"; it is one where a person is named: "son with duchenne, 7, in a wheelchair".
    let is_named = || person_in_sentence(scene, at).is_some();
    // "Not diabetic, obese, 38": what is said last, behind a disease.
    let is_last = || end == scene.tokens.len() && at > 0 && scene.is_taken(&(at - 1..at));
    let is_sure = scene.gap(at) == Gap::Comma
        && (numeral.low >= 18.0 && is_last()
            || follows_patient(scene, at)
            || numeral.low >= 18.0 && is_named());
    (is_between && (is_sure || numeral.low >= 18.0)).then_some(AgeFound { is_sure, ..found })
}

/// Whether "and" stands at `at` with what is said of patients behind: "35 and pregnant", "25 and want to join".
fn and_says_patient(scene: &Scene, at: usize) -> bool {
    let Some((length, join)) = scene.cues.joins.longest_at(scene.tokens, at) else {
        return false;
    };
    let next = at + length;
    let is_said = scene.found_at(next).is_some()
        || scene.is_taken(&(next..next + 1))
        || scene.cues.goes_on.longest_at(scene.tokens, next).is_some()
        || scene.cues.verbs.longest_at(scene.tokens, next).is_some();
    join.is_and && scene.gap(at) < Gap::Comma && scene.gap(next) < Gap::Comma && is_said
}

/// Reads "F62", "F/62" and "F, 62".
pub(super) fn letter_before(scene: &Scene, at: usize, number: &Number) -> Option<AgeFound> {
    let letter = at.checked_sub(1)?;
    let token = &scene.tokens[letter];
    let sex = *scene.cues.letters.get(&token.text)?;
    let is_capital = token.case == Case::Capitalized;
    let fits = match scene.gap(at) {
        Gap::None => is_capital && number.value >= 18.0,
        Gap::Slash => number.value >= 1.0,
        Gap::Comma => is_capital && number.value >= 14.0 && token.gap >= Gap::Comma,
        _ => false,
    };
    let is_free = token.gap != Gap::None && scene.gap(at + 1) != Gap::None;
    let is_age = number.is_digits && number.value.fract() == 0.0 && number.value < 100.0;
    (fits && is_free && is_age && !scene.is_taken(&(letter..at))).then(|| AgeFound {
        sex: Some((letter..at, sex)),
        ..exact(number.value, at..at + 1, true)
    })
}

/// Reads the "F" of "62F", "62 yo F" and "62/F" at token `at`, right behind a number or its unit.
pub(super) fn letter_at(scene: &Scene, at: usize) -> Option<(Range<usize>, Sex)> {
    let token = scene.tokens.get(at)?;
    let sex = *scene.cues.letters.get(&token.text)?;
    let is_capital = token.case == Case::Capitalized;
    let fits = match token.gap {
        Gap::None | Gap::Slash => true,
        // "28 f": what comes before is a number that may be an age.
        Gap::Blank => true,
        Gap::Comma => is_capital,
        _ => false,
    };
    let is_free = !matches!(scene.gap(at + 1), Gap::None | Gap::Hyphen | Gap::Slash);
    (fits && is_free && !scene.is_taken(&(at..at + 1))).then_some((at..at + 1, sex))
}
