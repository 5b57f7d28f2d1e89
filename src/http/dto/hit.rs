//! One trial found, and why.

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    EnrollmentBody, FreshnessBody, Labelled, LabelledStatus, SponsorBody, Words, enrollment,
    freshness,
    reasons::{FitBody, Said, fit, reason_text},
};
use crate::{
    search::{Hit, NearSite},
    trial::Trial,
};

/// One trial found.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct HitBody {
    #[schema(example = "NCT05665075")]
    pub nct_id: String,
    /// `match`: all that was said holds. `related`: part of it.
    #[schema(example = "match")]
    pub tier: &'static str,
    /// Why it is no match, in words.
    pub reasons: Vec<String>,
    /// The plain title if there is one, else the short one.
    #[schema(example = "NK cells for leukemia that came back")]
    pub title: String,
    pub official_title: Option<String>,
    pub status: Option<LabelledStatus>,
    pub study_type: Option<Labelled>,
    /// Two values for a combined phase; none for observational studies.
    pub phases: Vec<Labelled>,
    pub conditions: Vec<String>,
    pub sponsor: Option<SponsorBody>,
    pub enrollment: Option<EnrollmentBody>,
    pub eligibility: HitEligibility,
    pub sites: HitSites,
    pub fit: FitBody,
    /// Where words were found, the most telling text first.
    #[schema(example = json!(["title", "conditions", "inclusion"]))]
    pub matched_in: Vec<&'static str>,
    /// Whether what was asked for stands only among the reasons not to join.
    pub only_in_exclusion: bool,
    pub snippets: Vec<SnippetBody>,
    pub freshness: FreshnessBody,
    #[schema(example = 12.3)]
    pub score: f32,
    /// With `explain=true`: the summands of the score.
    pub explanation: Option<Vec<ScorePartBody>>,
}

/// Who may join, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HitEligibility {
    /// `null`: no lower limit.
    #[schema(example = "18 Years")]
    pub minimum_age: Option<String>,
    /// `null`: no upper limit.
    #[schema(example = "75 Years")]
    pub maximum_age: Option<String>,
    #[schema(example = "Ages 18 to 75")]
    pub ages_label: String,
    pub sex: Option<Labelled>,
    /// `null`: the registry does not say.
    pub healthy_volunteers: Option<bool>,
}

/// Where a trial runs, seen from the person's place.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct HitSites {
    pub total: usize,
    pub recruiting: usize,
    /// `null` without a place.
    pub within_radius: Option<usize>,
    /// `null` without a place.
    pub recruiting_within_radius: Option<usize>,
    /// `null` without a place.
    pub nearest: Option<NearSiteBody>,
    /// `null` without a place.
    pub nearest_recruiting: Option<NearSiteBody>,
}

/// A site and how far it is.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NearSiteBody {
    pub facility: Option<String>,
    #[schema(example = "Hangzhou")]
    pub city: Option<String>,
    #[schema(example = "Zhejiang")]
    pub state: Option<String>,
    #[schema(example = "China")]
    pub country: Option<String>,
    /// The site's own status, or the trial's where it has none.
    pub status: Option<LabelledStatus>,
    /// From the person's place to the centre of the site's city.
    #[schema(example = 12.4)]
    pub distance_km: f64,
}

/// A piece of a trial's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SnippetBody {
    #[schema(example = "title")]
    pub field: &'static str,
    /// Plain text in pieces. Never HTML.
    pub segments: Vec<SegmentBody>,
}

/// A run of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SegmentBody {
    #[schema(example = "acute myeloid leukemia")]
    pub text: String,
    /// Whether it is what was searched for.
    pub hit: bool,
}

/// One summand of a score.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ScorePartBody {
    pub name: String,
    pub value: f32,
}

pub(super) fn body(hit: &Hit, said: &Said, words: Words<'_>) -> HitBody {
    let trial = &hit.trial;
    HitBody {
        nct_id: trial.nct_id.to_string(),
        tier: hit.tier.as_str(),
        reasons: hit
            .reasons
            .iter()
            .map(|reason| reason_text(&hit.trial, reason, said, words))
            .collect(),
        title: trial.display_title(),
        official_title: trial.official_title.clone(),
        status: words.status(trial.status.as_ref()),
        study_type: words.coded("study_type", trial.study_type.as_ref()),
        phases: words.coded_list("phase", &trial.phases),
        conditions: trial.conditions.clone(),
        sponsor: trial.sponsor.as_ref().map(|sponsor| words.sponsor(sponsor)),
        enrollment: enrollment(trial),
        eligibility: eligibility(trial, words),
        sites: sites(hit, words),
        fit: fit(hit, said, words),
        matched_in: hit.matched_in.iter().map(|field| field.as_str()).collect(),
        only_in_exclusion: hit.only_in_exclusion,
        snippets: snippets(hit),
        freshness: freshness(trial, hit.freshness),
        score: hit.score,
        explanation: hit.explanation.as_ref().map(|parts| {
            parts
                .iter()
                .map(|part| ScorePartBody {
                    name: part.name.clone(),
                    value: part.value,
                })
                .collect()
        }),
    }
}

fn eligibility(trial: &Trial, words: Words<'_>) -> HitEligibility {
    let eligibility = &trial.eligibility;
    HitEligibility {
        minimum_age: eligibility.minimum_age.map(|age| age.to_string()),
        maximum_age: eligibility.maximum_age.map(|age| age.to_string()),
        ages_label: words.ages(trial),
        sex: words.coded("sex", eligibility.sex.as_ref()),
        healthy_volunteers: eligibility.healthy_volunteers,
    }
}

fn sites(hit: &Hit, words: Words<'_>) -> HitSites {
    let near = |near: Option<NearSite>| near.and_then(|near| near_site(&hit.trial, near, words));
    HitSites {
        total: hit.sites.total,
        recruiting: hit.sites.recruiting,
        within_radius: hit.sites.within_radius,
        recruiting_within_radius: hit.sites.recruiting_within_radius,
        nearest: near(hit.sites.nearest),
        nearest_recruiting: near(hit.sites.nearest_recruiting),
    }
}

fn near_site(trial: &Trial, near: NearSite, words: Words<'_>) -> Option<NearSiteBody> {
    let site = trial.sites.get(near.site)?;
    Some(NearSiteBody {
        facility: site.facility.clone(),
        city: site.city.clone(),
        state: site.state.clone(),
        country: site.country.clone(),
        status: words.status(trial.status_at(site)),
        distance_km: (near.distance_km * 10.0).round() / 10.0,
    })
}

fn snippets(hit: &Hit) -> Vec<SnippetBody> {
    let segment = |segment: &crate::search::Segment| SegmentBody {
        text: segment.text.clone(),
        hit: segment.hit,
    };
    let snippets = hit.snippets.iter();
    snippets
        .map(|snippet| SnippetBody {
            field: snippet.field.as_str(),
            segments: snippet.segments.iter().map(segment).collect(),
        })
        .collect()
}
