//! A whole trial, and the objects that it is made of.

use jiff::civil::Date;

use super::{
    EnrollmentBody, FreshnessBody, Labelled, LabelledStatus, SponsorBody, actual_or_estimated,
};
use crate::{
    say::{self, Words},
    trial::{
        Arm, Contact, Criteria, Criterion, Design, Editorial, Eligibility, Freshness, GeoPoint,
        Intervention, MeshTerm, Official, Outcome, SecondaryId, Site, StudyDate, Trial,
    },
};

/// Returns a whole trial, judged as of the day of the registry's copy.
pub fn trial_response(trial: &Trial, copied_on: Date, words: Words<'_>) -> TrialResponse {
    TrialResponse::of(words, trial, copied_on)
}

view! {
    /// A whole trial.
    TrialResponse(words: Words<'_>, trial: &Trial, copied_on: Date) {
        #[schema(example = "NCT05665075")]
        nct_id: String = trial.nct_id.to_string(),
        /// The registry's own page.
        #[schema(example = "https://clinicaltrials.gov/study/NCT05665075")]
        registry_url: String = format!("https://clinicaltrials.gov/study/{}", trial.nct_id),
        /// The plain title if there is one, else the short one.
        title: String = trial.display_title(),
        brief_title: Option<String> = trial.brief_title.clone(),
        official_title: Option<String> = trial.official_title.clone(),
        acronym: Option<String> = trial.acronym.clone(),
        status: Option<LabelledStatus> = LabelledStatus::of(words, trial.status.as_ref()),
        why_stopped: Option<String> = trial.why_stopped.clone(),
        study_type: Option<Labelled> = Labelled::of(words, "study_type", &trial.study_type),
        /// Two values for a combined phase; none for observational studies.
        phases: Vec<Labelled> = Labelled::list(words, "phase", &trial.phases),
        conditions: Vec<String> = trial.conditions.clone(),
        keywords: Vec<String> = trial.keywords.clone(),
        condition_mesh: Vec<MeshBody> = trial.condition_mesh.terms.iter().map(MeshBody::of).collect(),
        intervention_mesh: Vec<MeshBody> = trial.intervention_mesh.terms.iter().map(MeshBody::of).collect(),
        sponsor: Option<SponsorBody> = trial.sponsor.as_ref().map(|sponsor| SponsorBody::of(words, sponsor)),
        collaborators: Vec<SponsorBody> = trial.collaborators.iter().map(|sponsor| SponsorBody::of(words, sponsor)).collect(),
        enrollment: Option<EnrollmentBody> = trial.enrollment.map(|enrollment| EnrollmentBody::of(words, trial, enrollment)),
        /// The registry's markdown.
        summary: Option<String> = trial.brief_summary.clone(),
        /// The registry's markdown.
        description: Option<String> = trial.detailed_description.clone(),
        eligibility: EligibilityBody = EligibilityBody::of(words, trial, &trial.eligibility),
        design: DesignBody = DesignBody::of(words, &trial.design),
        arms: Vec<ArmBody> = trial.arms.iter().map(|arm| ArmBody::of(words, arm)).collect(),
        interventions: Vec<InterventionBody> = trial.interventions.iter().map(|treatment| InterventionBody::of(words, treatment)).collect(),
        primary_outcomes: Vec<OutcomeBody> = trial.primary_outcomes.iter().map(OutcomeBody::of).collect(),
        secondary_outcomes: Vec<OutcomeBody> = trial.secondary_outcomes.iter().map(OutcomeBody::of).collect(),
        sites: Vec<SiteBody> = trial.sites.iter().map(|site| SiteBody::of(words, trial, site)).collect(),
        contacts: Vec<ContactBody> = contacts(words, &trial.central_contacts),
        officials: Vec<OfficialBody> = trial.officials.iter().map(|official| OfficialBody::of(words, official)).collect(),
        dates: DatesBody = DatesBody::of(words, trial),
        has_results: bool = trial.has_results,
        ids: IdsBody = IdsBody::of(words, trial),
        editorial: Option<EditorialBody> = trial.editorial.as_ref().map(EditorialBody::of),
        freshness: FreshnessBody = FreshnessBody::of(words, trial, Freshness::of(trial, copied_on), copied_on),
    }
}

view! {
    /// A MeSH heading.
    MeshBody(term: &MeshTerm) {
        #[schema(example = "D015470")]
        id: Option<String> = term.id.clone(),
        #[schema(example = "Leukemia, Myeloid, Acute")]
        term: String = term.term.clone(),
    }
}

view! {
    /// How the study is set up.
    DesignBody(words: Words<'_>, design: &Design) {
        primary_purpose: Option<Labelled> = Labelled::of(words, "purpose", &design.primary_purpose),
        allocation: Option<Labelled> = Labelled::of(words, "allocation", &design.allocation),
        intervention_model: Option<Labelled> = Labelled::of(words, "intervention_model", &design.intervention_model),
        observational_model: Option<Labelled> = Labelled::of(words, "observational_model", &design.observational_model),
        #[schema(example = "PROSPECTIVE")]
        time_perspective: Option<String> = design.time_perspective.clone(),
        masking: Option<Labelled> = Labelled::of(words, "masking", &design.masking),
        who_masked: Vec<Labelled> = design.who_masked.iter().map(|who| Labelled::new(words, "who_masked", who)).collect(),
    }
}

view! {
    /// A group of participants and what it receives.
    ArmBody(words: Words<'_>, arm: &Arm) {
        label: Option<String> = arm.label.clone(),
        #[serde(rename = "type")]
        kind: Option<Labelled> = Labelled::of(words, "arm_type", &arm.kind),
        description: Option<String> = arm.description.clone(),
    }
}

view! {
    /// A treatment, device or procedure under study.
    InterventionBody(words: Words<'_>, treatment: &Intervention) {
        #[serde(rename = "type")]
        kind: Option<Labelled> = Labelled::of(words, "intervention_type", &treatment.kind),
        name: String = treatment.name.clone(),
        description: Option<String> = treatment.description.clone(),
        other_names: Vec<String> = treatment.other_names.clone(),
    }
}

view! {
    /// What the study measures.
    OutcomeBody(outcome: &Outcome) {
        measure: String = outcome.measure.clone(),
        description: Option<String> = outcome.description.clone(),
        time_frame: Option<String> = outcome.time_frame.clone(),
    }
}

view! {
    /// Who may join.
    EligibilityBody(words: Words<'_>, trial: &Trial, eligibility: &Eligibility) {
        /// `null`: no lower limit.
        #[schema(example = "18 Years")]
        minimum_age: Option<String> = eligibility.minimum_age.map(|age| age.to_string()),
        /// `null`: no upper limit.
        #[schema(example = "75 Years")]
        maximum_age: Option<String> = eligibility.maximum_age.map(|age| age.to_string()),
        #[schema(example = "Ages 18 to 75")]
        ages_label: String = say::ages(words, trial),
        age_groups: Vec<Labelled> = Labelled::list(words, "age_group", &trial.age_groups()),
        sex: Option<Labelled> = Labelled::of(words, "sex", &eligibility.sex),
        /// Whether `sex` means gender identity.
        gender_based: Option<bool> = eligibility.gender_based,
        healthy_volunteers: Option<bool> = eligibility.healthy_volunteers,
        /// Whom an observational study follows.
        study_population: Option<String> = eligibility.study_population.clone(),
        criteria: CriteriaBody = CriteriaBody::of(&eligibility.criteria),
    }
}

view! {
    /// The rules for joining, one by one.
    CriteriaBody(criteria: &Criteria) {
        inclusion: Vec<CriterionBody> = criteria.inclusion.iter().map(CriterionBody::of).collect(),
        exclusion: Vec<CriterionBody> = criteria.exclusion.iter().map(CriterionBody::of).collect(),
        /// Rules of which the text does not say whether they include or exclude.
        unsplit: Vec<CriterionBody> = criteria.unsplit.iter().map(CriterionBody::of).collect(),
    }
}

view! {
    /// One rule.
    CriterionBody(rule: &Criterion) {
        text: String = rule.text.clone(),
        /// How deep it is nested; 0 is the top.
        depth: u8 = rule.depth,
        /// The heading it stands under.
        group: Option<String> = rule.group.clone(),
    }
}

view! {
    /// A facility that takes part.
    SiteBody(words: Words<'_>, trial: &Trial, site: &Site) {
        facility: Option<String> = site.facility.clone(),
        #[schema(example = "Hangzhou")]
        city: Option<String> = site.city.clone(),
        #[schema(example = "Zhejiang")]
        state: Option<String> = site.state.clone(),
        zip: Option<String> = site.zip.clone(),
        #[schema(example = "China")]
        country: Option<String> = site.country.clone(),
        /// The centre of the city, not the building.
        point: Option<PointBody> = site.point.map(PointBody::of),
        /// The site's own status, or the trial's where it has none.
        status: Option<LabelledStatus> = LabelledStatus::of(words, trial.status_at(site)),
        /// Whether it takes people now.
        recruiting: bool = trial.is_recruiting_at(site),
        contacts: Vec<ContactBody> = contacts(words, &site.contacts),
    }
}

view! {
    /// A position, in degrees.
    PointBody(point: GeoPoint) {
        #[schema(example = 30.29)]
        lat: f64 = point.lat,
        #[schema(example = 120.16)]
        lon: f64 = point.lon,
    }
}

view! {
    /// A person or desk to ask.
    ContactBody(words: Words<'_>, contact: &Contact) {
        name: Option<String> = contact.name.clone(),
        role: Option<Labelled> = Labelled::of(words, "role", &contact.role),
        phone: Option<String> = contact.phone.clone(),
        phone_ext: Option<String> = contact.phone_ext.clone(),
        email: Option<String> = contact.email.clone(),
    }
}

view! {
    /// A person who leads the study.
    OfficialBody(words: Words<'_>, official: &Official) {
        name: String = official.name.clone(),
        affiliation: Option<String> = official.affiliation.clone(),
        role: Option<Labelled> = Labelled::of(words, "role", &official.role),
    }
}

view! {
    /// The dates of a study, each as precise as the registry knows it: `2024`, `2024-03` or `2024-03-15`.
    DatesBody(words: Words<'_>, trial: &Trial) {
        start: Option<DateBody> = day(words, &trial.start_date),
        primary_completion: Option<DateBody> = day(words, &trial.primary_completion_date),
        completion: Option<DateBody> = day(words, &trial.completion_date),
        first_posted: Option<String> = trial.first_posted.map(|date| date.to_string()),
        last_update_posted: Option<String> = trial.last_update_posted.map(|date| date.to_string()),
        results_first_posted: Option<String> = trial.results_first_posted.map(|date| date.to_string()),
        status_verified: Option<String> = trial.status_verified.map(|date| date.to_string()),
    }
}

view! {
    /// A date that is planned or has come.
    DateBody(words: Words<'_>, date: &StudyDate) {
        #[schema(example = "2026-03")]
        date: String = date.date.to_string(),
        /// `ESTIMATED` or `ACTUAL`.
        #[serde(rename = "type")]
        kind: Option<Labelled> = actual_or_estimated(date.is_actual).map(|kind| Labelled::new(words, "date_type", kind)),
    }
}

view! {
    /// Other ids of the study.
    IdsBody(words: Words<'_>, trial: &Trial) {
        org_study_id: Option<String> = trial.org_study_id.clone(),
        secondary: Vec<SecondaryIdBody> = trial.secondary_ids.iter().map(|id| SecondaryIdBody::of(words, id)).collect(),
        /// Former NCT ids that now lead here.
        aliases: Vec<String> = trial.nct_id_aliases.clone(),
        /// The expanded access record of the same treatment.
        expanded_access: Option<String> = trial.expanded_access_id.clone(),
    }
}

view! {
    /// An id in another registry or of a funder.
    SecondaryIdBody(words: Words<'_>, id: &SecondaryId) {
        id: String = id.id.clone(),
        #[serde(rename = "type")]
        kind: Option<Labelled> = id.kind.as_ref().map(|kind| Labelled::new(words, "secondary_id_type", kind)),
        issuer: Option<String> = id.issuer.clone(),
    }
}

view! {
    /// What our editors wrote in plain words. Not the registry's text.
    EditorialBody(editorial: &Editorial) {
        plain_title: String = editorial.plain_title.clone(),
        plain_summary: Option<String> = editorial.plain_summary.clone(),
        good_fit: Vec<String> = editorial.good_fit.clone(),
        not_a_fit: Vec<String> = editorial.not_a_fit.clone(),
        potential_benefit: Option<String> = editorial.potential_benefit.clone(),
        similar_studies: Option<String> = editorial.similar_studies.clone(),
        tags: Vec<String> = editorial.tags.clone(),
        #[schema(example = "2026-05-12")]
        reviewed_on: String = editorial.reviewed_on.to_string(),
        reviewed_by: String = editorial.reviewed_by.clone(),
    }
}

fn contacts(words: Words<'_>, contacts: &[Contact]) -> Vec<ContactBody> {
    let contacts = contacts.iter();
    contacts
        .map(|contact| ContactBody::of(words, contact))
        .collect()
}

fn day(words: Words<'_>, date: &Option<StudyDate>) -> Option<DateBody> {
    date.as_ref().map(|date| DateBody::of(words, date))
}
