//! Whom the trial may suit: in the editors' words, or what the structured fields of the record say.
//!
//! *Invariant:* without an editor nothing is put into words of our own: ages, sex, healthy volunteers and conditions come from their fields, and criteria are quoted.

use maud::{Markup, html};

use super::{TrialPage, criteria, facts, from_editors, from_registry, lang_of, quoted, section};
use crate::trial::{ArmGroupType, Criterion, Editorial, Trial};

/// Criteria of each side that are quoted.
const QUOTED: usize = 3;
/// Conditions that are named.
const MAX_CONDITIONS: usize = 12;

/// Returns the section.
pub fn suits(page: &TrialPage<'_>) -> Markup {
    let editorial = page.trial.editorial.as_ref();
    let written = editorial
        .filter(|editorial| !editorial.good_fit.is_empty() || !editorial.not_a_fit.is_empty());
    match written {
        Some(editorial) => by_editors(page, editorial),
        None => by_rules(page),
    }
}

fn by_editors(page: &TrialPage<'_>, editorial: &Editorial) -> Markup {
    let words = page.words;
    section(page, "suits", &words.say("trial.suits"), || {
        html! {
            div class="two-lists" {
                (fit_list(page, "good-fit", &words.say("trial.good_fit"), "✓", &editorial.good_fit))
                (fit_list(page, "not-a-fit", &words.say("trial.not_a_fit"), "✕", &editorial.not_a_fit))
            }
            (from_editors(page, editorial.reviewed_on))
            p { (words.say("trial.only_the_team")) }
        }
    })
}

fn fit_list(
    page: &TrialPage<'_>,
    class: &str,
    heading: &str,
    icon: &str,
    items: &[String],
) -> Markup {
    html! {
        @if !items.is_empty() {
            div class=(class) {
                h3 { (heading) }
                ul class="marked-list" {
                    @for item in items {
                        li {
                            span class="list-icon" aria-hidden="true" { (icon) }
                            span lang=(lang_of(item)) dir="auto" { (page.explainer.text(item)) }
                        }
                    }
                }
            }
        }
    }
}

fn by_rules(page: &TrialPage<'_>) -> Markup {
    let (words, trial) = (page.words, page.trial);
    let eligibility = &trial.eligibility;
    let rules = &eligibility.criteria;
    section(page, "suits", &words.say("trial.who"), || {
        html! {
            ul class="digest" {
                li { strong { (words.label_or_not_stated("facet", "age")) ": " } (facts::ages(words, trial)) }
                li { strong { (words.label_or_not_stated("facet", "sex")) ": " } (facts::sex(words, eligibility.sex.as_ref(), eligibility.gender_based)) }
                @if let Some(takes) = eligibility.healthy_volunteers {
                    li { strong { (words.label_or_not_stated("facet", "healthy")) ": " } (words.label_or_not_stated("healthy_volunteers", &takes.to_string())) }
                }
                @if !trial.conditions.is_empty() {
                    li { strong { (words.say("trial.about")) ": " } (quoted(conditions(trial))) }
                }
                @for text in possible_arms(page) { li { (text) } }
            }
            (from_registry(page))
            (quoted_rules(page, "trial.first_requirements", &rules.inclusion))
            (quoted_rules(page, "trial.first_reasons", &rules.exclusion))
            @if rules.inclusion.is_empty() && rules.exclusion.is_empty() {
                (quoted_rules(page, "trial.first_rules", &rules.unsplit))
            }
            @if !rules.is_empty() {
                p { a href={ "#" (criteria::ID) } { (words.say("trial.read_all_rules")) } }
            }
            p class="provenance" { (words.say("trial.by_rules")) " " (words.say("trial.only_the_team")) }
        }
    })
}

fn conditions(trial: &Trial) -> String {
    let mut named: Vec<&str> = trial
        .conditions
        .iter()
        .take(MAX_CONDITIONS)
        .map(String::as_str)
        .collect();
    if trial.conditions.len() > named.len() {
        named.push("…");
    }
    named.join(" · ")
}

/// Returns what else than the treatment under study someone may get, by the types of the groups.
pub fn possible_arms(page: &TrialPage<'_>) -> Vec<String> {
    let has = |kind: ArmGroupType| {
        let mut kinds = page.trial.arms.iter().filter_map(|arm| arm.kind.as_ref());
        kinds.any(|arm| arm.is(kind))
    };
    let say = |kind: ArmGroupType, key: &str| match page.may_take_people() {
        true => page.words.say(key),
        false => page.words.label_or_not_stated("arm_type", kind.as_str()),
    };
    [
        (ArmGroupType::PlaceboComparator, "trial.placebo_possible"),
        (ArmGroupType::ShamComparator, "trial.sham_possible"),
        (ArmGroupType::NoIntervention, "trial.untreated_possible"),
    ]
    .into_iter()
    .filter(|(kind, _)| has(*kind))
    .map(|(kind, key)| say(kind, key))
    .collect()
}

/// Quotes the first criteria of one side, word for word.
fn quoted_rules(page: &TrialPage<'_>, heading: &str, rules: &[Criterion]) -> Markup {
    let first: Vec<&Criterion> = rules
        .iter()
        .filter(|rule| rule.depth == 0)
        .take(QUOTED)
        .collect();
    html! {
        @if !first.is_empty() {
            h3 { (page.words.say(heading)) }
            ul class="quoted-rules bullets" lang=(criteria::list_lang(rules)) dir="auto" {
                @for rule in first { li { q { (page.explainer.text(&rule.text)) } } }
            }
        }
    }
}

/// Returns why the trial matters, where editors wrote it.
pub fn why(page: &TrialPage<'_>) -> Markup {
    let words = page.words;
    let Some(editorial) = &page.trial.editorial else {
        return html! {};
    };
    let texts = [
        ("trial.benefit", &editorial.potential_benefit),
        ("trial.similar_studies", &editorial.similar_studies),
    ];
    if texts.iter().all(|(_, text)| text.is_none()) {
        return html! {};
    }
    section(page, "why", &words.say("trial.why"), || {
        html! {
            @for (heading, text) in texts {
                @if let Some(text) = text {
                    h3 { (words.say(heading)) }
                    p lang=(lang_of(text)) dir="auto" { (page.explainer.text(text)) }
                }
            }
            (from_editors(page, editorial.reviewed_on))
        }
    })
}
