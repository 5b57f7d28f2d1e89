//! Parameters and the body of a search, made from the table of parameters and the limits of the settings.

use serde_json::Value;
use utoipa::openapi::{
    Object, RefOr, Required, Schema, Type,
    content::ContentBuilder,
    path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle},
    request_body::{RequestBody, RequestBodyBuilder},
    schema::{AdditionalProperties, Array, ObjectBuilder},
};

use super::one_of;
use crate::{
    ask::{Holds, Kind, Parameter as Row, Sets, list},
    config::Config,
};

const JSON: &str = "application/json";

pub fn parameter(spec: &Row, config: &Config) -> Parameter {
    let mut builder = ParameterBuilder::new()
        .name(spec.name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(about(spec, config)))
        .schema(Some(schema(spec, config)));
    let example = match spec.holds {
        Holds::List => {
            builder = builder
                .style(Some(ParameterStyle::Form))
                .explode(Some(false));
            Value::from(list::split(spec.example))
        }
        _ => scalar_example(spec),
    };
    builder.example(Some(example)).build()
}

/// Returns what a parameter does, with the limits of the settings.
fn about(spec: &Row, config: &Config) -> String {
    let limits = &config.server.search;
    let places = &config.server.places;
    let more = match spec.sets {
        Sets::Words => format!(
            " At most {} characters by GET, {} by POST.",
            limits.max_query_chars_get, limits.max_query_chars_post
        ),
        Sets::Radius => format!(
            " Without it {} km; at most {} km.",
            places.default_radius_km, places.max_radius_km
        ),
        Sets::Page => format!(" The hits before it may be at most {}.", limits.max_offset),
        Sets::Criterion(_) | Sets::Ignore if spec.holds == Holds::List => format!(
            " Several values, separated by commas: any of them. At most {}.",
            limits.max_values_per_filter
        ),
        _ => String::new(),
    };
    format!("{}{more}", spec.about)
}

fn scalar_example(spec: &Row) -> Value {
    match spec.holds {
        Holds::Number => spec.example.parse::<u64>().map_or(Value::Null, Value::from),
        Holds::Flag => Value::from(spec.example == "true"),
        Holds::Text | Holds::List => Value::from(spec.example),
    }
}

fn schema(spec: &Row, config: &Config) -> Schema {
    match spec.holds {
        Holds::List => Schema::Array(Array::new(text_schema(spec, config))),
        Holds::Text => Schema::Object(text_schema(spec, config)),
        Holds::Flag => Schema::Object(Object::with_type(Type::Boolean)),
        Holds::Number => {
            let limits = &config.server.search;
            let (default, maximum) = match spec.sets {
                Sets::Size => (limits.default_page_size, Some(limits.max_page_size)),
                Sets::Limit => (8, Some(50)),
                _ => (1, None),
            };
            let schema = ObjectBuilder::new()
                .schema_type(Type::Integer)
                .minimum(Some(1))
                .maximum(maximum);
            Schema::Object(schema.default(Some(Value::from(default))).build())
        }
    }
}

fn text_schema(spec: &Row, config: &Config) -> Object {
    let allowed = spec.allowed(config);
    let schema = ObjectBuilder::new().schema_type(Type::String);
    if allowed.is_empty() {
        schema.build()
    } else {
        schema.enum_values(Some(allowed)).build()
    }
}

/// Returns the body that takes `specs` as one JSON object.
pub fn body(specs: &[Row], example: Value, config: &Config) -> RequestBody {
    let mut schema = ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)));
    for spec in specs {
        let text = text_schema(spec, config);
        let value = match spec.holds {
            // A list may also be one text with commas, as in an address.
            Holds::List => {
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
    let content = ContentBuilder::new()
        .schema(Some(schema.build()))
        .example(Some(example));
    RequestBodyBuilder::new()
        .description(Some("The parameters of GET as one JSON object."))
        .content(JSON, content.build())
        .required(Some(Required::True))
        .build()
}

/// Returns the schema of a parameter that takes one value; an age may also be a number.
fn schema_of_scalar(spec: &Row, config: &Config) -> Schema {
    match (spec.sets, schema(spec, config)) {
        (Sets::Criterion(Kind::Age), Schema::Object(mut object)) => {
            object.schema_type =
                utoipa::openapi::schema::SchemaType::from_iter([Type::String, Type::Integer]);
            Schema::Object(object)
        }
        (_, schema) => schema,
    }
}
