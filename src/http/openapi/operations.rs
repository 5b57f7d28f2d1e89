//! The endpoints with their parameters and answers.

use serde_json::{Value, json};
use utoipa::openapi::{
    Content, HttpMethod, Object, Paths, Ref, Required, Response, Type,
    content::ContentBuilder,
    path::{Operation, OperationBuilder, ParameterBuilder, ParameterIn},
    request_body::RequestBody,
    response::ResponseBuilder,
};

use super::{
    example,
    parameters::{body, parameter},
};
use crate::{
    ask::Parameter,
    config::Config,
    http::{
        error::{ApiError, ErrorCode},
        params::{NONE, PLACES, SEARCH, SUGGEST, TRIAL},
    },
};

const JSON: &str = "application/json";

/// An endpoint.
struct Endpoint {
    id: &'static str,
    tag: &'static str,
    summary: &'static str,
    about: &'static str,
    params: &'static [Parameter],
    /// The schema of the answer and an example.
    answer: Response,
    errors: &'static [u16],
}

/// Statuses with which any endpoint that searches may answer.
const SEARCHING: &[u16] = &[400, 405, 414, 500, 503, 504];

pub fn paths(config: &Config) -> Paths {
    let examples = example::Examples::new(config);
    let search = |id, summary, about| Endpoint {
        id,
        tag: "search",
        summary,
        about,
        params: SEARCH,
        answer: answer("SearchResponse", examples.search()),
        errors: SEARCHING,
    };
    let get = search(
        "search",
        "Search",
        "Understands the words and finds trials: first those that match all that was said, then those that fit only in part, each with its reasons. Explicit parameters take trials out.",
    );
    let post = search(
        "searchByPost",
        "Search without an address",
        "The same as GET, with the parameters as a JSON object: words stay out of addresses and logs of proxies, and may be longer.",
    );
    let facets = Endpoint {
        id: "facets",
        summary: "Counts only",
        about: "The counts of a search without its hits. Takes the same parameters.",
        answer: answer("FacetsResponse", examples.facets()),
        ..search("", "", "")
    };
    let places = Endpoint {
        id: "places",
        tag: "search",
        summary: "Places by the beginning of their name",
        about: "For a box that completes names. Give the `label` of a place as `near`.",
        params: PLACES,
        answer: answer("PlacesResponse", examples.places()),
        errors: SEARCHING,
    };
    let suggest = Endpoint {
        id: "suggest",
        tag: "search",
        summary: "Suggestions while someone types",
        about: "Conditions and treatments by any of their names in any language, places and ids, as far as this index has trials. Of a sentence the last words are completed; `span` says which. One wrong letter is forgiven, two in long words.",
        params: SUGGEST,
        answer: answer("SuggestResponse", examples.suggest()),
        errors: SEARCHING,
    };
    let suggest_by_post = Endpoint {
        id: "suggestByPost",
        tag: "search",
        summary: "Suggestions without an address",
        about: "The same as GET, with the parameters as a JSON object: what is typed stays out of addresses and logs of proxies.",
        params: SUGGEST,
        answer: answer("SuggestResponse", examples.suggest()),
        errors: SEARCHING,
    };
    let trial = Endpoint {
        id: "trial",
        tag: "search",
        summary: "One trial",
        about: "All that is known of a trial. Takes an NCT id in any spelling; a former id is redirected to the present one.",
        params: TRIAL,
        answer: answer("TrialResponse", examples.trial()),
        errors: &[400, 404, 405, 414, 500, 503, 504],
    };
    let mut paths = Paths::new();
    let mut add = |path: &str, method: HttpMethod, operation: Operation| {
        paths.add_path_operation(path, vec![method], operation);
    };
    add(
        "/v1/search",
        HttpMethod::Get,
        operation(get, config).build(),
    );
    let search_body = body(
        SEARCH,
        json!({
            "q": "NK cell therapy for leukemia",
            "near": "Hangzhou",
            "radius": "50km",
            "age": 62,
            "status": ["RECRUITING", "NOT_YET_RECRUITING"],
            "facets": ["status", "phase"],
        }),
        config,
    );
    add(
        "/v1/search",
        HttpMethod::Post,
        post_operation(post, search_body, config),
    );
    add(
        "/v1/facets",
        HttpMethod::Get,
        operation(facets, config).build(),
    );
    add(
        "/v1/places",
        HttpMethod::Get,
        operation(places, config).build(),
    );
    add(
        "/v1/suggest",
        HttpMethod::Get,
        operation(suggest, config).build(),
    );
    let suggest_body = body(SUGGEST, json!({"q": "heart at", "limit": 6}), config);
    add(
        "/v1/suggest",
        HttpMethod::Post,
        post_operation(suggest_by_post, suggest_body, config),
    );
    add(
        "/v1/trials/{id}",
        HttpMethod::Get,
        trial_operation(trial, config),
    );
    for (path, endpoint) in operator_endpoints() {
        add(path, HttpMethod::Get, operation(endpoint, config).build());
    }
    paths
}

fn operator_endpoints() -> [(&'static str, Endpoint); 4] {
    let endpoint = |id, summary, about, answer, errors| Endpoint {
        id,
        tag: "operation",
        summary,
        about,
        params: NONE,
        answer,
        errors,
    };
    let live = answer("LiveResponse", json!({"status": "alive"}));
    let ready = answer(
        "ReadyResponse",
        json!({"status": "ready", "generation": 12, "built_at": "2026-11-23T01:00:00Z", "trials": 571_198}),
    );
    let text = ResponseBuilder::new()
        .description("OpenMetrics text")
        .content(
            "application/openmetrics-text",
            Content::new(Some(Object::with_type(Type::String))),
        )
        .build();
    let document = ResponseBuilder::new()
        .description("This document")
        .content(JSON, Content::new(Some(Object::with_type(Type::Object))))
        .build();
    [
        (
            "/livez",
            endpoint("livez", "Is the process alive?", "Always 200.", live, &[]),
        ),
        (
            "/readyz",
            endpoint(
                "readyz",
                "Are searches answered?",
                "503 until an index is loaded.",
                ready,
                &[503],
            ),
        ),
        (
            "/metrics",
            endpoint(
                "metrics",
                "Metrics for Prometheus",
                "Counts and times by route; never what was asked.",
                text,
                &[],
            ),
        ),
        (
            "/openapi.json",
            endpoint(
                "openapi",
                "The API for machines",
                "An OpenAPI 3.1 document.",
                document,
                &[],
            ),
        ),
    ]
}

fn operation(endpoint: Endpoint, config: &Config) -> OperationBuilder {
    let mut operation = OperationBuilder::new()
        .operation_id(Some(endpoint.id))
        .tag(endpoint.tag)
        .summary(Some(endpoint.summary))
        .description(Some(endpoint.about))
        .response("200", endpoint.answer);
    for spec in endpoint.params {
        operation = operation.parameter(parameter(spec, config));
    }
    for status in endpoint.errors {
        operation = operation.response(status.to_string(), error_answer(*status));
    }
    operation
}

fn post_operation(endpoint: Endpoint, body: RequestBody, config: &Config) -> Operation {
    let mut builder = operation(
        Endpoint {
            params: NONE,
            ..endpoint
        },
        config,
    )
    .request_body(Some(body));
    for status in [408, 413, 415] {
        builder = builder.response(status.to_string(), error_answer(status));
    }
    builder.build()
}

fn trial_operation(endpoint: Endpoint, config: &Config) -> Operation {
    let id = ParameterBuilder::new()
        .name("id")
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(
            "NCT id in any spelling: `NCT05665075`, `nct 5665075`.",
        ))
        .schema(Some(Object::with_type(Type::String)))
        .example(Some(json!("NCT05665075")));
    let moved = ResponseBuilder::new()
        .description("The id is a former one: `Location` has the present one.")
        .build();
    let unchanged = ResponseBuilder::new()
        .description("Nothing has changed since the answer with this `ETag`.")
        .build();
    operation(endpoint, config)
        .parameter(id)
        .response("301", moved)
        .response("304", unchanged)
        .build()
}

fn answer(schema: &str, example: Value) -> Response {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(schema)))
        .example(Some(example))
        .build();
    ResponseBuilder::new()
        .description("The answer")
        .content(JSON, content)
        .build()
}

fn error_answer(status: u16) -> Response {
    let codes: Vec<_> = ErrorCode::ALL
        .iter()
        .filter(|code| code.status().as_u16() == status)
        .collect();
    let lines: Vec<_> = codes
        .iter()
        .map(|code| format!("`{}`:{}", code.as_str(), code.about()))
        .collect();
    let example = match status {
        400 => ApiError::new(ErrorCode::UnknownValue, "unknown phase `PHASE9`")
            .hint("use one of EARLY_PHASE1, PHASE1, PHASE2, PHASE3, PHASE4, NA")
            .param("phase"),
        _ => ApiError::new(*codes.first().copied().unwrap_or(&ErrorCode::Internal), "…"),
    };
    let mut content = ContentBuilder::new().schema(Some(Ref::from_schema_name("ErrorBody")));
    if status == 400 {
        content = content.example(serde_json::to_value(example.body()).ok());
    }
    ResponseBuilder::new()
        .description(lines.join("\n"))
        .content(JSON, content.build())
        .build()
}
