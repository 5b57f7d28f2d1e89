//! One trial found, and why.

use jiff::civil::Date;

use super::{EnrollmentBody, FreshnessBody, Labelled, LabelledStatus, SponsorBody};
use crate::{
    say::{self, Judgement, Judgements, Person, Words},
    search::{Hit, NearSite, ScorePart, Segment, Snippet},
    trial::{Eligibility, Site, Trial},
};

view! {
    /// One trial found.
    HitBody(words: Words<'_>, hit: &Hit, person: &Person, copied_on: Date) {
        #[schema(example = "NCT05665075")]
        nct_id: String = hit.trial.nct_id.to_string(),
        /// `match`: all that was said holds. `related`: part of it.
        #[schema(example = "match")]
        tier: &'static str = hit.tier.as_str(),
        /// Why it is no match, in words.
        reasons: Vec<String> = person.reasons(words, hit),
        /// The plain title if there is one, else the short one.
        #[schema(example = "NK cells for leukemia that came back")]
        title: String = hit.trial.display_title(),
        official_title: Option<String> = hit.trial.official_title.clone(),
        status: Option<LabelledStatus> = LabelledStatus::of(words, hit.trial.status.as_ref()),
        /// The status seen from the person's place: "Recruiting elsewhere" where a trial recruits, but at no site within the radius. Otherwise the same.
        status_here: Option<LabelledStatus> = status_here(words, hit),
        study_type: Option<Labelled> = Labelled::of(words, "study_type", &hit.trial.study_type),
        /// Two values for a combined phase; none for observational studies.
        phases: Vec<Labelled> = Labelled::list(words, "phase", &hit.trial.phases),
        /// All phases together in plain words; `null` where phases do not apply.
        #[schema(example = "Phase 1/2 – safety, then first effect")]
        phase_label: Option<String> = say::phase(words, &hit.trial),
        conditions: Vec<String> = hit.trial.conditions.clone(),
        sponsor: Option<SponsorBody> = hit.trial.sponsor.as_ref().map(|sponsor| SponsorBody::of(words, sponsor)),
        enrollment: Option<EnrollmentBody> = hit.trial.enrollment.map(|enrollment| EnrollmentBody::of(words, &hit.trial, enrollment)),
        eligibility: HitEligibility = HitEligibility::of(words, &hit.trial, &hit.trial.eligibility),
        sites: HitSites = HitSites::of(words, hit),
        fit: FitBody = FitBody::of(person.judgements(words, &hit.trial, hit.fit)),
        /// Where words were found, the most telling text first.
        #[schema(example = json!(["title", "conditions", "inclusion"]))]
        matched_in: Vec<&'static str> = hit.matched_in.iter().map(|field| field.as_str()).collect(),
        /// Whether what was asked for stands only among the reasons not to join.
        only_in_exclusion: bool = hit.only_in_exclusion,
        snippets: Vec<SnippetBody> = hit.snippets.iter().map(|snippet| SnippetBody::of(words, snippet)).collect(),
        freshness: FreshnessBody = FreshnessBody::of(words, &hit.trial, hit.freshness, copied_on),
        #[schema(example = 12.3)]
        score: f32 = hit.score,
        /// With `explain=true`: the summands of the score.
        explanation: Option<Vec<ScorePartBody>> = hit.explanation.as_ref().map(|parts| parts.iter().map(ScorePartBody::of).collect()),
    }
}

impl HitBody {
    pub(super) fn new(words: Words<'_>, hit: &Hit, person: &Person, copied_on: Date) -> Self {
        HitBody::of(words, hit, person, copied_on)
    }
}

view! {
    /// Who may join, in short.
    HitEligibility(words: Words<'_>, trial: &Trial, eligibility: &Eligibility) {
        /// `null`: no lower limit.
        #[schema(example = "18 Years")]
        minimum_age: Option<String> = eligibility.minimum_age.map(|age| age.to_string()),
        /// `null`: no upper limit.
        #[schema(example = "75 Years")]
        maximum_age: Option<String> = eligibility.maximum_age.map(|age| age.to_string()),
        #[schema(example = "Ages 18 to 75")]
        ages_label: String = say::ages(words, trial),
        sex: Option<Labelled> = Labelled::of(words, "sex", &eligibility.sex),
        /// `null`: the registry does not say.
        healthy_volunteers: Option<bool> = eligibility.healthy_volunteers,
    }
}

view! {
    /// Where a trial runs, seen from the person's place.
    HitSites(words: Words<'_>, hit: &Hit) {
        /// All sites in words.
        #[schema(example = "31 sites in 2 countries: China, United States")]
        label: String = sites_label(words, &hit.trial),
        total: usize = hit.sites.total,
        recruiting: usize = hit.sites.recruiting,
        /// `null` without a place.
        within_radius: Option<usize> = hit.sites.within_radius,
        /// `null` without a place.
        recruiting_within_radius: Option<usize> = hit.sites.recruiting_within_radius,
        /// `null` without a place.
        nearest: Option<NearSiteBody> = near_site(words, hit, hit.sites.nearest),
        /// `null` without a place.
        nearest_recruiting: Option<NearSiteBody> = near_site(words, hit, hit.sites.nearest_recruiting),
    }
}

view! {
    /// A site and how far it is.
    NearSiteBody(words: Words<'_>, trial: &Trial, site: &Site, near: NearSite) {
        facility: Option<String> = site.facility.clone(),
        #[schema(example = "Hangzhou")]
        city: Option<String> = site.city.clone(),
        #[schema(example = "Zhejiang")]
        state: Option<String> = site.state.clone(),
        #[schema(example = "China")]
        country: Option<String> = site.country.clone(),
        /// The site's own status, or the trial's where it has none.
        status: Option<LabelledStatus> = LabelledStatus::of(words, trial.status_at(site)),
        /// From the person's place to the centre of the site's city.
        #[schema(example = 12.4)]
        distance_km: f64 = (near.distance_km * 10.0).round() / 10.0,
    }
}

view! {
    /// What the record says about what the person told of themselves; `null` where they said nothing.
    FitBody(judgements: Judgements) {
        age: Option<VerdictBody> = judgements.age.map(VerdictBody::of),
        sex: Option<VerdictBody> = judgements.sex.map(VerdictBody::of),
        healthy: Option<VerdictBody> = judgements.healthy.map(VerdictBody::of),
    }
}

view! {
    /// Whether one thing fits. Never says that someone is eligible: only the study team can.
    VerdictBody(judgement: Judgement) {
        /// `fits`, `does_not_fit` or `not_stated`.
        #[schema(example = "fits")]
        verdict: &'static str = judgement.verdict.as_str(),
        #[schema(example = "Ages 18 to 75: fits age 62")]
        reason: String = judgement.reason,
    }
}

view! {
    /// A piece of a trial's text.
    SnippetBody(words: Words<'_>, snippet: &Snippet) {
        #[schema(example = "title")]
        field: &'static str = snippet.field.as_str(),
        /// What kind of text it is, in plain words.
        #[schema(example = "Who can join")]
        label: String = words.label("field", snippet.field.as_str()).into_owned(),
        /// Plain text in pieces. Never HTML.
        segments: Vec<SegmentBody> = snippet.segments.iter().map(SegmentBody::of).collect(),
    }
}

view! {
    /// A run of text.
    SegmentBody(segment: &Segment) {
        #[schema(example = "acute myeloid leukemia")]
        text: String = segment.text.clone(),
        /// Whether it is what was searched for.
        hit: bool = segment.hit,
    }
}

view! {
    /// One summand of a score.
    ScorePartBody(part: &ScorePart) {
        name: String = part.name.clone(),
        value: f32 = part.value,
    }
}

fn near_site(words: Words<'_>, hit: &Hit, near: Option<NearSite>) -> Option<NearSiteBody> {
    let site = hit.trial.sites.get(near?.site)?;
    Some(NearSiteBody::of(words, &hit.trial, site, near?))
}

fn status_here(words: Words<'_>, hit: &Hit) -> Option<LabelledStatus> {
    let here = say::status_here(words, hit)?;
    Some(LabelledStatus {
        value: hit.trial.status.as_ref()?.as_str().to_owned(),
        label: here.label,
        group: here.group.as_str(),
    })
}

/// Countries named beside the number of sites.
const NAMED_COUNTRIES: usize = 3;

/// Returns how many sites a trial has and in which countries, those with most sites first.
fn sites_label(words: Words<'_>, trial: &Trial) -> String {
    if trial.sites.is_empty() {
        return words.say("phrases.no_sites");
    }
    let sites = words.count("counts.sites", trial.sites.len() as u64);
    let countries = say::countries(trial);
    let named: Vec<&str> = countries.iter().map(|(name, _)| *name).collect();
    match named.as_slice() {
        [] => sites,
        [country] => words.say_with(
            "phrases.sites_in_country",
            &[("sites", &sites), ("country", country)],
        ),
        names => {
            let rest = match names.len() > NAMED_COUNTRIES {
                true => ", …",
                false => "",
            };
            let first = names[..names.len().min(NAMED_COUNTRIES)].join(", ");
            let countries = words.count("counts.countries", names.len() as u64);
            words.say_with(
                "phrases.sites_in_countries",
                &[
                    ("sites", &sites),
                    ("countries", &countries),
                    ("names", &format!("{first}{rest}")),
                ],
            )
        }
    }
}
