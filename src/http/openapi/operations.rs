//! The endpoints with their parameters and answers.

use serde_json::{Value, json};
use utoipa::openapi::{
    Content, HttpMethod, Object, Paths, Ref, RefOr, Required, Response, Schema, Type,
    content::ContentBuilder,
    path::{Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, ParameterStyle},
    request_body::{RequestBody, RequestBodyBuilder},
    response::ResponseBuilder,
    schema::{AdditionalProperties, Array, ObjectBuilder},
};

use super::{example, one_of};
use crate::{
    config::Config,
    http::{
        error::{ApiError, ErrorCode},
        params::{NONE, PLACES, ParamKind, ParamSpec, SEARCH, TRIAL},
    },
};

const JSON: &str = "application/json";

/// An endpoint.
struct Endpoint {
    id: &'static str,
    tag: &'static str,
    summary: &'static str,
    about: &'static str,
    params: &'static [ParamSpec],
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
    add("/v1/search", HttpMethod::Get, operation(get, config).build());
    add("/v1/search", HttpMethod::Post, post_operation(post, config));
    add("/v1/facets", HttpMethod::Get, operation(facets, config).build());
    add("/v1/places", HttpMethod::Get, operation(places, config).build());
    add("/v1/trials/{id}", HttpMethod::Get, trial_operation(trial, config));
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
        .content("application/openmetrics-text", Content::new(Some(Object::with_type(Type::String))))
        .build();
    let document = ResponseBuilder::new()
        .description("This document")
        .content(JSON, Content::new(Some(Object::with_type(Type::Object))))
        .build();
    [
        ("/livez", endpoint("livez", "Is the process alive?", "Always 200.", live, &[])),
        ("/readyz", endpoint("readyz", "Are searches answered?", "503 until an index is loaded.", ready, &[503])),
        ("/metrics", endpoint("metrics", "Metrics for Prometheus", "Counts and times by route; never what was asked.", text, &[])),
        ("/openapi.json", endpoint("openapi", "The API for machines", "An OpenAPI 3.1 document.", document, &[])),
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

fn post_operation(endpoint: Endpoint, config: &Config) -> Operation {
    let body = search_body(config);
    let params = endpoint.params;
    let mut builder = operation(Endpoint { params: NONE, ..endpoint }, config).request_body(Some(body));
    for status in [408, 413, 415] {
        builder = builder.response(status.to_string(), error_answer(status));
    }
    debug_assert_eq!(params, SEARCH);
    builder.build()
}

fn trial_operation(endpoint: Endpoint, config: &Config) -> Operation {
    let id = ParameterBuilder::new()
        .name("id")
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some("NCT id in any spelling: `NCT05665075`, `nct 5665075`."))
        .schema(Some(Object::with_type(Type::String)))
        .example(Some(json!("NCT05665075")));
    let moved = ResponseBuilder::new().description("The id is a former one: `Location` has the present one.").build();
    let unchanged = ResponseBuilder::new().description("Nothing has changed since the answer with this `ETag`.").build();
    operation(endpoint, config).parameter(id).response("301", moved).response("304", unchanged).build()
}

fn parameter(spec: &ParamSpec, config: &Config) -> Parameter {
    let mut builder = ParameterBuilder::new()
        .name(spec.name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(about(spec, config)))
        .schema(Some(schema(spec, config)));
    let example = match spec.kind {
        ParamKind::List => {
            builder = builder.style(Some(ParameterStyle::Form)).explode(Some(false));
            Value::from(crate::query::list::split(spec.example))
        }
        _ => scalar_example(spec),
    };
    builder.example(Some(example)).build()
}

/// Returns what a parameter does, with the limits of the settings.
fn about(spec: &ParamSpec, config: &Config) -> String {
    let limits = &config.server.search;
    let places = &config.server.places;
    let more = match (spec.name, spec.kind) {
        ("q", _) if spec.about.starts_with("What") => {
            format!(" At most {} characters by GET, {} by POST.", limits.max_query_chars_get, limits.max_query_chars_post)
        }
        ("radius", _) => {
            format!(" Without it {} km; at most {} km.", places.default_radius_km, places.max_radius_km)
        }
        ("page", _) => format!(" The hits before it may be at most {}.", limits.max_offset),
        (_, ParamKind::List) if spec.name != "facets" => {
            format!(" Several values, separated by commas: any of them. At most {}.", limits.max_values_per_filter)
        }
        _ => String::new(),
    };
    format!("{}{more}", spec.about)
}

fn scalar_example(spec: &ParamSpec) -> Value {
    match spec.kind {
        ParamKind::Number => spec.example.parse::<u64>().map_or(Value::Null, Value::from),
        ParamKind::Flag => Value::from(spec.example == "true"),
        ParamKind::Text | ParamKind::List => Value::from(spec.example),
    }
}

fn schema(spec: &ParamSpec, config: &Config) -> Schema {
    match spec.kind {
        ParamKind::List => Schema::Array(Array::new(text_schema(spec, config))),
        ParamKind::Text => Schema::Object(text_schema(spec, config)),
        ParamKind::Flag => Schema::Object(Object::with_type(Type::Boolean)),
        ParamKind::Number => {
            let limits = &config.server.search;
            let (default, maximum) = match spec.name {
                "size" => (limits.default_page_size, Some(limits.max_page_size)),
                "limit" => (8, Some(50)),
                _ => (1, None),
            };
            let schema = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(maximum);
            Schema::Object(schema.default(Some(Value::from(default))).build())
        }
    }
}

fn text_schema(spec: &ParamSpec, config: &Config) -> Object {
    let allowed = spec.allowed(config);
    let schema = ObjectBuilder::new().schema_type(Type::String);
    if allowed.is_empty() { schema.build() } else { schema.enum_values(Some(allowed)).build() }
}

fn search_body(config: &Config) -> RequestBody {
    let mut schema = ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)));
    for spec in SEARCH {
        let text = text_schema(spec, config);
        let value = match spec.kind {
            // A list may also be one text with commas, as in an address.
            ParamKind::List => {
                let list = RefOr::T(Schema::Array(Array::new(text)));
                let mut either = one_of([Object::with_type(Type::String)]);
                if let Schema::OneOf(either) = &mut either {
                    either.items.push(list);
                    either.description = Some(about(spec, config));
                }
                either
            }
            _ => match schema_of_scalar(spec, config) {
                Schema::Object(mut object) => {
                    object.description = Some(about(spec, config));
                    Schema::Object(object)
                }
                other => other,
            },
        };
        schema = schema.property(spec.name, value);
    }
    let content = ContentBuilder::new().schema(Some(schema.build())).example(Some(json!({
        "q": "NK cell therapy for leukemia",
        "near": "Hangzhou",
        "radius": "50km",
        "age": 62,
        "status": ["RECRUITING", "NOT_YET_RECRUITING"],
        "facets": ["status", "phase"],
    })));
    RequestBodyBuilder::new()
        .description(Some("The parameters of GET as one JSON object."))
        .content(JSON, content.build())
        .required(Some(Required::True))
        .build()
}

/// Returns the schema of a parameter that takes one value; an age may also be a number.
fn schema_of_scalar(spec: &ParamSpec, config: &Config) -> Schema {
    match (spec.name, schema(spec, config)) {
        ("age", Schema::Object(mut object)) => {
            object.schema_type = utoipa::openapi::schema::SchemaType::from_iter([Type::String, Type::Integer]);
            Schema::Object(object)
        }
        (_, schema) => schema,
    }
}

fn answer(schema: &str, example: Value) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(schema))).example(Some(example)).build();
    ResponseBuilder::new().description("The answer").content(JSON, content).build()
}

fn error_answer(status: u16) -> Response {
    let codes: Vec<_> = ErrorCode::ALL.iter().filter(|code| code.status().as_u16() == status).collect();
    let lines: Vec<_> = codes.iter().map(|code| format!("`{}`:{}", code.as_str(), code.about())).collect();
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
    ResponseBuilder::new().description(lines.join("\n")).content(JSON, content.build()).build()
}
