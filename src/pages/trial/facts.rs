//! Quick facts: what a reader looks for first, in one list.

use maud::{Markup, Render, html};

use super::{TrialPage, from_registry, quoted, section};
use crate::{
    pages::Words,
    say,
    trial::{Coded, Enrollment, Phase, Sex, StudyType, Trial},
};

/// Returns the section.
pub fn facts(page: &TrialPage<'_>) -> Markup {
    let (words, trial) = (page.words, page.trial);
    let eligibility = &trial.eligibility;
    let sponsor = trial.sponsor.as_ref().map(|sponsor| quoted(&sponsor.name));
    section(page, "facts", &words.say("trial.facts"), || {
        html! {
            dl class="fact-list" {
                (row(&words.label_or_not_stated("facet", "phase"), phase(words, trial)))
                (row(&words.label_or_not_stated("facet", "study_type"), study_type(words, trial)))
                (row(&words.say("trial.people"), people(words, trial.enrollment)))
                (row(&words.label_or_not_stated("facet", "age"), Some(ages(words, trial))))
                (row(&words.label_or_not_stated("facet", "sex"), Some(sex(words, eligibility.sex.as_ref(), eligibility.gender_based))))
                (row(&words.label_or_not_stated("facet", "healthy"), eligibility.healthy_volunteers.map(|takes| words.label_or_not_stated("healthy_volunteers", &takes.to_string()))))
                (row(&words.label_or_not_stated("facet", "sponsor"), sponsor))
                (row(&words.say("trial.sites"), Some(sites(words, trial))))
                (row(&words.say("trial.trial_number"), Some(html! { bdi class="trial-number" { (trial.nct_id.to_string()) } })))
            }
            (from_registry(page))
        }
    })
}

fn row(name: &str, value: Option<impl Render>) -> Markup {
    html! {
        @if let Some(value) = value {
            div { dt { (name) } dd { (value) } }
        }
    }
}

/// Returns the phase and what it means; `None` where there is none.
fn phase(words: Words<'_>, trial: &Trial) -> Option<Markup> {
    let known: Vec<Phase> = trial.phases.iter().filter_map(Coded::known).collect();
    if known.is_empty() {
        return None;
    }
    let names: Vec<&str> = known.iter().map(|phase| phase.as_str()).collect();
    let label = words.label_or_not_stated("phase", &names.join("+"));
    let explained = match names.as_slice() {
        ["NA"] => None,
        names => Some(words.say(&format!("explain.{}", names.join("_")))),
    };
    Some(explained_value(&label, explained.as_deref()))
}

/// Returns the phase in short, such as "Phase 1 – is it safe, at what dose?"; `None` where there is none.
pub fn phase_label(words: Words<'_>, trial: &Trial) -> Option<String> {
    let known: Vec<&str> = trial
        .phases
        .iter()
        .filter_map(Coded::known)
        .filter(|phase| *phase != Phase::Na)
        .map(Phase::as_str)
        .collect();
    (!known.is_empty()).then(|| words.label_or_not_stated("phase", &known.join("+")))
}

fn study_type(words: Words<'_>, trial: &Trial) -> Option<Markup> {
    let study_type: StudyType = trial.study_type.as_ref()?.known()?;
    let label = words.label_or_not_stated("study_type", study_type.as_str());
    let explained = words.say(&format!("explain.{}", study_type.as_str()));
    Some(explained_value(&label, Some(&explained)))
}

fn explained_value(label: &str, explained: Option<&str>) -> Markup {
    html! {
        (label)
        @if let Some(explained) = explained { span class="explained" { (explained) } }
    }
}

/// Returns how many people take part; `None` where nobody knows.
pub fn people(words: Words<'_>, enrollment: Option<Enrollment>) -> Option<String> {
    let enrollment = enrollment?;
    let count = u64::from(enrollment.count?);
    Some(match enrollment.is_actual {
        Some(true) => words.count("counts.people_actual", count),
        Some(false) => words.count("counts.people_estimated", count),
        None => words.number(count),
    })
}

/// Returns the ages, or that they are not stated.
pub fn ages(words: Words<'_>, trial: &Trial) -> String {
    let eligibility = &trial.eligibility;
    match (eligibility.minimum_age, eligibility.maximum_age) {
        (None, None) => words.say("trial.not_stated"),
        _ => say::ages(words, trial),
    }
}

/// Returns who may join by sex, or that it is not stated.
pub fn sex(words: Words<'_>, sex: Option<&Coded<Sex>>, gender_based: Option<bool>) -> String {
    let Some(sex) = sex.and_then(Coded::known) else {
        return words.say("trial.not_stated");
    };
    let label = words.label_or_not_stated("sex", sex.as_str());
    match gender_based {
        Some(true) => format!("{label} {}", words.say("phrases.gender_based")),
        _ => label,
    }
}

/// Returns how many sites there are and where: the city of a single one, else the countries, as far as they are few.
pub fn sites(words: Words<'_>, trial: &Trial) -> Markup {
    let count = words.count("counts.sites", trial.sites.len() as u64);
    let mut countries: Vec<&str> = trial
        .sites
        .iter()
        .filter_map(|site| site.country.as_deref())
        .collect();
    countries.sort_unstable();
    countries.dedup();
    let text = match (trial.sites.as_slice(), countries.len()) {
        ([], _) => words.say("phrases.no_sites"),
        ([site], _) => match super::sites::place_name(site) {
            Some(place) => {
                words.say_with("trial.sites_in", &[("sites", &count), ("place", &place)])
            }
            None => count,
        },
        (_, 0) => count,
        (_, 1) => words.say_with(
            "trial.sites_in",
            &[("sites", &count), ("place", countries[0])],
        ),
        (_, number) => {
            let shown = words.count("counts.countries", number as u64);
            let arguments = [("sites", count.as_str()), ("countries", &shown)];
            match number {
                2..=4 => {
                    let names = countries.join(", ");
                    let [sites, countries] = arguments;
                    words.say_with(
                        "phrases.sites_in_countries",
                        &[sites, countries, ("names", &names)],
                    )
                }
                _ => words.say_with("trial.sites_in_many_countries", &arguments),
            }
        }
    };
    html! { (text) }
}
