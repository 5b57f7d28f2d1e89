//! The flags of `search`: one for every row of the table of parameters, read as the API reads them.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use super::{args::DataArgs, error::CliError};
use crate::{
    ask::{Facet, Holds, Kind, Parameter, Policy, SEARCH, SearchRequest, Sets, request},
    config::Config,
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
    pub params: ParamArgs,
}

/// The parameters that were given, under the names of the API.
#[derive(Debug, Default)]
pub struct ParamArgs(Vec<(&'static str, String)>);

impl ParamArgs {
    fn rows() -> impl Iterator<Item = &'static Parameter> {
        SEARCH.iter().filter(|row| row.sets != Sets::Words)
    }
}

/// Returns what a flag does, with an example where the sentence has none and the value is not seen from its name.
fn help_of(row: &'static Parameter) -> String {
    let about = row.about.trim_end_matches('.');
    let has_example = about.contains('`') || row.example == "true" || row.holds == Holds::Number;
    match has_example {
        true => about.to_owned(),
        false => format!("{about}; such as `{}`", row.example),
    }
}

/// Returns the flag of a parameter.
fn flag_of(row: &'static Parameter) -> Arg {
    let is_filter = matches!(row.sets, Sets::Criterion(_) | Sets::Radius);
    let arg = Arg::new(row.name)
        .long(row.flag)
        .help(help_of(row))
        .help_heading(if is_filter { "Filters" } else { "Answer" });
    let is_yes_or_no = |facet: Facet| facet.registry_values() == ["true", "false"];
    match row.holds {
        Holds::Flag => arg.action(ArgAction::SetTrue),
        Holds::Number => arg.value_name("N"),
        Holds::List if row.facet().is_some_and(is_yes_or_no) => arg
            .action(ArgAction::Append)
            .value_name("true|false")
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true"),
        Holds::List => arg.action(ArgAction::Append).value_name("VALUES"),
        // Coordinates and years may begin with a hyphen.
        Holds::Text => arg.value_name("VALUE").allow_hyphen_values(matches!(
            row.sets,
            Sets::Criterion(Kind::Place | Kind::StartYear)
        )),
    }
}

impl Args for ParamArgs {
    fn augment_args(command: Command) -> Command {
        command.args(ParamArgs::rows().map(flag_of))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for ParamArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut given = ParamArgs::default();
        given.update_from_arg_matches(matches)?;
        Ok(given)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for row in ParamArgs::rows() {
            if row.holds == Holds::Flag {
                let is_set = matches.get_flag(row.name);
                self.0.extend(is_set.then(|| (row.name, "true".to_owned())));
            } else if let Some(values) = matches.get_many::<String>(row.name) {
                self.0.extend(values.map(|value| (row.name, value.clone())));
            }
        }
        Ok(())
    }
}

impl SearchArgs {
    /// Returns the request that the flags make, within the limits that hold for the API.
    pub fn request(&self, config: &Config) -> Result<SearchRequest, CliError> {
        let words = self.words.join(" ");
        let given = self.params.0.iter();
        let given = given.map(|(name, text)| (*name, text.as_str()));
        let read = request::read(
            [("q", words.as_str())].into_iter().chain(given),
            config,
            Policy::Post,
        )?;
        let language = given_language(&self.params);
        Ok(SearchRequest {
            language: config.catalogue.resolve(language).to_owned(),
            ..read.request
        })
    }
}

fn given_language(params: &ParamArgs) -> &str {
    let mut given = params.0.iter();
    let language = given.find(|(name, _)| *name == crate::ask::table::LANGUAGE.name);
    language.map_or("en", |(_, code)| code)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::{
        ask::{Page, Sort},
        cli::args::{Command, CommandLine},
    };

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
