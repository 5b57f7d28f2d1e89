//! What else the record says: groups, treatments, measures, design, dates, people and numbers.

use maud::{Markup, html};

use super::{
    TrialPage, from_registry,
    header::{registry_address, results_address},
    lang_of, quoted, section, suits,
};
use crate::{
    pages::Words,
    say,
    trial::{
        ArmGroupType, Coded, Masking, Outcome, PartialDate, Sponsor, StudyDate, codes::RegistryEnum,
    },
};

/// Other measures that are shown at once.
const SHOWN_MEASURES: usize = 3;

/// Returns the section.
pub fn more(page: &TrialPage<'_>) -> Markup {
    let words = page.words;
    section(page, "more", &words.say("trial.more"), || {
        html! {
            (groups(page))
            (treatments(page))
            (measures(page))
            (design(page))
            (dates(page))
            (runs(page))
            (numbers(page))
            (from_registry(page))
            ul class="plain-links" {
                @if page.trial.has_results {
                    li { a href=(results_address(page)) { (words.say("trial.results_link")) } }
                }
                li { a href={ (registry_address(page.trial.nct_id)) "?tab=history" } { (words.say("trial.history")) } }
            }
        }
    })
}

/// The groups, those that get no active treatment first.
fn groups(page: &TrialPage<'_>) -> Markup {
    let words = page.words;
    let is_without = |kind: Option<&Coded<ArmGroupType>>| {
        kind.and_then(Coded::known).is_some_and(|kind| {
            matches!(
                kind,
                ArmGroupType::PlaceboComparator
                    | ArmGroupType::ShamComparator
                    | ArmGroupType::NoIntervention
            )
        })
    };
    let mut arms: Vec<_> = page.trial.arms.iter().collect();
    arms.sort_by_key(|arm| !is_without(arm.kind.as_ref()));
    html! {
        @if !arms.is_empty() {
            h3 { (words.say("trial.groups")) }
            @for text in suits::possible_arms(page) { p { strong { (text) } } }
            ul class="blocks" {
                @for arm in arms {
                    li {
                        @if let Some(label) = &arm.label { p class="block-title" { (quoted(label)) } }
                        @if let Some(kind) = arm.kind.as_ref().and_then(Coded::known).filter(|kind| *kind != ArmGroupType::Other) {
                            p class="hint" { (words.label_or_not_stated("arm_type", kind.as_str())) }
                        }
                        @if let Some(description) = &arm.description {
                            p lang=(lang_of(description)) dir="auto" { (page.explainer.text(description)) }
                        }
                    }
                }
            }
        }
    }
}

fn treatments(page: &TrialPage<'_>) -> Markup {
    let words = page.words;
    html! {
        @if !page.trial.interventions.is_empty() {
            h3 { (words.say("trial.treatments")) }
            ul class="blocks" {
                @for item in &page.trial.interventions {
                    li {
                        p class="block-title" {
                            (quoted(&item.name))
                            @if let Some(kind) = item.kind.as_ref().and_then(Coded::known) {
                                " " span class="hint" { "(" (words.label_or_not_stated("intervention_type", kind.as_str())) ")" }
                            }
                        }
                        @if !item.other_names.is_empty() {
                            p class="hint" { (words.say("trial.other_names")) ": " (quoted(item.other_names.join(", "))) }
                        }
                        @if let Some(description) = &item.description {
                            p lang=(lang_of(description)) dir="auto" { (page.explainer.text(description)) }
                        }
                    }
                }
            }
        }
    }
}

fn measures(page: &TrialPage<'_>) -> Markup {
    let (words, trial) = (page.words, page.trial);
    let (main, others) = (&trial.primary_outcomes, &trial.secondary_outcomes);
    let (first, rest) = others.split_at(others.len().min(SHOWN_MEASURES));
    html! {
        @if !main.is_empty() || !others.is_empty() {
            h3 { (words.say("trial.measures")) }
            @if !main.is_empty() {
                h4 { (words.say("trial.main_measures")) }
                (outcomes(page, main))
            }
            @if !others.is_empty() {
                h4 { (words.say("trial.other_measures")) }
                (outcomes(page, first))
                @if !rest.is_empty() {
                    details {
                        summary { (words.count("trial.show_measures", rest.len() as u64)) }
                        (outcomes(page, rest))
                    }
                }
            }
        }
    }
}

fn outcomes(page: &TrialPage<'_>, outcomes: &[Outcome]) -> Markup {
    html! {
        ul class="blocks" {
            @for outcome in outcomes {
                li {
                    p class="block-title" { (quoted(&outcome.measure)) }
                    @if let Some(frame) = &outcome.time_frame {
                        p class="hint" { (page.words.say("trial.when")) ": " (quoted(frame)) }
                    }
                    @if let Some(description) = &outcome.description {
                        p lang=(lang_of(description)) dir="auto" { (page.explainer.text(description)) }
                    }
                }
            }
        }
    }
}

fn design(page: &TrialPage<'_>) -> Markup {
    let (words, design) = (page.words, &page.trial.design);
    let rows = [
        (
            "trial.purpose",
            known(words, "purpose", design.primary_purpose.as_ref()),
        ),
        (
            "trial.assignment",
            known(words, "allocation", design.allocation.as_ref()),
        ),
        (
            "trial.grouping",
            known(
                words,
                "intervention_model",
                design.intervention_model.as_ref(),
            ),
        ),
        (
            "trial.grouping",
            known(
                words,
                "observational_model",
                design.observational_model.as_ref(),
            ),
        ),
        (
            "trial.secrecy",
            design
                .masking
                .as_ref()
                .and_then(Coded::known)
                .map(|masking| masked(words, masking, &design.who_masked)),
        ),
        (
            "trial.direction",
            design
                .time_perspective
                .as_deref()
                .and_then(|value| perspective(words, value)),
        ),
    ];
    let population = page.trial.eligibility.study_population.as_deref();
    html! {
        @if rows.iter().any(|(_, value)| value.is_some()) || population.is_some() {
            h3 { (words.say("trial.design")) }
            dl class="fact-list" {
                @for (name, value) in rows {
                    @if let Some(value) = value { div { dt { (words.say(name)) } dd { (value) } } }
                }
                @if let Some(population) = population {
                    div { dt { (words.say("trial.population")) } dd lang=(lang_of(population)) dir="auto" { (page.explainer.text(population)) } }
                }
            }
        }
    }
}

/// Returns the label of a value that we know.
fn known<E: RegistryEnum>(
    words: Words<'_>,
    table: &str,
    value: Option<&Coded<E>>,
) -> Option<String> {
    let value = value?.known()?;
    Some(words.label_or_not_stated(table, value.as_str()))
}

/// Says from whom the treatment is kept secret.
fn masked(words: Words<'_>, masking: Masking, who: &[String]) -> String {
    const WHO: [&str; 4] = [
        "PARTICIPANT",
        "CARE_PROVIDER",
        "INVESTIGATOR",
        "OUTCOMES_ASSESSOR",
    ];
    let named: Vec<String> = WHO
        .into_iter()
        .filter(|known| who.iter().any(|who| who == known))
        .map(|known| words.label_or_not_stated("who_masked", known))
        .collect();
    let key = match masking {
        Masking::Single => "phrases.masked_single",
        Masking::Double => "phrases.masked_double",
        Masking::Triple => "phrases.masked_triple",
        Masking::Quadruple => "phrases.masked_quadruple",
        Masking::None => return words.label_or_not_stated("masking", masking.as_str()),
    };
    match named.is_empty() {
        true => words.label_or_not_stated("masking", masking.as_str()),
        false => words.say_with(key, &[("who", &named.join(", "))]),
    }
}

fn perspective(words: Words<'_>, value: &str) -> Option<String> {
    ["PROSPECTIVE", "RETROSPECTIVE", "CROSS_SECTIONAL"]
        .contains(&value)
        .then(|| words.say(&format!("explain.{value}")))
}

fn dates(page: &TrialPage<'_>) -> Markup {
    let (words, trial) = (page.words, page.trial);
    let study = |date: &Option<StudyDate>| date.as_ref().map(|date| study_date(words, date));
    let day = |date: Option<PartialDate>| date.map(|date| say::date(words, date));
    let rows = [
        ("trial.start", study(&trial.start_date)),
        (
            "trial.primary_completion",
            study(&trial.primary_completion_date),
        ),
        ("trial.completion", study(&trial.completion_date)),
        ("trial.first_posted", day(trial.first_posted)),
        ("trial.last_update", day(trial.last_update_posted)),
        ("trial.verified", day(trial.status_verified)),
        ("trial.results_since", day(trial.results_first_posted)),
    ];
    html! {
        @if rows.iter().any(|(_, value)| value.is_some()) {
            h3 { (words.say("trial.dates")) }
            dl class="fact-list" {
                @for (name, value) in rows {
                    @if let Some(value) = value { div { dt { (words.say(name)) } dd { (value) } } }
                }
            }
        }
    }
}

fn study_date(words: Words<'_>, date: &StudyDate) -> String {
    let shown = say::date(words, date.date);
    let kind = match date.is_actual {
        Some(true) => "ACTUAL",
        Some(false) => "ESTIMATED",
        None => return shown,
    };
    let kind = words.label_or_not_stated("date_type", kind);
    words.say_with("trial.dated", &[("date", &shown), ("kind", &kind)])
}

fn runs(page: &TrialPage<'_>) -> Markup {
    let (words, trial) = (page.words, page.trial);
    html! {
        @if trial.sponsor.is_some() || !trial.collaborators.is_empty() || !trial.officials.is_empty() {
            h3 { (words.say("trial.runs")) }
            dl class="fact-list" {
                @if let Some(lead) = &trial.sponsor {
                    div { dt { (words.label_or_not_stated("facet", "sponsor")) } dd { (sponsor(words, lead)) } }
                }
                @if !trial.collaborators.is_empty() {
                    div {
                        dt { (words.say("trial.collaborators")) }
                        @for collaborator in &trial.collaborators { dd { (sponsor(words, collaborator)) } }
                    }
                }
                @if !trial.officials.is_empty() {
                    div {
                        dt { (words.say("trial.officials")) }
                        @for official in &trial.officials {
                            dd {
                                (quoted(&official.name))
                                @if let Some(affiliation) = &official.affiliation { ", " (quoted(affiliation)) }
                                @if let Some(role) = official.role.as_ref().and_then(Coded::known) {
                                    " " span class="hint" { "(" (words.label_or_not_stated("role", role.as_str())) ")" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn sponsor(words: Words<'_>, sponsor: &Sponsor) -> Markup {
    let kind = sponsor.class.as_ref().and_then(Coded::known);
    html! {
        (quoted(&sponsor.name))
        @if let Some(kind) = kind {
            " " span class="hint" { "(" (words.label_or_not_stated("sponsor_class", kind.as_str())) ")" }
        }
    }
}

fn numbers(page: &TrialPage<'_>) -> Markup {
    let (words, trial) = (page.words, page.trial);
    let number = |text: &str| html! { bdi { (text) } };
    html! {
        h3 { (words.say("trial.numbers")) }
        dl class="fact-list" {
            div { dt { (words.say("trial.trial_number")) } dd { (number(&trial.nct_id.to_string())) } }
            @if let Some(acronym) = &trial.acronym {
                div { dt { (words.say("trial.acronym")) } dd { (quoted(acronym)) } }
            }
            @if let Some(id) = &trial.org_study_id {
                div { dt { (words.say("trial.org_id")) } dd { (number(id)) } }
            }
            @for id in &trial.secondary_ids {
                div {
                    dt { (words.label_or_not_stated("secondary_id_type", known_id_type(id.kind.as_deref()))) }
                    dd {
                        (number(&id.id))
                        @if let Some(issuer) = &id.issuer { " " span class="hint" { "(" (quoted(issuer)) ")" } }
                    }
                }
            }
            @for alias in &trial.nct_id_aliases {
                div { dt { (words.say("trial.former_id")) } dd { (number(alias)) } }
            }
        }
    }
}

/// Returns the type of an id as labels know it; any other is "another number".
fn known_id_type(kind: Option<&str>) -> &'static str {
    const KNOWN: [&str; 10] = [
        "NIH",
        "FDA",
        "VA",
        "CDC",
        "AHRQ",
        "SAMHSA",
        "OTHER_GRANT",
        "EUDRACT_NUMBER",
        "CTIS",
        "REGISTRY",
    ];
    KNOWN
        .into_iter()
        .find(|known| Some(*known) == kind)
        .unwrap_or("OTHER")
}
