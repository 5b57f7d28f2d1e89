//! The documentation of the API for people: one page, made from the OpenAPI document, without a script and without a request to anyone else.

use maud::{DOCTYPE, Markup, html};
use serde_json::{Map, Value};

/// The style of this page and of the one about the widget.
pub const STYLE: &str = include_str!("docs.css");

/// Returns the page for an OpenAPI document.
pub fn page(document: &Value) -> String {
    let info = &document["info"];
    let title = format!("{} API", text(info, "title"));
    let header = html! {
        header {
            h1 { (title) }
            p { "Version " (text(info, "version")) ". For machines: " a href="openapi.json" { "openapi.json" } }
            (paragraphs(text(info, "description")))
        }
        (contents(document))
    };
    let main = html! {
        @for (path, method, operation) in operations(document) {
            (section(path, method, operation))
        }
        (objects(document))
    };
    self::document(&title, html! {}, header, main)
}

/// Returns a whole page with our style; `head` is added to what every page has.
pub(super) fn document(title: &str, head: Markup, header: Markup, main: Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="stylesheet" href="/docs.css";
                (head)
            }
            body { (header) main { (main) } }
        }
    };
    page.into_string()
}

/// Returns text in which `code` is code and a line break is one.
pub(super) fn prose(text: &str) -> Markup {
    html! {
        @for (at, piece) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { (piece) } } @else {
                @for (at, line) in piece.split('\n').enumerate() {
                    @if at > 0 { br; }
                    (line)
                }
            }
        }
    }
}

/// Returns text in which a blank line begins a new paragraph.
fn paragraphs(text: &str) -> Markup {
    html! { @for paragraph in text.split("\n\n") { p { (prose(paragraph)) } } }
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn operations(document: &Value) -> impl Iterator<Item = (&String, &String, &Value)> {
    members(&document["paths"]).flat_map(|(path, item)| {
        members(item).map(move |(method, operation)| (path, method, operation))
    })
}

fn contents(document: &Value) -> Markup {
    html! {
        nav aria-label="Contents" {
            ul {
                @for (path, method, operation) in operations(document) {
                    li {
                        a href={ "#" (text(operation, "operationId")) } { (call(path, method)) }
                        " " (text(operation, "summary"))
                    }
                }
                li { a href="#schemas" { "Objects" } }
            }
        }
    }
}

fn call(path: &str, method: &str) -> Markup {
    html! { code { (method.to_uppercase()) " " (path) } }
}

fn section(path: &str, method: &str, operation: &Value) -> Markup {
    let body = &operation["requestBody"];
    html! {
        section id=(text(operation, "operationId")) {
            h2 { (call(path, method)) }
            p { strong { (text(operation, "summary")) } }
            (paragraphs(text(operation, "description")))
            @if items(&operation["parameters"]).next().is_some() {
                h3 { "Parameters" }
                dl { @for each in items(&operation["parameters"]) { (parameter(each)) } }
            }
            @for (media_type, content) in members(&body["content"]) {
                h3 { "Body" }
                p { code { (media_type) } }
                (paragraphs(text(body, "description")))
                (example(&content["example"]))
            }
            h3 { "Answers" }
            dl {
                @for (status, response) in members(&operation["responses"]) { (answer(status, response)) }
            }
        }
    }
}

fn parameter(parameter: &Value) -> Markup {
    let schema = &parameter["schema"];
    let allowed = match &schema["items"]["enum"] {
        list @ Value::Array(_) => list,
        _ => &schema["enum"],
    };
    let example = match &parameter["example"] {
        Value::String(text) => text.clone(),
        Value::Array(values) => strings(values).join(","),
        other => other.to_string(),
    };
    html! {
        dt {
            code { (text(parameter, "name")) }
            " " span { (kind_of(schema)) @if parameter["required"] == true { " (required)" } }
        }
        dd {
            (paragraphs(text(parameter, "description")))
            @if allowed.is_array() {
                p { "Values:" @for value in items(allowed).filter_map(Value::as_str) { " " code { (value) } } }
            }
            p { "Example: " code { (example) } }
        }
    }
}

fn answer(status: &str, response: &Value) -> Markup {
    html! {
        dt { code { (status) } }
        dd {
            (paragraphs(text(response, "description")))
            @for (_, content) in members(&response["content"]) {
                @if let Some(name) = reference(&content["schema"]) { p { (link(name)) } }
                (example(&content["example"]))
            }
        }
    }
}

fn example(example: &Value) -> Markup {
    html! {
        @if !example.is_null() {
            details { summary { "Example" } pre { code { (format!("{example:#}")) } } }
        }
    }
}

fn objects(document: &Value) -> Markup {
    html! {
        section id="schemas" {
            h2 { "Objects" }
            @for (name, schema) in members(&document["components"]["schemas"]) {
                h3 id=(name) { (name) }
                (paragraphs(text(schema, "description")))
                dl {
                    @for (property, value) in members(&schema["properties"]) {
                        dt { code { (property) } " " span { (linked_kind(value)) } }
                        dd { (paragraphs(description(value))) }
                    }
                }
            }
        }
    }
}

/// Returns the description of a property, which stands beside or inside a choice.
fn description(value: &Value) -> &str {
    match text(value, "description") {
        "" => items(&value["oneOf"])
            .map(|choice| text(choice, "description"))
            .find(|about| !about.is_empty())
            .unwrap_or_default(),
        about => about,
    }
}

fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

fn strings(values: &[Value]) -> Vec<&str> {
    values.iter().filter_map(Value::as_str).collect()
}

/// Returns what a value is, in words.
fn kind_of(schema: &Value) -> String {
    if let Some(name) = reference(schema) {
        return name.to_owned();
    }
    if let Value::Array(choices) = &schema["oneOf"] {
        return choices.iter().map(kind_of).collect::<Vec<_>>().join(" or ");
    }
    match &schema["type"] {
        Value::String(kind) if kind == "array" => format!("list of {}", kind_of(&schema["items"])),
        Value::String(kind) if kind == "object" && schema["additionalProperties"].is_object() => {
            format!("object of {}", kind_of(&schema["additionalProperties"]))
        }
        Value::String(kind) => kind.clone(),
        Value::Array(kinds) => strings(kinds).join(" or "),
        _ => "any".to_owned(),
    }
}

/// Returns what a value is, with a link where it is an object of ours.
fn linked_kind(schema: &Value) -> Markup {
    html! {
        @for (at, word) in kind_of(schema).split(' ').enumerate() {
            @if at > 0 { " " }
            @if word.starts_with(char::is_uppercase) { (link(word)) } @else { (word) }
        }
    }
}

fn link(object: &str) -> Markup {
    html! { a href={ "#" (object) } { (object) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped() {
        assert_eq!(
            paragraphs("a <b> `c<d>` \"e\"\n\nf\ng").into_string(),
            "<p>a &lt;b&gt; <code>c&lt;d&gt;</code> &quot;e&quot;</p><p>f<br>g</p>"
        );
    }
}
