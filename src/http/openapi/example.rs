//! The examples of the documentation: one invented search, answered by the code that answers real ones.

use jiff::civil::Date;
use serde_json::Value;

use crate::{
    ask::{Ages, Criterion, Facet, Page, PlaceReading},
    config::Config,
    http::dto::{
        SearchResponse, facets_response, places_response, search_response, suggest_response,
        trial_response,
    },
    index::TextField,
    places::{PlaceKind, PlaceSummary, Point},
    read::{ConceptReading, Effect, Part, PartKind, Understanding, understand::Wording},
    say::Words,
    search::{
        FacetCounts, FacetValue, Fit, Hit, NearSite, SearchResults, Segment, SiteSummary, Snippet,
        SuggestedConcept, Suggestions, Tier,
    },
    trial::{
        self, Age, Coded, Contact, Enrollment, Freshness, GeoPoint, Intervention, InterventionType,
        NctId, Phase, Sex, Site, Sponsor, SponsorClass, Status, StudyDate, StudyType, Trial,
        fit::Verdict,
    },
};

const WORDS: &str = "NK cells AML";
const LANG: &str = "en";

/// The examples in the wording of some settings.
pub struct Examples<'a> {
    config: &'a Config,
    results: SearchResults,
}

impl<'a> Examples<'a> {
    pub fn new(config: &'a Config) -> Self {
        Examples {
            config,
            results: results(),
        }
    }

    fn words(&self) -> Words<'a> {
        Words::new(self.config, LANG)
    }

    pub fn search(&self) -> Value {
        value(&self.search_response())
    }

    pub fn search_response(&self) -> SearchResponse {
        search_response(&self.results, WORDS, self.words(), 3)
    }

    pub fn facets(&self) -> Value {
        value(&facets_response(&self.results, self.words(), 3))
    }

    pub fn trial(&self) -> Value {
        let today = Date::constant(2026, 11, 23);
        value(
            &self
                .results
                .hits
                .first()
                .map(|hit| trial_response(&hit.trial, today, self.words())),
        )
    }

    pub fn suggest(&self) -> Value {
        let found = Suggestions {
            span: 0..8,
            conditions: vec![SuggestedConcept {
                concept: "MESH:D009203".to_owned(),
                is_condition: true,
                label: "Myocardial infarction".to_owned(),
                matched: "heart attack".to_owned(),
                trials: 412,
                open_trials: 57,
            }],
            treatments: Vec::new(),
            places: Vec::new(),
            ids: Vec::new(),
        };
        value(&suggest_response(&found, self.words()))
    }

    pub fn places(&self) -> Value {
        let hangzhou = PlaceSummary {
            name: "Hangzhou".to_owned(),
            state: Some("Zhejiang".to_owned()),
            country: Some("China".to_owned()),
            point: Point::new(30.29, 120.16),
            sites: 214,
            label: "Hangzhou, Zhejiang, China".to_owned(),
            kind: PlaceKind::City,
        };
        value(&places_response(&[hangzhou], self.words()))
    }
}

fn value<T: serde::Serialize>(body: &T) -> Value {
    serde_json::to_value(body).unwrap_or_default()
}

fn results() -> SearchResults {
    SearchResults {
        understanding: Understanding {
            wording: Wording::default(),
            unread: Vec::new(),
            is_crisis: false,
            place_question: None,
            is_note: false,
            language: Some(LANG.to_owned()),
            parts: vec![
                part(
                    "treatment-1",
                    concept("TRIALSEEK:nk-cell-therapy", false),
                    "NK cells",
                    Some(0..8),
                    Effect::Must,
                ),
                part(
                    "condition-1",
                    concept("MESH:D015470", true),
                    "AML",
                    Some(9..12),
                    Effect::Must,
                ),
                part(
                    "place-1",
                    PartKind::Criterion(Criterion::Place(hangzhou())),
                    "Hangzhou",
                    None,
                    Effect::Filter,
                ),
                part(
                    "age-1",
                    PartKind::Criterion(Criterion::Age(Ages::Given(Age::years(62)))),
                    "62",
                    None,
                    Effect::Filter,
                ),
            ],
            corrections: Vec::new(),
            suggestions: Vec::new(),
        },
        more_without: vec![Some(12), Some(31), Some(40), Some(1)],
        total: 3,
        related_total: 19,
        partial: false,
        hits: trial().map(hit).into_iter().collect(),
        facets: vec![FacetCounts {
            facet: Facet::Status,
            values: vec![FacetValue {
                value: "RECRUITING".to_owned(),
                parent: None,
                name: "RECRUITING".to_owned(),
                count: 3,
                selected: false,
            }],
        }],
        page: Page {
            number: 1,
            size: 10,
        },
        pages: 3,
        generation: 12,
        relaxation: None,
        today: Date::constant(2026, 11, 23),
        registry_date: "2026-11-22".to_owned(),
        copied_on: Date::constant(2026, 11, 22),
    }
}

fn part(
    id: &str,
    kind: PartKind,
    text: &str,
    span: Option<std::ops::Range<usize>>,
    effect: Effect,
) -> Part {
    let label = match &kind {
        PartKind::Criterion(Criterion::Place(_)) => "Hangzhou, Zhejiang, China",
        PartKind::Concept(reading) if reading.is_condition => "Acute myeloid leukemia",
        PartKind::Concept(_) => "NK cell therapy",
        _ => text,
    };
    Part {
        id: id.to_owned(),
        label: label.to_owned(),
        kind,
        text: text.to_owned(),
        span,
        effect,
        group: None,
        also: Vec::new(),
        applied: true,
    }
}

fn concept(id: &str, is_condition: bool) -> PartKind {
    PartKind::Concept(ConceptReading {
        ids: vec![id.to_owned()],
        is_condition,
        ..ConceptReading::default()
    })
}

fn hangzhou() -> PlaceReading {
    PlaceReading {
        name: "Hangzhou".to_owned(),
        state: Some("Zhejiang".to_owned()),
        country: Some("China".to_owned()),
        point: Some((30.29, 120.16)),
        area: None,
        radius_km: Some(50.0),
        alternatives: Vec::new(),
    }
}

fn trial() -> Option<Trial> {
    let mut trial = Trial::new(NctId::from_number(5_665_075)?);
    let text = |text: &str| Some(text.to_owned());
    trial.brief_title = text("NK cells for acute myeloid leukemia that came back");
    trial.official_title =
        text("A phase 1 study of NK cells in adults with relapsed acute myeloid leukemia");
    trial.status = Some(Coded::Known(Status::Recruiting));
    trial.status_verified = "2026-02".parse().ok();
    trial.last_update_posted = "2026-09-01".parse().ok();
    trial.first_posted = "2022-12-27".parse().ok();
    trial.start_date = "2023-01".parse().ok().map(|date| StudyDate {
        date,
        is_actual: Some(true),
    });
    trial.sponsor = Some(Sponsor {
        name: "Zhejiang University".to_owned(),
        class: Some(Coded::Known(SponsorClass::Other)),
    });
    trial.brief_summary = text("This study tests whether NK cells are safe.");
    trial.conditions = vec!["AML, Adult".to_owned()];
    trial.study_type = Some(Coded::Known(StudyType::Interventional));
    trial.phases = vec![Coded::Known(Phase::Phase1)];
    trial.enrollment = Some(Enrollment {
        count: Some(19),
        is_actual: Some(false),
    });
    trial.interventions = vec![Intervention {
        kind: Some(Coded::Known(InterventionType::Biological)),
        name: "NK cells".to_owned(),
        description: None,
        other_names: Vec::new(),
    }];
    trial.eligibility.minimum_age = Some(Age::years(18));
    trial.eligibility.maximum_age = Some(Age::years(75));
    trial.eligibility.sex = Some(Coded::Known(Sex::All));
    trial.eligibility.healthy_volunteers = Some(false);
    let rule = |text: &str| trial::Criterion {
        text: text.to_owned(),
        depth: 0,
        group: None,
    };
    trial.eligibility.criteria.inclusion = vec![rule("Acute myeloid leukemia that came back")];
    trial.eligibility.criteria.exclusion = vec![rule("An active infection")];
    trial.sites = vec![site()];
    Some(trial)
}

fn site() -> Site {
    let text = |text: &str| Some(text.to_owned());
    Site {
        facility: text("The First Affiliated Hospital"),
        status: Some(Coded::Known(Status::Recruiting)),
        city: text("Hangzhou"),
        state: text("Zhejiang"),
        zip: None,
        country: text("China"),
        point: GeoPoint::new(30.29, 120.16),
        contacts: vec![Contact {
            name: text("Study desk"),
            role: None,
            phone: text("+86 000 0000"),
            phone_ext: None,
            email: text("desk@example.org"),
        }],
    }
}

fn hit(trial: Trial) -> Hit {
    let near = NearSite {
        site: 0,
        distance_km: 0.0,
    };
    let segment = |text: &str, hit| Segment {
        text: text.to_owned(),
        hit,
    };
    Hit {
        trial,
        tier: Tier::Match,
        reasons: Vec::new(),
        sites: SiteSummary {
            total: 1,
            recruiting: 1,
            within_radius: Some(1),
            recruiting_within_radius: Some(1),
            nearest: Some(near),
            nearest_recruiting: Some(near),
        },
        fit: Fit {
            age: Some(Verdict::Fits),
            sex: None,
            healthy: None,
        },
        matched_in: vec![TextField::Title, TextField::Conditions],
        only_in_exclusion: false,
        snippets: vec![Snippet {
            field: TextField::Title,
            segments: vec![
                segment("NK cells", true),
                segment(" for acute myeloid leukemia that came back", false),
            ],
        }],
        freshness: Freshness::Fresh,
        score: 12.5,
        explanation: None,
    }
}
