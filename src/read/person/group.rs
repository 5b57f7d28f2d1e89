//! Age groups ("newborn", "my child", "elderly"), and the choice of one age among all that were found.

use std::ops::Range;

use super::{
    age::AgeFound,
    cues::{Form, Group, Verb},
    scene::Scene,
};
use crate::read::{AgeSpan, Reading, Value, tokens::Gap};

/// A word for an age group, and its bounds.
struct GroupFound {
    range: Range<usize>,
    group: Group,
}

/// Returns the age of the patient: an exact one before a span, a span before a group. Other ages in numbers are offered.
pub(super) fn choose_age(scene: &Scene, ages: &[AgeFound]) -> Vec<Reading> {
    let groups = find_groups(scene, ages);
    let sure = |is_exact: bool| {
        ages.iter()
            .find(|age| age.is_sure && (!is_exact || age.span.is_exact))
    };
    let chosen = sure(true).or_else(|| sure(false));
    let Some(chosen) = chosen else {
        let mut readings: Vec<Reading> = choose_group(scene, &groups).into_iter().collect();
        readings.extend(
            ages.first()
                .map(|age| reading(age.range.clone(), age.span, false)),
        );
        return readings;
    };
    let mut readings = vec![reading(
        absorb(scene, chosen.range.clone(), &groups),
        chosen.span,
        true,
    )];
    for age in ages {
        let contradicts = !contains(age.span, chosen.span);
        if age.is_sure && contradicts {
            readings.push(reading(age.range.clone(), age.span, false));
        }
    }
    readings
}

fn contains(outer: AgeSpan, inner: AgeSpan) -> bool {
    let reaches = match (outer.max_years, inner.max_years) {
        (None, _) => true,
        (Some(outer), Some(inner)) => outer >= inner,
        (Some(_), None) => false,
    };
    outer.min_years <= inner.min_years && reaches
}

fn reading(tokens: Range<usize>, span: AgeSpan, is_sure: bool) -> Reading {
    Reading {
        tokens,
        value: Value::Age(span),
        is_sure,
    }
}

fn find_groups(scene: &Scene, ages: &[AgeFound]) -> Vec<GroupFound> {
    let mut groups = Vec::new();
    for found in &scene.found {
        if found.is_taken && !found.word.in_names {
            continue;
        }
        let start = found.range.start;
        let outer = start_of_name(scene, start);
        let is_one_or_many = matches!(found.word.sex, Some((_, Form::One | Form::Many)));
        if is_one_or_many
            && let Some(senior) = scene.cues.senior
            && let Some(adjective) = scene.precedes(&scene.cues.elder_before, start)
            && !ages
                .iter()
                .any(|age| age.range.contains(&adjective) || age.range.end == adjective)
            && !scene.is_taken(&(adjective..start))
        {
            groups.push(GroupFound {
                range: adjective..start,
                group: scene.cues.groups[senior],
            });
        }
        let Some(group) = found.word.group else {
            continue;
        };
        let verb = scene.verb_behind(found.range.end, false);
        let is_other = scene.is_family(start)
            || matches!(verb, Some(Verb::IsHelper | Verb::IsFamily))
            || counts_people(scene, start, ages)
            || scene.precedes(&scene.cues.once_before, outer).is_some()
            || verb != Some(Verb::IsPatient)
                && scene.precedes(&scene.cues.no_group_before, outer).is_some()
            || names_place(scene, found.range.end);
        if !is_other {
            groups.push(GroupFound {
                range: found.range.clone(),
                group: scene.cues.groups[group],
            });
        }
    }
    groups
}

/// Returns where the name begins in which the word at `start` stands: "survivor of acute childhood leukemia".
fn start_of_name(scene: &Scene, start: usize) -> usize {
    let mut outer = start;
    while scene.is_taken(&(start..start + 1)) && outer > 0 && scene.is_taken(&(outer - 1..outer)) {
        outer -= 1;
    }
    outer
}

/// Whether people are counted, "three children", rather than given an age, "8 year old child".
fn counts_people(scene: &Scene, start: usize, ages: &[AgeFound]) -> bool {
    scene.cues.numbers.ends_before(scene.tokens, start)
        && !ages.iter().any(|age| age.range.end == start)
}

/// Whether a possessive before `end` is part of the name of a hospital.
pub(super) fn names_place(scene: &Scene, end: usize) -> bool {
    let is_possessive = end
        .checked_sub(1)
        .and_then(|last| scene.tokens.get(last))
        .is_some_and(|token| token.is_possessive);
    is_possessive
        && (end..end + 2).any(|at| scene.cues.places.longest_at(scene.tokens, at).is_some())
}

/// Returns one reading for all groups named, if they agree.
fn choose_group(scene: &Scene, groups: &[GroupFound]) -> Option<Reading> {
    let first = groups.first()?;
    let mut span = span_of(first.group);
    let mut range = first.range.clone();
    let mut is_sure = true;
    for (last, next) in groups.iter().zip(&groups[1..]) {
        let other = span_of(next.group);
        if contains(other, span) {
            continue;
        }
        if contains(span, other) {
            span = other;
            range = next.range.clone();
        } else if is_joined(scene, last.range.end, next.range.start) {
            span.min_years = span.min_years.min(other.min_years);
            span.max_years = span
                .max_years
                .zip(other.max_years)
                .map(|(one, two)| one.max(two));
            range.end = next.range.end;
        } else {
            is_sure = false;
        }
    }
    // Children and adults are everyone.
    let is_everyone = span.min_years < 13.0 && span.max_years.is_none_or(|to| to >= 60.0);
    (!is_everyone).then(|| reading(absorb(scene, range, groups), span, is_sure))
}

fn span_of(group: Group) -> AgeSpan {
    AgeSpan {
        min_years: group.from,
        max_years: group.to,
        is_exact: false,
    }
}

/// Whether nothing but "and", "or" or a mark stands between.
fn is_joined(scene: &Scene, end: usize, start: usize) -> bool {
    if start == end {
        return scene.gap(start) != Gap::Sentence;
    }
    start == end + 1
        && scene
            .cues
            .joins
            .longest_at(scene.tokens, end)
            .is_some_and(|(_, join)| join.is_and)
}

/// Widens the range of an age by the words for age groups beside it, so that "elderly lady, 85" is one part.
fn absorb(scene: &Scene, range: Range<usize>, groups: &[GroupFound]) -> Range<usize> {
    const FARTHEST: usize = 3;
    let is_person = |at: usize| scene.found.iter().any(|found| found.range.contains(&at));
    let mut wide = range;
    for found in groups {
        let Range { start, end } = found.range;
        let is_before = end <= wide.start && wide.start - end <= FARTHEST;
        let is_behind = start >= wide.end && start - wide.end <= FARTHEST;
        if is_before && (end..wide.start).all(is_person) {
            wide.start = start;
        } else if is_behind && (wide.end..start).all(is_person) {
            wide.end = end;
        }
    }
    wide
}
