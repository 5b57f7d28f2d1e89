//! A search as asked for, and the one reader that makes it of parameters.
//!
//! What an entry point (HTTP, command line, page) collects are names and texts; [`read`] makes the request of them.
//! The [`Policy`] says what becomes of a value that cannot be used: the API and the command line refuse it, a page leaves it out and says so.

use super::{Facet, Filters, Kind, Parameter, Sets, values::parse_bool};
use crate::{
    config::{Config, SearchLimits},
    trial::{DaySpan, Sex},
};

/// A search, as asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    /// The person's own words; empty to browse everything.
    pub words: String,
    pub filters: Filters,
    pub sort: Option<Sort>,
    pub page: Page,
    /// The facets to count.
    pub facets: Vec<Facet>,
    /// Parts of the understanding to leave out, by kind (`place`) or id (`place-1`).
    pub ignore: Vec<String>,
    /// The language of labels and reasons, such as `en`.
    pub language: String,
    /// Whether hits say how their score came about.
    pub explain: bool,
}

impl SearchRequest {
    /// Returns a request for `words` with no filter, first page of ten.
    pub fn for_words(words: impl Into<String>) -> Self {
        SearchRequest {
            words: words.into(),
            filters: Filters::default(),
            sort: None,
            page: Page {
                number: 1,
                size: 10,
            },
            facets: Vec::new(),
            ignore: Vec::new(),
            language: "en".to_owned(),
            explain: false,
        }
    }

    /// Returns the order that holds: the one asked for, else the usual one.
    pub fn sort_order(&self) -> Sort {
        self.sort.unwrap_or(self.usual_order())
    }

    /// Returns the order without one asked for: relevance for words and the newest first for none.
    pub fn usual_order(&self) -> Sort {
        if self.words.trim().is_empty() {
            Sort::Newest
        } else {
            Sort::Relevance
        }
    }
}

/// One page of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub number: usize,
    /// Hits on a page.
    pub size: usize,
}

impl Page {
    /// Returns the rank of the page's first hit, from 0.
    pub fn offset(self) -> usize {
        self.number.saturating_sub(1).saturating_mul(self.size)
    }
}

/// Declares an enum whose values are spelled in the API.
macro_rules! spelled {
    ($(#[doc = $about:literal])+ $name:ident for $param:literal: $($(#[doc = $value_about:literal])* $value:ident = $text:literal),+) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[doc = $value_about])* $value),+ }

        impl $name {
            /// All values, in the order in which people read them.
            pub const ALL: [$name; [$($text),+].len()] = [$($name::$value),+];

            /// Returns the spelling used in the API.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$value => $text),+ }
            }

            /// Reads the API's spelling.
            pub fn parse(text: &str) -> Result<Self, ParamError> {
                let mut known = $name::ALL.into_iter();
                let named = known.find(|value| value.as_str() == text.trim());
                named.ok_or_else(|| ParamError::unknown($param, text, &$name::ALL.map($name::as_str)))
            }
        }
    };
}

spelled! {
    /// The order of hits inside a tier; missing values come last, ties go by NCT id.
    Sort for "sort":
    Relevance = "relevance",
    /// Nearest site first, of those that the radius is about (see [`SitesScope`]); needs a place.
    Distance = "distance",
    /// Latest first posted.
    Newest = "newest",
    LastUpdate = "last_update",
    /// Latest start first.
    StartDate = "start_date",
    /// Largest first.
    Enrollment = "enrollment"
}

spelled! {
    /// Which sites a radius is about; without one asked for recruiting sites when only open statuses are, else any.
    SitesScope for "sites":
    Any = "any",
    Recruiting = "recruiting"
}

spelled! {
    /// What a part of the words is called that is no criterion; `ignore` takes them.
    WordPart for "ignore":
    Condition = "condition",
    Treatment = "treatment",
    Not = "not",
    Background = "background",
    Id = "id",
    Phrase = "phrase",
    Word = "word"
}

/// What a person told us of themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Person {
    /// The days of life on which they have the age that they told.
    pub age: Option<DaySpan>,
    pub sex: Option<Sex>,
    /// Whether they look for trials as a healthy volunteer.
    pub healthy: Option<bool>,
}

/// A parameter that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParamError {
    #[error("unknown {param} `{value}`")]
    UnknownValue {
        param: &'static str,
        value: String,
        allowed: Vec<String>,
    },
    #[error("`{value}` is no value for `{param}`")]
    BadValue {
        param: &'static str,
        value: String,
        hint: String,
    },
    #[error("`{param}` has {count} values")]
    TooManyValues {
        param: &'static str,
        count: usize,
        allowed: usize,
    },
    #[error("the query has {length} characters")]
    TooLong { length: usize, hint: String },
}

impl ParamError {
    /// Returns the error for a value outside a closed list.
    pub fn unknown(param: &'static str, value: &str, allowed: &[&str]) -> Self {
        ParamError::UnknownValue {
            param,
            value: value.to_owned(),
            allowed: allowed.iter().map(|value| (*value).to_owned()).collect(),
        }
    }

    /// Returns the parameter that was wrong.
    pub fn param(&self) -> &'static str {
        match self {
            ParamError::UnknownValue { param, .. }
            | ParamError::BadValue { param, .. }
            | ParamError::TooManyValues { param, .. } => param,
            ParamError::TooLong { .. } => "q",
        }
    }

    /// Returns what would have been accepted.
    pub fn hint(&self) -> String {
        match self {
            ParamError::UnknownValue { allowed, .. } => {
                format!("use one of {}", allowed.join(", "))
            }
            ParamError::BadValue { hint, .. } | ParamError::TooLong { hint, .. } => hint.clone(),
            ParamError::TooManyValues { allowed, .. } => format!("at most {allowed}"),
        }
    }
}

/// Where parameters come from, and so what becomes of one that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// An address of the API: refused.
    Get,
    /// A body or a command line, which may hold more words: refused.
    Post,
    /// A page: left out, and named.
    Page,
}

/// A request that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadRequest {
    pub request: SearchRequest,
    /// What a page leaves out: parameters and values.
    pub left_out: Vec<(String, String)>,
}

/// Reads a search from names and texts; the language is left to the caller.
pub fn read<'n, 't>(
    params: impl IntoIterator<Item = (&'n str, &'t str)>,
    config: &Config,
    policy: Policy,
) -> Result<ReadRequest, ParamError> {
    let limits = &config.server.search;
    let mut request = SearchRequest::for_words(String::new());
    request.page.size = limits.default_page_size;
    let mut reader = Reader {
        read: ReadRequest {
            request,
            left_out: Vec::new(),
        },
        config,
        limits,
        policy,
        radius: None,
    };
    for (name, text) in params {
        // The table of parameters has refused other names, or left them out.
        let Some(row) = Parameter::named(name) else {
            continue;
        };
        for value in row.values_of(text) {
            match reader.take(row, &value) {
                Err(_) if policy == Policy::Page => {
                    reader.read.left_out.push((name.to_owned(), value));
                }
                taken => taken?,
            }
        }
    }
    reader.check()?;
    Ok(reader.read)
}

struct Reader<'a> {
    read: ReadRequest,
    config: &'a Config,
    limits: &'a SearchLimits,
    policy: Policy,
    /// The radius as it was sent.
    radius: Option<String>,
}

impl Reader<'_> {
    /// Takes one value of a parameter.
    fn take(&mut self, row: &'static Parameter, value: &str) -> Result<(), ParamError> {
        let max_radius_km = self.config.server.places.max_radius_km;
        let is_page = self.policy == Policy::Page;
        let request = &mut self.read.request;
        match row.sets {
            Sets::Words => {
                check_length(value, self.limits, self.policy)?;
                value.clone_into(&mut request.words);
            }
            Sets::Criterion(_) | Sets::Radius => {
                request.filters.take(row.sets, value, max_radius_km)?;
                if row.sets == Sets::Radius {
                    self.radius = Some(value.to_owned());
                }
            }
            Sets::Sort => request.sort = Some(Sort::parse(value)?),
            Sets::Page => match read_number(row.name, value, 1..=usize::MAX) {
                Err(_) if is_page && value.bytes().all(|b| b.is_ascii_digit()) => {}
                number => request.page.number = number?,
            },
            Sets::Size => {
                request.page.size = read_number(row.name, value, 1..=self.limits.max_page_size)?;
            }
            Sets::Facets if value == "all" => request.facets = Facet::ALL.to_vec(),
            Sets::Facets => push(&mut request.facets, Facet::parse(value)?),
            Sets::Ignore => push(&mut request.ignore, read_part(value)?),
            Sets::Explain => request.explain = parse_bool(row.name, value)?,
            Sets::Language | Sets::Typed | Sets::Limit => {}
        }
        Ok(())
    }

    /// Checks what only holds of all parameters together.
    fn check(&mut self) -> Result<(), ParamError> {
        let is_page = self.policy == Policy::Page;
        let ReadRequest { request, left_out } = &mut self.read;
        match check_page(request.page, self.limits) {
            // A page that lies beyond what can be reached is the first one.
            Err(_) if is_page => request.page.number = 1,
            checked => checked?,
        }
        match request.filters.check() {
            Err(error) if is_page => {
                request.filters.remove(Kind::Place);
                let radius = self.radius.take().unwrap_or_default();
                left_out.push((error.param().to_owned(), radius));
            }
            checked => checked?,
        }
        let allowed = self.limits.max_values_per_filter;
        let counted: Vec<(Kind, usize)> = request
            .filters
            .iter()
            .map(|criterion| (criterion.kind(), criterion.values().len()))
            .collect();
        for (kind, count) in counted.into_iter().filter(|(_, count)| *count > allowed) {
            let param = kind.param().unwrap_or_default();
            if !is_page {
                return Err(ParamError::TooManyValues {
                    param,
                    count,
                    allowed,
                });
            }
            let taken = request.filters.remove(kind);
            let values = taken.map(|criterion| criterion.values().join(","));
            left_out.push((param.to_owned(), values.unwrap_or_default()));
        }
        let count = request.ignore.len();
        if count > allowed {
            if !is_page {
                return Err(ParamError::TooManyValues {
                    param: "ignore",
                    count,
                    allowed,
                });
            }
            let values = std::mem::take(&mut request.ignore).join(",");
            left_out.push(("ignore".to_owned(), values));
        }
        Ok(())
    }
}

fn push<T: PartialEq>(known: &mut Vec<T>, value: T) {
    if !known.contains(&value) {
        known.push(value);
    }
}

fn check_length(words: &str, limits: &SearchLimits, policy: Policy) -> Result<(), ParamError> {
    let (get, post) = (limits.max_query_chars_get, limits.max_query_chars_post);
    let allowed = if policy == Policy::Post { post } else { get };
    let length = words.chars().count();
    if length <= allowed {
        return Ok(());
    }
    let hint = match policy {
        Policy::Get if post > allowed => {
            format!("at most {allowed} characters by GET, {post} by POST")
        }
        _ => format!("at most {allowed} characters"),
    };
    Err(ParamError::TooLong { length, hint })
}

/// Reads a whole number within `range`.
pub fn read_number(
    param: &'static str,
    text: &str,
    range: std::ops::RangeInclusive<usize>,
) -> Result<usize, ParamError> {
    let is_plain = text.trim().bytes().all(|b| b.is_ascii_digit());
    let number = text.trim().parse().ok();
    let usable = number.filter(|number| is_plain && range.contains(number));
    usable.ok_or_else(|| ParamError::BadValue {
        param,
        value: text.to_owned(),
        hint: match *range.end() {
            usize::MAX => format!("a whole number from {}", range.start()),
            end => format!("a whole number from {} to {end}", range.start()),
        },
    })
}

fn check_page(page: Page, limits: &SearchLimits) -> Result<(), ParamError> {
    if page.offset() <= limits.max_offset {
        return Ok(());
    }
    let size = page.size;
    Err(ParamError::BadValue {
        param: "page",
        value: page.number.to_string(),
        hint: format!(
            "with {size} hits on a page, from 1 to {}: only the first {} hits can be reached; add a filter to have fewer",
            limits.max_offset / size + 1,
            limits.max_offset + size
        ),
    })
}

/// Kinds of things that `ignore` may name besides parts.
const ALL_WORDS: [&str; 2] = ["all", "correction"];

/// Reads the kind or the id of a part to leave out.
fn read_part(name: &str) -> Result<String, ParamError> {
    let kind = name
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .trim_end_matches('-');
    let of_words = ALL_WORDS
        .into_iter()
        .chain(WordPart::ALL.map(WordPart::as_str));
    let mut kinds: Vec<&str> = of_words.collect();
    // A condition is said in words and by a parameter under one name.
    for name in Kind::part_names() {
        if !kinds.contains(&name) {
            kinds.push(name);
        }
    }
    if kinds.contains(&kind) {
        return Ok(name.to_owned());
    }
    Err(ParamError::BadValue {
        param: "ignore",
        value: name.to_owned(),
        hint: format!(
            "give the `id` of a part of the understanding, such as `word-1`, or one of the kinds {}",
            kinds.join(", ")
        ),
    })
}
