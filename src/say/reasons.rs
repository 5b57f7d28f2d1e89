//! Why a trial fits, or fits only in part, in words.

use super::{age, ages, distance, distance::Units, facet_value};
use crate::{
    ask::Facet,
    config::Words,
    read::Understanding,
    search::{Fit, Hit, Reason},
    trial::{
        Age, DaySpan, Sex, Trial,
        fit::{Verdict, healthy_verdict},
    },
};

/// What the person told of themselves, as far as reasons name it, and the unit in which they read distances.
#[derive(Debug, Clone, Default)]
pub struct Person {
    age: Option<ToldAge>,
    units: Units,
}

#[derive(Debug, Clone)]
struct ToldAge {
    days: DaySpan,
    label: String,
}

impl ToldAge {
    /// Returns the label with a small first letter where it is a phrase of its own, such as "ages 17 and under".
    fn group(&self) -> Option<String> {
        let mut letters = self.label.chars();
        let first = letters.next().filter(|first| !first.is_numeric())?;
        Some(first.to_lowercase().chain(letters).collect())
    }
}

/// Whether one thing fits. Never says that someone is eligible: only the study team can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    pub verdict: Verdict,
    pub reason: String,
}

/// What the record says about what the person told of themselves; `None` where they said nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgements {
    pub age: Option<Judgement>,
    pub sex: Option<Judgement>,
    pub healthy: Option<Judgement>,
}

impl Judgements {
    /// Returns them in the order in which people read them.
    pub fn into_list(self) -> impl Iterator<Item = Judgement> {
        [self.age, self.sex, self.healthy].into_iter().flatten()
    }
}

impl Person {
    /// Returns what an understanding tells of the person.
    pub fn of(understanding: &Understanding, units: Units) -> Self {
        let mut applied = understanding.parts.iter().filter(|part| part.applied);
        let age = applied.find_map(|part| {
            Some(ToldAge {
                days: part.kind.days_of_life()?,
                label: part.label.clone(),
            })
        });
        Person { age, units }
    }

    /// Returns how a trial fits the person.
    pub fn judgements(&self, words: Words<'_>, trial: &Trial, fit: Fit) -> Judgements {
        let judgement = |verdict: Option<Verdict>, reason: &dyn Fn(Verdict) -> String| {
            verdict.map(|verdict| Judgement {
                verdict,
                reason: reason(verdict),
            })
        };
        Judgements {
            age: judgement(fit.age, &|verdict| self.age_reason(words, trial, verdict)),
            sex: judgement(fit.sex, &|verdict| sex_reason(words, trial, verdict)),
            healthy: judgement(fit.healthy, &|verdict| healthy_reason(words, verdict)),
        }
    }

    /// Returns why a hit fits only in part.
    pub fn reasons(&self, words: Words<'_>, hit: &Hit) -> Vec<String> {
        let reasons = hit.reasons.iter();
        reasons
            .map(|reason| self.reason(words, &hit.trial, reason))
            .collect()
    }

    fn reason(&self, words: Words<'_>, trial: &Trial, reason: &Reason) -> String {
        let say = |key: &str, name: &str, text: &str| words.say_with(key, &[(name, text)]);
        match reason {
            Reason::WithoutWords(missing) => match missing.as_slice() {
                [word] => say("reasons.without_word", "word", word),
                several => say("reasons.without_words", "words", &several.join(", ")),
            },
            Reason::WithoutPhrase(phrase) => say("reasons.without_phrase", "phrase", phrase),
            Reason::OtherId(id) => say("reasons.other_id", "id", id),
            Reason::OnlyInExclusion => words.say("reasons.only_in_exclusion"),
            Reason::WordOnlyInExclusion(word) => say("reasons.read_rules", "thing", word),
            Reason::Excludes(thing) => say("reasons.excludes", "thing", thing),
            Reason::OnlyMentions(thing) => say("reasons.only_mentions", "thing", thing),
            Reason::NotAbout(condition) => say("reasons.without_condition", "condition", condition),
            Reason::Broader { broader, asked } => words.say_with(
                "reasons.about_broader",
                &[("broader", broader), ("condition", asked)],
            ),
            Reason::DoesNotTest(treatment) => {
                say("reasons.without_treatment", "treatment", treatment)
            }
            Reason::Unwanted(thing) => say("reasons.mentions_unwanted", "thing", thing),
            Reason::Age => self.age_reason(words, trial, Verdict::DoesNotFit),
            Reason::Sex => sex_reason(words, trial, Verdict::DoesNotFit),
            Reason::Healthy => healthy_reason(words, healthy_verdict(&trial.eligibility)),
            Reason::Far {
                distance_km,
                only_open,
            } => {
                let distance = distance::rounded(words, self.units, *distance_km);
                let key = match only_open {
                    true => "reasons.far_open",
                    false => "reasons.far",
                };
                say(key, "distance", &distance)
            }
            Reason::NotIn { .. } if trial.sites.is_empty() => words.say("reasons.no_sites"),
            Reason::NotIn { place, only_open } => {
                let key = match only_open {
                    true => "reasons.no_open_site_in",
                    false => "reasons.no_site_in",
                };
                say(key, "place", place)
            }
            Reason::Other { facet, values } => other_value(words, *facet, values),
            Reason::NotAt(facility) => say("reasons.no_site_in", "place", facility),
            Reason::PostedBefore(thing) | Reason::OtherSponsor(thing) => {
                say("reasons.not_this", "thing", thing)
            }
        }
    }

    fn age_reason(&self, words: Words<'_>, trial: &Trial, verdict: Verdict) -> String {
        if verdict == Verdict::NotStated {
            return words.say("reasons.age_not_stated");
        }
        let told = self.age.as_ref();
        // "Ages 17 and under" is a phrase, not a number to be put behind "age".
        if let Some(group) = told.and_then(ToldAge::group) {
            let key = match verdict {
                Verdict::Fits => "reasons.age_group_fits",
                _ => "reasons.age_group_outside",
            };
            return words.say_with(key, &[("range", &ages(words, trial)), ("age", &group)]);
        }
        let label = told.map_or("", |age| &age.label);
        let say = |key: &str, name: &str, text: &str| {
            words.say_with(key, &[(name, text), ("age", label)])
        };
        let is_too_young = |bound: Age| told.is_some_and(|age| age.days.last < bound.first_day());
        match (trial.eligibility.minimum_age, trial.eligibility.maximum_age) {
            _ if verdict == Verdict::Fits => say("reasons.age_fits", "range", &ages(words, trial)),
            (Some(min), _) if is_too_young(min) => say("reasons.age_from", "min", &age(words, min)),
            (_, Some(max)) => say("reasons.age_up_to", "max", &age(words, max)),
            _ => say("reasons.age_outside", "range", &ages(words, trial)),
        }
    }
}

fn sex_reason(words: Words<'_>, trial: &Trial, verdict: Verdict) -> String {
    let sex = trial.eligibility.sex.as_ref().and_then(|sex| sex.known());
    words.say(match (verdict, sex) {
        (Verdict::NotStated, _) | (_, None) => "reasons.sex_not_stated",
        (_, Some(Sex::All)) => "reasons.sex_all",
        (_, Some(Sex::Female)) => "reasons.only_women",
        (_, Some(Sex::Male)) => "reasons.only_men",
    })
}

fn healthy_reason(words: Words<'_>, verdict: Verdict) -> String {
    words.say(match verdict {
        Verdict::Fits => "reasons.healthy_taken",
        Verdict::DoesNotFit => "reasons.healthy_not_taken",
        Verdict::NotStated => "reasons.healthy_not_stated",
    })
}

/// Says which status, phase or the like a trial has instead of the one asked for.
fn other_value(words: Words<'_>, facet: Facet, values: &[String]) -> String {
    if facet == Facet::HasResults {
        return words.say("reasons.no_results");
    }
    let labels = values
        .iter()
        .map(|value| facet_value(words, facet, value, value));
    let label = match values.is_empty() {
        true => words.say("phrases.not_stated"),
        false => labels.collect::<Vec<_>>().join(", "),
    };
    match facet {
        Facet::Status => words.say_with("reasons.status", &[("status", &label)]),
        Facet::Phase => words.say_with("reasons.phase", &[("phase", &label)]),
        Facet::StudyType => words.say_with("reasons.study_type", &[("study_type", &label)]),
        _ => label,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::Config,
        trial::{Coded, NctId},
    };

    fn told(days: DaySpan, label: &str) -> Person {
        Person {
            age: Some(ToldAge {
                days,
                label: label.to_owned(),
            }),
            units: Units::Kilometres,
        }
    }

    #[test]
    fn reasons_are_said_in_words() {
        let config = Config::compiled_in().unwrap();
        let words = Words::new(&config, "en");
        let reasons = |minimum: Option<&str>, maximum: Option<&str>, verdict, age: &str| {
            let mut trial = Trial::new(NctId::from_number(1).unwrap());
            trial.eligibility.minimum_age = minimum.map(|age| age.parse().unwrap());
            trial.eligibility.maximum_age = maximum.map(|age| age.parse().unwrap());
            told(age.parse::<Age>().unwrap().into(), age).age_reason(words, &trial, verdict)
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
        let children = told(DaySpan::from_years(0.0, Some(17.0)), "Ages 17 and under");
        assert_eq!(
            children.age_reason(words, &trial, does_not),
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
            assert_eq!(Person::default().reason(words, &trial, &reason), text);
        }
    }

    #[test]
    fn the_trial_decides_what_is_said_of_sex_and_health() {
        let config = Config::compiled_in().unwrap();
        let words = Words::new(&config, "en");
        let mut trial = Trial::new(NctId::from_number(1).unwrap());
        assert_eq!(
            sex_reason(words, &trial, Verdict::NotStated),
            "sex not stated"
        );
        trial.eligibility.sex = Some(Coded::Known(Sex::Female));
        assert_eq!(sex_reason(words, &trial, Verdict::Fits), "only for women");
        assert_eq!(
            sex_reason(words, &trial, Verdict::DoesNotFit),
            "only for women"
        );
        assert_eq!(
            healthy_reason(words, Verdict::Fits),
            "takes healthy volunteers"
        );
        assert_eq!(
            healthy_reason(words, Verdict::DoesNotFit),
            "does not take healthy volunteers"
        );
    }
}
