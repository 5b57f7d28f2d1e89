//! The domain: one clinical trial as we understand it, and what can be said of it without an index.
//!
//! A [`Trial`] is what `ctgov` makes of the registry's JSON, what `index` stores and what every page, hit and fit verdict is built from.
//! Absent data is `None` or an empty list, never a made-up default; enum values that the registry may add later are kept as [`Coded::Other`].
//!
//! *Invariant:* this module imports nothing of ours, does no I/O and never reads the clock: today's date is always an argument.

pub mod age;
pub mod codes;
pub mod date;
pub mod editorial;
pub mod eligibility;
pub mod fit;
pub mod freshness;
pub mod nct_id;

use serde::{Deserialize, Serialize};

pub use age::{Age, AgeUnit, DaySpan};
pub use codes::{
    AgeGroup, Allocation, ArmGroupType, Coded, ContactRole, InterventionModel, InterventionType,
    Masking, ObservationalModel, Phase, PrimaryPurpose, Sex, SponsorClass, Status, StatusGroup,
    StudyType,
};
pub use date::PartialDate;
pub use editorial::Editorial;
pub use eligibility::{Criteria, Criterion};
pub use freshness::{FRESH_DAYS, Freshness};
pub use nct_id::NctId;

/// One study of the registry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    pub nct_id: NctId,
    /// Former NCT ids that now lead to this trial.
    pub nct_id_aliases: Vec<String>,
    pub org_study_id: Option<String>,
    /// Ids in other registries and of funders (EudraCT, CTIS, ISRCTN, ChiCTR, grants).
    pub secondary_ids: Vec<SecondaryId>,
    pub acronym: Option<String>,
    pub brief_title: Option<String>,
    pub official_title: Option<String>,

    /// `None` when the record does not say.
    pub status: Option<Coded<Status>>,
    pub why_stopped: Option<String>,
    /// The month in which the sponsor last confirmed the record.
    pub status_verified: Option<PartialDate>,
    pub start_date: Option<StudyDate>,
    pub primary_completion_date: Option<StudyDate>,
    pub completion_date: Option<StudyDate>,
    pub first_posted: Option<PartialDate>,
    pub last_update_posted: Option<PartialDate>,
    pub results_first_posted: Option<PartialDate>,
    pub has_results: bool,
    /// The expanded access record of the same treatment, if one is named.
    pub expanded_access_id: Option<String>,

    pub sponsor: Option<Sponsor>,
    pub collaborators: Vec<Sponsor>,

    /// Registry markdown with its escapes undone.
    pub brief_summary: Option<String>,
    /// Registry markdown with its escapes undone.
    pub detailed_description: Option<String>,
    pub conditions: Vec<String>,
    pub keywords: Vec<String>,
    pub condition_mesh: MeshTerms,
    pub intervention_mesh: MeshTerms,

    pub study_type: Option<Coded<StudyType>>,
    /// Two values for a combined phase (`PHASE1` and `PHASE2` is "phase 1/2"); empty for observational studies.
    pub phases: Vec<Coded<Phase>>,
    pub design: Design,
    pub enrollment: Option<Enrollment>,
    pub arms: Vec<Arm>,
    pub interventions: Vec<Intervention>,
    pub primary_outcomes: Vec<Outcome>,
    pub secondary_outcomes: Vec<Outcome>,

    pub eligibility: Eligibility,
    pub sites: Vec<Site>,
    pub central_contacts: Vec<Contact>,
    pub officials: Vec<Official>,

    /// What our editors wrote about this trial, if anything.
    pub editorial: Option<Editorial>,
}

impl Trial {
    /// Returns a trial of which nothing but its id is known.
    pub fn new(nct_id: NctId) -> Self {
        Trial {
            nct_id,
            nct_id_aliases: Vec::new(),
            org_study_id: None,
            secondary_ids: Vec::new(),
            acronym: None,
            brief_title: None,
            official_title: None,
            status: None,
            why_stopped: None,
            status_verified: None,
            start_date: None,
            primary_completion_date: None,
            completion_date: None,
            first_posted: None,
            last_update_posted: None,
            results_first_posted: None,
            has_results: false,
            expanded_access_id: None,
            sponsor: None,
            collaborators: Vec::new(),
            brief_summary: None,
            detailed_description: None,
            conditions: Vec::new(),
            keywords: Vec::new(),
            condition_mesh: MeshTerms::default(),
            intervention_mesh: MeshTerms::default(),
            study_type: None,
            phases: Vec::new(),
            design: Design::default(),
            enrollment: None,
            arms: Vec::new(),
            interventions: Vec::new(),
            primary_outcomes: Vec::new(),
            secondary_outcomes: Vec::new(),
            eligibility: Eligibility::default(),
            sites: Vec::new(),
            central_contacts: Vec::new(),
            officials: Vec::new(),
            editorial: None,
        }
    }

    /// Returns the title a reader sees first: the editors' plain title, else the brief title, else the official one, else the id.
    pub fn display_title(&self) -> String {
        self.editorial
            .as_ref()
            .map(|editorial| editorial.plain_title.clone())
            .or_else(|| self.brief_title.clone())
            .or_else(|| self.official_title.clone())
            .unwrap_or_else(|| self.nct_id.to_string())
    }

    /// Returns whether `site` takes people now: its own status says so (or, where it has none, the study's), and the study as a whole has not closed.
    pub fn is_recruiting_at(&self, site: &Site) -> bool {
        let study_may_recruit = matches!(
            self.status_group(),
            StatusGroup::Open | StatusGroup::Soon | StatusGroup::Limited
        );
        let takes_people =
            |status: &Coded<Status>| StatusGroup::of(Some(status)) == StatusGroup::Open;
        match (&site.status, &self.status) {
            (Some(own), Some(_)) => takes_people(own) && study_may_recruit,
            (Some(own), None) => takes_people(own),
            (None, Some(study)) => takes_people(study),
            (None, None) => false,
        }
    }

    /// Returns the status that holds at `site`: its own, else the study's.
    pub fn status_at<'a>(&'a self, site: &'a Site) -> Option<&'a Coded<Status>> {
        site.status.as_ref().or(self.status.as_ref())
    }

    /// Returns the group of the study's own status; `Unknown` when it has none.
    pub fn status_group(&self) -> StatusGroup {
        StatusGroup::of(self.status.as_ref())
    }

    /// Returns the age groups that may join: as the registry states them, else derived from the age bounds, else all three.
    pub fn age_groups(&self) -> Vec<Coded<AgeGroup>> {
        if !self.eligibility.age_groups.is_empty() {
            return self.eligibility.age_groups.clone();
        }
        AgeGroup::ALL
            .iter()
            .filter(|group| {
                group.overlaps(self.eligibility.minimum_age, self.eligibility.maximum_age)
            })
            .map(|group| Coded::Known(*group))
            .collect()
    }
}

/// An id of the trial outside ClinicalTrials.gov.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondaryId {
    pub id: String,
    /// The registry's `type`, such as `EUDRACT_NUMBER`.
    pub kind: Option<String>,
    /// The registry's `domain`: who issued the id.
    pub issuer: Option<String>,
}

/// A date of the study and whether it has happened or is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StudyDate {
    pub date: PartialDate,
    /// `Some(true)` for `ACTUAL`, `Some(false)` for `ESTIMATED`.
    pub is_actual: Option<bool>,
}

/// The organisation that answers for the trial, or helps to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sponsor {
    pub name: String,
    pub class: Option<Coded<SponsorClass>>,
}

/// MeSH headings that the registry derived for conditions or interventions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MeshTerms {
    pub terms: Vec<MeshTerm>,
    /// Broader headings of `terms`.
    pub ancestors: Vec<MeshTerm>,
}

/// A MeSH heading; older records carry no id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeshTerm {
    pub id: Option<String>,
    pub term: String,
}

/// How the study is set up.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Design {
    pub primary_purpose: Option<Coded<PrimaryPurpose>>,
    pub allocation: Option<Coded<Allocation>>,
    pub intervention_model: Option<Coded<InterventionModel>>,
    pub observational_model: Option<Coded<ObservationalModel>>,
    pub time_perspective: Option<String>,
    pub masking: Option<Coded<Masking>>,
    /// The registry's `whoMasked`, such as `PARTICIPANT`.
    pub who_masked: Vec<String>,
}

/// How many people take part. The registry's sentinel 99999999 ("unknown") becomes an absent `count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrollment {
    pub count: Option<u32>,
    /// `Some(true)` for `ACTUAL`, `Some(false)` for `ESTIMATED`.
    pub is_actual: Option<bool>,
}

impl Enrollment {
    /// The registry writes this count when the number is not known.
    pub const UNKNOWN_COUNT: u64 = 99_999_999;
}

/// A group of participants and what it receives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arm {
    pub label: Option<String>,
    pub kind: Option<Coded<ArmGroupType>>,
    pub description: Option<String>,
}

/// A treatment, device or procedure under study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intervention {
    pub kind: Option<Coded<InterventionType>>,
    pub name: String,
    pub description: Option<String>,
    pub other_names: Vec<String>,
}

/// What the study measures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub measure: String,
    pub description: Option<String>,
    pub time_frame: Option<String>,
}

/// Who may join.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Eligibility {
    pub criteria: Criteria,
    /// `None` is open: there is no lower bound.
    pub minimum_age: Option<Age>,
    /// `None` is open: there is no upper bound.
    pub maximum_age: Option<Age>,
    pub sex: Option<Coded<Sex>>,
    /// Whether `sex` means gender identity.
    pub gender_based: Option<bool>,
    pub age_groups: Vec<Coded<AgeGroup>>,
    pub healthy_volunteers: Option<bool>,
    /// Whom an observational study follows.
    pub study_population: Option<String>,
}

/// A person who leads the study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Official {
    pub name: String,
    pub affiliation: Option<String>,
    pub role: Option<Coded<ContactRole>>,
}

/// A facility that takes part in a trial.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Site {
    pub facility: Option<String>,
    /// The site's own status, which often differs from the study's.
    pub status: Option<Coded<Status>>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub zip: Option<String>,
    /// The country: as the record spells it until it is indexed, then under its present name.
    pub country: Option<String>,
    /// The centre of the site's city, not of the building.
    pub point: Option<GeoPoint>,
    pub contacts: Vec<Contact>,
}

/// Degrees north and east, as the registry sent them: within range, and never exactly 0, 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GeoPoint {
    /// −90 to 90.
    pub lat: f64,
    /// −180 to 180.
    pub lon: f64,
}

impl GeoPoint {
    /// Returns the point, or `None` when it is out of range, not a number, or 0, 0 (which the registry's data use for "not known").
    pub fn new(lat: f64, lon: f64) -> Option<Self> {
        let in_range = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
        let is_origin = lat == 0.0 && lon == 0.0;
        (in_range && !is_origin).then_some(GeoPoint { lat, lon })
    }
}

/// A person or desk to ask about a trial or a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub name: Option<String>,
    pub role: Option<Coded<ContactRole>>,
    pub phone: Option<String>,
    pub phone_ext: Option<String>,
    pub email: Option<String>,
}
