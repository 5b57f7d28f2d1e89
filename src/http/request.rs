//! What the caller said, turned into what the engine is asked: the one place where parameters become a [`SearchRequest`].

use super::{
    error::{ApiError, ErrorCode},
    params::Params,
};
use crate::{
    config::{Config, SearchLimits},
    query::{Facet, FilterError, Page, SearchRequest, Sort, filters::parse_bool, list},
};

/// By which way the words came in; a body may hold more of them than an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entrance {
    Get,
    Post,
}

/// Kinds of parts that `ignore` may name besides the parameters.
const PART_KINDS: [&str; 14] = [
    "all",
    "correction",
    "sponsor",
    "condition",
    "treatment",
    "not",
    "age",
    "place",
    "pregnant",
    "since",
    "id",
    "phrase",
    "word",
    "first_posted_since",
];

/// Reads a search; `language` holds where the parameters name none.
pub fn read_search(
    params: &Params,
    config: &Config,
    entrance: Entrance,
    language: String,
) -> Result<SearchRequest, ApiError> {
    let limits = &config.server.search;
    let mut request = SearchRequest::for_words(read_words(params, limits, entrance)?);
    request.language = language;
    request.page = read_page(params, limits)?;
    request.sort = params.one("sort").map(Sort::parse).transpose()?;
    request.facets = read_facets(params)?;
    request.ignore = read_ignore(params)?;
    request.explain = params
        .one("explain")
        .map(|text| parse_bool("explain", text))
        .transpose()?
        .unwrap_or(false);
    for (name, text) in params.iter() {
        request
            .filters
            .set_param(name, text, config.server.places.max_radius_km)?;
    }
    request.filters.check()?;
    let filters = &request.filters;
    let counts = filters
        .values
        .iter()
        .map(|(facet, values)| (facet.as_str(), values.len()));
    for (name, count) in
        counts.chain([("ids", filters.ids.len()), ("ignore", request.ignore.len())])
    {
        check_count(name, count, limits.max_values_per_filter)?;
    }
    Ok(request)
}

/// Reads `lang`, or returns `fallback`.
pub fn read_language(params: &Params, config: &Config, fallback: &str) -> Result<String, ApiError> {
    let Some(wanted) = params.one("lang") else {
        return Ok(fallback.to_owned());
    };
    let known = config
        .labels
        .languages()
        .find(|code| code.eq_ignore_ascii_case(wanted.trim()));
    let unknown = || FilterError::UnknownValue {
        param: "lang",
        value: wanted.to_owned(),
        allowed: config.labels.languages().map(str::to_owned).collect(),
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
    let Some(text) = params.one(name) else {
        return Ok(default);
    };
    let is_plain = text.trim().bytes().all(|b| b.is_ascii_digit());
    text.trim()
        .parse()
        .ok()
        .filter(|number| is_plain && range.contains(number))
        .ok_or_else(|| {
            let hint = match *range.end() {
                usize::MAX => format!("a whole number from {}", range.start()),
                end => format!("a whole number from {} to {end}", range.start()),
            };
            FilterError::BadValue {
                param: name,
                value: text.to_owned(),
                hint,
            }
            .into()
        })
}

fn read_words(
    params: &Params,
    limits: &SearchLimits,
    entrance: Entrance,
) -> Result<String, ApiError> {
    let words = params.one("q").unwrap_or_default();
    let allowed = match entrance {
        Entrance::Get => limits.max_query_chars_get,
        Entrance::Post => limits.max_query_chars_post,
    };
    let length = words.chars().count();
    if length <= allowed {
        return Ok(words.to_owned());
    }
    let hint = match entrance {
        Entrance::Get if limits.max_query_chars_post > allowed => {
            format!(
                "at most {allowed} characters by GET, {} by POST",
                limits.max_query_chars_post
            )
        }
        _ => format!("at most {allowed} characters"),
    };
    let message = format!("the query has {length} characters");
    Err(ApiError::new(ErrorCode::QueryTooLong, message)
        .hint(hint)
        .param("q"))
}

fn read_page(params: &Params, limits: &SearchLimits) -> Result<Page, ApiError> {
    let size = read_number(
        params,
        "size",
        limits.default_page_size,
        1..=limits.max_page_size,
    )?;
    let number = read_number(params, "page", 1, 1..=usize::MAX)?;
    let page = Page { number, size };
    if page.offset() > limits.max_offset {
        let last = limits.max_offset / size + 1;
        let hint = format!(
            "with {size} hits on a page, from 1 to {last}: only the first {} hits can be reached; add a filter to have fewer",
            limits.max_offset + size
        );
        return Err(FilterError::BadValue {
            param: "page",
            value: number.to_string(),
            hint,
        }
        .into());
    }
    Ok(page)
}

fn read_facets(params: &Params) -> Result<Vec<Facet>, ApiError> {
    let mut facets = Vec::new();
    for name in params
        .all("facets")
        .iter()
        .flat_map(|text| list::split(text))
    {
        if name == "all" {
            return Ok(Facet::ALL.to_vec());
        }
        let facet = Facet::parse(&name).map_err(|error| {
            let hint = format!("{}, all", error.hint());
            ApiError::from(error).hint(hint)
        })?;
        if !facets.contains(&facet) {
            facets.push(facet);
        }
    }
    Ok(facets)
}

fn read_ignore(params: &Params) -> Result<Vec<String>, ApiError> {
    let mut names = Vec::new();
    for name in params
        .all("ignore")
        .iter()
        .flat_map(|text| list::split(text))
    {
        let kind = name
            .trim_end_matches(|c: char| c.is_ascii_digit())
            .trim_end_matches('-');
        let is_kind =
            PART_KINDS.contains(&kind) || Facet::ALL.iter().any(|facet| facet.as_str() == kind);
        if !is_kind {
            let hint = format!(
                "give the `id` of a part of the understanding, such as `word-1`, or one of the kinds {}",
                PART_KINDS.join(", ")
            );
            return Err(FilterError::BadValue {
                param: "ignore",
                value: name,
                hint,
            }
            .into());
        }
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

fn check_count(name: &str, count: usize, allowed: usize) -> Result<(), ApiError> {
    if count <= allowed {
        return Ok(());
    }
    Err(ApiError::new(
        ErrorCode::TooManyValues,
        format!("`{name}` has {count} values"),
    )
    .hint(format!("at most {allowed}"))
    .param(name))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::http::params::SEARCH;

    fn read(query: &str) -> Result<SearchRequest, ApiError> {
        let config = Config::compiled_in().unwrap();
        let params = Params::from_query(Some(query), SEARCH)?;
        let language = read_language(&params, &config, "en")?;
        read_search(&params, &config, Entrance::Get, language)
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
        assert_snapshot!(refused("facets=colour"), @"unknown_value: unknown facets `colour`; hint: use one of status, phase, study_type, sex, age_group, healthy, purpose, intervention_type, condition, country, state, city, sponsor_class, has_results, updated_within, all; param: facets");
        assert_snapshot!(refused("ignore=colour"), @"invalid_value: `colour` is no value for `ignore`; hint: give the `id` of a part of the understanding, such as `word-1`, or one of the kinds all, correction, sponsor, condition, treatment, not, age, place, pregnant, since, id, phrase, word, first_posted_since; param: ignore");
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
