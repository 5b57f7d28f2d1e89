//! What the cue words of a person mean.

use super::file::LanguageWords;
use crate::trial::Sex;

/// What stands before a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    Age,
    SelfIs,
    Is,
    Has,
    Of,
    Past,
    Other,
    /// For certain.
    Older,
    Younger,
    /// Of age or of something else.
    Over,
    Under,
    Between,
}

impl Before {
    pub(super) const ALL: &'static [Before] = &[
        Before::Past,
        Before::Older,
        Before::Younger,
        Before::Over,
        Before::Under,
        Before::Between,
        Before::Age,
        Before::SelfIs,
        Before::Is,
        Before::Has,
        Before::Of,
        Before::Other,
    ];

    pub(super) fn phrases(self, language: &LanguageWords) -> &[String] {
        match self {
            Before::Past => &language.past_before,
            Before::Older => &language.older_before,
            Before::Younger => &language.younger_before,
            Before::Over => &language.over_before,
            Before::Under => &language.under_before,
            Before::Between => &language.between_before,
            Before::Age => &language.age_before,
            Before::SelfIs => &language.self_before,
            Before::Is => &language.is_before,
            Before::Has => &language.has_before,
            Before::Of => &language.of_before,
            Before::Other => &language.other_before,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Years,
    Months,
    Weeks,
    Days,
}

impl Unit {
    /// Returns so many of the unit in years.
    pub(super) fn in_years(self, count: f64) -> f64 {
        match self {
            Unit::Years => count,
            Unit::Months => count / 12.0,
            Unit::Weeks => count * 7.0 / 365.25,
            Unit::Days => count / 365.25,
        }
    }
}

/// What stands behind a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum AfterNumber {
    /// "years old": an age.
    Old {
        unit: Unit,
        sex: Option<Sex>,
    },
    /// "years"; `alone` where that is an age as a rule.
    Unit {
        unit: Unit,
        alone: bool,
    },
    /// The same, only right behind the digits.
    Glued,
    Older,
    Younger,
    Other,
}

/// What stands behind a number with its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AfterUnit {
    Older,
    Younger,
    Past,
    Lapse,
}

/// What stands between two numbers or people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Join {
    pub(super) is_span: bool,
    pub(super) is_and: bool,
}

/// A word for ten years of age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decade {
    pub(super) from: u32,
    /// Whether it needs no cue before it.
    pub(super) is_alone: bool,
}

/// What a word says of a person; one word may say several things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Word {
    pub(super) sex: Option<(Sex, Form)>,
    /// An age group, by its number.
    pub(super) group: Option<usize>,
    pub(super) is_person: bool,
    pub(super) pregnancy: Option<Pregnancy>,
    /// Whether it counts only before a number, a comma or the end.
    pub(super) is_last: bool,
    /// Whether it says so inside the name of a condition too: "male breast cancer".
    pub(super) in_names: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pregnancy {
    Now,
    /// Says female only.
    Related,
}

/// How a word for a person is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    One,
    Many,
    Kin,
    Title,
    Pronoun,
}

/// What a person does, by the words behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    IsPatient,
    IsFamily,
    IsHelper,
    AndMe,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anywhere {
    FamilyAfter,
    FamilyAround,
    SelfHas,
    Carer,
    NeitherSex,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Healthy {
    /// Stands before the volunteers.
    First,
    /// Stands behind the volunteers.
    Last,
    Phrase,
}

/// An age group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Group {
    pub(super) from: f64,
    pub(super) to: Option<f64>,
}
