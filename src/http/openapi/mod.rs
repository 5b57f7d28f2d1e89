//! The API described for machines (OpenAPI 3.1) and, made from the same document, for people.
//!
//! Schemas come from the types of `dto`, parameters from the table in `params`, examples from the code that answers: nothing is written down twice.

mod example;
mod operations;
mod parameters;

use utoipa::{
    ToSchema,
    openapi::{
        Components, InfoBuilder, OpenApi, OpenApiBuilder, RefOr, Schema,
        schema::{Object, OneOf},
        tag::TagBuilder,
    },
};

#[cfg(test)]
pub use example::Examples;

use super::{
    dto::{FacetsResponse, PlacesResponse, SearchResponse, SuggestResponse, TrialResponse},
    error::ErrorBody,
    handlers::{LiveResponse, ReadyResponse},
};
use crate::{config::Config, pages::docs};

const ABOUT: &str = "Search clinical trials by words, place and person.

Every registry value comes with its label in the language asked for. \
Absent data is `null` or an empty list, never a missing key. \
All errors have one body; programs look at its `code`. \
What a caller types is neither logged nor stored, and answers to it are marked `private, no-store`; \
a POST also keeps it out of addresses.

Nothing here says that someone is eligible: only the study team can.";

/// Returns the OpenAPI document as JSON, the same for the same settings.
pub fn openapi_json(config: &Config) -> String {
    to_json(&document(config))
}

pub(super) fn to_json(document: &OpenApi) -> String {
    // Only a map with keys that are no strings could fail.
    let mut json = document.to_pretty_json().unwrap_or_default();
    json.push('\n');
    json
}

/// Returns the page made from the document.
pub(super) fn page(document: &OpenApi) -> String {
    docs::page(&serde_json::to_value(document).unwrap_or_default())
}

pub(super) fn document(config: &Config) -> OpenApi {
    let info = InfoBuilder::new()
        .title("Trialseek")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT));
    let tag = |name: &str, about: &str| {
        TagBuilder::new()
            .name(name)
            .description(Some(about))
            .build()
    };
    OpenApiBuilder::new()
        .info(info.build())
        .paths(operations::paths(config))
        .components(Some(components()))
        .tags(Some([
            tag("search", "For everyone"),
            tag("operation", "For operators"),
        ]))
        .build()
}

fn components() -> Components {
    let mut schemas = Vec::new();
    add::<SearchResponse>(&mut schemas);
    add::<FacetsResponse>(&mut schemas);
    add::<PlacesResponse>(&mut schemas);
    add::<SuggestResponse>(&mut schemas);
    add::<TrialResponse>(&mut schemas);
    add::<LiveResponse>(&mut schemas);
    add::<ReadyResponse>(&mut schemas);
    add::<ErrorBody>(&mut schemas);
    let mut components = Components::new();
    for (name, mut schema) in schemas {
        require_all(&name, &mut schema);
        components.schemas.insert(name, schema);
    }
    components
}

fn add<T: ToSchema>(schemas: &mut Vec<(String, RefOr<Schema>)>) {
    T::schemas(schemas);
    schemas.push((T::name().into_owned(), T::schema()));
}

/// Marks every property as required: answers leave no key out, but for the one that only places have.
fn require_all(name: &str, schema: &mut RefOr<Schema>) {
    if let RefOr::T(Schema::Object(object)) = schema {
        object.required = object
            .properties
            .keys()
            .filter(|key| name != "FacetEntry" || *key != "parent")
            .cloned()
            .collect();
    }
}

/// Returns a schema that takes one of several.
fn one_of(schemas: impl IntoIterator<Item = Object>) -> Schema {
    Schema::OneOf(schemas.into_iter().fold(OneOf::new(), |mut all, schema| {
        all.items.push(RefOr::T(Schema::Object(schema)));
        all
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn json() -> Value {
        serde_json::from_str(&openapi_json(&Config::compiled_in().unwrap())).unwrap()
    }

    #[test]
    fn the_document_is_the_same_every_time() {
        let config = Config::compiled_in().unwrap();
        assert_eq!(openapi_json(&config), openapi_json(&config));
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = json();
        let mut waiting = vec![&document];
        let mut count = 0;
        while let Some(value) = waiting.pop() {
            match value {
                Value::Object(members) => {
                    if let Some(Value::String(reference)) = members.get("$ref") {
                        let pointer = reference.strip_prefix('#').unwrap();
                        assert!(document.pointer(pointer).is_some(), "{reference}");
                        count += 1;
                    }
                    waiting.extend(members.values());
                }
                Value::Array(items) => waiting.extend(items),
                _ => {}
            }
        }
        assert!(count > 50, "{count} references");
    }

    #[test]
    fn examples_have_the_keys_of_their_schemas() {
        let document = json();
        for (path, name) in [
            ("/v1/search", "SearchResponse"),
            ("/v1/facets", "FacetsResponse"),
            ("/v1/places", "PlacesResponse"),
            ("/v1/trials/{id}", "TrialResponse"),
            ("/readyz", "ReadyResponse"),
        ] {
            let content =
                &document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"];
            let keys = |value: &Value| {
                let mut keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
                keys.sort();
                keys
            };
            let schema = &document["components"]["schemas"][name]["properties"];
            assert_eq!(keys(&content["example"]), keys(schema), "{path}");
        }
    }

    #[test]
    fn closed_lists_are_given() {
        let parameters = json()["paths"]["/v1/search"]["get"]["parameters"].clone();
        let status = parameters
            .as_array()
            .unwrap()
            .iter()
            .find(|parameter| parameter["name"] == "status")
            .unwrap();
        assert_eq!(
            status["schema"]["items"]["enum"].as_array().unwrap().len(),
            14
        );
        assert_eq!(
            (&status["style"], &status["explode"]),
            (&Value::from("form"), &Value::from(false))
        );
    }

    fn html() -> String {
        page(&document(&Config::compiled_in().unwrap()))
    }

    #[test]
    fn the_page_needs_nobody_else() {
        let html = html();
        for forbidden in ["<script", "http://", " style=", "<img", "onclick", "<style"] {
            assert!(!html.contains(forbidden), "{forbidden}");
        }
        assert_eq!(html.matches("<link").count(), 1);
        assert!(!docs::STYLE.contains("url(") && !docs::STYLE.contains("@import"));
    }

    #[test]
    fn every_link_leads_somewhere() {
        let html = html();
        let targets: Vec<_> = html
            .split("href=\"#")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert!(targets.len() > 60, "{}", targets.len());
        for target in targets {
            assert!(html.contains(&format!("id=\"{target}\"")), "{target}");
        }
    }

    #[test]
    fn every_parameter_and_code_is_explained() {
        let html = html();
        for spec in crate::http::params::SEARCH {
            let name = format!("<dt><code>{}</code>", spec.name);
            assert!(html.contains(&name), "{}", spec.name);
        }
        for code in crate::http::ErrorCode::ALL {
            let name = format!("<code>{}</code>", code.as_str());
            assert!(html.contains(&name), "{}", code.as_str());
        }
    }
}
