//! A whole trial.

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    EnrollmentBody, FreshnessBody, Labelled, LabelledStatus, SponsorBody, Words, enrollment,
    freshness,
    trial_parts::{
        self as parts, ArmBody, ContactBody, DatesBody, DesignBody, EditorialBody, EligibilityBody,
        IdsBody, InterventionBody, MeshBody, OfficialBody, OutcomeBody, SiteBody,
    },
};
use crate::{
    config::Labels,
    trial::{Freshness, Trial},
};

/// A whole trial.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TrialResponse {
    #[schema(example = "NCT05665075")]
    pub nct_id: String,
    /// The registry's own page.
    #[schema(example = "https://clinicaltrials.gov/study/NCT05665075")]
    pub registry_url: String,
    /// The plain title if there is one, else the short one.
    pub title: String,
    pub brief_title: Option<String>,
    pub official_title: Option<String>,
    pub acronym: Option<String>,
    pub status: Option<LabelledStatus>,
    pub why_stopped: Option<String>,
    pub study_type: Option<Labelled>,
    /// Two values for a combined phase; none for observational studies.
    pub phases: Vec<Labelled>,
    pub conditions: Vec<String>,
    pub keywords: Vec<String>,
    pub condition_mesh: Vec<MeshBody>,
    pub intervention_mesh: Vec<MeshBody>,
    pub sponsor: Option<SponsorBody>,
    pub collaborators: Vec<SponsorBody>,
    pub enrollment: Option<EnrollmentBody>,
    /// The registry's markdown.
    pub summary: Option<String>,
    /// The registry's markdown.
    pub description: Option<String>,
    pub eligibility: EligibilityBody,
    pub design: DesignBody,
    pub arms: Vec<ArmBody>,
    pub interventions: Vec<InterventionBody>,
    pub primary_outcomes: Vec<OutcomeBody>,
    pub secondary_outcomes: Vec<OutcomeBody>,
    pub sites: Vec<SiteBody>,
    pub contacts: Vec<ContactBody>,
    pub officials: Vec<OfficialBody>,
    pub dates: DatesBody,
    pub has_results: bool,
    pub ids: IdsBody,
    pub editorial: Option<EditorialBody>,
    pub freshness: FreshnessBody,
}

/// Returns a whole trial in the language `lang`, judged as of `today`.
pub fn trial_response(trial: &Trial, today: Date, labels: &Labels, lang: &str) -> TrialResponse {
    let words = Words { labels, lang };
    TrialResponse {
        nct_id: trial.nct_id.to_string(),
        registry_url: format!("https://clinicaltrials.gov/study/{}", trial.nct_id),
        title: trial.display_title(),
        brief_title: trial.brief_title.clone(),
        official_title: trial.official_title.clone(),
        acronym: trial.acronym.clone(),
        status: words.status(trial.status.as_ref()),
        why_stopped: trial.why_stopped.clone(),
        study_type: words.coded("study_type", trial.study_type.as_ref()),
        phases: words.coded_list("phase", &trial.phases),
        conditions: trial.conditions.clone(),
        keywords: trial.keywords.clone(),
        condition_mesh: parts::mesh(&trial.condition_mesh),
        intervention_mesh: parts::mesh(&trial.intervention_mesh),
        sponsor: trial.sponsor.as_ref().map(|sponsor| words.sponsor(sponsor)),
        collaborators: trial
            .collaborators
            .iter()
            .map(|sponsor| words.sponsor(sponsor))
            .collect(),
        enrollment: enrollment(trial, words),
        summary: trial.brief_summary.clone(),
        description: trial.detailed_description.clone(),
        eligibility: parts::eligibility(trial, words),
        design: parts::design(&trial.design, words),
        arms: trial
            .arms
            .iter()
            .map(|arm| parts::arm(arm, words))
            .collect(),
        interventions: trial
            .interventions
            .iter()
            .map(|item| parts::intervention(item, words))
            .collect(),
        primary_outcomes: trial.primary_outcomes.iter().map(parts::outcome).collect(),
        secondary_outcomes: trial
            .secondary_outcomes
            .iter()
            .map(parts::outcome)
            .collect(),
        sites: trial
            .sites
            .iter()
            .map(|site| parts::site(trial, site, words))
            .collect(),
        contacts: trial
            .central_contacts
            .iter()
            .map(|contact| parts::contact(contact, words))
            .collect(),
        officials: trial
            .officials
            .iter()
            .map(|official| parts::official(official, words))
            .collect(),
        dates: parts::dates(trial, words),
        has_results: trial.has_results,
        ids: parts::ids(trial, words),
        editorial: trial.editorial.as_ref().map(parts::editorial),
        freshness: freshness(trial, Freshness::of(trial, today), today, words),
    }
}
