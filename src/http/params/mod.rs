//! Parameters as they are sent: names and texts, known by the table of an endpoint. What they mean is read in [`crate::ask::request`].
//!
//! A request's parameters arrive as an address ([`Params::from_query`]) or as JSON ([`Params::from_json`]); both become the same [`Params`].

use super::error::{ApiError, ErrorCode};
pub use crate::ask::SEARCH;
use crate::ask::{Holds, Parameter, Sets, list, table::LANGUAGE};

mod json;
mod query_string;

pub use query_string::decode_kindly;

/// The parameters of a trial.
pub const TRIAL: &[Parameter] = &[LANGUAGE];

/// The parameters of the list of places.
pub const PLACES: &[Parameter] = &[
    typed(
        "hangz",
        "Beginning of the name of a place; one wrong letter is forgiven.",
    ),
    limit("8", "Most places in the answer, 1 to 50."),
    LANGUAGE,
];

/// The parameters of suggestions.
pub const SUGGEST: &[Parameter] = &[
    typed(
        "heart at",
        "What was typed so far: the beginning of a condition, treatment, place or id, or a sentence that ends with one. At most 120 characters.",
    ),
    limit("6", "Most suggestions of each kind, 1 to 20."),
    LANGUAGE,
];

/// The parameters of endpoints that take none.
pub const NONE: &[Parameter] = &[];

const fn typed(example: &'static str, about: &'static str) -> Parameter {
    Parameter {
        name: "q",
        holds: Holds::Text,
        sets: Sets::Typed,
        example,
        about,
        ..LANGUAGE
    }
}

const fn limit(example: &'static str, about: &'static str) -> Parameter {
    Parameter {
        name: "limit",
        holds: Holds::Number,
        sets: Sets::Limit,
        example,
        about,
        ..LANGUAGE
    }
}

/// The value of a parameter as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
enum RawValue {
    Text(String),
    /// A JSON list: its members hold no separators.
    List(Vec<String>),
}

/// The parameters of one request: all known, none empty, each scalar once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Params {
    values: Vec<(&'static Parameter, Vec<String>)>,
}

impl Params {
    /// Reads the part of an address behind `?`.
    pub fn from_query(query: Option<&str>, specs: &'static [Parameter]) -> Result<Self, ApiError> {
        let mut params = Params::default();
        for (name, text) in query_string::decode(query.unwrap_or_default())? {
            params.add(&name, RawValue::Text(text), specs)?;
        }
        Ok(params)
    }

    /// Reads a JSON object.
    pub fn from_json(body: &[u8], specs: &'static [Parameter]) -> Result<Self, ApiError> {
        let mut params = Params::default();
        for (name, value) in json::decode(body)? {
            if let Some(value) = value {
                params.add(&name, value, specs)?;
            } else if !specs.iter().any(|spec| spec.name == name) {
                return Err(unknown_parameter(&name, specs));
            }
        }
        Ok(params)
    }

    /// Adds a parameter by its name.
    pub fn push(
        &mut self,
        name: &str,
        text: &str,
        specs: &'static [Parameter],
    ) -> Result<(), ApiError> {
        self.add(name, RawValue::Text(text.to_owned()), specs)
    }

    /// Returns the one value of a parameter.
    pub fn one(&self, name: &str) -> Option<&str> {
        let mut values = self.iter().filter(|(known, _)| *known == name);
        values.next().map(|(_, text)| text)
    }

    /// Returns the parameters in the order in which they were sent.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.values
            .iter()
            .flat_map(|(spec, texts)| texts.iter().map(|text| (spec.name, text.as_str())))
    }

    fn add(
        &mut self,
        name: &str,
        value: RawValue,
        specs: &'static [Parameter],
    ) -> Result<(), ApiError> {
        let spec = specs
            .iter()
            .find(|spec| spec.name == name)
            .ok_or_else(|| unknown_parameter(name, specs))?;
        let text = match (value, spec.holds) {
            (RawValue::Text(text), _) => text,
            (RawValue::List(values), Holds::List) => list::join(values),
            (RawValue::List(_), _) => {
                return Err(ApiError::new(
                    ErrorCode::InvalidValue,
                    format!("`{name}` takes one value, not a list"),
                )
                .hint(format!("such as `{}`", spec.example))
                .param(name));
            }
        };
        if text.trim().is_empty() {
            return Ok(());
        }
        match self
            .values
            .iter_mut()
            .find(|(known, _)| known.name == spec.name)
        {
            Some((_, texts)) if spec.holds == Holds::List => texts.push(text),
            Some(_) => {
                return Err(ApiError::new(
                    ErrorCode::DuplicateParameter,
                    format!("`{name}` is given twice"),
                )
                .hint("give it once")
                .param(name));
            }
            None => self.values.push((spec, vec![text])),
        }
        Ok(())
    }
}

fn unknown_parameter(name: &str, specs: &'static [Parameter]) -> ApiError {
    let shown: String = name.chars().take(60).collect();
    let names: Vec<_> = specs.iter().map(|spec| spec.name).collect();
    let hint = match names.as_slice() {
        [] => "there are no parameters here".to_owned(),
        names => format!("use one of {}", names.join(", ")),
    };
    let similar = names
        .iter()
        .find(|known| strsim::damerau_levenshtein(known, &shown.to_lowercase()) <= 1);
    let hint = match similar {
        Some(known) => format!("did you mean `{known}`? {hint}"),
        None => hint,
    };
    ApiError::new(
        ErrorCode::UnknownParameter,
        format!("unknown parameter `{shown}`"),
    )
    .hint(hint)
    .param(shown)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::{ask::Facet, config::Config};

    fn query(text: &str) -> String {
        show(Params::from_query(Some(text), SEARCH))
    }

    fn body(text: &str) -> String {
        show(Params::from_json(text.as_bytes(), SEARCH))
    }

    fn show(params: Result<Params, ApiError>) -> String {
        match params {
            Ok(params) => params
                .iter()
                .map(|(name, text)| format!("{name}={text}"))
                .collect::<Vec<_>>()
                .join(" & "),
            Err(error) => {
                let detail = error.body().error;
                let hint = detail.hint.unwrap_or_default();
                let hint = hint.split(", ").take(3).collect::<Vec<_>>().join(", ");
                format!(
                    "{}: {} | {hint} | {}",
                    detail.code,
                    detail.message,
                    detail.param.unwrap_or_default()
                )
            }
        }
    }

    #[test]
    fn addresses_are_read_strictly() {
        assert_snapshot!(query(""), @"");
        assert_snapshot!(query("q=nk+cell%20leukemia&status=RECRUITING&&status=AVAILABLE"), @"q=nk cell leukemia & status=RECRUITING & status=AVAILABLE");
        assert_snapshot!(query("q=%E4%B9%B3%E8%85%BA%E7%99%8C"), @"q=乳腺癌");
        assert_snapshot!(query("q=&age=&age=5&page"), @"age=5");
        assert_snapshot!(query("age=5&age=6"), @"duplicate_parameter: `age` is given twice | give it once | age");
        assert_snapshot!(query("foo=1"), @"unknown_parameter: unknown parameter `foo` | use one of q, status, phase | foo");
        assert_snapshot!(query("stauts=1"), @"unknown_parameter: unknown parameter `stauts` | did you mean `status`? use one of q, status, phase | stauts");
        assert_snapshot!(query("q=100%"), @"malformed_request: `%` is not followed by two hexadecimal digits | write a percent sign as `%25` | q");
        assert_snapshot!(query("q=%FF"), @"malformed_request: the bytes of `q` are not UTF-8 | encode text as UTF-8 before percent-encoding it | q");
    }

    #[test]
    fn bodies_are_read_strictly() {
        assert_snapshot!(body("{}"), @"");
        assert_snapshot!(body(r#"{"q":"asthma","page":2,"explain":true,"age":null,"has_results":false}"#), @"q=asthma & page=2 & explain=true & has_results=false");
        assert_snapshot!(body(r#"{"city":["Washington, D.C.","Boston"],"status":"RECRUITING,AVAILABLE"}"#), @r#"city="Washington, D.C.",Boston & status=RECRUITING,AVAILABLE"#);
        assert_snapshot!(body(r#"{"healthy":[true],"phase":[]}"#), @"healthy=true");
        assert_snapshot!(body(r#"{"q":["a"]}"#), @"invalid_value: `q` takes one value, not a list | such as `NK cell therapy for leukemia` | q");
        assert_snapshot!(body(r#"{"q":{"a":1}}"#), @"invalid_value: `q` is an object | give a string, a number, true | q");
        assert_snapshot!(body(r#"{"status":[["a"]]}"#), @"invalid_value: `status` holds a list | give a string, a number, true | status");
        assert_snapshot!(body(r#"{"q":"a","q":"b"}"#), @"duplicate_parameter: `q` is given twice | give it once | q");
        assert_snapshot!(body(r#"{"status":"A","status":"B"}"#), @"duplicate_parameter: `status` is given twice | give it once | status");
        assert_snapshot!(body(r#"{"foo":null}"#), @"unknown_parameter: unknown parameter `foo` | use one of q, status, phase | foo");
        assert_snapshot!(body(r#"{"q":"#), @"malformed_request: the body is not JSON: line 1, column 5 | send one object, such as `{\"q\": \"asthma\"}` | ");
        assert_snapshot!(body("[]"), @"malformed_request: the body is a list | send one object, such as `{\"q\": \"asthma\"}` | ");
        assert_snapshot!(body("{} {}"), @"malformed_request: the body is not JSON: line 1, column 4 | send one object, such as `{\"q\": \"asthma\"}` | ");
    }

    #[test]
    fn the_table_is_sound() {
        let config = Config::compiled_in().unwrap();
        for specs in [SEARCH, TRIAL, PLACES, SUGGEST] {
            for spec in specs {
                assert_eq!(
                    specs.iter().filter(|other| other.name == spec.name).count(),
                    1,
                    "{}",
                    spec.name
                );
                assert!(spec.about.ends_with('.'), "{}", spec.name);
                let allowed = spec.allowed(&config);
                let is_allowed =
                    |value: &str| allowed.is_empty() || allowed.iter().any(|known| known == value);
                assert!(
                    list::split(spec.example)
                        .iter()
                        .all(|value| is_allowed(value)),
                    "{}",
                    spec.name
                );
            }
        }
        for facet in Facet::ALL {
            let spec = SEARCH.iter().find(|spec| spec.name == facet.as_str());
            assert_eq!(spec.map(|spec| spec.holds), Some(Holds::List), "{facet:?}");
        }
    }
}
