//! Why a trial fits, or fits only in part, in words.

use serde::Serialize;
use utoipa::ToSchema;

use super::Words;
use crate::{
    config::Labels,
    pages::search::HitWording,
    query::{Facet, Understanding},
    search::{Hit, Reason, SearchResults, value_label},
    trial::{Age, DaySpan, Sex, Trial, fit::Verdict},
};

/// What the record says about what the person told of themselves; `null` where they said nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FitBody {
    pub age: Option<VerdictBody>,
    pub sex: Option<VerdictBody>,
    pub healthy: Option<VerdictBody>,
}

/// Whether one thing fits. Never says that someone is eligible: only the study team can.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct VerdictBody {
    /// `fits`, `does_not_fit` or `not_stated`.
    #[schema(example = "fits")]
    pub verdict: &'static str,
    #[schema(example = "Ages 18 to 75: fits age 62")]
    pub reason: String,
}

/// What the person told of themselves, as far as reasons name it.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    age: Option<SaidAge>,
}

#[derive(Debug, Clone)]
struct SaidAge {
    days: DaySpan,
    label: String,
}

impl SaidAge {
    /// Returns the label with a small first letter where it is a phrase of its own, such as "ages 17 and under".
    fn group(&self) -> Option<String> {
        let mut letters = self.label.chars();
        let first = letters.next().filter(|first| !first.is_numeric())?;
        Some(first.to_lowercase().chain(letters).collect())
    }
}

impl Said {
    pub(super) fn of(understanding: &Understanding) -> Self {
        let ages = understanding
            .parts
            .iter()
            .filter(|part| part.applied)
            .filter_map(|part| {
                let days = part.kind.days_of_life()?;
                Some(SaidAge {
                    days,
                    label: part.label.clone(),
                })
            });
        Said {
            age: ages.into_iter().next(),
        }
    }
}

/// Returns for each hit why it fits only in part, and how it fits the person, in the words of a language.
pub fn hit_wordings(results: &SearchResults, labels: &Labels, lang: &str) -> Vec<HitWording> {
    let words = Words { labels, lang };
    let said = Said::of(&results.understanding);
    let wording = |hit: &Hit| {
        let fit = fit(hit, &said, words);
        let verdicts = [hit.fit.age, hit.fit.sex, hit.fit.healthy];
        let reasons = [fit.age, fit.sex, fit.healthy];
        HitWording {
            reasons: hit
                .reasons
                .iter()
                .map(|reason| reason_text(&hit.trial, reason, &said, words))
                .collect(),
            fits: verdicts
                .into_iter()
                .zip(reasons)
                .filter_map(|(verdict, body)| Some((verdict?, body?.reason)))
                .collect(),
        }
    };
    results.hits.iter().map(wording).collect()
}

pub(super) fn fit(hit: &Hit, said: &Said, words: Words<'_>) -> FitBody {
    let verdict = |verdict: Option<Verdict>, reason: &dyn Fn(Verdict) -> String| {
        verdict.map(|verdict| VerdictBody {
            verdict: verdict.as_str(),
            reason: reason(verdict),
        })
    };
    FitBody {
        age: verdict(hit.fit.age, &|verdict| {
            age_reason(&hit.trial, verdict, said.age.as_ref(), words)
        }),
        sex: verdict(hit.fit.sex, &|verdict| {
            sex_reason(&hit.trial, verdict, words)
        }),
        healthy: verdict(hit.fit.healthy, &|verdict| healthy_reason(verdict, words)),
    }
}

fn age_reason(trial: &Trial, verdict: Verdict, age: Option<&SaidAge>, words: Words<'_>) -> String {
    let person = |age: Age| {
        words
            .labels
            .age(words.lang, (age.amount, age.unit.as_str()))
    };
    let said = age.map(|age| age.label.clone()).unwrap_or_default();
    let bounds = (trial.eligibility.minimum_age, trial.eligibility.maximum_age);
    let is_too_young = |bound: Age| age.is_some_and(|age| age.days.last < bound.first_day());
    let reason = |key: &str, name: &str, text: &str| {
        words
            .labels
            .reason(words.lang, key, &[(name, text), ("age", &said)])
    };
    // "Ages 17 and under" is a phrase, not a number to be put behind "age".
    if let Some(group) = age.and_then(SaidAge::group) {
        let key = match verdict {
            Verdict::Fits => "age_group_fits",
            Verdict::DoesNotFit => "age_group_outside",
            Verdict::NotStated => "age_not_stated",
        };
        let arguments = [("range", words.ages(trial)), ("age", group)];
        return words.labels.reason(
            words.lang,
            key,
            &arguments
                .each_ref()
                .map(|(name, text)| (*name, text.as_str())),
        );
    }
    match (verdict, bounds) {
        (Verdict::NotStated, _) => words.labels.reason(words.lang, "age_not_stated", &[]),
        (Verdict::Fits, _) => reason("age_fits", "range", &words.ages(trial)),
        (Verdict::DoesNotFit, (Some(min), _)) if is_too_young(min) => {
            reason("age_from", "min", &person(min))
        }
        (Verdict::DoesNotFit, (_, Some(max))) => reason("age_up_to", "max", &person(max)),
        (Verdict::DoesNotFit, _) => reason("age_outside", "range", &words.ages(trial)),
    }
}

fn sex_reason(trial: &Trial, verdict: Verdict, words: Words<'_>) -> String {
    let sex = trial.eligibility.sex.as_ref().and_then(|sex| sex.known());
    let key = match (verdict, sex) {
        (Verdict::NotStated, _) | (_, None) => "sex_not_stated",
        (_, Some(Sex::All)) => "sex_all",
        (_, Some(Sex::Female)) => "only_women",
        (_, Some(Sex::Male)) => "only_men",
    };
    words.labels.reason(words.lang, key, &[])
}

fn healthy_reason(verdict: Verdict, words: Words<'_>) -> String {
    let key = match verdict {
        Verdict::Fits => "healthy_taken",
        Verdict::DoesNotFit => "healthy_not_taken",
        Verdict::NotStated => "healthy_not_stated",
    };
    words.labels.reason(words.lang, key, &[])
}

pub(super) fn reason_text(trial: &Trial, reason: &Reason, said: &Said, words: Words<'_>) -> String {
    let say =
        |key: &str, arguments: &[(&str, &str)]| words.labels.reason(words.lang, key, arguments);
    match reason {
        Reason::WithoutWords(missing) => match missing.as_slice() {
            [word] => say("without_word", &[("word", word)]),
            several => say("without_words", &[("words", &several.join(", "))]),
        },
        Reason::WithoutPhrase(phrase) => say("without_phrase", &[("phrase", phrase)]),
        Reason::OtherId(id) => say("other_id", &[("id", id)]),
        Reason::OnlyInExclusion => say("only_in_exclusion", &[]),
        Reason::WordOnlyInExclusion(word) => say("read_rules", &[("thing", word)]),
        Reason::Excludes(thing) => say("excludes", &[("thing", thing)]),
        Reason::OnlyMentions(thing) => say("only_mentions", &[("thing", thing)]),
        Reason::NotAbout(condition) => say("without_condition", &[("condition", condition)]),
        Reason::Broader { broader, asked } => say(
            "about_broader",
            &[("broader", broader), ("condition", asked)],
        ),
        Reason::DoesNotTest(treatment) => say("without_treatment", &[("treatment", treatment)]),
        Reason::Unwanted(thing) => say("mentions_unwanted", &[("thing", thing)]),
        Reason::Age => age_reason(trial, Verdict::DoesNotFit, said.age.as_ref(), words),
        Reason::Sex => sex_reason(trial, Verdict::DoesNotFit, words),
        Reason::Healthy => healthy_reason(
            crate::trial::fit::healthy_verdict(&trial.eligibility),
            words,
        ),
        Reason::Far {
            distance_km,
            only_open,
        } => {
            let rounded = words.labels.number(words.lang, rounded_km(*distance_km));
            let distance = words.labels.phrase(words.lang, "km", &[("n", &rounded)]);
            let key = if *only_open { "far_open" } else { "far" };
            say(key, &[("distance", &distance)])
        }
        Reason::NotIn { .. } if trial.sites.is_empty() => say("no_sites", &[]),
        Reason::NotIn { place, only_open } => {
            let key = if *only_open {
                "no_open_site_in"
            } else {
                "no_site_in"
            };
            say(key, &[("place", place)])
        }
        Reason::Other { facet, values } => other_value(*facet, values, words),
        Reason::PostedBefore(since) => say("not_this", &[("thing", since)]),
        Reason::OtherSponsor(sponsor) => say("not_this", &[("thing", sponsor)]),
    }
}

/// Says which status, phase or the like a trial has instead of the one asked for.
fn other_value(facet: Facet, values: &[String], words: Words<'_>) -> String {
    if facet == Facet::HasResults {
        return words.labels.reason(words.lang, "no_results", &[]);
    }
    let labels: Vec<String> = values
        .iter()
        .map(|value| value_label(words.labels, words.lang, facet, value, value))
        .collect();
    let label = match labels.is_empty() {
        true => words.labels.phrase(words.lang, "not_stated", &[]),
        false => labels.join(", "),
    };
    match facet {
        Facet::Status => words
            .labels
            .reason(words.lang, "status", &[("status", &label)]),
        Facet::Phase => words
            .labels
            .reason(words.lang, "phase", &[("phase", &label)]),
        Facet::StudyType => {
            words
                .labels
                .reason(words.lang, "study_type", &[("study_type", &label)])
        }
        _ => label,
    }
}

/// Rounds kilometres as people say them: under 10 to the kilometre, up to 100 to 5, up to 1,000 to 10, then to 50.
fn rounded_km(km: f64) -> u64 {
    let step = match km {
        km if km < 10.0 => 1.0,
        km if km <= 100.0 => 5.0,
        km if km <= 1_000.0 => 10.0,
        _ => 50.0,
    };
    ((km / step).round() * step).max(1.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::Config,
        trial::{Coded, NctId},
    };

    #[test]
    fn reasons_are_said_in_words() {
        let config = Config::compiled_in().unwrap();
        let words = Words {
            labels: &config.labels,
            lang: "en",
        };
        let reasons = |minimum: Option<&str>, maximum: Option<&str>, verdict, age: &str| {
            let mut trial = Trial::new(NctId::from_number(1).unwrap());
            trial.eligibility.minimum_age = minimum.map(|age| age.parse().unwrap());
            trial.eligibility.maximum_age = maximum.map(|age| age.parse().unwrap());
            let said = SaidAge {
                days: age.parse::<Age>().unwrap().into(),
                label: age.to_owned(),
            };
            age_reason(&trial, verdict, Some(&said), words)
        };
        let does_not = Verdict::DoesNotFit;
        assert_eq!(
            reasons(Some("18 Years"), Some("75 Years"), Verdict::Fits, "62"),
            "Ages 18 to 75: fits age 62"
        );
        assert_eq!(
            reasons(Some("12 Years"), None, does_not, "8"),
            "from age 12: does not fit age 8"
        );
        assert_eq!(
            reasons(Some("18 Years"), Some("65 Years"), does_not, "70"),
            "up to age 65: does not fit age 70"
        );
        assert_eq!(
            reasons(None, Some("4 Years"), does_not, "8"),
            "up to age 4: does not fit age 8"
        );
        assert_eq!(
            reasons(Some("6 Months"), None, does_not, "3 weeks"),
            "from age 6 months: does not fit age 3 weeks"
        );
        assert_eq!(
            reasons(None, None, Verdict::NotStated, "8"),
            "no age limit given"
        );
        let mut trial = Trial::new(NctId::from_number(1).unwrap());
        trial.eligibility.minimum_age = "18 Years".parse().ok();
        let children = SaidAge {
            days: DaySpan::from_years(0.0, Some(17.0)),
            label: "Ages 17 and under".to_owned(),
        };
        assert_eq!(
            age_reason(&trial, does_not, Some(&children), words),
            "Ages 18 and over: does not fit ages 17 and under"
        );
        for (reason, text) in [
            (
                Reason::WithoutWords(vec!["asthma".into()]),
                "without the word asthma",
            ),
            (
                Reason::WithoutWords(vec!["a".into(), "b".into()]),
                "without the words a, b",
            ),
            (
                Reason::WithoutPhrase("heart attack".into()),
                "without the exact words “heart attack”",
            ),
            (
                Reason::OnlyInExclusion,
                "your words appear only in this trial's reasons not to join",
            ),
            (
                Reason::WordOnlyInExclusion("asthma".into()),
                "asthma: read the rules",
            ),
        ] {
            let trial = Trial::new(NctId::from_number(1).unwrap());
            assert_eq!(reason_text(&trial, &reason, &Said::default(), words), text);
        }
    }

    #[test]
    fn the_trial_decides_what_is_said_of_sex_and_health() {
        let config = Config::compiled_in().unwrap();
        let words = Words {
            labels: &config.labels,
            lang: "en",
        };
        let mut trial = Trial::new(NctId::from_number(1).unwrap());
        assert_eq!(
            sex_reason(&trial, Verdict::NotStated, words),
            "sex not stated"
        );
        trial.eligibility.sex = Some(Coded::Known(Sex::Female));
        assert_eq!(sex_reason(&trial, Verdict::Fits, words), "only for women");
        assert_eq!(
            sex_reason(&trial, Verdict::DoesNotFit, words),
            "only for women"
        );
        assert_eq!(
            healthy_reason(Verdict::Fits, words),
            "takes healthy volunteers"
        );
        assert_eq!(
            healthy_reason(Verdict::DoesNotFit, words),
            "does not take healthy volunteers"
        );
    }
}
