//! What the caller said, turned into what the engine is asked.

use super::{
    error::{ApiError, ErrorCode},
    params::Params,
};
use crate::{
    ask::{ParamError, Policy, SearchRequest, request},
    config::Config,
};

/// Reads a search; `language` holds where the parameters name none.
pub fn read_search(
    params: &Params,
    config: &Config,
    policy: Policy,
    language: String,
) -> Result<SearchRequest, ApiError> {
    let read = request::read(params.iter(), config, policy)?;
    Ok(SearchRequest {
        language,
        ..read.request
    })
}

/// Reads `lang`, or returns `fallback`.
pub fn read_language(params: &Params, config: &Config, fallback: &str) -> Result<String, ApiError> {
    let Some(wanted) = params.one("lang") else {
        return Ok(fallback.to_owned());
    };
    let known = config
        .catalogue
        .languages()
        .find(|code| code.eq_ignore_ascii_case(wanted.trim()));
    let unknown = || {
        let allowed: Vec<&str> = config.catalogue.languages().collect();
        ParamError::unknown("lang", wanted, &allowed)
    };
    Ok(known.ok_or_else(unknown)?.to_owned())
}

/// Reads what was typed so far into a box that completes it, `noun` in messages.
pub fn read_typed(params: &Params, noun: &str, max_chars: usize) -> Result<String, ApiError> {
    let text = params.one("q").unwrap_or_default();
    let length = text.chars().count();
    if length > max_chars {
        let error = ApiError::new(
            ErrorCode::QueryTooLong,
            format!("the {noun} has {length} characters"),
        );
        return Err(error
            .hint(format!("at most {max_chars} characters"))
            .param("q"));
    }
    Ok(text.to_owned())
}

/// Reads a whole number within `range`.
pub fn read_number(
    params: &Params,
    name: &'static str,
    default: usize,
    range: std::ops::RangeInclusive<usize>,
) -> Result<usize, ApiError> {
    match params.one(name) {
        Some(text) => Ok(request::read_number(name, text, range)?),
        None => Ok(default),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::ask::{Facet, Page, SEARCH, Sort};

    fn read(query: &str) -> Result<SearchRequest, ApiError> {
        let config = Config::compiled_in().unwrap();
        let params = Params::from_query(Some(query), SEARCH)?;
        let language = read_language(&params, &config, "en")?;
        read_search(&params, &config, Policy::Get, language)
    }

    fn refused(query: &str) -> String {
        let detail = read(query).unwrap_err().body().error;
        let hint = detail.hint.unwrap_or_default();
        format!(
            "{}: {}; hint: {hint}; param: {}",
            detail.code,
            detail.message,
            detail.param.unwrap_or_default()
        )
    }

    #[test]
    fn parameters_become_a_request() {
        let request = read("q=asthma&status=RECRUITING&status=AVAILABLE,RECRUITING&near=Boston&radius=30mi&page=3&size=20&facets=status,phase,status&lang=ES&explain=yes&sort=distance&ignore=word-1,place").unwrap();
        assert_eq!(request.words, "asthma");
        assert_eq!(
            request.filters.of(Facet::Status),
            ["RECRUITING", "AVAILABLE"]
        );
        assert_eq!(
            request.page,
            Page {
                number: 3,
                size: 20
            }
        );
        assert_eq!(request.facets, [Facet::Status, Facet::Phase]);
        assert_eq!(
            (request.language.as_str(), request.explain, request.sort),
            ("es", true, Some(Sort::Distance))
        );
        assert_eq!(request.ignore, ["word-1", "place"]);
        assert_eq!(read("facets=all").unwrap().facets.len(), Facet::ALL.len());
        assert_eq!(read("").unwrap(), SearchRequest::for_words(""));
    }

    #[test]
    fn a_value_that_cannot_be_used_is_refused_with_what_can() {
        assert_snapshot!(refused("phase=PHASE9"), @"unknown_value: unknown phase `PHASE9`; hint: use one of EARLY_PHASE1, PHASE1, PHASE2, PHASE3, PHASE4, NA; param: phase");
        assert_snapshot!(refused("sort=best"), @"unknown_value: unknown sort `best`; hint: use one of relevance, distance, newest, last_update, start_date, enrollment; param: sort");
        assert_snapshot!(refused("size=0"), @"invalid_value: `0` is no value for `size`; hint: a whole number from 1 to 100; param: size");
        assert_snapshot!(refused("size=101"), @"invalid_value: `101` is no value for `size`; hint: a whole number from 1 to 100; param: size");
        assert_snapshot!(refused("page=%2B1"), @"invalid_value: `+1` is no value for `page`; hint: a whole number from 1; param: page");
        assert_snapshot!(refused("page=-1"), @"invalid_value: `-1` is no value for `page`; hint: a whole number from 1; param: page");
        assert_snapshot!(refused("page=99999999999999999999999"), @"invalid_value: `99999999999999999999999` is no value for `page`; hint: a whole number from 1; param: page");
        assert_snapshot!(refused("page=1002"), @"invalid_value: `1002` is no value for `page`; hint: with 10 hits on a page, from 1 to 1001: only the first 10010 hits can be reached; add a filter to have fewer; param: page");
        assert_snapshot!(refused("facets=colour"), @"unknown_value: unknown facets `colour`; hint: use one of status, phase, study_type, sex, age_group, healthy, purpose, intervention_type, allocation, condition, country, state, city, sponsor_class, has_results, updated_within, all; param: facets");
        assert_snapshot!(refused("ignore=colour"), @"invalid_value: `colour` is no value for `ignore`; hint: give the `id` of a part of the understanding, such as `word-1`, or one of the kinds all, correction, condition, treatment, not, background, id, phrase, word, status, phase, study_type, sex, age, age_group, healthy, purpose, intervention_type, allocation, country, state, city, place, sites, sponsor, facility, sponsor_class, has_results, updated_within, first_posted_since, start_year, ids, since, pregnant; param: ignore");
        assert_snapshot!(refused("lang=tlh"), @"unknown_value: unknown lang `tlh`; hint: use one of en, es, zh; param: lang");
        assert_snapshot!(refused("explain=maybe"), @"unknown_value: unknown explain `maybe`; hint: use one of true, false; param: explain");
        assert_snapshot!(refused("radius=50km"), @"invalid_value: `50km` is no value for `radius`; hint: a radius needs a place: add `near`; param: radius");
        assert_snapshot!(refused("near=Boston&radius=9000km"), @"invalid_value: `9000km` is no value for `radius`; hint: a radius is `50km` or `30mi`, at most 2000 km; param: radius");
    }

    #[test]
    fn limits_count_characters_and_values() {
        assert!(read(&format!("q={}", "癌".repeat(2_000))).is_ok());
        assert_snapshot!(refused(&format!("q={}", "癌".repeat(2_001))), @"query_too_long: the query has 2001 characters; hint: at most 2000 characters by GET, 20000 by POST; param: q");
        let countries: Vec<_> = (0..51)
            .map(|number| format!("country=Land{number}"))
            .collect();
        assert_snapshot!(refused(&countries.join("&")), @"too_many_values: `country` has 51 values; hint: at most 50; param: country");
        assert!(read(&"country=China&".repeat(60)).is_ok());
    }
}
