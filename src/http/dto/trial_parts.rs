//! The objects that a whole trial is made of.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Labelled, LabelledStatus, Words, actual_or_estimated};
use crate::trial::{
    Arm, Contact, Criteria, Criterion, Design, Editorial, Eligibility, Intervention, Official,
    Outcome, SecondaryId, Site, StudyDate, Trial,
};

/// A MeSH heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MeshBody {
    #[schema(example = "D015470")]
    pub id: Option<String>,
    #[schema(example = "Leukemia, Myeloid, Acute")]
    pub term: String,
}

/// How the study is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DesignBody {
    pub primary_purpose: Option<Labelled>,
    pub allocation: Option<Labelled>,
    pub intervention_model: Option<Labelled>,
    pub observational_model: Option<Labelled>,
    #[schema(example = "PROSPECTIVE")]
    pub time_perspective: Option<String>,
    pub masking: Option<Labelled>,
    pub who_masked: Vec<Labelled>,
}

/// A group of participants and what it receives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ArmBody {
    pub label: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<Labelled>,
    pub description: Option<String>,
}

/// A treatment, device or procedure under study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct InterventionBody {
    #[serde(rename = "type")]
    pub kind: Option<Labelled>,
    pub name: String,
    pub description: Option<String>,
    pub other_names: Vec<String>,
}

/// What the study measures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OutcomeBody {
    pub measure: String,
    pub description: Option<String>,
    pub time_frame: Option<String>,
}

/// Who may join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EligibilityBody {
    /// `null`: no lower limit.
    #[schema(example = "18 Years")]
    pub minimum_age: Option<String>,
    /// `null`: no upper limit.
    #[schema(example = "75 Years")]
    pub maximum_age: Option<String>,
    #[schema(example = "Ages 18 to 75")]
    pub ages_label: String,
    pub age_groups: Vec<Labelled>,
    pub sex: Option<Labelled>,
    /// Whether `sex` means gender identity.
    pub gender_based: Option<bool>,
    pub healthy_volunteers: Option<bool>,
    /// Whom an observational study follows.
    pub study_population: Option<String>,
    pub criteria: CriteriaBody,
}

/// The rules for joining, one by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CriteriaBody {
    pub inclusion: Vec<CriterionBody>,
    pub exclusion: Vec<CriterionBody>,
    /// Rules of which the text does not say whether they include or exclude.
    pub unsplit: Vec<CriterionBody>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CriterionBody {
    pub text: String,
    /// How deep it is nested; 0 is the top.
    pub depth: u8,
    /// The heading it stands under.
    pub group: Option<String>,
}

/// A facility that takes part.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SiteBody {
    pub facility: Option<String>,
    #[schema(example = "Hangzhou")]
    pub city: Option<String>,
    #[schema(example = "Zhejiang")]
    pub state: Option<String>,
    pub zip: Option<String>,
    #[schema(example = "China")]
    pub country: Option<String>,
    /// The centre of the city, not the building.
    pub point: Option<PointBody>,
    /// The site's own status, or the trial's where it has none.
    pub status: Option<LabelledStatus>,
    /// Whether it takes people now.
    pub recruiting: bool,
    pub contacts: Vec<ContactBody>,
}

/// A position, in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct PointBody {
    #[schema(example = 30.29)]
    pub lat: f64,
    #[schema(example = 120.16)]
    pub lon: f64,
}

/// A person or desk to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ContactBody {
    pub name: Option<String>,
    pub role: Option<Labelled>,
    pub phone: Option<String>,
    pub phone_ext: Option<String>,
    pub email: Option<String>,
}

/// A person who leads the study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OfficialBody {
    pub name: String,
    pub affiliation: Option<String>,
    pub role: Option<Labelled>,
}

/// The dates of a study, each as precise as the registry knows it: `2024`, `2024-03` or `2024-03-15`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DatesBody {
    pub start: Option<DateBody>,
    pub primary_completion: Option<DateBody>,
    pub completion: Option<DateBody>,
    pub first_posted: Option<String>,
    pub last_update_posted: Option<String>,
    pub results_first_posted: Option<String>,
    pub status_verified: Option<String>,
}

/// A date that is planned or has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DateBody {
    #[schema(example = "2026-03")]
    pub date: String,
    /// `ESTIMATED` or `ACTUAL`.
    #[serde(rename = "type")]
    pub kind: Option<Labelled>,
}

/// Other ids of the study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct IdsBody {
    pub org_study_id: Option<String>,
    pub secondary: Vec<SecondaryIdBody>,
    /// Former NCT ids that now lead here.
    pub aliases: Vec<String>,
    /// The expanded access record of the same treatment.
    pub expanded_access: Option<String>,
}

/// An id in another registry or of a funder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SecondaryIdBody {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: Option<Labelled>,
    pub issuer: Option<String>,
}

/// What our editors wrote in plain words. Not the registry's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EditorialBody {
    pub plain_title: String,
    pub plain_summary: Option<String>,
    pub good_fit: Vec<String>,
    pub not_a_fit: Vec<String>,
    pub potential_benefit: Option<String>,
    pub similar_studies: Option<String>,
    pub tags: Vec<String>,
    #[schema(example = "2026-05-12")]
    pub reviewed_on: String,
    pub reviewed_by: String,
}

pub(super) fn mesh(terms: &crate::trial::MeshTerms) -> Vec<MeshBody> {
    terms
        .terms
        .iter()
        .map(|term| MeshBody {
            id: term.id.clone(),
            term: term.term.clone(),
        })
        .collect()
}

pub(super) fn design(design: &Design, words: Words<'_>) -> DesignBody {
    DesignBody {
        primary_purpose: words.coded("purpose", design.primary_purpose.as_ref()),
        allocation: words.coded("allocation", design.allocation.as_ref()),
        intervention_model: words.coded("intervention_model", design.intervention_model.as_ref()),
        observational_model: words
            .coded("observational_model", design.observational_model.as_ref()),
        time_perspective: design.time_perspective.clone(),
        masking: words.coded("masking", design.masking.as_ref()),
        who_masked: design
            .who_masked
            .iter()
            .map(|who| words.labelled("who_masked", who))
            .collect(),
    }
}

pub(super) fn arm(arm: &Arm, words: Words<'_>) -> ArmBody {
    ArmBody {
        label: arm.label.clone(),
        kind: words.coded("arm_type", arm.kind.as_ref()),
        description: arm.description.clone(),
    }
}

pub(super) fn intervention(intervention: &Intervention, words: Words<'_>) -> InterventionBody {
    InterventionBody {
        kind: words.coded("intervention_type", intervention.kind.as_ref()),
        name: intervention.name.clone(),
        description: intervention.description.clone(),
        other_names: intervention.other_names.clone(),
    }
}

pub(super) fn outcome(outcome: &Outcome) -> OutcomeBody {
    OutcomeBody {
        measure: outcome.measure.clone(),
        description: outcome.description.clone(),
        time_frame: outcome.time_frame.clone(),
    }
}

pub(super) fn eligibility(trial: &Trial, words: Words<'_>) -> EligibilityBody {
    let eligibility: &Eligibility = &trial.eligibility;
    EligibilityBody {
        minimum_age: eligibility.minimum_age.map(|age| age.to_string()),
        maximum_age: eligibility.maximum_age.map(|age| age.to_string()),
        ages_label: words.ages(trial),
        age_groups: words.coded_list("age_group", &trial.age_groups()),
        sex: words.coded("sex", eligibility.sex.as_ref()),
        gender_based: eligibility.gender_based,
        healthy_volunteers: eligibility.healthy_volunteers,
        study_population: eligibility.study_population.clone(),
        criteria: criteria(&eligibility.criteria),
    }
}

fn criteria(criteria: &Criteria) -> CriteriaBody {
    let rule = |rule: &Criterion| CriterionBody {
        text: rule.text.clone(),
        depth: rule.depth,
        group: rule.group.clone(),
    };
    CriteriaBody {
        inclusion: criteria.inclusion.iter().map(rule).collect(),
        exclusion: criteria.exclusion.iter().map(rule).collect(),
        unsplit: criteria.unsplit.iter().map(rule).collect(),
    }
}

pub(super) fn site(trial: &Trial, site: &Site, words: Words<'_>) -> SiteBody {
    SiteBody {
        facility: site.facility.clone(),
        city: site.city.clone(),
        state: site.state.clone(),
        zip: site.zip.clone(),
        country: site.country.clone(),
        point: site.point.map(|point| PointBody {
            lat: point.lat,
            lon: point.lon,
        }),
        status: words.status(trial.status_at(site)),
        recruiting: trial.is_recruiting_at(site),
        contacts: site
            .contacts
            .iter()
            .map(|person| contact(person, words))
            .collect(),
    }
}

pub(super) fn contact(contact: &Contact, words: Words<'_>) -> ContactBody {
    ContactBody {
        name: contact.name.clone(),
        role: words.coded("role", contact.role.as_ref()),
        phone: contact.phone.clone(),
        phone_ext: contact.phone_ext.clone(),
        email: contact.email.clone(),
    }
}

pub(super) fn official(official: &Official, words: Words<'_>) -> OfficialBody {
    OfficialBody {
        name: official.name.clone(),
        affiliation: official.affiliation.clone(),
        role: words.coded("role", official.role.as_ref()),
    }
}

pub(super) fn dates(trial: &Trial, words: Words<'_>) -> DatesBody {
    let study_date = |date: &Option<StudyDate>| {
        date.as_ref().map(|date| DateBody {
            date: date.date.to_string(),
            kind: actual_or_estimated(date.is_actual).map(|kind| words.labelled("date_type", kind)),
        })
    };
    let text = |date: Option<crate::trial::PartialDate>| date.map(|date| date.to_string());
    DatesBody {
        start: study_date(&trial.start_date),
        primary_completion: study_date(&trial.primary_completion_date),
        completion: study_date(&trial.completion_date),
        first_posted: text(trial.first_posted),
        last_update_posted: text(trial.last_update_posted),
        results_first_posted: text(trial.results_first_posted),
        status_verified: text(trial.status_verified),
    }
}

pub(super) fn ids(trial: &Trial, words: Words<'_>) -> IdsBody {
    let secondary = |id: &SecondaryId| SecondaryIdBody {
        id: id.id.clone(),
        kind: id
            .kind
            .as_ref()
            .map(|kind| words.labelled("secondary_id_type", kind)),
        issuer: id.issuer.clone(),
    };
    IdsBody {
        org_study_id: trial.org_study_id.clone(),
        secondary: trial.secondary_ids.iter().map(secondary).collect(),
        aliases: trial.nct_id_aliases.clone(),
        expanded_access: trial.expanded_access_id.clone(),
    }
}

pub(super) fn editorial(editorial: &Editorial) -> EditorialBody {
    EditorialBody {
        plain_title: editorial.plain_title.clone(),
        plain_summary: editorial.plain_summary.clone(),
        good_fit: editorial.good_fit.clone(),
        not_a_fit: editorial.not_a_fit.clone(),
        potential_benefit: editorial.potential_benefit.clone(),
        similar_studies: editorial.similar_studies.clone(),
        tags: editorial.tags.clone(),
        reviewed_on: editorial.reviewed_on.to_string(),
        reviewed_by: editorial.reviewed_by.clone(),
    }
}
