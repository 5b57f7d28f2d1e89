//! Freshness: how far the registry's word can be trusted today.
//!
//! About 31 % of registry statuses are wrong or a year late, so every hit says how old its record is.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Status, StatusGroup, Trial};

/// How old a record is, and what that means for someone who wants to join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Freshness {
    /// Updated within [`FRESH_DAYS`].
    Fresh,
    /// Updated within [`AGEING_DAYS`].
    Ageing,
    /// Older than that while said to be open, or recruiting past its own primary completion date: it may have closed.
    Stale,
    /// Older than [`AGEING_DAYS`], but the trial takes nobody, so nothing depends on it.
    Old,
    /// The registry itself says that the status is unknown, or the record has no date.
    Unknown,
}

/// Days since the last update up to which a record is fresh.
pub const FRESH_DAYS: i32 = 180;
/// Days since the last update up to which a record is only ageing.
pub const AGEING_DAYS: i32 = 365;

impl Freshness {
    /// Judges `trial` as of `today`.
    pub fn of(trial: &Trial, today: Date) -> Self {
        if trial
            .status
            .as_ref()
            .is_some_and(|status| status.is(Status::Unknown))
        {
            return Freshness::Unknown;
        }
        let Some(updated) = trial.last_update_posted.or(trial.status_verified) else {
            return Freshness::Unknown;
        };
        let may_take_people = matches!(
            trial.status_group(),
            StatusGroup::Open | StatusGroup::Soon | StatusGroup::Limited
        );
        let is_recruiting = trial
            .status
            .as_ref()
            .is_some_and(|status| status.is(Status::Recruiting));
        let is_past_its_end = trial
            .primary_completion_date
            .as_ref()
            .is_some_and(|end| end.date.last_day() < today);
        if is_recruiting && is_past_its_end {
            return Freshness::Stale;
        }
        let age_days = today.duration_since(updated.last_day()).as_hours() / 24;
        match age_days {
            days if days <= i64::from(FRESH_DAYS) => Freshness::Fresh,
            days if days <= i64::from(AGEING_DAYS) => Freshness::Ageing,
            _ if may_take_people => Freshness::Stale,
            _ => Freshness::Old,
        }
    }

    /// Returns the spelling used in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Freshness::Fresh => "fresh",
            Freshness::Ageing => "ageing",
            Freshness::Stale => "stale",
            Freshness::Old => "old",
            Freshness::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{Coded, NctId, StudyDate};

    #[test]
    fn old_news_is_labelled_old() {
        let today = Date::constant(2026, 11, 23);
        for (status, updated, primary_completion, expected) in [
            ("RECRUITING", Some("2026-08-01"), None, Freshness::Fresh),
            (
                "RECRUITING",
                Some("2026-08"),
                Some("2027"),
                Freshness::Fresh,
            ),
            ("RECRUITING", Some("2026-01-15"), None, Freshness::Ageing),
            ("RECRUITING", Some("2025-09-01"), None, Freshness::Stale),
            (
                "RECRUITING",
                Some("2026-11-01"),
                Some("2026-10-31"),
                Freshness::Stale,
            ),
            (
                "NOT_YET_RECRUITING",
                Some("2024-01-01"),
                None,
                Freshness::Stale,
            ),
            (
                "COMPLETED",
                Some("2019-01-01"),
                Some("2018"),
                Freshness::Old,
            ),
            ("UNKNOWN", Some("2026-11-01"), None, Freshness::Unknown),
            ("RECRUITING", None, None, Freshness::Unknown),
        ] {
            let mut trial = NctId::from_number(1).map(Trial::new).unwrap();
            trial.status = Some(Coded::from_registry(status));
            trial.last_update_posted = updated.map(|date| date.parse().unwrap());
            trial.primary_completion_date = primary_completion.map(|date| StudyDate {
                date: date.parse().unwrap(),
                is_actual: None,
            });
            assert_eq!(
                Freshness::of(&trial, today),
                expected,
                "{status} {updated:?} {primary_completion:?}"
            );
        }
    }
}
