//! The parameters of the endpoints that are no search; those of a search are in [`crate::ask::table`].

use crate::ask::{Holds, Parameter, Sets, table::LANGUAGE};

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
