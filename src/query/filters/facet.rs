//! The facets: which properties of trials are counted and filtered by, and which values each has.

use super::{FilterError, UpdatedWithin, values::parse_bool};
use crate::trial::{
    AgeGroup, InterventionType, Phase, PrimaryPurpose, Sex, SponsorClass, Status, StudyType,
    codes::{RegistryEnum, UnknownCode, parse_code},
};

/// A property of trials whose values are counted and can be filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    Status,
    Phase,
    StudyType,
    /// Who may join: `FEMALE` holds for trials open to women, those for all sexes included. A trial that does not say takes everyone.
    Sex,
    AgeGroup,
    Healthy,
    Purpose,
    InterventionType,
    Condition,
    Country,
    State,
    City,
    SponsorClass,
    HasResults,
    UpdatedWithin,
}

impl Facet {
    /// All facets, in the order in which people read them.
    pub const ALL: [Facet; 15] = [
        Facet::Status,
        Facet::Phase,
        Facet::StudyType,
        Facet::Sex,
        Facet::AgeGroup,
        Facet::Healthy,
        Facet::Purpose,
        Facet::InterventionType,
        Facet::Condition,
        Facet::Country,
        Facet::State,
        Facet::City,
        Facet::SponsorClass,
        Facet::HasResults,
        Facet::UpdatedWithin,
    ];

    /// Returns the name of the parameter and of the facet in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Facet::Status => "status",
            Facet::Phase => "phase",
            Facet::StudyType => "study_type",
            Facet::Sex => "sex",
            Facet::AgeGroup => "age_group",
            Facet::Healthy => "healthy",
            Facet::Purpose => "purpose",
            Facet::InterventionType => "intervention_type",
            Facet::Condition => "condition",
            Facet::Country => "country",
            Facet::State => "state",
            Facet::City => "city",
            Facet::SponsorClass => "sponsor_class",
            Facet::HasResults => "has_results",
            Facet::UpdatedWithin => "updated_within",
        }
    }

    /// Returns whether the facet speaks of a site rather than of the trial as a whole.
    pub fn is_of_site(self) -> bool {
        matches!(self, Facet::Country | Facet::State | Facet::City)
    }

    /// Reads the API's name of a facet.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        Facet::ALL
            .into_iter()
            .find(|facet| facet.as_str() == text.trim())
            .ok_or_else(|| FilterError::UnknownValue {
                param: "facets",
                value: text.to_owned(),
                allowed: Facet::ALL
                    .iter()
                    .map(|facet| facet.as_str().to_owned())
                    .collect(),
            })
    }

    /// Returns the registry's values of this facet, or an empty list where values are names (conditions, places).
    pub fn registry_values(self) -> Vec<&'static str> {
        fn spell<E: RegistryEnum>() -> Vec<&'static str> {
            E::ALL.iter().map(|value| value.as_str()).collect()
        }
        match self {
            Facet::Status => spell::<Status>(),
            Facet::Phase => spell::<Phase>(),
            Facet::StudyType => spell::<StudyType>(),
            Facet::Sex => spell::<Sex>(),
            Facet::AgeGroup => spell::<AgeGroup>(),
            Facet::Purpose => spell::<PrimaryPurpose>(),
            Facet::InterventionType => spell::<InterventionType>(),
            Facet::SponsorClass => spell::<SponsorClass>(),
            Facet::Healthy | Facet::HasResults => vec!["true", "false"],
            Facet::UpdatedWithin => UpdatedWithin::BUCKETS
                .iter()
                .map(|bucket| bucket.as_str())
                .collect(),
            Facet::Condition | Facet::Country | Facet::State | Facet::City => Vec::new(),
        }
    }

    /// Reads one value: the registry's spelling for what a person may type.
    ///
    /// A value that looks like the registry's own (`PAUSED_BY_SPONSOR`) but is none that we know is passed on: the index may hold it.
    pub fn parse_value(self, text: &str) -> Result<String, FilterError> {
        let refuse = |error: UnknownCode| FilterError::UnknownValue {
            param: self.as_str(),
            value: error.value,
            allowed: error.allowed.into_iter().map(str::to_owned).collect(),
        };
        fn code<E: RegistryEnum>(text: &str) -> Result<String, UnknownCode> {
            parse_code::<E>(text).map(|value| value.as_str().to_owned())
        }
        let read = match self {
            Facet::Status => code::<Status>(text),
            Facet::Phase => code::<Phase>(text),
            Facet::StudyType => code::<StudyType>(text),
            Facet::Sex => code::<Sex>(text),
            Facet::AgeGroup => code::<AgeGroup>(text),
            Facet::Purpose => code::<PrimaryPurpose>(text),
            Facet::InterventionType => code::<InterventionType>(text),
            Facet::SponsorClass => code::<SponsorClass>(text),
            Facet::Healthy | Facet::HasResults => {
                return parse_bool(self.as_str(), text).map(|yes| yes.to_string());
            }
            Facet::UpdatedWithin => return UpdatedWithin::parse(text).map(|days| days.to_string()),
            // A country has many names; which is the present one, the generation that is searched knows.
            Facet::Condition | Facet::Country | Facet::State | Facet::City => {
                return Ok(text.trim().to_owned());
            }
        };
        let is_registry_like = text.len() > 2
            && text
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
            && text.contains('_');
        match read {
            Err(_) if is_registry_like => Ok(text.to_owned()),
            read => read.map_err(refuse),
        }
    }
}
