//! What the record says about what the reader told in the search.

use maud::{Markup, html};

use super::TrialPage;
use crate::{
    query::{Part, PartKind},
    search::TrialDetail,
    trial::{Age, DaySpan, Sex, fit::Verdict},
};

/// Writes a reason of the labels with its placeholders filled.
type Say<'a> = dyn Fn(&str, &[(&str, &str)]) -> String + 'a;

/// One line: what fits, does not fit, or is not stated.
struct Line {
    verdict: Verdict,
    text: String,
}

/// Returns the lines, if the search says anything of the person.
pub fn fit(page: &TrialPage<'_>) -> Markup {
    let words = page.words;
    let lines = page
        .closeup
        .map(|closeup| lines(page, closeup))
        .unwrap_or_default();
    html! {
        @if !lines.is_empty() {
            div class="trial-fit" {
                h2 class="trial-fit-heading" { (words.say("trial.said")) }
                ul {
                    @for line in &lines {
                        li class={ "fit-" (line.verdict.as_str()) } {
                            span class="fit-icon" aria-hidden="true" { (icon(line.verdict)) }
                            " "
                            span { (line.text) }
                        }
                    }
                }
            }
        }
    }
}

fn icon(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fits => "✓",
        Verdict::DoesNotFit => "✕",
        Verdict::NotStated => "?",
    }
}

fn lines(page: &TrialPage<'_>, closeup: &TrialDetail) -> Vec<Line> {
    let labels = &page.words.config.labels;
    let lang = page.words.lang();
    let say = |key: &str, arguments: &[(&str, &str)]| {
        page.words.changed(&labels.reason(lang, key, arguments))
    };
    let applied = || {
        closeup
            .understanding
            .parts
            .iter()
            .filter(|part| part.applied)
    };
    let mut lines = Vec::new();
    if let Some(verdict) = closeup.fit.age {
        let age = applied().find_map(said_age);
        lines.push(Line {
            verdict,
            text: age_text(page, verdict, age.as_ref(), &say),
        });
    }
    if let Some(verdict) = closeup.fit.sex {
        let sex = page
            .trial
            .eligibility
            .sex
            .as_ref()
            .and_then(|sex| sex.known());
        let key = match sex {
            Some(Sex::All) => "sex_all",
            Some(Sex::Female) => "only_women",
            Some(Sex::Male) => "only_men",
            None => "sex_not_stated",
        };
        lines.push(Line {
            verdict,
            text: say(key, &[]),
        });
    }
    if let Some(verdict) = closeup.fit.healthy {
        let key = match verdict {
            Verdict::Fits => "healthy_taken",
            Verdict::DoesNotFit => "healthy_not_taken",
            Verdict::NotStated => "healthy_not_stated",
        };
        lines.push(Line {
            verdict,
            text: say(key, &[]),
        });
    }
    for part in applied().filter(|part| matches!(part.kind, PartKind::Not(_))) {
        lines.push(Line {
            verdict: Verdict::NotStated,
            text: say("read_rules", &[("thing", &part.label)]),
        });
    }
    lines
}

/// Returns the days of life on which a person has the age that a part names, and its words.
fn said_age(part: &Part) -> Option<(DaySpan, String)> {
    let days = part.kind.days_of_life()?;
    Some((days, part.label.clone()))
}

fn age_text(
    page: &TrialPage<'_>,
    verdict: Verdict,
    age: Option<&(DaySpan, String)>,
    say: &Say<'_>,
) -> String {
    let (labels, lang) = (&page.words.config.labels, page.words.lang());
    let eligibility = &page.trial.eligibility;
    let said = age.map_or("", |(_, label)| label.as_str());
    let bound = |age: Age| labels.age(lang, (age.amount, age.unit.as_str()));
    let is_too_young = |bound: Age| age.is_some_and(|(days, _)| days.last < bound.first_day());
    match (verdict, eligibility.minimum_age, eligibility.maximum_age) {
        (Verdict::NotStated, ..) => say("age_not_stated", &[]),
        (Verdict::Fits, ..) => say(
            "age_fits",
            &[("range", &page.words.ages(page.trial)), ("age", said)],
        ),
        (Verdict::DoesNotFit, Some(min), _) if is_too_young(min) => {
            say("age_from", &[("min", &bound(min)), ("age", said)])
        }
        (Verdict::DoesNotFit, _, Some(max)) => {
            say("age_up_to", &[("max", &bound(max)), ("age", said)])
        }
        (Verdict::DoesNotFit, ..) => say(
            "age_outside",
            &[("range", &page.words.ages(page.trial)), ("age", said)],
        ),
    }
}
