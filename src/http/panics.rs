//! Panics: one request fails, the server goes on, and the log says where it happened without repeating what a person typed.
//!
//! The message of a panic may hold user text ("byte index 3 is not a char boundary; it is inside … of `my words`"), so only messages without arguments, which are part of the program, are logged.

use std::{any::Any, panic::PanicHookInfo};

use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::ResponseForPanic;

use super::error::ApiError;

/// Answers a panic with the error body of our own faults.
#[derive(Debug, Clone, Copy)]
pub struct PanicResponse;

impl ResponseForPanic for PanicResponse {
    type ResponseBody = axum::body::Body;

    fn response_for_panic(&mut self, payload: Box<dyn Any + Send>) -> Response {
        log(payload.as_ref());
        ApiError::internal().into_response()
    }
}

/// Logs a panic that was caught.
pub fn log(payload: &(dyn Any + Send)) {
    tracing::error!(message_of_panic = literal(payload), "a request panicked");
}

/// Replaces the hook that prints panics, which would print user text, by one that logs where it happened. Called once by a server when it starts.
pub fn install_hook() {
    std::panic::set_hook(Box::new(log_location));
}

fn log_location(info: &PanicHookInfo<'_>) {
    let location = info.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(
        location,
        message_of_panic = literal(info.payload()),
        "panicked"
    );
}

fn literal(payload: &dyn Any) -> &'static str {
    payload
        .downcast_ref::<&'static str>()
        .copied()
        .unwrap_or("(not shown: it may hold user text)")
}
