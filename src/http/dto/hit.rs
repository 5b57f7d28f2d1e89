//! One trial found, and why.

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    EnrollmentBody, FreshnessBody, Labelled, LabelledStatus, SponsorBody, Words, enrollment,
    freshness,
    reasons::{FitBody, Said, fit, reason_text},
};
use crate::{
    search::{Hit, NearSite},
    trial::{Coded, StatusGroup, Trial},
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
    /// The status seen from the person's place: "Recruiting elsewhere" where a trial recruits, but at no site within the radius. Otherwise the same.
    pub status_here: Option<LabelledStatus>,
    pub study_type: Option<Labelled>,
    /// Two values for a combined phase; none for observational studies.
    pub phases: Vec<Labelled>,
    /// All phases together in plain words; `null` where phases do not apply.
    #[schema(example = "Phase 1/2 – safety, then first effect")]
    pub phase_label: Option<String>,
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
    /// All sites in words.
    #[schema(example = "31 sites in 2 countries: China, United States")]
    pub label: String,
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
    /// What kind of text it is, in plain words.
    #[schema(example = "Who can join")]
    pub label: String,
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

pub(super) fn body(hit: &Hit, said: &Said, today: Date, words: Words<'_>) -> HitBody {
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
        status_here: status_here(hit, words),
        study_type: words.coded("study_type", trial.study_type.as_ref()),
        phases: words.coded_list("phase", &trial.phases),
        phase_label: phase_label(trial, words),
        conditions: trial.conditions.clone(),
        sponsor: trial.sponsor.as_ref().map(|sponsor| words.sponsor(sponsor)),
        enrollment: enrollment(trial, words),
        eligibility: eligibility(trial, words),
        sites: sites(hit, words),
        fit: fit(hit, said, words),
        matched_in: hit.matched_in.iter().map(|field| field.as_str()).collect(),
        only_in_exclusion: hit.only_in_exclusion,
        snippets: snippets(hit, words),
        freshness: freshness(trial, hit.freshness, today, words),
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
        label: sites_label(&hit.trial, words),
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

/// A trial that recruits, but nowhere near, is not "recruiting now" for this person.
fn status_here(hit: &Hit, words: Words<'_>) -> Option<LabelledStatus> {
    let status = words.status(hit.trial.status.as_ref())?;
    let is_open = hit.trial.status_group() == StatusGroup::Open;
    let is_elsewhere =
        is_open && hit.sites.total > 0 && hit.sites.recruiting_within_radius == Some(0);
    Some(match is_elsewhere {
        true => LabelledStatus {
            label: words.labels.phrase(words.lang, "recruiting_elsewhere", &[]),
            group: StatusGroup::Limited.as_str(),
            ..status
        },
        false => status,
    })
}

fn phase_label(trial: &Trial, words: Words<'_>) -> Option<String> {
    let phases: Vec<&str> = trial.phases.iter().map(Coded::as_str).collect();
    if phases == ["NA"] {
        return None;
    }
    let label = words.labels.get(words.lang, "phase", &phases.join("+"));
    (!phases.is_empty()).then(|| label.into_owned())
}

/// Countries named beside the number of sites.
const NAMED_COUNTRIES: usize = 3;

/// Returns how many sites a trial has and in which countries, those with most sites first.
fn sites_label(trial: &Trial, words: Words<'_>) -> String {
    let Words { labels, lang } = words;
    if trial.sites.is_empty() {
        return labels.phrase(lang, "no_sites", &[]);
    }
    let sites = labels.count(lang, "sites", trial.sites.len() as u64);
    let mut countries: Vec<(&str, usize)> = Vec::new();
    for country in trial
        .sites
        .iter()
        .filter_map(|site| site.country.as_deref())
    {
        match countries.iter_mut().find(|(known, _)| *known == country) {
            Some((_, count)) => *count += 1,
            None => countries.push((country, 1)),
        }
    }
    countries.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let named: Vec<&str> = countries.iter().map(|(name, _)| *name).collect();
    match named.as_slice() {
        [] => sites,
        [country] => labels.phrase(
            lang,
            "sites_in_country",
            &[("sites", &sites), ("country", country)],
        ),
        names => {
            let rest = if names.len() > NAMED_COUNTRIES {
                ", …"
            } else {
                ""
            };
            let first = names[..names.len().min(NAMED_COUNTRIES)].join(", ");
            let countries = labels.count(lang, "countries", names.len() as u64);
            labels.phrase(
                lang,
                "sites_in_countries",
                &[
                    ("sites", &sites),
                    ("countries", &countries),
                    ("names", &format!("{first}{rest}")),
                ],
            )
        }
    }
}

fn snippets(hit: &Hit, words: Words<'_>) -> Vec<SnippetBody> {
    let segment = |segment: &crate::search::Segment| SegmentBody {
        text: segment.text.clone(),
        hit: segment.hit,
    };
    let snippets = hit.snippets.iter();
    snippets
        .map(|snippet| SnippetBody {
            field: snippet.field.as_str(),
            label: words
                .labels
                .get(words.lang, "field", snippet.field.as_str())
                .into_owned(),
            segments: snippet.segments.iter().map(segment).collect(),
        })
        .collect()
}
