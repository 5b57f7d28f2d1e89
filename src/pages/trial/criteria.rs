//! The full criteria: two numbered lists, worded as the study team worded them.

use maud::{Markup, html};

use super::{TrialPage, from_team, header::registry_address, lang_of, section};
use crate::{
    pages::Words,
    search::Segment,
    trial::{Criteria, Criterion},
};

/// The address of the lists. It lies inside the fold, so that a link to it opens the fold, with or without JavaScript.
pub const ID: &str = "criteria";

/// A list of criteria and how its numbers begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// J1, J2, …
    Join,
    /// N1, N2, …
    Not,
    Unsplit,
}

impl Side {
    /// Returns the letter of the numbers; none for what is not separated.
    pub fn letter(self) -> &'static str {
        match self {
            Side::Join => "J",
            Side::Not => "N",
            Side::Unsplit => "",
        }
    }

    /// Returns the message that stands above the list; `is_split` tells a remark from a whole text.
    pub fn heading(self, is_split: bool) -> &'static str {
        match self {
            Side::Join => "trial.can_join",
            Side::Not => "trial.cannot_join",
            Side::Unsplit if is_split => "trial.also_written",
            Side::Unsplit => "trial.unsplit",
        }
    }
}

/// A numbered criterion with those under it.
#[derive(Debug)]
pub struct Numbered<'a> {
    /// From 1.
    pub number: usize,
    /// The heading that stands above it, where it differs from that of the one before.
    pub group: Option<&'a str>,
    pub rule: &'a Criterion,
    /// Its position among the criteria of its side.
    pub position: usize,
    /// Positions of the criteria that it holds.
    pub inner: std::ops::Range<usize>,
}

/// Numbers the criteria of one side: those at the top, each with what is nested below it.
pub fn number(rules: &[Criterion]) -> Vec<Numbered<'_>> {
    let mut numbered: Vec<Numbered<'_>> = Vec::new();
    let mut group: Option<&str> = None;
    for (position, rule) in rules.iter().enumerate() {
        let is_inner = rule.depth > 0 && rule.group.as_deref() == group;
        if let (true, Some(last)) = (is_inner, numbered.last_mut()) {
            last.inner.end = position + 1;
            continue;
        }
        let own = rule.group.as_deref();
        numbered.push(Numbered {
            number: numbered.len() + 1,
            group: own.filter(|own| group != Some(*own)),
            rule,
            position,
            inner: position + 1..position + 1,
        });
        group = own;
    }
    numbered
}

/// Returns the section.
pub fn criteria(page: &TrialPage<'_>) -> Markup {
    let (words, trial) = (page.words, page.trial);
    let rules = &trial.eligibility.criteria;
    let has_hit = page.detail.is_some_and(|detail| detail.criteria.has_hit());
    section(page, "requirements", &words.say("trial.criteria"), || {
        html! {
            @if rules.is_empty() {
                p { (words.say("trial.no_criteria")) }
            } @else {
                details class="criteria-fold" open[has_hit] {
                    summary { (summary(words, rules)) }
                    div id=(ID) {
                        @if has_hit { p class="hint" { (words.say("trial.your_words")) } }
                        (list(page, Side::Join, &rules.inclusion))
                        (list(page, Side::Not, &rules.exclusion))
                        (list(page, Side::Unsplit, &rules.unsplit))
                        (from_team(page))
                        p { a href=(registry_address(trial.nct_id)) { (words.say("trial.as_written")) } }
                    }
                }
            }
        }
    })
}

/// Says how many criteria of which side there are.
pub fn summary(words: Words<'_>, rules: &Criteria) -> String {
    let count = |key: &str, rules: &[Criterion]| words.count(key, number(rules).len() as u64);
    let requirements = count("trial.requirements", &rules.inclusion);
    let reasons = count("trial.reasons", &rules.exclusion);
    let all_one = |rules: &str| words.say_with("trial.all_one", &[("rules", rules)]);
    match (rules.inclusion.is_empty(), rules.exclusion.is_empty()) {
        (false, false) => words.say_with(
            "trial.all_both",
            &[("requirements", &requirements), ("reasons", &reasons)],
        ),
        (false, true) => all_one(&requirements),
        (true, false) => all_one(&reasons),
        (true, true) => all_one(&count("trial.rules", &rules.unsplit)),
    }
}

fn list(page: &TrialPage<'_>, side: Side, rules: &[Criterion]) -> Markup {
    let is_split = page.trial.eligibility.criteria.is_split();
    let marked = |position: usize| -> Option<&[Segment]> {
        let criteria = &page.detail?.criteria;
        let side = match side {
            Side::Join => &criteria.inclusion,
            Side::Not => &criteria.exclusion,
            Side::Unsplit => &criteria.unsplit,
        };
        side.get(position).map(Vec::as_slice)
    };
    let text = |position: usize| {
        html! {
            @match marked(position) {
                Some(segments) if segments.iter().any(|segment| segment.hit) => {
                    (page.explainer.segments(segments))
                    @if side == Side::Not {
                        " " span class="reason-not" lang=(page.words.tag()) { "✕ " (page.words.say("trial.reason_not_to_join")) }
                    }
                }
                _ => { (page.explainer.text(&rules[position].text)) }
            }
        }
    };
    html! {
        @if !rules.is_empty() {
            h3 { (page.words.say(side.heading(is_split))) }
            ol class={ "criteria criteria-" (side.letter().to_lowercase()) } role="list" lang=(list_lang(rules)) dir="auto" {
                @for item in number(rules) {
                    @if let Some(group) = item.group {
                        li class="criteria-group" { strong { (group) } }
                    }
                    li {
                        @if side != Side::Unsplit {
                            bdi class="criteria-number" { (side.letter()) (item.number) } " "
                        }
                        div class="criterion" {
                            (text(item.position))
                            @if !item.inner.is_empty() {
                                ul class="bullets" {
                                    @for position in item.inner.clone() {
                                        li class={ "depth-" (rules[position].depth.min(3)) } { (text(position)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Returns the language that a list of criteria is written in.
pub fn list_lang(rules: &[Criterion]) -> &'static str {
    let texts: Vec<&str> = rules.iter().map(|rule| rule.text.as_str()).collect();
    lang_of(&texts.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(depth: u8, group: Option<&str>) -> Criterion {
        Criterion {
            text: String::new(),
            depth,
            group: group.map(str::to_owned),
        }
    }

    #[test]
    fn criteria_at_the_top_are_numbered_and_hold_what_is_below() {
        let rules = [
            rule(0, None),
            rule(1, None),
            rule(2, None),
            rule(0, Some("Cohort A")),
            rule(0, Some("Cohort A")),
            rule(1, Some("Cohort B")),
            rule(1, Some("Cohort B")),
        ];
        let numbered: Vec<_> = number(&rules)
            .iter()
            .map(|item| (item.number, item.group, item.position, item.inner.len()))
            .collect();
        assert_eq!(
            numbered,
            [
                (1, None, 0, 2),
                (2, Some("Cohort A"), 3, 0),
                (3, None, 4, 0),
                (4, Some("Cohort B"), 5, 1),
            ]
        );
    }
}
