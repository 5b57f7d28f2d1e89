//! The flags of `search`: every parameter of the API, and how they become a request.

use clap::Args;

use super::{args::DataArgs, error::CliError};
use crate::{
    config::Config,
    query::{Facet, FilterError, Page, SearchRequest, Sort, list},
};

/// What to search for.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  trialseek search leukemia --near Hangzhou --status recruiting
  trialseek search '\"heart failure\"' --age 62 --sex female --phase phase2,phase3
  trialseek search --condition Asthma --sort newest --facets status,country

Filters take several values, separated by commas or given again and again.")]
pub struct SearchArgs {
    /// What is looked for, in your own words; none: all trials, newest first
    #[arg(value_name = "QUERY")]
    pub words: Vec<String>,
    #[command(flatten)]
    pub data: DataArgs,
    #[command(flatten)]
    pub filters: FilterArgs,
    #[command(flatten)]
    pub shown: ShownArgs,
}

/// What takes trials out.
#[derive(Debug, Args)]
#[command(next_help_heading = "Filters")]
pub struct FilterArgs {
    /// Recruitment status, such as `recruiting`
    #[arg(long, value_name = "STATUS")]
    status: Vec<String>,
    /// Phase, such as `phase2`
    #[arg(long, value_name = "PHASE")]
    phase: Vec<String>,
    /// Kind of study: interventional, observational, expanded_access
    #[arg(long, value_name = "TYPE")]
    study_type: Vec<String>,
    /// Trials that take people of this sex: female, male, all
    #[arg(long, value_name = "SEX")]
    sex: Vec<String>,
    /// Trials that take someone of this age: `62`, `8 months`
    #[arg(long, value_name = "AGE")]
    age: Option<String>,
    /// Trials that take people of this age group: child, adult, older_adult
    #[arg(long, value_name = "GROUP")]
    age_group: Vec<String>,
    /// Whether the trial takes healthy volunteers
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    healthy: Vec<String>,
    /// What the trial is for, such as `treatment`
    #[arg(long, value_name = "PURPOSE")]
    purpose: Vec<String>,
    /// Kind of treatment that is tried, such as `drug`
    #[arg(long, value_name = "TYPE")]
    intervention_type: Vec<String>,
    /// A condition as trials list it
    #[arg(long, value_name = "NAME")]
    condition: Vec<String>,
    /// Country of a site
    #[arg(long, value_name = "NAME")]
    country: Vec<String>,
    /// State, province or region of a site
    #[arg(long, value_name = "NAME")]
    state: Vec<String>,
    /// City of a site
    #[arg(long, value_name = "NAME")]
    city: Vec<String>,
    /// Place to be near: a city, state or country, a ZIP or postal code, or `lat,lon`
    #[arg(long, value_name = "PLACE", allow_hyphen_values = true)]
    near: Option<String>,
    /// How far from there: `50km`, `30mi`
    #[arg(long, value_name = "DISTANCE")]
    radius: Option<String>,
    /// Which sites must be there: any, recruiting
    #[arg(long, value_name = "WHICH")]
    sites: Option<String>,
    /// Words of the name of the sponsor or a collaborator
    #[arg(long, value_name = "WORDS")]
    sponsor: Option<String>,
    /// Kind of sponsor, such as `industry`
    #[arg(long, value_name = "CLASS")]
    sponsor_class: Vec<String>,
    /// Whether results are posted
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    has_results: Vec<String>,
    /// Updated within this time: `30d`, `26w`, `6m`, `1y`
    #[arg(long, value_name = "TIME")]
    updated_within: Vec<String>,
    /// First posted then or later: `2025`, `2025-01`, `2025-01-31`
    #[arg(long, value_name = "DATE")]
    first_posted_since: Option<String>,
    /// Only these trials
    #[arg(long, value_name = "NCT")]
    ids: Vec<String>,
}

/// What is shown, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Answer")]
pub struct ShownArgs {
    /// Order: relevance, distance, newest, last_update, start_date, enrollment
    #[arg(long, value_name = "ORDER")]
    sort: Option<String>,
    /// Page, from 1
    #[arg(long, value_name = "N", default_value_t = 1, hide_default_value = true)]
    page: usize,
    /// Trials on a page
    #[arg(long, value_name = "N")]
    size: Option<usize>,
    /// Facets to count, or `all`
    #[arg(long, value_name = "NAMES")]
    facets: Vec<String>,
    /// Parts of the understanding to leave out, by id (`word-2`) or kind (`place`)
    #[arg(long, value_name = "PARTS")]
    ignore: Vec<String>,
    /// Language of labels and reasons
    #[arg(
        long,
        value_name = "CODE",
        default_value = "en",
        hide_default_value = true
    )]
    lang: String,
    /// Say how each score came about
    #[arg(long)]
    explain: bool,
}

impl FilterArgs {
    /// Returns the parameters that were given, under the names of the API.
    fn params(&self) -> Vec<(&'static str, &str)> {
        let lists = [
            ("status", &self.status),
            ("phase", &self.phase),
            ("study_type", &self.study_type),
            ("sex", &self.sex),
            ("age_group", &self.age_group),
            ("healthy", &self.healthy),
            ("purpose", &self.purpose),
            ("intervention_type", &self.intervention_type),
            ("condition", &self.condition),
            ("country", &self.country),
            ("state", &self.state),
            ("city", &self.city),
            ("sponsor_class", &self.sponsor_class),
            ("has_results", &self.has_results),
            ("updated_within", &self.updated_within),
            ("ids", &self.ids),
        ];
        let single = [
            ("age", &self.age),
            ("near", &self.near),
            ("radius", &self.radius),
            ("sites", &self.sites),
            ("sponsor", &self.sponsor),
            ("first_posted_since", &self.first_posted_since),
        ];
        let listed = lists
            .into_iter()
            .flat_map(|(name, texts)| texts.iter().map(move |text| (name, text.as_str())));
        listed
            .chain(
                single
                    .into_iter()
                    .filter_map(|(name, text)| Some((name, text.as_deref()?))),
            )
            .collect()
    }
}

impl SearchArgs {
    /// Returns the request that the flags make, within the limits that hold for the API.
    pub fn request(&self, config: &Config) -> Result<SearchRequest, CliError> {
        let limits = &config.server.search;
        let mut request = SearchRequest::for_words(self.words.join(" "));
        let length = request.words.chars().count();
        if length > limits.max_query_chars_post {
            return Err(CliError::Usage {
                message: format!("the query has {length} characters"),
                hint: format!("at most {} are read", limits.max_query_chars_post),
            });
        }
        for (name, text) in self.filters.params() {
            request
                .filters
                .set_param(name, text, config.server.places.max_radius_km)?;
        }
        request.filters.check()?;
        request.sort = self.shown.sort.as_deref().map(Sort::parse).transpose()?;
        request.page = self.page(config)?;
        request.facets = read_facets(&self.shown.facets)?;
        request.ignore = self
            .shown
            .ignore
            .iter()
            .flat_map(|text| list::split(text))
            .collect();
        request.language = config.labels.resolve(&self.shown.lang).to_owned();
        request.explain = self.shown.explain;
        Ok(request)
    }

    fn page(&self, config: &Config) -> Result<Page, FilterError> {
        let limits = &config.server.search;
        let size = self.shown.size.unwrap_or(limits.default_page_size);
        let refuse = |param, value: usize, hint| {
            Err(FilterError::BadValue {
                param,
                value: value.to_string(),
                hint,
            })
        };
        if !(1..=limits.max_page_size).contains(&size) {
            return refuse(
                "size",
                size,
                format!("a whole number from 1 to {}", limits.max_page_size),
            );
        }
        let page = Page {
            number: self.shown.page,
            size,
        };
        let last = limits.max_offset / size + 1;
        if !(1..=last).contains(&page.number) {
            return refuse(
                "page",
                page.number,
                format!("a whole number from 1 to {last}"),
            );
        }
        Ok(page)
    }
}

fn read_facets(texts: &[String]) -> Result<Vec<Facet>, FilterError> {
    let mut facets = Vec::new();
    for name in texts.iter().flat_map(|text| list::split(text)) {
        if name == "all" {
            return Ok(Facet::ALL.to_vec());
        }
        let facet = Facet::parse(&name)?;
        if !facets.contains(&facet) {
            facets.push(facet);
        }
    }
    Ok(facets)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::args::{Command, CommandLine};

    fn request(line: &[&str]) -> Result<SearchRequest, CliError> {
        let config = Config::compiled_in().unwrap();
        let line = ["trialseek", "search"].iter().chain(line);
        match CommandLine::try_parse_from(line).unwrap().command {
            Command::Search(search) => search.request(&config),
            _ => panic!("not a search"),
        }
    }

    #[test]
    fn flags_become_the_request_that_the_api_would_make() {
        let request = request(&[
            "acute",
            "leukemia",
            "--near",
            "30.29,120.16",
            "--radius",
            "30mi",
            "--status",
            "recruiting",
            "--phase",
            "phase 1,PHASE2",
            "--healthy=false",
            "--has-results",
            "--age",
            "8 months",
            "--facets",
            "status,phase",
            "--size",
            "5",
            "--page",
            "2",
            "--sort",
            "distance",
            "--explain",
            "--lang",
            "es-MX",
        ])
        .unwrap();
        assert_eq!(request.words, "acute leukemia");
        assert_eq!(request.filters.of(Facet::Status), ["RECRUITING"]);
        assert_eq!(request.filters.of(Facet::Phase), ["PHASE1", "PHASE2"]);
        assert_eq!(request.filters.of(Facet::Healthy), ["false"]);
        assert_eq!(request.filters.of(Facet::HasResults), ["true"]);
        assert_eq!(request.page, Page { number: 2, size: 5 });
        assert_eq!(
            (request.language.as_str(), request.explain, request.sort),
            ("es", true, Some(Sort::Distance))
        );
        assert_eq!(request.facets, [Facet::Status, Facet::Phase]);
    }

    #[test]
    fn mistakes_are_named_with_what_is_allowed() {
        for (line, message) in [
            (&["--phase", "9"][..], "unknown phase `9`"),
            (&["--radius", "50km"], "`50km` is no value for `radius`"),
            (&["--size", "1000"], "`1000` is no value for `size`"),
            (&["--page", "0"], "`0` is no value for `page`"),
            (&["--sort", "best"], "unknown sort `best`"),
            (
                &["--near", "-33.9,18.4", "--radius", "0"],
                "`0` is no value for `radius`",
            ),
        ] {
            let error = request(line).unwrap_err();
            assert_eq!(error.chain(), message);
            assert!(error.hint().is_some());
        }
    }
}
