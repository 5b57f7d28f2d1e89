//! Fit: whether what a person said of themselves lies within what a trial asks for.
//!
//! Three verdicts, never the word "eligible": only the study team can say that.

use serde::{Deserialize, Serialize};

use super::{DaySpan, Eligibility, Sex};

/// What the record says about one thing the person told us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    Fits,
    DoesNotFit,
    /// The record does not say.
    NotStated,
}

impl Verdict {
    /// Returns the spelling used in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Fits => "fits",
            Verdict::DoesNotFit => "does_not_fit",
            Verdict::NotStated => "not_stated",
        }
    }
}

/// Returns whether someone of this age may join. A missing bound is open: it never speaks against anyone.
///
/// The person's age is a span of days (see [`super::Age`]); it fits when any day of it does, so that "62" fits "up to 62 Years".
pub fn age_verdict(eligibility: &Eligibility, age: DaySpan) -> Verdict {
    let too_young = eligibility
        .minimum_age
        .is_some_and(|bound| age.last < bound.first_day());
    let too_old = eligibility
        .maximum_age
        .is_some_and(|bound| age.first > bound.last_day());
    match (eligibility.minimum_age, eligibility.maximum_age) {
        _ if too_young || too_old => Verdict::DoesNotFit,
        (None, None) => Verdict::NotStated,
        _ => Verdict::Fits,
    }
}

/// Returns whether someone of this sex may join; `sex` of [`Sex::All`] asks for nothing and always fits.
pub fn sex_verdict(eligibility: &Eligibility, sex: Sex) -> Verdict {
    match eligibility.sex.as_ref().and_then(|coded| coded.known()) {
        None => Verdict::NotStated,
        Some(Sex::All) => Verdict::Fits,
        Some(_) if sex == Sex::All => Verdict::Fits,
        Some(asked) if asked == sex => Verdict::Fits,
        Some(_) => Verdict::DoesNotFit,
    }
}

/// Returns whether a healthy volunteer may join.
pub fn healthy_verdict(eligibility: &Eligibility) -> Verdict {
    match eligibility.healthy_volunteers {
        Some(true) => Verdict::Fits,
        Some(false) => Verdict::DoesNotFit,
        None => Verdict::NotStated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{Age, Coded};

    #[test]
    fn a_missing_bound_is_open_and_bounds_are_inclusive() {
        use Verdict::*;
        for (minimum, maximum, age, verdict) in [
            (Some("18 Years"), None, "62", Fits),
            (Some("18 Years"), None, "17", DoesNotFit),
            (Some("18 Years"), None, "18", Fits),
            (Some("18 Years"), Some("65 Years"), "65", Fits),
            (Some("18 Years"), Some("65 Years"), "66", DoesNotFit),
            (None, Some("17 Years"), "17", Fits),
            (None, None, "8", NotStated),
            (Some("6 Months"), Some("4 Years"), "8 months", Fits),
            (Some("6 Months"), Some("4 Years"), "3 weeks", DoesNotFit),
            (None, Some("28 Days"), "0", Fits),
            (None, Some("24 Hours"), "3 days", DoesNotFit),
        ] {
            let eligibility = Eligibility {
                minimum_age: minimum.map(|text| text.parse().unwrap()),
                maximum_age: maximum.map(|text| text.parse().unwrap()),
                ..Eligibility::default()
            };
            assert_eq!(
                age_verdict(&eligibility, age.parse::<Age>().unwrap().into()),
                verdict,
                "{age} in {minimum:?}..{maximum:?}"
            );
        }
    }

    #[test]
    fn sex_and_health_are_three_valued() {
        let mut eligibility = Eligibility::default();
        assert_eq!(sex_verdict(&eligibility, Sex::Female), Verdict::NotStated);
        assert_eq!(healthy_verdict(&eligibility), Verdict::NotStated);
        eligibility.sex = Some(Coded::Known(Sex::Male));
        eligibility.healthy_volunteers = Some(false);
        assert_eq!(sex_verdict(&eligibility, Sex::Female), Verdict::DoesNotFit);
        assert_eq!(sex_verdict(&eligibility, Sex::Male), Verdict::Fits);
        assert_eq!(healthy_verdict(&eligibility), Verdict::DoesNotFit);
    }
}
