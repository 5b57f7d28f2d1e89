//! The table of all parameters: names, kinds, what they do, and their closed lists of values.

use crate::{
    config::Config,
    query::{Facet, SitesScope, Sort},
};

/// A parameter of an endpoint.
#[derive(Debug, PartialEq, Eq)]
pub struct ParamSpec {
    pub name: &'static str,
    pub kind: ParamKind,
    /// What it does, in one or two sentences.
    pub about: &'static str,
    pub example: &'static str,
}

/// What a parameter holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamKind {
    /// One text.
    Text,
    /// One whole number.
    Number,
    /// `true` or `false`.
    Flag,
    /// Several values, separated by commas or given again and again.
    List,
}

const fn text(name: &'static str, example: &'static str, about: &'static str) -> ParamSpec {
    ParamSpec {
        name,
        kind: ParamKind::Text,
        about,
        example,
    }
}

const fn number(name: &'static str, example: &'static str, about: &'static str) -> ParamSpec {
    ParamSpec {
        name,
        kind: ParamKind::Number,
        about,
        example,
    }
}

const fn flag(name: &'static str, example: &'static str, about: &'static str) -> ParamSpec {
    ParamSpec {
        name,
        kind: ParamKind::Flag,
        about,
        example,
    }
}

const fn list(name: &'static str, example: &'static str, about: &'static str) -> ParamSpec {
    ParamSpec {
        name,
        kind: ParamKind::List,
        about,
        example,
    }
}

const LANG: ParamSpec = text(
    "lang",
    "en",
    "Language of labels and reasons. Without it, `Accept-Language` decides, else English.",
);

/// The parameters of a search.
pub const SEARCH: &[ParamSpec] = &[
    text(
        "q",
        "NK cell therapy for leukemia",
        "What is looked for, in the person's own words. Empty: all trials, newest first.",
    ),
    list(
        "status",
        "RECRUITING",
        "Recruitment status of the trial; together with a place, of the site.",
    ),
    list("phase", "PHASE2,PHASE3", "Phase of drug development."),
    list("study_type", "INTERVENTIONAL", "Kind of study."),
    list(
        "sex",
        "FEMALE",
        "Trials that take people of this sex, those open to all included.",
    ),
    text(
        "age",
        "8 months",
        "Trials that take a person of this age: years, or a number with a unit. A trial without age limits takes everyone.",
    ),
    list(
        "age_group",
        "CHILD",
        "Trials that take people of this age group.",
    ),
    list(
        "healthy",
        "true",
        "Whether the trial takes healthy volunteers.",
    ),
    list("purpose", "TREATMENT", "What the trial is for."),
    list(
        "intervention_type",
        "DRUG",
        "Kind of treatment that is tried.",
    ),
    list(
        "condition",
        "Asthma",
        "Name of a condition: what is a kind of it counts as well. See the facet `condition`.",
    ),
    list("country", "China", "Country of a site."),
    list("state", "Zhejiang", "State, province or region of a site."),
    list(
        "city",
        "Hangzhou",
        "City of a site. A name with a comma stands in double quotes.",
    ),
    text(
        "near",
        "Hangzhou",
        "Place to be near: a city, state or country, a ZIP or postal code, or `lat,lon`.",
    ),
    text("radius", "50km", "How far from `near`, in `km` or `mi`."),
    text(
        "sites",
        "recruiting",
        "Which sites must lie within the radius. Without it: recruiting ones when `status` asks for open trials only, else any.",
    ),
    text(
        "sponsor",
        "Zhejiang University",
        "Words of the name of the sponsor or a collaborator.",
    ),
    list(
        "sponsor_class",
        "INDUSTRY",
        "Kind of organisation that sponsors the trial.",
    ),
    list("has_results", "true", "Whether results are posted."),
    list(
        "updated_within",
        "90d",
        "Updated within this time: `30d`, `26w`, `6m`, `1y`.",
    ),
    text(
        "first_posted_since",
        "2025-01",
        "First posted on this day or later: `2025`, `2025-01` or `2025-01-31`.",
    ),
    list("ids", "NCT05665075", "Only these trials."),
    text(
        "sort",
        "newest",
        "Order of the hits. Without it: relevance for words, newest first for none. `distance` needs `near`.",
    ),
    number("page", "1", "Page, from 1."),
    number("size", "10", "Hits on a page."),
    list(
        "facets",
        "status,phase",
        "Facets to count, or `all`. By default `/v1/search` counts none and `/v1/facets` all.",
    ),
    list(
        "ignore",
        "place-1",
        "Parts of the understanding to leave out, by id (`place-1`) or kind (`place`); `correction` takes words as they were typed, `all` searches for the words as they stand.",
    ),
    LANG,
    flag(
        "explain",
        "true",
        "Whether each hit says how its score came about.",
    ),
];

/// The parameters of a trial.
pub const TRIAL: &[ParamSpec] = &[LANG];

/// The parameters of the list of places.
pub const PLACES: &[ParamSpec] = &[
    text(
        "q",
        "hangz",
        "Beginning of the name of a place; one wrong letter is forgiven.",
    ),
    number("limit", "8", "Most places in the answer, 1 to 50."),
    LANG,
];

/// The parameters of suggestions.
pub const SUGGEST: &[ParamSpec] = &[
    text(
        "q",
        "heart at",
        "What was typed so far: the beginning of a condition, treatment, place or id, or a sentence that ends with one. At most 120 characters.",
    ),
    number("limit", "6", "Most suggestions of each kind, 1 to 20."),
    LANG,
];

/// The parameters of endpoints that take none.
pub const NONE: &[ParamSpec] = &[];

impl ParamSpec {
    /// Returns the closed list of values, or an empty one.
    pub fn allowed(&self, config: &Config) -> Vec<String> {
        let owned = |values: Vec<&str>| values.into_iter().map(str::to_owned).collect();
        match self.name {
            "sort" => owned(Sort::ALL.map(Sort::as_str).to_vec()),
            "sites" => owned(
                [SitesScope::Any, SitesScope::Recruiting]
                    .map(SitesScope::as_str)
                    .to_vec(),
            ),
            "lang" => owned(config.labels.languages().collect()),
            "facets" => {
                let names = Facet::ALL.iter().map(|facet| facet.as_str());
                owned(names.chain(["all"]).collect())
            }
            "explain" => owned(vec!["true", "false"]),
            // Any span may be asked for; the facet only counts some.
            "updated_within" => Vec::new(),
            name => Facet::ALL
                .into_iter()
                .find(|facet| facet.as_str() == name)
                .map(|facet| owned(facet.registry_values()))
                .unwrap_or_default(),
        }
    }
}
