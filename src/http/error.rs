//! The one error body of the API, and the codes that callers may rely on.
//!
//! What went wrong on the caller's side is said in full: a message that names the value, a hint with what is allowed, and the parameter.
//! What went wrong on ours goes to the log, and the caller gets a sentence.

use std::borrow::Cow;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{ask::ParamError, places::PlaceError, search::SearchError};

/// A message or hint is cut here, since both may repeat what the caller sent.
const LONGEST_TEXT: usize = 1_000;

macro_rules! error_codes {
    ($($(#[doc = $about:literal])+ $variant:ident = $name:literal, $status:ident;)+) => {
        /// A kind of error. Its name is stable, its message is not.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum ErrorCode { $($(#[doc = $about])+ $variant),+ }

        impl ErrorCode {
            /// All codes, by status.
            pub const ALL: &'static [ErrorCode] = &[$(ErrorCode::$variant),+];

            /// Returns the name used in the API.
            pub fn as_str(self) -> &'static str {
                match self { $(ErrorCode::$variant => $name),+ }
            }

            /// Returns the status it is answered with.
            pub fn status(self) -> StatusCode {
                match self { $(ErrorCode::$variant => StatusCode::$status),+ }
            }

            /// Returns what it means, for the documentation.
            pub fn about(self) -> &'static str {
                match self { $(ErrorCode::$variant => concat!($($about),+)),+ }
            }
        }
    };
}

error_codes! {
    /// A parameter that this endpoint does not have.
    UnknownParameter = "unknown_parameter", BAD_REQUEST;
    /// A parameter that takes one value was given several times.
    DuplicateParameter = "duplicate_parameter", BAD_REQUEST;
    /// A value outside a closed list; the hint gives the list.
    UnknownValue = "unknown_value", BAD_REQUEST;
    /// A value that cannot be read, is out of range, or is missing.
    InvalidValue = "invalid_value", BAD_REQUEST;
    /// More values for one parameter than allowed.
    TooManyValues = "too_many_values", BAD_REQUEST;
    /// More characters in the query than allowed.
    QueryTooLong = "query_too_long", BAD_REQUEST;
    /// A place that nobody knows; the hint gives similar names.
    UnknownPlace = "unknown_place", BAD_REQUEST;
    /// Percent-encoding, UTF-8 or JSON that cannot be read.
    MalformedRequest = "malformed_request", BAD_REQUEST;
    /// There is nothing at this address.
    NotFound = "not_found", NOT_FOUND;
    /// The index has no trial with this id.
    TrialNotFound = "trial_not_found", NOT_FOUND;
    /// The address exists, but not for this method.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED;
    /// The request did not arrive in time.
    RequestTimeout = "request_timeout", REQUEST_TIMEOUT;
    /// The body is larger than allowed.
    BodyTooLarge = "body_too_large", PAYLOAD_TOO_LARGE;
    /// The address is longer than allowed.
    UriTooLong = "uri_too_long", URI_TOO_LONG;
    /// The body is not JSON.
    UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE;
    /// Our fault; the log knows more.
    Internal = "internal_error", INTERNAL_SERVER_ERROR;
    /// More searches are waiting than allowed; try again after `Retry-After` seconds.
    Overloaded = "overloaded", SERVICE_UNAVAILABLE;
    /// No index is loaded yet; try again after `Retry-After` seconds.
    NotReady = "not_ready", SERVICE_UNAVAILABLE;
    /// The answer was not ready in time.
    Timeout = "timeout", GATEWAY_TIMEOUT;
}

/// What every error looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ErrorBody {
    pub error: ErrorDetail,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ErrorDetail {
    /// A stable name for programs.
    #[schema(example = "unknown_value")]
    pub code: Cow<'static, str>,
    /// What is wrong, naming the value.
    #[schema(example = "unknown phase `PHASE9`")]
    pub message: String,
    /// What would have been accepted, or what to do.
    #[schema(example = "use one of EARLY_PHASE1, PHASE1, PHASE2, PHASE3, PHASE4, NA")]
    pub hint: Option<String>,
    /// The parameter that was wrong.
    #[schema(example = "phase")]
    pub param: Option<String>,
}

/// An error on its way to the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    code: ErrorCode,
    message: String,
    hint: Option<String>,
    param: Option<String>,
    retry_after_s: Option<u64>,
}

impl ApiError {
    /// Returns an error with a message.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        ApiError {
            code,
            message: message.into(),
            hint: None,
            param: None,
            retry_after_s: None,
        }
    }

    /// Adds what to do about it.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the parameter that was wrong.
    pub fn param(mut self, param: impl Into<String>) -> Self {
        self.param = Some(param.into());
        self
    }

    /// Adds when to try again.
    pub fn retry_after_s(mut self, seconds: u64) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// Returns the code.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// Returns an error of ours, of which the caller learns nothing more.
    pub fn internal() -> Self {
        ApiError::new(ErrorCode::Internal, "something went wrong on our side")
            .hint("try again later; if it happens again, tell the operator the value of the `X-Request-Id` header")
    }

    /// Returns an error for a server without an index.
    pub fn not_ready(retry_after_s: u64) -> Self {
        ApiError::new(ErrorCode::NotReady, "no index is loaded yet")
            .hint("try again in a moment; the operator builds an index with `trialseek reindex SOURCE`")
            .retry_after_s(retry_after_s)
    }

    /// Returns the error for a search that failed, and logs it when it is ours.
    pub fn of_search(error: SearchError, retry_after_s: u64) -> Self {
        match error {
            SearchError::NotReady => ApiError::not_ready(retry_after_s),
            SearchError::Filter(error) => error.into(),
            SearchError::Place(error) => error.into(),
            SearchError::Index(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the index could not be read"
                );
                ApiError::internal()
            }
        }
    }

    /// Returns the body.
    pub fn body(&self) -> ErrorBody {
        ErrorBody {
            error: ErrorDetail {
                code: Cow::Borrowed(self.code.as_str()),
                message: cut(&self.message),
                hint: self.hint.as_deref().map(cut),
                param: self.param.as_deref().map(cut),
            },
        }
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl From<ParamError> for ApiError {
    fn from(error: ParamError) -> Self {
        let code = match error {
            ParamError::UnknownValue { .. } => ErrorCode::UnknownValue,
            ParamError::BadValue { .. } => ErrorCode::InvalidValue,
            ParamError::TooManyValues { .. } => ErrorCode::TooManyValues,
            ParamError::TooLong { .. } => ErrorCode::QueryTooLong,
        };
        ApiError::new(code, error.to_string())
            .hint(error.hint())
            .param(error.param())
    }
}

impl From<PlaceError> for ApiError {
    fn from(error: PlaceError) -> Self {
        let code = match error {
            PlaceError::Unknown { .. } => ErrorCode::UnknownPlace,
            PlaceError::BadCoordinates { .. } | PlaceError::Empty => ErrorCode::InvalidValue,
        };
        ApiError::new(code, error.to_string())
            .hint(error.hint())
            .param("near")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.code.status(), Json(self.body())).into_response();
        if let Some(seconds) = self.retry_after_s {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self.code);
        response
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::ask::Filters;

    fn show(error: impl Into<ApiError>) -> String {
        serde_json::to_string(&error.into().body()).unwrap()
    }

    #[test]
    fn a_wrong_value_is_named_with_what_is_allowed() {
        let mut filters = Filters::default();
        assert_snapshot!(show(filters.set_param("phase", "PHASE9", 1.0).unwrap_err()), @r#"{"error":{"code":"unknown_value","message":"unknown phase `PHASE9`","hint":"use one of EARLY_PHASE1, PHASE1, PHASE2, PHASE3, PHASE4, NA","param":"phase"}}"#);
        assert_snapshot!(show(filters.set_param("age", "old", 1.0).unwrap_err()), @r#"{"error":{"code":"invalid_value","message":"`old` is no value for `age`","hint":"an age is a whole number of years from 0 to 150, or a number with a unit, such as `62`, `8 months` or `12 hours`","param":"age"}}"#);
    }

    #[test]
    fn an_unknown_place_comes_with_its_neighbours() {
        let closest = vec!["Hangzhou, Zhejiang, China".to_owned()];
        assert_snapshot!(show(PlaceError::Unknown { name: "Hangzou".to_owned(), closest }), @r#"{"error":{"code":"unknown_place","message":"no place is called `Hangzou`","hint":"did you mean Hangzhou, Zhejiang, China","param":"near"}}"#);
    }

    #[test]
    fn our_own_errors_say_nothing_of_the_cause() {
        assert_snapshot!(show(ApiError::internal()), @r#"{"error":{"code":"internal_error","message":"something went wrong on our side","hint":"try again later; if it happens again, tell the operator the value of the `X-Request-Id` header","param":null}}"#);
        assert_snapshot!(show(ApiError::not_ready(1)), @r#"{"error":{"code":"not_ready","message":"no index is loaded yet","hint":"try again in a moment; the operator builds an index with `trialseek reindex SOURCE`","param":null}}"#);
    }

    #[test]
    fn repeated_input_is_cut() {
        let body = ApiError::new(ErrorCode::InvalidValue, "é".repeat(5_000)).body();
        assert_eq!(body.error.message.chars().count(), LONGEST_TEXT + 1);
    }

    #[test]
    fn codes_are_distinct_and_ordered_by_status() {
        let names: std::collections::HashSet<_> =
            ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(names.len(), ErrorCode::ALL.len());
        assert!(ErrorCode::ALL.is_sorted_by_key(|code| code.status().as_u16()));
    }
}
