//! The registry's enums, spelled as the registry spells them.
//!
//! Values come from the registry's API v2 (`/studies/enums`, read in 2026). A value that is not in these tables is kept as [`Coded::Other`]: the registry adds values without notice, and a record is worth more than our list.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::Age;

/// An enum of the registry: its values, and how each is spelled in data and API.
pub trait RegistryEnum: Copy + Eq + Sized + 'static {
    /// All values, in the order in which people read them.
    const ALL: &'static [Self];
    /// What the enum is called in messages, such as `status`.
    const NAME: &'static str;
    /// Other names of values, in capitals without blanks and marks: labels of the registry's pages and of its older exports (ClinicalTrials.gov XML, AACT), and what people say for them.
    const ALSO: &'static [(&'static str, Self)];
    /// Returns the registry's spelling.
    fn as_str(self) -> &'static str;
}

/// A value of a registry enum, or a spelling that we do not know.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Coded<E> {
    Known(E),
    /// The registry's spelling, as sent.
    Other(String),
}

impl<E: RegistryEnum> Coded<E> {
    /// Reads the registry's exact spelling; anything else is kept as [`Coded::Other`].
    pub fn from_registry(text: &str) -> Self {
        match E::ALL.iter().find(|value| value.as_str() == text) {
            Some(value) => Coded::Known(*value),
            None => Coded::Other(text.to_owned()),
        }
    }

    /// Returns the registry's spelling.
    pub fn as_str(&self) -> &str {
        match self {
            Coded::Known(value) => value.as_str(),
            Coded::Other(text) => text,
        }
    }

    /// Returns the value, if it is one that we know.
    pub fn known(&self) -> Option<E> {
        match self {
            Coded::Known(value) => Some(*value),
            Coded::Other(_) => None,
        }
    }

    /// Returns whether this is `value`.
    pub fn is(&self, value: E) -> bool {
        self.known() == Some(value)
    }
}

/// A spelling that is none of the registry's values for `name`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {name} `{value}`")]
pub struct UnknownCode {
    pub name: &'static str,
    pub value: String,
    /// The registry's spellings.
    pub allowed: Vec<&'static str>,
}

/// Reads what a person or another export writes for a registry value: any case, with blanks, commas, hyphens or slashes for underscores (`Active, not recruiting`, `phase 2`), with a remark in brackets (`Double (Participant, Investigator)`), or by another of its names (`Phase II`, `Both`).
pub fn parse_code<E: RegistryEnum>(text: &str) -> Result<E, UnknownCode> {
    let named = |text: &str| {
        let wanted = squeeze(text);
        let own = E::ALL.iter().map(|value| (value.as_str(), *value));
        own.chain(E::ALSO.iter().copied())
            .find(|(name, _)| squeeze(name) == wanted)
            .map(|(_, value)| value)
    };
    let without_remark = || text.split(['(', '[']).next().and_then(named);
    named(text)
        .or_else(without_remark)
        .ok_or_else(|| UnknownCode {
            name: E::NAME,
            value: text.chars().take(60).collect(),
            allowed: E::ALL.iter().map(|value| value.as_str()).collect(),
        })
}

fn squeeze(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

macro_rules! registry_enum {
    ($(#[$meta:meta])* $name:ident, $label:literal: $($variant:ident = $text:literal $(| $also:literal)*),+ $(,)?) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($variant),+ }

        impl RegistryEnum for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            const NAME: &'static str = $label;
            const ALSO: &'static [(&'static str, Self)] = &[$($(($also, Self::$variant),)*)+];
            fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl $name {
            /// All values, in the order in which people read them.
            pub const ALL: &'static [Self] = <Self as RegistryEnum>::ALL;
            /// Returns the registry's spelling.
            pub fn as_str(self) -> &'static str {
                RegistryEnum::as_str(self)
            }
        }

        impl FromStr for $name {
            type Err = UnknownCode;
            fn from_str(text: &str) -> Result<Self, UnknownCode> {
                parse_code(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(RegistryEnum::as_str(*self))
            }
        }
    };
}

registry_enum! {
    /// Recruitment status of a study or a site (`overallStatus`, 14 values; a site uses nine of them).
    Status, "status":
    Recruiting = "RECRUITING" | "OPENTOENROLLMENT" | "CURRENTLYRECRUITING",
    NotYetRecruiting = "NOT_YET_RECRUITING",
    EnrollingByInvitation = "ENROLLING_BY_INVITATION" | "BYINVITATION",
    ActiveNotRecruiting = "ACTIVE_NOT_RECRUITING" | "NOLONGERRECRUITING",
    Completed = "COMPLETED",
    Suspended = "SUSPENDED",
    Terminated = "TERMINATED",
    Withdrawn = "WITHDRAWN",
    Available = "AVAILABLE",
    NoLongerAvailable = "NO_LONGER_AVAILABLE",
    TemporarilyNotAvailable = "TEMPORARILY_NOT_AVAILABLE",
    ApprovedForMarketing = "APPROVED_FOR_MARKETING",
    Withheld = "WITHHELD",
    Unknown = "UNKNOWN" | "UNKNOWNSTATUS",
}

registry_enum! {
    /// Phase of drug development; `NA` for trials of devices or behaviour.
    Phase, "phase":
    EarlyPhase1 = "EARLY_PHASE1" | "PHASE0" | "EARLYPHASEI" | "PHASEI" | "PHASE1A" | "PHASE1B" | "PHASEIA" | "PHASEIB",
    Phase1 = "PHASE1",
    Phase2 = "PHASE2" | "PHASEII" | "PHASE2A" | "PHASE2B" | "PHASEIIA" | "PHASEIIB",
    Phase3 = "PHASE3" | "PHASEIII" | "PHASE3A" | "PHASE3B" | "PHASEIIIA" | "PHASEIIIB",
    Phase4 = "PHASE4" | "PHASEIV",
    Na = "NA" | "NOTAPPLICABLE",
}

registry_enum! {
    /// What kind of study it is.
    StudyType, "study_type":
    Interventional = "INTERVENTIONAL",
    Observational = "OBSERVATIONAL",
    ExpandedAccess = "EXPANDED_ACCESS",
}

registry_enum! {
    /// Who may join by sex.
    Sex, "sex":
    All = "ALL" | "BOTH" | "BOTHSEXES" | "ANY" | "MALEANDFEMALE" | "FEMALEANDMALE" | "MALEFEMALE" | "FEMALEMALE",
    Female = "FEMALE" | "F" | "FEMALES" | "WOMAN" | "WOMEN",
    Male = "MALE" | "M" | "MALES" | "MAN" | "MEN",
}

registry_enum! {
    /// Standard age groups of the registry: birth to 17, 18 to 64, 65 and over.
    AgeGroup, "age_group":
    Child = "CHILD" | "CHILDREN" | "PEDIATRIC",
    Adult = "ADULT" | "ADULTS",
    OlderAdult = "OLDER_ADULT" | "OLDERADULTS" | "SENIOR" | "SENIORS",
}

registry_enum! {
    /// What kind of thing is tried.
    InterventionType, "intervention_type":
    Drug = "DRUG",
    Biological = "BIOLOGICAL",
    Device = "DEVICE",
    Procedure = "PROCEDURE",
    Radiation = "RADIATION",
    Genetic = "GENETIC",
    Behavioral = "BEHAVIORAL" | "BEHAVIOURAL",
    DietarySupplement = "DIETARY_SUPPLEMENT",
    CombinationProduct = "COMBINATION_PRODUCT",
    DiagnosticTest = "DIAGNOSTIC_TEST",
    Other = "OTHER",
}

registry_enum! {
    /// What a group of participants is for.
    ArmGroupType, "arm_type":
    Experimental = "EXPERIMENTAL",
    ActiveComparator = "ACTIVE_COMPARATOR",
    PlaceboComparator = "PLACEBO_COMPARATOR",
    ShamComparator = "SHAM_COMPARATOR",
    NoIntervention = "NO_INTERVENTION",
    Other = "OTHER",
}

registry_enum! {
    /// What the study is for.
    PrimaryPurpose, "purpose":
    Treatment = "TREATMENT",
    Prevention = "PREVENTION",
    Diagnostic = "DIAGNOSTIC" | "DIAGNOSIS",
    SupportiveCare = "SUPPORTIVE_CARE",
    Screening = "SCREENING",
    HealthServicesResearch = "HEALTH_SERVICES_RESEARCH",
    BasicScience = "BASIC_SCIENCE",
    DeviceFeasibility = "DEVICE_FEASIBILITY",
    Ect = "ECT",
    Other = "OTHER",
}

registry_enum! {
    /// Whether chance decides who gets what.
    Allocation, "allocation":
    Randomized = "RANDOMIZED" | "RANDOMISED" | "RANDOMIZEDCONTROLLEDTRIAL",
    NonRandomized = "NON_RANDOMIZED" | "NONRANDOMISED" | "NONRANDOMIZEDTRIAL",
    Na = "NA" | "NOTAPPLICABLE",
}

registry_enum! {
    /// How groups are compared in an interventional study.
    InterventionModel, "intervention_model":
    SingleGroup = "SINGLE_GROUP" | "SINGLEGROUPASSIGNMENT",
    Parallel = "PARALLEL" | "PARALLELASSIGNMENT",
    Crossover = "CROSSOVER" | "CROSSOVERASSIGNMENT",
    Factorial = "FACTORIAL" | "FACTORIALASSIGNMENT",
    Sequential = "SEQUENTIAL" | "SEQUENTIALASSIGNMENT",
}

registry_enum! {
    /// How people are followed in an observational study.
    ObservationalModel, "observational_model":
    Cohort = "COHORT",
    CaseControl = "CASE_CONTROL",
    CaseOnly = "CASE_ONLY",
    CaseCrossover = "CASE_CROSSOVER",
    EcologicOrCommunity = "ECOLOGIC_OR_COMMUNITY",
    FamilyBased = "FAMILY_BASED",
    DefinedPopulation = "DEFINED_POPULATION",
    NaturalHistory = "NATURAL_HISTORY",
    Other = "OTHER",
}

registry_enum! {
    /// How many parties do not know who gets what.
    Masking, "masking":
    None = "NONE" | "OPENLABEL" | "NONEOPENLABEL" | "NOMASKING" | "UNBLINDED",
    Single = "SINGLE" | "SINGLEBLIND" | "SINGLEBLINDED" | "SINGLEMASKED",
    Double = "DOUBLE" | "DOUBLEBLIND" | "DOUBLEBLINDED" | "DOUBLEMASKED",
    Triple = "TRIPLE" | "TRIPLEBLIND" | "TRIPLEBLINDED" | "TRIPLEMASKED",
    Quadruple = "QUADRUPLE" | "QUADRUPLEBLIND" | "QUADRUPLEBLINDED" | "QUADRUPLEMASKED",
}

registry_enum! {
    /// What kind of organisation a sponsor is.
    SponsorClass, "sponsor_class":
    Industry = "INDUSTRY",
    Nih = "NIH",
    Fed = "FED" | "USFED" | "USFEDERAL",
    OtherGov = "OTHER_GOV" | "OTHERGOVERNMENT",
    Network = "NETWORK",
    Indiv = "INDIV" | "INDIVIDUAL",
    Ambig = "AMBIG",
    Other = "OTHER",
    Unknown = "UNKNOWN",
}

registry_enum! {
    /// What a named person does in the study.
    ContactRole, "role":
    StudyChair = "STUDY_CHAIR",
    StudyDirector = "STUDY_DIRECTOR",
    PrincipalInvestigator = "PRINCIPAL_INVESTIGATOR",
    SubInvestigator = "SUB_INVESTIGATOR",
    Contact = "CONTACT",
}

/// Six groups into which the fourteen statuses fall for a reader who asks "can I join?".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StatusGroup {
    /// Takes people now.
    Open,
    /// Has not begun.
    Soon,
    /// Open to some, or paused.
    Limited,
    /// Takes nobody any more.
    Closed,
    /// Ended before its time.
    Stopped,
    /// Not known, or a value we do not know.
    Unknown,
}

impl StatusGroup {
    /// Returns the group of a status; `Unknown` for none and for a value that we do not know.
    pub fn of(status: Option<&Coded<Status>>) -> Self {
        match status.and_then(Coded::known) {
            Some(Status::Recruiting | Status::Available) => StatusGroup::Open,
            Some(Status::NotYetRecruiting) => StatusGroup::Soon,
            Some(
                Status::EnrollingByInvitation | Status::Suspended | Status::TemporarilyNotAvailable,
            ) => StatusGroup::Limited,
            Some(
                Status::ActiveNotRecruiting
                | Status::Completed
                | Status::ApprovedForMarketing
                | Status::NoLongerAvailable,
            ) => StatusGroup::Closed,
            Some(Status::Terminated | Status::Withdrawn) => StatusGroup::Stopped,
            Some(Status::Unknown | Status::Withheld) | None => StatusGroup::Unknown,
        }
    }

    /// Returns the spelling used in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            StatusGroup::Open => "open",
            StatusGroup::Soon => "soon",
            StatusGroup::Limited => "limited",
            StatusGroup::Closed => "closed",
            StatusGroup::Stopped => "stopped",
            StatusGroup::Unknown => "unknown",
        }
    }
}

impl AgeGroup {
    /// Returns the first and last completed year of age; `None` is open.
    pub fn years(self) -> (u32, Option<u32>) {
        match self {
            AgeGroup::Child => (0, Some(17)),
            AgeGroup::Adult => (18, Some(64)),
            AgeGroup::OlderAdult => (65, None),
        }
    }

    /// Returns whether someone of this group lies within the bounds; a missing bound is open.
    pub fn overlaps(self, minimum: Option<Age>, maximum: Option<Age>) -> bool {
        let (first, last) = self.years();
        let first_day = Age::years(first).first_day();
        let reaches_up = maximum.is_none_or(|bound| bound.last_day() >= first_day);
        let reaches_down = match last {
            Some(last) => {
                minimum.is_none_or(|bound| bound.first_day() <= Age::years(last).last_day())
            }
            None => true,
        };
        reaches_up && reaches_down
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_may_spell_values_as_they_like() {
        for (text, status) in [
            ("RECRUITING", Status::Recruiting),
            ("Active, not recruiting", Status::ActiveNotRecruiting),
            ("not-yet-recruiting", Status::NotYetRecruiting),
        ] {
            assert_eq!(text.parse(), Ok(status), "{text}");
        }
        assert_eq!("phase 2".parse(), Ok(Phase::Phase2));
        assert_eq!("Early Phase 1".parse(), Ok(Phase::EarlyPhase1));
        assert_eq!("n/a".parse(), Ok(Phase::Na));
    }

    #[test]
    fn values_are_known_by_their_labels_and_older_names() {
        for (text, phase) in [
            ("Phase II", Phase::Phase2),
            ("phase IIa", Phase::Phase2),
            ("Phase 0", Phase::EarlyPhase1),
            ("Not Applicable", Phase::Na),
        ] {
            assert_eq!(text.parse(), Ok(phase), "{text}");
        }
        assert_eq!("Both".parse(), Ok(Sex::All));
        assert_eq!("Unknown status".parse(), Ok(Status::Unknown));
        assert_eq!("None (Open Label)".parse(), Ok(Masking::None));
        assert_eq!(
            "Double (Participant, Investigator)".parse(),
            Ok(Masking::Double)
        );
        assert_eq!(
            "Observational [Patient Registry]".parse(),
            Ok(StudyType::Observational)
        );
        assert_eq!(
            "Parallel Assignment".parse(),
            Ok(InterventionModel::Parallel)
        );
        assert!("Phase 22".parse::<Phase>().is_err());
    }

    #[test]
    fn an_unknown_value_is_refused_with_what_is_allowed() {
        let error = "PHASE9".parse::<Phase>().unwrap_err();
        assert_eq!(error.to_string(), "unknown phase `PHASE9`");
        assert_eq!(
            error.allowed.join(", "),
            "EARLY_PHASE1, PHASE1, PHASE2, PHASE3, PHASE4, NA"
        );
    }

    #[test]
    fn the_registry_may_add_values() {
        let coded = Coded::<Status>::from_registry("PAUSED_BY_SPONSOR");
        assert_eq!(coded.as_str(), "PAUSED_BY_SPONSOR");
        assert_eq!(StatusGroup::of(Some(&coded)), StatusGroup::Unknown);
    }

    #[test]
    fn every_status_has_the_group_its_reader_expects() {
        let count = |group| {
            Status::ALL
                .iter()
                .filter(|status| StatusGroup::of(Some(&Coded::Known(**status))) == group)
                .count()
        };
        assert_eq!(count(StatusGroup::Open), 2);
        assert_eq!(count(StatusGroup::Soon), 1);
        assert_eq!(count(StatusGroup::Limited), 3);
        assert_eq!(count(StatusGroup::Closed), 4);
        assert_eq!(count(StatusGroup::Stopped), 2);
        assert_eq!(count(StatusGroup::Unknown), 2);
    }

    #[test]
    fn age_groups_follow_the_bounds_and_a_missing_bound_is_open() {
        for (minimum, maximum, groups) in [
            (
                None,
                None,
                vec![AgeGroup::Child, AgeGroup::Adult, AgeGroup::OlderAdult],
            ),
            (
                Some("18 Years"),
                None,
                vec![AgeGroup::Adult, AgeGroup::OlderAdult],
            ),
            (None, Some("17 Years"), vec![AgeGroup::Child]),
            (
                Some("6 Months"),
                Some("18 Years"),
                vec![AgeGroup::Child, AgeGroup::Adult],
            ),
            (
                Some("65 Years"),
                Some("65 Years"),
                vec![AgeGroup::OlderAdult],
            ),
        ] {
            let bound = |text: Option<&str>| text.map(|text| text.parse::<Age>().unwrap());
            let found: Vec<_> = AgeGroup::ALL
                .iter()
                .copied()
                .filter(|group| group.overlaps(bound(minimum), bound(maximum)))
                .collect();
            assert_eq!(found, groups, "{minimum:?} to {maximum:?}");
        }
    }
}
