//! What the record says about what the reader told in the search.

use maud::{Markup, html};

use super::TrialPage;
use crate::{
    read::PartKind,
    say::{Judgement, Person},
    search::TrialDetail,
    trial::fit::Verdict,
};

/// Returns the lines, if the search says anything of the person.
pub fn fit(page: &TrialPage<'_>) -> Markup {
    let words = page.words;
    let lines = page
        .detail
        .map(|detail| lines(page, detail))
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
                            span { (line.reason) }
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

fn lines(page: &TrialPage<'_>, detail: &TrialDetail) -> Vec<Judgement> {
    let person = Person::of(&detail.understanding, page.units());
    let judgements = person.judgements(page.words, page.trial, detail.fit);
    let applied = detail
        .understanding
        .parts
        .iter()
        .filter(|part| part.applied);
    let denied = applied.filter(|part| matches!(part.kind, PartKind::Not(_)));
    let to_be_read = denied.map(|part| Judgement {
        verdict: Verdict::NotStated,
        reason: page
            .words
            .say_with("reasons.read_rules", &[("thing", &part.label)]),
    });
    judgements.into_list().chain(to_be_read).collect()
}
